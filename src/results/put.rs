//! Files that belong to no experiment, as a page over several: put beside each other, known again by a file of their sums;
//! what these do not name is never replaced.

use std::collections::BTreeMap;
use std::fs::symlink_metadata;
use std::path::{Path, PathBuf};

use super::FileState;
use super::exchange::{set_aside, sums_of};
use crate::digest::sha256;
use crate::error::{Error, Result};
use crate::table::{Schema, Table};
use crate::write::write;

/// Writes `files`, names with bytes, below the folder of `main`, which is one of them, and their sums into
/// `<stem of main>.sourcebias.sha256`; gives their paths. What such a file of sums names is replaced, and set aside where it
/// was changed since; `adopt` sets aside anything else that is in the way.
///
/// # Errors
/// Where something that was not written so stands in the place of a file, and nothing was written; where the disk refuses.
pub fn put(main: &Path, files: &[(String, Vec<u8>)], adopt: bool) -> Result<Vec<PathBuf>> {
    let stem = main.file_stem().unwrap_or_default().to_string_lossy();
    place(main, &main.with_file_name(format!("{stem}.sourcebias.sha256")), files, (adopt, false))
}

/// [`put`] of all files that a folder holds by `record`, the last of them, with their sums in `<record>.sourcebias.sha256`: what
/// an earlier one wrote and this one has not is removed, unless it was changed since. `what` it is the record of is said where
/// the folder holds anything else.
///
/// # Errors
/// Those of [`put`]; where a folder that holds something has no such sums, and nothing was written.
pub fn put_folder(record: &Path, what: &str, files: &[(String, Vec<u8>)], adopt: bool) -> Result<()> {
    let folder = record.parent().unwrap_or(Path::new("."));
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    let name = record.file_name().unwrap_or_default().to_string_lossy();
    // By the whole name: a page of the same stem has sums of its own.
    let sums = record.with_file_name(format!("{name}.sourcebias.sha256"));
    if occupied && read_sums(&sums).is_none() && !adopt {
        let reason =
            format!("holds files, and no sums of an earlier `{name}` of {what} that sourcebias wrote there");
        let advice = "name a folder that is new or empty (`to`, --to), or adopt it (`adopt`, --adopt), which sets aside what is in the way";
        return Err(Error::file(folder, reason, advice));
    }
    place(record, &sums, files, (adopt, true)).map(|_| ())
}

/// The files of the tables that have rows, by their places below a folder.
///
/// # Errors
/// Where a table cannot be written as CSV.
pub fn table_files<'t>(
    tables: impl IntoIterator<Item = (&'static Schema, &'t Table)>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let with_rows = tables.into_iter().filter(|(_, table)| table.height() > 0);
    with_rows.map(|(schema, table)| Ok((schema.path(), table.to_csv()?.into_bytes()))).collect()
}

