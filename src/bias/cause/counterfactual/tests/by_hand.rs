//! Counterfactuals of one query, worked by hand.

use super::*;

#[test]
fn one_query_by_hand() {
    // The human's version of the only content has the word once in two tokens, the llm's twice in four: by bm25 with b = 1
    // they tie. Another human document stands below.
    let texts = [["c x".to_string(), "c c x x".to_string()], ["c x x x x x x x".to_string(), String::new()]];
    let case = Case::new(&texts, &["bm25(k1=1,b=1)"], 10);
    let rows = case.rows();
    let of = |factor: &str| find(&rows, "bm25(k1=1,b=1)", "dNDSR@5", factor);
    // NDSR@5 divides by 1 + 1/log₂3 + ½ + 1/log₂5 + 1/log₂6; the human has half of the first two places and the third.
    let whole: f64 = (2..=6).map(|place| 1.0 / f64::from(place).log2()).sum();
    let second = 1.0 / 3.0_f64.log2();
    assert!((of("tf").before.unwrap() - 0.5 / whole).abs() < 1e-12);
    // With the word once in four tokens the llm's stands second; with it twice in two, the human's stands first.
    assert!((of("tf").after.unwrap() - (1.0 - second + 0.5) / whole).abs() < 1e-12);
    assert!((of("tf").after_reversed.unwrap() - (1.0 - second + 0.5) / whole).abs() < 1e-12);
    assert!((of("tf").change.unwrap() - (1.0 - second) / whole).abs() < 1e-12);
    // Length alone: the llm's has the word twice in two tokens, and the human's once in four.
    assert!((of("length").change.unwrap() - (second - 1.0) / whole).abs() < 1e-12);
    assert_eq!((of("all").change, of("coverage").change), (Some(0.0), Some(0.0)));
    assert_eq!((of("tf").changed, of("coverage").changed, of("tf").queries), (1, 0, 1));
}

#[test]
fn what_falls_below_a_cut_ranking_is_not_ranked() {
    let texts: Vec<[String; 2]> = ["c c c x", "c c x x", "c x x x"]
        .iter()
        .map(|text| [(*text).to_string(), text.replacen("c", "x", 1)])
        .collect();
    let case = Case::new(&texts, &["bm25"], 3);
    case.with(|evidence| {
        let counted = Texts::new(evidence, (&case.corpus, &case.analyzer));
        let catalogue = evidence.catalogue;
        let twins = twins(catalogue, SourceId(0), SourceId(1));
        let ranking = &case.runs[0].rankings["q1"];
        // tf 3; 2 and 2; beyond the edge 1 and 1: documents 0, 1, 3, of which 1 has the twin 4 below.
        let numbers = |ranking: &Ranking| -> Vec<u32> {
            ranking.documents().iter().map(|one: &ScoredDocument| one.document).collect()
        };
        assert_eq!(numbers(ranking), [0, 1, 3]);
        let of_query = counted.of_query("q1");
        let asked = Asked::new("q1", of_query.ranked().unwrap(), &twins, (catalogue, &counted));
        let known = Known::new(ranking, &asked);
        let query = ("q1", &asked.terms[..]);
        let scoring = Scoring::new(&*case.models[0].object, None, (&counted, SourceId(0)), query);
        let tf = EDITS.iter().find(|edit| edit.name == "tf").unwrap();
        let edited = known.edited(tf, &scoring, &known.parts(&scoring), ALL_SCORES);
        // The llm's with the human's frequencies: 3 like 0, and 4 comes in like 1. Four documents are known then, and the
        // depth of three shows the group at the edge whole.
        let ranked = known.with_edited(&edited, false, &known.first_of_others(false, usize::MAX), usize::MAX);
        assert_eq!(numbers(&ranked), [0, 3, 1, 4]);
        // The human's with the llm's: 0 falls to 2, and 1 to 1, which is below the edge.
        let ranked = known.with_edited(&edited, true, &known.first_of_others(true, usize::MAX), usize::MAX);
        assert_eq!(numbers(&ranked), [0, 3]);
    });
}
