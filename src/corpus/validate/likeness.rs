//! Twins beside texts paired at random: documents in, one at a time; for each pair of sources how many twins are told from
//! other texts by their words, out. Ids that slipped by a line, or file names that agree by accident, are found so.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::words::distinct_words;
use crate::corpus::collection::Origin;
use crate::corpus::{Corpus, Document, Pairing, Source, SourceId};
use crate::error::Error;

/// How many texts of the reference are kept, and of all other sources together.
const MOST_TEXTS: usize = 8192;

/// Of each other source so many texts at least and at most.
const LEAST_OF_SOURCE: usize = 64;
const MOST_OF_SOURCE: usize = 2048;

/// How many twins of two sources are looked at.
const MOST_TWINS: usize = 512;

/// Of fewer twins nothing is said: ids that agree by accident would pass too often.
const LEAST_TWINS: usize = 10;

/// How many sources before it a source is compared with where it has no twins with the reference.
const EARLIER: usize = 8;

/// Some texts of each source, to tell whether twins are versions of one content. Likeness is the cosine of the distinct words of
/// the first 512 words, each weighed by ln(2n ÷ df) of the n twins (512 at most), so that words that stand in all texts do not
/// count. A twin is *told* where it shares a word and at most one in a hundred texts of other contents is more like the
/// reference's text than it is. Twins are unrelated where for fewer than half of them at most one in twenty other texts is
/// more alike, or where for more than half of them some other text is more than three times as alike, as where ids slipped.
/// Texts whose ids agree by accident pass with a probability below 1 in 500 from ten twins on, and below one in 10,000 from 20 on.
///
/// ```
/// use sourcebias::corpus::Corpus;
/// use sourcebias::corpus::validate::TwinSample;
/// let texts = |shift: u32| (0..20).map(move |id| (id.to_string(), format!("word{} all", (id + shift) % 20)));
/// let found = |shift| {
///     let corpus = Corpus::from_texts([("human", texts(0).collect::<Vec<_>>()), ("gpt", texts(shift).collect())])?;
///     let mut sample = TwinSample::new(&corpus.sources, corpus.reference);
///     corpus.documents().try_for_each(|document| document.map(|document| sample.add(&document)))?;
///     Ok::<_, sourcebias::Error>(sample.refusal(&corpus).is_some())
/// };
/// assert!(!found(0)? && found(1)?);
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub struct TwinSample {
    names: Vec<String>,
    reference: SourceId,
    kept: Vec<Kept>,
    /// What was found of the texts taken in so far.
    found: OnceLock<Vec<PairLikeness>>,
}

/// The texts of one source whose ids have the smallest hashes: the same contents for every source, in an order that has
/// nothing to do with the texts.
struct Kept {
    most: usize,
    words: BTreeMap<(u64, Arc<str>), Box<[u32]>>,
}

/// What was found of the twins of two sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PairLikeness {
    pub source: SourceId,
    pub beside: SourceId,
    /// Twins that were looked at.
    pub looked_at: u64,
    /// Those that are told from others: at most one text in a hundred is more alike.
    pub told: u64,
    /// Those for which at most one text in twenty is more alike.
    pub near: u64,
    /// Those for which another text is more than three times as alike.
    pub elsewhere: u64,
    /// The smallest id of those that are not.
    pub example: Option<Arc<str>>,
}

impl PairLikeness {
    /// Twins that are not told from texts at random.
    pub(super) fn not_told(&self) -> u64 {
        self.looked_at - self.told
    }

    /// Whether the twins are no versions of one content, as far as words say.
    pub(super) fn is_unrelated(&self) -> bool {
        2 * self.near < self.looked_at || 2 * self.elsewhere > self.looked_at
    }

    /// Whether single twins look exchanged: more than 1 in 20, and three at least.
    pub(super) fn has_doubtful(&self) -> bool {
        self.not_told() >= 3 && 20 * self.not_told() > self.looked_at
    }
}

