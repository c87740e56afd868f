//! The map: by hand, on copies, under other orders of sources and documents, and against what exchanged labels give.

use rand::RngExt;

use super::*;
use crate::corpus::Corpus;
use crate::statistics::stream;
use crate::text::Analyzer;

type Texts = Vec<(String, String)>;

fn analyzed(sources: &[(&str, Texts)]) -> AnalyzedCorpus {
    let corpus = Corpus::from_texts(sources.iter().cloned()).unwrap();
    AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap()
}

fn found(corpus: &AnalyzedCorpus) -> (Vec<MapRow>, Vec<DocumentPlaceRow>) {
    let bootstrap = Bootstrap { replicates: 199, seed: 5, confidence: 0.95 };
    let found = map(corpus, &MapSettings { words: 50, documents: true }, &bootstrap);
    (
        MapRow::from_table(&found.sources).unwrap(),
        DocumentPlaceRow::from_table(&found.documents.unwrap()).unwrap(),
    )
}

/// `count` texts of about 40 tokens of 60 words; of every token `planted` is the chance to be of the last ten words.
fn texts(count: usize, planted: f64, (prefix, seed): (&str, u64)) -> Texts {
    let mut generator = stream(seed, 0);
    let mut word = || {
        let place: u32 = match generator.random_bool(planted) {
            true => 50 + generator.random_range(0..10_u32),
            false => generator.random_range(0..60),
        };
        format!("w{place}")
    };
    (0..count)
        .map(|number| {
            let text: Vec<String> = (0..36 + number % 9).map(|_| word()).collect();
            (format!("{prefix}{number:03}"), text.join(" "))
        })
        .collect()
}

fn near(found: Option<f64>, expected: f64) -> bool {
    (found.unwrap() - expected).abs() < 1e-12
}

#[test]
fn three_sources_worked_by_hand() {
    // Each source writes one text ten times: (a: 1), (a: ¼, b: ¾), (a: ¼, c: ¾). Roots: (1, 0, 0), (½, √¾, 0), (½, 0, √¾).
    let same = |text: &str| (0..10).map(|number| (format!("d{number}"), text.to_string())).collect::<Texts>();
    let corpus = analyzed(&[("human", same("a")), ("one", same("a b b b")), ("two", same("a c c c"))]);
    let (rows, documents) = found(&corpus);
    // |human − one|² = ¼ + ¾ = 1, |one − two|² = 3/2.
    assert!(near(rows[1].distance, 1.0) && near(rows[2].distance, 1.0) && rows[0].distance.is_none());
    assert!(near(rows[0].nearest_distance, 1.0) && rows[0].nearest == "one");
    assert!((&*rows[1].nearest, rows[1].twins, rows[1].documents) == ("human", true, 10));
    // Exchanged labels: the root of 10 · 1, over 10.
    assert!(near(rows[1].by_chance, 0.1_f64.sqrt()));
    // One and two differ along (0, 1, −1) ÷ √2 by √(3/2): variance 3/4. The mean of both is √(¼ + 3/8) from human:
    // variance 2/3 · 5/8 = 5/12.
    assert!(
        near(rows[0].x_share, 0.75 / (0.75 + 5.0 / 12.0))
            && near(rows[0].y_share, (5.0 / 12.0) / (0.75 + 5.0 / 12.0))
    );
    let half = 1.5_f64.sqrt() / 2.0;
    // b stands before c, and is above 0.
    assert!(near(rows[1].x, half) && near(rows[2].x, -half) && near(rows[0].x, 0.0));
    // Along the second axis a has the greatest part: human is above 0, at 2/3 of √(5/8).
    let middle = 0.625_f64.sqrt();
    assert!(
        near(rows[0].y, middle * 2.0 / 3.0)
            && near(rows[1].y, -middle / 3.0)
            && near(rows[2].y, -middle / 3.0)
    );
    // Nothing varies between contents.
    assert_eq!((rows[1].x_low, rows[1].x_high), (rows[1].x, rows[1].x));
    assert_eq!(documents.len(), 30);
    assert!(documents.iter().filter(|row| &*row.source == "one").all(|row| near(row.x, half)));
}

#[test]
fn copies_lie_on_one_point() {
    let same = texts(20, 0.1, ("a", 1));
    let (rows, documents) =
        found(&analyzed(&[("human", same.clone()), ("llm", same.clone()), ("copy", same.clone())]));
    assert_eq!((rows.len(), documents.len()), (3, 60));
    for row in &rows {
        assert_eq!(
            (row.x, row.y, row.x_low, row.x_share, row.nearest_distance),
            (None, None, None, None, Some(0.0))
        );
    }
    assert_eq!((rows[1].distance, rows[1].by_chance), (Some(0.0), Some(0.0)));
    assert_eq!(map_in_words(&rows), None);
    // Beside another source the copies have one place.
    let (rows, _) =
        found(&analyzed(&[("human", same.clone()), ("llm", texts(20, 0.4, ("a", 2))), ("copy", same)]));
    assert_eq!((rows[0].x, rows[0].x_low, rows[0].x_high), (rows[2].x, rows[2].x_low, rows[2].x_high));
    assert!(rows[0].x.is_some() && rows[0].y.is_none() && near(rows[0].x_share, 1.0));
}

