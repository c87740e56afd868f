//! The labels of all judges side by side: label files and a scale in; for every pair of query and document the grade of every
//! judge out, and what is missing, unreadable or off the scale, counted for each judge.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::read::{GivenJudge, GivenLabel};
use super::{LabelSettings, OffScale, Scale};
use crate::corpus::Grade;
use crate::error::{Error, Result};
use crate::table::FileKind;

crate::table! {
    /// the judges, with what each has not graded
    pub struct JudgeRow("labels/judges", FileKind::Csv, None) {
        /// The judge: the name of its file, or that of its lines.
        judge: String;
        /// The file.
        file: String;
        /// Pairs of query and document that it has graded on the scale.
        pairs: u64;
        /// Queries of these pairs.
        queries: u64;
        /// Pairs that the people, or where there are none another judge, have labelled and it has not.
        missing: u64;
        /// Labels that are no whole number, which are left out.
        unparsable: u64;
        /// Labels off the scale.
        off_scale: u64;
        /// Those of them that were moved to the nearest grade; the others are left out.
        clipped: u64;
        /// The grades off the scale, as they are written.
        off_scale_grades: String;
    }
}

/// One judge's labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
    /// Of each pair the place of its grade on the scale, from 0; `None` where it has none.
    pub levels: Vec<Option<u8>>,
    /// Of each pair how sure it said to be, in 0..=1.
    pub confidences: Vec<Option<f64>>,
    /// Of each pair the share of its further samples that have its grade; `None` without samples.
    pub consistencies: Vec<Option<f64>>,
    unparsable: u64,
    clipped: u64,
    missing: u64,
    off_scale: BTreeMap<Grade, u64>,
}

/// The labels of judges, and of people where there are any, on the same pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgements {
    /// The scale of all grades.
    pub scale: Scale,
    /// The judges, in the order of their files.
    pub judges: Vec<Judge>,
    /// The people, whom judges are compared with.
    pub people: Option<Judge>,
    /// The queries, sorted.
    pub queries: Vec<String>,
    /// The pairs, sorted: the number of the query, and the document.
    pub pairs: Vec<(u32, String)>,
}

impl Judgements {
    /// Lays a scale on labels and puts them side by side.
    ///
    /// The scale is that of the settings; else that of the lines; else that of the people's grades; else it has every grade.
    ///
    /// # Errors
    /// Where lines name different scales; the threshold is not above the lowest grade of the scale and at most its highest; a grade is
    /// off the scale, or no whole number, and the settings take it for an error; or the judges and the people have no pair in common.
    pub fn new(
        judges: Vec<GivenJudge>,
        people: Option<GivenJudge>,
        settings: &LabelSettings,
    ) -> Result<Judgements> {
        let scale = scale(&judges, people.as_ref(), settings)?;
        check_threshold(settings.threshold, scale)?;
        if let Some(people) = &people
            && let Some(same) = judges.iter().find(|judge| judge.name == people.name)
        {
            let reason = format!("has the name of the labels to compare with, `{}`", people.name);
            return Err(Error::file(&same.file, reason, "give one of the two files another name"));
        }
        let mut sorted: BTreeSet<(&str, &str)> = BTreeSet::new();
        for judge in judges.iter().chain(&people) {
            sorted.extend(judge.labels.iter().map(|label| (label.query.as_str(), label.document.as_str())));
        }
        let mut queries: Vec<String> = Vec::new();
        let mut pairs = Vec::with_capacity(sorted.len());
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (place, (query, document)) in sorted.into_iter().enumerate() {
            if queries.last().is_none_or(|last| last != query) {
                queries.push(query.to_string());
            }
            pairs.push((queries.len() as u32 - 1, document.to_string()));
            places.insert((query, document), place);
        }
        let laid = |judge: &GivenJudge| laid(judge, scale, settings.off_scale, &places);
        let mut found = judges.iter().map(laid).collect::<Result<Vec<Judge>>>()?;
        let mut of_people = people.as_ref().map(laid).transpose()?;
        let asked = people.as_ref().map_or(pairs.len(), |people| people.labels.len()) as u64;
        let labelled_by_people: BTreeSet<usize> = people
            .iter()
            .flat_map(|people| &people.labels)
            .map(|label| places[&(label.query.as_str(), label.document.as_str())])
            .collect();
        for (judge, given) in found.iter_mut().zip(&judges) {
            let place = |label: &GivenLabel| places[&(label.query.as_str(), label.document.as_str())];
            let wanted = |label: &&GivenLabel| people.is_none() || labelled_by_people.contains(&place(label));
            let common = given.labels.iter().filter(wanted).count() as u64;
            if common == 0 {
                let reason = "labels none of the pairs that the labels to compare with have";
                return Err(Error::file(
                    &judge.file,
                    reason,
                    "check that queries and documents have the same ids",
                ));
            }
            judge.missing = asked - common;
        }
        if let Some(people) = &mut of_people {
            people.missing = 0;
        }
        Ok(Judgements { scale, judges: found, people: of_people, queries, pairs })
    }

    /// The lowest grade that counts as relevant.
    pub fn threshold(&self, settings: &LabelSettings) -> Grade {
        settings.threshold.unwrap_or(self.scale.middle())
    }

    /// The places of the pairs of each query, in the order of the queries.
    pub(super) fn pairs_of_queries(&self) -> Vec<std::ops::Range<usize>> {
        let mut first = 0;
        let range = |pairs: &[(u32, String)]| {
            let range = first..first + pairs.len();
            first = range.end;
            range
        };
        self.pairs.chunk_by(|one, other| one.0 == other.0).map(range).collect()
    }

