//! What can be named, as `list` prints it: one line an entry, or all that is known of one.

use sourcebias::registry::{Cutoff, Family, Kind, Parameter, known_names};
use sourcebias::statement::wrapped;
use sourcebias::table::{Column, Table};
use sourcebias::{Error, Result};

use super::output::WIDTH;

/// The widest name that others are lined up with.
const WIDEST: usize = 34;

/// A heading, and terms with what they mean; plain text has no term.
pub type Section = (&'static str, Vec<(String, String)>);

/// One thing that can be named.
#[derive(Default)]
pub struct Listed {
    /// The family, as in "retrieval model".
    pub family: String,
    /// The name, with the marks of what is written behind it.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// One line on what it is.
    pub summary: String,
    /// Its parameters, or what stands for them, in one line.
    pub parameters: String,
    /// Author, year, title.
    pub reference: String,
    /// What else is told where it is the only one.
    pub sections: Vec<Section>,
}

impl Listed {
    /// The rows and wrappers of a family.
    pub fn of<T: ?Sized + 'static>(family: &Family<T>) -> Vec<Listed> {
        let entries = family.entries.iter().map(|entry| {
            let (mark, cutoff) = match entry.cutoff {
                Cutoff::Never => ("", None),
                Cutoff::Optional => ("[@k]", Some(format!("may be given, as in {}@10", entry.name))),
                Cutoff::Required => ("@k", Some(format!("must be given, as in {}@10", entry.name))),
            };
            let mut one = Listed::with_parameters(family.name, entry.name, entry.summary, entry.parameters);
            one.name = format!("{}{mark}", entry.name);
            one.reference = entry.reference.to_string();
            one.aliases = family.aliases_of(entry.name).iter().map(ToString::to_string).collect();
            one.sections.extend(cutoff.map(|text| ("Cutoff", vec![(String::new(), text)])));
            one
        });
        let wrappers = family.wrappers.iter().map(|wrapper| {
            let name = format!("{} wrapper", family.name);
            let mut one = Listed::with_parameters(&name, wrapper.name, wrapper.summary, wrapper.parameters);
            one.name = format!("|{}", wrapper.name);
            one.reference = wrapper.reference.to_string();
            one
        });
        entries.chain(wrappers).collect()
    }

    fn with_parameters(family: &str, name: &str, summary: &str, parameters: &[Parameter]) -> Listed {
        let in_short = |parameter: &Parameter| {
            let Parameter { name, default, meaning, .. } = parameter;
            format!("{name}={default} ({}): {meaning}", values(parameter.kind))
        };
        let in_full = |parameter: &Parameter| {
            let kind = match parameter.kind {
                Kind::Number { .. } => "a number from ",
                Kind::Integer { .. } => "a whole number from ",
                Kind::Choice(_) => "one of ",
                Kind::Text => "",
            };
            let default = if parameter.default.is_empty() { "none" } else { parameter.default };
            let text =
                format!("{}; {kind}{}; {default} if not given", parameter.meaning, values(parameter.kind));
            (parameter.name.to_string(), text)
        };
        let sections = match parameters {
            [] => Vec::new(),
            _ => vec![("Parameters", parameters.iter().map(in_full).collect())],
        };
        Listed {
            family: family.to_string(),
            name: name.to_string(),
            summary: summary.to_string(),
            parameters: parameters.iter().map(in_short).collect::<Vec<_>>().join("; "),
            sections,
            ..Listed::default()
        }
    }

    /// The name without marks.
    fn bare(&self) -> &str {
        bare(&self.name)
    }

    fn is_named(&self, name: &str, same: fn(&str, &str) -> bool) -> bool {
        std::iter::once(self.bare())
            .chain(self.aliases.iter().map(String::as_str))
            .any(|known| same(known, name))
    }

    /// All that is known of it.
    pub fn in_full(&self) -> String {
        let mut out = format!("{} ({})\n", self.name, self.family);
        let mut tell = |heading: &str, rows: &[(String, String)]| {
            if !heading.is_empty() {
                out.push_str(&format!("\n{heading}\n"));
            }
            let lined_up = rows.iter().map(|(term, _)| term.chars().count()).filter(|width| *width <= WIDEST);
            let indent = lined_up.max().map_or(0, |width| if width == 0 { 0 } else { width + 2 });
            for (term, text) in rows {
                out.push_str(&hanging(term, text, indent + if heading.is_empty() { 0 } else { 2 }));
            }
        };
        let plain = |text: &str| vec![(String::new(), text.to_string())];
        tell("", &plain(&self.summary));
        for (heading, rows) in &self.sections {
            tell(heading, rows);
        }
        if !self.aliases.is_empty() {
            tell("Other names", &plain(&self.aliases.join(", ")));
        }
        if !self.reference.is_empty() {
            tell("Reference", &plain(&self.reference));
        }
        out
    }
}