impl TwinSample {
    /// No text yet, of these sources.
    pub fn new(sources: &[Source], reference: SourceId) -> Self {
        let of_other = (MOST_TEXTS / sources.len().max(1)).clamp(LEAST_OF_SOURCE, MOST_OF_SOURCE);
        let kept = |place: usize| {
            let most = if place == reference.index() { MOST_TEXTS } else { of_other };
            Kept { most, words: BTreeMap::new() }
        };
        TwinSample {
            names: sources.iter().map(|source| source.name.clone()).collect(),
            reference,
            kept: (0..sources.len()).map(kept).collect(),
            found: OnceLock::new(),
        }
    }

    /// Takes a document in.
    ///
    /// # Panics
    /// Where the document is of none of the sources.
    pub fn add(&mut self, document: &Document) {
        self.found.take();
        let Kept { most, words } = &mut self.kept[document.id.source.index()];
        let mut hasher = DefaultHasher::new();
        hasher.write(document.id.base.as_bytes());
        let key = (hasher.finish(), document.id.base.clone());
        if words.len() == *most && words.last_key_value().is_some_and(|(last, _)| key > *last) {
            return;
        }
        words.insert(key, distinct_words(&document.text));
        if words.len() > *most {
            words.pop_last();
        }
    }

    /// Each source beside the reference, or beside the first one before it with which it has twins.
    pub(super) fn pairs(&self) -> &[PairLikeness] {
        self.found.get_or_init(|| self.compared())
    }

    fn compared(&self) -> Vec<PairLikeness> {
        let sources = || (0..self.kept.len() as u32).map(SourceId);
        let others = || sources().filter(|source| *source != self.reference);
        let pair = |source: SourceId| {
            let earlier = others().take_while(|other| *other != source).take(EARLIER);
            std::iter::once(self.reference).chain(earlier).find_map(|beside| self.pair(source, beside))
        };
        others().filter_map(pair).collect()
    }

    fn pair(&self, source: SourceId, beside: SourceId) -> Option<PairLikeness> {
        let (texts, originals) = (&self.kept[source.index()].words, &self.kept[beside.index()].words);
        let both = texts.iter().filter_map(|(key, version)| {
            let (original, version) = (&**originals.get(key)?, &**version);
            (!version.is_empty() && !original.is_empty()).then_some((&key.1, original, version))
        });
        let twins: Vec<(&Arc<str>, &[u32], &[u32])> = both.take(MOST_TWINS).collect();
        let weights = weights(twins.iter().flat_map(|(_, original, version)| [*original, *version]));
        let weigh = |words: &[u32]| Weighed::of(words, &weights);
        let twins: Vec<(Arc<str>, Weighed, Weighed)> = (twins.iter())
            .map(|(base, original, version)| (Arc::clone(base), weigh(original), weigh(version)))
            .filter(|(_, original, version)| original.norm > 0.0 && version.norm > 0.0)
            .collect();
        if twins.len() < LEAST_TWINS {
            return None;
        }
        let standing = |place: usize| -> [bool; 3] {
            let (_, original, version) = &twins[place];
            let own = original.like(version);
            let others = twins.iter().enumerate().filter(|(other, _)| *other != place);
            let (mut more, mut most) = (0, 0.0_f64);
            for (_, (_, _, other)) in others {
                let like = original.like(other);
                more += usize::from(like > own);
                most = most.max(like);
            }
            let within = |one_in: usize| own > 0.0 && more * one_in < twins.len();
            [within(100), within(20), most > 3.0 * own]
        };
        let found: Vec<[bool; 3]> = (0..twins.len()).into_par_iter().map(standing).collect();
        let count = |of: usize| found.iter().filter(|standing| standing[of]).count() as u64;
        let lost = found.iter().zip(&twins).filter(|(standing, _)| !standing[0]);
        Some(PairLikeness {
            source,
            beside,
            looked_at: twins.len() as u64,
            told: count(0),
            near: count(1),
            elsewhere: count(2),
            example: lost.map(|(_, (base, _, _))| base).min().cloned(),
        })
    }

