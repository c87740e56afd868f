//! Where fetched collections stand: a collection in, its folder out; a path that an experiment names in, the path where its
//! corpus is out. Former versions fetched into other folders, and what they fetched stays in use there.

use std::path::{Path, PathBuf};

use super::Descriptor;
use super::folder::Folder;
use super::known::{KNOWN, known};

/// The folder of fetched collections.
const DOWNLOADS: &str = "corpora/downloads";

/// The one of former versions.
const FORMER: &str = "corpora";

impl Descriptor {
    /// The name that it was first fetched by.
    pub(super) fn first_name(&self) -> &str {
        known(&self.name).and_then(|known| known.former.as_deref()).unwrap_or(&self.name)
    }

    /// Whether a folder, or an accepted licence, of this name is its own.
    pub(super) fn is_called(&self, name: &str) -> bool {
        [self.name.as_str(), self.first_name()].contains(&name)
    }

    /// The folder that it is fetched into where none is named: `corpora/downloads/NAME`, or while it stands there and not in
    /// the new place, `corpora/NAME`, as former versions had it.
    pub fn folder(&self) -> PathBuf {
        let [now, former] = self.folders();
        let is_there = |path: &Path| Folder::new(path).is_filled();
        let is_begun = |path: &Path| Folder::new(path).is_begun();
        match is_there(&now) || !(is_there(&former) || is_begun(&former) && !is_begun(&now)) {
            true => now,
            false => former,
        }
    }

    /// Today's folder, and that of former versions.
    fn folders(&self) -> [PathBuf; 2] {
        [Path::new(DOWNLOADS).join(&self.name), Path::new(FORMER).join(self.first_name())]
    }
}

/// Where the corpus at `path` is: there; or, where that is a collection's folder of today or of former versions, or lies
/// in it, and the collection stands in the other one alone, in that.
pub fn located(path: &Path) -> PathBuf {
    let others = KNOWN.iter().flat_map(|known| {
        let [now, former] = known.descriptor.folders();
        [(now.clone(), former.clone()), (former, now)]
    });
    for (asked, other) in others {
        let Ok(inner) = path.strip_prefix(&asked) else { continue };
        if !Folder::new(&asked).is_filled() && Folder::new(&other).is_filled() {
            let found: PathBuf = other.join(inner).components().collect();
            tracing::warn!("{}: nothing is there; {} is read instead", path.display(), found.display());
            return found;
        }
    }
    path.to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_has_a_folder_of_its_own() {
        let folder = |name: &str| Descriptor::named(name).unwrap().folders();
        assert_eq!(folder("beir/nq"), ["corpora/downloads/beir/nq", "corpora/beir-nq"].map(PathBuf::from));
        assert_eq!(folder("sotu"), ["corpora/downloads/sotu", "corpora/sotu"].map(PathBuf::from));
        let named = Descriptor::named("msmarco").unwrap();
        assert!(named.is_called("msmarco") && named.is_called("cocktail/msmarco"));
        assert!(!named.is_called("beir/msmarco") && !named.is_called("beir-msmarco"));
    }
}
