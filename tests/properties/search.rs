//! Search against a plain oracle: every document scored by itself, terms in the documented order; the same scores to the
//! last bit, whether postings were passed over, models searched together or alone, and however large the collection.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use rand::RngExt;
use sourcebias::corpus::{Document, DocumentId, Pool, Query, Source, SourceId, SourceKind};
use sourcebias::index::{Index, byte_length};
use sourcebias::registry::Named;
use sourcebias::retrieve::expansion::{Feedback, FeedbackDocument};
use sourcebias::retrieve::model::{CollectionStatistics, DocumentStatistics, Occurrences, TermStatistics};
use sourcebias::retrieve::{MODELS, Ranking, RetrievalModel, Run, ScoredDocument, search};
use sourcebias::statistics::stream;
use sourcebias::text::{AnalyzedCorpus, Analyzer, DocumentReader, TermId};

/// Documents of Zipfian words, some of them copies of earlier ones, so that scores tie; the first words of most are titles.
fn corpus(seed: u64, documents: usize, longest: usize) -> AnalyzedCorpus {
    let mut random = stream(seed, 0);
    let mut texts: Vec<String> = Vec::with_capacity(documents);
    for number in 0..documents {
        if number > 0 && random.random::<f64>() < 0.1 {
            let earlier = random.random_range(0..number);
            texts.push(texts[earlier].clone());
            continue;
        }
        let length = random.random_range(1..=longest);
        let word =
            |random: &mut rand_pcg::Pcg64| format!("w{}", (1.0 / (random.random::<f64>() + 0.002)) as u32);
        texts.push((0..length).map(|_| word(&mut random)).collect::<Vec<_>>().join(" "));
    }
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let documents = texts.into_iter().enumerate().map(|(number, text)| {
        let id =
            DocumentId { base: Arc::from(number.to_string()), source: SourceId((number % 3 == 1) as u32) };
        let (title, text) = titled(number, &text);
        Ok(Document { id, title, text })
    });
    let analyzer = Analyzer::parse("words").unwrap();
    let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
    reader.read_documents((sources, SourceId(0)), documents).unwrap()
}

/// A text cut into title and rest: of the first document a word at least, of others by their text alone, perhaps none or all.
fn titled(number: usize, text: &str) -> (String, String) {
    let words: Vec<&str> = text.split(' ').collect();
    let count = (text.len() % 7).max(usize::from(number == 0)).min(words.len());
    (words[..count].join(" "), words[count..].join(" "))
}

/// How often a document's title has a term, and how long it is, counted from the words.
fn in_title(corpus: &AnalyzedCorpus, number: u32, term: Option<TermId>) -> u32 {
    let words = &corpus.tokens(number)[..corpus.title_lengths().unwrap()[number as usize] as usize];
    words.iter().filter(|word| term.is_none_or(|term| term == **word)).count() as u32
}

/// The weights of a query's terms that the corpus has.
fn weights(corpus: &AnalyzedCorpus, query: &Query) -> BTreeMap<TermId, f64> {
    let mut weights = BTreeMap::new();
    for word in query.text.split(' ') {
        if let Some(term) = corpus.vocabulary().id(word) {
            *weights.entry(term).or_default() += 1.0;
        }
    }
    weights
}

/// The ranking by scoring each document by itself, expanded where the model expands.
fn plain(corpus: &AnalyzedCorpus, query: &Query, model: &dyn RetrievalModel, depth: usize) -> Ranking {
    let weights = weights(corpus, query);
    let Some(expansion) = model.expansion() else { return scored(corpus, query, &weights, model, depth) };
    let first = scored(corpus, query, &weights, model, expansion.documents());
    let counts =
        |number| corpus.counts(number).into_iter().map(|(term, tf)| (term.0, tf)).collect::<Vec<_>>();
    let terms: Vec<Vec<(u32, u32)>> = first.documents().iter().map(|entry| counts(entry.document)).collect();
    let (mut documents, mut places) = (Vec::new(), expansion.documents());
    for group in first.groups() {
        let share = (places as f64 / group.len() as f64).min(1.0);
        for entry in group.iter().filter(|_| places > 0) {
            let terms = &terms[documents.len()][..];
            documents.push(FeedbackDocument::new(terms, entry.score).with_share(share));
        }
        places = places.saturating_sub(group.len());
    }
    let all = corpus.statistics(None);
    let frequencies = |term: u32| {
        (u64::from(all.document_frequency[term as usize]), all.collection_frequency[term as usize])
    };
    let query_weights: Vec<(u32, f64)> = weights.iter().map(|(term, weight)| (term.0, *weight)).collect();
    let query_length = query_weights.iter().map(|(_, weight)| weight).sum();
    let collection = CollectionStatistics::new(all.documents, all.tokens, query_length);
    let new = expansion.expand(&Feedback::new(&query_weights, &documents, collection, &frequencies));
    let new = new.into_iter().map(|(term, weight)| (TermId(term), weight)).collect();
    scored(corpus, query, &new, model, depth)
}

