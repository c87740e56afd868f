//! Results of other settings than those of an experiment's file: both experiments in, the name of a slot of their own out.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use super::Experiment;
use crate::digest::sha256;

/// The longest name, in bytes, unless that of the experiment is as long already; what is longer ends in a part of its SHA-256.
const LONGEST: usize = 60;
/// The longest name of an experiment that is not cut, in bytes.
const LONGEST_OF_FILE: usize = 91;

/// What the results of `used` are called, which is `of_file` with some settings changed: the name of the file's experiment,
/// and after it what defines the results, as in `demo+models=bm25`: each setting that differs but how the page looks, and of
/// files only that there are some; eight digits of a sum stand for the rest. So that a look at other settings never replaces the
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
/// used.retrieve.models = vec!["tf_idf".to_string()];
/// assert_eq!(slot(&of_file, &used), "x+models=tf_idf+seed=7");
/// // What a file name cannot say is told apart by a sum.
/// used.retrieve.models = vec!["bm25(k1=0.9)".to_string()];
/// assert!(slot(&of_file, &used).starts_with("x+models=bm25_k1=0.9+seed=7-"));
/// // Neither can it say the paths of runs; and a style says nothing of the results.
/// used = of_file.clone();
/// used.retrieve.runs = vec!["runs/a.run".into()];
/// used.report.style = "acm".to_string();
/// let name = slot(&of_file, &used);
/// assert!(name.starts_with("x+runs-") && name.len() == "x+runs-".len() + 8);
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
    let mut found = Differences::default();
    found.collect(&[], &json(of_file), &json(&used_here));
    found.name(&of_file.name)
}

/// The settings in which two experiments differ.
#[derive(Default)]
struct Differences {
    /// `key=value`, as far as a file name can say it.
    labels: BTreeSet<String>,
    /// The same in full.
    whole: Vec<String>,
    /// Whether the labels say less than the whole.
    lossy: bool,
}

impl Differences {
    /// Adds the leaves below `keys` in which two settings differ.
    fn collect(&mut self, keys: &[&str], left: &Value, right: &Value) {
        match (left, right) {
            (left, right) if left == right => {}
            // A whole corpus in place of a simulated one is told by its folder.
            (Value::Object(_), Value::Null) => {}
            (Value::Null, Value::Object(new)) => {
                let path = new.get("path").unwrap_or(&Value::Null);
                self.add(keys, &word(path, true).0, right, true);
            }
            (Value::Object(left), Value::Object(right)) => {
                let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
                let null = Value::Null;
                for name in names {
                    let of = |settings: &'_ serde_json::Map<String, Value>| settings.get(name).cloned();
                    let (left, right) = (of(left).unwrap_or(null.clone()), of(right).unwrap_or(null.clone()));
                    self.collect(&[keys, &[name.as_str()]].concat(), &left, &right);
                }
            }
            (_, right) => {
                let (word, lossy) = word(right, keys.last() == Some(&"path"));
                self.add(keys, &word, right, lossy);
            }
        }
    }

    fn add(&mut self, keys: &[&str], word: &str, value: &Value, lossy: bool) {
        let leaf = keys.last().copied().unwrap_or_default();
        let leaf = match (keys, leaf) {
            (_, "path") => "corpus".to_string(),
            // Both stages have settings of these names; a placebo is one for both.
            (["profile", ..], leaf) if leaf != "placebo" => format!("profile.{leaf}"),
            (_, leaf) => leaf.to_string(),
        };
        let (label, lossy) = match keys {
            ["retrieve", "runs"] => (Some(leaf), true),
            ["retrieve", "documents"] | ["report", ..] => (None, true),
            _ => (Some(format!("{leaf}={word}")), lossy),
        };
        self.labels.extend(label);
        self.whole.push(format!("{} {value}", keys.join(".")));
        self.lossy |= lossy;
    }

    /// The name with the labels, and with eight digits of the SHA-256 of the whole where they do not say it all.
    fn name(&self, experiment: &str) -> String {
        let mut name = experiment.to_string();
        for label in &self.labels {
            name.push('+');
            name.push_str(label);
        }
        let longest = LONGEST.max(experiment.len().min(LONGEST_OF_FILE) + 9);
        if !self.lossy && name.len() <= longest {
            return name;
        }
        let sum = sha256(self.whole.join("\n").as_bytes()).expect("bytes can be read");
        let mut end = name.len().min(longest - 9);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}-{}", &name[..end], &sum[..8])
    }
}

/// A value as a part of a file name, of a path its last part; and whether that says less than the value.
fn word(value: &Value, is_path: bool) -> (String, bool) {
    let text = match value {
        Value::String(text) if is_path => {
            Path::new(text).file_name().map_or(text.clone(), |name| name.to_string_lossy().to_string())
        }
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            values.iter().map(|value| word(value, is_path).0).collect::<Vec<_>>().join("_")
        }
        other => other.to_string(),
    };
    let kept = |letter: char| if letter.is_alphanumeric() || "=.@-_".contains(letter) { letter } else { '_' };
    let word: String = text.chars().map(kept).collect();
    let word = word.trim_matches(['_', '.']).to_string();
    let whole = match value {
        Value::String(text) => *text == word,
        Value::Array(values) => matches!(&values[..], [Value::String(only)] if *only == word),
        // Numbers, and yes or no.
        _ => text == word,
    };
    (word, !whole)
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
        assert!(one.len() <= LONGEST && other.len() <= LONGEST && one != other, "{one} {other}");
        let mut named = experiment();
        named.name = one;
        named.check().unwrap();
    }

    #[test]
    fn settings_that_look_alike_have_places_of_their_own() {
        let with = |change: &dyn Fn(&mut Experiment)| {
            let mut used = experiment();
            change(&mut used);
            slot(&experiment(), &used)
        };
        let models = |spec: &str| with(&|used| used.retrieve.models = vec![spec.to_string()]);
        assert_ne!(models("bm25(b=0..1/0.5)"), models("bm25(k1=1..2/0.5)"));
        let runs = |path: &str| with(&|used| used.retrieve.runs = vec![path.into()]);
        assert_ne!(runs("ra/x.run"), runs("rb/x.run"));
        let lexical = with(&|used| used.profile.measures = vec!["ttr".to_string()]);
        let measures = with(&|used| used.evaluate.measures = vec!["ttr".to_string()]);
        assert_eq!((lexical.as_str(), measures.as_str()), ("x+profile.measures=ttr", "x+measures=ttr"));
        let of_file = Experiment::parse("name = 'demo'\n[simulate]", "x.toml").unwrap();
        let corpus = |reference: Option<&str>| {
            let mut used = of_file.clone();
            used.simulate = None;
            let corpus = used.corpus.get_or_insert_default();
            corpus.path = "data/nq".into();
            corpus.reference = reference.map(str::to_string);
            slot(&of_file, &used)
        };
        assert_ne!(corpus(None), corpus(Some("llm")));
    }

    #[test]
    fn a_corpus_in_place_of_a_simulated_one_and_two_placebos() {
        let of_file = Experiment::parse("name = 'demo'\n[simulate]", "x.toml").unwrap();
        let mut used = of_file.clone();
        used.simulate = None;
        used.corpus.get_or_insert_default().path = "data/nq".into();
        assert!(slot(&of_file, &used).starts_with("demo+corpus=nq-"));
        let mut used = experiment();
        (used.bias.placebo, used.profile.placebo) = (9, 9);
        assert_eq!(slot(&experiment(), &used), "x+placebo=9");
    }
}
