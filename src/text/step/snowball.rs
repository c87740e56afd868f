//! Snowball stemmers of eighteen languages, by rust-stemmers.

use std::sync::Arc;

use rust_stemmers::Stemmer;

use super::language::{LANGUAGE_NAMES, Language, language};
use super::{Made, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "snowball",
    summary: "the Snowball stemmer of a language (english: Porter 2)",
    choices: &LANGUAGE_NAMES,
    make: |name| {
        let row = language(name).expect("checked against the choices");
        Made::Step(Arc::new(Snowball::new(row)))
    },
};

/// Stems by a Snowball algorithm.
pub struct Snowball {
    language: &'static str,
    stemmer: Stemmer,
}

impl Snowball {
    fn new(row: &Language) -> Self {
        Snowball { language: row.name, stemmer: Stemmer::create(row.algorithm) }
    }
}

impl std::fmt::Debug for Snowball {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Snowball({})", self.language)
    }
}

impl Step for Snowball {
    fn apply(&self, term: &mut Term) -> bool {
        let stem = self.stemmer.stem(&term.text);
        // A stemmer may cut everything off a term that is nothing but endings; the term then stays as it was.
        if !stem.is_empty() && stem != term.text {
            term.spare.clear();
            term.spare.push_str(&stem);
            std::mem::swap(&mut term.text, &mut term.spare);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_stemmed_by_its_own_rules() {
        for (language, word, stem) in [
            ("english", "generously", "generous"),
            ("german", "häuser", "haus"),
            ("french", "continuation", "continu"),
        ] {
            let Made::Step(step) = (ENTRY.make)(language) else { panic!("a step") };
            let mut term = Term { text: word.to_string(), ..Term::default() };
            assert!(step.apply(&mut term));
            assert_eq!(term.text, stem);
        }
    }
}
