//! Stage 3: an analysed corpus in, how each source uses words out: estimates with intervals, and comparisons.

pub mod collocation;
pub mod concordance;
pub mod stream;
pub mod zipf;
pub mod growth;
pub mod measure;
mod document_text;
mod estimate;
mod draws;
mod recount;
mod labelled;
mod texts;
mod values;
mod segments;
mod source_level;
mod document_level;
mod summary;
mod comparison;
mod findings;
mod rank_frequency;
pub mod keyness;
mod in_texts;
pub mod turbulence;
pub mod separability;
pub mod map;
mod measurements;
mod parts;
mod placebo;
mod settings;
mod verdict;
mod fits;
mod vocabulary_growth;
mod sentences;

use crate::table::{Schema, Table, TableRow};

pub use comparison::{ComparisonRow, Control, Pairs};
pub use document_text::{DocumentText, Links};
pub use estimate::IntervalKind;
pub use findings::{Finding, FindingRow, Where};
pub use fits::{Fit, FitRow, Test};
pub use growth::{FrequencySpectrum, Heaps, Lnre};
pub use in_texts::KeywordLineRow;
pub use keyness::{Keyness, KeynessRow, KeynessSettings, KeywordPlaceRow, TERMS};
pub use map::{DocumentPlaceRow, MapRow, MapSettings, WordMap, map_in_words};
pub use measure::{Component, Curve, DocumentMeasure, DocumentValue, Estimated, LEXICAL_MEASURES};
pub use measure::{LexicalMeasure, LexicalNeeds, TextsValues, parameters_of_measure};
pub use placebo::{ProfilePlaceboRow, placebo, placebo_with_steps};
pub use rank_frequency::RankFrequencyRow;
pub use segments::Segments;
pub use sentences::{short_measure_name, words, words_in_brief};
pub use separability::{
    Separability, SeparabilityRow, SeparabilitySettings, SeparatingWordRow, separability_in_words,
};
pub use settings::ProfileSettings;
pub(crate) use settings::{MOST_RELABELINGS, USUAL_REPLICATES};
pub use summary::{DocumentValueRow, ProfileSummaryRow};
pub use turbulence::{
    RankCellRow, RankTurbulence, RankTurbulenceRow, Turbulence, TurbulentTermRow, rank_turbulence,
};
pub(crate) use verdict::{
    Expected, FLATTER_HEAD, GREATER_DIVERSITY, HIGHER_SPECIFICITY, STEEPER_TAIL, WordClaim,
};
pub use verdict::{Verdict, verdict};
pub use vocabulary_growth::GrowthRow;
pub use zipf::{
    DiscretePowerLaw, DoublePowerLaw, Halves, Information, LogLogLines, RankedFrequencies, ZipfMandelbrot,
    goodness_of_fit,
};

use measurements::{DrawnFor, Measurements, SourceMeasurement};
pub use parts::{ProfilePart, need_text_statistics, profile, profile_parts, profile_with_steps, steps};
use texts::by_base;

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
    turbulence: Turbulence,
    separability: Separability,
    map: WordMap,
    lines: Option<Table>,
    placebo: Option<Table>,
    notes: Vec<String>,
}

impl Profile {
    /// One row a source, measure and scope: source, measure, scope, value, low, high, n.
    ///
    /// Scope `source` is one value of the whole source, with n its documents; `document_mean` and `document_median` are
    /// those of the values of its documents, with n the documents that have one. Every value is that of the sample. Intervals
    /// of means and medians come from a bootstrap over documents; those of whole sources from halves of the documents, and
    /// are about samples of this size ([`IntervalKind`]).
    pub fn summary(&self) -> &Table {
        &self.summary
    }

