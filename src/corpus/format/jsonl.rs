//! Plain JSON Lines: a folder of `<source>.jsonl` or one such file, each line an object with a field `text`; `_id` and `title` may be
//! missing. For texts that are profiled and not searched.

use std::path::{Path, PathBuf};

use super::beir::files_with;
use super::json;
use super::layout::FETCH_ADVICE;
use super::lines::{self, Lines};
use super::strip::Strip;
use super::{CorpusFormat, Judgement, Records, Text};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Cutoff, Entry};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "jsonl",
    summary: "<source>.jsonl in a folder, or one such file, lines with `text`, and `_id` (or `id`) and `title` where there are any; no queries; plain, .gz or .zst",
    reference: "jsonlines.org",
    parameters: &[Strip::PARAMETER],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(JsonLines { strip: Strip::of(arguments) })),
};

const LAYOUT_ADVICE: &str =
    "give one .jsonl file, or a folder with <source>.jsonl for each source, or name the files in `sources`";

/// The base id of a text without `_id`, on that line of the file at `path`: no text of another file has it.
pub(crate) fn unnamed(path: &Path, line: u64) -> String {
    format!("{}:{line}", percent_encoded(&path.to_string_lossy()))
}

/// A name as an id, which holds no white space and no control characters.
pub(super) fn percent_encoded(name: &str) -> String {
    name.replace('%', "%25").replace(|letter: char| letter.is_whitespace() || letter.is_control(), "%20")
}

struct JsonLines {
    strip: Strip,
}

impl CorpusFormat for JsonLines {
    fn sources(&self, folder: &Path) -> Result<Vec<(String, PathBuf)>> {
        if folder.is_file() {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let stem = lines::stem(&name, ".jsonl").unwrap_or(&name).to_string();
            return Ok(vec![(stem, folder.to_path_buf())]);
        }
        if !folder.is_dir() {
            let advice = format!("{FETCH_ADVICE}; {LAYOUT_ADVICE}");
            return Err(Error::MissingFile { path: folder.to_path_buf(), advice });
        }
        let found = files_with(folder, ".jsonl")?;
        match found.is_empty() {
            true => Err(Error::file(folder, "holds no .jsonl file", LAYOUT_ADVICE)),
            false => Ok(found),
        }
    }

    fn queries_file(&self, _: &Path, _: &str) -> Result<Option<PathBuf>> {
        Ok(None)
    }

    fn qrels_file(&self, _: &Path, _: &str) -> Result<Option<PathBuf>> {
        Ok(None)
    }

    /// A text without `_id` gets `<path>:<line>`, which no text of another file has, so that it has no twin.
    fn documents(&self, path: &Path, _: &str) -> Result<Records<Text>> {
        let (file, strip) = (path.to_path_buf(), self.strip.clone());
        Ok(Lines::open(path, LAYOUT_ADVICE)?.records(move |number, line| {
            let mut lenient = None;
            let texts = json::Texts::parse(line, &mut lenient)?;
            let base = match texts.id {
                Some(id) => strip.from(id.into_owned())?,
                None => unnamed(&file, number),
            };
            Ok(Some(Text { base, title: texts.title.into_owned(), text: texts.text.into_owned() }))
        }))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        Err(Error::file(path, "is given as queries, which this format does not have", "use format `beir`"))
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        Err(Error::file(path, "is given as judgements, which this format does not have", "use format `beir`"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::FORMATS;

    #[test]
    fn texts_without_an_id_are_named_by_their_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("human.jsonl"),
            "\n{\"text\":\"a\"}\n{\"_id\":\"x\",\"text\":\"b\",\"n\":NaN}\n",
        )
        .unwrap();
        let format = FORMATS.parse("jsonl").unwrap().object;
        let sources = format.sources(folder.path()).unwrap();
        assert_eq!(sources[0].0, "human");
        let texts: Vec<_> =
            format.documents(&sources[0].1, "human").unwrap().map(|record| record.unwrap().content).collect();
        let bases: Vec<_> = texts.iter().map(|text| (text.base.as_str(), text.text.as_str())).collect();
        let named = format!("{}:2", sources[0].1.display());
        assert_eq!(bases, [(named.as_str(), "a"), ("x", "b")]);
        assert!(format.sources(&folder.path().join("none")).is_err());
    }
}
