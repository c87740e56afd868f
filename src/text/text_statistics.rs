//! Statistics of texts as they were written: raw text in, counts of its characters, words and sentences out. What an
//! analyser leaves out is counted here too.

use unicode_segmentation::UnicodeSegmentation;

use super::Segmenter;
use super::punctuation::is_punctuation;
use super::step::cjk_bigrams::is_cjk;
use super::step::stop::is_stop_word;

/// Counts of one text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextStatistics {
    /// Characters (code points), all of them.
    pub characters: u64,
    /// Words of UAX #29, as [`Segmenter::Unicode`] cuts them.
    pub words: u64,
    /// Characters in words.
    pub word_characters: u64,
    /// Words among Lucene's 33 English stop words, upper case taken as lower case.
    pub stop_words: u64,
    /// Sentences of UAX #29 with a letter or a number.
    pub sentences: u64,
    /// Characters of General_Category P.
    pub punctuation: u64,
    /// Letters: characters with [`char::is_alphabetic`].
    pub letters: u64,
    /// Letters that are Han, Hiragana, Katakana or Hangul.
    pub cjk_letters: u64,
}

impl TextStatistics {
    /// The counts of `text`.
    ///
    /// ```
    /// use sourcebias::text::TextStatistics;
    /// let found = TextStatistics::of("It's the 2nd. Is it?");
    /// assert_eq!((found.words, found.word_characters, found.sentences), (5, 14, 2));
    /// assert_eq!((found.characters, found.punctuation, found.stop_words), (20, 3, 3));
    /// ```
    pub fn of(text: &str) -> TextStatistics {
        let sentences = text.unicode_sentences().count() as u64;
        let mut found = TextStatistics { sentences, ..TextStatistics::default() };
        Segmenter::Unicode.segment(text, false, &mut |word: &str| {
            found.words += 1;
            found.word_characters += word.chars().count() as u64;
            found.stop_words += u64::from(is_stop_word(word));
        });
        for letter in text.chars() {
            found.characters += 1;
            found.punctuation += u64::from(is_punctuation(letter));
            if letter.is_alphabetic() {
                found.letters += 1;
                found.cjk_letters += u64::from(is_cjk(letter));
            }
        }
        found
    }

    /// The counts of this text and another one together.
    pub fn and(self, other: TextStatistics) -> TextStatistics {
        TextStatistics {
            characters: self.characters + other.characters,
            words: self.words + other.words,
            word_characters: self.word_characters + other.word_characters,
            stop_words: self.stop_words + other.stop_words,
            sentences: self.sentences + other.sentences,
            punctuation: self.punctuation + other.punctuation,
            letters: self.letters + other.letters,
            cjk_letters: self.cjk_letters + other.cjk_letters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_two_scripts_by_hand() {
        let found = TextStatistics::of("The CAT, isn’t 3.5 kg.\nかな山!");
        let hand = TextStatistics {
            characters: 27,
            words: 8,
            word_characters: 3 + 3 + 5 + 3 + 2 + 3,
            stop_words: 1,
            sentences: 2,
            punctuation: 5,
            letters: 3 + 3 + 4 + 2 + 3,
            cjk_letters: 3,
        };
        assert_eq!(found, hand);
        assert_eq!(
            (TextStatistics::of(""), found.and(TextStatistics::of(""))),
            (TextStatistics::default(), found)
        );
    }
}
