//! An answer as Python shows it: the text, the record, and the parts of which a notebook makes its picture.

use serde_json::{Value, json};
use sourcebias::bias::{Answer, short_name};
use sourcebias::statement::Topic;

/// The letters in a line of text: a terminal that nobody has made wider.
const WIDTH: usize = 80;

/// The answer as text, as the JSON of `verdicts.json`, and as the JSON of topics, matrix and legend.
pub type Shown = (String, String, String);

/// The three forms.
pub fn shown(answer: &Answer) -> Shown {
    let record = serde_json::to_string(answer).expect("an answer has no keys but words");
    (answer.to_text(WIDTH), record, parts(answer).to_string())
}

fn parts(answer: &Answer) -> Value {
    let told = |topic| answer.about(topic).filter(|one| !one.detail).map(ToString::to_string);
    let topics: Vec<Value> = Topic::ALL
        .into_iter()
        .map(|topic| (topic, told(topic).collect::<Vec<String>>()))
        .filter(|(_, statements)| !statements.is_empty())
        .map(|(topic, statements)| json!({ "heading": topic.heading(), "statements": statements }))
        .collect();
    let cell = |model: &str, source: &str| match answer.cell(model, source) {
        Some(cell) => json!([cell.mark(), cell.value(), cell.interval()]),
        None => json!(["", "", ""]),
    };
    let rows: Vec<Value> = answer
        .models()
        .into_iter()
        .map(|model| {
            let cells: Vec<Value> = answer.sources().into_iter().map(|source| cell(model, source)).collect();
            json!({ "model": short_name(model), "cells": cells })
        })
        .collect();
    json!({
        "measure": short_name(&answer.measure),
        "reference": answer.reference,
        "queries": answer.queries,
        "topics": topics,
        "sources": answer.sources(),
        "rows": rows,
        "legend": answer.legend(),
    })
}
