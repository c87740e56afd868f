//! The classifier of separability and the area under the curve against scikit-learn's, in `tests/golden/separability.json`,
//! and against linfa's classifier.

use linfa::Dataset;
use linfa::traits::{Fit as _, Predict};
use linfa_bayes::MultinomialNb;
use ndarray::{Array1, Array2};
use sourcebias::profile::separability::{ClassifiedText, cross_validated_scores, word_weights};
use sourcebias::statistics::area_under_curve;

fn list<T: serde::de::DeserializeOwned>(golden: &serde_json::Value, key: &str) -> Vec<T> {
    serde_json::from_value(golden[key].clone()).unwrap()
}

#[test]
fn weights_scores_and_areas_equal_scikit_learn_s() {
    let golden = super::golden("separability.json");
    let counts: Vec<Vec<u32>> = list(&golden, "counts");
    let (labels, folds): (Vec<u64>, Vec<usize>) = (list(&golden, "labels"), list(&golden, "folds"));
    let words = counts[0].len();
    let sum = |word: usize, label: u64| -> u64 {
        let rows = counts.iter().zip(&labels).filter(|(_, of)| **of == label);
        rows.map(|(row, _)| u64::from(row[word])).sum()
    };
    let frequencies: Vec<[u64; 2]> = (0..words).map(|word| [sum(word, 1), sum(word, 0)]).collect();
    let expected: Vec<f64> = list(&golden, "weights");
    for (found, expected) in word_weights(&frequencies).iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    let texts: Vec<ClassifiedText> = (0..counts.len())
        .map(|text| ClassifiedText {
            fold: folds[text],
            source: labels[text] == 1,
            counts: (0..).zip(counts[text].iter().copied()).filter(|(_, count)| *count > 0).collect(),
        })
        .collect();
    let scores = cross_validated_scores(&texts, words);
    let expected: Vec<f64> = list(&golden, "scores");
    for (found, expected) in scores.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    let areas: Vec<f64> = list(&golden, "areas");
    for (fold, expected) in areas.iter().enumerate() {
        let of_fold = (0..scores.len()).filter(|text| folds[*text] == fold);
        let of_fold: Vec<(f64, bool)> = of_fold.map(|text| (scores[text], labels[text] == 1)).collect();
        assert!((area_under_curve(&of_fold).unwrap() - expected).abs() < 1e-12);
    }
    // Rounded scores tie.
    let rounded: Vec<(f64, bool)> =
        expected.iter().zip(&labels).map(|(score, label)| ((score * 10.0).round(), *label == 1)).collect();
    assert!((area_under_curve(&rounded).unwrap() - golden["area"].as_f64().unwrap()).abs() < 1e-12);
    let filled = || (0..scores.len()).filter(|text| counts[*text].iter().any(|count| *count > 0));
    let predicted: Vec<u64> = filled().map(|text| u64::from(scores[text] > 0.0)).collect();
    assert_eq!(predicted, list::<u64>(&golden, "predicted"));
    let right = filled().filter(|text| (scores[*text] > 0.0) == (labels[*text] == 1)).count();
    assert!((right as f64 / filled().count() as f64 - golden["accuracy"].as_f64().unwrap()).abs() < 1e-12);
    // linfa's classifier, which has priors: as many texts on either side.
    let matrix = Array2::from_shape_fn((counts.len(), words), |(text, word)| f64::from(counts[text][word]));
    let fitted = MultinomialNb::params()
        .fit(&Dataset::new(
            matrix.clone(),
            Array1::from_vec(labels.iter().map(|label| *label as usize).collect()),
        ))
        .unwrap();
    let by_linfa: Array1<usize> = fitted.predict(&matrix);
    let weights = word_weights(&frequencies);
    for text in filled() {
        let score: f64 = (0..words).map(|word| f64::from(counts[text][word]) * weights[word]).sum();
        assert_eq!(by_linfa[text], usize::from(score > 0.0), "{text}");
    }
}
