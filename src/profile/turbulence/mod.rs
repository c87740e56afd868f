//! Rank turbulence: an analysed corpus and pairs of sources in; how far the ranks of terms in a source and its reference are
//! apart, beside what labels dealt by coin would give, the terms that add most to it, and where all ranks lie, out.

mod divergence;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::corpus::SourceId;
use crate::profile::keyness::{by_content, each_difference, versions};
use crate::profile::labelled::Labelled;
use crate::profile::recount::Lanes;
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
        /// α: the smaller, the more rare terms count.
        alpha: Option<f64> = "α", Shown::Decimal(2);
        /// Rank-turbulence divergence, 0 (equal ranks) to 1 (no shared term).
        divergence: Option<f64> = "Divergence", Shown::Decimal(3);
        /// Its mean where labels are exchanged by coin within contents.
        by_chance: Option<f64> = "By chance", Shown::Decimal(3);
        /// p: how often such labels give as much.
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
        read beside the one by chance: its mean where labels are exchanged at random within contents. p: the probability \
        that such labels give as large a divergence. The smaller α, the more rare terms count.",
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
    /// One row a pair of sources ([`RankTurbulenceRow`]).
    pub divergences: Table,
    /// The terms that add most, at most fifty in either direction of each pair, by falling part, ties by term
    /// ([`TurbulentTermRow`]).
    pub terms: Table,
    /// Where all ranks lie ([`RankCellRow`]).
    pub cells: Table,
}

/// The rank-turbulence divergence of the second source of each of `pairs` and the first, its reference.
///
/// The test is that of keyness: labels are exchanged content by content, at most 199 times, and the divergence is taken anew
/// each time; p = (1 + #(D* ≥ D)) ÷ (B + 1). Without exchanges neither p nor the mean by chance is defined.
pub fn turbulence(
    corpus: &AnalyzedCorpus,
    pairs: &[(SourceId, SourceId)],
    alpha: f64,
    exchanges: Exchanges,
) -> Turbulence {
    let (mut divergences, mut terms, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for (reference, source) in pairs {
        let pair = Pair::new(corpus, *reference, *source);
        let Some(found) = rank_turbulence(&pair.frequencies, alpha) else { continue };
        divergences.push(pair.divergence(&found, alpha, exchanges));
        terms.extend(pair.strongest(&found));
        cells.extend(pair.cells(&found));
    }
    Turbulence {
        divergences: RankTurbulenceRow::to_table(divergences),
        terms: TurbulentTermRow::to_table(terms),
        cells: RankCellRow::to_table(cells),
    }
}

/// The terms of two sources.
struct Pair<'a> {
    corpus: &'a AnalyzedCorpus,
    reference: (SourceId, Arc<str>),
    source: (SourceId, Arc<str>),
    /// By term of the vocabulary, how often the source and the reference have it.
    frequencies: Vec<[u64; 2]>,
}

impl<'a> Pair<'a> {
    fn new(corpus: &'a AnalyzedCorpus, reference: SourceId, source: SourceId) -> Self {
        let mut frequencies = vec![[0, 0]; corpus.vocabulary().len()];
        for (side, source) in [source, reference].into_iter().enumerate() {
            for document in corpus.documents_of(source) {
                corpus.tokens(document).iter().for_each(|token| frequencies[token.index()][side] += 1);
            }
        }
        let named = |source: SourceId| (source, Arc::from(corpus.catalogue().source_name(source)));
        Pair { corpus, reference: named(reference), source: named(source), frequencies }
    }

