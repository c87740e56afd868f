//! Changes against a baseline: the figures of runs and of an older one in; how far each of them moved, over the queries that
//! both have, out.

use super::base_rates::BaseRates;
use super::{exposure, twins};
use crate::bias::estimate::{QueryValues, mean_replicates};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::figure::{Figure, Found, OfQuery, found};
use crate::bias::relative_delta_percent;
use crate::bias::size::relative_delta_by_query;
use crate::statistics::{Interval, KeptDraws, mean, signless_zero};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// how far each figure of source bias moved against a baseline
    pub struct ChangeRow("audit/changes", FileKind::Csv, Some(PRINTED)) {
        /// The run, by the tag of its file.
        model: String = "Run", Shown::Name;
        /// The run that it is compared with.
        baseline: String = "Baseline", Shown::Name;
        /// The figure: a measure for its H − L, `share@10` or `NDSR@5` for the excess of exposure, `twin_balance`.
        measure: String = "Figure", Shown::Name;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source.
        source: String = "Source", Shown::Word;
        /// The figure of the run, over the queries that both have.
        value: Option<f64> = "Value", Shown::Significant;
        /// The figure of the baseline, over the same queries.
        baseline_value: Option<f64> = "Before", Shown::Significant;
        /// The former less the latter.
        change: Option<f64> = "Change", Shown::Significant;
        /// Lower end of the interval of the change, queries and contents both being a sample.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// Relative Δ of the run over these queries, in percent; of H − L alone, like the four that follow.
        relative_delta_after_percent: Option<f64> = "Relative delta (%)", Shown::Decimal(2);
        /// Relative Δ of the baseline over the same queries.
        relative_delta_before_percent: Option<f64> = "Relative delta before (%)", Shown::Decimal(2);
        /// The former less the latter, in percent points.
        relative_delta_change: Option<f64>;
        /// Lower end of its interval.
        relative_delta_change_low: Option<f64>;
        /// Upper end of its interval.
        relative_delta_change_high: Option<f64>;
        /// p over other queries: the signs of the change by query exchanged.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over labels that mean nothing: those of each content's versions exchanged, in both runs alike.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The larger of the two, each with the statistic in crossed standard deviations.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all rows of the table by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// The queries that both have.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "audit_changes",
    title: "Changes against the baseline",
    note: "Each figure of the run less that of the baseline, over the queries that both have. p: the crossed test over \
        queries and contents; p adjusted: over all rows.",
};

/// All figures of some runs: H − L, then the excess of exposure, then the balance of twins.
fn figures(evidence: &Evidence<'_>, units: &Units, rates: &BaseRates) -> Vec<Figure> {
    let differences = relative_delta_by_query::figures(evidence, units);
    let exposures = exposure::figures(evidence.runs, units, rates).into_iter().map(|(figure, _)| figure);
    let twins = twins::figures(evidence.runs, units).into_iter().map(|(figure, _)| figure);
    differences.into_iter().chain(exposures).chain(twins).collect()
}

/// The table `audit/changes`: a row for each figure that a run has in common with the baseline, which is the one run of
/// `baseline`.
pub(super) fn changes_table(evidence: &Evidence<'_>, baseline: &Evidence<'_>, rates: &BaseRates) -> Table {
    let all: Vec<_> = evidence.runs.iter().chain(baseline.runs).cloned().collect();
    let units = Units::new(&Evidence { runs: &all, ..*evidence }, evidence.catalogue);
    let (new, old) = (figures(evidence, &units, rates), figures(baseline, &units, rates));
    let pairs: Vec<(&Figure, &Figure)> = new
        .iter()
        .filter_map(|one| {
            let same = |other: &&Figure| (&other.measure, other.source) == (&one.measure, one.source);
            Some((one, old.iter().find(same)?))
        })
        .collect();
    let differences: Vec<Figure> = pairs.iter().map(|(one, other)| one.less(other)).collect();
    let draws = evidence.settings.draws();
    let found = found(&differences, &units, evidence.settings, &draws);
    let row = |((new, old), found): (&(&Figure, &Figure), Found)| {
        let (one, other) = (new.shared_with(old), old.shared_with(new));
        let value = |of: &Figure| mean(&of.queries.iter().map(|query| query.value).collect::<Vec<_>>());
        let deltas = RelativeDeltas::of([&one, &other], &units, &draws, found.widening);
        let Found { estimate, .. } = found;
        ChangeRow {
            model: new.model.clone(),
            baseline: old.model.clone(),
            measure: new.measure.clone(),
            reference: evidence.catalogue.source_name(evidence.catalogue.reference()).to_string(),
            source: evidence.catalogue.source_name(new.source).to_string(),
            value: value(&one),
            baseline_value: value(&other),
            change: estimate.value,
            low: estimate.low(),
            high: estimate.high(),
            relative_delta_after_percent: deltas.values[0],
            relative_delta_before_percent: deltas.values[1],
            relative_delta_change: deltas.change,
            relative_delta_change_low: deltas.interval.map(|interval| interval.low),
            relative_delta_change_high: deltas.interval.map(|interval| interval.high),
            p_queries: estimate.test.queries,
            p_contents: estimate.test.contents,
            p_value: estimate.test.crossed,
            p_adjusted: estimate.test.adjusted,
            queries: estimate.queries,
        }
    };
    ChangeRow::to_table(pairs.iter().zip(found).map(row).collect())
}

