//! The figures that counterfactuals change, one a model, source, measure and factor: runs in; values by query before and after
//! out, with what queries and contents contribute to the change.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::ALL;
use super::asked::Asked;
use super::factor::{Change, EDITS, changes};
use super::known::twins;
use super::world::{MEASURES, OfQuery, Sides, Worlds, mean_change};
use crate::bias::cause::decomposition::PARTS;
use crate::bias::estimate::{Crossed, QueryValues, by_cluster};
use crate::bias::ranked_texts::RankedTexts;
use crate::bias::shared::Shared;
use crate::bias::size::share::Share;
use crate::bias::texts::Texts;
use crate::corpus::SourceId;
use crate::evaluate::{JudgedContents, Measure, Target};
use crate::registry::Named;
use crate::retrieve::{Ranking, RetrievalModel, Run};
use crate::statistics::{Cell, mean, signless_zero};

/// One factor for one model, source and measure.
pub(super) struct Figure {
    pub model: String,
    pub source: SourceId,
    /// The place of the measure.
    pub place: usize,
    pub measure: String,
    pub factor: &'static str,
    /// Whether exchanging the labels of twins turns its sign.
    pub even: bool,
    /// Whether its scores know the sources.
    pub knows: bool,
    /// The clusters of the queries, and the values of each, before and after.
    pub queries: Vec<u32>,
    pub before: Vec<Sides>,
    pub after: Vec<Vec<Sides>>,
    pub crossed: Crossed,
    pub changed: u64,
    pub score_gap: Option<f64>,
}

/// Of how many models each query is looked at at once: more find what its documents have less often, fewer need less memory.
const MODELS_AT_ONCE: usize = 4;

/// By model, source, measure and factor.
pub(super) fn figures<'s>(shared: &'s Shared<'_>) -> Vec<Figure> {
    let (evidence, catalogue) = (shared.evidence(), shared.catalogue());
    let Some(texts) = shared.texts() else { return Vec::new() };
    let mut found: Vec<Vec<Figure>> = evidence.runs.iter().map(|_| Vec::new()).collect();
    for source in catalogue.others() {
        let sources = [catalogue.reference(), source];
        let twins = with_tokens(texts, twins(catalogue, sources[0], source));
        if twins.iter().all(Option::is_none) {
            continue;
        }
        let scored = |(place, run): (usize, &'s Run)| {
            let named = evidence.models.iter().find(|model| model.name == run.model);
            let model = named.filter(|model| texts.scores_twins(&*model.object))?;
            let absent = run.absent_sources();
            let there = !absent.iter().any(|one| sources.contains(one));
            there.then_some((place, (run, model)))
        };
        let runs: Vec<(usize, OfRun<'_>)> = evidence.runs.iter().enumerate().filter_map(scored).collect();
        for runs in runs.chunks(MODELS_AT_ONCE) {
            let (places, runs): (Vec<usize>, Vec<OfRun<'_>>) = runs.iter().copied().unzip();
            let figures = of_runs((shared, texts), &runs, sources, &twins);
            places.into_iter().zip(figures).for_each(|(place, figures)| found[place].extend(figures));
        }
    }
    found.into_iter().flatten().collect()
}

/// A run and its model.
type OfRun<'a> = (&'a Run, &'a Named<dyn RetrievalModel>);

/// The twins of which both have a token: of the others there is nothing to be made like, and no score to have.
fn with_tokens(texts: &Texts<'_>, twins: Vec<Option<u32>>) -> Vec<Option<u32>> {
    let whole =
        |(document, twin): (u32, Option<u32>)| twin.filter(|twin| texts.have_tokens([document, *twin]));
    (0..).zip(twins).map(whole).collect()
}

/// What one model is asked about.
struct Questions<'a> {
    run: &'a Run,
    worlds: Worlds<'a>,
    /// The queries for which the headline measure has a value, and what is ranked, nothing left out.
    judged: BTreeSet<&'a str>,
    ranked: BTreeMap<&'a str, &'a Ranking>,
}

