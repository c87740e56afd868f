//! The words of a text as the checks compare them: a text in, its distinct words as sorted numbers out. This is no analyser:
//! nothing of it reaches a result but whether two texts are alike.

use super::likeness::numbered;

/// So many words of the beginning are read.
const MOST_WORDS: usize = 512;

/// The distinct words among the first 512, letters and digits in lower case, as sorted numbers; of scripts that are written
/// without spaces each pair of neighbouring signs is a word.
pub(super) fn distinct_words(text: &str) -> Box<[u32]> {
    let mut found = Vec::new();
    let (mut word, mut before) = (String::new(), None::<char>);
    for letter in text.chars() {
        if found.len() >= MOST_WORDS {
            break;
        }
        let unspaced = is_unspaced(letter);
        if unspaced || !letter.is_alphanumeric() {
            if !word.is_empty() {
                found.push(numbered(&word));
                word.clear();
            }
            if unspaced {
                let pair: String = before.into_iter().chain([letter]).collect();
                found.push(numbered(&pair));
            }
            before = unspaced.then_some(letter);
        } else {
            before = None;
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() && found.len() < MOST_WORDS {
        found.push(numbered(&word));
    }
    found.sort_unstable();
    found.dedup();
    found.into_boxed_slice()
}

/// Whether a letter is of a script that has no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
fn is_unspaced(letter: char) -> bool {
    matches!(
        letter,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_in_lower_case_once_each() {
        assert_eq!(distinct_words("Pears, PEARS & plums-2"), distinct_words("2 plums pears"));
        assert_eq!(distinct_words("a b").len(), 2);
        assert!(distinct_words(" … !").is_empty());
        // Four signs are one sign and three pairs; a space between them cuts.
        assert_eq!(distinct_words("赤い林檎").len(), 4);
        assert_eq!(distinct_words("赤い 林檎").len(), 4);
        assert_ne!(distinct_words("赤い林檎"), distinct_words("赤い 林檎"));
        let long: String = (0..2000).map(|number| format!("w{number} ")).collect();
        assert_eq!(distinct_words(&long).len(), MOST_WORDS);
    }
}
