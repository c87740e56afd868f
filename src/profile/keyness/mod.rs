//! Keyness: an analysed corpus and pairs of sources in; out come the words that a source adds or drops against another,
//! with the size of each difference, its uncertainty and how evenly the word is spread.

mod contents;
mod dispersion;
mod exchange;
mod log_likelihood;
mod log_ratio;
mod places;
mod resample;
mod share;
mod tables;
mod usages;

use std::cmp::Ordering;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub(super) use contents::{Version, by_content, versions};
pub use dispersion::Usage;
pub use log_likelihood::{log_likelihood, log_likelihood_of_four_cells, p_value};
pub use log_ratio::{log_ratio, log_ratio_interval};
pub(super) use places::Example;
pub use places::{KeywordPlaceRow, STRETCHES};
pub use share::Share;
pub use tables::{KeynessRow, TERMS, in_words, worded};

use crate::corpus::SourceId;
use crate::error::{Result, require};
use crate::statistics::{Bootstrap, Interval};
use crate::table::{Table, TableRow};
use crate::text::{AnalyzedCorpus, TermId};
use exchange::PValues;
use usages::Usages;

/// What a term must be to count as a keyword, and how many keywords are kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeynessSettings {
    /// How many terms that follow each other are one: 1 for single terms, 2 to 5 for n-grams
    /// ([`AnalyzedCorpus::word_ngrams`]).
    pub ngrams: usize,
    /// How many keywords are kept in each direction, those of the greatest G².
    pub top: usize,
    /// In how many documents a keyword must stand, in the source that uses it more; a term in fewer contents is not
    /// tested.
    pub minimum_documents: u64,
    /// The greatest deviation of proportions (DP) that a keyword may have in the source that uses it more, in 0..=1. DP is
    /// at least the part of that source's tokens in documents without the word: at most 0.99 asks for a word in
    /// documents that hold at least 1 % of the tokens.
    pub maximum_dispersion: f64,
    /// Below which both p-values of a keyword must lie, in 0..1: the one of exchanged labels, adjusted for all terms
    /// (`p_adjusted`), and the one of G² (`p_tokens`). No p-value of exchanges is below 1 ÷ (exchanges + 1), so the level
    /// must be greater than that.
    pub level: f64,
    /// How often labels are exchanged; 0: no p-value and no keyword.
    pub exchanges: usize,
}

impl Default for KeynessSettings {
    fn default() -> Self {
        KeynessSettings {
            ngrams: 1,
            top: 200,
            minimum_documents: 5,
            maximum_dispersion: 0.99,
            level: 0.05,
            exchanges: 999,
        }
    }
}

impl KeynessSettings {
    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        let section = "[profile.keyness]";
        let some = (1..=5).contains(&self.ngrams);
        require(some, section, "`ngrams` must be 1 for single terms, or from 2 to 5")?;
        let share = (0.0..=1.0).contains(&self.maximum_dispersion);
        require(share, section, "`maximum_dispersion` must lie from 0 to 1, as in 0.99")?;
        require(
            self.level > 0.0 && self.level < 1.0,
            section,
            "`level` must lie between 0 and 1, as in 0.05",
        )?;
        let least = 1.0 / (self.exchanges as f64 + 1.0);
        let enough = self.exchanges == 0 || self.level > least;
        require(
            enough && self.exchanges <= 1_000_000,
            section,
            "`exchanges` must be 0, or above 1 / level - 1, as no p-value is below 1 / (exchanges + 1), and at most \
             1000000",
        )
    }
}

