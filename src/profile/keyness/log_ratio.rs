//! The log ratio of a term in two sources: its shares in, the size of the difference and an interval out.

use statrs::distribution::{ContinuousCDF, Normal};

use super::Share;
use crate::statistics::{Interval, signless_zero};

/// What stands for a frequency of 0, which has no logarithm.
const INSTEAD_OF_ZERO: f64 = 0.5;

/// log₂((a ÷ N₁) ÷ (b ÷ N₂)), where a and b are the frequencies here and there, N₁ and N₂ the tokens: 1 where the term is
/// twice as frequent here, −1 where it is half as frequent, 0 for equal shares. A frequency of 0, and no other, counts
/// as 0.5. `None` where a source has no token or neither has the term. (Hardie 2014, "Log Ratio: an informal introduction")
///
/// A term that one source lacks has the ratio that 0.5 gives it, which says little but that it is absent: where the
/// sources are of very unlike lengths, even the sign may be the 0.5's.
///
/// ```
/// use sourcebias::profile::keyness::{Share, log_ratio};
/// let share = |frequency, tokens| Share { frequency, tokens };
/// assert_eq!(log_ratio(share(4, 100), share(2, 200)), Some(2.0));
/// assert_eq!(log_ratio(share(0, 100), share(4, 100)), Some(-3.0));
/// ```
pub fn log_ratio(here: Share, there: Share) -> Option<f64> {
    if here.tokens == 0 || there.tokens == 0 || here.frequency + there.frequency == 0 {
        return None;
    }
    if here.compare(there).is_eq() {
        return Some(0.0);
    }
    let logarithm = |share: Share| (counted(share) / share.tokens as f64).log2();
    Some(signless_zero(logarithm(here) - logarithm(there)))
}

/// The interval of [`log_ratio`] by the delta method, as for the logarithm of a relative risk: the ratio ± z · s, with
/// s = √(1 ÷ a − 1 ÷ N₁ + 1 ÷ b − 1 ÷ N₂) ÷ ln 2 and z the normal quantile; a frequency of 0 counts as 0.5. `None` as there.
/// (Katz et al. 1978, "Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies", method C)
///
/// It takes tokens for independent draws and is too narrow for words that come in bursts.
pub fn log_ratio_interval(here: Share, there: Share, confidence: f64) -> Option<Interval> {
    let value = log_ratio(here, there)?;
    let variance = |share: Share| (1.0 / counted(share) - 1.0 / share.tokens as f64).max(0.0);
    let error = (variance(here) + variance(there)).sqrt() / std::f64::consts::LN_2;
    let half = Normal::standard().inverse_cdf(0.5 + confidence / 2.0) * error;
    Some(Interval { low: signless_zero(value - half), high: signless_zero(value + half) })
}

fn counted(share: Share) -> f64 {
    if share.frequency == 0 { INSTEAD_OF_ZERO } else { share.frequency as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(frequency: u64, tokens: u64) -> Share {
        Share { frequency, tokens }
    }

    #[test]
    fn the_interval_by_hand() {
        // 1/16 − 1/1000 + 1/4 − 1/1000 = 0.3105; its root over ln 2 is 0.803906, times 1.959964 is 1.575627.
        let Interval { low, high } = log_ratio_interval(share(16, 1000), share(4, 1000), 0.95).unwrap();
        assert!(
            (low - (2.0 - 1.575_627)).abs() < 1e-6 && (high - (2.0 + 1.575_627)).abs() < 1e-6,
            "{low} {high}"
        );
    }

    #[test]
    fn exchanging_the_sources_flips_every_sign() {
        for (here, there) in
            [(share(3, 70), share(11, 90)), (share(0, 13), share(5, 101)), (share(7, 7), share(1, 9))]
        {
            assert_eq!(log_ratio(here, there), log_ratio(there, here).map(|value| -value));
            let (one, other) = (log_ratio_interval(here, there, 0.9), log_ratio_interval(there, here, 0.9));
            assert_eq!(one.map(|one| (-one.high, -one.low)), other.map(|other| (other.low, other.high)));
        }
    }

    #[test]
    fn what_cannot_be_is_undefined() {
        assert_eq!(log_ratio(share(0, 0), share(2, 5)), None);
        assert_eq!(log_ratio(share(0, 5), share(0, 5)), None);
        assert_eq!(log_ratio_interval(share(2, 5), share(0, 0), 0.95), None);
        assert_eq!(log_ratio(share(1, 3), share(7, 21)).map(f64::to_bits), Some(0));
    }
}
