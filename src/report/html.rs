//! The page: drawn figures and printed tables go in; out comes one HTML file that needs nothing else, neither network
//! nor, but for sorting and filtering, a script. Everything that comes from data is escaped.

use std::collections::BTreeMap;

use base64::Engine;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, context};
use sha2::{Digest, Sha256};

use super::figure::{Drawing, FIGURES};
use super::parts::{BIAS, DATA, ON_BIAS, part_of};
use super::results::{Results, distinct};
use super::table::{PaperTable, layouts};
use super::{DrawnFigure, answer, keyword_lines, twins};
use crate::bias::{CorrelationRow, JudgeDeltaRow, RelativeDeltaRow, TwinTextRow, short_names};
use crate::corpus::validate::{ValidationRow, state_of_data};
use crate::error::{Error, Result};
use crate::evaluate::EvaluationRow;
use crate::profile::{KeywordLineRow, ProfileSummaryRow};
use crate::table::{Schema, Table, TableRow};

const TEMPLATE: &str = include_str!("page.html.jinja");
/// The page of several experiments: another body under the same head.
const OVERVIEW: &str = include_str!("overview.html.jinja");
/// What sorts, filters and copies; without it the page is whole.
const SCRIPT: &str = include_str!("page.js");

/// What every page of an experiment is made of.
pub(super) const FIXED: [&str; 2] = [TEMPLATE, SCRIPT];

/// What makes a block of texts, where there are some.
type Block = fn(&Results) -> Result<Option<Value>>;

/// The page of these results, with the figures and tables that were drawn from them, by name.
///
/// # Errors
/// Where a figure cannot be drawn or the template cannot be filled.
pub(super) fn page(results: &Results, figures: &[DrawnFigure], tables: &[PaperTable]) -> Result<String> {
    let drawn = |name: &&&str| figures.iter().any(|figure| figure.name == **name);
    let outline = results.outline;
    // An experiment's stands beside its matrix.
    let beside = |_: &&&str| !outline.experiment || !results.answer.matrix.is_empty();
    let main = outline.main.iter().find(drawn).filter(beside);
    let main_figure = main.map_or(Ok(None), |name| block(results, name, figures, tables))?;
    let mut sections = Vec::new();
    for part in outline.parts {
        let mut blocks = Vec::new();
        // The figure beside the answer is not shown twice.
        for name in part.blocks.iter().filter(|name| Some(*name) != main) {
            blocks.extend(block(results, name, figures, tables)?);
        }
        let named = |name: &str| outline.parts.iter().any(|part| part.blocks.contains(&name));
        if part.id == outline.rest {
            let unnamed = figures.iter().filter(|figure| !named(&figure.name));
            for figure in unnamed {
                blocks.push(shown(&figure.name, &figure.drawing)?);
            }
        }
        // Tables of analyses that no part names.
        let of_part = |table: &&PaperTable| {
            let of_question = table.question.is_some_and(|question| part_of(question) == part.id);
            !named(table.name) && (of_question || part.id == outline.rest)
        };
        blocks.extend(tables.iter().filter(of_part).map(|table| printed(results, table)));
        let why_not = why_no_bias(results).filter(|_| ON_BIAS.contains(&part.id));
        if why_not.is_some() {
            blocks.retain(|block| block.get_attr("kind").is_ok_and(|kind| kind.as_str() != Some("missing")));
        }
        // Why there is no bias is said once, in the part on bias.
        let stands = if why_not.is_some() { part.id == BIAS } else { part.always };
        if stands || !blocks.is_empty() {
            let lead = match why_not.filter(|_| part.id == BIAS) {
                Some(why_not) => why_not.to_string(),
                None if part.id == DATA => found_in_data(results)?,
                None => part.lead(results.margin()),
            };
            sections.push(context! {
                id => part.id,
                title => part.title,
                lead => coded(&lead),
                contents => contents(&blocks),
                blocks => blocks,
            });
        }
    }
    filled(
        "page",
        context! {
            experiment => results.experiment.as_str(),
            question => outline.question,
            note => outline.note,
            sources => results.sources(),
            answer => answer::context(results, &anchors(figures, tables)),
            main_figure => main_figure,
            sections => sections,
            facts => results.facts.iter().map(|(what, value)| vec![what.clone(), value.clone()]).collect::<Vec<_>>(),
            configuration => results.configuration.trim_end(),
            command => results.command.as_str(),
            origins => origins(results, figures, tables)?,
            names => full_names(results),
        },
    )
}

/// A template, `page` or `overview`, filled.
///
/// # Errors
/// Where it cannot be.
pub(super) fn filled(name: &str, of_page: Value) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page", TEMPLATE).map_err(failed)?;
    environment.add_template("overview", OVERVIEW).map_err(failed)?;
    let template = environment.get_template(name).map_err(failed)?;
    let script = context! {
        script => Value::from_safe_string(SCRIPT.to_string()),
        script_hash => base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT)),
    };
    let mut html = template.render(context! { ..of_page, ..script }).map_err(failed)?;
    html.push('\n');
    Ok(html)
}

