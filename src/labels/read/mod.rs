//! Label files: TREC judgements, one file a judge, or JSON lines of labels or answers, each told by its name and its first
//! fields. Grades come out as they are written, with their lines, for a scale to be laid on them.

mod answers;
mod given;
mod json_lines;
mod qrels;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use answers::Answer;
pub use given::GivenLabel;

use crate::error::{Error, Result};

/// What to do where a file is not there.
const ADVICE: &str = "give files of judgements (`query 0 document grade`), of JSON lines with `judge`, `query_id`, `document_id` and \
    `label`, or of answers with `id`, `samples` and `correct`";

/// The labels of one judge as its file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenJudge {
    /// Its name: that of its lines, or of its file without endings.
    pub name: String,
    /// The file that has its first label.
    pub file: PathBuf,
    /// Its labels, in the order of the file.
    pub labels: Vec<GivenLabel>,
}

impl GivenJudge {
    /// Writes its labels as a file of TREC judgements.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn save(&self, file: &Path) -> Result<()> {
        let line = |label: &GivenLabel| format!("{} 0 {} {}\n", label.query, label.document, label.written);
        crate::write::write(file, self.labels.iter().map(line).collect::<String>().as_bytes())
    }
}

/// What label files hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelFiles {
    /// The judges, in the order of the files.
    pub judges: Vec<GivenJudge>,
    /// The answers, in the order of the files.
    pub answers: Vec<Answer>,
}

impl LabelFiles {
    /// Reads label files.
    ///
    /// # Errors
    /// Where a file is missing or damaged, a line has other columns or fields, or two files give labels of one judge.
    pub fn read(files: &[PathBuf]) -> Result<LabelFiles> {
        let mut read = LabelFiles::default();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for file in files {
            let judges = match is_json_lines(file) {
                true => json_lines::read(file, &mut read.answers)?,
                false => vec![qrels::read(file)?],
            };
            for judge in judges {
                if let Some(earlier) = places.insert(judge.name.clone(), read.judges.len()) {
                    let other = read.judges[earlier].file.display();
                    let reason = format!("has labels of judge `{}`, and so has {other}", judge.name);
                    return Err(Error::file(file, reason, "give each judge a name of its own"));
                }
                read.judges.push(judge);
            }
        }
        Ok(read)
    }
}

/// The labels of people: the one judge of a file.
///
/// # Errors
/// As [`LabelFiles::read`]; also where the file holds answers, or several judges.
pub fn read_people(file: &Path) -> Result<GivenJudge> {
    let mut read = LabelFiles::read(&[file.to_path_buf()])?;
    match (read.judges.len(), read.judges.pop()) {
        (1, Some(people)) => Ok(people),
        (count, _) => {
            let reason = format!("holds the labels of {count} judges where those of one are wanted");
            Err(Error::file(file, reason, "give one file of judgements to compare with"))
        }
    }
}

/// Whether a file's name says that it holds JSON lines.
fn is_json_lines(file: &Path) -> bool {
    let name = without_compression(file);
    [".jsonl", ".ndjson", ".json"].iter().any(|ending| name.ends_with(ending))
}

/// A file's name without `.gz` and `.zst`.
fn without_compression(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    plain.to_string()
}