/// The figures of one source and several models, each query being looked at once for all of these.
fn of_runs<'s>(
    (shared, texts): (&'s Shared<'_>, &'s Texts<'_>),
    runs: &[OfRun<'s>],
    sources: [SourceId; 2],
    twins: &[Option<u32>],
) -> Vec<Vec<Figure>> {
    let evidence = shared.evidence();
    let headline = evidence.headline();
    let measure = evidence.measures.iter().position(|one| headline == Some(&*one.name));
    let measure = measure.map_or(&[][..], |place| std::slice::from_ref(&evidence.measures[place]));
    let questions = |(run, model): OfRun<'s>| {
        let changes = changes(model, (shared.catalogue(), sources[1]), shared.is_whole());
        let ranked = run.rankings.iter().filter(|(_, ranking)| !ranking.documents().is_empty());
        Questions {
            run,
            worlds: Worlds { shared, texts, model: &*model.object, changes, sources, measure },
            judged: judged_queries(shared, run, sources, measure),
            ranked: ranked.map(|(query, ranking)| (&**query, ranking)).collect(),
        }
    };
    let questions: Vec<Questions<'_>> = runs.iter().copied().map(questions).collect();
    let asked = questions.iter().flat_map(|one| one.judged.iter().chain(one.ranked.keys()));
    let queries: BTreeSet<&str> = asked.copied().collect();
    let queries: Vec<&str> = queries.into_iter().collect();
    let found: Vec<Vec<Option<OfQuery>>> =
        queries.par_iter().map(|query| of_query((shared, texts), query, &questions, twins)).collect();
    let mut found: Vec<_> = found.into_iter().map(Vec::into_iter).collect();
    let of_one = |one: &Questions<'_>| {
        let of_queries = found.iter_mut().map(|models| models.next().expect("one a model"));
        let (queries, found): (Vec<&str>, Vec<OfQuery>) =
            queries.iter().zip(of_queries).filter_map(|(query, found)| Some((*query, found?))).unzip();
        of_run(shared, one, &queries, &found)
    };
    questions.iter().map(of_one).collect()
}

/// One query by each of some models; `None` for one that neither ranks anything nor has a value.
fn of_query(
    (shared, texts): (&Shared<'_>, &Texts<'_>),
    query: &str,
    questions: &[Questions<'_>],
    twins: &[Option<u32>],
) -> Vec<Option<OfQuery>> {
    let Some(Worlds { sources, measure, .. }) = questions.first().map(|one| &one.worlds) else {
        return Vec::new();
    };
    let (catalogue, nothing) = (shared.catalogue(), Ranking::default());
    let alone;
    let ranked = match texts.of_query(query).ranked() {
        Some(ranked) => ranked,
        None => {
            let documents =
                questions.iter().filter_map(|one| one.ranked.get(query)).flat_map(|one| one.documents());
            let version = |document: u32| twins[document as usize].as_slice();
            alone = RankedTexts::new(documents.map(|one| one.document), version);
            &alone
        }
    };
    let asked = Asked::new(query, ranked, twins, (catalogue, texts));
    let judged = JudgedContents::new(catalogue, (shared.evidence().qrels, query), *sources, measure);
    let of_model = |one: &Questions<'_>| {
        let ranking = one.ranked.get(query).copied();
        let counts = ranking.is_some() || one.judged.contains(query);
        counts.then(|| one.worlds.of_query(ranking.unwrap_or(&nothing), &asked, &judged))
    };
    questions.iter().map(of_model).collect()
}

