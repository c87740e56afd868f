//! Canonical names such as `bm25(k1=1.2,b=0.75)` go in; out come the shortest labels that still tell them apart.

/// One part of a canonical name: what stands before `(`, the parameters, what follows `)`.
struct Part {
    base: String,
    parameters: Vec<(String, String)>,
    end: String,
}

/// The parts of a canonical name, which `|` divides.
fn parts(name: &str) -> Vec<Part> {
    name.split('|').map(part).collect()
}

fn part(name: &str) -> Part {
    let bare = || Part { base: name.to_string(), parameters: Vec::new(), end: String::new() };
    let Some((base, rest)) = name.split_once('(') else { return bare() };
    let Some((inner, end)) = rest.rsplit_once(')') else { return bare() };
    let pairs = inner.split(',').filter_map(|part| part.split_once('='));
    let parameters = pairs.map(|(key, value)| (key.trim().to_string(), value.trim().to_string())).collect();
    Part { base: base.to_string(), parameters, end: end.to_string() }
}

/// Whether two names are of one kind: the same but for parameters.
fn alike(one: &[Part], other: &[Part]) -> bool {
    let same = |(one, other): (&Part, &Part)| one.base == other.base && one.end == other.end;
    one.len() == other.len() && one.iter().zip(other).all(same)
}

/// A label for each name: parameters stay only where names of one kind differ in them.
///
/// ```
/// let names = ["bm25(k1=1.2,b=0.75)", "bm25(k1=1.2,b=0.4)", "dirichlet(mu=1000)"].map(String::from);
/// assert_eq!(sourcebias::report::short_names(&names), ["bm25(b=0.75)", "bm25(b=0.4)", "dirichlet"]);
/// ```
pub fn short_names(names: &[String]) -> Vec<String> {
    let all: Vec<_> = names.iter().map(|name| parts(name)).collect();
    let label = |name: &Vec<Part>| {
        let kin: Vec<_> = all.iter().filter(|other| alike(name, other)).collect();
        let short = |(place, part): (usize, &Part)| {
            let Part { base, parameters, end } = part;
            let differs =
                |pair: &&(String, String)| kin.iter().any(|other| !other[place].parameters.contains(pair));
            let kept: Vec<_> =
                parameters.iter().filter(differs).map(|(key, value)| format!("{key}={value}")).collect();
            if kept.is_empty() { format!("{base}{end}") } else { format!("{base}({}){end}", kept.join(",")) }
        };
        name.iter().enumerate().map(short).collect::<Vec<_>>().join("|")
    };
    let labels: Vec<String> = all.iter().map(label).collect();
    let unclear = |position: usize| labels.iter().filter(|other| **other == labels[position]).count() > 1;
    (0..names.len()).map(|n| if unclear(n) { names[n].clone() } else { labels[n].clone() }).collect()
}

/// The short label of each name of a column, by way of its different names.
pub(crate) fn shortened(column: &[String]) -> Vec<String> {
    let distinct = super::results::distinct(column);
    let labels = short_names(&distinct);
    let label = |name: &String| distinct.iter().position(|other| other == name).map(|n| labels[n].clone());
    column.iter().map(|name| label(name).unwrap_or_else(|| name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(names: &[&str]) -> Vec<String> {
        short_names(&names.iter().map(|name| name.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn only_what_differs_is_kept() {
        assert_eq!(short(&["bm25(k1=1.2,b=0.75,length=exact)", "tf_idf"]), ["bm25", "tf_idf"]);
        assert_eq!(
            short(&["bm25(k1=1.2,length=exact)", "bm25(k1=1.2,length=byte)"]),
            ["bm25(length=exact)", "bm25(length=byte)"]
        );
        assert_eq!(
            short(&[
                "bm25(k1=1,b=0)",
                "bm25(k1=1,b=0)|rm3(terms=5,documents=9)",
                "bm25(k1=1,b=0)|rm3(terms=7,documents=9)"
            ]),
            ["bm25", "bm25|rm3(terms=5)", "bm25|rm3(terms=7)"]
        );
        assert_eq!(
            short(&[
                "bm25(k1=1,b=0)|idf_pool(of=own)|rm3(terms=5)",
                "bm25(k1=2,b=0)|idf_pool(of=own)|rm3(terms=5)"
            ]),
            ["bm25(k1=1)|idf_pool|rm3", "bm25(k1=2)|idf_pool|rm3"]
        );
        assert_eq!(short(&["RBP(p=0.8)", "nDCG@10"]), ["RBP", "nDCG@10"]);
        assert_eq!(short(&["m", "m(a=1)", "odd(name"]), ["m", "m(a=1)", "odd(name"]);
    }
}
