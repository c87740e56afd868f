//! Laws of ranks, frequencies and growth against values from outside, in `tests/golden/laws.json`.

use serde_json::Value;
use sourcebias::profile::{
    DiscretePowerLaw, FrequencySpectrum, Heaps, Lnre, RankedFrequencies, ZipfMandelbrot,
};

fn close(found: f64, expected: &Value, precision: f64) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= precision * expected.abs().max(1e-3), "{found} {expected}");
}

fn cases() -> Vec<(RankedFrequencies, Value)> {
    let golden = super::golden("laws.json");
    let cases = golden["cases"].as_array().unwrap().iter();
    let counts = |case: &Value| serde_json::from_value::<Vec<u32>>(case["counts"].clone()).unwrap();
    cases.map(|case| (RankedFrequencies::new(&counts(case)), case.clone())).collect()
}

#[test]
fn zipf_mandelbrot_equals_scipy() {
    for (frequencies, case) in cases() {
        let expected = &case["mandelbrot"];
        let found = ZipfMandelbrot::fit(frequencies.frequencies()).unwrap();
        close(found.exponent, &expected["alpha"], 1e-6);
        close(found.shift, &expected["beta"], 1e-5);
        close(found.log_likelihood, &expected["log_likelihood"], 1e-10);
        let single = ZipfMandelbrot::fit_at(frequencies.frequencies(), 0.0).unwrap();
        close(single.exponent, &expected["single_alpha"], 1e-6);
        close(single.log_likelihood, &expected["single_log_likelihood"], 1e-10);
    }
}

#[test]
fn discrete_power_laws_equal_mpmath_scipy_and_powerlaw() {
    for (frequencies, case) in cases() {
        let expected = &case["power_law"];
        let same = |found: &DiscretePowerLaw, law: &Value| {
            close(found.exponent, &law["alpha"], 1e-9);
            close(found.distance, &law["distance"], 1e-8);
            close(found.log_likelihood, &law["log_likelihood"], 1e-10);
            assert_eq!(
                (u64::from(found.minimum), found.terms),
                (number(law, "minimum"), number(law, "terms"))
            );
        };
        for law in expected["laws"].as_array().unwrap() {
            same(&DiscretePowerLaw::fit_at(&frequencies, number(law, "minimum") as u32).unwrap(), law);
        }
        let best = DiscretePowerLaw::fit(&frequencies).unwrap();
        same(&best, &expected["best"]);
        for law in expected["powerlaw"].as_array().unwrap() {
            // The package's own optimiser, and its distance from below each frequency alone.
            let found = DiscretePowerLaw::fit_at(&frequencies, number(law, "minimum") as u32).unwrap();
            close(found.exponent, &law["alpha"], 1e-4);
            assert!(law["distance"].as_f64().unwrap() <= found.distance + 1e-4);
        }
    }
}

fn number(law: &Value, name: &str) -> u64 {
    law[name].as_u64().unwrap()
}

#[test]
fn growth_equals_scipy() {
    for (frequencies, case) in cases() {
        let (spectrum, expected) = (FrequencySpectrum::new(&frequencies), &case["growth"]);
        for row in expected["rows"].as_array().unwrap() {
            let tokens = row["tokens"].as_f64().unwrap();
            close(spectrum.expected_types(tokens).unwrap(), &row["types"], 1e-10);
            close(spectrum.expected_of(1, tokens).unwrap(), &row["hapax"], 1e-10);
            close(spectrum.expected_of(2, tokens).unwrap(), &row["dis"], 1e-10);
        }
        let heaps = Heaps::fit(&spectrum, 2.0).unwrap();
        close(heaps.coefficient, &expected["heaps_k"], 1e-9);
        close(heaps.exponent, &expected["heaps_beta"], 1e-9);
    }
}

#[test]
fn the_finite_model_equals_quadrature() {
    for expected in super::golden("laws.json")["model"].as_array().unwrap() {
        let of = |name: &str| expected[name].as_f64().unwrap();
        let model = Lnre {
            alpha: of("alpha"),
            lower: of("lower"),
            upper: of("upper"),
            tokens: of("tokens"),
            chi_squared: 0.0,
            degrees: 0,
        };
        close(model.expected_types(model.tokens), &expected["types"], 1e-10);
        close(model.population().unwrap(), &expected["population"], 1e-10);
        let spectrum = model.expected_spectrum(30, model.tokens);
        let classes =
            expected["classes"].as_array().unwrap().iter().zip(expected["spectrum"].as_array().unwrap());
        for (class, terms) in classes {
            close(spectrum[class.as_u64().unwrap() as usize - 1], terms, 1e-9);
        }
    }
}

#[test]
fn the_finite_model_of_least_chi_squared_is_that_of_scipy() {
    for (frequencies, case) in cases() {
        let (found, expected) = (Lnre::fit(&FrequencySpectrum::new(&frequencies)).unwrap(), &case["finite"]);
        assert_eq!(u64::from(found.degrees), number(expected, "classes") - 2);
        close(found.chi_squared, &expected["chi_squared"], 1e-6);
        close(found.alpha, &expected["alpha"], 1e-3);
        close(found.lower / expected["lower"].as_f64().unwrap(), &Value::from(1.0), 1e-2);
        close(found.upper / expected["upper"].as_f64().unwrap(), &Value::from(1.0), 1e-2);
        for times in ["1", "2", "10"] {
            let tokens = found.tokens * times.parse::<f64>().unwrap();
            close(found.expected_types(tokens), &expected["types"][times], 1e-4);
        }
    }
}
