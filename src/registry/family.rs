//! A family's rows and specifications in; objects with canonical names out.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::aliases::known_names;
use super::nearest::hint;
use super::specification::{Specification, SpecificationPart, parsed, values};
use super::{Aliases, Arguments, Cutoff, Entry, Former, Kind, Named, Now, Parameter, Wrapper, grid};
use crate::error::{Error, Result};

/// A part with all its values.
fn canonical_part(name: &str, given: &[(&'static str, String)], cutoff: Option<usize>) -> SpecificationPart {
    let parameters = given.iter().map(|(key, value)| (key.to_string(), value.clone())).collect();
    SpecificationPart { name: name.to_string(), parameters, cutoff }
}

/// Says, once for each spelling, how it is written now.
pub(crate) fn say_once(spec: &str, now: &str) {
    static SAID: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.get_or_insert_default().insert(spec.to_string()) {
        tracing::warn!("`{spec}` is written `{now}` now; the former spelling still works");
    }
}

/// A family of rows: one static slice each for formats, lexical measures, models, measures, similarities, figures.
pub struct Family<T: ?Sized + 'static> {
    /// What one row is called in messages: "retrieval model".
    pub name: &'static str,
    /// The rows.
    pub entries: &'static [Entry<T>],
    /// What can be written behind a row's specification.
    pub wrappers: &'static [Wrapper<T>],
    /// Spellings of former versions.
    pub former: &'static [Former],
    /// Other names of rows, as other tools write them.
    pub aliases: &'static [Aliases],
    /// Whether canonical names leave out the parameters that have their default value.
    pub short: bool,
}

impl<T: ?Sized + 'static> Family<T> {
    /// The parameters of the row or wrapper of this name.
    pub fn parameters_of(&self, name: &str) -> Option<&'static [Parameter]> {
        let rows = self.entries.iter().map(|entry| (entry.name, entry.parameters));
        let wrappers = self.wrappers.iter().map(|wrapper| (wrapper.name, wrapper.parameters));
        rows.chain(wrappers).find(|(row, _)| *row == name).map(|(_, all)| all)
    }

    /// Reads `NAME(parameter=value,…)@cutoff|WRAPPER(parameter=value,…)|…`, checks it and makes the object.
    ///
    /// Names are found by their aliases too, and in any case where that leaves no doubt. The canonical name has every parameter
    /// in declared order (where [`short`](Family::short), those alone that have not their default value), and the wrappers
    /// in the order of their rows.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a name without a row, [`Error::BadSpec`] for an unknown or repeated parameter or
    /// wrapper, a value out of range, several values, or a wrong cutoff.
    pub fn parse(&self, spec: &str) -> Result<Named<T>> {
        let bad = |reason: String| Error::BadSpec { family: self.name, spec: spec.to_string(), reason };
        let mut parts = parsed(spec).map_err(&bad)?.parts;
        self.spell_as_rows(&mut parts);
        let was_former = self.spell_as_now(&mut parts);
        let (first, behind) = parts.split_first().expect("a text has at least one part");
        let entry =
            self.entries.iter().find(|entry| entry.name == first.name).ok_or_else(|| Error::UnknownName {
                family: self.name,
                name: first.name.to_string(),
                known: self.known(&first.name).join(", "),
            })?;
        let given = values(entry.parameters, first).map_err(&bad)?;
        let (name, cutoff) = (&first.name, first.cutoff);
        match (entry.cutoff, cutoff) {
            (Cutoff::Never, Some(_)) => return Err(bad(format!("`{name}` takes no cutoff `@k`"))),
            (Cutoff::Required, None) => return Err(bad(format!("needs a cutoff, as in `{name}@10`"))),
            _ => {}
        }
        for (position, part) in behind.iter().enumerate() {
            self.check_wrapper(part, &behind[..position]).map_err(&bad)?;
        }
        let mut canonical = vec![canonical_part(name, &given, cutoff)];
        if self.short {
            let defaults = |key: &str| entry.parameters.iter().find(|one| one.name == key);
            canonical[0]
                .parameters
                .retain(|(key, value)| defaults(key).is_none_or(|one| one.default != value));
        }
        let mut object = (entry.build)(&Arguments { values: given, cutoff })?;
        for wrapper in self.wrappers {
            let Some(part) = behind.iter().find(|part| part.name == wrapper.name) else { continue };
            let given = values(wrapper.parameters, part).map_err(&bad)?;
            canonical.push(canonical_part(wrapper.name, &given, None));
            object = (wrapper.build)(object, &Arguments { values: given, cutoff: None })?;
        }
        let canonical = Specification { parts: canonical }.to_string();
        if was_former {
            say_once(spec, &canonical);
        }
        Ok(Named { name: canonical, object })
    }

    /// The names of all rows; and an alias, where that is nearer to `name` than each of them.
    fn known(&self, name: &str) -> Vec<String> {
        let aliases = self.aliases.iter().flat_map(|one| one.names).copied();
        known_names(name, self.entries.iter().map(|entry| entry.name), aliases)
    }

    /// Puts today's spelling in the place of former ones; whether there were any.
    fn spell_as_now(&self, parts: &mut Vec<SpecificationPart>) -> bool {
        let mut wrappers = Vec::new();
        let mut found = false;
        for (place, part) in parts.iter_mut().enumerate() {
            let name = part.name.clone();
            let keys: Vec<String> = part.parameters.iter().map(|(key, _)| key.clone()).collect();
            let once = |key: &str| keys.iter().filter(|known| *known == key).count() == 1;
            part.parameters.retain_mut(|(key, value)| {
                let known = self.parameters(&name).find(|parameter| parameter.name == *key);
                let takes = known.is_some_and(|known| match known.kind {
                    Kind::Choice(words) => words.contains(&value.as_str()),
                    _ => true,
                });
                let former = self
                    .former
                    .iter()
                    .find(|former| (former.parameter, former.value) == (key.as_str(), value.as_str()));
                let was_there =
                    |former: &&Former| !takes && once(key) && !former.except.contains(&name.as_str());
                let Some(former) = former.filter(was_there) else { return true };
                match former.now {
                    Now::Value(now) if known.is_some() => *value = now.to_string(),
                    // The row itself had it, and no wrapper.
                    Now::Wrapper(_) | Now::Nothing if place > 0 || known.is_some() => return true,
                    Now::Value(_) => return true,
                    Now::Wrapper(name) => wrappers.push(name),
                    Now::Nothing => {}
                }
                found = true;
                matches!(former.now, Now::Value(_))
            });
        }
        parts.extend(wrappers.into_iter().map(SpecificationPart::bare));
        found
    }

    /// The parameters of the row or wrapper of this name.
    fn parameters<'a>(&self, name: &'a str) -> impl Iterator<Item = &'static Parameter> + use<'a, T> {
        let rows = self.entries.iter().map(|entry| (entry.name, entry.parameters));
        let wrappers = self.wrappers.iter().map(|wrapper| (wrapper.name, wrapper.parameters));
        rows.chain(wrappers).filter(move |(row, _)| *row == name).flat_map(|(_, all)| all)
    }

    /// What is wrong with a wrapper's name and cutoff, behind these others.
    fn check_wrapper(
        &self,
        part: &SpecificationPart,
        earlier: &[SpecificationPart],
    ) -> std::result::Result<(), String> {
        let name = &part.name;
        if !self.wrappers.iter().any(|wrapper| wrapper.name == *name) {
            let known: Vec<_> = self.wrappers.iter().map(|wrapper| wrapper.name).collect();
            let hint = hint(name, known.iter().copied());
            let colon = if hint.is_empty() { ";" } else { "" };
            let known = if known.is_empty() { "none".to_string() } else { known.join(", ") };
            return Err(format!("`{name}` cannot stand behind `|`{hint}{colon} known there: {known}"));
        }
        if earlier.iter().any(|other| other.name == *name) {
            return Err(format!("`{name}` stands behind `|` twice"));
        }
        if part.cutoff.is_some() {
            return Err(format!("`{name}` takes no cutoff `@k`"));
        }
        Ok(())
    }

    /// Whether the parameter `key` of the row or wrapper `name` is free text.
    fn is_text(&self, name: &str, key: &str) -> bool {
        self.parameters(name).any(|parameter| parameter.name == key && parameter.kind == Kind::Text)
    }

    /// Reads a list of specifications, in which a number may be a range `low..high/step`, both ends included: it stands
    /// for one specification per value, or per combination of values, the first range slowest.
    ///
    /// # Errors
    /// As [`Family::parse`]; also where two of them mean the same thing, where a range is wrong, and where they stand
    /// for more than 10,000.
    pub fn parse_all(&self, specs: &[String]) -> Result<Vec<Named<T>>> {
        let (mut found, mut names) = (Vec::with_capacity(specs.len()), HashSet::new());
        for spec in specs {
            let bad = |reason: String| Error::BadSpec { family: self.name, spec: spec.clone(), reason };
            let mut written = parsed(spec).map_err(bad)?;
            self.spell_as_rows(&mut written.parts);
            if self.spell_as_now(&mut written.parts) {
                say_once(spec, &written.to_string());
            }
            let expanded =
                grid::expanded(&written.parts, |part, key| self.is_text(part, key)).map_err(bad)?;
            if found.len() + expanded.len() > grid::MOST {
                return Err(bad(format!("with those before it {}", grid::too_many())));
            }
            for single in expanded {
                let named = self.parse(&single)?;
                if !names.insert(named.name.clone()) {
                    return Err(bad(format!("is listed twice (as `{}`)", named.name)));
                }
                found.push(named);
            }
        }
        Ok(found)
    }
}
