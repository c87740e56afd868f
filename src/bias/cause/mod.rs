//! Because of what a source bias is there: parts of the score, and likeness of query and document.

pub mod conditional;
pub(super) mod conditional_fit;
pub(super) mod conditional_rows;
pub(super) mod conditional_table;
pub mod correlation;
pub mod counterfactual;
pub mod decomposition;
pub mod explanation;
pub mod match_table;
pub(super) mod matched;
pub mod mediation;
pub(super) mod mediation_fit;
pub mod observation;
pub(super) mod observed;
pub mod outside_query;
pub(super) mod pair;
pub(super) mod pair_in_words;
pub mod pairs;
pub(in crate::bias) mod rank_correlation;
pub mod rank_similarity;
pub mod similarity;
pub mod stratified;
pub(super) mod stratified_fit;
pub mod twin_texts;
pub(super) mod which_twin_fit;
pub mod which_twin_higher;
pub mod word_effects;
