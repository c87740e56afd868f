//! A simulated collection as files in the layout that format `beir` reads.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::json;

use super::Simulation;
use crate::corpus::SourceId;
use crate::error::{Error, Result};

/// Writes `corpus/<source>.jsonl`, `queries.jsonl` and `qrels/test.tsv` into `folder`, each beside its name first and
/// then renamed. Files of that name are replaced.
///
/// # Errors
/// [`Error::Io`] where the system refuses.
pub fn write(simulation: &Simulation, folder: &Path) -> Result<()> {
    let collection = &simulation.collection;
    for (number, source) in collection.corpus.sources.iter().enumerate() {
        let id = SourceId(number as u32);
        write_file(&folder.join("corpus"), &format!("{}.jsonl", source.name), |out| {
            for document in simulation.documents().iter().filter(|document| document.id.source == id) {
                let line = json!({"_id": &*document.id.base, "title": document.title, "text": document.text});
                writeln!(out, "{line}")?;
            }
            Ok(())
        })?;
    }
    write_file(folder, "queries.jsonl", |out| {
        for query in &collection.queries {
            writeln!(out, "{}", json!({"_id": query.id, "text": query.text}))?;
        }
        Ok(())
    })?;
    write_file(&folder.join("qrels"), "test.tsv", |out| {
        writeln!(out, "query-id\tcorpus-id\tscore")?;
        for query in collection.qrels.queries() {
            for (base, grade) in collection.qrels.of(query) {
                writeln!(out, "{query}\t{base}\t{grade}")?;
            }
        }
        Ok(())
    })
}

fn write_file(
    folder: &Path,
    name: &str,
    content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create the folder", error))?;
    let beside = folder.join(format!(".{name}.partial"));
    let written = std::fs::File::create(&beside).and_then(|file| {
        let mut out = BufWriter::new(file);
        content(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    });
    let path = folder.join(name);
    written.and_then(|()| std::fs::rename(&beside, &path)).map_err(|error| {
        // What is half written is of no use; whether it can be removed does not change what went wrong.
        let _ = std::fs::remove_file(&beside);
        Error::io(&path, "write", error)
    })
}
