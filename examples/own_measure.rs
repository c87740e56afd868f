//! An evaluation measure of one's own, averaged over the orders of tied documents as all are.
//!
//! `cargo run --example own_measure`

use sourcebias::corpus::query_clusters;
use sourcebias::evaluate::JudgedRanking;
use sourcebias::registry::Named;
use sourcebias::{
    AnalyzedCorpus, Analyzer, Corpus, EvaluateSettings, Index, MEASURES, MODELS, Measure, Qrels, Query,
    Result,
};

/// The probability that the first document is relevant, where documents that tie are equally likely to be it.
struct FirstIsRelevant;

impl Measure for FirstIsRelevant {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        if ranking.ideal.is_empty() {
            return None;
        }
        let first = ranking.groups.first();
        Some(first.map_or(0.0, |group| group.grades.len() as f64 / group.size as f64))
    }

    fn cutoff(&self) -> Option<usize> {
        Some(1)
    }
}

fn main() -> Result<()> {
    let texts = [("a", "red pears"), ("b", "green pears"), ("c", "red apples")];
    let corpus = Corpus::from_texts([("human", texts), ("copy", texts)])?;
    let analyzer = Analyzer::parse("words")?;
    let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false)?;
    let index = Index::build_in_memory(&corpus, &analyzer)?;
    let queries = [Query::new("1", "red pears")];
    let qrels = Qrels::from_grades([("1", "a", 1)]);
    let runs = sourcebias::search(&index, &queries, &analyzer, &[MODELS.parse("bm25")?], 10, &|| ())?;
    let measures: [Named<dyn Measure>; 2] =
        [Named::new("first", Box::new(FirstIsRelevant)), MEASURES.parse("P@1")?];
    let evaluation = sourcebias::evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
    // Both versions of `a` tie for the first place: each source alone has one of the two.
    println!("{}", evaluation.summary_table(&query_clusters(&queries, &qrels)).to_markdown(3)?);
    Ok(())
}
