//! Rank turbulence: an analysed corpus and pairs of sources in; how far the ranks of terms in a source and its reference are
//! apart, beside what exchanged labels would give, the terms that add most to it, and where all ranks lie, out.

mod divergence;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::texts::TextsOfBoth;
use super::comparison::Control;
use crate::corpus::SourceId;
use crate::statistics::Exchanges;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};
use crate::text::{AnalyzedCorpus, TermId};
pub use divergence::{RankTurbulence, rank_turbulence};

/// So many terms are kept in either direction, those with the greatest parts.
const KEPT: usize = 50;
/// So many cells a power of ten of ranks is cut into.
pub const CELLS: f64 = 10.0;
/// Labels are exchanged so often at most: each exchange ranks the whole vocabulary twice.
const MOST_EXCHANGES: usize = 199;
/// Divergences that are equal but for rounding count as equal.
const ROUNDING: f64 = 1e-9;

crate::table! {
    /// how far the ranks of terms in a source and in the reference are apart
    pub struct RankTurbulenceRow("profile/rank_turbulence", FileKind::Csv, Some(PRINTED)) {
        /// The source that is compared with.
        reference: Arc<str> = "Reference", Shown::Reference;
        /// The source that is compared.
        source: Arc<str> = "Source", Shown::Word;
        /// `raw`: all documents; `cut`: twins, both cut to the tokens of the shorter one.
        control: String = "Control", Shown::Word;
        /// α: the smaller, the more rare terms count.
        alpha: Option<f64> = "α", Shown::Decimal(2);
        /// Rank-turbulence divergence, 0 (equal ranks) to 1 (no shared term); of few terms on one side it can lie a little above.
        divergence: Option<f64> = "Divergence", Shown::Decimal(3);
        /// Its mean where labels are exchanged by coin within contents, and dealt anew among documents without a twin.
        by_chance: Option<f64> = "By chance", Shown::Decimal(3);
        /// p: how often such labels give as much, at least 1 ÷ 200; not adjusted over sources.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The part of the divergence that terms of the source alone make, 0 to 1.
        only_here: Option<f64> = "Of it, terms of the source alone", Shown::Decimal(2);
        /// The part that terms of the reference alone make.
        only_there: Option<f64> = "Terms of the reference alone", Shown::Decimal(2);
        /// Terms of the source.
        source_terms: u64 = "Terms, source", Shown::Count;
        /// Terms of the reference.
        reference_terms: u64 = "Terms, reference", Shown::Count;
        /// Terms of both.
        shared_terms: u64 = "Shared", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "turbulence",
    title: "How far apart the vocabularies are",
    note: "Rank-turbulence divergence (Dodds et al. 2023) compares the ranks of all terms in the source with those in the \
        reference: 0 for copies, 1 for vocabularies without a shared term. Any two samples differ, so the value is to be \
        read beside the one by chance: its mean where labels are exchanged at random within contents, and dealt anew among \
        documents without a twin. p: the probability that such labels give as large a divergence, at least 0.005, not \
        adjusted over sources. A longer text has more words: a difference in length alone makes a divergence, which the \
        control `cut` takes away (twins, both cut to the length of the shorter). The smaller α, the more rare terms count.",
};

crate::table! {
    /// the terms that add most to the rank-turbulence divergence of a source, and of the reference
    pub struct TurbulentTermRow("profile/turbulent_terms", FileKind::Csv, None) {
        /// The source that is compared with.
        reference: Arc<str>;
        /// The source that is compared.
        source: Arc<str>;
        /// The term, as the analyser gives it.
        term: String;
        /// The form of it that is the most frequent one in the texts of both.
        form(optional): String;
        /// Whether the source ranks it higher than the reference.
        higher: bool;
        /// Its rank in the source, 1 for the most frequent term; ties share their mean, and terms that it lacks are last.
        source_rank: Option<f64>;
        /// The same in the reference.
        reference_rank: Option<f64>;
        /// Occurrences in the source.
        source_frequency: u64;
        /// Occurrences in the reference.
        reference_frequency: u64;
        /// Its part of the divergence, 0 to 1.
        part: Option<f64>;
    }
}

crate::table! {
    /// where the ranks of all terms lie: in cells of a tenth of a power of ten
    pub struct RankCellRow("profile/rank_cells", FileKind::Parquet, None) {
        /// The source that is compared with.
        reference: Arc<str>;
        /// The source that is compared.
        source: Arc<str>;
        /// The middle of the cell, by ratio, of ranks in the reference.
        reference_rank: Option<f64>;
        /// The same of ranks in the source.
        source_rank: Option<f64>;
        /// Terms in it.
        terms: u64;
    }
}

/// The rank-turbulence divergences of a corpus, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Turbulence {
    /// One row a pair of sources and control, `raw` and, where there are twins, `cut` ([`RankTurbulenceRow`]).
    pub divergences: Table,
    /// The terms that add most, at most fifty in either direction of each pair, by falling part, ties by term
    /// ([`TurbulentTermRow`]).
    pub terms: Table,
    /// Where all ranks lie ([`RankCellRow`]).
    pub cells: Table,
}

