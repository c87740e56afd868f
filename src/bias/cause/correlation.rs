//! Correlation of similarity with score and rank: what each query's ranking shows in; for each source and all together
//! the mean within-query coefficient over queries out.

use std::cell::OnceCell;

use super::observation::{Observation, Observations, picked};
use super::rank_correlation::{Order, rank_correlations};
use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::estimate::{Estimate, QueryValues, tested_over_queries};
use crate::bias::shared::Shared;
use crate::corpus::SourceId;
use crate::statistics::{Centred, KeptDraws};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// The source of a coefficient over the documents of all sources together.
pub const POOLED: &str = "pooled";
/// The coefficient that sentences tell.
pub(in crate::bias) const SPEARMAN_OF_SCORE: &str = "spearman_score";

/// The names of the coefficients: Spearman's ρ, Kendall's τ-b and Pearson's r of similarity with the score and with the
/// rank, which for documents that tie is the mean rank of their group. A score that follows similarity gives +1, and
/// the rank −1.
pub const COEFFICIENTS: [&str; 6] =
    [SPEARMAN_OF_SCORE, "spearman_rank", "kendall_score", "kendall_rank", "pearson_score", "pearson_rank"];

/// Within-query coefficients of similarity: ρ, τ-b and r with the score, and r with the rank. Ranks tie where scores tie and
/// run against them, so that ρ and τ-b with the rank are the negatives of those with the score.
pub(in crate::bias) type Coefficients = [Option<f64>; 4];

/// The coefficients of each similarity over the documents of each of `scopes`: a source, or all with `None`; undefined for fewer
/// than two documents or where one side is constant. Documents are put in order by score once for all similarities that are
/// defined for the same of them.
pub(in crate::bias) fn coefficients(
    observations: &Observations,
    scopes: &[Option<SourceId>],
) -> Vec<Vec<Coefficients>> {
    let mut found = vec![vec![[None; 4]; scopes.len()]; observations.similarities.each()];
    for (scope, source) in scopes.iter().enumerate() {
        let of_source = |(_, one): &(u32, &Observation)| source.is_none_or(|source| one.source == source);
        let places: Vec<u32> =
            (0..).zip(&observations.documents).filter(of_source).map(|(place, _)| place).collect();
        let of_all = OnceCell::new();
        for (similarity, found) in found.iter_mut().enumerate() {
            let values = observations.similarities.values_of(similarity);
            let known = |place: &&u32| !values[**place as usize].is_nan();
            let all = places.iter().all(|place| known(&place));
            let of_some = OnceCell::new();
            let ranked = (if all { &of_all } else { &of_some })
                .get_or_init(|| Ranked::new(observations, places.iter().filter(known).copied().collect()));
            found[scope] = ranked.coefficients(observations, similarity);
        }
    }
    found
}

/// Documents as a ranking has them.
struct Ranked {
    /// Their places among the observations.
    places: Vec<u32>,
    order: Order,
    scores: Option<Centred>,
    ranks: Option<Centred>,
}

impl Ranked {
    fn new(observations: &Observations, places: Vec<u32>) -> Self {
        let documents = || places.iter().map(|place| &observations.documents[*place as usize]);
        // Documents tie in score where as many stand above them.
        let lowest = documents().map(|one| one.above).max().unwrap_or(0);
        let column = |of: fn(&Observation) -> f64| Centred::new(&documents().map(of).collect::<Vec<_>>());
        Ranked {
            order: Order::new(documents().map(|one| (lowest - one.above) as u32).collect()),
            scores: column(|one| one.score),
            ranks: column(Observation::rank),
            places,
        }
    }

    fn coefficients(&self, observations: &Observations, similarity: usize) -> Coefficients {
        let classes = picked(observations.similarities.classes_of(similarity), &self.places);
        let values = Centred::new(&picked(observations.similarities.values_of(similarity), &self.places));
        let (rho, tau) = rank_correlations(&classes, &self.order);
        let with = |other: &Option<Centred>| values.as_ref()?.pearson(other.as_ref()?);
        [rho, tau, with(&self.scores), with(&self.ranks)]
    }
}

