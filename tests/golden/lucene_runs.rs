//! Whole searches by Lucene against ours: as many documents found, scores equal to single precision, and the same order
//! but where single precision cannot tell two documents apart. `docs/parity.md` shows the rows that are printed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use sourcebias::corpus::{
    CollectionSettings, Document, DocumentId, Query, Source, SourceId, SourceKind, TestCollection,
};
use sourcebias::index::Index;
use sourcebias::retrieve::{MODELS, Ranking, search};
use sourcebias::text::{AnalyzedCorpus, Analyzer};

use super::folder::folder;
use super::golden;
use super::lucene_models::{PAIRS, assert_on_the_page, with_exact_lengths};

/// How many documents Lucene's runs show.
const SHOWN: usize = 20;

/// How far two scores may differ as a share of the larger one, be it Lucene's and ours of one document or ours of the two
/// documents that stand at one rank. Numbers in single precision are up to 6e-8 of themselves off; Lucene rounds to them
/// the factors of a term's score, that score, and the sum.
const TOLERANCE: f64 = 4e-7;

/// What the lists of one model came to.
#[derive(Default)]
struct Parity {
    lists: usize,
    /// The lists with the same documents in the same order; with exact lengths too.
    identical: usize,
    identical_exact: usize,
    /// The places in the lists, and those whose documents are in the list by exact lengths too.
    places: usize,
    kept_exact: usize,
    /// The largest difference between Lucene's score and ours.
    score: f64,
}

/// Compares the golden runs of `what` with ours over `index`, `queries` being in the golden order.
fn compare(what: &str, values: &Value, index: &Index, analyzer: &Analyzer, queries: &[Query]) {
    let parse = |spec: &str| MODELS.parse(spec).unwrap();
    let models = PAIRS.map(|(_, ours)| parse(ours));
    let ranked = |models: &[_], depth| search(index, queries, analyzer, models, depth, &|| ()).unwrap();
    let (together, whole) = (ranked(&models, SHOWN), ranked(&models, usize::MAX));
    let exact = ranked(&PAIRS.map(|(_, ours)| parse(&with_exact_lengths(ours))), SHOWN);
    let mut rows = Vec::new();
    for (place, (theirs, ours)) in PAIRS.iter().enumerate() {
        // A model alone takes another way through the postings than several together.
        let alone = ranked(&models[place..=place], SHOWN).remove(0);
        let mut parity = Parity::default();
        let runs = values["runs"].as_array().unwrap().iter();
        for run in runs.filter(|run| run["model"] == **theirs) {
            let query = &queries[run["query"].as_u64().unwrap() as usize].id;
            let (found, all) = (&alone.rankings[query], &whole[place].rankings[query]);
            assert_eq!(found, &together[place].rankings[query], "{ours}, {query}");
            assert_eq!(found, &Ranking::new(all.documents().to_vec(), SHOWN), "{ours}, {query}");
            parity.add(&format!("{ours}, {query}"), run, all, &exact[place].rankings[query]);
        }
        assert_eq!(parity.lists, queries.len());
        let Parity { lists, identical, identical_exact, places, kept_exact, score } = parity;
        let kept = 100.0 * kept_exact as f64 / places as f64;
        rows.push(format!(
            "| {what} | `{}` | {identical} of {lists} | {score:.1e} | {identical_exact} of {lists} | {kept:.1} % |",
            ours.replace('|', "\\|")
        ));
    }
    assert_on_the_page(&rows);
}

