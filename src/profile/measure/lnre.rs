//! The finite Zipf–Mandelbrot model of a source with many rare words: its parameters and the types of its population.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::{Component, LexicalMeasure};
use crate::error::Result;
use crate::profile::estimate::IntervalKind;
use crate::profile::{Fit, FrequencySpectrum, Lnre, RankedFrequencies, Test};
use crate::registry::{Arguments, Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "lnre",
    summary: "finite Zipf–Mandelbrot model: exponent (lnre_alpha), least and greatest probability (lnre_lower, \
              lnre_upper), types of the population (lnre_population) and of twice the tokens (lnre_doubled)",
    reference: "Evert (2004), A simple LNRE model for random character sequences; Baayen (2001), §3.3",
    parameters: &[],
    cutoff: Cutoff::Never,
    build,
};

fn build(_: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(FiniteZipfMandelbrot))
}

/// α, A, B, S and E V(2N) of [`Lnre`]; all `None` where the sample has too few rare words or the search ends at a bound of α
/// or of B, and A and S where it tells nothing of the rarest ones.
///
/// No half of the documents has the words that the whole lacks, so that S varies too little between halves: its interval is
/// withheld. Of the others, 95 % intervals over 300 documents of 100 independent tokens from the law with α = 0.5, A = 10⁻⁶,
/// B = 0.01 hold the mean over 60 samples 59, 60, 56 and 55 times (α, A, B, E V(2N)), and the truth of α and E V(2N) 59 and
/// 56 times (`tests/coverage/laws.rs`).
#[derive(Debug)]
pub struct FiniteZipfMandelbrot;

impl LexicalMeasure for FiniteZipfMandelbrot {
    fn components(&self) -> &'static [Component] {
        const ALL: &[Component] = &[
            Component::new("alpha", IntervalKind::Halves),
            Component::new("lower", IntervalKind::Halves),
            Component::new("upper", IntervalKind::Halves),
            Component::new("population", IntervalKind::Withheld),
            Component::new("doubled", IntervalKind::Growing),
        ];
        ALL
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let model = Lnre::fit(&FrequencySpectrum::new(frequencies));
        vec![
            model.map(|model| model.alpha),
            // Where the sample says nothing of the rarest types, A stands wherever the search left it.
            model.filter(|model| model.population().is_some()).map(|model| model.lower),
            model.map(|model| model.upper),
            model.and_then(|model| model.population()),
            model.map(|model| model.expected_types(2.0 * model.tokens)),
        ]
    }

    fn refused(&self, frequencies: &RankedFrequencies) -> Option<String> {
        Lnre::refused(&FrequencySpectrum::new(frequencies)).map(str::to_string)
    }

    fn fit(&self, frequencies: &RankedFrequencies, _seed: u64) -> Option<Fit> {
        let model = Lnre::fit(&FrequencySpectrum::new(frequencies))?;
        let p_value = ChiSquared::new(f64::from(model.degrees)).ok().map(|law| law.sf(model.chi_squared));
        Some(Fit {
            data: "spectrum",
            minimum_frequency: 1,
            observations: u64::from(model.degrees) + 3,
            parameters: 3,
            log_likelihood: None,
            test: Some(Test { name: "chi_squared", statistic: model.chi_squared, p_value }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_model() {
        let weight = |rank: u32| (1e4 / (f64::from(rank) + 2.0).powf(1.5)).ceil() as u32;
        let frequencies: Vec<u32> = (1..=900).map(weight).collect();
        let frequencies = RankedFrequencies::new(&frequencies);
        let model = Lnre::fit(&FrequencySpectrum::new(&frequencies)).unwrap();
        let values = FiniteZipfMandelbrot.of_source(&frequencies);
        assert_eq!(values.len(), FiniteZipfMandelbrot.components().len());
        assert_eq!((values[0], values[3]), (Some(model.alpha), model.population()));
        let fit = FiniteZipfMandelbrot.fit(&frequencies, 1).unwrap();
        assert!(fit.test.unwrap().p_value.is_some_and(|p| (0.0..=1.0).contains(&p)));
        let hapax = RankedFrequencies::new(&[1; 50]);
        assert_eq!(FiniteZipfMandelbrot.of_source(&hapax), [None; 5]);
        assert_eq!(FiniteZipfMandelbrot.fit(&hapax, 1), None);
    }
}
