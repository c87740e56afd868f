//! Lower case, one character at a time: no character depends on its neighbours (a final sigma stays σ).

use super::{Made, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "lowercase",
    summary: "lower case, one character at a time (simple mapping)",
    choices: &[],
    make: |_| Made::Step(std::sync::Arc::new(Lowercase)),
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
        // İ alone has a full mapping of two characters (i and a dot above); its simple mapping is the first of them.
        term.spare.extend(term.text.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)));
        std::mem::swap(&mut term.text, &mut term.spare);
        true
    }
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
        }
    }
}
