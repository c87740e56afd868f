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
        /// Lower end of its interval over resampled queries; empty of fewer than six, at a confidence of 0.95.
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
        let factor = expansion(sides.iter().flatten().count(), confidence);
        let around_change = change
            .and_then(|change| Some(Interval::of_some(&changes, confidence)?.spread_about(change, factor?)));
        let around =
            value.and_then(|value| widened(interval_of_deltas(&replicates, confidence)?, value, factor?));
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
    let what = if systems == 1 { "judges" } else { "cases of judge and system" };
    told.say(match all {
        0 => " percentage points; too few queries for an interval.".to_string(),
        _ => {
            format!(" percentage points; the interval of the change excludes 0 for {apart} of {all} {what}.")
        }
    });
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Catalogue, DocumentId, Qrels, Source, SourceKind};
    use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};
    use crate::retrieve::{Ranking, ScoredDocument};

    /// Contents a and b by people (0, 1) and by a model (2, 3), for two queries.
    fn runs() -> Vec<Run> {
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
        let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
        let ids = vec![id("a", 0), id("b", 0), id("a", 1), id("b", 1)];
        let catalogue = Arc::new(Catalogue::new(vec![source("human"), source("llm")], SourceId(0), ids));
        let ranking = |order: [u32; 4]| {
            let scored = order.into_iter().enumerate();
            let scored = scored.map(|(rank, document)| ScoredDocument { document, score: 9.0 - rank as f64 });
            Ranking::new(scored.collect(), 10)
        };
        // In q the model's version of a stands first and the people's second, b behind; in r it is the other way round.
        let rankings = [("q", ranking([2, 0, 3, 1])), ("r", ranking([0, 2, 1, 3]))];
        let rankings = rankings.into_iter().map(|(query, ranking)| (query.to_string(), ranking)).collect();
        vec![Run { model: "run".to_string(), catalogue, rankings }]
    }

    fn found(judges: &[(&str, Qrels)], bootstrap: usize) -> Vec<JudgeDeltaRow> {
        let (runs, measures) = (runs(), MEASURES.parse_all(&["nDCG@10".to_string()]).unwrap());
        let settings = EvaluateSettings { bootstrap: 0, ..EvaluateSettings::default() };
        let evaluations: Vec<_> = judges
            .iter()
            .map(|(name, qrels)| (*name, evaluate(&runs, qrels, &measures, &settings)))
            .collect();
        let judged: Vec<JudgedRuns<'_>> =
            evaluations.iter().map(|(judge, evaluation)| JudgedRuns { judge, evaluation }).collect();
        let queries = ["q".to_string(), "r".to_string()];
        let bootstrap = Bootstrap { replicates: bootstrap, ..Bootstrap::default() };
        relative_deltas_by_judge((&runs, &measures), judged[0], &judged[1..], &queries, &bootstrap)
    }

    #[test]
    fn two_queries_by_hand() {
        let all = Qrels::from_grades([("q", "a", 1), ("r", "a", 1)]);
        let one = Qrels::from_grades([("q", "a", 1), ("r", "a", 0)]);
        let rows = found(&[("people", all.clone()), ("same", all), ("strict", one)], 99);
        // Rank 1 is worth 1, rank 2 1 ÷ log₂ 3: in q the model's version gains what it loses in r.
        let second = 1.0 / 3.0_f64.log2();
        let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-12);
        near(rows[0].reference_mean, (second + 1.0) / 2.0);
        assert_eq!((rows[0].relative_delta_percent, rows[0].change, rows[0].queries), (Some(0.0), None, 2));
        // The same labels change nothing; two queries are too few for an interval.
        assert_eq!((rows[1].change, rows[1].change_low, rows[1].low), (Some(0.0), None, None));
        // Who finds nothing relevant in r sees q alone.
        let expected = 200.0 * (second - 1.0) / (second + 1.0);
        near(rows[2].relative_delta_percent, expected);
        near(rows[2].change, expected);
        assert_eq!((rows[2].queries, rows[2].low, rows[2].change_high), (1, None, None));
        let told: Vec<String> = sentences_by_judge(&rows).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "Source bias by nDCG@10, llm against human: under people (people) Relative Δ is 0.00 % (run); judges change it by \
              −45.26 (strict) to 0.00 (same) percentage points; too few queries for an interval."
            ]
        );
        assert_eq!(rows_of_labels(&rows).len(), 5);
    }

    #[test]
    fn a_judge_of_versions_that_prefers_one_source_moves_relative_delta_towards_it() {
        let people = Qrels::from_grades([("q", "a", 1), ("r", "a", 1), ("q", "b", 1), ("r", "b", 1)]);
        let mut partial = Qrels::default();
        for query in ["q", "r"] {
            for (base, human, llm) in [("a", 0, 2), ("b", 1, 3)] {
                partial.insert_version(query, base, human, i32::from(base == "b"));
                partial.insert_version(query, base, llm, 1);
            }
        }
        let rows = found(&[("people", people), ("partial", partial)], 0);
        assert_eq!(rows[0].relative_delta_percent, Some(0.0));
        // Of the reference only b counts, which stands behind a.
        assert!(rows[1].change < Some(-10.0), "{:?}", rows[1]);
        assert_eq!((rows[1].low, rows[1].change_high), (None, None));
    }
}
