//! Judgements: for each query, the grade of each judged content. A judgement on a base id holds for every version of
//! that content, one on a version for that version alone; which versions count is chosen at evaluation (all sources, or
//! one).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::content_grades::{ContentGrades, Graded};
use super::{Catalogue, Source};

/// How relevant a document is: 0 or below is not relevant, above 0 relevant, the gain is linear in the grade.
pub type Grade = i32;

/// The judgements of a collection, by content, sorted by query and base. Two are equal where their grades are.
///
/// Until they are checked against the documents ([`Qrels::of_versions`]) the name of a version, as run files have it, is
/// like a base id that no document has.
#[derive(Debug, Clone, Default)]
pub struct Qrels {
    by_query: BTreeMap<String, BTreeMap<String, ContentGrades>>,
    /// The files that they were read from, in order.
    files: Vec<PathBuf>,
}

impl Qrels {
    /// No judgements yet, to be filled from `file`, which messages name.
    pub(super) fn of_file(file: &Path) -> Self {
        Qrels { by_query: BTreeMap::new(), files: vec![file.to_path_buf()] }
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
        let earlier = self.by_query.get(query).and_then(|judged| judged.get(base)?.whole);
        if let Some(earlier) = earlier {
            return Some((earlier.grade, earlier.line));
        }
        self.insert_at(query, base, grade, line)
    }

    fn insert_at(&mut self, query: &str, base: &str, grade: Grade, line: u64) -> Option<(Grade, u64)> {
        let whole = &mut self.entry(query, base).whole;
        whole
            .replace(Graded { grade: grade.max(-Grade::MAX), file: 0, line })
            .map(|earlier| (earlier.grade, earlier.line))
    }

    /// Adds a judgement of one version, which is a document of `base`; returns the grade that it had as its own before.
    pub fn insert_version(&mut self, query: &str, base: &str, document: u32, grade: Grade) -> Option<Grade> {
        let graded = Graded { grade: grade.max(-Grade::MAX), file: 0, line: 0 };
        self.entry(query, base).insert(document, graded).map(|earlier| earlier.grade)
    }

    fn entry(&mut self, query: &str, base: &str) -> &mut ContentGrades {
        self.by_query.entry(query.to_string()).or_default().entry(base.to_string()).or_default()
    }

    /// The judgements with those of versions in their places: a judged name that is no base id and is the name of a document
    /// in run files ([`Catalogue::docno`]) is that of a version. All other names are left as they are.
    ///
    /// ```
    /// use sourcebias::Qrels;
    /// use sourcebias::corpus::{Catalogue, DocumentId, Source, SourceId, SourceKind};
    /// let source = |name: &str, kind| Source { name: name.to_string(), kind };
    /// let sources = vec![source("human", SourceKind::Human), source("gpt", SourceKind::Llm)];
    /// let ids = [0, 1].map(|source| DocumentId { base: "a".into(), source: SourceId(source) });
    /// let catalogue = Catalogue::new(sources, SourceId(0), ids.to_vec());
    /// let qrels = Qrels::from_grades([("q", "a-human", 2), ("q", "a-gpt", 1)]).of_versions(&catalogue);
    /// let (base, grades) = qrels.contents("q").next().expect("a is judged");
    /// assert_eq!((base, grades.of(0), grades.of(1), grades.highest()), ("a", Some(2), Some(1), 2));
    /// ```
    pub fn of_versions(&self, catalogue: &Catalogue) -> Qrels {
        let bases = catalogue.bases();
        let mut named: FxHashMap<&str, Option<u32>> = FxHashMap::default();
        let mut found = Qrels { by_query: BTreeMap::new(), files: self.files.clone() };
        for (query, judged) in &self.by_query {
            for (name, grades) in judged {
                let version = || catalogue.number_of_docno(name);
                let document = match bases.contains(&**name) {
                    true => None,
                    false => *named.entry(name).or_insert_with(version),
                };
                let base = document.map_or(&**name, |document| &*catalogue.id(document).base);
                let entry = found.entry(query, base);
                match (document, grades.whole) {
                    (Some(document), Some(graded)) => {
                        entry.insert(document, graded);
                    }
                    (_, whole) => entry.whole = whole.or(entry.whole),
                }
                grades.versions.iter().for_each(|(version, graded)| {
                    entry.insert(*version, *graded);
                });
            }
        }
        found
    }