    /// One row a pair of sources, measure and [`Control`]: measure, reference, source, control, reference_value,
    /// source_value, difference, low, high, p_value, p_exchange, p_adjusted, test, hedges_g, cliffs_delta, scope, n_reference, n.
    ///
    /// difference = source − reference. Where a measure has values of documents their means are compared (scope
    /// `document_mean`), otherwise the values of whole sources (`source`); n counts the documents behind either side.
    /// * `raw`: all documents. Where every document of both sources has its twin in the other source, these are the twins,
    ///   and the rows are those of `twins`.
    /// * `twins`, `cut`: pairs of the same content, whole and with both texts cut to the tokens of the shorter. No rows for
    ///   sources without twins.
    /// * `budget`: equal token budgets, from each source whole documents drawn at random until they come nearest to the
    ///   tokens of the smaller source; values are means over the draws, and the interval is that of one draw.
    ///
    /// **Test.** Where every document that is compared has its twin, labels are exchanged (`exchange`): B times each
    /// content's two texts change places by coin, with the same coins for every measure, and
    /// p = (1 + #(|D*| ≥ |D|)) ÷ (1 + B). The hypothesis is that the labels of a content's texts mean nothing to the value.
    /// Of means over documents the contents' differences change their signs; of whole sources both sides are counted and
    /// fitted anew. So p is exact for `raw`, `twins` and `cut`, whatever the measure, but for values that are looked up
    /// in a pool, which stays as it is. For `budget` a text keeps its part in the draws when it changes sides. Elsewhere
    /// the p-value is that of the interval when it is turned round (`bootstrap`): at most α where the interval of
    /// confidence 1 − α leaves 0 out; no test for fewer than ten documents of a source, nor for what is no evidence
    /// ([`LexicalNeeds::not_evidence`]). [`placebo()`] counts how often these tests find something where labels were
    /// dealt by coin (`tests/real_data/placebo.rs`).
    ///
    /// **Whole sources** must pass both (`exchange_and_interval`): p is the greater of that of exchanges, which p_exchange
    /// has by itself, and that of the interval. So a value that is told apart has an interval without 0. Exchanged labels
    /// make every side a mixture of both sources, and a law varies otherwise when it is fitted to mixtures than when it is
    /// fitted to either source. Of 800 pairs of NFCorpus with their labels, differences of `zipf` by likelihood vary 1.5
    /// (head) to 1.8 times (break) as much as exchanges say; halves say 1.1 to 1.6 times as much as they vary. Where the
    /// words of one source are renamed, which leaves its law what it is, exchanges alone tell equal tails by least squares
    /// apart in 16.5 and 19.5 % of cases at the 5 % level; where labels are dealt by coin, intervals alone leave 0 out in up to
    /// 9 %. Of values whose interval is `Withheld` p is that of exchanges; of others without an interval there is no test.
    ///
    /// **Interval.** Of means over pairs by the percentiles of a bootstrap over pairs. Of other means by drawing contents
    /// with replacement, of whole sources by halves of the contents without ([`IntervalKind`]); a content's texts on either
    /// side are drawn together, and texts without a twin vary alone.
    ///
    /// **Adjustment.** p_adjusted is within each control, over all measures and pairs: the four controls are one question
    /// asked four times, which [`Profile::findings`] answers from all of them together. By default it is step-down maxT
    /// ([`MaxT`](crate::statistics::MaxT)) over the same exchanges, each difference measured by the root mean square of those
    /// under exchange; it is done once more with replicates where whole sources are tested by their intervals, and the greater
    /// p counts. hedges_g and cliffs_delta are computed on the values of documents, ignoring the pairing; undefined for
    /// values of whole sources.
    pub fn comparison(&self) -> &Table {
        &self.comparison
    }

    /// One row a pair of sources and measure: measure, reference, source; raw, twins, cut, budget, the differences under
    /// each control; raw_p, twins_p, cut_p, budget_p, their adjusted p-values; level, below which a difference counts as
    /// told apart (1 − confidence); direction, of the difference that the finding is about (`higher` or `lower` for the
    /// source, empty where there is none); evidence, whether the difference says something of the texts
    /// ([`LexicalNeeds::not_evidence`]); finding, a keyword of [`Finding`]; sentence.
    ///
    /// Measures that look terms up in a pool use the whole pool under every control. Each sentence has the difference with its
    /// interval, and says where other estimators of the same exponent give it the other sign.
    pub fn findings(&self) -> &Table {
        &self.findings
    }

