//! Which texts and words a classifier sees: two sources of a corpus in; their texts, whole or of equal lengths, as counts of
//! the most common words, with folds that no content crosses, out.

use rand::RngExt;

use super::classifier::CountTable;
use crate::corpus::SourceId;
use crate::statistics::stream;
use crate::text::{AnalyzedCorpus, TermId};

/// Texts are dealt to so many folds, or to fewer where there are fewer contents.
const FOLDS: usize = 10;
/// A source with fewer texts is not compared.
const LEAST_TEXTS: usize = 10;
/// The numbers of the first streams that deal folds and exchange labels of texts without a twin, above those of all
/// replicates.
const DEALT: u64 = 7 << 40;
const SHUFFLED: u64 = 8 << 40;

/// A document that is compared.
#[derive(Debug, Clone, Copy)]
struct Member {
    content: u32,
    source: bool,
    number: u32,
    length: u32,
    twin: bool,
}

/// The two sources and the words that are counted: function words first, then the others, each by falling frequency.
pub(super) struct Words {
    pub(super) terms: Vec<TermId>,
    /// How many of them are function words.
    pub(super) functions: usize,
    /// For each term of the vocabulary, its number among the words.
    numbers: Vec<Option<u32>>,
}

impl Words {
    /// The `count` most frequent terms of both sources together, ties by term; exchanged labels leave them as they are.
    pub(super) fn most_common(
        corpus: &AnalyzedCorpus,
        sources: [SourceId; 2],
        count: usize,
        is_function: &[bool],
    ) -> Words {
        let mut frequencies = vec![0_u64; corpus.vocabulary().len()];
        for number in sources.into_iter().flat_map(|source| corpus.documents_of(source)) {
            corpus.tokens(number).iter().for_each(|term| frequencies[term.index()] += 1);
        }
        let mut terms: Vec<TermId> = (0..frequencies.len() as u32).map(TermId).collect();
        terms.retain(|term| frequencies[term.index()] > 0);
        // Stable: terms of one frequency keep their order.
        terms.sort_by_key(|term| std::cmp::Reverse(frequencies[term.index()]));
        terms.truncate(count);
        terms.sort_by_key(|term| !is_function[term.index()]);
        let functions = terms.iter().filter(|term| is_function[term.index()]).count();
        let mut numbers = vec![None; frequencies.len()];
        (0..).zip(&terms).for_each(|(number, term)| numbers[term.index()] = Some(number));
        Words { terms, functions, numbers }
    }
}

/// A text that is classified.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// Its fold, from 0.
    pub(super) fold: u32,
    /// Whether the source wrote it, and not the reference.
    pub(super) source: bool,
}

/// Texts that are classified, by fold.
pub(super) struct Selection {
    pub(super) table: CountTable,
    pub(super) texts: Vec<Text>,
    /// For each text, its content among all of the corpus, and whether both sources have that.
    pub(super) contents: Vec<(u32, bool)>,
    /// For each text, its content among these, from 0.
    pub(super) units: Vec<u32>,
    /// How many contents there are.
    pub(super) unit_count: usize,
}

impl Selection {
    /// The texts of a source and its reference, whole. `None` where either has fewer than ten.
    pub(super) fn whole(
        corpus: &AnalyzedCorpus,
        sources: [SourceId; 2],
        words: &Words,
        seed: u64,
    ) -> Option<Selection> {
        Selection::new(corpus, members(corpus, sources), words, seed)
    }

    /// The texts at equal lengths: where at least ten contents have both versions, these, the longer version cut to the
    /// tokens of the shorter; elsewhere the longest three quarters of all texts, cut to the length of the shortest of these.
    pub(super) fn of_equal_lengths(
        corpus: &AnalyzedCorpus,
        sources: [SourceId; 2],
        words: &Words,
        seed: u64,
    ) -> Option<Selection> {
        let mut members = members(corpus, sources);
        if members.iter().filter(|member| member.twin).count() >= 2 * LEAST_TEXTS {
            members.retain(|member| member.twin);
            for versions in members.chunk_by_mut(|left, right| left.content == right.content) {
                let shorter = versions.iter().map(|version| version.length).min().unwrap_or(0);
                versions.iter_mut().for_each(|version| version.length = shorter);
            }
        } else {
            let mut lengths: Vec<u32> = members.iter().map(|member| member.length).collect();
            lengths.sort_unstable();
            let quarter = lengths.get(lengths.len() / 4).copied().unwrap_or(0);
            members.retain(|member| member.length >= quarter);
            members.iter_mut().for_each(|member| member.length = quarter);
        }
        Selection::new(corpus, members, words, seed)
    }

