//! Statistics against scipy and statsmodels (`tests/golden/statistics.json` names tools, versions and command).

use serde_json::Value;
use sourcebias::statistics::{
    SignFlip, benjamini_hochberg, cliffs_delta, hedges_g, holm, kendall, least_squares, pearson, spearman,
};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(found: f64, expected: f64) {
    let allowed = 1e-9 * expected.abs().max(1e-6);
    assert!((found - expected).abs() <= allowed, "{found} is not {expected}");
}

#[test]
fn correlations_are_scipys() {
    for case in super::golden("statistics.json")["correlation"].as_array().unwrap() {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let known = [
            ("pearson", pearson(&x, &y)),
            ("spearman", spearman(&x, &y)),
            ("kendall_tau_b", kendall(&x, &y)),
        ];
        for (name, found) in known {
            match (found, case[name].as_f64()) {
                (Some(found), Some(expected)) => close(found, expected),
                (found, expected) => assert_eq!(found, expected, "{name}"),
            }
        }
    }
}

#[test]
fn adjusted_p_values_are_statsmodels() {
    for case in super::golden("statistics.json")["adjustment"].as_array().unwrap() {
        let p_values: Vec<_> = numbers(&case["p"]).into_iter().map(Some).collect();
        for (found, name) in
            [(holm(&p_values), "holm"), (benjamini_hochberg(&p_values), "benjamini_hochberg")]
        {
            found
                .iter()
                .zip(numbers(&case[name]))
                .for_each(|(found, expected)| close(found.unwrap(), expected));
        }
    }
}

#[test]
fn exact_sign_flips_are_scipys() {
    for case in super::golden("statistics.json")["sign_flip"].as_array().unwrap() {
        let found = SignFlip::default().p_value(&numbers(&case["x"])).unwrap();
        assert_eq!(Some(found), case["p_value"].as_f64());
    }
}

#[test]
fn regressions_are_statsmodels() {
    for case in super::golden("statistics.json")["regression"].as_array().unwrap() {
        let rows: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
        let columns: Vec<Vec<f64>> =
            (0..3).map(|place| rows.iter().map(|row| row[place]).collect()).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = least_squares(&columns, &numbers(&case["y"])).unwrap();
        close(found.r_squared, case["r_squared"].as_f64().unwrap());
        let coefficients = std::iter::once(&found.intercept).chain(&found.slopes);
        for (place, coefficient) in coefficients.enumerate() {
            close(coefficient.estimate, numbers(&case["coefficients"])[place]);
            close(coefficient.standard_error, numbers(&case["standard_errors"])[place]);
            close(coefficient.p_value, numbers(&case["p"])[place]);
        }
    }
}

#[test]
fn effect_sizes_are_statsmodels() {
    for case in super::golden("statistics.json")["effect_size"].as_array().unwrap() {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        close(hedges_g(&x, &y).unwrap(), case["hedges_g_approximate"].as_f64().unwrap());
        close(cliffs_delta(&x, &y).unwrap(), case["cliffs_delta"].as_f64().unwrap());
    }
}
