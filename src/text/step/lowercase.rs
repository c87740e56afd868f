//! Lower case, one character at a time: no character depends on its neighbours (a final sigma stays σ).

use super::{Case, ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "lowercase",
    summary: "lower case, one character at a time (simple mapping)",
    choices: &[],
    make: |_| ChainPart::Step(std::sync::Arc::new(Lowercase)),
};

/// Maps each character to its simple lower-case form, as Java's `Character.toLowerCase` does.
#[derive(Debug)]
pub struct Lowercase;

impl Step for Lowercase {
    fn apply(&self, term: &mut Term) -> bool {
        if term.text.is_ascii() {
            term.text.make_ascii_lowercase();
            return true;
        }
        term.spare.clear();
        term.spare.extend(term.text.chars().map(simple));
        std::mem::swap(&mut term.text, &mut term.spare);
        true
    }

    fn begin(&self, word: &str, term: &mut Term) -> bool {
        term.text.clear();
        if word.is_ascii() {
            term.text.push_str(word);
            term.text.make_ascii_lowercase();
        } else {
            term.text.extend(word.chars().map(simple));
        }
        true
    }

    fn case(&self) -> Case {
        Case::Lowered
    }
}

/// İ alone has a full mapping of two characters (i and a dot above); its simple mapping is the first of them.
fn simple(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_mapped_one_at_a_time() {
        for (upper, lower) in [("NaCl", "nacl"), ("ÉTÉ", "été"), ("İX", "ix"), ("ΟΔΟΣ", "οδοσ"), ("ẞ", "ß")]
        {
            let mut term = Term { text: upper.to_string(), ..Term::default() };
            assert!(Lowercase.apply(&mut term));
            assert_eq!(term.text, lower);
            let mut term = Term { text: "before".to_string(), ..Term::default() };
            assert!(Lowercase.begin(upper, &mut term));
            assert_eq!(term.text, lower);
        }
    }
}
