//! Properties of every retrieval model at the defaults and ends of its parameters, on random collections: finite scores,
//! for the documents with a query term and no others, whatever the sources' names and the documents' order.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use sourcebias::corpus::Pool;
use sourcebias::corpus::{Document, DocumentId, Query, Source, SourceId, SourceKind};
use sourcebias::index::Index;
use sourcebias::registry::{Kind, Named};
use sourcebias::retrieve::expansion::{Feedback, FeedbackDocument};
use sourcebias::retrieve::model::CollectionStatistics;
use sourcebias::retrieve::{MODELS, RetrievalModel, search};
use sourcebias::text::{Analyzer, DocumentReader};

const QUERIES: [&str; 5] = ["a", "a b c", "d d e", "e zzz", "zzz"];

/// The scores of one model by query, base and source.
type Scores = BTreeMap<(String, String, u32), u64>;

/// Every row, and every wrapper of one of them, at its defaults, and with each parameter alone at each end or choice.
fn models() -> Vec<Named<dyn RetrievalModel>> {
    let rows = MODELS.entries.iter().map(|entry| (entry.name.to_string(), entry.parameters));
    let wrappers = MODELS.wrappers.iter();
    let wrapped = wrappers.map(|wrapper| (format!("bm25|{}", wrapper.name), wrapper.parameters));
    let mut specs = Vec::new();
    for (name, parameters) in rows.chain(wrapped) {
        specs.push(name.clone());
        for parameter in parameters {
            let values: Vec<String> = match parameter.kind {
                Kind::Number { low, high } => vec![low.to_string(), high.to_string()],
                Kind::Integer { low, high } => vec![low.to_string(), high.to_string()],
                Kind::Choice(words) => words.iter().map(|word| word.to_string()).collect(),
                Kind::Text => Vec::new(),
            };
            let others = values.iter().filter(|value| *value != parameter.default);
            specs.extend(others.map(|value| format!("{name}({}={value})", parameter.name)));
        }
    }
    specs.iter().map(|spec| MODELS.parse(spec).unwrap()).collect()
}

/// One source and text per document; the bits of every score under each model.
fn scores(documents: &[(usize, u32, String)], names: &[&str]) -> Vec<Scores> {
    let source = |name: &&str| Source { name: name.to_string(), kind: SourceKind::Llm };
    let stream = documents.iter().map(|(base, source, text)| {
        let id = DocumentId { base: Arc::from(format!("d{base:02}")), source: SourceId(*source) };
        // The first word is the title.
        let (title, text) = text.split_once(' ').unwrap_or((text, ""));
        Ok(Document { id, title: title.to_string(), text: text.to_string() })
    });
    let analyzer = Analyzer::parse("words").unwrap();
    let sources = names.iter().map(source).collect();
    let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
    let corpus = reader.read_documents((sources, SourceId(0)), stream).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let query = |text: &&str| Query::new(*text, *text);
    let queries: Vec<Query> = QUERIES.iter().map(query).collect();
    let runs = search(&index, &queries, &analyzer, &models(), usize::MAX, &|| ()).unwrap();
    let of_run = |run: &sourcebias::retrieve::Run| {
        let mut scores = Scores::new();
        for (query, ranking) in &run.rankings {
            for entry in ranking.documents() {
                assert!(entry.score.is_finite(), "{}: {query}: {}", run.model, entry.score);
                let id = run.catalogue.id(entry.document);
                scores.insert((query.clone(), id.base.to_string(), id.source.0), entry.score.to_bits());
            }
        }
        scores
    };
    runs.iter().map(of_run).collect()
}

