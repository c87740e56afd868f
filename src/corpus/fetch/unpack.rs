//! An archive in, zip or gzipped tar; its files out, below one folder and nowhere else. Nothing that an archive says of
//! itself is trusted: names that lead out of the folder, links, devices and contents without end are refused.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::corpus::fetched::is_plain;
use crate::error::{Error, Result};
use crate::write::write_with;

use super::download::FetchProgress;

/// How many files an archive may have.
const FILES_AT_MOST: usize = 10_000;

/// How many times as large as its archive the content may be; texts are packed to a third or a fifth.
const RATIO_AT_MOST: u64 = 100;

/// How many bytes the headers between two files of a tar archive may have, long names included.
const HEADERS_AT_MOST: u64 = 1 << 20;

/// Content that is allowed whatever the ratio, in bytes.
const ALWAYS_ALLOWED: u64 = 1 << 20;

const ADVICE: &str = "do not use this archive; fetch it again from its publisher";

/// Unpacks the files below `folder` of the archive ("" for all) into `to`; the paths of the files, below `to`, sorted.
///
/// # Errors
/// [`Error::BadFile`] where it is no such archive, is damaged, or holds what a collection cannot hold.
pub(super) fn unpack(
    archive: &Path,
    folder: &str,
    to: &Path,
    bytes_at_most: u64,
    progress: &dyn FetchProgress,
) -> Result<Vec<PathBuf>> {
    let file = File::open(archive).map_err(|error| Error::io(archive, "open", error))?;
    let packed = file.metadata().map_err(|error| Error::io(archive, "read", error))?.len();
    let allowed = bytes_at_most.min(packed.saturating_mul(RATIO_AT_MOST).max(ALWAYS_ALLOWED));
    let mut unpacking =
        Unpacking { archive, to, allowed, bytes: 0, names: HashSet::new(), files: Vec::new(), progress };
    progress.begin("unpack", None);
    let mut reader = BufReader::new(file);
    let mut start = [0; 4];
    let read = reader.read(&mut start).map_err(|error| Error::io(archive, "read", error))?;
    reader.rewind().map_err(|error| Error::io(archive, "read", error))?;
    match &start[..read] {
        [b'P', b'K', ..] => unpacking.zip(reader, folder)?,
        [0x1f, 0x8b, ..] => unpacking.tar(MultiGzDecoder::new(reader), folder)?,
        _ => return Err(unpacking.bad("is neither a zip archive nor a gzipped tar archive".to_string())),
    }
    if unpacking.files.is_empty() {
        let place = if folder.is_empty() { String::new() } else { format!(" below {folder}") };
        return Err(unpacking.bad(format!("holds no file{place}")));
    }
    let mut files = unpacking.files;
    files.sort();
    Ok(files)
}

struct Unpacking<'a> {
    archive: &'a Path,
    to: &'a Path,
    /// How many bytes all files together may have.
    allowed: u64,
    bytes: u64,
    names: HashSet<PathBuf>,
    files: Vec<PathBuf>,
    progress: &'a dyn FetchProgress,
}

