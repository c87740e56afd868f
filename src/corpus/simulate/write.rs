//! A simulated collection as files in the layout that format `beir` reads, and read back from these.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Simulation, SimulationSettings, SourceParameters};
use crate::corpus::native::{write_qrels, write_queries};
use crate::corpus::place::placed;
use crate::corpus::settings::{CollectionSettings, SourceFiles};
use crate::corpus::{Catalogue, SourceId, TestCollection};
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

/// The collection that [`write()`] wrote into `folder` by these settings, whose documents are read as they are asked for.
///
/// # Errors
/// Where a file is missing or is not what was written.
pub fn read(settings: &SimulationSettings, folder: &Path) -> Result<TestCollection> {
    let sources = settings.effective_sources()?;
    let file = |source: &SourceParameters| {
        (source.name.clone(), PathBuf::from(format!("corpus/{}.jsonl", source.name)))
    };
    TestCollection::open(&CollectionSettings {
        path: folder.to_path_buf(),
        sources: SourceFiles::Ordered(sources.iter().map(file).collect()),
        kinds: sources.iter().map(|source| (source.name.clone(), source.kind())).collect(),
        reference: Some(sources[0].name.clone()),
        ..CollectionSettings::default()
    })
}

/// As [`write()`], to a folder of its own: whole or not at all. With `replace` it takes the place of a corpus that is there.
///
/// # Errors
/// Where `to` holds a corpus and `replace` is not set, or the disk refuses.
pub fn write_to(simulation: &Simulation, to: &Path, replace: bool) -> Result<()> {
    placed(to, replace, |folder| write(simulation, folder))
}

#[cfg(test)]
mod tests {
    use super::super::simulate;
    use super::*;
    use crate::corpus::Document;

    #[test]
    fn what_was_written_is_read_back_as_it_was() {
        let sources = SimulationSettings::default().sources.into_iter().rev().collect();
        let small =
            SimulationSettings { documents: 200, queries: 5, topics: 5, sources, ..Default::default() };
        for settings in [SimulationSettings { second_author: Some(0.5), ..small.clone() }, small] {
            let (simulation, folder) = (simulate(&settings).unwrap(), tempfile::tempdir().unwrap());
            write(&simulation, folder.path()).unwrap();
            let (found, made) = (read(&settings, folder.path()).unwrap(), &simulation.collection);
            assert_eq!(found.corpus.sources, made.corpus.sources);
            assert_eq!((found.corpus.reference, &found.queries), (made.corpus.reference, &made.queries));
            let documents: Vec<Document> = found.corpus.documents().map(Result::unwrap).collect();
            assert_eq!(documents, simulation.documents());
            assert!(found.qrels.queries().eq(made.qrels.queries()));
            for query in made.qrels.queries() {
                assert!(found.qrels.of(query).eq(made.qrels.of(query)));
            }
        }
    }
}
