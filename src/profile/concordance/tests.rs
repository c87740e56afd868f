//! Concordances of three short texts, by hand.

use super::*;
use crate::text::Analyzer;

fn corpus() -> Corpus {
    let human = vec![
        ("a", "The cat sat.\n\nA black\tcat ran (the cat!) \"home\" now."),
        ("b", "東京の猫は黒い。猫！ A cafe\u{301} cat."),
        ("c", "Nothing here"),
    ];
    Corpus::from_texts([("human", human), ("llm", vec![("a", "Cat")])]).unwrap()
}

fn found(word: &str, settings: ConcordanceSettings) -> Concordance {
    let pattern = Pattern::words(word, &Analyzer::parse("words").unwrap()).unwrap();
    concordance(&corpus(), &pattern, &settings).unwrap()
}

fn lines(word: &str, settings: ConcordanceSettings) -> Vec<String> {
    let found = found(word, settings);
    found.lines.iter().map(|row| format!("{}|{}|{}", row.left, row.matched, row.right)).collect()
}

#[test]
fn counts_by_hand() {
    let found = found("cat", ConcordanceSettings::default());
    // 3 + 8 words; 東 京 の 猫 は 黒 い 猫 A café cat are 11; and 2.
    let counts: Vec<_> = found
        .counts
        .iter()
        .map(|row| (row.occurrences, row.documents, row.of_documents, row.words))
        .collect();
    assert_eq!(counts, [(4, 2, 3, 24), (1, 1, 1, 1)]);
    assert_eq!(found.counts[0].per_million, Some(4.0 * 1e6 / 24.0));
    assert_eq!(found.nothing_found(), None);
    let positions: Vec<_> = found.lines.iter().map(|row| (&*row.document, row.position)).collect();
    assert_eq!(positions, [("b", 10), ("a", 8), ("a", 5), ("a", 1), ("a", 0)]);
}

#[test]
fn lines_by_hand_in_each_order() {
    let two = ConcordanceSettings { context: 2, ..ConcordanceSettings::default() };
    // Nothing, home, ran, sat.
    assert_eq!(
        lines("cat", two),
        [
            "A cafe\u{301}|cat|.",
            "ran (the|cat|!) \"home\" now.",
            "A black|cat|ran (the",
            "The|cat|sat. A",
            "|Cat|"
        ]
    );
    // black, café, the … ran, the.
    assert_eq!(
        lines("cat", ConcordanceSettings { order: Order::Left, ..two })[..4],
        ["A black|cat|ran (the", "A cafe\u{301}|cat|.", "The|cat|sat. A", "ran (the|cat|!) \"home\" now."]
    );
    let document = ConcordanceSettings { order: Order::Document, context: 0, ..two };
    assert_eq!(lines("cat", document), ["|cat|", "|cat|", "|cat|!)", "|cat|.", "|Cat|"]);
    assert_eq!(
        lines("猫", ConcordanceSettings { order: Order::Document, ..two }),
        ["京の|猫|は黒", "黒い。|猫|！ A cafe\u{301}"]
    );
}

#[test]
fn the_first_lines_in_order_are_kept() {
    let all = ConcordanceSettings { limit: 0, ..ConcordanceSettings::default() };
    let everything = found("cat", all);
    for limit in 1..4 {
        let found = found("cat", ConcordanceSettings { limit, ..all });
        assert_eq!(found.further("human"), 4 - limit as u64);
        let kept: Vec<_> = found.lines.iter().filter(|row| &*row.source == "human").cloned().collect();
        assert_eq!(kept, everything.lines[..limit]);
    }
}

#[test]
fn a_title_stands_before_its_text() {
    let mut document = corpus().documents().next().unwrap().unwrap();
    document.title = "My cat".to_string();
    let corpus =
        Corpus::from_documents(corpus().sources, crate::corpus::SourceId(0), vec![document]).unwrap();
    let pattern = Pattern::words("cat", &Analyzer::parse("words").unwrap()).unwrap();
    let counted = |title: bool| {
        let settings = ConcordanceSettings { title, ..ConcordanceSettings::default() };
        concordance(&corpus, &pattern, &settings).unwrap().counts[0].occurrences
    };
    assert_eq!((counted(false), counted(true)), (3, 4));
}

#[test]
fn that_nothing_was_found_is_said_with_what_to_try() {
    let found = found("dogs", ConcordanceSettings::default());
    assert!(found.lines.is_empty());
    let said = found.nothing_found().unwrap();
    assert!(
        said.starts_with("no `dogs` in human, llm; whole words are matched: an analyser that stems (`stem`"),
        "{said}"
    );
}
