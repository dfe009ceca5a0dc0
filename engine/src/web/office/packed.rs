//! A table on its way through a page and back: compressed, because a page has less room than a file.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use super::roster::MAX_BYTES;

/// Most letters that a page carries.
const MAX_PACKED: usize = 512 * 1024;

/// The bytes as letters. None: they are too many for a page.
pub fn pack(bytes: &[u8]) -> Result<Option<String>, std::io::Error> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes)?;
    Ok(Some(URL_SAFE_NO_PAD.encode(packer.finish()?)).filter(|packed| packed.len() <= MAX_PACKED))
}

/// The bytes again. None: this was not made by [`pack`], or unpacks to more than any file that is taken.
pub fn unpack(packed: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(packed).ok()?;
    let most = 2 * MAX_BYTES;
    let mut out = Vec::new();
    GzDecoder::new(bytes.as_slice()).take(most as u64 + 1).read_to_end(&mut out).ok()?;
    (out.len() <= most).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_nothing_else_does() {
        let packed = pack(b"name;email\n").unwrap().unwrap();
        assert_eq!(unpack(&packed).unwrap(), b"name;email\n");
        assert_eq!((unpack("name;email"), unpack("AAAA"), unpack(&packed[..9])), (None, None, None));
        let bomb = pack(&vec![b' '; 2 * MAX_BYTES + 1]).unwrap().unwrap();
        assert_eq!(unpack(&bomb), None);
    }
}
