//! Many tests at once: the rows of one control in; p-values adjusted for all of them out.

use super::{Control, Row, Test};
use crate::number::level;
use crate::profile::ProfileSettings;
use crate::statistics::{Adjustment, MaxT};

/// Adjusts within one control. What a control makes equal by construction is no test, and must not dilute the others.
///
/// For maxT a difference is measured by the root mean square of those under the hypothesis, 0 ÷ 0 being 0; what is
/// undefined in an exchange counts as 0 there.
pub(super) fn adjust(mut family: Vec<&mut Row>, adjustment: Adjustment, exchanges: usize) {
    let tested = |row: &&mut Row| row.outcome.p_value.filter(|_| !row.by_construction);
    let p_values: Vec<Option<f64>> = family.iter().map(tested).collect();
    let max_t = || {
        let scales: Vec<f64> =
            family.iter().map(|row| root_mean_square(&row.outcome.under_hypothesis)).collect();
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
                let value = family[place].outcome.under_hypothesis.get(exchange).copied().flatten();
                size(value.unwrap_or(0.0), scales[place])
            });
        }
        tests.p_values(observed.len())
    };
    let adjusted = match adjustment {
        Adjustment::MaxT => max_t(),
        other => other.adjust(&p_values),
    };
    // By maxT a p-value of its own exchanges alone may come out a little lower than it was.
    let larger = |p: f64, adjusted: Option<f64>| adjusted.map_or(p, |adjusted| adjusted.max(p));
    for (row, adjusted) in family.iter_mut().zip(adjusted) {
        row.p_adjusted = row.outcome.p_value.map(|p| larger(p, adjusted));
    }
}

fn root_mean_square(values: &[Option<f64>]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values.iter().flatten() {
        sum += value * value;
        count += 1.0;
    }
    if count == 0.0 { 0.0 } else { f64::sqrt(sum / count) }
}

/// A note where the replicates are too few for a test ever to be below the level. The smallest p-value of B replicates is
/// 1 ÷ (B + 1) by exchange and 2 ÷ (B + 1) by the bootstrap, and Holm's adjustment of m tests makes it m times that.
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
    let bootstrapped = rows.iter().filter(tested).any(|row| row.outcome.test == Test::Bootstrap);
    let smallest = if bootstrapped { 2.0 } else { 1.0 };
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
