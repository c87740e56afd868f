//! Tests of `sentences`.

use crate::labels::judgements::tests::judged;
use crate::labels::{Answer, LabelSettings, OffScale, labels};

/// What is said of judges who give each of so many queries' two documents the people's grades, 1 and 0, plus this.
fn told_of(judges: &[(&str, [i32; 2])], queries: usize, bootstrap: usize) -> Vec<String> {
    let lines = |plus: [i32; 2]| -> String {
        let line = |query: usize| format!("{query} 0 d {}\n{query} 0 e {}\n", 1 + plus[0], plus[1]);
        (0..queries).map(line).collect()
    };
    let texts: Vec<(String, String)> = judges
        .iter()
        .chain(&[("people", [0, 0])])
        .map(|(name, plus)| (format!("{name}.qrels"), lines(*plus)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let scale = "0-3".parse().ok();
    let settings = LabelSettings { bootstrap, scale, ..LabelSettings::default() };
    let judgements = judged(&files, true, &settings).unwrap();
    let found = labels(Some(&judgements), &[], &settings).unwrap();
    found.answer.iter().map(ToString::to_string).collect()
}

#[test]
fn intervals_are_counted_where_there_are_some() {
    let told =
        |judges: &[(&str, [i32; 2])], queries, bootstrap| told_of(judges, queries, bootstrap)[1..3].to_vec();
    let two = [("a", [1, 1]), ("b", [0, 0])];
    assert_eq!(
        told(&two, 6, 99)[0],
        "1 of 2 is more lenient than people; the interval (each on its own, not adjusted for 2 judges) lies above 0 for 1, below 0 \
         for 0. On average the judges grade higher by 0.50."
    );
    let bare = "1 of 2 is more lenient than people. On average the judges grade higher by 0.50.";
    assert_eq!(told(&two, 6, 0)[0], bare);
    let few =
        "No intervals for 5 queries: a two-sided sign test of so few cannot fall below 0.05; it takes 6.";
    assert_eq!(told(&two, 5, 99), [bare, few]);
    assert!(told(&two, 1, 99)[1].contains("No intervals for 1 query: "));
    assert!(!told(&two, 5, 0)[1].contains("No intervals"));
}

#[test]
fn one_judge_is_told_by_name_and_no_difference_is_none() {
    let one = |plus: [i32; 2], queries| told_of(&[("a", plus)], queries, 99)[1].clone();
    assert_eq!(one([1, 0], 6), "a grades higher by 0.50; the interval lies above 0.");
    assert_eq!(one([-1, 0], 6), "a grades lower by 0.50; the interval lies below 0.");
    assert_eq!(one([0, 0], 6), "a grades as high as people; the interval holds 0.");
    assert_eq!(one([1, 0], 2), "a grades higher by 0.50.");
    let equal = [("a", [0, 0]), ("b", [0, 0])];
    assert_eq!(
        told_of(&equal, 2, 0)[1],
        "0 of 2 are more lenient than people. On average the judges grade as high as people."
    );
}

#[test]
fn the_answer_says_who_agrees_who_is_lenient_and_what_is_left_out() {
    let files = &[
        ("a.qrels", "q 0 d 1\nq 0 e 0\nr 0 d 1\nr 0 e 1\n"),
        ("b.qrels", "q 0 d 7\nq 0 e 0\nr 0 d good\n"),
        ("human.qrels", "q 0 d 1\nq 0 e 0\nr 0 d 1\nr 0 e 0\n"),
    ];
    let settings = LabelSettings { off_scale: OffScale::Clip, bootstrap: 0, ..LabelSettings::default() };
    let judgements = judged(files, true, &settings).unwrap();
    let answers = [("x", true, 1, 0.9), ("y", false, 1, 0.8), ("z", true, 2, 0.6), ("w", true, 2, 0.4)];
    let answers = answers.map(|(id, correct, count, stated)| Answer {
        id: id.to_string(),
        correct,
        answers: Some(count),
        stated: [("p".to_string(), stated)].into(),
        ..Answer::default()
    });
    let found = labels(Some(&judgements), &answers, &settings).unwrap();
    let told: Vec<String> = found.answer.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "2 judges against people (human), 4 pairs of 2 queries: κ from 0.50 (a) to 1.00 (b).",
            "1 of 2 is more lenient than people. On average the judges grade higher by 0.12.",
            "All judges together: α (ordinal) 1.00; with people 0.62.",
            "The share of judges who grade a pair 1 or above, as the probability that people do: AUROC 0.75, expected \
             calibration error 0.25.",
            "1 label off the scale 0-1 taken as the nearest grade: b (1).",
            "1 label without a whole number left out: b (1).",
            "1 label missing: b (1).",
            "4 answers, 75 % right; stated(name=p) is calibrated best (ECE 0.47).",
            "From 1 right answer to 2, accuracy goes up from 0.50 to 1.00 while confidence goes down: stated(name=p) from 0.85 to 0.50.",
        ]
    );
    let names: Vec<&str> = found.summary.iter().map(|row| &*row.judge).collect();
    assert_eq!(names, ["b", "a"]);
    for statement in &found.answer {
        for number in statement.numbers() {
            assert!(number.file.starts_with("labels/") && number.line > 1);
        }
    }
}
