//! Files that belong to no experiment, as a page over several: put beside each other, known again by a file of their sums;
//! what these do not name is never replaced.

use std::collections::BTreeMap;
use std::fs::symlink_metadata;
use std::path::{Path, PathBuf};

use super::FileState;
use super::exchange::{set_aside, sums_of};
use crate::digest::sha256;
use crate::error::{Error, Result};
use crate::write::write;

/// Writes `files`, names with bytes, into the folder of `main`, which is one of them, and their sums into
/// `<stem of main>.sourcebias.sha256`; gives their paths. What such a file of sums names is replaced, and set aside where it
/// was changed since; `adopt` sets aside anything else that is in the way.
///
/// # Errors
/// Where something that was not written so stands in the place of a file, and nothing was written; where the disk refuses.
pub fn put(main: &Path, files: &[(String, Vec<u8>)], adopt: bool) -> Result<Vec<PathBuf>> {
    let stem = main.file_stem().unwrap_or_default().to_string_lossy();
    let sums = main.with_file_name(format!("{stem}.sourcebias.sha256"));
    let mut owned: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let known = std::fs::read_to_string(&sums).ok().filter(|text| is_of_sums(&sums, text));
    for (name, sum) in known.iter().flat_map(|text| sums_of(text)) {
        owned.entry(name).or_default().push(sum);
    }
    let mut aside = Vec::new();
    if known.is_none() && symlink_metadata(&sums).is_ok() {
        foreign(&sums, adopt)?;
        aside.push(sums.clone());
    }
    let mut made = Vec::new();
    for (name, bytes) in files {
        let path = main.with_file_name(name);
        let sum = sha256(&bytes[..]).map_err(|error| Error::io(&path, "write", error))?;
        let earlier = owned.get(name);
        let mut ours: Vec<&str> = earlier.into_iter().flatten().map(String::as_str).collect();
        ours.push(&sum);
        if FileState::of(&path, &ours) == FileState::Changed {
            // What was written by us and changed since is somebody's work.
            foreign(&path, adopt || earlier.is_some())?;
            aside.push(path.clone());
        }
        made.push((name, path, bytes, sum));
    }
    for path in aside {
        tracing::warn!("{}: was not left so by sourcebias; it is set aside", path.display());
        set_aside(&path)?;
    }
    // The sums of both times first: what is cut off here is known as ours.
    for (name, _, _, sum) in &made {
        owned.entry((*name).clone()).or_default().push(sum.clone());
    }
    let lines = |(name, sums): (&String, &Vec<String>)| {
        sums.iter().map(|sum| format!("{sum}  {name}\n")).collect::<String>()
    };
    write(&sums, owned.iter().map(lines).collect::<String>().as_bytes())?;
    for (_, path, bytes, _) in &made {
        write(path, bytes)?;
    }
    let last: BTreeMap<String, Vec<String>> =
        made.iter().map(|(name, _, _, sum)| ((*name).clone(), vec![sum.clone()])).collect();
    write(&sums, last.iter().map(lines).collect::<String>().as_bytes())?;
    Ok(made.into_iter().map(|(_, path, _, _)| path).chain([sums]).collect())
}

/// Removes the files beside `main` that an earlier [`put`] wrote and `files` have not, unless they were changed since.
///
/// # Errors
/// Where the disk refuses.
pub fn forget(main: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let stem = main.file_stem().unwrap_or_default().to_string_lossy();
    let sums = main.with_file_name(format!("{stem}.sourcebias.sha256"));
    let known = std::fs::read_to_string(&sums).ok().filter(|text| is_of_sums(&sums, text));
    for (name, sum) in known.iter().flat_map(|text| sums_of(text)) {
        let path = main.with_file_name(&name);
        let gone = files.iter().all(|(kept, _)| *kept != name);
        if gone && FileState::of(&path, &[&sum]) == FileState::Whole {
            crate::write::remove(&path)?;
        }
    }
    Ok(())
}

/// Whether a file is one of sums, and no link to one.
fn is_of_sums(path: &Path, text: &str) -> bool {
    symlink_metadata(path).is_ok_and(|found| found.is_file()) && sums_of(text).len() == text.lines().count()
}

/// Refuses what is in the way, unless it may be set aside.
fn foreign(path: &Path, may_move: bool) -> Result<()> {
    if may_move {
        return Ok(());
    }
    Err(Error::file(
        path,
        "stands where a file of this page belongs, and no file of sums says that sourcebias wrote it",
        "move it away, or name another file (--to), or let it be set aside (--adopt)",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        [("p.html", text), ("p-forest.svg", "svg")]
            .map(|(name, text)| (name.to_string(), text.into()))
            .to_vec()
    }

    #[test]
    fn our_own_files_are_replaced_and_those_of_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("figures/p.html");
        let text = || std::fs::read_to_string(&page).unwrap();
        assert_eq!(put(&page, &files("one"), false).unwrap().len(), 3);
        put(&page, &files("two"), false).unwrap();
        assert_eq!(text(), "two");
        let sums = std::fs::read_to_string(page.with_file_name("p.sourcebias.sha256")).unwrap();
        assert_eq!(sums.lines().count(), 2);

        // Changed by hand: set aside.
        std::fs::write(&page, "mine").unwrap();
        put(&page, &files("three"), false).unwrap();
        assert_eq!(text(), "three");
        assert_eq!(std::fs::read_to_string(page.with_file_name("p.html.yours")).unwrap(), "mine");

        // Never written by us: refused, and nothing is written.
        let other = folder.path().join("other/p.html");
        std::fs::create_dir_all(other.parent().unwrap()).unwrap();
        std::fs::write(&other, "theirs").unwrap();
        let message = put(&other, &files("four"), false).unwrap_err().to_string();
        assert!(message.contains("no file of sums says that sourcebias wrote it"), "{message}");
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "theirs");
        assert_eq!(std::fs::read_dir(other.parent().unwrap()).unwrap().count(), 1);
        put(&other, &files("four"), true).unwrap();
        assert_eq!(std::fs::read_to_string(other.with_file_name("p.html.yours")).unwrap(), "theirs");
    }

    #[test]
    fn what_is_not_written_any_more_goes_but_for_what_was_changed() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("p.html");
        let mut all = files("one");
        all.push(("p-grid.svg".to_string(), "grid".into()));
        put(&page, &all, false).unwrap();
        std::fs::write(folder.path().join("p-grid.svg"), "mine").unwrap();
        std::fs::write(folder.path().join("p-notes.txt"), "mine").unwrap();
        forget(&page, &files("one")[..1]).unwrap();
        let there = |name: &str| folder.path().join(name).exists();
        assert!(there("p.html") && !there("p-forest.svg") && there("p-grid.svg") && there("p-notes.txt"));
    }

    #[test]
    fn a_file_of_sums_that_is_none_is_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("p.html");
        std::fs::write(folder.path().join("p.sourcebias.sha256"), "notes of mine\n").unwrap();
        assert!(put(&page, &files("one"), false).is_err());
        assert!(!page.exists());
    }
}
