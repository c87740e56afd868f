//! Source or match? Score, similarity and length of each document in; how far the source still moves the score, given
//! similarity and length, out: of twins judged relevant, and of all ranked documents.

use rayon::prelude::*;

use super::BiasSettings;
use super::analysis::{About, Analysis, Question, Tests};
use super::conditional_fit::{Fit, Fitted, fits};
use super::estimate::tested_contributions;
use super::observation::Observation;
use super::shared::Shared;
use crate::corpus::SourceId;
use crate::statistics::{Contributions, CrossedTest, mean};
use crate::table::{Column, Table};

/// A document in the ranking of a query, its figures z-normalised within the query: less the mean and over the standard
/// deviation of the documents of both sources.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// The number of the query's cluster.
    pub query: u32,
    /// The number of its content.
    pub content: u32,
    /// Whether the source wrote it, and not the reference.
    pub of_source: bool,
    /// Whether its content is judged relevant.
    pub relevant: bool,
    pub score: f64,
    pub similarity: f64,
    /// Of ln length.
    pub length: f64,
}

/// The documents of `reference` and `source` that one query ranks, with similarity number `similarity`; none where scores,
/// similarities or lengths do not vary.
pub(super) fn placed(
    observations: &[Observation],
    similarity: usize,
    [reference, source]: [SourceId; 2],
    query: u32,
    relevant: &dyn Fn(&Observation) -> bool,
) -> Vec<Placed> {
    let of_either = |one: &&Observation| one.source == reference || one.source == source;
    let known = |one: &'_ Observation| one.length > 0 && one.similarities[similarity].is_some();
    let known: Vec<&Observation> = observations.iter().filter(of_either).filter(|one| known(one)).collect();
    let column = |of: &dyn Fn(&Observation) -> Option<f64>| {
        normalised(&known.iter().filter_map(|one| of(one)).collect::<Vec<_>>())
    };
    let columns = column(&|one| Some(one.score))
        .zip(column(&|one| one.similarities[similarity]))
        .zip(column(&|one| Some(f64::from(one.length).ln())));
    let Some(((scores, similarities), lengths)) = columns else { return Vec::new() };
    let place = |(at, one): (usize, &&Observation)| Placed {
        query,
        content: one.base,
        of_source: one.source == source,
        relevant: relevant(one),
        score: scores[at],
        similarity: similarities[at],
        length: lengths[at],
    };
    known.iter().enumerate().map(place).collect()
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
    pub(super) const ALL: [Scope; 2] = [Scope::JudgedTwins, Scope::AllDocuments];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Scope::JudgedTwins => "judged_twins",
            Scope::AllDocuments => "all_documents",
        }
    }
}

