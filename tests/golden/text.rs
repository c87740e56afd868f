//! Tokens and stems against Lucene's own, from `tests/golden`.

use sourcebias::text::Analyzer;
use sourcebias::text::step::{Made, STEPS, Term};

/// Texts on which Lucene 9.9 differs, by a character of each. Its tables are those of Unicode 12.1 (letters assigned
/// or classed anew since then, in the texts with ՟, 𰀀, U+070F, U+06DD, ౝ, 𐺀, ՚, ★, 🂡, 🏻); it drops the letter 〆, and strips the variation selector
/// of ❤︎.
const KNOWN: [&str; 12] =
    ["a՟b", "〆", "𰀀", "\u{70f}", "\u{6dd}", "❤\u{fe0e}", "★", "🏻 ", "🂡", "ౝ", "𐺀", "՚"];

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
    let Made::Step(porter) = (row.make)("") else { panic!("a step") };
    for pair in super::golden("porter.json")["words"].as_array().unwrap() {
        let (word, stem) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let mut term = Term { text: word.to_string(), ..Term::default() };
        assert!(porter.apply(&mut term));
        assert_eq!(term.text, stem, "{word}");
    }
}
