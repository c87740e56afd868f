//! The top of the page: the answer in, what the template shows of it out.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use super::html::coded;
use super::parts::DATA;
use super::results::Results;
use crate::bias::{Certainty, MatrixCell, short_name};
use crate::corpus::validate::STATE_OF_THE_DATA;
use crate::statement::{Number, Part, Statement, Topic};

/// A matrix of more rows is scrolled.
const MOST_ROWS: usize = 14;

/// The topics with their statements, the matrix and its legend; `anchors` tell where a file's numbers are on the page.
pub(super) fn context(results: &Results, anchors: &BTreeMap<String, String>) -> Value {
    let answer = &results.answer;
    let [topics, details] = [false, true].map(|in_detail| topics(results, in_detail, anchors));
    let further = answer.statements.iter().filter(|statement| statement.detail).count();
    let sources = answer.sources();
    // Of a long table only the beginning is seen: what is sure stands there.
    let mut models = answer.models();
    if models.len() > MOST_ROWS {
        let rank = |model: &&str| {
            let of_model = answer.matrix.iter().filter(|cell| cell.model == **model);
            let rank = |cell: &MatrixCell| match cell.certainty {
                certainty if certainty.is_bias() => 0,
                Certainty::Leaning => 1,
                _ => 2,
            };
            of_model.map(rank).min()
        };
        models.sort_by_key(rank);
    }
    let rows: Vec<Value> = models
        .iter()
        .map(|model| {
            let cells: Vec<Value> =
                sources.iter().map(|source| cell(results, model, source, anchors)).collect();
            context! { model => short_name(model), full => *model, cells => cells }
        })
        .collect();
    let legend: Vec<Value> = answer
        .legend()
        .into_iter()
        .map(|(mark, meaning)| context! { mark => mark, meaning => meaning })
        .collect();
    let sources: Vec<String> = sources.into_iter().map(str::to_string).collect();
    context! {
        topics => topics,
        details => details,
        further => further,
        measure => short_name(&answer.measure),
        queries => answer.units_in_words(),
        reference => answer.reference.as_str(),
        sources => sources,
        long => rows.len() > MOST_ROWS,
        rows => rows,
        legend => legend,
    }
}

/// The topics of the answer, or of what is told `in_detail`, with their statements.
fn topics(results: &Results, in_detail: bool, anchors: &BTreeMap<String, String>) -> Vec<Value> {
    let of = |topic: Topic| {
        let wanted = results.answer.about(topic).filter(|one| one.detail == in_detail);
        let statements: Vec<Vec<Value>> = wanted.map(|one| statement(one, anchors)).collect();
        (!statements.is_empty()).then(|| {
            context! { heading => topic.heading(), lead => results.outline.lead.contains(&topic) && !in_detail, statements => statements }
        })
    };
    let lead = results.outline.lead;
    lead.iter()
        .copied()
        .chain(Topic::ALL.into_iter().filter(|topic| !lead.contains(topic)))
        .filter_map(of)
        .collect()
}

fn cell(results: &Results, model: &str, source: &str, anchors: &BTreeMap<String, String>) -> Value {
    let Some(cell) = results.answer.cell(model, source) else {
        return context! { mark => "", kind => "undefined" };
    };
    let favoured = match (cell.certainty, cell.relative_delta_percent) {
        (Certainty::Present | Certainty::PresentWithinMargin, Some(delta)) if delta > 0.0 => "reference",
        (Certainty::Present | Certainty::PresentWithinMargin, Some(_)) => "source",
        _ => "open",
    };
    context! {
        mark => cell.mark(),
        value => cell.value(),
        interval => cell.interval(),
        kind => favoured,
        place => place(&cell.file, cell.line, "relative_delta_percent"),
        id => anchor(&cell.file, anchors),
    }
}

/// The parts of a statement: words, a number with its place, or the link to the state of the data.
pub(super) fn statement(statement: &Statement, anchors: &BTreeMap<String, String>) -> Vec<Value> {
    let mut parts = Vec::new();
    for part in &statement.parts {
        match part {
            Part::Number(Number { text, file, line, column }) => {
                let id = anchor(file, anchors);
                parts.push(context! { number => text, place => place(file, *line, column), id => id });
            }
            Part::Words(words) => match words.rsplit_once(STATE_OF_THE_DATA) {
                Some((before, after)) if statement.topic == Topic::Data => {
                    parts.push(context! { words => before });
                    parts.push(context! { link => STATE_OF_THE_DATA, id => DATA });
                    parts.push(context! { words => after });
                }
                // No line ends between a number and its sign.
                _ => parts.push(context! { words => coded(&words.replace(" %", "\u{a0}%")) }),
            },
        }
    }
    parts
}

/// Where on the page the numbers of a file are: in its table, or else among the origins of all.
fn anchor<'a>(file: &str, anchors: &'a BTreeMap<String, String>) -> &'a str {
    anchors.get(file).map_or("origins", String::as_str)
}

/// Where a number stands.
fn place(file: &str, line: usize, column: &str) -> String {
    format!("{file}, line {line}, {column}")
}
