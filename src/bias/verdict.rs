//! Verdicts: rows of Relative Δ in, one plain sentence per model and source out.

use super::names::short_name;
use super::{BiasSettings, RelativeDelta};
use crate::number::{in_words, p_in_words};

/// With fewer replicates the ends of an interval are too loose to call two sources alike.
const LEAST_REPLICATES: usize = 100;

/// One sentence for each model and source, on the `headline` measure (the first one where it is not among the rows): which
/// source the model favours (present: p after the adjustment for all headline tests below 1 − confidence), that it treats
/// both alike (absent: Relative Δ and its interval, of at least 100 replicates, within the margin), or neither
/// (undecided), then with the smallest bias that these data would probably have shown. In brackets: Relative Δ with its
/// interval, how probable it is that the reference's version of a relevant content stands
/// above, and the p-values.
pub fn verdicts(rows: &[RelativeDelta], headline: Option<&str>, settings: &BiasSettings) -> Vec<String> {
    let same = |left: &RelativeDelta, right: &RelativeDelta| {
        (&left.model, &left.source) == (&right.model, &right.source)
    };
    let first =
        |(place, row): &(usize, &RelativeDelta)| !rows[..*place].iter().any(|earlier| same(earlier, row));
    let chosen = |(_, row): (usize, &'_ RelativeDelta)| {
        let mut measures = rows.iter().filter(|other| same(other, row));
        let named = measures.clone().find(|other| Some(&*other.measure) == headline);
        named.or_else(|| measures.next()).cloned()
    };
    let chosen: Vec<RelativeDelta> = rows.iter().enumerate().filter(first).filter_map(chosen).collect();
    let tests = chosen.iter().filter(|row| row.difference.test.adjusted.is_some()).count();
    chosen.iter().map(|row| sentence(row, tests, settings)).collect()
}

fn sentence(row: &RelativeDelta, tests: usize, settings: &BiasSettings) -> String {
    let model = short_name(&row.model);
    let RelativeDelta { measure, reference, source, .. } = row;
    let Some(delta) = row.relative_delta_percent else {
        let why = if let Some(absent) = &row.absent {
            format!("no document by {absent} appears in any ranking")
        } else if row.difference.queries == 0 {
            format!("no query has relevant documents by both {reference} and {source} ({measure})")
        } else {
            format!("{measure} is 0 for both {reference} and {source}")
        };
        return format!("{model}: {why}, so there is no bias to measure");
    };
    let interval =
        row.interval.map_or(String::new(), |one| format!(" [{}, {}]", percent(one.low), percent(one.high)));
    let above = row.superiority.probability.map_or(String::new(), |share| {
        format!(", {reference} above in {} % of pairs", percent(100.0 * share))
    });
    let p = p_values(row, tests, settings);
    let figures = format!("Relative Δ {} %{interval}{above}{p}", percent(delta));
    let margin = settings.margin_percent;
    let absent = settings.bootstrap >= LEAST_REPLICATES
        && delta.abs() <= margin
        && row.interval.is_some_and(|one| one.lies_within(margin));
    let below = |p: Option<f64>| p.is_some_and(|p| p < 1.0 - settings.confidence);
    let (present, leaning) = (below(row.difference.test.adjusted), below(row.difference.test.crossed));
    let (favoured, other) = if delta < 0.0 { (source, reference) } else { (reference, source) };
    let said = match (present, absent) {
        (true, false) => format!("{measure} favours {favoured} over {other}"),
        (true, true) => format!("{measure} favours {favoured} over {other}, by less than {margin} %"),
        (false, true) => format!("{measure} treats {reference} and {source} alike to within {margin} %"),
        (false, false) if leaning => {
            format!(
                "{measure} leans towards {favoured} over {other}, but not significantly after adjustment for {tests} tests"
            )
        }
        (false, false) if row.difference.test.crossed.is_none() => {
            format!(
                "{measure} is higher for {favoured} than for {other}, but not tested, because scores depend on the source labels"
            )
        }
        (false, false) => format!("no bias detected in {measure} between {reference} and {source}"),
    };
    let unseen = match (present || absent, row.detectable_percent) {
        (false, Some(least)) => format!("; a bias smaller than {} % could have gone unseen", percent(least)),
        (false, None) if row.difference.test.crossed.is_some() => {
            "; too few queries or contents to detect a bias of any size".to_string()
        }
        _ => String::new(),
    };
    format!("{model}: {said} ({figures}){unseen}")
}

/// The p-value of the crossed test, and what it is after the adjustment where there are several tests.
fn p_values(row: &RelativeDelta, tests: usize, settings: &BiasSettings) -> String {
    let written = |p: f64| p_in_words(p, settings.bootstrap);
    match (row.difference.test.crossed, row.difference.test.adjusted) {
        (Some(p), Some(adjusted)) if tests > 1 => {
            let method = settings.adjustment;
            format!(", p {}, adjusted p {} by {method} over {tests} tests", written(p), written(adjusted))
        }
        (Some(p), _) => format!(", p {}", written(p)),
        _ => String::new(),
    }
}

/// One decimal, with a true minus sign.
fn percent(value: f64) -> String {
    in_words(value, 1)
}

#[cfg(test)]
mod tests {
    use super::super::{Estimate, Superiority};
    use super::*;
    use crate::statistics::{CrossedTest, Interval};

