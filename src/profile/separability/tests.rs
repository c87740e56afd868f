//! Separability: by hand, on copies, under exchanged sources, where labels mean nothing, and where a difference is planted.

use rand::RngExt;

use super::*;
use crate::corpus::Corpus;
use crate::statistics::stream;
use crate::text::Analyzer;

type Texts = Vec<(String, String)>;

fn analyzed(human: Texts, llm: Texts) -> AnalyzedCorpus {
    let corpus = Corpus::from_texts([("human", human), ("llm", llm)]).unwrap();
    AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap()
}

fn found(corpus: &AnalyzedCorpus, exchanges: usize) -> (Vec<SeparabilityRow>, Vec<SeparatingWordRow>) {
    let settings = SeparabilitySettings { exchanges, ..SeparabilitySettings::default() };
    let bootstrap = Bootstrap { replicates: 199, seed: 5, confidence: 0.95 };
    let found = separability(corpus, &[(SourceId(0), SourceId(1))], &settings, &bootstrap);
    (SeparabilityRow::from_table(&found.areas).unwrap(), SeparatingWordRow::from_table(&found.words).unwrap())
}

/// `count` texts of `length` tokens of 60 words, the first four of which are function words; of every token `planted` is the
/// chance to be of the last ten words.
fn texts(count: usize, length: usize, planted: f64, (prefix, seed): (&str, u64)) -> Texts {
    let mut generator = stream(seed, 0);
    let names = ["the", "of", "and", "to"];
    let mut word = || {
        let place = if generator.random_bool(planted) {
            50 + generator.random_range(0..10)
        } else {
            generator.random_range(0..60_u32)
        };
        names.get(place as usize).map_or_else(|| format!("w{place}"), |name| (*name).to_string())
    };
    (0..count)
        .map(|number| {
            let text: Vec<String> = (0..length + number % 7).map(|_| word()).collect();
            (format!("{prefix}{number:03}"), text.join(" "))
        })
        .collect()
}

#[test]
fn copies_cannot_be_told_apart() {
    let same = texts(30, 40, 0.1, ("a", 1));
    let (rows, words) = found(&analyzed(same.clone(), same), 39);
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let half = Some(0.5);
        assert_eq!((row.auc, row.low, row.high, row.by_chance), (half, half, half, half), "{row:?}");
        assert_eq!((row.accuracy, row.twins), (half, half));
        assert_eq!((row.p_value, row.p_adjusted), (Some(1.0), Some(1.0)));
    }
    assert!(words.is_empty());
}

#[test]
fn exchanged_sources_turn_the_signs_of_weights_and_nothing_else() {
    for prefix in ["a", "b"] {
        // Twins, and texts without any.
        let (human, llm) = (texts(24, 30, 0.0, ("a", 1)), texts(24, 34, 0.2, (prefix, 2)));
        let (rows, words) = found(&analyzed(human.clone(), llm.clone()), 39);
        let (turned, turned_words) = found(&analyzed(llm, human), 39);
        assert_eq!(rows.len(), 4);
        for (row, other) in rows.iter().zip(&turned) {
            assert_eq!(SeparabilityRow { source: "human".into(), ..row.clone() }.auc, other.auc);
            assert_eq!((row.low, row.high, row.by_chance), (other.low, other.high, other.by_chance));
            assert_eq!((row.p_value, row.p_adjusted), (other.p_value, other.p_adjusted));
            assert_eq!((row.accuracy, row.twins), (other.accuracy, other.twins));
            assert_eq!(row.twins.is_some(), prefix == "a");
        }
        assert_eq!(words.len(), turned_words.len());
        for word in &words {
            let other = turned_words.iter().find(|other| other.term == word.term).unwrap();
            assert_eq!((other.weight, other.part), (word.weight.map(|weight| -weight), word.part));
        }
    }
}

#[test]
fn what_is_planted_is_found_and_named() {
    let (human, llm) = (texts(60, 50, 0.0, ("a", 1)), texts(60, 50, 0.25, ("a", 2)));
    let (rows, words) = found(&analyzed(human, llm), 99);
    let of = |words: &str, lengths: &str| {
        rows.iter().find(|row| row.words == words && row.lengths == lengths).unwrap()
    };
    let all = of("all", "whole");
    assert!(all.auc > Some(0.85) && all.p_value == Some(0.01) && all.p_adjusted == Some(0.01), "{all:?}");
    assert!(all.low < all.auc && all.auc < all.high);
    assert!((all.by_chance.unwrap() - 0.5).abs() < 0.03, "{all:?}");
    assert!(all.twins > Some(0.85) && all.accuracy > Some(0.75));
    assert!(of("all", "equal").auc > Some(0.85));
    assert_eq!((of("function_words", "whole").features, all.features, all.texts), (4, 60, 60));
    // Among function words alone nothing differs but their share, which this set does not see.
    assert!(of("function_words", "whole").auc < Some(0.65));
    let ahead: Vec<&str> =
        words.iter().filter(|word| word.weight > Some(0.0)).map(|word| &*word.term).collect();
    assert!(ahead[..10].iter().all(|term| term.starts_with("w5") && *term > "w5"), "{ahead:?}");
    assert!(words.iter().any(|word| word.function_word && word.weight < Some(0.0)));
    assert!(words.iter().map(|word| word.part.unwrap()).sum::<f64>() <= 1.0 + 1e-12);
}

