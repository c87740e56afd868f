//! Base: bytes in, their SHA-256 in hexadecimal out.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The SHA-256 of what `source` gives to its end.
///
/// # Errors
/// Where it cannot be read.
pub fn sha256(mut source: impl Read) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match source.read(&mut block)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            length => hash.update(&block[..length]),
        }
    }
}

/// The SHA-256 of the bytes of a file.
///
/// # Errors
/// Where it cannot be read.
pub fn sha256_of_file(path: &Path) -> std::io::Result<String> {
    sha256(std::fs::File::open(path)?)
}

/// Two digits a byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&b"abc"[..]).unwrap(), expected);
    }
}
