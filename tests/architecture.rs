//! The house rules that a test can check: stages import one way, two crates are named in one place each, files stay short.

use std::path::{Path, PathBuf};

/// The stages in order of flow, each with the modules that it may name besides itself.
const FLOW: [&str; 9] =
    ["corpus", "text", "profile", "index", "retrieve", "evaluate", "labels", "bias", "report"];

/// What every stage may name.
const BASE: [&str; 11] = [
    "digest",
    "error",
    "in_order",
    "interrupt",
    "lock",
    "number",
    "registry",
    "statement",
    "statistics",
    "table",
    "write",
];

/// Every Rust file below a folder of the package, with its text.
fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

/// The modules of this crate that a text names in `crate::…` paths.
fn modules_named(text: &str) -> Vec<&str> {
    text.split("crate::")
        .skip(1)
        .map(|rest| &rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())])
        .filter(|name| name.starts_with(|c: char| c.is_lowercase()))
        .collect()
}

#[test]
fn a_stage_imports_only_earlier_stages_and_the_base() {
    for (position, stage) in FLOW.iter().enumerate() {
        for (path, text) in rust_files(&format!("src/{stage}")) {
            for module in modules_named(&text) {
                let allowed = BASE.contains(&module) || FLOW[..=position].contains(&module);
                assert!(allowed, "{}: stage `{stage}` names `crate::{module}`", path.display());
            }
        }
    }
    for base in ["statistics", "table"] {
        for (path, text) in rust_files(&format!("src/{base}")) {
            for module in modules_named(&text) {
                assert!(BASE.contains(&module), "{}: the base names `crate::{module}`", path.display());
            }
        }
    }
}

#[test]
fn labels_need_no_retrieval() {
    for (path, text) in rust_files("src/labels") {
        let retrieves = modules_named(&text).iter().any(|module| ["index", "retrieve"].contains(module));
        assert!(!retrieves, "{}: labels are judged without an index or a run", path.display());
    }
}

#[test]
fn tantivy_and_plotters_are_named_in_one_place_each() {
    for (path, text) in rust_files("src") {
        let place =
            path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
        for (name, home) in [
            ("tantivy", "src/index/"),
            ("plotters", "src/report/plot"),
            ("ab_glyph", "src/report/plot"),
            ("svg2pdf", "src/report/plot"),
        ] {
            let named = text.contains(&format!("{name}::"));
            assert!(!named || place.starts_with(home), "{place} names {name}, which only {home} may");
        }
    }
}

/// Whether a text names the crate `name`: in a path, and not as the end of a longer word.
fn names_crate(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    text.match_indices(&path).any(|(at, _)| {
        !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

#[test]
fn what_a_feature_brings_is_named_in_its_place_alone() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let sources = rust_files("src");
    for (feature, homes) in
        [("cli", &["src/cli/"][..]), ("fetch", &["src/corpus/fetch/"]), ("report", &["src/report/"])]
    {
        for package in manifest["features"][feature].as_array().unwrap() {
            let package = package.as_str().unwrap().strip_prefix("dep:").unwrap();
            let name = if package == "md-5" { "md5".to_string() } else { package.replace('-', "_") };
            let mut named = 0;
            for (path, text) in &sources {
                let place = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy();
                let place = place.replace('\\', "/");
                // Tests have dependencies of their own.
                if !place.ends_with("tests.rs") && names_crate(text, &name) {
                    named += 1;
                    let at_home = homes.iter().any(|home| place.starts_with(home));
                    assert!(at_home, "{place} names {name}, which the feature `{feature}` brings");
                }
            }
            assert!(named > 0, "nothing names {name}, which the feature `{feature}` brings");
        }
    }
}

#[test]
fn python_is_named_in_the_package_of_its_own_alone() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    assert!(manifest["dependencies"].as_table().unwrap().keys().all(|name| !name.contains("pyo3")));
    let default: Vec<&str> = manifest["workspace"]["default-members"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(toml::Value::as_str)
        .collect();
    assert_eq!(default, ["."], "a fresh clone builds without Python");
    for (path, text) in rust_files("src") {
        assert!(!text.contains("pyo3") && !text.contains("sourcebias_python"), "{}", path.display());
    }
    let binding = rust_files("crates/python/src");
    assert!(binding.iter().any(|(_, text)| names_crate(text, "pyo3")));
    for (path, text) in binding {
        // Numbers come from the library.
        for computes in ["sourcebias::statistics", "ndarray", "f64::", "unsafe "] {
            assert!(!text.contains(computes), "{} names {computes}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for (path, text) in rust_files("src").into_iter().chain(rust_files("crates")) {
        assert!(text.starts_with("//! "), "{} does not open with `//!`", path.display());
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines, over 400", path.display());
    }
}

#[test]
fn advice_names_a_setting_before_an_option() {
    // Users of the library and of the Python package have no command line: options stand in brackets behind what they set.
    let bare = ["pass --", "with --", "give --", "use --", "or --", "ask for --", "by --"];
    for (path, text) in rust_files("src") {
        let (name, code) =
            (path.display().to_string(), text.split("#[cfg(test)]").next().unwrap_or_default());
        if name.contains("src/cli/") || name.contains("tests") {
            continue;
        }
        let mut told = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let found = told.find(|line| bare.iter().any(|bare| line.contains(bare)));
        assert_eq!(found, None, "in {name}");
    }
}

#[test]
fn files_are_written_in_one_place() {
    for (path, text) in rust_files("src") {
        let name = path.file_name().unwrap().to_string_lossy().to_string();
        let test_code = text.find("#[cfg(test)]").unwrap_or(text.len());
        // Examples in documentation write what they read.
        let mut code = text[..test_code].lines().filter(|line| !line.trim_start().starts_with("//"));
        let writes_outside_tests =
            code.any(|line| ["fs::write(", "File::create("].iter().any(|call| line.contains(call)));
        // The index is a folder that is built beside and renamed, with runs of postings that are removed; a download is
        // gone on with where it ended.
        let known = ["build.rs", "download.rs", "spill.rs", "write.rs"].contains(&name.as_str())
            || name.ends_with("tests.rs")
            || path.parent().is_some_and(|folder| folder.ends_with("tests"));
        assert!(!writes_outside_tests || known, "{} writes files", path.display());
    }
}