impl Parity {
    /// Adds a list: Lucene's, all documents that we score, and ours by exact lengths.
    fn add(&mut self, what: &str, run: &Value, all: &Ranking, exact: &Ranking) {
        assert_eq!(all.documents().len() as u64, run["matches"].as_u64().unwrap(), "{what}");
        let expected = numbers(&run["documents"]);
        assert_eq!(expected.len(), SHOWN.min(all.documents().len()), "{what}");
        let scores: BTreeMap<u64, f64> =
            all.documents().iter().map(|entry| (u64::from(entry.document), entry.score)).collect();
        let their_scores = run["scores"].as_array().unwrap().iter().map(|score| score.as_f64().unwrap());
        for ((document, theirs), entry) in expected.iter().zip(their_scores).zip(all.documents()) {
            let ours = scores[document];
            let (score, rank) = (relative(ours, theirs), relative(ours, entry.score));
            assert!(score <= TOLERANCE, "{what}, document {document}: {ours} {theirs}");
            assert!(
                rank <= TOLERANCE,
                "{what}: {document} ({ours}) at the rank of {} ({})",
                entry.document,
                entry.score
            );
            self.score = self.score.max(score);
        }
        let best = |ranking: &Ranking| -> Vec<u64> {
            ranking.documents().iter().take(SHOWN).map(|entry| u64::from(entry.document)).collect()
        };
        let exact = best(exact);
        self.lists += 1;
        self.identical += usize::from(best(all) == expected);
        self.identical_exact += usize::from(exact == expected);
        self.places += expected.len();
        self.kept_exact += expected.iter().filter(|document| exact.contains(document)).count();
    }
}

fn relative(one: f64, other: f64) -> f64 {
    (one - other).abs() / one.abs().max(other.abs())
}

fn numbers(values: &Value) -> Vec<u64> {
    values.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

#[test]
fn simulated_documents_are_ranked_as_by_lucene() {
    let values = golden("lucene_simulated.json");
    let texts: Vec<String> = simulated(&numbers(&values["lengths"]))
        .iter()
        .map(|terms| terms.iter().map(|term| format!("t{term}")).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(texts.last().unwrap(), values["last_document"].as_str().unwrap());
    let documents = texts.into_iter().enumerate().map(|(number, text)| {
        let base = Arc::from(number.to_string());
        Ok(Document { id: DocumentId { base, source: SourceId(0) }, title: String::new(), text })
    });
    let human = Source { name: "human".into(), kind: SourceKind::Human };
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus =
        AnalyzedCorpus::from_documents(vec![human], SourceId(0), documents, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    assert_eq!(index.description().tokens, values["tokens"].as_u64().unwrap());
    assert_eq!(index.terms() as u64, values["terms"].as_u64().unwrap());
    for (rank, expected) in numbers(&values["document_frequencies"]).into_iter().enumerate() {
        let term = index.term(&format!("t{rank}")).unwrap().unwrap();
        assert_eq!(u64::from(term.document_frequency), expected, "t{rank}");
    }
    let queries: Vec<Query> = values["queries"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(number, text)| Query::new(format!("{number:02}"), text.as_str().unwrap()))
        .collect();
    compare("simulated", &values, &index, &analyzer, &queries);
}

#[test]
fn nq_utd_is_ranked_as_by_lucene() {
    let Some(folder) = folder("nq-utd") else { return };
    let values = golden("lucene_nq_utd.json");
    let collection = TestCollection::open(&CollectionSettings::of_folder(folder)).unwrap();
    let analyzer = Analyzer::parse("english").unwrap();
    let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    assert_eq!(index.description().documents, values["documents"].as_u64().unwrap());
    let queries: Vec<Query> = values["queries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| collection.queries.iter().find(|query| *id == query.id).unwrap().clone())
        .collect();
    compare("NQ-UTD", &values, &index, &analyzer, &queries);
}

/// The terms of documents of these lengths, drawn as the golden file's `note` says.
fn simulated(lengths: &[u64]) -> Vec<Vec<usize>> {
    let cumulated: Vec<u64> = (0..6000)
        .scan(0, |sum, rank| {
            *sum += 10_000_000 / (rank + 3);
            Some(*sum)
        })
        .collect();
    let (total, mut state) = (cumulated[5999], 4);
    let document = |length: &u64| {
        let mut terms: Vec<usize> = Vec::new();
        while (terms.len() as u64) < *length {
            let again = next(&mut state).is_multiple_of(4) && !terms.is_empty();
            let draw = next(&mut state);
            terms.push(match again {
                true => terms[(draw % terms.len() as u64) as usize],
                false => cumulated.partition_point(|sum| *sum <= draw % total),
            });
        }
        terms
    };
    lengths.iter().map(document).collect()
}

/// SplitMix64 (Steele, Lea & Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