/// The words that sources add or drop against others, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyness {
    pub(super) top: Table,
    terms: Table,
    places: Table,
    pub(super) examples: Vec<Example>,
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

    /// Every term of either source of each pair, by term: reference, source, term, form (of kept keywords alone, where
    /// [`Profile::with_texts`](crate::profile::Profile::with_texts) was asked for it), category, keyword, source_frequency,
    /// reference_frequency, source_documents, reference_documents, source_per_million, reference_per_million,
    /// log_likelihood, log_likelihood_of_four_cells, p_tokens, p_contents, p_adjusted, log_ratio, low, high,
    /// source_dispersion, reference_dispersion, source_normalised_dispersion, reference_normalised_dispersion.
    ///
    /// Above 0 is more frequent in the source. category: `more`, `fewer`, `only_here` (in the source alone), `only_there`
    /// (in the reference alone), `equal`. keyword: p_adjusted and p_tokens are both below the level, and in the source that
    /// uses the term more it stands in enough documents and is dispersed enough.
    ///
    /// **What p-values mean.** The unit is the content: the texts by both sources that share a base id. Content c
    /// contributes x_c = (f − π L) of its text by the source less (f − π L) of its text by the reference, with f the
    /// frequency of the term in the text, L the tokens of the text and π the term's share of the tokens of both sources
    /// together; a missing text counts 0. Σ x_c is above 0 where the source has the greater share, and 0 for equal ones.
    /// Under the hypothesis that it does not matter for the term which source wrote which text of a content, x_c has
    /// either sign with equal chance. So labels are exchanged by coin, content by content, B times, and
    /// t = |Σ x_c| ÷ √(Σ x_c²), 0 where all x_c are, is taken anew.
    ///
    /// * p_contents: (1 + #(exchanges whose t reaches the observed one)) ÷ (B + 1), for this term alone.
    /// * p_adjusted: the same for a family of terms by step-down maxT ([`MaxT`](crate::statistics::MaxT)). The chance of
    ///   any false keyword in a pair of sources is at most the level; of several pairs, chances add up. The family is all
    ///   terms that are tested in that pair: those in at least `minimum_documents` contents, by either source. An exchange
    ///   does not change which these are; every keyword is among them. Both p-values are undefined for other terms.
    /// * p_tokens: that of [`log_likelihood()`], the two cells, not adjusted.
    ///
    /// **Why a keyword needs both tests.** G² takes tokens for independent draws. A word that comes in bursts gets too small
    /// a p_tokens, and exchanging labels corrects for that. But exchanged labels exchange the lengths of texts too. Where
    /// every text of one source is longer than its twin, a word that both texts have equally often is a little rarer in
    /// the longer one, content after content. Exchanges find this small and steady difference significant, although it
    /// comes from length alone. G² keeps lengths fixed, and a difference too small for independent tokens is no evidence
    /// for tokens that go together either. The second condition only takes keywords away, so the bound on false keywords
    /// holds.
    ///
    /// A document without a twin is a content of its own, and an exchange moves it to the other source. That is exact where
    /// either source was as likely to write it, or where f − π L of such documents is symmetric around 0. Where one source
    /// has many more of them, exchanges spread Σ x_c wider than chance does, and the test asks for more than it must.
    ///
    /// (Fisher 1935, The Design of Experiments, §21; Westfall & Young 1993, Resampling-Based Multiple Testing, algorithm
    /// 4.1; texts as the unit: Lijffijt et al. 2016, "Significance Testing of Word Frequencies in Corpora")
    pub fn terms(&self) -> &Table {
        &self.terms
    }

    /// Where the strongest keywords of each pair stand, ten in either direction, by source: how often each of 400 equal
    /// stretches of its texts has them ([`KeywordPlaceRow`]).
    pub fn places(&self) -> &Table {
        &self.places
    }
}

