//! Everything that is measured on selections of documents: a corpus and measures in; values of documents and of whole
//! sources, with their replicates, out.

use std::collections::BTreeMap;
use std::rc::Rc;

use rand::Rng;

use super::ProfileSettings;
use super::document_level::DocumentLevel;
use super::draws::{Draws, Members};
use super::measure::LexicalMeasure;
use super::source_level::SourceLevel;
use crate::registry::Named;
use crate::statistics::{Bootstrap, Exchanges, stream};
use crate::text::{AnalyzedCorpus, TermCounts};

/// SourceTexts with all that was measured on them.
pub(super) struct SourceMeasurement {
    pub(super) texts: TermCounts,
    /// For each measure of documents, the value of each document.
    pub(super) documents: Vec<Vec<Option<f64>>>,
    /// The value of each component of the measures of sources.
    pub(super) source: Vec<Option<f64>>,
    /// The same of random halves of the texts.
    pub(super) replicates: Vec<Vec<Option<f64>>>,
}

/// Measures texts, each selection of them once: summary and comparison share what they can.
pub(super) struct Measurements<'a> {
    pub(super) corpus: &'a AnalyzedCorpus,
    pub(super) settings: &'a ProfileSettings,
    pub(super) document_level: DocumentLevel<'a>,
    pub(super) source_level: SourceLevel<'a>,
    /// The number of each document's content.
    pub(super) contents: Vec<u32>,
    pub(super) draws: Draws,
    /// Whether intervals are left out where no test needs them.
    pub(super) tests_alone: bool,
    known: BTreeMap<(Vec<u32>, Vec<u32>), Rc<SourceMeasurement>>,
}

/// The number of the stream that seeds exchanges, above those of all replicates.
const EXCHANGES: u64 = 5 << 40;

impl<'a> Measurements<'a> {
    pub(super) fn new(
        corpus: &'a AnalyzedCorpus,
        measures: &'a [Named<dyn LexicalMeasure>],
        settings: &'a ProfileSettings,
        tests_alone: bool,
    ) -> Self {
        let contents = corpus.catalogue().contents();
        let count = contents.iter().max().map_or(0, |last| *last as usize + 1);
        Measurements {
            corpus,
            settings,
            document_level: DocumentLevel::new(corpus, measures),
            source_level: SourceLevel::new(corpus, measures),
            contents,
            draws: Draws { seed: settings.seed, contents: count, count: settings.bootstrap },
            tests_alone,
            known: BTreeMap::new(),
        }
    }

    /// Measures `documents`, each cut to its length in `lengths` where given.
    pub(super) fn of(&mut self, documents: &[u32], lengths: Option<&[u32]>) -> Rc<SourceMeasurement> {
        let whole = || documents.iter().map(|document| self.corpus.length(*document)).collect();
        let cut = lengths.is_some();
        let lengths = lengths.map_or_else(whole, <[u32]>::to_vec);
        let key = (documents.to_vec(), lengths);
        if let Some(measured) = self.known.get(&key) {
            return measured.clone();
        }
        let texts = TermCounts::new(self.corpus, &key.0, &key.1);
        let members = Members::alike(self.contents_of(&texts));
        let halves = if self.tests_alone { 0 } else { self.draws.count };
        let measured = Rc::new(SourceMeasurement {
            documents: self.document_level.values(&texts),
            source: self.source_level.values(&texts),
            replicates: self
                .source_level
                .replicates(&texts, halves, |number| self.draws.half(number, &members)),
            texts,
        });
        // Cut texts are asked for once.
        if !cut {
            self.known.insert(key, measured.clone());
        }
        measured
    }

    /// Measures the texts at `places` (from 0) of those that `whole` was measured on, without replicates.
    pub(super) fn part(&self, whole: &SourceMeasurement, places: &[usize]) -> SourceMeasurement {
        let texts = whole.texts.part(places);
        SourceMeasurement {
            documents: self.document_level.part(&whole.documents, places, &texts),
            source: self.source_level.values(&texts),
            replicates: Vec::new(),
            texts,
        }
    }

    /// The number of each text's content.
    pub(super) fn contents_of(&self, texts: &TermCounts) -> Vec<u32> {
        texts.documents.iter().map(|document| self.contents[*document as usize]).collect()
    }

    pub(super) fn bootstrap(&self) -> Bootstrap {
        self.settings.resampling()
    }

    /// The exchanges of labels, the same for every measure and pair of sources.
    pub(super) fn exchanges(&self) -> Exchanges {
        let seed = stream(self.settings.seed, EXCHANGES).next_u64();
        Exchanges { count: self.settings.bootstrap, seed }
    }
}
