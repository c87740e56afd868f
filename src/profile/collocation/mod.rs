//! Collocations: a corpus and a node (a word, a phrase or a regular expression) in; the words that stand near it more often
//! than by chance, of each source beside its reference, out.

mod association;
mod count;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use association::Association;

use super::concordance::{KwicCountRow, Pattern, Tally, by_parts, nothing_found};
use crate::corpus::{Corpus, SourceId};
use crate::error::Result;
use crate::table::{FileKind, Shown, Table, TableRow};
use count::{Neighbours, Seen};

/// By what collocates are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The greater log Dice of the two sources.
    #[default]
    LogDice,
    /// The greater mutual information.
    MutualInformation,
    /// The greater t-score.
    TScore,
    /// The size of the difference between the two log Dice; what only one source has comes first, by its own log Dice.
    Difference,
}

/// Which words are collocates, and how many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollocationSettings {
    /// Words on either side that are near.
    pub window: usize,
    /// How often a collocate must stand in the window, in one of the two sources at least.
    pub minimum: u64,
    /// Collocates kept of each pair of sources; 0 for all.
    pub limit: usize,
    /// By what they are sorted.
    pub by: Strength,
    /// Whether titles stand before the texts.
    pub title: bool,
}

impl Default for CollocationSettings {
    fn default() -> Self {
        CollocationSettings { window: 5, minimum: 3, limit: 20, by: Strength::default(), title: false }
    }
}

crate::table! {
    /// the words near a node, of a source beside its reference
    pub struct CollocateRow("kwic/collocates", FileKind::Csv, None) {
        /// The source that is compared with; empty where there is one source alone.
        reference(optional): Arc<str> = "Reference", Shown::Reference;
        /// The source.
        source: Arc<str> = "Source", Shown::Word;
        /// The term that stands near the node.
        collocate: String = "Collocate", Shown::Word;
        /// O, occurrences in the window, in the source.
        source_together: u64 = "Near", Shown::Count;
        /// The same of the reference.
        reference_together(optional): u64 = "Near, reference", Shown::Count;
        /// 14 + log₂(2 O ÷ (f(x) + f(y))), in the source; undefined where O is 0.
        source_log_dice: Option<f64> = "log Dice", Shown::Decimal(2);
        /// The same of the reference.
        reference_log_dice(optional): Option<f64> = "log Dice, reference", Shown::Decimal(2);
        /// log Dice of the source less that of the reference; undefined where either is.
        difference(optional): Option<f64> = "Difference", Shown::Decimal(2);
        /// log₂(O ÷ E), in the source; undefined where O is 0.
        source_mutual_information: Option<f64> = "MI", Shown::Decimal(2);
        /// The same of the reference.
        reference_mutual_information(optional): Option<f64> = "MI, reference", Shown::Decimal(2);
        /// (O − E) ÷ √O, in the source; undefined where O is 0.
        source_t_score: Option<f64> = "t", Shown::Decimal(2);
        /// The same of the reference.
        reference_t_score(optional): Option<f64> = "t, reference", Shown::Decimal(2);
        /// Those of the window before the node, in the source.
        source_before: u64;
        /// The same of the reference.
        reference_before(optional): u64;
        /// f(y), occurrences of the collocate in the source, without the node itself.
        source_frequency: u64;
        /// The same of the reference.
        reference_frequency(optional): u64;
    }
}

/// The collocates of a node in a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocations {
    /// How often each source has the node, in the order of the sources.
    pub counts: Vec<KwicCountRow>,
    /// The collocates of each source and the reference, the strongest first.
    pub rows: Vec<CollocateRow>,
    nothing: Option<String>,
}

impl Collocations {
    /// One row a source ([`KwicCountRow`]).
    pub fn counts_table(&self) -> Table {
        KwicCountRow::to_table(self.counts.clone())
    }

    /// One row a source and collocate ([`CollocateRow`]).
    pub fn table(&self) -> Table {
        CollocateRow::to_table(self.rows.clone())
    }

    /// That the node was not found, or nothing often enough near it, with what to try; `None` where there are rows.
    pub fn nothing_found(&self) -> Option<&str> {
        self.nothing.as_deref()
    }
}

