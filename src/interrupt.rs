//! Base: what is to be gone when a process is asked to end. Paths of what is being made in; nothing of it left, out, when
//! [`clean_up`] is called from the thread that received the signal.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::write::remove;

static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
static EXCHANGES: Mutex<()> = Mutex::new(());

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file or folder that is being made, and goes when the process is interrupted before this is dropped.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Remembers a path of ours; whoever makes it removes it too where the work fails.
    pub(crate) fn new(path: &Path) -> Unfinished {
        held(&UNFINISHED).insert(path.to_path_buf());
        Unfinished(path.to_path_buf())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        held(&UNFINISHED).remove(&self.0);
    }
}

/// Holds an interruption back while finished files change places: they are all exchanged, or none.
pub(crate) fn hold_back() -> impl Drop {
    held(&EXCHANGES)
}

/// Removes whatever is being made, once no files are changing places. Nothing changes places any more after it: the process
/// must end.
pub fn clean_up() {
    std::mem::forget(held(&EXCHANGES));
    let unfinished = held(&UNFINISHED);
    for path in unfinished.iter() {
        // Another thread may put a file into a folder while it is being removed.
        let _ = remove(path).or_else(|_| remove(path));
    }
    // Nothing new is begun either.
    std::mem::forget(unfinished);
}
