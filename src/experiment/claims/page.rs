//! The page of findings, in Markdown: tests, causes and collections in; headings, sentences and tables out. Every number on it
//! is one of the tables.

use super::sentences::counted;
use super::tested::{ClaimVerdict, Measured, Tested};
use super::{CLAIMS, Claim, ClaimFindings, Found};
use crate::number::{MINUS, UNDEFINED, significant};
use crate::table::{distinct, escape_markdown};

/// A table of more rows is folded away.
const MOST_ROWS: usize = 24;
/// Quantities of one collection that do not agree.
const DIFFERS: &str = "◐";

impl ClaimFindings {
    /// The page. The same results give the same bytes, wherever they stand.
    pub fn page(&self) -> String {
        let mut page = format!(
            "<!-- Made by `{command}`; nothing here is typed by hand. -->\n\n# Findings\n\n\
             Four claims on how language models use words and how term-based retrieval treats their texts (Huang et al. 2025, \
             [arXiv 2508.17715](https://arxiv.org/abs/2508.17715)), tested on {count}, first as they are and then \
             under each control. Claims are put in our own words. The paper does not say how it measures, so what is tested is \
             the claim and not its figures. A *comparison* is one collection, one source beside the reference, and one text \
             measure or model.\n\n## At a glance\n\n",
            command = self.command(),
            count = counted(self.experiments.len(), "collection"),
        );
        page.push_str(&self.glance());
        page.push_str(&self.same_data());
        page.push_str(&legend());
        for (place, claim) in CLAIMS.iter().enumerate() {
            page.push_str(&self.section(place, claim));
        }
        page.push_str(&self.collections_section());
        page.push_str(&self.provenance());
        page
    }

    /// How the page is made again; result folders are where a run puts them.
    pub(super) fn command(&self) -> String {
        let folders: Vec<String> =
            self.experiments.iter().map(|known| format!("results/{}", plain_word(&known.name))).collect();
        format!("sourcebias findings {}", folders.join(" "))
    }

    /// A row a collection and source, a column a claim, a mark a control.
    fn glance(&self) -> String {
        let mut headings = vec!["Collection".to_string(), "Source".to_string()];
        headings.extend(CLAIMS.iter().map(|claim| format!("{} {}", claim.number, claim.title)));
        let mut rows = Vec::new();
        for (place, known) in self.experiments.iter().enumerate() {
            let of_experiment = || self.found.iter().filter(move |found| found.experiment == place);
            for source in distinct(of_experiment().map(|found| found.source.as_str())) {
                let mut row = vec![name(&known.name), name_or_dash(source)];
                row.extend(of_experiment().filter(|found| found.source == source).map(marks));
                rows.push(row);
            }
        }
        let mut out = table(&headings, &rows);
        out.push_str("\nMarks stand for the controls of a claim, in this order:\n\n");
        for (place, claim) in CLAIMS.iter().enumerate() {
            let alike = |other: &&Claim| other.controls == claim.controls;
            if CLAIMS[..place].iter().any(|other| alike(&other)) {
                continue;
            }
            let numbers: Vec<&str> = CLAIMS.iter().filter(alike).map(|one| one.number).collect();
            let controls: Vec<&str> = claim.controls.iter().map(|one| one.heading).collect();
            out.push_str(&format!("* {}: {}\n", numbers.join(", "), controls.join(" · ")));
        }
        out
    }

