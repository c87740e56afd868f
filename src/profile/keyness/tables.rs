//! The tables of keyness: compared terms in; out come all of them, and the kept keywords with intervals over documents.

use super::{Compared, Kept, Word};
use crate::statistics::Interval;
use crate::table::{Column, Table};
use crate::text::AnalyzedCorpus;

/// Every term of every pair.
pub(super) fn terms(corpus: &AnalyzedCorpus, compared: &[Compared<'_>]) -> Table {
    let rows: Vec<_> =
        compared.iter().flat_map(|pair| pair.words.iter().map(move |word| (pair, word))).collect();
    Table::new(columns(corpus, &rows))
}

/// The kept keywords of every pair, with the intervals of the bootstrap over documents.
pub(super) fn top(corpus: &AnalyzedCorpus, kept: &[(&Compared<'_>, Vec<Kept<'_>>)]) -> Table {
    let all =
        || kept.iter().flat_map(|(pair, words)| words.iter().map(move |(word, over)| (*pair, *word, over)));
    let rows: Vec<_> = all().map(|(pair, word, _)| (pair, word)).collect();
    let mut columns = columns(corpus, &rows);
    let bound = |end: fn(Interval) -> f64| Column::Number(all().map(|(.., over)| over.map(end)).collect());
    columns.push(("bootstrap_low", bound(|over| over.low)));
    columns.push(("bootstrap_high", bound(|over| over.high)));
    Table::new(columns)
}

type Row<'a> = (&'a Compared<'a>, &'a Word);

fn columns(corpus: &AnalyzedCorpus, rows: &[Row<'_>]) -> Vec<(&'static str, Column)> {
    let text = |value: &dyn Fn(&Row<'_>) -> String| Column::Text(rows.iter().map(value).collect());
    let count = |value: &dyn Fn(&Row<'_>) -> u64| Column::Count(rows.iter().map(value).collect());
    let number = |value: &dyn Fn(&Row<'_>) -> Option<f64>| Column::Number(rows.iter().map(value).collect());
    let name = |source| corpus.catalogue().source_name(source).to_string();
    vec![
        ("reference", text(&|(pair, _)| name(pair.reference.0))),
        ("source", text(&|(pair, _)| name(pair.source.0))),
        ("term", text(&|(_, word)| corpus.vocabulary().term(word.term).to_string())),
        ("category", text(&|(pair, word)| category(pair, word).to_string())),
        ("keyword", Column::Flag(rows.iter().map(|(_, word)| word.keyword).collect())),
        ("source_frequency", count(&|(pair, word)| pair.source.1.usage(word.term).frequency)),
        ("reference_frequency", count(&|(pair, word)| pair.reference.1.usage(word.term).frequency)),
        ("source_documents", count(&|(pair, word)| pair.source.1.usage(word.term).documents)),
        ("reference_documents", count(&|(pair, word)| pair.reference.1.usage(word.term).documents)),
        ("source_per_million", number(&|(pair, word)| pair.source.1.share(word.term).per_million())),
        ("reference_per_million", number(&|(pair, word)| pair.reference.1.share(word.term).per_million())),
        ("log_likelihood", number(&|(_, word)| word.log_likelihood)),
        ("log_likelihood_of_four_cells", number(&|(_, word)| word.of_four_cells)),
        ("p_tokens", number(&|(_, word)| word.p_tokens)),
        ("p_contents", number(&|(_, word)| word.p_values.map(|p_values| p_values.contents))),
        ("p_adjusted", number(&|(_, word)| word.p_values.map(|p_values| p_values.adjusted))),
        ("log_ratio", number(&|(_, word)| word.log_ratio)),
        ("low", number(&|(_, word)| word.interval.map(|interval| interval.low))),
        ("high", number(&|(_, word)| word.interval.map(|interval| interval.high))),
        ("source_dispersion", number(&|(pair, word)| pair.source.1.dispersion(word.term))),
        ("reference_dispersion", number(&|(pair, word)| pair.reference.1.dispersion(word.term))),
        (
            "source_normalised_dispersion",
            number(&|(pair, word)| pair.source.1.normalised_dispersion(word.term)),
        ),
        (
            "reference_normalised_dispersion",
            number(&|(pair, word)| pair.reference.1.normalised_dispersion(word.term)),
        ),
    ]
}

fn category(pair: &Compared<'_>, word: &Word) -> &'static str {
    let (here, there) = (pair.source.1.share(word.term), pair.reference.1.share(word.term));
    match (here.frequency, there.frequency, here.compare(there)) {
        (0, ..) => "only_there",
        (_, 0, _) => "only_here",
        (.., std::cmp::Ordering::Greater) => "more",
        (.., std::cmp::Ordering::Less) => "fewer",
        (.., std::cmp::Ordering::Equal) => "equal",
    }
}
