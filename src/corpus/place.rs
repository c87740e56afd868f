//! A corpus folder that is there whole or not at all: a folder and what fills it in; the folder filled, out. It is made beside
//! under a name that nothing had, and put in its place in one step.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::interrupt::{Unfinished, go_on, hold_back};
use crate::lock::lock;
use crate::write::{remove, sync_folder, write};

/// What may stand in a folder of the native layout, and is replaced as one.
const PARTS: [&str; 8] = [
    "corpus",
    "corpus.jsonl",
    "corpus.jsonl.gz",
    "corpus.jsonl.zst",
    "queries.jsonl",
    "queries.jsonl.gz",
    "queries.jsonl.zst",
    "qrels",
];

/// Stands in a corpus folder while its parts are replaced one by one.
const MARK: &str = ".sourcebias-replacing";

/// Whether the parts of this corpus were being replaced when that was cut off.
pub(super) fn is_half_replaced(folder: &Path) -> bool {
    folder.join(MARK).exists()
}

/// Whether `path` lies in a part of the corpus in `to`, or `to` is where it lies.
pub(super) fn would_replace(to: &Path, path: &Path) -> bool {
    let absolute = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let (Ok(source), Ok(target)) = (absolute(path), absolute(to)) else { return false };
    target.starts_with(&source) || PARTS.iter().any(|part| source.starts_with(target.join(part)))
}

/// Checks that a corpus can be written to `to`.
///
/// # Errors
/// Where it is a file, or holds a corpus and `replace` is not set.
pub(super) fn check_place(to: &Path, replace: bool) -> Result<()> {
    let wrong = |reason: String| Err(Error::BadExperiment { place: to.display().to_string(), reason });
    if to.exists() && !to.is_dir() {
        return wrong("is a file, and the corpus needs a folder: name another one".to_string());
    }
    let filled = |path: &PathBuf| match path.is_dir() {
        true => std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some()),
        false => path.symlink_metadata().is_ok(),
    };
    match PARTS.iter().map(|part| to.join(part)).find(filled) {
        Some(part) if !replace => wrong(format!(
            "holds a corpus already ({}): name another folder, or have it replaced (`replace`, --force)",
            part.file_name().unwrap_or_default().to_string_lossy()
        )),
        _ => Ok(()),
    }
}

/// Has `fill` make a corpus in a folder beside `to`, and puts it there. With `replace` it takes the place of a corpus that
/// is there, and other files of the folder stay.
///
/// # Errors
/// Those of [`check_place`] and of `fill`, and where the disk refuses; what was there then still is.
pub(super) fn placed<T>(to: &Path, replace: bool, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    check_place(to, replace)?;
    let parent = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let failed = |error| Error::io(to, "write", error);
    std::fs::create_dir_all(parent).map_err(|error| Error::io(parent, "create the folder", error))?;
    let name = to.file_name().unwrap_or_default().to_string_lossy().to_string();
    go_on();
    let beside =
        tempfile::Builder::new().prefix(&format!(".{name}.making-")).tempdir_in(parent).map_err(failed)?;
    let _unfinished = Unfinished::new(beside.path());
    // Within it, since its own permissions are those of a temporary folder.
    let made = beside.path().join("made");
    let filled = fill(&made)?;
    let guard = parent.join(format!(".{name}.sourcebias-lock"));
    let held = lock(&guard, &to.display().to_string())?;
    let unfinished_lock = Unfinished::new(&guard);
    let outcome = check_place(to, replace).and_then(|()| {
        let _whole = hold_back();
        put(&made, to)
    });
    drop(unfinished_lock);
    // Removed before it is given back: who waits for it sees that, and takes a new one.
    let _ = std::fs::remove_file(&guard);
    drop(held);
    outcome?;
    sync_folder(parent);
    Ok(filled)
}

/// Puts the finished folder in its place: in one step where there is nothing or a corpus alone, or else part by part.
fn put(made: &Path, to: &Path) -> Result<()> {
    let failed = |error| Error::io(to, "write", error);
    if to.symlink_metadata().is_err() {
        return std::fs::rename(made, to).map_err(failed);
    }
    let entries = std::fs::read_dir(to).map_err(|error| Error::io(to, "read", error))?;
    let is_part = |name: &std::ffi::OsStr| name == MARK || PARTS.iter().any(|part| name == *part);
    let alone = entries.flatten().all(|entry| is_part(&entry.file_name()));
    if alone && !to.is_symlink() && exchanged(made, to) {
        tracing::warn!("{}: is replaced, with all that was in it", to.display());
        return Ok(());
    }
    write(&to.join(MARK), b"")?;
    for part in PARTS {
        let (new, place) = (made.join(part), to.join(part));
        if place.symlink_metadata().is_ok() {
            tracing::warn!("{}: is replaced, with all that was in it", place.display());
            remove(&place)?;
        }
        if new.exists() {
            std::fs::rename(&new, &place).map_err(|error| Error::io(&place, "write", error))?;
        }
    }
    remove(&to.join(MARK))
}

/// Exchanges two folders in one step, where the system can; what was there goes with the folder of what was made.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchanged(made: &Path, to: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, made, CWD, to, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchanged(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &'static str) -> impl FnOnce(&Path) -> Result<()> {
        move |folder| write(&folder.join("corpus/human.jsonl"), text.as_bytes())
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().to_string()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_corpus_is_put_and_replaced_and_nothing_else_is_touched() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("data");
        let theirs = place.path().join("data.partial/notes.txt");
        write(&theirs, b"theirs").unwrap();
        placed(&to, false, fill("1")).unwrap();
        assert!(placed(&to, false, fill("2")).unwrap_err().to_string().contains("holds a corpus already"));
        placed(&to, true, fill("2")).unwrap();
        write(&to.join("notes.txt"), b"mine").unwrap();
        write(&to.join("queries.jsonl"), b"").unwrap();
        placed(&to, true, fill("3")).unwrap();
        let text = |file: &str| std::fs::read_to_string(to.join(file)).unwrap();
        assert_eq!((text("corpus/human.jsonl"), text("notes.txt")), ("3".into(), "mine".into()));
        assert_eq!(names(&to), ["corpus", "notes.txt"]);
        assert_eq!(names(place.path()), ["data", "data.partial"]);
        assert_eq!(std::fs::read(&theirs).unwrap(), b"theirs");
    }

    #[test]
    fn what_fails_leaves_what_was_there() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("data");
        placed(&to, false, fill("1")).unwrap();
        let fails = |folder: &Path| {
            fill("2")(folder)?;
            Err::<(), Error>(Error::Failed("no".into()))
        };
        assert!(placed(&to, true, fails).is_err());
        assert_eq!(std::fs::read(to.join("corpus/human.jsonl")).unwrap(), b"1");
        assert_eq!(names(place.path()), ["data"]);
    }

    #[test]
    fn two_at_once_do_not_mix() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("data");
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let one = |text: &'static str| {
                let to = &to;
                scope.spawn(move || {
                    let both = |folder: &Path| {
                        fill(text)(folder)?;
                        std::thread::sleep(std::time::Duration::from_millis(20));
                        write(&folder.join("queries.jsonl"), text.as_bytes())
                    };
                    placed(to, false, both).is_ok()
                })
            };
            let threads: Vec<_> = ["1", "2", "3", "4"].into_iter().map(one).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|done| **done).count(), 1);
        let read = |file: &str| std::fs::read(to.join(file)).unwrap();
        assert_eq!(read("corpus/human.jsonl"), read("queries.jsonl"));
        assert_eq!(names(place.path()), ["data"]);
    }
}
