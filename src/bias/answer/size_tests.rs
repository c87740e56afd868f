//! Tests of `size`.

use super::*;

pub fn row(model: &str, delta: Option<f64>, certainty: Certainty, p: Option<f64>) -> Row {
    let low = delta.map(|delta| delta - 10.0);
    Row {
        model: model.to_string(),
        measure: "nDCG@10".to_string(),
        reference: "human".to_string(),
        source: "llama".to_string(),
        relative_delta_percent: delta,
        low,
        high: delta.map(|delta| delta + 10.0),
        low_queries: low,
        high_queries: low,
        low_contents: low,
        high_contents: low,
        reference_mean: None,
        source_mean: None,
        difference: None,
        difference_low: None,
        difference_high: None,
        p_queries: p,
        p_contents: p,
        p_value: p,
        p_adjusted: p,
        placebo_below: None,
        placebo_as_large: None,
        certainty: certainty.name().to_string(),
        absent: String::new(),
        detectable_percent: delta.map(|delta| 13.6 + delta.abs() / 10.0),
        attainable_percent: None,
        probability_above: None,
        probability_above_low: None,
        probability_above_high: None,
        queries: 3,
        tied_twins: 0,
        twins: 0,
    }
}

fn said(rows: &[Row]) -> String {
    all(rows).join("\n")
}

fn all(rows: &[Row]) -> Vec<String> {
    let placed: Vec<Placed<'_>> = rows.iter().enumerate().collect();
    let tests = rows.iter().filter(|row| row.p_adjusted.is_some()).count();
    let found = statements(&placed, tests, &BiasSettings::default());
    found.iter().map(Statement::to_string).collect()
}

#[test]
fn one_model_is_said_with_its_interval() {
    let one = |delta, certainty, p| said(&[row("bm25(k1=1.2,b=0.75)", Some(delta), certainty, p)]);
    assert_eq!(
        one(-12.34, Certainty::Present, Some(0.004)),
        "bm25 favours llama over human (Relative Δ −12.3 % [−22.3, −2.3], p = 0.004)"
    );
    assert_eq!(
        one(3.0, Certainty::PresentWithinMargin, Some(0.0001)),
        "bm25 favours human over llama, by less than 5 % (Relative Δ 3.0 % [−7.0, 13.0], p ≤ 0.0001)"
    );
    assert_eq!(
        one(0.04, Certainty::AbsentBeyondMargin, Some(0.8)),
        "bm25 treats human and llama alike to within 5 % (Relative Δ 0.0 % [−10.0, 10.0], p = 0.80)"
    );
    assert_eq!(
        one(6.0, Certainty::Undecided, Some(0.4)),
        "No bias detected between human and llama with bm25 (Relative Δ 6.0 % [−4.0, 16.0], p = 0.40); a bias below 14 % \
         could have gone unseen"
    );
    assert_eq!(
        one(6.0, Certainty::NotTested, None),
        "Not tested between human and llama: bm25, whose scores depend on the source labels (Relative Δ 6.0 % [−4.0, 16.0])"
    );
    let outside = Row {
        low: Some(0.3),
        p_queries: Some(0.02),
        ..row("bm25", Some(23.3), Certainty::Undecided, Some(0.059))
    };
    let said_of = |row: &Row| said(std::slice::from_ref(row));
    assert_eq!(
        said_of(&outside),
        "No bias detected between human and llama with bm25 (Relative Δ 23.3 % [0.3, 33.3], p = 0.059); the interval leaves 0 \
         out, but the test over contents, the stricter of two, does not reach 0.05; a bias below 16 % could have gone unseen"
    );
    let both = Row { p_queries: Some(0.06), ..outside };
    assert!(
        said_of(&both).contains(
            "; the interval leaves 0 out, but the test, over queries and contents together, does not"
        )
    );
    let few = Row {
        detectable_percent: None,
        low: None,
        high: None,
        ..row("bm25", Some(52.0), Certainty::Undecided, Some(0.25))
    };
    assert!(said(&[few]).ends_with("p = 0.25); too few queries or contents to detect a bias of any size"));
}

#[test]
fn without_a_value_the_reason_is_said() {
    let undefined = row("bm25", None, Certainty::Undefined, None);
    assert_eq!(
        said(std::slice::from_ref(&undefined)),
        "bm25: no bias to measure, because nDCG@10 is 0 for both human and llama"
    );
    assert_eq!(
        said(&[Row { queries: 0, ..undefined.clone() }]),
        "bm25: no bias to measure, because no query has relevant documents by both human and llama; versions of one \
         content must share an id: `sourcebias corpus validate` shows which do"
    );
    assert_eq!(
        said(&[Row { absent: "llama".to_string(), ..undefined }]),
        "bm25: no bias to measure, because no document by llama appears in any ranking"
    );
}

#[test]
fn models_that_do_the_same_share_a_clause() {
    let none = |model: &str, delta| row(model, Some(delta), Certainty::Undecided, Some(0.6));
    assert_eq!(
        said(&[none("bm25", -5.7), none("tf_idf", 6.9)]),
        "No bias detected between human and llama with either of 2 models (Relative Δ −5.7 to 6.9 %); a bias below 14 % \
         could have gone unseen"
    );
    let leaning = row("tf_idf", Some(-10.5), Certainty::Leaning, Some(0.12));
    assert_eq!(
        said(&[none("bm25", -5.7), leaning, none("dirichlet", 6.9)]),
        "tf_idf leans towards llama over human (Relative Δ −10.5 % [−20.5, −0.5]), but not significantly after adjustment for 3 tests\n\
         No bias detected between human and llama with bm25 and dirichlet (Relative Δ −5.7 to 6.9 %); a bias below 14 % \
         could have gone unseen"
    );
    let grid: Vec<Row> = (0..8_u32)
        .map(|number| {
            let delta = 17.5 - 5.0 * f64::from(number);
            let certainty = if delta.abs() > 8.0 { Certainty::Present } else { Certainty::Undecided };
            row(&format!("bm25(b={})", f64::from(number) / 8.0), Some(delta), certainty, Some(0.02))
        })
        .collect();
    let text = said(&grid);
    // What contradicts itself is said of all models first.
    assert!(text.starts_with("Whether human or llama is favoured depends on b (how "), "{text}");
    assert!(
        text.contains("\nbm25(b=0) and bm25(b=0.125) favour human over llama (Relative Δ 12.5 to 17.5 %, adjusted p at most 0.020); bm25 and bm25(b="),
        "{text}"
    );
    assert!(text.contains("No bias detected between human and llama with 4 of 8 models (Relative Δ from −7.5 % with bm25(b=0.625) to 7.5 % with"), "{text}");
}

#[test]
fn every_number_knows_its_line() {
    let rows = [
        row("bm25", Some(1.0), Certainty::Present, Some(0.01)),
        row("tf_idf", Some(9.0), Certainty::Present, Some(0.02)),
    ];
    let placed: Vec<Placed<'_>> = rows.iter().enumerate().collect();
    let found = &statements(&placed, 2, &BiasSettings::default())[0];
    let numbers: Vec<(&str, usize, &str)> =
        found.numbers().map(|number| (&*number.text, number.line, &*number.column)).collect();
    assert_eq!(
        numbers,
        [
            ("1.0", 2, "relative_delta_percent"),
            ("9.0", 3, "relative_delta_percent"),
            ("0.020", 3, "p_adjusted")
        ]
    );
}
