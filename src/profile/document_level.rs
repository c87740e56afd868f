//! Values of documents: texts in, the value of each measure of documents on each text out.

use rayon::prelude::*;

use super::measure::{DocumentText, DocumentValue, LexicalMeasure};
use super::texts::Texts;
use crate::registry::Named;
use crate::text::AnalyzedCorpus;

/// All measures of documents.
pub(super) struct DocumentLevel<'a> {
    corpus: &'a AnalyzedCorpus,
    measures: Vec<DocumentValue<'a>>,
    /// Their names.
    pub(super) names: Vec<&'a str>,
    /// For each measure of the profile, its place among them.
    pub(super) places: Vec<Option<usize>>,
}

impl<'a> DocumentLevel<'a> {
    pub(super) fn new(corpus: &'a AnalyzedCorpus, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let mut level = DocumentLevel { corpus, measures: Vec::new(), names: Vec::new(), places: Vec::new() };
        for named in measures {
            let value = named.object.of_documents(corpus);
            level.places.push(value.as_ref().map(|_| level.measures.len()));
            if let Some(value) = value {
                level.measures.push(value);
                level.names.push(&named.name);
            }
        }
        level
    }

    /// For each measure, its value on each text; `None` where the text has none.
    pub(super) fn values(&self, texts: &Texts) -> Vec<Vec<Option<f64>>> {
        let of_text = |index: usize| -> Vec<Option<f64>> {
            let (number, length) = (texts.documents[index], texts.lengths[index] as usize);
            let text = DocumentText {
                source: self.corpus.catalogue().id(number).source,
                tokens: &self.corpus.tokens(number)[..length],
                counts: texts.counts(index),
            };
            self.measures.iter().map(|measure| measure(&text)).collect()
        };
        let rows: Vec<Vec<Option<f64>>> = (0..texts.len()).into_par_iter().map(of_text).collect();
        (0..self.measures.len()).map(|place| rows.iter().map(|row| row[place]).collect()).collect()
    }
}
