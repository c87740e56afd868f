//! Snowball stemmers of eighteen languages, by rust-stemmers.

use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};

use super::{Made, Step, StepEntry, Term};

/// The languages, in the order of their names.
static LANGUAGES: [(&str, Algorithm); 18] = [
    ("arabic", Algorithm::Arabic),
    ("danish", Algorithm::Danish),
    ("dutch", Algorithm::Dutch),
    ("english", Algorithm::English),
    ("finnish", Algorithm::Finnish),
    ("french", Algorithm::French),
    ("german", Algorithm::German),
    ("greek", Algorithm::Greek),
    ("hungarian", Algorithm::Hungarian),
    ("italian", Algorithm::Italian),
    ("norwegian", Algorithm::Norwegian),
    ("portuguese", Algorithm::Portuguese),
    ("romanian", Algorithm::Romanian),
    ("russian", Algorithm::Russian),
    ("spanish", Algorithm::Spanish),
    ("swedish", Algorithm::Swedish),
    ("tamil", Algorithm::Tamil),
    ("turkish", Algorithm::Turkish),
];

/// Names alone, for messages and lists.
static NAMES: [&str; 18] = {
    let mut names = [""; 18];
    let mut index = 0;
    while index < names.len() {
        names[index] = LANGUAGES[index].0;
        index += 1;
    }
    names
};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "snowball",
    summary: "the Snowball stemmer of a language (english: Porter 2)",
    choices: &NAMES,
    make: |language| {
        let row = LANGUAGES.iter().find(|(name, _)| *name == language);
        Made::Step(Arc::new(Snowball::new(row.expect("checked against the choices"))))
    },
};

/// Stems by a Snowball algorithm.
pub struct Snowball {
    language: &'static str,
    stemmer: Stemmer,
}

impl Snowball {
    fn new((language, algorithm): &(&'static str, Algorithm)) -> Self {
        Snowball { language, stemmer: Stemmer::create(*algorithm) }
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
