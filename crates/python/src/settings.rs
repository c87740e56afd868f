//! Settings of Python's dicts, as JSON in; settings of the library out. What is wrong with one is said with its key.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sourcebias::Error;

/// Settings as JSON, in the words of an experiment file; `place` says whose they are.
pub fn settings<T: DeserializeOwned>(place: &str, text: &str) -> Result<T, Error> {
    let error = match serde_json::from_str(text) {
        Ok(found) => return Ok(found),
        Err(error) => plain(&error),
    };
    let given: Value = serde_json::from_str(text).unwrap_or_default();
    let reason = match blamed::<T>(&given, &error) {
        None => error,
        Some((key, value)) => match wanted(&error) {
            Some(wanted) => format!("`{key}` is {}; give {wanted}, or leave it out", python(&value)),
            None => format!("`{key}`: {error}"),
        },
    };
    Err(Error::BadExperiment { place: place.to_string(), reason })
}

/// What is said, without the place in a text that nobody has written.
fn plain(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_string()
}

/// The key, with dots between it and those above, whose value alone brings the same error; and that value.
fn blamed<T: DeserializeOwned>(given: &Value, error: &str) -> Option<(String, Value)> {
    let mut keys: Vec<&str> = Vec::new();
    let mut value = given;
    while let Value::Object(inner) = value {
        let found = inner.iter().find(|(key, one)| {
            let path: Vec<&str> = keys.iter().copied().chain([key.as_str()]).collect();
            let alone = path.iter().rev().fold((*one).clone(), |value, key| {
                Value::Object(Map::from_iter([((*key).to_string(), value)]))
            });
            serde_json::from_value::<T>(alone).err().is_some_and(|found| plain(&found) == error)
        });
        let Some((key, one)) = found else { break };
        keys.push(key);
        value = one;
    }
    // That a key is unknown is said of the section alone.
    if error.starts_with("unknown field") {
        keys.pop();
    }
    (!keys.is_empty()).then(|| (keys.join("."), value.clone()))
}

/// What is asked for in the place of a value of another type.
fn wanted(error: &str) -> Option<&str> {
    let expected = error.strip_prefix("invalid type: ").or_else(|| error.strip_prefix("invalid value: "))?;
    let (_, expected) = expected.rsplit_once(", expected ")?;
    Some(match expected {
        "u64" | "u32" | "u16" | "u8" | "usize" | "i64" | "i32" => "a whole number",
        "f64" | "f32" => "a number",
        "a string" | "path string" => "a str",
        "a boolean" => "True or False",
        "a sequence" => "a list",
        "a map" => "a dict",
        _ if expected.starts_with("struct ") => "a dict",
        _ => expected,
    })
}

/// A value as Python writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_string(),
        Value::Bool(true) => "True".to_string(),
        Value::Bool(false) => "False".to_string(),
        Value::Object(_) => "a dict".to_string(),
        Value::Array(_) => "a list".to_string(),
        Value::String(_) | Value::Number(_) => value.to_string(),
    }
}
