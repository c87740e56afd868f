//! Values made by other tools (see README.md in this folder) against ours.

mod evaluate;
mod expansions;
#[path = "../real_data/folder.rs"]
mod folder;
mod keyness;
mod laws;
mod lucene_models;
mod lucene_runs;
mod map;
mod models;
mod profile;
mod retrieval;
mod separability;
mod statistics;
mod text;

/// A golden file of this folder.
fn golden(file: &str) -> serde_json::Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