/// A file's name without its endings.
fn stem(file: &Path) -> String {
    let name = without_compression(file);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_string(),
        _ => name,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Files of these names and texts in a fresh folder.
    pub fn written(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |(name, text): &(&str, &str)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let paths = files.iter().map(write).collect();
        (folder, paths)
    }

    fn message(files: &[(&str, &str)]) -> String {
        let (_folder, paths) = written(files);
        LabelFiles::read(&paths).unwrap_err().to_string()
    }

    #[test]
    fn a_file_of_judgements_is_a_judge_of_its_name() {
        let (_folder, paths) = written(&[("a.b.qrels", "q 0 d 2\nq 0 e x\n"), ("c.txt", "q d 7\n")]);
        let read = LabelFiles::read(&paths).unwrap();
        let names: Vec<&str> = read.judges.iter().map(|judge| judge.name.as_str()).collect();
        assert_eq!(names, ["a.b", "c"]);
        let grades: Vec<_> = read.judges[0].labels.iter().map(|label| (label.grade, label.line)).collect();
        assert_eq!(grades, [(Some(2), 1), (None, 2)]);
        assert_eq!((read.judges[1].labels[0].grade, read.answers.len()), (Some(7), 0));
    }

    #[test]
    fn a_first_line_is_a_header_by_its_names_alone() {
        let named = "docid qid label\nd q 2\n";
        let (_folder, paths) = written(&[("a.qrels", named), ("b.qrels", "q 0 d good\nq 0 e 1\n")]);
        let read = LabelFiles::read(&paths).unwrap();
        let of = |judge: usize| -> Vec<(&str, &str, Option<i32>)> {
            let labels = read.judges[judge].labels.iter();
            labels.map(|label| (label.query.as_str(), label.document.as_str(), label.grade)).collect()
        };
        assert_eq!(of(0), [("q", "d", Some(2))]);
        // What cannot be read is counted, on the first line as on others.
        assert_eq!(of(1), [("q", "d", None), ("q", "e", Some(1))]);
    }

    #[test]
    fn json_lines_name_their_judges_and_may_hold_answers() {
        let labels = "{\"judge\":\"b\",\"query_id\":1,\"document_id\":\"d\",\"label\":\"2\",\"confidence\":0.5}\n\
                      {\"judge\":\"a\",\"query_id\":\"1\",\"document_id\":\"d\",\"label\":3.0,\"scale\":\"0-3\"}\n\
                      {\"judge\":\"a\",\"query_id\":\"1\",\"document_id\":\"e\",\"label\":null}\n\
                      {\"judge\":\"a\",\"query_id\":\"1\",\"document_id\":\"f\",\"label\":\"good\",\"samples\":[1,2]}\n";
        let answers = "{\"id\":\"x\",\"samples\":[\"a\",\"b\"],\"clusters\":[[0],[1]],\"correct\":true,\"answers\":2}\n";
        let (_folder, paths) = written(&[("l.jsonl", labels), ("answers.jsonl", answers)]);
        let read = LabelFiles::read(&paths).unwrap();
        let [b, a] = &read.judges[..] else { panic!("{:?}", read.judges) };
        assert_eq!((b.name.as_str(), b.labels[0].grade, b.labels[0].confidence), ("b", Some(2), Some(0.5)));
        assert_eq!((a.labels[0].grade, a.labels[0].scale.unwrap().high), (Some(3), 3));
        // A label that is null is none; a word is one that cannot be read.
        assert_eq!(a.labels.len(), 2);
        assert_eq!((a.labels[1].grade, a.labels[1].samples.as_slice()), (None, &[1, 2][..]));
        assert_eq!((read.answers[0].answers, read.answers[0].clusters.clone()), (Some(2), Some(vec![1, 1])));
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        for (files, words) in [
            (&[("a.qrels", "q 0 d 1\nq d 1\n")][..], "a.qrels:2: 3 columns where the first line has 4"),
            (
                &[("a.qrels", "q 0 d 1\nq 0 d 2\n")],
                "a.qrels:2: grades document `d` of query `q` with 2, and line 1 with 1",
            ),
            (&[("a.qrels", "q 0 d 1\n"), ("a.txt", "q 0 d 1\n")], "has labels of judge `a`, and so has"),
            (&[("a.qrels", "")], "holds no label"),
            (
                &[("a.jsonl", "{\"judge\":\"b\",\"query_id\":1,\"label\":1}\n")],
                "a.jsonl:1: no field `document_id`",
            ),
            (&[("a.jsonl", "{\"x\":1}\n")], "a.jsonl:1: neither a label"),
            (&[("a.jsonl", "{\n")], "a.jsonl:1: not a JSON object"),
            (
                &[("a.jsonl", "{\"id\":1,\"samples\":[\"a\"],\"correct\":1}\n")],
                "field `correct` must be true or false",
            ),
            (
                &[("a.jsonl", "{\"id\":1,\"samples\":[\"a\"],\"clusters\":[[1]],\"correct\":true}\n")],
                "a.jsonl:1: field `clusters` must name each of the 1 samples once, from 0",
            ),
            (
                &[(
                    "a.jsonl",
                    "{\"judge\":\"b\",\"query_id\":1,\"document_id\":1,\"label\":1,\"confidence\":7}\n",
                )],
                "field `confidence` is 7, and must lie between 0 and 1",
            ),
        ] {
            assert!(message(files).contains(words), "{words}: {}", message(files));
        }
        assert!(LabelFiles::read(&["no.qrels".into()]).unwrap_err().to_string().contains("no such file"));
    }
}
