//! Twins that are none: ids that slipped, names that agree by accident, single texts exchanged; and versions under other ids.

use super::*;
use crate::corpus::Corpus;
use crate::corpus::validate::TwinSample;

/// A text of content `number`: words that all texts share, words of its topic, and some of its own of which every version
/// keeps `kept` in ten.
fn text(number: usize, kept: usize, by: &str) -> String {
    let mut words = vec!["the".to_string(), "of".to_string(), format!("topic{}", number % 5)];
    words.extend((0..10).map(|word| match word < kept {
        true => format!("w{number}x{word}"),
        false => format!("{by}{number}x{word}"),
    }));
    words.join(" ")
}

fn texts(of: usize, kept: usize, by: &str, content: impl Fn(usize) -> usize) -> Vec<(String, String)> {
    (0..of).map(|number| (format!("d{number:03}"), text(content(number), kept, by))).collect()
}

fn borrowed(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(base, text)| (base.as_str(), text.as_str())).collect()
}

fn found(sources: &[(&str, &[(String, String)])]) -> Validated {
    let texts: Vec<_> = sources.iter().map(|(_, texts)| borrowed(texts)).collect();
    let named: Vec<_> =
        sources.iter().zip(&texts).map(|((name, _), texts)| (*name, texts.as_slice())).collect();
    validated(&collection(&named, &[], &[]))
}

/// Count and whole of both checks of likeness.
fn unlike(found: &Validated, source: &str) -> [(u64, u64); 2] {
    ["unrelated_twins", "unlike_twins"].map(|check| {
        let (count, of, _) = row(found, check, source);
        (count, of)
    })
}

#[test]
fn ids_that_slipped_are_an_error_and_versions_in_other_words_are_none() {
    let human = texts(60, 10, "h", |number| number);
    let rewritten = texts(60, 2, "g", |number| number);
    let slipped = texts(60, 10, "s", |number| (number + 1) % 60);
    // One in ten exchanged with its neighbour.
    let exchanged = texts(60, 10, "e", |number| if number < 6 { number ^ 1 } else { number });
    let all: [(&str, &[(String, String)]); 5] = [
        ("human", &human),
        ("copy", &human),
        ("rewritten", &rewritten),
        ("slipped", &slipped),
        ("exchanged", &exchanged),
    ];
    let found = found(&all);
    for right in ["copy", "rewritten"] {
        assert_eq!(unlike(&found, right), [(0, 60), (0, 60)], "{right}");
    }
    assert_eq!(unlike(&found, "slipped"), [(60, 60), (0, 60)]);
    assert_eq!(row(&found, "unrelated_twins", "slipped").2, "d000");
    assert_eq!(unlike(&found, "exchanged"), [(0, 60), (6, 60)]);
    assert_eq!(found.kinds(Severity::Error), 1);
}

#[test]
fn fewer_than_ten_twins_say_nothing_and_single_ones_are_passed_over() {
    let human = texts(40, 10, "h", |number| number);
    let two = texts(40, 10, "t", |number| if number < 2 { number ^ 1 } else { number });
    let nine = texts(9, 10, "n", |number| (number + 1) % 9);
    let found = found(&[("human", &human), ("two", &two), ("nine", &nine)]);
    assert_eq!(unlike(&found, "two"), [(0, 40), (0, 40)]);
    assert_eq!(unlike(&found, "nine"), [(0, 0), (0, 0)]);
}

#[test]
fn sources_without_twins_of_the_reference_are_held_against_each_other() {
    let human: Vec<_> = (0..20).map(|number| (format!("h{number}"), text(number, 10, "h"))).collect();
    let gpt = texts(20, 10, "g", |number| number);
    let slipped = texts(20, 10, "s", |number| (number + 7) % 20);
    let found = found(&[("human", &human), ("gpt", &gpt), ("slipped", &slipped)]);
    assert_eq!(unlike(&found, "slipped")[0], (20, 20));
    assert_eq!(unlike(&found, "gpt"), [(0, 0), (0, 0)]);
}

/// Ten contents with topics by chance, ids by accident: how often they pass of 1,000 draws.
#[test]
fn accidental_ids_pass_as_seldom_as_is_said() {
    use rand::{RngExt, SeedableRng};
    let mut random = rand_pcg::Pcg64::seed_from_u64(7);
    let mut drawn = |source: &str| -> Vec<(String, String)> {
        let mut text = |number: usize| {
            let words: Vec<String> = (0..40).map(|_| format!("w{}", random.random_range(0..300))).collect();
            (format!("{number}"), format!("{source} {}", words.join(" ")))
        };
        (0..10).map(&mut text).collect()
    };
    let passed = (0..1000).filter(|_| {
        let corpus = Corpus::from_texts([("human", drawn("h")), ("gpt", drawn("g"))]).unwrap();
        let mut sample = TwinSample::new(&corpus.sources, corpus.reference);
        corpus.documents().for_each(|document| sample.add(&document.unwrap()));
        sample.refusal(&corpus).is_none()
    });
    let passed = passed.count();
    assert!(passed <= 6, "{passed} of 1000");
}

#[test]
fn versions_under_other_ids_are_told_with_what_they_add() {
    let named = |before: &str, behind: &str| -> Vec<(String, String)> {
        (0..12).map(|number| (format!("{before}d{number}{behind}"), text(number, 9, behind))).collect()
    };
    let (human, gpt, llama, other) =
        (named("", ""), named("", "_gpt"), named("llama:", ""), named("x", "_y"));
    let all: [(&str, &[(String, String)]); 4] =
        [("human", &human), ("gpt", &gpt), ("llama", &llama), ("other", &other)];
    let validated = found(&all);
    assert_eq!(row(&validated, "renamed_twins", "gpt"), (12, 12, "d0_gpt, of d0".to_string()));
    assert_eq!(row(&validated, "renamed_twins", "llama"), (12, 12, "llama:d0, of d0".to_string()));
    assert_eq!(row(&validated, "renamed_twins", "other").0, 0);
    let notes = validated.notes();
    assert!(
        notes[0].starts_with(
            "gpt, llama share no id with the reference, so that nothing can be compared on the same contents"
        ) && notes[0].contains("their ids look like those of versions (d0_gpt, of d0)")
            && notes[0].contains("`format = \"beir(strip=_gpt llama:)\"`"),
        "{notes:?}"
    );
    // All ids end alike before what was added.
    let (human, gpt) = (named("", "_0"), named("", "_0_gpt"));
    assert_eq!(
        row(&found(&[("human", &human), ("gpt", &gpt)]), "renamed_twins", "gpt").2,
        "d0_0_gpt, of d0_0"
    );
    // Both sides carry their name; numbers in a row agree by accident.
    let (human, gpt) = (named("", "-human"), named("", "-gpt"));
    assert_eq!(row(&found(&[("human", &human), ("gpt", &gpt)]), "renamed_twins", "gpt").0, 12);
    let (student, essays) = (named("stud", ""), named("essay", ""));
    let found = found(&[("human", &student), ("gpt", &essays)]);
    assert_eq!(row(&found, "renamed_twins", "gpt"), (0, 12, String::new()));
    assert!(found.notes().is_empty());
}