    fn divergence(&self, found: &RankTurbulence, alpha: f64, exchanges: Exchanges) -> RankTurbulenceRow {
        let chance = self.by_chance(alpha, exchanges);
        let reached = |value: &&f64| **value >= found.divergence * (1.0 - ROUNDING);
        let some = !chance.is_empty();
        let count =
            |kept: fn(&[u64; 2]) -> bool| self.frequencies.iter().filter(|term| kept(term)).count() as u64;
        let part = |kept: fn(&[u64; 2]) -> bool| {
            let parts = self.frequencies.iter().zip(&found.parts).filter(|(term, _)| kept(term));
            let sum: f64 = parts.map(|(_, part)| part).sum();
            (found.divergence > 0.0).then(|| sum / found.divergence)
        };
        RankTurbulenceRow {
            reference: Arc::clone(&self.reference.1),
            source: Arc::clone(&self.source.1),
            alpha: Some(alpha),
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

    /// The divergence under each exchange of labels. What both sources have of a term together stays. A content whose texts have
    /// the same words needs no coin.
    fn by_chance(&self, alpha: f64, exchanges: Exchanges) -> Vec<f64> {
        let exchanges = Exchanges { count: exchanges.count.min(MOST_EXCHANGES), ..exchanges };
        let versions = versions(self.corpus, [self.source.0, self.reference.0]);
        let mut differs = vec![false; by_content(self.corpus, &versions).count()];
        each_difference(self.corpus, &versions, |content, _, difference| {
            differs[content as usize] |= difference != 0;
        });
        let mut units = 0;
        let mut unit = |differs: &bool| {
            units += u32::from(*differs);
            differs.then(|| units - 1)
        };
        let unit_of: Vec<Option<u32>> = differs.iter().map(&mut unit).collect();
        let documents = by_content(self.corpus, &versions).zip(unit_of).flat_map(|(versions, unit)| {
            versions.iter().map(move |(number, side)| (*number, unit, *side == 0))
        });
        let labelled = Labelled::new(self.corpus, documents, units as usize);
        let both = self.frequencies.iter().map(|frequencies| frequencies.iter().sum::<u64>());
        let both: Vec<(usize, u64)> = both.enumerate().filter(|(_, both)| *both > 0).collect();
        let of_one = |counts: &[Lanes], lane: usize| {
            let frequencies = both.iter().map(|(term, both)| {
                let here = u64::from(counts[*term][lane]);
                [here, both - here]
            });
            rank_turbulence(&frequencies.collect::<Vec<_>>(), alpha).map(|found| found.divergence)
        };
        let each = |found: &mut Vec<f64>, counts: &[Lanes], lanes: usize| {
            found.extend((0..lanes).filter_map(|lane| of_one(counts, lane)));
        };
        let merge = |mut left: Vec<f64>, right: Vec<f64>| {
            left.extend(right);
            left
        };
        let mut found = labelled.fold(exchanges, Vec::new, each, merge);
        // In one order, whatever the threads, so that their mean is always the same.
        found.sort_by(f64::total_cmp);
        found
    }

    fn strongest(&self, found: &RankTurbulence) -> Vec<TurbulentTermRow> {
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
                reference: Arc::clone(&self.reference.1),
                source: Arc::clone(&self.source.1),
                term: self.corpus.vocabulary().term(TermId(place as u32)).to_string(),
                form: String::new(),
                higher,
                source_rank: Some(found.ranks[place][0]),
                reference_rank: Some(found.ranks[place][1]),
                source_frequency: self.frequencies[place][0],
                reference_frequency: self.frequencies[place][1],
                part: Some(found.parts[place]),
            }));
        }
        rows
    }

    fn cells(&self, found: &RankTurbulence) -> Vec<RankCellRow> {
        let mut cells: BTreeMap<[u32; 2], u64> = BTreeMap::new();
        let cell = |rank: f64| (rank.log10() * CELLS).floor() as u32;
        for (term, [here, there]) in self.frequencies.iter().zip(&found.ranks) {
            if *term != [0, 0] {
                *cells.entry([cell(*there), cell(*here)]).or_default() += 1;
            }
        }
        let middle = |cell: u32| Some(10_f64.powf((f64::from(cell) + 0.5) / CELLS));
        let row = |([there, here], terms): ([u32; 2], u64)| RankCellRow {
            reference: Arc::clone(&self.reference.1),
            source: Arc::clone(&self.source.1),
            reference_rank: middle(there),
            source_rank: middle(here),
            terms,
        };
        cells.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::profile::keyness::plain::{Differences, mixed_corpus};
    use crate::text::Analyzer;

    fn of(human: [&'static str; 3], llm: [&'static str; 3]) -> Turbulence {
        let texts = |texts: [&'static str; 3]| ["1", "2", "3"].into_iter().zip(texts).collect::<Vec<_>>();
        let corpus = Corpus::from_texts([("human", texts(human)), ("llm", texts(llm))]).unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap();
        turbulence(&corpus, &[(SourceId(0), SourceId(1))], 1.0, Exchanges { count: 400, seed: 3 })
    }

    #[test]
    fn copies_have_none() {
        let texts = ["a b", "a c d", "b"];
        let found = of(texts, texts);
        let row = &RankTurbulenceRow::from_table(&found.divergences).unwrap()[0];
        assert_eq!((row.divergence, row.by_chance, row.p_value), (Some(0.0), Some(0.0), Some(1.0)));
        assert_eq!((row.source_terms, row.reference_terms, row.shared_terms, row.only_here), (4, 4, 4, None));
        assert_eq!(found.terms.height(), 0);
    }

    #[test]
    fn disjoint_texts_have_one_and_exchanges_bring_them_together() {
        // Of eight patterns of signs the two that exchange all or nothing keep the vocabularies apart: p about 1/4.
        let found = of(["a b", "a", "b c"], ["x y", "x", "y z"]);
        let row = &RankTurbulenceRow::from_table(&found.divergences).unwrap()[0];
        assert!((row.divergence.unwrap() - 1.0).abs() < 1e-12);
        assert!(row.by_chance.unwrap() < 1.0);
        assert!((row.p_value.unwrap() - 0.25).abs() < 0.08, "{row:?}");
        assert!(
            (row.only_here.unwrap() - 0.5).abs() < 1e-12 && (row.only_there.unwrap() - 0.5).abs() < 1e-12
        );
        let terms = TurbulentTermRow::from_table(&found.terms).unwrap();
        let named = |higher: bool| -> Vec<&str> {
            terms.iter().filter(|row| row.higher == higher).map(|row| row.term.as_str()).collect()
        };
        // x and y share rank 1.5 in the source, and tie at 3 + 2 in the reference.
        assert_eq!((named(true), named(false)), (vec!["x", "y", "z"], vec!["a", "b", "c"]));
        assert_eq!((terms[0].source_rank, terms[0].reference_rank), (Some(1.5), Some(5.0)));
        let cells = RankCellRow::from_table(&found.cells).unwrap();
        assert_eq!(cells.iter().map(|row| row.terms).sum::<u64>(), 6);
        // log₁₀ 1.5 = 0.176 and log₁₀ 5 = 0.699.
        let near = |value: Option<f64>, middle: f64| (value.unwrap().log10() - middle).abs() < 1e-12;
        assert!(
            cells.iter().any(|row| {
                near(row.source_rank, 0.15) && near(row.reference_rank, 0.65) && row.terms == 2
            })
        );
    }

    #[test]
    fn counts_of_exchanged_texts_give_what_sums_with_signs_do() {
        let corpus = mixed_corpus(4);
        let (pair, exchanges) =
            (Pair::new(&corpus, SourceId(0), SourceId(1)), Exchanges { count: 70, seed: 9 });
        let differences = Differences::of(&corpus, SourceId(1), SourceId(0), 1);
        let columns: Vec<_> =
            (0..differences.terms.len()).map(|place| differences.frequencies(place)).collect();
        let both = |term: &TermId| pair.frequencies[term.index()].iter().sum::<u64>();
        let plain = |sums: Vec<f64>| {
            let of = |(term, sum): (&TermId, f64)| {
                let here = ((both(term) as f64 + sum) / 2.0) as u64;
                [here, both(term) - here]
            };
            let frequencies: Vec<[u64; 2]> = differences.terms.iter().zip(sums).map(of).collect();
            rank_turbulence(&frequencies, 0.5).unwrap().divergence
        };
        let mut expected: Vec<f64> = exchanges.rows(&columns).into_iter().map(plain).collect();
        expected.sort_by(f64::total_cmp);
        assert_eq!(pair.by_chance(0.5, exchanges), expected);
    }
}
