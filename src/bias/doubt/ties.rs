//! Ties across sources: runs in, how often documents of two sources tie out, so that nobody need wonder how much of a
//! result a tie rule could have made.

use rayon::prelude::*;

use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::shared::Shared;
use crate::bias::size::twins::Twins;
use crate::corpus::SourceId;
use crate::retrieve::{Ranking, Run};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// What is counted between the reference and one source in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    queries: u64,
    rankings_with_cross_source_tie: u64,
    tied_twins: u64,
    ranked_twins: u64,
    documents_beyond_depth: u64,
}

crate::table! {
    /// how often documents of two sources have the same score
    pub struct TiesRow("bias/ties", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// Rankings with results.
        queries: u64 = "Queries", Shown::Count;
        /// Rankings in which documents of both sources share a score.
        rankings_with_cross_source_tie: u64 = "Rankings with a tie across sources", Shown::Count;
        /// Pairs of versions with the same score, over all rankings.
        tied_twins: u64 = "Tied twins", Shown::Count;
        /// Pairs of versions that are both ranked, over all rankings.
        ranked_twins: u64 = "Ranked twins", Shown::Count;
        /// Documents that the tie groups at the edge of the rankings add.
        documents_beyond_depth: u64 = "Documents beyond the depth", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "ties",
    title: "Equal scores",
    note: "Rankings in which documents of both sources share a score, and twins that do. A rule that orders such \
        documents by name or by place in the index favours one source by accident.",
};

pub(in crate::bias) struct TiedPairs;

impl Analysis for TiedPairs {
    fn about(&self) -> About {
        About { schema: TiesRow::SCHEMA, question: Question::HowSure, tests: None, needs_texts: false }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        ties_table(shared.evidence().runs)
    }
}

/// The table `bias/ties`: for each model and source other than the reference, over all rankings with results,
/// how many `queries`, how many `rankings_with_cross_source_tie` (a tie group with documents of both sources),
/// `tied_twins` of `ranked_twins` (pairs with both copies ranked), and how many `documents_beyond_depth` the tie groups
/// at the edge of the rankings add.
pub(in crate::bias) fn ties_table(runs: &[Run]) -> Table {
    let pairs: Vec<(&Run, SourceId)> =
        runs.iter().flat_map(|run| run.catalogue.others().map(move |source| (run, source))).collect();
    let counts: Vec<Counts> = pairs.iter().map(|(run, source)| count(run, *source)).collect();
    let row = |((run, source), counts): (&(&Run, SourceId), Counts)| TiesRow {
        model: run.model.clone(),
        reference: run.catalogue.source_name(run.catalogue.reference()).to_string(),
        source: run.catalogue.source_name(*source).to_string(),
        queries: counts.queries,
        rankings_with_cross_source_tie: counts.rankings_with_cross_source_tie,
        tied_twins: counts.tied_twins,
        ranked_twins: counts.ranked_twins,
        documents_beyond_depth: counts.documents_beyond_depth,
    };
    TiesRow::to_table(pairs.iter().zip(counts).map(row).collect())
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
    use super::*;
    use crate::bias::fixture::run;

    #[test]
    fn two_rankings_by_hand() {
        // First: twins a apart, twins b tie. Second: a human and an LLM document tie, no twins. Third: nothing.
        let run = run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0)], &[(0, 1.0), (5, 1.0)], &[]]);
        let found = count(&run, SourceId(1));
        assert_eq!((found.queries, found.rankings_with_cross_source_tie), (2, 2));
        assert_eq!((found.tied_twins, found.ranked_twins, found.documents_beyond_depth), (1, 2, 0));
    }
}
