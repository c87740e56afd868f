//! Snowball stemmers of eighteen languages, by rust-stemmers, whose rules are older than today's.

use std::sync::Arc;

use rust_stemmers::Stemmer;

use super::language::{LANGUAGE_NAMES, Language, language};
use super::{ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "snowball",
    summary: "the Snowball stemmer of a language (english: Porter 2)",
    choices: &LANGUAGE_NAMES,
    make: |name| {
        let row = language(name).expect("checked against the choices");
        ChainPart::Step(Arc::new(Snowball::new(row)))
    },
};

/// Which Snowball stemmers these are, and how far they are from those of today (3.1.1), counted on Snowball's own lists of
/// words; all other languages with such a list differ in less than 0.3 % of it.
pub const SNOWBALL_VERSION: &str = "rust-stemmers 1.2.0, rules of an older Snowball; under Snowball 3.1.1 another stem for \
    1,247 of 35,033 German words of Snowball's lists (385 of the 12,628 types of a German collection), 3,085 of 22,570 \
    Romanian and 38 of 29,417 English ones";

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
    fn the_version_is_that_of_the_crate_that_is_built_in() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
        let (_, after) = lock.split_once("name = \"rust-stemmers\"\nversion = \"").unwrap();
        let (version, _) = after.split_once('"').unwrap();
        let named = format!("rust-stemmers {version}, ");
        assert!(SNOWBALL_VERSION.starts_with(&named), "{named}: count again how far it is from today's");
    }

    #[test]
    fn rules_are_those_of_the_older_snowball() {
        // Snowball 3.1.1: abgebild, add.
        for (language, word, stem) in [("german", "abgebildet", "abgebildet"), ("english", "added", "ad")] {
            let ChainPart::Step(step) = (ENTRY.make)(language) else { panic!("a step") };
            let mut term = Term { text: word.to_string(), ..Term::default() };
            step.apply(&mut term);
            assert_eq!(term.text, stem);
        }
    }

    #[test]
    fn a_language_is_stemmed_by_its_own_rules() {
        for (language, word, stem) in [
            ("english", "generously", "generous"),
            ("german", "häuser", "haus"),
            ("french", "continuation", "continu"),
        ] {
            let ChainPart::Step(step) = (ENTRY.make)(language) else { panic!("a step") };
            let mut term = Term { text: word.to_string(), ..Term::default() };
            assert!(step.apply(&mut term));
            assert_eq!(term.text, stem);
        }
    }
}
