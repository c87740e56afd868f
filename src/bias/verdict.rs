//! Verdicts: rows of Relative Δ in, one plain sentence per model and source out.

use super::{BiasSettings, RelativeDelta};

/// The measure that verdicts speak of where it was evaluated; else the first one.
const HEADLINE: &str = "nDCG@10";

/// With fewer replicates the ends of an interval are too loose to call two sources alike.
const LEAST_REPLICATES: usize = 100;

/// One sentence for each model and source: which source the model favours (p after Holm's adjustment below
/// 1 − confidence), or that it treats both alike (Relative Δ and its interval, of at least 100 replicates, within the
/// margin), or that neither can be told.
pub fn verdicts(rows: &[RelativeDelta], settings: &BiasSettings) -> Vec<String> {
    let same = |left: &RelativeDelta, right: &RelativeDelta| {
        (&left.model, &left.source) == (&right.model, &right.source)
    };
    let first =
        |(place, row): &(usize, &RelativeDelta)| !rows[..*place].iter().any(|earlier| same(earlier, row));
    let headline = |(_, row): (usize, &RelativeDelta)| {
        let mut measures = rows.iter().filter(|other| same(other, row));
        let chosen = measures.clone().find(|other| other.measure == HEADLINE).or_else(|| measures.next());
        sentence(chosen.unwrap_or(row), rows.len(), settings)
    };
    rows.iter().enumerate().filter(first).map(headline).collect()
}

fn sentence(row: &RelativeDelta, family: usize, settings: &BiasSettings) -> String {
    let RelativeDelta { model, measure, reference, source, .. } = row;
    let Some(delta) = row.relative_delta_percent else {
        let why = if row.difference.queries == 0 {
            format!(
                "no query that counts has something relevant by both {reference} and {source} ({measure})"
            )
        } else {
            format!("{measure} is 0 for both {reference} and {source}")
        };
        return format!("{model}: {why}; no bias can be told");
    };
    let interval =
        row.interval.map_or(String::new(), |one| format!(" [{}, {}]", percent(one.low), percent(one.high)));
    let p_value = match (row.difference.p_value, row.p_adjusted) {
        (Some(p), Some(_)) if family == 1 => format!(", p {}", probability(p)),
        (Some(p), Some(adjusted)) => {
            format!(", p {}, after Holm over {family} tests {}", probability(p), probability(adjusted))
        }
        _ => String::new(),
    };
    let figures = format!("Relative Δ {} %{interval}{p_value}", percent(delta));
    let margin = settings.margin_percent;
    let within = settings.bootstrap >= LEAST_REPLICATES
        && delta.abs() <= margin
        && row.interval.is_some_and(|one| one.lies_within(margin));
    let significant = row.p_adjusted.is_some_and(|p| p < 1.0 - settings.confidence);
    let (favoured, other) = if delta < 0.0 { (source, reference) } else { (reference, source) };
    match (significant, within) {
        (true, false) => format!("{model}: {measure} favours {favoured} over {other} ({figures})"),
        (true, true) => {
            format!("{model}: {measure} favours {favoured} over {other}, by less than {margin} % ({figures})")
        }
        (false, true) => {
            format!(
                "{model}: {measure} treats {reference} and {source} alike to within {margin} % ({figures})"
            )
        }
        (false, false) if row.difference.p_value.is_some_and(|p| p < 1.0 - settings.confidence) => {
            format!(
                "{model}: {measure} leans to {favoured} over {other}, not beyond chance among {family} tests ({figures})"
            )
        }
        (false, false) => {
            format!("{model}: no bias of {measure} between {reference} and {source} can be told ({figures})")
        }
    }
}

/// One decimal, with a true minus sign; zero has none.
fn percent(value: f64) -> String {
    let written = format!("{:.1}", value.abs());
    if value < 0.0 && written != "0.0" { format!("−{written}") } else { written }
}

