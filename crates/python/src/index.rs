//! The index: built of texts at hand, opened from its folder, searched for queries at hand.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use sourcebias::experiment::Progress;
use sourcebias::retrieve::{query_notes, search};
use sourcebias::text::{AnalyzedCorpus, Analyzer};
use sourcebias::{Query, index};

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
    /// Builds an index of sources, each with its documents; in memory where no folder is named.
    #[staticmethod]
    fn build(
        py: Python<'_>,
        sources: &Bound<'_, PyDict>,
        folder: Option<PathBuf>,
        analyzer: String,
        threads: usize,
    ) -> PyResult<Index> {
        let texts = corpus(sources)?;
        work(py, &Manner { threads, progress: None }, |steps| {
            let analyzer = Analyzer::parse(&analyzer)?;
            let corpus = AnalyzedCorpus::read(&texts.corpus()?, &analyzer, false)?;
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
        let queries: Vec<Query> =
            pairs(queries)?.into_iter().map(|(id, text)| Query::new(&id, &text)).collect();
        let wanted = Wanted::of(models)?;
        let manner = Manner { threads, progress: None };
        let runs = work_by(py, &manner, wanted.functions(), |steps| {
            let models = parsed_models(&wanted)?;
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
