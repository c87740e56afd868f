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
pub mod taylor;
pub mod tokens;
pub mod ttr;
pub mod types;
pub mod word_length;
pub mod yule_k;
pub mod zipf;
pub mod zipf_halves;
pub mod zipf_mandelbrot;
mod of_text_statistics;
mod pool;

use super::estimate::IntervalKind;
use super::{DocumentText, Fit, RankedFrequencies, Segments};
use crate::registry::{Entry, Family, Parameter};
use crate::text::{AnalyzedCorpus, TermCounts};

/// A measure of documents, made ready for one corpus; `None` where a text has no value.
pub type DocumentValue<'a> = Box<dyn Fn(&DocumentText<'_>) -> Option<f64> + Send + Sync + 'a>;

/// How a measure finds the values of documents.
pub enum DocumentMeasure<'a> {
    /// From a text's own terms alone, so that it can be taken while texts stream by.
    OfText(DocumentValue<'a>),
    /// From a text and the corpus that it stands in, as where its terms are looked up in a pool of documents.
    InCorpus(Box<dyn FnOnce(&'a AnalyzedCorpus) -> DocumentValue<'a> + 'a>),
    /// From all texts of a source, which are compared with each other: one value a text, in their order.
    OfTexts(TextsValues<'a>),
}

/// The value of each of some texts of one source, in their order; `None` where a text has no value.
pub type TextsValues<'a> = Box<dyn Fn(&TermCounts) -> Vec<Option<f64>> + Send + Sync + 'a>;

impl<'a> DocumentMeasure<'a> {
    /// [`DocumentMeasure::OfText`] by this function.
    pub fn of_text(value: impl Fn(&DocumentText<'_>) -> Option<f64> + Send + Sync + 'a) -> Self {
        DocumentMeasure::OfText(Box::new(value))
    }

    /// [`DocumentMeasure::InCorpus`] by what this function makes of a corpus, once.
    pub fn in_corpus(value: impl FnOnce(&'a AnalyzedCorpus) -> DocumentValue<'a> + 'a) -> Self {
        DocumentMeasure::InCorpus(Box::new(value))
    }

    /// [`DocumentMeasure::OfTexts`] by this function.
    pub fn of_texts(values: impl Fn(&TermCounts) -> Vec<Option<f64>> + Send + Sync + 'a) -> Self {
        DocumentMeasure::OfTexts(Box::new(values))
    }
}

/// What a measure asks of the corpus, and what is true of its values.
///
/// ```
/// use sourcebias::profile::LexicalNeeds;
/// const NEEDS: LexicalNeeds = LexicalNeeds::text_statistics().length();
/// assert!(NEEDS.text_statistics && NEEDS.length && NEEDS.not_evidence.is_none());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LexicalNeeds {
    /// Whether it reads the statistics of raw texts, so that the corpus must have them
    /// ([`DocumentReader::with_text_statistics`](crate::text::DocumentReader::with_text_statistics)); it then has values of whole documents alone.
    pub text_statistics: bool,
    /// Whether it is the length that texts are cut to, so that cutting makes it equal.
    pub length: bool,
    /// Why a difference between sources is no evidence of anything in their texts, as a part of a sentence; `None` for a
    /// measure whose differences are. Such as are none get no test.
    pub not_evidence: Option<&'static str>,
    /// The same of sources that have no content in common; `{reference}` stands for the name of the reference.
    pub not_evidence_without_twins: Option<&'static str>,
    /// Whether texts of any length can be compared by it. Of others a difference may be one of length, and where nothing makes
    /// lengths equal it is called no more than that.
    pub any_length: bool,
    /// The texts that words are looked up in, as a part of a sentence, where they are: `{reference}` stands for the name of the
    /// reference.
    pub looked_up_in: Option<&'static str>,
}

impl LexicalNeeds {
    /// The terms of documents alone.
    pub const fn terms() -> LexicalNeeds {
        LexicalNeeds {
            text_statistics: false,
            length: false,
            not_evidence: None,
            not_evidence_without_twins: None,
            any_length: false,
            looked_up_in: None,
        }
    }

    /// The statistics of the raw texts.
    pub const fn text_statistics() -> LexicalNeeds {
        LexicalNeeds { text_statistics: true, ..LexicalNeeds::terms() }
    }

    /// Of a measure that is the length that texts are cut to.
    pub const fn length(self) -> LexicalNeeds {
        LexicalNeeds { length: true, ..self }
    }

    /// Of a measure whose differences are no evidence for this reason, where there is one.
    pub const fn not_evidence(self, reason: Option<&'static str>) -> LexicalNeeds {
        LexicalNeeds { not_evidence: reason, ..self }
    }

    /// Of a measure whose differences between sources without twins are no evidence for this reason, where there is one.
    pub const fn not_evidence_without_twins(self, reason: Option<&'static str>) -> LexicalNeeds {
        LexicalNeeds { not_evidence_without_twins: reason, ..self }
    }

    /// Of a measure by which texts of any length can be compared.
    pub const fn any_length(self) -> LexicalNeeds {
        LexicalNeeds { any_length: true, ..self }
    }

    /// Of a measure that looks words up in these texts.
    pub const fn looked_up_in(self, texts: &'static str) -> LexicalNeeds {
        LexicalNeeds { looked_up_in: Some(texts), ..self }
    }
}

/// One of the values that a measure gives for a whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Component {
    /// What sets it apart, as in `zipf_head`; empty for a measure with a single value.
    pub suffix: &'static str,
    /// How it gets its interval.
    pub interval: IntervalKind,
    /// What it estimates, where other measures estimate the same.
    pub estimated: Option<Estimated>,
}

impl Component {
    /// A value with this suffix.
    pub const fn new(suffix: &'static str, interval: IntervalKind) -> Component {
        Component { suffix, interval, estimated: None }
    }

    /// And it estimates what components of other measures estimate too; `primary` where sentences go by this one.
    pub const fn estimating(self, quantity: &'static str, primary: bool) -> Component {
        Component { estimated: Some(Estimated { quantity, primary }), ..self }
    }

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
///
/// ```
/// use sourcebias::corpus::SourceId;
/// use sourcebias::profile::{DocumentMeasure, LexicalMeasure, Links};
/// use sourcebias::text::TermId;
///
/// /// How often a text has the term that it begins with.
/// struct First;
///
/// impl LexicalMeasure for First {
///     fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
///         Some(DocumentMeasure::of_text(|text| text.frequencies.first().map(|count| f64::from(*count))))
///     }
/// }
///
/// let first: &dyn LexicalMeasure = &First;
/// let mut links = Links::default();
/// assert_eq!(first.of_text().unwrap()(&links.text(0, SourceId(0), &[7, 3, 7].map(TermId))), Some(2.0));
/// assert!(first.streams());
/// ```
pub trait LexicalMeasure: Send + Sync {
    /// What the measure asks of the corpus, and what is true of its values.
    fn needs(&self) -> LexicalNeeds {
        LexicalNeeds::terms()
    }

    /// How it finds the values of documents; `None` for a measure of whole sources alone.
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        None
    }

    /// The values that [`LexicalMeasure::of_source`] gives, in order.
    fn components(&self) -> &'static [Component] {
        &[]
    }

    /// The value of each component for a whole source; `None` where undefined.
    fn of_source(&self, _frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        Vec::new()
    }

    /// How many tokens the segments have that the components are found in; `None` where they are found by
    /// [`LexicalMeasure::of_source`].
    fn segment(&self) -> Option<u32> {
        None
    }

    /// The value of each component from segments of the length that [`LexicalMeasure::segment`] says.
    fn of_segments(&self, _segments: &Segments) -> Vec<Option<f64>> {
        Vec::new()
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

/// The parameters of the measure of this name; those of one value of several (`zipf_head`) are those of its measure.
pub fn parameters_of_measure(name: &str) -> Option<&'static [Parameter]> {
    let is_component = |row: &str| {
        let component = name.strip_prefix(row).and_then(|rest| rest.strip_prefix('_'));
        component.is_some_and(|component| !component.is_empty())
    };
    // `zipf_halves_head` is of `zipf_halves` and not of `zipf`.
    let rows = LEXICAL_MEASURES.entries.iter().filter(|entry| is_component(entry.name));
    let row = rows.max_by_key(|entry| entry.name.len());
    LEXICAL_MEASURES.parameters_of(name).or_else(|| row.map(|row| row.parameters))
}

impl dyn LexicalMeasure {
    /// The value of a text from its own terms alone; `None` for a measure that needs more, or has no values of documents.
    pub fn of_text(&self) -> Option<DocumentValue<'_>> {
        match self.of_documents() {
            Some(DocumentMeasure::OfText(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether everything that the measure says can be taken while texts stream by.
    pub fn streams(&self) -> bool {
        self.of_text().is_some() || (!self.components().is_empty() && self.segment().is_none())
    }
}

/// All lexical measures.
pub const LEXICAL_MEASURES: Family<dyn LexicalMeasure> = Family {
    name: "lexical measure",
    entries: ROWS,
    wrappers: &[],
    former: &pool::FORMER,
    aliases: &[],
    short: false,
};

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
    taylor::ENTRY,
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
const COUNTED: &[Component] = &[Component::new("", IntervalKind::Growing)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_named_after_their_measure() {
        let component = |suffix| Component::new(suffix, IntervalKind::Percentile);
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
