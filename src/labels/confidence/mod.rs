//! Confidence in an answer, from its samples: an answer in, a number in 0..=1 out. One file and one row each.

mod consistency;
mod good_turing;
mod largest_cluster;
mod sca;
mod semantic_entropy;
mod stated;
mod weighted_consistency;

use super::Answer;
use crate::registry::{Entry, Family, Named};

/// Says how sure to be of an answer.
pub trait ConfidenceMeasure: Send + Sync {
    /// The confidence, in 0..=1; `None` where the answer has not what it is computed from.
    fn value(&self, answer: &Answer) -> Option<f64>;
}

/// All confidences.
pub const CONFIDENCES: Family<dyn ConfidenceMeasure> =
    Family { name: "confidence", entries: ROWS, wrappers: &[], former: &[], aliases: &[], short: false };

static ROWS: &[Entry<dyn ConfidenceMeasure>] = &[
    consistency::ROW,
    weighted_consistency::ROW,
    semantic_entropy::ROW,
    largest_cluster::ROW,
    sca::ROW,
    good_turing::ROW,
    stated::ROW,
];

/// The confidences that some of these answers have: those from samples, and every one that was recorded.
///
/// # Errors
/// None that can happen: the specifications are those of this program's rows.
pub fn usual(answers: &[Answer]) -> crate::error::Result<Vec<Named<dyn ConfidenceMeasure>>> {
    let specs = [
        "consistency",
        "weighted_consistency",
        "semantic_entropy",
        "largest_cluster",
        "sca(threshold=0.1)",
        "sca(threshold=0.2)",
        "sca(threshold=0.3)",
        "sca(threshold=0.5)",
        "good_turing",
    ];
    let mut found = CONFIDENCES.parse_all(&specs.map(str::to_string))?;
    let stated: std::collections::BTreeSet<&str> =
        answers.iter().flat_map(|answer| answer.stated.keys()).map(String::as_str).collect();
    found.extend(stated.into_iter().map(stated::named));
    found.retain(|named| answers.iter().any(|answer| named.object.value(answer).is_some()));
    Ok(found)
}

/// A part of the samples; `None` without samples.
fn of_samples(answer: &Answer, part: usize) -> Option<f64> {
    (answer.samples > 0).then(|| part as f64 / answer.samples as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(clusters: &[usize]) -> Answer {
        let samples = clusters.iter().sum();
        Answer { samples, clusters: Some(clusters.to_vec()), ..Answer::default() }
    }

    fn value(spec: &str, answer: &Answer) -> Option<f64> {
        CONFIDENCES.parse(spec).unwrap().object.value(answer)
    }

    #[test]
    fn ten_samples_by_hand() {
        let mut ten = answer(&[5, 2, 2, 1]);
        ten.matching = Some(2);
        ten.weighted = Some(0.125);
        ten.stated.insert("p_true".to_string(), 0.75);
        for (spec, expected) in [
            ("consistency", Some(0.2)),
            ("weighted_consistency", Some(0.125)),
            ("largest_cluster", Some(0.5)),
            ("sca(threshold=0.2)", Some(0.9)),
            ("sca(threshold=0.21)", Some(0.5)),
            ("sca(threshold=0.6)", Some(0.0)),
            ("good_turing", Some(0.9)),
            ("stated(name=p_true)", Some(0.75)),
            ("stated(name=other)", None),
        ] {
            assert_eq!(value(spec, &ten), expected, "{spec}");
        }
        let terms = [(0.5_f64, 1.0), (0.2, 2.0), (0.1, 1.0)].map(|(p, times)| times * p * p.ln());
        let expected = terms.iter().sum::<f64>().exp();
        assert!((value("semantic_entropy", &ten).unwrap() - expected).abs() < 1e-15);
        assert_eq!(value("semantic_entropy", &answer(&[7])), Some(1.0));
        for entry in CONFIDENCES.entries {
            assert_eq!(value(entry.name, &Answer::default()), None, "{}", entry.name);
        }
    }

    #[test]
    fn aggregation_from_two_samples_on_is_good_turings_coverage() {
        for clusters in [&[3, 2, 1, 1][..], &[1, 1, 1], &[20], &[6, 1], &[9, 7, 2, 1, 1]] {
            let answer = answer(clusters);
            let spec = format!("sca(threshold={})", 2.0 / answer.samples as f64);
            assert_eq!(value(&spec, &answer), value("good_turing", &answer), "{clusters:?}");
        }
    }

    #[test]
    fn what_no_answer_has_is_left_out() {
        let mut one = answer(&[2, 1]);
        one.stated.insert("(odd)=name".to_string(), 0.5);
        let names: Vec<String> = usual(&[one]).unwrap().into_iter().map(|named| named.name).collect();
        assert_eq!(names[..2], ["semantic_entropy", "largest_cluster"]);
        assert_eq!(names.last().unwrap(), "stated(name=(odd)=name)");
    }
}
