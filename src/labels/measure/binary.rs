//! `|binary(at=2)`: the measure on whether a grade reaches a threshold.

use super::AgreementMeasure;
use crate::corpus::Grade;
use crate::labels::Counts;
use crate::registry::{Kind, Parameter, Wrapper};

/// The measure of the counts of two grades: below the threshold, and from there on.
struct Binary {
    of: Box<dyn AgreementMeasure>,
    at: Grade,
}

pub(super) const WRAPPER: Wrapper<dyn AgreementMeasure> = Wrapper {
    name: "binary",
    summary: "takes grades from a threshold on as one, and those below as the other",
    reference: "",
    parameters: &[Parameter {
        name: "at",
        // As far as grades go.
        kind: Kind::Integer { low: -(Grade::MAX as i64), high: Grade::MAX as i64 },
        default: "1",
        meaning: "the lowest grade that counts as relevant",
    }],
    build: |of, arguments| Ok(Box::new(Binary { of, at: arguments.whole_number("at") as Grade })),
};

impl AgreementMeasure for Binary {
    fn value(&self, counts: &Counts) -> Option<f64> {
        self.of.value(&counts.at_least(self.at))
    }

    fn of_two_alone(&self) -> bool {
        self.of.of_two_alone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, of_two};
    use crate::labels::{AGREEMENT, Counts, Scale};

    #[test]
    fn grades_are_folded_at_the_threshold() {
        let confusion = [5.0, 1.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        close(of_two("kappa|binary(at=1)", &confusion), of_two("kappa", &[5.0, 3.0, 1.0, 1.0]).unwrap());
        assert_eq!(of_two("leniency|binary(at=1)", &confusion), Some(-0.2));
    }

    #[test]
    fn a_scale_below_zero_has_a_threshold_below_zero() {
        let confusion = [5.0, 1.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        let counts = Counts::of_two(Scale::new(-3, -1).unwrap(), &confusion);
        let named = AGREEMENT.parse("kappa|binary(at=-2)").unwrap();
        assert_eq!(named.name, "kappa|binary(at=-2)");
        close(named.object.value(&counts), of_two("kappa", &[5.0, 3.0, 1.0, 1.0]).unwrap());
        assert_eq!(AGREEMENT.parse("kappa|binary(at=-0)").unwrap().name, "kappa|binary(at=0)");
        assert!(AGREEMENT.parse("kappa|binary(at=-3000000000)").is_err());
    }
}
