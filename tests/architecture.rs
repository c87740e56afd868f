//! The house rules that a test can check: stages import one way, two crates are named in one place each, files stay short.

use std::path::{Path, PathBuf};

/// The stages in order of flow, each with the modules that it may name besides itself.
const FLOW: [&str; 8] = ["corpus", "text", "profile", "index", "retrieve", "evaluate", "bias", "report"];

/// What every stage may name.
const BASE: [&str; 8] = ["digest", "error", "interrupt", "lock", "registry", "statistics", "table", "write"];

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
fn tantivy_and_plotters_are_named_in_one_place_each() {
    for (path, text) in rust_files("src") {
        let place =
            path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_string_lossy().replace('\\', "/");
        for (name, home) in [("tantivy", "src/index/"), ("plotters", "src/report/plot")] {
            let named = text.contains(&format!("{name}::"));
            assert!(!named || place.starts_with(home), "{place} names {name}, which only {home} may");
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for (path, text) in rust_files("src") {
        assert!(text.starts_with("//! "), "{} does not open with `//!`", path.display());
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines, over 400", path.display());
    }
}

#[test]
fn files_are_written_in_one_place() {
    for (path, text) in rust_files("src") {
        let name = path.file_name().unwrap().to_string_lossy().to_string();
        let writes = ["fs::write(", "File::create("].iter().any(|call| text.contains(call));
        let test_code = text.find("#[cfg(test)]").unwrap_or(text.len());
        let writes_outside_tests =
            writes && ["fs::write(", "File::create("].iter().any(|call| text[..test_code].contains(call));
        // The index is a folder that is built beside and renamed, with runs of postings that are removed; a download is
        // gone on with where it ended.
        let known = ["build.rs", "download.rs", "runs.rs", "write.rs"].contains(&name.as_str())
            || name.ends_with("tests.rs")
            || path.parent().is_some_and(|folder| folder.ends_with("tests"));
        assert!(!writes_outside_tests || known, "{} writes files", path.display());
    }
}