/// Puts files in their places, and their sums into `sums`; `removes` what an earlier time has left and this one has not.
fn place(
    main: &Path,
    sums: &Path,
    files: &[(String, Vec<u8>)],
    (adopt, removes): (bool, bool),
) -> Result<Vec<PathBuf>> {
    let mut owned: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let known = read_sums(sums);
    for (name, sum) in known.iter().flat_map(|text| sums_of(text)) {
        owned.entry(name).or_default().push(sum);
    }
    let mut aside = Vec::new();
    if known.is_none() && symlink_metadata(sums).is_ok() {
        foreign(sums, adopt)?;
        aside.push(sums.to_path_buf());
    }
    let mut made = Vec::new();
    for (name, bytes) in files {
        let path = main.with_file_name(name);
        let instead = no_folder(main, name);
        let sum = sha256(&bytes[..]).map_err(|error| Error::io(&path, "write", error))?;
        let earlier = owned.get(name);
        let mut ours: Vec<&str> = earlier.into_iter().flatten().map(String::as_str).collect();
        ours.push(&sum);
        let changed = instead.is_none() && FileState::of(&path, &ours) == FileState::Changed;
        if let Some(other) = instead.or_else(|| changed.then(|| path.clone())) {
            // What was written by us and changed since is somebody's work.
            foreign(&other, adopt || (changed && earlier.is_some()))?;
            if !aside.contains(&other) {
                aside.push(other);
            }
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
    write(sums, owned.iter().map(lines).collect::<String>().as_bytes())?;
    for (_, path, bytes, _) in &made {
        write(path, bytes)?;
    }
    let last: BTreeMap<String, Vec<String>> =
        made.iter().map(|(name, _, _, sum)| ((*name).clone(), vec![sum.clone()])).collect();
    for (name, sums) in owned.iter().filter(|(name, _)| removes && !last.contains_key(*name)) {
        let path = main.with_file_name(name);
        let sums: Vec<&str> = sums.iter().map(String::as_str).collect();
        if FileState::of(&path, &sums) == FileState::Whole {
            crate::write::remove(&path)?;
        }
    }
    write(sums, last.iter().map(lines).collect::<String>().as_bytes())?;
    Ok(made.into_iter().map(|(_, path, _, _)| path).chain([sums.to_path_buf()]).collect())
}

/// What stands in the place of a folder in which the file of this name belongs, and is none.
fn no_folder(main: &Path, name: &str) -> Option<PathBuf> {
    let mut folders: Vec<&Path> =
        Path::new(name).ancestors().skip(1).filter(|folder| *folder != Path::new("")).collect();
    folders.reverse();
    let mut paths = folders.into_iter().map(|folder| main.with_file_name(folder));
    paths.find(|path| symlink_metadata(path).is_ok_and(|found| !found.is_dir()))
}

/// The text of a file of sums, where it is one.
fn read_sums(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok().filter(|text| is_of_sums(path, text))
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
        "stands where a file of ours belongs, and no file of sums says that sourcebias wrote it",
        "move it away, or name another place (`to`, --to), or let it be set aside (`adopt`, --adopt)",
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
        let record = folder.path().join("out/p.html");
        let put = |files: &[(String, Vec<u8>)], adopt| put_folder(&record, "pages", files, adopt);
        let path = |name: &str| folder.path().join("out").join(name);
        let mut all = files("one");
        all.extend(["tables/a.csv", "tables/b.csv"].map(|name| (name.to_string(), "table".into())));
        put(&all, false).unwrap();
        std::fs::write(path("tables/a.csv"), "mine").unwrap();
        std::fs::write(path("notes.txt"), "mine").unwrap();
        put(&files("two")[..1], false).unwrap();
        let left = ["p.html", "p-forest.svg", "tables/a.csv", "tables/b.csv", "notes.txt"]
            .map(|name| path(name).exists());
        assert_eq!(left, [true, false, true, false, true]);
        // The table is written again, and not over what was changed by hand and is known to nobody any more.
        let message = put(&all, false).unwrap_err().to_string();
        assert!(message.contains("a.csv") && message.contains("--adopt"), "{message}");
        put(&all, true).unwrap();
        assert_eq!(std::fs::read_to_string(path("tables/a.csv.yours")).unwrap(), "mine");
        // A folder of somebody else's, and sums that lead out of theirs.
        std::fs::remove_file(path("p.html.sourcebias.sha256")).unwrap();
        let message = put(&all, false).unwrap_err().to_string();
        assert!(
            message.contains("out: holds files, and no sums of an earlier `p.html` of pages"),
            "{message}"
        );
        let outside = folder.path().join("outside.txt");
        std::fs::write(&outside, "table").unwrap();
        let sum = sha256(&b"table"[..]).unwrap();
        std::fs::write(path("p.html.sourcebias.sha256"), format!("{sum}  ../outside.txt\n{sum}  p.html\n"))
            .unwrap();
        put(&all, true).unwrap();
        assert!(outside.exists());
    }

    #[test]
    fn a_page_of_the_same_stem_keeps_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("verdict.html");
        let of_page = [("verdict.html", "page"), ("verdict-forest.svg", "svg")];
        put(&page, &of_page.map(|(name, text)| (name.to_string(), text.into())), false).unwrap();
        let record = folder.path().join("verdict.json");
        let of_record =
            [("tables/a.csv".to_string(), "table".into()), ("verdict.json".to_string(), "record".into())];
        let message = put_folder(&record, "an audit", &of_record, false).unwrap_err().to_string();
        assert!(message.contains("no sums of an earlier `verdict.json`"), "{message}");
        put_folder(&record, "an audit", &of_record, true).unwrap();
        put_folder(&record, "an audit", &of_record[1..], false).unwrap();
        let left = ["verdict.html", "verdict-forest.svg", "verdict.json", "tables/a.csv"];
        assert_eq!(left.map(|name| folder.path().join(name).exists()), [true, true, true, false]);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_set_aside_where_that_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("verdict.json");
        let files = [
            ("tables/deep/a.csv".to_string(), b"table".to_vec()),
            ("verdict.json".to_string(), b"{}".to_vec()),
        ];
        std::fs::write(folder.path().join("tables"), "mine").unwrap();
        assert!(put_folder(&record, "an audit", &files, false).is_err());
        put_folder(&record, "an audit", &files, true).unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("tables.yours")).unwrap(), "mine");
        assert!(folder.path().join("tables/deep/a.csv").exists());
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
