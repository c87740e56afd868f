//! A power law of the frequencies of terms: its exponent, the frequency from which it holds, and its distance from them.

use super::{Component, LEXICAL_MEASURES, LexicalMeasure};
use crate::error::{Error, Result};
use crate::profile::estimate::IntervalKind;
use crate::profile::{DiscretePowerLaw, Fit, RankedFrequencies, Test, goodness_of_fit};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "power_law",
    summary: "exponent of p(f) ∝ f^−α over terms (power_law_exponent), least frequency (power_law_minimum) and \
              Kolmogorov-Smirnov distance (power_law_distance)",
    reference: "Clauset, Shalizi & Newman (2009), Power-law distributions in empirical data",
    parameters: &[
        Parameter {
            name: "minimum",
            kind: Kind::Integer { low: 0, high: 1_000_000_000 },
            default: "0",
            meaning: "least frequency of the law; 0: the one that leaves the least Kolmogorov-Smirnov distance",
        },
        Parameter {
            name: "replicates",
            kind: Kind::Integer { low: 0, high: 1_000_000 },
            default: "0",
            meaning: "samples of the law for the p-value of its fit, once a source; 0: none",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    if arguments.integer("minimum") > 0 && arguments.integer("replicates") > 0 {
        return Err(Error::BadSpec {
            family: LEXICAL_MEASURES.name,
            spec: "power_law".to_string(),
            reason:
                "`replicates` test the fit with the searched minimum: leave `minimum` or `replicates` out"
                    .to_string(),
        });
    }
    Ok(Box::new(PowerLaw {
        minimum: Some(arguments.integer("minimum") as u32).filter(|minimum| *minimum > 0),
        replicates: arguments.integer("replicates") as u32,
    }))
}

/// α, f_min and the Kolmogorov–Smirnov distance of [`DiscretePowerLaw`]; all `None` where it has none, which is where
/// the terms of the law would all have one frequency.
///
/// Where ranks follow Zipf's law r^−a, the frequencies of frequent terms follow f^−(1 + 1/a) nearly, and no rank enters
/// the estimate. The exponent is that of the sample, and its interval is about samples of this size. It is not 1 + 1/a
/// where a shift of the ranks bends the law of the frequencies. The searched f_min has no interval: it jumps between samples,
/// and halves put it elsewhere. Where it is the greatest of several that the search tries, two frequencies are left, and
/// there is no solution. Exponents from two different f_min are of different parts of the vocabulary; compare sources with
/// f_min given.
#[derive(Debug)]
pub struct PowerLaw {
    minimum: Option<u32>,
    replicates: u32,
}

impl PowerLaw {
    fn law(&self, frequencies: &RankedFrequencies) -> Option<DiscretePowerLaw> {
        match self.minimum {
            Some(minimum) => DiscretePowerLaw::fit_at(frequencies, minimum),
            None => DiscretePowerLaw::fit(frequencies),
        }
    }

    /// Whether a minimum that was searched is the greatest of several: the law then is of the last two frequencies. The least
    /// frequency is no such bound: a law may hold for all terms.
    fn at_bound(&self, frequencies: &RankedFrequencies, law: &DiscretePowerLaw) -> bool {
        let falling = frequencies.frequencies();
        let below_greatest = falling.iter().find(|frequency| **frequency < falling[0]);
        self.minimum.is_none() && below_greatest == Some(&law.minimum) && falling.last() != below_greatest
    }
}

impl LexicalMeasure for PowerLaw {
    /// A minimum that was given is no estimate and no component.
    fn components(&self) -> &'static [Component] {
        const ALL: &[Component] = &[
            Component::new("exponent", IntervalKind::Halves),
            Component::new("distance", IntervalKind::Halves),
            Component::new("minimum", IntervalKind::Withheld),
        ];
        if self.minimum.is_some() { &ALL[..2] } else { ALL }
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let law = self.law(frequencies).filter(|law| !self.at_bound(frequencies, law));
        let values =
            [law.map(|law| law.exponent), law.map(|law| law.distance), law.map(|law| f64::from(law.minimum))];
        values[..self.components().len()].to_vec()
    }

    fn refused(&self, frequencies: &RankedFrequencies) -> Option<String> {
        let law = self.law(frequencies).filter(|law| self.at_bound(frequencies, law))?;
        let minimum = law.minimum;
        Some(format!(
            "its minimum, {minimum}, is the greatest that its search tries, with two frequencies left"
        ))
    }

    fn fit(&self, frequencies: &RankedFrequencies, seed: u64) -> Option<Fit> {
        let law = self.law(frequencies)?;
        let p_value = match self.minimum {
            Some(_) => None,
            None => goodness_of_fit(frequencies, self.replicates, seed),
        };
        Some(Fit {
            data: "frequencies",
            minimum_frequency: law.minimum,
            observations: law.terms,
            parameters: 1,
            log_likelihood: Some(law.log_likelihood),
            test: Some(Test { name: "kolmogorov_smirnov", statistic: law.distance, p_value }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_law() {
        let frequencies = RankedFrequencies::new(&[9, 5, 4, 2, 2, 1, 1, 1, 1]);
        let law = DiscretePowerLaw::fit(&frequencies).unwrap();
        let searched = PowerLaw { minimum: None, replicates: 19 };
        let values = [law.exponent, law.distance, f64::from(law.minimum)].map(Some);
        assert_eq!(searched.of_source(&frequencies), values);
        let test = searched.fit(&frequencies, 1).unwrap().test.unwrap();
        assert!(test.p_value.is_some_and(|p| (0.05..=1.0).contains(&p)) && test.statistic == law.distance);
        let given = PowerLaw { minimum: Some(2), replicates: 19 };
        assert_eq!(given.of_source(&frequencies).len(), 2);
        assert_eq!(given.fit(&frequencies, 1).unwrap().test.unwrap().p_value, None);
        for degenerate in [&[][..], &[4], &[1, 1, 1]] {
            let degenerate = RankedFrequencies::new(degenerate);
            assert_eq!(searched.of_source(&degenerate), [None; 3]);
            assert_eq!(searched.fit(&degenerate, 1), None);
        }
    }
}
