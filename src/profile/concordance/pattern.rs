//! What is looked for: a word, a phrase or a regular expression in; its occurrences in a text out.

use std::ops::Range;

use regex::Regex;

use super::placed::PlacedText;
use crate::error::{Error, Result};
use crate::text::Analyzer;

/// What a concordance looks for, with the analyser that cuts the texts into words.
#[derive(Debug, Clone)]
pub struct Pattern {
    spec: String,
    analyzer: Analyzer,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Terms that follow each other.
    Terms(Vec<String>),
    Expression(Regex),
}

/// An occurrence: the words in which it lies, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::profile) struct Occurrence {
    pub(in crate::profile) words: Range<usize>,
    pub(in crate::profile) bytes: Range<usize>,
}

impl Pattern {
    /// A word, or a phrase of several, as `analyzer` cuts it: found where its terms follow each other, whatever stands
    /// between the words but words. The analyser `words` finds a word in upper and lower case; one that stems finds every
    /// form of it, and one that leaves out stop words looks past these. N-grams of an analyser are not made.
    ///
    /// # Errors
    /// [`Error::BadSpec`] where the analyser makes no term of it.
    pub fn words(phrase: &str, analyzer: &Analyzer) -> Result<Pattern> {
        let (mut terms, mut stopped) = (Vec::new(), false);
        analyzer.place_words(phrase, &mut |_, term| match term {
            Some(term) => terms.push(term.to_string()),
            None => stopped = true,
        });
        if terms.is_empty() {
            let reason = match stopped {
                true => {
                    format!(
                        "the analyser {} leaves it out as a stop word; give `words` in its place",
                        analyzer.spec()
                    )
                }
                false => {
                    "holds no word; signs are found by a regular expression (`regex`, --regex)".to_string()
                }
            };
            return Err(Error::BadSpec { family: "word", spec: phrase.to_string(), reason });
        }
        Ok(Pattern { spec: phrase.trim().to_string(), analyzer: analyzer.clone(), kind: Kind::Terms(terms) })
    }

    /// A regular expression over the texts as they are, in the syntax of the crate `regex`: upper and lower case differ
    /// unless it begins with `(?i)`, `.` is no line break, and empty matches are passed over.
    ///
    /// # Errors
    /// [`Error::BadSpec`] for what is no regular expression, or too large a one.
    pub fn regex(expression: &str, analyzer: &Analyzer) -> Result<Pattern> {
        let compiled = Regex::new(expression).map_err(|error| {
            let told = error.to_string();
            let told = told.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let reason =
                format!("{told}; put a backslash before a sign that stands for itself, as in `\\(`, or look for a word");
            Error::BadSpec { family: "regular expression", spec: expression.to_string(), reason }
        })?;
        let (spec, analyzer) = (expression.to_string(), analyzer.clone());
        Ok(Pattern { spec, analyzer, kind: Kind::Expression(compiled) })
    }

    /// As it was given.
    pub fn spec(&self) -> &str {
        &self.spec
    }

    /// What cuts the texts into words.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// What to try where nothing was found.
    pub(super) fn advice(&self) -> &'static str {
        match &self.kind {
            Kind::Expression(_) => {
                "a regular expression is matched as it is written: (?i) before it matches upper and lower case alike"
            }
            Kind::Terms(_) if self.analyzer.spec() == "words" => {
                "whole words are matched: an analyser that stems (`stem`, --stem) matches other forms too, and a regular \
                 expression (`regex`, --regex) parts of words"
            }
            Kind::Terms(_) => "check the spelling, or that the analyser suits the language of the texts",
        }
    }

    /// Its occurrences from left to right, none of which overlap.
    pub(in crate::profile) fn find(&self, text: &PlacedText<'_>) -> Vec<Occurrence> {
        match &self.kind {
            Kind::Terms(terms) => phrases(terms, text),
            Kind::Expression(regex) => {
                let bytes = regex.find_iter(&text.text).map(|found| found.range());
                let occurrence = |bytes| Occurrence { words: text.words_in(&bytes), bytes };
                bytes.filter(|bytes| !bytes.is_empty()).map(occurrence).collect()
            }
        }
    }
}

