//! Source or match? Score, similarity and length of each document in; how far the source still moves the score, given
//! similarity and length, out: of twins judged relevant, and of all ranked documents.

use std::cell::OnceCell;
use std::sync::Arc;

use rayon::prelude::*;

use super::conditional_fit::{Fit, fits};
use super::conditional_rows::{Documents, Placed, Rows};
use super::observation::{Observation, Observations, picked};
use crate::bias::BiasSettings;
use crate::corpus::SourceId;
use crate::statistics::mean;

/// The documents of `reference` and `source` that one query, of that number and cluster, ranks, with each similarity; none
/// where scores, similarities or lengths do not vary.
pub(in crate::bias) fn placed(
    observations: &Observations,
    [reference, source]: [SourceId; 2],
    [query, cluster]: [u32; 2],
    relevant: &dyn Fn(&Observation) -> bool,
) -> Vec<Documents> {
    let of_either =
        |(_, one): &(u32, &Observation)| (one.source == reference || one.source == source) && one.length > 0;
    let (places, of_either): (Vec<u32>, Vec<&Observation>) =
        (0..).zip(&observations.documents).filter(of_either).unzip();
    let lengths: Vec<f64> = of_either.iter().map(|one| f64::from(one.length).ln()).collect();
    let scores: Vec<f64> = of_either.iter().map(|one| one.score).collect();
    // Where every document has the similarity, scores and lengths are the same as with any other such.
    let of_all = OnceCell::new();
    let of_similarity = |similarity: usize| {
        let values = picked(observations.similarities.values_of(similarity), &places);
        let known = |place: &usize| !values[*place].is_nan();
        let places: Vec<usize> = (0..values.len()).filter(known).collect();
        let column = |of: &[f64]| normalised(&places.iter().map(|place| of[*place]).collect::<Vec<_>>());
        let rows = || {
            let figures = column(&scores)?.into_iter().zip(column(&lengths)?);
            let row = |(place, (score, length)): (&usize, (f64, f64))| {
                let one = of_either[*place];
                let (of_source, relevant) = (one.source == source, relevant(one));
                Placed { query, cluster, content: one.base, of_source, relevant, score, length }
            };
            Some(Arc::new(Rows::new(places.iter().zip(figures).map(row).collect())))
        };
        let of_some = OnceCell::new();
        let cell = if places.len() == values.len() { &of_all } else { &of_some };
        let rows = cell.get_or_init(rows).clone()?;
        Some(Documents::new(rows, column(&values)?))
    };
    (0..observations.similarities.each()).map(|one| of_similarity(one).unwrap_or_default()).collect()
}

/// (x − mean) ÷ standard deviation, n below the squares; `None` where all values are equal or there are none.
fn normalised(values: &[f64]) -> Option<Vec<f64>> {
    let middle = mean(values)?;
    if values.iter().all(|value| *value == values[0]) {
        return None;
    }
    let squares: f64 = values.iter().map(|value| (value - middle) * (value - middle)).sum();
    let deviation = (squares / values.len() as f64).sqrt();
    (deviation > 0.0).then(|| values.iter().map(|value| (value - middle) / deviation).collect())
}

/// Which documents a regression is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The contents judged relevant of which both versions are ranked: the differences between twins.
    JudgedTwins,
    /// All ranked documents of both sources, most of which nobody asked for.
    AllDocuments,
}

/// What a score may be of similarity s and length l.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// s, l, s², l², s·l and restricted cubic splines of s and l.
    Flexible,
    /// s and l.
    Linear,
}

impl Scope {
    pub(in crate::bias) const ALL: [Scope; 2] = [Scope::JudgedTwins, Scope::AllDocuments];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Scope::JudgedTwins => "judged_twins",
            Scope::AllDocuments => "all_documents",
        }
    }
}

impl Form {
    pub(in crate::bias) const ALL: [Form; 2] = [Form::Flexible, Form::Linear];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Form::Flexible => "flexible",
            Form::Linear => "linear",
        }
    }
}

/// What is found of the source beside similarity and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The adjusted p-value is below the level, and the effect not shown to be small.
    Present,
    /// With the whole interval, the source explains less than the margin of the variance of scores, and shifts them by less
    /// than a fifth of their standard deviation, a small effect after Cohen (1988). The second matters where length or
    /// similarity nearly tells the source: then a large shift explains little.
    Absent,
    /// Neither.
    Undecided,
    /// The score is a function of similarity and length: nothing is left that a source could explain, and that says
    /// nothing but how the two are made.
    ByConstruction,
    /// There are too few documents, or no test could be made.
    NotTested,
}

impl Effect {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Present => "present",
            Effect::Absent => "absent",
            Effect::Undecided => "undecided",
            Effect::ByConstruction => "by_construction",
            Effect::NotTested => "not_tested",
        }
    }
}

/// One regression of one model, similarity and source.
pub(in crate::bias) struct Conditional {
    pub model: String,
    pub similarity: String,
    pub source: String,
    pub scope: Scope,
    pub form: Form,
    /// Whether exchanged labels would have made other scores.
    pub scores_know_sources: bool,
    pub fit: Fit,
}

/// All regressions over the documents of one model, similarity and source.
pub(in crate::bias) fn conditionals(
    [model, similarity, source]: [&str; 3],
    rows: &Documents,
    scores_know_sources: bool,
    settings: &BiasSettings,
) -> Vec<Conditional> {
    let of_scope = |scope: Scope| {
        let fits = Form::ALL.into_iter().zip(fits(rows, scope, settings));
        fits.map(move |(form, fit)| Conditional {
            model: model.to_string(),
            similarity: similarity.to_string(),
            source: source.to_string(),
            scope,
            form,
            scores_know_sources,
            fit,
        })
    };
    Scope::ALL.into_iter().flat_map(of_scope).collect()
}

/// The documents of all queries of a run, for each source and similarity.
pub(in crate::bias) type DocumentsByPair = Vec<Vec<Documents>>;

/// Regressions of all similarities and sources of one model.
pub(in crate::bias) fn of_run(
    model: &str,
    similarities: &[&str],
    sources: &[&str],
    gathered: &DocumentsByPair,
    scores_know_sources: bool,
    settings: &BiasSettings,
) -> Vec<Conditional> {
    let kinds: Vec<(usize, usize)> = (0..similarities.len())
        .flat_map(|similarity| (0..sources.len()).map(move |source| (similarity, source)))
        .collect();
    let of = |(similarity, source): (usize, usize)| {
        let rows = &gathered[source][similarity];
        let names = [model, similarities[similarity], sources[source]];
        conditionals(names, rows, scores_know_sources, settings)
    };
    kinds.into_par_iter().flat_map_iter(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::observations;

    #[test]
    fn normalised_values_by_hand() {
        // mean 2, deviation √(2/3)
        let root = f64::sqrt(1.5);
        let found = normalised(&[1.0, 2.0, 3.0]).unwrap();
        assert!(found.iter().zip([-root, 0.0, root]).all(|(a, b)| (a - b).abs() < 1e-15));
        assert_eq!((normalised(&[2.0, 2.0]), normalised(&[])), (None, None));
    }

    #[test]
    fn a_query_that_cannot_tell_is_left_out() {
        let of = |rows: &[(u32, f64, f64, u32)]| {
            placed(&observations(rows), [SourceId(0), SourceId(1)], [0, 0], &|_| true)[0].len()
        };
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 1.0, 2.0, 6)]), 0);
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 2.0, 2.0, 5)]), 0);
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 2.0, 2.0, 6)]), 2);
    }
}
