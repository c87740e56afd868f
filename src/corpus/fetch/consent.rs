//! Whether a collection's licence was accepted: asked once, and remembered beside the folders of the collections.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::Descriptor;
use crate::error::{Error, Result};

/// The file of licences that were accepted, in the folder that holds the collections: a line for each, name, tab, licence.
const FILE: &str = ".licences-accepted";

/// In how many folders above a collection's it is looked for: those of its group, of all that is fetched, and the one that
/// held the collections in former versions.
const ABOVE: usize = 3;

/// Sees to it that the licence is accepted: it needs no consent, was accepted before, or is now.
///
/// # Errors
/// [`Error::BadExperiment`] where it is not.
pub(super) fn ask(descriptor: &Descriptor, to: &Path, accept: &dyn Fn(&Descriptor) -> bool) -> Result<()> {
    if !descriptor.consent {
        return Ok(());
    }
    for folder in to.ancestors().skip(1).take(ABOVE) {
        let file = folder.join(FILE);
        let known = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::io(&file, "read", error)),
        };
        let accepted = |line: &str| {
            let (name, licence) = line.split_once('\t')?;
            Some(descriptor.is_called(name) && licence == descriptor.licence)
        };
        if known.lines().any(|line| accepted(line) == Some(true)) {
            return Ok(());
        }
    }
    if !accept(descriptor) {
        return Err(Error::BadExperiment {
            place: format!("collection `{}`", descriptor.name),
            reason: format!(
                "its licence is not accepted yet ({}; {}): read it there, and accept it once (`accept`, --accept-licence)",
                descriptor.licence, descriptor.reference
            ),
        });
    }
    let file = to.parent().unwrap_or(to).join(FILE);
    let line = format!("{}\t{}", descriptor.name, descriptor.licence);
    // Appended in one piece, so that fetches side by side do not lose each other's lines.
    let appended = OpenOptions::new().create(true).append(true).open(&file);
    let written = appended.and_then(|mut out| out.write_all(format!("{line}\n").as_bytes()));
    written.map_err(|error| Error::io(&file, "write", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_once_and_again_for_another_licence() {
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("nfcorpus");
        let mut descriptor = Descriptor::named("cocktail/nfcorpus").unwrap();
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
        // Former versions remembered it by another name, two folders further up.
        std::fs::write(place.path().join(FILE), "scifact\tacademic use only\nfiqa\tanother\n").unwrap();
        let deep = |name: &str| place.path().join("downloads").join(name);
        let accepted = Descriptor::named("cocktail/scifact").unwrap();
        ask(&accepted, &deep("cocktail/scifact"), &|_| panic!("asked again")).unwrap();
        for name in ["cocktail/fiqa", "beir/scifact"] {
            assert!(ask(&Descriptor::named(name).unwrap(), &deep(name), &|_| false).is_err(), "{name}");
        }
        let free = Descriptor::named("cocktail/nq-utd").unwrap();
        ask(&free, &to, &|_| panic!("needs none")).unwrap();
    }
}
