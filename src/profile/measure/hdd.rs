//! HD-D: the type–token ratio that random samples of one size from a text have on average.

use super::{COUNTED, Component, DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::profile::RankedFrequencies;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "hdd",
    summary: "HD-D: expected type-token ratio of a random sample of a text; undefined for texts shorter than the sample",
    reference: "McCarthy & Jarvis (2010), MTLD, vocd-D, and HD-D: a validation study",
    parameters: &[Parameter {
        name: "sample",
        kind: Kind::Integer { low: 1, high: 1_000_000 },
        default: "42",
        meaning: "tokens in a sample",
    }],
    cutoff: Cutoff::Never,
    build,
};

/// The chances of so many frequencies are found side by side.
const TOGETHER: usize = 8;

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Hdd { sample: arguments.integer("sample") as u64 }))
}

/// Σ over the types of (1 − C(N − f, s) ÷ C(N, s)) ÷ s, with s the tokens drawn without replacement from the N of the
/// text and f the frequency of a type: its chance to be drawn, divided by the sample. In 1 ÷ s (all tokens the same) to
/// 1 (all different); independent of the order of the text.
///
/// `None` where N < s; with N = s it is V ÷ N. On texts of N < s lexicalrichness stops with an error and
/// lexical_diversity gives 0; on all others the three agree.
#[derive(Debug)]
pub struct Hdd {
    sample: u64,
}

impl LexicalMeasure for Hdd {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_text(|text| self.value(text.tokens.len() as u64, text.frequencies)))
    }

    fn components(&self) -> &'static [Component] {
        COUNTED
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![self.value(frequencies.tokens(), frequencies.frequencies())]
    }
}

impl Hdd {
    fn value(&self, tokens: u64, frequencies: &[u32]) -> Option<f64> {
        let unseen = tokens.checked_sub(self.sample)?;
        let runs = frequencies.chunk_by(|left, right| left == right);
        let runs: Vec<(f64, u64)> = runs.map(|run| (run.len() as f64, u64::from(run[0]))).collect();
        let mut drawn = 0.0;
        for runs in runs.chunks(TOGETHER) {
            let missed = self.missed_together(tokens, unseen, runs);
            runs.iter().zip(missed).for_each(|((types, _), missed)| drawn += types * (1.0 - missed));
        }
        // A sum of many chances of 1 may pass it by rounding.
        Some((drawn / self.sample as f64).min(1.0))
    }

    /// C(N − f, s) ÷ C(N, s) = C(N − s, f) ÷ C(N, f): the product with fewer factors.
    fn missed(&self, tokens: u64, unseen: u64, frequency: u64) -> f64 {
        if frequency > unseen {
            return 0.0;
        }
        let (factors, above) = match frequency < self.sample {
            true => (frequency, unseen),
            false => (self.sample, tokens - frequency),
        };
        // Whole numbers, which are exact.
        let (above, tokens) = (above as f64, tokens as f64);
        (0..factors).map(|factor| (above - factor as f64) / (tokens - factor as f64)).product()
    }

    /// The same for a few frequencies, side by side where all have the factors of the sample.
    fn missed_together(&self, tokens: u64, unseen: u64, runs: &[(f64, u64)]) -> [f64; TOGETHER] {
        let frequency = |place: usize| runs.get(place).map(|run| run.1);
        let alike = |frequency: u64| (self.sample..=unseen).contains(&frequency);
        if !(0..TOGETHER).all(|place| frequency(place).is_some_and(alike)) {
            let missed = |frequency| self.missed(tokens, unseen, frequency);
            return std::array::from_fn(|place| frequency(place).map_or(0.0, missed));
        }
        let above: [f64; TOGETHER] = std::array::from_fn(|place| (tokens - runs[place].1) as f64);
        let (tokens, mut missed) = (tokens as f64, [1.0; TOGETHER]);
        for factor in 0..self.sample {
            let factor = factor as f64;
            let below = tokens - factor;
            missed.iter_mut().zip(&above).for_each(|(missed, above)| *missed *= (above - factor) / below);
        }
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_two_by_hand() {
        // Frequencies 3, 1 and samples of 2 of 4: C(4, 2) = 6; missed C(1, 2) = 0 and C(3, 2) = 3 times.
        let hdd = Hdd { sample: 2 };
        assert_eq!(hdd.value(4, &[3, 1]), Some((1.0 + 0.5) / 2.0));
        assert_eq!((hdd.value(5, &[5]), hdd.value(3, &[1, 1, 1])), (Some(0.5), Some(1.0)));
        assert_eq!((hdd.value(2, &[2]), hdd.value(2, &[1, 1])), (Some(0.5), Some(1.0)));
        assert_eq!((hdd.value(0, &[]), hdd.value(1, &[1])), (None, None));
        // Samples of one are single tokens.
        assert_eq!(Hdd { sample: 1 }.value(6, &[3, 2, 1]), Some(1.0));
    }

    #[test]
    fn side_by_side_is_to_the_bit_as_one_by_one() {
        let hdd = Hdd { sample: 42 };
        // On either side of the sample, of what is unseen, and of full blocks.
        let frequencies: Vec<u32> = (0..53).map(|place| 900 - place * 17).chain([30, 9, 9, 2, 1]).collect();
        let tokens = frequencies.iter().map(|frequency| u64::from(*frequency)).sum();
        for tokens in [tokens, 930] {
            let types =
                |run: &[u32]| run.len() as f64 * (1.0 - hdd.missed(tokens, tokens - 42, u64::from(run[0])));
            let plain: f64 =
                frequencies.chunk_by(|left, right| left == right).map(types).fold(0.0, |sum, one| sum + one);
            assert_eq!(hdd.value(tokens, &frequencies), Some((plain / 42.0).min(1.0)));
        }
    }

    #[test]
    fn the_short_product_is_the_long_one() {
        let (tokens, sample) = (90, 42);
        for frequency in [1, 5, 41, 42, 43, 48, 49, 89] {
            let long = |count: u64, above: u64| -> f64 {
                (0..count)
                    .map(|factor| above.saturating_sub(factor) as f64 / (tokens - factor) as f64)
                    .product()
            };
            let found = Hdd { sample }.missed(tokens, tokens - sample, frequency);
            for plain in [long(sample, tokens - frequency), long(frequency, tokens - sample)] {
                assert!((found - plain).abs() < 1e-15, "{frequency}: {found} {plain}");
            }
        }
    }
}
