//! The length normalisation of the BM25 family: a frequency and a length in, what a document's norm is to each occurrence out.

/// norm / tf = (factor · (1 − b) + factor · b · |d| / avgdl) / tf, computed from the quotients 1 / tf and |d| / tf.
///
/// tf is the term's frequency, |d| the document's length and avgdl the mean length, in tokens. A score is the weight over
/// 1 + norm / tf, with k1 as the factor: so documents that tie by the formula tie to the last bit, with k1 = 0 whatever tf is,
/// and with b = 1 wherever tf / |d| is the same. The usual tf / (tf + norm) rounds twice by tf, and would split such ties by
/// tf, which source has the higher one included. Falls or stays as tf rises, rises or stays with |d|, in floating point too.
#[derive(Debug, Clone, Copy)]
pub(super) struct LengthNorm {
    constant: f64,
    slope: f64,
}

impl LengthNorm {
    /// For a `factor` (k1), `b` and the mean length, above 0.
    pub fn new(factor: f64, b: f64, mean_length: f64) -> Self {
        Self::linear(factor * (1.0 - b), factor * b / mean_length)
    }

    /// (constant + slope · |d|) / tf.
    pub fn linear(constant: f64, slope: f64) -> Self {
        LengthNorm { constant, slope }
    }

    /// norm / tf, from 0; tf is above 0.
    pub fn per_occurrence(self, tf: u32, length: u32) -> f64 {
        let tf = f64::from(tf);
        self.constant / tf + self.slope * (f64::from(length) / tf)
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::score;
    use super::*;

    #[test]
    fn a_norm_worked_by_hand() {
        // 1.2 · (0.25 + 0.75 · 40 / 20) / 4 = 1.2 · 1.75 / 4.
        assert!((LengthNorm::new(1.2, 0.75, 20.0).per_occurrence(4, 40) - 0.525).abs() < 1e-15);
    }

    /// The distinct scores of documents in which a term is 1 to 60 times, each of a length by tf.
    fn distinct(spec: &str, length: impl Fn(u32) -> u32) -> usize {
        let mut scores: Vec<u64> = (1..=60).map(|tf| score(spec, tf, length(tf)).to_bits()).collect();
        scores.sort_unstable();
        scores.dedup();
        scores.len()
    }

    #[test]
    fn where_repetition_does_not_count_all_frequencies_tie() {
        let without = ["bm25", "bm25_robertson", "bm25_atire", "bm25_plus", "bm25l", "bm25f", "bm25_adpt"];
        for name in without {
            let spec = format!("{name}(k1=0)");
            {
                assert_eq!(distinct(&spec, |_| 70), 1, "{spec}");
            }
        }
        for spec in ["f2exp(s=0)", "coordination"] {
            assert_eq!(distinct(spec, |tf| 2 * tf + 1), 1, "{spec}");
        }
        assert_eq!(distinct("stable_tfl(k1=0)", |_| 70), 1);
        assert_eq!(distinct("bm25", |_| 70), 60);
    }

    #[test]
    fn where_length_counts_in_full_equal_shares_tie() {
        for name in ["bm25", "bm25_robertson", "bm25_atire", "bm25_plus", "bm25l", "bm25_adpt"] {
            for (k1, of_ten) in [("0.9", 10), ("3", 7), ("1.2", 3), ("0.3", 113)] {
                let spec = format!("{name}(b=1,k1={k1})");
                assert_eq!(distinct(&spec, |tf| of_ten * tf), 1, "{spec}, |d| = {of_ten} tf");
            }
        }
        for spec in
            ["bm25f(body_b=1)", "dfi(measure=saturated)", "jelinek_mercer", "tf_idf(tf=raw,norm=length)"]
        {
            for each in [3, 7, 10, 113] {
                assert_eq!(distinct(spec, |tf| each * tf), 1, "{spec}, |d| = {each} tf");
            }
        }
        assert_eq!(distinct("bm25", |tf| 10 * tf), 60);
    }
}
