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
    last: Vec<u32>,
    open: OpenText,
}

/// A text that is being read token by token. Positions run on from text to text, so that where a term was last seen
/// says by itself whether it was in this text.
#[derive(Debug, Default)]
pub(super) struct OpenText {
    /// The position before the text's first token; those of its tokens are above it.
    start: u32,
    tokens: Vec<TermId>,
    previous: Vec<u32>,
    following: Vec<u32>,
    /// For each token, the place of its term among the text's types.
    places: Vec<u32>,
    frequencies: Vec<u32>,
}

impl OpenText {
    /// Begins a text; `false` where positions begin anew, and every place where a term was last seen must be made 0
    /// before the first token.
    pub(super) fn begin(&mut self) -> bool {
        let next = self.start.checked_add(self.tokens.len() as u32).filter(|next| *next < 1 << 31);
        self.start = next.unwrap_or(0);
        for list in [&mut self.previous, &mut self.following, &mut self.places, &mut self.frequencies] {
            list.clear();
        }
        self.tokens.clear();
        next.is_some()
    }

    /// The next token, with where its term was last seen: 0 where it never was. Whether it is the first of its term in
    /// this text.
    #[inline]
    pub(super) fn push(&mut self, token: TermId, last: &mut u32) -> bool {
        let position = self.tokens.len() as u32;
        self.tokens.push(token);
        self.following.push(u32::MAX);
        let first = *last <= self.start;
        if first {
            self.previous.push(0);
            self.places.push(self.frequencies.len() as u32);
            self.frequencies.push(1);
        } else {
            let previous = *last - self.start;
            self.previous.push(previous);
            self.following[previous as usize - 1] = position;
            let place = self.places[previous as usize - 1];
            self.places.push(place);
            self.frequencies[place as usize] += 1;
        }
        *last = self.start + position + 1;
        first
    }

    /// The text as it stands.
    pub(super) fn text(&self, number: u32, source: SourceId) -> DocumentText<'_> {
        let OpenText { tokens, previous, following, frequencies, .. } = self;
        DocumentText { number, source, tokens, previous, following, frequencies }
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
            self.last.resize(highest, 0);
        }
        if !self.open.begin() {
            self.last.fill(0);
        }
        for token in tokens {
            self.open.push(*token, &mut self.last[token.index()]);
        }
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
