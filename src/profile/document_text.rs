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
    /// For each term, the stamp of the text that had it last and its place among that text's types.
    last: Vec<(u32, u32, u32)>,
    stamp: u32,
    previous: Vec<u32>,
    following: Vec<u32>,
    frequencies: Vec<u32>,
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
    pub fn text<'a>(&'a mut self, number: u32, source: SourceId, tokens: &'a [TermId]) -> DocumentText<'a> {
        if self.stamp == u32::MAX {
            self.last.clear();
            self.stamp = 0;
        }
        self.stamp += 1;
        let highest = tokens.iter().map(|token| token.index() + 1).max().unwrap_or(0);
        if self.last.len() < highest {
            self.last.resize(highest, (0, 0, 0));
        }
        self.previous.clear();
        self.frequencies.clear();
        self.following.clear();
        self.following.resize(tokens.len(), u32::MAX);
        for (position, token) in tokens.iter().enumerate() {
            let (stamp, place, before) = &mut self.last[token.index()];
            if *stamp == self.stamp {
                self.previous.push(*before + 1);
                self.following[*before as usize] = position as u32;
                self.frequencies[*place as usize] += 1;
            } else {
                (*stamp, *place) = (self.stamp, self.frequencies.len() as u32);
                self.previous.push(0);
                self.frequencies.push(1);
            }
            *before = position as u32;
        }
        DocumentText {
            number,
            source,
            tokens,
            previous: &self.previous,
            following: &self.following,
            frequencies: &self.frequencies,
        }
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