/// What leads to the figures and tables of a part, where it has several.
fn contents(blocks: &[Value]) -> Vec<Value> {
    let entry = |block: &Value| {
        let attribute = |name: &str| block.get_attr(name).ok()?.as_str().map(str::to_string);
        let kind = attribute("kind").filter(|kind| kind == "figure" || kind == "table")?;
        let (name, title) = (attribute("name")?, attribute("title")?);
        Some(context! { id => format!("{kind}-{name}"), title => title })
    };
    let entries: Vec<Value> = blocks.iter().filter_map(entry).collect();
    if entries.len() > 1 { entries } else { Vec::new() }
}

/// Where on the page the numbers of each result file are shown: its table, best one that is of this file alone, else a
/// figure of it.
fn anchors(figures: &[DrawnFigure], tables: &[PaperTable]) -> BTreeMap<String, String> {
    let mut anchors = BTreeMap::new();
    let mut by_origins: Vec<&PaperTable> = tables.iter().collect();
    by_origins.sort_by_key(|table| table.origins.len());
    for table in by_origins {
        for (schema, _) in &table.origins {
            anchors.entry(schema.path()).or_insert_with(|| format!("table-{}", table.name));
        }
    }
    for figure in figures {
        anchors.entry(figure.needs.path()).or_insert_with(|| format!("figure-{}", figure.name));
    }
    anchors
}

/// What the checks of the files found, in words; empty where they were not checked.
fn found_in_data(results: &Results) -> Result<String> {
    let rows: Vec<ValidationRow> = results.rows()?;
    if rows.is_empty() {
        return Ok(String::new());
    }
    Ok(match state_of_data(&rows).is_empty() {
        true => "The files are clean: no check found an error or a warning.".to_string(),
        false => "The table below lists what was found in the files; no number on this page is better than its data."
            .to_string(),
    })
}

/// Why the page has nothing on bias, where no measure has a value for two sources.
fn why_no_bias(results: &Results) -> Option<&'static str> {
    let measured = results.table(RelativeDeltaRow::SCHEMA).is_some();
    match (results.outline.experiment && !measured, results.sources().len()) {
        (false, _) => None,
        (true, 1) => Some(
            "Source bias is not measured here: there is only one source, so there is nothing to compare; add a second one in \
            [corpus] to compare them.",
        ),
        (true, _) => Some(
            "Source bias is not measured here: that takes queries, judgements of their documents, and a retrieval model or a \
            run that ranks versions of the same contents. The page shows what the texts say without them.",
        ),
    }
}

/// The figure or table `name` as a block; nothing where it is one that only some experiments have.
fn block(
    results: &Results,
    name: &str,
    figures: &[DrawnFigure],
    tables: &[PaperTable],
) -> Result<Option<Value>> {
    if let Some(DrawnFigure { name, drawing, .. }) = figures.iter().find(|figure| figure.name == name) {
        return Ok(Some(shown(name, drawing)?));
    }
    if let Some(table) = tables.iter().find(|table| table.name == name) {
        return Ok(Some(printed(results, table)));
    }
    for (block, context) in
        [(keyword_lines::NAME, keyword_lines::context as Block), (twins::NAME, twins::context)]
    {
        if name == block {
            return context(results);
        }
    }
    let outline = results.outline;
    if !outline.experiment || outline.optional.contains(&name) {
        return Ok(None);
    }
    let figure = FIGURES.entries.iter().find(|entry| entry.name == name);
    let needs = match figure {
        Some(entry) => Some(FIGURES.parse(entry.name)?.object.needs()),
        None => layouts().iter().find(|layout| layout.name() == name).map(|layout| layout.schema),
    };
    let drawn = figure.is_some() && needs.is_some_and(|schema| results.table(schema).is_some());
    let reason = match drawn {
        true => "the experiment does not ask for this figure, or it has no defined value to show".to_string(),
        false => format!("the result table {} has no rows to show", needs.map_or(name, |schema| schema.key)),
    };
    Ok(Some(context! { kind => "missing", name => name.replace('_', " "), reason => reason }))
}

/// A figure as a block.
///
/// # Errors
/// Where it cannot be drawn.
pub(super) fn shown(name: &str, drawing: &Drawing) -> Result<Value> {
    Ok(context! {
        kind => "figure",
        name => name,
        svg => Value::from_safe_string(drawing.to_svg()?),
        title => drawing.chart.label.replace("Delta", "Δ"),
        caption => coded(&drawing.caption),
        width => format!("{:.2}", drawing.chart.width_inches * 1.3),
    })
}

