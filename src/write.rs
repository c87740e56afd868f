//! Base: a path and its content in; a file that is there whole or not at all out, written beside its name and renamed.
//! What is no file but a device or a pipe is written to as it is, and never replaced.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};
use crate::interrupt::{Unfinished, go_on};

/// Writes `bytes` to `path`: beside it first, then renamed, so that no half-written file is ever found there.
///
/// # Errors
/// Where the disk refuses; what was there before stays.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, |out| out.write_all(bytes).map_err(|error| Error::io(path, "write", error)))
}

/// As [`write`](fn@write), for content that is made while it is written. The folder is made where it is missing; a link
/// is followed, so that the file it leads to is the one replaced; a device or a pipe (`/dev/null`, `/dev/stdout`) is
/// written to directly.
///
/// # Errors
/// Those of `fill`, and where the disk refuses.
pub fn write_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let failed = |error| Error::io(path, "write", error);
    // What does not exist yet leads nowhere else.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if is_stream(&target) {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(&target).map_err(failed)?);
        fill(&mut out)?;
        return out.flush().map_err(failed);
    }
    go_on();
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create the folder", error))?;
    let (beside, file) = begin(&target).map_err(failed)?;
    let _unfinished = Unfinished::new(&beside);
    let outcome = (|| {
        let mut out = BufWriter::new(&file);
        fill(&mut out)?;
        out.flush().map_err(failed)?;
        drop(out);
        file.sync_all().map_err(failed)?;
        std::fs::rename(&beside, &target).map_err(failed)
    })();
    match outcome {
        Ok(()) => sync_folder(folder),
        // The first error is the one to tell; the leftover is removed as well as can be.
        Err(_) => drop(std::fs::remove_file(&beside)),
    }
    outcome
}

/// Asks the system to keep the names in a folder through a failure of power; not every one can be asked.
pub(crate) fn sync_folder(folder: &Path) {
    if let Ok(opened) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) {
        let _ = opened.sync_all();
    }
}

/// A new file beside `path`, of a name that nothing had: what stands there, a link too, is not written to. Two that write one
/// file so both write it whole, and the later one stays.
fn begin(path: &Path) -> std::io::Result<(PathBuf, File)> {
    static WRITERS: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = WRITERS.fetch_add(1, Ordering::Relaxed);
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}-{number}.partial", std::process::id()));
        let own = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&own) {
            Ok(file) => return Ok((own, file)),
            // Of a process of that number that was killed.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// As [`write_with`], for content whose only errors are those of writing it.
///
/// # Errors
/// Where the disk refuses.
pub fn write_lines(path: &Path, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    write_with(path, |out| fill(out).map_err(|error| Error::io(path, "write", error)))
}

/// Removes a file, a link or a folder with all that is in it; nothing where it is not there.
///
/// # Errors
/// Where the system refuses.
pub fn remove(path: &Path) -> Result<()> {
    let folder = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let removed = if folder { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path, "remove", error)),
        _ => Ok(()),
    }
}

/// Whether something stands at `path` that is neither a file nor a folder. Renaming a file onto it would put the file in
/// its place: as root, `/dev/null` would be gone for the whole system.
fn is_stream(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.csv");
        write(&path, b"old").unwrap();
        let fail = |out: &mut dyn Write| {
            out.write_all(b"half").unwrap();
            Err(Error::Failed("no".into()))
        };
        assert!(write_with(&path, fail).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn writers_of_one_file_do_not_mix() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        let text = |writer: u8| vec![writer; 300_000];
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let path = &path;
                scope.spawn(move || write(path, &text(writer)).unwrap());
            }
        });
        let found = std::fs::read(&path).unwrap();
        assert_eq!(found, text(found[0]));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reading = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read_to_string(pipe).unwrap()
        });
        write(&pipe, b"through").unwrap();
        assert_eq!(reading.join().unwrap(), "through");
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
    }
}
