//! Results of other settings than those of an experiment's file: both experiments in, the name of a slot of their own out.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use super::Experiment;
use crate::digest::sha256;

/// The longest name; what is longer ends in a part of its SHA-256.
const LONGEST: usize = 100;

/// What the results of `used` are called, which is `of_file` with some settings changed: the name of the file's experiment,
/// and after it each setting that differs, as in `demo+models=bm25`. So that a look at other settings never replaces the
/// results of the file.
///
/// A corpus in a folder of another name is another setting, unless the folder that the file names is not there: then the
/// corpus is only told where it is.
///
/// ```
/// use sourcebias::experiment::{Experiment, slot};
/// let of_file = Experiment::parse("name = 'x'\ncorpus.path = 'p'", "x.toml").unwrap();
/// let mut used = of_file.clone();
/// assert_eq!(slot(&of_file, &used), "x");
/// used.seed = 7;
/// used.retrieve.models = vec!["bm25(k1=0.9)".to_string()];
/// assert_eq!(slot(&of_file, &used), "x+models=bm25_k1=0.9+seed=7");
/// ```
pub fn slot(of_file: &Experiment, used: &Experiment) -> String {
    let json = |experiment: &Experiment| {
        serde_json::to_value(experiment).expect("settings have string keys and finite numbers")
    };
    let mut used_here = used.clone();
    used_here.name.clone_from(&of_file.name);
    if let (Some(named), Some(corpus)) = (&of_file.corpus, &mut used_here.corpus) {
        let name =
            |path: &Path| path.canonicalize().unwrap_or(path.to_path_buf()).file_name().map(OsStr::to_owned);
        if !named.path.exists() || name(&named.path) == name(&corpus.path) {
            corpus.path.clone_from(&named.path);
        }
    }
    let mut differing = BTreeSet::new();
    collect("", &json(of_file), &json(&used_here), &mut differing);
    let mut name = of_file.name.clone();
    for part in differing {
        name.push('+');
        name.push_str(&part);
    }
    if name.chars().count() > LONGEST {
        let sum = sha256(name.as_bytes()).expect("bytes can be read");
        name = name.chars().take(LONGEST - 9).chain(['-']).chain(sum.chars().take(8)).collect();
    }
    name
}

/// The leaves in which two settings differ, as `key=value`.
fn collect(key: &str, left: &Value, right: &Value, found: &mut BTreeSet<String>) {
    match (left, right) {
        (left, right) if left == right => {}
        // A whole corpus in place of a simulated one is told by its folder.
        (Value::Object(_), Value::Null) => {}
        (Value::Null, Value::Object(new)) => {
            found.insert(format!("{key}={}", word(new.get("path").unwrap_or(&Value::Bool(true)))));
        }
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let of = |settings: &serde_json::Map<String, Value>| {
                    settings.get(key).cloned().unwrap_or(Value::Null)
                };
                collect(key, &of(left), &of(right), found);
            }
        }
        (_, right) => {
            let key = if key == "path" { "corpus" } else { key };
            found.insert(format!("{key}={}", word(right)));
        }
    }
}

/// A value as a part of a file name.
fn word(value: &Value) -> String {
    let text = match value {
        Value::String(text) => {
            Path::new(text).file_name().map_or(text.clone(), |name| name.to_string_lossy().to_string())
        }
        Value::Array(values) => values.iter().map(word).collect::<Vec<_>>().join("_"),
        other => other.to_string(),
    };
    let kept = |letter: char| if letter.is_alphanumeric() || "=.@-_".contains(letter) { letter } else { '_' };
    text.chars().map(kept).collect::<String>().trim_matches(['_', '.']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment() -> Experiment {
        Experiment::parse("name = 'x'\ncorpus.path = 'no such folder'", "x.toml").unwrap()
    }

    #[test]
    fn a_corpus_that_is_told_where_it_is_is_no_other() {
        let mut used = experiment();
        let folder = tempfile::tempdir().unwrap();
        used.corpus.as_mut().unwrap().path = folder.path().to_path_buf();
        assert_eq!(slot(&experiment(), &used), "x");
        // Where the file's own folder is there, another one is another corpus.
        let mut of_file = experiment();
        let own = tempfile::tempdir().unwrap();
        of_file.corpus.as_mut().unwrap().path = own.path().to_path_buf();
        assert!(slot(&of_file, &used).starts_with("x+corpus="));
        used.corpus.as_mut().unwrap().path = own.path().join(".");
        assert_eq!(slot(&of_file, &used), "x");
    }

    #[test]
    fn long_names_are_cut_and_still_told_apart() {
        let with = |count: usize| {
            let mut used = experiment();
            used.retrieve.models = (0..count).map(|number| format!("bm25(k1={number})")).collect();
            slot(&experiment(), &used)
        };
        let (one, other) = (with(40), with(41));
        assert!(one.len() == LONGEST && other.len() == LONGEST && one != other, "{one} {other}");
        let mut named = experiment();
        named.name = one;
        named.check().unwrap();
    }

    #[test]
    fn a_corpus_in_place_of_a_simulated_one_and_two_placebos() {
        let of_file = Experiment::parse("name = 'demo'\n[simulate]", "x.toml").unwrap();
        let mut used = of_file.clone();
        used.simulate = None;
        used.corpus.get_or_insert_default().path = "data/nq".into();
        assert_eq!(slot(&of_file, &used), "demo+corpus=nq");
        let mut used = experiment();
        (used.bias.placebo, used.profile.placebo) = (9, 9);
        assert_eq!(slot(&experiment(), &used), "x+placebo=9");
    }
}
