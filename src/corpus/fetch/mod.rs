//! Collections that anyone can get: a name goes in; a folder in the collection's format comes out, every byte of it checked
//! against the descriptor, or nothing.

mod assemble;
mod checksum;
mod consent;
mod descriptor;
mod download;
mod downloads;
mod folder;
mod known;
mod page;
#[cfg(test)]
mod tests;
mod unpack;

pub use descriptor::{Archive, Assembly, Carrier, Client, Descriptor};
pub use download::{DownloadSettings, FetchProgress, NoProgress};
pub use downloads::located;
pub use page::{page, table};

use std::path::{Path, PathBuf};

use assemble::assemble;
use checksum::{Checksums, sha256_of};
use descriptor::Beside;
use download::{DownloadRequest, download};
use folder::Folder;
use unpack::unpack;

use crate::error::{Error, Result};
use crate::interrupt::Unfinished;
use crate::lock::lock;
use crate::write::remove;

/// A collection to fetch: its descriptor, and where the files beside it are.
#[derive(Debug, Clone)]
pub struct Collection {
    descriptor: Descriptor,
    /// The folder of a descriptor of one's own; `None` for a collection that the program knows.
    folder: Option<PathBuf>,
}

/// How a collection is fetched.
#[derive(Debug, Clone, Default)]
pub struct FetchSettings {
    /// The folder to put it in.
    pub to: PathBuf,
    /// The archive, where it is at hand.
    pub from: Option<PathBuf>,
    /// Another address than the descriptor's.
    pub address: Option<String>,
    /// Fetches again, and puts it in the place of what is there.
    pub force: bool,
    /// Lets a descriptor of one's own run the client of a package registry ([`Collection::foreign_commands`]).
    pub allow_commands: bool,
    /// How a download goes about it.
    pub download: DownloadSettings,
}

/// What a fetch leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The files, below the folder, with their sizes in bytes; sorted.
    pub files: Vec<(PathBuf, u64)>,
    /// Whether everything was there already, and right.
    pub was_there: bool,
}

impl Collection {
    /// The collection that `name` names: one that the program knows, or a descriptor file of one's own (`….toml`).
    ///
    /// # Errors
    /// Where there is none, or its descriptor cannot be read.
    pub fn find(name: &str) -> Result<Collection> {
        match name.ends_with(".toml") {
            true => {
                let path = Path::new(name);
                let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
                Ok(Collection { descriptor: Descriptor::read(path)?, folder: Some(folder) })
            }
            false => Ok(Collection { descriptor: Descriptor::named(name)?, folder: None }),
        }
    }

    /// What is known of it.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The commands that fetching it would run, where somebody else says what they fetch: a descriptor of one's own that
    /// puts a collection together from a package. `None` where none is run, or what is run is part of the program.
    pub fn foreign_commands(&self) -> Option<String> {
        let assembly = self.descriptor.assembly.as_ref().filter(|_| self.folder.is_some())?;
        Some(assemble::by_hand(assembly))
    }

    fn beside(&self) -> Beside<'_> {
        match &self.folder {
            Some(folder) => Beside::Folder(folder),
            None => Beside::Program(&self.descriptor.name),
        }
    }

    /// What the files in a folder depend on: the collection's name and the archive's checksums and folder, or all that is
    /// put together; without a checksum the address, since nothing else tells two archives apart. The name is its first one,
    /// so that what was fetched by that is known.
    fn key(&self, address: Option<&str>) -> Result<String> {
        let name = self.descriptor.first_name();
        let mut text = match &self.descriptor.archive {
            Some(archive @ Archive { md5, sha256, folder, .. }) => {
                let address = address.unwrap_or(&archive.address);
                let address = if archive.has_checksum() { "" } else { address };
                format!("{name} {md5:?} {sha256:?} {folder} {address}")
            }
            None => format!("{name} {:?}", self.descriptor.assembly),
        };
        if let Some(assembly) = &self.descriptor.assembly {
            for file in assembly.files() {
                text.push_str(&self.beside().read(file)?);
            }
        }
        Ok(sha256_of(&text))
    }
}

