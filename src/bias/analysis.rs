//! The whole stage: an evaluation, its runs and the texts in; every table on source bias and a verdict per model out.

use rayon::prelude::*;

use super::conditional::{Conditional, Gathered, conditional_table, of_run, placed};
use super::correlation::{Coefficients, Correlations, coefficients, correlation_table};
use super::evidence::{Evidence, Units};
use super::observation::{Observation, Observer};
use super::rank_similarity::{RankSimilarity, bin_means, bins, rank_similarity_table};
use super::texts::Texts;
use super::{
    RelativeDelta, decomposition_table, exposure_table, relative_delta_table, relative_deltas, ties_table,
    verdicts,
};
use crate::corpus::SourceId;
use crate::error::{Error, Result};
use crate::table::Table;

/// Source bias, and what explains it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bias {
    tables: Vec<(&'static str, Table)>,
    verdicts: Vec<String>,
    relative_deltas: Vec<RelativeDelta>,
}

impl Bias {
    /// The tables by their place below `results/<experiment>/`, as in `bias/relative_delta`. All are there, some without
    /// rows where there is nothing to compare.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        self.tables.iter().map(|(key, table)| (*key, table))
    }

    /// The table of that place.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables().find(|(known, _)| *known == key).map(|(_, table)| table)
    }

    /// Changes the table of that place, where there is one.
    pub(super) fn change(&mut self, key: &str, change: impl Fn(&Table) -> Table) {
        let place = self.tables.iter_mut().find(|(known, _)| *known == key);
        place.into_iter().for_each(|(_, table)| *table = change(table));
    }

    pub(super) fn add(&mut self, key: &'static str, table: Table) {
        self.tables.push((key, table));
    }

    /// One sentence per model and source, or why there is none.
    pub fn verdicts(&self) -> &[String] {
        &self.verdicts
    }

    /// The rows of `bias/relative_delta`.
    pub fn relative_deltas(&self) -> &[RelativeDelta] {
        &self.relative_deltas
    }
}

/// Tells source bias from the evidence, and how far similarity of query and document explains it.
///
/// A corpus of one source gives tables without rows and a verdict that says so.
///
/// # Errors
/// Where a run speaks of another corpus than the evidence's.
pub fn bias(evidence: &Evidence<'_>) -> Result<Bias> {
    let catalogue = &**evidence.corpus.catalogue();
    if let Some(run) = evidence.runs.iter().find(|run| run.catalogue.ids() != catalogue.ids()) {
        let reason =
            format!("the run `{}` speaks of other documents than the corpus; search it again", run.model);
        return Err(Error::Failed(reason));
    }
    let texts = Texts::new(evidence.corpus, evidence.analyzer, evidence.queries);
    Ok(bias_of(evidence, &texts, Part::Whole))
}

/// How much of the stage is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All tables.
    Whole,
    /// Those that compare sources: correlations and means by rank stay empty.
    OfSources,
}

/// The stage without its check.
pub(super) fn bias_of(evidence: &Evidence<'_>, texts: &Texts, part: Part) -> Bias {
    let catalogue = &**evidence.corpus.catalogue();
    let several = catalogue.sources().len() > 1;
    let compared = Evidence { runs: if several { evidence.runs } else { &[] }, ..*evidence };
    let deltas = relative_deltas(&compared);
    let observed = observe(&compared, texts, part);
    let mut verdicts = verdicts(&deltas, evidence.headline(), evidence.settings);
    if !several {
        let only = catalogue.source_name(catalogue.reference());
        verdicts.push(format!("nothing to compare: `{only}` is the only source"));
    }
    let settings = evidence.settings;
    let tables = vec![
        ("bias/relative_delta", relative_delta_table(&deltas)),
        ("bias/exposure", exposure_table(&compared)),
        ("bias/ties", ties_table(compared.runs)),
        ("bias/decomposition", decomposition_table(evidence, texts)),
        ("bias/correlation", correlation_table(&observed.correlations, settings)),
        ("bias/conditional", conditional_table(&observed.conditionals, settings)),
        ("bias/rank_similarity", rank_similarity_table(&observed.ranks, &observed.bins, settings)),
    ];
    Bias { tables, verdicts, relative_deltas: deltas }
}

/// What similarities explain, for all runs.
#[derive(Default)]
struct Observed {
    correlations: Vec<Correlations>,
    conditionals: Vec<Conditional>,
    ranks: Vec<RankSimilarity>,
    bins: Vec<(usize, usize)>,
}

