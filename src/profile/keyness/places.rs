//! Where the strongest keywords stand: an analysed corpus and kept keywords in; how often each stretch of a source's texts
//! has them, and of which documents lines are shown, out.

use std::collections::HashMap;
use std::sync::Arc;

use super::{KeptKeyword, SourcePair};
use crate::corpus::SourceId;
use crate::table::FileKind;
use crate::text::{AnalyzedCorpus, TermId};

/// Of so many keywords in either direction of each pair the places are kept.
pub const PLACED: usize = 10;
/// Into so many stretches the texts of a source are cut.
pub const STRETCHES: u64 = 400;
/// So many lines of text are shown of a keyword by each source.
const LINES: usize = 5;

crate::table! {
    /// where the strongest keywords stand in the texts of a source, laid end to end in corpus order
    pub struct KeywordPlaceRow("profile/keyword_places", FileKind::Parquet, None) {
        /// The source that is compared with.
        reference: Arc<str>;
        /// The source that is compared.
        source: Arc<str>;
        /// The keyword, as the analyser gives it.
        term: Arc<str>;
        /// The one of the two whose texts these are.
        texts_of: Arc<str>;
        /// Which of 400 equal stretches of these texts, from 0; those without the keyword are left out.
        stretch: u64;
        /// Occurrences in the stretch.
        occurrences: u64;
        /// Tokens of the stretch.
        tokens: u64;
    }
}

/// The documents of which a keyword's lines are shown.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::profile) struct Example {
    pub(in crate::profile) reference: Arc<str>,
    pub(in crate::profile) source: Arc<str>,
    pub(in crate::profile) term: Arc<str>,
    /// Who wrote the documents.
    pub(in crate::profile) texts_of: SourceId,
    /// Base ids, each with the most lines that are shown of it.
    pub(in crate::profile) documents: Vec<(Arc<str>, usize)>,
}

/// The rows and the examples of one pair: of its first [`PLACED`] keywords in either direction.
pub(super) fn of_pair(
    corpus: &AnalyzedCorpus,
    pair: &SourcePair<'_>,
    kept: &[KeptKeyword<'_>],
) -> (Vec<KeywordPlaceRow>, Vec<Example>) {
    let more = |word: &&KeptKeyword<'_>| word.0.log_likelihood > Some(0.0);
    let fewer = kept.iter().filter(|word| !more(word)).take(PLACED);
    let terms: Vec<TermId> =
        kept.iter().filter(more).take(PLACED).chain(fewer).map(|word| word.0.term).collect();
    let catalogue = corpus.catalogue();
    let name = |source: SourceId| -> Arc<str> { Arc::from(catalogue.source_name(source)) };
    let (reference, source) = (name(pair.reference.0), name(pair.source.0));
    let (mut rows, mut examples) = (Vec::new(), Vec::new());
    for (texts_of, tokens) in
        [(pair.source.0, pair.source.1.tokens), (pair.reference.0, pair.reference.1.tokens)]
    {
        let found = Found::of(corpus, texts_of, tokens, &terms);
        for (place, term) in terms.iter().enumerate() {
            let term: Arc<str> = Arc::from(corpus.vocabulary().term(*term));
            let row = |(stretch, occurrences): &(u64, u64)| KeywordPlaceRow {
                reference: Arc::clone(&reference),
                source: Arc::clone(&source),
                term: Arc::clone(&term),
                texts_of: name(texts_of),
                stretch: *stretch,
                occurrences: *occurrences,
                tokens: start(stretch + 1, tokens) - start(*stretch, tokens),
            };
            rows.extend(found.stretches[place].iter().map(row));
            let documents = shown(&found.documents[place])
                .into_iter()
                .map(|(number, lines)| (Arc::clone(&catalogue.id(number).base), lines));
            examples.push(Example {
                reference: Arc::clone(&reference),
                source: Arc::clone(&source),
                term: Arc::clone(&term),
                texts_of,
                documents: documents.collect(),
            });
        }
    }
    (rows, examples)
}

/// The first token of a stretch.
fn start(stretch: u64, tokens: u64) -> u64 {
    (u128::from(stretch) * u128::from(tokens)).div_ceil(u128::from(STRETCHES)) as u64
}

/// What was found of some terms in one source.
struct Found {
    /// For each term, the stretches that have it with how often.
    stretches: Vec<Vec<(u64, u64)>>,
    /// For each term, the documents that have it, in corpus order.
    documents: Vec<Vec<u32>>,
}

impl Found {
    fn of(corpus: &AnalyzedCorpus, source: SourceId, tokens: u64, terms: &[TermId]) -> Self {
        let places: HashMap<TermId, usize> = terms.iter().copied().zip(0..).collect();
        let mut found =
            Found { stretches: vec![Vec::new(); terms.len()], documents: vec![Vec::new(); terms.len()] };
        let mut position = 0_u64;
        for number in corpus.documents_of(source) {
            for token in corpus.tokens(number) {
                if let Some(place) = places.get(token) {
                    let stretch = (u128::from(position) * u128::from(STRETCHES) / u128::from(tokens)) as u64;
                    match found.stretches[*place].last_mut() {
                        Some((last, occurrences)) if *last == stretch => *occurrences += 1,
                        _ => found.stretches[*place].push((stretch, 1)),
                    }
                    if found.documents[*place].last() != Some(&number) {
                        found.documents[*place].push(number);
                    }
                }
                position += 1;
            }
        }
        found
    }
}

/// Of the documents that have a keyword, those that lines are shown of, and how many of each: evenly spread over all, one
/// line each; of fewer than [`LINES`] documents several lines each.
fn shown(documents: &[u32]) -> Vec<(u32, usize)> {
    let count = documents.len();
    if count >= LINES {
        return (0..LINES).map(|line| (documents[(2 * line + 1) * count / (2 * LINES)], 1)).collect();
    }
    let lines = |place: usize| LINES / count + usize::from(place < LINES % count);
    documents.iter().enumerate().map(|(place, number)| (*number, lines(place))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_spread_over_documents() {
        let documents: Vec<u32> = (100..120).collect();
        assert_eq!(shown(&documents), [(102, 1), (106, 1), (110, 1), (114, 1), (118, 1)]);
        assert_eq!(shown(&documents[..5]), [(100, 1), (101, 1), (102, 1), (103, 1), (104, 1)]);
        assert_eq!(shown(&documents[..3]), [(100, 2), (101, 2), (102, 1)]);
        assert_eq!(shown(&documents[..1]), [(100, 5)]);
        assert!(shown(&[]).is_empty());
    }

    #[test]
    fn stretches_share_out_all_tokens() {
        for tokens in [1, 3, 399, 400, 401, 123_457] {
            assert_eq!((start(0, tokens), start(STRETCHES, tokens)), (0, tokens));
            for token in [0, tokens / 3, tokens - 1] {
                let stretch = token * STRETCHES / tokens;
                assert!(start(stretch, tokens) <= token && token < start(stretch + 1, tokens), "{token}");
            }
        }
    }
}
