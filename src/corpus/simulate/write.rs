//! A simulated collection as files in the layout that format `beir` reads.

use std::path::Path;

use serde_json::json;

use super::Simulation;
use crate::corpus::native::{write_qrels, write_queries};
use crate::corpus::place::placed;
use crate::corpus::{Catalogue, SourceId};
use crate::error::Result;
use crate::write::write_lines;

/// Writes `corpus/<source>.jsonl`, `queries.jsonl` and `qrels/test.tsv` into `folder`, each beside its name first and
/// then renamed. Files of that name are replaced.
///
/// # Errors
/// [`Io`](crate::error::Error::Io) where the system refuses.
pub fn write(simulation: &Simulation, folder: &Path) -> Result<()> {
    let collection = &simulation.collection;
    for (number, source) in collection.corpus.sources.iter().enumerate() {
        let id = SourceId(number as u32);
        write_lines(&folder.join("corpus").join(format!("{}.jsonl", source.name)), |out| {
            for document in simulation.documents().iter().filter(|document| document.id.source == id) {
                let line = json!({"_id": &*document.id.base, "title": document.title, "text": document.text});
                writeln!(out, "{line}")?;
            }
            Ok(())
        })?;
    }
    write_queries(&folder.join("queries.jsonl"), &collection.queries)?;
    let ids = simulation.documents().iter().map(|document| document.id.clone()).collect();
    let catalogue = Catalogue::new(collection.corpus.sources.clone(), collection.corpus.reference, ids);
    write_qrels(&folder.join("qrels/test.tsv"), &collection.qrels, &catalogue)
}

/// As [`write()`], to a folder of its own: whole or not at all. With `replace` it takes the place of a corpus that is there.
///
/// # Errors
/// Where `to` holds a corpus and `replace` is not set, or the disk refuses.
pub fn write_to(simulation: &Simulation, to: &Path, replace: bool) -> Result<()> {
    placed(to, replace, |folder| write(simulation, folder))
}
