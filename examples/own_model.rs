//! A retrieval model of one's own beside BM25: no registry, only the trait.
//!
//! `cargo run --example own_model`

use sourcebias::registry::Named;
use sourcebias::retrieve::model::{CollectionStatistics, Needs, TermScorer, TermStatistics};
use sourcebias::{AnalyzedCorpus, Analyzer, Corpus, Index, MODELS, Query, Result, RetrievalModel};

/// √tf · ln(N / df), over the square root of the document's length.
struct Roots;

impl RetrievalModel for Roots {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = (collection.documents as f64 / term.document_frequency as f64).ln();
        let weight = term.query_frequency * idf;
        Box::new(move |tf, document| weight * (f64::from(tf) / f64::from(document.length)).sqrt())
    }

    /// Scores rise with tf and fall with length, so that documents may be passed over.
    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

fn main() -> Result<()> {
    let corpus = Corpus::from_texts([(
        "human",
        [("a", "red pears, red apples"), ("b", "a red pear"), ("c", "green plums and some pears")],
    )])?;
    let analyzer = Analyzer::parse("words")?;
    let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false)?;
    let index = Index::build_in_memory(&corpus, &analyzer)?;
    let models: [Named<dyn RetrievalModel>; 2] =
        [Named::new("roots", Box::new(Roots)), MODELS.parse("bm25")?];
    let queries = [Query::new("1", "red pears")];
    for run in sourcebias::search(&index, &queries, &analyzer, &models, 10, &|| ())? {
        for entry in run.rankings["1"].documents() {
            let id = run.catalogue.id(entry.document);
            println!("{} {} {:.4}", run.model, id.base, entry.score);
        }
    }
    Ok(())
}
