//! Judgements: for each query, the grade of each judged content. A judgement is on a base id and holds for every
//! version of that content; which versions count is chosen at evaluation (all sources, or one).

use std::collections::BTreeMap;

/// How relevant a document is: 0 or below is not relevant, above 0 relevant, the gain is linear in the grade.
pub type Grade = i32;

/// The judgements of a collection, on base ids, sorted by query and base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qrels {
    by_query: BTreeMap<String, BTreeMap<String, Grade>>,
}

impl Qrels {
    /// Adds a judgement; returns the earlier grade where this query and base were judged before.
    pub fn insert(&mut self, query: &str, base: &str, grade: Grade) -> Option<Grade> {
        self.by_query.entry(query.to_string()).or_default().insert(base.to_string(), grade)
    }

    /// The judged queries, sorted.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.by_query.keys().map(String::as_str)
    }

    /// The judgements of one query, by base id; empty where it has none.
    pub fn of(&self, query: &str) -> impl Iterator<Item = (&str, Grade)> {
        self.by_query.get(query).into_iter().flatten().map(|(base, grade)| (base.as_str(), *grade))
    }

    /// The grade of one content for one query; `None` where it was not judged.
    pub fn grade(&self, query: &str, base: &str) -> Option<Grade> {
        self.by_query.get(query)?.get(base).copied()
    }

    /// The number of judgements.
    pub fn len(&self) -> usize {
        self.by_query.values().map(BTreeMap::len).sum()
    }

    /// Whether there is no judgement.
    pub fn is_empty(&self) -> bool {
        self.by_query.is_empty()
    }
}
