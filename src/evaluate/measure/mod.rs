//! Evaluation measures: a judged ranking → a value in 0..=1. One file and one row each.

mod average_precision;
mod ndcg;
mod precision;
mod recall;
mod reciprocal_rank;

use super::JudgedRanking;
use crate::registry::{Aliases, Entry, Family};

/// Judges a ranking; the value is averaged over all orders of tied documents.
pub trait Measure: Send + Sync {
    /// The value, in 0..=1; `None` where it is undefined (nothing is relevant for this query and target).
    fn value(&self, ranking: &JudgedRanking) -> Option<f64>;

    /// The rank from which on documents do not matter; `None` where all do.
    fn cutoff(&self) -> Option<usize>;
}

/// All evaluation measures.
pub const MEASURES: Family<dyn Measure> =
    Family { name: "evaluation measure", entries: ROWS, wrappers: &[], former: &[], aliases: ALIASES, short: true };

/// As trec_eval, ir_measures and ranx write them.
const ALIASES: &[Aliases] = &[
    Aliases { row: "nDCG", names: &["ndcg_cut_{k}"] },
    Aliases { row: "AP", names: &["MAP", "map_cut_{k}"] },
    Aliases { row: "P", names: &["Precision", "P_{k}"] },
    Aliases { row: "R", names: &["Recall", "recall_{k}"] },
    Aliases { row: "RR", names: &["MRR", "recip_rank"] },
];

static ROWS: &[Entry<dyn Measure>] =
    &[ndcg::ROW, average_precision::ROW, precision::ROW, recall::ROW, reciprocal_rank::ROW];

/// A tie group with its place in the ranking.
struct Place<'a> {
    /// How many documents stand before it.
    before: usize,
    /// How many documents it has.
    size: usize,
    /// How many of its places are within the cutoff, at least 1.
    counted: usize,
    /// The grades above 0 in it.
    grades: &'a [crate::corpus::Grade],
}

/// The tie groups that reach into the first `cutoff` ranks.
fn places(ranking: &JudgedRanking, cutoff: Option<usize>) -> impl Iterator<Item = Place<'_>> {
    let end = cutoff.unwrap_or(usize::MAX);
    let mut before = 0;
    let place = move |group: &'_ super::TieGroup| {
        let first = before;
        before += group.size;
        (first, group.size.min(end.saturating_sub(first)))
    };
    let counted = ranking.groups.iter().map(place);
    ranking
        .groups
        .iter()
        .zip(counted)
        .take_while(|(_, (_, counted))| *counted > 0)
        .map(|(group, (before, counted))| Place { before, size: group.size, counted, grades: &group.grades })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::corpus::Grade;
    use crate::evaluate::TieGroup;

    /// A judged ranking of groups of (size, grades above 0), with relevant documents that were not retrieved.
    pub fn judged(groups: &[(usize, &[Grade])], unretrieved: &[Grade]) -> JudgedRanking {
        let groups: Vec<TieGroup> =
            groups.iter().map(|(size, grades)| TieGroup { size: *size, grades: grades.to_vec() }).collect();
        let found = groups.iter().flat_map(|group| &group.grades);
        let mut ideal: Vec<Grade> = found.chain(unretrieved).copied().collect();
        ideal.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
        JudgedRanking { groups, ideal }
    }

    /// The value of the measure of that name.
    pub fn value(name: &str, ranking: &JudgedRanking) -> Option<f64> {
        MEASURES.parse(name).unwrap().object.value(ranking)
    }

    #[test]
    fn every_name_parses_back_and_says_its_cutoff() {
        for (name, cutoff) in
            [("nDCG@10", Some(10)), ("nDCG", None), ("AP", None), ("AP@5", Some(5)), ("P@5", Some(5))]
        {
            let named = MEASURES.parse(name).unwrap();
            assert_eq!((named.name.as_str(), named.object.cutoff()), (name, cutoff));
        }
        for name in ["P", "R"] {
            assert!(MEASURES.parse(name).unwrap_err().to_string().contains("needs a cutoff"));
        }
    }

    #[test]
    fn without_a_relevant_document_all_are_undefined_and_without_results_zero() {
        for entry in MEASURES.entries {
            let name = format!("{}@10", entry.name);
            assert_eq!(value(&name, &judged(&[(1, &[]), (4, &[])], &[])), None, "{name}");
            assert_eq!(value(&name, &judged(&[], &[1])), Some(0.0), "{name}");
        }
    }

    #[test]
    fn a_ranking_that_could_not_be_better_has_one() {
        for name in ["nDCG@10", "nDCG", "AP", "AP@10", "R@10", "RR", "P@3"] {
            assert_eq!(value(name, &judged(&[(1, &[3]), (2, &[1, 1]), (7, &[])], &[])), Some(1.0), "{name}");
        }
    }

    #[test]
    fn places_end_at_the_cutoff() {
        let ranking = judged(&[(1, &[]), (4, &[1]), (2, &[])], &[]);
        let found: Vec<_> = places(&ranking, Some(3)).map(|p| (p.before, p.size, p.counted)).collect();
        assert_eq!(found, [(0, 1, 1), (1, 4, 2)]);
        assert_eq!(places(&ranking, None).map(|p| p.counted).sum::<usize>(), 7);
    }
}
