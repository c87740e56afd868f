//! Stage 3: an analysed corpus in, how each source uses words out: estimates with intervals, and comparisons.

pub mod zipf;
pub mod growth;
pub mod measure;
mod document_text;
mod estimate;
mod texts;
mod source_level;
mod document_level;
mod summary;
mod comparison;
mod rank_frequency;
mod fits;
mod vocabulary_growth;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::corpus::SourceId;
use crate::error::Result;
use crate::registry::Named;
use crate::statistics::Bootstrap;
use crate::table::Table;
use crate::text::AnalyzedCorpus;

pub use document_text::{DocumentText, Links};
pub use estimate::IntervalKind;
pub use fits::{Fit, Test};
pub use growth::{FrequencySpectrum, Heaps, Lnre};
pub use measure::{Component, Curve, DocumentValue, LEXICAL_MEASURES, LexicalMeasure};
pub use texts::Texts;
pub use zipf::{
    DiscretePowerLaw, DoublePowerLaw, Halves, Information, LogLogLines, RankedFrequencies, ZipfMandelbrot,
    goodness_of_fit,
};

use document_level::DocumentLevel;
use source_level::SourceLevel;

/// How estimates get their intervals and tests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfileSettings {
    /// Bootstrap replicates over documents; 0 for no intervals.
    pub bootstrap: usize,
    /// The seed of all draws.
    pub seed: u64,
    /// Confidence of the intervals, in 0..1.
    pub confidence: f64,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        ProfileSettings { bootstrap: 1000, seed: 42, confidence: 0.95 }
    }
}

/// How each source uses words, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    summary: Table,
    comparison: Table,
    rank_frequency: Table,
    fits: Table,
    growth: Table,
    documents: Table,
}

impl Profile {
    /// One row a source, measure and scope: source, measure, scope, value, low, high, n.
    ///
    /// Scope `source` is one value of the whole source, with n its documents; `document_mean` and `document_median` are
    /// those of the values of its documents, with n the documents that have one. The intervals come from a bootstrap
    /// over documents; see [`IntervalKind`] for what a value of a whole source is corrected for.
    pub fn summary(&self) -> &Table {
        &self.summary
    }

    /// One row a measure, source other than the reference, and way of cutting: measure, reference, source,
    /// length_matched, reference_value, source_value, difference, low, high, p_value, p_adjusted, scope, n.
    ///
    /// Over the n twins of the two sources alone: whole, and with both texts of a pair cut to the length of the
    /// shorter in tokens. difference = source − reference. No row for a source without twins, because there is nothing
    /// to pair, and none for a corpus of one source. Where a measure has values of documents, the means over the pairs
    /// that both have one are compared, by a sign-flip test; otherwise the whole sources, over bootstrap replicates that
    /// draw the same twins for both, with the p-value that their interval gives when it is turned round (at most α where
    /// the interval of confidence 1 − α leaves 0 out; exchanging the members of pairs at random would test whether the
    /// texts are exchangeable, which asks for more than equal exponents). p_adjusted is Holm's over the table.
    pub fn comparison(&self) -> &Table {
        &self.comparison
    }

    /// At most 400 ranks a source, evenly spaced in ln r: source, rank, frequency, relative_frequency,
    /// fit_least_squares, fit_double_power_law, fit_zipf_mandelbrot; the fits as relative frequencies, undefined beyond the fitted ranks and
    /// where no measure of the profile makes the fit.
    pub fn rank_frequency(&self) -> &Table {
        &self.rank_frequency
    }

    /// One row a source and law: source, data, model, minimum_frequency, observations, parameters, log_likelihood, aic,
    /// bic, delta_aic, weight, test, statistic, p_value.
    ///
    /// First the laws of ranks, `power_law` (r^−α), `zipf_mandelbrot` and `double_power_law`, by greatest likelihood on
    /// the same ranks: of the terms that occur at least minimum_frequency times, 10 and 1. Observations are their tokens.
    /// delta_aic is the difference from the least AIC of the source and minimum, weight its Akaike weight. Then the
    /// models of measures that have one, on other data: `power_law` over the frequencies of terms, with its
    /// Kolmogorov–Smirnov distance and, where it has replicates, the p-value; `lnre` over the spectrum, with X² and its
    /// p-value. Two cautions: ranks come from the sample that is fitted, which favours what bends where frequencies are
    /// low; and tokens of one document are not independent, so that likelihoods differ by more than independent tokens
    /// would make them, and weights near 0 and 1 say which law is nearer, not that it is true.
    pub fn fits(&self) -> &Table {
        &self.fits
    }

