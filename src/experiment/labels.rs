//! Labels of files: files are named in; they are read and judged, and the record of it comes out. Nothing of it is kept as an
//! experiment.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::label_runs::{LabelRuns, judge_runs};
use super::label_texts::{LabelCorpus, LabelCorpusRecord};
use super::{Called, fingerprint};
use crate::bias::audit::AuditInput;
use crate::corpus::{Grade, SourceMap};
use crate::error::{Error, Result};
use crate::labels::{Judgements, LabelFiles, LabelSettings, Labels, Scale, labels, read_people};
use crate::results::{put_folder, table_files};
use crate::statement::Statement;
use crate::table::TableRow;

/// The labels of files, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct FileLabels {
    /// The tables and the answer.
    pub labels: Labels,
    /// The same with the inputs, as a record.
    pub record: LabelRecord,
}

/// What was found in which files, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelRecord {
    /// The form of this record; another number where keys are renamed or taken away.
    pub schema: u32,
    /// The version of the program.
    pub version: String,
    /// The files that were read.
    pub inputs: Vec<AuditInput>,
    /// The scale of the grades; `None` where there are none.
    pub scale: Option<Scale>,
    /// The lowest grade that counts as relevant; `None` where there are no grades.
    pub threshold: Option<Grade>,
    /// How labels were judged.
    pub settings: LabelSettings,
    /// The runs that were judged anew, and how; `None` where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<LabelRuns>,
    /// The corpus of the labelled texts; `None` where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corpus: Option<LabelCorpusRecord>,
    /// The answer in sentences.
    pub answer: Vec<Statement>,
    /// The rows of every table, by the table's place.
    pub tables: serde_json::Map<String, Value>,
}

/// The form of the record.
const FORM: u32 = 1;
/// The name of the record's file.
const RECORD: &str = "labels.json";

/// Reads label files, and those of people where `against` names one, and judges them; with runs also the order in which each
/// judge puts these; with the corpus of the labelled texts also what words do to judges and whether they prefer a source. `called` says
/// what files and runs are called where their paths and their lines do not.
///
/// # Errors
/// Where a file is missing or damaged, a line cannot be used, a grade is off the scale and the settings take it for an error, or a
/// setting names what there is not; where no label is of a text of the corpus.
pub fn label_files(
    files: &[PathBuf],
    against: Option<&Path>,
    runs: Option<&LabelRuns>,
    corpus: Option<&LabelCorpus>,
    settings: &LabelSettings,
    called: &Called,
) -> Result<FileLabels> {
    settings.check()?;
    let wrong = |reason: &str| {
        Err(Error::BadExperiment { place: "the labels".to_string(), reason: reason.to_string() })
    };
    if files.is_empty() {
        return wrong("there is no file; name files of judgements or answers");
    }
    let LabelFiles { judges, answers } = LabelFiles::read(files)?;
    let people = against.map(read_people).transpose()?;
    if judges.is_empty() && people.is_some() {
        return wrong("there are labels to compare with, and no judge to be compared");
    }
    if judges.len() == 1 && people.is_none() && answers.is_empty() {
        return wrong(
            "one judge alone has nothing to agree with; name another file, or the people's labels (`against`, --against)",
        );
    }
    if judges.is_empty() && corpus.is_some() {
        return wrong("there is a corpus, and no judge of its texts");
    }
    let read = corpus.map(LabelCorpus::read).transpose()?;
    let (judgements, texts) = match (judges.is_empty(), &read) {
        (true, _) => (None, None),
        (false, None) => (Some(Judgements::new(judges, people, settings)?), None),
        (false, Some(read)) => {
            let (judgements, texts) = read.with_labels(judges, people, settings)?;
            (Some(judgements), Some(texts))
        }
    };
    let judgements = judgements.map(|mut judgements| {
        for judge in judgements.judges.iter_mut().chain(&mut judgements.people) {
            judge.file = called.of(&judge.file).into();
        }
        judgements
    });
    let mut found = labels(judgements.as_ref(), &answers, settings)?;
    match (&judgements, &texts) {
        (Some(judgements), Some(texts)) => {
            if texts.pairs.iter().all(Option::is_none) {
                return Err(no_text(&files[0], judgements));
            }
            found.add_texts(judgements, texts, settings)?;
        }
        (Some(_), None) => found.say_that_texts_are_wanted(),
        (None, _) => {}
    }
    match (runs, &judgements) {
        (Some(runs), Some(judgements)) => {
            let sources = match (&runs.sources, &read) {
                (Some(map), _) => Some((SourceMap::read(map)?, runs.reference.clone())),
                (None, Some(read)) => read
                    .source_map()?
                    .map(|(map, reference)| (map, Some(runs.reference.clone().unwrap_or(reference)))),
                (None, None) => None,
            };
            judge_runs(&mut found, runs, judgements, sources, (settings, called))?;
        }
        (Some(_), None) => return wrong("there are runs, and no judge of what they rank"),
        (None, _) => {}
    }
    let of = |role: &str, file: &Path| {
        Ok(AuditInput { role: role.to_string(), sha256: fingerprint::of_file(file)?, file: called.of(file) })
    };
    let mut inputs = files.iter().map(|file| of("labels", file)).collect::<Result<Vec<_>>>()?;
    inputs.extend(against.map(|file| of("against", file)).transpose()?);
    for file in runs.iter().flat_map(|runs| &runs.files) {
        inputs.push(of("run", file)?);
    }
    inputs.extend(runs.and_then(|runs| runs.sources.as_deref()).map(|file| of("sources", file)).transpose()?);
    for file in corpus.map(|corpus| corpus.collection.input_files()).transpose()?.iter().flatten() {
        inputs.push(of("corpus", file)?);
    }
    let record = LabelRecord {
        schema: FORM,
        version: env!("CARGO_PKG_VERSION").to_string(),
        inputs,
        scale: judgements.as_ref().map(|judgements| judgements.scale),
        threshold: judgements.as_ref().map(|judgements| judgements.threshold(settings)),
        settings: settings.clone(),
        runs: runs.cloned().map(|runs| LabelRuns {
            files: runs.files.iter().map(|file| called.of(file).into()).collect(),
            sources: runs.sources.map(|file| called.of(&file).into()),
            ..runs
        }),
        corpus: corpus.map(LabelCorpusRecord::from),
        answer: found.answer.clone(),
        tables: tables(&found)?,
    };
    Ok(FileLabels { labels: found, record })
}