fn text() -> impl Strategy<Value = String> {
    // Few words, so that some are in every document and some documents are one word many times.
    let words = prop::sample::select(vec!["a", "a", "b", "c", "d", "e", "f"]);
    let mixed = prop::collection::vec(words, 1..60).prop_map(|words| words.join(" "));
    prop_oneof![4 => mixed, 1 => (1_usize..60).prop_map(|times| vec!["a"; times].join(" "))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 50, ..ProptestConfig::default() })]

    #[test]
    fn scores_are_finite_and_of_the_documents_with_a_query_term(texts in prop::collection::vec(text(), 2..20)) {
        let documents: Vec<_> = texts.into_iter().enumerate().map(|(base, text)| (base, 0, text)).collect();
        for (scores, model) in scores(&documents, &["human"]).iter().zip(models()) {
            // An expanded query ranks other documents.
            if model.object.expansion().is_some() {
                continue;
            }
            for query in QUERIES {
                for (base, _, text) in &documents {
                    let shared = query.split(' ').any(|term| text.split(' ').any(|word| word == term));
                    let key = (query.to_string(), format!("d{base:02}"), 0);
                    prop_assert_eq!(scores.contains_key(&key), shared);
                }
            }
        }
    }

    #[test]
    fn neither_names_nor_order_of_documents_count(texts in prop::collection::vec((text(), text()), 2..10), turn in 0_usize..10) {
        let pairs = texts.iter().enumerate();
        let mut documents: Vec<_> =
            pairs.flat_map(|(base, (one, two))| [(base, 0, one.clone()), (base, 1, two.clone())]).collect();
        let first = scores(&documents, &["human", "llama"]);
        let middle = turn % documents.len();
        documents.rotate_left(middle);
        documents.reverse();
        prop_assert_eq!(&first, &scores(&documents, &["human", "llama"]));
        // The same texts under the other source: the scores go with the texts.
        for (_, source, _) in &mut documents {
            *source = 1 - *source;
        }
        let swapped = scores(&documents, &["qwen", "human"]);
        for ((one, other), model) in first.iter().zip(&swapped).zip(models()) {
            // The reference source has other texts now, so its statistics are others.
            if model.object.needs().pool == Pool::Reference {
                continue;
            }
            let turned = other.iter().map(|((query, base, source), score)| ((query.clone(), base.clone(), 1 - source), *score));
            prop_assert_eq!(one, &turned.collect::<Scores>());
        }
    }

    #[test]
    fn equal_texts_have_equal_scores(texts in prop::collection::vec(text(), 1..10)) {
        let texts = texts.iter().enumerate();
        let documents: Vec<_> =
            texts.flat_map(|(base, text)| [(base, 0, text.clone()), (base, 1, text.clone())]).collect();
        for scores in scores(&documents, &["human", "llama"]) {
            for ((query, base, source), score) in &scores {
                prop_assert_eq!(scores.get(&(query.clone(), base.clone(), 1 - source)), Some(score));
            }
        }
    }

    #[test]
    fn expansions_are_finite_and_know_no_order_of_documents(
        documents in prop::collection::vec((prop::collection::btree_map(0_u32..30, 1_u32..9, 1..12), -50.0_f64..50.0, 1_u32..=4), 0..8),
        query in prop::collection::btree_map(0_u32..30, 1_u32..4, 1..5),
        turn in 0_usize..8,
    ) {
        let terms: Vec<Vec<(u32, u32)>> =
            documents.iter().map(|(counts, _, _)| counts.iter().map(|(term, tf)| (*term, *tf)).collect()).collect();
        let on_top: Vec<FeedbackDocument> = terms.iter().zip(&documents).map(|(terms, (_, score, share))| {
            FeedbackDocument::new(terms, score.round()).with_share(f64::from(*share) / 4.0)
        }).collect();
        let query: Vec<(u32, f64)> = query.into_iter().map(|(term, count)| (term, f64::from(count))).collect();
        let collection = CollectionStatistics::new(100, 1000, 3.0);
        let statistics = |term: u32| (u64::from(term) + 1, 3 * u64::from(term) + 1);
        let mut turned = on_top.clone();
        turned.reverse();
        turned.rotate_left(turn % on_top.len().max(1));
        for model in models() {
            let Some(expansion) = model.object.expansion() else { continue };
            let expanded = |documents: &[FeedbackDocument]| {
                expansion.expand(&Feedback::new(&query, documents, collection, &statistics))
            };
            let new = expanded(&on_top);
            prop_assert!(new.windows(2).all(|pair| pair[0].0 < pair[1].0), "{}: {new:?}", model.name);
            prop_assert!(new.iter().all(|(_, weight)| weight.is_finite() && *weight > 0.0), "{}: {new:?}", model.name);
            prop_assert!(!new.is_empty());
            if model.name.contains("rm3") {
                let sum: f64 = new.iter().map(|(_, weight)| weight).sum();
                prop_assert!((sum - 1.0).abs() < 1e-12, "{}: {sum}", model.name);
            }
            let bits = |weights: Vec<(u32, f64)>| weights.into_iter().map(|(term, weight)| (term, weight.to_bits())).collect::<Vec<_>>();
            prop_assert_eq!(bits(new), bits(expanded(&turned)));
        }
    }
}
