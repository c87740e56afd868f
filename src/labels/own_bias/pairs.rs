//! Twins that are labelled for one query: judgements in; the difference of their labels, and of their features, out.

use std::collections::BTreeMap;

use crate::corpus::SourceId;
use crate::labels::words::FeatureValues;
use crate::labels::{Judge, Judgements, LabelTexts};

/// Two versions of a content that are labelled for a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub query: u32,
    pub content: u32,
    /// The label of the source's version less that of the reference's; less the same of the other judge, where there is one.
    pub difference: f64,
    /// The same of features.
    pub features: Vec<f64>,
}

/// The twins of a source and the reference whose labels by the judge (and by the other) and features are known, by query and
/// content.
pub(super) fn pairs(
    judgements: &Judgements,
    texts: &LabelTexts,
    source: SourceId,
    (judge, other): (&Judge, Option<&Judge>),
    features: &[&FeatureValues],
) -> Vec<Pair> {
    let mut found = Vec::new();
    for (query, places) in judgements.pairs_of_queries().into_iter().enumerate() {
        // By content the places of the reference's version and of the source's.
        let mut versions: BTreeMap<u32, [Option<usize>; 2]> = BTreeMap::new();
        for place in places {
            let Some(text) = &texts.pairs[place] else { continue };
            if text.source == texts.reference || text.source == source {
                let side = usize::from(text.source == source);
                versions.entry(text.content).or_default()[side] = Some(place);
            }
        }
        for (content, version) in versions {
            let [Some(reference), Some(of_source)] = version else { continue };
            let less = |judge: &Judge| {
                Some(f64::from(judge.levels[of_source]?) - f64::from(judge.levels[reference]?))
            };
            let difference = match other {
                None => less(judge),
                Some(other) => less(judge).zip(less(other)).map(|(one, other)| one - other),
            };
            let of_features = features
                .iter()
                .map(|feature| Some(feature.values[of_source]? - feature.values[reference]?))
                .collect::<Option<Vec<f64>>>();
            if let (Some(difference), Some(features)) = (difference, of_features) {
                found.push(Pair { query: query as u32, content, difference, features });
            }
        }
    }
    found
}
