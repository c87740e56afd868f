//! HC3's JSON lines: a question, answers by people and answers by ChatGPT. The first answers of both sides are twins;
//! the question is a query, for which its own answers are relevant.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::json;
use super::jsonl::percent_encoded;
use super::layout::{self, Layout};
use super::lines::{self, Lines};
use super::{CorpusFormat, Judgement, Records, Text};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Cutoff, Entry};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "hc3",
    summary: "one .jsonl file or a folder of them, lines with `question`, `human_answers`, `chatgpt_answers`; sources human \
              and chatgpt; the questions are the queries; plain, .gz or .zst",
    reference: "Guo et al. (2023), How Close is ChatGPT to Human Experts? Comparison Corpus, Evaluation, and Detection",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Hc3)),
};

const LAYOUT: Layout = Layout {
    endings: &[".jsonl"],
    others: &["queries."],
    advice: "give one of HC3's .jsonl files, or a folder of them; lines have `question`, `human_answers` and \
             `chatgpt_answers`",
};

/// A line.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    question: String,
    #[serde(default)]
    human_answers: Vec<String>,
    #[serde(default)]
    chatgpt_answers: Vec<String>,
}

#[derive(Clone, Copy)]
enum Side {
    Human,
    Chatgpt,
}

impl Line {
    /// Answers of one side; an empty one is an empty document.
    fn answers(self, side: Side) -> Vec<String> {
        match side {
            Side::Human => self.human_answers,
            Side::Chatgpt => self.chatgpt_answers,
        }
    }

    /// How many answers the longer side has.
    fn most(&self) -> usize {
        self.human_answers.len().max(self.chatgpt_answers.len())
    }

    /// The base ids of the answers of a side of this line: `<id or file>-<line>`, then `….2` and so on.
    fn bases(&self, stem: &str, line: u64) -> impl Fn(usize) -> String + use<> {
        let first = match &self.id {
            Some(serde_json::Value::String(id)) if !id.trim().is_empty() => {
                format!("{}-{line}", percent_encoded(id.trim()))
            }
            Some(serde_json::Value::Number(id)) => format!("{id}-{line}"),
            _ => format!("{stem}-{line}"),
        };
        move |position| match position {
            0 => first.clone(),
            later => format!("{first}.{}", later + 1),
        }
    }
}

struct Hc3;

impl CorpusFormat for Hc3 {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        let below = LAYOUT.documents_folder(path)?;
        let files = LAYOUT.files(&below)?;
        if files.is_empty() {
            return LAYOUT.checked(path, Vec::new());
        }
        let mut stems: Vec<String> = files.iter().map(|file| stem(file)).collect();
        stems.sort();
        if let Some(pair) = stems.windows(2).find(|pair| pair[0] == pair[1]) {
            let reason = format!("holds two files named {:?}, by which their questions are named", pair[0]);
            return Err(Error::file(path, reason, "leave one of them"));
        }
        Ok(["chatgpt", "human"].map(|name| (name.to_string(), below.clone())).to_vec())
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_file(&self, folder: &Path, _: &str) -> Result<Option<PathBuf>> {
        LAYOUT.documents_folder(folder).map(Some)
    }

    fn qrels_file(&self, folder: &Path, _: &str) -> Result<Option<PathBuf>> {
        LAYOUT.documents_folder(folder).map(Some)
    }

    fn documents(&self, path: &Path, source: &str) -> Result<Records<Text>> {
        let side = match source {
            "human" => Side::Human,
            "chatgpt" => Side::Chatgpt,
            _ => {
                let reason = format!("has no answers by source {source:?}");
                return Err(Error::file(path, reason, "the sources of this format are human and chatgpt"));
            }
        };
        each_line(path, move |line, stem, number| {
            let base = line.bases(stem, number);
            let text = |(position, text)| Text { base: base(position), title: String::new(), text };
            line.answers(side).into_iter().enumerate().map(text).collect()
        })
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        each_line(path, |line, stem, number| vec![Query::new(format!("{stem}-{number}"), line.question)])
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        each_line(path, |line, stem, number| {
            let base = line.bases(stem, number);
            let query = format!("{stem}-{number}");
            let judgement = |position| Judgement { query: query.clone(), base: base(position), grade: 1 };
            (0..line.most()).map(judgement).collect()
        })
    }
}

/// The records that `make` makes of each line of the files at `path`, its file's stem and its number.
fn each_line<T: Send + 'static>(
    path: &Path,
    make: impl Fn(Line, &str, u64) -> Vec<T> + Clone + Send + 'static,
) -> Result<Records<T>> {
    let open = move |file: &Path| {
        let (stem, make) = (stem(file), make.clone());
        Ok(Lines::open(file, LAYOUT.advice)?
            .several_records(move |number, line| Ok(make(json::lenient::<Line>(line)?, &stem, number))))
    };
    Ok(layout::chained(LAYOUT.files(path)?, open))
}

/// The name of a file without `.jsonl`, as it stands in ids.
fn stem(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_string();
    percent_encoded(lines::stem(&name, ".jsonl").unwrap_or(&name))
}
