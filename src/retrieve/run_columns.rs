//! Runs as columns of Parquet files: those that this program writes, and those of other tools by the names of their columns.

use std::io::Write;
use std::path::Path;

use super::run_file::FoundRankings;
use super::{Run, RunRow, left_out};
use crate::error::{Error, Result};
use crate::table::{Cells, RowGroups, TableRow, write_row_groups};
use crate::write::write_with;

/// So many rows are in memory at a time.
const GROUP_ROWS: usize = 1 << 17;

/// What is noted in a file beside its columns: the name of the run.
const MODEL: &str = "sourcebias:model";
/// The same of how run files and judgements name its documents.
const NAMES: &str = "sourcebias:documents";
/// And of what the run lacks.
const LEFT_OUT: &str = "sourcebias:left_out";
/// Documents are named `<base>-<source>`, or by the content alone where there is one source.
const JOINED: &str = "base-source";
const ALONE: &str = "base";

/// How a tool calls the columns of a run.
struct Named {
    tool: &'static str,
    query: &'static str,
    /// The columns that name the document, one or two.
    document: &'static [&'static str],
}

/// The first of which all columns are there is read.
static NAMED: [Named; 4] = [
    // First, since the column `query` of PyTerrier holds words.
    Named { tool: "PyTerrier", query: "qid", document: &["docno"] },
    Named { tool: "ranx", query: "q_id", document: &["doc_id"] },
    Named { tool: "ir_measures", query: "query_id", document: &["doc_id"] },
    Named { tool: "sourcebias", query: RunRow::query, document: &[RunRow::base, RunRow::source] },
];

impl Named {
    /// All columns but the score.
    fn words(&self) -> Vec<&'static str> {
        [self.query].into_iter().chain(self.document.iter().copied()).collect()
    }

    /// The columns that are not there.
    fn missing(&self, groups: &RowGroups) -> Vec<&'static str> {
        let all = self.words().into_iter().chain([RunRow::score]);
        all.filter(|name| groups.kind(name).is_none()).collect()
    }
}

/// Takes the rows of a Parquet file into `found`; the run's name, that of its model or else of the file.
///
/// # Errors
/// Where the file is missing or damaged, has not the columns or has others in their place, a score is not finite, a cell is null,
/// or `found` refuses a row; where nothing tells how the documents are called.
pub(super) fn read_rows(path: &Path, found: &mut FoundRankings<'_>) -> Result<Option<String>> {
    let mut groups = RowGroups::open(path, "check the path")?;
    let named = named(path, &groups)?;
    let names = named.words();
    names.iter().try_for_each(|name| groups.check_words(name))?;
    groups.check_numbers(RunRow::score)?;
    let alone = match groups.note(NAMES) {
        None if named.document.len() > 1 => are_alone(path, named, found)?,
        note => note == Some(ALONE),
    };
    found.left_out = groups.note(LEFT_OUT).map(left_out::read).unwrap_or_default();
    let own = groups.note(MODEL).map(str::to_string);
    let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (mut name, mut joined) = (None, String::new());
    while let Some(group) = groups.next_group(&names, RunRow::score)? {
        name.get_or_insert_with(|| own.clone().unwrap_or_else(stem));
        let mut add = |row: u64, query: &str, document: &str, score: f64| {
            let refused = |(reason, advice): (String, &str)| {
                Error::line(path, row, format!("row {row}: {reason}"), advice)
            };
            if !score.is_finite() {
                let reason = format!("score `{score}` is not a finite number");
                return Err(refused((reason, "leave such rows out")));
            }
            found.add(query, document, score).map_err(refused)
        };
        match named.document {
            [_] => group.for_each(|row, [query, document], score| add(row, query, document, score))?,
            _ => group.for_each(|row, [query, base, source], score| {
                if alone {
                    return add(row, query, base, score);
                }
                join(&mut joined, base, source);
                add(row, query, &joined, score)
            })?,
        }
    }
    Ok(name)
}