/// The words that stand near `node`, in each source and in the reference of `corpus`.
///
/// Words are the terms of the node's analyser: where that leaves out stop words, a window reaches past them. Texts end
/// windows, sentences do not. See [`Association`] for the measures. Nothing is tested here: which words differ between
/// sources beyond chance, keyness tells ([`keyness`](super::keyness::keyness)).
///
/// ```
/// use sourcebias::Corpus;
/// use sourcebias::profile::collocation::{CollocationSettings, collocates};
/// use sourcebias::profile::concordance::Pattern;
/// use sourcebias::text::Analyzer;
/// let corpus = Corpus::from_texts([
///     ("human", vec![("a", "ripe pears and old apples")]),
///     ("llm", vec![("a", "ripe pears, ripe pears"), ("b", "old pears")]),
/// ])?;
/// let pears = Pattern::words("pears", &Analyzer::parse("words")?)?;
/// let settings = CollocationSettings { window: 1, minimum: 1, ..CollocationSettings::default() };
/// let found = collocates(&corpus, &pears, &settings)?;
/// let ripe = found.rows.iter().find(|row| row.collocate == "ripe").unwrap();
/// assert_eq!((ripe.source_together, ripe.reference_together), (2, 1));
/// // 2 · 1 ÷ (1 + 1) and 2 · 2 ÷ (3 + 2).
/// assert_eq!((ripe.reference_log_dice, ripe.source_log_dice), (Some(14.0), Some(14.0 + 0.8_f64.log2())));
/// # Ok::<(), sourcebias::Error>(())
/// ```
///
/// # Errors
/// Those of reading the corpus.
pub fn collocates(corpus: &Corpus, node: &Pattern, settings: &CollocationSettings) -> Result<Collocations> {
    let fresh = || -> Vec<Neighbours> { corpus.sources.iter().map(|_| Neighbours::default()).collect() };
    let mut found = fresh();
    by_parts(
        corpus,
        |documents| {
            let mut part = fresh();
            for document in documents {
                let source = &mut part[document.id.source.index()];
                source.look_into(document, node, settings.window, settings.title);
            }
            part
        },
        |part| found.iter_mut().zip(&part).for_each(|(source, part)| source.merge(part)),
    )?;
    let tallies: Vec<Tally> = found.iter().map(|source| source.tally).collect();
    let counts = Tally::rows(corpus, &tallies);
    let reference = corpus.reference;
    let others: Vec<SourceId> =
        (0..corpus.sources.len() as u32).map(SourceId).filter(|source| *source != reference).collect();
    let mut rows = Vec::new();
    if others.is_empty() {
        rows.extend(pair(corpus, &mut found, None, reference, settings));
    }
    for source in others {
        rows.extend(pair(corpus, &mut found, Some(reference), source, settings));
    }
    let nothing = nothing_found(node, &counts).or_else(|| {
        let (minimum, window) = (settings.minimum, settings.window);
        rows.is_empty().then(|| {
            format!(
                "no word stands {minimum} times or more within {window} words of `{}`; ask for less \
                 (`minimum`, --at-least), or for more (`window`, --window)",
                node.spec()
            )
        })
    });
    Ok(Collocations { counts, rows, nothing })
}

/// The collocates of one source and the reference, sorted.
fn pair(
    corpus: &Corpus,
    found: &mut [Neighbours],
    reference: Option<SourceId>,
    source: SourceId,
    settings: &CollocationSettings,
) -> Vec<CollocateRow> {
    let often = |neighbours: &Neighbours| -> BTreeSet<String> {
        let near = neighbours.terms.entries();
        let enough = |seen: &Seen| seen.before + seen.behind >= settings.minimum.max(1);
        near.filter(|(_, seen)| enough(seen)).map(|(term, _)| term.to_string()).collect()
    };
    let mut terms = often(&found[source.index()]);
    terms.extend(reference.map(|reference| often(&found[reference.index()])).unwrap_or_default());
    let name = |source: SourceId| -> Arc<str> { Arc::from(corpus.sources[source.index()].name.as_str()) };
    let (of_source, of_reference) = (name(source), reference.map_or(Arc::from(""), name));
    let mut of = |source: SourceId, term: &str| {
        let neighbours = &mut found[source.index()];
        let seen = *neighbours.terms.kept_of(term);
        (seen, neighbours.association(seen))
    };
    let row = |collocate: String| {
        let (seen, here) = of(source, &collocate);
        let (seen_there, there) = reference.map(|reference| of(reference, &collocate)).unwrap_or_default();
        let difference = here.log_dice().zip(there.log_dice()).map(|(here, there)| here - there);
        CollocateRow {
            reference: Arc::clone(&of_reference),
            source: Arc::clone(&of_source),
            collocate,
            source_together: here.together,
            reference_together: there.together,
            source_log_dice: here.log_dice(),
            reference_log_dice: there.log_dice(),
            difference,
            source_mutual_information: here.mutual_information(),
            reference_mutual_information: there.mutual_information(),
            source_t_score: here.t_score(),
            reference_t_score: there.t_score(),
            source_before: seen.before,
            reference_before: seen_there.before,
            source_frequency: here.collocate,
            reference_frequency: there.collocate,
        }
    };
    let mut rows: Vec<CollocateRow> = terms.into_iter().map(row).collect();
    // Stable: what is equally strong keeps the order of terms.
    rows.sort_by(|left, right| descending(strength(left, settings.by), strength(right, settings.by)));
    if settings.limit > 0 {
        rows.truncate(settings.limit);
    }
    rows
}

/// What a row is sorted by: in a source alone or not, and how much.
fn strength(row: &CollocateRow, by: Strength) -> (bool, Option<f64>) {
    let greater = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => Some(left.max(right)),
        (left, right) => left.or(right),
    };
    let log_dice = greater(row.source_log_dice, row.reference_log_dice);
    match by {
        Strength::LogDice => (false, log_dice),
        Strength::MutualInformation => {
            (false, greater(row.source_mutual_information, row.reference_mutual_information))
        }
        Strength::TScore => (false, greater(row.source_t_score, row.reference_t_score)),
        Strength::Difference => match row.difference {
            Some(difference) => (false, Some(difference.abs())),
            None => (true, log_dice),
        },
    }
}

fn descending(left: (bool, Option<f64>), right: (bool, Option<f64>)) -> Ordering {
    let size = |(_, size): (bool, Option<f64>)| size.unwrap_or(f64::NEG_INFINITY);
    right.0.cmp(&left.0).then(size(right).total_cmp(&size(left)))
}
