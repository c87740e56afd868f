//! Evaluation measures: a judged ranking → a value in 0..=1. One file and one row each.

mod average_precision;
mod bpref;
mod expected_reciprocal_rank;
mod judged;
mod ndcg;
mod precision;
mod r_precision;
mod rank_biased_precision;
mod recall;
mod reciprocal_rank;
mod success;

use super::JudgedRanking;
use super::judged::{NotRelevant, at_least};
use crate::corpus::Grade;
use crate::registry::{Aliases, Arguments, Entry, Family, Kind, Parameter};

/// Judges a ranking; the value is averaged over all orders of tied documents.
pub trait Measure: Send + Sync {
    /// The value, in 0..=1; `None` where it is undefined (nothing is relevant for this query and target).
    fn value(&self, ranking: &JudgedRanking) -> Option<f64>;

    /// The rank from which on documents do not matter; `None` where all do.
    fn cutoff(&self) -> Option<usize>;

    /// Whether the value depends on which documents are judged as not relevant.
    fn sees_not_relevant(&self) -> bool {
        false
    }

    /// Whether the value for one source depends on where the documents of other sources stand. Where it does not, the
    /// difference between two sources says nothing about which of them is ranked above the other.
    fn compares_sources(&self) -> bool {
        true
    }
}

/// All evaluation measures.
pub const MEASURES: Family<dyn Measure> = Family {
    name: "evaluation measure",
    entries: ROWS,
    wrappers: &[],
    former: &[],
    aliases: ALIASES,
    short: true,
};

static ROWS: &[Entry<dyn Measure>] = &[
    ndcg::ROW,
    average_precision::ROW,
    precision::ROW,
    recall::ROW,
    reciprocal_rank::ROW,
    expected_reciprocal_rank::ROW,
    rank_biased_precision::ROW,
    success::ROW,
    r_precision::ROW,
    bpref::ROW,
    judged::ROW,
];

/// As trec_eval, ir_measures and ranx write them.
const ALIASES: &[Aliases] = &[
    Aliases { row: "nDCG", names: &["ndcg_cut_{k}"] },
    Aliases { row: "AP", names: &["MAP", "map_cut_{k}"] },
    Aliases { row: "P", names: &["Precision", "P_{k}"] },
    Aliases { row: "R", names: &["Recall", "recall_{k}"] },
    Aliases { row: "RR", names: &["MRR", "recip_rank"] },
    Aliases { row: "Success", names: &["success_{k}", "hit_rate"] },
    Aliases { row: "Rprec", names: &["r_precision"] },
    Aliases { row: "Judged", names: &["judged_{k}"] },
];

/// The threshold of binary measures.
const REL: Parameter = Parameter {
    name: "rel",
    kind: Kind::Integer { low: 1, high: 1000 },
    default: "1",
    meaning: "the lowest grade that counts as relevant",
};

/// The value of [`REL`].
fn level(arguments: &Arguments) -> Grade {
    arguments.integer(REL.name) as Grade
}

/// A tie group with its place in the ranking.
struct Place<'a> {
    /// How many documents stand before it.
    before: usize,
    /// How many documents it has.
    size: usize,
    /// How many of its places are within the cutoff, at least 1.
    counted: usize,
    /// The grades above 0 in it, in falling order.
    grades: &'a [Grade],
    /// How many of it are judged as not relevant.
    not_relevant: NotRelevant,
}

impl Place<'_> {
    /// How many documents of the group have at least this grade, which is above 0.
    fn relevant(&self, level: Grade) -> usize {
        at_least(self.grades, level)
    }
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
    ranking.groups.iter().zip(counted).take_while(|(_, (_, counted))| *counted > 0).map(
        |(group, (before, counted))| Place {
            before,
            size: group.size,
            counted,
            grades: &group.grades,
            not_relevant: group.not_relevant,
        },
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::registry::Cutoff;

    /// A judged ranking of groups of (size, grades of those that are judged), with judged documents that were not retrieved.
    pub fn judged(groups: &[(usize, &[Grade])], unretrieved: &[Grade]) -> JudgedRanking {
        let filled = |(size, grades): &(usize, &[Grade])| {
            let mut all = grades.to_vec();
            all.resize(*size, JudgedRanking::UNJUDGED);
            all
        };
        JudgedRanking::new(&groups.iter().map(filled).collect::<Vec<_>>(), unretrieved)
    }

    /// The value of the measure of that name.
    pub fn value(name: &str, ranking: &JudgedRanking) -> Option<f64> {
        MEASURES.parse(name).unwrap().object.value(ranking)
    }

    #[test]
    fn every_name_parses_back_and_says_its_cutoff() {
        for (name, cutoff) in [
            ("nDCG@10", Some(10)),
            ("nDCG", None),
            ("AP", None),
            ("AP@5", Some(5)),
            ("P@5", Some(5)),
            ("bpref", None),
            ("RBP(p=0.5)", None),
        ] {
            let named = MEASURES.parse(name).unwrap();
            assert_eq!((named.name.as_str(), named.object.cutoff()), (name, cutoff));
        }
        assert_eq!(MEASURES.parse("nDCG(gain=linear)@10").unwrap().name, "nDCG@10");
        assert_eq!(MEASURES.parse("RBP(rel=2, p=0.80)@5").unwrap().name, "RBP(rel=2)@5");
        for name in ["P", "R", "Success", "Judged"] {
            assert!(MEASURES.parse(name).unwrap_err().to_string().contains("needs a cutoff"));
        }
    }

    #[test]
    fn without_a_relevant_document_all_are_undefined_and_without_results_zero() {
        for entry in MEASURES.entries {
            let end = if entry.cutoff == Cutoff::Never { "" } else { "@10" };
            let name = format!("{}{end}", entry.name);
            assert_eq!(value(&name, &judged(&[(1, &[]), (4, &[])], &[])), None, "{name}");
            assert_eq!(value(&name, &judged(&[], &[1])), Some(0.0), "{name}");
        }
    }

    #[test]
    fn a_ranking_that_could_not_be_better_has_one() {
        for name in [
            "nDCG@10",
            "nDCG",
            "nDCG(gain=exponential)",
            "AP",
            "AP@10",
            "R@10",
            "RR",
            "P@3",
            "Rprec",
            "bpref",
            "Success@1",
        ] {
            assert_eq!(value(name, &judged(&[(1, &[3]), (2, &[1, 1]), (7, &[])], &[])), Some(1.0), "{name}");
        }
    }

    #[test]
    fn a_threshold_leaves_out_what_is_below() {
        // Grades 1, 3, –, 2 in this order: with rel=2 the second and fourth alone are relevant.
        let ranking = judged(&[(1, &[1]), (1, &[3]), (1, &[]), (1, &[2])], &[]);
        for (name, expected) in [
            ("AP(rel=2)", 0.5),
            ("RR(rel=2)", 0.5),
            ("RR(rel=2)@1", 0.0),
            ("P(rel=2)@4", 0.5),
            ("P(rel=3)@4", 0.25),
            ("R(rel=2)@2", 0.5),
            ("Success(rel=3)@1", 0.0),
            ("Rprec(rel=2)", 0.5),
            ("RBP(p=0.5,rel=2)", 0.3125),
        ] {
            assert_eq!(value(name, &ranking), Some(expected), "{name}");
        }
        for name in ["AP", "RR", "P", "R", "Success", "Rprec", "bpref", "RBP"] {
            let end = if ["P", "R", "Success"].contains(&name) { "@3" } else { "" };
            assert_eq!(value(&format!("{name}(rel=4){end}"), &ranking), None, "{name}");
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
