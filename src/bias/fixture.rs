//! A small catalogue for this stage's tests: human documents 0–3 and their LLM twins 4–7 (a, b, c, d), 8 human alone.

use std::sync::Arc;

use super::{BiasSettings, Evidence};
use crate::bias::cause::observation::{Observation, Observations};
use crate::bias::ranked_texts::Similarities;
use crate::corpus::{Catalogue, Document, DocumentId, Qrels, Source, SourceId, SourceKind};
use crate::evaluate::{EvaluateSettings, Evaluation, Measure, evaluate};
use crate::registry::Named;
use crate::retrieve::{Ranking, Run, ScoredDocument};
use crate::text::{AnalyzedCorpus, Analyzer};

/// What evidence on runs over the catalogue borrows from.
pub(super) struct Case {
    runs: Vec<Run>,
    qrels: Qrels,
    measures: Vec<Named<dyn Measure>>,
    evaluation: Evaluation,
    corpus: AnalyzedCorpus,
    analyzer: Analyzer,
    settings: BiasSettings,
}

impl Case {
    pub fn new(
        runs: Vec<Run>,
        qrels: Qrels,
        measures: Vec<Named<dyn Measure>>,
        settings: BiasSettings,
    ) -> Self {
        let catalogue = catalogue();
        let document = |id: &DocumentId| {
            Ok(Document { id: id.clone(), title: String::new(), text: "one word".to_string() })
        };
        let analyzer = Analyzer::parse("words").unwrap();
        let (sources, reference) = (catalogue.sources().to_vec(), catalogue.reference());
        let documents = catalogue.ids().iter().map(document);
        let corpus = AnalyzedCorpus::from_documents(sources, reference, documents, &analyzer, false).unwrap();
        let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
        Case { runs, qrels, measures, evaluation, corpus, analyzer, settings }
    }

    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            evaluation: &self.evaluation,
            runs: &self.runs,
            catalogue: self.corpus.catalogue(),
            texts: Some((&self.corpus, &self.analyzer)),
            queries: &[],
            qrels: &self.qrels,
            measures: &self.measures,
            models: &[],
            tie_rule_measures: &[],
            similarities: &[],
            settings: &self.settings,
        }
    }
}

pub(super) fn catalogue() -> Catalogue {
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let id = |base: &str, source| DocumentId { base: Arc::from(base), source: SourceId(source) };
    let human = ["a", "b", "c", "d"].map(|base| id(base, 0));
    let llm = ["a", "b", "c", "d"].map(|base| id(base, 1));
    let ids = human.into_iter().chain(llm).chain([id("e", 0)]).collect();
    Catalogue::new(vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)], SourceId(0), ids)
}

pub(super) fn ranking(scored: &[(u32, f64)]) -> Ranking {
    let scored = scored.iter().map(|(document, score)| ScoredDocument { document: *document, score: *score });
    Ranking::new(scored.collect(), 1000)
}

/// A run of queries q0, q1, … with these rankings.
pub(super) fn run(rankings: &[&[(u32, f64)]]) -> Run {
    let rankings = rankings.iter().enumerate().map(|(query, scored)| (format!("q{query}"), ranking(scored)));
    Run { model: "model".to_string(), catalogue: Arc::new(catalogue()), rankings: rankings.collect() }
}

/// Observations of documents in falling order of score, each its own base: (source, score, similarity, length).
pub(super) fn observations(rows: &[(u32, f64, f64, u32)]) -> Observations {
    let above = |score: f64| rows.iter().filter(|row| row.1 > score).count();
    let tied = |score: f64| rows.iter().filter(|row| row.1 == score).count();
    let observation = |(base, (source, score, _, length)): (u32, &(u32, f64, f64, u32))| Observation {
        document: base,
        base,
        source: SourceId(*source),
        score: *score,
        above: above(*score),
        tied: tied(*score),
        length: *length,
    };
    let values: Vec<f64> = rows.iter().map(|(_, _, similarity, _)| *similarity).collect();
    Observations {
        documents: (0..).zip(rows).map(observation).collect(),
        similarities: Similarities::new(&values, 1, true),
    }
}
