//! What sets sources apart beside who wrote the texts: each check just beyond its threshold, and just below it.

use super::*;

/// Documents `d00`, `d01`, … with these texts.
fn numbered(texts: impl IntoIterator<Item = String>) -> Vec<(String, String)> {
    texts.into_iter().enumerate().map(|(number, text)| (format!("d{number:02}"), text)).collect()
}

/// `first` with `count` texts of one kind, then others up to `of`.
fn mixed(of: usize, count: usize, kind: &str, other: &str) -> Vec<(String, String)> {
    let one = |number: usize| if number < count { kind } else { other };
    numbered((0..of).map(|number| format!("{number} {}", one(number))))
}

fn borrowed(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(base, text)| (base.as_str(), text.as_str())).collect()
}

/// Validates sources of these texts, with these queries.
fn found_in(sources: &[(&str, Vec<(String, String)>)], queries: &[(&str, &str)]) -> Validated {
    let texts: Vec<_> = sources.iter().map(|(_, texts)| borrowed(texts)).collect();
    let named: Vec<_> =
        sources.iter().zip(&texts).map(|((name, _), texts)| (*name, texts.as_slice())).collect();
    validated(&collection(&named, queries, &[]))
}

fn nothing(of: u64) -> (u64, u64, String) {
    (0, of, String::new())
}

#[test]
fn continuations_are_told_above_a_fifth_of_the_twins() {
    // 60 characters, told by a white space in them.
    let prompt = "It was a bright cold day in April and the clocks were going ";
    assert_eq!(prompt.trim_end().chars().count(), 59);
    let text = |number: usize, end: &str| format!("{number}{prompt}{end}");
    let human = numbered((0..11).map(|number| text(number, "strange")));
    let version = |alike: usize| {
        let one = |number| match number {
            // The same text is no continuation.
            10 => text(number, "strange"),
            number if number < alike => text(number, "slow").replacen(' ', "\n", 3),
            number => format!("not {}", text(number, "strange")),
        };
        numbered((0..11).map(one))
    };
    let found = found_in(&[("human", human), ("gpt", version(2)), ("llm", version(3))], &[]);
    assert_eq!(row(&found, "shared_beginnings", "gpt"), nothing(10));
    assert_eq!(row(&found, "shared_beginnings", "llm"), (3, 10, "d00".into()));
    assert_eq!(row(&found, "identical_twins", "llm").0, 1);
    // What is alike in fewer than 60 characters may be so by chance.
    let short = |end: &str| numbered((0..5).map(|number| format!("{number}{} {end}", &prompt[..50])));
    let found = found_in(&[("human", short("one")), ("gpt", short("two"))], &[]);
    assert_eq!(row(&found, "shared_beginnings", "gpt"), nothing(5));
}

#[test]
fn texts_that_break_off_are_told_where_one_source_has_them() {
    let texts = |of, open| mixed(of, open, "red apples and green", "red apples.");
    // 60 % against 20 %: 40 points, beyond three standard errors of √(0.4 · 0.6 · 2/50) = 0.098.
    let found = found_in(&[("human", texts(50, 10)), ("gpt", texts(50, 30)), ("llm", texts(50, 19))], &[]);
    assert_eq!(row(&found, "unfinished_texts", "human"), nothing(50));
    assert_eq!(row(&found, "unfinished_texts", "gpt"), (30, 50, "d00".into()));
    // 38 % against 20 %: no 20 points.
    assert_eq!(row(&found, "unfinished_texts", "llm"), nothing(50));
    // 60 % against 20 % of five: √(0.4 · 0.6 · 2/5) = 0.310, three of which are above 40 points.
    let found = found_in(&[("human", texts(5, 1)), ("gpt", texts(5, 3))], &[]);
    assert_eq!(row(&found, "unfinished_texts", "gpt"), nothing(5));
    // A text that is empty neither ends nor breaks off.
    let found = found_in(&[("human", texts(20, 20)), ("gpt", numbered(vec![" ".to_string(); 20]))], &[]);
    assert_eq!(row(&found, "unfinished_texts", "human"), nothing(20));
    assert_eq!(row(&found, "unfinished_texts", "gpt"), nothing(0));
}

#[test]
fn queries_in_the_texts_of_one_source_are_told() {
    let words =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let query = |word: &str| format!("who has {word} red apples?");
    let ids: Vec<String> = (0..12).map(|number| format!("q{number:02}")).collect();
    let asked: Vec<String> = words.iter().map(|word| query(word)).collect();
    let mut queries: Vec<(&str, &str)> =
        ids.iter().zip(&asked).map(|(id, text)| (id.as_str(), text.as_str())).collect();
    // Three words are no query to look for.
    queries.push(("q99", "who has apples"));
    let text = |word: &&str| format!("He asked: who has apples, and WHO has\n{word} (red) Apples, then.");
    let apart = |word: &&str| format!("Who has {word} reddish apples or who had {word} red apples?");
    let of = |count: usize| {
        numbered(words.iter().enumerate().map(|(n, word)| if n < count { text(word) } else { apart(word) }))
    };
    let found = found_in(&[("human", of(0)), ("gpt", of(10)), ("llm", of(9))], &queries);
    assert_eq!(row(&found, "contained_queries", "human"), nothing(12));
    assert_eq!(row(&found, "contained_queries", "gpt"), (10, 12, "q00 in d00".into()));
    // 9 to none are three standard errors, not more.
    assert_eq!(row(&found, "contained_queries", "llm"), nothing(12));
    // Where all sources have them, none is favoured.
    let found = found_in(&[("human", of(10)), ("gpt", of(10))], &queries);
    assert_eq!(row(&found, "contained_queries", "gpt"), nothing(12));
}