/// Whether documents of `base` and `source` are called by the content alone, in a file whose note of that is gone since another tool
/// wrote it again: those of several sources never are, and those of one as is known.
fn are_alone(path: &Path, named: &Named, found: &FoundRankings<'_>) -> Result<bool> {
    let mut groups = RowGroups::open(path, "check the path")?;
    let names = named.words();
    let (mut joined, mut first, mut several) = (String::new(), None, false);
    // Rows, those whose document is known by either name, and those where both are the same.
    let (mut rows, mut known, mut same) = (0_u64, [0_u64; 2], 0_u64);
    while let Some(group) = groups.next_group(&names, RunRow::score)? {
        group.for_each(|_, [_, base, source], _| {
            join(&mut joined, base, source);
            let (one, _, _) =
                first.get_or_insert_with(|| (source.to_string(), base.to_string(), joined.clone()));
            several |= one != source;
            let [by_both, by_base] = [&joined, base].map(|name| found.known(name));
            rows += 1;
            [by_both, by_base]
                .iter()
                .zip(&mut known)
                .for_each(|(number, known)| *known += u64::from(number.is_some()));
            same += u64::from(by_both == by_base);
            Ok(())
        })?;
        if several {
            return Ok(false);
        }
    }
    let Some((source, base, joined)) = first else { return Ok(false) };
    let [by_both, by_base] = known;
    let which = match (by_both, by_base) {
        (0, 0) => "unknown",
        (0, _) => return Ok(true),
        (_, 0) => return Ok(false),
        _ if same == rows => return Ok(false),
        _ if (by_both == rows) != (by_base == rows) => return Ok(by_base == rows),
        _ => "known",
    };
    let reason = format!(
        "cannot tell how its documents are named: all are by `{source}`, and names such as `{joined}` and `{base}` are both \
         {which}"
    );
    Err(Error::file(
        path,
        reason,
        "write it again with their names in a column `doc_id`, beside `query_id` and `score`",
    ))
}

/// The name of a document where there are several sources.
fn join(joined: &mut String, base: &str, source: &str) {
    joined.clear();
    joined.push_str(base);
    joined.push('-');
    joined.push_str(source);
}

/// How the columns of a file are called.
fn named(path: &Path, groups: &RowGroups) -> Result<&'static Named> {
    if let Some(named) = NAMED.iter().find(|named| named.missing(groups).is_empty()) {
        return Ok(named);
    }
    // What is nearest is told, and all that there is.
    let nearest =
        NAMED.iter().rev().min_by_key(|named| named.missing(groups).len()).expect("there are several");
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let known: Vec<&str> = groups.names().collect();
    let told = |named: &Named| format!("{} ({})", quoted(&named.words()), named.tool);
    let reason = format!(
        "is no run: it has no column {}, as {} calls them, but {}",
        quoted(&nearest.missing(groups)),
        nearest.tool,
        if known.is_empty() { "none".to_string() } else { quoted(&known) }
    );
    let all = NAMED.iter().rev().map(told).collect::<Vec<_>>().join("; ");
    Err(Error::file(path, reason, format!("call them `score` and {all}")))
}

/// Writes a run as a Parquet file with the columns of [`RunRow`], best first.
///
/// # Errors
/// Where `out` refuses.
pub fn write_run_table(run: &Run, path: &Path, out: &mut dyn Write) -> Result<()> {
    let names = if run.catalogue.sources().len() > 1 { JOINED } else { ALONE };
    let left_out = left_out::noted(&run.rankings);
    let notes = [(MODEL, run.model.as_str()), (NAMES, names)].into_iter();
    let notes: Vec<_> = notes.chain(left_out.as_deref().map(|left_out| (LEFT_OUT, left_out))).collect();
    write_noted(run, &notes, path, out)
}

