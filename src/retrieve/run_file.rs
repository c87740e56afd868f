//! Run files of any engine, TREC lines or the columns of a Parquet file: names of queries and documents with scores in; rankings
//! by query out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{DocumentMap, Ranking, Run, ScoredDocument, run_columns, trec};
use crate::corpus::Catalogue;
use crate::error::{Error, Result};

/// Reads a run: the columns of a file whose name ends in `.parquet`, and otherwise TREC lines, plain or (`.gz`, `.zst`)
/// compressed. Order and ties come from the scores, as in trec_eval, and ranks are not read.
///
/// Columns are the query, the document and the score, as this program calls them (`query`, `base` and `source`, `score`), ranx
/// (`q_id`, `doc_id`), ir_measures (`query_id`, `doc_id`) or PyTerrier (`qid`, `docno`).
///
/// `tag` names the run; `None` takes the last field of the first line, or the model that the file notes, and where there
/// is none the name of the file. `depth` is the depth that the run was made with, beyond which stand documents that
/// tie; `usize::MAX` where it is not known.
///
/// # Errors
/// Where a line has not six fields, a column is missing or of another type, the file is damaged, a score is no finite number, a
/// document is unknown or stands twice for a query.
pub fn read_run(
    path: &Path,
    catalogue: &Arc<Catalogue>,
    documents: &DocumentMap,
    tag: Option<&str>,
    depth: usize,
) -> Result<Run> {
    let mut names = |document: &str| documents.number(document);
    let (model, rankings) = read_rankings(path, &mut names, tag, depth)?;
    Ok(Run { model, catalogue: catalogue.clone(), rankings })
}

/// Which documents the names in a run stand for.
pub(super) trait DocumentNames {
    /// The number of a document that is known beforehand.
    fn known(&self, name: &str) -> Option<u32>;

    /// The number of any document that may stand in the run.
    fn number(&mut self, name: &str) -> Option<u32> {
        self.known(name)
    }
}

/// None but those that are known beforehand.
impl<F: Fn(&str) -> Option<u32>> DocumentNames for F {
    fn known(&self, name: &str) -> Option<u32> {
        self(name)
    }
}

/// As [`read_run`], where `names` say which document a name is: the run's name, and its rankings by query.
pub(super) fn read_rankings(
    path: &Path,
    names: &mut dyn DocumentNames,
    tag: Option<&str>,
    depth: usize,
) -> Result<(String, BTreeMap<String, Ranking>)> {
    let mut found = FoundRankings::new(names);
    let name = match path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
        true => run_columns::read_rows(path, &mut found)?,
        false => trec::read_lines(path, &mut found)?,
    };
    // A file of rows may have none.
    let name = tag.map(str::to_string).or(name.filter(|_| !found.rankings.is_empty()));
    let name = name.ok_or_else(|| Error::file(path, "an empty run", "give a run with results"))?;
    let left_out = found.left_out;
    let ranking = |(query, scored): (String, Vec<ScoredDocument>)| {
        let (documents, lacks) = (scored.len(), left_out.get(&query).copied().unwrap_or_default());
        let ranking = Ranking::new(scored, depth);
        // What a smaller depth cuts off stands before what was left out.
        let whole = ranking.documents().len() == documents;
        (query, if whole { ranking.lacking(lacks) } else { ranking })
    };
    Ok((name, found.rankings.into_iter().map(ranking).collect()))
}

/// What was read of a run.
pub(super) struct FoundRankings<'n> {
    names: &'n mut dyn DocumentNames,
    places: FxHashMap<String, usize>,
    rankings: Vec<(String, Vec<ScoredDocument>)>,
    seen: Seen,
    /// How many documents that tie at its edge the ranking of a query is known to lack.
    pub left_out: BTreeMap<String, usize>,
    /// The documents of one query mostly follow each other.
    last: usize,
}

impl<'n> FoundRankings<'n> {
    fn new(names: &'n mut dyn DocumentNames) -> Self {
        FoundRankings {
            names,
            places: FxHashMap::default(),
            rankings: Vec::new(),
            seen: Seen::default(),
            left_out: BTreeMap::new(),
            last: 0,
        }
    }

    /// The number of a document that is known whatever stands in the run.
    pub fn known(&self, document: &str) -> Option<u32> {
        self.names.known(document)
    }

    /// Adds a document of a query with its finite score.
    ///
    /// # Errors
    /// A reason and an advice, where the document is unknown or the query has it already.
    pub fn add(
        &mut self,
        query: &str,
        document: &str,
        score: f64,
    ) -> std::result::Result<(), (String, &'static str)> {
        let number = self.names.number(document).ok_or_else(|| {
            let advice = "give a map of `document content source` lines (`documents`, --documents)";
            (format!("unknown document `{document}`"), advice)
        })?;
        if self.rankings.get(self.last).is_none_or(|(known, _)| known != query) {
            self.last = self.places.get(query).copied().unwrap_or(self.rankings.len());
            if self.last == self.rankings.len() {
                self.places.insert(query.to_string(), self.last);
                self.rankings.push((query.to_string(), Vec::new()));
            } else {
                self.seen.goes_back(&self.rankings);
            }
        }
        if !self.seen.insert(self.last as u32, number) {
            return Err((
                format!("document `{document}` stands twice for query `{query}`"),
                "keep its best line",
            ));
        }
        self.rankings[self.last].1.push(ScoredDocument { document: number, score });
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_stands_twice_is_found_in_any_order_of_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.run");
        let read = |lines: &[(&str, &str)]| {
            let lines: Vec<String> =
                lines.iter().map(|(query, name)| format!("{query} Q0 {name} 1 2 t\n")).collect();
            std::fs::write(&path, lines.concat()).unwrap();
            let mut names = |name: &str| name.parse().ok();
            read_rankings(&path, &mut names, None, usize::MAX).map(|(_, rankings)| {
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
}