/// The figures of one model and source.
fn of_run(
    shared: &Shared<'_>,
    questions: &Questions<'_>,
    queries: &[&str],
    found: &[OfQuery],
) -> Vec<Figure> {
    let Questions { run, worlds, judged, ranked } = questions;
    let Worlds { sources, measure, changes, .. } = worlds;
    let evidence = shared.evidence();
    let counts = |measure: usize, query: &str| match measure {
        0 => judged.contains(query),
        _ => ranked.contains_key(query),
    };
    let knows_already = evidence.scores_know_sources(&run.model);
    let edits = EDITS.iter().filter(|edit| edit.even || shared.is_whole());
    let edits = edits.map(|edit| (edit.name, edit.even, knows_already));
    let whole = changes.iter().map(|(name, change)| match change {
        Change::StatisticsOf(_) => (*name, false, true),
        Change::Lengths(_) | Change::EqualLengths => (*name, true, knows_already),
    });
    let factors: Vec<(&'static str, bool, bool)> = edits.chain(whole).collect();
    let mut figures = Vec::new();
    for place in (0..MEASURES).filter(|place| *place > 0 || !measure.is_empty()) {
        let measure = match measure {
            [one] if place == 0 => one.name.clone(),
            _ => format!("d{}", Share::NDSR),
        };
        let counted = || queries.iter().zip(found).filter(|(query, _)| counts(place, query)).map(|one| one.1);
        for (number, (factor, even, knows)) in factors.iter().enumerate() {
            let of_factor = || counted().map(|one| &one.factors[number]);
            let worlds = of_factor().next().map_or(0, |one| one.after[place].len());
            let values = |world: usize| of_factor().map(|one| one.after[place][world]).collect();
            let cells = of_factor().flat_map(|one| one.cells[place].iter().copied()).collect();
            figures.push(Figure {
                model: run.model.clone(),
                source: sources[1],
                place,
                measure: measure.clone(),
                factor,
                even: *even,
                knows: *knows,
                queries: counted().map(|one| one.query).collect(),
                before: counted().map(|one| one.before[place]).collect(),
                after: (0..worlds).map(values).collect(),
                crossed: crossed(counted(), (place, number), cells),
                changed: of_factor().map(|one| one.changed).sum(),
                score_gap: score_gap(shared, &run.model, sources[1], factor),
            });
        }
    }
    figures
}

/// The queries for which the headline measure has a value for both sources.
fn judged_queries<'a>(
    shared: &'a Shared<'_>,
    run: &Run,
    sources: [SourceId; 2],
    measure: &[Named<dyn Measure>],
) -> BTreeSet<&'a str> {
    let evaluation = shared.evidence().evaluation;
    let series = |source| evaluation.find(&run.model, Target::Source(source), &measure.first()?.name);
    let [Some(reference), Some(source)] = sources.map(series) else { return BTreeSet::new() };
    let both = reference.values.iter().zip(&source.values);
    let defined = both.filter(|((_, one), (_, other))| one.is_some() && other.is_some());
    defined.map(|((query, _), _)| query.as_str()).collect()
}

/// The change of a difference between the sources, by query and by content.
fn crossed<'a>(
    queries: impl Iterator<Item = &'a OfQuery>,
    (place, factor): (usize, usize),
    cells: Vec<Cell>,
) -> Crossed {
    let difference = |[reference, source]: Sides| reference - source;
    let value = |one: &OfQuery| {
        let after: Vec<f64> = one.factors[factor].after[place].iter().copied().map(difference).collect();
        (one.query, mean_change(difference(one.before[place]), &after))
    };
    let values: QueryValues = queries.map(value).collect();
    let sums = by_cluster(&values);
    let mut crossed = Crossed::over_queries(values, cells);
    // Of the values themselves: some measures are the sum of their contributions to first order alone.
    crossed.contributions = crossed.contributions.with_queries(sums);
    crossed
}

/// The part of the mean gap between the scores of judged twins that a factor has.
fn score_gap(shared: &Shared<'_>, model: &str, source: SourceId, factor: &str) -> Option<f64> {
    let part = if factor == ALL { PARTS.len() - 1 } else { PARTS.iter().position(|part| *part == factor)? };
    let number = shared.catalogue().others().position(|one| one == source)?;
    let judged = shared.judged_pairs();
    let (_, scores) = judged.scores.iter().find(|(name, _)| name == model)?;
    let gaps: Vec<f64> = judged.of(scores, number).flatten().map(|(_, scores)| scores.gap[part]).collect();
    mean(&gaps).map(signless_zero)
}
