//! A family's rows and specifications in; objects with canonical names out.

use std::collections::HashSet;

use super::specification::{Part, parts, values, written};
use super::{Arguments, Cutoff, Entry, Kind, Named, Wrapper, grid};
use crate::error::{Error, Result};

/// A family of rows: one static slice each for formats, lexical measures, models, measures, similarities, figures.
pub struct Family<T: ?Sized + 'static> {
    /// What one row is called in messages: "retrieval model".
    pub name: &'static str,
    /// The rows.
    pub entries: &'static [Entry<T>],
    /// What can be written behind a row's specification.
    pub wrappers: &'static [Wrapper<T>],
}

impl<T: ?Sized + 'static> Family<T> {
    /// Reads `NAME(parameter=value,…)@cutoff|WRAPPER(parameter=value,…)|…`, checks it and makes the object.
    ///
    /// The canonical name has every parameter in declared order, and the wrappers in the order of their rows.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a name without a row, [`Error::BadSpec`] for an unknown or repeated parameter or
    /// wrapper, a value out of range, several values, or a wrong cutoff.
    pub fn parse(&self, spec: &str) -> Result<Named<T>> {
        let bad = |reason: String| Error::BadSpec { family: self.name, spec: spec.to_string(), reason };
        let parts = parts(spec).map_err(&bad)?;
        let (first, behind) = parts.split_first().expect("a text has at least one part");
        let entry =
            self.entries.iter().find(|entry| entry.name == first.name).ok_or_else(|| Error::UnknownName {
                family: self.name,
                name: first.name.to_string(),
                known: self.entries.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", "),
            })?;
        let given = values(entry.parameters, first).map_err(&bad)?;
        let Part { name, cutoff, .. } = *first;
        match (entry.cutoff, cutoff) {
            (Cutoff::Never, Some(_)) => return Err(bad(format!("`{name}` takes no cutoff `@k`"))),
            (Cutoff::Required, None) => return Err(bad(format!("needs a cutoff, as in `{name}@10`"))),
            _ => {}
        }
        for (position, part) in behind.iter().enumerate() {
            self.check_wrapper(part, &behind[..position]).map_err(&bad)?;
        }
        let mut canonical = written(name, &given, cutoff);
        let mut object = (entry.build)(&Arguments { values: given, cutoff })?;
        for wrapper in self.wrappers {
            let Some(part) = behind.iter().find(|part| part.name == wrapper.name) else { continue };
            let given = values(wrapper.parameters, part).map_err(&bad)?;
            canonical.push('|');
            canonical.push_str(&written(wrapper.name, &given, None));
            object = (wrapper.build)(object, &Arguments { values: given, cutoff: None })?;
        }
        Ok(Named { name: canonical, object })
    }

    /// What is wrong with a wrapper's name and cutoff, behind these others.
    fn check_wrapper(&self, part: &Part<'_>, earlier: &[Part<'_>]) -> std::result::Result<(), String> {
        let name = part.name;
        if !self.wrappers.iter().any(|wrapper| wrapper.name == name) {
            let known: Vec<_> = self.wrappers.iter().map(|wrapper| wrapper.name).collect();
            let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
            return Err(format!("`{name}` cannot stand behind `|`; known there: {known}"));
        }
        if earlier.iter().any(|other| other.name == name) {
            return Err(format!("`{name}` stands behind `|` twice"));
        }
        if part.cutoff.is_some() {
            return Err(format!("`{name}` takes no cutoff `@k`"));
        }
        Ok(())
    }

    /// Whether the parameter `key` of the row or wrapper `name` is free text.
    fn is_text(&self, name: &str, key: &str) -> bool {
        let rows = self.entries.iter().map(|entry| (entry.name, entry.parameters));
        let wrappers = self.wrappers.iter().map(|wrapper| (wrapper.name, wrapper.parameters));
        let mut parameters = rows.chain(wrappers).filter(|(row, _)| *row == name).flat_map(|(_, all)| all);
        parameters.any(|parameter| parameter.name == key && parameter.kind == Kind::Text)
    }

    /// Reads a list of specifications, in which a number may be a range `low..high/step`, both ends included: it stands
    /// for one specification per value, or per combination of values, the first range slowest.
    ///
    /// # Errors
    /// As [`Family::parse`]; also where two of them mean the same thing, where a range is wrong, and where they stand
    /// for more than 10,000.
    pub fn parse_all(&self, specs: &[String]) -> Result<Vec<Named<T>>> {
        let (mut parsed, mut names) = (Vec::with_capacity(specs.len()), HashSet::new());
        for spec in specs {
            let bad = |reason: String| Error::BadSpec { family: self.name, spec: spec.clone(), reason };
            let expanded = parts(spec)
                .and_then(|parts| grid::expanded(&parts, |part, key| self.is_text(part, key)))
                .map_err(bad)?;
            if parsed.len() + expanded.len() > grid::MOST {
                return Err(bad(format!("with those before it {}", grid::too_many())));
            }
            for single in expanded {
                let named = self.parse(&single)?;
                if !names.insert(named.name.clone()) {
                    return Err(bad(format!("is listed twice (as `{}`)", named.name)));
                }
                parsed.push(named);
            }
        }
        Ok(parsed)
    }
}
