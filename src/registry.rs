//! Base: the registry of named things with parameters. In go rows ([`Entry`]) and specifications such as
//! `bm25(b=0.4)` or `nDCG@10`; out come the object and its canonical name, which parses back to the same object.

use crate::error::{Error, Result};

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A finite number in `low..=high`.
    Number {
        /// Smallest value allowed.
        low: f64,
        /// Largest value allowed.
        high: f64,
    },
    /// A whole number in `low..=high`.
    Integer {
        /// Smallest value allowed.
        low: u64,
        /// Largest value allowed.
        high: u64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// One parameter of a row.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name, as written in a specification.
    pub name: &'static str,
    /// The values it takes.
    pub kind: Kind,
    /// The value where none is given, in canonical form.
    pub default: &'static str,
    /// What it means, in a few words.
    pub meaning: &'static str,
}

/// Whether a specification may end in `@k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cutoff {
    /// `@k` is refused.
    Never,
    /// `@k` may be given.
    Optional,
    /// `@k` must be given.
    Required,
}

/// One row of a registry: a thing's name, what it is, its source, its parameters and how to make it.
pub struct Entry<T: ?Sized> {
    /// The name in specifications and output.
    pub name: &'static str,
    /// One line on what it is.
    pub summary: &'static str,
    /// Author, year, title, equation.
    pub reference: &'static str,
    /// Its parameters, in canonical order.
    pub parameters: &'static [Parameter],
    /// Whether it takes `@k`.
    pub cutoff: Cutoff,
    /// Makes the object from checked arguments.
    pub build: fn(&Arguments) -> Result<Box<T>>,
}

/// Checked arguments of one specification: every parameter has a value.
#[derive(Debug, Clone)]
pub struct Arguments {
    values: Vec<(&'static str, String)>,
    cutoff: Option<usize>,
}

impl Arguments {
    /// The text of parameter `name`.
    ///
    /// # Panics
    /// Where the row does not declare `name`: an error in the row, not in the input.
    pub fn text(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(key, _)| *key == name);
        &found.unwrap_or_else(|| panic!("row declares no parameter `{name}`")).1
    }

    /// The number of parameter `name`, declared as [`Kind::Number`] or [`Kind::Integer`].
    pub fn number(&self, name: &str) -> f64 {
        self.text(name).parse().expect("checked by the registry")
    }

    /// The whole number of parameter `name`, declared as [`Kind::Integer`].
    pub fn integer(&self, name: &str) -> usize {
        self.text(name).parse().expect("checked by the registry")
    }

    /// The `k` of `@k`, from 1.
    pub fn cutoff(&self) -> Option<usize> {
        self.cutoff
    }
}

/// An object with the canonical name that parses back to it.
pub struct Named<T: ?Sized> {
    /// The canonical name: every parameter, in declared order.
    pub name: String,
    /// The object itself.
    pub object: Box<T>,
}

impl<T: ?Sized> std::fmt::Debug for Named<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// A family of rows: one static slice each for formats, lexical measures, models, measures, similarities, figures.
pub struct Family<T: ?Sized + 'static> {
    /// What one row is called in messages: "retrieval model".
    pub name: &'static str,
    /// The rows.
    pub entries: &'static [Entry<T>],
}

impl<T: ?Sized + 'static> Family<T> {
    /// Reads `NAME(parameter=value,…)@cutoff`, checks it and makes the object.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a name without a row, [`Error::BadSpec`] for an unknown or repeated parameter, a
    /// value out of range or a wrong cutoff.
    pub fn parse(&self, spec: &str) -> Result<Named<T>> {
        let bad = |reason: String| Error::BadSpec { family: self.name, spec: spec.to_string(), reason };
        let (name, given, cutoff) = split(spec).map_err(&bad)?;
        let entry =
            self.entries.iter().find(|entry| entry.name == name).ok_or_else(|| Error::UnknownName {
                family: self.name,
                name: name.to_string(),
                known: self.entries.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", "),
            })?;
        for (position, (key, _)) in given.iter().enumerate() {
            if !entry.parameters.iter().any(|parameter| parameter.name == *key) {
                let known: Vec<_> = entry.parameters.iter().map(|parameter| parameter.name).collect();
                let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
                return Err(bad(format!("no parameter `{key}`; `{name}` takes: {known}")));
            }
            if given[..position].iter().any(|(earlier, _)| earlier == key) {
                return Err(bad(format!("parameter `{key}` is given twice")));
            }
        }
        let mut values = Vec::with_capacity(entry.parameters.len());
        for parameter in entry.parameters {
            let text = given
                .iter()
                .find(|(key, _)| *key == parameter.name)
                .map_or(parameter.default, |found| found.1);
            values.push((parameter.name, canonical_value(parameter, text).map_err(&bad)?));
        }
        match (entry.cutoff, cutoff) {
            (Cutoff::Never, Some(_)) => return Err(bad(format!("`{name}` takes no cutoff `@k`"))),
            (Cutoff::Required, None) => return Err(bad(format!("needs a cutoff, as in `{name}@10`"))),
            _ => {}
        }
        let arguments = Arguments { values, cutoff };
        let mut canonical = name.to_string();
        if !arguments.values.is_empty() {
            let written: Vec<_> =
                arguments.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
            canonical.push_str(&format!("({})", written.join(",")));
        }
        if let Some(k) = cutoff {
            canonical.push_str(&format!("@{k}"));
        }
        Ok(Named { name: canonical, object: (entry.build)(&arguments)? })
    }

    /// Reads a list of specifications.
    ///
    /// # Errors
    /// As [`Family::parse`]; also where two of them mean the same thing.
    pub fn parse_all(&self, specs: &[String]) -> Result<Vec<Named<T>>> {
        let mut parsed: Vec<Named<T>> = Vec::with_capacity(specs.len());
        for spec in specs {
            let named = self.parse(spec)?;
            if parsed.iter().any(|earlier| earlier.name == named.name) {
                let reason = format!("is listed twice (as `{}`)", named.name);
                return Err(Error::BadSpec { family: self.name, spec: spec.clone(), reason });
            }
            parsed.push(named);
        }
        Ok(parsed)
    }
}