    /// Why the sources cannot be compared as versions of the same contents: the first source most of whose twins are not told
    /// from texts at random. `None` where there is none, or the corpus says itself that its ids are right
    /// ([`Pairing::Trusted`]).
    pub fn refusal(&self, corpus: &Corpus) -> Option<Error> {
        if corpus.pairing == Pairing::Trusted {
            return None;
        }
        let pair = self.pairs().iter().find(|pair| pair.is_unrelated())?;
        Some(self.refused(pair, corpus))
    }

    /// That these twins are unrelated, as an error of the source's file.
    fn refused(&self, pair: &PairLikeness, corpus: &Corpus) -> Error {
        let [source, beside] = [pair.source, pair.beside].map(|source| &self.names[source.index()]);
        let reason = format!(
            "texts of {source:?} and {beside:?} with the same id do not look like versions of one content: of {} that were \
             looked at, only {} are more alike than texts paired at random",
            pair.looked_at, pair.told
        );
        match &corpus.origin {
            Origin::Files(files) => {
                Error::file(&files.documents[pair.source.index()], reason, UNRELATED_ADVICE)
            }
            Origin::Memory(_) => {
                let reason = format!("{reason}; {UNRELATED_ADVICE}");
                Error::BadExperiment { place: format!("source {source:?}"), reason }
            }
        }
    }

    /// What to know where single twins look exchanged; nothing where the corpus says itself that its ids are right.
    pub fn warnings(&self, corpus: &Corpus) -> Vec<String> {
        if corpus.pairing == Pairing::Trusted {
            return Vec::new();
        }
        let doubtful = self.pairs().iter().filter(|pair| pair.has_doubtful());
        let warning = |pair: &PairLikeness| {
            let [source, beside] = [pair.source, pair.beside].map(|source| &self.names[source.index()]);
            let example = pair.example.as_deref().unwrap_or_default();
            format!(
                "{} of {} texts of {source:?} that were looked at share no more words with the text of {beside:?} of the same \
                 id than texts paired at random do, as {example:?}: do the ids belong together?",
                pair.not_told(),
                pair.looked_at
            )
        };
        doubtful.map(warning).collect()
    }
}

/// What to do where twins are unrelated.
pub(super) const UNRELATED_ADVICE: &str = "if the ids or file names agree by accident, set `unpaired = true` (--unpaired), and each text is a content of its own; \
     if they slipped, correct them; if they are versions in other words, as translations are, set `unpaired = false` \
     (--paired)";

/// The weight of each word in a product of two texts: the square of ln(N ÷ df), N texts of which df hold the word.
fn weights<'a>(texts: impl Iterator<Item = &'a [u32]>) -> FxHashMap<u32, f64> {
    let (mut number, mut holding) = (0_u64, FxHashMap::<u32, u64>::default());
    for words in texts {
        number += 1;
        words.iter().for_each(|word| *holding.entry(*word).or_default() += 1);
    }
    holding.into_iter().map(|(word, df)| (word, (number as f64 / df as f64).ln().powi(2))).collect()
}

/// A text as words in order, with their weights and the root of the sum of these.
struct Weighed {
    words: Vec<(u32, f64)>,
    norm: f64,
}

impl Weighed {
    fn of(words: &[u32], weights: &FxHashMap<u32, f64>) -> Weighed {
        let words: Vec<(u32, f64)> = words.iter().map(|word| (*word, weights[word])).collect();
        let norm = words.iter().map(|(_, weight)| weight).sum::<f64>().sqrt();
        Weighed { words, norm }
    }

    /// The cosine of two texts.
    fn like(&self, other: &Weighed) -> f64 {
        let (mut left, mut right, mut product) = (0, 0, 0.0);
        while let (Some((word, weight)), Some((theirs, _))) = (self.words.get(left), other.words.get(right)) {
            match word.cmp(theirs) {
                std::cmp::Ordering::Less => left += 1,
                std::cmp::Ordering::Greater => right += 1,
                std::cmp::Ordering::Equal => {
                    product += weight;
                    left += 1;
                    right += 1;
                }
            }
        }
        product / (self.norm * other.norm)
    }
}

/// The number of a word: a hash with fixed keys.
pub(super) fn numbered(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    // The upper half: the lower bits of this hash are poor.
    (hasher.finish() >> 32) as u32
}
