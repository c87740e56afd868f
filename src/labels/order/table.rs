//! The tables of orders: what each system is worth under each judge, and how alike the judge's order is to the people's.

use std::sync::Arc;

use rayon::prelude::*;

use super::{ORDERS, OrderMeasure};
use crate::error::Result;
use crate::labels::LabelSettings;
use crate::registry::Named;
use crate::statistics::{Interval, enough_units};
use crate::table::{FileKind, Printed, Shown};

crate::table! {
    /// how far each judge puts systems in the order of the people
    pub struct OrderRow("labels/order", FileKind::Csv, Some(PRINTED_ORDERS)) {
        /// The judge.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The people.
        other: Arc<str>;
        /// The evaluation measure that orders the systems.
        measure: Arc<str> = "Measure", Shown::Name;
        /// How the two orders are compared.
        likeness: Arc<str> = "Likeness", Shown::Name;
        /// Its value; undefined where an order says nothing.
        value: Option<f64> = "Value", Shown::Decimal(3);
        /// Lower end of its interval over resampled queries; none of too few of them.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// How many systems there are.
        systems: u64 = "Systems", Shown::Count;
        /// How many queries there are.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED_ORDERS: Printed = Printed {
    name: "orders",
    title: "How far each judge puts the systems in the people's order",
    note: "kendall: Kendall's τ of the systems' values under the judge and under the people. rbo: rank-biased overlap, which looks \
        at the top. Intervals are over resampled queries, the same for both.",
};

crate::table! {
    /// what each system is worth under the labels of each judge
    pub struct SystemRow("labels/systems", FileKind::Csv, Some(PRINTED_SYSTEMS)) {
        /// The judge, or the people.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The evaluation measure.
        measure: Arc<str> = "Measure", Shown::Name;
        /// The system, by the tag of its run.
        system: Arc<str> = "System", Shown::Name;
        /// The mean over queries for which the measure is defined.
        value: Option<f64> = "Value", Shown::Decimal(4);
        /// Its place under this judge, from 1; tied systems share the mean of theirs.
        place: Option<f64> = "Place", Shown::Decimal(1);
    }
}

const PRINTED_SYSTEMS: Printed = Printed {
    name: "systems",
    title: "What each system is worth under each judge",
    note: "The mean of the measure over queries, ties averaged, and the system's place by it.",
};

/// What systems are worth under the labels of one judge.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemValues {
    /// The judge.
    pub judge: String,
    /// Of each system the values by query, the same queries for all judges; `None` where undefined.
    pub values: Vec<Vec<Option<f64>>>,
}

impl SystemValues {
    /// The mean of each system over queries that are drawn so often; `None` where one has no value.
    fn means(&self, times: &[u8]) -> Option<Vec<f64>> {
        self.values.iter().map(|values| mean(values, times)).collect()
    }

    /// The queries for which some system has a value under this judge and under another.
    fn queries_with(&self, other: &SystemValues) -> usize {
        let has =
            |judge: &SystemValues, query: usize| judge.values.iter().any(|values| values[query].is_some());
        let queries = self.values.first().map_or(0, Vec::len);
        (0..queries).filter(|query| has(self, *query) && has(other, *query)).count()
    }
}

fn mean(values: &[Option<f64>], times: &[u8]) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (value, times) in values.iter().zip(times) {
        if let Some(value) = value {
            sum += value * f64::from(*times);
            count += f64::from(*times);
        }
    }
    (count > 0.0).then(|| sum / count)
}

