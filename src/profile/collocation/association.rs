//! How strongly a word goes with another: four frequencies in, measures of association out.

/// How often a word stands near the node, and what that is held against.
///
/// The window of the node is every word at most so many words before or behind one of its occurrences, each word once,
/// without the node itself (Evert 2008, "Corpora and collocations", in Corpus Linguistics: An International Handbook, on
/// surface co-occurrence).
///
/// ```
/// use sourcebias::profile::collocation::Association;
/// // "pears" 8 times, "ripe" 4 times, twice of them in the 20 words of its window, of 80 words.
/// let ripe = Association { together: 2, node: 8, collocate: 4, window: 20, words: 80 };
/// assert_eq!(ripe.expected(), Some(1.0));
/// assert_eq!(ripe.mutual_information(), Some(1.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Association {
    /// O: occurrences of the collocate in the window.
    pub together: u64,
    /// f(x): occurrences of the node.
    pub node: u64,
    /// f(y): occurrences of the collocate in the source, without the node itself.
    pub collocate: u64,
    /// W: words in the window.
    pub window: u64,
    /// N: words of the source, without the node itself.
    pub words: u64,
}

impl Association {
    /// E = W · f(y) ÷ N, the occurrences in the window if the collocate stood anywhere in the source by chance; `None`
    /// for a source without words besides the node.
    ///
    /// W is f(x) times the width of the window, less what windows share and what would lie beyond the ends of texts.
    pub fn expected(self) -> Option<f64> {
        (self.words > 0).then(|| self.window as f64 * self.collocate as f64 / self.words as f64)
    }

    /// log Dice = 14 + log₂(2 O ÷ (f(x) + f(y))); `None` where O is 0.
    ///
    /// 14 where either word never stands without the other, one less for half as often; more only where several occurrences
    /// of the collocate stand near one of the node. It does not depend on the size of the source, so that sources can be
    /// compared. (Rychlý 2008, "A Lexicographer-Friendly Association Score", RASLAN 2008, 6–9)
    pub fn log_dice(self) -> Option<f64> {
        let sum = (self.node + self.collocate) as f64;
        (self.together > 0).then(|| 14.0 + (2.0 * self.together as f64 / sum).log2())
    }

    /// MI = log₂(O ÷ E), in bits; `None` where O is 0.
    ///
    /// 0 as by chance, 1 twice as often. It favours rare words. (Church & Hanks 1990, "Word Association Norms, Mutual
    /// Information, and Lexicography", Computational Linguistics 16(1), 22–29, whose f(x, y) is divided by the width
    /// of the window here, in E)
    pub fn mutual_information(self) -> Option<f64> {
        let expected = self.expected()?;
        (self.together > 0).then(|| (self.together as f64 / expected).log2())
    }

    /// t = (O − E) ÷ √O; `None` where O is 0.
    ///
    /// It favours frequent words, and is no test: occurrences in one text are not independent. (Church, Gale, Hanks &
    /// Hindle 1991, "Using Statistics in Lexical Analysis", in Lexical Acquisition, 115–164)
    pub fn t_score(self) -> Option<f64> {
        let expected = self.expected()?;
        let together = self.together as f64;
        (self.together > 0).then(|| (together - expected) / together.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;

    #[test]
    fn the_measures_by_hand() {
        // E = 40 · 8 ÷ 160 = 2; 8 ÷ (8 + 8) = ½ and 2 · 4 ÷ 16 = ½; 4 ÷ 2 = 2; (4 − 2) ÷ 2 = 1.
        let found = Association { together: 4, node: 8, collocate: 8, window: 40, words: 160 };
        assert_eq!(found.expected(), Some(2.0));
        assert_eq!(found.log_dice(), Some(13.0));
        assert_eq!(found.mutual_information(), Some(1.0));
        assert_eq!(found.t_score(), Some(1.0));
        // 14 + log₂(2 · 3 ÷ 64); E = 30 · 60 ÷ 900 = 2; log₂ 1.5; (3 − 2) ÷ √3.
        let found = Association { together: 3, node: 4, collocate: 60, window: 30, words: 900 };
        assert_relative_eq!(found.log_dice().unwrap(), 10.584_962_500_721_156, max_relative = 1e-15);
        assert_relative_eq!(found.mutual_information().unwrap(), 0.584_962_500_721_156, max_relative = 1e-14);
        assert_relative_eq!(found.t_score().unwrap(), 0.577_350_269_189_625_8, max_relative = 1e-14);
    }

    #[test]
    fn words_that_never_stand_alone_have_14_and_words_that_never_meet_have_nothing() {
        let always = Association { together: 5, node: 5, collocate: 5, window: 10, words: 1000 };
        assert_eq!(always.log_dice(), Some(14.0));
        let never = Association { together: 0, ..always };
        assert_eq!((never.log_dice(), never.mutual_information(), never.t_score()), (None, None, None));
        assert_eq!(Association::default().expected(), None);
    }
}
