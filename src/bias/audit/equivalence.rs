//! Equivalence: a margin and runs in; whether two one-sided tests show every Relative Δ to lie within the margin out.

use crate::bias::evidence::{Evidence, Units};
use crate::bias::size::relative_delta::untested;
use crate::bias::{BiasSettings, RelativeDelta};
use crate::table::{FileKind, Table, TableRow};

crate::table! {
    /// whether two one-sided tests show Relative Δ to lie within a margin
    pub struct EquivalenceRow("audit/equivalence", FileKind::Csv, None) {
        /// The run, by the tag of its file.
        model: String;
        /// The measure.
        measure: String;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String;
        /// Relative Δ, in percent.
        relative_delta_percent: Option<f64>;
        /// Lower end of its interval of coverage 1 − 2α, queries and contents both being a sample.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The margin, in percent.
        margin_percent: Option<f64>;
        /// Whether Relative Δ and the interval lie within the margin: then both one-sided tests reject at the level α.
        within: bool;
    }
}

/// The table `audit/equivalence`. With α = 1 − confidence, the interval has coverage 1 − 2α: that it lies within ±margin is
/// the same as that "Relative Δ ≤ −margin" and "Relative Δ ≥ margin" are both rejected at the level α. Showing it of all rows
/// needs no adjustment. (Schuirmann 1987, A comparison of the two one-sided tests procedure; Berger 1982 for all of several)
pub(super) fn equivalence_table(evidence: &Evidence<'_>, margin_percent: f64) -> Table {
    let settings = one_sided(evidence.settings);
    let evidence = Evidence { settings: &settings, ..*evidence };
    let row = |of: RelativeDelta| {
        let near = of.relative_delta_percent.is_some_and(|delta| delta.abs() < margin_percent);
        let inside = of.interval.is_some_and(|interval| interval.lies_within(margin_percent));
        EquivalenceRow {
            model: of.model,
            measure: of.measure,
            reference: of.reference,
            source: of.source,
            relative_delta_percent: of.relative_delta_percent,
            low: of.interval.map(|interval| interval.low),
            high: of.interval.map(|interval| interval.high),
            margin_percent: Some(margin_percent),
            within: near && inside,
        }
    };
    let rows = untested(&evidence, &Units::new(&evidence, evidence.catalogue));
    EquivalenceRow::to_table(rows.into_iter().map(row).collect())
}

/// The settings for intervals of coverage 1 − 2α.
fn one_sided(settings: &BiasSettings) -> BiasSettings {
    BiasSettings { confidence: (2.0 * settings.confidence - 1.0).max(f64::EPSILON), ..settings.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::{catalogue, run};
    use crate::corpus::Qrels;
    use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};

    #[test]
    fn ties_are_within_any_margin_and_two_unlike_queries_within_none() {
        let settings = BiasSettings { bootstrap: 200, ..BiasSettings::default() };
        let qrels = Qrels::from_grades([("q0", "a", 1), ("q1", "a", 1)]);
        let measures = [MEASURES.parse("RR").unwrap()];
        let catalogue = catalogue();
        let within = |rankings: &[&[(u32, f64)]]| {
            let runs = [run(rankings)];
            let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
            let evidence = Evidence {
                qrels: &qrels,
                measures: &measures,
                ..Evidence::without_texts(&evaluation, &runs, &catalogue, &settings)
            };
            let rows = EquivalenceRow::from_table(&equivalence_table(&evidence, 5.0)).unwrap();
            (rows.len(), rows[0].within, rows[0].relative_delta_percent)
        };
        let tied: &[(u32, f64)] = &[(0, 1.0), (4, 1.0)];
        assert_eq!(within(&[tied, tied]), (1, true, Some(0.0)));
        assert_eq!(within(&[&[(0, 2.0), (4, 1.0)], &[(0, 1.0), (4, 2.0)]]), (1, false, Some(0.0)));
        assert_eq!(within(&[&[(8, 1.0)], &[]]), (1, false, None));
        assert!((one_sided(&settings).confidence - 0.9).abs() < 1e-12);
    }
}
