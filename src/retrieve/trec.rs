//! TREC run files: runs go out as `query Q0 document rank score tag` lines and come in, from this program or any other.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Ranking, Run, ScoredDocument};
use crate::corpus::Catalogue;
use crate::corpus::format::lines;
use crate::error::{Error, Result};
use crate::text::intern::Interner;
use crate::write::write_with;

/// Lines are handed on together, about so many bytes of them.
const LINES_BYTES: usize = 1 << 16;

/// The name of every document of a catalogue in run files.
#[derive(Debug, Clone)]
pub struct DocumentMap {
    /// By name, the document's number plus 1.
    numbers: Interner<u32>,
}

impl DocumentMap {
    /// The names that this program writes: `<base>-<source>`, or the base alone where there is one source.
    ///
    /// # Errors
    /// As [`Catalogue::check_names`]: where two documents have the same name.
    pub fn docnos(catalogue: &Catalogue) -> Result<Self> {
        catalogue.check_names()?;
        catalogue.expect_names(catalogue.len());
        let (mut numbers, mut name) = (Interner::default(), String::new());
        for number in 0..catalogue.len() as u32 {
            name.clear();
            catalogue.push_docno(number, &mut name);
            *numbers.kept_of(&name) = number + 1;
        }
        Ok(DocumentMap { numbers })
    }

    /// The document of that name.
    fn number(&self, name: &str) -> Option<u32> {
        self.numbers.find_kept(name).map(|kept| kept - 1)
    }

    /// Reads a map of another engine's names: lines of `document base source`, separated by tabs or spaces; plain, or
    /// compressed where the name ends in `.gz` or `.zst`.
    ///
    /// # Errors
    /// Where a line has not three fields, a document stands twice, or names a base or source that the corpus has not.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self> {
        let mut numbers: Interner<u32> = Interner::default();
        for_each_line(path, |line, fields| {
            let [document, base, source] = fields else {
                let reason = format!("{} fields where a map has three", fields.len());
                return Err(Error::line(path, line, reason, "write lines of `document base source`"));
            };
            let id = catalogue.source_named(source).ok_or_else(|| {
                let known: Vec<_> = catalogue.sources().iter().map(|source| source.name.as_str()).collect();
                let advice = format!("the corpus has: {}", known.join(", "));
                Error::line(path, line, format!("unknown source `{source}`"), advice)
            })?;
            let number = catalogue.number(base, id).ok_or_else(|| {
                let reason = format!("source `{source}` has no document `{base}`");
                Error::line(path, line, reason, "map only documents of the corpus")
            })?;
            match std::mem::replace(numbers.kept_of(document), number + 1) {
                0 => Ok(()),
                _ => {
                    let reason = format!("document `{document}` is mapped twice");
                    Err(Error::line(path, line, reason, "keep one line for each document"))
                }
            }
        })?;
        Ok(DocumentMap { numbers })
    }
}

/// Reads a TREC run, plain or (`.gz`, `.zst`) compressed; order and ties come from the scores, as in trec_eval, and the rank column is not read.
///
/// `tag` names the run; `None` takes the last field of the first line. `depth` is the depth that the run was made with,
/// beyond which stand documents that tie; `usize::MAX` where it is not known.
///
/// # Errors
/// Where a line has not six fields, a score is no finite number, a document is unknown or stands twice for a query.
pub fn read_run(
    path: &Path,
    catalogue: &Arc<Catalogue>,
    documents: &DocumentMap,
    tag: Option<&str>,
    depth: usize,
) -> Result<Run> {
    let mut number = |document: &str| documents.number(document);
    let (model, rankings) = read_rankings(path, &mut number, tag, depth)?;
    Ok(Run { model, catalogue: catalogue.clone(), rankings })
}

/// As [`read_run`], where `number` says which document a name is: the run's name, and its rankings by query.
pub(super) fn read_rankings(
    path: &Path,
    number: &mut dyn FnMut(&str) -> Option<u32>,
    tag: Option<&str>,
    depth: usize,
) -> Result<(String, BTreeMap<String, Ranking>)> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut found: Vec<(String, Vec<ScoredDocument>)> = Vec::new();
    let mut seen = Seen::default();
    // The lines of one query mostly follow each other.
    let mut last = 0;
    let mut model = tag.map(str::to_string);
    for_each_line(path, |line, fields| {
        let [query, _, document, _, score, tag] = fields else {
            let reason = format!("{} fields where a run has six", fields.len());
            return Err(Error::line(path, line, reason, "write lines of `query Q0 document rank score tag`"));
        };
        let score = score.parse().ok().filter(|score: &f64| score.is_finite()).ok_or_else(|| {
            Error::line(
                path,
                line,
                format!("score `{score}` is not a finite number"),
                "write scores as decimals",
            )
        })?;
        let number = number(document).ok_or_else(|| {
            let reason = format!("unknown document `{document}`");
            Error::line(path, line, reason, "give a map of `document base source` lines with --documents")
        })?;
        if found.get(last).is_none_or(|(known, _)| known != query) {
            last = places.get(*query).copied().unwrap_or(found.len());
            if last == found.len() {
                places.insert((*query).to_string(), last);
                found.push(((*query).to_string(), Vec::new()));
            } else {
                seen.goes_back(&found);
            }
        }
        let scored = &mut found[last].1;
        if !seen.insert(last as u32, number) {
            let reason = format!("document `{document}` stands twice for query `{query}`");
            return Err(Error::line(path, line, reason, "keep its best line"));
        }
        if model.is_none() {
            model = Some((*tag).to_string());
        }
        scored.push(ScoredDocument { document: number, score });
        Ok(())
    })?;
    let model = model.ok_or_else(|| Error::file(path, "an empty run", "give a run with results"))?;
    let ranking = |(query, scored)| (query, Ranking::new(scored, depth));
    Ok((model, found.into_iter().map(ranking).collect()))
}

