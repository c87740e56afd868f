//! Analysers: text in, terms out. An analyser is a chain: a segmenter and steps, written `words|stop(lucene)|porter`,
//! or the name of a preset; its printed form parses back to the same analyser.

use std::ops::Range;
use std::sync::Arc;

use super::places::Places;
use super::preset::{PRESETS, contract, expand};
use super::segment::Segmenter;
use super::step::ngrams::{Cutter, Ngrams};
use super::step::{Case, ChainPart, STEPS, Step, Term, chosen, split};
use crate::error::{Error, Result};

/// What messages call an analyser.
const FAMILY: &str = "analyzer";

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
    ngrams: Option<Ngrams>,
}

/// What an analyser did not pass on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnalysisLoss {
    /// Terms that were stop words.
    pub stopped: u64,
    /// Segments with a letter or a number ([`char::is_alphanumeric`]) that gave no term and were not stop words.
    pub dropped: u64,
    /// Terms beyond the first that one word gave, where n-grams are made: not lost, but no words of their own.
    pub further: u64,
}

impl AnalysisLoss {
    /// Adds what was lost elsewhere.
    pub(crate) fn merge(&mut self, other: AnalysisLoss) {
        self.stopped += other.stopped;
        self.dropped += other.dropped;
        self.further += other.further;
    }
}

impl Analyzer {
    /// Reads a specification: a preset ([`PRESETS`]: `words`, `english`, `cjk`, `language(<language>)`,
    /// `snowball(<language>)`) or a chain of steps ([`STEPS`]) whose first part is a segmenter or a preset. Stop words are
    /// looked up in lower case, so `stop(…)` follows `lowercase`, and stands before the stemmer; `ngrams(<n>)` stands last.
    ///
    /// ```
    /// # use sourcebias::text::Analyzer;
    /// for spec in ["language(german)", "words|stop(german)|ngrams(5)", "english|ngrams(4)"] {
    ///     assert_eq!(Analyzer::parse(spec).unwrap().spec(), spec);
    /// }
    /// let written_out = Analyzer::parse("unicode|lowercase|stop(german)|snowball(german)").unwrap();
    /// assert_eq!(written_out.spec(), "language(german)");
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a step that is not known, [`Error::BadSpec`] for a chain that cannot be.
    pub fn parse(spec: &str) -> Result<Analyzer> {
        let bad = |reason: String| bad_spec(spec, reason);
        let mut parts = expand(spec.trim())?;
        // Bigrams are made where text is cut, wherever in the chain they are named.
        if let Some(position) =
            parts.iter().position(|part| part == "cjk_bigrams").filter(|position| *position > 1)
        {
            let bigrams = parts.remove(position);
            parts.insert(1, bigrams);
        }
        let (mut segmenter, mut bigrams, mut steps, mut ngrams) = (None, false, Vec::new(), None);
        for (position, part) in parts.iter().enumerate() {
            match make(part, &bad)? {
                ChainPart::Segmenter(made) if position == 0 => segmenter = Some(made),
                ChainPart::Segmenter(_) => {
                    return Err(bad(format!("`{part}` cuts text and can only stand first")));
                }
                ChainPart::Bigrams if bigrams => return Err(bad(format!("`{part}` is given twice"))),
                ChainPart::Bigrams => bigrams = true,
                ChainPart::Step(step) => steps.push(step),
                ChainPart::Ngrams(made) if position + 1 == parts.len() => ngrams = Some(made),
                ChainPart::Ngrams(_) => {
                    return Err(bad(format!("`{part}` makes several terms of one and can only stand last")));
                }
            }
        }
        let segmenter = segmenter.ok_or_else(|| {
            let presets = PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ");
            bad(format!("a chain begins with what cuts text: unicode, standard, ascii, {presets}"))
        })?;
        Ok(Analyzer { spec: contract(&parts), segmenter, bigrams, steps, ngrams })
    }

