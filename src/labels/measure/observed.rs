//! Observed agreement: how often two judges give the same grade.

use super::AgreementMeasure;
use crate::labels::Counts;
use crate::registry::{Cutoff, Entry};

/// The share of agreement between two grades of a pair, averaged over pairs with two grades or more. In 0..=1.
struct Observed;

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "observed",
    summary: "the share of pairs on which two judges give the same grade",
    reference: "",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Observed)),
};

impl AgreementMeasure for Observed {
    fn value(&self, counts: &Counts) -> Option<f64> {
        counts.observed()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of_two;

    #[test]
    fn six_of_ten() {
        assert_eq!(of_two("observed", &[5.0, 3.0, 1.0, 1.0]), Some(0.6));
    }
}
