//! Invented words: how many goes in, that many distinct pronounceable words come out, the frequent ones shorter.
//! They are of ASCII letters, no English stop word is among them, and English stemmers leave each as it is.

use std::collections::HashSet;

use super::random::Random;

/// Consonants and clusters that open a syllable.
const ONSETS: [&str; 18] =
    ["b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "v", "z", "br", "dr", "gr", "kl", "tr"];
/// Vowels inside a word.
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
/// Ends of words. No suffix that Porter's stemmers take away ends so.
const ENDS: [&str; 9] = ["a", "o", "u", "an", "on", "un", "am", "om", "um"];

/// `count` words by rank.
pub(super) fn invent(count: usize, random: &mut Random) -> Vec<String> {
    let mut known = HashSet::with_capacity(count);
    let mut words = Vec::with_capacity(count);
    for rank in 1..=count {
        // The mean number of syllables of words at this rank.
        let mean: f64 = match rank {
            1..10 => 2.0,
            10..100 => 2.1,
            100..1000 => 2.4,
            1000..10_000 => 2.8,
            _ => 3.2,
        };
        let mut syllables = mean as usize + usize::from(random.chance(mean.fract()));
        let mut failures = 0;
        loop {
            let word = word(syllables, random);
            if known.insert(word.clone()) {
                words.push(word);
                break;
            }
            failures += 1;
            // Short words run out: the next try after some failures is longer.
            if failures % 10 == 0 {
                syllables += 1;
            }
        }
    }
    words
}

fn word(syllables: usize, random: &mut Random) -> String {
    let mut word = String::new();
    for _ in 1..syllables {
        word.push_str(ONSETS[random.below(ONSETS.len())]);
        word.push_str(VOWELS[random.below(VOWELS.len())]);
    }
    word.push_str(ONSETS[random.below(ONSETS.len())]);
    word.push_str(ENDS[random.below(ENDS.len())]);
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_stemmers::{Algorithm, Stemmer};
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn words_are_distinct_single_tokens_and_their_own_stems() {
        let words = invent(20_000, &mut Random::new(1, 0));
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), 20_000);
        let stemmer = Stemmer::create(Algorithm::English);
        for word in &words {
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()));
            assert_eq!(word.unicode_words().collect::<Vec<_>>(), [word.as_str()]);
            assert_eq!(stemmer.stem(word), word.as_str());
        }
        let mean =
            |words: &[String]| words.iter().map(String::len).sum::<usize>() as f64 / words.len() as f64;
        let lengths = [mean(&words[..20]), mean(&words[100..1000]), mean(&words[10_000..])];
        assert!(lengths.windows(2).all(|pair| pair[0] + 0.5 < pair[1]), "{lengths:?}");
    }
}
