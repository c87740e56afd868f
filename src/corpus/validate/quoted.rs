//! Queries in first, then texts one at a time; which queries stand word for word in texts of which source, out. Of a text
//! nothing is kept but where a query was found.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::super::{Document, Qrels, Query, SourceId};

/// A query of fewer words is a phrase that anybody may write.
const FEWEST: usize = 4;

/// Where a query was found: by source and query, the smallest base id.
type Places = BTreeMap<(SourceId, u32), Arc<str>>;

/// Queries as sequences of words, and where they were found. Words are runs of letters and digits; their case and what
/// stands between them do not count.
#[derive(Debug, Default)]
pub(super) struct QuotedQueries {
    /// The queries of enough words, sorted by id.
    queries: Vec<(String, Vec<u64>)>,
    /// Those of each sequence of [`FEWEST`] first words.
    by_start: FxHashMap<u64, Vec<u32>>,
    within: Places,
    at_start: Places,
    words: Vec<u64>,
}

impl QuotedQueries {
    /// The queries that are searched: the judged ones where there are judgements, or else all.
    pub(super) fn new(queries: &[Query], qrels: &Qrels) -> Self {
        let is_asked = |query: &&Query| qrels.is_empty() || qrels.of(&query.id).next().is_some();
        let mut asked = Vec::new();
        for query in queries.iter().filter(is_asked) {
            let mut words = Vec::new();
            read_words(&query.text, &mut words);
            if words.len() >= FEWEST {
                asked.push((query.id.clone(), words));
            }
        }
        asked.sort_unstable();
        let mut by_start: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (number, (_, words)) in asked.iter().enumerate() {
            by_start.entry(start(words)).or_default().push(number as u32);
        }
        QuotedQueries { queries: asked, by_start, ..QuotedQueries::default() }
    }

    /// Looks for every query in a document; `with_title` says that its title is read too.
    pub(super) fn look_into(&mut self, document: &Document, with_title: bool) {
        if self.queries.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        read_words(&document.text, &mut words);
        self.find(&words, document, true);
        if !document.title.is_empty() {
            read_words(&document.title, &mut words);
            if with_title {
                self.find(&words, document, false);
            }
            for query in self.starting(&words) {
                if self.queries[query as usize].1 == words {
                    found(&mut self.at_start, query, document);
                }
            }
        }
        self.words = words;
    }

    /// Notes every query in `words`, and as a beginning one at their start where `begins`.
    fn find(&mut self, words: &[u64], document: &Document, begins: bool) {
        for at in 0..(words.len() + 1).saturating_sub(FEWEST) {
            for query in self.starting(&words[at..]) {
                if words[at..].starts_with(&self.queries[query as usize].1) {
                    found(&mut self.within, query, document);
                    if begins && at == 0 {
                        found(&mut self.at_start, query, document);
                    }
                }
            }
        }
    }

    /// The queries that start with the first words of `words`.
    fn starting(&self, words: &[u64]) -> Vec<u32> {
        let first = words.get(..FEWEST).and_then(|first| self.by_start.get(&start(first)));
        first.cloned().unwrap_or_default()
    }

    /// How many queries were looked for.
    pub(super) fn len(&self) -> u64 {
        self.queries.len() as u64
    }

    /// The queries that stand in a text of `source`: their number, their id, and the smallest base id of such a text;
    /// sorted by id.
    pub(super) fn within(&self, source: SourceId) -> Vec<(u32, &str, &Arc<str>)> {
        self.of(&self.within, source)
    }

    /// Those that a text of `source` begins with, or that are its title.
    pub(super) fn at_start(&self, source: SourceId) -> Vec<(u32, &str, &Arc<str>)> {
        self.of(&self.at_start, source)
    }

    fn of<'a>(&'a self, places: &'a Places, source: SourceId) -> Vec<(u32, &'a str, &'a Arc<str>)> {
        let of_source = places.range((source, 0)..=(source, u32::MAX));
        of_source.map(|((_, query), base)| (*query, self.queries[*query as usize].0.as_str(), base)).collect()
    }
}

fn found(places: &mut Places, query: u32, document: &Document) {
    let (key, base) = ((document.id.source, query), &document.id.base);
    match places.get_mut(&key) {
        Some(known) if *known <= *base => {}
        Some(known) => *known = base.clone(),
        None => {
            places.insert(key, base.clone());
        }
    }
}

/// A hash of the first [`FEWEST`] of these words.
fn start(words: &[u64]) -> u64 {
    let mixed = |hash: u64, word: &u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    words[..FEWEST].iter().fold(0, mixed)
}

/// The words of a text as hashes (FNV-1a, 64 bits) of their letters in lower case.
fn read_words(text: &str, words: &mut Vec<u64>) {
    const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;
    let with = |hash: u64, part: u32| (hash ^ u64::from(part)).wrapping_mul(0x0100_0000_01b3);
    words.clear();
    let mut word = EMPTY;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            word = with(word, u32::from(letter.to_ascii_lowercase()));
        } else if letter.is_alphanumeric() {
            word = letter.to_lowercase().fold(word, |word, part| with(word, u32::from(part)));
        } else if word != EMPTY {
            words.push(word);
            word = EMPTY;
        }
    }
    if word != EMPTY {
        words.push(word);
    }
}
