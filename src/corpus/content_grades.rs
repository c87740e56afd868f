//! How one content is judged for a query: grades of the whole and of versions in; the grade of any version out.

use super::Grade;

/// A grade and the line that says it; line 0 where it was not read from a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Graded {
    pub grade: Grade,
    /// The place of its file among those that were read.
    pub file: u32,
    pub line: u64,
}

/// How one content is judged for a query: as a whole, by version, or both, and then a version by its own grade.
#[derive(Debug, Clone, Default)]
pub struct ContentGrades {
    pub(super) whole: Option<Graded>,
    /// By document number, sorted.
    pub(super) versions: Vec<(u32, Graded)>,
}

impl ContentGrades {
    /// The grade of a version, by its document number; `None` where it was not judged.
    pub fn of(&self, document: u32) -> Option<Grade> {
        let own = self.versions.iter().find(|(version, _)| *version == document);
        own.map(|(_, graded)| graded.grade).or(self.whole())
    }

    /// The grade of the content: the highest that it or a version of it was given.
    pub fn highest(&self) -> Grade {
        self.each().map(|graded| graded.grade).max().expect("a judged content has a grade")
    }

    /// The grade that these versions have in common; `None` where two of them are judged otherwise, or one alone is judged,
    /// or none.
    pub fn alike(&self, versions: impl IntoIterator<Item = u32>) -> Option<Grade> {
        let mut versions = versions.into_iter().map(|version| self.of(version));
        let first = versions.next()??;
        versions.all(|other| other == Some(first)).then_some(first)
    }

    /// The grade that holds for every version without one of its own; `None` where versions alone were judged.
    pub fn whole(&self) -> Option<Grade> {
        self.whole.map(|graded| graded.grade)
    }

    /// The versions that have a grade of their own: document number and grade.
    pub fn own(&self) -> impl Iterator<Item = (u32, Grade)> + '_ {
        self.versions.iter().map(|(version, graded)| (*version, graded.grade))
    }

    pub(super) fn each(&self) -> impl Iterator<Item = &Graded> {
        self.whole.iter().chain(self.versions.iter().map(|(_, graded)| graded))
    }

    /// The file and the first line in it that judges it; line 0 where it was not read from a file.
    pub(super) fn place(&self) -> (u32, u64) {
        self.each().map(|graded| (graded.file, graded.line)).min().unwrap_or((0, 0))
    }

    /// The same, read from files that follow on `first` others.
    pub(super) fn behind(mut self, first: u32) -> Self {
        let versions = self.versions.iter_mut().map(|(_, graded)| graded);
        self.whole.iter_mut().chain(versions).for_each(|graded| graded.file += first);
        self
    }

    /// Puts in the grade of a version; returns what it had before as its own.
    pub(super) fn insert(&mut self, document: u32, graded: Graded) -> Option<Graded> {
        match self.versions.binary_search_by_key(&document, |(version, _)| *version) {
            Ok(place) => Some(std::mem::replace(&mut self.versions[place].1, graded)),
            Err(place) => {
                self.versions.insert(place, (document, graded));
                None
            }
        }
    }
}

impl PartialEq for ContentGrades {
    fn eq(&self, other: &Self) -> bool {
        self.whole() == other.whole() && self.own().eq(other.own())
    }
}

impl Eq for ContentGrades {}