/// Relative Δ of two runs over the same queries.
#[derive(Default)]
struct RelativeDeltas {
    values: [Option<f64>; 2],
    change: Option<f64>,
    interval: Option<Interval>,
}

impl RelativeDeltas {
    /// Those of figures that are differences of two sides; nothing of others. The same queries are drawn for all four means,
    /// and the interval is as much wider than one over queries as that of the change of H − L.
    fn of(figures: [&Figure; 2], units: &Units, draws: &KeptDraws, widening: Option<f64>) -> RelativeDeltas {
        let side = |figure: &Figure, side: usize| -> Option<QueryValues> {
            let value = |one: &OfQuery| Some((units.query(&one.query), one.sides?[side]));
            figure.queries.iter().map(value).collect()
        };
        let sides = figures.map(|figure| [side(figure, 0), side(figure, 1)]);
        let [[Some(high), Some(low)], [Some(old_high), Some(old_low)]] = sides else {
            return RelativeDeltas::default();
        };
        let columns = [high, low, old_high, old_low];
        let of = |means: [Option<f64>; 2]| relative_delta_percent(means[0]?, means[1]?);
        let means = |column: &QueryValues| mean(&column.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        let values =
            [of([means(&columns[0]), means(&columns[1])]), of([means(&columns[2]), means(&columns[3])])];
        let change = values[0].zip(values[1]).map(|(new, old)| signless_zero(new - old));
        let replicates = mean_replicates(&columns, draws);
        let drawn = |place: usize| {
            let mean = |column: usize| replicates[column].get(place).copied();
            Some(of([mean(0), mean(1)])? - of([mean(2), mean(3)])?)
        };
        let changes: Vec<Option<f64>> = (0..replicates[0].len()).map(drawn).collect();
        let interval = Interval::of_some(&changes, draws.bootstrap().confidence);
        let interval = interval.and_then(|interval| Some(interval.spread_about(change?, widening?)));
        RelativeDeltas { values, change, interval }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::BiasSettings;
    use crate::bias::audit::BaseRateOrigin;
    use crate::bias::fixture::{catalogue, run};
    use crate::corpus::Qrels;
    use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};
    use crate::retrieve::Run;

    fn changes(new: Run, old: Run) -> Vec<ChangeRow> {
        let settings = BiasSettings { bootstrap: 200, ..BiasSettings::default() };
        let qrels = Qrels::from_grades([("q0", "a", 1), ("q1", "a", 1), ("q2", "b", 1)]);
        let measures = [MEASURES.parse("RR").unwrap()];
        let (new, old, catalogue) = ([new], [old], catalogue());
        let evaluated = |runs: &[Run]| evaluate(runs, &qrels, &measures, &EvaluateSettings::default());
        let evaluations = [evaluated(&new), evaluated(&old)];
        let of = |place: usize, runs| Evidence {
            qrels: &qrels,
            measures: &measures,
            ..Evidence::without_texts(&evaluations[place], runs, &catalogue, &settings)
        };
        let rates =
            BaseRates::counted(&catalogue, |_| true, |documents| BaseRateOrigin::Listed { documents });
        ChangeRow::from_table(&changes_table(&of(0, &new), &of(1, &old), &rates)).unwrap()
    }

    #[test]
    fn two_runs_by_hand() {
        // q0: people's a first, then the LLM's; in the baseline the other way round. q1 and q2 are the same.
        let same: [&[(u32, f64)]; 2] = [&[(0, 2.0), (4, 1.0)], &[(5, 2.0), (1, 1.0)]];
        let new = run(&[&[(0, 2.0), (4, 1.0)], same[0], same[1]]);
        let old = run(&[&[(4, 2.0), (0, 1.0)], same[0], same[1]]);
        let rows = changes(new.clone(), old.clone());
        let of =
            |measure: &str| rows.iter().find(|row| row.measure == measure && row.source == "llm").unwrap();
        // H − L is ½, ½, −½ and −½, ½, −½; H and L are ⅚ and ⅔, and ⅔ and ⅚.
        let reciprocal = of("RR");
        assert!((reciprocal.value.unwrap() - 0.5 / 3.0).abs() < 1e-15);
        assert!((reciprocal.change.unwrap() - 1.0 / 3.0).abs() < 1e-15);
        assert!(
            (reciprocal.relative_delta_change.unwrap() - 200.0 * 2.0 / 9.0).abs() < 1e-12,
            "{reciprocal:?}"
        );
        assert_eq!((of("share@10").change, of("share@10").p_value), (Some(0.0), Some(1.0)));
        assert!((of("twin_balance").change.unwrap() - 2.0 / 3.0).abs() < 1e-15);
        // The same run twice differs in nothing; exchanging the runs turns every sign.
        assert!(changes(new.clone(), new.clone()).iter().all(|row| row.change == Some(0.0)));
        for (there, back) in rows.iter().zip(changes(old, new)) {
            assert_eq!(there.change, back.change.map(|change| signless_zero(-change)));
            assert_eq!(there.p_adjusted, back.p_adjusted);
        }
    }
}
