//! TREC judgements beside the runs: each judged version as a line of `query 0 document grade`, under the name that it has in
//! the run files, so that any other evaluator reads both.

use std::io::Write;
use std::path::Path;

use crate::corpus::{Catalogue, Qrels};
use crate::error::{Error, Result};
use crate::write::write_with;

/// Writes the judgements of every version of the judged contents, sorted by query and content.
///
/// # Errors
/// Where an id has white space, which the format cannot hold, or `out` refuses.
pub fn write_qrels(qrels: &Qrels, catalogue: &Catalogue, path: &Path, out: &mut dyn Write) -> Result<()> {
    let check = |what: &str, word: &str| {
        if !word.is_empty() && !word.contains(char::is_whitespace) {
            return Ok(());
        }
        let reason =
            format!("{what} `{word}` is empty or has white space, which TREC judgements cannot hold");
        Err(Error::file(path, reason, "rename it in the corpus"))
    };
    for query in qrels.queries() {
        check("query id", query)?;
        for (number, grade) in qrels.versions(query, catalogue) {
            let name = catalogue.docno(number);
            check("document id", &name)?;
            writeln!(out, "{query} 0 {name} {grade}").map_err(|error| Error::io(path, "write", error))?;
        }
    }
    Ok(())
}

/// As [`write_qrels`], to a file: it is there whole or not at all.
///
/// # Errors
/// Those of [`write_qrels`], and where the disk refuses.
pub fn save_qrels(qrels: &Qrels, catalogue: &Catalogue, path: &Path) -> Result<()> {
    write_with(path, |out| write_qrels(qrels, catalogue, path, out))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};

    #[test]
    fn every_version_of_a_judged_content_has_the_name_of_the_runs() {
        let sources = ["human", "llm"].map(|name| Source { name: name.to_string(), kind: SourceKind::Llm });
        let id = |(base, source): (&str, u32)| DocumentId { base: Arc::from(base), source: SourceId(source) };
        let ids = [("a", 0), ("b", 0), ("a", 1)].map(id);
        let catalogue = Catalogue::new(sources.to_vec(), SourceId(0), ids.to_vec());
        let qrels = Qrels::from_grades([("q", "b", 0), ("q", "a", 2)]);
        let mut out = Vec::new();
        write_qrels(&qrels, &catalogue, Path::new("x"), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "q 0 a-human 2\nq 0 a-llm 2\nq 0 b-human 0\n");
        let mut versions = qrels.clone();
        versions.insert_version("q", "a", 2, 0);
        let mut out = Vec::new();
        write_qrels(&versions, &catalogue, Path::new("x"), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "q 0 a-human 2\nq 0 a-llm 0\nq 0 b-human 0\n");
        let spaced = Qrels::from_grades([("q r", "a", 1)]);
        assert!(write_qrels(&spaced, &catalogue, Path::new("x"), &mut Vec::new()).is_err());
    }
}
