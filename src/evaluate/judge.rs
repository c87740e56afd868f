//! From a ranking and judgements to a judged ranking: ids and sources go in, grades with tie groups come out.

use std::borrow::Cow;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::judged::{NotRelevant, falling};
use super::{JudgedRanking, Target, TieGroup, Ties};
use crate::corpus::{Catalogue, Grade, Qrels};
use crate::retrieve::{Ranking, ScoredDocument};

/// What measures see of `ranking`, the results of `query`.
///
/// A judgement on a base id holds for the versions of that content that `target` names and that exist, but for those that
/// are judged alone; all other documents stay in the ranking, as not judged. A base without such a version counts for
/// nothing.
pub fn judge(
    ranking: &Ranking,
    catalogue: &Catalogue,
    qrels: &Qrels,
    query: &str,
    target: Target,
    ties: Ties,
) -> JudgedRanking {
    let of_source = |source| {
        qrels.contents(query).filter_map(move |(base, grades)| {
            let number = catalogue.number(base, source)?;
            Some((number, grades.of(number)?))
        })
    };
    let grades: FxHashMap<u32, Grade> = match target {
        Target::All => qrels.versions(query, catalogue).collect(),
        Target::Source(source) => of_source(source).collect(),
    };
    let group = |documents: &[ScoredDocument]| {
        let found = || documents.iter().filter_map(|document| grades.get(&document.document));
        TieGroup {
            size: documents.len(),
            grades: falling(found()),
            not_relevant: NotRelevant::count(found()),
        }
    };
    JudgedRanking {
        groups: groups(ranking, catalogue, ties).iter().map(group).collect(),
        ideal: falling(grades.values()),
        not_relevant: NotRelevant::count(grades.values()),
    }
}

/// The documents of a ranking, and where each group of them ends.
pub(super) struct Groups<'a> {
    documents: Cow<'a, [ScoredDocument]>,
    alone: bool,
}

/// The tie groups, best first; under a rule that breaks ties every group has one document.
pub(super) fn groups<'a>(ranking: &'a Ranking, catalogue: &Catalogue, ties: Ties) -> Groups<'a> {
    match ties {
        Ties::Average => Groups { documents: Cow::Borrowed(ranking.documents()), alone: false },
        Ties::TrecEval | Ties::DocidAscending | Ties::IndexOrder => {
            Groups { documents: Cow::Owned(untied(ranking, catalogue, ties)), alone: true }
        }
    }
}

impl Groups<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &[ScoredDocument]> {
        let alone = self.alone;
        self.documents.chunk_by(move |left, right| !alone && left.score == right.score)
    }
}

