//! Canonical names such as `bm25(k1=1.2,b=0.75)` go in; out come labels as short as they can be and still mean the same.

use super::SIMILARITIES;
use crate::evaluate::MEASURES;
use crate::registry::Parameter;
use crate::retrieve::MODELS;

/// The parameters of the row or wrapper of this name, in whatever family.
fn parameters(name: &str) -> Option<&'static [Parameter]> {
    MODELS
        .parameters_of(name)
        .or_else(|| MEASURES.parameters_of(name))
        .or_else(|| SIMILARITIES.parameters_of(name))
        .or_else(|| crate::profile::parameters_of_measure(name))
}

/// The short label of a name, which parses back to the same thing: a parameter is left out where it has its default value,
/// and nowhere else. What is no specification, as the tag of a run made elsewhere may be, is its own label.
///
/// ```
/// use sourcebias::bias::short_name;
/// assert_eq!(short_name("bm25(k1=1.2,b=0.4)|rm3(documents=10,terms=5,original=0.5)"), "bm25(b=0.4)|rm3(terms=5)");
/// ```
pub fn short_name(name: &str) -> String {
    crate::registry::short_name(name, parameters)
}

/// The short labels of names.
pub fn short_names(names: &[String]) -> Vec<String> {
    names.iter().map(|name| short_name(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::LEXICAL_MEASURES;
    use crate::registry::Family;

    #[test]
    fn defaults_and_nothing_else_are_left_out() {
        for (name, short) in [
            ("bm25(k1=1.2,b=0.75)", "bm25"),
            ("bm25(k1=1,b=0)|idf_pool(of=own)", "bm25(k1=1,b=0)|idf_pool(of=own)"),
            ("bm25(k1=1.2,b=0.75)|byte_lengths", "bm25|byte_lengths"),
            ("zipf_head(estimator=mle,rank_break=300,minimum_frequency=10)", "zipf_head(rank_break=300)"),
            ("zipf_halves_head(minimum_frequency=5,seed=1)", "zipf_halves_head"),
            ("zipf_halves_head(minimum_frequency=10,seed=1)", "zipf_halves_head(minimum_frequency=10)"),
            ("nDCG@10", "nDCG@10"),
            ("m(a=1)", "m(a=1)"),
            ("odd(name", "odd(name"),
            ("my run", "my run"),
        ] {
            assert_eq!(short_name(name), short);
        }
    }

    /// The canonical names of some specifications, with their short labels parsed back.
    fn parse_back<T: ?Sized>(family: &Family<T>, specs: &[String]) {
        let names: Vec<String> = specs.iter().map(|spec| family.parse(spec).unwrap().name).collect();
        for name in names {
            let label = short_name(&name);
            assert_eq!(family.parse(&label).unwrap().name, name, "{label}");
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
    fn labels_of_every_row_parse_back() {
        fn of<T: ?Sized>(family: &Family<T>) {
            let specs = varied(family);
            assert!(specs.len() > family.entries.len() || family.entries.len() < 12, "{}", family.name);
            parse_back(family, &specs);
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
