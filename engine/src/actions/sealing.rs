//! Seals what must be read again and must not be read by who gets hold of the database: XChaCha20-Poly1305 under a key from a file of its
//! own. What is sealed for one purpose and person opens for no other.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    sync::{Arc, OnceLock},
};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};

use sha2::{Digest, Sha256};

use super::{Context, Error};
use crate::{
    domain::{
        clock::Random,
        factor::{recovery_code, typed_mail_code},
        id::{TenantId, UserId},
    },
    store,
};

/// Bytes of a nonce, which stands before what is sealed.
const NONCE: usize = 24;

/// The key of this process; cheap to clone. Without [`open`] it seals nothing.
#[derive(Clone, Default)]
pub struct Sealer(Arc<OnceLock<Opened>>);

struct Opened {
    cipher: XChaCha20Poly1305,
    /// Proves that somebody reads the log or the key of this installation; equal on every node and after a restart.
    setup_code: String,
}

impl Opened {
    fn new(key: &[u8; 32]) -> Self {
        let digest = Sha256::new().chain_update(b"portico setup code").chain_update(key).finalize();
        let mut bits = [0; 15];
        bits.copy_from_slice(&digest[..15]);
        Self { cipher: XChaCha20Poly1305::new(key.into()), setup_code: recovery_code(bits) }
    }
}

/// Reads the key file, or makes it when nothing was sealed yet, and sees that it fits what the database holds.
pub async fn open(cx: &Context, path: &Path) -> Result<(), Error> {
    let mut conn = cx.store.platform_read().await?;
    let sealed = store::factors::any_seed(&mut conn).await?;
    drop(conn);
    let name = path.display();
    let wrong = |error: String| Error::Failed(format!("security.key_file: {name}: {error}"));
    let key = match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if sealed.is_some() {
                return Err(wrong("is missing, and the database holds second factors that only it opens; put it back from where it is kept, or end them with: portico user reset-factor".into()));
            }
            make(path, &*cx.random).map_err(|error| wrong(error.to_string()))?
        }
        other => other.map_err(|error| wrong(error.to_string()))?,
    };
    // A second opening in one process, with the same file, changes nothing.
    let _ = cx.sealer.0.set(Opened::new(&key));
    if let Some((tenant, user, seed)) = sealed
        && cx.sealer.unseal(&purpose("factor", tenant, user), &seed).is_err()
    {
        return Err(wrong("is not the key that the database was sealed with; every node needs the same file".into()));
    }
    Ok(())
}

/// What binds a sealed value to its purpose and person.
pub(super) fn purpose(what: &str, tenant: TenantId, user: UserId) -> String {
    format!("portico {what} {tenant} {user}")
}

impl Sealer {
    pub(super) fn seal(&self, random: &dyn Random, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        let sealed = self.cipher()?.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::Failed("a secret could not be sealed".into()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    pub(super) fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let wrong = || {
            Error::Failed("a sealed secret does not open: security.key_file is another than it was sealed with".into())
        };
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.cipher()?.decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong())
    }

    /// The code with which the first operator shows that the installation is hers.
    pub fn setup_code(&self) -> Result<&str, Error> {
        Ok(&self.opened()?.setup_code)
    }

    /// Whether somebody typed that code, however she writes it. Hashes are compared, so that the time tells nothing about the code.
    pub(super) fn is_setup_code(&self, typed: &str) -> Result<bool, Error> {
        let hash = |code: &str| Sha256::digest(typed_mail_code(code));
        Ok(hash(typed) == hash(self.setup_code()?))
    }

    fn cipher(&self) -> Result<&XChaCha20Poly1305, Error> {
        Ok(&self.opened()?.cipher)
    }

    fn opened(&self) -> Result<&Opened, Error> {
        self.0.get().ok_or_else(|| Error::Failed("no key was opened to seal with".into()))
    }
}

fn read(path: &Path) -> io::Result<[u8; 32]> {
    let text = fs::read_to_string(path)?;
    if fs::metadata(path)?.permissions().mode() & 0o007 != 0 {
        tracing::warn!(path = %path.display(), "security.key_file can be read by everybody on this machine; chmod 600 it");
    }
    let wrong = || io::Error::other("holds no key: it should be one line of 64 hexadecimal digits");
    let digits = text.trim();
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut key = [0; 32];
    for (byte, at) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| wrong())?;
    }
    Ok(key)
}

/// A new key, on disk before anything is sealed with it.
fn make(path: &Path, random: &dyn Random) -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    random.fill(&mut key);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = match made {
        // Another process that starts at the same time was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read(path),
        other => other?,
    };
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{digits}")?;
    file.sync_all()?;
    Ok(key)
}
