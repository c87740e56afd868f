//! Whether a collection's licence was accepted: asked once, and remembered beside the folders of the collections.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Descriptor;
use crate::error::{Error, Result};

/// The file of licences that were accepted, in the folder that holds the collections: a line for each, name, tab, licence.
const FILE: &str = ".licences-accepted";

/// Sees to it that the licence is accepted: it needs no consent, was accepted before, or is now.
///
/// # Errors
/// [`Error::BadExperiment`] where it is not.
pub(super) fn ask(descriptor: &Descriptor, to: &Path, accept: &dyn Fn(&Descriptor) -> bool) -> Result<()> {
    if !descriptor.consent {
        return Ok(());
    }
    let file = remembered(to);
    let line = format!("{}\t{}", descriptor.name, descriptor.licence);
    let known = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::io(&file, "read", error)),
    };
    if known.lines().any(|known| known == line) {
        return Ok(());
    }
    if !accept(descriptor) {
        return Err(Error::BadExperiment {
            place: format!("collection `{}`", descriptor.name),
            reason: format!(
                "its licence is not accepted yet ({}; {}): read it there, and pass --accept-licence once",
                descriptor.licence, descriptor.reference
            ),
        });
    }
    // Appended in one piece, so that fetches side by side do not lose each other's lines.
    let appended = OpenOptions::new().create(true).append(true).open(&file);
    let written = appended.and_then(|mut out| out.write_all(format!("{line}\n").as_bytes()));
    written.map_err(|error| Error::io(&file, "write", error))
}

fn remembered(to: &Path) -> PathBuf {
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_once_and_again_for_another_licence() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("nfcorpus");
        let mut descriptor = Descriptor::named("nfcorpus").unwrap();
        let message = ask(&descriptor, &to, &|_| false).unwrap_err().to_string();
        assert!(message.contains("academic use only") && message.contains("--accept-licence"), "{message}");
        ask(&descriptor, &to, &|_| true).unwrap();
        ask(&descriptor, &to, &|_| panic!("asked again")).unwrap();
        descriptor.licence = "another".to_string();
        assert!(ask(&descriptor, &to, &|_| false).is_err());
        let others: Vec<Descriptor> =
            (0..8).map(|number| Descriptor { name: format!("set{number}"), ..descriptor.clone() }).collect();
        std::thread::scope(|scope| {
            others.iter().for_each(|one| drop(scope.spawn(|| ask(one, &to, &|_| true).unwrap())));
        });
        others.iter().for_each(|one| ask(one, &to, &|_| panic!("asked again")).unwrap());
        let free = Descriptor::named("nq-utd").unwrap();
        ask(&free, &to, &|_| panic!("needs none")).unwrap();
    }
}
