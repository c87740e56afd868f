//! Tokens and stems against Lucene's own, from `tests/golden`.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use sourcebias::text::Analyzer;
use sourcebias::text::step::stop_list::StopList;
use sourcebias::text::step::{ChainPart, STEPS, Term};

/// Texts on which Lucene 9.9 differs, by a character of each. Its tables are those of Unicode 12.1 (letters assigned
/// or classed anew since then, in the texts with ՟, 𰀀, U+070F, U+06DD, ౝ, 𐺀, ՚, ★, 🂡, 🏻); it drops the letter 〆, and strips the variation selector
/// of ❤︎.
const KNOWN: [&str; 12] =
    ["a՟b", "〆", "𰀀", "\u{70f}", "\u{6dd}", "❤\u{fe0e}", "★", "🏻 ", "🂡", "ౝ", "𐺀", "՚"];

/// For each language how many stop words Lucene 9.9 and we share, how many are ours alone and how many Lucene's alone.
///
/// Both have Snowball's lists for most languages, of different years. NLTK has corrected one (German), augmented two
/// (English, Portuguese), and misspells ő as õ (seven Hungarian words, which are folded when they are looked up) and two
/// Finnish words. Those of Arabic, Greek (modern and ancient), Romanian and Turkish are other lists altogether.
const SHARED: [(&str, usize, usize, usize); 18] = [
    ("arabic", 72, 624, 47),
    ("danish", 94, 0, 0),
    ("dutch", 101, 0, 0),
    ("english", 159, 39, 15),
    ("finnish", 227, 2, 2),
    ("french", 141, 16, 13),
    ("german", 227, 5, 4),
    ("greek", 75, 190, 0),
    ("hungarian", 191, 7, 7),
    ("italian", 279, 0, 0),
    ("norwegian", 172, 0, 0),
    ("portuguese", 203, 4, 0),
    ("romanian", 198, 158, 32),
    ("russian", 151, 0, 8),
    ("spanish", 306, 7, 2),
    ("swedish", 114, 0, 0),
    ("tamil", 125, 0, 0),
    ("turkish", 52, 1, 157),
];

fn terms(analyzer: &Analyzer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer.analyze(text, &mut |term| terms.push(term.to_string()));
    terms
}

#[test]
fn english_and_standard_give_the_tokens_of_lucene() {
    for (key, spec) in [("english", "english"), ("standard", "standard|lowercase")] {
        let analyzer = Analyzer::parse(spec).unwrap();
        let mut wrong = Vec::new();
        for case in super::golden("tokens.json")["cases"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let expected: Vec<String> = serde_json::from_value(case[key].clone()).unwrap();
            let found = terms(&analyzer, text);
            if found != expected && !KNOWN.iter().any(|known| text.contains(known)) {
                wrong.push(format!(
                    "{} {text:?}\n  found    {found:?}\n  expected {expected:?}",
                    case["kind"]
                ));
            }
        }
        assert!(wrong.is_empty(), "{key}: {} differ\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn porter_gives_the_stems_of_lucene() {
    let row = STEPS.iter().find(|row| row.name == "porter").unwrap();
    let ChainPart::Step(porter) = (row.make)("") else { panic!("a step") };
    for pair in super::golden("porter.json")["words"].as_array().unwrap() {
        let (word, stem) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let mut term = Term { text: word.to_string(), ..Term::default() };
        assert!(porter.apply(&mut term));
        assert_eq!(term.text, stem, "{word}");
    }
}

#[test]
fn stop_words_are_those_of_lucene_but_for_known_ones() {
    let golden = super::golden("stop_words.json");
    let mut found = Vec::new();
    for (language, ..) in SHARED {
        let theirs: BTreeSet<String> = serde_json::from_value(golden["digests"][language].clone()).unwrap();
        let digest = |word: &str| -> String {
            Sha256::digest(word).iter().map(|byte| format!("{byte:02x}")).take(5).collect()
        };
        let ours: BTreeSet<String> =
            StopList::words(language).unwrap().iter().map(|word| digest(word)).collect();
        let shared = ours.intersection(&theirs).count();
        found.push((language, shared, ours.len() - shared, theirs.len() - shared));
    }
    assert_eq!(found, SHARED);
}

#[test]
fn ngrams_are_those_of_scikit_learn() {
    for case in super::golden("ngrams.json")["cases"].as_array().unwrap() {
        let analyzer = Analyzer::parse(&format!("unicode|ngrams({})", case["n"])).unwrap();
        let found = terms(&analyzer, case["text"].as_str().unwrap());
        assert_eq!(found.join(" "), case["pieces"].as_str().unwrap(), "{}", case["n"]);
    }
}
