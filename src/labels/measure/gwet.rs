//! AC1: agreement beyond chance that stays high where one grade is rare.

use super::{AgreementMeasure, beyond_chance};
use crate::labels::Counts;
use crate::registry::{Cutoff, Entry};

/// AC1 = (P − Pₑ) ÷ (1 − Pₑ): P as of Fleiss' κ, Pₑ = Σ π(1 − π) ÷ (q − 1) over the q grades of the scale, whether or not
/// they were given. (Gwet 2008, Computing inter-rater reliability and its variance in the presence of high agreement)
struct Ac1;

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "ac1",
    summary: "Gwet's AC1: agreement beyond chance, also where one grade is rare",
    reference: "Gwet 2008, Computing inter-rater reliability and its variance in the presence of high agreement",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Ac1)),
};

impl AgreementMeasure for Ac1 {
    fn value(&self, counts: &Counts) -> Option<f64> {
        let observed = counts.observed()?;
        let share = |level| counts.shares(level) / counts.graded();
        let by_chance: f64 = (0..counts.levels()).map(|level| share(level) * (1.0 - share(level))).sum();
        beyond_chance(observed, by_chance / (counts.levels() - 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, of_two};

    #[test]
    fn of_two_judges_by_hand() {
        // P = 6/10, Pₑ = 2·0.7·0.3 = 0.42
        close(of_two("ac1", &[5.0, 3.0, 1.0, 1.0]), 0.18 / 0.58);
    }
}