    /// The canonical specification, which parses back.
    pub fn spec(&self) -> String {
        self.spec.clone()
    }

    /// Whether terms are words: all but those of a chain that ends in n-grams of letters.
    pub(crate) fn keeps_words(&self) -> bool {
        self.ngrams.is_none()
    }

    /// Calls `sink` with each term of `text`, in order.
    pub fn analyze(&self, text: &str, sink: &mut dyn FnMut(&str)) {
        self.analyze_counting(text, sink);
    }

    /// As [`Analyzer::analyze`], and returns what was not passed on.
    pub fn analyze_counting<F: FnMut(&str) + ?Sized>(&self, text: &str, sink: &mut F) -> AnalysisLoss {
        let Some(ngrams) = self.ngrams else { return self.analyze_words(text, sink) };
        let mut cutter = ngrams.cutter();
        let mut further = 0;
        let lost = self.analyze_words(text, &mut |word: &str| further += cutter.cut(word, sink) - 1);
        AnalysisLoss { further, ..lost }
    }

    /// As [`Analyzer::analyze_counting`], of a document's text, its title before it where `titled` is set.
    pub fn analyze_document<F: FnMut(&str) + ?Sized>(
        &self,
        title: &str,
        text: &str,
        titled: bool,
        sink: &mut F,
    ) -> AnalysisLoss {
        let mut lost = AnalysisLoss::default();
        if titled {
            lost = self.analyze_counting(title, sink);
        }
        lost.merge(self.analyze_counting(text, sink));
        lost
    }

    /// Calls `sink` with what the steps give, before any n-grams.
    fn analyze_words<F: FnMut(&str) + ?Sized>(&self, text: &str, sink: &mut F) -> AnalysisLoss {
        let mut term = Term::default();
        let mut stopped = 0;
        let dropped = self
            .segment(text, |word| if self.passes(word, &mut term) { sink(&term.text) } else { stopped += 1 });
        AnalysisLoss { stopped, dropped, further: 0 }
    }

    /// Whether words may be bigrams of Han and kana.
    pub(super) fn makes_bigrams(&self) -> bool {
        self.bigrams
    }

    /// Calls `sink` with each word of `text` as it is cut, and returns the number of segments that were dropped.
    #[inline]
    pub(super) fn segment(&self, text: &str, sink: impl FnMut(&str)) -> u64 {
        self.segmenter.segment(text, self.bigrams, sink)
    }

    /// What the steps make of a word, put into `term`; `false` where it is a stop word. It depends on the word alone.
    #[inline]
    pub(super) fn passes(&self, word: &str, term: &mut Term) -> bool {
        match self.steps.split_first() {
            None => {
                term.text.clear();
                term.text.push_str(word);
                true
            }
            Some((first, others)) => first.begin(word, term) && others.iter().all(|step| step.apply(term)),
        }
    }

    /// Whether the steps make the same of a word when its ASCII letters are put into lower case before.
    pub(super) fn folds_case(&self) -> bool {
        let decides = self.steps.iter().map(|step| step.case()).find(|case| *case != Case::Kept);
        decides == Some(Case::Lowered)
    }

    /// What cuts the words that the steps give into n-grams, where the chain ends in these.
    pub(super) fn cutter(&self) -> Option<Cutter> {
        self.ngrams.map(Ngrams::cutter)
    }

    /// Calls `sink` with each word of `text` in order: where it stands, in bytes, and its term before any n-grams, which
    /// is `None` for a stop word. Only bigrams of one run overlap.
    ///
    /// ```
    /// use sourcebias::text::Analyzer;
    /// let mut words = Vec::new();
    /// Analyzer::parse("english").unwrap().place_words("The models", &mut |place, term| {
    ///     words.push((place, term.map(String::from)));
    /// });
    /// assert_eq!(words, [(0..3, None), (4..10, Some("model".to_string()))]);
    /// ```
    pub fn place_words(&self, text: &str, sink: &mut dyn FnMut(Range<usize>, Option<&str>)) {
        let mut term = Term::default();
        let mut places = Places::new(text, self.bigrams);
        self.segment(text, |word| {
            let place = places.next(word);
            let passes = self.passes(word, &mut term);
            sink(place, passes.then_some(term.text.as_str()));
        });
    }
}

