//! The shape of texts as they were written: raw text in, counts of its characters, words and sentences out. What an
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
pub struct Shape {
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

impl Shape {
    /// The counts of `text`.
    ///
    /// ```
    /// use sourcebias::text::Shape;
    /// let shape = Shape::of("It's the 2nd. Is it?");
    /// assert_eq!((shape.words, shape.word_characters, shape.sentences), (5, 14, 2));
    /// assert_eq!((shape.characters, shape.punctuation, shape.stop_words), (20, 3, 3));
    /// ```
    pub fn of(text: &str) -> Shape {
        let mut shape = Shape { sentences: text.unicode_sentences().count() as u64, ..Shape::default() };
        Segmenter::Unicode.segment(text, false, &mut |word: &str| {
            shape.words += 1;
            shape.word_characters += word.chars().count() as u64;
            shape.stop_words += u64::from(is_stop_word(word));
        });
        for letter in text.chars() {
            shape.characters += 1;
            shape.punctuation += u64::from(is_punctuation(letter));
            if letter.is_alphabetic() {
                shape.letters += 1;
                shape.cjk_letters += u64::from(is_cjk(letter));
            }
        }
        shape
    }

    /// The counts of this text and another one together.
    pub fn and(self, other: Shape) -> Shape {
        Shape {
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
    /// Reads the documents of `corpus` once more for their shapes, in parallel over blocks; `corpus` and `title` as
    /// they were given to [`AnalyzedCorpus::read`].
    ///
    /// # Errors
    /// What reading gives; also where the documents are not those that were analysed.
    pub fn with_shapes(mut self, corpus: &Corpus, title: bool) -> Result<Self> {
        let changed = || {
            let advice = "leave the files alone while they are read";
            Error::file("corpus", "its documents are not those that were analyzed", advice)
        };
        let mut documents = corpus.documents();
        let mut shapes = Vec::with_capacity(self.len());
        loop {
            let block = next_block(&mut documents)?;
            if block.is_empty() {
                break;
            }
            let ids = self.catalogue().ids().get(shapes.len()..).unwrap_or_default();
            if block.len() > ids.len() || block.iter().zip(ids).any(|(document, id)| document.id != *id) {
                return Err(changed());
            }
            let shape = |document: &Document| {
                let of_title = if title { Shape::of(&document.title) } else { Shape::default() };
                of_title.and(Shape::of(&document.text))
            };
            shapes.par_extend(block.par_iter().map(shape));
        }
        if shapes.len() < self.len() {
            return Err(changed());
        }
        self.shapes = Some(shapes);
        Ok(self)
    }

    /// The shape of every document, by number; `None` where they were not asked for.
    pub fn shapes(&self) -> Option<&[Shape]> {
        self.shapes.as_deref()
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
        let found = Shape::of("The CAT, isn’t 3.5 kg.\nかな山!");
        let hand = Shape {
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
        assert_eq!((Shape::of(""), found.and(Shape::of(""))), (Shape::default(), found));
    }

    #[test]
    fn shapes_stand_by_document_number_and_follow_the_title() {
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
        assert!(analyzed(false).shapes().is_none());
        let words = |title: bool| -> Vec<u64> {
            let analyzed = analyzed(title).with_shapes(&read, title).unwrap();
            analyzed.shapes().unwrap().iter().map(|shape| shape.words).collect()
        };
        assert_eq!((words(false), words(true)), (vec![3, 0], vec![5, 2]));
        for other in [&[("b", "x")][..], &[("a", "x"), ("b", "x")], &[("b", ""), ("a", ""), ("c", "")]] {
            let error = analyzed(false).with_shapes(&corpus(other), false).unwrap_err();
            assert!(error.to_string().contains("not those that were analyzed"), "{error}");
        }
    }
}
