//! The original Porter stemmer (M. F. Porter, 1980, "An algorithm for suffix stripping", Program 14(3), 130–137), with
//! what its author changed in his own programs and Lucene's PorterStemFilter took over: words of one or two letters
//! stay as they are, `bli` → `ble` stands for `abli` → `able`, and `logi` → `log` is added.

use super::{ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "porter",
    summary: "the original Porter stemmer (1980), as in Lucene's PorterStemFilter",
    choices: &[],
    make: |_| ChainPart::Step(std::sync::Arc::new(Porter)),
};

/// Stems English by Porter's algorithm of 1980; expects lower case.
#[derive(Debug)]
pub struct Porter;

impl Step for Porter {
    fn apply(&self, term: &mut Term) -> bool {
        if term.text.is_ascii() {
            let mut letters = std::mem::take(&mut term.text).into_bytes();
            stem(&mut letters);
            term.text = String::from_utf8(letters).expect("a stem of ASCII letters is ASCII");
        } else {
            // Lengths and double letters are those of UTF-16, in which Lucene holds a term.
            term.units.clear();
            term.units.extend(term.text.encode_utf16());
            stem(&mut term.units);
            term.text.clear();
            let letters = char::decode_utf16(term.units.iter().copied());
            term.text.extend(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        true
    }
}

/// A unit of text: a byte of ASCII, or a UTF-16 unit.
trait Unit: Copy + PartialEq + From<u8> {}
impl Unit for u8 {}
impl Unit for u16 {}

/// A suffix and what stands in its place.
type Rule = (&'static [u8], &'static [u8]);

/// Step 2: double suffixes to single ones, where the stem has a measure above 0.
const STEP_2: &[Rule] = &[
    (b"ational", b"ate"),
    (b"tional", b"tion"),
    (b"enci", b"ence"),
    (b"anci", b"ance"),
    (b"izer", b"ize"),
    (b"bli", b"ble"),
    (b"alli", b"al"),
    (b"entli", b"ent"),
    (b"eli", b"e"),
    (b"ousli", b"ous"),
    (b"ization", b"ize"),
    (b"ation", b"ate"),
    (b"ator", b"ate"),
    (b"alism", b"al"),
    (b"iveness", b"ive"),
    (b"fulness", b"ful"),
    (b"ousness", b"ous"),
    (b"aliti", b"al"),
    (b"iviti", b"ive"),
    (b"biliti", b"ble"),
    (b"logi", b"log"),
];

/// Step 3: `-ic-`, `-full`, `-ness` and the like, where the stem has a measure above 0.
const STEP_3: &[Rule] = &[
    (b"icate", b"ic"),
    (b"ative", b""),
    (b"alize", b"al"),
    (b"iciti", b"ic"),
    (b"ical", b"ic"),
    (b"ful", b""),
    (b"ness", b""),
];

/// Step 4: single suffixes go, where the stem has a measure above 1. Of two that fit, the longer stands first.
const STEP_4: &[Rule] = &[
    (b"al", b""),
    (b"ance", b""),
    (b"ence", b""),
    (b"er", b""),
    (b"ic", b""),
    (b"able", b""),
    (b"ible", b""),
    (b"ant", b""),
    (b"ement", b""),
    (b"ment", b""),
    (b"ent", b""),
    (b"sion", b"s"),
    (b"tion", b"t"),
    (b"ou", b""),
    (b"ism", b""),
    (b"ate", b""),
    (b"iti", b""),
    (b"ous", b""),
    (b"ive", b""),
    (b"ize", b""),
];

fn stem<U: Unit>(word: &mut Vec<U>) {
    if word.len() <= 2 {
        return;
    }
    step_1(word);
    // Steps 2 to 4 need a letter before the suffix to have any measure; one letter is too short for all of them.
    replace(word, STEP_2, 0);
    replace(word, STEP_3, 0);
    replace(word, STEP_4, 1);
    step_5(word);
}

/// Plurals, `-ed`, `-ing`, and a final y.
fn step_1<U: Unit>(word: &mut Vec<U>) {
    if ends(word, b"sses") || ends(word, b"ies") {
        word.truncate(word.len() - 2);
    } else if ends(word, b"s") && !ends(word, b"ss") {
        word.pop();
    }
    if ends(word, b"eed") {
        if measure(&word[..word.len() - 3]) > 0 {
            word.pop();
        }
    } else if let Some(length) = stem_length(word, b"ed").or_else(|| stem_length(word, b"ing"))
        && has_vowel(&word[..length])
    {
        word.truncate(length);
        if ends(word, b"at") || ends(word, b"bl") || ends(word, b"iz") {
            word.push(U::from(b'e'));
        } else if ends_double(word) {
            if !(ends(word, b"l") || ends(word, b"s") || ends(word, b"z")) {
                word.pop();
            }
        } else if measure(word) == 1 && ends_short(word) {
            word.push(U::from(b'e'));
        }
    }
    if let Some(length) = stem_length(word, b"y")
        && has_vowel(&word[..length])
    {
        word[length] = U::from(b'i');
    }
}

/// Applies the first rule whose suffix fits, if the measure of what is before it is above `least`.
fn replace<U: Unit>(word: &mut Vec<U>, rules: &[Rule], least: usize) {
    let Some(last_but_one) = word.len().checked_sub(2).map(|index| word[index]) else { return };
    for (suffix, replacement) in rules {
        // The last letter but one tells most rules apart.
        if last_but_one != U::from(suffix[suffix.len() - 2]) {
            continue;
        }
        let Some(length) = stem_length(word, suffix) else { continue };
        if measure(&word[..length + kept(replacement, suffix)]) > least {
            word.truncate(length);
            word.extend(replacement.iter().map(|letter| U::from(*letter)));
        }
        return;
    }
}

/// In step 4 `(s|t)ion` the letter before `ion` belongs to the stem whose measure counts.
fn kept(replacement: &[u8], suffix: &[u8]) -> usize {
    usize::from(matches!((replacement, suffix), (b"s", b"sion") | (b"t", b"tion")))
}

/// A final e, and a double l.
fn step_5<U: Unit>(word: &mut Vec<U>) {
    if let Some(length) = stem_length(word, b"e") {
        let measured = measure(word);
        if measured > 1 || (measured == 1 && !ends_short(&word[..length])) {
            word.pop();
        }
    }
    if ends(word, b"ll") && measure(word) > 1 {
        word.pop();
    }
}

/// The length of what stands before `suffix`; `None` where the word does not end in it.
fn stem_length<U: Unit>(word: &[U], suffix: &[u8]) -> Option<usize> {
    let length = word.len().checked_sub(suffix.len())?;
    let fits = word[length..].iter().zip(suffix).all(|(letter, expected)| *letter == U::from(*expected));
    fits.then_some(length)
}

fn ends<U: Unit>(word: &[U], suffix: &[u8]) -> bool {
    stem_length(word, suffix).is_some()
}

/// Whether the letter at `index` is a vowel; y is one after a consonant. Letters outside a–z are consonants.
fn is_vowel<U: Unit>(word: &[U], index: usize) -> bool {
    // A run of y: vowel and consonant take turns, beginning with a consonant at the start or after a vowel.
    let is = |index: usize, letter: u8| word[index] == U::from(letter);
    let first = (0..=index).rev().take_while(|at| is(*at, b'y')).last().unwrap_or(index + 1);
    let plain = |at: usize| b"aeiou".iter().any(|vowel| is(at, *vowel));
    if first > index {
        return plain(index);
    }
    let after_consonant = first > 0 && !plain(first - 1);
    (index - first).is_multiple_of(2) == after_consonant
}

/// m: how many times a run of vowels is followed by a run of consonants.
fn measure<U: Unit>(word: &[U]) -> usize {
    let mut measured = 0;
    let mut after_vowel = false;
    for index in 0..word.len() {
        let vowel = is_vowel(word, index);
        measured += usize::from(after_vowel && !vowel);
        after_vowel = vowel;
    }
    measured
}

/// *v*: there is a vowel.
fn has_vowel<U: Unit>(word: &[U]) -> bool {
    (0..word.len()).any(|index| is_vowel(word, index))
}

/// *d: the word ends in a double consonant.
fn ends_double<U: Unit>(word: &[U]) -> bool {
    word.len() >= 2 && word[word.len() - 1] == word[word.len() - 2] && !is_vowel(word, word.len() - 1)
}

/// *o: the word ends consonant, vowel, consonant, and the last is not w, x or y.
fn ends_short<U: Unit>(word: &[U]) -> bool {
    let length = word.len();
    length >= 3
        && !is_vowel(word, length - 1)
        && is_vowel(word, length - 2)
        && !is_vowel(word, length - 3)
        && !b"wxy".iter().any(|letter| word[length - 1] == U::from(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str) -> String {
        let mut term = Term { text: word.to_string(), ..Term::default() };
        assert!(Porter.apply(&mut term));
        term.text
    }

    #[test]
    fn the_examples_of_the_paper_come_out() {
        // Each step's examples of Porter (1980), carried through all steps.
        for (word, stem) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("ties", "ti"),
            ("caress", "caress"),
            ("cats", "cat"),
            ("feed", "feed"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("bled", "bled"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("troubled", "troubl"),
            ("sized", "size"),
            ("hopping", "hop"),
            ("tanned", "tan"),
            ("falling", "fall"),
            ("hissing", "hiss"),
            ("fizzed", "fizz"),
            ("failing", "fail"),
            ("filing", "file"),
            ("happy", "happi"),
            ("sky", "sky"),
            ("relational", "relat"),
            ("conditional", "condit"),
            ("rational", "ration"),
            ("valenci", "valenc"),
            ("digitizer", "digit"),
            ("conformabli", "conform"),
            ("radicalli", "radic"),
            ("differentli", "differ"),
            ("vileli", "vile"),
            ("analogousli", "analog"),
            ("vietnamization", "vietnam"),
            ("predication", "predic"),
            ("operator", "oper"),
            ("feudalism", "feudal"),
            ("decisiveness", "decis"),
            ("hopefulness", "hope"),
            ("callousness", "callous"),
            ("formaliti", "formal"),
            ("sensitiviti", "sensit"),
            ("sensibiliti", "sensibl"),
            ("triplicate", "triplic"),
            ("formative", "form"),
            ("formalize", "formal"),
            ("electriciti", "electr"),
            ("electrical", "electr"),
            ("hopeful", "hope"),
            ("goodness", "good"),
            ("revival", "reviv"),
            ("allowance", "allow"),
            ("inference", "infer"),
            ("airliner", "airlin"),
            ("gyroscopic", "gyroscop"),
            ("adjustable", "adjust"),
            ("defensible", "defens"),
            ("irritant", "irrit"),
            ("replacement", "replac"),
            ("adjustment", "adjust"),
            ("dependent", "depend"),
            ("adoption", "adopt"),
            ("homologou", "homolog"),
            ("communism", "commun"),
            ("activate", "activ"),
            ("angulariti", "angular"),
            ("homologous", "homolog"),
            ("effective", "effect"),
            ("bowdlerize", "bowdler"),
            ("probate", "probat"),
            ("rate", "rate"),
            ("cease", "ceas"),
            ("controll", "control"),
            ("roll", "roll"),
        ] {
            assert_eq!(stemmed(word), stem, "{word}");
        }
    }

    #[test]
    fn the_later_changes_of_the_author_are_in() {
        for (word, stem) in
            [("possibly", "possibl"), ("apology", "apolog"), ("as", "as"), ("is", "is"), ("s", "s")]
        {
            assert_eq!(stemmed(word), stem, "{word}");
        }
    }

    #[test]
    fn letters_outside_english_are_consonants() {
        for (word, stem) in [("cafés", "café"), ("aééing", "aé"), ("東京", "東京"), ("𝒳𝒳s", "𝒳𝒳"), ("", "")]
        {
            assert_eq!(stemmed(word), stem, "{word}");
        }
    }

    #[test]
    fn y_is_a_vowel_after_a_consonant() {
        let vowels = |word: &str| (0..word.len()).map(|at| is_vowel(word.as_bytes(), at)).collect::<Vec<_>>();
        assert_eq!(vowels("syzygy"), [false, true, false, true, false, true]);
        assert_eq!(vowels("toyyy"), [false, true, false, true, false]);
        assert_eq!(vowels("yes"), [false, true, false]);
    }
}
