//! Counting what stands near the node: texts with their occurrences in; frequencies of every term of a source, and of those
//! in the window, out.

use std::ops::Range;

use super::Association;
use crate::corpus::Document;
use crate::profile::concordance::{Pattern, PlacedText, Tally};
use crate::text::intern::Interner;

/// How often a term occurs besides the node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) frequency: u64,
    /// In the window, nearer to the occurrence of the node that follows.
    pub(super) before: u64,
    /// In the window, nearer to the one before, or as near.
    pub(super) behind: u64,
}

/// What was counted of one source.
#[derive(Default)]
pub(super) struct Neighbours {
    pub(super) tally: Tally,
    pub(super) terms: Interner<Seen>,
    window: u64,
    words: u64,
}

impl Neighbours {
    /// Counts one more text; `span` is the width of the window on either side, in terms.
    pub(super) fn look_into(&mut self, document: &Document, pattern: &Pattern, span: usize, title: bool) {
        let text = PlacedText::new(document, pattern.analyzer(), title);
        let occurrences = pattern.find(&text);
        self.tally.add(text.places.len(), occurrences.len());
        let nodes: Vec<Range<usize>> = occurrences.iter().map(|found| text.kept_in(&found.words)).collect();
        let mut following = 0;
        for term in 0..text.kept.len() {
            while nodes.get(following).is_some_and(|node| node.end <= term) {
                following += 1;
            }
            let next = nodes.get(following);
            if next.is_some_and(|node| node.contains(&term)) {
                continue;
            }
            let seen = self.terms.kept_of(text.term(term));
            seen.frequency += 1;
            self.words += 1;
            let until = next.map_or(usize::MAX, |node| node.start - term);
            let since = following.checked_sub(1).map_or(usize::MAX, |last| term + 1 - nodes[last].end);
            if until.min(since) <= span {
                let side = if until < since { &mut seen.before } else { &mut seen.behind };
                *side += 1;
                self.window += 1;
            }
        }
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: &Neighbours) {
        self.tally.merge(&other.tally);
        self.window += other.window;
        self.words += other.words;
        for (term, seen) in other.terms.entries() {
            let sum = self.terms.kept_of(term);
            sum.frequency += seen.frequency;
            sum.before += seen.before;
            sum.behind += seen.behind;
        }
    }

    /// How strongly a term of which so much was seen goes with the node.
    pub(super) fn association(&self, seen: Seen) -> Association {
        Association {
            together: seen.before + seen.behind,
            node: self.tally.occurrences,
            collocate: seen.frequency,
            window: self.window,
            words: self.words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, SourceId};
    use crate::text::Analyzer;

    fn neighbours(texts: &[&str], node: &str, span: usize) -> Neighbours {
        let pattern = Pattern::words(node, &Analyzer::parse("words").unwrap()).unwrap();
        let mut found = Neighbours::default();
        for text in texts {
            let id = DocumentId { base: "a".into(), source: SourceId(0) };
            let document = Document { id, title: String::new(), text: text.to_string() };
            let mut one = Neighbours::default();
            one.look_into(&document, &pattern, span, false);
            found.merge(&one);
        }
        found
    }

    fn seen(found: &mut Neighbours, term: &str) -> (u64, u64, u64) {
        let Seen { frequency, before, behind } = *found.terms.kept_of(term);
        (frequency, before, behind)
    }

    #[test]
    fn windows_by_hand() {
        // Of "a b X c d e X f", with two words on either side: a b before, c d behind, e before, f behind.
        let mut found = neighbours(&["a b X c d e X f", "g a b"], "x", 2);
        assert_eq!((found.tally.occurrences, found.window, found.words), (2, 6, 9));
        assert_eq!(seen(&mut found, "a"), (2, 1, 0));
        assert_eq!(seen(&mut found, "d"), (1, 0, 1));
        assert_eq!(seen(&mut found, "e"), (1, 1, 0));
        assert_eq!(seen(&mut found, "f"), (1, 0, 1));
        assert_eq!(seen(&mut found, "x"), (0, 0, 0));
        // With one word, a and d are too far.
        let mut found = neighbours(&["a b X c d e X f"], "x", 1);
        assert_eq!((found.window, seen(&mut found, "a"), seen(&mut found, "d")), (4, (1, 0, 0), (1, 0, 0)));
    }

    #[test]
    fn a_word_in_two_windows_counts_once_and_a_node_never() {
        let mut found = neighbours(&["X a X X b"], "x", 5);
        assert_eq!((found.tally.occurrences, found.window, found.words), (3, 2, 2));
        assert_eq!((seen(&mut found, "a"), seen(&mut found, "b")), ((1, 0, 1), (1, 0, 1)));
        // The words of a phrase are no collocates of it, and stand elsewhere.
        let mut found = neighbours(&["the cat and the dog, the cat"], "the cat", 1);
        assert_eq!((found.window, found.words), (2, 3));
        assert_eq!(seen(&mut found, "the"), (1, 0, 0));
        assert_eq!((seen(&mut found, "and"), seen(&mut found, "dog")), ((1, 0, 1), (1, 1, 0)));
    }
}