/// The rank-turbulence divergence of the second source of each of `pairs` and the first, its reference: of all documents,
/// and, where there are twins, of the twins, both cut to the tokens of the shorter one.
///
/// The test exchanges labels at most 199 times, and takes the divergence anew each time: p = (1 + #(D* ≥ D)) ÷ (B + 1). Twins
/// exchange theirs by coin. Documents without a twin are dealt to the two sources anew, as many to either as it has of them,
/// since the divergence depends on how many texts there are on either side. Where all of them are of one source, they keep
/// their labels, and the test is of the twins alone. Without exchanges neither p nor the mean by chance is defined.
///
/// (Phipson & Smyth 2010 on the p-value of drawn exchanges)
pub fn turbulence(
    corpus: &AnalyzedCorpus,
    pairs: &[(SourceId, SourceId)],
    alpha: f64,
    exchanges: Exchanges,
) -> Turbulence {
    let (mut divergences, mut terms, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for (reference, source) in pairs {
        let named = |source: SourceId| Arc::from(corpus.catalogue().source_name(source));
        let pair = Pair { corpus, reference: named(*reference), source: named(*source), alpha, exchanges };
        let all = TextsOfBoth::all(corpus, *reference, *source);
        let Some(found) = all.divergence(alpha) else { continue };
        divergences.push(pair.divergence(Control::Raw, &all, &found));
        terms.extend(pair.strongest(&all.frequencies, &found));
        cells.extend(pair.cells(&all.frequencies, &found));
        drop(all);
        let cut = TextsOfBoth::cut(corpus, *reference, *source);
        if let Some((cut, found)) = cut.and_then(|cut| cut.divergence(alpha).map(|found| (cut, found))) {
            divergences.push(pair.divergence(Control::Cut, &cut, &found));
        }
    }
    Turbulence {
        divergences: RankTurbulenceRow::to_table(divergences),
        terms: TurbulentTermRow::to_table(terms),
        cells: RankCellRow::to_table(cells),
    }
}

/// A source and its reference, and how they are compared.
struct Pair<'a> {
    corpus: &'a AnalyzedCorpus,
    reference: Arc<str>,
    source: Arc<str>,
    alpha: f64,
    exchanges: Exchanges,
}

/// By term of the vocabulary, how often the source and the reference have it.
type Frequencies = [[u64; 2]];

impl Pair<'_> {
    fn divergence(
        &self,
        control: Control,
        texts: &TextsOfBoth<'_>,
        found: &RankTurbulence,
    ) -> RankTurbulenceRow {
        let count = self.exchanges.count.min(MOST_EXCHANGES);
        let chance = texts.by_chance(self.alpha, Exchanges { count, ..self.exchanges });
        let reached = |value: &&f64| **value >= found.divergence * (1.0 - ROUNDING);
        let some = !chance.is_empty();
        let frequencies = &texts.frequencies;
        let count = |kept: fn(&[u64; 2]) -> bool| frequencies.iter().filter(|term| kept(term)).count() as u64;
        let part = |kept: fn(&[u64; 2]) -> bool| {
            let parts = frequencies.iter().zip(&found.parts).filter(|(term, _)| kept(term));
            let sum: f64 = parts.map(|(_, part)| part).sum();
            (found.divergence > 0.0).then(|| sum / found.divergence)
        };
        RankTurbulenceRow {
            reference: Arc::clone(&self.reference),
            source: Arc::clone(&self.source),
            control: control.name().to_string(),
            alpha: Some(self.alpha),
            divergence: Some(found.divergence),
            by_chance: some.then(|| chance.iter().sum::<f64>() / chance.len() as f64),
            p_value: some
                .then(|| (1 + chance.iter().filter(reached).count()) as f64 / (1 + chance.len()) as f64),
            only_here: part(|term| term[1] == 0),
            only_there: part(|term| term[0] == 0),
            source_terms: count(|term| term[0] > 0),
            reference_terms: count(|term| term[1] > 0),
            shared_terms: count(|term| term[0] > 0 && term[1] > 0),
        }
    }

    fn strongest(&self, frequencies: &Frequencies, found: &RankTurbulence) -> Vec<TurbulentTermRow> {
        let mut rows = Vec::new();
        for higher in [true, false] {
            let apart = |place: &usize| {
                let [here, there] = found.ranks[*place];
                found.parts[*place] > 0.0 && (here < there) == higher
            };
            let mut places: Vec<usize> = (0..found.parts.len()).filter(apart).collect();
            // Stable: equal ones keep the order of terms.
            places.sort_by(|left, right| found.parts[*right].total_cmp(&found.parts[*left]));
            rows.extend(places.into_iter().take(KEPT).map(|place| TurbulentTermRow {
                reference: Arc::clone(&self.reference),
                source: Arc::clone(&self.source),
                term: self.corpus.vocabulary().term(TermId(place as u32)).to_string(),
                form: String::new(),
                higher,
                source_rank: Some(found.ranks[place][0]),
                reference_rank: Some(found.ranks[place][1]),
                source_frequency: frequencies[place][0],
                reference_frequency: frequencies[place][1],
                part: Some(found.parts[place]),
            }));
        }
        rows
    }

    fn cells(&self, frequencies: &Frequencies, found: &RankTurbulence) -> Vec<RankCellRow> {
        let mut cells: BTreeMap<[u32; 2], u64> = BTreeMap::new();
        let cell = |rank: f64| (rank.log10() * CELLS).floor() as u32;
        for (term, [here, there]) in frequencies.iter().zip(&found.ranks) {
            if *term != [0, 0] {
                *cells.entry([cell(*there), cell(*here)]).or_default() += 1;
            }
        }
        let middle = |cell: u32| Some(10_f64.powf((f64::from(cell) + 0.5) / CELLS));
        let row = |([there, here], terms): ([u32; 2], u64)| RankCellRow {
            reference: Arc::clone(&self.reference),
            source: Arc::clone(&self.source),
            reference_rank: middle(there),
            source_rank: middle(here),
            terms,
        };
        cells.into_iter().map(row).collect()
    }
}
