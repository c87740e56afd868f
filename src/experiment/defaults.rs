//! What an experiment takes where it says nothing.

use crate::profile::{KeynessSettings, ProfileSettings};

pub(super) fn seed() -> u64 {
    42
}

pub(super) fn analyzer() -> String {
    "english".to_string()
}

pub(super) fn confidence() -> f64 {
    0.95
}

pub(super) fn profile_bootstrap() -> usize {
    ProfileSettings::default().bootstrap
}

pub(super) fn keyness_top() -> usize {
    KeynessSettings::default().top
}

pub(super) fn keyness_minimum_documents() -> u64 {
    KeynessSettings::default().minimum_documents
}

pub(super) fn keyness_maximum_dispersion() -> f64 {
    KeynessSettings::default().maximum_dispersion
}

pub(super) fn keyness_level() -> f64 {
    KeynessSettings::default().level
}

pub(super) fn keyness_exchanges() -> usize {
    KeynessSettings::default().exchanges
}

pub(super) fn budget_draws() -> usize {
    ProfileSettings::default().budget_draws
}

pub(super) fn bootstrap() -> usize {
    9_999
}

pub(super) fn depth() -> usize {
    1_000
}

pub(super) fn margin_percent() -> f64 {
    5.0
}

pub(super) fn margin_variance_percent() -> f64 {
    1.0
}

pub(super) fn planted_replicates() -> usize {
    20
}

pub(super) fn lexical_measures() -> Vec<String> {
    words(&[
        "tokens",
        "types",
        "ttr",
        "mattr(window=50)",
        "mtld",
        "hdd",
        "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)",
        "zipf(estimator=mle)",
        "specificity",
        "specificity(versions=counted)",
    ])
}

pub(super) fn models() -> Vec<String> {
    words(&["bm25", "tf_idf", "dirichlet"])
}

pub(super) fn measures() -> Vec<String> {
    words(&["nDCG@1", "nDCG@3", "nDCG@5", "nDCG@10", "AP", "P@10", "R@100", "RR@10"])
}

pub(super) fn tie_rule_measures() -> Vec<String> {
    words(&["nDCG@1", "nDCG@10"])
}

pub(super) fn similarities() -> Vec<String> {
    words(&["kl(smoothing=dirichlet)", "jensen_shannon", "cosine(weight=tf_idf)"])
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_string()).collect()
}