/// The words, or the n-grams of words, that the second source of each of `pairs` adds or drops against the first, its
/// reference.
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
    let grams = (settings.ngrams > 1).then(|| corpus.word_ngrams(settings.ngrams));
    let corpus = grams.as_ref().unwrap_or(corpus);
    let named = |source: SourceId| pairs.iter().any(|pair| pair.0 == source || pair.1 == source);
    let sources = (0..corpus.catalogue().sources().len() as u32).map(SourceId);
    let usages: Vec<Option<Usages>> =
        sources.map(|source| named(source).then(|| Usages::of(corpus, source))).collect();
    let of = |source: SourceId| usages[source.index()].as_ref().expect("every source of a pair was counted");
    let mut compared: Vec<SourcePair<'_>> = pairs
        .iter()
        .map(|(reference, source)| {
            SourcePair::new((*reference, of(*reference)), (*source, of(*source)), bootstrap)
        })
        .collect();
    for pair in &mut compared {
        pair.test(corpus, settings, bootstrap.seed);
        pair.choose(settings);
    }
    let kept: Vec<(&SourcePair<'_>, Vec<KeptKeyword<'_>>)> =
        compared.iter().map(|pair| (pair, pair.top(corpus, settings.top, bootstrap))).collect();
    let (mut places, mut examples) = (Vec::new(), Vec::new());
    for (pair, words) in &kept {
        let (rows, of_pair) = places::of_pair(corpus, pair, words);
        places.extend(rows);
        examples.extend(of_pair);
    }
    Keyness {
        top: tables::top(corpus, &kept),
        terms: tables::terms(corpus, &compared),
        places: KeywordPlaceRow::to_table(places),
        examples,
    }
}

/// One term in a source and its reference.
#[derive(Debug)]
struct Word {
    term: TermId,
    log_likelihood: Option<f64>,
    of_four_cells: Option<f64>,
    p_tokens: Option<f64>,
    p_values: Option<PValues>,
    log_ratio: Option<f64>,
    interval: Option<Interval>,
    keyword: bool,
}

/// A keyword that is kept, with the interval of its log ratio over documents.
type KeptKeyword<'a> = (&'a Word, Option<Interval>);

/// All terms of a source and its reference, in order.
struct SourcePair<'a> {
    reference: (SourceId, &'a Usages),
    source: (SourceId, &'a Usages),
    words: Vec<Word>,
}

impl<'a> SourcePair<'a> {
    fn new(reference: (SourceId, &'a Usages), source: (SourceId, &'a Usages), bootstrap: &Bootstrap) -> Self {
        let word = |term: TermId| {
            let (here, there) = (source.1.share(term), reference.1.share(term));
            let statistic = log_likelihood(here, there);
            (here.frequency + there.frequency > 0).then(|| Word {
                term,
                log_likelihood: statistic,
                of_four_cells: log_likelihood_of_four_cells(here, there),
                p_tokens: statistic.map(p_value),
                p_values: None,
                log_ratio: log_ratio(here, there),
                interval: log_ratio_interval(here, there, bootstrap.confidence),
                keyword: false,
            })
        };
        let terms = source.1.terms().into_par_iter();
        SourcePair { reference, source, words: terms.filter_map(word).collect() }
    }

    /// Tests each word that stands in enough contents: one family.
    fn test(&mut self, corpus: &AnalyzedCorpus, settings: &KeynessSettings, seed: u64) {
        let mut found =
            exchange::p_values(corpus, self.reference, self.source, settings, seed).into_iter().peekable();
        for word in &mut self.words {
            word.p_values = found.next_if(|(term, _)| *term == word.term).map(|(_, p_values)| p_values);
        }
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
            let by_contents = word.p_values.is_some_and(|p_values| p_values.adjusted < settings.level);
            // Exchanged labels exchange lengths too; G² keeps them.
            let by_tokens = word.p_tokens.is_some_and(|p_value| p_value < settings.level);
            let spread = dispersed && user.usage(word.term).documents >= settings.minimum_documents;
            word.keyword = by_contents && by_tokens && spread;
        }
    }

    /// The strongest `count` keywords in either direction, those above 0 first.
    fn top(&self, corpus: &AnalyzedCorpus, count: usize, bootstrap: &Bootstrap) -> Vec<KeptKeyword<'_>> {
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
#[cfg(test)]
pub(super) mod plain;
