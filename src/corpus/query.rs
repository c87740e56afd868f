//! A query: an id, a text, and the cluster it belongs to and who wrote it, where these were named.

/// A query as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its id, as in the judgements.
    pub id: String,
    /// Its text, as typed; never sent through a query parser.
    pub text: String,
    /// The name of the cluster of queries it belongs to, such as the variants of one need; `None` where the file names
    /// none. See [`query_clusters`](super::query_clusters).
    pub cluster: Option<String>,
    /// Who wrote it, such as people or a language model; `None` where neither settings nor file say so.
    pub author: Option<String>,
}

impl Query {
    /// A query that names no cluster and no author.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Query { id: id.into(), text: text.into(), cluster: None, author: None }
    }
}

/// The id of a query that `id` may be meant for: the same number, or the same word in other letters.
pub(super) fn like<'a>(id: &str, queries: &'a [Query]) -> Option<&'a str> {
    let number = id.parse::<f64>().ok();
    let same = |other: &str| {
        other.to_lowercase() == id.to_lowercase() || number.is_some() && other.parse::<f64>().ok() == number
    };
    queries.iter().map(|query| query.id.as_str()).find(|other| same(other))
}
