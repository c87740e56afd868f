//! The exchange of labels as it is defined: every difference is kept, and added up with its sign. What is counted otherwise gives
//! the same to the last bit.

use rand::RngExt;

use super::contents::{each_difference, versions};
use super::exchange::{PValues, p_values};
use super::usages::Usages;
use super::*;
use crate::corpus::{Document, DocumentId, Source, SourceKind};
use crate::statistics::exchange::ExchangeColumn;
use crate::statistics::{Exchanges, MaxT, stream};
use crate::text::Analyzer;

/// Differences between the texts of a content by a source and by its reference; a version that is missing counts 0.
/// All are whole numbers, so that sums of them are exact.
pub(in crate::profile) struct Differences {
    /// For each content, from 0, the tokens of the source's text less those of the reference's.
    pub(in crate::profile) lengths: Vec<i64>,
    /// The terms that stand in enough contents, in order.
    pub(in crate::profile) terms: Vec<TermId>,
    /// Where the differences of each term begin, and where those of the last one end.
    starts: Vec<usize>,
    /// (content, difference of the term's frequencies), by term, then by content, without zeros.
    frequencies: Vec<(u32, f64)>,
}

impl Differences {
    /// The differences of `source` to `reference`, for the terms that stand in at least `minimum` contents (one at least),
    /// by whichever of the two. No exchange of labels changes which terms these are.
    pub(in crate::profile) fn of(
        corpus: &AnalyzedCorpus,
        source: SourceId,
        reference: SourceId,
        minimum: u64,
    ) -> Self {
        let versions = versions(corpus, [source, reference]);
        let mut contents = vec![0_u64; corpus.vocabulary().len()];
        let mut entries = vec![0_usize; corpus.vocabulary().len()];
        let lengths = each_difference(corpus, &versions, |_, term, difference| {
            contents[term.index()] += 1;
            entries[term.index()] += usize::from(difference != 0);
        });
        let enough = |term: &TermId| contents[term.index()] >= minimum.max(1);
        let terms: Vec<TermId> = (0..contents.len() as u32).map(TermId).filter(enough).collect();
        let mut starts = vec![0];
        let mut next = vec![None; contents.len()];
        for term in &terms {
            let start = starts[starts.len() - 1];
            next[term.index()] = Some(start);
            starts.push(start + entries[term.index()]);
        }
        let mut frequencies = vec![(0, 0.0); starts[terms.len()]];
        each_difference(corpus, &versions, |content, term, difference| {
            if let Some(next) = next[term.index()].as_mut().filter(|_| difference != 0) {
                frequencies[*next] = (content, difference as f64);
                *next += 1;
            }
        });
        Differences { lengths, terms, starts, frequencies }
    }

    /// The contents in which the frequencies of the term at `place` differ, with the difference.
    pub(in crate::profile) fn frequencies(&self, place: usize) -> &[(u32, f64)] {
        &self.frequencies[self.starts[place]..self.starts[place + 1]]
    }
}