/// Which documents a query has already.
#[derive(Default)]
struct Seen {
    /// For each document, the last query that had it, plus 1: all there is to know while no query comes again.
    last: Vec<u32>,
    /// Once one did, all queries with their documents.
    all: Option<FxHashSet<(u32, u32)>>,
}

impl Seen {
    /// Adds a document of a query; `false` where the query has it already.
    fn insert(&mut self, query: u32, document: u32) -> bool {
        if let Some(all) = &mut self.all {
            return all.insert((query, document));
        }
        let place = document as usize;
        if self.last.len() <= place {
            self.last.resize((place + 1).next_power_of_two(), 0);
        }
        std::mem::replace(&mut self.last[place], query + 1) != query + 1
    }

    /// A query comes again after others.
    fn goes_back(&mut self, found: &[(String, Vec<ScoredDocument>)]) {
        self.all.get_or_insert_with(|| {
            let of = |(query, (_, scored)): (u32, &(String, Vec<ScoredDocument>))| {
                scored.iter().map(move |one| (query, one.document)).collect::<Vec<_>>()
            };
            (0..).zip(found).flat_map(of).collect()
        });
    }
}

/// Writes a run as TREC lines, best first; scores in full, so that reading gives the same ties.
///
/// # Errors
/// Where an id or the model's name has white space, which the format cannot hold, or `out` refuses.
pub fn write_run(run: &Run, path: &Path, out: &mut dyn Write) -> Result<()> {
    let refuse = |what: &str, word: &str| {
        let reason = format!("{what} `{word}` is empty or has white space, which a TREC run cannot hold");
        Error::file(path, reason, "rename it in the corpus")
    };
    if spaced(&run.model) {
        return Err(refuse("the model's name", &run.model));
    }
    let refused = |error| Error::io(path, "write", error);
    run.catalogue.expect_names(run.rankings.values().map(|ranking| ranking.documents().len()).sum());
    let (mut lines, mut rank, mut score) =
        (String::with_capacity(2 * LINES_BYTES), itoa::Buffer::new(), zmij::Buffer::new());
    for (query, ranking) in &run.rankings {
        if spaced(query) {
            return Err(refuse("query id", query));
        }
        for (position, entry) in ranking.documents().iter().enumerate() {
            lines.push_str(query);
            lines.push_str(" Q0 ");
            let start = lines.len();
            run.catalogue.push_docno(entry.document, &mut lines);
            if spaced(&lines[start..]) {
                return Err(refuse("document id", &lines[start..]));
            }
            lines.push(' ');
            lines.push_str(rank.format(position + 1));
            lines.push(' ');
            push_score(entry.score, &mut score, &mut lines);
            lines.push(' ');
            lines.push_str(&run.model);
            lines.push('\n');
            if lines.len() >= LINES_BYTES {
                out.write_all(lines.as_bytes()).map_err(refused)?;
                lines.clear();
            }
        }
    }
    out.write_all(lines.as_bytes()).map_err(refused)
}

/// Whether a word is none that a line of fields can hold.
fn spaced(word: &str) -> bool {
    // Most names are of printed ASCII alone.
    word.is_empty()
        || (!word.bytes().all(|byte| byte.is_ascii_graphic()) && word.contains(char::is_whitespace))
}

/// Adds a number as `{}` prints it: the fewest digits that read back as it, and never an exponent.
fn push_score(score: f64, buffer: &mut zmij::Buffer, out: &mut String) {
    let digits = buffer.format(score);
    if score.is_finite() && !digits.contains('e') {
        out.push_str(digits.strip_suffix(".0").unwrap_or(digits));
    } else {
        out.push_str(&score.to_string());
    }
}

/// As [`write_run`], to a file: it is there whole or not at all, and its folder is made where it is missing.
///
/// # Errors
/// Those of [`write_run`], and where the disk refuses.
pub fn save_run(run: &Run, path: &Path) -> Result<()> {
    write_with(path, |out| write_run(run, path, out))
}

/// No line that is read has more fields.
const FIELDS: usize = 6;

