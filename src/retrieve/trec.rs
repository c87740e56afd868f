//! TREC run files: runs go out as `query Q0 document rank score tag` lines and come in, from this program or any other.

use std::io::Write;
use std::path::Path;

use super::Run;
use super::run_file::FoundRankings;
use crate::corpus::Catalogue;
use crate::corpus::format::{lines, source_map};
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
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.find_kept(name).map(|kept| kept - 1)
    }

    /// Reads a map of another engine's names: lines of `document content source`, separated by tabs or spaces; plain, or
    /// compressed where the name ends in `.gz` or `.zst`. A first line may name the columns in any order, as in a map of
    /// sources (`document`, `source`, `content`); without it a file in whose first line the second field alone is a source is one
    /// of `document source content`.
    ///
    /// # Errors
    /// Where a line has not three fields, a document stands twice, or names a base or source that the corpus has not.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self> {
        let mut numbers: Interner<u32> = Interner::default();
        let mut places: Option<[usize; 3]> = None;
        for_each_line(path, |line, fields| {
            let [first, second, third] = fields else {
                let reason = format!("{} fields where a map has three", fields.len());
                return Err(Error::line(path, line, reason, MAP_ADVICE));
            };
            let [document, base, source] = match places {
                Some(places) => places.map(|place| fields[place]),
                None => {
                    if let Some(named) = named_columns(fields) {
                        places = Some(named);
                        return Ok(());
                    }
                    let is_source = |name: &str| catalogue.source_named(name).is_some();
                    let source_second = is_source(second) && !is_source(third);
                    let order = if source_second { [0, 2, 1] } else { [0, 1, 2] };
                    places.insert(order).map(|place| [*first, *second, *third][place])
                }
            };
            let id = catalogue.source_named(source).ok_or_else(|| {
                let known: Vec<_> = catalogue.sources().iter().map(|source| source.name.as_str()).collect();
                let advice = format!("the sources are: {}; {MAP_ADVICE}", known.join(", "));
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

const MAP_ADVICE: &str = "write lines of `document content source`, or name the columns in a first line";

/// The places of document, content and source in a line that names them; `None` where it does not.
fn named_columns(fields: &[&str]) -> Option<[usize; 3]> {
    let (document, source, content) = source_map::named_columns(fields)?;
    Some([document, content?, source])
}

/// Takes the lines of a TREC run into `found`; the run's name, the last field of its first line.
///
/// # Errors
/// Where a line has not six fields, a score is no finite number, or `found` refuses it.
pub(super) fn read_lines(path: &Path, found: &mut FoundRankings<'_>) -> Result<Option<String>> {
    let (mut name, mut order) = (None, RanksAndScores::default());
    for_each_line(path, |line, fields| {
        let [query, _, document, rank, score, tag] = fields else {
            let reason = format!("{} fields where a run has six", fields.len());
            let advice = match fields {
                [_, _, _, _, _, _, _, ..] => {
                    "write lines of `query Q0 document rank score tag`, without blanks in ids and tag"
                }
                _ => "write lines of `query Q0 document rank score tag`",
            };
            return Err(Error::line(path, line, reason, advice));
        };
        let score = score.parse().ok().filter(|score: &f64| score.is_finite()).ok_or_else(|| {
            Error::line(
                path,
                line,
                format!("score `{score}` is not a finite number"),
                "write scores as decimals, and leave out lines that have none",
            )
        })?;
        if let Err((reason, advice)) = found.add(query, document, score) {
            return Err(Error::line(path, line, reason, advice));
        }
        if name.is_none() {
            name = Some((*tag).to_string());
        }
        if line <= LINES_LOOKED_AT {
            order.add(query, rank, score);
        }
        Ok(())
    })?;
    if let Some(warning) = order.warning(path) {
        tracing::warn!("{warning}");
    }
    Ok(name)
}

/// So many lines are looked at for whether scores fall with ranks.
const LINES_LOOKED_AT: u64 = 10_000;

/// Whether scores fall or rise with ranks, from one line of a query to the next.
#[derive(Default)]
struct RanksAndScores {
    last: Option<(String, f64, f64)>,
    rises: u64,
    falls: u64,
}

impl RanksAndScores {
    fn add(&mut self, query: &str, rank: &str, score: f64) {
        let Ok(rank) = rank.parse::<f64>() else { return };
        match &mut self.last {
            Some((last, before, higher)) if last == query => {
                let product = (rank - *before) * (score - *higher);
                self.rises += u64::from(product > 0.0);
                self.falls += u64::from(product < 0.0);
                (*before, *higher) = (rank, score);
            }
            last => *last = Some((query.to_string(), rank, score)),
        }
    }

    /// What to say where scores rise with ranks.
    fn warning(&self, path: &Path) -> Option<String> {
        (self.rises > self.falls).then(|| {
            format!(
                "{}: the score is higher where the rank is lower down ({} times, and {} times the other way). Scores order a run, as in \
                 trec_eval, and ranks are not read: where the ranks are right, write scores that fall with them, such as 1 / rank",
                path.display(),
                self.rises,
                self.falls
            )
        })
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

/// Puts the fields of a line where they belong; how many they are. `None` where there are more, and where the line has other
/// letters than those of ASCII that are printed, spaces and tabs.
fn split<'t>(line: &'t str, fields: &mut [&'t str; FIELDS]) -> Option<usize> {
    // To the end in any case, so that many bytes are looked at together.
    let other = |found: bool, byte: &u8| found | !matches!(byte, b' '..=b'~' | b'\t');
    if line.as_bytes().iter().fold(false, other) {
        return None;
    }
    let (mut count, mut start) = (0, 0);
    for end in memchr::memchr2_iter(b' ', b'\t', line.as_bytes()).chain([line.len()]) {
        if start < end {
            *fields.get_mut(count)? = &line[start..end];
            count += 1;
        }
        start = end + 1;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::read_run;
    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};

    fn catalogue(bases: [&str; 2]) -> Arc<Catalogue> {
        let sources = ["chat", "x-chat"].map(|name| Source { name: name.to_string(), kind: SourceKind::Llm });
        let ids =
            [0, 1].map(|place| DocumentId { base: Arc::from(bases[place]), source: SourceId(place as u32) });
        Arc::new(Catalogue::new(sources.to_vec(), SourceId(0), ids.to_vec()))
    }

    #[test]
    fn scores_that_rise_with_ranks_are_told() {
        let order = |lines: &[(&str, &str, f64)]| {
            let mut order = RanksAndScores::default();
            lines.iter().for_each(|(query, rank, score)| order.add(query, rank, *score));
            order.warning(Path::new("x.run"))
        };
        let rising = [("q", "1", 1.0), ("q", "2", 2.0), ("q", "3", 2.0), ("p", "1", 1.0), ("p", "2", 9.0)];
        assert!(order(&rising).unwrap().contains("(2 times, and 0 times the other way)"));
        assert_eq!(order(&rising.map(|(query, rank, score)| (query, rank, -score))), None);
        // Best last is no contradiction, nor are words in place of ranks.
        assert_eq!(order(&[("q", "2", 1.0), ("q", "1", 2.0), ("q", "Q", 3.0)]), None);
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
                None => {
                    let usual = line.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
                    proptest::prop_assert!(!usual || plain.len() > FIELDS);
                }
            }
        }
    }

    #[test]
    fn a_map_tells_its_columns_by_their_names_or_by_those_of_sources() {
        let (folder, catalogue) = (tempfile::tempdir().unwrap(), catalogue(["a", "b"]));
        let path = folder.path().join("map.tsv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            DocumentMap::read(&path, &catalogue).map(|map| [map.number("D1"), map.number("D2")])
        };
        for text in [
            "D1 a chat\nD2 b x-chat\n",
            "D1\tchat\ta\nD2\tx-chat\tb\n",
            "document content source\nD1 a chat\nD2 b x-chat\n",
            "Source\tDocID\tbase\nchat\tD1\ta\nx-chat\tD2\tb\n",
        ] {
            assert_eq!(read(text).unwrap(), [Some(0), Some(1)], "{text}");
        }
        let error = read("D1 a gpt\n").unwrap_err().to_string();
        assert!(error.contains("map.tsv:1: unknown source `gpt`; the sources are: chat, x-chat; write lines of `document content source`"), "{error}");
        let error = read("D1 a\n").unwrap_err().to_string();
        assert!(
            error.contains("2 fields where a map has three; write lines of `document content source`"),
            "{error}"
        );
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
