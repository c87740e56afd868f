//! Queries and judgements in; the files of the native layout that hold them out, as format `beir` reads them.

use std::path::Path;

use serde_json::json;

use super::{Catalogue, Qrels, Query};
use crate::error::Result;
use crate::write::write_lines;

/// Writes `queries.jsonl`: a line for each query, in their order.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn write_queries(path: &Path, queries: &[Query]) -> Result<()> {
    write_lines(path, |out| {
        queries.iter().try_for_each(|query| {
            let mut line = json!({"_id": query.id, "text": query.text});
            for (field, named) in [("cluster", &query.cluster), ("author", &query.author)] {
                if let Some(named) = named {
                    line[field] = json!(named);
                }
            }
            writeln!(out, "{line}")
        })
    })
}

/// Writes `qrels/<split>.tsv`: a header, then a line for each judgement, sorted by query and document; a version that is
/// judged alone under the name that it has in run files.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn write_qrels(path: &Path, qrels: &Qrels, catalogue: &Catalogue) -> Result<()> {
    write_lines(path, |out| {
        writeln!(out, "query-id\tcorpus-id\tscore")?;
        for query in qrels.queries() {
            for (base, grades) in qrels.contents(query) {
                if let Some(grade) = grades.whole() {
                    writeln!(out, "{query}\t{base}\t{grade}")?;
                }
                for (document, grade) in grades.own() {
                    writeln!(out, "{query}\t{}\t{grade}", catalogue.docno(document))?;
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::read_queries;

    #[test]
    fn queries_are_read_as_they_were_written() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("queries.jsonl");
        let (cluster, author) = (Some("3".to_string()), Some("llm".to_string()));
        let named = Query { cluster, author, ..Query::new("q1", "apples") };
        let queries = [named, Query::new("q2", "\"pears\"")];
        write_queries(&path, &queries).unwrap();
        assert_eq!(read_queries(&path).unwrap(), queries);
        // A field that says nothing is not written.
        let written = std::fs::read_to_string(&path).unwrap();
        let second = written.lines().nth(1).unwrap();
        assert!(!second.contains("cluster") && !second.contains("author"));
    }
}