/// The documents in the one order that a rule makes of them.
fn untied(ranking: &Ranking, catalogue: &Catalogue, ties: Ties) -> Vec<ScoredDocument> {
    let mut documents = ranking.documents().to_vec();
    let name = |document: &ScoredDocument| catalogue.docno_order()[document.document as usize];
    match ties {
        // Within equal scores a ranking stands in the order of document numbers.
        Ties::Average | Ties::IndexOrder => {}
        Ties::DocidAscending => {
            documents.chunk_by_mut(|a, b| a.score == b.score).for_each(|tied| tied.sort_by_key(name));
        }
        Ties::TrecEval => {
            // trec_eval holds scores in single precision: what differs only beyond it ties there.
            let tied = |a: &ScoredDocument, b: &ScoredDocument| a.score as f32 == b.score as f32;
            for tied in documents.chunk_by_mut(tied).filter(|tied| tied.len() > 1) {
                tied.sort_by_key(|document| Reverse(name(document)));
            }
        }
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, Source, SourceId, SourceKind};
    use std::sync::Arc;

    fn catalogue() -> Catalogue {
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
        let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
        // 0: a-human, 1: b-human, 2: a-llm (b has no twin)
        Catalogue::new(
            vec![source("human"), source("llm")],
            SourceId(0),
            vec![id("a", 0), id("b", 0), id("a", 1)],
        )
    }

    fn ranking(scores: [f64; 3]) -> Ranking {
        let scored = |(document, score)| ScoredDocument { document: document as u32, score };
        Ranking::new(scores.into_iter().enumerate().map(scored).collect(), 10)
    }

    fn qrels() -> Qrels {
        let mut qrels = Qrels::default();
        qrels.insert("q", "a", 2);
        qrels.insert("q", "b", 1);
        qrels.insert("q", "c", 3);
        qrels
    }

    #[test]
    fn judgements_hold_for_the_versions_of_the_target() {
        let of =
            |target| judge(&ranking([1.0, 1.0, 1.0]), &catalogue(), &qrels(), "q", target, Ties::Average);
        let unjudged = JudgedRanking::UNJUDGED;
        assert_eq!(of(Target::All), JudgedRanking::new(&[[2, 2, 1]], &[]));
        assert_eq!(of(Target::Source(SourceId(1))), JudgedRanking::new(&[[2, unjudged, unjudged]], &[]));
    }

    #[test]
    fn a_version_that_is_judged_alone_has_its_own_grade() {
        let mut qrels = qrels();
        qrels.insert_version("q", "a", 2, 0);
        qrels.insert_version("p", "b", 1, 3);
        let of = |query, target| {
            judge(&ranking([3.0, 2.0, 1.0]), &catalogue(), &qrels, query, target, Ties::Average)
        };
        let unjudged = JudgedRanking::UNJUDGED;
        assert_eq!(of("q", Target::All), JudgedRanking::new(&[[2], [1], [0]], &[]));
        let [human, llm] = [0, 1].map(|source| of("q", Target::Source(SourceId(source))));
        assert_eq!(human, JudgedRanking::new(&[[2], [1], [unjudged]], &[]));
        assert_eq!(llm, JudgedRanking::new(&[[unjudged], [unjudged], [0]], &[]));
        assert_eq!(of("p", Target::All), JudgedRanking::new(&[[unjudged], [3], [unjudged]], &[]));
    }

    #[test]
    fn judgements_of_what_is_not_relevant_are_counted() {
        let mut qrels = qrels();
        qrels.insert("p", "a", 0);
        qrels.insert("p", "b", -1);
        let of = |target| judge(&ranking([3.0, 1.0, 1.0]), &catalogue(), &qrels, "p", target, Ties::Average);
        assert_eq!(of(Target::All), JudgedRanking::new(&[&[0][..], &[-1, 0]], &[]));
        let unjudged = JudgedRanking::UNJUDGED;
        assert_eq!(
            of(Target::Source(SourceId(1))),
            JudgedRanking::new(&[&[unjudged][..], &[unjudged, 0]], &[])
        );
    }

    #[test]
    fn each_rule_makes_its_own_order() {
        let order = |scores, ties| {
            let found =
                judge(&ranking(scores), &catalogue(), &qrels(), "q", Target::Source(SourceId(0)), ties);
            found.groups.iter().map(|group| group.grades.first().copied().unwrap_or(0)).collect::<Vec<_>>()
        };
        let tied = [1.0, 1.0, 1.0];
        assert_eq!(order(tied, Ties::IndexOrder), [2, 1, 0]);
        // b-human, a-llm, a-human
        assert_eq!(order(tied, Ties::TrecEval), [1, 0, 2]);
        // a-human, a-llm, b-human
        assert_eq!(order(tied, Ties::DocidAscending), [2, 0, 1]);
        // In single precision 1 + 10⁻⁹ is 1.
        let near = [1.0 + 1e-9, 1.0, 1.0];
        assert_eq!(order(near, Ties::TrecEval), [1, 0, 2]);
        assert_eq!(order(near, Ties::DocidAscending), [2, 0, 1]);
    }

    #[test]
    fn an_unjudged_query_has_no_ideal() {
        let found = judge(&Ranking::default(), &catalogue(), &qrels(), "other", Target::All, Ties::Average);
        assert_eq!(found, JudgedRanking::new::<Vec<Grade>>(&[], &[]));
    }
}
