//! Base: the registry of named things with parameters. In go rows ([`Entry`], [`Wrapper`]) and specifications such as
//! `bm25(b=0.4)|rm3` or `nDCG@10`; out come the object and its canonical name, which parses back to the same object.

mod aliases;
mod family;
mod grid;
mod nearest;
mod specification;

pub use aliases::{Aliases, known_names};
pub use family::Family;
#[cfg(feature = "fetch")]
pub(crate) use family::say_once;
pub(crate) use nearest::hint;
pub use nearest::nearest;
pub use specification::{Specification, SpecificationPart, short_name};

use crate::error::Result;

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
        low: i64,
        /// Largest value allowed.
        high: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Free text, such as the name of a column: anything without `, ( ) = | @`; blank means none.
    Text,
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

/// One row of a family's wrappers: what `|NAME(parameter=value,…)` behind a specification makes of the object.
///
/// A wrapper changes one thing of the object and hands on all others, so that the order in which wrappers are written
/// means nothing; the canonical order is that of the rows.
pub struct Wrapper<T: ?Sized> {
    /// The name in specifications and output.
    pub name: &'static str,
    /// One line on what it does.
    pub summary: &'static str,
    /// Author, year, title, equation.
    pub reference: &'static str,
    /// Its parameters, in canonical order.
    pub parameters: &'static [Parameter],
    /// Makes the wrapped object from the bare one and checked arguments.
    pub build: fn(Box<T>, &Arguments) -> Result<Box<T>>,
}

/// A spelling of former versions, which still parses and is told.
#[derive(Debug, Clone, Copy)]
pub struct Former {
    /// The parameter, of any row or wrapper that does not know it with this value.
    pub parameter: &'static str,
    /// Its value.
    pub value: &'static str,
    /// What it means now.
    pub now: Now,
    /// The rows that never had it.
    pub except: &'static [&'static str],
}