    /// The judgements of a corpus whose texts are all contents of their own: a judged name holds for the text of that name of
    /// each source, `gpt/a` for that of one.
    pub(super) fn of_unpaired(&self, catalogue: &Catalogue) -> Qrels {
        let bases = catalogue.bases();
        let mut found = Qrels { by_query: BTreeMap::new(), files: self.files.clone() };
        for (query, judged) in &self.by_query {
            for (name, grades) in judged {
                let of = |source: &Source| format!("{}/{name}", source.name);
                let mut own: Vec<String> =
                    catalogue.sources().iter().map(of).filter(|base| bases.contains(&**base)).collect();
                if own.is_empty() {
                    own.push(name.clone());
                }
                for base in own {
                    let entry = found.entry(query, &base);
                    entry.whole = grades.whole.or(entry.whole);
                }
            }
        }
        found
    }

    /// Adds the judgements of another file; of a pair that both judge the grade here stays.
    pub(super) fn merge(&mut self, other: Qrels) {
        let first = self.files.len() as u32;
        self.files.extend(other.files);
        for (query, judged) in other.by_query {
            let known = self.by_query.entry(query).or_default();
            for (base, grades) in judged {
                known.entry(base).or_insert(grades.behind(first));
            }
        }
    }

    /// The file they were read from, the first where there are several.
    pub fn file(&self) -> Option<&Path> {
        self.files.first().map(PathBuf::as_path)
    }

    /// The line of a judgement in its file; `None` where it does not exist or was not read from a file.
    pub fn line(&self, query: &str, base: &str) -> Option<u64> {
        self.by_query.get(query)?.get(base).map(|grades| grades.place().1).filter(|line| *line > 0)
    }

    /// Takes away the judgements that `keep` (query, base) refuses, and queries left without one; returns how many
    /// were taken away and the first of them by file and line.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) -> (u64, Option<Refused>) {
        let (mut count, mut first): (u64, Option<Refused>) = (0, None);
        for (query, judged) in &mut self.by_query {
            judged.retain(|base, grades| {
                let (kept, place) = (keep(query, base), grades.place());
                if !kept {
                    count += grades.each().count() as u64;
                    if first.as_ref().is_none_or(|first| place < (first.file, first.line)) {
                        let (query, base) = (query.clone(), base.clone());
                        first = Some(Refused { query, base, file: place.0, line: place.1 });
                    }
                }
                kept
            });
        }
        self.by_query.retain(|_, judged| !judged.is_empty());
        (count, first)
    }

    /// The file of a judgement that was taken away.
    pub(super) fn file_of(&self, refused: &Refused) -> Option<&Path> {
        self.files.get(refused.file as usize).map(PathBuf::as_path)
    }

    /// The judged queries, sorted.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.by_query.keys().map(String::as_str)
    }

    /// The judged contents of one query, by base id, each with its highest grade; empty where it has none.
    pub fn of(&self, query: &str) -> impl Iterator<Item = (&str, Grade)> {
        self.contents(query).map(|(base, grades)| (base, grades.highest()))
    }

    /// The judged contents of one query, by base id; empty where it has none.
    pub fn contents(&self, query: &str) -> impl Iterator<Item = (&str, &ContentGrades)> {
        self.by_query.get(query).into_iter().flatten().map(|(base, grades)| (base.as_str(), grades))
    }

    /// The judged versions of one query: document number and grade, by base id and source; all versions of a content that is
    /// judged as a whole.
    pub fn versions<'q>(
        &'q self,
        query: &'q str,
        catalogue: &'q Catalogue,
    ) -> impl Iterator<Item = (u32, Grade)> + 'q {
        self.contents(query).flat_map(|(base, grades)| {
            catalogue.versions(base).filter_map(|number| Some((number, grades.of(number)?)))
        })
    }

    /// The highest grade of one content for one query; `None` where it was not judged.
    pub fn grade(&self, query: &str, base: &str) -> Option<Grade> {
        self.by_query.get(query)?.get(base).map(ContentGrades::highest)
    }

    /// The number of judgements, of contents and of versions.
    pub fn len(&self) -> usize {
        self.by_query.values().flat_map(BTreeMap::values).map(|grades| grades.each().count()).sum()
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
    /// The place of its file among those that were read.
    pub file: u32,
    pub line: u64,
}