/// What is said where no label is of a text of the corpus.
fn no_text(file: &Path, judgements: &Judgements) -> Error {
    let name = judgements.pairs.first().map_or("", |(_, document)| document);
    let reason = format!("names no text of the corpus: it labels `{name}`");
    let advice = "labels of a corpus of several sources name versions, as in `d1-human`, `d1-llm`; those of contents alone tell of \
                  no text";
    Error::file(file, reason, advice)
}

/// The rows of every table that has some; the table of all rows says nothing that these do not.
fn tables(found: &Labels) -> Result<serde_json::Map<String, Value>> {
    let mut tables = serde_json::Map::new();
    let all = crate::labels::LabelRow::SCHEMA.key;
    for (schema, table) in
        found.tables.iter().filter(|(schema, table)| table.height() > 0 && schema.key != all)
    {
        let rows = serde_json::from_str(&table.to_json()?)
            .map_err(|error| Error::Failed(format!("the table {schema} is no JSON: {error}")))?;
        tables.insert(schema.key.to_string(), rows);
    }
    Ok(tables)
}

impl LabelRecord {
    /// As the text of a file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a record has no keys but words") + "\n"
    }
}

impl FileLabels {
    /// Writes `labels.json`, every table that has rows and, with the feature `report`, the page with its figures into a folder,
    /// which is made, empty, or one that was written so.
    ///
    /// # Errors
    /// Where the folder holds something else, or the disk refuses.
    pub fn save(&self, folder: &Path, adopt: bool) -> Result<()> {
        let mut files = table_files(self.labels.tables.iter().map(|(schema, table)| (*schema, table)))?;
        #[cfg(feature = "report")]
        files.extend(super::label_page::page(self, folder)?);
        // Last, so that what it tells of is there.
        files.push((RECORD.to_string(), self.record.to_json().into_bytes()));
        put_folder(&folder.join(RECORD), "labels", &files, adopt)
    }
}
