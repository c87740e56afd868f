//! How often a term occurs: its frequency and the tokens of its source in, its relative frequency out.

use std::cmp::Ordering;

/// A term's frequency out of the tokens of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How often it occurs.
    pub frequency: u64,
    /// The tokens of the source, at least as many.
    pub tokens: u64,
}

impl Share {
    /// Occurrences in a million tokens; `None` for a source without tokens.
    ///
    /// ```
    /// use sourcebias::profile::keyness::Share;
    /// assert_eq!(Share { frequency: 3, tokens: 1500 }.per_million(), Some(2000.0));
    /// assert_eq!(Share { frequency: 0, tokens: 0 }.per_million(), None);
    /// ```
    pub fn per_million(self) -> Option<f64> {
        (self.tokens > 0).then(|| self.frequency as f64 * 1e6 / self.tokens as f64)
    }

    /// Which relative frequency is greater, in whole numbers and so without rounding.
    pub fn compare(self, other: Share) -> Ordering {
        let crossed = |left: u64, right: u64| u128::from(left) * u128::from(right);
        crossed(self.frequency, other.tokens).cmp(&crossed(other.frequency, self.tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_of_unlike_lengths_are_equal() {
        let share = |frequency, tokens| Share { frequency, tokens };
        assert_eq!(share(1, 3).compare(share(7, 21)), Ordering::Equal);
        assert_eq!(share(1, 3).compare(share(7, 22)), Ordering::Greater);
        assert_eq!(share(0, 3).compare(share(0, 8)), Ordering::Equal);
    }
}