    fn row(measure: &str, delta: Option<f64>, interval: (f64, f64), p_adjusted: f64) -> RelativeDelta {
        let test =
            CrossedTest { crossed: Some(p_adjusted), adjusted: Some(p_adjusted), ..CrossedTest::default() };
        let interval = delta.map(|_| Interval { low: interval.0, high: interval.1 });
        RelativeDelta {
            model: "bm25".to_string(),
            measure: measure.to_string(),
            reference: "human".to_string(),
            source: "llama".to_string(),
            absent: None,
            reference_mean: None,
            source_mean: None,
            difference: Estimate { test, ..Estimate::default() },
            relative_delta_percent: delta,
            interval,
            over_queries: interval,
            over_contents: interval,
            detectable_percent: delta.map(|_| 12.34),
            attainable_percent: None,
            superiority: Superiority { probability: delta.map(|_| 0.381), interval: None },
            tied_twins: 0,
            twins: 0,
        }
    }

    fn of(row: &RelativeDelta) -> String {
        sentence(row, 1, &BiasSettings::default())
    }

    #[test]
    fn every_kind_of_sentence() {
        assert_eq!(
            of(&row("nDCG@10", Some(-12.34), (-20.0, -4.0), 0.004)),
            "bm25: nDCG@10 favours llama over human (Relative Δ −12.3 % [−20.0, −4.0], human above in 38.1 % of pairs, p = 0.004)"
        );
        assert_eq!(
            of(&row("nDCG@10", Some(3.0), (1.0, 4.9), 1.0 / 10_001.0)),
            "bm25: nDCG@10 favours human over llama, by less than 5 % (Relative Δ 3.0 % [1.0, 4.9], human above in 38.1 % of pairs, p ≤ 0.0001)"
        );
        assert_eq!(
            of(&row("nDCG@10", Some(0.04), (-2.0, 3.0), 0.8)),
            "bm25: nDCG@10 treats human and llama alike to within 5 % (Relative Δ 0.0 % [−2.0, 3.0], human above in 38.1 % of pairs, p = 0.80)"
        );
        assert_eq!(
            of(&row("nDCG@10", Some(6.0), (-9.0, 20.0), 0.4)),
            "bm25: no bias detected in nDCG@10 between human and llama (Relative Δ 6.0 % [−9.0, 20.0], human above in 38.1 % of pairs, p = 0.40); a bias \
             smaller than 12.3 % could have gone unseen"
        );
        let few =
            RelativeDelta { detectable_percent: None, ..row("nDCG@10", Some(52.0), (45.3, 66.7), 0.25) };
        assert!(of(&few).ends_with("p = 0.25); too few queries or contents to detect a bias of any size"));
        let mut undefined = row("nDCG@10", None, (0.0, 0.0), 1.0);
        assert_eq!(
            of(&undefined),
            "bm25: no query has relevant documents by both human and llama (nDCG@10), so there is no bias to measure"
        );
        undefined.difference.queries = 3;
        assert_eq!(
            of(&undefined),
            "bm25: nDCG@10 is 0 for both human and llama, so there is no bias to measure"
        );
        undefined.absent = Some("llama".to_string());
        assert_eq!(
            of(&undefined),
            "bm25: no document by llama appears in any ranking, so there is no bias to measure"
        );
        let mut untested = row("nDCG@10", Some(6.0), (1.0, 20.0), 0.4);
        untested.difference.test = CrossedTest::default();
        assert_eq!(
            of(&untested),
            "bm25: nDCG@10 is higher for human than for llama, but not tested, because scores depend on the source \
             labels (Relative Δ 6.0 % [1.0, \
             20.0], human above in 38.1 % of pairs); a bias smaller than 12.3 % could have gone unseen"
        );
    }

    #[test]
    fn alike_needs_the_estimate_within_the_margin_and_enough_replicates() {
        let of = |delta, bootstrap| {
            let settings = BiasSettings { bootstrap, ..BiasSettings::default() };
            sentence(&row("nDCG@10", Some(delta), (-1.0, 2.0), 0.5), 1, &settings)
        };
        assert!(of(1.0, 100).contains("treats human and llama alike"));
        assert!(of(1.0, 99).contains("no bias detected"));
        // A percentile interval need not hold the estimate.
        assert!(of(6.0, 100).contains("no bias detected"));
    }

    #[test]
    fn the_headline_measure_is_taken_where_it_is() {
        let settings = BiasSettings::default();
        let rows = [row("AP", Some(1.0), (-9.0, 9.0), 1.0), row("nDCG@10", Some(2.0), (-9.0, 9.0), 1.0)];
        let found = verdicts(&rows, Some("nDCG@10"), &settings);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("nDCG@10") && found[0].contains("p = 1.00)"), "{}", found[0]);
        let mut leaning = row("nDCG@10", Some(10.0), (1.0, 19.0), 0.6);
        leaning.difference.test.crossed = Some(0.03);
        let found = sentence(&leaning, 24, &settings);
        assert!(
            found.contains(
                "leans towards human over llama, but not significantly after adjustment for 24 tests"
            ),
            "{found}"
        );
        assert!(found.contains("p = 0.030, adjusted p = 0.60 by maxT over 24 tests"), "{found}");
        assert!(verdicts(&rows[..1], Some("nDCG@10"), &settings)[0].contains("AP"));
    }
}
