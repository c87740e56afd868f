//! The tables of keyness: compared terms in; out come all of them, and the kept keywords with intervals over documents.

use std::sync::Arc;

use super::{KeptKeyword, SourcePair, Word};
use crate::error::Result;
use crate::statistics::Interval;
use crate::table::{FileKind, Printed, Schema, Shown, Table, TableRow};
use crate::text::AnalyzedCorpus;

crate::table! {
    /// the words that a source adds or drops
    pub struct KeynessRow("profile/keyness", FileKind::Csv, Some(PRINTED)) {
        /// The source that is compared with.
        reference: Arc<str> = "Reference", Shown::Reference;
        /// The source that is compared.
        source: Arc<str> = "Source", Shown::Word;
        /// The term, as the analyser gives it.
        term: String = "Term", Shown::Word;
        /// The form of it that is the most frequent one in the texts of both; of kept keywords alone.
        form(optional): String;
        /// `more`, `fewer`, `equal`, `only_here` or `only_there`, of the source's relative frequency.
        category: Arc<str> = "Category", Shown::Word;
        /// Whether it is a keyword: p adjusted and p of tokens both below the level, and spread over enough documents.
        keyword: bool;
        /// Occurrences in the source.
        source_frequency: u64;
        /// Occurrences in the reference.
        reference_frequency: u64;
        /// The binary logarithm of the ratio of relative frequencies; a frequency of 0 counts as 0.5.
        log_ratio: Option<f64> = "Log ratio", Shown::Decimal(2);
        /// Lower end of its interval where tokens are independent.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// Lower end of its interval by a bootstrap over documents; of kept keywords alone.
        bootstrap_low: Option<f64> = "Interval", Shown::Interval(2);
        /// Upper end of that interval.
        bootstrap_high: Option<f64>;
        /// G² of two cells, below 0 where the source uses the word less.
        log_likelihood: Option<f64> = "G²", Shown::Decimal(1);
        /// G² of four cells.
        log_likelihood_of_four_cells: Option<f64>;
        /// p of G², which takes tokens for independent and keeps the lengths of texts.
        p_tokens: Option<f64>;
        /// p by exchanging labels within contents.
        p_contents: Option<f64>;
        /// The same adjusted for all terms tested, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Occurrences in a million tokens of the source.
        source_per_million: Option<f64> = "Per million, source", Shown::Decimal(0);
        /// Occurrences in a million tokens of the reference.
        reference_per_million: Option<f64> = "Per million, reference", Shown::Decimal(0);
        /// Documents of the source that hold it.
        source_documents: u64 = "Documents, source", Shown::Count;
        /// Documents of the reference that hold it.
        reference_documents: u64 = "Documents, reference", Shown::Count;
        /// Gries' deviation of proportions over the documents of the source, 0 to 1.
        source_dispersion: Option<f64> = "DP, source", Shown::Decimal(3);
        /// The same of the reference.
        reference_dispersion: Option<f64> = "DP, reference", Shown::Decimal(3);
        /// The same of the source, divided by its maximum.
        source_normalised_dispersion: Option<f64>;
        /// The same of the reference, divided by its maximum.
        reference_normalised_dispersion: Option<f64>;
    }
}

/// All terms of every pair: the columns of [`KeynessRow`].
pub const TERMS: &Schema = &Schema {
    key: "profile/terms",
    file: FileKind::Parquet,
    summary: "all terms of each source and the reference, with what sets them apart",
    printed: None,
    ..*KeynessRow::SCHEMA
};

impl KeynessRow {
    /// The keyword for readers: its most frequent form, with the term in brackets where that is another.
    pub fn word(&self) -> String {
        worded(&self.form, &self.term)
    }
}

/// A form with its term in brackets where that is another; the term where no form is known.
pub fn worded(form: &str, term: &str) -> String {
    if form.is_empty() || form == term { term.to_string() } else { format!("{form} ({term})") }
}

/// The table of keywords with each of them for readers, as [`KeynessRow::word`] has it, in place of the term.
///
/// # Errors
/// Where it lacks a column.
pub fn in_words(table: &Table) -> Result<Table> {
    let rows = KeynessRow::from_table(table)?.into_iter();
    Ok(KeynessRow::to_table(
        rows.map(|row| KeynessRow { term: row.word(), form: String::new(), ..row }).collect(),
    ))
}

