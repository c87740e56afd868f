//! Does it matter who wrote the closer version? Judged twins in; what the source changes of their order and of their ranks
//! within strata of equal difference in closeness and length, without any curve assumed, out.

use rayon::prelude::*;

use super::matched::{MatchedPair, Matching};
use super::stratified_fit::{Stratified, StratifiedPair, stratified};
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::tested_contributions;
use crate::bias::shared::Shared;
use crate::statistics::{Contributions, CrossedTest, mean, signless_zero};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// What is compared: which version stands higher, and ln of the ratio of ranks.
pub const OUTCOMES: [&str; 2] = ["higher", "log_rank"];

crate::table! {
    /// what the source changes of order and rank between twins, within strata of closeness and length
    pub struct StratifiedRow("bias/stratified", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The similarity of query and document.
        similarity: String = "Similarity", Shown::Name;
        /// The source that is compared with the reference.
        source: String = "Source", Shown::Word;
        /// `higher`: 1 where the source's version stands higher, −1 where the reference's does; `log_rank`: ln(rank of the
        /// reference's version ÷ rank of the source's).
        outcome: String = "Outcome", Shown::Word;
        /// The mean outcome over all pairs; above 0 the source's versions stand higher.
        plain: Option<f64> = "Plain", Shown::Decimal(3);
        /// What the source changes of it within strata.
        value: Option<f64> = "Within strata", Shown::Decimal(3);
        /// Lower end of its interval over queries and contents.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries.
        p_queries: Option<f64>;
        /// p over other contents: signs of contents' scores turned, right in large samples.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted within its outcome, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// How many pairs the value rests on: those whose source the match does not tell.
        comparable: Option<f64> = "Comparable", Shown::Decimal(0);
        /// The strata that pairs lie in.
        strata: u64 = "Strata", Shown::Count;
        /// Pairs of judged twins.
        pairs: u64 = "Pairs", Shown::Count;
        /// Contents that they are versions of.
        contents: u64;
        /// The queries that they are relevant to.
        queries: u64;
    }
}

const PRINTED: Printed = Printed {
    name: "stratified",
    title: "Source, within strata of equal match",
    note: "Pairs of relevant twins are sorted by how much closer to the query the closer version is, and how much longer than \
        the other. Within a stratum it should not matter which source wrote the closer version, if only the match counts. Outcome higher: +1 where the source's version stands higher and −1 where the \
        reference's does; log_rank: the natural logarithm of the ratio of ranks. Above 0 the source stands better. Plain: the \
        mean over all pairs; within strata: what the source changes at equal match. Comparable: the number of pairs that this \
        rests on. p: the crossed test over queries and contents of the products of what strata leave of source and outcome, which \
        is right in large samples; p adjusted: within the outcome.",
};

pub(in crate::bias) struct StratifiedExchange;

impl Analysis for StratifiedExchange {
    fn about(&self) -> About {
        use StratifiedRow as Row;
        let names = &[Row::model, Row::similarity, Row::outcome, Row::source];
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names, value: Row::value }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        stratified_table(shared)
    }
}

/// The table `bias/stratified`: of the twins judged relevant of which both have a token and at least one has a query term, [`stratified`] by each
/// similarity and ln length, for both outcomes. A version that is not ranked shares the ranks after all that are.
fn stratified_table(shared: &Shared<'_>) -> Table {
    let settings = shared.evidence().settings;
    let matchings = shared.matchings();
    let asked: Vec<(&Matching, usize)> =
        matchings.iter().flat_map(|one| (0..OUTCOMES.len()).map(move |outcome| (one, outcome))).collect();
    let of = |(one, outcome): &(&Matching, usize)| {
        let pairs: Vec<StratifiedPair> = one.pairs.iter().map(|pair| for_strata(pair, *outcome)).collect();
        let plain = mean(&pairs.iter().map(|pair| pair.outcome).collect::<Vec<_>>());
        (plain.map(signless_zero), stratified(&pairs, settings.confidence))
    };
    let found: Vec<(Option<f64>, Option<Stratified>)> = asked.par_iter().map(of).collect();
    let nothing = Contributions::default();
    let contributions: Vec<&Contributions> = found
        .iter()
        .map(|(_, found)| found.as_ref().map_or(&nothing, |found| &found.contributions))
        .collect();
    let families: Vec<usize> = asked.iter().map(|(_, outcome)| *outcome).collect();
    let known: Vec<bool> = asked.iter().map(|(one, _)| one.scores_know_sources).collect();
    let tests = tested_contributions(&contributions, &families, &known, settings);
    let rows = asked.iter().zip(&found).zip(tests);
    StratifiedRow::to_table(rows.map(|((asked, found), test)| row(*asked, found, test)).collect())
}

fn for_strata(pair: &MatchedPair, outcome: usize) -> StratifiedPair {
    let outcome = match outcome {
        0 => pair.order(),
        _ => {
            let [own, other] = pair.ranks.map(f64::ln);
            other - own
        }
    };
    StratifiedPair { cell: pair.twin.cell, similarity: pair.similarity, length: pair.twin.length, outcome }
}

fn row(
    (one, outcome): (&Matching, usize),
    (plain, found): &(Option<f64>, Option<Stratified>),
    test: CrossedTest,
) -> StratifiedRow {
    let (queries, contents) = one.queries_and_contents();
    let found = found.as_ref();
    StratifiedRow {
        model: one.model.clone(),
        similarity: one.similarity.clone(),
        source: one.source.clone(),
        outcome: OUTCOMES[outcome].to_string(),
        plain: *plain,
        value: found.map(|found| found.value),
        low: found.map(|found| found.interval.low),
        high: found.map(|found| found.interval.high),
        p_queries: test.queries,
        p_contents: test.contents,
        p_value: test.crossed,
        p_adjusted: test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        comparable: found.map(|found| found.comparable),
        strata: found.map_or(0, |found| found.strata as u64),
        pairs: one.pairs.len() as u64,
        contents,
        queries,
    }
}