    /// The section of one claim.
    fn section(&self, place: usize, claim: &Claim) -> String {
        let tables: Vec<String> = claim.tables.iter().map(|schema| format!("`{}`", schema.path())).collect();
        let mut out = format!("\n## {} {}\n\n> {}\n\n", claim.number, claim.title, claim.says);
        out.push_str(&format!("**Found.** {}\n\n", self.summing_up(place)));
        out.push_str(&format!("{} From {}.\n\n", claim.numbers, tables.join(", ")));
        for control in claim.controls {
            out.push_str(&format!("* {}: {}\n", control.heading, control.meaning));
        }
        out.push('\n');
        let mut headings: Vec<String> = ["Collection", "Source", "By"].map(String::from).to_vec();
        headings.extend(claim.controls.iter().map(|control| control.heading.to_string()));
        headings.push("Together".to_string());
        let mut rows = Vec::new();
        for (known, found) in self.of_claim(place) {
            for ((quantity, tests), (_, answer)) in found.by_quantity().into_iter().zip(found.answers()) {
                let mut row = vec![name(&known.name), name_or_dash(&found.source), name_or_dash(quantity)];
                row.extend(claim.controls.iter().map(|control| {
                    let test = tests.iter().find(|test| test.control == control.name);
                    test.map_or(String::new(), |test| cell(test))
                }));
                row.push(escaped(&answer));
                rows.push(row);
            }
        }
        out.push_str(&folded(&headings, &rows));
        out + &self.causes_of(place, claim)
    }

    /// The causes of a claim, a column a part.
    fn causes_of(&self, place: usize, claim: &Claim) -> String {
        let causes = || self.of_claim(place).flat_map(|(_, found)| &found.causes);
        let parts = distinct(causes().map(|cause| cause.part));
        if parts.is_empty() {
            return "\n**Cause.** No difference that it could explain is told apart from 0 in these experiments, or no table of it is there.\n".to_string();
        }
        let mut headings: Vec<String> = ["Collection", "Source", "By"].map(String::from).to_vec();
        headings.extend(parts.iter().map(|part| (*part).to_string()));
        let mut rows = Vec::new();
        for (known, found) in self.of_claim(place) {
            for quantity in distinct(found.causes.iter().map(|cause| cause.quantity.as_str())) {
                let mut row = vec![name(&known.name), name(&found.source), name(quantity)];
                row.extend(parts.iter().map(|part| {
                    let is_it = |cause: &&super::Cause| cause.quantity == quantity && cause.part == *part;
                    let cause = found.causes.iter().find(is_it);
                    cause.map_or(String::new(), |cause| {
                        let told =
                            cause.number.p.is_some() && cause.number.told().is_some_and(|sign| sign != 0);
                        written(&cause.number) + if told { "\\*" } else { "" }
                    })
                }));
                rows.push(row);
            }
        }
        let stars = match causes().any(|cause| cause.number.p.is_some()) {
            true => " \\* told apart from 0.",
            false => "",
        };
        let short = self.causes_in_short(place);
        format!("\n**Cause.** {short} {}{stars}\n\n{}", claim.causes_are, folded(&headings, &rows))
    }
}

/// The verdict words and their marks.
fn legend() -> String {
    let mut rows: Vec<Vec<String>> = ClaimVerdict::ALL
        .iter()
        .map(|verdict| {
            vec![verdict.mark().to_string(), verdict.name().to_string(), verdict.meaning().to_string()]
        })
        .collect();
    rows.push(
        [DIFFERS, "differs", "at a glance: measures or models of this collection do not agree"]
            .map(String::from)
            .to_vec(),
    );
    rows.push(
        ["", "appears only …", "not distinguishable without a control, and told apart under those named"]
            .map(String::from)
            .to_vec(),
    );
    format!("\n{}", table(&["Mark", "Verdict", "Meaning"].map(String::from), &rows))
}

/// A mark a control.
fn marks(found: &Found) -> String {
    let mark = |control: &super::ClaimControl| {
        let of_control = found.tests.iter().filter(|test| test.control == control.name);
        let verdicts: Vec<ClaimVerdict> =
            of_control.map(|test| test.verdict).filter(|one| *one != ClaimVerdict::NotTested).collect();
        match verdicts.first() {
            None => ClaimVerdict::NotTested.mark(),
            Some(first) if verdicts.iter().all(|one| one == first) => first.mark(),
            Some(_) => DIFFERS,
        }
    };
    CLAIMS[found.claim].controls.iter().map(mark).collect::<Vec<_>>().join(" ")
}

/// The mark, and the number with its interval; of what was not tested, why.
fn cell(test: &Tested) -> String {
    match test.verdict {
        ClaimVerdict::NotTested => format!("{} {}", test.verdict.mark(), escaped(&test.reason)),
        verdict => format!("{} {}", verdict.mark(), written(&test.number)),
    }
}

