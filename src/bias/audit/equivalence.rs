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
    let rows = untested(&evidence, &Units::new(&evidence, evidence.catalogue), &evidence.settings.draws());
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
    fn ties_are_within_any_margin_and_unlike_or_few_queries_within_none() {
        // One-sided at 10 %: an interval of 80 %, which four queries and contents may have.
        let settings = |confidence| BiasSettings { bootstrap: 200, confidence, ..BiasSettings::default() };
        let asked = ["a", "b", "c", "d"].into_iter().enumerate();
        let qrels = Qrels::from_grades(asked.map(|(number, base)| (format!("q{number}"), base, 1)));
        let measures = [MEASURES.parse("RR").unwrap()];
        let catalogue = catalogue();
        let within = |confidence: f64, rankings: &[&[(u32, f64)]]| {
            let settings = settings(confidence);
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
        let pair = |content: u32, human: f64, llm: f64| vec![(content, human), (content + 4, llm)];
        let all = |of: &dyn Fn(u32) -> Vec<(u32, f64)>| -> Vec<Vec<(u32, f64)>> { (0..4).map(of).collect() };
        let of = |confidence: f64, rankings: Vec<Vec<(u32, f64)>>| {
            within(confidence, &rankings.iter().map(Vec::as_slice).collect::<Vec<_>>())
        };
        let tied = all(&|content| pair(content, 1.0, 1.0));
        assert_eq!(of(0.9, tied.clone()), (1, true, Some(0.0)));
        let unlike = all(&|content| pair(content, f64::from(content % 2), 0.5));
        assert_eq!(of(0.9, unlike), (1, false, Some(0.0)));
        // At 5 % four are too few; and where no document of one source is ranked there is no Relative Δ.
        assert_eq!(of(0.95, tied), (1, false, Some(0.0)));
        assert_eq!(within(0.9, &[&[(8, 1.0)], &[]]), (1, false, None));
        assert!((one_sided(&settings(0.9)).confidence - 0.8).abs() < 1e-12);
    }
}
