//! Figures of agreement with their intervals: tables by query in; of each measure the value of their sum and the percentile
//! interval over resampled queries out.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::counts::QueryTables;
use super::{AgreementMeasure, Counts, Scale};
use crate::registry::Named;
use crate::statistics::{Bootstrap, Interval, enough_units};

/// A value and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    pub value: Option<f64>,
    pub interval: Option<Interval>,
}

/// How often each replicate draws each query, by the number of queries: tables of as many queries see the same draws.
pub(super) struct Draws {
    bootstrap: Bootstrap,
    times: BTreeMap<usize, Vec<Vec<u8>>>,
}

impl Draws {
    /// Draws for tables of these numbers of queries; fewer than an interval needs ([`enough_units`]) give none.
    pub fn new(bootstrap: Bootstrap, queries: impl Iterator<Item = usize>) -> Draws {
        let enough = |queries: &usize| enough_units(*queries, bootstrap.confidence);
        let mut times: BTreeMap<usize, Vec<Vec<u8>>> =
            queries.filter(enough).map(|queries| (queries, Vec::new())).collect();
        for (queries, drawn) in &mut times {
            let replicates = (0..bootstrap.replicates).into_par_iter();
            *drawn = replicates.map(|replicate| bootstrap.times(*queries, replicate)).collect();
        }
        Draws { bootstrap, times }
    }
}

/// Which counts a sum of tables holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Those of two judges.
    Two,
    /// Those of any number.
    Many,
}

impl Form {
    fn set(self, counts: &mut Counts, sums: &[f64]) {
        match self {
            Form::Two => counts.set_two(sums),
            Form::Many => counts.set_many(sums),
        }
    }
}

/// The figure of every measure. A replicate in which a measure is undefined is left out of its interval; where that are more
/// than half, there is none.
pub(super) fn figures(
    (tables, form): (&QueryTables, Form),
    scale: Scale,
    measures: &[&Named<dyn AgreementMeasure>],
    draws: &Draws,
) -> Vec<Figure> {
    let mut counts = Counts::new(scale);
    figures_of_sums(tables, draws, |sums, values| {
        form.set(&mut counts, sums);
        values.extend(measures.iter().map(|measure| measure.object.value(&counts)));
    })
}

/// The figures that `of` makes of a sum of tables and puts behind each other, with intervals as [`figures`] has them.
pub(super) fn figures_of_sums(
    tables: &QueryTables,
    draws: &Draws,
    mut of: impl FnMut(&[f64], &mut Vec<Option<f64>>),
) -> Vec<Figure> {
    let (mut values, mut found) = (Vec::new(), Vec::new());
    of(&tables.sum(), &mut values);
    let drawn = draws.times.get(&tables.queries()).map_or(&[][..], Vec::as_slice);
    let mut replicates: Vec<Vec<f64>> = values.iter().map(|_| Vec::with_capacity(drawn.len())).collect();
    let mut sums = vec![0.0; tables.width];
    for times in drawn {
        sums.fill(0.0);
        for (table, times) in tables.cells.chunks_exact(tables.width).zip(times) {
            if *times > 0 {
                let times = f64::from(*times);
                sums.iter_mut().zip(table).for_each(|(sum, cell)| *sum += times * cell);
            }
        }
        found.clear();
        of(&sums, &mut found);
        found.iter().zip(&mut replicates).for_each(|(value, replicates)| replicates.extend(value));
    }
    let confidence = draws.bootstrap.confidence;
    let figure = |(value, replicates): (Option<f64>, Vec<f64>)| {
        let enough = value.is_some() && 2 * replicates.len() > drawn.len();
        let interval = if enough { Interval::percentile(replicates, confidence) } else { None };
        Figure { value, interval }
    };
    values.into_iter().zip(replicates).map(figure).collect()
}
