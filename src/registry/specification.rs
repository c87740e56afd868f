//! A specification such as `bm25(k1=0.9)|rm3(terms=20)` in; its parts out, as written, and canonical values.

use super::{Kind, Parameter};

/// One part of a specification, as written: a name, its parameters, a cutoff.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part<'a> {
    pub name: &'a str,
    pub given: Vec<(&'a str, &'a str)>,
    pub cutoff: Option<usize>,
}

/// The parts of a specification, the thing itself first, then its wrappers; or what is wrong with it.
pub(super) fn parts(spec: &str) -> Result<Vec<Part<'_>>, String> {
    spec.split('|').map(str::trim).map(part).collect()
}

fn part(text: &str) -> Result<Part<'_>, String> {
    let (body, cutoff) = match text.rsplit_once('@') {
        Some((body, k)) => {
            let k: usize = k.parse().map_err(|_| format!("cutoff `@{k}` is not a whole number"))?;
            if k == 0 {
                return Err("cutoff `@0`: ranks start at 1".to_string());
            }
            (body, Some(k))
        }
        None => (text, None),
    };
    let Some((name, rest)) = body.split_once('(') else {
        return Ok(Part { name: body, given: Vec::new(), cutoff });
    };
    let inner = rest.strip_suffix(')').ok_or("the closing `)` is missing")?;
    let mut given = Vec::new();
    for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is not `parameter=value`"))?;
        given.push((key.trim(), value.trim()));
    }
    Ok(Part { name: name.trim(), given, cutoff })
}

/// A part written out: `NAME(parameter=value,…)@k`.
pub(super) fn written<K: AsRef<str>, V: AsRef<str>>(
    name: &str,
    values: &[(K, V)],
    cutoff: Option<usize>,
) -> String {
    let pairs: Vec<_> =
        values.iter().map(|(key, value)| format!("{}={}", key.as_ref(), value.as_ref())).collect();
    let brackets = if pairs.is_empty() { String::new() } else { format!("({})", pairs.join(",")) };
    format!("{name}{brackets}{}", cutoff.map_or(String::new(), |k| format!("@{k}")))
}

/// A value for each parameter of a row, in canonical form; or what is wrong with what was given.
pub(super) fn values(
    parameters: &[Parameter],
    part: &Part<'_>,
) -> Result<Vec<(&'static str, String)>, String> {
    let Part { name, given, .. } = part;
    for (position, (key, _)) in given.iter().enumerate() {
        if !parameters.iter().any(|parameter| parameter.name == *key) {
            let known: Vec<_> = parameters.iter().map(|parameter| parameter.name).collect();
            let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
            return Err(format!("no parameter `{key}`; `{name}` takes: {known}"));
        }
        if given[..position].iter().any(|(earlier, _)| earlier == key) {
            return Err(format!("parameter `{key}` is given twice"));
        }
    }
    let value = |parameter: &Parameter| {
        let found = given.iter().find(|(key, _)| *key == parameter.name);
        let text = found.map_or(parameter.default, |found| found.1);
        Ok((parameter.name, canonical_value(parameter, text)?))
    };
    parameters.iter().map(value).collect()
}

/// The value in canonical form, or what is wrong with it.
fn canonical_value(parameter: &Parameter, text: &str) -> Result<String, String> {
    let name = parameter.name;
    if text.contains("..") && !matches!(parameter.kind, Kind::Choice(_) | Kind::Text) {
        return Err(format!("`{name}={text}` stands for several values, and here one is wanted"));
    }
    match parameter.kind {
        Kind::Number { low, high } => match text.parse::<f64>() {
            // Adding zero takes the sign of −0, which is the same value and must have the same name.
            Ok(value) if value.is_finite() && value >= low && value <= high => Ok(format!("{}", value + 0.0)),
            _ => Err(format!("`{name}={text}` must be a number from {low} to {high}")),
        },
        Kind::Integer { low, high } => match text.parse::<u64>() {
            Ok(value) if value >= low && value <= high => Ok(value.to_string()),
            _ => Err(format!("`{name}={text}` must be a whole number from {low} to {high}")),
        },
        Kind::Text if text.contains(|letter: char| ",()=|@".contains(letter) || letter.is_control()) => {
            Err(format!("`{name}={text}` must be without , ( ) = | @ and control characters"))
        }
        Kind::Text => Ok(text.to_string()),
        Kind::Choice(words) if words.contains(&text) => Ok(text.to_string()),
        Kind::Choice(words) => Err(format!("`{name}={text}` must be one of: {}", words.join(", "))),
    }
}
