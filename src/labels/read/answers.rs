//! Answers: a question's samples with their clusters, whether the answer was right, and recorded confidences.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json_lines::{Fields, Parsed, id, share};

/// What was answered to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The question.
    pub id: String,
    /// The line, from 1.
    pub line: u64,
    /// How many samples there are, M.
    pub samples: usize,
    /// How many samples are the answer that was judged; `None` where that is not known.
    pub matching: Option<usize>,
    /// The share of the samples' weights that belongs to samples that are the answer; `None` without weights.
    pub weighted: Option<f64>,
    /// The sizes of the clusters of samples that mean the same, the largest first; `None` without clusters.
    pub clusters: Option<Vec<usize>>,
    /// Whether the answer is right.
    pub correct: bool,
    /// How many right answers the question has.
    pub answers: Option<u64>,
    /// Recorded confidences by name, in 0..=1; `confidence` where it is one number.
    pub stated: BTreeMap<String, f64>,
}

/// The answer of a line.
pub(super) fn answer(fields: &Fields, line: u64) -> Parsed<Answer> {
    if !fields.contains_key("id") || !fields.contains_key("correct") {
        let reason = "neither a label (`judge`, `query_id`, `document_id`, `label`) nor an answer (`id`, `samples`, `correct`)";
        return Err(reason.to_string());
    }
    let id = id(fields, "id")?;
    let Some(Value::Bool(correct)) = fields.get("correct") else {
        return Err("field `correct` must be true or false".to_string());
    };
    let answers = match fields.get("answers") {
        None | Some(Value::Null) => None,
        Some(value) => Some(value.as_u64().ok_or("field `answers` must be a whole number")?),
    };
    let samples = samples(fields)?;
    let clusters = clusters(fields, samples.len())?;
    let greedy = fields.get("greedy").and_then(Value::as_str).map(normalized);
    let matches = greedy.map(|greedy| matching(&greedy, &samples, clusters.as_deref()));
    let weights = weights(fields, samples.len())?;
    Ok(Answer {
        id,
        line,
        samples: samples.len(),
        matching: matches.as_ref().map(|matches| matches.iter().filter(|same| **same).count()),
        weighted: matches.as_ref().zip(weights).and_then(|(matches, weights)| weighted(matches, &weights)),
        clusters: clusters.map(|clusters| sizes(&clusters)),
        correct: *correct,
        answers,
        stated: stated(fields)?,
    })
}

/// The samples, so that the same words are the same text.
fn samples(fields: &Fields) -> Parsed<Vec<String>> {
    let wrong = || "field `samples` must be a list of texts".to_string();
    match fields.get("samples") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(samples)) => {
            samples.iter().map(|sample| sample.as_str().map(normalized).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

/// A text without case, and without blanks and full stops at its ends.
fn normalized(text: &str) -> String {
    text.trim().trim_end_matches('.').trim_end().to_lowercase()
}

/// The numbers (from 0) of the samples of each cluster; each sample is in one.
fn clusters(fields: &Fields, samples: usize) -> Parsed<Option<Vec<Vec<usize>>>> {
    let wrong = || format!("field `clusters` must name each of the {samples} samples once, from 0");
    let listed = match fields.get("clusters") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_array().ok_or_else(wrong)?,
    };
    let number = |value: &Value| value.as_u64().map(|number| number as usize);
    let members = |cluster: &Value| cluster.as_array()?.iter().map(number).collect::<Option<Vec<usize>>>();
    let clusters: Vec<Vec<usize>> = listed.iter().map(members).collect::<Option<_>>().ok_or_else(wrong)?;
    let mut all: Vec<usize> = clusters.iter().flatten().copied().collect();
    all.sort_unstable();
    match all.iter().copied().eq(0..samples) {
        true => Ok(Some(clusters)),
        false => Err(wrong()),
    }
}

/// The sizes of clusters, the largest first: what is computed of them does not depend on their order.
fn sizes(clusters: &[Vec<usize>]) -> Vec<usize> {
    let mut sizes: Vec<usize> = clusters.iter().map(Vec::len).filter(|size| *size > 0).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    sizes
}

/// Which samples are the answer: those with its words, and those in one cluster with them.
fn matching(greedy: &str, samples: &[String], clusters: Option<&[Vec<usize>]>) -> Vec<bool> {
    let mut same: Vec<bool> = samples.iter().map(|sample| sample == greedy).collect();
    for cluster in clusters.unwrap_or_default() {
        if cluster.iter().any(|member| same[*member]) {
            cluster.iter().for_each(|member| same[*member] = true);
        }
    }
    same
}

/// How much each sample weighs: how sure of it the model said to be.
fn weights(fields: &Fields, samples: usize) -> Parsed<Option<Vec<f64>>> {
    let wrong = || format!("field `weights` must hold a number from 0 for each of the {samples} samples");
    let listed = match fields.get("weights") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_array().ok_or_else(wrong)?,
    };
    let weight = |value: &Value| value.as_f64().filter(|weight| *weight >= 0.0 && weight.is_finite());
    let weights: Vec<f64> = listed.iter().map(weight).collect::<Option<_>>().ok_or_else(wrong)?;
    if weights.len() == samples { Ok(Some(weights)) } else { Err(wrong()) }
}

/// The share of the weights that belongs to samples that are the answer; `None` where all are 0.
fn weighted(matches: &[bool], weights: &[f64]) -> Option<f64> {
    let all: f64 = weights.iter().sum();
    let of_matches: f64 =
        matches.iter().zip(weights).filter(|(same, _)| **same).map(|(_, weight)| weight).sum();
    (all > 0.0).then(|| of_matches / all)
}

/// The recorded confidences: one number, or several by name.
fn stated(fields: &Fields) -> Parsed<BTreeMap<String, f64>> {
    let mut stated = BTreeMap::new();
    for field in ["confidence", "recorded"] {
        match fields.get(field) {
            None | Some(Value::Null) => {}
            Some(Value::Object(named)) => {
                for (name, value) in named {
                    stated.extend(share(name, value)?.map(|share| (name.clone(), share)));
                }
            }
            Some(value) => stated.extend(share(field, value)?.map(|share| (field.to_string(), share))),
        }
    }
    Ok(stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Answer {
        answer(&serde_json::from_str(line).unwrap(), 1).unwrap()
    }

    #[test]
    fn samples_that_are_the_answer_are_counted_by_words_and_by_clusters() {
        let words = parsed(
            r#"{"id":"a","greedy":"Paris.","samples":["paris"," Paris . ","the capital","Rome"],"correct":true}"#,
        );
        assert_eq!((words.samples, words.matching, words.clusters), (4, Some(2), None));
        let clusters = r#"{"id":"a","greedy":"Paris.","samples":["paris","Paris","the capital","Rome"],
            "clusters":[[3],[0,2,1]],"weights":[1,1,2,4],"correct":true}"#;
        let found = parsed(&clusters.replace('\n', " "));
        assert_eq!((found.matching, found.clusters, found.weighted), (Some(3), Some(vec![3, 1]), Some(0.5)));
        let none = parsed(r#"{"id":"a","samples":["x"],"correct":false}"#);
        assert_eq!((none.matching, none.weighted, none.answers), (None, None, None));
    }

    #[test]
    fn recorded_confidences_have_names() {
        let found = parsed(
            r#"{"id":1,"samples":[],"correct":false,"confidence":0.25,"recorded":{"p_true":1.0000000001,"x":null}}"#,
        );
        let stated: Vec<_> = found.stated.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(stated, [("confidence", 0.25), ("p_true", 1.0)]);
    }
}
