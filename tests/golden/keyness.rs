//! Keyness against values from outside, in `tests/golden/keyness.json`.

use serde_json::Value;
use sourcebias::profile::keyness::{
    Share, Usage, log_likelihood, log_likelihood_of_four_cells, log_ratio, log_ratio_interval, p_value,
};
use sourcebias::statistics::benjamini_hochberg;

fn close(found: f64, expected: &Value, precision: f64) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= precision * expected.abs().max(1.0), "{found} {expected}");
}

fn share(value: &Value) -> Share {
    Share { frequency: value[0].as_u64().unwrap(), tokens: value[1].as_u64().unwrap() }
}

#[test]
fn log_likelihood_and_log_ratio_equal_scipy_s() {
    let golden = super::golden("keyness.json");
    let terms = golden["terms"].as_array().unwrap();
    let mut p_values = Vec::new();
    let mut unlike = 0;
    for term in terms {
        let (here, there) = (share(&term["here"]), share(&term["there"]));
        // p-values and keywords follow the two cells; the whole table stands beside them.
        let two = log_likelihood(here, there).unwrap();
        let four = log_likelihood_of_four_cells(here, there).unwrap();
        close(two.abs(), &term["two_cells"], 1e-8);
        close(four.abs(), &term["four_cells"], 1e-7);
        unlike += u32::from(four.abs() > 1.02 * two.abs());
        assert_eq!(two > 0.0, here.compare(there).is_gt());
        // Far in the tail a p-value moves by as much as G² itself does.
        let expected = term["p_value"].as_f64().unwrap();
        if expected > 1e-250 {
            assert!((p_value(two) / expected - 1.0).abs() < 1e-7, "{} {expected}", p_value(two));
        } else {
            assert!(p_value(two) <= 1e-240);
        }
        p_values.push(Some(p_value(two)));
        if term["log_ratio"].is_null() {
            continue;
        }
        close(log_ratio(here, there).unwrap(), &term["log_ratio"], 1e-12);
        let interval = log_ratio_interval(here, there, 0.95).unwrap();
        close(interval.low, &term["low"], 1e-8);
        close(interval.high, &term["high"], 1e-8);
    }
    assert!(unlike > 5, "the two statistics are two");
    for (term, found) in terms.iter().zip(benjamini_hochberg(&p_values)) {
        let (found, expected) = (found.unwrap(), term["p_adjusted"].as_f64().unwrap());
        assert!((found - expected).abs() <= 1e-7 * expected.max(1e-240), "{found} {expected}");
    }
}

#[test]
fn dispersion_is_its_definition_in_exact_fractions() {
    for case in super::golden("keyness.json")["dispersion"].as_array().unwrap() {
        let numbers = |key: &str| -> Vec<u64> { serde_json::from_value(case[key].clone()).unwrap() };
        let (frequencies, lengths) = (numbers("frequencies"), numbers("lengths"));
        let (frequency, tokens) = (frequencies.iter().sum::<u64>(), lengths.iter().sum::<u64>());
        let pairs = || frequencies.iter().zip(&lengths);
        let overlap =
            pairs().map(|(of_term, length)| u128::from((of_term * tokens).min(frequency * length))).sum();
        let documents = frequencies.iter().filter(|frequency| **frequency > 0).count() as u64;
        let usage = Usage { frequency, documents, overlap };
        close(usage.dispersion(tokens).unwrap(), &case["dp"], 1e-14);
        let shortest = *lengths.iter().min().unwrap();
        close(usage.normalised_dispersion(tokens, shortest).unwrap(), &case["dp_normalised"], 1e-14);
    }
}
