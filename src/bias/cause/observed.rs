//! What correlations, the conditional analysis and means by rank look at: rankings and texts in; each query of each run,
//! reduced to what they need, out.

use rayon::prelude::*;

use super::conditional::{Conditional, DocumentsByPair, of_run, placed};
use super::conditional_rows::Documents;
use super::correlation::{Coefficients, Correlations, coefficients};
use super::observation::{Observation, Observations, Observer};
use super::rank_similarity::{RankSimilarity, bin_means, bins};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::texts::Texts;
use crate::corpus::SourceId;

/// What similarities explain, for all runs.
#[derive(Default)]
pub(in crate::bias) struct Observed {
    pub correlations: Vec<Correlations>,
    pub conditionals: Vec<Conditional>,
    pub ranks: Vec<RankSimilarity>,
    pub bins: Vec<(usize, usize)>,
}

/// One query of one run, reduced as soon as it was observed: by similarity, then by scope; documents by source, then by
/// similarity.
struct Reduced {
    /// The number of its cluster.
    query: u32,
    coefficients: Vec<Vec<Coefficients>>,
    bins: Vec<Vec<Vec<Option<f64>>>>,
    placed: DocumentsByPair,
}

/// Looks at every ranked document once for all similarities. Only a `whole` observation has correlations and means by rank.
pub(in crate::bias) fn observe(
    evidence: &Evidence<'_>,
    texts: &Texts<'_>,
    units: &Units,
    whole: bool,
) -> Observed {
    let (runs, similarities, settings) = (evidence.runs, evidence.similarities, evidence.settings);
    let Some(catalogue) = runs.first().map(|run| &*run.catalogue) else { return Observed::default() };
    let observer = Observer::new(catalogue, texts, units, settings);
    let rankings = runs.iter().flat_map(|run| run.rankings.values());
    let longest = rankings.map(|ranking| ranking.documents().len()).max().unwrap_or(0);
    let bins = bins(longest.min(settings.depth.unwrap_or(usize::MAX)));
    let reference = catalogue.reference();
    let others: Vec<SourceId> = catalogue.others().collect();
    let sources = (0..catalogue.sources().len() as u32).map(|source| Some(SourceId(source)));
    let scopes: Vec<Option<SourceId>> = std::iter::once(None).chain(sources).collect();
    let reduce = |(place, query): (usize, &str), observations: Observations| {
        let each = || 0..similarities.len();
        let by_bin = |similarity| bin_means(&observations, similarity, &scopes, &bins);
        let coefficients_of = |observations: &Observations| match observations.documents.is_empty() {
            true => vec![vec![[None; 4]; scopes.len()]; similarities.len()],
            false => coefficients(observations, &scopes),
        };
        let number = units.query(query);
        let mut placed_documents: DocumentsByPair = Vec::with_capacity(others.len());
        for source in &others {
            let relevant = units.relevant(query, evidence.qrels, catalogue, [reference, *source]);
            let is_relevant = |one: &Observation| relevant.contains(&one.base);
            let mut found = placed(&observations, [reference, *source], [place as u32, number], &is_relevant);
            found.resize(similarities.len(), Documents::default());
            placed_documents.push(found);
        }
        Reduced {
            query: number,
            coefficients: if whole { coefficients_of(&observations) } else { Vec::new() },
            bins: each().filter(|_| whole).map(by_bin).collect(),
            placed: placed_documents,
        }
    };
    let similarity_names: Vec<&str> = similarities.iter().map(|similarity| &*similarity.name).collect();
    let other_names: Vec<&str> = others.iter().map(|source| catalogue.source_name(*source)).collect();
    let mut observed = Observed { bins: bins.clone(), ..Observed::default() };
    for run in runs {
        let rankings: Vec<_> = run.rankings.iter().collect();
        let mut queries: Vec<Reduced> = rankings
            .into_par_iter()
            .enumerate()
            .map(|(place, (query, ranking))| reduce((place, query), observer.observe(query, ranking, whole)))
            .collect();
        for (number, similarity) in similarity_names.iter().enumerate().filter(|_| whole) {
            let names = || (run.model.clone(), similarity.to_string());
            for (place, scope) in scopes.iter().enumerate() {
                let source = scope
                    .map_or(super::correlation::POOLED, |source| catalogue.source_name(source))
                    .to_string();
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
fn gather(queries: &mut [Reduced], similarities: usize, sources: usize) -> DocumentsByPair {
    queries.sort_by_key(|query| query.query);
    let gathered = (0..sources).map(|source| {
        let of_source: Vec<&[Documents]> = queries.iter().map(|query| &query.placed[source][..]).collect();
        Documents::joined(&of_source, similarities)
    });
    let gathered = gathered.collect();
    queries.iter_mut().for_each(|query| query.placed = Vec::new());
    gathered
}
