//! A judged ranking: grades in rank order with tie groups, and never ids, so that no measure can know a source.

use crate::corpus::{Grade, SourceId};

/// Documents of equal score: how many, and the grades above 0 among them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TieGroup {
    /// How many documents tie, at least 1.
    pub size: usize,
    /// The grades above 0 among them, in falling order; all others count as 0.
    pub grades: Vec<Grade>,
}

/// One query's ranking as measures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JudgedRanking {
    /// The tie groups, best first; under a rule that breaks ties every group has one document.
    pub groups: Vec<TieGroup>,
    /// All grades above 0 that the target has for this query, retrieved or not, in falling order.
    pub ideal: Vec<Grade>,
}

impl JudgedRanking {
    /// The ranking of documents with these grades, those that tie together, best first; and the grades of documents that
    /// were not retrieved. Grades up to 0 are those of documents that are not relevant.
    ///
    /// ```
    /// use sourcebias::evaluate::JudgedRanking;
    /// let ranking = JudgedRanking::new(&[&[0][..], &[1, 0, 2]], &[3]);
    /// assert_eq!((ranking.groups[1].size, &ranking.groups[1].grades[..]), (3, &[2, 1][..]));
    /// assert_eq!(ranking.ideal, [3, 2, 1]);
    /// ```
    pub fn new<G: AsRef<[Grade]>>(groups: &[G], unretrieved: &[Grade]) -> Self {
        let grades = || groups.iter().map(AsRef::as_ref);
        JudgedRanking {
            groups: grades()
                .map(|group| TieGroup { size: group.len(), grades: falling(group.iter()) })
                .collect(),
            ideal: falling(grades().flatten().chain(unretrieved)),
        }
    }
}

/// The grades above 0, in falling order.
fn falling<'a>(grades: impl Iterator<Item = &'a Grade>) -> Vec<Grade> {
    let mut above: Vec<Grade> = grades.copied().filter(|grade| *grade > 0).collect();
    above.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
    above
}

/// Which versions of a judged content count as relevant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Those of every source.
    All,
    /// Those of one source; the other sources' stay in the ranking as unjudged.
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
