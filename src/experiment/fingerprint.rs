//! Fingerprints: what a stage's output depends on, as SHA-256, so that a finished stage is not done again.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::digest::{hexadecimal, sha256_of_file};
use crate::error::{Error, Result};

/// The SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn of_file(path: &Path) -> Result<String> {
    if path.is_dir() {
        return Err(Error::file(path, "a folder where a file is wanted", "give a file"));
    }
    sha256_of_file(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::MissingFile {
            path: path.to_path_buf(),
            advice: "check the path in the experiment".to_string(),
        },
        _ => Error::io(path, "read", error),
    })
}

/// The SHA-256 of settings and the keys of earlier stages, with the program's version.
pub(super) fn of_settings(stage: &str, settings: &impl Serialize, earlier: &[&str]) -> String {
    let written = serde_json::to_string(settings).expect("settings have string keys and finite numbers");
    let mut hash = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), stage, &written].into_iter().chain(earlier.iter().copied()) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hexadecimal(&hash.finalize())
}
