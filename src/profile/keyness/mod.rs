//! Keyness: an analysed corpus and pairs of sources in; out come the words that a source adds or drops against another,
//! with the size of each difference, its uncertainty and how evenly the word is spread.

mod dispersion;
mod log_likelihood;
mod log_ratio;
mod resample;
mod share;
mod tables;
mod usages;

use std::cmp::Ordering;

use rayon::prelude::*;

pub use dispersion::Usage;
pub use log_likelihood::{log_likelihood, log_likelihood_of_four_cells, p_value};
pub use log_ratio::{log_ratio, log_ratio_interval};
pub use share::Share;

use crate::corpus::SourceId;
use crate::statistics::{Bootstrap, Interval, benjamini_hochberg};
use crate::table::Table;
use crate::text::{AnalyzedCorpus, TermId};
use usages::Usages;

/// What a term must be to count as a keyword, and how many keywords are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeynessSettings {
    /// How many keywords are kept in each direction, those of the greatest G².
    pub top: usize,
    /// In how many documents a keyword must stand, in the source that uses it more.
    pub minimum_documents: u64,
    /// The greatest deviation of proportions (DP) that a keyword may have in the source that uses it more, in 0..=1. DP is
    /// at least the part of that source's tokens in documents without the word: at most 0.99 asks for a word in
    /// documents that hold at least 1 % of the tokens.
    pub maximum_dispersion: f64,
    /// Below which adjusted p-value a term is a keyword, in 0..1.
    pub level: f64,
}

impl Default for KeynessSettings {
    fn default() -> Self {
        KeynessSettings { top: 200, minimum_documents: 5, maximum_dispersion: 0.99, level: 0.05 }
    }
}

/// The words that sources add or drop against others, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyness {
    top: Table,
    terms: Table,
}

impl Keyness {
    /// The keywords of each pair, those that the source uses more first, then those that it uses less, each by falling
    /// size of G², ties by term: the columns of [`Keyness::terms`], and bootstrap_low and bootstrap_high.
    ///
    /// The latter are the interval of the log ratio by a bootstrap over contents, each with its documents by both
    /// sources. It is the one to believe: it knows that a document that has a word tends to have it again, which makes it
    /// wider than low and high, and that twins are about the same things, which makes it narrower. Undefined for a term
    /// that one source lacks, since every replicate lacks it too.
    pub fn top(&self) -> &Table {
        &self.top
    }

    /// Every term of either source of each pair, by term: reference, source, term, category, keyword, source_frequency,
    /// reference_frequency, source_documents, reference_documents, source_per_million, reference_per_million,
    /// log_likelihood, log_likelihood_of_four_cells, p_value, p_adjusted, log_ratio, low, high, source_dispersion,
    /// reference_dispersion, source_normalised_dispersion, reference_normalised_dispersion.
    ///
    /// Above 0 is more frequent in the source. category: `more`, `fewer`, `only_here` (in the source alone), `only_there`
    /// (in the reference alone), `equal`. keyword: p_adjusted is below the level, and in the source that uses the
    /// term more it stands in enough documents and is dispersed enough. The p-value is of [`log_likelihood()`], the two
    /// cells; p_adjusted is Benjamini and Hochberg's over all terms of all pairs.
    pub fn terms(&self) -> &Table {
        &self.terms
    }
}