    /// One row a source and size: source, tokens, types, hapax, dis, types_heaps, types_lnre, hapax_lnre.
    ///
    /// Sizes are evenly spaced in ln N from a thousandth of the source to all of it, then on to ten times as much (twice
    /// among them). types, hapax and dis (terms to be expected once and twice) by binomial interpolation, undefined
    /// beyond the source; types_heaps by [`Heaps`] over the last two powers of ten; types_lnre and hapax_lnre by
    /// [`Lnre`] at every size. A fit that is undefined leaves its columns empty.
    pub fn growth(&self) -> &Table {
        &self.growth
    }

    /// One row a document, by source and base: base, source, then a column for each measure of documents.
    pub fn documents(&self) -> &Table {
        &self.documents
    }
}

/// Measures how each source of `corpus` uses words.
///
/// # Errors
/// None today; a [`Result`] like the entries of the other stages.
pub fn profile(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
) -> Result<Profile> {
    let mut measurements = Measurements::new(corpus, measures, settings);
    let sources: Vec<SourceId> = (0..corpus.catalogue().sources().len() as u32).map(SourceId).collect();
    let of_sources: Vec<_> = sources
        .iter()
        .map(|source| (*source, measurements.of(&by_base(corpus, corpus.documents_of(*source)), None)))
        .collect();
    let summary = summary::summary(&measurements, &of_sources);
    let rank_frequency = rank_frequency::rank_frequency(&measurements, &of_sources);
    let fits = fits::fits(&measurements, measures, &of_sources);
    let growth = vocabulary_growth::growth(&measurements, &of_sources);
    let documents = summary::documents(&measurements, &of_sources);
    let comparison = comparison::comparison(&mut measurements);
    Ok(Profile { summary, comparison, rank_frequency, fits, growth, documents })
}

/// Document numbers of one source, sorted by base id, so that nothing depends on the order of the corpus.
fn by_base(corpus: &AnalyzedCorpus, mut documents: Vec<u32>) -> Vec<u32> {
    documents
        .sort_by(|left, right| corpus.catalogue().id(*left).base.cmp(&corpus.catalogue().id(*right).base));
    documents
}

/// Texts with all that was measured on them.
struct Measured {
    texts: Texts,
    /// For each measure of documents, the value of each document.
    documents: Vec<Vec<Option<f64>>>,
    /// The value of each component of the measures of sources.
    source: Vec<Option<f64>>,
    /// The same of each bootstrap replicate.
    replicates: Vec<Vec<Option<f64>>>,
}

/// Measures texts, each selection of them once: summary and comparison share what they can.
struct Measurements<'a> {
    corpus: &'a AnalyzedCorpus,
    settings: &'a ProfileSettings,
    document_level: DocumentLevel<'a>,
    source_level: SourceLevel<'a>,
    known: BTreeMap<(Vec<u32>, Vec<u32>), Rc<Measured>>,
}

impl<'a> Measurements<'a> {
    fn new(
        corpus: &'a AnalyzedCorpus,
        measures: &'a [Named<dyn LexicalMeasure>],
        settings: &'a ProfileSettings,
    ) -> Self {
        Measurements {
            corpus,
            settings,
            document_level: DocumentLevel::new(corpus, measures),
            source_level: SourceLevel::new(corpus.vocabulary().len(), measures),
            known: BTreeMap::new(),
        }
    }

    /// Measures `documents`, each cut to its length in `lengths` where given.
    fn of(&mut self, documents: &[u32], lengths: Option<&[u32]>) -> Rc<Measured> {
        let whole = || documents.iter().map(|document| self.corpus.length(*document)).collect();
        let lengths = lengths.map_or_else(whole, <[u32]>::to_vec);
        let key = (documents.to_vec(), lengths);
        if let Some(measured) = self.known.get(&key) {
            return measured.clone();
        }
        let texts = Texts::new(self.corpus, &key.0, &key.1);
        let measured = Rc::new(Measured {
            documents: self.document_level.values(&texts),
            source: self.source_level.values(&texts),
            replicates: self.source_level.replicates(&texts, &self.bootstrap()),
            texts,
        });
        self.known.insert(key, measured.clone());
        measured
    }

    fn bootstrap(&self) -> Bootstrap {
        let ProfileSettings { bootstrap, seed, confidence } = *self.settings;
        Bootstrap { replicates: bootstrap, seed, confidence }
    }
}
