//! Zipf's law with two regimes: the exponents of head and tail, and the rank between them.

use super::{Component, Curve, LexicalMeasure};
use crate::error::Result;
use crate::profile::estimate::IntervalKind;
use crate::profile::{DoublePowerLaw, LogLogLines, RankedFrequencies};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "zipf",
    summary: "exponents of rank-frequency in two regimes (zipf_head, zipf_tail) and the last rank of the head (zipf_break)",
    reference: "Zipf (1949); Gerlach & Altmann (2013), eq. 1; Hanel et al. (2017) for exponents on bounded support",
    parameters: &[
        Parameter {
            name: "estimator",
            kind: Kind::Choice(&["mle", "least_squares"]),
            default: "mle",
            meaning: "mle: double power law of greatest likelihood; least_squares: two lines on log-log ranks",
        },
        Parameter {
            name: "rank_break",
            kind: Kind::Integer { low: 0, high: 100_000_000 },
            default: "0",
            meaning: "last rank of the head; 0: the rank of greatest likelihood, or of least residuals on log-binned ranks",
        },
        Parameter {
            name: "minimum_frequency",
            kind: Kind::Integer { low: 1, high: 1_000_000 },
            default: "10",
            meaning: "ranks of rarer terms are left out: their order is chance; 1 takes all ranks",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let estimator = match arguments.text("estimator") {
        "mle" => Estimator::MaximumLikelihood,
        _ => Estimator::LeastSquares,
    };
    let rank_break = Some(arguments.integer("rank_break") as u32).filter(|rank| *rank > 0);
    Ok(Box::new(Zipf {
        estimator,
        rank_break,
        minimum_frequency: arguments.integer("minimum_frequency") as u32,
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Estimator {
    MaximumLikelihood,
    LeastSquares,
}

/// α₁, α₂ and the break b of a source's ranks; all `None` where there are too few ranks.
///
/// Only terms that occur at least `minimum_frequency` times are ranked. Ranks come from the sample that is fitted, so
/// the order of rare terms follows their chance frequencies, and the tail's exponent errs below: over 100 samples of 600
/// documents each of two laws, 1.486 for a planted 1.5 and 1.534 for 1.55. The values are those of the sample, and their
/// intervals are about samples of this size: those 95 % intervals hold the mean over the samples 96 to 100 times of 100, for
/// head, tail and break (`tests/coverage/zipf.rs`).
///
/// A searched break up to rank 6, within 5 ranks of the end or at the last of the bins that least squares tries is where the
/// search ends and no solution: head, tail and break are `None`, and the notes of the profile say so.
#[derive(Debug)]
pub struct Zipf {
    estimator: Estimator,
    rank_break: Option<u32>,
    minimum_frequency: u32,
}

impl LexicalMeasure for Zipf {
    /// Head, tail and break; a break that was given is no estimate and no component.
    fn components(&self) -> &'static [Component] {
        const fn all(primary: bool) -> [Component; 3] {
            [
                Component::new("head", IntervalKind::Halves).estimating("exponent of the head", primary),
                Component::new("tail", IntervalKind::Halves).estimating("exponent of the tail", primary),
                Component::new("break", IntervalKind::Halves).estimating("break", primary),
            ]
        }
        const BY_LIKELIHOOD: &[Component] = &all(true);
        const BY_SQUARES: &[Component] = &all(false);
        let all = match self.estimator {
            Estimator::MaximumLikelihood => BY_LIKELIHOOD,
            Estimator::LeastSquares => BY_SQUARES,
        };
        if self.rank_break.is_some() { &all[..2] } else { all }
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let values = match self.fitted(frequencies) {
            Some((values, false)) => values.map(Some),
            _ => [None; 3],
        };
        values[..self.components().len()].to_vec()
    }

    fn refused(&self, frequencies: &RankedFrequencies) -> Option<String> {
        let ([_, _, rank_break], _) = self.fitted(frequencies).filter(|(_, at_bound)| *at_bound)?;
        let ranks = frequencies.at_least(self.minimum_frequency).len();
        Some(format!("its break, rank {rank_break} of {ranks}, stands at a bound of its search"))
    }

    fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        if self.fitted(frequencies).is_none_or(|(_, at_bound)| at_bound) {
            return Vec::new();
        }
        let ranked = frequencies.at_least(self.minimum_frequency);
        let (ranks, tokens) = (ranked.len() as u32, frequencies.tokens() as f64);
        match self.estimator {
            Estimator::MaximumLikelihood => {
                let Some(law) = self.double_power_law(frequencies) else { return Vec::new() };
                // The law is one of the ranked terms; they are this share of all tokens.
                let share = ranked.iter().map(|frequency| f64::from(*frequency)).sum::<f64>() / tokens;
                let relative_frequency = Box::new(move |rank| share * law.probability(rank));
                vec![Curve { column: "fit_double_power_law", ranks: 1..=ranks, relative_frequency }]
            }
            Estimator::LeastSquares => {
                let Some(lines) = self.lines(frequencies) else { return Vec::new() };
                let last = lines.rank_break;
                // Two lines, which do not meet at the break.
                let line = |column, ranks| Curve {
                    column,
                    ranks,
                    relative_frequency: Box::new(move |rank| lines.frequency(rank) / tokens),
                };
                vec![
                    line("fit_least_squares_head", 1..=last),
                    line("fit_least_squares_tail", last + 1..=ranks),
                ]
            }
        }
    }
}

impl Zipf {
    /// Head, tail and break, and whether a break that was searched stands at a bound of its search.
    fn fitted(&self, frequencies: &RankedFrequencies) -> Option<([f64; 3], bool)> {
        let (values, at_bound) = match self.estimator {
            Estimator::MaximumLikelihood => {
                let law = self.double_power_law(frequencies)?;
                ([law.head, law.tail, f64::from(law.rank_break)], law.is_at_bound())
            }
            Estimator::LeastSquares => {
                let lines = self.lines(frequencies)?;
                let ranks = frequencies.at_least(self.minimum_frequency).len();
                ([lines.head, lines.tail, f64::from(lines.rank_break)], lines.is_at_bound(ranks))
            }
        };
        Some((values, at_bound && self.rank_break.is_none()))
    }

    fn double_power_law(&self, frequencies: &RankedFrequencies) -> Option<DoublePowerLaw> {
        let (ranked, logarithms) = (frequencies.at_least(self.minimum_frequency), frequencies.logarithms());
        match self.rank_break {
            Some(rank) => DoublePowerLaw::fit_at(ranked, rank, logarithms),
            None => DoublePowerLaw::fit(ranked, logarithms),
        }
    }

    fn lines(&self, frequencies: &RankedFrequencies) -> Option<LogLogLines> {
        let (ranked, logarithms) = (frequencies.at_least(self.minimum_frequency), frequencies.logarithms());
        match self.rank_break {
            Some(rank) => LogLogLines::fit_at(ranked, rank, logarithms),
            None => LogLogLines::fit(ranked, logarithms),
        }
    }
}
