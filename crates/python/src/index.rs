//! The index: built of texts at hand, opened from its folder, searched for queries at hand.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use sourcebias::experiment::Progress;
use sourcebias::retrieve::{query_notes, search};
use sourcebias::text::{Analyzer, DocumentReader};
use sourcebias::{Error, Query, index};

use super::at_hand::pairs;
use super::function::Wanted;
use super::own::models as parsed_models;
use super::texts::corpus;
use super::work::{Manner, work, work_by};

/// An inverted index of documents.
#[pyclass(frozen, module = "sourcebias._native")]
pub struct Index {
    index: index::Index,
    analyzer: Analyzer,
}

#[pymethods]
impl Index {
    /// Builds an index of sources, each with its documents; in memory where no folder is named. Titles, where they are given, stand
    /// before the texts; they are kept apart where `fields` says so.
    #[staticmethod]
    fn build(
        py: Python<'_>,
        sources: &Bound<'_, PyDict>,
        titles: Option<&Bound<'_, PyDict>>,
        folder: Option<PathBuf>,
        how: (String, bool),
        threads: usize,
    ) -> PyResult<Index> {
        let (texts, titles) = (corpus(sources)?, titles.map(corpus).transpose()?);
        let (analyzer, fields) = how;
        work(py, &Manner { threads, progress: None }, |steps| {
            let analyzer = Analyzer::parse(&analyzer)?;
            let reader =
                DocumentReader::new(&analyzer).with_titles(titles.is_some()).with_title_lengths(fields);
            let texts = texts.corpus()?;
            let corpus = match titles {
                None => reader.read(&texts)?,
                Some(titles) => {
                    let titled = titles.titled(texts.documents());
                    reader.read_documents((texts.sources.clone(), texts.reference), titled)?
                }
            };
            corpus.catalogue().check_names()?;
            corpus.warnings().iter().for_each(|warning| tracing::warn!("{warning}"));
            let index = match &folder {
                Some(folder) => index::Index::build_by(folder, &corpus, &analyzer, &|| steps.step())?,
                None => index::Index::build_in_memory(&corpus, &analyzer)?,
            };
            Ok(Index { index, analyzer })
        })
    }

    /// Opens the index of a folder.
    #[staticmethod]
    fn open(py: Python<'_>, folder: PathBuf) -> PyResult<Index> {
        work(py, &Manner::default(), |_| {
            let index = index::Index::open(&folder)?;
            index.catalogue().check_names()?;
            let analyzer = Analyzer::parse(&index.description().analyzer)?;
            Ok(Index { index, analyzer })
        })
    }

    /// The analyser, in full.
    #[getter]
    fn analyzer(&self) -> String {
        self.analyzer.spec()
    }

    fn __len__(&self) -> usize {
        self.index.catalogue().len()
    }

    /// The runs of the models, by their names: for each query the scores of documents, best first.
    fn search<'py>(
        &self,
        py: Python<'py>,
        queries: &Bound<'py, PyDict>,
        models: &Bound<'_, PyAny>,
        depth: usize,
        threads: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let queries: Vec<Query> = pairs(queries, "queries: an id or a text")?
            .into_iter()
            .map(|(id, text)| Query::new(&id, &text))
            .collect();
        let wanted = Wanted::of(models)?;
        let manner = Manner { threads, progress: None };
        let runs = work_by(py, &manner, wanted.functions(), |steps| {
            let models = parsed_models(&wanted)?;
            if let Some(model) = models.iter().find(|model| model.object.needs().fields)
                && self.index.titles().is_none()
            {
                return Err(without_titles(&model.name));
            }
            let runs = search(&self.index, &queries, &self.analyzer, &models, depth, &|| steps.step())?;
            let notes = runs.first().map(|run| query_notes(&queries, &self.analyzer, run));
            let left_out = runs.iter().filter_map(|run| run.left_out_note());
            notes.into_iter().flatten().chain(left_out).for_each(|note| tracing::warn!("{note}"));
            Ok(runs)
        })?;
        let catalogue = self.index.catalogue();
        let by_model = PyDict::new(py);
        for run in &runs {
            let by_query = PyDict::new(py);
            for query in &queries {
                let scores = PyDict::new(py);
                for found in run.rankings.get(&query.id).into_iter().flat_map(|ranking| ranking.documents()) {
                    scores.set_item(catalogue.docno(found.document), found.score)?;
                }
                by_query.set_item(&query.id, scores)?;
            }
            by_model.set_item(&run.model, by_query)?;
        }
        Ok(by_model)
    }
}

fn without_titles(model: &str) -> Error {
    let reason = format!(
        "`{model}` weighs titles, which this index does not keep apart from texts; build it with `fields=True`, of documents with \
         a `title`"
    );
    Error::BadExperiment { place: "the index".to_string(), reason }
}
