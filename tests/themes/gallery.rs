//! Every page with every sample as a file to look at: `PORTICO_GALLERY=/some/folder cargo test themes::gallery`, then serve the folder.

use std::{fs, path::Path};

use portico::{
    themes::check::MAIL_PARTS,
    views::{Door, PAGES, mail::MAILS, sample},
};

use super::built_in;

#[test]
fn every_page_and_mail_renders_in_every_language() {
    let theme = built_in();
    let folder = std::env::var_os("PORTICO_GALLERY");
    let write = |name: &str, html: &[u8]| {
        if let Some(folder) = &folder {
            let path = Path::new(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, html).unwrap();
        }
    };
    for language in theme.languages() {
        for kind in &PAGES {
            for (name, page) in kind.samples(language) {
                let html = theme.preview(kind, &page, language).unwrap_or_else(|problem| panic!("{name}: {problem}"));
                write(&format!("{language}/{}/{name}.html", kind.template.trim_end_matches(".html")), html.as_bytes());
            }
        }
        for kind in &MAILS {
            for (name, mail) in kind.samples(language) {
                for part in MAIL_PARTS {
                    let text =
                        theme.preview_mail(kind, (&mail, part), language).unwrap_or_else(|problem| panic!("{problem}"));
                    write(&format!("{language}/mail/{}/{name}.{part}", kind.name), text.as_bytes());
                }
            }
        }
    }
    for door in [Door::Portal, Door::Office, Door::Demo] {
        let site = sample::site(door);
        let assets = site.links.assets.trim_start_matches('/').to_owned();
        let tokens = theme.tokens(&site.settings, "nordwind");
        write(&format!("{assets}{}", tokens.name), &tokens.asset.bytes);
        for name in theme.asset_names() {
            let asset = theme.asset(&name, &site.settings).unwrap();
            write(&format!("{assets}{name}"), &asset.bytes);
        }
    }
}
