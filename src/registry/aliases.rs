//! Names as other tools write them in; the names of rows out, whatever the case where that leaves no doubt.

use super::nearest::nearest;
use super::specification::SpecificationPart;
use super::{Cutoff, Entry, Family, Parameter};

/// Other names of one row.
#[derive(Debug, Clone, Copy)]
pub struct Aliases {
    /// The name of the row.
    pub row: &'static str,
    /// Its other names. One that ends in `{k}` has the cutoff there, as `P_{k}` for trec_eval's `P_10`.
    pub names: &'static [&'static str],
}

/// Where the cutoff of an alias stands.
const CUTOFF: &str = "{k}";

impl<T: ?Sized + 'static> Family<T> {
    /// The row that a name or alias means, in whatever case, and the cutoff that an alias has in itself. A name as it is written
    /// comes first; otherwise all that differ from it by case alone must mean the same row.
    pub fn row(&self, name: &str) -> Option<(&'static Entry<T>, Option<usize>)> {
        let rows = || self.entries.iter().map(|entry| (entry.name, entry.name));
        let aliases = self.aliases.iter().flat_map(|one| one.names.iter().map(|name| (one.row, *name)));
        let all: Vec<(&str, &str)> = rows().chain(aliases).collect();
        let found = |same: fn(&str, &str) -> bool| {
            let mut hits = all
                .iter()
                .filter_map(|(row, known)| Some((*row, cutoff_in(name, known, same)?)))
                .collect::<Vec<_>>();
            hits.dedup();
            match hits[..] {
                [hit] => Some(hit),
                _ => None,
            }
        };
        let (row, cutoff) =
            found(|name, known| name == known).or_else(|| found(str::eq_ignore_ascii_case))?;
        let entry = self.entries.iter().find(|entry| entry.name == row)?;
        (cutoff.is_none() || entry.cutoff != Cutoff::Never).then_some((entry, cutoff))
    }

    /// The other names of the row of this name.
    pub fn aliases_of(&self, row: &str) -> &'static [&'static str] {
        self.aliases.iter().find(|one| one.row == row).map_or(&[], |one| one.names)
    }

    /// Puts the names of rows, wrappers and parameters in the place of aliases and of names in another case.
    pub(super) fn spell_as_rows(&self, parts: &mut [SpecificationPart]) {
        for (place, part) in parts.iter_mut().enumerate() {
            let parameters = if place == 0 {
                let Some((entry, cutoff)) = self.row(&part.name) else { continue };
                // `P_10@5` says two things, and stays the unknown name that it is.
                if cutoff.is_some() && part.cutoff.is_some() {
                    continue;
                }
                part.name = entry.name.to_string();
                part.cutoff = part.cutoff.or(cutoff);
                entry.parameters
            } else {
                let named = |name: &&str| name.eq_ignore_ascii_case(&part.name);
                let Some(name) = only(self.wrappers.iter().map(|wrapper| wrapper.name), named) else {
                    continue;
                };
                part.name = name.to_string();
                self.parameters_of(name).unwrap_or_default()
            };
            for (key, _) in &mut part.parameters {
                *key = key_of(parameters, key).unwrap_or(key).to_string();
            }
        }
    }
}

/// The names of rows, and one of their `aliases` where that is nearer to an unknown `name` than each of them; an alias that
/// ends in `{k}` has the cutoff of `name` there.
pub fn known_names<'a>(
    name: &str,
    rows: impl IntoIterator<Item = &'a str>,
    aliases: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let mut known: Vec<String> = rows.into_iter().map(str::to_string).collect();
    let aliases = aliases.into_iter().map(|alias| alias_like(alias, name));
    let all: Vec<String> = known.iter().cloned().chain(aliases).collect();
    let near = nearest(name, all.iter().map(String::as_str)).map(str::to_string);
    known.extend(near.filter(|near| !known.contains(near)));
    known
}

/// An alias with the cutoff that stands at the end of `name`, or 10.
fn alias_like(alias: &str, name: &str) -> String {
    let cutoff = &name[name.len() - digits_at_end(name)..];
    alias.replace(CUTOFF, if cutoff.is_empty() { "10" } else { cutoff })
}

fn digits_at_end(name: &str) -> usize {
    name.bytes().rev().take_while(u8::is_ascii_digit).count()
}

/// The parameter that is meant by a key.
fn key_of(parameters: &[Parameter], key: &str) -> Option<&'static str> {
    let names = parameters.iter().map(|parameter| parameter.name);
    if names.clone().any(|name| name == key) {
        None
    } else {
        only(names, |name| name.eq_ignore_ascii_case(key))
    }
}

/// The one name of which something is true; `None` where it is true of several.
fn only<'a>(names: impl Iterator<Item = &'a str>, of: impl Fn(&&str) -> bool) -> Option<&'a str> {
    let mut found = names.filter(of);
    found.next().filter(|_| found.next().is_none())
}

/// Whether `name` is this known name, and the cutoff in it where the known name ends in `{k}`.
fn cutoff_in(name: &str, known: &str, same: fn(&str, &str) -> bool) -> Option<Option<usize>> {
    let Some(start) = known.strip_suffix(CUTOFF) else { return same(name, known).then_some(None) };
    let (head, digits) = name.split_at(name.len() - digits_at_end(name));
    let cutoff: usize = digits.parse().ok().filter(|k| *k > 0)?;
    same(head, start).then_some(Some(cutoff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cutoff_stands_at_the_end_of_an_alias() {
        for (name, known, expected) in [
            ("P_10", "P_{k}", Some(Some(10))),
            ("P_0", "P_{k}", None),
            ("P_", "P_{k}", None),
            ("10", "P_{k}", None),
            ("MAP", "MAP", Some(None)),
            ("map", "MAP", None),
        ] {
            assert_eq!(cutoff_in(name, known, |left, right| left == right), expected, "{name}");
        }
        assert_eq!(cutoff_in("p_7", "P_{k}", str::eq_ignore_ascii_case), Some(Some(7)));
    }

    #[test]
    fn an_alias_is_known_where_it_is_nearer() {
        let known = |name| known_names(name, ["AP", "P"], ["MAP", "P_{k}"]).join(" ");
        assert_eq!([known("mapp"), known("p_ 5"), known("app")], ["AP P MAP", "AP P P_5", "AP P"]);
    }

    #[test]
    fn what_leaves_a_doubt_is_not_found() {
        assert_eq!(only(["a", "A"].into_iter(), |name| name.eq_ignore_ascii_case("a")), None);
        assert_eq!(only(["a", "b"].into_iter(), |name| name.eq_ignore_ascii_case("A")), Some("a"));
    }
}