#[test]
fn only_queries_that_are_searched_are_looked_for() {
    let query = "who has four red apples";
    let texts: &[(&str, &str)] = &[("b", "who has four red apples?"), ("a", "Who has four red apples: Tim.")];
    let queries = [("q1", query), ("q2", query)];
    let found = validated(&collection(&[("human", texts)], &queries, &[("q2", "a", 1)]));
    assert_eq!(row(&found, "queries_as_beginnings", "human"), (1, 1, "q2 in a".into()));
    let found = validated(&collection(&[("human", texts)], &queries, &[]));
    assert_eq!(row(&found, "queries_as_beginnings", "human"), (2, 2, "q1 in a".into()));
}

#[test]
fn queries_that_are_titles_or_first_words_are_told_above_a_twentieth() {
    let query = |number: usize| format!("apples of the year {number}");
    let asked: Vec<(String, String)> =
        (0..40).map(|number| (format!("q{number:02}"), query(number))).collect();
    let queries: Vec<(&str, &str)> = asked.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let of = |count: usize| {
        numbered((0..40).map(|number| match number < count {
            true => format!("{} are red.", query(number).to_uppercase()),
            false => format!("The {} are red.", query(number)),
        }))
    };
    // 2 of 40 are 5 %, not more.
    let found = found_in(&[("human", of(2)), ("gpt", of(3))], &queries);
    assert_eq!(row(&found, "queries_as_beginnings", "human"), nothing(40));
    assert_eq!(row(&found, "queries_as_beginnings", "gpt"), (3, 40, "q00 in d00".into()));
    // A title is the whole query, and no text: it is contained only where titles are read.
    let texts: &[(&str, &str)] = &[("a", "red")];
    for (title, begins, with_titles, contained) in [
        ("Apples, of the year 7!", 1, false, 0),
        ("Apples, of the year 7!", 1, true, 1),
        ("Apples of the year 7 and 8", 0, true, 1),
    ] {
        let mut titled = collection(&[("human", texts)], &[("q", "apples of the year 7")], &[]);
        let crate::corpus::collection::Origin::Memory(documents) = &mut titled.corpus.origin else {
            panic!("in memory")
        };
        documents[0].title = title.to_string();
        let found = validate_collection(&titled, with_titles).unwrap();
        assert_eq!(row(&found, "queries_as_beginnings", "human").0, begins, "{title}");
        let mut validation = Validation::new(&titled, with_titles);
        titled.corpus.documents().for_each(|document| validation.add(&document.unwrap()));
        assert_eq!(validation.quoted.within(SourceId(0)).len(), contained, "{title}");
    }
}

#[test]
fn copies_are_the_same_texts_in_any_order() {
    let found = validated(&collection(
        &[
            ("human", &[("a", "one"), ("b", "two"), ("c", "")]),
            ("near", &[("a", "one"), ("b", "two.")]),
            ("copy", &[("c", " "), ("b", " two"), ("a", "one")]),
            ("part", &[("a", "one"), ("b", "two")]),
            ("moved", &[("a", "two"), ("b", "one"), ("c", "")]),
            ("parts", &[("b", "two"), ("a", "one")]),
            ("empty", &[("a", "")]),
            ("void", &[("a", " ")]),
        ],
        &[],
        &[],
    ));
    for (source, expected) in [
        ("near", nothing(2)),
        ("copy", (3, 3, "human".to_string())),
        ("part", nothing(2)),
        ("moved", nothing(3)),
        ("parts", (2, 2, "part".to_string())),
        ("empty", nothing(1)),
        ("void", nothing(1)),
    ] {
        assert_eq!(row(&found, "copied_sources", source), expected, "{source}");
    }
    // The reference is never the copy.
    let same = [("gpt", &[("a", "one")][..]), ("human", &[("a", "one")])];
    let mut collection = collection(&same, &[], &[]);
    collection.corpus.reference = SourceId(1);
    assert_eq!(row(&validated(&collection), "copied_sources", "gpt"), (1, 1, "human".into()));
    assert_eq!(copied_sources(&collection.corpus, false).unwrap(), [SourceId(1); 2]);
}

#[test]
fn headings_are_told_where_the_original_has_none() {
    let human: Texts<'_> =
        &[("a", "Red."), ("b", "Answer: red."), ("c", "Red."), ("d", "Red."), ("e", "Red."), ("f", "Red.")];
    let gpt: Texts<'_> = &[
        ("a", "**Answer:**\nIt is red."),
        ("b", "Summary: it is red."),
        ("c", "Answers: it is red."),
        ("d", "The answer: it is red."),
        ("e", "  \"Title : Red\""),
        ("f", "Summary of red: it is."),
        ("g", "Title: red"),
    ];
    let found = validated(&collection(&[("human", human), ("gpt", gpt)], &[], &[]));
    assert_eq!(row(&found, "added_headings", "gpt"), (2, 6, "a".into()));
}