/// The words that the second source of each of `pairs` adds or drops against the first, its reference.
///
/// ```
/// # use std::sync::Arc;
/// # use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
/// # use sourcebias::profile::keyness::{KeynessSettings, keyness};
/// # use sourcebias::statistics::Bootstrap;
/// # use sourcebias::text::{AnalyzedCorpus, Analyzer};
/// let texts = [(0, "we look at words"), (0, "we look at texts"), (1, "we delve into words")];
/// # let documents = texts.iter().enumerate().map(|(number, (source, text))| {
/// #     let id = DocumentId { base: Arc::from(number.to_string()), source: SourceId(*source) };
/// #     Ok(Document { id, title: String::new(), text: text.to_string() })
/// # });
/// # let source = |name: &str, kind| Source { name: name.into(), kind };
/// # let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
/// # let analyzer = Analyzer::parse("words").unwrap();
/// let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap();
/// let pairs = [(SourceId(0), SourceId(1))];
/// let words = keyness(&corpus, &pairs, &KeynessSettings::default(), &Bootstrap::default());
/// assert_eq!(words.terms().text("term").unwrap()[..3], ["at", "delve", "into"]);
/// assert_eq!(words.terms().text("category").unwrap()[..3], ["only_there", "only_here", "only_here"]);
/// assert_eq!(words.top().height(), 0, "one document makes no keyword");
/// ```
pub fn keyness(
    corpus: &AnalyzedCorpus,
    pairs: &[(SourceId, SourceId)],
    settings: &KeynessSettings,
    bootstrap: &Bootstrap,
) -> Keyness {
    let named = |source: SourceId| pairs.iter().any(|pair| pair.0 == source || pair.1 == source);
    let sources = (0..corpus.catalogue().sources().len() as u32).map(SourceId);
    let usages: Vec<Option<Usages>> =
        sources.map(|source| named(source).then(|| Usages::of(corpus, source))).collect();
    let of = |source: SourceId| usages[source.index()].as_ref().expect("every source of a pair was counted");
    let mut compared: Vec<Compared<'_>> = pairs
        .iter()
        .map(|(reference, source)| {
            Compared::new((*reference, of(*reference)), (*source, of(*source)), bootstrap)
        })
        .collect();
    // One family of tests: every term of every pair.
    let p_values: Vec<Option<f64>> =
        compared.iter().flat_map(|pair| pair.words.iter().map(|word| word.p_value)).collect();
    let mut adjusted = benjamini_hochberg(&p_values).into_iter();
    for pair in &mut compared {
        for (word, adjusted) in pair.words.iter_mut().zip(&mut adjusted) {
            word.p_adjusted = adjusted;
        }
        pair.choose(settings);
    }
    let kept: Vec<(&Compared<'_>, Vec<Kept<'_>>)> =
        compared.iter().map(|pair| (pair, pair.top(corpus, settings.top, bootstrap))).collect();
    Keyness { top: tables::top(corpus, &kept), terms: tables::terms(corpus, &compared) }
}

/// One term in a source and its reference.
#[derive(Debug)]
struct Word {
    term: TermId,
    log_likelihood: Option<f64>,
    of_four_cells: Option<f64>,
    p_value: Option<f64>,
    p_adjusted: Option<f64>,
    log_ratio: Option<f64>,
    interval: Option<Interval>,
    keyword: bool,
}

/// A keyword that is kept, with the interval of its log ratio over documents.
type Kept<'a> = (&'a Word, Option<Interval>);

/// All terms of a source and its reference, in order.
struct Compared<'a> {
    reference: (SourceId, &'a Usages),
    source: (SourceId, &'a Usages),
    words: Vec<Word>,
}

impl<'a> Compared<'a> {
    fn new(reference: (SourceId, &'a Usages), source: (SourceId, &'a Usages), bootstrap: &Bootstrap) -> Self {
        let word = |term: TermId| {
            let (here, there) = (source.1.share(term), reference.1.share(term));
            let statistic = log_likelihood(here, there);
            (here.frequency + there.frequency > 0).then(|| Word {
                term,
                log_likelihood: statistic,
                of_four_cells: log_likelihood_of_four_cells(here, there),
                p_value: statistic.map(p_value),
                p_adjusted: None,
                log_ratio: log_ratio(here, there),
                interval: log_ratio_interval(here, there, bootstrap.confidence),
                keyword: false,
            })
        };
        let terms = source.1.terms().into_par_iter();
        Compared { reference, source, words: terms.filter_map(word).collect() }
    }

    /// Says of each word whether it is a keyword.
    fn choose(&mut self, settings: &KeynessSettings) {
        let (source, reference) = (self.source.1, self.reference.1);
        for word in &mut self.words {
            let user = match source.share(word.term).compare(reference.share(word.term)) {
                Ordering::Greater => source,
                Ordering::Less => reference,
                Ordering::Equal => continue,
            };
            let dispersed = user
                .dispersion(word.term)
                .is_some_and(|dispersion| dispersion <= settings.maximum_dispersion);
            let told = word.p_adjusted.is_some_and(|p_value| p_value < settings.level);
            word.keyword = told && dispersed && user.usage(word.term).documents >= settings.minimum_documents;
        }
    }

    /// The strongest `count` keywords in either direction, those above 0 first.
    fn top(&self, corpus: &AnalyzedCorpus, count: usize, bootstrap: &Bootstrap) -> Vec<Kept<'_>> {
        let size = |word: &Word| word.log_likelihood.unwrap_or(0.0);
        let (mut more, mut fewer): (Vec<&Word>, Vec<&Word>) =
            self.words.iter().filter(|word| word.keyword).partition(|word| size(word) > 0.0);
        for direction in [&mut more, &mut fewer] {
            // Stable: equal ones keep the order of terms.
            direction.sort_by(|left, right| size(right).abs().total_cmp(&size(left).abs()));
            direction.truncate(count);
        }
        more.extend(fewer);
        let terms: Vec<TermId> = more.iter().map(|word| word.term).collect();
        let intervals = resample::intervals(corpus, (self.reference.0, self.source.0), &terms, bootstrap);
        more.into_iter().zip(intervals).collect()
    }
}

#[cfg(test)]
mod tests;
