//! Statistics against scipy and statsmodels (`tests/golden/statistics.json` names tools, versions and command).

use serde_json::Value;
use sourcebias::statistics::{
    Moments, SignFlip, benjamini_hochberg, cliffs_delta, hedges_g, holm, kendall, pearson, spearman,
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
        let found = SignFlip { flips: 0, seed: 0 }.p_values(&[numbers(&case["x"])]);
        assert_eq!(found, [case["p_value"].as_f64()]);
    }
}

#[test]
fn regressions_are_statsmodels() {
    for case in super::golden("statistics.json")["regression"].as_array().unwrap() {
        let y = numbers(&case["y"]);
        let row = |x: &Value| [vec![1.0], numbers(x)].concat();
        let rows: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(row).collect();
        let mut moments = Moments::new(rows[0].len());
        rows.iter().zip(&y).for_each(|(row, y)| moments.add(row, *y));
        let (coefficients, inverse) = (moments.solve().unwrap(), moments.inverse().unwrap());
        let fitted = rows.iter().map(|row| row.iter().zip(&coefficients).map(|(x, b)| x * b).sum::<f64>());
        let squares: f64 = y.iter().zip(fitted).map(|(y, fit)| (y - fit) * (y - fit)).sum();
        let middle = y.iter().sum::<f64>() / y.len() as f64;
        close(
            1.0 - squares / y.iter().map(|y| (y - middle) * (y - middle)).sum::<f64>(),
            case["r_squared"].as_f64().unwrap(),
        );
        let variance = squares / (y.len() - coefficients.len()) as f64;
        for (place, coefficient) in coefficients.iter().enumerate() {
            close(*coefficient, numbers(&case["coefficients"])[place]);
            close((variance * inverse[place][place]).sqrt(), numbers(&case["standard_errors"])[place]);
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
