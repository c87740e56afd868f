//! Relative Δ by judge: what runs are worth under the labels of people and of each judge, with each source as the target, in;
//! the Relative Δ that each judge sees and by how much it differs from the people's out, with paired intervals over queries.

use std::sync::Arc;

use rayon::prelude::*;

use super::size::delta_interval::{interval_of_deltas, widened};
use super::size::relative_delta::relative_delta_percent;
use crate::corpus::SourceId;
use crate::evaluate::{Evaluation, Measure, Series, Target};
use crate::labels::LabelRow;
use crate::number::in_words;
use crate::registry::Named;
use crate::retrieve::Run;
use crate::statement::{Statement, Topic};
use crate::statistics::{Bootstrap, Interval, enough_units, expansion, signless_zero};
use crate::table::{FileKind, Printed, Shown, TableRow};

crate::table! {
    /// the source bias of each system under the labels of each judge, and its change from that under people's
    pub struct JudgeDeltaRow("labels/relative_delta", FileKind::Csv, Some(PRINTED)) {
        /// The judge, or the people, whose row comes first.
        judge: Arc<str> = "Judge", Shown::Word;
        /// The system, by the tag of its run.
        system: Arc<str> = "System", Shown::Name;
        /// The evaluation measure.
        measure: Arc<str> = "Measure", Shown::Name;
        /// The source that the other is compared with.
        reference: Arc<str> = "Reference", Shown::Reference;
        /// The source.
        source: Arc<str> = "Source", Shown::Word;
        /// The mean of the measure with every document that the judge finds relevant as the target.
        mean: Option<f64> = "All", Shown::Decimal(3);
        /// H: the mean with the reference's documents as the target, over queries for which both targets are defined.
        reference_mean: Option<f64> = "H", Shown::Decimal(3);
        /// L: the same with the source's.
        source_mean: Option<f64> = "L", Shown::Decimal(3);
        /// Relative Δ in percent; undefined where H + L is 0, or no document of one source is ranked.
        relative_delta_percent: Option<f64> = "Relative Δ (%)", Shown::Decimal(2);
        /// Lower end of its interval over resampled queries; empty of too few, fewer than six for 95 %.
        low: Option<f64> = "Interval", Shown::Interval(2);
        /// Upper end of that interval.
        high: Option<f64>;
        /// Relative Δ under the judge less that under people, in percentage points; empty for the people.
        change: Option<f64> = "Change", Shown::Decimal(2);
        /// Lower end of its interval, for which the same queries are drawn for both.
        change_low: Option<f64> = "Its interval", Shown::Interval(2);
        /// Upper end of that interval.
        change_high: Option<f64>;
        /// Queries for which both targets are defined under the judge.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "judged_bias",
    title: "Relative Δ under each judge",
    note: "H and L: the mean of the measure with the reference's and the source's documents as the target. Relative Δ = \
        (H − L) / ((H + L) / 2) · 100 %; negative: the source's versions are ranked better. Change: Relative Δ under the judge \
        less that under people, in percentage points. Intervals are over resampled queries, the same for judge and people.",
};

/// What runs are worth under the labels of one judge.
#[derive(Debug, Clone, Copy)]
pub struct JudgedRuns<'a> {
    /// The judge.
    pub judge: &'a str,
    /// The values of its evaluation.
    pub evaluation: &'a Evaluation,
}

/// The values of both targets by query; `None` where one is undefined.
type Sides = Vec<Option<(f64, f64)>>;

/// The means of both targets over queries that are drawn so often; `None` over none.
fn means(sides: &Sides, times: &[u8]) -> Option<(f64, f64)> {
    let (mut reference, mut source, mut count) = (0.0, 0.0, 0.0);
    for (side, times) in sides.iter().zip(times) {
        if let Some((one, other)) = side {
            let times = f64::from(*times);
            reference += times * one;
            source += times * other;
            count += times;
        }
    }
    (count > 0.0).then(|| (reference / count, source / count))
}

fn delta(sides: &Sides, times: &[u8]) -> Option<f64> {
    means(sides, times).and_then(|(reference, source)| relative_delta_percent(reference, source))
}

