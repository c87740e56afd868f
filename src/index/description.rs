//! What an index says of itself, in a file beside tantivy's: how its terms were made, whose documents it holds, the totals
//! that must agree with the postings, and seals by which a file that was changed or is another index's is known.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::corpus::Source;
use crate::digest::hexadecimal;
use crate::error::{Error, Result};

/// The version of the layout; an index of another version is made again.
pub(super) const LAYOUT: u32 = 3;

/// The name of the file beside tantivy's own.
pub(super) const FILE: &str = "sourcebias.json";

/// What to do about an index that cannot be used.
pub(super) const REBUILD_ADVICE: &str =
    "build it again: an experiment's by doing it again (`force`, --force), any other after removing it";

/// A file is sealed by its length and its last bytes, so many of them: tantivy's checksum of all others stands there, and
/// files without one are shorter.
const SEALED_BYTES: u64 = 1 << 16;

/// How an index was made and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The version of the layout.
    pub layout: u32,
    /// The specification of the analyser that made the terms; queries must go through the same.
    pub analyzer: String,
    /// The sources, in the order of their ids.
    pub sources: Vec<Source>,
    /// The position of the reference among the sources.
    pub reference: u32,
    /// Number of documents.
    pub documents: u64,
    /// Number of tokens.
    pub tokens: u64,
    /// Whether titles are kept apart from texts; left out where they are not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub titles: bool,
}

/// A description with what tells whether it and the files beside it are those that were written.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    description: Description,
    /// The seal of every other file, by name.
    files: BTreeMap<String, String>,
    /// The SHA-256 of the two above.
    seal: String,
}

impl Sealed {
    fn new(description: Description, files: BTreeMap<String, String>) -> Sealed {
        let text = serde_json::to_string(&(&description, &files)).expect("string keys alone");
        Sealed { description, files, seal: hexadecimal(&Sha256::digest(text)) }
    }
}

impl Description {
    /// The content of [`FILE`] in the index folder `folder`, of which every other file stands.
    pub(super) fn sealed(&self, folder: &Path) -> Result<String> {
        let refused = |error| Error::io(folder, "list", error);
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(refused)? {
            let name = entry.map_err(refused)?.file_name().to_string_lossy().into_owned();
            // A hidden file is tantivy's own list, which is not read.
            if !name.starts_with('.') {
                let path = folder.join(&name);
                let seal = seal(&path).map_err(|error| Error::io(path, "read", error))?;
                files.insert(name, seal);
            }
        }
        let sealed = Sealed::new(self.clone(), files);
        Ok(serde_json::to_string_pretty(&sealed).expect("a description has string keys"))
    }

    /// Reads the description in the index folder `folder`, and checks it and the files beside it against their seals.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let damaged = |reason: String| Error::file(folder, format!("damaged: {reason}"), REBUILD_ADVICE);
        let text = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                Error::file(folder, "not an index of sourcebias", "build one with `sourcebias index`")
            }
            _ => Error::io(&path, "read", error),
        })?;
        let parsed = serde_json::from_slice::<Layout>(&text);
        if let Ok(Layout { layout }) = parsed.as_ref()
            && *layout != LAYOUT
        {
            let reason = format!("index layout {layout} where this version reads {LAYOUT}");
            return Err(Error::file(&path, reason, REBUILD_ADVICE));
        }
        let read: Sealed =
            serde_json::from_slice(&text).map_err(|error| damaged(format!("{FILE}: {error}")))?;
        let sealed = Sealed::new(read.description, read.files);
        if sealed.seal != read.seal {
            return Err(damaged(format!("{FILE} is not as it was written")));
        }
        for (name, expected) in &sealed.files {
            match seal(&folder.join(name)) {
                Ok(found) if found == *expected => {}
                Ok(_) => return Err(damaged(format!("{name} does not match its checksum"))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return Err(damaged(format!("{name} is missing")));
                }
                Err(error) => return Err(Error::io(folder.join(name), "read", error)),
            }
        }
        Ok(sealed.description)
    }
}

/// The version alone, which every layout says.
#[derive(Deserialize)]
struct Layout {
    layout: u32,
}

/// The length of a file and the SHA-256 of its end.
fn seal(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(SEALED_BYTES)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok(format!("{length}:{}", hexadecimal(&Sha256::digest(&end))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::SourceKind;

    /// Of an index of three documents by one source.
    fn of_three(titles: bool) -> Description {
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        Description {
            layout: LAYOUT,
            analyzer: "words".to_string(),
            sources: vec![source],
            reference: 0,
            documents: 3,
            tokens: 70,
            titles,
        }
    }

    proptest! {
        #[test]
        fn a_changed_description_is_refused_or_says_the_same(at in any::<usize>(), mask in 1..=255u8, cut in any::<bool>()) {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("one.idx"), "postings").unwrap();
            let written = of_three(at % 2 == 1);
            std::fs::write(folder.path().join(FILE), written.sealed(folder.path()).unwrap()).unwrap();
            prop_assert_eq!(&Description::read(folder.path()).unwrap(), &written);
            let path = folder.path().join(FILE);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = at % bytes.len();
            if cut { bytes.truncate(at) } else { bytes[at] ^= mask }
            std::fs::write(&path, &bytes).unwrap();
            match Description::read(folder.path()) {
                Ok(read) => prop_assert_eq!(read, written),
                Err(error) => {
                    prop_assert_eq!(error.exit_code(), 3);
                    prop_assert!(error.to_string().contains("build it again"), "{}", error);
                }
            }
        }
    }

    #[test]
    fn every_file_beside_it_is_sealed_by_its_length_and_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.idx");
        let whole = vec![7u8; SEALED_BYTES as usize + 5];
        std::fs::write(&path, &whole).unwrap();
        let written = of_three(false);
        std::fs::write(folder.path().join(FILE), written.sealed(folder.path()).unwrap()).unwrap();
        let told = || Description::read(folder.path()).unwrap_err().to_string();
        std::fs::write(&path, [&whole[..], &[7]].concat()).unwrap();
        assert!(told().contains("one.idx does not match its checksum"), "{}", told());
        std::fs::write(&path, [&whole[1..], &[8]].concat()).unwrap();
        assert!(told().contains("one.idx does not match its checksum"), "{}", told());
        std::fs::remove_file(&path).unwrap();
        assert!(told().contains("one.idx is missing"), "{}", told());
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(Description::read(folder.path()).unwrap(), written);
    }
}
