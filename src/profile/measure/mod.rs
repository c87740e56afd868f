//! Lexical measures: what is measured on a document's terms or on a source's frequencies. One file and one row each.

pub mod characters;
pub mod cjk;
pub mod clarity;
pub mod corrected_ttr;
pub mod dis_legomena;
pub mod distinct;
pub mod entropy;
pub mod hapax;
pub mod hdd;
pub mod heaps;
pub mod herdan_c;
pub mod ictf;
pub mod lnre;
pub mod maas;
pub mod mattr;
pub mod mtld;
pub mod power_law;
pub mod punctuation;
pub mod repetition;
pub mod root_ttr;
pub mod self_similarity;
pub mod sentence_length;
pub mod simpson_d;
pub mod specificity;
pub mod stop_words;
pub mod tokens;
pub mod ttr;
pub mod types;
pub mod word_length;
pub mod yule_k;
pub mod zipf;
pub mod zipf_halves;
pub mod zipf_mandelbrot;
mod of_shape;
mod pool;

use super::estimate::IntervalKind;
use super::{DocumentText, Fit, RankedFrequencies, Texts};
use crate::registry::{Entry, Family};
use crate::text::AnalyzedCorpus;

/// A measure of documents, made ready for one corpus; `None` where a text has no value.
pub type DocumentValue<'a> = Box<dyn Fn(&DocumentText<'_>) -> Option<f64> + Send + Sync + 'a>;

/// One of the values that a measure gives for a whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// What sets it apart, as in `zipf_head`; empty for a measure with a single value.
    pub suffix: &'static str,
    /// How it gets its interval.
    pub interval: IntervalKind,
}

impl Component {
    /// The name in tables: `zipf_head(estimator=mle)` for the suffix `head` of `zipf(estimator=mle)`.
    pub fn full_name(&self, measure: &str) -> String {
        if self.suffix.is_empty() {
            return measure.to_string();
        }
        let end = measure.find(['(', '@']).unwrap_or(measure.len());
        format!("{}_{}{}", &measure[..end], self.suffix, &measure[end..])
    }
}

/// What a component estimates that components of other measures estimate too, each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimated {
    /// What is estimated, as in `exponent of the head`.
    pub quantity: &'static str,
    /// Whether this is the estimator that sentences go by where several are there.
    pub primary: bool,
}

/// A curve through ranks and relative frequencies, for the table behind the figure.
pub struct Curve {
    /// The column of the table.
    pub column: &'static str,
    /// The ranks that were fitted.
    pub ranks: std::ops::RangeInclusive<u32>,
    /// The relative frequency that the curve gives a rank.
    pub relative_frequency: Box<dyn Fn(u32) -> f64>,
}

/// Measures the use of words: of each document, of a whole source by its frequencies, or both.
pub trait LexicalMeasure: Send + Sync {
    /// The value of a text as a function of its own terms alone, which can be taken while texts stream by; `None` for a
    /// measure without one.
    fn of_text(&self) -> Option<DocumentValue<'_>> {
        None
    }

    /// The value of a document, made ready for `corpus`: for measures that look up terms in a pool of documents. Without
    /// such a need it is [`LexicalMeasure::of_text`].
    fn of_documents<'a>(&'a self, _corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        self.of_text()
    }

    /// Whether the measure is the length that texts are cut to, so that cutting makes it equal.
    fn is_length(&self) -> bool {
        false
    }

    /// Why a difference between sources is no evidence of anything in their texts, as a part of a sentence; `None` for a
    /// measure whose differences are. Such as are none get no test.
    fn not_evidence(&self) -> Option<&'static str> {
        None
    }

    /// Whether the measure reads the raw text of documents, so that the corpus must have their shapes
    /// ([`AnalyzedCorpus::with_shapes`]); it then has values of whole documents alone.
    fn needs_shape(&self) -> bool {
        false
    }

    /// The value of each of some texts of one source, for measures that compare texts with each other; `None` for any
    /// other measure.
    fn of_texts(&self, _texts: &Texts) -> Option<Vec<Option<f64>>> {
        None
    }

    /// Whether everything that the measure says can be taken while texts stream by.
    fn streams(&self) -> bool {
        self.of_text().is_some() || !self.components().is_empty()
    }

    /// The values that [`LexicalMeasure::of_source`] gives, in order.
    fn components(&self) -> &'static [Component] {
        &[]
    }

    /// The value of each component for a whole source; `None` where undefined.
    fn of_source(&self, _frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        Vec::new()
    }

    /// What component `component` (from 0) estimates, where other measures estimate the same.
    fn estimates(&self, _component: usize) -> Option<Estimated> {
        None
    }

    /// Why there is no value for a whole source although a search found one: it stands at a bound of the search, which is no
    /// solution but where the search ends. A part of a sentence; `None` for any other reason.
    fn refused(&self, _frequencies: &RankedFrequencies) -> Option<String> {
        None
    }

    /// How well the measure's model fits a whole source, found once a source and in no bootstrap replicate; `None` for a
    /// measure without such a model.
    fn fit(&self, _frequencies: &RankedFrequencies, _seed: u64) -> Option<Fit> {
        None
    }

    /// The curves that the measure fits through the ranks, where it does: one, or several that do not meet.
    fn curves(&self, _frequencies: &RankedFrequencies) -> Vec<Curve> {
        Vec::new()
    }
}

/// All lexical measures.
pub const LEXICAL_MEASURES: Family<dyn LexicalMeasure> =
    Family { name: "lexical measure", entries: ROWS, wrappers: &[], former: &pool::FORMER };

static ROWS: &[Entry<dyn LexicalMeasure>] = &[
    tokens::ENTRY,
    types::ENTRY,
    ttr::ENTRY,
    root_ttr::ENTRY,
    corrected_ttr::ENTRY,
    herdan_c::ENTRY,
    maas::ENTRY,
    mattr::ENTRY,
    mtld::ENTRY,
    hdd::ENTRY,
    yule_k::ENTRY,
    simpson_d::ENTRY,
    entropy::ENTRY,
    hapax::ENTRY,
    dis_legomena::ENTRY,
    distinct::ENTRY,
    repetition::ENTRY,
    self_similarity::ENTRY,
    zipf::ENTRY,
    zipf_mandelbrot::ENTRY,
    zipf_halves::ENTRY,
    power_law::ENTRY,
    heaps::ENTRY,
    lnre::ENTRY,
    specificity::ENTRY,
    ictf::ENTRY,
    clarity::ENTRY,
    characters::ENTRY,
    word_length::ENTRY,
    sentence_length::ENTRY,
    stop_words::ENTRY,
    punctuation::ENTRY,
    cjk::ENTRY,
];

/// The component of a measure that counts what is in a source.
const COUNTED: &[Component] = &[Component { suffix: "", interval: IntervalKind::Growing }];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_named_after_their_measure() {
        let component = |suffix| Component { suffix, interval: IntervalKind::Percentile };
        assert_eq!(component("head").full_name("zipf(estimator=mle)"), "zipf_head(estimator=mle)");
        assert_eq!(component("").full_name("types"), "types");
        assert_eq!(component("x").full_name("types"), "types_x");
    }

    #[test]
    fn every_row_is_built_from_its_defaults() {
        for entry in LEXICAL_MEASURES.entries {
            let named = LEXICAL_MEASURES.parse(entry.name).unwrap();
            let values = named.object.of_source(&RankedFrequencies::new(&[4, 3, 1]));
            assert_eq!(values.len(), named.object.components().len(), "{}", entry.name);
        }
    }
}
