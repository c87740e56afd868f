//! Where real collections are: a name in; the folder out, or a word on stderr that there is none.

use std::io::Write;
use std::path::PathBuf;

/// The folder of a real collection; `None`, said aloud, where it is not here.
pub fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if folder.exists() {
        return Some(folder);
    }
    // The harness keeps what `eprintln!` says of a test that passes; what is written to stderr itself is seen.
    let mut stderr = std::io::stderr();
    writeln!(stderr, "skipped: no collection {name} in ../shared/data").unwrap();
    None
}
