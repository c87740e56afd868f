//! Properties of audits on random runs: nothing where copies have two names, exact sign flips under swapped names, the same
//! bytes for any order of lines and any number of threads.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sourcebias::bias::RelativeDeltaRow;
use sourcebias::bias::audit::{BaseRateRow, ChangeRow, TwinsRow};
use sourcebias::experiment::{AuditSettings, FileAudit, audit_files};

/// The scores of one query: for each content those of the two versions, where they are ranked.
type Scores = Vec<[Option<i32>; 2]>;

const CONTENTS: usize = 9;

/// A run file; of each query the scores of all versions.
fn run(queries: &[Scores], tag: &str) -> String {
    let mut lines = String::new();
    for (query, scores) in queries.iter().enumerate() {
        for (content, versions) in scores.iter().enumerate() {
            for (version, score) in versions.iter().enumerate() {
                if let Some(score) = score {
                    lines.push_str(&format!("q{query} Q0 d{content}v{version} 1 {score} {tag}\n"));
                }
            }
        }
    }
    lines
}

fn map(names: [&str; 2]) -> String {
    let lines =
        |content| [0, 1].map(|version| format!("d{content}v{version},{},d{content}\n", names[version]));
    (0..CONTENTS).flat_map(lines).collect()
}

fn qrels(grades: &[Vec<i32>]) -> String {
    let mut lines = String::new();
    for (query, grades) in grades.iter().enumerate() {
        for (content, grade) in grades.iter().enumerate() {
            lines.push_str(&format!("q{query} d{content} {grade}\n"));
        }
    }
    lines
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The audit of these texts of files, with the second run as the baseline.
fn audited(runs: [&str; 2], map: &str, qrels: &str) -> FileAudit {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let new = write(folder, "new.run", runs[0]);
    let mut settings = AuditSettings::new(vec![new], write(folder, "map.csv", map));
    settings.baseline = Some(write(folder, "old.run", runs[1]));
    settings.qrels = Some(write(folder, "qrels.txt", qrels));
    settings.measures = ["nDCG@3", "AP", "RR"].map(String::from).to_vec();
    settings.bias.bootstrap = 99;
    audit_files(&settings).unwrap()
}

fn written(found: &FileAudit) -> String {
    let tables: Vec<String> = found
        .audit
        .tables()
        .map(|(schema, table)| format!("{schema}\n{}", table.to_csv().unwrap()))
        .collect();
    tables.concat() + &found.audit.answer().to_text(80)
}

fn negated(value: Option<f64>) -> Option<f64> {
    value.map(|value| -value)
}

fn scores(queries: usize) -> impl Strategy<Value = Vec<Scores>> {
    // Few scores, so that many documents tie.
    let score = prop_oneof![4 => (0..4_i32).prop_map(Some), 1 => Just(None)];
    let versions = prop::collection::vec([score.clone(), score], CONTENTS);
    prop::collection::vec(versions, queries).prop_filter("every query has a result", |queries| {
        queries.iter().all(|scores| scores.iter().flatten().any(Option::is_some))
    })
}

fn grades(queries: usize) -> impl Strategy<Value = Vec<Vec<i32>>> {
    prop::collection::vec(prop::collection::vec(0..3_i32, CONTENTS), queries)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Both versions of each content at one score: every figure is 0, exactly.
    #[test]
    fn copies_under_two_names_show_no_bias(queries in scores(4), old in scores(4), grades in grades(4)) {
        let copied = |queries: &[Scores]| -> Vec<Scores> {
            let copy = |versions: &[Option<i32>; 2]| [versions[0].or(versions[1]); 2];
            queries.iter().map(|scores| scores.iter().map(copy).collect()).collect()
        };
        let runs = [run(&copied(&queries), "new"), run(&copied(&old), "old")];
        let found = audited([&runs[0], &runs[1]], &map(["human", "gpt"]), &qrels(&grades));
        for row in found.audit.rows::<RelativeDeltaRow>().unwrap() {
            prop_assert!(row.relative_delta_percent.is_none_or(|delta| delta == 0.0), "{row:?}");
            prop_assert!(row.difference.is_none_or(|difference| difference == 0.0), "{row:?}");
        }
        for row in found.audit.rows::<BaseRateRow>().unwrap() {
            prop_assert_eq!((row.excess, row.p_value), (Some(0.0), Some(1.0)));
        }
        for row in found.audit.rows::<TwinsRow>().unwrap() {
            prop_assert_eq!((row.balance, row.tied), (Some(0.0), Some(1.0)));
        }
        for row in found.audit.rows::<ChangeRow>().unwrap() {
            prop_assert!(row.change.is_none_or(|change| change == 0.0), "{row:?}");
        }
    }

    #[test]
    fn swapped_names_turn_every_sign(queries in scores(4), old in scores(4), grades in grades(4)) {
        let runs = [run(&queries, "new"), run(&old, "old")];
        let found = |names| audited([&runs[0], &runs[1]], &map(names), &qrels(&grades));
        let (there, back) = (found(["human", "gpt"]), found(["gpt", "human"]));
        let rows = |of: &FileAudit| of.audit.rows::<RelativeDeltaRow>().unwrap();
        for (one, other) in rows(&there).iter().zip(rows(&back)) {
            prop_assert_eq!(one.relative_delta_percent, negated(other.relative_delta_percent));
            prop_assert_eq!((one.low, one.high), (negated(other.high), negated(other.low)));
            prop_assert_eq!((one.p_value, one.p_adjusted), (other.p_value, other.p_adjusted));
        }
        let rows = |of: &FileAudit| of.audit.rows::<BaseRateRow>().unwrap();
        for (one, other) in rows(&there).iter().zip(rows(&back)) {
            prop_assert_eq!((&one.source, one.excess), (&other.source, negated(other.excess)));
            prop_assert_eq!((one.p_value, one.p_adjusted), (other.p_value, other.p_adjusted));
        }
        let rows = |of: &FileAudit| of.audit.rows::<TwinsRow>().unwrap();
        for (one, other) in rows(&there).iter().zip(rows(&back)) {
            prop_assert_eq!((one.balance, one.p_value), (negated(other.balance), other.p_value));
            prop_assert_eq!(one.reference_higher, other.source_higher);
        }
        let rows = |of: &FileAudit| of.audit.rows::<ChangeRow>().unwrap();
        for (one, other) in rows(&there).iter().zip(rows(&back)) {
            prop_assert_eq!((one.change, one.p_value), (negated(other.change), other.p_value));
        }
    }

    #[test]
    fn neither_the_order_of_lines_nor_threads_matter(queries in scores(3), grades in grades(3)) {
        let reversed = |text: &str| text.lines().rev().map(|line| format!("{line}\n")).collect::<String>();
        let (run, map, qrels) = (run(&queries, "t"), map(["human", "gpt"]), qrels(&grades));
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let plain = pool(1).install(|| written(&audited([&run, &run], &map, &qrels)));
        let turned = pool(2).install(|| {
            let run = reversed(&run);
            written(&audited([&run, &run], &reversed(&map), &reversed(&qrels)))
        });
        prop_assert_eq!(plain, turned);
    }
}
