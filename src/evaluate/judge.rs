//! From a ranking and judgements to a judged ranking: ids and sources go in, grades with tie groups come out.

use std::borrow::Cow;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::judged::{NotRelevant, falling};
use super::{JudgedRanking, Measure, Target, TieGroup, Ties};
use crate::corpus::{Catalogue, Grade, Qrels};
use crate::registry::Named;
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
    let [judged] = judge_each(ranking, catalogue, (qrels, query), &[target], (ties, usize::MAX))
        .try_into()
        .expect("one a target");
    judged
}

/// [`judge`] for several targets, documents being looked up once for all of them. Groups that start at rank `reach` or
/// beyond, counted from 0, are left out.
pub(super) fn judge_each(
    ranking: &Ranking,
    catalogue: &Catalogue,
    (qrels, query): (&Qrels, &str),
    targets: &[Target],
    (ties, reach): (Ties, usize),
) -> Vec<JudgedRanking> {
    let judged: Vec<(u32, Grade)> = qrels.versions(query, catalogue).collect();
    let grades: FxHashMap<u32, Grade> = judged.iter().copied().collect();
    let (mut sizes, mut ranked) = (Vec::new(), Vec::new());
    for group in groups(ranking, catalogue, (ties, reach)).iter() {
        let found = group.iter().filter_map(|one| Some((one.document, *grades.get(&one.document)?)));
        ranked.extend(found.map(|(document, grade)| (sizes.len(), document, grade)));
        sizes.push(group.len());
    }
    let of_target = |target: &Target| {
        let counts = |document: u32| match target {
            Target::All => true,
            Target::Source(source) => catalogue.id(document).source == *source,
        };
        let group =
            |size: &usize| TieGroup { size: *size, grades: Vec::new(), not_relevant: NotRelevant::default() };
        let mut groups: Vec<TieGroup> = sizes.iter().map(group).collect();
        let ranked: Vec<(usize, Grade)> =
            ranked.iter().filter(|one| counts(one.1)).map(|(place, _, grade)| (*place, *grade)).collect();
        for of_group in ranked.chunk_by(|left, right| left.0 == right.0) {
            let (group, grades) = (&mut groups[of_group[0].0], || of_group.iter().map(|(_, grade)| grade));
            group.grades = falling(grades());
            group.not_relevant = NotRelevant::count(grades());
        }
        let all = || judged.iter().filter(|(document, _)| counts(*document)).map(|(_, grade)| grade);
        JudgedRanking { groups, ideal: falling(all()), not_relevant: NotRelevant::count(all()) }
    };
    targets.iter().map(of_target).collect()
}

/// The rank, counted from 0, from which on documents do not matter to any of these measures.
pub(super) fn reach(measures: &[Named<dyn Measure>]) -> usize {
    let cutoffs = measures.iter().map(|measure| measure.object.cutoff().unwrap_or(usize::MAX));
    cutoffs.max().unwrap_or(0)
}

/// The first documents of a ranking, and where each group of them ends.
pub(super) struct Groups<'a> {
    documents: Cow<'a, [ScoredDocument]>,
    alone: bool,
    reach: usize,
}

/// The tie groups that start before rank `reach`, counted from 0, best first; under a rule that breaks ties every group has one
/// document.
pub(super) fn groups<'a>(
    ranking: &'a Ranking,
    catalogue: &Catalogue,
    (ties, reach): (Ties, usize),
) -> Groups<'a> {
    let (documents, alone) = match ties {
        Ties::Average => (Cow::Borrowed(ranking.documents()), false),
        Ties::TrecEval | Ties::DocidAscending | Ties::IndexOrder => {
            (Cow::Owned(untied(ranking, catalogue, (ties, reach))), true)
        }
    };
    Groups { documents, alone, reach }
}

