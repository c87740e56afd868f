//! Runs at hand, of any engine: names of queries and documents with scores in; runs over a catalogue out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::run_file::{DocumentNames, read_rankings};
use super::{Ranking, Run, ScoredDocument};
use crate::corpus::{Catalogue, DocumentId, Qrels, Source, SourceId, SourceKind};
use crate::error::{Error, Result};
use crate::text::intern::Interner;

/// A run at hand: the scores of documents by query, under the names that its engine gives them.
#[derive(Debug, Clone)]
pub struct GivenRun {
    name: String,
    /// The names of its documents, by numbers of its own.
    documents: Interner,
    rankings: BTreeMap<String, Ranking>,
}

impl GivenRun {
    /// A run called `name` of scores: query, document and score, in any order. Rank and ties come from the scores.
    ///
    /// # Errors
    /// [`Error::Failed`] where a score is not finite, or a document stands twice for a query.
    pub fn new<Q: AsRef<str>, D: Into<String>>(
        name: impl Into<String>,
        scores: impl IntoIterator<Item = (Q, D, f64)>,
    ) -> Result<GivenRun> {
        let name = name.into();
        let wrong = |query: &str, document: &str, what: &str| {
            Error::Failed(format!("run `{name}`: for query `{query}` document `{document}` has {what}"))
        };
        let mut documents = Interner::default();
        let mut found: BTreeMap<String, Vec<ScoredDocument>> = BTreeMap::new();
        for (query, document, score) in scores {
            let (query, document) = (query.as_ref(), document.into());
            if !score.is_finite() {
                return Err(wrong(query, &document, &format!("the score {score}, which is not finite")));
            }
            let scored = ScoredDocument { document: documents.intern(&document), score };
            match found.get_mut(query) {
                Some(known) => known.push(scored),
                None => drop(found.insert(query.to_string(), vec![scored])),
            }
        }
        for (query, scored) in &found {
            let mut seen = FxHashSet::default();
            if let Some(twice) = scored.iter().find(|one| !seen.insert(one.document)) {
                return Err(wrong(query, documents.term(twice.document), "two scores; keep the higher"));
            }
        }
        let rankings = found.into_iter().map(|(query, scored)| (query, Ranking::new(scored, usize::MAX)));
        Ok(GivenRun { name, documents, rankings: rankings.collect() })
    }

    /// Reads a run, TREC or Parquet, as [`read_run`](super::read_run) does; its name is the tag of the first line, its model,
    /// or that of the file.
    ///
    /// # Errors
    /// As [`read_run`](super::read_run), but that any document may stand in it.
    pub fn read(path: &Path) -> Result<GivenRun> {
        let mut names = AnyName(Interner::default());
        let (name, rankings) = read_rankings(path, &mut names, None, usize::MAX)?;
        Ok(GivenRun { name, documents: names.0, rankings })
    }

    /// The same run under another name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> GivenRun {
        GivenRun { name: name.into(), ..self }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rankings by query; `number` says which document a name is.
    pub(super) fn rankings(
        &self,
        mut number: impl FnMut(&str) -> u32,
        depth: usize,
    ) -> BTreeMap<String, Ranking> {
        let mut numbers: Vec<Option<u32>> = Vec::new();
        let mut of_query = |given: &Ranking| {
            let numbered = given.documents().iter().map(|one| {
                let place = one.document as usize;
                if numbers.len() <= place {
                    numbers.resize(place + 1, None);
                }
                let document =
                    *numbers[place].get_or_insert_with(|| number(self.documents.term(one.document)));
                ScoredDocument { document, score: one.score }
            });
            let ranking = Ranking::new(numbered.collect(), depth);
            let whole = ranking.documents().len() == given.documents().len();
            if whole { ranking.lacking(given.left_out()) } else { ranking }
        };
        self.rankings.iter().map(|(query, given)| (query.clone(), of_query(given))).collect()
    }
}

/// Any document may stand in a run at hand, and none is known beforehand.
struct AnyName(Interner);

impl DocumentNames for AnyName {
    fn known(&self, _: &str) -> Option<u32> {
        None
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        Some(self.0.intern(name))
    }
}

/// Runs over all documents that they or the judgements name, to `depth` documents a query (those that tie with the last one are
/// kept): who wrote them does not matter, and all are of one source. So their evaluation has the target `all` alone.
///
/// ```
/// use sourcebias::retrieve::{GivenRun, runs_of_one_source};
/// use sourcebias::{EvaluateSettings, MEASURES, Qrels, evaluate};
/// let run = GivenRun::new("dense", [("q", "d2", 3.0), ("q", "d1", 2.0)])?;
/// let qrels = Qrels::from_grades([("q", "d1", 1), ("q", "d3", 1)]);
/// let runs = runs_of_one_source(&[run], &qrels, 1000);
/// let measures = [MEASURES.parse("RR")?, MEASURES.parse("R@2")?];
/// let found = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
/// // d1 stands second, and is one of two relevant documents.
/// assert_eq!(found.series[0].defined(), [0.5]);
/// assert_eq!(found.series[1].defined(), [0.5]);
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn runs_of_one_source(given: &[GivenRun], qrels: &Qrels, depth: usize) -> Vec<Run> {
    let ranked = given.iter().flat_map(|run| run.documents.iter());
    let judged = qrels.queries().flat_map(|query| qrels.contents(query)).map(|(name, _)| name);
    // Sorted, so that the order of documents says nothing of the runs.
    let names: BTreeSet<&str> = ranked.chain(judged).collect();
    let id = |name: &&str| DocumentId { base: Arc::from(*name), source: SourceId(0) };
    let source = Source { name: "all".to_string(), kind: SourceKind::Human };
    let catalogue = Arc::new(Catalogue::new(vec![source], SourceId(0), names.iter().map(id).collect()));
    let numbers: FxHashMap<&str, u32> = names.into_iter().zip(0..).collect();
    let of = |run: &GivenRun| Run {
        model: run.name.clone(),
        catalogue: Arc::clone(&catalogue),
        rankings: run.rankings(|name| numbers[name], depth),
    };
    given.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_scores_is_the_run_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.run");
        std::fs::write(&path, "q Q0 b 1 2.5 t\nq Q0 a 2 0.1 t\np Q0 a 1 -1 t\n").unwrap();
        let given = GivenRun::new("t", [("p", "a", -1.0), ("q", "a", 0.1), ("q", "b", 2.5)]).unwrap();
        let runs = |run: GivenRun| runs_of_one_source(&[run], &Qrels::default(), 10).remove(0).rankings;
        assert_eq!(runs(GivenRun::read(&path).unwrap()), runs(given));
    }

    #[test]
    fn what_is_no_score_is_told() {
        let said = |scores: &[(&str, &str, f64)]| {
            GivenRun::new("t", scores.iter().copied()).unwrap_err().to_string()
        };
        assert_eq!(
            said(&[("q", "a", f64::NAN)]),
            "run `t`: for query `q` document `a` has the score NaN, which is not finite"
        );
        assert!(
            said(&[("q", "a", 1.0), ("q", "b", 1.0), ("q", "a", 2.0)])
                .ends_with("`a` has two scores; keep the higher")
        );
    }
}