const PRINTED: Printed = Printed {
    name: "keywords",
    title: "The strongest keywords",
    note: "The words whose frequency most distinguishes the source from the reference, by G², at most 15 in either \
        direction. A word is shown in its most frequent form, with the analyser's term in brackets where it is another: a \
        stem stands for all its forms. Log ratio: the binary \
        logarithm of the ratio of relative frequencies, 1 where the source uses the word twice as often, −1 where half \
        as often; a frequency of 0 counts as 0.5. Its interval is by a bootstrap over documents, twins drawn together, \
        and there is none where a source never uses the word. G²: log-likelihood of two cells (Rayson & Garside 2000), \
        below 0 where the source uses the word less; p adjusted: by exchanging labels within contents, adjusted for all \
        terms tested of this source (step-down maxT, Westfall & Young 1993): the probability that randomly assigned \
        labels give a word that stands out as much. Exchanged labels exchange the lengths of texts too, so a keyword must \
        also have a G² that is significant by itself. DP: Gries' deviation of proportions over the documents of the source \
        or the reference, 0 where a word is spread as the text is, near 1 where few documents hold it.",
};

/// Every term of every pair.
pub(super) fn terms(corpus: &AnalyzedCorpus, compared: &[SourcePair<'_>]) -> Table {
    let rows = compared.iter().flat_map(|pair| {
        let row = of_pair(corpus, pair);
        pair.words.iter().map(move |word| row(word, None))
    });
    KeynessRow::to_table_of(rows)
}

/// The kept keywords of every pair, with the intervals of the bootstrap over documents.
pub(super) fn top(corpus: &AnalyzedCorpus, kept: &[(&SourcePair<'_>, Vec<KeptKeyword<'_>>)]) -> Table {
    let rows = kept.iter().flat_map(|(pair, words)| {
        let row = of_pair(corpus, pair);
        words.iter().map(move |(word, over)| row(word, *over))
    });
    KeynessRow::to_table(rows.collect())
}

/// Makes the row of a word of `pair` and of the interval of its log ratio over documents.
fn of_pair<'a>(
    corpus: &'a AnalyzedCorpus,
    pair: &'a SourcePair<'a>,
) -> impl Fn(&Word, Option<Interval>) -> KeynessRow + 'a {
    let name = |source| -> Arc<str> { Arc::from(corpus.catalogue().source_name(source)) };
    let (reference, source) = (name(pair.reference.0), name(pair.source.0));
    let categories = CATEGORIES.map(Arc::<str>::from);
    let (there, here) = (pair.reference.1, pair.source.1);
    move |word: &Word, over: Option<Interval>| KeynessRow {
        reference: Arc::clone(&reference),
        source: Arc::clone(&source),
        term: corpus.vocabulary().term(word.term).to_string(),
        form: String::new(),
        category: Arc::clone(&categories[category(pair, word)]),
        keyword: word.keyword,
        source_frequency: here.usage(word.term).frequency,
        reference_frequency: there.usage(word.term).frequency,
        log_ratio: word.log_ratio,
        low: word.interval.map(|interval| interval.low),
        high: word.interval.map(|interval| interval.high),
        bootstrap_low: over.map(|interval| interval.low),
        bootstrap_high: over.map(|interval| interval.high),
        log_likelihood: word.log_likelihood,
        log_likelihood_of_four_cells: word.of_four_cells,
        p_tokens: word.p_tokens,
        p_contents: word.p_values.map(|p_values| p_values.contents),
        p_adjusted: word.p_values.map(|p_values| p_values.adjusted),
        source_per_million: here.share(word.term).per_million(),
        reference_per_million: there.share(word.term).per_million(),
        source_documents: here.usage(word.term).documents,
        reference_documents: there.usage(word.term).documents,
        source_dispersion: here.dispersion(word.term),
        reference_dispersion: there.dispersion(word.term),
        source_normalised_dispersion: here.normalised_dispersion(word.term),
        reference_normalised_dispersion: there.normalised_dispersion(word.term),
    }
}

/// What a term is of a pair.
const CATEGORIES: [&str; 5] = ["only_there", "only_here", "more", "fewer", "equal"];

/// The place of a word's category among them.
fn category(pair: &SourcePair<'_>, word: &Word) -> usize {
    let (here, there) = (pair.source.1.share(word.term), pair.reference.1.share(word.term));
    match (here.frequency, there.frequency, here.compare(there)) {
        (0, ..) => 0,
        (_, 0, _) => 1,
        (.., std::cmp::Ordering::Greater) => 2,
        (.., std::cmp::Ordering::Less) => 3,
        (.., std::cmp::Ordering::Equal) => 4,
    }
}
