//! Statistics of texts as they were written: raw text in, counts of its characters, words and sentences out. What an
//! analyser leaves out is counted here too.

use rayon::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::punctuation::is_punctuation;
use super::step::cjk_bigrams::is_cjk;
use super::step::stop::is_stop_word;
use super::{AnalyzedCorpus, Segmenter};
use crate::corpus::{Corpus, Document};
use crate::error::{Error, Result};

/// Text is read in blocks of about so many bytes, which threads share.
const BLOCK_BYTES: usize = 4 << 20;

/// Counts of one text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextStatistics {
    /// Characters (code points), all of them.
    pub characters: u64,
    /// Words of UAX #29, as [`Segmenter::Unicode`] cuts them.
    pub words: u64,
    /// Characters in words.
    pub word_characters: u64,
    /// Words among Lucene's 33 English stop words, upper case taken as lower case.
    pub stop_words: u64,
    /// Sentences of UAX #29 with a letter or a number.
    pub sentences: u64,
    /// Characters of General_Category P.
    pub punctuation: u64,
    /// Letters: characters with [`char::is_alphabetic`].
    pub letters: u64,
    /// Letters that are Han, Hiragana, Katakana or Hangul.
    pub cjk_letters: u64,
}

impl TextStatistics {
    /// The counts of `text`.
    ///
    /// ```
    /// use sourcebias::text::TextStatistics;
    /// let found = TextStatistics::of("It's the 2nd. Is it?");
    /// assert_eq!((found.words, found.word_characters, found.sentences), (5, 14, 2));
    /// assert_eq!((found.characters, found.punctuation, found.stop_words), (20, 3, 3));
    /// ```
    pub fn of(text: &str) -> TextStatistics {
        let sentences = text.unicode_sentences().count() as u64;
        let mut found = TextStatistics { sentences, ..TextStatistics::default() };
        Segmenter::Unicode.segment(text, false, &mut |word: &str| {
            found.words += 1;
            found.word_characters += word.chars().count() as u64;
            found.stop_words += u64::from(is_stop_word(word));
        });
        for letter in text.chars() {
            found.characters += 1;
            found.punctuation += u64::from(is_punctuation(letter));
            if letter.is_alphabetic() {
                found.letters += 1;
                found.cjk_letters += u64::from(is_cjk(letter));
            }
        }
        found
    }

    /// The counts of this text and another one together.
    pub fn and(self, other: TextStatistics) -> TextStatistics {
        TextStatistics {
            characters: self.characters + other.characters,
            words: self.words + other.words,
            word_characters: self.word_characters + other.word_characters,
            stop_words: self.stop_words + other.stop_words,
            sentences: self.sentences + other.sentences,
            punctuation: self.punctuation + other.punctuation,
            letters: self.letters + other.letters,
            cjk_letters: self.cjk_letters + other.cjk_letters,
        }
    }
}

impl AnalyzedCorpus {
    /// Reads the documents of `corpus` once more for the statistics of their raw texts, in parallel over blocks; `corpus` and `title` as
    /// they were given to [`AnalyzedCorpus::read`].
    ///
    /// # Errors
    /// What reading gives; also where the documents are not those that were analysed.
    pub fn with_text_statistics(mut self, corpus: &Corpus, title: bool) -> Result<Self> {
        let changed = || {
            let advice = "leave the files alone while they are read";
            Error::file("corpus", "its documents are not those that were analyzed", advice)
        };
        let mut documents = corpus.documents();
        let mut statistics = Vec::with_capacity(self.len());
        loop {
            let block = next_block(&mut documents)?;
            if block.is_empty() {
                break;
            }
            let ids = self.catalogue().ids().get(statistics.len()..).unwrap_or_default();
            if block.len() > ids.len() || block.iter().zip(ids).any(|(document, id)| document.id != *id) {
                return Err(changed());
            }
            let count = |document: &Document| {
                let of_title =
                    if title { TextStatistics::of(&document.title) } else { TextStatistics::default() };
                of_title.and(TextStatistics::of(&document.text))
            };
            statistics.par_extend(block.par_iter().map(count));
        }
        if statistics.len() < self.len() {
            return Err(changed());
        }
        self.text_statistics = Some(statistics);
        Ok(self)
    }

    /// The statistics of every document's raw text, by number; `None` where they were not asked for.
    pub fn text_statistics(&self) -> Option<&[TextStatistics]> {
        self.text_statistics.as_deref()
    }
}

/// The next documents, up to the size of a block; an empty block is the end.
fn next_block(documents: &mut dyn Iterator<Item = Result<Document>>) -> Result<Vec<Document>> {
    let mut block = Vec::new();
    let mut bytes = 0;
    while bytes < BLOCK_BYTES {
        let Some(document) = documents.next().transpose()? else { break };
        bytes += document.text.len() + document.title.len();
        block.push(document);
    }
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};
    use crate::text::Analyzer;

    #[test]
    fn a_text_of_two_scripts_by_hand() {
        let found = TextStatistics::of("The CAT, isn’t 3.5 kg.\nかな山!");
        let hand = TextStatistics {
            characters: 27,
            words: 8,
            word_characters: 3 + 3 + 5 + 3 + 2 + 3,
            stop_words: 1,
            sentences: 2,
            punctuation: 5,
            letters: 3 + 3 + 4 + 2 + 3,
            cjk_letters: 3,
        };
        assert_eq!(found, hand);
        assert_eq!(
            (TextStatistics::of(""), found.and(TextStatistics::of(""))),
            (TextStatistics::default(), found)
        );
    }

    #[test]
    fn statistics_stand_by_document_number_and_follow_the_title() {
        let document = |base: &str, text: &str| Document {
            id: DocumentId { base: base.into(), source: SourceId(0) },
            title: "A title".into(),
            text: text.into(),
        };
        let sources = || vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let corpus = |texts: &[(&str, &str)]| {
            let documents = texts.iter().map(|(base, text)| document(base, text)).collect();
            Corpus::from_documents(sources(), SourceId(0), documents).unwrap()
        };
        let read = corpus(&[("b", "Some words here."), ("a", "")]);
        let analyzed =
            |title| AnalyzedCorpus::read(&read, &Analyzer::parse("words").unwrap(), title).unwrap();
        assert!(analyzed(false).text_statistics().is_none());
        let words = |title: bool| -> Vec<u64> {
            let analyzed = analyzed(title).with_text_statistics(&read, title).unwrap();
            analyzed.text_statistics().unwrap().iter().map(|one| one.words).collect()
        };
        assert_eq!((words(false), words(true)), (vec![3, 0], vec![5, 2]));
        for other in [&[("b", "x")][..], &[("a", "x"), ("b", "x")], &[("b", ""), ("a", ""), ("c", "")]] {
            let error = analyzed(false).with_text_statistics(&corpus(other), false).unwrap_err();
            assert!(error.to_string().contains("not those that were analyzed"), "{error}");
        }
    }
}
