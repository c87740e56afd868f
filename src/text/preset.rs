//! Presets: names for whole chains. The parts of a specification come in and go out with its preset written out, and
//! the other way round.

use super::analyzer::bad_spec;
use super::step::language::LANGUAGE_NAMES;
use super::step::{STEPS, chosen, split};
use crate::error::Result;

/// A chain with a name of its own.
pub struct Preset {
    /// Its name, which may also stand first in a longer chain.
    pub name: &'static str,
    /// The words that may stand in its brackets; empty where it takes none.
    pub choices: &'static [&'static str],
    /// The chain that it stands for; `*` is the word in its brackets, and a step that does not take it is left out.
    pub chain: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
}

/// The presets; of two that a chain begins with, the longer stands first.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "english",
        choices: &[],
        chain: "standard|possessive|lowercase|stop(lucene)|porter",
        summary: "Lucene's EnglishAnalyzer, token for token",
    },
    Preset {
        name: "cjk",
        choices: &[],
        chain: "unicode|cjk_bigrams|lowercase",
        summary: "words in lower case; Han, kana and Hangul as overlapping bigrams",
    },
    Preset {
        name: "language",
        choices: &LANGUAGE_NAMES,
        chain: "unicode|lowercase|elision(*)|stop(*)|snowball(*)",
        summary: "words of a language in lower case, without its stop words (and l', d', dell' in french and italian), \
                  stemmed",
    },
    Preset {
        name: "snowball",
        choices: &LANGUAGE_NAMES,
        chain: "unicode|lowercase|snowball(*)",
        summary: "words of a language in lower case, stemmed, with its stop words",
    },
    Preset {
        name: "words",
        choices: &[],
        chain: "unicode|lowercase",
        summary: "words of UAX #29 in lower case",
    },
];

impl Preset {
    /// The chain for one word in the brackets.
    fn parts(&self, word: &str) -> Vec<String> {
        let takes = |name: &str| STEPS.iter().any(|row| row.name == name && row.choices.contains(&word));
        let parts = self.chain.split('|');
        let parts = parts.filter(|part| part.strip_suffix("(*)").is_none_or(takes));
        parts.map(|part| part.replace('*', word)).collect()
    }

    /// The words that its brackets may hold; one empty word where it has none.
    fn words(&self) -> &[&'static str] {
        if self.choices.is_empty() { &[""] } else { self.choices }
    }
}

/// The parts of a chain, a preset at its head written out.
pub(super) fn expand(spec: &str) -> Result<Vec<String>> {
    let mut parts = spec.split('|').map(str::trim);
    let head = parts.next().unwrap_or_default();
    let (name, word) = split(head).map_err(|reason| bad_spec(spec, reason))?;
    let mut expanded = match PRESETS.iter().find(|preset| preset.name == name) {
        Some(preset) => {
            let word = chosen(name, word, preset.choices).map_err(|reason| bad_spec(spec, reason))?;
            preset.parts(word)
        }
        None => vec![head.to_string()],
    };
    expanded.extend(parts.map(String::from));
    Ok(expanded)
}

/// The shortest way to write a chain: the longest preset that it begins with, then the rest.
pub(super) fn contract(parts: &[String]) -> String {
    for preset in PRESETS {
        for word in preset.words() {
            if let Some(rest) = parts.strip_prefix(preset.parts(word).as_slice()) {
                let head = if word.is_empty() {
                    preset.name.to_string()
                } else {
                    format!("{}({word})", preset.name)
                };
                return [&[head], rest].concat().join("|");
            }
        }
    }
    parts.join("|")
}
