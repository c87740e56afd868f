//! Leniency: by how many grades one judge grades higher than the other.

use super::AgreementMeasure;
use crate::labels::Counts;
use crate::registry::{Cutoff, Entry};
use crate::statistics::signless_zero;

/// The mean of the first judge's grade less the second's, over pairs that both have graded. Above 0 the first is more lenient.
struct Leniency;

pub(super) const ROW: Entry<dyn AgreementMeasure> = Entry {
    name: "leniency",
    summary: "by how many grades the first of two judges grades higher",
    reference: "",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Leniency)),
};

impl AgreementMeasure for Leniency {
    fn value(&self, counts: &Counts) -> Option<f64> {
        let levels = counts.levels();
        let mut sum = 0.0;
        for one in 0..levels {
            for other in 0..levels {
                sum += counts.confusion(one, other)? * (one as f64 - other as f64);
            }
        }
        (counts.compared() > 0.0).then(|| signless_zero(sum / counts.compared()))
    }

    fn of_two_alone(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of_two;

    #[test]
    fn by_hand() {
        // Three pairs a grade lower, one a grade higher, of ten.
        assert_eq!(of_two("leniency", &[5.0, 3.0, 1.0, 1.0]), Some(-0.2));
        assert_eq!(of_two("leniency", &[0.0; 4]), None);
    }
}
