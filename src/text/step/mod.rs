//! Steps of an analyser: each takes a term and changes it or stops it. One file and one row each.

pub mod cjk_bigrams;
pub mod elision;
pub(super) mod language;
pub mod lowercase;
pub mod ngrams;
pub mod porter;
pub mod possessive;
pub mod snowball;
pub mod stop;
pub mod stop_list;

use std::sync::Arc;

/// A term on its way through the steps, with spare room so that no step needs to allocate.
#[derive(Debug, Default)]
pub struct Term {
    /// The term as it stands.
    pub text: String,
    /// Room for a step to build its result, to be swapped with `text`.
    pub spare: String,
    /// Room for a step that works on UTF-16 units.
    pub units: Vec<u16>,
}

/// Changes a term, or stops it.
pub trait Step: std::fmt::Debug + Send + Sync {
    /// Changes `term`; `false` where the term is a stop word and goes no further.
    fn apply(&self, term: &mut Term) -> bool;

    /// As the first step of a chain: takes `word` into `term` and changes it.
    fn begin(&self, word: &str, term: &mut Term) -> bool {
        term.text.clear();
        term.text.push_str(word);
        self.apply(term)
    }

    /// What the step makes of capital letters.
    fn case(&self) -> Case {
        Case::Matters
    }
}

/// What a step makes of capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// It may make something else of a term with capitals than of one in lower case.
    Matters,
    /// It does the same to a term with capitals and in lower case, and changes no letter's case.
    Kept,
    /// It puts every letter into lower case, for itself.
    Lowered,
}

/// What a row makes: a step, or a way to segment.
#[derive(Debug, Clone)]
pub enum ChainPart {
    /// The first part of a chain: how text is cut.
    Segmenter(super::Segmenter),
    /// Bigrams of Han, kana and Hangul; they are made while text is cut.
    Bigrams,
    /// A step on terms.
    Step(Arc<dyn Step>),
    /// Character n-grams of what the steps give: the only part that makes several terms of one.
    Ngrams(ngrams::Ngrams),
}

/// One row: a part of a chain.
pub struct StepEntry {
    /// Its name in a chain.
    pub name: &'static str,
    /// One line on what it does.
    pub summary: &'static str,
    /// The words that may stand in its brackets; empty where it takes none.
    pub choices: &'static [&'static str],
    /// Makes it from the word in its brackets (empty where it takes none).
    pub make: fn(&str) -> ChainPart,
}

/// The parts that a chain is written with; the first one of a chain is a segmenter.
pub static STEPS: &[StepEntry] = &[
    StepEntry {
        name: "unicode",
        summary: "words of UAX #29: every segment with a letter, a number or a pictograph",
        choices: &[],
        make: |_| ChainPart::Segmenter(super::Segmenter::Unicode),
    },
    StepEntry {
        name: "standard",
        summary: "words of UAX #29 as Lucene's StandardTokenizer: a letter, a decimal digit or a pictograph",
        choices: &[],
        make: |_| ChainPart::Segmenter(super::Segmenter::Standard),
    },
    StepEntry {
        name: "ascii",
        summary: "runs of ASCII letters and digits; drops all other scripts",
        choices: &[],
        make: |_| ChainPart::Segmenter(super::Segmenter::Ascii),
    },
    cjk_bigrams::ENTRY,
    possessive::ENTRY,
    lowercase::ENTRY,
    elision::ENTRY,
    stop::ENTRY,
    porter::ENTRY,
    snowball::ENTRY,
    ngrams::ENTRY,
];

/// The name and the word in brackets of one part of a chain, or why it has none.
pub(super) fn split(part: &str) -> Result<(&str, Option<&str>), String> {
    match part.split_once('(') {
        Some((name, rest)) => match rest.strip_suffix(')') {
            Some(word) => Ok((name, Some(word))),
            None => Err(format!("`{part}` lacks its closing `)`")),
        },
        None => Ok((part, None)),
    }
}

/// The word in the brackets of `name` where it is one of `choices`, the empty one where there are none, or what is wrong.
pub(super) fn chosen<'a>(name: &str, word: Option<&'a str>, choices: &[&str]) -> Result<&'a str, String> {
    match word {
        None if choices.is_empty() => Ok(""),
        Some(word) if choices.contains(&word) => Ok(word),
        Some(_) if choices.is_empty() => Err(format!("`{name}` takes nothing in brackets")),
        _ => Err(format!("`{name}(…)` needs one of: {}", choices.join(", "))),
    }
}
