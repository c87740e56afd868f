//! English possessives: a final 's, with any of three apostrophes, is cut off.

use super::{Case, ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "possessive",
    summary: "cuts off a final 's (with ', U+2019 or U+FF07)",
    choices: &[],
    make: |_| ChainPart::Step(std::sync::Arc::new(Possessive)),
};

/// Cuts off a final `'s` or `'S`, as Lucene's EnglishPossessiveFilter does.
#[derive(Debug)]
pub struct Possessive;

impl Step for Possessive {
    fn apply(&self, term: &mut Term) -> bool {
        let stem = term
            .text
            .strip_suffix(['s', 'S'])
            .and_then(|rest| rest.strip_suffix(['\'', '\u{2019}', '\u{FF07}']));
        if let Some(length) = stem.map(str::len).filter(|length| *length > 0) {
            term.text.truncate(length);
        }
        true
    }

    fn case(&self) -> Case {
        Case::Kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_final_s_after_an_apostrophe_goes() {
        for (given, left) in
            [("dog's", "dog"), ("DOG’S", "DOG"), ("x＇s", "x"), ("dogs", "dogs"), ("o'sa", "o'sa")]
        {
            let mut term = Term { text: given.to_string(), ..Term::default() };
            assert!(Possessive.apply(&mut term));
            assert_eq!(term.text, left);
        }
    }
}
