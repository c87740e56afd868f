//! Texts at hand through the stages: who is favoured, by how much, and how the sources use words.
//!
//! `cargo run --example library`

use sourcebias::{
    AnalyzedCorpus, Analyzer, BiasSettings, Corpus, EvaluateSettings, Evidence, Index, LEXICAL_MEASURES,
    MEASURES, MODELS, ProfileSettings, Qrels, Query, Result,
};

fn main() -> Result<()> {
    let human = [
        ("pear", "The pear is ripe when its neck gives. Pick pears early and let the pears ripen indoors."),
        ("apple", "Keep apples cold and apart: one bad apple spoils the apples beside it."),
        ("plum", "Plums keep for a week. Dry the plums, and they keep for a year."),
    ];
    let llm = [
        ("pear", "Pears should be harvested before they are fully mature and then stored indoors."),
        ("apple", "It is important to store apples in a cool place, away from damaged fruit."),
        ("plum", "Plums have a limited shelf life; dried plums can be stored considerably longer."),
    ];
    let corpus = Corpus::from_texts([("human", human), ("llm", llm)])?;
    let queries = [
        Query::new("1", "when are pears ripe"),
        Query::new("2", "keep apples"),
        Query::new("3", "how to dry plums"),
    ];
    let qrels = Qrels::from_grades([("1", "pear", 1), ("2", "apple", 1), ("3", "plum", 1)]);

    let analyzer = Analyzer::parse("english")?;
    let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false)?;
    let index = Index::build_in_memory(&corpus, &analyzer)?;
    let models = MODELS.parse_all(&["bm25".to_string(), "dirichlet".to_string()])?;
    let measures = [MEASURES.parse("nDCG@10")?];
    let runs = sourcebias::search(&index, &queries, &analyzer, &models, 1000, &|| ())?;
    let evaluation = sourcebias::evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
    let settings = BiasSettings::default();
    let bias = sourcebias::bias(&Evidence {
        queries: &queries,
        qrels: &qrels,
        measures: &measures,
        models: &models,
        ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
    })?;
    println!("{}", bias.answer().to_text(80));

    let lexical = LEXICAL_MEASURES.parse_all(&["ttr".to_string(), "tokens".to_string()])?;
    let profile = sourcebias::profile(&corpus, &lexical, &ProfileSettings::default())?;
    println!("{}", profile.comparison().to_markdown(3)?);
    Ok(())
}