/// Four significant digits, with a true minus.
pub(super) fn digits(value: f64) -> String {
    significant(value).replace('-', MINUS)
}

fn written(number: &Measured) -> String {
    let value = number.value.map_or(UNDEFINED.to_string(), digits);
    match number.interval {
        Some((low, high)) => format!("{value} [{}, {}]", digits(low), digits(high)),
        None => value,
    }
}

/// A table, folded away where it is long.
pub(super) fn folded(headings: &[String], rows: &[Vec<String>]) -> String {
    let table = table(headings, rows);
    match rows.len() > MOST_ROWS {
        true => format!("<details>\n<summary>{} rows</summary>\n\n{table}\n</details>\n", rows.len()),
        false => table,
    }
}

/// A table of cells that are Markdown.
pub(super) fn table(headings: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = vec!["---".to_string(); headings.len()];
    line(headings) + &line(&rule) + &rows.iter().map(|row| line(row)).collect::<String>()
}

pub(super) fn name_or_dash(text: &str) -> String {
    if text.is_empty() { UNDEFINED.to_string() } else { name(text) }
}

/// A name, which is other people's, on one line of a table.
pub(super) fn name(text: &str) -> String {
    escaped(text)
}

/// `text` as it must stand to be read as it is: no emphasis, no formula, no link comes about, and what turns the direction of
/// writing stands as its escape.
pub(super) fn escaped(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => shown.push(' '),
            letter if letter.is_control() || turns(letter) => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    let letters: Vec<char> = escape_markdown(&shown).chars().collect();
    let mut out = String::with_capacity(shown.len());
    for (place, letter) in letters.iter().enumerate() {
        let inside = |place: Option<usize>| {
            place.and_then(|at| letters.get(at)).is_some_and(|one| one.is_alphanumeric())
        };
        // Between letters it begins and ends no emphasis.
        let in_word = *letter == '_' && inside(place.checked_sub(1)) && inside(Some(place + 1));
        if matches!(letter, '*' | '_' | '~' | '$' | '#' | '!') && !in_word {
            out.push('\\');
        }
        out.push(*letter);
    }
    out.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")
}

/// The name of a folder as a word of a command in a block of code, where nothing can be escaped.
fn plain_word(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.+=@,".contains(letter);
    text.chars().map(|letter| if plain(letter) { letter } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_read_as_they_are() {
        assert_eq!(escaped("llama-2-7b-chat-tmp0.2"), "llama-2-7b-chat-tmp0.2");
        assert_eq!(escaped("a|b*c_d"), "a\\|b\\*c_d");
        assert_eq!(escaped("<img src=x>\n# x"), "&lt;img src=x&gt; \\# x");
        assert_eq!(escaped("[x](https://e.org) www.e.org"), "[x\\](https:&#47;&#47;e.org) www&#46;e.org");
        assert_eq!(escaped("_a_b_"), "\\_a_b\\_");
        assert_eq!(escaped("a\u{202e}b\u{7}"), "a\\\\u{202e}b\\\\u{7}");
        assert_eq!(plain_word("demo+models=bm25 `x`"), "demo+models=bm25??x?");
    }

    #[test]
    fn numbers_stand_with_their_interval() {
        let number = Measured { value: Some(-0.0225), interval: Some((-0.03, 1.5)), ..Measured::default() };
        assert_eq!(written(&number), "−0.02250 [−0.03000, 1.500]");
        assert_eq!(written(&Measured::default()), "–");
    }

    #[test]
    fn long_tables_are_folded() {
        let heading = ["x".to_string()];
        assert!(!folded(&heading, &vec![vec!["1".to_string()]; MOST_ROWS]).contains("<details>"));
        let long = folded(&heading, &vec![vec!["1".to_string()]; MOST_ROWS + 1]);
        assert!(long.starts_with("<details>\n<summary>25 rows</summary>\n\n| x |\n| --- |\n"), "{long}");
    }
}
