//! Base: what is to be gone when a process is asked to end. Paths of what is being made in; nothing of it left, out, when
//! [`clean_up`] is called from the thread that received the signal.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::write::remove;

static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
static EXCHANGES: Mutex<()> = Mutex::new(());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

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

/// Holds an interruption back while finished files change places: it waits until all of them have.
pub(crate) fn hold_back() -> impl Drop {
    held(&EXCHANGES)
}

/// Waits for ever once an interruption cleans up: nothing new is begun then.
pub(crate) fn go_on() {
    drop(held(&UNFINISHED));
}

/// Where a path of [`Unfinished`] stands while it is removed; what a process that was killed meanwhile has left is removed
/// with the path itself.
pub(crate) fn going(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push("-gone");
    path.with_file_name(name)
}

/// Whether [`clean_up`] was called: what fails from then on fails because of it.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Removes whatever is being made, once no files are changing places. Nothing changes places any more after it: the process
/// must end.
pub fn clean_up() {
    INTERRUPTED.store(true, Ordering::SeqCst);
    std::mem::forget(held(&EXCHANGES));
    let unfinished = held(&UNFINISHED);
    for path in unfinished.iter() {
        // Under another name first, so that no thread at work puts a file into a folder while it is being removed.
        let gone = going(path);
        let _ = remove(&gone);
        let moved = std::fs::rename(path, &gone).is_ok();
        let _ = remove(if moved { &gone } else { path });
    }
    // Nothing new is begun either.
    std::mem::forget(unfinished);
}