/// Whether a name is like what was asked for.
type Like = fn(&str, &str) -> bool;

/// Those of a name or another name, in whatever case; a name may stand with its parameters and cutoff.
pub fn named(all: Vec<Listed>, name: &str, family: &'static str) -> Result<Vec<Listed>> {
    let asked = bare(name);
    // `P_10` for `P_{k}`.
    let pattern = format!("{}{{k}}", asked.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    let tried: [(&str, Like); 4] = [
        (asked, |known, asked| known == asked),
        (asked, str::eq_ignore_ascii_case),
        (&pattern, |known, asked| known == asked),
        (&pattern, str::eq_ignore_ascii_case),
    ];
    for (asked, same) in tried {
        if all.iter().any(|one| one.is_named(asked, same)) {
            return Ok(all.into_iter().filter(|one| one.is_named(asked, same)).collect());
        }
    }
    let aliases = all.iter().flat_map(|one| &one.aliases).map(String::as_str);
    let known = known_names(asked, all.iter().map(Listed::bare), aliases).join(", ");
    Err(Error::UnknownName { family, name: asked.to_string(), known })
}

/// One line an entry, of at most 80 letters.
pub fn in_lines(all: &[Listed]) -> String {
    let widths = all.iter().map(|one| one.name.chars().count()).filter(|width| *width <= WIDEST);
    let width = widths.max().unwrap_or(0);
    let line = |one: &Listed| {
        let name = format!("{:width$}  ", one.name);
        let room = WIDTH.saturating_sub(name.chars().count());
        format!("{name}{}", cut(&one.summary, room)).trim_end().to_string() + "\n"
    };
    all.iter().map(line).collect()
}

/// The table for programs.
pub fn table(all: &[Listed]) -> Table {
    let column = |of: fn(&Listed) -> &String| Column::Text(all.iter().map(|one| of(one).clone()).collect());
    Table::new(vec![
        ("family", column(|one| &one.family)),
        ("name", column(|one| &one.name)),
        ("summary", column(|one| &one.summary)),
        ("parameters", column(|one| &one.parameters)),
        ("reference", column(|one| &one.reference)),
    ])
}

/// A name without the `|` before it and what stands behind it in brackets or after `@`.
fn bare(name: &str) -> &str {
    let name = name.trim().trim_start_matches('|');
    let end = name.find(['(', '[', '@']).filter(|end| *end > 0);
    &name[..end.unwrap_or(name.len())]
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Number { low, high } => format!("{low} to {high}"),
        Kind::Integer { low, high } => format!("{low} to {high}"),
        Kind::Choice(words) => words.join(" | "),
        Kind::Text => "free text, or none".to_string(),
    }
}

/// As many words of `text` as there is room for; "…" says that there are more.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_string();
    }
    let mut out = String::new();
    for word in text.split(' ') {
        if out.chars().count() + 1 + word.chars().count() + 2 > room + usize::from(out.is_empty()) {
            break;
        }
        out.push_str(if out.is_empty() { "" } else { " " });
        out.push_str(word);
    }
    let whole = out.trim_end_matches([',', ';', ':', ' ']);
    format!("{whole} …").trim_start().to_string()
}

/// A term and its text, whose lines all begin at `indent`; a term that is longer has a line of its own.
fn hanging(term: &str, text: &str, indent: usize) -> String {
    let margin = if indent == 0 { 0 } else { 2 };
    let line = format!("{:margin$}{term}", "");
    if line.chars().count() > indent {
        return format!("{line}\n{}", wrapped(&" ".repeat(indent), text, WIDTH));
    }
    wrapped(&format!("{line:indent$}"), text, WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_a_word() {
        assert_eq!(cut("one two three", 13), "one two three");
        assert_eq!(cut("one two, three", 13), "one two …");
        assert_eq!(cut("one two three", 9), "one two …");
        assert_eq!(cut("one two three", 8), "one …");
        assert_eq!(cut("endless", 4), "…");
    }

    #[test]
    fn texts_hang_behind_their_terms() {
        assert_eq!(hanging("k1", "a b", 6), "  k1  a b\n");
        assert_eq!(hanging("", "a b", 0), "a b\n");
        assert_eq!(hanging("long", "a b", 4), "  long\n    a b\n");
        let long = "word ".repeat(40);
        let told = hanging("b", &long, 5);
        assert!(told.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(told.lines().skip(1).all(|line| line.starts_with("     word")));
        assert_eq!(told.matches("word").count(), 40);
    }

    #[test]
    fn names_are_asked_for_as_they_are_written() {
        for (name, expected) in [
            ("bm25(k1=1)|rm3", "bm25"),
            ("|rm3", "rm3"),
            ("nDCG[@k]", "nDCG"),
            ("P@10", "P"),
            (" kl ", "kl"),
            ("(", "("),
        ] {
            assert_eq!(bare(name), expected);
        }
    }
}
