//! A text with its words: a document and an analyser in; the words' places and terms, to look into, out.

use std::borrow::Cow;
use std::ops::Range;

use crate::corpus::Document;
use crate::text::{Analyzer, KnownForms};

/// A text, where its words stand, and their terms.
pub(in crate::profile) struct PlacedText<'a> {
    /// The text, with its title before it where that is asked for.
    pub(in crate::profile) text: Cow<'a, str>,
    /// Where each word stands, in bytes, by rising start.
    pub(in crate::profile) places: Vec<Range<usize>>,
    /// Which words give a term: all but stop words.
    pub(in crate::profile) kept: Vec<usize>,
    terms: String,
    /// Where the term of each kept word ends in `terms`.
    ends: Vec<usize>,
}

impl<'a> PlacedText<'a> {
    pub(in crate::profile) fn new(document: &'a Document, analyzer: &Analyzer, title: bool) -> Self {
        PlacedText::by(document, title, |text, sink| analyzer.place_words(text, sink))
    }

    /// The same by forms that are known from other texts.
    pub(in crate::profile) fn by_forms(
        document: &'a Document,
        forms: &mut KnownForms<'_>,
        title: bool,
    ) -> Self {
        PlacedText::by(document, title, |text, sink| forms.place_words(text, sink))
    }

    fn by(
        document: &'a Document,
        title: bool,
        place_words: impl FnOnce(&str, &mut dyn FnMut(Range<usize>, Option<&str>)),
    ) -> Self {
        let text = match title && !document.title.is_empty() {
            true => Cow::Owned(format!("{}\n{}", document.title, document.text)),
            false => Cow::Borrowed(document.text.as_str()),
        };
        let (mut places, mut kept, mut terms, mut ends) = (Vec::new(), Vec::new(), String::new(), Vec::new());
        place_words(&text, &mut |place, term| {
            if let Some(term) = term {
                kept.push(places.len());
                terms.push_str(term);
                ends.push(terms.len());
            }
            places.push(place);
        });
        PlacedText { text, places, kept, terms, ends }
    }

    /// The term of a kept word, by its position among these.
    pub(in crate::profile) fn term(&self, kept: usize) -> &str {
        let start = if kept == 0 { 0 } else { self.ends[kept - 1] };
        &self.terms[start..self.ends[kept]]
    }

    /// Which words have a part in these bytes.
    pub(in crate::profile) fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|place| place.end <= bytes.start);
        let end = self.places.partition_point(|place| place.start < bytes.end);
        first..end.max(first)
    }

    /// Which kept words are among these words.
    pub(in crate::profile) fn kept_in(&self, words: &Range<usize>) -> Range<usize> {
        let below = |bound: usize| self.kept.partition_point(|word| *word < bound);
        below(words.start)..below(words.end)
    }
}
