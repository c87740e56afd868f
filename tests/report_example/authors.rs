//! Relative Δ of the queries of two authors, and their difference.

use sourcebias::table::{Column, Table};

use super::{HUMAN, number, text, wobble};

pub fn query_authors(models: &[&str], measures: &[&str], sources: &[&str]) -> Table {
    const AUTHORS: [(&str, &str); 3] = [("gpt", ""), (HUMAN, ""), ("gpt", HUMAN)];
    let mut rows: Vec<([&str; 5], f64)> = Vec::new();
    for (m, model) in models.iter().enumerate() {
        for measure in measures {
            for (s, source) in sources.iter().enumerate() {
                let [one, other] = [11, 12].map(|seed| 9.0 * wobble(10 * s + m + 100 * seed));
                for ((author, less), value) in AUTHORS.iter().zip([one, other, one - other]) {
                    rows.push(([*model, *measure, *source, *author, *less], value));
                }
            }
        }
    }
    let word = |place: usize| text(&rows.iter().map(|row| row.0[place]).collect::<Vec<_>>());
    let value = |beside: f64| number(&rows.iter().map(|row| row.1 + beside).collect::<Vec<_>>());
    let n = rows.len();
    Table::new(vec![
        ("model", word(0)),
        ("measure", word(1)),
        ("reference", text(&vec![HUMAN; n])),
        ("source", word(2)),
        ("author", word(3)),
        ("less_author", word(4)),
        ("relative_delta_percent", value(0.0)),
        ("low", value(-7.5)),
        ("high", value(6.5)),
        ("p_value", number(&vec![0.03; n])),
        ("p_adjusted", number(&vec![0.09; n])),
        ("queries", Column::Count(vec![100; n])),
        ("clusters", Column::Count(vec![96; n])),
        ("shared_clusters", Column::Count(vec![96; n])),
    ])
}