fn write_noted(run: &Run, notes: &[(&str, &str)], path: &Path, out: &mut dyn Write) -> Result<()> {
    let rows = run.rankings.iter().flat_map(|(query, ranking)| {
        let tied =
            (1..).zip(ranking.groups()).flat_map(|(tie, group)| group.iter().map(move |one| (tie, one)));
        (1..).zip(tied).map(move |(rank, (tie, one))| (query.as_str(), rank, tie, one))
    });
    let mut rows = rows.peekable();
    let ids = run.catalogue.ids();
    let group = || {
        rows.peek()?;
        let (mut queries, mut bases, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        let (mut ranks, mut scores, mut ties) = (Vec::new(), Vec::new(), Vec::new());
        for (query, rank, tie, one) in rows.by_ref().take(GROUP_ROWS) {
            let id = &ids[one.document as usize];
            queries.push(query);
            bases.push(&*id.base);
            sources.push(run.catalogue.source_name(id.source));
            ranks.push(rank);
            scores.push(one.score);
            ties.push(tie);
        }
        Some(vec![
            Cells::Words(queries),
            Cells::Words(bases),
            Cells::Words(sources),
            Cells::Counts(ranks),
            Cells::Numbers(scores),
            Cells::Counts(ties),
        ])
    };
    write_row_groups(path, (RunRow::SCHEMA, notes), out, std::iter::from_fn(group))
}

/// As [`write_run_table`], to a file: it is there whole or not at all.
///
/// # Errors
/// Where the disk refuses.
pub fn save_run_table(run: &Run, path: &Path) -> Result<()> {
    write_with(path, |out| write_run_table(run, path, out))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::{DocumentMap, Ranking, ScoredDocument, read_run, write_run};
    use super::*;
    use crate::corpus::{Catalogue, DocumentId, Source, SourceId, SourceKind};

    /// Contents of any names that an id can have, by one source or two.
    fn catalogue(sources: usize) -> Arc<Catalogue> {
        let names = ["human", "模型-é"].into_iter().take(sources);
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Llm };
        let bases = ["a", "Ω-1", "a-much-longer-name-of-a-document", "文書", "007"];
        let ids = bases.iter().flat_map(|base| {
            (0..sources as u32).map(|source| DocumentId { base: Arc::from(*base), source: SourceId(source) })
        });
        Arc::new(Catalogue::new(names.map(source).collect(), SourceId(0), ids.collect()))
    }

    /// Scores of any size, and such as tie.
    fn score() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>().prop_filter("finite", |score| score.is_finite()),
            (-3_i32..3).prop_map(f64::from),
            Just(0.1 + 0.2),
        ]
    }

    proptest! {
        #[test]
        fn a_run_reads_back_as_from_its_trec_lines(
            sources in 1_usize..=2,
            scores in prop::collection::btree_map("[a-zé文0-9]{1,20}", prop::collection::vec(prop::option::of(score()), 10), 0..6),
            depth in 1_usize..12,
        ) {
            let catalogue = catalogue(sources);
            let of_query = |(query, scores): (String, Vec<Option<f64>>)| {
                let scored = (0..catalogue.len() as u32).zip(scores);
                let scored = scored.filter_map(|(document, score)| Some(ScoredDocument { document, score: score? }));
                (query, Ranking::new(scored.collect(), depth))
            };
            let rankings = scores.into_iter().map(of_query).collect();
            let run = Run { model: "bm25|é".to_string(), catalogue: catalogue.clone(), rankings };
            let folder = tempfile::tempdir().unwrap();
            let [table, lines] = ["x.parquet", "x.run"].map(|name| folder.path().join(name));
            save_run_table(&run, &table).unwrap();
            let mut text = Vec::new();
            write_run(&run, &lines, &mut text).unwrap();
            std::fs::write(&lines, &text).unwrap();
            let documents = DocumentMap::docnos(&catalogue).unwrap();
            for tag in [None, Some("given")] {
                let read = |path: &Path| {
                    read_run(path, &catalogue, &documents, tag, depth)
                        .map(|run| (run.model, run.rankings))
                        .map_err(|error| error.to_string().replace("x.run", "x.parquet"))
                };
                let found = read(&table);
                prop_assert_eq!(&found, &read(&lines));
                // What has no result has no line.
                let mut expected = run.rankings.clone();
                expected.retain(|_, ranking| !ranking.documents().is_empty());
                if let Ok((name, rankings)) = found {
                    prop_assert_eq!(name, tag.unwrap_or("bm25|é"));
                    let bits = |rankings: &std::collections::BTreeMap<String, Ranking>| -> Vec<(String, u32, u64)> {
                        rankings.iter().flat_map(|(query, ranking)| {
                            ranking.documents().iter().map(|one| (query.clone(), one.document, one.score.to_bits()))
                        }).collect()
                    };
                    prop_assert_eq!(bits(&rankings), bits(&expected));
                }
            }
        }
    }

    /// One ranking of documents of one source or two, written as a tool does that keeps the columns alone, and read back.
    fn read_without_notes(names: [&[&str]; 2], ranked: &[u32]) -> std::result::Result<Vec<u32>, String> {
        let sources = ["human", "gpt"].into_iter().zip(names).filter(|(_, names)| !names.is_empty());
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
        let ids = (0..).zip(sources.clone()).flat_map(|(number, (_, names))| {
            names.iter().map(move |base| DocumentId { base: Arc::from(*base), source: SourceId(number) })
        });
        let catalogue = Catalogue::new(
            sources.clone().map(|(name, _)| source(name)).collect(),
            SourceId(0),
            ids.collect(),
        );
        let catalogue = Arc::new(catalogue);
        let scored = ranked.iter().map(|document| ScoredDocument { document: *document, score: 1.0 });
        let rankings = [("q".to_string(), Ranking::new(scored.collect(), 10))].into();
        let run = Run { model: "m".to_string(), catalogue: catalogue.clone(), rankings };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        write_with(&path, |out| write_noted(&run, &[], &path, out)).unwrap();
        let documents = DocumentMap::docnos(&catalogue).unwrap();
        let read = read_run(&path, &catalogue, &documents, None, 10).map_err(|error| error.to_string())?;
        assert_eq!(read.model, "x", "the file's name, for want of the model's");
        Ok(read.rankings["q"].documents().iter().map(|one| one.document).collect())
    }

    #[test]
    fn a_run_that_another_tool_wrote_again_is_read_by_the_names_that_are_known() {
        let (none, some): (&[&str], &[&str]) = (&[], &["a", "b"]);
        assert_eq!(read_without_notes([some, none], &[0, 1]), Ok(vec![0, 1]));
        assert_eq!(read_without_notes([some, some], &[0, 1, 2, 3]), Ok(vec![0, 1, 2, 3]));
        // Of two sources, one alone was found.
        assert_eq!(read_without_notes([some, some], &[2, 3]), Ok(vec![2, 3]));
        // Contents that are called as versions of others are: the names that fit all rows.
        let alike: &[&str] = &["a", "a-human"];
        assert_eq!(read_without_notes([alike, none], &[0, 1]), Ok(vec![0, 1]));
        let error = read_without_notes([alike, none], &[0]).unwrap_err();
        assert!(
            error.contains("x.parquet: cannot tell how")
                && error.contains("`a-human` and `a` are both known"),
            "{error}"
        );
        assert!(error.contains("a column `doc_id`"), "{error}");
    }

    #[test]
    fn names_that_nothing_knows_are_not_guessed() {
        let catalogue = catalogue(1);
        let scored = ScoredDocument { document: 0, score: 1.0 };
        let rankings = [("q".to_string(), Ranking::new(vec![scored], 10))].into();
        let run = Run { model: "m".to_string(), catalogue, rankings };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        write_with(&path, |out| write_noted(&run, &[], &path, out)).unwrap();
        let error = super::super::GivenRun::read(&path).unwrap_err().to_string();
        assert!(error.contains("`a-human` and `a` are both unknown"), "{error}");
    }

    #[test]
    fn a_file_of_many_groups_is_read_whole() {
        let catalogue = catalogue(2);
        let scored = |query: usize| {
            let of =
                |document: u32| ScoredDocument { document, score: f64::from(document) / (1 + query) as f64 };
            (format!("q{query:06}"), Ranking::new((0..10).map(of).collect(), 10))
        };
        let rankings = (0..GROUP_ROWS / 4).map(scored).collect();
        let run = Run { model: "m".to_string(), catalogue: catalogue.clone(), rankings };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        save_run_table(&run, &path).unwrap();
        let mut groups = RowGroups::open(&path, "").unwrap();
        let mut rows = Vec::new();
        while let Some(group) = groups.next_group(&[RunRow::query], RunRow::score).unwrap() {
            let mut count = 0;
            group
                .for_each(|_, [_], _| {
                    count += 1;
                    Ok(())
                })
                .unwrap();
            rows.push(count);
        }
        assert_eq!(rows, [GROUP_ROWS, GROUP_ROWS, GROUP_ROWS / 2]);
        let documents = DocumentMap::docnos(&catalogue).unwrap();
        let read = read_run(&path, &catalogue, &documents, None, 10).unwrap();
        assert!(read.rankings == run.rankings);
    }
}
