//! A judged ranking: grades in rank order with tie groups, and never ids, so that no measure can know a source.

use crate::corpus::{Grade, SourceId};

/// How many documents are judged as not relevant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NotRelevant {
    /// Those of grade 0.
    pub zero: usize,
    /// Those of a grade below 0, which trec_eval's bpref takes as not judged.
    pub below: usize,
}

impl NotRelevant {
    /// How many there are in all.
    pub fn total(self) -> usize {
        self.zero + self.below
    }

    /// The number that counts documents of this grade, 0 or below.
    pub(super) fn of(&mut self, grade: Grade) -> &mut usize {
        if grade == 0 { &mut self.zero } else { &mut self.below }
    }

    /// Counts those of these grades, leaving out the relevant and what is not judged.
    pub(super) fn count<'a>(grades: impl Iterator<Item = &'a Grade>) -> NotRelevant {
        let mut counts = NotRelevant::default();
        for grade in grades.filter(|grade| **grade <= 0 && **grade != JudgedRanking::UNJUDGED) {
            *counts.of(*grade) += 1;
        }
        counts
    }
}

/// Documents of equal score: how many, and how those are judged that are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TieGroup {
    /// How many documents tie, at least 1.
    pub size: usize,
    /// The grades above 0 among them, in falling order; all others count as 0.
    pub grades: Vec<Grade>,
    /// How many are judged as not relevant; those left are not judged.
    pub not_relevant: NotRelevant,
}

/// One query's ranking as measures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JudgedRanking {
    /// The tie groups, best first; under a rule that breaks ties every group has one document.
    pub groups: Vec<TieGroup>,
    /// All grades above 0 that the target has for this query, retrieved or not, in falling order.
    pub ideal: Vec<Grade>,
    /// How many documents of the target are judged as not relevant for this query, retrieved or not.
    pub not_relevant: NotRelevant,
}

impl JudgedRanking {
    /// What stands for the grade of a document that is not judged.
    pub const UNJUDGED: Grade = Grade::MIN;

    /// The ranking of documents with these grades, those that tie together, best first; and the grades of documents that
    /// were not retrieved. Grades up to 0 are those of documents that are judged as not relevant, but for
    /// [`UNJUDGED`](Self::UNJUDGED).
    ///
    /// ```
    /// use sourcebias::evaluate::JudgedRanking;
    /// let ranking = JudgedRanking::new(&[&[0][..], &[1, 0, 2]], &[3]);
    /// assert_eq!((ranking.groups[1].size, &ranking.groups[1].grades[..]), (3, &[2, 1][..]));
    /// assert_eq!(ranking.ideal, [3, 2, 1]);
    /// assert_eq!((ranking.not_relevant.zero, ranking.relevant(2)), (2, 2));
    /// ```
    pub fn new<G: AsRef<[Grade]>>(groups: &[G], unretrieved: &[Grade]) -> Self {
        let grades = || groups.iter().map(AsRef::as_ref);
        JudgedRanking {
            groups: grades()
                .map(|group| TieGroup {
                    size: group.len(),
                    grades: falling(group.iter()),
                    not_relevant: NotRelevant::count(group.iter()),
                })
                .collect(),
            ideal: falling(grades().flatten().chain(unretrieved)),
            not_relevant: NotRelevant::count(grades().flatten().chain(unretrieved)),
        }
    }

    /// How many documents of the target have at least this grade, which is above 0, retrieved or not.
    pub fn relevant(&self, level: Grade) -> usize {
        at_least(&self.ideal, level)
    }
}

/// How many of these grades, in falling order, are at least `level`.
pub(super) fn at_least(grades: &[Grade], level: Grade) -> usize {
    grades.partition_point(|grade| *grade >= level)
}

/// The grades above 0, in falling order.
pub(super) fn falling<'a>(grades: impl Iterator<Item = &'a Grade>) -> Vec<Grade> {
    let mut above: Vec<Grade> = grades.copied().filter(|grade| *grade > 0).collect();
    above.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
    above
}

/// Which versions of a judged content count as relevant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Those of every source.
    All,
    /// Those of one source; the other sources' stay in the ranking as not judged.
    Source(SourceId),
}

/// What is done with documents of equal score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// Measures are averaged over all orders of tied documents, in closed form.
    #[default]
    Average,
    /// trec_eval's rule: document id descending.
    TrecEval,
    /// Anserini's rule: document id ascending.
    DocidAscending,
    /// As indexed: the earlier document number first.
    IndexOrder,
}

impl Ties {
    /// Every rule, the default first.
    pub const ALL: [Ties; 4] = [Ties::Average, Ties::TrecEval, Ties::DocidAscending, Ties::IndexOrder];

    /// The name, as in experiment files.
    pub fn name(self) -> &'static str {
        match self {
            Ties::Average => "average",
            Ties::TrecEval => "trec_eval",
            Ties::DocidAscending => "docid_ascending",
            Ties::IndexOrder => "index_order",
        }
    }
}
