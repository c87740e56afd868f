//! The paper's claims over finished experiments, on collections whose truth is planted.

use super::{Place, rows};

/// Experiment, claim, quantity, control and verdict of every test.
fn tests(csv: &str) -> Vec<Vec<String>> {
    rows(csv, &["experiment", "claim", "quantity", "control", "verdict", "reason"])
}

#[test]
fn the_planted_truth_is_told_and_the_page_is_the_same_each_time() {
    let place = Place::fresh();
    let profile = "[profile]\nmeasures = [\"zipf(estimator=mle)\", \"specificity\", \"mattr(window=50)\"]\nbootstrap = 199\n";
    let simulated = |name: &str, more: &str| {
        place.write(
            &format!("{name}.toml"),
            format!(
                "name = \"{name}\"\nseed = 7\n[simulate]\ndocuments = 600\nqueries = 40\n{more}\n[text]\nanalyzer = \
                 \"words\"\n{profile}[retrieve]\nmodels = [\"bm25\"]\n[evaluate]\nbootstrap = 199\n[bias]\nbootstrap = \
                 199\nplanted_replicates = 2\n"
            ),
        );
        place.run(&format!("profile {name}.toml"));
        place.run(&format!("bias {name}.toml"));
    };
    // The head is flatter and the tail steeper, as experiments/demo.toml has it; then the same texts under two names.
    simulated("planted", "");
    simulated("alike", "copy = true");

    let folders = "findings results/planted results/alike";
    let (csv, _) = place.run(&format!("{folders} --format csv"));
    let all = tests(&csv);
    let of = |experiment: &str, claim: &str, control: &str| -> Vec<String> {
        let is_it = |test: &&Vec<String>| test[0] == experiment && test[1] == claim && test[3] == control;
        all.iter().filter(is_it).map(|test| test[4].clone()).collect()
    };
    for control in ["raw", "twins", "cut", "budget"] {
        assert_eq!(of("planted", "1a", control), ["holds"], "{control}: {csv}");
        assert_eq!(of("planted", "1b", control), ["holds"], "{control}: {csv}");
        assert_eq!(of("alike", "1a", control), ["not distinguishable"], "{control}: {csv}");
        assert_eq!(of("alike", "1b", control), ["not distinguishable"], "{control}: {csv}");
    }
    // Words of queries are left out in the second source, so that its documents are harder to find.
    assert_eq!(of("planted", "4b", "adjusted"), ["favours reference"], "{csv}");
    // Of the same texts a bias is 0 to the last digit.
    assert_eq!(of("alike", "4b", "adjusted"), ["holds"], "{csv}");
    assert_eq!(of("alike", "4c", "gap"), ["not distinguishable"], "{csv}");
    assert!(of("planted", "4a", "pooled").iter().all(|verdict| verdict == "holds"), "{csv}");

    let (page, _) = place.run(folders);
    assert_eq!(page, place.run(&format!("{folders} --threads 1")).0);
    assert!(page.starts_with("<!-- Made by `sourcebias findings results/planted results/alike`"), "{page}");
    assert!(page.contains("| planted | llm | – | zipf_head | 0.9500 | exponent of"), "{page}");
    assert!(page.contains("**Found.** Holds raw in 1 of 2, on twins in 1 of 2,"), "{page}");
    assert!(page.contains("| planted | llm | ✔ ✔ ✔ ✔ | ✔ ✔ ✔ ✔ |"), "{page}");
    assert!(!page.contains(&place.path().display().to_string()), "{page}");
    // From elsewhere, by the whole path, it is the same page.
    let elsewhere = place.path().join("results");
    let [one, other] = ["planted", "alike"].map(|name| elsewhere.join(name).display().to_string());
    assert_eq!(place.run(&format!("findings {one} {other}")).0, page);

    // Every number is one of a result table.
    let findings = rows(&place.read("results/planted/profile/findings.csv"), &["measure", "cut"]);
    let values = rows(&csv, &["experiment", "claim", "control", "value"]);
    let head = values.iter().find(|row| row[..3] == ["planted", "1a", "cut"].map(String::from)).unwrap();
    assert!(findings.iter().any(|row| row[0].starts_with("zipf_head(") && row[1] == head[3]), "{head:?}");

    let (json, _) = place.run(&format!("{folders} --format json"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["tests"].as_array().unwrap().len(), all.len());
    assert_eq!(json["collections"][0]["seed"], 7);
}

#[test]
fn what_is_not_finished_or_too_old_is_refused_and_what_is_missing_is_said() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("profile --corpus c --name c --analyzer words");
    let refused = |arguments: &str, message: &str| {
        let output = place.command(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(message), "{arguments}: {error}");
    };
    refused("findings results/c", "holds no finished bias; run `sourcebias bias`");
    refused("findings results/none", "no such folder");
    refused("findings results", "holds no finished profile; run `sourcebias profile`");
    refused("findings", "RESULTS");
    place.run("bias --corpus c --name c --analyzer words --model bm25");
    refused("findings results/c results/c", "has the name of another experiment");
    let (page, _) = place.run("findings results/c");
    assert!(page.contains("| c | gpt |"), "{page}");

    // A corpus without queries tests the claims on words alone.
    place.write("n/corpus/human.jsonl", place.read("c/corpus/human.jsonl"));
    place.write("n/corpus/gpt.jsonl", place.read("c/corpus/gpt.jsonl"));
    place.run("profile --corpus n --name n --analyzer words");
    let (csv, _) = place.run("findings results/n --format csv");
    let without = tests(&csv);
    let retrieval: Vec<_> = without.iter().filter(|test| test[1].starts_with('4')).collect();
    assert!(!retrieval.is_empty() && retrieval.iter().all(|test| test[5] == "no queries"), "{csv}");

    // A table of other columns is of an earlier version, and so is a folder without its settings.
    let clusters = place.read("results/c/corpus/query_clusters.csv");
    place.write("results/c/corpus/query_clusters.csv", "query,cluster\n1,0\n2,1\n");
    refused("findings results/c", "it has no column `author`; it was changed, or is of another version");
    place.write("results/c/corpus/query_clusters.csv", clusters);
    std::fs::remove_file(place.path().join("results/c/experiment.toml")).unwrap();
    refused("findings results/c", "it is of an earlier version; run `sourcebias run`");
}