/// How alike the orders of `systems` under each judge and under the people are, by `measure`; and what the systems are worth.
///
/// # Errors
/// None that can happen: the ways of comparing are rows of this program.
pub fn orders(
    (measure, systems): (&str, &[String]),
    people: &SystemValues,
    judges: &[SystemValues],
    settings: &LabelSettings,
) -> Result<(Vec<OrderRow>, Vec<SystemRow>)> {
    let likenesses = ORDERS.parse_all(&["kendall".to_string(), "rbo".to_string()])?;
    let queries = people.values.first().map_or(0, Vec::len);
    let bootstrap = settings.resampling();
    let enough_queries = |queries: usize| enough_units(queries, bootstrap.confidence);
    let replicates = if enough_queries(queries) { bootstrap.replicates } else { 0 };
    let drawn: Vec<Vec<u8>> =
        (0..replicates).into_par_iter().map(|replicate| bootstrap.times(queries, replicate)).collect();
    let measure: Arc<str> = Arc::from(measure);
    let other: Arc<str> = Arc::from(people.judge.as_str());
    let rows = |judge: &SystemValues| {
        let enough_queries = enough_queries(judge.queries_with(people));
        let row = |likeness: &Named<dyn OrderMeasure>| {
            let of = |times: &[u8]| likeness.object.value(&judge.means(times)?, &people.means(times)?);
            let value = of(&vec![1; queries]);
            let found: Vec<f64> = drawn.iter().filter_map(|times| of(times)).collect();
            let enough = enough_queries && value.is_some() && 2 * found.len() > drawn.len();
            let interval = if enough { Interval::percentile(found, bootstrap.confidence) } else { None };
            OrderRow {
                judge: Arc::from(judge.judge.as_str()),
                other: other.clone(),
                measure: measure.clone(),
                likeness: Arc::from(likeness.name.as_str()),
                value,
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                systems: systems.len() as u64,
                queries: queries as u64,
            }
        };
        likenesses.iter().map(row).collect::<Vec<_>>()
    };
    let found = judges.par_iter().flat_map_iter(rows).collect();
    let once = vec![1; queries];
    let worth = judges.iter().chain([people]).flat_map(|judge| {
        let values: Vec<Option<f64>> = judge.values.iter().map(|values| mean(values, &once)).collect();
        let place = |value: f64| {
            let above = values.iter().flatten().filter(|other| **other > value).count() as f64;
            let alike = values.iter().flatten().filter(|other| **other == value).count() as f64;
            above + (alike + 1.0) / 2.0
        };
        let row = |(system, value): (&String, &Option<f64>)| SystemRow {
            judge: Arc::from(judge.judge.as_str()),
            measure: measure.clone(),
            system: Arc::from(system.as_str()),
            value: *value,
            place: value.map(place),
        };
        systems.iter().zip(&values).map(row).collect::<Vec<_>>()
    });
    Ok((found, worth.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_systems_over_six_queries_by_hand() {
        // Two queries, three times over.
        let values = |judge: &str, values: [[f64; 2]; 3]| SystemValues {
            judge: judge.to_string(),
            values: values.map(|row| row.map(Some).repeat(3)).to_vec(),
        };
        let people = values("human", [[0.9, 0.8], [0.5, 0.6], [0.1, 0.2]]);
        let mut judge = values("a", [[0.5, 0.4], [0.6, 0.7], [0.2, 0.3]]);
        [1, 3, 5].into_iter().for_each(|query| judge.values[2][query] = None);
        let systems = ["x", "y", "z"].map(str::to_string);
        let settings = LabelSettings { bootstrap: 99, ..LabelSettings::default() };
        let of = |people: &SystemValues, judge: &SystemValues| {
            orders(("nDCG@10", &systems), people, std::slice::from_ref(judge), &settings).unwrap()
        };
        let (rows, worth) = of(&people, &judge);
        // One of three pairs is the other way round, in every resample.
        let expected = Some(1.0 / 3.0);
        assert_eq!((rows[0].value, rows[0].low, rows[0].high), (expected, expected, expected));
        let told: Vec<_> = worth.iter().map(|row| (&*row.judge, &*row.system, row.place)).collect();
        assert_eq!(told[..3], [("a", "x", Some(2.0)), ("a", "y", Some(1.0)), ("a", "z", Some(3.0))]);
        assert!((worth[2].value.unwrap() - 0.2).abs() < 1e-12 && worth.len() == 6);
        // With five queries, or a sixth that the judge gives no system a value for, nothing is sure.
        let cut = |one: &SystemValues| SystemValues {
            values: one.values.iter().map(|values| values[..5].to_vec()).collect(),
            ..one.clone()
        };
        let (rows, _) = of(&cut(&people), &cut(&judge));
        assert_eq!((rows[0].value, rows[0].low, rows[0].high), (expected, None, None));
        judge.values.iter_mut().for_each(|values| values[5] = None);
        assert_eq!(of(&people, &judge).0[0].low, None);
    }
}
