//! Heaps' law: how fast a source's vocabulary grows with its size.

use super::{Component, LexicalMeasure};
use crate::error::Result;
use crate::profile::estimate::IntervalKind;
use crate::profile::{FrequencySpectrum, Heaps, RankedFrequencies};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "heaps",
    summary: "coefficient (heaps_k) and exponent (heaps_beta) of vocabulary growth, V = K N^β",
    reference: "Herdan (1960); Heaps (1978), §7.5; growth by binomial interpolation, Baayen (2001), eq. 2.41",
    parameters: &[Parameter {
        name: "decades",
        kind: Kind::Number { low: 0.1, high: 12.0 },
        default: "2",
        meaning: "powers of ten of the size that are fitted, up to the whole source",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(HeapsLaw { decades: arguments.number("decades") }))
}

/// K and β of [`Heaps`]; both `None` for a source with fewer than 10^decades tokens.
///
/// They describe the growth of a source of this size: a longer one has a lower β. Intervals are about samples of this size:
/// those of K and β hold the mean over 60 simulated samples 56 times each (`tests/coverage/laws.rs`).
#[derive(Debug)]
pub struct HeapsLaw {
    decades: f64,
}

impl LexicalMeasure for HeapsLaw {
    fn components(&self) -> &'static [Component] {
        const ALL: &[Component] =
            &[Component::new("k", IntervalKind::Growing), Component::new("beta", IntervalKind::Halves)];
        ALL
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let law = Heaps::fit(&FrequencySpectrum::new(frequencies), self.decades);
        vec![law.map(|law| law.coefficient), law.map(|law| law.exponent)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_of_new_words_alone() {
        // Every token a new type: V = N, so K = 1 and β = 1; 99 tokens are too few for two powers of ten.
        let measure = HeapsLaw { decades: 2.0 };
        let values = measure.of_source(&RankedFrequencies::new(&[1; 100]));
        assert!(
            values.iter().all(|value| value.is_some_and(|value| (value - 1.0).abs() < 1e-9)),
            "{values:?}"
        );
        assert_eq!(measure.of_source(&RankedFrequencies::new(&[1; 99])), [None, None]);
    }
}
