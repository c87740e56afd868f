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
    assert!(failed(&place, &format!("{call} --to other")).0.contains("no sums of an earlier `labels.json`"));
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

#[test]
fn a_page_with_figures_stands_beside_the_tables() {
    let place = Place::fresh();
    small(&place);
    let call = "labels judges/a.qrels judges/b.qrels answers.jsonl --against human.qrels --bootstrap 99";
    place.run(&format!("{call} --to out"));
    let page = place.read("out/report.html");
    let told = page.find("2 judges against people (human), 5 pairs of 3 queries").unwrap();
    assert!(told < page.find("id=\"figure-judge_agreement\"").unwrap());
    assert!(page.contains("id=\"table-calibration\"") && page.contains("id=\"figure-reliability\""));
    let command = "sourcebias labels judges/a.qrels judges/b.qrels answers.jsonl --against human.qrels --bootstrap 99 --to out";
    assert!(page.replace("&#x2f;", "/").contains(command), "{command}");
    for ending in ["svg", "png", "pdf", "csv", "txt"] {
        assert!(place.path().join(format!("out/figures/judge_leniency.{ending}")).exists(), "{ending}");
    }
    assert!(place.read("out/figures/judges.tex").contains("\\toprule"));
    // The same again; and what a shorter call has not is gone, but for what was changed by hand.
    place.run(&format!("{call} --to out"));
    assert_eq!(place.read("out/report.html"), page);
    place.write("out/figures/reliability.txt", "my words");
    place.run("labels judges/a.qrels judges/b.qrels --bootstrap 99 --to out");
    assert!(!place.path().join("out/figures/reliability.svg").exists());
    assert_eq!(place.read("out/figures/reliability.txt"), "my words");
    assert!(!place.read("out/report.html").contains("figure-reliability"));
}

#[test]
fn relative_delta_is_told_under_people_and_under_each_judge() {
    let place = Place::fresh();
    // People find both versions relevant; the judge the model's alone.
    place.write("human.qrels", "q 0 d-h 1\nq 0 d-m 1\nr 0 d-h 1\nr 0 d-m 1\n");
    place.write("judge.qrels", "q 0 d-h 0\nq 0 d-m 1\nr 0 d-h 1\nr 0 d-m 1\n");
    place.write("map.csv", "d-h,human,d\nd-m,model,d\n");
    // In q the model's version stands first, in r that of people.
    place.write("x.run", "q Q0 d-m 1 2 x\nq Q0 d-h 2 1 x\nr Q0 d-h 1 2 x\nr Q0 d-m 2 1 x\n");
    let call = "labels judge.qrels --against human.qrels --run x.run --sources map.csv --bootstrap 99";
    let (out, _) = place.run(&format!("{call} --to out"));
    let deltas = rows(
        &place.read("out/labels/relative_delta.csv"),
        &["judge", "system", "reference", "source", "relative_delta_percent", "change", "queries"],
    );
    assert_eq!(deltas[0].join(" "), "human x human model 0.0  2");
    // H is defined in r alone, where the judge finds a version by people: 1 against 1 ÷ log₂ 3.
    let expected = 200.0 * (1.0 - 1.0 / 3.0_f64.log2()) / (1.0 + 1.0 / 3.0_f64.log2());
    assert!(
        (deltas[1][4].parse::<f64>().unwrap() - expected).abs() < 1e-9 && deltas[1][6] == "1",
        "{deltas:?}"
    );
    let told = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected =
        "Source bias by nDCG@10, model against human: under people (human) Relative Δ is 0.00 % (x)";
    assert!(told.contains(expected), "{told}");
    assert!(place.read("out/report.html").contains("id=\"figure-judge_relative_delta\""));
    let record: serde_json::Value = serde_json::from_str(&place.read("out/labels.json")).unwrap();
    assert_eq!(record["runs"]["sources"], "map.csv");
    let csv = place.run(&format!("{call} --format csv")).0;
    assert_eq!(rows(&csv, &["figure"]).iter().filter(|row| row[0] == "relative_delta").count(), 2);
    // The corpus of the texts knows as much as the map.
    let version = |text: &str| format!("{{\"_id\":\"d\",\"text\":\"{text}\"}}\n");
    place.write("texts/corpus/human.jsonl", version("red pears"));
    place.write("texts/corpus/model.jsonl", version("green pears"));
    place.write(
        "texts/queries.jsonl",
        "{\"_id\":\"q\",\"text\":\"pears\"}\n{\"_id\":\"r\",\"text\":\"red\"}\n",
    );
    place.write("texts/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\td\t1\nr\td\t1\n");
    for file in ["human.qrels", "judge.qrels", "x.run"] {
        let named = place.read(file).replace("d-h ", "d-human ").replace("d-m ", "d-model ");
        place.write(file, &named);
    }
    let map = place.read("map.csv").replace("d-h", "d-human").replace("d-m", "d-model");
    place.write("map.csv", map);
    place.run(&format!("{} --to by-corpus", call.replace("--sources map.csv", "--corpus texts")));
    let of = |folder: &str| place.read(&format!("{folder}/labels/relative_delta.csv"));
    assert_eq!(of("by-corpus"), of("out"));
    for (arguments, code, words) in [
        ("labels judge.qrels --against human.qrels --sources map.csv", 2, "--run"),
        (&*call.replace("map.csv", "none.csv"), 3, "none.csv: no such file"),
        (&*format!("{call} --reference nobody"), 2, "nobody"),
    ] {
        let (message, found) = failed(&place, arguments);
        assert!(found == code && message.contains(words), "{arguments}: {found} {message}");
    }
}

