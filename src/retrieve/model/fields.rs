//! What a model of two fields may know of a document beyond one of one field: its title apart from its text.

use super::{CollectionStatistics, DocumentStatistics, Needs};

/// How often a document has a term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TermFrequency {
    /// In all, tf.
    pub all: u32,
    /// In its title, at most tf; 0 where titles are not kept apart.
    pub title: u32,
}

impl From<u32> for TermFrequency {
    /// So often, in a document of which the title is not kept apart.
    fn from(all: u32) -> Self {
        TermFrequency { all, title: 0 }
    }
}

impl DocumentStatistics {
    /// The same document, of whose tokens so many are its title's.
    pub fn with_title(self, title_length: u32) -> Self {
        DocumentStatistics { title_length, ..self }
    }

    /// The same document for a term that its title has so often.
    #[inline]
    pub fn with_title_frequency(self, title_frequency: u32) -> Self {
        DocumentStatistics { title_frequency, ..self }
    }
}

impl CollectionStatistics {
    /// The same collection, of whose tokens so many are of titles.
    pub const fn with_title_tokens(self, title_tokens: u64) -> Self {
        CollectionStatistics { title_tokens, ..self }
    }

    /// Mean lengths of titles and of bodies in tokens, over all documents.
    pub fn mean_lengths(&self) -> (f64, f64) {
        let documents = self.documents.max(1) as f64;
        let body_tokens = self.tokens.saturating_sub(self.title_tokens);
        (self.title_tokens as f64 / documents, body_tokens as f64 / documents)
    }

    /// The lengths of a document of mean length in whole tokens, at least 1, as a model of these needs sees them: of title and
    /// body each where it looks at both, else of all.
    pub(crate) fn mean_document(&self, needs: Needs, like: DocumentStatistics) -> DocumentStatistics {
        let whole = |mean: f64| (mean.round() as u32).max(1);
        let (title, body) = self.mean_lengths();
        needs.seen(match needs.fields {
            true => {
                DocumentStatistics { length: whole(title) + whole(body), title_length: whole(title), ..like }
            }
            false => DocumentStatistics { length: whole(self.mean_length()), ..like },
        })
    }
}

impl Needs {
    /// And titles apart from texts.
    pub fn fields(self) -> Needs {
        Needs { fields: true, ..self }
    }

    /// A document of exact lengths as the model sees it: with lengths as one-byte indexes store them, those of title and body each
    /// where it looks at both.
    #[inline]
    pub fn seen(&self, exact: DocumentStatistics) -> DocumentStatistics {
        if !self.fields {
            return DocumentStatistics { length: self.seen_length(exact.length), ..exact };
        }
        let title_length = self.seen_length(exact.title_length);
        let body_length = self.seen_length(exact.length.saturating_sub(exact.title_length));
        DocumentStatistics { length: title_length + body_length, title_length, ..exact }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_seen_by_field_where_a_model_looks_at_both() {
        let exact = DocumentStatistics::of_length(1_000).with_title(50);
        let lengths = |needs: Needs| {
            let seen = needs.seen(exact);
            (seen.length, seen.title_length)
        };
        let bytes = Needs { byte_lengths: true, ..Needs::length() };
        // In one byte 50 stays, 950 becomes 920, and 1,000 becomes 984.
        assert_eq!(lengths(Needs::length()), (1_000, 50));
        assert_eq!(lengths(Needs::length().fields()), (1_000, 50));
        assert_eq!((lengths(bytes), lengths(bytes.fields())), ((984, 50), (970, 50)));
    }

    #[test]
    fn a_mean_document_has_the_means_of_both_fields() {
        let collection = CollectionStatistics::new(4, 101, 1.0).with_title_tokens(5);
        assert_eq!(collection.mean_lengths(), (1.25, 24.0));
        let lengths = |needs: Needs| {
            let mean = collection.mean_document(needs, DocumentStatistics::default());
            (mean.length, mean.title_length)
        };
        assert_eq!((lengths(Needs::length()), lengths(Needs::length().fields())), ((25, 0), (25, 1)));
        assert_eq!(TermFrequency::from(3), TermFrequency { all: 3, title: 0 });
    }
}
