//! JSON lines: each the label of a judge, or an answer with its samples, as its fields tell.

use std::path::Path;

use serde_json::{Map, Value};

use super::answers::answer;
use super::given::Gathered;
use super::{ADVICE, Answer, GivenJudge, GivenLabel};
use crate::corpus::Grade;
use crate::corpus::format::json::lenient;
use crate::corpus::format::lines::for_each_line;
use crate::corpus::format::qrels::parse_grade;
use crate::error::{Error, Result};
use crate::labels::Scale;

/// A line's fields.
pub(super) type Fields = Map<String, Value>;

/// What is wrong with a line.
pub(super) type Parsed<T> = std::result::Result<T, String>;

/// The judges of one file in the order of their first labels; answers are added to `answers`.
pub(super) fn read(file: &Path, answers: &mut Vec<Answer>) -> Result<Vec<GivenJudge>> {
    let mut judges: Vec<(String, Gathered)> = Vec::new();
    let before = answers.len();
    for_each_line(file, ADVICE, |line, text| {
        let wrong = |reason| Error::line(file, line, reason, "correct the line");
        let fields: Fields = lenient(text).map_err(wrong)?;
        if !fields.contains_key("judge") && !fields.contains_key("label") {
            answers.push(answer(&fields, line).map_err(wrong)?);
            return Ok(());
        }
        let (judge, label) = label(&fields, line).map_err(wrong)?;
        let place = judges.iter().position(|(name, _)| *name == judge).unwrap_or_else(|| {
            judges.push((judge, Gathered::default()));
            judges.len() - 1
        });
        label.map_or(Ok(()), |label| judges[place].1.add(file, label))
    })?;
    if judges.is_empty() && answers.len() == before {
        return Err(Error::file(file, "holds no label and no answer", ADVICE));
    }
    let judge = |(name, gathered): (String, Gathered)| GivenJudge {
        name,
        file: file.to_path_buf(),
        labels: gathered.into_labels(),
    };
    Ok(judges.into_iter().map(judge).collect())
}

/// The judge and the label of a line; no label where it is null.
fn label(fields: &Fields, line: u64) -> Parsed<(String, Option<GivenLabel>)> {
    let judge = id(fields, "judge")?;
    let (query, document) = (id(fields, "query_id")?, id(fields, "document_id")?);
    let (grade, written) = match fields.get("label") {
        None => return Err("no field `label`".to_string()),
        Some(Value::Null) => return Ok((judge, None)),
        Some(value) => (whole(value), word(value)),
    };
    let samples = match fields.get("samples") {
        None | Some(Value::Null) => Vec::new(),
        // Samples that cannot be read say nothing of the label.
        Some(Value::Array(samples)) => samples.iter().filter_map(whole).collect(),
        Some(_) => return Err("field `samples` must be a list of grades".to_string()),
    };
    let confidence = fields.get("confidence").map_or(Ok(None), |value| share("confidence", value))?;
    let scale = fields.get("scale").map_or(Ok(None), scale)?;
    Ok((judge, Some(GivenLabel { query, document, grade, written, line, confidence, samples, scale })))
}

/// An id, which may be written as a number.
pub(super) fn id(fields: &Fields, name: &str) -> Parsed<String> {
    let text = match fields.get(name) {
        None => return Err(format!("no field `{name}`")),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        Some(_) => return Err(format!("field `{name}` must be a string")),
    };
    match text.trim().is_empty() {
        true => Err(format!("field `{name}` is empty")),
        false => Ok(text),
    }
}

/// A grade: a whole number, also where it is written as text.
fn whole(value: &Value) -> Option<Grade> {
    match value {
        Value::Number(number) => parse_grade(&number.to_string()).ok(),
        Value::String(text) => parse_grade(text.trim()).ok(),
        _ => None,
    }
}

/// A value as it is written.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// A share, in 0..=1; what rounding has put beyond an end is the end. None where there is no number.
pub(super) fn share(name: &str, value: &Value) -> Parsed<Option<f64>> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => match number.as_f64() {
            Some(share) if (-1e-6..=1.0 + 1e-6).contains(&share) => Ok(Some(share.clamp(0.0, 1.0))),
            _ => Err(format!("field `{name}` is {number}, and must lie between 0 and 1")),
        },
        _ => Err(format!("field `{name}` must be a number between 0 and 1")),
    }
}

/// A scale: `"0-3"`, or its ends as a list.
fn scale(value: &Value) -> Parsed<Option<Scale>> {
    let wrong = || "field `scale` must be the lowest and the highest grade, as in \"0-3\"".to_string();
    match value {
        Value::Null => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(|_| wrong()),
        Value::Array(ends) => match ends.iter().map(whole).collect::<Vec<_>>()[..] {
            [Some(low), Some(high)] => Scale::new(low, high).map(Some).map_err(|_| wrong()),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}