/// A corpus of three contents in two versions, with the labels of two judges of versions, and of people on contents.
fn with_texts(place: &Place) {
    let text = |id: &str, text: &str| format!("{{\"_id\":\"{id}\",\"text\":\"{text}\"}}\n");
    let human = text("d", "red apple pie") + &text("e", "green pear") + &text("f", "an old stone wall");
    let llm = text("d", "apple tart") + &text("e", "a green pear tree") + &text("f", "stones");
    place.write("texts/corpus/human.jsonl", human);
    place.write("texts/corpus/llm.jsonl", llm);
    place.write("texts/queries.jsonl", text("q", "red apple") + &text("r", "green wall"));
    let labels = |plus: i32| -> String {
        let line = |query: &str, document: &str, grade: i32| format!("{query} 0 {document} {grade}\n");
        let graded = |query: &str, document: &str, grade: i32| {
            line(query, &format!("{document}-human"), grade)
                + &line(query, &format!("{document}-llm"), grade + plus)
        };
        ["q", "r"]
            .map(|query| graded(query, "d", 2) + &graded(query, "e", 1) + &graded(query, "f", 0))
            .concat()
    };
    place.write("judges/fair.qrels", labels(0));
    place.write("judges/partial.qrels", labels(1));
    place.write("people.qrels", "q 0 d 2\nq 0 e 1\nq 0 f 0\nr 0 d 2\nr 0 e 0\nr 0 f 3\n");
}

#[test]
fn with_the_corpus_words_and_sources_are_told() {
    let place = Place::fresh();
    with_texts(&place);
    let call = "labels judges/fair.qrels judges/partial.qrels --against people.qrels --bootstrap 99";
    let (out, _) = place.run("labels judges/fair.qrels judges/partial.qrels --bootstrap 99");
    assert!(out.replace("\n  ", " ").contains("name their corpus (`corpus`, --corpus)."), "{out}");
    let (out, _) = place.run(&format!("{call} --corpus texts --to out"));
    for words in [
        "6 twins, llm less human: judges' labels, less people's, differ by 0.00 (fair) to 1.00 (partial) grades",
        "People judged contents, not versions",
        "beyond_people",
    ] {
        assert!(out.replace("\n  ", " ").contains(words), "{words}: {out}");
    }
    let own = rows(&place.read("out/labels/own_bias.csv"), &["judge", "figure", "value", "higher", "n"]);
    let of = |judge: &str, figure: &str| own.iter().find(|row| row[0] == judge && row[1] == figure).unwrap();
    assert_eq!(of("partial", "less_people")[2..].join(" "), "1.0 1.0 6");
    assert_eq!(of("people", "own")[2..].join(" "), "0.0 0.0 6");
    let by = rows(&place.read("out/labels/leniency_by.csv"), &["judge", "by", "group", "value"]);
    let of_sources: Vec<f64> = by
        .iter()
        .filter(|row| row[0] == "partial" && row[1] == "source")
        .map(|row| row[3].parse().unwrap())
        .collect();
    assert!((of_sources[1] - of_sources[0] - 1.0).abs() < 1e-12, "{of_sources:?}");
    let record: serde_json::Value = serde_json::from_str(&place.read("out/labels.json")).unwrap();
    assert!(place.read("out/report.html").contains("--corpus texts --analyzer english"));
    let corpus = record["inputs"].as_array().unwrap().iter().filter(|input| input["role"] == "corpus");
    assert_eq!(corpus.count(), 3);
    let (message, code) = failed(&place, "labels people.qrels judges/fair.qrels --corpus nowhere");
    assert!(code == 3 && message.contains("nowhere"), "{message}");
    place.write("a.qrels", "q 0 d 1\nq 0 e 0\n");
    place.write("b.qrels", "q 0 d 1\nq 0 e 1\n");
    let (message, code) = failed(&place, "labels a.qrels b.qrels --corpus texts");
    assert!(code == 3 && message.contains("names no text of the corpus: it labels `d`"), "{message}");
}

#[test]
fn simulated_judges_are_written_beside_the_corpus_and_found_out() {
    let place = Place::fresh();
    let settings = "name = \"s\"\n[simulate]\ndocuments = 300\nqueries = 20\nvocabulary = 1000\ntopics = 10\n[text]\nanalyzer = \"words\"\n";
    place.write("s.toml", settings);
    let judges = "--judge fair=simulated partial=simulated(own_bias=1)";
    place.run(&format!("simulate s.toml --to sim {judges}"));
    let call = "labels sim/judges/fair.qrels sim/judges/partial.qrels --against sim/qrels/test.tsv";
    place.run(&format!("{call} --corpus sim --analyzer words --bootstrap 99 --to out"));
    let own = rows(&place.read("out/labels/own_bias.csv"), &["judge", "figure", "value"]);
    let of = |judge: &str| -> f64 {
        own.iter().find(|row| row[0] == judge && row[1] == "less_people").unwrap()[2].parse().unwrap()
    };
    // The scale's end cuts off a part of what was planted.
    assert!(of("fair").abs() < 0.2 && of("partial") > 0.4, "{} {}", of("fair"), of("partial"));
    let (message, code) = failed(&place, "simulate s.toml --to other --judge simulated");
    assert!(code == 2 && message.contains("partial=simulated(own_bias=0.3)"), "{message}");
    assert!(!place.path().join("other").exists());
}
