//! Diversity and Zipf fits against values from outside, in `tests/golden/lexical.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::profile::{
    DoublePowerLaw, LEXICAL_MEASURES, LogLogLines, ProfileSettings, RankedFrequencies, profile,
};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

fn close(found: f64, expected: &Value, precision: f64) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= precision * expected.abs().max(1.0), "{found} {expected}");
}

/// The values of the measures `specs` on each of the texts, taken as one source.
fn documents(texts: &[&str], specs: &[String]) -> Table {
    let documents = texts.iter().enumerate().map(|(number, text)| {
        let id = DocumentId { base: Arc::from(format!("{number:03}")), source: SourceId(0) };
        Ok(Document { id, title: String::new(), text: text.to_string() })
    });
    let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
    let analyzer = Analyzer::parse("words").unwrap();
    let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap();
    let measures = LEXICAL_MEASURES.parse_all(specs).unwrap();
    let settings = ProfileSettings { bootstrap: Some(0), ..ProfileSettings::default() };
    profile(&corpus, &measures, &settings).unwrap().documents().clone()
}

fn texts(cases: &Value) -> Vec<&str> {
    cases.as_array().unwrap().iter().map(|case| case["tokens"].as_str().unwrap()).collect()
}

/// The values of a measure, text by text.
fn values(documents: &Table, spec: &str) -> sourcebias::Result<Vec<Option<f64>>> {
    documents.only("measure", spec)?.number("value")
}

fn canonical(spec: &str) -> String {
    LEXICAL_MEASURES.parse(spec).unwrap().name
}

#[test]
fn diversity_equals_lexicalrichness() {
    let golden = super::golden("lexical.json");
    let cases = golden["diversity"].as_array().unwrap();
    let specs = ["types", "ttr", "mattr(window=10)", "mattr(window=50)"].map(String::from);
    let documents = documents(&texts(&golden["diversity"]), &specs);
    let keys = ["types", "type_token_ratio", "mattr_10", "mattr_50"];
    for (spec, key) in specs.iter().zip(keys) {
        let found = values(&documents, spec).unwrap();
        assert_eq!(found.len(), cases.len());
        for (found, case) in found.iter().zip(cases) {
            match found {
                Some(value) => close(*value, &case[key], 1e-12),
                None => assert!(case[key].is_null(), "{key}"),
            }
        }
    }
}

#[test]
fn every_measure_of_diversity_equals_the_tools() {
    let golden = super::golden("lexical.json");
    let cases = golden["richness"].as_array().unwrap();
    let tools = |case: &Value| -> Vec<(String, String, Value)> {
        let tools = case["values"].as_object().unwrap().iter();
        let named =
            |tool: &String, (spec, value): (&String, &Value)| (tool.clone(), canonical(spec), value.clone());
        tools.flat_map(|(tool, of)| of.as_object().unwrap().iter().map(move |row| named(tool, row))).collect()
    };
    let specs: BTreeSet<String> = cases.iter().flat_map(&tools).map(|(_, spec, _)| spec).collect();
    assert!(specs.len() > 30);
    let documents = documents(&texts(&golden["richness"]), &Vec::from_iter(specs));
    for (number, case) in cases.iter().enumerate() {
        for (tool, spec, expected) in tools(case) {
            let found = values(&documents, &spec).unwrap()[number];
            match found {
                // HD-D is by scipy's logarithms of factorials in lexicalrichness.
                Some(value) if !expected.is_null() => close(value, &expected, 2e-11),
                _ => assert!(
                    found.is_none() && expected.is_null(),
                    "{number} {tool} {spec}: {found:?} {expected}"
                ),
            }
        }
    }
}

#[test]
fn a_last_token_that_ends_a_factor_makes_one_factor() {
    // lexical_diversity counts it as a little more than one, so that its value is a little lower.
    let golden = super::golden("lexical.json");
    let specs = ["mtld(minimum=1)", "mtld(minimum=10)"];
    let documents = documents(&texts(&golden["richness"]), &specs.map(canonical));
    let mut cases = 0;
    for spec in specs {
        let found = values(&documents, &canonical(spec)).unwrap();
        for (found, case) in found.iter().zip(golden["richness"].as_array().unwrap()) {
            let Some(lower) = case["lexical_diversity_last_token"][spec].as_f64() else { continue };
            cases += 1;
            assert!(found.unwrap() > lower, "{spec}: {found:?} {lower}");
        }
    }
    assert!(cases > 20);
}

#[test]
fn measures_against_a_pool_equal_scipy_and_scikit_learn() {
    let golden = super::golden("lexical.json");
    let expected_values = golden["collection"][0].as_object().unwrap();
    // The tools count a text in its own pool.
    let takes_versions = |spec: &String| {
        let entry = LEXICAL_MEASURES.entries.iter().find(|entry| spec.split('(').next() == Some(entry.name));
        entry.unwrap().parameters.iter().any(|parameter| parameter.name == "versions")
    };
    let counted = |spec: &String| match spec.strip_suffix(')') {
        _ if !takes_versions(spec) => canonical(spec),
        Some(open) => canonical(&format!("{open},versions=counted)")),
        None => canonical(&format!("{spec}(versions=counted)")),
    };
    let specs: Vec<String> = expected_values.keys().map(counted).collect();
    let documents = documents(&texts(&golden["richness"]), &specs);
    for (spec, expected) in specs.iter().zip(expected_values.values()) {
        for (found, expected) in values(&documents, spec).unwrap().iter().zip(expected.as_array().unwrap()) {
            close(found.unwrap(), expected, 1e-12);
        }
    }
}

#[test]
fn zipf_fits_equal_those_of_scipy() {
    for case in super::golden("lexical.json")["zipf"].as_array().unwrap() {
        let counts: Vec<u32> = serde_json::from_value(case["counts"].clone()).unwrap();
        let logarithms: Vec<f64> = (0..=counts.len()).map(|rank| (rank.max(1) as f64).ln()).collect();
        for lines in case["least_squares"].as_array().unwrap() {
            let rank_break = lines["break"].as_u64().unwrap() as u32;
            let found = LogLogLines::fit_at(&counts, rank_break, &logarithms).unwrap();
            close(-found.head, &lines["head_slope"], 1e-9);
            close(-found.tail, &lines["tail_slope"], 1e-9);
            close(found.head_intercept, &lines["head_intercept"], 1e-9);
            close(found.tail_intercept, &lines["tail_intercept"], 1e-9);
        }
        for law in case["maximum"].as_array().unwrap() {
            let rank_break = law["break"].as_u64().unwrap() as u32;
            let found = DoublePowerLaw::fit_at(&counts, rank_break, &logarithms).unwrap();
            close(found.head, &law["alpha_1"], 1e-7);
            close(found.tail, &law["alpha_2"], 1e-7);
            close(found.log_likelihood, &law["log_likelihood"], 1e-9);
            let total = |value: &dyn Fn(u32) -> f64| (1..=counts.len() as u32).map(value).sum::<f64>();
            let plain = total(&|rank| f64::from(counts[rank as usize - 1]) * found.probability(rank).ln());
            close(plain, &law["log_likelihood"], 1e-9);
            assert!((total(&|rank| found.probability(rank)) - 1.0).abs() < 1e-9);
        }
        let free = DoublePowerLaw::fit(&counts, &logarithms).unwrap();
        assert_eq!(u64::from(free.rank_break), case["break_of_greatest_likelihood"].as_u64().unwrap());
        assert_eq!(RankedFrequencies::new(&counts).frequencies(), counts);
    }
}