/// What a former spelling means now.
#[derive(Debug, Clone, Copy)]
pub enum Now {
    /// Another value.
    Value(&'static str),
    /// A wrapper without parameters.
    Wrapper(&'static str),
    /// What is so without saying.
    Nothing,
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

    /// The whole number of parameter `name`, declared as [`Kind::Integer`] with any bounds.
    pub fn whole_number(&self, name: &str) -> i64 {
        self.text(name).parse().expect("checked by the registry")
    }

    /// The whole number of parameter `name`, declared as [`Kind::Integer`] from 0 or above.
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
    /// The canonical name: every parameter, in declared order; in a family of short names without defaults.
    pub name: String,
    /// The object itself.
    pub object: Box<T>,
}

impl<T: ?Sized> Named<T> {
    /// An object of one's own under a name.
    pub fn new(name: impl Into<String>, object: Box<T>) -> Self {
        Named { name: name.into(), object }
    }
}

impl<T: ?Sized> std::fmt::Debug for Named<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)
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
    const NAMES: Family<String> = Family {
        name: "name",
        entries: &[Entry {
            name: "named",
            summary: "a name",
            reference: "none",
            parameters: &[
                Parameter { name: "x", kind: Kind::Text, default: "a", meaning: "first" },
                Parameter { name: "y", kind: Kind::Text, default: "", meaning: "second" },
                Parameter {
                    name: "n",
                    kind: Kind::Integer { low: 1, high: 9 },
                    default: "3",
                    meaning: "count",
                },
            ],
            cutoff: Cutoff::Never,
            build: |a| Ok(Box::new(format!("{}/{}", a.text("x"), a.text("y")))),
        }],
        wrappers: &[],
        former: &[],
        aliases: &[],
        short: false,
    };
    const WRAPPERS: &[Wrapper<Point>] = &[
        Wrapper {
            name: "moved",
            summary: "moves a point",
            reference: "none",
            parameters: &[Parameter {
                name: "by",
                kind: Kind::Number { low: -1.0, high: 1.0 },
                default: "0.5",
                meaning: "how far",
            }],
            build: |point, a| Ok(Box::new(Point(point.0 + a.number("by"), point.1, point.2))),
        },
        Wrapper {
            name: "counted",
            summary: "counts one more",
            reference: "none",
            parameters: &[],
            build: |point, _| Ok(Box::new(Point(point.0, point.1 + 1, point.2))),
        },
    ];
    const FAMILY: Family<Point> =
        Family { name: "point", entries: ROWS, wrappers: WRAPPERS, former: &[], aliases: &[], short: false };

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
    fn text_is_kept_as_written_may_be_blank_and_is_no_range() {
        let named = NAMES.parse("named( y = 1..2/1 and more )").unwrap();
        assert_eq!(
            (named.name.as_str(), named.object.as_str()),
            ("named(x=a,y=1..2/1 and more,n=3)", "a/1..2/1 and more")
        );
        assert_eq!(*NAMES.parse(&named.name).unwrap().object, *named.object);
        let blank = NAMES.parse("named(x=)").unwrap();
        assert_eq!((blank.name.as_str(), blank.object.as_str()), ("named(x=,y=,n=3)", "/"));
        assert_eq!(NAMES.parse(&blank.name).unwrap().name, blank.name);
        let listed = NAMES.parse_all(&["named(x=0..1/1,n=1..2/1)".to_string()]).unwrap();
        let names: Vec<_> = listed.iter().map(|named| named.name.as_str()).collect();
        assert_eq!(names, ["named(x=0..1/1,y=,n=1)", "named(x=0..1/1,y=,n=2)"]);
        for (spec, word) in [
            ("named(x=a=b)", "must be without"),
            ("named(x=a(b)", "must be without"),
            ("named(x=a@b)", "cutoff"),
            ("named(x=a\tb)", "must be without"),
        ] {
            let message = NAMES.parse(spec).unwrap_err().to_string();
            assert!(message.contains(word), "{spec}: {message}");
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

    #[test]
    fn wrappers_are_named_in_the_order_of_their_rows() {
        let named = FAMILY.parse(" point(n=4)@10 | counted | moved(by=0.25)").unwrap();
        assert_eq!(named.name, "point(x=1,n=4)@10|moved(by=0.25)|counted");
        assert_eq!((named.object.0, named.object.1, named.object.2), (1.25, 5, Some(10)));
        let again = FAMILY.parse(&named.name).unwrap();
        assert_eq!((again.name, again.object.0), (named.name, 1.25));
        assert_eq!(FAMILY.parse("point|moved").unwrap().name, "point(x=1,n=3)|moved(by=0.5)");
    }

    #[test]
    fn what_is_wrong_with_a_wrapper_is_said() {
        for (spec, word) in [
            ("point|turned", "known there: moved, counted"),
            ("point|", "known there: moved, counted"),
            ("point|moved|moved(by=1)", "twice"),
            ("point|moved(by=2)", "from -1 to 1"),
            ("point|moved(x=2)", "takes: by"),
            ("point|moved@3", "no cutoff"),
            ("moved", "known: point"),
        ] {
            let message = FAMILY.parse(spec).unwrap_err().to_string();
            assert!(message.contains(word), "{spec}: {message}");
        }
    }

    #[test]
    fn a_list_may_hold_ranges_and_one_specification_may_not() {
        let names = |specs: &[&str]| {
            let specs: Vec<_> = specs.iter().map(|spec| spec.to_string()).collect();
            FAMILY.parse_all(&specs).map(|all| all.into_iter().map(|named| named.name).collect::<Vec<_>>())
        };
        let expected = [
            "point(x=0.7,n=1)",
            "point(x=0.7,n=2)",
            "point(x=0.8,n=1)",
            "point(x=0.8,n=2)",
            "point(x=0.9,n=1)",
        ];
        assert_eq!(names(&["point(x=0.7..0.9/0.1,n=1..2/1)"]).unwrap()[..5], expected);
        assert_eq!(names(&["point|moved(by=-1..1/1)", "point"]).unwrap().len(), 4);
        for (specs, word) in [
            (&["point(x=0..1/0.5)", "point(x=1..2/0.5)"][..], "listed twice (as `point(x=1,n=3)`)"),
            (&["point|counted|moved", "point|moved|counted"], "listed twice"),
            (&["point(x=0..3/1)"], "from 0 to 2"),
            (&["point(n=1..2/0.5)"], "whole number"),
            (&["point(x=0..1/0)"], "above 0"),
            (&["point(x=0..0.9999/0.0001)", "point(x=2)"], "more than 10000"),
        ] {
            let message = names(specs).unwrap_err().to_string();
            assert!(message.contains(word), "{specs:?}: {message}");
        }
        assert!(FAMILY.parse("point(x=0..1/0.5)").unwrap_err().to_string().contains("one is wanted"));
    }
}
