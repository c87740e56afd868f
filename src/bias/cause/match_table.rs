//! How twins differ in what could explain their ranks: judged twins in; the mean difference of each similarity, of length,
//! specificity and repetition, with its interval and test, out.

use super::matched::standardised;
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::{Crossed, QueryValues, estimates, tested};
use crate::bias::shared::Shared;
use crate::statistics::Cell;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// how far relevant twins differ in closeness, length, specificity and repetition
    pub struct MatchRow("bias/match", FileKind::Csv, Some(PRINTED)) {
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// A similarity, `outside_query`, `length`, `specificity` or `repetition`.
        quantity: String = "Quantity", Shown::Name;
        /// The mean difference, source less reference, in standard deviations of both versions.
        value: Option<f64> = "Difference", Shown::Decimal(3);
        /// Lower end of the interval of the mean over queries and contents.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries.
        p_queries: Option<f64>;
        /// p over labels that mean nothing.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all rows, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// Pairs of judged twins of which the quantity is known.
        pairs: u64 = "Pairs", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "match",
    title: "How relevant twins differ in closeness and form",
    note: "Mean difference between the versions of a relevant content, source less reference, in standard deviations of both \
        versions. Similarities are to the query's own terms, of which scores are made as well. outside_query is the cosine of \
        a version's other terms with those of the other contents judged relevant to the query, of all sources alike: closeness \
        to the topic that no score can be part of. Length is its logarithm; specificity the mean inverse document frequency; \
        repetition the logarithm of tokens a distinct term. p: the crossed test over queries and contents; p adjusted: over all \
        rows.",
};

pub(in crate::bias) struct Match;

impl Analysis for Match {
    fn about(&self) -> About {
        use MatchRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names: &[Row::quantity, Row::source], value: Row::value }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        match_table(shared)
    }
}

/// The table `bias/match`: of each quantity the mean of its standardised differences over judged twins. Labels are
/// exchanged within contents. A quantity that is equal in all versions has the value 0.
fn match_table(shared: &Shared<'_>) -> Table {
    let (catalogue, settings) = (shared.catalogue(), shared.evidence().settings);
    let matched = shared.matched();
    let mut rows = Vec::new();
    for (source, twins) in catalogue.others().zip(&matched.twins) {
        let name = catalogue.source_name(source);
        for (place, similarity) in matched.similarities.iter().enumerate() {
            let values = twins.iter().filter_map(|twin| Some((twin.cell, twin.similarities[place]?)));
            rows.push((name, similarity.as_str(), differences(values.collect())));
        }
        rows.push((name, "length", differences(twins.iter().map(|twin| (twin.cell, twin.length)).collect())));
        let specificity = twins.iter().map(|twin| (twin.cell, twin.specificity));
        rows.push((name, "specificity", differences(specificity.collect())));
        let repetition = twins.iter().map(|twin| (twin.cell, twin.repetition));
        rows.push((name, "repetition", differences(repetition.collect())));
    }
    // A corpus without judged twins has nothing to tell.
    rows.retain(|(.., cells)| !cells.is_empty());
    let figures: Vec<Crossed> = rows.iter().map(|(.., cells)| Crossed::over_cells(cells.clone())).collect();
    let borrowed: Vec<&Crossed> = figures.iter().collect();
    let tests = tested(&borrowed, &vec![0; rows.len()], &vec![false; rows.len()], settings);
    let columns: Vec<QueryValues> = figures.iter().map(|one| one.values.clone()).collect();
    let found = estimates(&columns, shared.draws());
    let reference = catalogue.source_name(catalogue.reference());
    let row = |place: usize| {
        let (source, quantity, cells) = &rows[place];
        let (estimate, crossed, test) = (&found[place], &figures[place], &tests[place]);
        let interval = crossed.widened(estimate.interval, estimate.value, settings.confidence);
        MatchRow {
            reference: reference.to_string(),
            source: source.to_string(),
            quantity: quantity.to_string(),
            value: estimate.value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            p_queries: test.queries,
            p_contents: test.contents,
            p_value: test.crossed,
            p_adjusted: test.adjusted,
            placebo_below: None,
            placebo_as_large: None,
            pairs: cells.len() as u64,
        }
    };
    MatchRow::to_table((0..rows.len()).map(row).collect())
}

/// The standardised difference of each pair.
fn differences(values: Vec<(Cell, [f64; 2])>) -> Vec<Cell> {
    let raw: Vec<[f64; 2]> = values.iter().map(|(_, pair)| *pair).collect();
    let standard = standardised(&raw);
    let of = |(place, (cell, _)): (usize, &(Cell, [f64; 2]))| {
        let value = standard.as_ref().map_or(0.0, |pairs| pairs[place][0] - pairs[place][1]);
        Cell { value, ..*cell }
    };
    values.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_in_standard_deviations() {
        let cell = |content| Cell { query: 0, content, value: 0.0 };
        // 1, 3, 7, 5 have the variance 5.
        let found = differences(vec![(cell(0), [1.0, 3.0]), (cell(1), [7.0, 5.0])]);
        let expected = 2.0 / f64::sqrt(5.0);
        assert!((found[0].value + expected).abs() < 1e-15 && (found[1].value - expected).abs() < 1e-15);
        assert_eq!(differences(vec![(cell(0), [2.0, 2.0])])[0].value, 0.0);
    }
}
