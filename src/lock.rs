//! Base: one process at a time at work on a folder. A path in; a lock out that the system takes back when the process
//! ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Takes the number of the process out: what a finished run leaves is the same whoever ran.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

/// Takes the lock of the file at `path`, which is made where it is missing; waits, and says so, while another process
/// holds it. `place` is what the lock is for, as messages call it.
///
/// # Errors
/// Where the file cannot be made or locked, or is a link or a device.
pub fn lock(path: &Path, place: &str) -> Result<Lock> {
    if std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        let advice = "remove it, or name another folder";
        return Err(Error::file(
            path,
            "is no file, and cannot be locked without touching what it leads to",
            advice,
        ));
    }
    loop {
        let refused = |error| Error::io(path, "lock", error);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(refused)?;
        let mut content = String::new();
        let ours =
            file.read_to_string(&mut content).is_ok() && content.bytes().all(|byte| byte.is_ascii_digit());
        if !ours {
            let advice = "move it away, or name another folder";
            return Err(Error::file(path, "is called like our lock, and holds something else", advice));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let known = !content.is_empty();
                let holder = if known { format!("process {content}") } else { "another process".to_string() };
                tracing::warn!("{place}: {holder} is at work on it; waiting for it to end");
                file.lock().map_err(refused)?;
            }
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        if is_at(&file, path) {
            // The number only serves messages of those who wait.
            let begun = file.set_len(0).and_then(|()| file.rewind());
            let _ = begun.and_then(|()| write!(file, "{}", std::process::id()));
            return Ok(Lock { file });
        }
    }
}

/// Whether `path` still names this file: who held it before may have removed it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), path.metadata()) {
        (Ok(ours), Ok(there)) => identity(ours) == identity(there),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_second_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = lock(&path, "a folder").unwrap();
        let (sender, receiver) = channel();
        let second = std::thread::spawn({
            let path = path.clone();
            move || {
                let held = lock(&path, "a folder").unwrap();
                sender.send(()).unwrap();
                held
            }
        });
        assert_eq!(receiver.recv_timeout(Duration::from_millis(200)), Err(RecvTimeoutError::Timeout));
        drop(first);
        receiver.recv_timeout(Duration::from_secs(20)).unwrap();
        drop(second.join().unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"");
        drop(lock(&path, "a folder").unwrap());
    }

    #[test]
    fn a_file_of_others_is_not_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "mine").unwrap();
        assert!(lock(&path, "a folder").unwrap_err().to_string().contains("holds something else"));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_file_that_was_removed_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = lock(&path, "a folder").unwrap();
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || lock(&path, "a folder").unwrap()
        });
        std::thread::sleep(Duration::from_millis(100));
        std::fs::remove_file(&path).unwrap();
        drop(first);
        let held = waiting.join().unwrap();
        assert!(path.exists());
        drop(held);
    }
}
