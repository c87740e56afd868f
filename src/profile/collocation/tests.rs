//! Collocates of a few short texts, by hand.

use super::*;
use crate::text::Analyzer;

fn found(settings: CollocationSettings, node: &str) -> Collocations {
    let corpus = Corpus::from_texts([
        ("human", vec![("a", "strong tea and strong tea"), ("b", "weak coffee, strong coffee")]),
        ("llm", vec![("a", "powerful tea; strong tea"), ("b", "coffee")]),
    ])
    .unwrap();
    let node = Pattern::words(node, &Analyzer::parse("words").unwrap()).unwrap();
    collocates(&corpus, &node, &settings).unwrap()
}

const ALL: CollocationSettings =
    CollocationSettings { window: 1, minimum: 1, limit: 0, by: Strength::LogDice, title: false };

#[test]
fn sources_stand_side_by_side() {
    let found = found(ALL, "tea");
    let rows: Vec<_> = found
        .rows
        .iter()
        .map(|row| (row.collocate.as_str(), row.reference_together, row.source_together, row.source_before))
        .collect();
    // log Dice: powerful 2 · 1 ÷ (2 + 1); strong 2 · 2 ÷ (2 + 3) of people, 2 · 1 ÷ (2 + 1) of the model; and 2 ÷ 3. In
    // "tea; strong tea" and in "tea and", what is as near to both counts as behind the first.
    assert_eq!(rows, [("strong", 2, 1, 0), ("and", 1, 0, 0), ("powerful", 0, 1, 1)]);
    let strong = &found.rows[0];
    assert_eq!((&*strong.reference, &*strong.source), ("human", "llm"));
    assert_eq!(strong.reference_log_dice, Some(14.0 + 0.8_f64.log2()));
    approx::assert_relative_eq!(strong.difference.unwrap(), (5.0_f64 / 6.0).log2(), max_relative = 1e-12);
    // E of people: 3 words of the window, 3 of 7 besides the node: 9 ÷ 7.
    assert_eq!(strong.reference_mutual_information, Some((2.0_f64 / (9.0 / 7.0)).log2()));
    assert_eq!((strong.source_frequency, strong.reference_frequency), (1, 3));
    assert_eq!(found.nothing_found(), None);
}

#[test]
fn what_one_source_alone_has_differs_most() {
    let found = found(CollocationSettings { by: Strength::Difference, ..ALL }, "tea");
    let terms: Vec<&str> = found.rows.iter().map(|row| row.collocate.as_str()).collect();
    assert_eq!(terms, ["and", "powerful", "strong"]);
}

#[test]
fn few_are_kept_and_little_is_said() {
    assert_eq!(found(CollocationSettings { limit: 1, ..ALL }, "tea").rows.len(), 1);
    let often = found(CollocationSettings { minimum: 2, ..ALL }, "tea");
    assert_eq!(often.rows.iter().map(|row| row.collocate.as_str()).collect::<Vec<_>>(), ["strong"]);
    let never = found(CollocationSettings { minimum: 9, ..ALL }, "tea");
    assert!(
        never.nothing_found().unwrap().starts_with("no word stands 9 times or more within 1 words of `tea`")
    );
    let nowhere = found(ALL, "milk");
    assert!(nowhere.nothing_found().unwrap().starts_with("no `milk` in human, llm"));
}

#[test]
fn one_source_has_no_reference() {
    let corpus = Corpus::from_texts([("human", vec![("a", "strong tea"), ("b", "weak tea")])]).unwrap();
    let tea = Pattern::words("tea", &Analyzer::parse("words").unwrap()).unwrap();
    let found = collocates(&corpus, &tea, &ALL).unwrap();
    assert_eq!(found.rows.len(), 2);
    let columns = found.table().names();
    assert!(columns.iter().all(|name| !name.starts_with("reference") && name != "difference"), "{columns:?}");
}
