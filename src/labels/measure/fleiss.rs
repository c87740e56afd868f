//! Fleiss' κ: agreement of any number of judges beyond what their grades together would give by chance.

use super::{AgreementMeasure, beyond_chance};
use crate::labels::Counts;
use crate::registry::{Cutoff, Entry};

/// κ = (P − Pₑ) ÷ (1 − Pₑ): P the agreement of two grades of a unit, averaged over units that have two; Pₑ = Σ π²
/// with π the share of a grade, each unit with a grade counting as one. Of two judges it is Scott's π. `None` where all grades
/// are one. (Fleiss 1971, Measuring nominal scale agreement among many raters; missing grades: Gwet 2014, Handbook of
/// inter-rater reliability)
struct Fleiss;

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "fleiss",
    summary: "Fleiss' κ: agreement of any number of judges beyond chance",
    reference: "Fleiss 1971, Measuring nominal scale agreement among many raters; missing grades: Gwet 2014",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Fleiss)),
};

impl AgreementMeasure for Fleiss {
    fn value(&self, counts: &Counts) -> Option<f64> {
        let observed = counts.observed()?;
        let share = |level| counts.shares(level) / counts.graded();
        beyond_chance(observed, (0..counts.levels()).map(|level| share(level) * share(level)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, of_two};

    #[test]
    fn of_two_judges_by_hand() {
        // P = 6/10, π = (14, 6) ÷ 20
        close(of_two("fleiss", &[5.0, 3.0, 1.0, 1.0]), (0.6 - 0.58) / 0.42);
    }
}
