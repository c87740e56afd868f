//! The effects of words against the gaps that they add up to, on copies, and under exchanged sources.

use super::*;
use crate::bias::{BiasSettings, Evidence, PairRow, bias};
use crate::corpus::simulate::{SimulationSettings, simulate};
use crate::corpus::{Corpus, Qrels};
use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};
use crate::index::Index;
use crate::retrieve::{MODELS, search};
use crate::text::{AnalyzedCorpus, Analyzer};

/// The effects of words, and the pairs, of these texts.
fn found(corpus: &Corpus, queries: &[Query], qrels: &Qrels) -> (Vec<WordEffectRow>, Vec<PairRow>) {
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus = AnalyzedCorpus::read(corpus, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let models: Vec<_> = ["bm25", "dirichlet", "random", "bm25|rm3", "tf_idf|idf_pool"]
        .map(|name| MODELS.parse(name).unwrap())
        .into();
    let measures = [MEASURES.parse("nDCG@10").unwrap()];
    let runs = search(&index, queries, &analyzer, &models, 50, &|| ()).unwrap();
    let evaluation = evaluate(&runs, qrels, &measures, &EvaluateSettings::default());
    // At a confidence of ½ three contents may have an interval.
    let settings = BiasSettings { bootstrap: 199, confidence: 0.5, ..BiasSettings::default() };
    let evidence = Evidence {
        queries,
        qrels,
        measures: &measures,
        models: &models,
        ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
    };
    let told = bias(&evidence).unwrap();
    let rows = |key: &str| told.table(key).unwrap().clone();
    (
        WordEffectRow::from_table(&rows("bias/word_effects")).unwrap(),
        PairRow::from_table(&rows("bias/pairs")).unwrap(),
    )
}

fn query(id: &str, text: &str) -> Query {
    Query::new(id, text)
}

fn small(human: [&'static str; 3], llm: [&'static str; 3]) -> (Vec<WordEffectRow>, Vec<PairRow>) {
    let texts = |texts: [&'static str; 3]| ["1", "2", "3"].into_iter().zip(texts).collect::<Vec<_>>();
    let corpus = Corpus::from_texts([("human", texts(human)), ("llm", texts(llm))]).unwrap();
    let mut qrels = Qrels::default();
    for (query, base) in [("q", "1"), ("q", "2"), ("r", "3"), ("r", "1")] {
        qrels.insert(query, base, 1);
    }
    found(&corpus, &[query("q", "pear tree"), query("r", "plum pear")], &qrels)
}

#[test]
fn effects_add_up_to_the_mean_gap() {
    let simulated =
        simulate(&SimulationSettings { documents: 300, queries: 8, ..SimulationSettings::default() });
    let simulated = simulated.unwrap().collection;
    let (rows, pairs) = found(&simulated.corpus, &simulated.queries, &simulated.qrels);
    let models: std::collections::BTreeSet<&str> = rows.iter().map(|row| &*row.model).collect();
    // Neither a draw nor an expansion.
    assert_eq!(models.len(), 3, "{models:?}");
    let of: Vec<&WordEffectRow> = rows.iter().filter(|row| row.model.starts_with("bm25")).collect();
    let source = &of[0].source;
    let sum: f64 = of.iter().filter(|row| row.source == *source).filter_map(|row| row.effect).sum();
    let gaps: Vec<f64> = pairs
        .iter()
        .filter(|row| row.model == of[0].model && row.source == *source)
        .filter_map(|row| row.gap)
        .collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    assert!((sum - mean).abs() < 1e-9, "{sum} {mean}");
    for row in &rows {
        assert!(row.pairs >= row.dropped + row.added && row.p_adjusted >= row.p_value, "{row:?}");
        assert!(row.low.is_some() && row.low <= row.effect && row.effect <= row.high, "{row:?}");
        // Other queries may not have the word at all: of one query nothing can be told, by interval and test alike.
        assert!(row.queries > 1 || (row.low <= Some(0.0) && row.high >= Some(0.0)), "{row:?}");
        // Where scores know who wrote what, labels exchanged would have made others.
        let known = row.model.contains("idf_pool");
        assert_eq!((row.p_value.is_none(), row.p_adjusted.is_none()), (known, known), "{row:?}");
        assert!(row.p_queries.is_some());
    }
    assert!(rows.iter().any(|row| row.queries == 1 && row.effect != Some(0.0)));
}

#[test]
fn copies_have_no_effects() {
    let texts = ["pear tree tree", "a pear", "plum and tree"];
    let (rows, _) = small(texts, texts);
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!((row.effect, row.low, row.high), (Some(0.0), Some(0.0), Some(0.0)));
        if row.model.contains("idf_pool") {
            continue;
        }
        assert_eq!((row.p_value, row.p_adjusted, row.dropped, row.added), (Some(1.0), Some(1.0), 0, 0));
    }
}

#[test]
fn exchanged_sources_turn_every_sign() {
    let (one, other) =
        (["pear tree tree", "a pear", "plum and tree"], ["pear", "the tree and pear", "pear pear"]);
    let ((rows, _), (turned, _)) = (small(one, other), small(other, one));
    // pear: in q of 1 and 2, in r of 3 (which human lacks) and 1.
    let of = |rows: &[WordEffectRow], word: &str| {
        rows.iter().find(|row| row.word == word && row.model.starts_with("bm25")).unwrap().clone()
    };
    let (pear, tree) = (of(&rows, "pear"), of(&rows, "tree"));
    assert_eq!((pear.pairs, pear.dropped, pear.added, pear.queries), (4, 0, 1, 2));
    assert_eq!((tree.pairs, tree.dropped, tree.added, tree.share), (2, 1, 1, Some(0.5)));
    assert!((tree.effect.unwrap() - tree.per_pair.unwrap() / 2.0).abs() < 1e-15);
    assert_eq!(rows.len(), turned.len());
    let negated = |value: Option<f64>| value.map(|value| crate::statistics::signless_zero(-value));
    for row in rows.iter().filter(|row| row.p_value.is_some()) {
        let back = turned.iter().find(|back| (&back.model, &back.word) == (&row.model, &row.word)).unwrap();
        assert_eq!(
            (back.effect, back.low, back.high),
            (negated(row.effect), negated(row.high), negated(row.low))
        );
        assert_eq!((back.p_value, back.p_adjusted), (row.p_value, row.p_adjusted));
        assert_eq!((back.dropped, back.added), (row.added, row.dropped));
    }
}