/// The ranking by scoring each document by itself for these terms.
fn scored(
    corpus: &AnalyzedCorpus,
    query: &Query,
    weights: &BTreeMap<TermId, f64>,
    model: &dyn RetrievalModel,
    depth: usize,
) -> Ranking {
    let all = corpus.statistics(None);
    let mut terms: Vec<(u32, TermId, f64)> =
        weights.iter().map(|(term, weight)| (all.document_frequency[term.index()], *term, *weight)).collect();
    terms.sort_by_key(|(df, term, _)| (*df, *term));
    // One view of the collection, or one for each source.
    let pools = match model.needs().pool {
        Pool::All => vec![None],
        Pool::Reference => vec![Some(SourceId(0))],
        Pool::Own => vec![Some(SourceId(0)), Some(SourceId(1))],
    };
    let views: Vec<_> = pools
        .iter()
        .map(|pool| {
            let counted = corpus.statistics(*pool);
            let of_pool =
                |number: &u32| pool.is_none_or(|source| corpus.catalogue().id(*number).source == source);
            let titles =
                (0..corpus.len() as u32).filter(of_pool).map(|number| in_title(corpus, number, None));
            let collection = CollectionStatistics::new(
                counted.documents.max(1),
                counted.tokens.max(1),
                terms.iter().map(|(_, _, weight)| weight).sum(),
            )
            .with_title_tokens(titles.map(u64::from).sum());
            let scorers: Vec<_> = terms
                .iter()
                .map(|(_, term, weight)| {
                    let documents = (0..corpus.len() as u32).filter(|number| {
                        pool.is_none_or(|source| corpus.catalogue().id(*number).source == source)
                    });
                    let occurrences = Occurrences::count(documents.filter_map(|number| {
                        let counts = corpus.counts(number);
                        let found = counts.iter().find(|(known, _)| known == term)?;
                        Some((found.1, corpus.length(number)))
                    }));
                    let statistics = TermStatistics::new(
                        u64::from(counted.document_frequency[term.index()]).max(1),
                        counted.collection_frequency[term.index()].max(1),
                    );
                    let asked = if model.needs().occurrences { &occurrences[..] } else { &[] };
                    let characters = corpus.vocabulary().term(*term).chars().count() as u32;
                    let statistics =
                        statistics.in_query(*weight).of_characters(characters).with_occurrences(asked);
                    (*term, model.term(&statistics, &collection))
                })
                .collect();
            (scorers, model.document(&collection))
        })
        .collect();
    let draw = model.draw(&query.id);
    let mut scored = Vec::new();
    for number in 0..corpus.len() as u32 {
        let counts = corpus.counts(number);
        let mut figures = DocumentStatistics::new(counts.iter().map(|(_, frequency)| *frequency));
        let title = in_title(corpus, number, None);
        figures.title_length = title;
        if model.needs().byte_lengths {
            (figures.title_length, figures.length) = match model.needs().fields {
                true => (byte_length(title), byte_length(title) + byte_length(figures.length - title)),
                false => (title, byte_length(figures.length)),
            };
        }
        let view = if views.len() == 1 { 0 } else { corpus.catalogue().id(number).source.index() };
        let (scorers, part) = &views[view];
        let (mut score, mut met) = (0.0, false);
        for (term, scorer) in scorers {
            if let Ok(place) = counts.binary_search_by_key(term, |(known, _)| *known) {
                let in_title = in_title(corpus, number, Some(*term));
                score += scorer(counts[place].1, figures.with_title_frequency(in_title));
                met = true;
            }
        }
        score += part.as_ref().map_or(0.0, |part| part(figures));
        if let Some(draw) = &draw {
            score = draw(&corpus.catalogue().id(number).base, figures.length, score);
        }
        if met {
            scored.push(ScoredDocument { document: number, score });
        }
    }
    Ranking::new(scored, depth)
}