/// A specification in its parts: name, parameters as written, cutoff.
type Parts<'a> = (&'a str, Vec<(&'a str, &'a str)>, Option<usize>);

fn split(spec: &str) -> std::result::Result<Parts<'_>, String> {
    let spec = spec.trim();
    let (body, cutoff) = match spec.rsplit_once('@') {
        Some((body, k)) => {
            let k: usize = k.parse().map_err(|_| format!("cutoff `@{k}` is not a whole number"))?;
            if k == 0 {
                return Err("cutoff `@0`: ranks start at 1".to_string());
            }
            (body, Some(k))
        }
        None => (spec, None),
    };
    let Some((name, rest)) = body.split_once('(') else { return Ok((body, Vec::new(), cutoff)) };
    let inner = rest.strip_suffix(')').ok_or("the closing `)` is missing")?;
    let mut given = Vec::new();
    for part in inner.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) =
            part.split_once('=').ok_or_else(|| format!("`{part}` is not `parameter=value`"))?;
        given.push((key.trim(), value.trim()));
    }
    Ok((name.trim(), given, cutoff))
}

/// The value in canonical form, or what is wrong with it.
fn canonical_value(parameter: &Parameter, text: &str) -> std::result::Result<String, String> {
    let name = parameter.name;
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
        Kind::Choice(words) if words.contains(&text) => Ok(text.to_string()),
        Kind::Choice(words) => Err(format!("`{name}={text}` must be one of: {}", words.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Point(f64, usize, Option<usize>);
    const ROWS: &[Entry<Point>] = &[Entry {
        name: "point",
        summary: "a point",
        reference: "none",
        parameters: &[
            Parameter {
                name: "x",
                kind: Kind::Number { low: 0.0, high: 2.0 },
                default: "1",
                meaning: "abscissa",
            },
            Parameter { name: "n", kind: Kind::Integer { low: 1, high: 9 }, default: "3", meaning: "count" },
        ],
        cutoff: Cutoff::Optional,
        build: |a| Ok(Box::new(Point(a.number("x"), a.integer("n"), a.cutoff()))),
    }];
    const FAMILY: Family<Point> = Family { name: "point", entries: ROWS };

    #[test]
    fn defaults_are_filled_and_the_canonical_name_parses_back() {
        let named = FAMILY.parse(" point( n=4 )@10").unwrap();
        assert_eq!(named.name, "point(x=1,n=4)@10");
        let again = FAMILY.parse(&named.name).unwrap();
        assert_eq!(again.name, named.name);
        assert_eq!((again.object.0, again.object.1, again.object.2), (1.0, 4, Some(10)));
        assert_eq!(FAMILY.parse("point(x=0.50)").unwrap().name, "point(x=0.5,n=3)");
        for zero in ["point(x=0)", "point(x=-0)", "point(x=-0.0)"] {
            assert_eq!(FAMILY.parse(zero).unwrap().name, "point(x=0,n=3)");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (spec, word) in [
            ("pint", "known: point"),
            ("point(y=1)", "takes: x, n"),
            ("point(x=3)", "from 0 to 2"),
            ("point(x=NaN)", "from 0 to 2"),
            ("point(n=1.5)", "whole number"),
            ("point(x=1,x=1)", "twice"),
            ("point(x=1", "closing"),
            ("point@0", "start at 1"),
        ] {
            let message = FAMILY.parse(spec).unwrap_err().to_string();
            assert!(message.contains(word), "{spec}: {message}");
        }
        let twice = ["point".to_string(), "point(n=3)".to_string()];
        assert!(FAMILY.parse_all(&twice).unwrap_err().to_string().contains("twice"));
    }
}
