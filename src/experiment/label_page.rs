//! The page of labels: what was found and the record of it in; `report.html` with its figures out.

use std::path::Path;

use super::labels::{FileLabels, LabelRecord};
use super::overview::quoted;
use crate::bias::Answer;
use crate::error::Result;
use crate::labels::{LabelSettings, OffScale};
use crate::report::{FigureRequest, Outline, Results, report_as};

/// What the page is called.
const PAGE: &str = "report.html";
/// The folder of its figures and of the tables for papers.
const FIGURES: &str = "figures";

/// The files of a page that is to stand in a folder, by their names below it: the page, and its figures, with the tables for
/// papers, in `figures`.
///
/// # Errors
/// Where a figure cannot be drawn.
pub(super) fn page(found: &FileLabels, folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let tables = found.labels.tables.iter().filter(|(_, table)| table.height() > 0);
    let results = Results {
        experiment: "Labels".to_string(),
        tables: tables.map(|(schema, table)| (schema.key, table.clone())).collect(),
        facts: facts(&found.record),
        command: command(&found.record, folder),
        answer: Answer { statements: found.labels.answer.clone(), ..Answer::default() },
        outline: Outline::of_labels(),
        ..Results::default()
    };
    let files = report_as(&results, &FigureRequest::usual(&[])?)?.files;
    let place = |name: String| if name == PAGE { name } else { format!("{FIGURES}/{name}") };
    Ok(files.into_iter().map(|(name, bytes)| (place(name), bytes)).collect())
}

/// What is known of how it was found.
fn facts(record: &LabelRecord) -> Vec<(String, String)> {
    let fact = |what: &str, value: String| (what.to_string(), value);
    let mut facts = vec![fact("Program", format!("{} {}", env!("CARGO_PKG_NAME"), record.version))];
    facts.extend(record.scale.map(|scale| fact("Scale", scale.to_string())));
    facts.extend(record.threshold.map(|grade| fact("Relevant from", grade.to_string())));
    facts.push(fact("Resamples", record.settings.bootstrap.to_string()));
    facts.push(fact("Seed", record.settings.seed.to_string()));
    let input = |input: &crate::bias::audit::AuditInput| {
        fact(&format!("Input ({})", input.role), format!("{} (SHA-256 {})", input.file, input.sha256))
    };
    facts.extend(record.inputs.iter().map(input));
    facts
}

/// The command that writes the folder again, as a shell reads it; settings that are the usual ones are left out.
fn command(record: &LabelRecord, folder: &Path) -> String {
    let (settings, usual) = (&record.settings, LabelSettings::default());
    let of = |role: &str| -> Vec<String> {
        record.inputs.iter().filter(|input| input.role == role).map(|input| input.file.clone()).collect()
    };
    let mut words = vec!["sourcebias".to_string(), "labels".to_string()];
    words.extend(of("labels").iter().map(|file| quoted(file)));
    let mut flag = |name: &str, values: &[String]| {
        if !values.is_empty() {
            words.push(format!("--{name}"));
            words.extend(values.iter().map(|value| quoted(value)));
        }
    };
    let differing = |value: String, usual: String| if value == usual { Vec::new() } else { vec![value] };
    flag("against", &of("against"));
    flag("run", &of("run"));
    if let Some(runs) = &record.runs {
        flag("sources", &of("sources"));
        flag("reference", runs.reference.as_slice());
        flag("measure", &runs.measures);
    }
    if let Some(corpus) = &record.corpus {
        flag("corpus", std::slice::from_ref(&corpus.name));
        flag("analyzer", std::slice::from_ref(&corpus.analyzer));
        flag("bands", &differing(settings.bands.to_string(), usual.bands.to_string()));
    }
    flag("scale", &settings.scale.map(|scale| scale.to_string()).into_iter().collect::<Vec<_>>());
    match settings.off_scale {
        OffScale::Error => {}
        OffScale::Clip => flag("off-scale", &["clip".to_string()]),
        OffScale::Drop => flag("off-scale", &["drop".to_string()]),
    }
    flag("threshold", &settings.threshold.map(|grade| grade.to_string()).into_iter().collect::<Vec<_>>());
    flag("agreement", &settings.measures);
    flag("confidence", &settings.confidences);
    flag("bins", &differing(settings.bins.to_string(), usual.bins.to_string()));
    flag("bootstrap", &differing(settings.bootstrap.to_string(), usual.bootstrap.to_string()));
    flag("seed", &differing(settings.seed.to_string(), usual.seed.to_string()));
    flag("to", &[folder.display().to_string()]);
    words.join(" ")
}
