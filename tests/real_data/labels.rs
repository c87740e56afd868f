//! Recorded labels of judges and recorded answers. What the LLMJudge challenge publishes of its judges is arXiv 2502.13908,
//! table 3, of which the rows named here are checked, and no others.

use std::path::PathBuf;

use sourcebias::labels::{
    AgreementRow, CalibrationRow, Judgements, LabelFiles, LabelSettings, Labels, OffScale, labels,
    read_people,
};
use sourcebias::table::TableRow;

use super::folder;

/// The judges against the people, off-scale grades treated so.
fn judged(off_scale: OffScale) -> Option<Labels> {
    let folder = folder("labels")?.join("llmjudge");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder.join("judges")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let settings = LabelSettings { off_scale, bootstrap: 0, ..LabelSettings::default() };
    let people = read_people(&folder.join("human.qrels")).unwrap();
    let read = LabelFiles::read(&files).unwrap();
    let judgements = Judgements::new(read.judges, Some(people), &settings).unwrap();
    assert_eq!((judgements.judges.len(), judgements.pairs.len()), (33, 4423));
    Some(labels(Some(&judgements), &[], &settings).unwrap())
}

fn table<R: TableRow>(found: &Labels) -> Vec<R> {
    let (_, table) = found.tables.iter().find(|(schema, _)| schema.key == R::SCHEMA.key).unwrap();
    R::from_table(table).unwrap()
}

#[track_caller]
fn four(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < 5.1e-5, "{found} is not {expected}");
}

#[test]
fn judges_agree_with_people_as_recorded() {
    let Some(found) = judged(OffScale::Clip) else { return };
    let rows: Vec<AgreementRow> = table(&found);
    let value = |judge: &str, measure: &str| {
        let wanted = |row: &&AgreementRow| {
            &*row.compared == "with_people" && &*row.judge == judge && &*row.measure == measure
        };
        rows.iter().find(wanted).unwrap().value
    };
    for (judge, kappa, alpha) in [
        ("willia-umbrela1", 0.2863, 0.4918),
        ("Olz-gpt4o", 0.2625, 0.5020),
        ("TREMA-rubric0", 0.0779, 0.1036),
    ] {
        four(value(judge, "kappa"), kappa);
        four(value(judge, "alpha"), alpha);
    }
    for (measure, expected) in [
        ("kappa(weights=linear)", 0.3963),
        ("kappa(weights=quadratic)", 0.5044),
        ("kappa|binary(at=2)", 0.3985),
        ("alpha(metric=nominal)", 0.2840),
        ("alpha(metric=interval)", 0.5001),
    ] {
        four(value("willia-umbrela1", measure), expected);
    }
    let shifts: Vec<sourcebias::labels::LeniencyRow> = table(&found);
    let shift = |judge: &str| shifts.iter().find(|row| &*row.judge == judge).unwrap().shift.unwrap();
    assert!((shift("willia-umbrela1") - -0.178).abs() < 5.1e-4);
    assert_eq!(shifts.iter().filter(|row| row.shift > Some(0.0)).count(), 17);
}

#[test]
fn all_judges_together_are_as_recorded_without_grades_off_the_scale() {
    let Some(found) = judged(OffScale::Drop) else { return };
    let rows: Vec<AgreementRow> = table(&found);
    for (compared, values) in
        [("all_judges", [0.3071, 0.5350, 0.5206]), ("all_with_people", [0.3007, 0.5270, 0.5133])]
    {
        for (measure, expected) in
            ["alpha(metric=nominal)", "alpha", "alpha(metric=interval)"].into_iter().zip(values)
        {
            let wanted = |row: &&AgreementRow| &*row.compared == compared && &*row.measure == measure;
            four(rows.iter().find(wanted).unwrap().value, expected);
        }
    }
    let share = &found.calibration[0];
    assert_eq!((&*share.of, share.n), ("all judges", 4423));
    for (found, expected) in [
        (share.auroc, 0.8008),
        (share.ece, 0.0852),
        (share.brier, 0.1623),
        (share.reliability, 0.0110),
        (share.resolution, 0.0442),
        (share.uncertainty, 0.1961),
    ] {
        four(found, expected);
    }
}

#[test]
fn confidences_in_answers_are_as_recorded() {
    let Some(folder) = folder("labels") else { return };
    let read = LabelFiles::read(&[folder.join("mace/deepseek-v3.jsonl.gz")]).unwrap();
    assert_eq!(read.answers.len(), 12_000);
    let found = labels(None, &read.answers, &LabelSettings::default()).unwrap();
    let row = |confidence: &str, answers: &str| -> &CalibrationRow {
        let wanted = |row: &&CalibrationRow| &*row.confidence == confidence && row.answers == answers;
        found.calibration.iter().find(wanted).unwrap()
    };
    for (answers, accuracy, consistency) in
        [("1", 0.5357, 0.8113), ("2", 0.6190, 0.7908), ("4", 0.6680, 0.7671), ("6", 0.6673, 0.7319)]
    {
        let row = row("stated(name=consistency)", answers);
        four(row.accuracy, accuracy);
        // One of these ends in a 5 that rounds either way.
        assert!((row.mean_confidence.unwrap() - consistency).abs() < 6e-5);
    }
    for (confidence, auroc, ece, brier) in [
        ("stated(name=consistency)", 0.7193, 0.2056, 0.2451),
        ("semantic_entropy", 0.7124, 0.1488, 0.2280),
        ("stated(name=semantic_entropy)", 0.7124, 0.1488, 0.2280),
        ("stated(name=p_true_sample_conf)", 0.6660, 0.2872, 0.3091),
        ("stated(name=self_report_conf)", 0.6192, 0.3464, 0.3538),
        ("largest_cluster", 0.7037, 0.2343, 0.2613),
        ("good_turing", 0.6430, 0.3569, 0.3505),
    ] {
        let row = row(confidence, "");
        four(row.auroc, auroc);
        four(row.ece, ece);
        four(row.brier, brier);
    }
    for (threshold, auroc) in [("0.1", 0.6430), ("0.2", 0.6726), ("0.3", 0.6934), ("0.5", 0.7028)] {
        four(row(&format!("sca(threshold={threshold})"), "").auroc, auroc);
    }
    // With τ = 2 ÷ M it is Good–Turing's coverage; and the entropy replays from the clusters.
    let [sca, coverage, entropy] = ["sca(threshold=0.1)", "good_turing", "semantic_entropy"]
        .map(|spec| sourcebias::labels::CONFIDENCES.parse(spec).unwrap());
    for answer in &read.answers {
        assert_eq!(sca.object.value(answer), coverage.object.value(answer));
        let replayed = entropy.object.value(answer).unwrap();
        assert!((replayed - answer.stated["semantic_entropy"]).abs() < 1e-9);
    }
}
