//! Queries and judgements in; the files of the native layout that hold them out, as format `beir` reads them.

use std::path::Path;

use serde_json::json;

use super::{Qrels, Query};
use crate::error::Result;
use crate::write::write_lines;

/// Writes `queries.jsonl`: a line for each query, in their order.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn write_queries(path: &Path, queries: &[Query]) -> Result<()> {
    write_lines(path, |out| {
        queries.iter().try_for_each(|query| writeln!(out, "{}", json!({"_id": query.id, "text": query.text})))
    })
}

/// Writes `qrels/<split>.tsv`: a header, then a line for each judgement, sorted by query and document.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn write_qrels(path: &Path, qrels: &Qrels) -> Result<()> {
    write_lines(path, |out| {
        writeln!(out, "query-id\tcorpus-id\tscore")?;
        for query in qrels.queries() {
            for (base, grade) in qrels.of(query) {
                writeln!(out, "{query}\t{base}\t{grade}")?;
            }
        }
        Ok(())
    })
}
