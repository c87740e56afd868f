//! With a third source in the ranking.

use super::*;

#[test]
fn what_is_changed_is_counted_of_the_one_source() {
    // Both others have the word in texts of another length; one of them has two texts, the other three.
    let human = [("1", "c x x"), ("2", "c x z z z"), ("3", "c c x"), ("4", "z")];
    let one = vec![("1", "c x x x x"), ("2", "c c")];
    let other = vec![("1", "c"), ("2", "c x x x"), ("3", "c x x x x x")];
    let corpus = Corpus::from_texts([("human", human.to_vec()), ("one", one), ("other", other)]).unwrap();
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus = DocumentReader::new(&analyzer).read(&corpus).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let queries = vec![Query::new("q", "c")];
    let models = vec![MODELS.parse("bm25").unwrap()];
    let runs = search(&index, &queries, &analyzer, &models, 100, &|| ()).unwrap();
    let (qrels, measures) = (Qrels::default(), [MEASURES.parse("nDCG@10").unwrap()]);
    let evaluation = evaluate(&runs, &qrels, &measures, &EvaluateSettings::default());
    let settings = BiasSettings { bootstrap: 99, ..BiasSettings::default() };
    let evidence = Evidence {
        queries: &queries,
        qrels: &qrels,
        measures: &measures,
        models: &models,
        ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
    };
    let rows = rows(&bias_by(&evidence, &[&Counterfactual]).unwrap());
    let changed = |source: &str, factor: &str| {
        let same = |row: &&Row| (&*row.source, &*row.factor, &*row.measure) == (source, factor, "dNDSR@5");
        rows.iter().find(same).unwrap().changed
    };
    // An edit towards a twin is one of the pair alone; a changed model scores all documents anew.
    for factor in ["length", "all", "equal_lengths"] {
        assert_eq!((changed("one", factor), changed("other", factor)), (2, 3), "{factor}");
    }
}
