//! Judgements: for each query, the grade of each judged content. A judgement is on a base id and holds for every
//! version of that content; which versions count is chosen at evaluation (all sources, or one).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How relevant a document is: 0 or below is not relevant, above 0 relevant, the gain is linear in the grade.
pub type Grade = i32;

/// The judgements of a collection, on base ids, sorted by query and base. Two are equal where their grades are.
#[derive(Debug, Clone, Default)]
pub struct Qrels {
    by_query: BTreeMap<String, BTreeMap<String, QueryGrades>>,
    file: Option<PathBuf>,
}

/// A grade and the line that says it; line 0 where it was not read from a file.
#[derive(Debug, Clone, Copy)]
struct QueryGrades {
    grade: Grade,
    line: u64,
}

impl Qrels {
    /// No judgements yet, to be filled from `file`, which messages name.
    pub(super) fn of_file(file: &Path) -> Self {
        Qrels { by_query: BTreeMap::new(), file: Some(file.to_path_buf()) }
    }

    /// Judgements at hand: query, content and grade. Of a pair that is given twice the last grade counts.
    ///
    /// ```
    /// use sourcebias::Qrels;
    /// let qrels = Qrels::from_grades([("q", "a", 2), ("q", "b", 0)]);
    /// assert_eq!(qrels.grade("q", "a"), Some(2));
    /// ```
    pub fn from_grades<Q: AsRef<str>, B: AsRef<str>>(
        judged: impl IntoIterator<Item = (Q, B, Grade)>,
    ) -> Self {
        let mut qrels = Qrels::default();
        for (query, base, grade) in judged {
            qrels.insert(query.as_ref(), base.as_ref(), grade);
        }
        qrels
    }

    /// Adds a judgement; returns the earlier grade where this query and base were judged before.
    pub fn insert(&mut self, query: &str, base: &str, grade: Grade) -> Option<Grade> {
        self.insert_at(query, base, grade, 0).map(|(earlier, _)| earlier)
    }

    /// Adds a judgement read at `line`, where this query and base were not judged before; otherwise changes nothing
    /// and returns the earlier grade and line.
    pub(super) fn insert_new(
        &mut self,
        query: &str,
        base: &str,
        grade: Grade,
        line: u64,
    ) -> Option<(Grade, u64)> {
        if let Some(earlier) = self.by_query.get(query).and_then(|judged| judged.get(base)) {
            return Some((earlier.grade, earlier.line));
        }
        self.insert_at(query, base, grade, line)
    }

    fn insert_at(&mut self, query: &str, base: &str, grade: Grade, line: u64) -> Option<(Grade, u64)> {
        let judged = self.by_query.entry(query.to_string()).or_default();
        judged
            .insert(base.to_string(), QueryGrades { grade, line })
            .map(|earlier| (earlier.grade, earlier.line))
    }

    /// The file they were read from.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The line of a judgement in its file; `None` where it does not exist or was not read from a file.
    pub fn line(&self, query: &str, base: &str) -> Option<u64> {
        self.by_query.get(query)?.get(base).map(|judged| judged.line).filter(|line| *line > 0)
    }

    /// Takes away the judgements that `keep` (query, base) refuses, and queries left without one; returns how many
    /// were taken away and the first of them by line.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) -> (u64, Option<Refused>) {
        let (mut count, mut first): (u64, Option<Refused>) = (0, None);
        for (query, judged) in &mut self.by_query {
            judged.retain(|base, QueryGrades { line, .. }| {
                let kept = keep(query, base);
                if !kept {
                    count += 1;
                    if first.as_ref().is_none_or(|first| *line < first.line) {
                        first = Some(Refused { query: query.clone(), base: base.clone(), line: *line });
                    }
                }
                kept
            });
        }
        self.by_query.retain(|_, judged| !judged.is_empty());
        (count, first)
    }

    /// The judged queries, sorted.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.by_query.keys().map(String::as_str)
    }

    /// The judgements of one query, by base id; empty where it has none.
    pub fn of(&self, query: &str) -> impl Iterator<Item = (&str, Grade)> {
        self.by_query.get(query).into_iter().flatten().map(|(base, judged)| (base.as_str(), judged.grade))
    }

    /// The grade of one content for one query; `None` where it was not judged.
    pub fn grade(&self, query: &str, base: &str) -> Option<Grade> {
        self.by_query.get(query)?.get(base).map(|judged| judged.grade)
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

/// A judgement that names a query or document that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub query: String,
    pub base: String,
    pub line: u64,
}

impl PartialEq for Qrels {
    fn eq(&self, other: &Self) -> bool {
        self.queries().eq(other.queries()) && self.queries().all(|query| self.of(query).eq(other.of(query)))
    }
}

impl Eq for Qrels {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_remembered_and_do_not_make_a_difference() {
        let mut read = Qrels::of_file(Path::new("test.tsv"));
        assert_eq!(read.insert_new("q", "d", 1, 5), None);
        assert_eq!(read.insert_new("q", "d", 2, 6), Some((1, 5)));
        assert_eq!((read.grade("q", "d"), read.line("q", "d")), (Some(1), Some(5)));
        let mut made = Qrels::default();
        assert_eq!(made.insert("q", "d", 1), None);
        assert_eq!(made.line("q", "d"), None);
        assert_eq!(read, made);
        made.insert("q", "e", 0);
        assert_ne!(read, made);
    }

    #[test]
    fn what_is_refused_is_counted_and_the_first_line_told() {
        let mut qrels = Qrels::default();
        for (line, (query, base)) in [("b", "x"), ("a", "x"), ("a", "y")].into_iter().enumerate() {
            qrels.insert_new(query, base, 1, line as u64 + 1);
        }
        let (count, first) = qrels.retain(|_, base| base != "x");
        assert_eq!((count, first), (2, Some(Refused { query: "b".into(), base: "x".into(), line: 1 })));
        assert_eq!(qrels.queries().collect::<Vec<_>>(), ["a"]);
    }
}