/// One query of one run, reduced as soon as it was observed: by similarity, then by scope or source.
struct Reduced {
    query: u32,
    coefficients: Vec<Vec<Coefficients>>,
    bins: Vec<Vec<Vec<Option<f64>>>>,
    placed: Gathered,
}

fn observe(evidence: &Evidence<'_>, texts: &Texts, part: Part) -> Observed {
    let whole = part == Part::Whole;
    let (runs, similarities, settings) = (evidence.runs, evidence.similarities, evidence.settings);
    let Some(catalogue) = runs.first().map(|run| &*run.catalogue) else { return Observed::default() };
    let units = Units::new(evidence, catalogue);
    let objects = similarities.iter().map(|similarity| &*similarity.object);
    let observer = Observer::new(catalogue, texts, objects, settings);
    let rankings = runs.iter().flat_map(|run| run.rankings.values());
    let longest = rankings.map(|ranking| ranking.documents().len()).max().unwrap_or(0);
    let bins = bins(longest.min(settings.depth.unwrap_or(usize::MAX)));
    let reference = catalogue.reference();
    let others: Vec<SourceId> = catalogue.others().collect();
    let sources = (0..catalogue.sources().len() as u32).map(|source| Some(SourceId(source)));
    let scopes: Vec<Option<SourceId>> = std::iter::once(None).chain(sources).collect();
    let reduce = |query: &str, observations: Vec<Observation>| {
        let each = || 0..similarities.len();
        let by_scope = |similarity| {
            scopes.iter().map(|scope| coefficients(&observations, similarity, *scope)).collect::<Vec<_>>()
        };
        let by_bin = |similarity| {
            scopes.iter().map(|scope| bin_means(&observations, similarity, *scope, &bins)).collect::<Vec<_>>()
        };
        let number = units.query(query);
        let relevant = units.relevant(query, evidence.qrels, catalogue);
        let by_source = |similarity| {
            let of = |source: &SourceId| {
                placed(&observations, similarity, [reference, *source], number, &|one| {
                    relevant.contains(&one.base)
                })
            };
            others.iter().map(of).collect::<Vec<_>>()
        };
        Reduced {
            query: number,
            coefficients: each().filter(|_| whole).map(by_scope).collect(),
            bins: each().filter(|_| whole).map(by_bin).collect(),
            placed: each().map(by_source).collect(),
        }
    };
    let similarity_names: Vec<&str> = similarities.iter().map(|similarity| &*similarity.name).collect();
    let other_names: Vec<&str> = others.iter().map(|source| catalogue.source_name(*source)).collect();
    let mut observed = Observed { bins: bins.clone(), ..Observed::default() };
    for run in runs {
        let rankings: Vec<_> = run.rankings.iter().collect();
        let mut queries: Vec<Reduced> = rankings
            .into_par_iter()
            .map(|(query, ranking)| reduce(query, observer.observe(query, ranking)))
            .collect();
        for (number, similarity) in similarity_names.iter().enumerate().filter(|_| whole) {
            let names = || (run.model.clone(), similarity.to_string());
            for (place, scope) in scopes.iter().enumerate() {
                let source = scope.map_or("pooled", |source| catalogue.source_name(source)).to_string();
                let (model, similarity) = names();
                let values =
                    queries.iter().map(|query| (query.query, query.coefficients[number][place])).collect();
                observed.correlations.push(Correlations {
                    model,
                    similarity,
                    source: source.clone(),
                    values,
                });
                let (model, similarity) = names();
                let values =
                    queries.iter().map(|query| (query.query, query.bins[number][place].clone())).collect();
                observed.ranks.push(RankSimilarity { model, similarity, source, values });
            }
        }
        let gathered = gather(&mut queries, similarities.len(), others.len());
        let knows = evidence.scores_know_sources(&run.model);
        observed.conditionals.extend(of_run(
            &run.model,
            &similarity_names,
            &other_names,
            &gathered,
            knows,
            settings,
        ));
    }
    observed
}

/// The documents of all queries together, by cluster of queries, taken out of them.
fn gather(queries: &mut [Reduced], similarities: usize, sources: usize) -> Gathered {
    queries.sort_by_key(|query| query.query);
    let mut gathered: Gathered = vec![vec![Vec::new(); sources]; similarities];
    for query in queries {
        for (all, of_query) in gathered.iter_mut().zip(&mut query.placed) {
            all.iter_mut().zip(of_query).for_each(|(all, documents)| all.append(documents));
        }
    }
    gathered
}