fn phrases(terms: &[String], text: &PlacedText<'_>) -> Vec<Occurrence> {
    let mut found = Vec::new();
    let mut first = 0;
    while first + terms.len() <= text.kept.len() {
        if !terms.iter().enumerate().all(|(offset, term)| text.term(first + offset) == term) {
            first += 1;
            continue;
        }
        let (start, last) = (text.kept[first], text.kept[first + terms.len() - 1]);
        let bytes = text.places[start].start..text.places[last].end;
        found.push(Occurrence { words: start..last + 1, bytes });
        first += terms.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Document, DocumentId, SourceId};

    fn document(text: &str) -> Document {
        let id = DocumentId { base: Arc::from("a"), source: SourceId(0) };
        Document { id, title: String::new(), text: text.to_string() }
    }

    fn found(pattern: Pattern, text: &str) -> Vec<String> {
        let document = document(text);
        let placed = PlacedText::new(&document, pattern.analyzer(), false);
        pattern.find(&placed).into_iter().map(|found| text[found.bytes].to_string()).collect()
    }

    fn words(spec: &str, phrase: &str, text: &str) -> Vec<String> {
        found(Pattern::words(phrase, &Analyzer::parse(spec).unwrap()).unwrap(), text)
    }

    #[test]
    fn whole_words_in_upper_and_lower_case() {
        assert_eq!(words("words", "run", "Run, runs; RUN rerun run-up"), ["Run", "RUN", "run"]);
        assert_eq!(words("words", "ÉTÉ", "été Été ete"), ["été", "Été"]);
        // A letter with a mark of its own is another word than the letter alone.
        assert_eq!(words("words", "cafe\u{301}", "cafe cafe\u{301} Cafe\u{301}s"), ["cafe\u{301}"]);
    }

    #[test]
    fn a_phrase_is_words_that_follow_each_other() {
        let text = "State of the art; state-of-the-art. The state of art.";
        assert_eq!(words("words", "state of the art", text), ["State of the art", "state-of-the-art"]);
        assert_eq!(words("words", "very very", "very very very VERY"), ["very very", "very VERY"]);
        assert_eq!(words("words", "東京", "東京都と京都"), ["東京"]);
        assert_eq!(words("cjk", "東京都", "東京都と京都"), ["東京都"]);
    }

    #[test]
    fn an_analyser_finds_every_form_and_looks_past_stop_words() {
        assert_eq!(words("english", "running", "She runs, ran and Running."), ["runs", "Running"]);
        assert_eq!(words("english", "states of art", "the state of the arts"), ["state of the arts"]);
        assert_eq!(words("english|ngrams(4)", "running", "runs"), ["runs"]);
    }

    #[test]
    fn a_regular_expression_is_over_the_text() {
        let analyzer = Analyzer::parse("words").unwrap();
        let regex = |expression: &str| Pattern::regex(expression, &analyzer).unwrap();
        assert_eq!(found(regex("(?i)\\bun\\w+|x*"), "Unhappy, undone fun"), ["Unhappy", "undone"]);
        let document = document("a — b-c");
        let placed = PlacedText::new(&document, &analyzer, false);
        let lies_in = |expression: &str| regex(expression).find(&placed)[0].words.clone();
        assert_eq!((lies_in("—"), lies_in("b-"), lies_in("— b-c")), (1..1, 1..2, 1..3));
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        let of = |spec: &str, word: &str| {
            Pattern::words(word, &Analyzer::parse(spec).unwrap()).unwrap_err().to_string()
        };
        assert!(of("english", "the").contains("as a stop word"), "{}", of("english", "the"));
        assert!(of("words", "?!").contains("holds no word"));
        let error = Pattern::regex("a(b", &Analyzer::parse("words").unwrap()).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("unclosed group; put a backslash"), "{error}");
    }
}
