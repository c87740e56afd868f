//! Everything that is measured on selections of documents: a corpus and measures in; values of documents and of whole
//! sources, with their replicates, out.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use rand::Rng;

use super::ProfileSettings;
use super::document_level::DocumentLevel;
use super::draws::{Draws, Members};
use super::measure::LexicalMeasure;
use super::source_level::{Drawable, Resampled, SourceLevel, Wanted};
use super::texts::Texts;
use super::values::Values;
use crate::in_order::held;
use crate::registry::Named;
use crate::statistics::{Bootstrap, Exchanges, KeptDraws, stream};
use crate::text::AnalyzedCorpus;

/// SourceTexts with all that was measured on them.
pub(super) struct SourceMeasurement {
    pub(super) texts: Texts,
    /// The same, ready to be drawn, where they were drawn and are drawn again.
    drawable: Mutex<Option<Arc<Drawable>>>,
    /// For each measure of documents, the value of each document.
    pub(super) documents: Arc<Vec<Values>>,
    /// The value of each component of the measures of sources.
    pub(super) source: Vec<Option<f64>>,
    /// The same of random halves of the texts.
    pub(super) replicates: Vec<Vec<Option<f64>>>,
}

impl SourceMeasurement {
    /// Drops what draws are made from. It is made again where the texts are drawn again: half of what a corpus takes, and
    /// the work of a few draws.
    pub(super) fn forget_draws(&self) {
        *held(&self.drawable) = None;
    }
}

/// What texts are drawn again and again for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DrawnFor {
    /// Intervals of all values, and tests.
    Intervals,
    /// Tests alone: intervals are left out where none needs them.
    Tests,
    Nothing,
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
    /// Draws of documents or of contents, for means over them.
    pub(super) means: KeptDraws,
    pub(super) drawn_for: DrawnFor,
    known: BTreeMap<Texts, Rc<SourceMeasurement>>,
}

/// The tokens of all sources.
pub(super) fn tokens(corpus: &AnalyzedCorpus) -> u64 {
    (0..corpus.len() as u32).map(|number| u64::from(corpus.length(number))).sum()
}

/// The number of the stream that seeds exchanges, above those of all replicates.
const EXCHANGES: u64 = 5 << 40;

impl<'a> Measurements<'a> {
    pub(super) fn new(
        corpus: &'a AnalyzedCorpus,
        measures: &'a [Named<dyn LexicalMeasure>],
        settings: &'a ProfileSettings,
        drawn_for: DrawnFor,
    ) -> Self {
        let contents = corpus.catalogue().contents();
        let count = contents.iter().max().map_or(0, |last| *last as usize + 1);
        let replicates = settings.replicates(tokens(corpus));
        Measurements {
            corpus,
            settings,
            document_level: DocumentLevel::new(corpus, measures),
            source_level: SourceLevel::new(corpus, measures),
            contents,
            means: KeptDraws::new(settings.resampling(replicates)),
            draws: Draws { seed: settings.seed, contents: count, count: replicates },
            drawn_for,
            known: BTreeMap::new(),
        }
    }

    /// Measures `documents`, each cut to its length in `lengths` where given.
    pub(super) fn of(&mut self, documents: &[u32], lengths: Option<&[u32]>) -> Rc<SourceMeasurement> {
        let texts = match lengths {
            Some(lengths) => Texts { documents: documents.to_vec(), lengths: lengths.to_vec() },
            None => Texts::whole(self.corpus, documents),
        };
        if let Some(measured) = self.known.get(&texts) {
            return measured.clone();
        }
        let drawable = Arc::new(self.all_drawable(&texts));
        let members = Members::alike(self.contents_of(&texts));
        // Cut texts are compared, and nothing else; so are all where tests are asked for alone.
        let compared_alone = lengths.is_some() || self.drawn_for == DrawnFor::Tests;
        let wanted = if compared_alone { Wanted::Compared } else { Wanted::All };
        let halves = if self.drawn_for == DrawnFor::Nothing { 0 } else { self.draws.count };
        let measured = Rc::new(SourceMeasurement {
            documents: Arc::new(self.document_level.values(&texts)),
            source: self.source_level.values(&texts),
            replicates: self
                .source_level
                .replicates(wanted, &drawable, halves, |number| self.draws.half(number, &members)),
            drawable: Mutex::new(Some(drawable)),
            texts,
        });
        // Cut texts are asked for once.
        if lengths.is_none() {
            self.known.insert(measured.texts.clone(), measured.clone());
        }
        measured
    }

    /// Measures the texts at `places` (from 0) of those that `whole` was measured on, without replicates.
    pub(super) fn part(&self, whole: &SourceMeasurement, places: &[usize]) -> SourceMeasurement {
        let texts = whole.texts.part(places);
        // Of texts that are most of all, draws are draws of all; few are counted by themselves.
        let drawable = match 2 * places.len() >= whole.texts.len() {
            true => self.drawable(whole).part(places),
            false => self.all_drawable(&texts),
        };
        SourceMeasurement {
            documents: Arc::new(self.document_level.part(&whole.documents, places, &texts)),
            source: self.source_level.values(&texts),
            replicates: Vec::new(),
            drawable: Mutex::new(Some(Arc::new(drawable))),
            texts,
        }
    }

    /// The texts that were measured, ready to be drawn.
    pub(super) fn drawable(&self, measured: &SourceMeasurement) -> Arc<Drawable> {
        let make = || Arc::new(self.all_drawable(&measured.texts));
        Arc::clone(held(&measured.drawable).get_or_insert_with(make))
    }

    fn all_drawable(&self, texts: &Texts) -> Drawable {
        let resampled = || self.source_level.resampled(texts);
        Drawable::all(if self.draws.count == 0 { Resampled::default() } else { resampled() })
    }

    /// The number of each text's content.
    pub(super) fn contents_of(&self, texts: &Texts) -> Vec<u32> {
        texts.documents.iter().map(|document| self.contents[*document as usize]).collect()
    }

    pub(super) fn bootstrap(&self) -> Bootstrap {
        self.settings.resampling(self.draws.count)
    }

    /// The exchanges of labels, the same for every measure and pair of sources.
    pub(super) fn exchanges(&self) -> Exchanges {
        let seed = stream(self.settings.seed, EXCHANGES).next_u64();
        Exchanges { count: self.draws.count, seed }
    }
}
