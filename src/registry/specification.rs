//! The grammar of names: `NAME(parameter=value,…)@cutoff|WRAPPER(parameter=value,…)|…` in, its parts out, and back.

use std::fmt;
use std::str::FromStr;

use super::nearest::hint;
use super::{Kind, Parameter};
use crate::error::Error;

/// A specification, as written or canonical: the thing itself first, then its wrappers; never empty.
///
/// ```
/// use sourcebias::registry::Specification;
/// let written: Specification = " bm25( b = 0.4 ) | rm3".parse()?;
/// assert_eq!(written.to_string(), "bm25(b=0.4)|rm3");
/// assert_eq!(written.parts[1].name, "rm3");
/// # Ok::<(), sourcebias::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Specification {
    /// The thing itself, then its wrappers.
    pub parts: Vec<SpecificationPart>,
}

/// One part of a specification.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpecificationPart {
    /// The name of the row or wrapper.
    pub name: String,
    /// Parameters with their values, as given.
    pub parameters: Vec<(String, String)>,
    /// The k of `@k`.
    pub cutoff: Option<usize>,
}

impl SpecificationPart {
    /// A name alone.
    pub fn bare(name: &str) -> SpecificationPart {
        SpecificationPart { name: name.to_string(), parameters: Vec::new(), cutoff: None }
    }
}

impl FromStr for Specification {
    type Err = Error;

    /// # Errors
    /// [`Error::BadSpec`] where it is not of this form. Whether there are such rows and parameters is not looked at.
    fn from_str(spec: &str) -> Result<Self, Error> {
        parsed(spec).map_err(|reason| Error::BadSpec {
            family: "specification",
            spec: spec.to_string(),
            reason,
        })
    }
}

impl fmt::Display for Specification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.parts.iter().enumerate() {
            let bar = if place == 0 { "" } else { "|" };
            write!(formatter, "{bar}{part}")?;
        }
        Ok(())
    }
}

impl fmt::Display for SpecificationPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        for (place, (key, value)) in self.parameters.iter().enumerate() {
            let before = if place == 0 { "(" } else { "," };
            write!(formatter, "{before}{key}={value}")?;
        }
        if !self.parameters.is_empty() {
            formatter.write_str(")")?;
        }
        self.cutoff.map_or(Ok(()), |k| write!(formatter, "@{k}"))
    }
}

/// The parts of a specification, or what is wrong with it.
pub(super) fn parsed(spec: &str) -> Result<Specification, String> {
    Ok(Specification { parts: spec.split('|').map(str::trim).map(part).collect::<Result<_, _>>()? })
}

fn part(text: &str) -> Result<SpecificationPart, String> {
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
        return Ok(SpecificationPart { cutoff, ..SpecificationPart::bare(body) });
    };
    let inner = rest.strip_suffix(')').ok_or("the closing `)` is missing")?;
    let mut parameters = Vec::new();
    for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is not `parameter=value`"))?;
        parameters.push((key.trim().to_string(), value.trim().to_string()));
    }
    Ok(SpecificationPart { name: name.trim().to_string(), parameters, cutoff })
}

/// A value for each parameter of a row, in canonical form; or what is wrong with what was given.
pub(super) fn values(
    parameters: &[Parameter],
    part: &SpecificationPart,
) -> Result<Vec<(&'static str, String)>, String> {
    let SpecificationPart { name, parameters: given, .. } = part;
    for (position, (key, _)) in given.iter().enumerate() {
        if !parameters.iter().any(|parameter| parameter.name == key) {
            let known: Vec<_> = parameters.iter().map(|parameter| parameter.name).collect();
            let hint = hint(key, known.iter().copied());
            let colon = if hint.is_empty() { ";" } else { "" };
            let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
            return Err(format!("no parameter `{key}`{hint}{colon} `{name}` takes: {known}"));
        }
        if given[..position].iter().any(|(earlier, _)| earlier == key) {
            return Err(format!("parameter `{key}` is given twice"));
        }
    }
    let value = |parameter: &Parameter| {
        let found = given.iter().find(|(key, _)| *key == parameter.name);
        let text = found.map_or(parameter.default, |found| &found.1);
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
        Kind::Integer { low, high } => match text.parse::<i64>() {
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
/// The short label of a name, which parses back to the same thing: a parameter is left out where it has its default value,
/// and nowhere else. `parameters` gives those of a row or wrapper. What is no specification is its own label.
pub fn short_name(name: &str, parameters: impl Fn(&str) -> Option<&'static [Parameter]>) -> String {
    let Ok(mut specification) = name.parse::<Specification>() else { return name.to_string() };
    for SpecificationPart { name, parameters: given, .. } in &mut specification.parts {
        let known = parameters(name).unwrap_or_default();
        given.retain(|(key, value)| !known.iter().any(|one| (one.name, one.default) == (key, value)));
    }
    specification.to_string()
}