fn bits(ranking: &Ranking) -> Vec<(u32, u64)> {
    ranking.documents().iter().map(|entry| (entry.document, entry.score.to_bits())).collect()
}

/// Every row at its defaults and with one-byte lengths, and some with each wrapper.
fn models() -> Vec<Named<dyn RetrievalModel>> {
    let byte = |name: &str| MODELS.parse(&format!("{name}|byte_lengths")).ok();
    let rows = MODELS.entries.iter().flat_map(|entry| [MODELS.parse(entry.name).ok(), byte(entry.name)]);
    let wrapped = [
        "bm25|idf_pool(of=reference)",
        "bm25|idf_pool(of=own)",
        "dirichlet|idf_pool(of=reference)",
        "dirichlet|idf_pool(of=own)",
        "absolute_discount|idf_pool(of=own)",
        "bm25_adpt(negative=zero)",
        "bm25_adpt|idf_pool(of=reference)",
        "bm25_adpt|idf_pool(of=own)",
        "bm25_adpt|bo1",
        "bm25|rm3(documents=3,terms=5)",
        "dirichlet|rm3(documents=2,terms=20,weight=likelihood)",
        "bm25|idf_pool(of=own)|rm3",
        "pl2|bo1",
        "lnc_ltc|bo1(documents=5)",
        "bm25f(k1=0.9,title_weight=5,title_b=0.3,body_b=1)",
        "bm25f|idf_pool(of=reference)",
        "bm25f|idf_pool(of=own)|byte_lengths",
        "bm25f|rm3(documents=3,terms=5)",
    ];
    rows.flatten().chain(wrapped.iter().map(|spec| MODELS.parse(spec).unwrap())).collect()
}

/// Whether postings may be passed over for a model.
fn can_be_bounded(model: &dyn RetrievalModel) -> bool {
    model.needs().monotone && model.expansion().is_none() && model.needs().pool != Pool::Own
}

fn queries(seed: u64) -> Vec<Query> {
    let mut random = stream(seed, 1);
    let mut word = || format!("w{}", (1.0 / (random.random::<f64>() + 0.002)) as u32);
    let mut texts: Vec<String> =
        (1..8).map(|length| (0..length).map(|_| word()).collect::<Vec<_>>().join(" ")).collect();
    texts.push("w1".to_string());
    texts.push("w1 w2 w1 w3 w200 w499 unknown".to_string());
    texts.push("unknown".to_string());
    texts.into_iter().enumerate().map(|(number, text)| Query::new(number.to_string(), text)).collect()
}

