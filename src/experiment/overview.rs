//! Several experiments on one page: result folders in; the page over them and its figure out, put beside each other where
//! nothing of anybody else stands.

use std::path::{Component, Path, PathBuf};

use super::answer::answer_of_results;
use super::compare::{Comparison, measured, of_experiment};
use super::folders::{finished, named};
use super::{ReportSettings, Stage};
use crate::bias::RelativeDeltaRow;
use crate::digest::sha256_of_file;
use crate::error::{Error, Result};
use crate::report::{ExperimentRow, FigureRequest, Overview, OverviewExperiment, overview};
use crate::results::{ResultPaths, put};
use crate::table::TableRow;

/// What the page of an experiment is called.
const PAGE: &str = "report.html";

/// Writes the page over the experiments whose results are in `folders` to the file `page`, with its figure beside it; gives
/// the files. An experiment whose bias is not finished is left out with a warning where there are others. `adopt` sets aside
/// what stands in the way; without it, a file that an earlier such page did not write is not replaced.
///
/// # Errors
/// Where no folder has a finished bias with the measure, a setting names no style or format, or something else stands in the
/// place of a file.
pub fn overview_of_folders(
    folders: &[PathBuf],
    measure: Option<&str>,
    settings: &ReportSettings,
    page: &Path,
    adopt: bool,
) -> Result<Vec<PathBuf>> {
    let request = FigureRequest::parse(&[], &settings.style, &settings.formats)?;
    let Some(stem) = page.file_stem().and_then(|stem| stem.to_str()).filter(|_| ends_in_html(page)) else {
        let reason = format!("{} is no name for a page; let it end in .html", page.display());
        return Err(Error::BadExperiment { place: "the page (`to`, --to)".to_string(), reason });
    };
    let measure_name = measured(measure)?;
    let (mut rows, mut experiments) = (Vec::new(), Vec::new());
    for (name, folder) in named(folders) {
        let found = of_experiment(&name, folder, &measure_name)
            .and_then(|found| Ok((found, described(name, folder, page)?)));
        match found {
            Ok((found, experiment)) => {
                rows.extend(found);
                experiments.push(experiment);
            }
            // One that is not finished does not take the others with it.
            Err(error) if folders.len() > 1 => tracing::warn!("left out: {error}"),
            Err(error) => return Err(error),
        }
    }
    if experiments.is_empty() {
        let advice = "name result folders of experiments, as in `results/*`";
        let first = folders.first().map_or(Path::new("results"), PathBuf::as_path);
        return Err(Error::file(first, "and the others hold no finished bias", advice));
    }
    let comparison = Comparison::of(rows);
    let told: String =
        experiments.iter().map(|one: &OverviewExperiment| format!(" {}", quoted(&one.folder))).collect();
    let measure_flag = measure.map_or(String::new(), |measure| format!(" --measure {}", quoted(measure)));
    let style = match settings.style == ReportSettings::default().style {
        true => String::new(),
        false => format!(" --style {}", settings.style),
    };
    let shown = Overview {
        experiments,
        measure: measure_name,
        rows: comparison.rows.iter().map(row).collect(),
        data: comparison.table(),
        printed: comparison.printed(),
        notes: comparison.notes.clone(),
        command: format!(
            "sourcebias report{told}{measure_flag}{style} --to {}",
            quoted(&page.display().to_string())
        ),
        compare: format!("sourcebias compare{told}{measure_flag}"),
    };
    put(page, &overview(&shown, &request, stem)?.files, adopt)
}

fn ends_in_html(page: &Path) -> bool {
    page.extension().is_some_and(|ending| ending == "html")
}

/// What the page says of an experiment beside its rows.
fn described(name: String, folder: &Path, page: &Path) -> Result<OverviewExperiment> {
    let paths = finished(folder, Stage::Bias)?;
    let table = paths.table(RelativeDeltaRow::SCHEMA);
    Ok(OverviewExperiment {
        name,
        answer: answer_of_results(&paths)?,
        page: page_of(&paths, page),
        folder: folder.display().to_string(),
        sum: sha256_of_file(&table).map_err(|error| Error::io(&table, "read", error))?,
    })
}

/// The address of an experiment's own page, where it has one, seen from the page at `from`.
fn page_of(paths: &ResultPaths, from: &Path) -> Option<String> {
    let own = paths.figure(PAGE);
    if !own.is_file() {
        return None;
    }
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let folder = from.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    relative(&real(folder)?, &real(&own)?)
}

/// The address of the file `to` seen from the folder `from`, both absolute; none where nothing leads from one to the other.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    if shared == 0 || !from[shared..].iter().chain(&to[shared..]).all(plain) {
        return None;
    }
    let up = from[shared..].iter().map(|_| "..".to_string());
    let down = to[shared..].iter().map(|part| encoded(&part.as_os_str().to_string_lossy()));
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// A part of a path as a part of an address: bytes that may mean something else in one stand as `%3A`.
fn encoded(part: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    part.bytes().map(byte).collect()
}

/// A word as a shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./@+=,:".contains(letter);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn row(row: &super::ComparedRow) -> ExperimentRow {
    ExperimentRow {
        experiment: row.experiment.clone(),
        model: row.model.clone(),
        reference: row.reference.clone(),
        source: row.source.clone(),
        relative_delta_percent: row.relative_delta_percent,
        low: row.low,
        high: row.high,
        p_adjusted: row.p_adjusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_page_to_page_and_mean_nothing_else() {
        let address = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(address("/o/figures", "/o/figures/demo/report.html").unwrap(), "demo/report.html");
        assert_eq!(
            address("/o/pages", "/o/figures/demo/report.html").unwrap(),
            "../figures/demo/report.html"
        );
        assert_eq!(
            address("/o", "/o/javascript:x+\"/é#?%.html").unwrap(),
            "javascript%3Ax%2B%22/%C3%A9%23%3F%25.html"
        );
        assert!(address("/o/..", "/o/x").is_none());
    }

    #[test]
    fn commands_are_words_of_a_shell() {
        assert_eq!(quoted("results/demo"), "results/demo");
        assert_eq!(quoted("it's (k1=1)"), "'it'\\''s (k1=1)'");
    }
}
