//! All result tables: those of an experiment, stage by stage, which the report reads; and with them those of labels and audits,
//! which `list tables` and `docs/tables.md` tell too.

use crate::corpus::validate;
use crate::table::Schema;
use crate::table::TableRow;
use crate::{bias, evaluate, labels, profile, retrieve, text};

/// The result tables of an experiment, in the order of its stages.
pub fn tables() -> impl Iterator<Item = &'static Schema> {
    let before = [validate::TABLES, text::TABLES, profile::TABLES, retrieve::TABLES, evaluate::TABLES];
    before.into_iter().flatten().copied().chain(bias::schemas())
}

/// The result tables of all commands: those of an experiment, of labels and of audits.
pub fn all_tables() -> impl Iterator<Item = &'static Schema> {
    tables().chain(of_files().into_iter().flat_map(|(schemas, _)| schemas))
}

/// The tables of commands that read files and keep no experiment, each with what is said of them all.
fn of_files() -> [(Vec<&'static Schema>, &'static str); 2] {
    // What judges make of source bias is computed by the stage after theirs.
    let of_labels = labels::TABLES.iter().copied().chain([bias::JudgeDeltaRow::SCHEMA]);
    [
        (
            of_labels.collect(),
            "The tables of `sourcebias labels --to FOLDER`, below FOLDER, each where it has rows.",
        ),
        (
            bias::audit::TABLES.to_vec(),
            "The tables of `sourcebias audit --to FOLDER`, below FOLDER beside `bias/relative_delta` and `bias/ties`; \
             `audit/rows` is what it prints with `--format csv`.",
        ),
    ]
}

/// The page `docs/tables.md`: every result table with its columns.
pub fn tables_page() -> String {
    let mut page = "# Result tables\n\nWhat `sourcebias run` writes below `results/<experiment>/`. This page is made of the \
        schemas that the program writes and reads by (`sourcebias list tables --page`). A number without a value is \
        undefined and stands empty. Columns in brackets are in the file only where some row has a value.\n"
        .to_string();
    tables().for_each(|schema| page.push_str(&section(schema)));
    for (schemas, about) in of_files() {
        page.push_str(&format!("\n---\n\n{about}\n"));
        schemas.into_iter().for_each(|schema| page.push_str(&section(schema)));
    }
    page
}

/// A table with its columns.
fn section(schema: &Schema) -> String {
    let mut section = format!("\n## `{}`\n\n{}.\n\n", schema.path(), sentence(schema.summary));
    section.push_str("| column | holds | meaning |\n| --- | --- | --- |\n");
    for column in schema.columns {
        let name =
            if column.optional { format!("[`{}`]", column.name) } else { format!("`{}`", column.name) };
        section.push_str(&format!(
            "| {name} | {} | {} |\n",
            column.kind.word(),
            column.meaning.replace('|', "\\|")
        ));
    }
    section
}

/// With a capital, and without a full stop.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::table::Shown;

    #[test]
    fn every_table_has_a_place_and_columns_of_its_own() {
        let mut places = BTreeSet::new();
        for schema in all_tables() {
            assert!(places.insert(schema.path()), "{}", schema.key);
            assert!(schema.key.split('/').count() == 2 && !schema.summary.is_empty(), "{}", schema.key);
            let names: BTreeSet<&str> = schema.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), schema.columns.len(), "{}", schema.key);
            for column in schema.columns {
                assert!(!column.meaning.is_empty(), "{} {}", schema.key, column.name);
                if matches!(column.shown, Some((_, Shown::Interval(_) | Shown::SignificantInterval))) {
                    let high = column.name.replace("low", "high");
                    assert!(high != column.name && schema.column(&high).is_some(), "{} {high}", schema.key);
                }
            }
        }
    }

    #[test]
    fn the_page_of_tables_is_that_of_the_schemas() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == tables_page(), "write it again: sourcebias list tables --page > docs/tables.md");
    }
}