impl Unpacking<'_> {
    fn zip(&mut self, reader: BufReader<File>, folder: &str) -> Result<()> {
        let damaged = |error: zip::result::ZipError| match error {
            zip::result::ZipError::UnsupportedArchive(why) => {
                format!("is a zip archive of a kind that is not read here ({why}); unpack it by hand")
            }
            error => format!("is a damaged zip archive ({error})"),
        };
        let mut zip = zip::ZipArchive::new(reader).map_err(|error| self.bad(damaged(error)))?;
        self.check_number(zip.len())?;
        for number in 0..zip.len() {
            let mut entry = zip.by_index(number).map_err(|error| self.bad(damaged(error)))?;
            let name = match entry.name() {
                Ok(name) => name.into_owned(),
                Err(error) => return Err(self.bad(damaged(error))),
            };
            if entry.is_symlink() || entry.unix_mode().is_some_and(is_odd) {
                return Err(self.bad(format!("holds {name:?}, which is no file and no folder")));
            }
            let Some(path) = self.place(&name, folder)? else { continue };
            if !entry.is_dir() {
                self.write(&path, &name, &mut entry)?;
            }
        }
        Ok(())
    }

    fn tar(&mut self, reader: impl Read, folder: &str) -> Result<()> {
        let damaged = |error: std::io::Error| format!("is a damaged tar archive ({error})");
        // What the tar reader takes for itself, names above all, is read into memory: only so much of it is given.
        let budget = Rc::new(Cell::new(HEADERS_AT_MOST));
        let mut tar = tar::Archive::new(Budgeted { inner: reader, budget: budget.clone() });
        let entries = tar.entries().map_err(|error| self.bad(damaged(error)))?;
        for (number, entry) in entries.enumerate() {
            let mut entry = entry.map_err(|error| self.bad(damaged(error)))?;
            self.check_number(number + 1)?;
            let name = entry.path_bytes();
            let name = match std::str::from_utf8(&name) {
                Ok(name) => name.to_string(),
                Err(_) => return Err(self.bad("holds a name that is not UTF-8".to_string())),
            };
            let kind = entry.header().entry_type();
            let sparse = |extensions: tar::PaxExtensions<'_>| {
                extensions.flatten().any(|extension| extension.key_bytes().starts_with(b"GNU.sparse."))
            };
            let is_sparse = entry.pax_extensions().ok().flatten().is_some_and(sparse);
            if !(kind.is_file() || kind.is_dir() || kind.is_pax_global_extensions()) || is_sparse {
                return Err(self.bad(format!("holds {name:?}, which is no plain file and no folder")));
            }
            if entry.size() > self.allowed - self.bytes {
                return Err(self.too_much());
            }
            budget.set(entry.size() + HEADERS_AT_MOST);
            match self.place(&name, folder)?.filter(|_| kind.is_file()) {
                Some(path) => self.write(&path, &name, &mut entry)?,
                // Read past here, so that its bytes are counted.
                None => drop(
                    std::io::copy(&mut entry, &mut std::io::sink())
                        .map_err(|error| self.bad(damaged(error)))?,
                ),
            }
            budget.set(HEADERS_AT_MOST);
        }
        // The end of the compressed stream holds its checksum.
        budget.set(HEADERS_AT_MOST);
        std::io::copy(&mut tar.into_inner(), &mut std::io::sink())
            .map_err(|error| self.bad(damaged(error)))?;
        Ok(())
    }

    /// Where the entry of this name belongs, below `to`; `None` where it stands outside of `folder`.
    fn place(&self, name: &str, folder: &str) -> Result<Option<PathBuf>> {
        let out = || self.bad(format!("holds the name {name:?}, which leads out of the folder"));
        if name.contains(['\\', '\0', ':']) {
            return Err(out());
        }
        let mut clean = PathBuf::new();
        for component in Path::new(name).components() {
            match component {
                Component::Normal(part) => clean.push(part),
                Component::CurDir => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return Err(out()),
            }
        }
        // Hidden files are none of a collection; the names of our own records are hidden ones.
        let inner = clean.strip_prefix(folder).ok().filter(|inner| is_plain(&inner.to_string_lossy()));
        Ok(inner.map(Path::to_path_buf))
    }

    fn write(&mut self, path: &Path, name: &str, content: &mut dyn Read) -> Result<()> {
        // Two names that some file systems take for one.
        if !self.names.insert(PathBuf::from(path.to_string_lossy().to_lowercase())) {
            return Err(self.bad(format!("holds {name:?} twice")));
        }
        let target = self.to.join(path);
        let left = self.allowed - self.bytes;
        let mut written = 0;
        write_with(&target, |out| {
            let mut content = content.take(left + 1);
            let mut buffer = vec![0; 1 << 16];
            loop {
                let read = content
                    .read(&mut buffer)
                    .map_err(|error| self.bad(format!("is damaged at {name:?} ({error})")))?;
                if read == 0 {
                    return Ok(());
                }
                written += read as u64;
                if written > left {
                    return Err(self.too_much());
                }
                out.write_all(&buffer[..read]).map_err(|error| Error::io(&target, "write", error))?;
                self.progress.at(self.bytes + written);
            }
        })?;
        self.bytes += written;
        self.files.push(path.to_path_buf());
        Ok(())
    }

    fn check_number(&self, number: usize) -> Result<()> {
        match number > FILES_AT_MOST {
            true => Err(self.bad(format!("holds more than {FILES_AT_MOST} files"))),
            false => Ok(()),
        }
    }

    fn too_much(&self) -> Error {
        self.bad(format!("unpacks to more than the {} bytes that it may hold", self.allowed))
    }

    fn bad(&self, reason: String) -> Error {
        Error::file(self.archive, reason, ADVICE)
    }
}

/// A reader that gives no more bytes than there are left in a budget.
struct Budgeted<R> {
    inner: R,
    budget: Rc<Cell<u64>>,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.budget.get();
        if left == 0 {
            return Err(std::io::Error::other("its headers have no end"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.budget.set(left - read as u64);
        Ok(read)
    }
}

/// Whether a Unix mode tells of a type that is neither file nor folder.
fn is_odd(mode: u32) -> bool {
    !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000)
}

#[cfg(test)]
mod tests;
