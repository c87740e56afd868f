//! What the analyses of this stage look at: all that earlier stages found in; queries and contents as units of tests out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{BiasSettings, Similarity, short_name};
use crate::corpus::{Catalogue, ContentGrades, Pool, Qrels, Query, SourceId};
use crate::evaluate::{Evaluation, Measure};
use crate::registry::Named;
use crate::retrieve::{RetrievalModel, Run};
use crate::text::{AnalyzedCorpus, Analyzer};

/// Everything that source bias is told from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The values of the measures for every run.
    pub evaluation: &'a Evaluation,
    /// The rankings.
    pub runs: &'a [Run],
    /// The documents that were ranked, and their sources.
    pub catalogue: &'a Catalogue,
    /// The texts that were ranked, and what cuts queries into terms as it did them; `None` where run files are all that is
    /// known.
    pub texts: Option<(&'a AnalyzedCorpus, &'a Analyzer)>,
    /// The queries.
    pub queries: &'a [Query],
    /// The judgements; none where rankings are compared without.
    pub qrels: &'a Qrels,
    /// The measures of the evaluation.
    pub measures: &'a [Named<dyn Measure>],
    /// The models of those runs that are not of another engine.
    pub models: &'a [Named<dyn RetrievalModel>],
    /// The measures whose Relative Δ is told under every rule for ties.
    pub tie_rule_measures: &'a [Named<dyn Measure>],
    /// How alike query and document are.
    pub similarities: &'a [Named<dyn Similarity>],
    /// How source bias is told.
    pub settings: &'a BiasSettings,
}

impl<'a> Evidence<'a> {
    /// Evidence without queries, judgements, measures, models and similarities, which are added in place:
    /// `Evidence { queries: &queries, ..Evidence::new(…) }`.
    pub fn new(
        evaluation: &'a Evaluation,
        runs: &'a [Run],
        (corpus, analyzer): (&'a AnalyzedCorpus, &'a Analyzer),
        settings: &'a BiasSettings,
    ) -> Evidence<'a> {
        let texts = Some((corpus, analyzer));
        Evidence { texts, ..Evidence::without_texts(evaluation, runs, corpus.catalogue(), settings) }
    }

    /// As [`Evidence::new`], where the texts of the documents are not known: analyses that need them are left out.
    pub fn without_texts(
        evaluation: &'a Evaluation,
        runs: &'a [Run],
        catalogue: &'a Catalogue,
        settings: &'a BiasSettings,
    ) -> Evidence<'a> {
        static NONE: LazyLock<Qrels> = LazyLock::new(Qrels::default);
        Evidence {
            evaluation,
            runs,
            catalogue,
            texts: None,
            queries: &[],
            qrels: &NONE,
            measures: &[],
            models: &[],
            tie_rule_measures: &[],
            similarities: &[],
            settings,
        }
    }

    /// Whether the scores of a run know who wrote which text, as where statistics are counted over one source: then
    /// exchanging labels would change the ranking, and no test by exchange is made.
    pub(super) fn scores_know_sources(&self, run: &str) -> bool {
        let model = self.models.iter().find(|model| model.name == run);
        model.is_some_and(|model| model.object.needs().pool != Pool::All)
    }

    /// The measure that verdicts speak of: nDCG@10 where it was evaluated, else the first that compares sources.
    pub fn headline(&self) -> Option<&str> {
        headline(self.measures)
    }
}

/// The measure among these that verdicts speak of: nDCG@10, else the first that compares sources.
pub(crate) fn headline(measures: &[Named<dyn Measure>]) -> Option<&str> {
    let named = measures.iter().find(|measure| measure.name == HEADLINE);
    let measure = named.or_else(|| measures.iter().find(|measure| measure.object.compares_sources()));
    measure.map(|measure| measure.name.as_str())
}

/// Which of these measures have no Relative Δ, and why, in a sentence; `None` where all have one.
pub fn without_relative_delta(measures: &[Named<dyn Measure>]) -> Option<String> {
    let left_out = measures.iter().filter(|measure| !measure.object.compares_sources());
    let left_out: Vec<String> = left_out.map(|measure| short_name(&measure.name)).collect();
    (!left_out.is_empty()).then(|| {
        format!(
            "no Relative Δ by {}: its value for one source does not depend on where the documents of others are ranked",
            left_out.join(", ")
        )
    })
}

/// The measure that the answer, figures and comparisons of experiments speak of where it was evaluated.
pub(crate) const HEADLINE: &str = "nDCG@10";

/// The units of tests: clusters of queries, and contents.
pub(super) struct Units {
    queries: BTreeMap<String, u32>,
    contents: Vec<u32>,
}

impl Units {
    pub fn new(evidence: &Evidence<'_>, catalogue: &Catalogue) -> Self {
        let clusters = crate::corpus::query_clusters(evidence.queries, evidence.qrels);
        let mut queries = clusters;
        // Queries that are in a run alone come after all others.
        let ranked = evidence.runs.iter().flat_map(|run| run.rankings.keys());
        let mut next = queries.values().max().map_or(0, |last| last + 1);
        for query in ranked.chain(evidence.qrels.queries().map(str::to_string).collect::<Vec<_>>().iter()) {
            if !queries.contains_key(query) {
                queries.insert(query.clone(), next);
                next += 1;
            }
        }
        Units { queries, contents: catalogue.contents() }
    }

    /// The same where judgements say nothing of queries: those of one `cluster` are one unit, and no others.
    pub fn unjudged(evidence: &Evidence<'_>, catalogue: &Catalogue) -> Self {
        let nothing = Qrels::default();
        Units::new(&Evidence { qrels: &nothing, ..*evidence }, catalogue)
    }

    /// The number of the cluster of a query.
    pub fn query(&self, query: &str) -> u32 {
        self.queries[query]
    }

    /// The numbers of the contents whose versions by these sources are judged alike, as relevant to a query: what the ranks
    /// of versions can be compared on, since no difference of them is one of relevance.
    pub fn relevant(
        &self,
        query: &str,
        qrels: &Qrels,
        catalogue: &Catalogue,
        sources: [SourceId; 2],
    ) -> FxHashSet<u32> {
        let content = |(base, grades): (&str, &ContentGrades)| {
            let versions = || sources.into_iter().filter_map(|source| catalogue.number(base, source));
            (grades.alike(versions())? > 0).then(|| versions().next())?
        };
        qrels.contents(query).filter_map(content).map(|document| self.content(document)).collect()
    }

    /// The number of the content of a document.
    pub fn content(&self, document: u32) -> u32 {
        self.contents[document as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::MEASURES;

    #[test]
    fn a_measure_without_relative_delta_is_named_with_the_reason() {
        let of = |specs: &[&str]| {
            let specs: Vec<String> = specs.iter().map(ToString::to_string).collect();
            without_relative_delta(&MEASURES.parse_all(&specs).unwrap())
        };
        assert_eq!(of(&["nDCG@10", "AP"]), None);
        assert!(
            of(&["AP", "bpref"]).unwrap().starts_with("no Relative Δ by bpref: its value for one source")
        );
    }
}
