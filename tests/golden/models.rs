//! Scores of more models by bm25s, Lucene and in 50 digits, against those of the index and the models.

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
    ("jelinek_mercer_0.1_byte_lucene", "jelinek_mercer(length=byte)", 1e-6),
    ("jelinek_mercer_0.7_byte_lucene", "jelinek_mercer(lambda=0.7,length=byte)", 1e-6),
    ("jelinek_mercer_0.1_by_hand", "jelinek_mercer", 1e-11),
    ("two_stage_1000_0.1_by_hand", "two_stage", 1e-11),
    ("two_stage_50_0.6_by_hand", "two_stage(mu=50,lambda=0.6)", 1e-11),
    ("pl2_1_by_hand", "pl2", 1e-12),
    ("pl2_7_full_by_hand", "pl2(c=7,stirling=full)", 1e-12),
    ("inl2_1_by_hand", "inl2", 1e-12),
    ("inl2_1_byte_lucene", "inl2(length=byte)", 1e-6),
    ("inl2_7_byte_lucene", "inl2(c=7,length=byte)", 1e-6),
    ("dph_by_hand", "dph", 1e-12),
    ("dfree_by_hand", "dfree", 1e-12),
    ("f2exp_by_hand", "f2exp", 1e-12),
    ("f2exp_byte_lucene", "f2exp(length=byte)", 1e-6),
    ("coordination_by_hand", "coordination", 0.0),
];

#[test]
fn scores_are_those_of_bm25s_lucene_and_the_formulas() {
    let matching = compare(PAIRS, &golden("models.json"));
    assert!(matching > 4000, "{matching}");
}