/// `= 0.03` or `< 0.001`.
fn probability(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".to_string(),
        p if p < 0.1 => format!("= {p:.3}"),
        p => format!("= {p:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Estimate;
    use super::*;
    use crate::statistics::Interval;

    fn row(measure: &str, delta: Option<f64>, interval: (f64, f64), p_adjusted: f64) -> RelativeDelta {
        RelativeDelta {
            model: "bm25".to_string(),
            measure: measure.to_string(),
            reference: "human".to_string(),
            source: "llama".to_string(),
            reference_mean: None,
            source_mean: None,
            difference: Estimate { p_value: Some(p_adjusted), ..Estimate::default() },
            relative_delta_percent: delta,
            interval: delta.map(|_| Interval { low: interval.0, high: interval.1 }),
            p_adjusted: Some(p_adjusted),
            tied_twins: 0,
            twins: 0,
        }
    }

    #[test]
    fn every_outcome_has_its_sentence() {
        let of = |row| verdicts(&[row], &BiasSettings::default()).remove(0);
        assert_eq!(
            of(row("nDCG@10", Some(-5.7), (-16.3, -2.1), 0.03)),
            "bm25: nDCG@10 favours llama over human (Relative Δ −5.7 % [−16.3, −2.1], p = 0.030)"
        );
        assert_eq!(
            of(row("nDCG@10", Some(5.2), (-3.8, 14.2), 0.27)),
            "bm25: no bias of nDCG@10 between human and llama can be told (Relative Δ 5.2 % [−3.8, 14.2], p = 0.27)"
        );
        assert_eq!(
            of(row("nDCG@10", Some(0.0), (0.0, 0.0), 1.0)),
            "bm25: nDCG@10 treats human and llama alike to within 5 % (Relative Δ 0.0 % [0.0, 0.0], p = 1.00)"
        );
        assert!(
            of(row("nDCG@10", Some(3.0), (2.0, 4.0), 0.0001))
                .contains("favours human over llama, by less than 5 %")
        );
    }

    #[test]
    fn why_relative_delta_is_undefined_is_told() {
        let mut undefined = row("nDCG@10", None, (0.0, 0.0), 1.0);
        let of = |row: &RelativeDelta| sentence(row, 1, &BiasSettings::default());
        assert_eq!(
            of(&undefined),
            "bm25: no query that counts has something relevant by both human and llama (nDCG@10); no bias can be told"
        );
        undefined.difference.queries = 3;
        assert_eq!(of(&undefined), "bm25: nDCG@10 is 0 for both human and llama; no bias can be told");
    }

    #[test]
    fn alike_needs_the_estimate_within_the_margin_and_enough_replicates() {
        let of = |delta, bootstrap| {
            let settings = BiasSettings { bootstrap, ..BiasSettings::default() };
            sentence(&row("nDCG@10", Some(delta), (-1.0, 2.0), 0.5), 1, &settings)
        };
        assert!(of(1.0, 100).contains("treats human and llama alike"));
        assert!(of(1.0, 99).contains("can be told"));
        // A percentile interval need not hold the estimate.
        assert!(of(6.0, 100).contains("can be told"));
    }

    #[test]
    fn the_headline_measure_is_taken_where_it_is() {
        let rows = [row("AP", Some(1.0), (-9.0, 9.0), 1.0), row("nDCG@10", Some(2.0), (-9.0, 9.0), 1.0)];
        let found = verdicts(&rows, &BiasSettings::default());
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("nDCG@10"));
        assert!(found[0].contains("p = 1.00, after Holm over 2 tests = 1.00"), "{}", found[0]);
        let mut leaning = row("nDCG@10", Some(10.0), (1.0, 19.0), 0.6);
        leaning.difference.p_value = Some(0.03);
        let found = sentence(&leaning, 24, &BiasSettings::default());
        assert!(found.contains("leans to human over llama, not beyond chance among 24 tests"), "{found}");
        assert!(verdicts(&rows[..1], &BiasSettings::default())[0].contains("AP"));
    }
}
