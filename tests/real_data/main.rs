//! Check values on real collections, which stand in `../shared/data` or are passed over aloud.

mod bias;
mod profile;
mod retrieval;

use std::path::PathBuf;

/// The folder of a real collection; `None`, said aloud, where it is not here.
fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("skipped: no collection {name} in ../shared/data");
    None
}
