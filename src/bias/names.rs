//! Canonical names such as `bm25(k1=1.2,b=0.75)` go in; out come labels as short as they can be and still mean the same.

use std::collections::{BTreeMap, BTreeSet};

use super::SIMILARITIES;
use crate::evaluate::MEASURES;
use crate::profile::LEXICAL_MEASURES;
use crate::registry::{Family, Parameter, Specification, SpecificationPart};
use crate::retrieve::MODELS;

/// The parameters of the row or wrapper of this name, in whatever family; those of a component (`zipf_head`) are those of
/// its row.
fn parameters(name: &str) -> Option<&'static [Parameter]> {
    fn of<T: ?Sized>(family: &Family<T>, name: &str) -> Option<&'static [Parameter]> {
        let rows = family.entries.iter().map(|entry| (entry.name, entry.parameters));
        let wrappers = family.wrappers.iter().map(|wrapper| (wrapper.name, wrapper.parameters));
        rows.chain(wrappers).find(|(row, _)| *row == name).map(|(_, all)| all)
    }
    let row = LEXICAL_MEASURES.entries.iter().find(|entry| {
        let component = name.strip_prefix(entry.name).and_then(|rest| rest.strip_prefix('_'));
        component.is_some_and(|component| !component.is_empty())
    });
    of(&MODELS, name)
        .or_else(|| of(&MEASURES, name))
        .or_else(|| of(&SIMILARITIES, name))
        .or_else(|| of(&LEXICAL_MEASURES, name))
        .or_else(|| of(&LEXICAL_MEASURES, row?.name))
}

/// Whether two names are of one kind: the same but for parameters.
fn alike(one: &Specification, other: &Specification) -> bool {
    let kind = |one: &Specification| {
        one.parts.iter().map(|part| (part.name.clone(), part.cutoff)).collect::<Vec<_>>()
    };
    kind(one) == kind(other)
}

/// A label for each name, which parses back to the same thing: a parameter is left out only where it has its default value
/// and names of one kind agree in it.
///
/// ```
/// let names = ["bm25(k1=1.2,b=0.75)", "bm25(k1=1.2,b=0.4)", "dirichlet(mu=500)"].map(String::from);
/// assert_eq!(sourcebias::bias::short_names(&names), ["bm25(b=0.75)", "bm25(b=0.4)", "dirichlet(mu=500)"]);
/// ```
pub fn short_names(names: &[String]) -> Vec<String> {
    let all: Vec<Option<Specification>> = names.iter().map(|name| name.parse().ok()).collect();
    let label = |(name, specification): (&String, &Option<Specification>)| {
        let Some(specification) = specification else { return name.clone() };
        let kin: Vec<_> = all.iter().flatten().filter(|other| alike(specification, other)).collect();
        let mut short = specification.clone();
        for (place, part) in short.parts.iter_mut().enumerate() {
            let SpecificationPart { name, parameters: given, .. } = part;
            let known = parameters(name).unwrap_or_default();
            given.retain(|pair| {
                let default = known.iter().any(|one| (one.name, one.default) == (&pair.0, &pair.1));
                !default || kin.iter().any(|other| !other.parts[place].parameters.contains(pair))
            });
        }
        short.to_string()
    };
    names.iter().zip(&all).map(label).collect()
}

/// The short label of each name of a column, by way of its different names.
pub(crate) fn shortened(column: &[String]) -> Vec<String> {
    let distinct: Vec<String> = column.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let labels: BTreeMap<&String, String> = distinct.iter().zip(short_names(&distinct)).collect();
    column.iter().map(|name| labels[name].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(names: &[&str]) -> Vec<String> {
        short_names(&names.iter().map(|name| name.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn defaults_and_nothing_else_are_left_out() {
        assert_eq!(short(&["bm25(k1=1.2,b=0.75)", "tf_idf"]), ["bm25", "tf_idf"]);
        assert_eq!(short(&["bm25(k1=1,b=0)|idf_pool(of=own)"]), ["bm25(k1=1,b=0)|idf_pool(of=own)"]);
        assert_eq!(
            short(&["bm25(k1=1.2,b=0.75)", "bm25(k1=1.2,b=0.75)|byte_lengths", "bm25(k1=0.9,b=0.75)"]),
            ["bm25(k1=1.2)", "bm25|byte_lengths", "bm25(k1=0.9)"]
        );
        let zipf = "zipf_head(estimator=mle,rank_break=300,minimum_frequency=10)";
        assert_eq!(short(&[zipf]), ["zipf_head(rank_break=300)"]);
        assert_eq!(
            short(&["nDCG@10", "m(a=1)", "odd(name", "my run"]),
            ["nDCG@10", "m(a=1)", "odd(name", "my run"]
        );
    }

    /// The canonical names of some specifications, with their short labels parsed back.
    fn parse_back<T: ?Sized>(family: &Family<T>, specs: &[String]) {
        let names: Vec<String> = specs.iter().map(|spec| family.parse(spec).unwrap().name).collect();
        for (name, label) in names.iter().zip(short_names(&names)) {
            assert_eq!(family.parse(&label).unwrap().name, *name, "{label}");
        }
    }

    /// Each row as it is, and with each parameter at another value.
    fn varied<T: ?Sized>(family: &Family<T>) -> Vec<String> {
        use crate::registry::Kind;
        let mut specs = Vec::new();
        for entry in family.entries {
            let end = if family.parse(entry.name).is_ok() { "" } else { "@10" };
            specs.push(format!("{}{end}", entry.name));
            for parameter in entry.parameters {
                let other = match parameter.kind {
                    Kind::Number { low, high } => format!("{}", low + (high - low) / 3.0),
                    Kind::Integer { low, high } => format!("{}", (low + 7).min(high)),
                    Kind::Choice(words) => words[words.len() - 1].to_string(),
                    Kind::Text => "other".to_string(),
                };
                let spec = format!("{}({}={other}){end}", entry.name, parameter.name);
                if family.parse(&spec).is_ok_and(|named| !specs.contains(&named.name)) {
                    specs.push(spec);
                }
            }
        }
        specs
    }

    #[test]
    fn labels_of_every_row_parse_back_alone_and_together() {
        fn of<T: ?Sized>(family: &Family<T>) {
            let specs = varied(family);
            assert!(specs.len() > family.entries.len() || family.entries.len() < 12, "{}", family.name);
            parse_back(family, &specs);
            specs.iter().for_each(|spec| parse_back(family, std::slice::from_ref(spec)));
        }
        of(&MODELS);
        of(&LEXICAL_MEASURES);
        of(&MEASURES);
        of(&SIMILARITIES);
        let wrapped = [
            "bm25(k1=1,b=0)|idf_pool(of=own)|rm3(terms=5)",
            "bm25|idf_pool",
            "pl2|byte_lengths|bo1(terms=7)",
        ];
        parse_back(&MODELS, &wrapped.map(String::from));
    }
}
