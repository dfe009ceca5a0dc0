//! Files that browsers fetch: named by their content, compressed once when first asked for, served from memory.
//!
//! A file names another of the theme by `"./name"` in a script and by `url("./name")` in a style sheet; both become the fingerprinted
//! name, so that everything can be kept by browsers for ever.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use super::source::ThemeSource;

/// A file as it is served.
#[derive(Debug, Clone)]
pub struct Asset {
    pub bytes: Arc<[u8]>,
    pub packed: Arc<Packed>,
    pub media_type: &'static str,
    /// With the quotes of the header.
    pub etag: String,
    /// Asked for by its fingerprinted name: it never changes.
    pub immutable: bool,
}

/// The smaller forms of a file, each made when a browser first asks for it: a start and a reload pack nothing.
#[derive(Debug, Default)]
pub struct Packed {
    /// Empty: the file is not of a kind that packing makes smaller.
    plain: Arc<[u8]>,
    br: Form,
    gzip: Form,
}

type Form = OnceLock<Option<Arc<[u8]>>>;

impl Packed {
    /// None: it would not be smaller.
    pub fn br(&self) -> Option<Arc<[u8]>> {
        self.form(&self.br, brotli)
    }

    /// None: it would not be smaller.
    pub fn gzip(&self) -> Option<Arc<[u8]>> {
        self.form(&self.gzip, gzip)
    }

    fn form(&self, form: &Form, pack: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Arc<[u8]>> {
        let smaller = || pack(&self.plain).filter(|packed| packed.len() < self.plain.len()).map(Arc::from);
        form.get_or_init(smaller).clone()
    }
}

/// What is served already, by the hash of what it is made from. Most files of a theme are its parent's, and a theme of which one template
/// was saved has the files that it had.
static KNOWN: Mutex<BTreeMap<[u8; 32], Weak<Packed>>> = Mutex::new(BTreeMap::new());

fn packed(hash: &[u8; 32], bytes: &Arc<[u8]>) -> Arc<Packed> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(packed) = known.get(hash).and_then(Weak::upgrade) {
        return packed;
    }
    let packed = Arc::new(Packed { plain: Arc::clone(bytes), ..Packed::default() });
    known.retain(|_, packed| packed.strong_count() > 0);
    known.insert(*hash, Arc::downgrade(&packed));
    packed
}

/// All static files of a theme and its parents; a theme's file hides the parent's of the same name.
#[derive(Debug, Default)]
pub struct Assets {
    /// By plain name.
    files: BTreeMap<String, Asset>,
    /// Plain name to fingerprinted name.
    prints: BTreeMap<String, String>,
    /// Fingerprinted name to plain name.
    plain: BTreeMap<String, String>,
}

impl Assets {
    /// Takes `static/` of all layers, the strongest first.
    pub fn new(layers: &[ThemeSource], found: &mut Vec<Diagnostic>) -> Self {
        let mut sources: BTreeMap<String, (Arc<[u8]>, String)> = BTreeMap::new();
        for layer in layers {
            for (file, bytes) in &layer.files {
                if let Some(name) = file.strip_prefix("static/") {
                    sources.entry(name.to_owned()).or_insert_with(|| (Arc::clone(bytes), layer.path(file)));
                }
            }
        }
        let mut assets = Self::default();
        let mut open: Vec<String> = Vec::new();
        for name in sources.keys() {
            assets.add(name, &sources, &mut open, found);
        }
        assets
    }

    /// Adds a file after the files that it names.
    fn add(
        &mut self,
        name: &str,
        sources: &BTreeMap<String, (Arc<[u8]>, String)>,
        open: &mut Vec<String>,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some((bytes, path)) = sources.get(name).filter(|_| !self.files.contains_key(name)) else { return };
        let Some(media_type) = media_type(name) else {
            let message = "browsers are not sent files of this kind";
            found.push(
                Diagnostic::error(path, message).suggest(format!("use one of {}", KINDS.map(|k| k.0).join(", "))),
            );
            return;
        };
        open.push(name.to_owned());
        let mut bytes = Arc::clone(bytes);
        if let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| name.ends_with(".js") || name.ends_with(".css"))
        {
            let mut text = text.to_owned();
            for other in names_in(&text) {
                if open.contains(&other) {
                    let message = format!("the files {} name each other in a circle", open.join(", "));
                    found.push(Diagnostic::error(path, message));
                    continue;
                }
                self.add(&other, sources, open, found);
                match self.prints.get(&other) {
                    Some(print) => text = text.replace(&format!("\"./{other}\""), &format!("\"./{print}\"")),
                    None => found.push(
                        Diagnostic::error(path, format!("there is no file \"static/{other}\""))
                            .suggest_nearest(&other, sources.keys().map(String::as_str)),
                    ),
                }
            }
            bytes = Arc::from(text.into_bytes());
        }
        open.pop();
        let asset = Asset::new(bytes, media_type);
        let print = fingerprinted(name, &asset.etag);
        self.plain.insert(print.clone(), name.to_owned());
        self.prints.insert(name.to_owned(), print);
        self.files.insert(name.to_owned(), asset);
    }

    /// A file by its fingerprinted or its plain name.
    pub fn get(&self, path: &str) -> Option<Asset> {
        match self.plain.get(path) {
            Some(name) => self.files.get(name).map(|asset| Asset { immutable: true, ..asset.clone() }),
            None => self.files.get(path).cloned(),
        }
    }

    /// `site.3f2a91bc04.css` for `site.css`.
    pub fn fingerprinted(&self, name: &str) -> Option<&str> {
        self.prints.get(name).map(String::as_str)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

impl Asset {
    /// Hashes; packing waits until somebody asks.
    pub fn new(bytes: Arc<[u8]>, media_type: &'static str) -> Self {
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let etag = format!("\"{}\"", hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>());
        let text = media_type.contains("text/") || media_type.contains("svg") || media_type.contains("json");
        let packed = if text { packed(&hash, &bytes) } else { Arc::default() };
        Self { bytes, packed, media_type, etag, immutable: false }
    }
}

/// Puts the beginning of the hash before the ending of the name.
pub fn fingerprinted(name: &str, etag: &str) -> String {
    let hash = etag.trim_matches('"').get(..10).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}

/// Files of the theme that a script or style sheet names.
fn names_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split("\"./")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.is_empty() && !name.contains(['\n', ' ']))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

const KINDS: [(&str, &str); 12] = [
    (".css", "text/css; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".json", "application/json"),
    (".txt", "text/plain; charset=utf-8"),
    (".svg", "image/svg+xml"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".webp", "image/webp"),
    (".avif", "image/avif"),
    (".ico", "image/x-icon"),
    (".woff2", "font/woff2"),
    (".webmanifest", "application/manifest+json"),
];

fn media_type(name: &str) -> Option<&'static str> {
    KINDS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, media_type)| *media_type)
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    // Quality 9 packs a style sheet in a millisecond or two; 11 takes fifty for two per cent.
    let mut out = Vec::new();
    brotli::CompressorReader::new(bytes, 4096, 9, 22).read_to_end(&mut out).ok()?;
    Some(out)
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(8));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
