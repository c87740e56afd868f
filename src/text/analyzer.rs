//! Analysers: text in, terms out. An analyser is a chain: a segmenter and steps, written `words|stop(lucene)|porter`,
//! or the name of a preset; its printed form parses back to the same analyser.

use std::sync::Arc;

use super::segment::Segmenter;
use super::step::{Made, STEPS, Step, Term};
use crate::error::{Error, Result};

/// What messages call an analyser.
const FAMILY: &str = "analyzer";

/// A chain with a name of its own.
pub struct Preset {
    /// Its name, which may also stand first in a longer chain.
    pub name: &'static str,
    /// The chain that it stands for.
    pub chain: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
}

/// The presets, beside `snowball(<language>)`, which is `words|snowball(<language>)`.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "english",
        chain: "standard|possessive|lowercase|stop(lucene)|porter",
        summary: "Lucene's EnglishAnalyzer, token for token",
    },
    Preset {
        name: "cjk",
        chain: "unicode|cjk_bigrams|lowercase",
        summary: "words in lower case; Han, kana and Hangul as overlapping bigrams",
    },
    Preset { name: "words", chain: "unicode|lowercase", summary: "words of UAX #29 in lower case" },
];

/// Cuts text into terms; printed as a specification that parses back.
///
/// ```
/// use sourcebias::text::Analyzer;
/// let english = Analyzer::parse("english").unwrap();
/// let mut terms = Vec::new();
/// english.analyze("The model's sources are compared.", &mut |term| terms.push(term.to_string()));
/// assert_eq!(terms, ["model", "sourc", "compar"]);
/// ```
#[derive(Debug, Clone)]
pub struct Analyzer {
    spec: String,
    segmenter: Segmenter,
    bigrams: bool,
    steps: Vec<Arc<dyn Step>>,
}

/// What an analyser did not pass on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Terms that were stop words.
    pub stopped: u64,
    /// Segments with a letter or a number ([`char::is_alphanumeric`]) that gave no term and were not stop words.
    pub dropped: u64,
}

impl Lost {
    /// Adds what was lost elsewhere.
    pub(crate) fn merge(&mut self, other: Lost) {
        self.stopped += other.stopped;
        self.dropped += other.dropped;
    }
}

impl Analyzer {
    /// Reads a specification: a preset (`words`, `english`, `cjk`, `snowball(<language>)`) or a chain of steps
    /// ([`STEPS`]) whose first part is a segmenter or a preset.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a step that is not known, [`Error::BadSpec`] for a chain that cannot be.
    pub fn parse(spec: &str) -> Result<Analyzer> {
        let bad = |reason: String| Error::BadSpec { family: FAMILY, spec: spec.to_string(), reason };
        let mut parts = expand(spec.trim());
        // Bigrams are made where text is cut, wherever in the chain they are named.
        if let Some(position) =
            parts.iter().position(|part| part == "cjk_bigrams").filter(|position| *position > 1)
        {
            let bigrams = parts.remove(position);
            parts.insert(1, bigrams);
        }
        let mut segmenter = None;
        let mut bigrams = false;
        let mut steps = Vec::new();
        for (position, part) in parts.iter().enumerate() {
            match make(part, &bad)? {
                Made::Segmenter(made) if position == 0 => segmenter = Some(made),
                Made::Segmenter(_) => {
                    return Err(bad(format!("`{part}` cuts text and can only stand first")));
                }
                Made::Bigrams if bigrams => return Err(bad(format!("`{part}` is given twice"))),
                Made::Bigrams => bigrams = true,
                Made::Step(step) => steps.push(step),
            }
        }
        let segmenter = segmenter.ok_or_else(|| {
            bad("a chain begins with what cuts text: unicode, standard, ascii, words, english, cjk"
                .to_string())
        })?;
        Ok(Analyzer { spec: contract(&parts), segmenter, bigrams, steps })
    }

    /// The canonical specification, which parses back.
    pub fn spec(&self) -> String {
        self.spec.clone()
    }

    /// Calls `sink` with each term of `text`, in order.
    pub fn analyze(&self, text: &str, sink: &mut dyn FnMut(&str)) {
        self.analyze_counting(text, sink);
    }

    /// As [`Analyzer::analyze`], and returns what was not passed on.
    pub fn analyze_counting<F: FnMut(&str) + ?Sized>(&self, text: &str, sink: &mut F) -> Lost {
        let mut term = Term::default();
        let mut stopped = 0;
        let dropped = match self.steps.split_first() {
            None => self.segmenter.segment(text, self.bigrams, |word| sink(word)),
            Some((first, others)) => self.segmenter.segment(text, self.bigrams, |word| {
                if first.begin(word, &mut term) && others.iter().all(|step| step.apply(&mut term)) {
                    sink(&term.text);
                } else {
                    stopped += 1;
                }
            }),
        };
        Lost { stopped, dropped }
    }
}