#[test]
fn neither_the_order_of_documents_nor_threads_matter() {
    let (mut human, llm) = (texts(20, 30, 0.0, ("a", 1)), texts(20, 30, 0.2, ("a", 2)));
    let first = found(&analyzed(human.clone(), llm.clone()), 20);
    human.reverse();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| found(&analyzed(human, llm), 20)), first);
}

#[test]
fn a_few_texts_are_not_compared() {
    let (rows, words) = found(&analyzed(texts(9, 9, 0.0, ("a", 1)), texts(20, 9, 0.0, ("a", 2))), 9);
    assert!(rows.is_empty() && words.is_empty());
    let settings = SeparabilitySettings { words: 0, ..SeparabilitySettings::default() };
    let corpus = analyzed(texts(20, 9, 0.0, ("a", 1)), texts(20, 9, 0.0, ("a", 2)));
    let none = separability(&corpus, &[(SourceId(0), SourceId(1))], &settings, &Bootstrap::default());
    assert_eq!((none.areas.height(), none.words.height()), (0, 0));
}

#[test]
fn labels_that_mean_nothing_are_found_as_often_as_the_level_says() {
    for prefix in ["a", "b"] {
        let mut below = 0;
        for seed in 0..60 {
            let of = |prefix: &str, part: u64| texts(14, 16, 0.0, (prefix, 100 * part + seed));
            let (rows, _) = found(&analyzed(of("a", 1), of(prefix, 2)), 19);
            below += u32::from(rows[0].p_value.unwrap() <= 0.1);
        }
        // Of 60, 6 with a standard error of 2.3.
        assert!((1..=13).contains(&below), "{prefix} {below}");
    }
}

#[test]
fn the_sentence_names_what_is_left() {
    let (human, llm) = (texts(40, 50, 0.0, ("a", 1)), texts(40, 50, 0.3, ("a", 2)));
    let (rows, _) = found(&analyzed(human, llm), 39);
    let said = separability_in_words(&rows, 0.05);
    let text = said[0].to_string();
    let start = "llm against human: by words alone a classifier tells their texts apart, with an AUC of ";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains("] where 0.5 is chance; ") && text.ends_with(" at equal lengths"), "{text}");
    assert_eq!((said.len(), said[0].numbers().count()), (1, 6));
}

/// A sentence on contents whose versions share no id, or an id.
fn said_of_copies(prefix: &str) -> (String, Vec<SeparabilityRow>) {
    let human = texts(60, 50, 0.0, ("a", 1));
    // A copy without every eighth word, under other ids, which fall in other folds.
    let short = |text: &str| {
        let kept = text.split(' ').enumerate().filter(|(place, _)| place % 8 != 3);
        kept.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
    };
    let llm = human.iter().enumerate().map(|(number, (id, text))| match prefix {
        "" => (id.clone(), short(text)),
        _ => (format!("{prefix}{:03}", number * 37 % 60), short(text)),
    });
    let (rows, _) = found(&analyzed(human.clone(), llm.collect()), 99);
    (separability_in_words(&rows, 0.05)[0].to_string(), rows)
}

#[test]
fn below_chance_is_said_to_mean_contents_under_other_ids() {
    let (text, rows) = said_of_copies("b");
    assert!(rows.iter().any(|row| row.high < Some(0.4) && row.p_value > Some(0.98)), "{rows:?}");
    let end = "Below chance usually means that versions of the same contents stand under different ids: the classifier has learned \
               a text's other version as the other source's. Give versions of one content one id";
    assert!(text.ends_with(end), "{text}");
    // With their ids the same texts are like chance, and the sentence says no more.
    let (linked, rows) = said_of_copies("");
    assert!(rows.iter().all(|row| row.auc > Some(0.4)), "{rows:?}");
    assert!(!linked.contains("elow chance"), "{linked}");
}

#[test]
fn an_area_a_little_below_a_half_is_like_chance() {
    let row = |high: f64, p: f64| SeparabilityRow {
        reference: "human".into(),
        source: "llm".into(),
        words: "all".to_string(),
        lengths: "whole".to_string(),
        features: 60,
        texts: 60,
        reference_texts: 60,
        auc: Some(high - 0.05),
        low: Some(high - 0.1),
        high: Some(high),
        by_chance: Some(0.495),
        p_value: Some(p),
        p_adjusted: Some(1.0),
        accuracy: None,
        twins: None,
    };
    let said = |row: SeparabilityRow| separability_in_words(&[row], 0.05)[0].to_string();
    for like_chance in [row(0.51, 0.99), row(0.48, 0.94)] {
        let text = said(like_chance);
        assert!(
            text.contains("does not tell their texts apart better than chance") && !text.contains("elow")
        );
    }
    let text = said(row(0.48, 0.99));
    assert!(
        text.contains("does worse than chance, with an AUC of 0.43 [0.38, 0.48] where 0.5 is chance. Below")
    );
}
