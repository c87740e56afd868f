//! The published table of Cocktail and what ties and lengths make of it.

use sourcebias::corpus::{CollectionSettings, Corpus, Query, SourceId, TestCollection};
use sourcebias::evaluate::{EvaluateSettings, Evaluation, MEASURES, Queries, Target, Ties, evaluate};
use sourcebias::index::Index;
use sourcebias::retrieve::{MODELS, Run, search};
use sourcebias::text::{AnalyzedCorpus, Analyzer};

use super::folder;

pub(super) struct Searched {
    collection: TestCollection,
    pub(super) runs: Vec<Run>,
}

pub(super) fn searched(name: &str, analyzer: &str, models: &[&str]) -> Option<Searched> {
    searched_among(name, analyzer, models, |_| true)
}

/// As [`searched`], over the documents that `kept` says of by their number of terms.
pub(super) fn searched_among(
    name: &str,
    analyzer: &str,
    models: &[&str],
    kept: fn(usize) -> bool,
) -> Option<Searched> {
    let collection = TestCollection::open(&CollectionSettings::of_folder(folder(name)?)).unwrap();
    let analyzer = Analyzer::parse(analyzer).unwrap();
    let length = |text: &str| {
        let mut length = 0;
        analyzer.analyze(text, &mut |_| length += 1);
        length
    };
    let Corpus { sources, reference, .. } = &collection.corpus;
    let documents = collection.corpus.documents();
    let documents = documents.filter(|document| document.as_ref().is_ok_and(|one| kept(length(&one.text))));
    let corpus =
        AnalyzedCorpus::from_documents(sources.clone(), *reference, documents, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let models: Vec<_> = models.iter().map(|spec| MODELS.parse(spec).unwrap()).collect();
    let judged: Vec<Query> = collection.judged_queries().into_iter().cloned().collect();
    let runs = search(&index, &judged, &analyzer, &models, 1000, &|| ()).unwrap();
    Some(Searched { collection, runs })
}

impl Searched {
    pub(super) fn evaluate(&self, measures: &[&str], ties: Ties, queries: Queries) -> Evaluation {
        let measures: Vec<_> = measures.iter().map(|spec| MEASURES.parse(spec).unwrap()).collect();
        let settings = EvaluateSettings { ties, queries, bootstrap: 1, ..EvaluateSettings::default() };
        evaluate(&self.runs, &self.collection.qrels, &measures, &settings)
    }

    pub(super) fn mean(&self, evaluation: &Evaluation, run: usize, target: Target, measure: &str) -> f64 {
        let values = evaluation.find(&self.runs[run].model, target, measure).unwrap().defined();
        100.0 * values.iter().sum::<f64>() / values.len() as f64
    }

    fn relative_delta(&self, evaluation: &Evaluation, run: usize, measure: &str) -> f64 {
        let human = self.mean(evaluation, run, Target::Source(SourceId(0)), measure);
        let llm = self.mean(evaluation, run, Target::Source(SourceId(1)), measure);
        100.0 * (human - llm) / ((human + llm) / 2.0)
    }
}

fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    eprintln!("{what}: {found:.4} (expected {expected} ± {tolerance})");
    assert!((found - expected).abs() <= tolerance, "{what}: {found} instead of {expected}");
}

#[test]
fn the_published_table_and_what_ties_make_of_it() {
    for (name, all, published, averaged) in
        [("nfcorpus", 37.1514, -9.366, -5.65), ("nq-utd", 73.7379, 5.453, 7.17)]
    {
        let Some(searched) = searched(name, "english", &["bm25|byte_lengths", "bm25"]) else { return };
        let evaluation = searched.evaluate(&["nDCG@10"], Ties::TrecEval, Queries::WithResults);
        near(searched.mean(&evaluation, 0, Target::All, "nDCG@10"), all, 0.05, name);
        near(searched.relative_delta(&evaluation, 0, "nDCG@10"), published, 0.05, name);
        let evaluation = searched.evaluate(&["nDCG@1", "nDCG@10"], Ties::Average, Queries::Judged);
        near(searched.relative_delta(&evaluation, 0, "nDCG@10"), averaged, 0.05, name);
        eprintln!("exact @10 {}", searched.relative_delta(&evaluation, 1, "nDCG@10"));
    }
}

#[test]
fn exact_lengths_without_stemming_give_the_check_values() {
    let measures = ["nDCG@1", "nDCG@3", "nDCG@5"];
    for (name, expected) in [("nq-utd", [-8.5, 11.3, 8.5]), ("nfcorpus", [-6.0, -17.2, -15.3])] {
        let Some(searched) = searched(name, "ascii|lowercase", &["bm25"]) else { return };
        let evaluation = searched.evaluate(&measures, Ties::IndexOrder, Queries::Judged);
        for (measure, expected) in measures.iter().zip(expected) {
            near(
                searched.relative_delta(&evaluation, 0, measure),
                expected,
                0.06,
                &format!("{name} {measure}"),
            );
        }
    }
}
