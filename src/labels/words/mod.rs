//! What words do to a judge: labels and the texts of their pairs in; how closely labels follow words within queries, whether a
//! judge follows them more than the people do, and what words add given the other's grade, out.

mod correlation;
mod given;

use std::sync::Arc;

use super::feature::TextFeature;
use super::{FEATURES, LabelTexts};
use crate::error::Result;
use crate::registry::Named;

pub use correlation::{WordsDifferenceRow, WordsRow, word_correlations};
pub use given::{WordsGivenGradeRow, direction, words_given_grade};

/// A feature of the texts of all pairs.
pub(super) struct FeatureValues {
    pub name: Arc<str>,
    pub values: Vec<Option<f64>>,
}

/// All features, in the order of their rows.
pub(super) fn features(texts: &LabelTexts) -> Result<Vec<FeatureValues>> {
    let names: Vec<String> = FEATURES.entries.iter().map(|entry| entry.name.to_string()).collect();
    let of = |feature: Named<dyn TextFeature>| FeatureValues {
        values: texts.pairs.iter().map(|text| feature.object.value(text.as_ref()?)).collect(),
        name: Arc::from(feature.name),
    };
    Ok(FEATURES.parse_all(&names)?.into_iter().map(of).collect())
}
