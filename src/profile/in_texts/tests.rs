//! Forms and lines of a few short texts, by hand.

use super::*;
use crate::profile::{KeynessSettings, Pairs, ProfileSettings, profile};
use crate::registry::Named;
use crate::table::Table;
use crate::text::AnalyzedCorpus;

/// A profile of the keywords alone: all that is tested is one.
fn profiled(corpus: &Corpus, spec: &str, ngrams: usize) -> Profile {
    let keyness = KeynessSettings {
        ngrams,
        minimum_documents: 1,
        maximum_dispersion: 1.0,
        level: 1.1,
        ..KeynessSettings::default()
    };
    let settings = ProfileSettings { keyness, pairs: Pairs::Reference, ..ProfileSettings::default() };
    let analyzer = Analyzer::parse(spec).unwrap();
    let analyzed = AnalyzedCorpus::read(corpus, &analyzer, false).unwrap();
    let none: &[Named<dyn crate::profile::LexicalMeasure>] = &[];
    profile(&analyzed, none, &settings).unwrap().with_texts(corpus, &analyzer, false).unwrap()
}

fn corpus() -> Corpus {
    let human = vec![
        ("a", "The minister met ministers. Ministers' men!"),
        ("b", "Minister\nand minister, minister"),
        ("c", "No one"),
    ];
    let llm = vec![("a", "Ministering, ministers and Ministers"), ("b", "one runs"), ("c", "he RUNS")];
    Corpus::from_texts([("human", human), ("llm", llm)]).unwrap()
}

fn form(table: &Table, term: &str) -> Vec<String> {
    table.only("term", term).unwrap().text("form").unwrap()
}

#[test]
fn the_most_frequent_form_over_both_sources_by_hand() {
    // minister 4 in human; ministers 2 there and 2 in llm; ministering 1: of 4 and 4 the first.
    let profile = profiled(&corpus(), "words|porter", 1);
    let top = profile.keyness().top();
    assert_eq!(form(top, "minist"), ["minister"]);
    assert_eq!(form(top, "run"), ["runs"]);
    let rows = KeynessRow::from_table(top).unwrap();
    let words: Vec<String> = rows.iter().map(KeynessRow::word).collect();
    assert!(
        words.contains(&"minister (minist)".to_string()) && words.contains(&"men".to_string()),
        "{words:?}"
    );
    assert_eq!(form(&profile.turbulence().terms, "run"), ["runs"]);
}

#[test]
fn words_that_follow_each_other_have_a_form_with_what_stands_between() {
    let texts = |text| vec![("a", text), ("b", text)];
    let corpus = Corpus::from_texts([
        ("human", texts("State of the Arts, states of art")),
        ("llm", texts("none came")),
    ])
    .unwrap();
    let profile = profiled(&corpus, "english", 2);
    assert_eq!(form(profile.keyness().top(), "state art"), ["state of the arts"]);
    // As often as "states of art", which is later in the alphabet.
    let lines = KeywordLineRow::from_table(profile.lines().unwrap()).unwrap();
    let line = lines.iter().find(|row| &*row.term == "state art").unwrap();
    assert_eq!((&*line.left, &*line.hit, &*line.right), ("", "State of the Arts", ", states of art"));
}

#[test]
fn lines_are_of_either_source_and_of_every_document() {
    let profile = profiled(&corpus(), "words|porter", 1);
    let rows = KeywordLineRow::from_table(profile.lines().unwrap()).unwrap();
    let lines = |term: &str, texts_of: &str| -> Vec<(String, String)> {
        let rows = rows.iter().filter(|row| &*row.term == term && &*row.texts_of == texts_of);
        rows.map(|row| (row.document.to_string(), row.hit.clone())).collect()
    };
    let of = |found: &[(&str, &str)]| -> Vec<(String, String)> {
        found.iter().map(|(document, hit)| (document.to_string(), hit.to_string())).collect()
    };
    assert_eq!(
        lines("minist", "human"),
        of(&[
            ("a", "minister"),
            ("a", "ministers"),
            ("a", "Ministers"),
            ("b", "Minister"),
            ("b", "minister")
        ])
    );
    assert_eq!(lines("run", "llm"), of(&[("b", "runs"), ("c", "RUNS")]));
    assert!(lines("run", "human").is_empty());
    let here = rows.iter().find(|row| row.hit == "Minister").unwrap();
    assert_eq!((&*here.left, &*here.right), ("", "and minister, minister"));
}

#[test]
fn n_grams_of_letters_have_neither_forms_nor_lines() {
    let profile = profiled(&corpus(), "words|ngrams(4)", 1);
    assert!(profile.keyness().top().height() > 0 && !profile.keyness().top().has("form"));
    assert!(profile.lines().is_none());
}
