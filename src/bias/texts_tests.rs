//! Texts of a query and its documents, by hand and by the plain functions.

use super::super::cause::similarity::similarity;
use super::super::{BiasSettings, SIMILARITIES};
use super::*;
use crate::corpus::{Corpus, Qrels};
use crate::evaluate::{EvaluateSettings, evaluate};
use crate::retrieve::{MODELS, Ranking, Run, ScoredDocument};

#[test]
fn terms_have_the_form_that_queries_write_most_often() {
    let analyzer = Analyzer::parse("english").unwrap();
    let text = "rivers cities stones";
    let corpus = Corpus::from_texts([("human", vec![("1", text)])]).unwrap();
    let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
    let query = |id: &str, text: &str| Query::new(id, text);
    let queries = [query("a", "City of Rivers, river and rivers"), query("b", "the cities; a sea")];
    let forms = forms(corpus.vocabulary(), &analyzer, &queries);
    let of = |term: &str| forms.get(&corpus.vocabulary().id(term).unwrap()).map(String::as_str);
    // "cities" and "city" are equally frequent; no document has the sea.
    assert_eq!((of("river"), of("citi"), of("stone")), (Some("rivers"), Some("cities"), None));
    assert_eq!(forms.len(), 2);
}

#[test]
fn values_are_those_of_the_plain_function_and_only_what_is_looked_at_is_counted() {
    let human = [("0", "a b a c"), ("1", "b d"), ("2", ""), ("3", "a a d e e"), ("4", "e")];
    let corpus = Corpus::from_texts([("human", human.to_vec()), ("llm", vec![("3", "a e")])]).unwrap();
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
    let queries = [Query::new("q", "a unknown e a"), Query::new("none", "unknown")];
    let scored = [0, 1, 2].map(|document| ScoredDocument { document, score: 1.0 });
    let runs = [Run {
        model: "model".to_string(),
        catalogue: corpus.catalogue().clone(),
        rankings: [("q".to_string(), Ranking::new(scored.to_vec(), 9))].into_iter().collect(),
    }];
    let qrels = Qrels::from_grades([("q", "3", 1), ("q", "4", 0)]);
    let similarities: Vec<_> =
        SIMILARITIES.entries.iter().map(|entry| SIMILARITIES.parse(entry.name).unwrap()).collect();
    let evaluation = evaluate(&[], &qrels, &[], &EvaluateSettings::default());
    let settings = BiasSettings::default();
    let evidence = Evidence {
        queries: &queries,
        qrels: &qrels,
        similarities: &similarities,
        ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
    };
    assert_eq!(looked_at(&evidence, &corpus.catalogue().contents()), [0, 1, 2, 3, 5]);
    let texts = Texts::new(&evidence, (&corpus, &analyzer));
    let terms = [(corpus.vocabulary().id("a").unwrap(), 2), (corpus.vocabulary().id("e").unwrap(), 1)];
    assert_eq!(texts.query("q"), terms);
    // All of them ranked, and some that are not.
    for documents in [&[2, 0, 1][..], &[3, 0, 5, 1, 2]] {
        let found = texts.of_query("q").similarities(documents, false).unwrap();
        for (place, document) in documents.iter().enumerate() {
            let plain = |named: &crate::registry::Named<dyn Similarity>| {
                similarity(&*named.object, &terms, &corpus.counts(*document), &corpus.statistics(None))
            };
            let values: Vec<_> = (0..similarities.len()).map(|number| found.value(place, number)).collect();
            assert_eq!(values, similarities.iter().map(plain).collect::<Vec<_>>(), "{document}");
        }
    }
    for query in ["none", "unheard of"] {
        assert_eq!(texts.of_query(query).similarities(&[0], true), None);
    }
    // Ranked, a version of what is ranked, and neither.
    for document in [0, 1, 2, 3, 5] {
        let plain: Vec<u32> = texts.frequencies(&terms, document).collect();
        assert_eq!(texts.of_query("q").frequencies(document)[..], plain);
    }
    // a: twice in documents of 4 and 5 tokens, and once in the other source's of 2.
    let reference = Some(SourceId(0));
    let occurrences = |of: Option<SourceId>| {
        let found = &texts.occurrences(of)[&terms[0].0];
        found.iter().map(|one| (one.frequency, one.length, one.documents)).collect::<Vec<_>>()
    };
    assert_eq!(occurrences(None), [(1, 2, 1), (2, 4, 1), (2, 5, 1)]);
    assert_eq!(occurrences(reference), [(2, 4, 1), (2, 5, 1)]);
    assert_eq!(
        (texts.term_frequencies(terms[1].0, None), texts.term_frequencies(terms[1].0, reference)),
        ((3, 4), (2, 3))
    );
    assert_eq!(texts.statistics(3, Needs::length()).distinct, 3);
    let scores = |model: &str| texts.scores_twins(&*MODELS.parse(model).unwrap().object);
    let told = ["bm25", "bm25|idf_pool", "bm25|rm3", "bm25|idf_pool(of=own)", "bm25f"].map(scores);
    assert_eq!(told, [true, true, false, false, false]);
}
