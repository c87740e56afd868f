//! The law of Zipf and Mandelbrot: its exponent and its shift of ranks.

use super::{Component, Curve, LexicalMeasure};
use crate::error::Result;
use crate::profile::estimate::IntervalKind;
use crate::profile::{RankedFrequencies, ZipfMandelbrot};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "zipf_mandelbrot",
    summary: "exponent (zipf_mandelbrot_alpha) and shift of ranks (zipf_mandelbrot_beta) of p(r) ∝ (r + β)^−α",
    reference: "Mandelbrot (1953); Izsák (2006); Piantadosi (2014), eq. 2",
    parameters: &[Parameter {
        name: "minimum_frequency",
        kind: Kind::Integer { low: 1, high: 1_000_000 },
        default: "10",
        meaning: "ranks of rarer terms are left out: their order is chance; 1 takes all ranks",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Mandelbrot { minimum_frequency: arguments.integer("minimum_frequency") as u32 }))
}

/// α and β of p(r) = C (r + β)^−α over the ranks of terms that occur at least `minimum_frequency` times, by maximum
/// likelihood; both `None` where [`ZipfMandelbrot::fit`] has none.
///
/// The values are those of the sample and err with its ranks: over 60 samples of 300 documents of 100 independent tokens from
/// the law on 2000 ranks with α = 1.1 and β = 2.7, they are 1.085 and 2.55 on average. 95 % intervals are about samples of this
/// size, and hold those means 60 and 58 times of 60 (`tests/coverage/laws.rs`).
#[derive(Debug)]
pub struct Mandelbrot {
    minimum_frequency: u32,
}

impl LexicalMeasure for Mandelbrot {
    fn components(&self) -> &'static [Component] {
        const ALL: &[Component] =
            &[Component::new("alpha", IntervalKind::Halves), Component::new("beta", IntervalKind::Halves)];
        ALL
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let law = ZipfMandelbrot::fit(frequencies.at_least(self.minimum_frequency));
        vec![law.map(|law| law.exponent), law.map(|law| law.shift)]
    }

    fn refused(&self, frequencies: &RankedFrequencies) -> Option<String> {
        let ranked = frequencies.at_least(self.minimum_frequency);
        // With the shift given there is a law, and with the shift searched there is none.
        ZipfMandelbrot::fit_at(ranked, 0.0).filter(|_| ZipfMandelbrot::fit(ranked).is_none())?;
        Some("the likelihood of its shift has no maximum between the bounds of its search".to_string())
    }

    fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        let ranked = frequencies.at_least(self.minimum_frequency);
        let Some(law) = ZipfMandelbrot::fit(ranked) else { return Vec::new() };
        // The law is one of the ranked terms; they are this share of all tokens.
        let tokens = frequencies.tokens() as f64;
        let share = ranked.iter().map(|frequency| f64::from(*frequency)).sum::<f64>() / tokens;
        let relative_frequency = Box::new(move |rank| share * law.probability(rank));
        vec![Curve { column: "fit_zipf_mandelbrot", ranks: 1..=law.ranks, relative_frequency }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_in_whole_numbers() {
        // 10⁶ ((r + 3)/4)^−1.2: rank 1 has 10⁶, rank 5 half the argument, 10⁶ · 2^−1.2.
        let frequencies: Vec<u32> =
            (1..=500).map(|rank| (1e6 * (f64::from(rank + 3) / 4.0).powf(-1.2)).round() as u32).collect();
        let frequencies = RankedFrequencies::new(&frequencies);
        assert_eq!(frequencies.frequencies()[4], 435_275);
        let measure = Mandelbrot { minimum_frequency: 10 };
        let values = measure.of_source(&frequencies);
        assert!(
            (values[0].unwrap() - 1.2).abs() < 1e-3 && (values[1].unwrap() - 3.0).abs() < 1e-2,
            "{values:?}"
        );
        let [curve] = &measure.curves(&frequencies)[..] else { panic!("one curve") };
        let first = (curve.relative_frequency)(1) * frequencies.tokens() as f64;
        assert!((first / 1e6 - 1.0).abs() < 1e-3, "{first}");
        assert_eq!(measure.of_source(&RankedFrequencies::new(&[1; 90])), [None, None]);
    }
}
