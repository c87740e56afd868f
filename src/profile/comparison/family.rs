//! Many tests at once: the rows of one control in; p-values adjusted for all of them out.

use super::{Control, Row, Test};
use crate::number::level;
use crate::profile::ProfileSettings;
use crate::statistics::{Adjustment, MaxT};

/// Adjusts within one control. What a control makes equal by construction is no test, and must not dilute the others.
///
/// For maxT a difference is measured by the root mean square of those under the hypothesis, 0 ÷ 0 being 0. Where some rows
/// are tested by their intervals beside exchanges, there is a family of exchanges and one in which these rows have their
/// replicates, and the greater p of both counts. Replicates and exchanges are drawn apart from each other, as if the rows
/// had nothing in common, which makes the largest of them larger. (Šidák 1967; Royen 2014)
pub(super) fn adjust(mut family: Vec<&mut Row>, adjustment: Adjustment, exchanges: usize) {
    let tested = |row: &&mut Row| row.outcome.p_value.filter(|_| !row.by_construction);
    let p_values: Vec<Option<f64>> = family.iter().map(tested).collect();
    let by_exchanges = |row: &Row| filled(&row.outcome.under_hypothesis);
    let by_replicates = |row: &Row| match row.outcome.test {
        Test::ExchangeAndInterval => filled(&row.outcome.of_replicates),
        _ => filled(&row.outcome.under_hypothesis),
    };
    let max_t = |under_hypothesis: &dyn Fn(&Row) -> Vec<f64>| {
        let hypothesis: Vec<Vec<f64>> = family.iter().map(|row| under_hypothesis(row)).collect();
        let scales: Vec<f64> = hypothesis.iter().map(|values| root_mean_square(values)).collect();
        let size = |value: f64, scale: f64| if value == 0.0 { 0.0 } else { value.abs() / scale };
        let observed: Vec<Option<f64>> = family
            .iter()
            .zip(&scales)
            .zip(&p_values)
            .map(|((row, scale), p)| Some(size(row.difference().value?, *scale)).filter(|_| p.is_some()))
            .collect();
        let mut tests = MaxT::new(&observed);
        for exchange in 0..exchanges {
            tests.add(|place| {
                let value = hypothesis[place].get(exchange).copied().unwrap_or(0.0);
                size(value, scales[place])
            });
        }
        tests.p_values(observed.len())
    };
    let adjusted = match adjustment {
        Adjustment::MaxT if family.iter().any(|row| row.outcome.test == Test::ExchangeAndInterval) => {
            let both = max_t(&by_exchanges).into_iter().zip(max_t(&by_replicates));
            both.map(|(one, other)| one.zip(other).map(|(one, other)| one.max(other))).collect()
        }
        Adjustment::MaxT => max_t(&by_exchanges),
        other => other.adjust(&p_values),
    };
    // By maxT a p-value of its own exchanges alone may come out a little lower than it was.
    let larger = |p: f64, adjusted: Option<f64>| adjusted.map_or(p, |adjusted| adjusted.max(p));
    for (row, adjusted) in family.iter_mut().zip(adjusted) {
        row.p_adjusted = row.outcome.p_value.map(|p| larger(p, adjusted));
    }
}

/// The values, those that are undefined in the place of each taken from the defined ones in turn: as 0 they would make the
/// family's largest smaller than it is. Nothing where none is defined.
fn filled(values: &[Option<f64>]) -> Vec<f64> {
    let defined: Vec<f64> = values.iter().copied().flatten().collect();
    if defined.is_empty() {
        return Vec::new();
    }
    let mut in_turn = defined.iter().cycle().copied();
    values.iter().filter_map(|value| value.or_else(|| in_turn.next())).collect()
}

fn root_mean_square(values: &[f64]) -> f64 {
    let sum: f64 = values.iter().map(|value| value * value).sum();
    if values.is_empty() { 0.0 } else { f64::sqrt(sum / values.len() as f64) }
}

/// A note where the replicates are too few for a test ever to be below the level. The smallest p-value of B replicates is
/// 1 ÷ (B + 1) by exchange and 2 ÷ (B + 1) by an interval, and Holm's adjustment of m tests makes it m times that.
pub(in crate::profile) fn too_few_replicates(
    rows: &[Row],
    settings: &ProfileSettings,
    replicates: usize,
) -> Option<String> {
    let level = level(settings.confidence);
    let tested = |row: &&Row| row.outcome.p_value.is_some_and(|p| p < 1.0) && !row.by_construction;
    // SourceTexts that are the same have p = 1 whatever the replicates.
    let tests = |control: Control| rows.iter().filter(|row| row.control == control).filter(tested).count();
    let most = match settings.adjustment {
        Adjustment::Holm => Control::ALL.map(tests).into_iter().max()?,
        Adjustment::MaxT | Adjustment::BenjaminiHochberg => 1,
    };
    let by_interval = rows.iter().filter(tested).any(|row| row.outcome.test != Test::Exchange);
    let smallest = if by_interval { 2.0 } else { 1.0 };
    // The small addend keeps 40 from being 39.999….
    let needed = (smallest * most as f64 / level + 1e-6).floor() as usize;
    let any = rows.iter().any(|row| tested(&row));
    (any && (1..needed).contains(&replicates)).then(|| {
        format!(
            "{replicates} replicates are too few: after {} no p-value can be below {level:.2}; set `bootstrap` \
             in [profile] (--bootstrap) to {needed} or more",
            settings.adjustment
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Estimate, Outcome};
    use super::*;

    #[test]
    fn what_is_undefined_is_taken_from_what_is_not() {
        let values = [None, Some(1.0), None, Some(2.0), None];
        assert_eq!(filled(&values), [1.0, 1.0, 2.0, 2.0, 1.0]);
        assert!(filled(&[None, None]).is_empty());
    }

    /// A value tested both ways: its difference, its replicates around that, and its exchanges.
    fn row(difference: f64, replicates: &[f64], exchanges: &[f64], p: f64) -> Row {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect();
        Row {
            measure: String::new(),
            reference: String::new(),
            source: String::new(),
            control: Control::Twins,
            whole: false,
            by_construction: false,
            not_evidence: None,
            any_length: true,
            looked_up_in: None,
            estimated: None,
            documents: [9, 9],
            scope: "source",
            outcome: Outcome {
                difference: Estimate { value: Some(difference), interval: None },
                test: Test::ExchangeAndInterval,
                p_value: Some(p),
                under_hypothesis: some(exchanges),
                of_replicates: some(replicates),
                ..Outcome::default()
            },
            p_adjusted: None,
        }
    }

    #[test]
    fn the_greater_of_two_families_counts() {
        // The root mean square of the exchanges is 1, that of the second one's replicates 2.
        let exchanges = [1.0, -1.0, 1.0, -1.0];
        let replicates = [0.0, 4.0, 0.0, 0.0];
        let mut rows = [row(3.0, &exchanges, &exchanges, 0.2), row(3.0, &replicates, &exchanges, 0.2)];
        adjust(rows.iter_mut().collect(), Adjustment::MaxT, 4);
        // By exchanges both are (1 + 0)/5; by replicates the second is 3/2 of them, which 4 ÷ 2 reaches: (1 + 1)/5.
        assert_eq!(rows.each_ref().map(|row| row.p_adjusted), [Some(0.2), Some(0.4)]);
    }
}
