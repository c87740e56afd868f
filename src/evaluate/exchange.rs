//! Labels exchanged: a ranking, judgements and measures in; how far the difference between two targets rests on the labels
//! of each judged content out.

use rustc_hash::FxHashMap;

use super::judge::{groups, reach};
use super::judged::NotRelevant;
use super::{JudgedRanking, Measure, TieGroup, Ties};
use crate::corpus::{Catalogue, Grade, Qrels, SourceId};
use crate::registry::Named;
use crate::retrieve::Ranking;

/// What one judged content contributes to the differences of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangedContent {
    /// The number of one of its documents.
    pub document: u32,
    /// Its grade, the higher of the two versions' where they are judged apart.
    pub grade: Grade,
    /// For each measure, half of what the difference H − L loses when the two versions of this content alone exchange
    /// their labels.
    pub contributions: Vec<f64>,
}

/// One judged content in a ranking.
struct Content {
    /// The versions of the two sources that are judged, with their grades, and the tie group that each stands in.
    versions: Versions,
    places: [Option<usize>; 2],
}

/// The judged versions of one content by two sources, with their grades.
type Versions = [Option<(u32, Grade)>; 2];

/// The contributions of the relevant contents of `query`, and of all that are judged where one of the measures sees them, to
/// H − L, where H is a measure with the versions of the first of `sources` as target and L with those of the second.
/// Contents that neither has a version of are left out.
///
/// With every label exchanged the difference is −(H − L): it is an odd function of the labels. Where a measure is a sum over
/// documents (nDCG, P, R, RBP, Judged) or over pairs of them (AP), it is therefore linear in them, H − L = Σ of the
/// contributions, and under any exchange of labels it is the sum with the signs of those contents turned, exactly; for those
/// that divide by what is judged relevant (nDCG, R, AP), and for Rprec, where each content has both versions and both have
/// the same grade. For RR, ERR and Success, of more than two relevant contents, for bpref, and elsewhere, that is true to
/// first order. A version keeps its own grade when it changes its label. A rule that breaks ties by document ids has done so
/// before labels are exchanged.
pub fn exchange_labels(
    ranking: &Ranking,
    catalogue: &Catalogue,
    judgements: (&Qrels, &str),
    sources: [SourceId; 2],
    ties: Ties,
    measures: &[Named<dyn Measure>],
) -> Vec<ExchangedContent> {
    JudgedContents::new(catalogue, judgements, sources, measures).exchange(ranking, catalogue, ties).contents
}

/// The judged contents of one query, each with its versions of two sources: what any number of rankings are held against.
pub struct JudgedContents<'a> {
    measures: &'a [Named<dyn Measure>],
    contents: Vec<Versions>,
    /// Of each version the place of its content, and its side.
    versions: FxHashMap<u32, (usize, usize)>,
}

/// What a ranking is worth to two sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchanged {
    /// For each measure its values with the versions of the first source and of the second as target; `None` where it is
    /// undefined.
    pub values: Vec<[Option<f64>; 2]>,
    /// What each content contributes to their differences.
    pub contents: Vec<ExchangedContent>,
}

impl<'a> JudgedContents<'a> {
    /// The relevant contents of a query, and all that are judged where one of the measures sees them.
    pub fn new(
        catalogue: &Catalogue,
        (qrels, query): (&Qrels, &str),
        sources: [SourceId; 2],
        measures: &'a [Named<dyn Measure>],
    ) -> Self {
        let all = measures.iter().any(|measure| measure.object.sees_not_relevant());
        let contents: Vec<Versions> = qrels
            .contents(query)
            .map(|(base, grades)| {
                sources.map(|source| {
                    let number = catalogue.number(base, source)?;
                    Some((number, grades.of(number)?))
                })
            })
            .filter(|versions| versions.iter().flatten().any(|(_, grade)| *grade > 0 || all))
            .collect();
        let sides = |(place, versions): (usize, &Versions)| {
            let known = [0, 1].map(|side: usize| versions[side].map(|(version, _)| (version, (place, side))));
            known.into_iter().flatten()
        };
        let versions = contents.iter().enumerate().flat_map(sides).collect();
        JudgedContents { measures, contents, versions }
    }

