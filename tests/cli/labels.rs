//! `labels`: label files in; the answer, tables and a record out.

use super::{Place, rows};

fn small(place: &Place) {
    place.write("judges/a.qrels", "q 0 d 1\nq 0 e 0\nr 0 d 3\nr 0 e 1\ns 0 d 0\n");
    place.write("judges/b.qrels", "q 0 d 2\nq 0 e 0\nr 0 d 2\nr 0 e 0\ns 0 d 1\n");
    place.write("human.qrels", "q 0 d 2\nq 0 e 0\nr 0 d 3\nr 0 e 0\ns 0 d 0\n");
    place.write(
        "answers.jsonl",
        "{\"id\":1,\"samples\":[\"a\",\"a\",\"b\"],\"clusters\":[[0,1],[2]],\"correct\":true}\n\
         {\"id\":2,\"samples\":[\"a\",\"c\",\"b\"],\"clusters\":[[0],[1],[2]],\"correct\":false,\"confidence\":0.5}\n",
    );
}

/// What a failing call says, and its exit code.
fn failed(place: &Place, arguments: &str) -> (String, i32) {
    let output = place.command(arguments).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

#[test]
fn the_answer_comes_first_and_then_the_judges_and_the_confidences() {
    let place = Place::fresh();
    small(&place);
    let (out, err) =
        place.run("labels judges/a.qrels judges/b.qrels answers.jsonl --against human.qrels --bootstrap 99");
    assert!(out.starts_with("- 2 judges against people (human), 5 pairs of 3 queries: κ from "), "{out}");
    assert!(out.contains("- 2 answers, 50 % right; ") && err.is_empty(), "{out}{err}");
    for word in ["agreement", "leniency", "share of judges", "semantic_entropy", "sca(threshold=0.5)"] {
        assert!(out.contains(word), "{word}: {out}");
    }
}

#[test]
fn tables_and_record_are_written_and_the_same_again() {
    let place = Place::fresh();
    small(&place);
    let call = "labels judges/a.qrels judges/b.qrels --against human.qrels --bootstrap 99";
    place.run(&format!("{call} --to out"));
    let record: serde_json::Value = serde_json::from_str(&place.read("out/labels.json")).unwrap();
    assert_eq!((&record["scale"]["high"], &record["threshold"]), (&3.into(), &2.into()));
    assert_eq!(record["inputs"].as_array().unwrap().len(), 3);
    let agreement = place.read("out/labels/agreement.csv");
    let first = &rows(&agreement, &["compared", "judge", "other", "measure", "pairs"])[0];
    assert_eq!(first.join(" "), "with_people a human kappa 5");
    let leniency = place.read("out/labels/leniency.csv");
    let number = |text: &String| text.parse::<f64>().unwrap();
    let first = &rows(&leniency, &["mean", "mean_of_other", "shift", "higher"])[0];
    assert_eq!(first.iter().map(number).collect::<Vec<_>>(), [1.0, 1.0, 0.0, 0.2]);
    let (one, _) = place.run(&format!("{call} --format csv --threads 1"));
    let (two, _) = place.run(&format!("{call} --format csv --threads 3 --to out"));
    assert_eq!(one, two);
    assert_eq!(place.read("out/labels/agreement.csv"), agreement);
    place.write("other/file", "");
    assert!(failed(&place, &format!("{call} --to other")).0.contains("no `labels.json` of labels"));
}

#[test]
fn what_is_wrong_is_said_with_file_line_and_advice() {
    let place = Place::fresh();
    small(&place);
    place.write("judges/c.qrels", "q 0 d 7\n");
    place.write("judges/d.qrels", "q 0\n");
    for (arguments, code, words) in [
        (
            "labels judges/c.qrels --against human.qrels",
            3,
            "c.qrels:1: the grade 7 is off the scale 0-3; correct the line",
        ),
        ("labels judges/d.qrels judges/a.qrels", 3, "d.qrels:1: 2 columns"),
        ("labels judges/a.qrels", 2, "one judge alone"),
        ("labels no.qrels", 3, "no.qrels: no such file"),
        ("labels judges/a.qrels judges/b.qrels --scale 3", 2, "as in 0-3"),
        ("labels judges/a.qrels judges/b.qrels --agreement kapa", 2, "kappa"),
        ("labels judges/a.qrels judges/b.qrels --bootstrap 5", 2, "`bootstrap` must be 0"),
        ("labels human.qrels --against human.qrels", 3, "has the name of the labels to compare with"),
        ("labels answers.jsonl --against human.qrels", 2, "no judge to be compared"),
    ] {
        let (message, found) = failed(&place, arguments);
        assert!(found == code && message.contains(words), "{arguments}: {found} {message}");
    }
    let (out, _) = place.run("labels judges/c.qrels judges/a.qrels --against human.qrels --off-scale clip");
    assert!(out.contains("1 label off the scale 0-3 taken as the nearest grade: c (1)."), "{out}");
}

#[test]
fn runs_are_ordered_by_each_judge() {
    let place = Place::fresh();
    small(&place);
    // x ranks what people find relevant first, y last; z has two documents at one score.
    for (name, scores) in [("x", [3, 1]), ("y", [1, 3]), ("z", [2, 2])] {
        let line = |query: &str| {
            format!("{query} Q0 d 1 {} {name}\n{query} Q0 e 2 {} {name}\n", scores[0], scores[1])
        };
        place.write(&format!("runs/{name}.run"), line("q") + &line("r"));
    }
    let runs = "--run runs/x.run runs/y.run runs/z.run";
    let call = format!("labels judges/a.qrels judges/b.qrels --against human.qrels --bootstrap 99 {runs}");
    let (out, _) = place.run(&format!("{call} --to out"));
    let told = "- 3 systems ordered by nDCG@10: Kendall's τ with the order of people 1.00";
    assert!(out.contains(told), "{out}");
    let systems = rows(&place.read("out/labels/systems.csv"), &["judge", "system", "place"]);
    assert_eq!(systems[6..].iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["1.0", "3.0", "2.0"]);
    let order = rows(&place.read("out/labels/order.csv"), &["judge", "likeness", "value"]);
    assert_eq!(order[0].join(" "), "a kendall 1.0");
    let (message, code) = failed(&place, "labels judges/a.qrels --against human.qrels --run runs/x.run");
    assert!(code == 2 && message.contains("one run alone"), "{message}");
}
