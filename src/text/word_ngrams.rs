//! Word n-grams: an analysed corpus in; the same documents, as n terms that follow each other each, out.

use rustc_hash::FxHashMap;

use super::{AnalyzedCorpus, TermId, Vocabulary};

impl AnalyzedCorpus {
    /// The same documents as n-grams of their terms: a text of L terms has L − n + 1, each written with a blank between its
    /// terms, or none where it is shorter than n.
    ///
    /// They stay within a text and cross the ends of sentences. Where the analyser leaves out stop words, the terms on
    /// either side of one follow each other: `words` keeps all of them. For n = 1 it is the corpus itself. Statistics of raw
    /// texts and the ends of titles are left out.
    ///
    /// ```
    /// use sourcebias::Corpus;
    /// use sourcebias::text::{AnalyzedCorpus, Analyzer};
    /// let corpus = Corpus::from_texts([("human", vec![("a", "to be or not to be"), ("b", "not")])])?;
    /// let pairs = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words")?, false)?.word_ngrams(2);
    /// let terms: Vec<&str> = pairs.tokens(0).iter().map(|term| pairs.vocabulary().term(*term)).collect();
    /// assert_eq!(terms, ["to be", "be or", "or not", "not to", "to be"]);
    /// assert_eq!(pairs.length(1), 0);
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    ///
    /// # Panics
    /// For n = 0.
    pub fn word_ngrams(&self, n: usize) -> AnalyzedCorpus {
        assert!(n > 0, "n-grams of at least one term");
        let mut numbers: FxHashMap<&[TermId], u32> = FxHashMap::default();
        let (mut tokens, mut offsets, mut readings) = (Vec::new(), vec![0], self.readings.clone());
        for reading in &mut readings {
            (reading.tokens, reading.empty_documents) = (0, 0);
        }
        for number in 0..self.len() as u32 {
            let before = tokens.len();
            for gram in self.tokens(number).windows(n) {
                let next = numbers.len() as u32;
                tokens.push(*numbers.entry(gram).or_insert(next));
            }
            offsets.push(tokens.len());
            let reading = &mut readings[self.catalogue().id(number).source.index()];
            reading.tokens += (tokens.len() - before) as u64;
            reading.empty_documents += u64::from(tokens.len() == before);
        }
        let mut written: Vec<Box<str>> = vec![Box::from(""); numbers.len()];
        for (gram, number) in &numbers {
            let terms: Vec<&str> = gram.iter().map(|term| self.vocabulary().term(*term)).collect();
            written[*number as usize] = terms.join(" ").into();
        }
        let vocabulary = Vocabulary::new(written.clone());
        let places: Vec<TermId> =
            written.iter().map(|gram| vocabulary.id(gram).expect("a term of this vocabulary")).collect();
        AnalyzedCorpus {
            catalogue: self.catalogue.clone(),
            vocabulary,
            tokens: tokens.into_iter().map(|number| places[number as usize]).collect(),
            offsets,
            readings,
            title_lengths: None,
            text_statistics: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, SourceId};
    use crate::text::Analyzer;

    fn corpus() -> AnalyzedCorpus {
        let texts = [
            ("human", vec![("a", "to be or not to be"), ("b", "not to"), ("c", "be")]),
            ("llm", vec![("a", "or not to be")]),
        ];
        let analyzer = Analyzer::parse("words").unwrap();
        AnalyzedCorpus::read(&Corpus::from_texts(texts).unwrap(), &analyzer, false).unwrap()
    }

    #[test]
    fn pairs_and_triples_by_hand() {
        let words = corpus();
        let pairs = words.word_ngrams(2);
        let vocabulary: Vec<&str> = pairs.vocabulary().iter().map(|(_, term)| term).collect();
        assert_eq!(vocabulary, ["be or", "not to", "or not", "to be"]);
        let frequencies = pairs.statistics(Some(SourceId(0))).collection_frequency;
        assert_eq!(frequencies, [1, 2, 1, 2]);
        let (human, llm) = (pairs.reading(SourceId(0)), pairs.reading(SourceId(1)));
        assert_eq!((human.tokens, human.empty_documents, human.documents), (6, 1, 3));
        assert_eq!((llm.tokens, llm.empty_documents), (3, 0));
        let triples = words.word_ngrams(3);
        assert_eq!((triples.length(0), triples.length(1), triples.length(3)), (4, 0, 2));
        assert!(words.word_ngrams(7).vocabulary().is_empty());
    }

    #[test]
    fn of_one_term_they_are_the_terms() {
        let (words, same) = (corpus(), corpus().word_ngrams(1));
        assert_eq!(words.vocabulary(), same.vocabulary());
        assert!((0..4).all(|number| words.tokens(number) == same.tokens(number)));
        assert_eq!(words.reading(SourceId(0)).tokens, same.reading(SourceId(0)).tokens);
    }
}