/// Calls `each` with the number (from 1) and the fields of every line that is not blank, of a plain or compressed file.
fn for_each_line(path: &Path, mut each: impl FnMut(u64, &[&str]) -> Result<()>) -> Result<()> {
    let mut fields = |line: u64, text: &str| -> Result<()> {
        let mut few = [""; FIELDS];
        match split(text, &mut few) {
            // A line of no more than the wider white space of Unicode has no field.
            Some(0) => Ok(()),
            Some(count) => each(line, &few[..count]),
            None => match &text.split_whitespace().collect::<Vec<_>>()[..] {
                [] => Ok(()),
                fields => each(line, fields),
            },
        }
    };
    lines::for_each_line(path, "check the path", &mut fields)
}

/// Puts the fields of a line of ASCII where they belong; how many they are. `None` where there are more, and where the line is
/// not ASCII.
fn split<'t>(line: &'t str, fields: &mut [&'t str; FIELDS]) -> Option<usize> {
    let (mut count, mut start) = (0, 0);
    let mut field = |start: usize, end: usize| -> Option<()> {
        if start < end {
            *fields.get_mut(count)? = &line[start..end];
            count += 1;
        }
        Some(())
    };
    for (place, byte) in line.bytes().enumerate() {
        // White space as `char::is_whitespace` has it.
        if matches!(byte, b' ' | b'\t'..=b'\r') {
            field(start, place)?;
            start = place + 1;
        } else if !byte.is_ascii() {
            return None;
        }
    }
    field(start, line.len())?;
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};

    fn catalogue(bases: [&str; 2]) -> Arc<Catalogue> {
        let sources = ["chat", "x-chat"].map(|name| Source { name: name.to_string(), kind: SourceKind::Llm });
        let ids =
            [0, 1].map(|place| DocumentId { base: Arc::from(bases[place]), source: SourceId(place as u32) });
        Arc::new(Catalogue::new(sources.to_vec(), SourceId(0), ids.to_vec()))
    }

    #[test]
    fn one_name_for_two_documents_is_refused() {
        assert!(DocumentMap::docnos(&catalogue(["a", "a"])).is_ok());
        let message = DocumentMap::docnos(&catalogue(["a-x", "a"])).unwrap_err().to_string();
        assert!(message.contains("\"a-x-chat\"") && message.contains("rename"), "{message}");
    }

    proptest::proptest! {
        #[test]
        fn scores_are_printed_as_by_the_standard_library(bits in proptest::num::u64::ANY, whole in -2_000_000..2_000_000_i64) {
            for score in [f64::from_bits(bits), whole as f64, whole as f64 / 1024.0, whole as f64 * 1e-9, -0.0] {
                let mut out = String::new();
                push_score(score, &mut zmij::Buffer::new(), &mut out);
                proptest::prop_assert_eq!(out, format!("{}", score));
            }
        }

        #[test]
        fn fields_are_split_as_by_the_standard_library(line in "[a.é \u{85}\u{a0}\t\u{b}\u{c}\u{1c}]{0,24}") {
            let mut few = [""; FIELDS];
            let plain: Vec<&str> = line.split_whitespace().collect();
            match split(&line, &mut few) {
                Some(count) => proptest::prop_assert_eq!(&few[..count], &plain[..]),
                None => proptest::prop_assert!(!line.is_ascii() || plain.len() > FIELDS),
            }
        }
    }

    #[test]
    fn a_document_that_stands_twice_is_found_in_any_order_of_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.run");
        let read = |lines: &[(&str, &str)]| {
            let lines: Vec<String> =
                lines.iter().map(|(query, name)| format!("{query} Q0 {name} 1 2 t\n")).collect();
            std::fs::write(&path, lines.concat()).unwrap();
            let mut number = |name: &str| name.parse().ok();
            read_rankings(&path, &mut number, None, usize::MAX).map(|(_, rankings)| {
                rankings.values().map(|ranking| ranking.documents().len()).collect::<Vec<_>>()
            })
        };
        assert_eq!(read(&[("q", "1"), ("q", "9"), ("p", "1"), ("q", "3"), ("p", "3")]).unwrap(), [2, 3]);
        for (lines, line) in [
            (&[("q", "1"), ("q", "1")][..], 2),
            (&[("q", "1"), ("p", "1"), ("q", "1")], 3),
            (&[("q", "1"), ("p", "2"), ("q", "2"), ("p", "1"), ("p", "2")], 5),
        ] {
            let message = read(lines).unwrap_err().to_string();
            assert!(
                message.contains(&format!("x.run:{line}: document")) && message.contains("twice"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_folder_is_no_run_and_no_map() {
        let (folder, catalogue) = (tempfile::tempdir().unwrap(), catalogue(["a", "a"]));
        let map = DocumentMap::docnos(&catalogue).unwrap();
        let run = read_run(folder.path(), &catalogue, &map, None, usize::MAX).map(|_| ());
        for refused in [run, DocumentMap::read(folder.path(), &catalogue).map(|_| ())] {
            let error = refused.unwrap_err();
            assert!(error.to_string().contains("give a file"), "{error}");
            assert_eq!(error.exit_code(), 3);
        }
    }
}
