//! A text as a measure of documents sees it: term numbers in, where each term stood before and stands next out.

use crate::corpus::SourceId;
use crate::text::TermId;

/// A document, or its beginning: its terms in order, each linked to its occurrences before and after.
///
/// The links make windows and runs cheap: a token is the first of its term in the window that begins at position s
/// exactly where `previous` is at most s, and the last of its term up to position e where `following` is above e.
/// [`Links::text`] makes one of any tokens.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DocumentText<'a> {
    /// The document's number in the corpus; 0 where texts stream by.
    pub number: u32,
    /// Who wrote it.
    pub source: SourceId,
    /// Its terms in order of the text.
    pub tokens: &'a [TermId],
    /// For each token, the position (from 0) of the same term's occurrence before it, plus 1; 0 where there is none.
    pub previous: &'a [u32],
    /// For each token, the position (from 0) of the same term's next occurrence; [`u32::MAX`] where there is none.
    pub following: &'a [u32],
    /// The frequency of each distinct term, in order of first occurrence.
    pub frequencies: &'a [u32],
}

impl DocumentText<'_> {
    /// The number of distinct terms.
    pub fn types(&self) -> usize {
        self.frequencies.len()
    }
}

/// The links of one text, and room to find them: made once a thread, used for every text.
#[derive(Debug, Default)]
pub struct Links {
    /// For each term, where it was last seen.
    last: Vec<LastSeen>,
    open: OpenText,
}

/// Where a term was last seen. Positions run on from text to text, so that they say by themselves whether that was in this one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastSeen {
    /// Its position, from 1; 0 where it never was.
    position: u32,
    /// Its place among the types of that text.
    place: u32,
}

/// What is kept of a term while texts are read.
pub(super) trait Kept {
    /// Where it was last seen.
    fn last(&mut self) -> &mut LastSeen;

    /// It is seen once more; whether for the first time in this text.
    fn count(&mut self, first: bool);
}

impl Kept for LastSeen {
    fn last(&mut self) -> &mut LastSeen {
        self
    }

    fn count(&mut self, _: bool) {}
}

/// The text that is read.
#[derive(Debug, Default)]
pub(super) struct OpenText {
    /// The position before the text's first token; those of its tokens are above it.
    start: u32,
    tokens: Vec<TermId>,
    previous: Vec<u32>,
    /// As [`DocumentText::following`], behind one that stands for the token before a first occurrence and means nothing.
    following: Vec<u32>,
    /// As many as tokens, of which the first are those of types.
    frequencies: Vec<u32>,
    types: usize,
}

impl OpenText {
    /// Reads a text, given what is kept of each term. Nothing branches on whether a term is new, which is a matter of chance.
    pub(super) fn read(&mut self, tokens: impl ExactSizeIterator<Item = TermId>, kept: &mut [impl Kept]) {
        let next = self.start.checked_add(self.tokens.len() as u32).filter(|next| *next < 1 << 31);
        if next.is_none() {
            kept.iter_mut().for_each(|kept| *kept.last() = LastSeen::default());
        }
        self.start = next.unwrap_or(0);
        let length = tokens.len();
        self.tokens.clear();
        self.tokens.extend(tokens);
        self.previous.clear();
        self.previous.resize(length, 0);
        self.following.clear();
        self.following.resize(length + 1, u32::MAX);
        self.frequencies.clear();
        self.frequencies.resize(length, 0);
        let mut types = 0;
        for ((position, token), previous) in (0..).zip(&self.tokens).zip(&mut self.previous) {
            let kept = &mut kept[token.index()];
            let last = kept.last();
            // 0 where the term was not seen in this text.
            *previous = last.position.saturating_sub(self.start);
            let first = *previous == 0;
            let place = if first { types } else { last.place };
            *last = LastSeen { position: self.start + position + 1, place };
            types += u32::from(first);
            self.following[*previous as usize] = position;
            self.frequencies[place as usize] += 1;
            kept.count(first);
        }
        self.types = types as usize;
    }

    /// The text as it stands.
    pub(super) fn text(&self, number: u32, source: SourceId) -> DocumentText<'_> {
        let OpenText { tokens, previous, following, frequencies, types, .. } = self;
        let following = following.get(1..).unwrap_or_default();
        DocumentText { number, source, tokens, previous, following, frequencies: &frequencies[..*types] }
    }
}

impl Links {
    /// The text of document `number` of `source` with its links.
    ///
    /// ```
    /// use sourcebias::corpus::SourceId;
    /// use sourcebias::profile::Links;
    /// use sourcebias::text::TermId;
    /// let tokens = [7, 3, 7].map(TermId);
    /// let mut links = Links::default();
    /// let text = links.text(0, SourceId(0), &tokens);
    /// assert_eq!((text.previous, text.following), (&[0, 0, 1][..], &[2, u32::MAX, u32::MAX][..]));
    /// assert_eq!(text.frequencies, [2, 1]);
    /// ```
    pub fn text(&mut self, number: u32, source: SourceId, tokens: &[TermId]) -> DocumentText<'_> {
        let highest = tokens.iter().map(|token| token.index() + 1).max().unwrap_or(0);
        if self.last.len() < highest {
            self.last.resize(highest, LastSeen::default());
        }
        self.open.read(tokens.iter().copied(), &mut self.last);
        self.open.text(number, source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_one_text_do_not_reach_into_the_next() {
        let mut links = Links::default();
        let none = u32::MAX;
        for (tokens, previous, following, frequencies) in [
            (vec![1, 2, 1, 1], vec![0, 0, 1, 3], vec![2, none, 3, none], vec![3, 1]),
            (vec![], vec![], vec![], vec![]),
            (vec![2, 9, 2], vec![0, 0, 1], vec![2, none, none], vec![2, 1]),
        ] {
            let tokens: Vec<TermId> = tokens.into_iter().map(TermId).collect();
            let text = links.text(0, SourceId(0), &tokens);
            assert_eq!((text.previous, text.following), (&previous[..], &following[..]));
            assert_eq!((text.frequencies, text.types()), (&frequencies[..], frequencies.len()));
        }
    }
}