impl Groups<'_> {
    /// One after the other.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[ScoredDocument]> {
        let (alone, reach, mut above) = (self.alone, self.reach, 0);
        let groups = self.documents.chunk_by(move |left, right| !alone && left.score == right.score);
        groups.take_while(move |group| {
            let starts_at = above;
            above += group.len();
            starts_at < reach
        })
    }
}

/// The first `reach` documents, at least, in the one order that a rule makes of them.
fn untied(ranking: &Ranking, catalogue: &Catalogue, (ties, reach): (Ties, usize)) -> Vec<ScoredDocument> {
    let all = ranking.documents();
    // What is behind the first of them and does not tie with the last, in single precision either, comes in under no rule.
    let last = reach.checked_sub(1).and_then(|last| all.get(last));
    let first = last
        .map_or(all.len(), |last| all.partition_point(|document| document.score as f32 >= last.score as f32));
    let mut documents = all[..first].to_vec();
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
    use crate::statistics::stream;
    use rand::RngExt;
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

    /// The definition, each target by itself and every document looked up where it stands.
    fn plain(
        ranking: &Ranking,
        catalogue: &Catalogue,
        qrels: &Qrels,
        target: Target,
        ties: Ties,
    ) -> JudgedRanking {
        let of_source = |source| {
            qrels.contents("q").filter_map(move |(base, grades)| {
                let number = catalogue.number(base, source)?;
                Some((number, grades.of(number)?))
            })
        };
        let grades: FxHashMap<u32, Grade> = match target {
            Target::All => qrels.versions("q", catalogue).collect(),
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
            groups: groups(ranking, catalogue, (ties, usize::MAX)).iter().map(group).collect(),
            ideal: falling(grades.values()),
            not_relevant: NotRelevant::count(grades.values()),
        }
    }

    #[test]
    fn targets_together_are_each_by_itself() {
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
        for seed in 0..200 {
            let mut generator = stream(seed, 0);
            let mut ids: Vec<DocumentId> = Vec::new();
            for (base, source) in (0..6).flat_map(|base| (0..3).map(move |source| (base, source))) {
                if generator.random_range(0..4) > 0 {
                    ids.push(DocumentId { base: Arc::from(format!("{base}")), source: SourceId(source) });
                }
            }
            let mut qrels = Qrels::default();
            for base in 0..8 {
                qrels.insert("q", &format!("{base}"), generator.random_range(-1..4));
            }
            if let Some(first) = ids.first().filter(|_| seed % 2 == 0) {
                qrels.insert_version("q", &first.base, 0, generator.random_range(-1..4));
            }
            let scored = (0..ids.len() as u32).filter(|document| document % 7 != 3);
            let scored = scored.map(|document| ScoredDocument {
                document,
                score: f64::from(generator.random_range(0..5_u32)),
            });
            let ranking = Ranking::new(scored.collect(), 100);
            let catalogue = Catalogue::new(["a", "b", "c"].map(source).to_vec(), SourceId(0), ids);
            let sources = (0..3).map(|source| Target::Source(SourceId(source)));
            let targets: Vec<Target> = std::iter::once(Target::All).chain(sources).collect();
            for ties in Ties::ALL {
                let found = judge_each(&ranking, &catalogue, (&qrels, "q"), &targets, (ties, usize::MAX));
                let each = targets.iter().map(|target| plain(&ranking, &catalogue, &qrels, *target, ties));
                let mut each: Vec<JudgedRanking> = each.collect();
                assert_eq!(found, each, "{seed}");
                // Groups that are out of reach are left out, and nothing else changes.
                for reach in (0..8).rev() {
                    let starts =
                        |group: usize| each[0].groups[..group].iter().map(|one| one.size).sum::<usize>();
                    let within = (0..each[0].groups.len()).take_while(|group| starts(*group) < reach).count();
                    each.iter_mut().for_each(|judged| judged.groups.truncate(within));
                    let found = judge_each(&ranking, &catalogue, (&qrels, "q"), &targets, (ties, reach));
                    assert_eq!(found, each, "{seed} {reach}");
                }
            }
        }
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