/// For each measure, run and source other than the reference a row for the people and one for each judge, over these queries.
/// A measure that does not compare sources ([`Measure::compares_sources`]) has none.
pub fn relative_deltas_by_judge(
    (runs, measures): (&[Run], &[Named<dyn Measure>]),
    people: JudgedRuns<'_>,
    judges: &[JudgedRuns<'_>],
    queries: &[String],
    bootstrap: &Bootstrap,
) -> Vec<JudgeDeltaRow> {
    let enough = enough_units(queries.len(), bootstrap.confidence);
    let replicates = if enough { bootstrap.replicates } else { 0 };
    let drawn: Vec<Vec<u8>> =
        (0..replicates).into_par_iter().map(|replicate| bootstrap.times(queries.len(), replicate)).collect();
    let mut cases: Vec<(&str, &Run, SourceId)> = Vec::new();
    for measure in measures.iter().filter(|measure| measure.object.compares_sources()) {
        for run in runs {
            cases.extend(run.catalogue.others().map(|source| (measure.name.as_str(), run, source)));
        }
    }
    let of_case = |(measure, run, source): &(&str, &Run, SourceId)| {
        let case = Case { measure, run, source: *source, queries };
        rows(&case, people, judges, (&drawn, bootstrap.confidence))
    };
    cases.par_iter().flat_map_iter(of_case).collect()
}

/// One system, measure and source.
struct Case<'a> {
    measure: &'a str,
    run: &'a Run,
    source: SourceId,
    queries: &'a [String],
}

impl Case<'_> {
    fn series<'e>(&self, judged: JudgedRuns<'e>, target: Target) -> Option<&'e Series> {
        judged.evaluation.find(&self.run.model, target, self.measure)
    }

    /// The values of a target, in the order of the queries.
    fn values(&self, judged: JudgedRuns<'_>, target: Target) -> Vec<Option<f64>> {
        let series = self.series(judged, target);
        let value = |query: &String| {
            let values = &series?.values;
            let place = values.binary_search_by(|(known, _)| known.cmp(query)).ok()?;
            values[place].1
        };
        self.queries.iter().map(value).collect()
    }

    fn sides(&self, judged: JudgedRuns<'_>) -> Sides {
        let reference = self.values(judged, Target::Source(self.run.catalogue.reference()));
        let source = self.values(judged, Target::Source(self.source));
        reference.into_iter().zip(source).map(|(one, other)| one.zip(other)).collect()
    }
}

fn rows(
    case: &Case<'_>,
    people: JudgedRuns<'_>,
    judges: &[JudgedRuns<'_>],
    (drawn, confidence): (&[Vec<u8>], f64),
) -> Vec<JudgeDeltaRow> {
    let catalogue = &case.run.catalogue;
    let pair = [catalogue.reference(), case.source];
    let absent = case.run.absent_sources().iter().any(|source| pair.contains(source));
    let once = vec![1; case.queries.len()];
    let name = |source| -> Arc<str> { Arc::from(catalogue.source_name(source)) };
    let replicated = |sides: &Sides| -> Vec<Option<f64>> {
        drawn.iter().map(|times| delta(sides, times).filter(|_| !absent)).collect()
    };
    let sides_of_people = case.sides(people);
    let under_people = delta(&sides_of_people, &once).filter(|_| !absent);
    let drawn_of_people = replicated(&sides_of_people);
    let row = |judged: JudgedRuns<'_>, sides: &Sides, replicates: Vec<Option<f64>>, is_people: bool| {
        let both = means(sides, &once);
        let value = delta(sides, &once).filter(|_| !absent);
        let change = value.zip(under_people).filter(|_| !is_people);
        let change = change.map(|(judge, people)| signless_zero(judge - people));
        let pairs = replicates.iter().zip(&drawn_of_people);
        let changes: Vec<Option<f64>> = pairs.map(|(judge, people)| Some((*judge)? - (*people)?)).collect();
        let known = |sides: &Sides| sides.iter().flatten().count();
        let factor = expansion(known(sides), confidence);
        let of_both = known(sides).min(known(&sides_of_people));
        let around_change = change.and_then(|change| {
            Interval::of_some(&changes, confidence)?.widened_for(change, of_both, confidence)
        });
        let around = value
            .and_then(|value| Some(widened(interval_of_deltas(&replicates, confidence)?, value, factor?)));
        let all: Vec<f64> = case.values(judged, Target::All).into_iter().flatten().collect();
        JudgeDeltaRow {
            judge: Arc::from(judged.judge),
            system: Arc::from(case.run.model.as_str()),
            measure: Arc::from(case.measure),
            reference: name(pair[0]),
            source: name(pair[1]),
            mean: crate::statistics::mean(&all),
            reference_mean: both.map(|(reference, _)| reference),
            source_mean: both.map(|(_, source)| source),
            relative_delta_percent: value,
            low: around.map(|interval| interval.low),
            high: around.map(|interval| interval.high),
            change,
            change_low: around_change.map(|interval| interval.low),
            change_high: around_change.map(|interval| interval.high),
            queries: sides.iter().flatten().count() as u64,
        }
    };
    let first = row(people, &sides_of_people, drawn_of_people.clone(), true);
    let of_judge = |judged: &JudgedRuns<'_>| {
        let sides = case.sides(*judged);
        let replicates = replicated(&sides);
        row(*judged, &sides, replicates, false)
    };
    std::iter::once(first).chain(judges.iter().map(of_judge)).collect()
}

