//! A text as a measure of documents sees it: term numbers in, where each term stood before and stands next out.

use crate::corpus::SourceId;
use crate::text::TermId;

/// A document, or its beginning: its terms in order, each linked to its occurrences before and after.
///
/// The links make windows and runs cheap: a token is the first of its term in the window that begins at position s
/// exactly where `previous` is at most s, and the last of its term up to position e where `following` is above e.
#[derive(Debug, Clone, Copy)]
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
    /// For each term, where it was last.
    last: Vec<LastSeen>,
    open: OpenText,
}

/// Where a term was last seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastSeen {
    /// The stamp of the text that had it last; 0 where none had.
    stamp: u32,
    /// Its place among that text's types.
    place: u32,
    /// Its last position in that text.
    position: u32,
}

/// A text that is being read token by token.
#[derive(Debug, Default)]
pub(super) struct OpenText {
    stamp: u32,
    tokens: Vec<TermId>,
    previous: Vec<u32>,
    following: Vec<u32>,
    frequencies: Vec<u32>,
}

impl OpenText {
    /// Begins a text; `false` where stamps have run out, and every [`LastSeen`] must be made new before the next text.
    pub(super) fn begin(&mut self) -> bool {
        for list in [&mut self.previous, &mut self.following, &mut self.frequencies] {
            list.clear();
        }
        self.tokens.clear();
        self.stamp = self.stamp.checked_add(1).unwrap_or(1);
        self.stamp < u32::MAX
    }

    /// The next token, with where its term was last seen.
    #[inline]
    pub(super) fn push(&mut self, token: TermId, last: &mut LastSeen) {
        let position = self.tokens.len() as u32;
        self.tokens.push(token);
        if last.stamp == self.stamp {
            self.previous.push(last.position + 1);
            self.following[last.position as usize] = position;
            self.frequencies[last.place as usize] += 1;
        } else {
            (last.stamp, last.place) = (self.stamp, self.frequencies.len() as u32);
            self.previous.push(0);
            self.frequencies.push(1);
        }
        self.following.push(u32::MAX);
        last.position = position;
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
            self.last.resize(highest, LastSeen::default());
        }
        if !self.open.begin() {
            self.last.fill(LastSeen::default());
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
