//! What a run lacks, beside its lines: rankings in; a note in a file out, and back.

use std::collections::BTreeMap;

use super::Ranking;

/// How many documents that tie at its edge each ranking has left out, by query; nothing where none has.
pub(super) fn noted(rankings: &BTreeMap<String, Ranking>) -> Option<String> {
    let lacking = rankings.iter().filter(|(_, ranking)| ranking.left_out() > 0);
    let counts: BTreeMap<&str, usize> =
        lacking.map(|(query, ranking)| (query.as_str(), ranking.left_out())).collect();
    (!counts.is_empty())
        .then(|| serde_json::to_string(&counts).expect("words and counts are written as JSON"))
}

/// The same of a note; another tool's own is none.
pub(super) fn read(note: &str) -> BTreeMap<String, usize> {
    serde_json::from_str(note).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{DocumentMap, GivenRun, Run, ScoredDocument, read_run, save_run_table};
    use super::*;
    use crate::corpus::{Catalogue, DocumentId, Source, SourceId, SourceKind};

    #[test]
    fn a_file_tells_what_its_run_lacks() {
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let ids = (0..12_000).map(|n| DocumentId { base: Arc::from(n.to_string()), source: SourceId(0) });
        let catalogue = Arc::new(Catalogue::new(vec![source], SourceId(0), ids.collect()));
        // Three documents stand above 11,997 that tie, and in the other query all have scores of their own.
        let scored = |score: &dyn Fn(u32) -> f64| {
            Ranking::new(
                (0..12_000).map(|document| ScoredDocument { document, score: score(document) }).collect(),
                10,
            )
        };
        let rankings = [
            ("tied".to_string(), scored(&|document| f64::from(document.max(11_996)))),
            ("own".to_string(), scored(&f64::from)),
        ];
        let run = Run { model: "m".to_string(), catalogue: catalogue.clone(), rankings: rankings.into() };
        assert_eq!(noted(&run.rankings).unwrap(), r#"{"tied":11997}"#);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.parquet");
        save_run_table(&run, &path).unwrap();
        let documents = DocumentMap::docnos(&catalogue).unwrap();
        let back = read_run(&path, &catalogue, &documents, None, 10).unwrap();
        assert!(back.rankings == run.rankings);
        assert_eq!(back.rankings["tied"].left_out(), 11_997);
        // As many as are there at most: what is missing stands behind them.
        assert_eq!(read_run(&path, &catalogue, &documents, None, 2).unwrap().rankings["tied"].left_out(), 0);
        let given = GivenRun::read(&path).unwrap().rankings(|name| name.parse().unwrap(), 10);
        assert_eq!(given["tied"].left_out(), 11_997);
        assert!(read("what another tool notes").is_empty());
    }
}
