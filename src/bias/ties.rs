//! Ties across sources: runs in, how often documents of two sources tie out, so that nobody need wonder how much of a
//! result a tie rule could have made.

use rayon::prelude::*;

use super::analysis::{About, Analysis, Question};
use super::shared::Shared;
use super::twins::Twins;
use crate::corpus::SourceId;
use crate::retrieve::{Ranking, Run};
use crate::table::{Column, Table};

/// What is counted between the reference and one source in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    queries: u64,
    rankings_with_cross_source_tie: u64,
    tied_twins: u64,
    ranked_twins: u64,
    documents_beyond_depth: u64,
}

pub(super) struct TiedPairs;

impl Analysis for TiedPairs {
    fn about(&self) -> About {
        About {
            key: "bias/ties",
            summary: "how often documents of two sources have the same score",
            question: Question::HowSure,
            tests: None,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        ties_table(shared.evidence().runs)
    }
}

/// The table `bias/ties`: for each model and source other than the reference, over all rankings with results,
/// how many `queries`, how many `rankings_with_cross_source_tie` (a tie group with documents of both sources),
/// `tied_twins` of `ranked_twins` (pairs with both copies ranked), and how many `documents_beyond_depth` the tie groups
/// at the edge of the rankings add.
pub(super) fn ties_table(runs: &[Run]) -> Table {
    let pairs: Vec<(&Run, SourceId)> =
        runs.iter().flat_map(|run| run.catalogue.others().map(move |source| (run, source))).collect();
    let counts: Vec<Counts> = pairs.iter().map(|(run, source)| count(run, *source)).collect();
    let text = |of: &dyn Fn(&Run, SourceId) -> String| {
        Column::Text(pairs.iter().map(|(run, source)| of(run, *source)).collect())
    };
    let number = |of: fn(&Counts) -> u64| Column::Count(counts.iter().map(of).collect());
    Table::new(vec![
        ("model", text(&|run, _| run.model.clone())),
        ("reference", text(&|run, _| run.catalogue.source_name(run.catalogue.reference()).to_string())),
        ("source", text(&|run, source| run.catalogue.source_name(source).to_string())),
        ("queries", number(|counts| counts.queries)),
        ("rankings_with_cross_source_tie", number(|counts| counts.rankings_with_cross_source_tie)),
        ("tied_twins", number(|counts| counts.tied_twins)),
        ("ranked_twins", number(|counts| counts.ranked_twins)),
        ("documents_beyond_depth", number(|counts| counts.documents_beyond_depth)),
    ])
}

fn count(run: &Run, source: SourceId) -> Counts {
    let reference = run.catalogue.reference();
    let twins = Twins::new(&run.catalogue, reference, source);
    let of_ranking = |ranking: &Ranking| {
        let crosses = ranking.groups().any(|group| {
            let holds =
                |wanted| group.iter().any(|document| run.catalogue.id(document.document).source == wanted);
            holds(reference) && holds(source)
        });
        let places = twins.places(ranking);
        let both = places.iter().filter(|place| place.reference.is_some() && place.source.is_some());
        Counts {
            queries: 1,
            rankings_with_cross_source_tie: u64::from(crosses),
            tied_twins: places.iter().filter(|place| place.tied()).count() as u64,
            ranked_twins: both.count() as u64,
            documents_beyond_depth: ranking.beyond_depth() as u64,
        }
    };
    let add = |left: Counts, right: Counts| Counts {
        queries: left.queries + right.queries,
        rankings_with_cross_source_tie: left.rankings_with_cross_source_tie
            + right.rankings_with_cross_source_tie,
        tied_twins: left.tied_twins + right.tied_twins,
        ranked_twins: left.ranked_twins + right.ranked_twins,
        documents_beyond_depth: left.documents_beyond_depth + right.documents_beyond_depth,
    };
    let rankings: Vec<&Ranking> =
        run.rankings.values().filter(|ranking| !ranking.documents().is_empty()).collect();
    rankings.into_par_iter().map(of_ranking).reduce(Counts::default, add)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::run;
    use super::*;

    #[test]
    fn two_rankings_by_hand() {
        // First: twins a apart, twins b tie. Second: a human and an LLM document tie, no twins. Third: nothing.
        let run = run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0)], &[(0, 1.0), (5, 1.0)], &[]]);
        let found = count(&run, SourceId(1));
        assert_eq!((found.queries, found.rankings_with_cross_source_tie), (2, 2));
        assert_eq!((found.tied_twins, found.ranked_twins, found.documents_beyond_depth), (1, 2, 0));
    }
}