/// Searches all models together and each alone, and compares every ranking with the oracle's.
fn check(seed: u64, documents: usize, longest: usize, depth: usize) {
    let corpus = corpus(seed, documents, longest);
    let analyzer = Analyzer::parse("words").unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let (queries, models) = (queries(seed), models());
    // A grid, whose models want much the same documents, so that others are passed over.
    let grid = MODELS.parse_all(&["bm25(k1=0.8..1.6/0.4,b=0.3..0.9/0.3)".to_string()]).unwrap();
    for (model, run) in grid.iter().zip(search(&index, &queries, &analyzer, &grid, depth, &|| ()).unwrap()) {
        for query in &queries {
            let expected = plain(&corpus, query, &*model.object, depth);
            assert_eq!(run.rankings[&query.id], expected, "{} on {:?}, seed {seed}", model.name, query.text);
        }
    }
    let together = search(&index, &queries, &analyzer, &models, depth, &|| ()).unwrap();
    let (bounded, others): (Vec<_>, Vec<_>) =
        self::models().into_iter().partition(|model| can_be_bounded(&*model.object));
    let by_name = |models: Vec<Named<dyn RetrievalModel>>| {
        let runs = search(&index, &queries, &analyzer, &models, depth, &|| ()).unwrap();
        runs.into_iter().map(|run| (run.model.clone(), run))
    };
    // Those that can be bounded in one pass, the others in another.
    let apart: BTreeMap<String, Run> = by_name(bounded).chain(by_name(others)).collect();
    for (model, run) in models.iter().zip(&together) {
        let alone = search(&index, &queries, &analyzer, std::slice::from_ref(model), depth, &|| ()).unwrap();
        for query in &queries {
            let expected = plain(&corpus, query, &*model.object, depth);
            let apart = &apart[&model.name].rankings[&query.id];
            for found in [&run.rankings[&query.id], &alone[0].rankings[&query.id], apart] {
                let told = || format!("{} on {:?}, seed {seed}, depth {depth}", model.name, query.text);
                assert_eq!(bits(found), bits(&expected), "{}", told());
                assert_eq!(found, &expected, "{}", told());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn small_collections(seed in 0u64..1 << 32, documents in 1_usize..400, longest in 1_usize..40, depth in 1_usize..60) {
        check(seed, documents, longest, depth);
    }
}

/// BM25F as its formula is printed, in loops over words, nothing of the library in it but the corpus.
fn plain_bm25f(
    documents: &[(Vec<&str>, Vec<&str>)],
    query: &[&str],
    [k1, v, b_t, b_b]: [f64; 4],
) -> Vec<f64> {
    let n = documents.len() as f64;
    let mean =
        |length: fn(&(Vec<&str>, Vec<&str>)) -> usize| documents.iter().map(length).sum::<usize>() as f64 / n;
    let (mean_t, mean_b) = (mean(|(title, _)| title.len()), mean(|(_, body)| body.len()));
    let count = |words: &[&str], term: &str| words.iter().filter(|word| **word == term).count() as f64;
    let of_document = |(title, body): &(Vec<&str>, Vec<&str>)| {
        let mut score = 0.0;
        for term in query {
            let has = |one: &&(Vec<&str>, Vec<&str>)| one.0.contains(term) || one.1.contains(term);
            let df = documents.iter().filter(has).count() as f64;
            let idf = (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
            let mut w = 0.0;
            if title.contains(term) {
                w += v * count(title, term) / (1.0 - b_t + b_t * title.len() as f64 / mean_t);
            }
            if body.contains(term) {
                w += count(body, term) / (1.0 - b_b + b_b * body.len() as f64 / mean_b);
            }
            if w > 0.0 {
                score += idf * w / (k1 + w);
            }
        }
        score
    };
    documents.iter().map(of_document).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn bm25f_is_its_formula_and_without_weight_and_length_bm25(
        seed in 0u64..1 << 32, documents in 1_usize..60, k1 in 0.1..3.0f64, v in 0.0..9.0f64, b_t in 0.0..=1.0f64, b_b in 0.0..=1.0f64,
    ) {
        let corpus = corpus(seed, documents, 30);
        let analyzer = Analyzer::parse("words").unwrap();
        let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
        let word = |term: &TermId| corpus.vocabulary().term(*term);
        let fields: Vec<(Vec<&str>, Vec<&str>)> = (0..corpus.len() as u32)
            .map(|number| {
                let (title, body) = corpus.tokens(number).split_at(corpus.title_lengths().unwrap()[number as usize] as usize);
                (title.iter().map(word).collect(), body.iter().map(word).collect())
            })
            .collect();
        let specs = [
            format!("bm25f(k1={k1},title_weight={v},title_b={b_t},body_b={b_b})"),
            format!("bm25f(k1={k1},title_weight=1,title_b=0,body_b=0)"),
            format!("bm25(k1={k1},b=0)"),
        ];
        let models: Vec<_> = specs.iter().map(|spec| MODELS.parse(spec).unwrap()).collect();
        let queries = queries(seed);
        let runs = search(&index, &queries, &analyzer, &models, usize::MAX, &|| ()).unwrap();
        for query in &queries {
            let expected = plain_bm25f(&fields, &query.text.split(' ').collect::<Vec<_>>(), [k1, v, b_t, b_b]);
            let found = runs[0].rankings[&query.id].documents();
            prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
            for one in found {
                let expected = expected[one.document as usize];
                prop_assert!((one.score - expected).abs() <= 1e-12 * expected.max(1.0), "{} {expected}", one.score);
            }
            let missing = expected.iter().filter(|score| **score > 0.0).count();
            prop_assert!(found.iter().filter(|one| one.score > 0.0).count() == missing);
            prop_assert_eq!(bits(&runs[1].rankings[&query.id]), bits(&runs[2].rankings[&query.id]));
        }
    }
}

#[test]
fn many_blocks_and_windows() {
    // 9,000 documents are three windows, the most frequent word fills 60 blocks.
    for (seed, longest, depth) in [(1, 12, 10), (2, 30, 200), (3, 3, 1)] {
        check(seed, 9_000, longest, depth);
    }
}

#[test]
fn long_documents_and_frequent_words() {
    // Lengths and frequencies beyond what is kept of each.
    check(4, 300, 4_000, 25);
}
