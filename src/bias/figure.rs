//! Figures of one run that 0 means "no bias" for: values by query, and what contents contribute to each, in; means with
//! intervals and tests out, and the same for the difference of two runs.

use super::BiasSettings;
use super::estimate::{Crossed, Estimate, QueryValues, by_cluster, estimates, tested};
use super::evidence::Units;
use crate::corpus::SourceId;
use crate::statistics::{Cell, KeptDraws, mean, signless_zero};

/// One figure of one run.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// The run.
    pub model: String,
    /// What is measured.
    pub measure: String,
    /// Which source is spoken of, or compared with the reference.
    pub source: SourceId,
    /// The queries that the figure is a mean over, by id.
    pub queries: Vec<OfQuery>,
}

/// A figure for one query.
#[derive(Debug, Clone)]
pub(super) struct OfQuery {
    /// The query's id.
    pub query: String,
    /// The value; its mean over queries is the figure.
    pub value: f64,
    /// The values of the reference and of the source whose difference it is, where it is one.
    pub sides: Option<[f64; 2]>,
    /// What each content contributes; turning its labels turns the sign.
    pub cells: Vec<Cell>,
}

impl Figure {
    /// The mean over its queries; `None` over none.
    pub fn mean(&self) -> Option<f64> {
        mean(&self.queries.iter().map(|one| one.value).collect::<Vec<_>>()).map(signless_zero)
    }

    fn values(&self, units: &Units) -> QueryValues {
        self.queries.iter().map(|one| (units.query(&one.query), one.value)).collect()
    }

    fn crossed(&self, units: &Units) -> Crossed {
        let values = self.values(units);
        let sums = by_cluster(&values);
        let cells = self.queries.iter().flat_map(|one| one.cells.iter().copied()).collect();
        let mut crossed = Crossed::over_queries(values, cells);
        // Of the values themselves: some measures are the sum of their contributions to first order alone.
        crossed.contributions = crossed.contributions.with_queries(sums);
        crossed
    }

    /// This less another one, over the queries that both have.
    pub fn less(&self, other: &Figure) -> Figure {
        let mut theirs = other.queries.iter().peekable();
        let difference = |ours: &OfQuery| {
            while theirs.next_if(|one| one.query < ours.query).is_some() {}
            let same = theirs.next_if(|one| one.query == ours.query)?;
            let negated = same.cells.iter().map(|cell| Cell { value: -cell.value, ..*cell });
            let cells = ours.cells.iter().copied().chain(negated).collect();
            let value = ours.value - same.value;
            Some(OfQuery { query: ours.query.clone(), value, sides: None, cells })
        };
        Figure { queries: self.queries.iter().filter_map(difference).collect(), ..self.clone_name() }
    }

    /// The queries that another figure has too.
    pub fn shared_with(&self, other: &Figure) -> Figure {
        let mut theirs = other.queries.iter().peekable();
        let both = |ours: &&OfQuery| {
            while theirs.next_if(|one| one.query < ours.query).is_some() {}
            theirs.next_if(|one| one.query == ours.query).is_some()
        };
        Figure { queries: self.queries.iter().filter(both).cloned().collect(), ..self.clone_name() }
    }

    fn clone_name(&self) -> Figure {
        let (model, measure) = (self.model.clone(), self.measure.clone());
        Figure { model, measure, source: self.source, queries: Vec::new() }
    }
}

/// What is known of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Found {
    /// The mean, with the interval where queries and contents are both a sample, and the crossed tests.
    pub estimate: Estimate,
    /// How much wider an interval over queries is made for that; `None` where units are too few for one.
    pub widening: Option<f64>,
}

/// The mean of each figure with its interval and tests; all of them are one family.
pub(super) fn found(
    figures: &[Figure],
    units: &Units,
    settings: &BiasSettings,
    draws: &KeptDraws,
) -> Vec<Found> {
    let crossed: Vec<Crossed> = figures.iter().map(|one| one.crossed(units)).collect();
    let columns: Vec<QueryValues> = crossed.iter().map(|one| one.values.clone()).collect();
    let known = vec![false; figures.len()];
    let tests = tested(&crossed.iter().collect::<Vec<_>>(), &vec![0; figures.len()], &known, settings);
    let estimates = estimates(&columns, draws).into_iter().zip(&crossed).zip(tests);
    let of = |((estimate, crossed), test): ((Estimate, &Crossed), _)| Found {
        estimate: Estimate {
            interval: crossed.widened(estimate.interval, estimate.value, settings.confidence),
            test,
            ..estimate
        },
        widening: crossed.about_mean.widening(settings.confidence),
    };
    estimates.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(queries: &[(&str, f64)]) -> Figure {
        let of = |(query, value): &(&str, f64)| OfQuery {
            query: (*query).to_string(),
            value: *value,
            sides: None,
            cells: vec![Cell { query: 0, content: 7, value: *value }],
        };
        Figure {
            model: "m".to_string(),
            measure: "share@10".to_string(),
            source: SourceId(1),
            queries: queries.iter().map(of).collect(),
        }
    }

    #[test]
    fn a_difference_is_over_the_queries_of_both() {
        let (new, old) =
            (figure(&[("a", 1.0), ("c", 0.5), ("d", 2.0)]), figure(&[("b", 9.0), ("c", 0.25), ("d", 2.0)]));
        let less = new.less(&old);
        let told: Vec<(&str, f64)> = less.queries.iter().map(|one| (one.query.as_str(), one.value)).collect();
        assert_eq!(told, [("c", 0.25), ("d", 0.0)]);
        let cells: Vec<f64> = less.queries[0].cells.iter().map(|cell| cell.value).collect();
        assert_eq!(cells, [0.5, -0.25]);
        assert_eq!(new.shared_with(&old).queries.len(), 2);
        assert_eq!(old.shared_with(&new).queries[0].value, 0.25);
    }
}