#[test]
fn neither_names_nor_orders_move_a_place() {
    for prefixes in [["a", "a", "a"], ["a", "b", "c"]] {
        let mut sources: Vec<(&str, Texts)> = vec![
            ("human", texts(24, 0.0, (prefixes[0], 1))),
            ("one", texts(24, 0.2, (prefixes[1], 2))),
            ("two", texts(24, 0.3, (prefixes[2], 3))),
        ];
        let (rows, _) = found(&analyzed(&sources));
        assert_eq!(rows[0].twins, prefixes[1] == "a");
        sources.iter_mut().for_each(|(_, texts)| texts.reverse());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(|| found(&analyzed(&sources)).0), rows);
        // The texts change their names.
        let [human, one, two] = [0, 1, 2].map(|place| sources[place].1.clone());
        let (renamed, _) = found(&analyzed(&[("human", two), ("one", human), ("two", one)]));
        for (before, after) in [(0, 1), (1, 2), (2, 0)] {
            let place =
                |row: &MapRow| (row.x, row.x_low, row.x_high, row.y, row.y_low, row.y_high, row.x_share);
            assert_eq!(place(&rows[before]), place(&renamed[after]));
        }
        let pair = |rows: &[MapRow], place: usize| (rows[place].distance, rows[place].by_chance);
        // Human and two are compared either way.
        assert_eq!(pair(&rows, 2), pair(&renamed, 1));
    }
}

#[test]
fn the_distance_by_chance_is_that_of_exchanged_labels() {
    for prefix in ["a", "b"] {
        let (human, llm) = (texts(12, 0.0, ("a", 1)), texts(12, 0.5, (prefix, 2)));
        let (rows, _) = found(&analyzed(&[("human", human.clone()), ("llm", llm.clone())]));
        let mut generator = stream(9, 9);
        let (mut squares, count) = (0.0, 300);
        for _ in 0..count {
            let (mut one, mut other) = (human.clone(), llm.clone());
            if prefix == "a" {
                for place in 0..one.len() {
                    if generator.random_bool(0.5) {
                        std::mem::swap(&mut one[place].1, &mut other[place].1);
                    }
                }
            } else {
                for last in (1..24_usize).rev() {
                    let at = generator.random_range(0..=last);
                    let text = |place: usize, one: &Texts, other: &Texts| {
                        if place < 12 { one[place].1.clone() } else { other[place - 12].1.clone() }
                    };
                    let (left, right) = (text(at, &one, &other), text(last, &one, &other));
                    let mut put = |place: usize, text: String| {
                        if place < 12 { one[place].1 = text } else { other[place - 12].1 = text }
                    };
                    put(last, left);
                    put(at, right);
                }
            }
            let (rows, _) = found(&analyzed(&[("human", one), ("llm", other)]));
            squares += rows[1].distance.unwrap().powi(2) / f64::from(count);
        }
        let chance = rows[1].by_chance.unwrap();
        // The mean of 300 squares has a standard error of some 1 %.
        assert!((squares.sqrt() / chance - 1.0).abs() < 0.03, "{prefix}: {} {chance}", squares.sqrt());
        assert!(rows[1].distance > rows[1].by_chance);
    }
}

#[test]
fn the_sentence_says_who_stands_apart() {
    let of = |planted: [f64; 3]| {
        let [human, one, two] = planted.map(|planted| texts(60, planted, ("a", (planted * 100.0) as u64)));
        let (rows, _) = found(&analyzed(&[("human", human), ("one", one), ("two", two)]));
        map_in_words(&rows).unwrap()
    };
    let said = of([0.0, 0.7, 0.72]);
    let start =
        "On the map of the sources by their most common words, human stands apart: the nearest to it, ";
    assert!(said.to_string().starts_with(start) && said.numbers().count() == 2, "{said}");
    let said = of([0.36, 0.0, 0.72]).to_string();
    assert!(said.contains("nearest to human is ") && said.contains(", farthest "), "{said}");
    // Of texts by one hand nothing is said: about half of all such distances lie below the one by chance.
    let same: Vec<(&str, Texts)> = ["human", "a", "b", "c", "d", "e", "f"]
        .iter()
        .zip(1..)
        .map(|(name, seed)| (*name, texts(30, 0.1, ("a", seed))))
        .collect();
    assert_eq!(map_in_words(&found(&analyzed(&same)).0), None);
}

#[test]
fn what_has_no_map() {
    let few = analyzed(&[("human", texts(20, 0.0, ("a", 1))), ("llm", texts(9, 0.0, ("a", 2)))]);
    let (rows, documents) = found(&few);
    assert!(rows.is_empty() && documents.is_empty());
    let corpus = analyzed(&[("human", texts(20, 0.0, ("a", 1))), ("llm", texts(20, 0.3, ("a", 2)))]);
    let without = map(&corpus, &MapSettings { words: 0, documents: false }, &Bootstrap::default());
    assert_eq!((without.sources.height(), without.documents), (0, None));
    let (rows, _) = found(&corpus);
    // Two points lie on one axis, on either side of their mean.
    assert!(rows[0].y.is_none() && near(rows[0].x, -rows[1].x.unwrap()));
    assert!(rows[0].x_low < rows[0].x && rows[0].x < rows[0].x_high);
    assert_eq!(map_in_words(&rows), None);
}
