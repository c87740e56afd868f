//! A file in; its size, MD5 and SHA-256 out, in one pass and without holding it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::digest::hexadecimal;
use crate::error::{Error, Result};

/// What identifies a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checksums {
    pub bytes: u64,
    pub md5: String,
    pub sha256: String,
}

impl Checksums {
    pub(super) fn of_file(path: &Path) -> Result<Checksums> {
        let failed = |error| Error::io(path, "read", error);
        let mut file = File::open(path).map_err(failed)?;
        let (mut md5, mut sha256, mut bytes) = (Md5::new(), Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 17];
        loop {
            let read = file.read(&mut buffer).map_err(failed)?;
            if read == 0 {
                return Ok(Checksums {
                    bytes,
                    md5: hexadecimal(&md5.finalize()),
                    sha256: hexadecimal(&sha256.finalize()),
                });
            }
            md5.update(&buffer[..read]);
            sha256.update(&buffer[..read]);
            bytes += read as u64;
        }
    }
}

/// The SHA-256 of a text.
pub(super) fn sha256_of(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1321, A.5, and FIPS 180-2, B.1: the checksums of "abc".
    #[test]
    fn abc() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let found = Checksums::of_file(&path).unwrap();
        assert_eq!((found.bytes, found.md5.as_str()), (3, "900150983cd24fb0d6963f7d28e17f72"));
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((found.sha256.as_str(), sha256_of("abc").as_str()), (sha256, sha256));
    }
}
