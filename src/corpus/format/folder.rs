//! Folders of plain texts: a folder a source, a file a document, named by its path.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::jsonl::percent_encoded;
use super::layout::{self, Layout};
use super::lines::{BYTE_ORDER_MARK, ENCODING_ADVICE, not_utf8, reader, unreadable};
use super::{CorpusFormat, Judgement, Record, Records, Text, beir, qrels};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Cutoff, Entry};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "folder",
    summary: "<source>/…/<name>.txt or corpus/<source>/…/<name>.txt, one document a file; queries.jsonl and \
              qrels/<split>.tsv where there are any; plain, .gz or .zst",
    reference: "none: texts as they lie on a disk",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Folder)),
};

const LAYOUT: Layout = Layout {
    endings: &[".txt"],
    others: &["queries.", "qrels"],
    advice: "give a folder with a folder of .txt files for each source, <source>/<name>.txt or \
             corpus/<source>/<name>.txt, and for retrieval queries.jsonl and qrels/<split>.tsv",
};

struct Folder;

impl CorpusFormat for Folder {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        if path.is_file() {
            return Err(Error::file(path, "is not a folder", LAYOUT.advice));
        }
        let mut found = LAYOUT.sources(path)?;
        found.retain(|(_, place)| place.is_dir());
        LAYOUT.checked(path, found)
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_file(&self, folder: &Path, _: &str) -> Result<Option<PathBuf>> {
        Ok(beir::queries_file(folder))
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        beir::qrels_file(folder, split)
    }

    /// The id of a document is its path below the source's folder, without `.txt`.
    fn documents(&self, path: &Path, _: &str) -> Result<Records<Text>> {
        let folder = path.to_path_buf();
        let one = move |file: &Path| -> Result<Records<Text>> {
            let content = document(&folder, file)?;
            let record = content.map(|content| Record { file: Arc::from(file), line: 1, content });
            Ok(Box::new(std::iter::once(record)))
        };
        Ok(layout::chained(LAYOUT.files(path)?, one))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        beir::queries(path)
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}

/// The document of one file; the inner error is a bad line, which the stream goes on after.
fn document(folder: &Path, file: &Path) -> Result<Result<Text>> {
    let (mut source, compression) = reader(file, LAYOUT.advice)?;
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|error| unreadable(file, compression, 0, error))?;
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(error) => {
            let start =
                bytes[..error.valid_up_to()].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let line = 1 + bytes[..start].iter().filter(|byte| **byte == b'\n').count() as u64;
            let rest = &bytes[start..];
            let Err(error) = std::str::from_utf8(rest) else {
                unreachable!("the byte that is not UTF-8 is in it")
            };
            let advice = format!(
                "{ENCODING_ADVICE}, or set `skip_bad_lines` (--skip-bad-lines) to leave such files out"
            );
            return Ok(Err(not_utf8(file, line, rest, error, &advice)));
        }
    };
    let below = file.strip_prefix(folder).unwrap_or(Path::new(file.file_name().unwrap_or_default()));
    let name = below.to_string_lossy();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let stem = &plain[..plain.len().saturating_sub(".txt".len())];
    Ok(Ok(Text { base: percent_encoded(stem), title: String::new(), text }))
}
