//! How sure a comparison of two sources is: its test and interval in; one of eight words out.

use serde::{Deserialize, Serialize};

use super::relative_delta::RelativeDelta;
use crate::bias::BiasSettings;

/// With fewer replicates the ends of an interval are too loose to call two sources alike.
const LEAST_REPLICATES: usize = 100;

/// What may be said of the bias that a row of `bias/relative_delta` measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// p after the adjustment for all tests of its family is below 1 − confidence.
    Present,
    /// The same, but Relative Δ and its interval lie within the margin.
    PresentWithinMargin,
    /// Relative Δ and its interval, of at least 100 replicates, lie within the margin.
    AbsentBeyondMargin,
    /// p is below 1 − confidence before the adjustment alone.
    Leaning,
    /// None of these: no bias is detected, and none is excluded.
    Undecided,
    /// No test was made, because the scores know the sources.
    NotTested,
    /// No test and no interval: most of the relevant contents have a version by one of the two sources alone, so that Relative Δ also
    /// says which source has more relevant documents.
    Unpaired,
    /// There is no Relative Δ.
    Undefined,
}

impl Certainty {
    /// All, the surest first.
    pub const ALL: [Certainty; 8] = [
        Certainty::Present,
        Certainty::PresentWithinMargin,
        Certainty::AbsentBeyondMargin,
        Certainty::Leaning,
        Certainty::Undecided,
        Certainty::NotTested,
        Certainty::Unpaired,
        Certainty::Undefined,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Present => "present",
            Certainty::PresentWithinMargin => "present_within_margin",
            Certainty::AbsentBeyondMargin => "absent_beyond_margin",
            Certainty::Leaning => "leaning",
            Certainty::Undecided => "undecided",
            Certainty::NotTested => "not_tested",
            Certainty::Unpaired => "unpaired",
            Certainty::Undefined => "undefined",
        }
    }

    /// Whether a bias is detected, of whatever size.
    pub fn is_bias(self) -> bool {
        matches!(self, Certainty::Present | Certainty::PresentWithinMargin)
    }

    /// That of a name in a table; [`Certainty::Undefined`] where there is none of that name.
    pub fn of_name(name: &str) -> Certainty {
        Certainty::ALL.into_iter().find(|one| one.name() == name).unwrap_or(Certainty::Undefined)
    }

    /// How sure a comparison is.
    pub(in crate::bias) fn of(row: &RelativeDelta, settings: &BiasSettings) -> Certainty {
        let Some(delta) = row.relative_delta_percent else { return Certainty::Undefined };
        let margin = settings.margin_percent;
        let alike = settings.bootstrap >= LEAST_REPLICATES
            && delta.abs() <= margin
            && row.interval.is_some_and(|one| one.lies_within(margin));
        let below = |p: Option<f64>| p.is_some_and(|p| p < 1.0 - settings.confidence);
        let test = &row.difference.test;
        match (below(test.adjusted), alike) {
            (true, false) => Certainty::Present,
            (true, true) => Certainty::PresentWithinMargin,
            (false, true) => Certainty::AbsentBeyondMargin,
            (false, false) if below(test.crossed) => Certainty::Leaning,
            (false, false) if test.crossed.is_none() => Certainty::NotTested,
            (false, false) => Certainty::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::{Estimate, Superiority};
    use crate::statistics::{CrossedTest, Interval};

    fn certainty(
        delta: Option<f64>,
        (low, high): (f64, f64),
        p: [Option<f64>; 2],
        bootstrap: usize,
    ) -> Certainty {
        let test = CrossedTest { crossed: p[0], adjusted: p[1], ..CrossedTest::default() };
        let interval = delta.map(|_| Interval { low, high });
        let row = RelativeDelta {
            model: String::new(),
            measure: String::new(),
            reference: String::new(),
            source: String::new(),
            absent: None,
            reference_mean: None,
            source_mean: None,
            difference: Estimate { test, ..Estimate::default() },
            relative_delta_percent: delta,
            interval,
            over_queries: interval,
            over_contents: interval,
            certainty: Certainty::Undefined,
            detectable_percent: None,
            attainable_percent: None,
            superiority: Superiority { probability: None, interval: None },
            tied_twins: 0,
            twins: 0,
        };
        Certainty::of(&row, &BiasSettings { bootstrap, ..BiasSettings::default() })
    }

    #[test]
    fn every_case_has_its_word() {
        let of = |delta, ends, p| certainty(Some(delta), ends, p, 9_999);
        let both = |p| [Some(p), Some(p)];
        assert_eq!(of(-12.3, (-20.0, -4.0), both(0.004)), Certainty::Present);
        assert_eq!(of(3.0, (1.0, 4.9), both(0.0001)), Certainty::PresentWithinMargin);
        assert_eq!(of(0.04, (-2.0, 3.0), both(0.8)), Certainty::AbsentBeyondMargin);
        assert_eq!(of(10.0, (1.0, 19.0), [Some(0.03), Some(0.6)]), Certainty::Leaning);
        assert_eq!(of(6.0, (-9.0, 20.0), both(0.4)), Certainty::Undecided);
        assert_eq!(of(6.0, (1.0, 20.0), [None, None]), Certainty::NotTested);
        assert_eq!(certainty(None, (0.0, 0.0), both(1.0), 9_999), Certainty::Undefined);
        for one in Certainty::ALL {
            assert_eq!(Certainty::of_name(one.name()), one);
            assert_eq!(serde_json::to_string(&one).unwrap(), format!("{:?}", one.name()));
        }
    }

    #[test]
    fn alike_needs_the_estimate_within_the_margin_and_enough_replicates() {
        let of = |delta, bootstrap| certainty(Some(delta), (-1.0, 2.0), [Some(0.5), Some(0.5)], bootstrap);
        assert_eq!(of(1.0, 100), Certainty::AbsentBeyondMargin);
        assert_eq!(of(1.0, 99), Certainty::Undecided);
        // A percentile interval need not hold the estimate.
        assert_eq!(of(6.0, 100), Certainty::Undecided);
    }
}
