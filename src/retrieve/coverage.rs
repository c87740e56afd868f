//! Coverage: a run and judgements in; how far their queries are the same out, so that a run of another collection is
//! refused and not scored 0.

use std::path::Path;

use super::Run;
use crate::corpus::Qrels;
use crate::error::{Error, Result};
use crate::number::counted;

/// How far the queries of a run and the judged ones are not the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCoverage {
    /// Queries of the run that have no judgement; they count for no measure.
    pub unjudged: usize,
    /// Judged queries for which the run has no result; they count as 0, or not at all, as the evaluation is told.
    pub missing: usize,
}

impl RunCoverage {
    /// What a reader must know of it, in sentences that begin with what the run is called.
    pub fn notes(&self, called: &str) -> Vec<String> {
        let RunCoverage { unjudged, missing } = self;
        let mut notes = Vec::new();
        if *unjudged > 0 {
            notes.push(format!(
                "{called}: queries without judgements, which count for no measure: {unjudged}"
            ));
        }
        if *missing > 0 {
            notes.push(format!("{called}: judged queries without results, which count as 0: {missing}"));
        }
        notes
    }

    /// The same in one sentence without its end, for where the evaluation says what missing results count as; `None` where both
    /// have the same queries.
    pub(crate) fn note(&self) -> Option<String> {
        let mut parts = Vec::new();
        if self.unjudged > 0 {
            let verb = if self.unjudged == 1 { "is" } else { "are" };
            let queries = counted(self.unjudged as u64, "query", "queries");
            parts.push(format!("{queries} of the run {verb} not judged and left out"));
        }
        if self.missing > 0 {
            let verb = if self.missing == 1 { "has" } else { "have" };
            let queries = counted(self.missing as u64, "judged query", "judged queries");
            parts.push(format!("{queries} {verb} no result in it"));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Why the run that this is of cannot be judged, where there are judgements, but of no query for which it has a result; `None`
    /// where they have a query in common.
    pub fn nothing_in_common(&self, run: &Run, qrels: &Qrels) -> Option<String> {
        let judged = qrels.queries().count();
        if judged == 0 || self.missing < judged {
            return None;
        }
        let such_as =
            |query: Option<&str>| query.map_or(String::new(), |query| format!(", such as {query:?}"));
        Some(format!(
            "no query of the run is judged (it has {}{}; judged are {judged}{})",
            self.unjudged,
            such_as(run.rankings.keys().next().map(String::as_str)),
            such_as(qrels.queries().next())
        ))
    }
}

/// Counts the queries with results that are not judged, and the judged ones without results.
pub fn coverage(run: &Run, qrels: &Qrels) -> RunCoverage {
    let has_results =
        |query: &str| run.rankings.get(query).is_some_and(|ranking| !ranking.documents().is_empty());
    let found = run.rankings.keys().filter(|query| has_results(query));
    RunCoverage {
        unjudged: found.filter(|query| qrels.of(query).next().is_none()).count(),
        missing: qrels.queries().filter(|query| !has_results(query)).count(),
    }
}

/// [`coverage`] of the run read from `path`, which must share a query with the judgements.
///
/// # Errors
/// [`Error::BadFile`] where there are judgements, but of no query of the run.
pub fn check_coverage(path: &Path, run: &Run, qrels: &Qrels) -> Result<RunCoverage> {
    let found = coverage(run, qrels);
    match found.nothing_in_common(run, qrels) {
        None => Ok(found),
        Some(reason) => Err(Error::file(path, reason, OF_THIS_COLLECTION)),
    }
}

/// What to do where a run and judgements have no query in common.
pub const OF_THIS_COLLECTION: &str = "give a run of this collection, with its query ids";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Catalogue, DocumentId, Source, SourceId, SourceKind};
    use crate::retrieve::{Ranking, ScoredDocument};

    fn run(queries: &[(&str, usize)]) -> Run {
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let id = DocumentId { base: Arc::from("a"), source: SourceId(0) };
        let catalogue = Arc::new(Catalogue::new(vec![source], SourceId(0), vec![id]));
        let ranking =
            |results| Ranking::new(vec![ScoredDocument { document: 0, score: 1.0 }; results], usize::MAX);
        let rankings =
            queries.iter().map(|(query, results)| ((*query).to_string(), ranking(*results))).collect();
        Run { model: "other".to_string(), catalogue, rankings }
    }

    fn judged(queries: &[&str]) -> Qrels {
        let mut qrels = Qrels::default();
        for query in queries {
            qrels.insert(query, "a", 1);
        }
        qrels
    }

    #[test]
    fn queries_on_one_side_only_are_counted() {
        let (run, qrels) = (run(&[("1", 1), ("2", 0), ("x", 1)]), judged(&["1", "2", "3"]));
        let expected = RunCoverage { unjudged: 1, missing: 2 };
        assert_eq!(coverage(&run, &qrels), expected);
        assert_eq!(check_coverage(Path::new("x.run"), &run, &qrels).unwrap(), expected);
        assert_eq!(
            expected.notes("x"),
            [
                "x: queries without judgements, which count for no measure: 1",
                "x: judged queries without results, which count as 0: 2"
            ]
        );
        let note = |unjudged, missing| RunCoverage { unjudged, missing }.note();
        assert_eq!(
            note(1, 2).as_deref(),
            Some("1 query of the run is not judged and left out; 2 judged queries have no result in it")
        );
        assert_eq!(note(0, 1).as_deref(), Some("1 judged query has no result in it"));
        assert_eq!(note(2, 0).as_deref(), Some("2 queries of the run are not judged and left out"));
        assert_eq!(note(0, 0), None);
        assert_eq!(coverage(&run, &Qrels::default()), RunCoverage { unjudged: 2, missing: 0 });
        assert!(check_coverage(Path::new("x.run"), &run, &Qrels::default()).is_ok());
    }

    #[test]
    fn a_run_of_another_collection_is_refused() {
        let error = check_coverage(Path::new("x.run"), &run(&[("Q1", 1)]), &judged(&["1", "2"])).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert_eq!(
            error.to_string(),
            "x.run: no query of the run is judged (it has 1, such as \"Q1\"; judged are 2, such as \"1\"); \
             give a run of this collection, with its query ids"
        );
    }
}
