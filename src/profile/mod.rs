//! Stage 3: an analysed corpus in, how each source uses words out: estimates with intervals, and comparisons.

pub mod stream;
pub mod zipf;
pub mod growth;
pub mod measure;
mod document_text;
mod estimate;
mod texts;
mod recount;
mod source_level;
mod document_level;
mod summary;
mod comparison;
mod findings;
mod rank_frequency;
pub mod keyness;
mod verdict;
mod fits;
mod vocabulary_growth;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::corpus::{Corpus, SourceId};
use crate::error::{Error, Result};
use crate::registry::Named;
use crate::statistics::Bootstrap;
use crate::table::Table;
use crate::text::{AnalyzedCorpus, Analyzer};

pub use comparison::{Control, Pairs};
pub use document_text::{DocumentText, Links};
pub use estimate::IntervalKind;
pub use findings::{Finding, Where};
pub use fits::{Fit, Test};
pub use growth::{FrequencySpectrum, Heaps, Lnre};
pub use keyness::{Keyness, KeynessSettings};
pub use measure::{Component, Curve, DocumentValue, LEXICAL_MEASURES, LexicalMeasure};
pub use texts::Texts;
pub use verdict::{Verdict, verdict};
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
    /// What makes a keyword.
    pub keyness: KeynessSettings,
    /// Which sources are compared with which.
    pub pairs: Pairs,
    /// How often equal token budgets are drawn, which share the bootstrap replicates; 0 leaves that control out.
    pub budget_draws: usize,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        ProfileSettings {
            bootstrap: 1000,
            seed: 42,
            confidence: 0.95,
            pairs: Pairs::default(),
            budget_draws: 10,
            keyness: KeynessSettings::default(),
        }
    }
}