/// Text with what stands between backticks as code; everything in it is escaped.
pub(super) fn coded(text: &str) -> Value {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick without its fellow is one.
    if parts.len() == 1 || parts.len().is_multiple_of(2) {
        return Value::from(text);
    }
    let part = |(place, part): (usize, &&str)| {
        let signs = [
            ('&', "&amp;"),
            ('<', "&lt;"),
            ('>', "&gt;"),
            ('"', "&quot;"),
            ('\'', "&#x27;"),
            ('/', "&#x2f;"),
        ];
        let escaped =
            signs.iter().fold(part.to_string(), |text, (sign, written)| text.replace(*sign, written));
        if place % 2 == 1 { format!("<code>{escaped}</code>") } else { escaped }
    };
    Value::from_safe_string(parts.iter().enumerate().map(part).collect())
}

fn printed(results: &Results, table: &PaperTable) -> Value {
    let (headers, rows) = cells(&table.table);
    let stage = table.origins.first().map(|(schema, _)| schema.stage());
    let stage = stage.map(|folder| if folder == "runs" { "retrieve" } else { folder });
    let files = table.origins.iter().map(|(schema, _)| schema.path()).collect::<Vec<_>>();
    context! {
        kind => "table",
        name => table.name,
        title => table.title,
        note => coded(&table.note),
        command => stage
            .filter(|_| results.outline.experiment)
            .map(|stage| results.command_of(stage)),
        files => files.join(", "),
        headers => headers,
        rows => rows,
    }
}

/// The headings and the rows of a table, cell by cell.
pub(super) fn cells(table: &Table) -> (Vec<Value>, Vec<Vec<Value>>) {
    let right = table.numeric();
    let cell = |(text, right): (String, &bool)| {
        // In print a minus is longer than a hyphen.
        let text = if *right { text.replace('-', "\u{2212}") } else { text };
        context! { long => text.chars().count() > 40, text => text, right => *right }
    };
    let header = |(text, right): (String, &bool)| {
        context! { text => text.replace(" - ", " \u{2212} "), right => *right }
    };
    let headers = table.names().into_iter().zip(&right).map(header).collect();
    let rows = table.cells(4, "\u{2013}").into_iter();
    (headers, rows.map(|row| row.into_iter().zip(&right).map(cell).collect()).collect())
}

/// Where each figure and table comes from: what, file, columns.
fn origins(results: &Results, figures: &[DrawnFigure], tables: &[PaperTable]) -> Result<Vec<Value>> {
    let origin = |what: String, schema: &Schema, columns: String| {
        let file = match results.outline.experiment {
            true => format!("results/{}/{}", results.experiment, schema.path()),
            false => schema.path(),
        };
        context! { what => what, file => file, columns => columns }
    };
    let mut origins = Vec::new();
    for DrawnFigure { file, needs, drawing, .. } in figures {
        origins.push(origin(
            format!("figure: {}", file.replace('_', " ")),
            needs,
            drawing.data.names().join(", "),
        ));
    }
    for schema in [TwinTextRow::SCHEMA, KeywordLineRow::SCHEMA] {
        if results.table(schema).is_some() {
            let columns = schema.columns.iter().map(|column| column.name);
            let what = format!("texts: {}", schema.summary);
            origins.push(origin(what, schema, columns.collect::<Vec<_>>().join(", ")));
        }
    }
    for table in tables {
        for (schema, columns) in &table.origins {
            origins.push(origin(format!("table: {}", table.title), schema, columns.join(", ")));
        }
    }
    Ok(origins)
}

/// The names that the page shortens, with what they are in full.
fn full_names(results: &Results) -> Vec<Vec<String>> {
    let mut pairs = std::collections::BTreeSet::new();
    for (schema, column) in [
        (EvaluationRow::SCHEMA, EvaluationRow::model),
        (EvaluationRow::SCHEMA, EvaluationRow::measure),
        (RelativeDeltaRow::SCHEMA, RelativeDeltaRow::model),
        (CorrelationRow::SCHEMA, CorrelationRow::similarity),
        (JudgeDeltaRow::SCHEMA, JudgeDeltaRow::system),
        (ProfileSummaryRow::SCHEMA, ProfileSummaryRow::measure),
    ] {
        let names = results.table(schema).and_then(|table| table.text(column).ok()).unwrap_or_default();
        let names = distinct(&names);
        pairs.extend(short_names(&names).into_iter().zip(names).filter(|(short, full)| short != full));
    }
    pairs.into_iter().map(|(short, full)| vec![short, full]).collect()
}

fn failed(error: minijinja::Error) -> Error {
    Error::Failed(format!("page: {error:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_make_code_and_all_else_is_escaped() {
        assert_eq!(coded("see `forest` & <b>").to_string(), "see <code>forest</code> &amp; &lt;b&gt;");
        assert!(coded("`a<b`").is_safe());
        assert_eq!(coded("a ` b").to_string(), "a ` b");
        assert!(!coded("a ` <b>").is_safe());
    }
}