/// The parts of a chain, a preset at its head written out.
fn expand(spec: &str) -> Vec<String> {
    let mut parts = spec.split('|').map(str::trim);
    let head = parts.next().unwrap_or_default();
    let mut expanded: Vec<String> = match PRESETS.iter().find(|preset| preset.name == head) {
        Some(preset) => preset.chain.split('|').map(String::from).collect(),
        None if head.starts_with("snowball(") => ["unicode", "lowercase", head].map(String::from).to_vec(),
        None => vec![head.to_string()],
    };
    expanded.extend(parts.map(String::from));
    expanded
}

/// The shortest way to write a chain: the longest preset that it begins with, then the rest.
fn contract(parts: &[String]) -> String {
    if let [first, second, head, rest @ ..] = parts
        && first == "unicode"
        && second == "lowercase"
        && head.starts_with("snowball(")
    {
        return [std::slice::from_ref(head), rest].concat().join("|");
    }
    for preset in PRESETS {
        let chain: Vec<&str> = preset.chain.split('|').collect();
        if parts.len() >= chain.len() && parts.iter().zip(&chain).all(|(part, expected)| part == expected) {
            let rest = &parts[chain.len()..];
            return std::iter::once(preset.name)
                .chain(rest.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join("|");
        }
    }
    parts.join("|")
}

/// Finds the row of one part, `name` or `name(word)`, and makes it.
fn make(part: &str, bad: &dyn Fn(String) -> Error) -> Result<Made> {
    let (name, word) = match part.split_once('(') {
        Some((name, rest)) => {
            let word =
                rest.strip_suffix(')').ok_or_else(|| bad(format!("`{part}` lacks its closing `)`")))?;
            (name, Some(word))
        }
        None => (part, None),
    };
    let row = STEPS.iter().find(|row| row.name == name).ok_or_else(|| {
        let presets = PRESETS.iter().map(|preset| preset.name);
        let known: Vec<_> = presets.chain(STEPS.iter().map(|row| row.name)).collect();
        Error::UnknownName { family: FAMILY, name: name.to_string(), known: known.join(", ") }
    })?;
    match word {
        None if row.choices.is_empty() => Ok((row.make)("")),
        Some(word) if row.choices.contains(&word) => Ok((row.make)(word)),
        Some(_) if row.choices.is_empty() => Err(bad(format!("`{name}` takes nothing in brackets"))),
        _ => Err(bad(format!("`{name}(…)` needs one of: {}", row.choices.join(", ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(spec: &str, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        Analyzer::parse(spec).unwrap().analyze(text, &mut |term| terms.push(term.to_string()));
        terms
    }

    #[test]
    fn a_specification_prints_canonically_and_parses_back() {
        for (given, canonical) in [
            ("words", "words"),
            ("english", "english"),
            ("standard | possessive|lowercase|stop(lucene)|porter", "english"),
            ("unicode|lowercase|stop(lucene)|porter", "words|stop(lucene)|porter"),
            ("words|snowball(german)", "snowball(german)"),
            ("snowball(english)|stop(lucene)", "snowball(english)|stop(lucene)"),
            ("words|cjk_bigrams", "cjk"),
            ("unicode", "unicode"),
            ("standard|lowercase|porter", "standard|lowercase|porter"),
        ] {
            let analyzer = Analyzer::parse(given).unwrap();
            assert_eq!(analyzer.spec(), canonical);
            assert_eq!(Analyzer::parse(canonical).unwrap().spec(), canonical);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (spec, word) in [
            ("englisch", "known: english, cjk, words, unicode"),
            ("words|stem", "unknown analyzer `stem`"),
            ("words|stop", "needs one of: lucene"),
            ("words|snowball(klingon)", "needs one of: arabic"),
            ("words|porter(1)", "nothing in brackets"),
            ("porter", "begins with what cuts text"),
            ("words|standard", "can only stand first"),
            ("words|stop(lucene", "closing"),
            ("cjk|cjk_bigrams", "twice"),
            ("", "unknown analyzer ``"),
        ] {
            let message = Analyzer::parse(spec).unwrap_err().to_string();
            assert!(message.contains(word), "{spec}: {message}");
        }
    }

    #[test]
    fn the_presets_do_what_they_say() {
        let text = "The patients' sources weren't the doctor’s, naïve 東京都.";
        assert_eq!(
            terms("words", text),
            ["the", "patients", "sources", "weren't", "the", "doctor’s", "naïve", "東", "京", "都"]
        );
        assert_eq!(
            terms("english", text),
            ["patient", "sourc", "weren't", "doctor", "naïv", "東", "京", "都"]
        );
        assert_eq!(terms("cjk", "Tokyo 東京都."), ["tokyo", "東京", "京都"]);
        assert_eq!(terms("snowball(english)", "generously"), ["generous"]);
    }

    #[test]
    fn what_is_not_passed_on_is_counted() {
        let english = Analyzer::parse("english").unwrap();
        let lost = english.analyze_counting("The ½ of the x² … ①!", &mut |_| ());
        assert_eq!(lost, Lost { stopped: 3, dropped: 3 });
    }
}