/// Texts by two sources, of which some have no twin, some are copies and some are empty.
pub(in crate::profile) fn mixed_corpus(seed: u64) -> AnalyzedCorpus {
    let mut generator = stream(seed, 0);
    let mut documents = Vec::new();
    for content in 0..60_u32 {
        let mut words = |most: u32| -> String {
            let count = generator.random_range(0..most);
            let word = |_| format!("w{} ", (40.0 * generator.random::<f64>().powi(2)) as u32);
            (0..count).map(word).collect()
        };
        let (human, llm) = (words(30), words(25));
        let of_llm = if content % 7 == 0 { human.clone() } else { llm };
        for (source, text) in [(0, human), (1, of_llm)] {
            if (content + 3 * source) % 10 > 0 {
                let id = DocumentId { base: format!("{content:02}").into(), source: SourceId(source) };
                documents.push(Ok(Document { id, title: String::new(), text }));
            }
        }
    }
    let source = |name: &str, kind| Source { name: name.into(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let words = Analyzer::parse("words").unwrap();
    AnalyzedCorpus::from_documents(sources, SourceId(0), documents.into_iter(), &words, false).unwrap()
}

/// t = |N Σ s·d − F Σ s·l| ÷ √(Σ x²), for each term and exchange.
fn plain(
    corpus: &AnalyzedCorpus,
    [reference, source]: [(SourceId, &Usages); 2],
    minimum: u64,
    exchanges: Exchanges,
) -> Vec<(TermId, PValues)> {
    let differences = Differences::of(corpus, source.0, reference.0, minimum);
    let tokens = (reference.1.tokens + source.1.tokens) as f64;
    let lengths: Vec<(u32, f64)> =
        (0..).zip(differences.lengths.iter().map(|length| *length as f64)).collect();
    let columns: Vec<&ExchangeColumn> = (0..differences.terms.len())
        .map(|place| differences.frequencies(place))
        .chain([&lengths[..]])
        .collect();
    let frequency =
        |term: TermId| (reference.1.usage(term).frequency + source.1.usage(term).frequency) as f64;
    let scale = |place: usize| {
        let (frequency, column) = (frequency(differences.terms[place]), differences.frequencies(place));
        let length = |content: u32| differences.lengths[content as usize];
        let square = |length: i64| u128::from(length.unsigned_abs()).pow(2);
        let x =
            |(content, difference): &(u32, f64)| tokens * difference - frequency * length(*content) as f64;
        let here: f64 = column.iter().map(|entry| x(entry).powi(2)).sum();
        let all: u128 = differences.lengths.iter().map(|length| square(*length)).sum();
        let elsewhere = all - column.iter().map(|(content, _)| square(length(*content))).sum::<u128>();
        let whole = here + frequency.powi(2) * elsewhere as f64;
        if whole > 0.0 { 1.0 / whole.sqrt() } else { 0.0 }
    };
    let scales: Vec<f64> = (0..differences.terms.len()).map(scale).collect();
    let statistics = |sums: &[f64]| -> Vec<f64> {
        let lengths = sums[scales.len()];
        let of = |place: usize| {
            let frequency = frequency(differences.terms[place]);
            (tokens * sums[place] - frequency * lengths).abs() * scales[place]
        };
        (0..scales.len()).map(of).collect()
    };
    let sum = |column: &&ExchangeColumn| column.iter().map(|(_, difference)| difference).sum();
    let observed = statistics(&columns.iter().map(sum).collect::<Vec<f64>>());
    let mut family = MaxT::new(&observed.iter().copied().map(Some).collect::<Vec<_>>());
    let mut reached = vec![0; observed.len()];
    for sums in exchanges.rows(&columns) {
        let found = statistics(&sums);
        for ((reached, found), observed) in reached.iter_mut().zip(&found).zip(&observed) {
            *reached += usize::from(*found >= observed * (1.0 - 1e-9));
        }
        family.add(|place| found[place]);
    }
    let adjusted = family.p_values(observed.len());
    let p_values = reached.into_iter().zip(adjusted).map(|(reached, adjusted)| PValues {
        contents: (1 + reached) as f64 / (1 + exchanges.count) as f64,
        adjusted: adjusted.unwrap(),
    });
    differences.terms.iter().copied().zip(p_values).collect()
}

#[test]
fn counts_of_exchanged_texts_give_what_sums_with_signs_do() {
    for (seed, minimum, count) in [(1, 1, 77), (2, 3, 32), (3, 5, 5)] {
        let corpus = mixed_corpus(seed);
        let usages = [0, 1].map(|source| Usages::of(&corpus, SourceId(source)));
        let [reference, source] = [(SourceId(0), &usages[0]), (SourceId(1), &usages[1])];
        let settings =
            KeynessSettings { exchanges: count, minimum_documents: minimum, ..KeynessSettings::default() };
        let found = p_values(&corpus, reference, source, &settings, seed);
        assert_eq!(found, plain(&corpus, [reference, source], minimum, Exchanges { count, seed }));
        assert!(found.len() > 20 && found.iter().any(|(_, p)| p.contents < 1.0));
    }
}
