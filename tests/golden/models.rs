//! Scores of more models by bm25s, Lucene and in 50 digits, against those of the index and the models.

use std::collections::BTreeMap;

use sourcebias::index::byte_length;
use sourcebias::retrieve::MODELS;
use sourcebias::retrieve::model::{CollectionStatistics, DocumentStatistics, TermStatistics};

use super::golden;
use super::retrieval::compare;

/// Golden model, our model, tolerance: 1e-12 in double precision, 1e-6 of the score where the tool adds in single.
const PAIRS: &[(&str, &str, f64)] = &[
    ("robertson_bm25s", "bm25_robertson(negative=zero)", 1e-12),
    ("robertson_kept_by_hand", "bm25_robertson", 1e-12),
    ("atire_bm25s", "bm25_atire(k1=0.9,b=0.4)", 1e-12),
    ("bm25l_bm25s", "bm25l", 1e-12),
    ("bm25+_bm25s", "bm25_plus", 1e-12),
    ("pivoted_0.2_by_hand", "pivoted", 1e-12),
    ("jelinek_mercer_0.1_byte_lucene", "jelinek_mercer|byte_lengths", 1e-6),
    ("jelinek_mercer_0.7_byte_lucene", "jelinek_mercer(lambda=0.7)|byte_lengths", 1e-6),
    ("jelinek_mercer_0.1_by_hand", "jelinek_mercer", 1e-11),
    ("two_stage_1000_0.1_by_hand", "two_stage", 1e-11),
    ("two_stage_50_0.6_by_hand", "two_stage(mu=50,lambda=0.6)", 1e-11),
    ("pl2_1_by_hand", "pl2", 1e-12),
    ("pl2_7_full_by_hand", "pl2(c=7,stirling=full)", 1e-12),
    ("inl2_1_by_hand", "inl2", 1e-12),
    ("inl2_1_byte_lucene", "inl2|byte_lengths", 1e-6),
    ("inl2_7_byte_lucene", "inl2(c=7)|byte_lengths", 1e-6),
    ("dph_by_hand", "dph", 1e-12),
    ("dfree_by_hand", "dfree", 1e-12),
    ("f2exp_by_hand", "f2exp", 1e-12),
    ("f2exp_byte_lucene", "f2exp|byte_lengths", 1e-6),
    ("lgd_1_byte_lucene", "lgd|byte_lengths", 1e-6),
    ("spl_7_byte_lucene", "spl(c=7)|byte_lengths", 1e-6),
    ("dfi_standardized_by_hand", "dfi", 1e-11),
    ("dfi_saturated_by_hand", "dfi(measure=saturated)", 1e-11),
    ("dfi_chi_squared_by_hand", "dfi(measure=chi_squared)", 1e-11),
    ("coordination_by_hand", "coordination", 0.0),
];

#[test]
fn scores_are_those_of_bm25s_lucene_and_the_formulas() {
    let matching = compare(PAIRS, &golden("models.json"));
    assert!(matching > 4000, "{matching}");
}

/// As [`PAIRS`], for BM25-adpt.
const ADAPTIVE: &[(&str, &str, f64)] = &[
    ("bm25_adpt_0.75_by_hand", "bm25_adpt(fit=reached)", 1e-12),
    ("bm25_adpt_0.3_byte_by_hand", "bm25_adpt(b=0.3,k1=1.2,fit=reached)|byte_lengths", 1e-12),
    ("bm25_adpt_0.75_rising_by_hand", "bm25_adpt", 1e-12),
];

#[test]
fn scores_of_adapted_terms_are_those_of_the_formula() {
    let matching = compare(ADAPTIVE, &golden("adaptive.json"));
    assert!(matching > 1000, "{matching}");
}

/// As [`PAIRS`], for BM25F.
const FIELDS: &[(&str, &str, f64)] = &[
    ("bm25f_2_by_hand", "bm25f", 1e-12),
    ("bm25f_5_by_hand", "bm25f(k1=0.9,title_weight=5,title_b=0.3,body_b=0.4)", 1e-12),
    ("bm25f_0.5_by_hand", "bm25f(k1=2,title_weight=0.5,title_b=1,body_b=0)", 1e-12),
];

#[test]
fn scores_of_title_and_body_are_those_of_the_formula() {
    let matching = compare(FIELDS, &golden("bm25f.json"));
    assert!(matching > 1000, "{matching}");
}

/// As [`PAIRS`], for models that ask more of a document than its length.
const BEYOND_LENGTH: &[(&str, &str, f64)] = &[
    ("absolute_discount_0.7_by_hand", "absolute_discount", 1e-11),
    ("absolute_discount_0.25_byte_by_hand", "absolute_discount(delta=0.25)|byte_lengths", 1e-11),
    ("lnc_ltc_by_hand", "lnc_ltc", 1e-12),
];

/// The scorers themselves, given the figures of each document and query.
#[test]
fn scores_beyond_the_length_are_those_of_the_formulas() {
    let (texts, values) = (golden("retrieval.json"), golden("models.json"));
    let counted = |key: &str| -> Vec<BTreeMap<String, u32>> {
        let texts = texts[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
        let count = |text: &str| {
            let mut counts = BTreeMap::new();
            text.split(' ').for_each(|word| *counts.entry(word.to_string()).or_default() += 1);
            counts
        };
        texts.map(count).collect()
    };
    let (documents, queries) = (counted("documents"), counted("queries"));
    let found =
        |term: &str| documents.iter().filter_map(|counts| counts.get(term)).copied().collect::<Vec<u32>>();
    let tokens = documents.iter().flat_map(BTreeMap::values).map(|tf| u64::from(*tf)).sum();
    let mut compared = 0;
    for (theirs, ours, tolerance) in BEYOND_LENGTH {
        let model = MODELS.parse(ours).unwrap().object;
        assert!(model.needs().distinct_terms);
        let tables = values["scores"].as_array().unwrap();
        let expected = &tables.iter().find(|table| table["model"] == *theirs).unwrap()["scores"];
        for (number, query) in queries.iter().enumerate() {
            let terms: Vec<_> = query.iter().map(|(term, qtf)| (term, *qtf, found(term))).collect();
            let known = terms.iter().filter(|(_, _, found)| !found.is_empty());
            let query_length = known.map(|(_, qtf, _)| f64::from(*qtf)).sum();
            let collection = CollectionStatistics::new(documents.len() as u64, tokens, query_length);
            let whole = model.document(&collection);
            // A likelihood leaves out what is the same for all documents of a query.
            let mut constant = None;
            for (document, expected) in documents.iter().zip(expected[number].as_array().unwrap()) {
                let Some(expected) = expected.as_f64() else { continue };
                let mut figures = DocumentStatistics::new(document.values().copied());
                if model.needs().byte_lengths {
                    figures.length = byte_length(figures.length);
                }
                let mut score = whole.as_ref().map_or(0.0, |part| part(figures));
                for (term, qtf, found) in &terms {
                    let Some(tf) = document.get(*term) else { continue };
                    let occurrences = found.iter().map(|tf| u64::from(*tf)).sum();
                    let statistics =
                        TermStatistics::new(found.len() as u64, occurrences).in_query(f64::from(*qtf));
                    score += model.term(&statistics, &collection)(*tf, figures);
                }
                if whole.is_some() {
                    score += *constant.get_or_insert(expected - score);
                }
                let error = (score - expected).abs() / expected.abs().max(1.0);
                assert!(error <= *tolerance, "{theirs}, query {number}: {score} {expected}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}