    /// The same judgements with the grades of the pairs at `wanted` places alone.
    pub(super) fn part(&self, wanted: impl Fn(usize) -> bool) -> Judgements {
        let mut part = self.clone();
        for judge in part.judges.iter_mut().chain(&mut part.people) {
            let levels = judge.levels.iter_mut().enumerate();
            levels.filter(|(place, _)| !wanted(*place)).for_each(|(_, level)| *level = None);
        }
        part
    }

    /// What each judge has graded, the people last.
    pub fn rows(&self) -> Vec<JudgeRow> {
        self.judges.iter().chain(&self.people).map(|judge| self.row(judge)).collect()
    }

    fn row(&self, judge: &Judge) -> JudgeRow {
        let graded = || self.pairs.iter().zip(&judge.levels).filter(|(_, level)| level.is_some());
        let queries: BTreeSet<u32> = graded().map(|((query, _), _)| *query).collect();
        let grades: Vec<String> = judge.off_scale.keys().map(Grade::to_string).collect();
        JudgeRow {
            judge: judge.name.clone(),
            file: judge.file.display().to_string(),
            pairs: graded().count() as u64,
            queries: queries.len() as u64,
            missing: judge.missing,
            unparsable: judge.unparsable,
            off_scale: judge.off_scale.values().sum(),
            clipped: judge.clipped,
            off_scale_grades: grades.join(" "),
        }
    }
}

/// The scale that all labels share.
fn scale(judges: &[GivenJudge], people: Option<&GivenJudge>, settings: &LabelSettings) -> Result<Scale> {
    if let Some(scale) = settings.scale {
        return Ok(scale);
    }
    let mut named: Option<Scale> = None;
    for judge in judges.iter().chain(people) {
        for label in &judge.labels {
            match (named, label.scale) {
                (Some(one), Some(other)) if one != other => {
                    let reason = format!("the scale is {other} here and {one} on an earlier line");
                    return Err(Error::line(
                        &judge.file,
                        label.line,
                        reason,
                        "give one scale for all labels (`scale`, --scale)",
                    ));
                }
                _ => named = named.or(label.scale),
            }
        }
    }
    if let Some(scale) = named {
        return Ok(scale);
    }
    let grades = |judges: &[&GivenJudge]| -> Option<(Grade, Grade)> {
        let all = || judges.iter().flat_map(|judge| &judge.labels).filter_map(|label| label.grade);
        all().min().zip(all().max())
    };
    let (low, high) = match people {
        Some(people) => grades(&[people]),
        None => grades(&judges.iter().collect::<Vec<_>>()),
    }
    .unwrap_or_default();
    // One grade alone is no scale: 0 or 1 stands beside it.
    Scale::new(if low == high { low.min(0) } else { low }, if low == high { high.max(1) } else { high })
}

/// Refuses a threshold that every grade of the scale reaches, or none.
fn check_threshold(threshold: Option<Grade>, scale: Scale) -> Result<()> {
    let Some(threshold) = threshold.filter(|threshold| !(scale.low < *threshold && *threshold <= scale.high))
    else {
        return Ok(());
    };
    let which = if threshold <= scale.low { "every" } else { "no" };
    let (first, last) = (scale.low + 1, scale.high);
    let grades = if first == last { format!("{first}") } else { format!("a grade from {first} to {last}") };
    let reason = format!(
        "`threshold` is {threshold}, which {which} grade of the scale {scale} reaches: set it (`threshold`, --threshold) to {grades}, \
         or name another scale (`scale`, --scale)"
    );
    Err(Error::BadExperiment { place: "the labels".to_string(), reason })
}

/// The labels of a judge on the scale, at the places of their pairs.
fn laid(
    given: &GivenJudge,
    scale: Scale,
    off_scale: OffScale,
    places: &BTreeMap<(&str, &str), usize>,
) -> Result<Judge> {
    let mut judge = Judge {
        name: given.name.clone(),
        file: given.file.clone(),
        levels: vec![None; places.len()],
        confidences: vec![None; places.len()],
        consistencies: vec![None; places.len()],
        unparsable: 0,
        clipped: 0,
        missing: 0,
        off_scale: BTreeMap::new(),
    };
    for label in &given.labels {
        let wrong = |reason: String, advice: &str| Err(Error::line(&given.file, label.line, reason, advice));
        let Some(grade) = label.grade else {
            if off_scale == OffScale::Error {
                let reason = format!("the grade `{}` is not a whole number", label.written);
                return wrong(
                    reason,
                    "correct the line, or leave such labels out (`off_scale`, --off-scale drop)",
                );
            }
            judge.unparsable += 1;
            continue;
        };
        let grade = match (scale.level(grade), off_scale) {
            (Some(_), _) => grade,
            (None, OffScale::Error) => {
                let advice = "correct the line, name the right scale (`scale`, --scale 0-3), or take the nearest grade or none \
                              (`off_scale`, --off-scale clip or drop)";
                return wrong(format!("the grade {grade} is off the scale {scale}"), advice);
            }
            (None, OffScale::Drop) => {
                *judge.off_scale.entry(grade).or_default() += 1;
                continue;
            }
            (None, OffScale::Clip) => {
                *judge.off_scale.entry(grade).or_default() += 1;
                judge.clipped += 1;
                scale.clipped(grade)
            }
        };
        let place = places[&(label.query.as_str(), label.document.as_str())];
        judge.levels[place] = scale.level(grade).map(|level| level as u8);
        judge.confidences[place] = label.confidence;
        let same = label.samples.iter().filter(|sample| scale.clipped(**sample) == grade).count();
        judge.consistencies[place] =
            (!label.samples.is_empty()).then(|| same as f64 / label.samples.len() as f64);
    }
    Ok(judge)
}

#[cfg(test)]
#[path = "judgements_tests.rs"]
pub(super) mod tests;
