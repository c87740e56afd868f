//! A query: an id and a text.

/// A query as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its id, as in the judgements.
    pub id: String,
    /// Its text, as typed; never sent through a query parser.
    pub text: String,
}