    /// At most 400 ranks a source, evenly spaced in ln r: source, rank, frequency, relative_frequency,
    /// fit_least_squares_head, fit_least_squares_tail, fit_double_power_law, fit_zipf_mandelbrot; the fits as relative
    /// frequencies, undefined beyond the fitted ranks and where no measure of the profile makes the fit.
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

    /// All tables.
    pub fn tables(&self) -> Vec<(&'static Schema, &Table)> {
        let always = [
            (ProfileSummaryRow::SCHEMA, &self.summary),
            (ComparisonRow::SCHEMA, &self.comparison),
            (FindingRow::SCHEMA, &self.findings),
            (RankFrequencyRow::SCHEMA, &self.rank_frequency),
            (FitRow::SCHEMA, &self.fits),
            (GrowthRow::SCHEMA, &self.growth),
            (KeynessRow::SCHEMA, self.keyness.top()),
            (DocumentValueRow::SCHEMA, &self.documents),
            (TERMS, self.keyness.terms()),
            (KeywordPlaceRow::SCHEMA, self.keyness.places()),
            (RankTurbulenceRow::SCHEMA, &self.turbulence.divergences),
            (TurbulentTermRow::SCHEMA, &self.turbulence.terms),
            (RankCellRow::SCHEMA, &self.turbulence.cells),
            (SeparabilityRow::SCHEMA, &self.separability.areas),
            (SeparatingWordRow::SCHEMA, &self.separability.words),
            (MapRow::SCHEMA, &self.map.sources),
        ];
        always
            .into_iter()
            .chain(self.map.documents.iter().map(|table| (DocumentPlaceRow::SCHEMA, table)))
            .chain(self.lines.iter().map(|table| (KeywordLineRow::SCHEMA, table)))
            .chain(self.placebo.iter().map(|table| (ProfilePlaceboRow::SCHEMA, table)))
            .collect()
    }

    /// One row a document and measure of documents, by source and base ([`DocumentValueRow`]).
    pub fn documents(&self) -> &Table {
        &self.documents
    }

    /// The words that each source adds or drops against the reference.
    pub fn keyness(&self) -> &Keyness {
        &self.keyness
    }

    /// How far the ranks of terms in each source and in the reference are apart.
    pub fn turbulence(&self) -> &Turbulence {
        &self.turbulence
    }

    /// How well words alone tell each source from the reference.
    pub fn separability(&self) -> &Separability {
        &self.separability
    }

    /// Where each source lies by the words that it uses.
    pub fn map(&self) -> &WordMap {
        &self.map
    }

    /// Lines of text around the strongest keywords ([`KeywordLineRow`]); `None` where [`Profile::with_texts`] was not asked
    /// for them.
    pub fn lines(&self) -> Option<&Table> {
        self.lines.as_ref()
    }

    /// What a reader of the tables must know, in sentences: where a law has no solution, and where there are too few
    /// replicates for the tests.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// The tables of the stage.
pub const TABLES: &[&Schema] = &[
    ProfileSummaryRow::SCHEMA,
    ComparisonRow::SCHEMA,
    FindingRow::SCHEMA,
    RankFrequencyRow::SCHEMA,
    FitRow::SCHEMA,
    GrowthRow::SCHEMA,
    KeynessRow::SCHEMA,
    ProfilePlaceboRow::SCHEMA,
    DocumentValueRow::SCHEMA,
    TERMS,
    KeywordPlaceRow::SCHEMA,
    KeywordLineRow::SCHEMA,
    RankTurbulenceRow::SCHEMA,
    TurbulentTermRow::SCHEMA,
    RankCellRow::SCHEMA,
    SeparabilityRow::SCHEMA,
    SeparatingWordRow::SCHEMA,
    MapRow::SCHEMA,
    DocumentPlaceRow::SCHEMA,
];