impl PartialEq for Qrels {
    fn eq(&self, other: &Self) -> bool {
        self.by_query == other.by_query
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
    fn a_version_has_its_own_grade_and_others_that_of_the_content() {
        let source = |name: &str, kind| crate::corpus::Source { name: name.to_string(), kind };
        let kinds = [crate::corpus::SourceKind::Human, crate::corpus::SourceKind::Llm];
        let sources = [("human", kinds[0]), ("x-gpt", kinds[1]), ("gpt", kinds[1])];
        let ids = [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 2), ("b-gpt", 0), ("c-x", 2)];
        let id = |(base, source): (&str, u32)| crate::corpus::DocumentId {
            base: base.into(),
            source: crate::corpus::SourceId(source),
        };
        let catalogue = Catalogue::new(
            sources.map(|(name, kind)| source(name, kind)).to_vec(),
            crate::corpus::SourceId(0),
            ids.map(id).to_vec(),
        );
        let mut read = Qrels::of_file(Path::new("test.tsv"));
        let lines = ["a", "a-x-gpt", "b-gpt", "b-human", "c-x-gpt", "z-gpt"];
        for (line, name) in (1..).zip(lines) {
            read.insert_new("q", name, line as Grade, line);
        }
        let found = read.of_versions(&catalogue);
        // `b-gpt` is a content of that name, and `z-gpt` nothing.
        let of: Vec<(&str, Vec<Option<Grade>>)> = found
            .contents("q")
            .map(|(base, grades)| (base, (0..7).map(|n| grades.of(n)).collect()))
            .collect();
        assert_eq!(
            of,
            [
                ("a", vec![Some(1), Some(2), Some(1), Some(1), Some(1), Some(1), Some(1)]),
                ("b", vec![None, None, None, Some(4), None, None, None]),
                ("b-gpt", vec![Some(3); 7]),
                ("c-x", vec![None, None, None, None, None, None, Some(5)]),
                ("z-gpt", vec![Some(6); 7]),
            ]
        );
        let versions: Vec<(u32, Grade)> = found.versions("q", &catalogue).collect();
        assert_eq!(versions, [(0, 1), (1, 2), (2, 1), (3, 4), (5, 3), (6, 5)]);
        assert_eq!((found.len(), found.line("q", "b"), found.grade("q", "a")), (6, Some(4), Some(2)));
        let alike = |base: &str, versions: [u32; 2]| {
            found.contents("q").find(|(other, _)| *other == base).unwrap().1.alike(versions)
        };
        assert_eq!((alike("a", [0, 2]), alike("a", [0, 1]), alike("b", [3, 4])), (Some(1), None, None));
        // Once more changes nothing.
        assert_eq!(found.of_versions(&catalogue), found);
    }

    #[test]
    fn judgements_of_two_files_know_theirs() {
        let [mut one, mut other] = ["one.tsv", "other.tsv"].map(|name| Qrels::of_file(Path::new(name)));
        one.insert_new("q", "d", 1, 5);
        other.insert_new("q", "d", 2, 1);
        other.insert_new("r", "e", 3, 2);
        one.merge(other);
        assert_eq!(
            (one.grade("q", "d"), one.grade("r", "e"), one.line("r", "e")),
            (Some(1), Some(3), Some(2))
        );
        let (_, first) = one.retain(|query, _| query != "r");
        assert_eq!(one.file_of(&first.unwrap()), Some(Path::new("other.tsv")));
        assert_eq!(one.file(), Some(Path::new("one.tsv")));
    }

    #[test]
    fn what_is_refused_is_counted_and_the_first_line_told() {
        let mut qrels = Qrels::default();
        for (line, (query, base)) in [("b", "x"), ("a", "x"), ("a", "y")].into_iter().enumerate() {
            qrels.insert_new(query, base, 1, line as u64 + 1);
        }
        let (count, first) = qrels.retain(|_, base| base != "x");
        let refused = Refused { query: "b".into(), base: "x".into(), file: 0, line: 1 };
        assert_eq!((count, first), (2, Some(refused)));
        assert_eq!(qrels.queries().collect::<Vec<_>>(), ["a"]);
    }
}