/// Fetches a collection into a folder; where it is there already, whole and unchanged, nothing is done. `accept` is asked
/// whether the licence is accepted, where it has to be and was not before.
///
/// An interrupted fetch leaves nothing that is taken for the collection: a folder with some of its files is refused when it is
/// opened, until it is fetched again. What came of a download is kept and gone on with.
///
/// # Errors
/// Where the licence is not accepted, the collection cannot be had, is not what the descriptor says, or the folder holds
/// files that were not fetched.
pub fn fetch(
    collection: &Collection,
    settings: &FetchSettings,
    accept: &dyn Fn(&Descriptor) -> bool,
    progress: &dyn FetchProgress,
) -> Result<Fetched> {
    let descriptor = &collection.descriptor;
    if let Some(how) = &descriptor.by_hand {
        return Err(Error::Failed(format!("collection `{}`: {how}", descriptor.name)));
    }
    let folder = Folder::new(&settings.to);
    let key = collection.key(settings.address.as_deref())?;
    progress.begin("check what is there", None);
    // Nothing is written for a collection that is there: its folder may be for reading only.
    if let Some(files) = if settings.force { None } else { folder.fetched(&key)? } {
        return Ok(Fetched { files, was_there: true });
    }
    if settings.to.exists() && !settings.to.is_dir() {
        return Err(Error::file(&settings.to, "is a file", "name a folder (`to`, --to)"));
    }
    std::fs::create_dir_all(&settings.to)
        .map_err(|error| Error::io(&settings.to, "create the folder", error))?;
    let _held = lock(&folder.lock(), &settings.to.display().to_string())?;
    if !settings.force {
        // Another process may have fetched it while this one waited.
        if let Some(files) = folder.fetched(&key)? {
            folder.clean(true)?;
            return Ok(Fetched { files, was_there: true });
        }
        folder.check_free(descriptor)?;
    }
    if let Some(commands) =
        collection.foreign_commands().filter(|_| settings.from.is_none() && !settings.allow_commands)
    {
        return Err(Error::Failed(format!(
            "collection `{}`: its descriptor is none of ours, and fetching it would run {commands}; allow that, or give the \
             archive",
            descriptor.name
        )));
    }
    consent::ask(descriptor, &settings.to, accept)?;
    let work = folder.begin()?;
    let _unfinished = Unfinished::new(&work);
    let outcome = files_of(collection, settings, &folder, &work, progress)
        .and_then(|files| folder.finish(&descriptor.name, &key, files, settings.force));
    match outcome {
        Ok(files) => Ok(Fetched { files, was_there: false }),
        Err(error) => {
            // The first error is the one to tell; what came of a download stays.
            let _ = folder.clean(false);
            Err(error)
        }
    }
}

/// The files of the collection, in the work folder.
fn files_of(
    collection: &Collection,
    settings: &FetchSettings,
    folder: &Folder,
    work: &Path,
    progress: &dyn FetchProgress,
) -> Result<Vec<PathBuf>> {
    let descriptor = &collection.descriptor;
    match (&descriptor.archive, &descriptor.assembly) {
        (Some(archive), _) => {
            let path = obtained(descriptor, archive, settings, folder, progress)?;
            unpack(&path, &archive.folder, work, archive.unpacked_bytes_at_most, progress)
        }
        (None, Some(assembly)) => {
            let from = settings.from.as_deref();
            assemble(&descriptor.name, assembly, collection.beside(), from, work, progress)
        }
        (None, None) => unreachable!("a descriptor has one way to get the collection"),
    }
}

/// The archive on disk, checked: the one at hand, or downloaded.
fn obtained(
    descriptor: &Descriptor,
    archive: &Archive,
    settings: &FetchSettings,
    folder: &Folder,
    progress: &dyn FetchProgress,
) -> Result<PathBuf> {
    if let Some(from) = &settings.from {
        if from.is_dir() {
            return Err(Error::file(from, "is a folder", "give the archive as it was published"));
        }
        if !from.exists() {
            let advice = "give the archive as it was published".to_string();
            return Err(Error::MissingFile { path: from.clone(), advice });
        }
        check(archive, from, progress)?;
        return Ok(from.clone());
    }
    let address = settings.address.as_deref().unwrap_or(&archive.address);
    let unsure = match archive.address_confirmed || settings.address.is_some() {
        true => "",
        false => "this address follows the publisher's usual pattern and may be another one: ",
    };
    let advice = format!(
        "{unsure}give its address (`address`, --address), or download the archive ({}) and give that (`from`, --from FILE)",
        descriptor.reference
    );
    let wanted = DownloadRequest {
        address,
        bytes: archive.bytes,
        at_most: archive.unpacked_bytes_at_most,
        advice: &advice,
    };
    let path = folder.download()?.join("archive");
    // A run before may have come so far; without a checksum nobody knows how far, and of what.
    if archive.has_checksum() && path.exists() && check(archive, &path, progress).is_ok() {
        return Ok(path);
    }
    let mut again = true;
    loop {
        remove(&path)?;
        let joined = download(&path, &wanted, &settings.download, progress)?;
        match check(archive, &path, progress) {
            Ok(()) => return Ok(path),
            // The parts of two versions may have been joined: once more from the start tells.
            Err(_) if joined && std::mem::take(&mut again) => {}
            Err(error) => {
                remove(&path)?;
                return Err(match error {
                    Error::BadFile { reason, .. } => {
                        Error::Failed(format!("{address}: what the server sends {reason}; {advice}"))
                    }
                    other => other,
                });
            }
        }
    }
}

/// Checks an archive against what the descriptor says of it.
fn check(archive: &Archive, path: &Path, progress: &dyn FetchProgress) -> Result<()> {
    progress.begin("check", None);
    let found = Checksums::of_file(path)?;
    let bad = |reason: String| {
        Err(Error::file(
            path,
            reason,
            "it is not the archive that the descriptor speaks of: get it again from its publisher",
        ))
    };
    if let Some(bytes) = archive.bytes.filter(|bytes| *bytes != found.bytes) {
        return bad(format!("has {} bytes where the collection's archive has {bytes}", found.bytes));
    }
    let sums = [("MD5", &archive.md5, &found.md5), ("SHA-256", &archive.sha256, &found.sha256)];
    for (name, wanted, found) in sums {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| *wanted != found) {
            return bad(format!("has the {name} {found} where the collection's archive has {wanted}"));
        }
    }
    if archive.md5.is_none() && archive.sha256.is_none() {
        tracing::warn!("{}: the descriptor tells no checksum: its content is not verified", path.display());
    }
    Ok(())
}
