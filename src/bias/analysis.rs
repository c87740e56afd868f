//! The whole stage: an evaluation, its runs and the texts in; every table on source bias and a verdict per model out.

use rayon::prelude::*;

use super::conditional::{Conditional, conditional_table, moments, says_nothing};
use super::correlation::{Coefficients, Correlations, coefficients, correlation_table};
use super::observation::{Observation, Observer};
use super::rank_similarity::{RankSimilarity, bin_means, bins, rank_similarity_table};
use super::texts::Texts;
use super::{
    BiasSettings, RelativeDelta, Similarity, exposure_table, relative_delta_table, relative_deltas,
    ties_table, verdicts,
};
use crate::corpus::{Query, SourceId};
use crate::error::{Error, Result};
use crate::evaluate::Evaluation;
use crate::registry::Named;
use crate::retrieve::Run;
use crate::statistics::{Moments, cluster_regression};
use crate::table::Table;
use crate::text::{AnalyzedCorpus, Analyzer};

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

    /// One sentence per model and source, or why there is none.
    pub fn verdicts(&self) -> &[String] {
        &self.verdicts
    }

    /// The rows of `bias/relative_delta`.
    pub fn relative_deltas(&self) -> &[RelativeDelta] {
        &self.relative_deltas
    }
}

/// Tells source bias from `evaluation` and `runs`, and how far similarity of query and document explains it.
///
/// A corpus of one source gives tables without rows and a verdict that says so.
///
/// # Errors
/// Where a run speaks of another corpus than `corpus`.
pub fn bias(
    evaluation: &Evaluation,
    runs: &[Run],
    corpus: &AnalyzedCorpus,
    analyzer: &Analyzer,
    queries: &[Query],
    similarities: &[Named<dyn Similarity>],
    settings: &BiasSettings,
) -> Result<Bias> {
    if let Some(run) = runs.iter().find(|run| run.catalogue.ids() != corpus.catalogue().ids()) {
        let reason =
            format!("the run `{}` speaks of other documents than the corpus; search it again", run.model);
        return Err(Error::Failed(reason));
    }
    let compared: &[Run] = if corpus.catalogue().sources().len() > 1 { runs } else { &[] };
    let texts = Texts::new(corpus, analyzer, queries);
    let deltas = relative_deltas(evaluation, compared, settings);
    let observed = observe(compared, &texts, similarities, settings);
    let mut verdicts = verdicts(&deltas, settings);
    if corpus.catalogue().sources().len() < 2 {
        let only = corpus.catalogue().source_name(corpus.catalogue().reference());
        verdicts.push(format!("nothing to compare: `{only}` is the only source"));
    }
    let tables = vec![
        ("bias/relative_delta", relative_delta_table(&deltas)),
        ("bias/exposure", exposure_table(compared, settings)),
        ("bias/ties", ties_table(compared)),
        ("bias/correlation", correlation_table(&observed.correlations, settings)),
        ("bias/conditional", conditional_table(&observed.conditionals)),
        ("bias/rank_similarity", rank_similarity_table(&observed.ranks, &observed.bins, settings)),
    ];
    Ok(Bias { tables, verdicts, relative_deltas: deltas })
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
    coefficients: Vec<Vec<Coefficients>>,
    bins: Vec<Vec<Vec<Option<f64>>>>,
    moments: Vec<Vec<Option<Moments>>>,
}

fn observe(
    runs: &[Run],
    texts: &Texts,
    similarities: &[Named<dyn Similarity>],
    settings: &BiasSettings,
) -> Observed {
    let Some(catalogue) = runs.first().map(|run| &*run.catalogue) else { return Observed::default() };
    let observer =
        Observer::new(catalogue, texts, similarities.iter().map(|similarity| &*similarity.object), settings);
    let rankings = runs.iter().flat_map(|run| run.rankings.values());
    let longest = rankings.map(|ranking| ranking.documents().len()).max().unwrap_or(0);
    let bins = bins(longest.min(settings.depth.unwrap_or(usize::MAX)));
    let reference = catalogue.reference();
    let others: Vec<SourceId> = catalogue.others().collect();
    let sources = (0..catalogue.sources().len() as u32).map(|source| Some(SourceId(source)));
    let scopes: Vec<Option<SourceId>> = std::iter::once(None).chain(sources).collect();
    let reduce = |observations: Vec<Observation>| {
        let each = || 0..similarities.len();
        let by_scope = |similarity| {
            scopes.iter().map(|scope| coefficients(&observations, similarity, *scope)).collect::<Vec<_>>()
        };
        let by_bin = |similarity| {
            scopes.iter().map(|scope| bin_means(&observations, similarity, *scope, &bins)).collect::<Vec<_>>()
        };
        let by_source = |similarity| {
            others
                .iter()
                .map(|source| moments(&observations, similarity, reference, *source))
                .collect::<Vec<_>>()
        };
        Reduced {
            coefficients: each().map(by_scope).collect(),
            bins: each().map(by_bin).collect(),
            moments: each().map(by_source).collect(),
        }
    };
    let mut observed = Observed { bins: bins.clone(), ..Observed::default() };
    for run in runs {
        let rankings: Vec<_> = run.rankings.iter().collect();
        let queries: Vec<Reduced> = rankings
            .into_par_iter()
            .map(|(query, ranking)| reduce(observer.observe(query, ranking)))
            .collect();
        for (number, similarity) in similarities.iter().enumerate() {
            let names = || (run.model.clone(), similarity.name.clone());
            for (place, scope) in scopes.iter().enumerate() {
                let source = scope.map_or("pooled", |source| catalogue.source_name(source)).to_string();
                let (model, similarity) = names();
                let values = queries.iter().map(|query| query.coefficients[number][place]).collect();
                observed.correlations.push(Correlations {
                    model,
                    similarity,
                    source: source.clone(),
                    values,
                });
                let (model, similarity) = names();
                let values = queries.iter().map(|query| query.bins[number][place].clone()).collect();
                observed.ranks.push(RankSimilarity { model, similarity, source, values });
            }
            for (place, source) in others.iter().enumerate() {
                let (model, similarity) = names();
                let clusters: Vec<Moments> =
                    queries.iter().filter_map(|query| query.moments[number][place].clone()).collect();
                let source = catalogue.source_name(*source).to_string();
                let regression = cluster_regression(&clusters, &settings.resampling());
                let regression = regression.filter(|found| !says_nothing(found));
                observed.conditionals.push(Conditional { model, similarity, source, regression });
            }
        }
    }
    observed
}