/// The error for a chain that cannot be.
pub(super) fn bad_spec(spec: &str, reason: String) -> Error {
    Error::BadSpec { family: FAMILY, spec: spec.to_string(), reason }
}

/// Finds the row of one part, `name` or `name(word)`, and makes it.
fn make(part: &str, bad: &dyn Fn(String) -> Error) -> Result<ChainPart> {
    let (name, word) = split(part).map_err(bad)?;
    let Some(row) = STEPS.iter().find(|row| row.name == name) else {
        if PRESETS.iter().any(|preset| preset.name == name) {
            return Err(bad(format!("`{part}` is a chain of its own and can only stand first")));
        }
        let is_no_preset = |name: &&str| PRESETS.iter().all(|preset| preset.name != *name);
        let steps = STEPS.iter().map(|row| row.name).filter(is_no_preset);
        let known: Vec<_> = PRESETS.iter().map(|preset| preset.name).chain(steps).collect();
        return Err(Error::UnknownName { family: FAMILY, name: name.to_string(), known: known.join(", ") });
    };
    Ok((row.make)(chosen(name, word, row.choices).map_err(bad)?))
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
            ("words|stop(german)|snowball(german)", "language(german)"),
            ("unicode|lowercase|stop(german)|snowball(french)", "words|stop(german)|snowball(french)"),
            (" language(german) | ngrams(5)", "language(german)|ngrams(5)"),
            ("unicode|lowercase|stop(german)|ngrams(5)", "words|stop(german)|ngrams(5)"),
            ("cjk|ngrams(2)", "cjk|ngrams(2)"),
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
            ("englisch", "known: english, cjk, language, snowball, words, unicode"),
            ("words|stem", "unknown analyzer `stem`"),
            ("words|stop", "needs one of: lucene, arabic"),
            ("language", "needs one of: arabic"),
            ("language(klingon)", "needs one of: arabic"),
            ("snowball(klingon)", "needs one of: arabic"),
            ("language(german", "closing"),
            ("english(british)", "nothing in brackets"),
            ("words|language(german)", "chain of its own and can only stand first"),
            ("words|ngrams(1)", "needs one of: 2, 3"),
            ("words|ngrams(04)", "needs one of: 2, 3"),
            ("words|ngrams(4)|porter", "can only stand last"),
            ("words|ngrams(4)|ngrams(4)", "can only stand last"),
            ("ngrams(4)", "begins with what cuts text"),
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
        assert_eq!(terms("language(german)", "Die Häuser sind NICHT alt."), ["haus", "alt"]);
        assert_eq!(
            terms("language(french)", "L'homme n’est pas dans d'autres maisons."),
            ["homm", "autr", "maison"]
        );
        assert_eq!(terms("unicode|stop(german)", "Die das"), ["Die"]);
        assert_eq!(terms("words|stop(german)|ngrams(4)", "Es ist alt"), ["_alt", "alt_"]);
    }

    #[test]
    fn what_is_not_passed_on_is_counted() {
        let english = Analyzer::parse("english").unwrap();
        let lost = english.analyze_counting("The ½ of the x² … ①!", &mut |_| ());
        assert_eq!(lost, AnalysisLoss { stopped: 3, dropped: 3, further: 0 });
        let pieces = Analyzer::parse("english|ngrams(3)").unwrap();
        let lost = pieces.analyze_counting("The ½ of a house", &mut |_| ());
        assert_eq!(lost, AnalysisLoss { stopped: 3, dropped: 1, further: 3 });
    }
}
