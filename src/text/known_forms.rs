//! Words of a text with their places and terms, as [`Analyzer::place_words`] gives them: what the steps make of a word depends
//! on the word alone, and is found out once for each of the forms that are seen first, which are nearly all that is seen.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Analyzer;
use super::places::Places;
use super::step::Term;

/// So many forms are kept, about ten megabytes: of a large corpus the rarer ones are found out again.
const MOST_FORMS: usize = 1 << 16;

/// What forms give, for one analyser and one thread.
pub(crate) struct KnownForms<'a> {
    analyzer: &'a Analyzer,
    /// The term of each form; `None` for a stop word.
    terms: FxHashMap<Box<str>, Option<Box<str>>>,
    most: usize,
    term: Term,
}

impl<'a> KnownForms<'a> {
    /// None yet.
    pub(crate) fn new(analyzer: &'a Analyzer) -> Self {
        KnownForms { analyzer, terms: FxHashMap::default(), most: MOST_FORMS, term: Term::default() }
    }

    /// As [`Analyzer::place_words`].
    pub(crate) fn place_words(&mut self, text: &str, sink: &mut dyn FnMut(Range<usize>, Option<&str>)) {
        let KnownForms { analyzer, terms, most, term } = self;
        let mut places = Places::new(text, analyzer.makes_bigrams());
        analyzer.segment(text, |word| {
            let place = places.next(word);
            if let Some(known) = terms.get(word) {
                return sink(place, known.as_deref());
            }
            let found = analyzer.passes(word, term).then_some(term.text.as_str());
            if terms.len() < *most {
                terms.insert(word.into(), found.map(Box::from));
            }
            sink(place, found);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_forms_give_what_the_chain_gives() {
        let text =
            "The pears weren't the DOCTOR'S pears; 東京都の東京 L'homme, the Pears, running ran runs. ";
        for chain in ["words", "english", "cjk", "language(french)", "standard|possessive"] {
            let analyzer = Analyzer::parse(chain).unwrap();
            let mut plain = Vec::new();
            analyzer.place_words(text, &mut |place, term| plain.push((place, term.map(str::to_string))));
            assert!(plain.len() > 10);
            for most in [0, 3, MOST_FORMS] {
                let mut forms = KnownForms { most, ..KnownForms::new(&analyzer) };
                for _ in 0..2 {
                    let mut found = Vec::new();
                    forms.place_words(text, &mut |place, term| {
                        found.push((place, term.map(str::to_string)));
                    });
                    assert_eq!(found, plain, "{chain}");
                }
                assert!(forms.terms.len() <= most);
            }
        }
    }
}
