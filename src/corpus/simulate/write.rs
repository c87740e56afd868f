//! A simulated collection as files in the layout that format `beir` reads, and read back from these.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Made, Simulation, SimulationSettings, SourceParameters, made};
use crate::corpus::native::{write_qrels, write_queries};
use crate::corpus::place::placed;
use crate::corpus::settings::{CollectionSettings, SourceFiles};
use crate::corpus::{Catalogue, Document, DocumentId, Qrels, Query, Source, SourceId, TestCollection};
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
        write_lines(&texts_file(folder, source), |out| {
            let own = |document: &&Document| document.id.source == id;
            simulation.documents().iter().filter(own).try_for_each(|document| write_document(out, document))
        })?;
    }
    let ids = simulation.documents().iter().map(|document| document.id.clone()).collect();
    let catalogue = Catalogue::new(collection.corpus.sources.clone(), collection.corpus.reference, ids);
    write_judged(&collection.queries, &collection.qrels, &catalogue, folder)
}

/// Makes a collection as [`simulate()`](super::simulate()) does, and writes it as [`write()`] does, each text as it is made, so
/// that they never stand in memory together: the collection that is handed back is that of [`read()`].
///
/// # Errors
/// Those of both.
pub fn simulate_to(settings: &SimulationSettings, folder: &Path) -> Result<Simulation> {
    let Made { sources, bases, queries, qrels, planted } = made(settings, &mut |source, texts| {
        write_lines(&texts_file(folder, source), |out| {
            for document in texts {
                write_document(out, &document)?;
            }
            Ok(())
        })
    })?;
    let of_source = |source: u32| {
        bases.iter().map(move |base| DocumentId { base: base.clone(), source: SourceId(source) })
    };
    let ids = (0..sources.len() as u32).flat_map(of_source).collect();
    let catalogue = Catalogue::new(sources, SourceId(0), ids);
    write_judged(&queries, &qrels, &catalogue, folder)?;
    Ok(Simulation { collection: read(settings, folder)?, planted })
}

fn texts_file(folder: &Path, source: &Source) -> PathBuf {
    folder.join("corpus").join(format!("{}.jsonl", source.name))
}

fn write_document(out: &mut dyn Write, document: &Document) -> std::io::Result<()> {
    let line = json!({"_id": &*document.id.base, "title": document.title, "text": document.text});
    writeln!(out, "{line}")
}

fn write_judged(queries: &[Query], qrels: &Qrels, catalogue: &Catalogue, folder: &Path) -> Result<()> {
    write_queries(&folder.join("queries.jsonl"), queries)?;
    write_qrels(&folder.join("qrels/test.tsv"), qrels, catalogue)
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
        // Whatever their words: they were made for one content.
        unpaired: Some(false),
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
        let (copies, authors) = (
            SimulationSettings { copy: true, ..small.clone() },
            SimulationSettings { second_author: Some(0.5), ..small.clone() },
        );
        for settings in [authors, copies, small] {
            let (simulation, folder) = (simulate(&settings).unwrap(), tempfile::tempdir().unwrap());
            write(&simulation, folder.path()).unwrap();
            // Texts that are written as they are made are the same, in the same files.
            let made = tempfile::tempdir().unwrap();
            let on_disk = simulate_to(&settings, made.path()).unwrap();
            assert_eq!((on_disk.documents().len(), &on_disk.planted), (0, &simulation.planted));
            let texts: Vec<Document> = on_disk.collection.corpus.documents().map(Result::unwrap).collect();
            assert_eq!(texts, simulation.documents());
            for file in ["corpus/human.jsonl", "corpus/llm.jsonl", "queries.jsonl", "qrels/test.tsv"] {
                let bytes = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
                assert!(bytes(made.path()) == bytes(folder.path()), "{file}");
            }
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