/// The same among all figures of labels: Relative Δ of each judge, and its change from the people's.
pub fn rows_of_labels(rows: &[JudgeDeltaRow]) -> Vec<LabelRow> {
    let figure = |row: &JudgeDeltaRow, figure: &str, value: Option<f64>, ends: [Option<f64>; 2]| LabelRow {
        figure: figure.into(),
        judge: row.judge.clone(),
        other: format!("{}: {} against {}", row.system, row.source, row.reference).into(),
        measure: row.measure.clone(),
        answers: String::new(),
        value,
        low: ends[0],
        high: ends[1],
        n: row.queries,
    };
    let of_row = |row: &JudgeDeltaRow| {
        let delta = figure(row, "relative_delta", row.relative_delta_percent, [row.low, row.high]);
        let change = row.change.map(|_| figure(row, "change", row.change, [row.change_low, row.change_high]));
        std::iter::once(delta).chain(change).collect::<Vec<_>>()
    };
    rows.iter().flat_map(of_row).collect()
}

/// What the judges make of source bias, by the first measure: a sentence for each source; none where nothing is defined.
pub fn sentences_by_judge(rows: &[JudgeDeltaRow]) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let of_first = rows.iter().filter(|row| row.measure == first.measure);
    let sources = crate::table::distinct(of_first.map(|row| &row.source));
    let of_source = |source: &Arc<str>| {
        let wanted = |row: &JudgeDeltaRow| row.measure == first.measure && row.source == *source;
        sentence(rows, &wanted)
    };
    sources.into_iter().filter_map(of_source).collect()
}

fn sentence(rows: &[JudgeDeltaRow], wanted: &dyn Fn(&JudgeDeltaRow) -> bool) -> Option<Statement> {
    let wanted = || rows.iter().enumerate().filter(|(_, row)| wanted(row));
    let (_, first) = wanted().next()?;
    let people = &first.judge;
    type Value = fn(&JudgeDeltaRow) -> Option<f64>;
    let ends = |of: Value, is_people: bool| {
        let known = || {
            let rows = wanted().filter(move |(_, row)| (row.judge == *people) == is_people);
            rows.filter_map(move |(place, row)| Some((of(row)?, place, row)))
        };
        let least = known().min_by(|one, other| one.0.total_cmp(&other.0))?;
        Some((least, known().max_by(|one, other| one.0.total_cmp(&other.0))?))
    };
    let (least, most) = ends(|row| row.relative_delta_percent, true)?;
    let mut told = Statement::new(
        Topic::Certainty,
        format!(
            "Source bias by {}, {} against {}: under people ({people}) Relative Δ is ",
            first.measure, first.source, first.reference
        ),
    );
    let column = JudgeDeltaRow::relative_delta_percent;
    let say = |told: &mut Statement,
               (value, place, row): (f64, usize, &JudgeDeltaRow),
               column: &str,
               name: &dyn Fn(&JudgeDeltaRow) -> String| {
        told.number(in_words(value, 2), JudgeDeltaRow::SCHEMA, place, column);
        told.say(format!(
            "{} ({})",
            if column == JudgeDeltaRow::relative_delta_percent { " %" } else { "" },
            name(row)
        ));
    };
    let system = |row: &JudgeDeltaRow| row.system.to_string();
    say(&mut told, least, column, &system);
    if least.1 != most.1 {
        told.say(" to ");
        say(&mut told, most, column, &system);
    }
    let Some((least, most)) = ends(|row| row.change, false) else {
        told.say("; no judge gives it a value.");
        return Some(told);
    };
    let systems = crate::table::distinct(wanted().map(|(_, row)| &row.system)).len();
    let name = |row: &JudgeDeltaRow| match systems {
        1 => row.judge.to_string(),
        _ => format!("{}, {}", row.judge, row.system),
    };
    told.say("; judges change it by ");
    say(&mut told, least, JudgeDeltaRow::change, &name);
    if least.1 != most.1 {
        told.say(" to ");
        say(&mut told, most, JudgeDeltaRow::change, &name);
    }
    let surely = |row: &JudgeDeltaRow| {
        row.change_low.is_some_and(|low| low > 0.0) || row.change_high.is_some_and(|high| high < 0.0)
    };
    let changes = || wanted().filter(|(_, row)| row.change_low.is_some());
    let (apart, all) = (changes().filter(|(_, row)| surely(row)).count(), changes().count());
    told.say(" percentage points");
    // Without intervals there are none to count.
    if changes().any(|(_, row)| row.change_low.is_some()) {
        let what = match (systems, all) {
            (1, 1) => "judge",
            (1, _) => "judges",
            _ => "cases of judge and system",
        };
        let alone = if all == 1 { "" } else { " (each on its own, not adjusted for how many there are)" };
        told.say(format!("; the interval of the change excludes 0 for {apart} of {all} {what}{alone}"));
    }
    told.say(".");
    Some(told)
}

#[cfg(test)]
#[path = "by_judge_tests.rs"]
mod tests;