    /// The values of a ranking, and the contributions that [`exchange_labels`] speaks of.
    pub fn exchange(&self, ranking: &Ranking, catalogue: &Catalogue, ties: Ties) -> Exchanged {
        let measures = self.measures;
        let unranked = |versions: &Versions| Content { versions: *versions, places: [None; 2] };
        let mut contents: Vec<Content> = self.contents.iter().map(unranked).collect();
        let mut sizes = Vec::new();
        for group in groups(ranking, catalogue, (ties, reach(measures))).iter() {
            for document in group {
                if let Some((content, side)) = self.versions.get(&document.document) {
                    contents[*content].places[*side] = Some(sizes.len());
                }
            }
            sizes.push(group.len());
        }
        let mut judged = judged(&contents, &sizes);
        let values = |judged: &[JudgedRanking; 2]| -> Vec<[Option<f64>; 2]> {
            let of = |measure: &Named<dyn Measure>| judged.each_ref().map(|side| measure.object.value(side));
            measures.iter().map(of).collect()
        };
        let differences = |values: &[[Option<f64>; 2]]| -> Vec<f64> {
            values.iter().map(|[one, other]| one.unwrap_or(0.0) - other.unwrap_or(0.0)).collect()
        };
        let found = values(&judged);
        let whole = differences(&found);
        let of_content = |content: &Content| {
            let versions = || content.versions.into_iter().flatten();
            let (document, _) = versions().next().expect("some version is there");
            let grade = versions().map(|(_, grade)| grade).max().expect("some version is there");
            let grades = content.versions.map(|version| version.map(|(_, grade)| grade));
            if grades[0] == grades[1] && content.places[0] == content.places[1] {
                return ExchangedContent { document, grade, contributions: vec![0.0; measures.len()] };
            }
            for (side, judged) in judged.iter_mut().enumerate() {
                exchange(judged, content, side);
            }
            let exchanged = differences(&values(&judged));
            for (side, judged) in judged.iter_mut().enumerate() {
                exchange(judged, content, 1 - side);
            }
            let halves = whole.iter().zip(exchanged).map(|(whole, exchanged)| (whole - exchanged) / 2.0);
            ExchangedContent { document, grade, contributions: halves.collect() }
        };
        let contents = contents.iter().map(of_content).collect();
        Exchanged { values: found, contents }
    }
}

/// What measures see of tie groups of these sizes with the versions of either source as target.
fn judged(contents: &[Content], sizes: &[usize]) -> [JudgedRanking; 2] {
    let empty = |size| TieGroup { size, grades: Vec::new(), not_relevant: NotRelevant::default() };
    [0, 1].map(|side| {
        let of_side = || contents.iter().filter_map(|one| one.versions[side]).map(|(_, grade)| grade);
        let mut judged = JudgedRanking {
            groups: sizes.iter().map(|size| empty(*size)).collect(),
            ideal: of_side().filter(|grade| *grade > 0).collect(),
            not_relevant: NotRelevant::count(of_side().collect::<Vec<_>>().iter()),
        };
        contents.iter().for_each(|content| add(&mut judged, content, side));
        judged.ideal.sort_unstable_by(|left, right| right.cmp(left));
        judged
    })
}

/// Puts the version of `side` into the groups.
fn add(judged: &mut JudgedRanking, content: &Content, side: usize) {
    if let (Some((_, grade)), Some(place)) = (content.versions[side], content.places[side]) {
        let group = &mut judged.groups[place];
        insert(&mut group.grades, &mut group.not_relevant, grade);
    }
}

/// Takes the version of `side` out and puts the other one in.
fn exchange(judged: &mut JudgedRanking, content: &Content, side: usize) {
    if let (Some((_, grade)), Some(place)) = (content.versions[side], content.places[side]) {
        let group = &mut judged.groups[place];
        remove(&mut group.grades, &mut group.not_relevant, grade);
    }
    add(judged, content, 1 - side);
    if let Some((_, grade)) = content.versions[side] {
        remove(&mut judged.ideal, &mut judged.not_relevant, grade);
    }
    if let Some((_, grade)) = content.versions[1 - side] {
        insert(&mut judged.ideal, &mut judged.not_relevant, grade);
    }
}