/// How each source uses words, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    summary: Table,
    comparison: Table,
    findings: Table,
    rank_frequency: Table,
    fits: Table,
    growth: Table,
    documents: Table,
    keyness: Keyness,
    notes: Vec<String>,
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

    /// One row a pair of sources, measure and [`Control`]: measure, reference, source, control, reference_value,
    /// source_value, difference, low, high, p_value, p_adjusted, test, hedges_g, cliffs_delta, scope, n_reference, n.
    ///
    /// difference = source − reference. Where a measure has values of documents their means are compared (scope
    /// `document_mean`), otherwise the values of whole sources (`source`); n counts the documents behind either side.
    /// * `raw`: all documents. `budget`: equal token budgets, from each source whole documents drawn at random until they
    ///   come nearest to the tokens of the smaller source; values are means over the draws, and the interval is that of
    ///   one draw. Both samples are resampled independently.
    /// * `twins`, `cut`: pairs of the same base, whole and with both texts cut to the tokens of the shorter. Pairs are
    ///   resampled. No rows for sources without twins.
    ///
    /// The test is the sign-flip test over pairs where pairs have values (`sign_flip`); elsewhere the p-value is that
    /// of the interval when it is turned round (`bootstrap`): at most α where the interval of confidence 1 − α leaves
    /// 0 out. (Exchanging the texts of pairs or sources at random would test whether the texts are exchangeable, which
    /// asks for more than equal exponents.) p_adjusted is Holm's within each control, over all measures and sources:
    /// the four controls are one question asked four times, which [`Profile::findings`] answers from all of them
    /// together. hedges_g and cliffs_delta are those of the values of documents, pairing left aside; undefined for
    /// values of whole sources.
    pub fn comparison(&self) -> &Table {
        &self.comparison
    }

    /// One row a pair of sources and measure: measure, reference, source; raw, twins, cut, budget, the differences under
    /// each control; raw_p, twins_p, cut_p, budget_p, their adjusted p-values; level, below which a difference counts as
    /// told apart (1 − confidence); direction, of the difference that the finding is about (`higher` or `lower` for the
    /// source, empty where there is none); evidence, whether the difference says something of the texts
    /// ([`LexicalMeasure::not_evidence`]); finding, a keyword of [`Finding`]; sentence.
    ///
    /// Measures that look terms up in a pool use the whole pool under every control. Where each source has a pool of its
    /// own, as in `specificity(pool=own)`, the lengths and the number of documents of that pool are not controlled for.
    pub fn findings(&self) -> &Table {
        &self.findings
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

    /// The tables that people read, by the keys of their files.
    pub fn tables(&self) -> Vec<(&'static str, &Table)> {
        vec![
            ("profile/summary", &self.summary),
            ("profile/comparison", &self.comparison),
            ("profile/findings", &self.findings),
            ("profile/rank_frequency", &self.rank_frequency),
            ("profile/fits", &self.fits),
            ("profile/growth", &self.growth),
            ("profile/keyness", self.keyness.top()),
        ]
    }

    /// One row a document, by source and base: base, source, then a column for each measure of documents.
    pub fn documents(&self) -> &Table {
        &self.documents
    }

    /// The words that each source adds or drops against the reference.
    pub fn keyness(&self) -> &Keyness {
        &self.keyness
    }

    /// What a reader of the tables must know, in sentences: where there are too few replicates for the tests.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// Measures how each source of `corpus` uses words.
///
/// # Errors
/// [`Error::Failed`] for a measure of raw text where `corpus` has no shapes ([`AnalyzedCorpus::with_shapes`]).
pub fn profile(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
) -> Result<Profile> {
    if let Some(measure) = measures.iter().find(|measure| measure.object.needs_shape())
        && corpus.shapes().is_none()
    {
        let name = &measure.name;
        return Err(Error::Failed(format!(
            "lexical measure `{name}` reads the raw texts, and this corpus has terms alone; give it their shapes by \
             AnalyzedCorpus::with_shapes, or leave the measure out"
        )));
    }
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
    let compared = comparison::rows(&mut measurements);
    let notes = comparison::too_few_replicates(&compared, settings).into_iter().collect();
    let (comparison, findings) =
        (comparison::table(&compared), findings::table(&compared, settings.confidence));
    let pairs = settings.pairs.of(corpus.catalogue());
    let keyness = keyness::keyness(corpus, &pairs, &settings.keyness, &measurements.bootstrap());
    Ok(Profile { summary, comparison, findings, rank_frequency, fits, growth, documents, keyness, notes })
}

/// Reads and analyses a corpus with all that `measures` ask for: the shapes of the raw texts where one of them reads these.
///
/// # Errors
/// Those of [`AnalyzedCorpus::read`] and [`AnalyzedCorpus::with_shapes`].
pub fn analyze(
    corpus: &Corpus,
    analyzer: &Analyzer,
    title: bool,
    measures: &[Named<dyn LexicalMeasure>],
) -> Result<AnalyzedCorpus> {
    let analyzed = AnalyzedCorpus::read(corpus, analyzer, title)?;
    let needs_shapes = measures.iter().any(|measure| measure.object.needs_shape());
    if needs_shapes { analyzed.with_shapes(corpus, title) } else { Ok(analyzed) }
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
        let cut = lengths.is_some();
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
        // Cut texts are asked for once.
        if !cut {
            self.known.insert(key, measured.clone());
        }
        measured
    }

    /// Measures the texts at `places` (from 0) of those that `whole` was measured on.
    fn part(&self, whole: &Measured, places: &[usize], bootstrap: &Bootstrap) -> Measured {
        let texts = whole.texts.part(places);
        Measured {
            documents: self.document_level.part(&whole.documents, places, &texts),
            source: self.source_level.values(&texts),
            replicates: self.source_level.replicates(&texts, bootstrap),
            texts,
        }
    }

    fn bootstrap(&self) -> Bootstrap {
        let ProfileSettings { bootstrap, seed, confidence, .. } = *self.settings;
        Bootstrap { replicates: bootstrap, seed, confidence }
    }
}
