//! Function words: a vocabulary and a language in; which of its terms are stop words of that language, as they are or
//! stemmed, out.

use rustc_hash::FxHashSet;

use crate::text::step::stop_list::StopList;
use crate::text::{Analyzer, TermId, Vocabulary};

/// For each term, whether it is a word of NLTK's stop list of `language`, or what Porter's or the language's Snowball
/// stemmer makes of one. A profile knows the terms and not what made them, so each way is looked for. No term is one for a
/// language without a list.
pub(super) fn function_words(vocabulary: &Vocabulary, language: &str) -> Vec<bool> {
    let words = StopList::words(language).unwrap_or_default();
    let mut terms: FxHashSet<String> = words.iter().map(|word| (*word).to_string()).collect();
    let snowball = format!("snowball({language})");
    for chain in ["words", "standard|possessive|lowercase|porter", &snowball] {
        if let Ok(analyzer) = Analyzer::parse(chain) {
            let mut add = |term: &str| {
                terms.insert(term.to_string());
            };
            words.iter().for_each(|word| analyzer.analyze(word, &mut add));
        }
    }
    (0..vocabulary.len() as u32).map(|number| terms.contains(vocabulary.term(TermId(number)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stemmed_ones_are_found_too() {
        let terms = ["becaus", "because", "cat", "don't", "the", "nicht"].map(Box::from).to_vec();
        let vocabulary = Vocabulary::new(terms);
        let named = |language: &str| -> Vec<String> {
            let found = function_words(&vocabulary, language);
            let terms = vocabulary.iter().filter(|(id, _)| found[id.index()]);
            terms.map(|(_, term)| term.to_string()).collect()
        };
        assert_eq!(named("english"), ["becaus", "because", "don't", "the"]);
        assert_eq!(named("german"), ["nicht"]);
        assert!(named("klingon").is_empty());
    }
}