/// Adds to grades in falling order, or to the numbers of those that are not relevant.
fn insert(grades: &mut Vec<Grade>, not_relevant: &mut NotRelevant, grade: Grade) {
    match grade > 0 {
        true => grades.insert(grades.partition_point(|other| *other >= grade), grade),
        false => *not_relevant.of(grade) += 1,
    }
}

/// Takes one away from grades in falling order, or from the numbers of those that are not relevant.
fn remove(grades: &mut Vec<Grade>, not_relevant: &mut NotRelevant, grade: Grade) {
    match grade > 0 {
        true => {
            grades.remove(grades.partition_point(|other| *other > grade));
        }
        false => *not_relevant.of(grade) -= 1,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rand::RngExt;

    use super::*;
    use crate::corpus::{DocumentId, Source, SourceKind};
    use crate::evaluate::{MEASURES, Target, judge};
    use crate::retrieve::ScoredDocument;
    use crate::statistics::stream;

    fn catalogue(ids: &[(u32, u32)]) -> Catalogue {
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Human };
        let id = |(base, source): &(u32, u32)| DocumentId {
            base: Arc::from(format!("{base}")),
            source: SourceId(*source),
        };
        Catalogue::new(vec![source("human"), source("llm")], SourceId(0), ids.iter().map(id).collect())
    }

    #[test]
    fn one_content_by_hand() {
        // The llm's version first, the human's third; a human document without a twin second.
        let catalogue = catalogue(&[(0, 0), (0, 1), (1, 0)]);
        let scored = |(document, score)| ScoredDocument { document, score };
        let ranking = Ranking::new([(1, 3.0), (2, 2.0), (0, 1.0)].map(scored).to_vec(), 10);
        let mut qrels = Qrels::default();
        qrels.insert("q", "0", 2);
        let measures = ["nDCG@10", "P@1"].map(|spec| MEASURES.parse(spec).unwrap());
        let found = exchange_labels(
            &ranking,
            &catalogue,
            (&qrels, "q"),
            [SourceId(0), SourceId(1)],
            Ties::Average,
            &measures,
        );
        // H = 1/log₂ 4, L = 1: exchanged, the difference is its negative, so half of what it loses is itself.
        assert_eq!(found.len(), 1);
        assert!((found[0].contributions[0] + 0.5).abs() < 1e-15 && found[0].contributions[1] == -1.0);
    }

    #[test]
    fn contributions_add_up_to_the_difference_under_any_labels() {
        let specs = [
            "nDCG@3",
            "nDCG@10",
            "AP",
            "P@5",
            "R@4",
            "RBP",
            "RBP(rel=2)@7",
            "Rprec",
            "Judged@6",
            "nDCG(gain=exponential)@5",
        ];
        let measures = specs.map(|spec| MEASURES.parse(spec).unwrap());
        for seed in 0..60 {
            let mut generator = stream(seed, 0);
            let ids: Vec<(u32, u32)> = (0..12).flat_map(|base| [(base, 0), (base, 1)]).collect();
            let mut qrels = Qrels::default();
            (0..12).for_each(|base| {
                qrels.insert("q", &format!("{base}"), generator.random_range(-1..3));
            });
            qrels.insert("q", "0", 1);
            // Few scores, so that documents tie, and some documents are not retrieved.
            let mut scored = Vec::new();
            for document in 0..24 {
                if generator.random_range(0..5) > 0 {
                    scored.push(ScoredDocument {
                        document,
                        score: f64::from(generator.random_range(0..7_u32)),
                    });
                }
            }
            let ranking = Ranking::new(scored, 100);
            let difference = |catalogue: &Catalogue, measure: &Named<dyn Measure>| {
                let of = |source| {
                    let target = Target::Source(SourceId(source));
                    measure
                        .object
                        .value(&judge(&ranking, catalogue, &qrels, "q", target, Ties::Average))
                        .unwrap_or(0.0)
                };
                of(0) - of(1)
            };
            let original = catalogue(&ids);
            let sources = [SourceId(0), SourceId(1)];
            let found =
                exchange_labels(&ranking, &original, (&qrels, "q"), sources, Ties::Average, &measures);
            let flips: Vec<bool> = (0..12).map(|_| generator.random_range(0..2) == 1).collect();
            let exchanged: Vec<(u32, u32)> =
                ids.iter().map(|(base, source)| (*base, source ^ u32::from(flips[*base as usize]))).collect();
            for (catalogue, flips) in [(&original, &vec![false; 12]), (&catalogue(&exchanged), &flips)] {
                for (place, measure) in measures.iter().enumerate() {
                    let signed = |one: &ExchangedContent| {
                        let sign = if flips[one.document as usize / 2] { -1.0 } else { 1.0 };
                        sign * one.contributions[place]
                    };
                    let sum: f64 = found.iter().map(signed).sum();
                    let expected = difference(catalogue, measure);
                    assert!((sum - expected).abs() < 1e-12, "{} {seed}: {sum} {expected}", measure.name);
                }
            }
        }
    }

    #[test]
    fn a_content_of_one_version_changes_sides() {
        // Content 1 is the human's alone: H has it, and with its label exchanged L has it.
        let catalogue = catalogue(&[(0, 0), (0, 1), (1, 0)]);
        let scored = |(document, score)| ScoredDocument { document, score };
        let ranking = Ranking::new([(2, 3.0), (0, 2.0), (1, 1.0)].map(scored).to_vec(), 10);
        let mut qrels = Qrels::default();
        qrels.insert("q", "0", 1);
        qrels.insert("q", "1", 1);
        let measures = [MEASURES.parse("P@1").unwrap()];
        let found = exchange_labels(
            &ranking,
            &catalogue,
            (&qrels, "q"),
            [SourceId(0), SourceId(1)],
            Ties::Average,
            &measures,
        );
        let contributions: Vec<f64> = found.iter().map(|one| one.contributions[0]).collect();
        assert_eq!(contributions, [0.0, 1.0]);
    }

    #[test]
    fn every_measure_turns_its_sign_with_all_labels() {
        let specs = ["nDCG@3", "AP(rel=2)", "RR", "ERR@5", "RBP", "Success@2", "Rprec", "bpref", "Judged@4"];
        let measures = specs.map(|spec| MEASURES.parse(spec).unwrap());
        for seed in 0..30 {
            let mut generator = stream(seed, 1);
            let mut qrels = Qrels::default();
            (0..8).for_each(|base| {
                qrels.insert("q", &format!("{base}"), generator.random_range(-1..4));
            });
            // Some contents have one version alone.
            let mut ids: Vec<(u32, u32)> = (0..8).flat_map(|base| [(base, 0), (base, 1)]).collect();
            ids.retain(|(_, source)| *source == 0 || generator.random_range(0..6) > 0);
            let mut scored = Vec::new();
            for document in 0..ids.len() as u32 {
                let score = f64::from(generator.random_range(0..5_u32));
                scored.push(ScoredDocument { document, score });
            }
            let ranking = Ranking::new(scored, 100);
            let swapped: Vec<(u32, u32)> = ids.iter().map(|(base, source)| (*base, 1 - source)).collect();
            let sources = [SourceId(0), SourceId(1)];
            let of = |ids: &[(u32, u32)]| {
                let catalogue = catalogue(ids);
                let judged = sources.map(|source| {
                    judge(&ranking, &catalogue, &qrels, "q", Target::Source(source), Ties::Average)
                });
                let values = judged.map(|judged| {
                    measures.each_ref().map(|measure| measure.object.value(&judged).unwrap_or(0.0))
                });
                (
                    values,
                    exchange_labels(&ranking, &catalogue, (&qrels, "q"), sources, Ties::Average, &measures),
                )
            };
            let (([one, other], found), ([swapped_one, swapped_other], again)) = (of(&ids), of(&swapped));
            assert_eq!((one, other), (swapped_other, swapped_one), "{seed}");
            for (left, right) in found.iter().zip(&again) {
                let negated: Vec<f64> = right.contributions.iter().map(|value| 0.0 - value).collect();
                assert!(left.contributions.iter().zip(&negated).all(|(a, b)| a == b), "{seed}");
            }
        }
    }
}
