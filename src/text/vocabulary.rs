//! The vocabulary: terms in lexicographic order, so that term numbers do not depend on the order of documents.

/// A term by its position in the sorted vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// The position in the vocabulary.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The distinct terms of a corpus, sorted by their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    terms: Vec<Box<str>>,
}

impl Vocabulary {
    /// The vocabulary of `terms`, which are sorted and made distinct.
    pub fn new(mut terms: Vec<Box<str>>) -> Self {
        terms.sort_unstable();
        terms.dedup();
        Vocabulary { terms }
    }

    /// The number of distinct terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The text of a term.
    pub fn term(&self, id: TermId) -> &str {
        &self.terms[id.index()]
    }

    /// The number of a term; `None` where no document has it.
    pub fn id(&self, term: &str) -> Option<TermId> {
        self.terms.binary_search_by(|known| (**known).cmp(term)).ok().map(|index| TermId(index as u32))
    }

    /// All terms, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (TermId, &str)> {
        self.terms.iter().enumerate().map(|(index, term)| (TermId(index as u32), &**term))
    }
}