/// The coefficients of one model, similarity and source, query by query.
pub(in crate::bias) struct Correlations {
    pub model: String,
    pub similarity: String,
    /// A source's name, or "pooled".
    pub source: String,
    pub values: Vec<(u32, Coefficients)>,
}

crate::table! {
    /// how closely score and rank follow the similarity of query and document
    pub struct CorrelationRow("bias/correlation", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The similarity of query and document.
        similarity: String = "Similarity", Shown::Name;
        /// Whose documents; `pooled`: those of all sources together.
        source: String = "Source", Shown::Word;
        /// The coefficient, and whether it is of scores or of ranks.
        coefficient: String = "Coefficient", Shown::Word;
        /// Its mean over queries, −1 to 1.
        value: Option<f64> = "Value", Shown::Decimal(3);
        /// Lower end of the interval of the mean over queries.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over queries, their signs exchanged; not adjusted.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The queries for which the coefficient is defined.
        n: u64 = "n", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "correlation",
    title: "Closeness and rank",
    note: "Correlation of a document's score with the closeness of its term distribution to the query's, within each \
        query, then averaged over queries; \"pooled\": documents of all sources together. 1: the model ranks by \
        closeness alone; 0: the two are uncorrelated. Part of it holds by construction, since scores and similarities \
        count the same terms. The p-values are not adjusted for the number of rows. The file has the coefficients with \
        ranks in place of scores too.",
};

pub(in crate::bias) struct Correlation;

impl Analysis for Correlation {
    fn about(&self) -> About {
        About {
            schema: CorrelationRow::SCHEMA,
            question: Question::BecauseOf,
            tests: None,
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        correlation_table(&shared.observed().correlations, shared.draws())
    }
}

/// The table `bias/correlation`: means over the queries for which a coefficient is defined (`n`), with bootstrap
/// intervals over queries and sign-flip p-values.
pub(in crate::bias) fn correlation_table(found: &[Correlations], draws: &KeptDraws) -> Table {
    let column = |one: &Correlations, place: usize| {
        one.values.iter().filter_map(|(query, row)| Some((*query, row[place]?))).collect()
    };
    let places = (0..found.len()).flat_map(|one| (0..4).map(move |place| (one, place)));
    let columns: Vec<QueryValues> = places.map(|(one, place)| column(&found[one], place)).collect();
    let with_ranks = |of_one: &[Estimate]| match of_one {
        [rho, tau, by_score, by_rank] => [*rho, rho.negated(), *tau, tau.negated(), *by_score, *by_rank],
        _ => unreachable!("chunks of four"),
    };
    let estimated: Vec<Estimate> =
        tested_over_queries(&columns, draws).chunks_exact(4).flat_map(with_ranks).collect();
    let rows = found.iter().flat_map(|one| COEFFICIENTS.iter().map(move |name| (one, *name)));
    let row = |((one, coefficient), estimate): ((&Correlations, &str), &Estimate)| CorrelationRow {
        model: one.model.clone(),
        similarity: one.similarity.clone(),
        source: one.source.clone(),
        coefficient: coefficient.to_string(),
        value: estimate.value,
        low: estimate.low(),
        high: estimate.high(),
        p_value: estimate.test.queries,
        n: estimate.queries,
    };
    CorrelationRow::to_table(rows.zip(&estimated).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::BiasSettings;
    use crate::bias::cause::rank_correlation::rounded;
    use crate::bias::fixture::observations;
    use crate::statistics::{kendall, pearson, spearman};
    use proptest::prelude::*;

    fn of(observations: &Observations, source: Option<SourceId>) -> Coefficients {
        coefficients(observations, &[source])[0][0]
    }

    /// The definition, each list put in order by itself.
    fn plain(observations: &Observations, source: Option<SourceId>) -> Coefficients {
        let of: Vec<(&Observation, f64)> = observations
            .known(0)
            .filter(|(one, _)| source.is_none_or(|source| one.source == source))
            .collect();
        let list = |value: fn(&(&Observation, f64)) -> f64| of.iter().map(value).collect::<Vec<_>>();
        let (exact, ranked) = (list(|one| one.1), list(|one| rounded(one.1)));
        let (scores, ranks) = (list(|one| one.0.score), list(|one| one.0.rank()));
        [
            spearman(&ranked, &scores),
            kendall(&ranked, &scores),
            pearson(&exact, &scores),
            pearson(&exact, &ranks),
        ]
    }

    proptest! {
        #[test]
        fn scopes_together_are_each_by_itself(
            rows in prop::collection::vec((0_u32..3, -4_i8..5, -9_i8..9), 0..40),
        ) {
            let row = |(source, score, similarity): &(u32, i8, i8)| {
                // Some similarities differ in their last bit alone.
                let similarity = f64::from(*similarity) / 7.0;
                (*source, f64::from(*score) / 3.0, similarity * (1.0 + f64::from(*score) * 1e-15), 1)
            };
            let found = observations(&rows.iter().map(row).collect::<Vec<_>>());
            let scopes = [None, Some(SourceId(0)), Some(SourceId(1)), Some(SourceId(2))];
            let expected = scopes.map(|scope| plain(&found, scope));
            prop_assert_eq!(&coefficients(&found, &scopes)[0][..], expected);
        }
    }

    #[test]
    fn four_documents_by_hand() {
        // Scores 4 3 1 1, similarities 8 9 2 1: ranks by score 4 3 1.5 1.5, by similarity 3 4 2 1.
        let found = observations(&[(0, 4.0, 8.0, 1), (1, 3.0, 9.0, 1), (0, 1.0, 2.0, 1), (1, 1.0, 1.0, 1)]);
        let [rho, tau, by_score, by_rank] = of(&found, None).map(Option::unwrap);
        // deviations 1.5 ½ −1 −1 and ½ 1.5 −½ −1.5: 3.5 ÷ √(4.5·5)
        assert!((rho - 3.5 / f64::sqrt(22.5)).abs() < 1e-15);
        // 4 concordant, 1 discordant, 1 tie in score: 3 ÷ √(5·6)
        assert!((tau - 3.0 / f64::sqrt(30.0)).abs() < 1e-15);
        // scores less 2.25: 1.75 ¾ −1.25 −1.25; similarities less 5: 3 4 −3 −4
        assert!((by_score - 17.0 / f64::sqrt(6.75 * 50.0)).abs() < 1e-15);
        // mean ranks 1 2 3.5 3.5, less 2.5
        assert!((by_rank + 13.5 / f64::sqrt(4.5 * 50.0)).abs() < 1e-15);
        // Of each source two documents, in the same order by both.
        for source in [SourceId(0), SourceId(1)] {
            let [rho, tau, ..] = of(&found, Some(source));
            assert_eq!((rho, tau), (Some(1.0), Some(1.0)));
        }
        assert_eq!(of(&observations(&[(0, 4.0, 8.0, 1)]), None), [None; 4]);
    }

    #[test]
    fn the_table_has_six_coefficients_and_leaves_undefined_queries_out() {
        let (one, none) = ([Some(0.5), Some(0.25), Some(0.5), Some(-0.75)], [None; 4]);
        let name = |name: &str| name.to_string();
        let values = (0..7).map(|query| (query, if query == 1 { none } else { one })).collect();
        let found =
            [Correlations { model: name("m"), similarity: name("s"), source: name("pooled"), values }];
        let settings = BiasSettings { bootstrap: 20, ..BiasSettings::default() };
        let table = correlation_table(&found, &settings.draws());
        assert_eq!(table.text("coefficient").unwrap(), COEFFICIENTS);
        let expected = [0.5, -0.5, 0.25, -0.25, 0.5, -0.75].map(Some);
        assert_eq!(table.number("value").unwrap(), expected);
        assert_eq!(table.number("low").unwrap(), expected);
        assert_eq!(table.number("n").unwrap(), [Some(6.0); 6]);
    }
}
