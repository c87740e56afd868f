//! The log-likelihood G² of a term in two sources: its shares in, the signed statistic and its p-value out.

use std::cmp::Ordering;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::Share;
use crate::statistics::signless_zero;

/// G² of the two cells that hold the term, with the sign of the difference: above 0 where `here` is the greater share.
///
/// G² = 2 (a ln(a ÷ E₁) + b ln(b ÷ E₂)), E₁ = N₁ (a + b) ÷ (N₁ + N₂), E₂ = N₂ (a + b) ÷ (N₁ + N₂), where a and b are the
/// frequencies here and there, N₁ and N₂ the tokens; natural logarithm, 0 ln 0 = 0. Its size is at least 0 and exactly 0
/// for equal shares. It is the likelihood ratio of a given a + b, when each occurrence falls here with chance
/// N₁ ÷ (N₁ + N₂). `None` where a source has no token or neither has the term. (Rayson & Garside 2000, "Comparing Corpora
/// using Frequency Profiling", §2; the sign is the plus or minus that Rayson prints beside it)
///
/// ```
/// use sourcebias::profile::keyness::{Share, log_likelihood};
/// // E = 6 and 6: 2 (9 ln 1.5 + 3 ln 0.5)
/// let (here, there) = (Share { frequency: 9, tokens: 100 }, Share { frequency: 3, tokens: 100 });
/// assert!((log_likelihood(here, there).unwrap() - 3.139_489).abs() < 1e-6);
/// assert_eq!(log_likelihood(there, here).unwrap(), -log_likelihood(here, there).unwrap());
/// ```
pub fn log_likelihood(here: Share, there: Share) -> Option<f64> {
    statistic(here, there, |here, there| cells(here.frequency, there.frequency, here.tokens, there.tokens))
}

/// G² of the whole table of four cells, the tokens that are other terms too, with the same sign; `None` as there.
///
/// G² = 2 Σ O ln(O ÷ E) over a, b, N₁ − a, N₂ − b. It is the likelihood ratio of two binomials and differs little from
/// [`log_likelihood`] for terms that are a small part of both sources. (Dunning 1993, "Accurate Methods for the Statistics
/// of Surprise and Coincidence", §4)
pub fn log_likelihood_of_four_cells(here: Share, there: Share) -> Option<f64> {
    statistic(here, there, |here, there| {
        let rest = |share: Share| share.tokens - share.frequency;
        cells(here.frequency, there.frequency, here.tokens, there.tokens)
            + cells(rest(here), rest(there), here.tokens, there.tokens)
    })
}

/// The chance of a G² of this size or greater, whatever its sign, where the shares are equal: the upper tail of χ² with one
/// degree of freedom.
///
/// It takes tokens for independent draws. They are not, since a document that has a word once tends to have it again, so
/// p is too small for words that come in bursts (Lijffijt et al. 2016, "Significance Testing of Word Frequencies in
/// Corpora"). It describes, and decides nothing: what makes a keyword is the exchange of labels in
/// [`Keyness::terms`](super::Keyness::terms).
pub fn p_value(log_likelihood: f64) -> f64 {
    ChiSquared::new(1.0).expect("one degree of freedom").sf(log_likelihood.abs())
}

fn statistic(here: Share, there: Share, size: impl Fn(Share, Share) -> f64) -> Option<f64> {
    if here.tokens == 0 || there.tokens == 0 || here.frequency + there.frequency == 0 {
        return None;
    }
    Some(match here.compare(there) {
        Ordering::Equal => 0.0,
        Ordering::Greater => signless_zero(size(here, there).max(0.0)),
        Ordering::Less => signless_zero(-size(here, there).max(0.0)),
    })
}

/// 2 Σ O ln(O ÷ E) of one row of the table: the same in either order of the sources.
fn cells(here: u64, there: u64, tokens_here: u64, tokens_there: u64) -> f64 {
    let (both, tokens) = ((here + there) as f64, (tokens_here + tokens_there) as f64);
    let cell = |observed: u64, tokens_of_source: u64| {
        let expected = tokens_of_source as f64 * both / tokens;
        if observed == 0 { 0.0 } else { observed as f64 * (observed as f64 / expected).ln() }
    };
    2.0 * (cell(here, tokens_here) + cell(there, tokens_there))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(frequency: u64, tokens: u64) -> Share {
        Share { frequency, tokens }
    }

    #[test]
    fn two_cells_and_four_cells_by_hand() {
        // 4 of 8 and 1 of 8: E = 2.5 each; 2 (4 ln 1.6 + ln 0.4), and with 4 and 7 others, E = 5.5 each,
        // 2 (4 ln(4 ÷ 5.5) + 7 ln(7 ÷ 5.5)) more.
        let two = 2.0 * (4.0 * 1.6_f64.ln() + 0.4_f64.ln());
        let rest = 2.0 * (4.0 * (4.0 / 5.5_f64).ln() + 7.0 * (7.0 / 5.5_f64).ln());
        let (here, there) = (share(4, 8), share(1, 8));
        assert!((log_likelihood(here, there).unwrap() - two).abs() < 1e-14);
        assert!((log_likelihood_of_four_cells(here, there).unwrap() - two - rest).abs() < 1e-14);
        // 3 of 6 and none of 6: E = 1.5 each; 2 · 3 ln 2.
        let only_here = log_likelihood(share(3, 6), share(0, 6)).unwrap();
        assert!((only_here - 6.0 * 2.0_f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn equal_shares_have_none_and_exchanging_flips_the_sign() {
        for function in [log_likelihood, log_likelihood_of_four_cells] {
            assert_eq!(function(share(1, 3), share(7, 21)).unwrap().to_bits(), 0);
            assert_eq!(function(share(5, 5), share(9, 9)), Some(0.0));
            for (here, there) in [(share(4, 9), share(2, 11)), (share(0, 7), share(3, 1_000_003))] {
                assert_eq!(function(here, there), function(there, here).map(|value| -value));
            }
            assert_eq!(function(share(0, 0), share(3, 9)), None);
            assert_eq!(function(share(0, 4), share(0, 9)), None);
        }
    }

    #[test]
    fn the_p_value_is_that_of_a_squared_normal() {
        // P(|Z| > 1.959964) = 0.05
        assert!((p_value(-1.959_963_984_540_054_f64.powi(2)) - 0.05).abs() < 1e-12);
        assert_eq!(p_value(0.0), 1.0);
        assert_eq!(p_value(1e6), 0.0);
    }
}
