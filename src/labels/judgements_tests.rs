//! Tests of `judgements`.

use super::*;
use crate::labels::read::tests::written;
use crate::labels::{LabelFiles, read_people};

/// The judgements of judges' files, and of people where the last file is theirs.
pub fn judged(files: &[(&str, &str)], people: bool, settings: &LabelSettings) -> Result<Judgements> {
    let (_folder, mut paths) = written(files);
    let people = if people { paths.pop() } else { None };
    let people = people.map(|path| read_people(&path)).transpose()?;
    Judgements::new(LabelFiles::read(&paths)?.judges, people, settings)
}

const FILES: &[(&str, &str)] = &[
    ("a.qrels", "q 0 d 5\nq 0 e 1\nr 0 d good\n"),
    ("b.qrels", "q 0 d 3\nq 0 x 2\n"),
    ("people.qrels", "q 0 d 3\nq 0 e 0\nr 0 d 2\n"),
];

#[test]
fn what_is_missing_or_off_the_scale_is_counted() {
    for (off_scale, levels, clipped) in [
        (OffScale::Clip, [Some(3), Some(1), None, None], 1),
        (OffScale::Drop, [None, Some(1), None, None], 0),
    ] {
        let settings = LabelSettings { off_scale, ..LabelSettings::default() };
        let found = judged(FILES, true, &settings).unwrap();
        assert_eq!((found.scale.to_string(), found.threshold(&settings)), ("0-3".to_string(), 2));
        assert_eq!(found.judges[0].levels, levels);
        let rows = found.rows();
        let counts = |row: &JudgeRow| (row.pairs, row.missing, row.unparsable, row.off_scale, row.clipped);
        assert_eq!(counts(&rows[0]), (1 + clipped, 0, 1, 1, clipped));
        assert_eq!((rows[0].off_scale_grades.as_str(), rows[0].queries), ("5", 1));
        // b has one of the three pairs of the people, and one that they have not.
        assert_eq!(counts(&rows[1]), (2, 2, 0, 0, 0));
        assert_eq!((rows[2].judge.as_str(), counts(&rows[2])), ("people", (3, 0, 0, 0, 0)));
    }
}

#[test]
fn the_first_grade_off_the_scale_is_told_with_its_line() {
    let told = |files, settings: &LabelSettings| judged(files, true, settings).unwrap_err().to_string();
    let message = told(FILES, &LabelSettings::default());
    assert!(message.contains("a.qrels:1: the grade 5 is off the scale 0-3; correct the line"), "{message}");
    let wide = LabelSettings { scale: Some(Scale::new(0, 5).unwrap()), ..LabelSettings::default() };
    let message = told(FILES, &wide);
    assert!(message.contains("a.qrels:3: the grade `good` is not a whole number; correct"), "{message}");
    let apart = &[("a.qrels", "q 0 d 1\n"), ("people.qrels", "q 0 e 1\n")];
    assert!(told(apart, &wide).contains("have the same ids"));
}

#[test]
fn a_threshold_divides_the_scale() {
    let told = |threshold: Grade| {
        let scale = Some(Scale::new(0, 3).unwrap());
        let settings = LabelSettings {
            threshold: Some(threshold),
            scale,
            off_scale: OffScale::Drop,
            ..LabelSettings::default()
        };
        judged(FILES, true, &settings)
            .map(|found| found.threshold(&settings))
            .map_err(|error| error.to_string())
    };
    assert_eq!([1, 2, 3].map(told), [Ok(1), Ok(2), Ok(3)]);
    for (threshold, which) in [(-1, "every"), (0, "every"), (4, "no"), (7, "no")] {
        let message = told(threshold).unwrap_err();
        let reason =
            format!("the labels: `threshold` is {threshold}, which {which} grade of the scale 0-3 reaches: ");
        assert!(
            message.starts_with(&reason) && message.contains("--threshold) to a grade from 1 to 3, "),
            "{message}"
        );
    }
    let files = &[("a.qrels", "q 0 d 1\n"), ("people.qrels", "q 0 d 1\nq 0 e 0\n")];
    let settings = LabelSettings { threshold: Some(2), ..LabelSettings::default() };
    let message = judged(files, true, &settings).unwrap_err().to_string();
    assert!(
        message.contains("which no grade of the scale 0-1 reaches") && message.contains(") to 1, "),
        "{message}"
    );
}

#[test]
fn a_scale_below_zero_is_a_scale() {
    for (low, high, middle) in [(-4, 0, -1), (-3, -1, -1)] {
        let text = format!("q 0 d {low}\nq 0 e {high}\n");
        let files = &[("a.qrels", text.as_str()), ("people.qrels", text.as_str())];
        let settings = LabelSettings { bootstrap: 0, ..LabelSettings::default() };
        let judgements = judged(files, true, &settings).unwrap();
        assert_eq!(judgements.threshold(&settings), middle);
        let found = crate::labels::labels(Some(&judgements), &[], &settings).unwrap();
        let binary = format!("kappa|binary(at={middle})");
        let row = found.rows.iter().find(|row| *row.measure == *binary).unwrap();
        assert_eq!(row.value, Some(1.0));
    }
}

#[test]
fn lines_may_name_the_scale() {
    let line = |scale: &str| {
        format!(
            "{{\"judge\":\"a\",\"query_id\":\"q\",\"document_id\":\"{scale}\",\"label\":1,\"samples\":[1,2],\"scale\":\"{scale}\"}}\n"
        )
    };
    let found = judged(&[("a.jsonl", &line("0-4"))], false, &LabelSettings::default()).unwrap();
    assert_eq!((found.scale.high, found.judges[0].consistencies[0]), (4, Some(0.5)));
    let two = line("0-4") + &line("0-1");
    let message = judged(&[("a.jsonl", &two)], false, &LabelSettings::default()).unwrap_err().to_string();
    assert!(message.contains("a.jsonl:2: the scale is 0-1 here and 0-4 on an earlier line"), "{message}");
}