    fn new(corpus: &AnalyzedCorpus, members: Vec<Member>, words: &Words, seed: u64) -> Option<Selection> {
        let of = |source: bool| members.iter().filter(|member| member.source == source).count();
        let fewest = of(true).min(of(false));
        if fewest < LEAST_TEXTS || words.terms.is_empty() {
            return None;
        }
        let folds = folds(&members, seed);
        let mut order: Vec<u32> = (0..members.len() as u32).collect();
        order.sort_by_key(|place| folds[*place as usize]);
        let mut table = CountTable::new(words.terms.len(), words.functions);
        let mut seen: Vec<u32> = Vec::new();
        for place in order.iter().map(|place| *place as usize) {
            let tokens = &corpus.tokens(members[place].number)[..members[place].length as usize];
            seen.clear();
            seen.extend(tokens.iter().filter_map(|term| words.numbers[term.index()]));
            table.add(folds[place] as usize, &mut seen);
        }
        let ordered = || order.iter().map(|place| (&members[*place as usize], *place as usize));
        let texts: Vec<Text> =
            ordered().map(|(member, place)| Text { fold: folds[place], source: member.source }).collect();
        let contents: Vec<(u32, bool)> = ordered().map(|(member, _)| (member.content, member.twin)).collect();
        // Members come by content.
        let mut unit_of = vec![0_u32; members.len()];
        for place in 1..members.len() {
            let next = members[place].content != members[place - 1].content;
            unit_of[place] = unit_of[place - 1] + u32::from(next);
        }
        let unit_count = unit_of.last().map_or(0, |last| *last as usize + 1);
        let units = ordered().map(|(_, place)| unit_of[place]).collect();
        Some(Selection { table, texts, contents, units, unit_count })
    }

    /// Whether the source has each text when labels are exchanged: the versions of a content change places by its coin in
    /// `changed`, and texts without a twin deal their labels anew within their fold.
    pub(super) fn exchanged(&self, changed: &[bool], seed: u64, exchange: usize) -> Vec<bool> {
        let mut sources: Vec<bool> = self.texts.iter().map(|text| text.source).collect();
        for ((content, twin), source) in self.contents.iter().zip(&mut sources) {
            *source ^= *twin && changed[*content as usize];
        }
        let lone: Vec<usize> = (0..self.texts.len()).filter(|place| !self.contents[*place].1).collect();
        let mut generator = stream(seed, SHUFFLED + exchange as u64);
        for of_fold in lone.chunk_by(|left, right| self.texts[*left].fold == self.texts[*right].fold) {
            for last in (1..of_fold.len()).rev() {
                sources.swap(of_fold[last], of_fold[generator.random_range(0..=last)]);
            }
        }
        sources
    }
}

/// The documents of the reference and the source, by content.
fn members(corpus: &AnalyzedCorpus, [reference, source]: [SourceId; 2]) -> Vec<Member> {
    let catalogue = corpus.catalogue();
    let contents = catalogue.contents();
    let member = |number: u32| {
        let by = catalogue.id(number).source;
        (by == source || by == reference).then(|| Member {
            content: contents[number as usize],
            source: by == source,
            number,
            length: corpus.length(number),
            twin: false,
        })
    };
    let mut members: Vec<Member> = (0..corpus.len() as u32).filter_map(member).collect();
    members.sort_by_key(|member| (member.content, member.source));
    for versions in members.chunk_by_mut(|left, right| left.content == right.content) {
        let twin = versions.len() == 2;
        versions.iter_mut().for_each(|version| version.twin = twin);
    }
    members
}

/// The fold of each member: contents of both sources, and texts of either source alone, are each put into an order by
/// chance and dealt in turn, so that every fold has its part of each.
fn folds(members: &[Member], seed: u64) -> Vec<u32> {
    let mut folds = vec![0; members.len()];
    let kinds = [(true, true), (false, true), (false, false)];
    let of_kind = |(twin, source): (bool, bool)| -> Vec<usize> {
        let wanted = |place: &usize| members[*place].twin == twin && members[*place].source == source;
        (0..members.len()).filter(wanted).collect()
    };
    let [twins, here, there] = kinds.map(of_kind);
    let count = FOLDS.min(twins.len() + here.len().min(there.len())).max(1);
    for (kind, places) in [(0, twins), (1, here), (1, there)] {
        // The same order by chance for either source, so that exchanged sources have the same folds.
        let mut generator = stream(seed, DEALT + kind);
        let mut order: Vec<usize> = (0..places.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, generator.random_range(0..=last));
        }
        for (turn, place) in order.into_iter().enumerate() {
            let (place, fold) = (places[place], (turn % count) as u32);
            folds[place] = fold;
            if kind == 0 {
                // The reference's version stands before the source's.
                folds[place - 1] = fold;
            }
        }
    }
    folds
}