impl Form {
    pub(super) const ALL: [Form; 2] = [Form::Flexible, Form::Linear];

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
pub(super) struct Conditional {
    pub model: String,
    pub similarity: String,
    pub source: String,
    pub scope: Scope,
    pub form: Form,
    /// Whether exchanged labels would have made other scores.
    pub scores_know_sources: bool,
    fit: Fit,
}

/// All regressions over the documents of one model, similarity and source.
pub(super) fn conditionals(
    [model, similarity, source]: [&str; 3],
    rows: &[Placed],
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

pub(super) struct ConditionalEffects;

impl Analysis for ConditionalEffects {
    fn about(&self) -> About {
        About {
            key: "bias/conditional",
            summary: "what of the gap is left to the source given similarity and length",
            question: Question::BecauseOf,
            tests: Some(Tests {
                names: &["model", "similarity", "scope", "form", "source"],
                value: "coefficient",
            }),
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        conditional_table(&shared.observed().conditionals, shared.evidence().settings)
    }
}

/// The table `bias/conditional`: model, similarity, source, scope, form, gap, coefficient, low, high, share_left_percent,
/// explained_percent, variance_percent, variance_percent_high, p_queries, p_contents, p_value, p_adjusted, effect,
/// observations, contents, queries.
///
/// Scores, similarities and ln lengths are z-normalised within each query. Over `judged_twins` the difference S(source) −
/// S(reference) of each pair is regressed on a constant, the coefficient, and on the differences of the terms of the form:
/// what is common to both versions of a content drops out. Over `all_documents` the score is regressed on a constant, the
/// source (−½ and +½), whose coefficient is told, and the terms. Above 0: the source is scored higher than similarity and
/// length explain.
///
/// gap is the same without the terms, share_left_percent = 100·coefficient ÷ gap. explained_percent is R² of similarity and
/// length alone, variance_percent what the source adds to it, and variance_percent_high the most that it adds within the
/// interval, which is coefficient ± t·√V with V over queries and contents. Tests exchange the residuals of the model
/// without source within contents, and between queries (Freedman & Lane 1983), since exchanged labels would also take
/// similarity and length from a text. Families are the four kinds of regression (scope, form).
pub(super) fn conditional_table(found: &[Conditional], settings: &BiasSettings) -> Table {
    let tests = tests(found, settings);
    let text = |of: &dyn Fn(&Conditional) -> &str| {
        Column::Text(found.iter().map(|one| of(one).to_string()).collect())
    };
    let number = |of: fn(&Fitted) -> Option<f64>| {
        Column::Number(found.iter().map(|one| one.fit.fitted().and_then(of)).collect())
    };
    let count = |of: fn(&Fit) -> u64| Column::Count(found.iter().map(|one| of(&one.fit)).collect());
    let test = |of: fn(&CrossedTest) -> Option<f64>| Column::Number(tests.iter().map(of).collect());
    let effects =
        found.iter().zip(&tests).map(|(one, test)| effect(&one.fit, test, settings).name().to_string());
    Table::new(vec![
        ("model", text(&|one| &one.model)),
        ("similarity", text(&|one| &one.similarity)),
        ("source", text(&|one| &one.source)),
        ("scope", text(&|one| one.scope.name())),
        ("form", text(&|one| one.form.name())),
        ("gap", number(|one| Some(one.gap))),
        ("coefficient", number(|one| Some(one.coefficient))),
        ("low", number(|one| one.interval.map(|interval| interval.low))),
        ("high", number(|one| one.interval.map(|interval| interval.high))),
        ("share_left_percent", number(Fitted::share_left_percent)),
        ("explained_percent", Column::Number(found.iter().map(|one| one.fit.explained_percent()).collect())),
        ("variance_percent", number(|one| Some(one.variance_percent(one.coefficient)))),
        ("variance_percent_high", number(Fitted::variance_percent_high)),
        ("p_queries", test(|one| one.queries)),
        ("p_contents", test(|one| one.contents)),
        ("p_value", test(|one| one.crossed)),
        ("p_adjusted", test(|one| one.adjusted)),
        ("effect", Column::Text(effects.collect())),
        ("observations", count(|fit| fit.rows as u64)),
        ("contents", count(|fit| fit.contents as u64)),
        ("queries", count(|fit| fit.queries as u64)),
    ])
}

fn tests(found: &[Conditional], settings: &BiasSettings) -> Vec<CrossedTest> {
    let nothing = Contributions::default();
    let contributions: Vec<&Contributions> =
        found.iter().map(|one| one.fit.fitted().map_or(&nothing, |fit| &fit.contributions)).collect();
    let family = |one: &Conditional| 2 * one.scope as usize + one.form as usize;
    let families: Vec<usize> = found.iter().map(family).collect();
    let known: Vec<bool> = found.iter().map(|one| one.scores_know_sources).collect();
    tested_contributions(&contributions, &families, &known, settings)
}

/// The size of a shift, in standard deviations, below which it is small.
const SMALL_SHIFT: f64 = 0.2;

fn effect(fit: &Fit, test: &CrossedTest, settings: &BiasSettings) -> Effect {
    let Some(fitted) = fit.fitted() else {
        return if fit.by_construction { Effect::ByConstruction } else { Effect::NotTested };
    };
    let absent = fitted.variance_percent_high().is_some_and(|most| most < settings.margin_variance_percent)
        && fitted.shift_high().is_some_and(|most| most < SMALL_SHIFT);
    match test.adjusted {
        Some(p) if p < 1.0 - settings.confidence && !absent => Effect::Present,
        _ if absent => Effect::Absent,
        Some(_) => Effect::Undecided,
        None => Effect::NotTested,
    }
}

/// The documents of all queries of a run, for each similarity and source.
pub(super) type Gathered = Vec<Vec<Vec<Placed>>>;

/// Regressions of all similarities and sources of one model.
pub(super) fn of_run(
    model: &str,
    similarities: &[&str],
    sources: &[&str],
    gathered: &Gathered,
    scores_know_sources: bool,
    settings: &BiasSettings,
) -> Vec<Conditional> {
    let kinds: Vec<(usize, usize)> = (0..similarities.len())
        .flat_map(|similarity| (0..sources.len()).map(move |source| (similarity, source)))
        .collect();
    let of = |(similarity, source): (usize, usize)| {
        let rows = &gathered[similarity][source];
        let names = [model, similarities[similarity], sources[source]];
        conditionals(names, rows, scores_know_sources, settings)
    };
    kinds.into_par_iter().flat_map_iter(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::observations;
    use super::*;

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
            placed(&observations(rows), 0, [SourceId(0), SourceId(1)], 0, &|_| true).len()
        };
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 1.0, 2.0, 6)]), 0);
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 2.0, 2.0, 5)]), 0);
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 2.0, 2.0, 6)]), 2);
    }
}
