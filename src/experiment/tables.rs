//! All result tables, stage by stage: what `list tables` and `docs/tables.md` tell, and the report reads.

use crate::corpus::validate;
use crate::table::Schema;
use crate::{bias, evaluate, profile, retrieve, text};

/// The result tables of all stages, in the order of the stages.
pub fn tables() -> impl Iterator<Item = &'static Schema> {
    let before = [validate::TABLES, text::TABLES, profile::TABLES, retrieve::TABLES, evaluate::TABLES];
    before.into_iter().flatten().copied().chain(bias::schemas())
}

/// The page `docs/tables.md`: every result table with its columns.
pub fn tables_page() -> String {
    let mut page = "# Result tables\n\nWhat `sourcebias run` writes below `results/<experiment>/`. This page is made of the \
        schemas that the program writes and reads by (`sourcebias list tables --page`). A number without a value is \
        undefined and stands empty. Columns in brackets are in the file only where some row has a value.\n"
        .to_string();
    for schema in tables() {
        page.push_str(&format!("\n## `{}`\n\n{}.\n\n", schema.path(), sentence(schema.summary)));
        page.push_str("| column | holds | meaning |\n| --- | --- | --- |\n");
        for column in schema.columns {
            let name =
                if column.optional { format!("[`{}`]", column.name) } else { format!("`{}`", column.name) };
            page.push_str(&format!(
                "| {name} | {} | {} |\n",
                column.kind.word(),
                column.meaning.replace('|', "\\|")
            ));
        }
    }
    page
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
        for schema in tables() {
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
