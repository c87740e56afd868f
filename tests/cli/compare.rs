//! Experiments side by side, and judgements that other evaluators read with the runs.

use std::collections::BTreeSet;

use super::{Place, rows};

#[test]
fn finished_experiments_stand_side_by_side() {
    let place = Place::fresh();
    place.simulated("one", "");
    place.simulated("two", "");
    for (name, seed) in [("one", 7), ("two", 8)] {
        place.run(&format!("bias {name}.toml --seed {seed} --model bm25 --model tf_idf --name {name}"));
    }
    let (text, _) = place.run("compare results/one results/two");
    let headings: Vec<&str> = text.lines().filter(|line| line.contains(": H human, L ")).collect();
    assert_eq!(headings.len(), 2, "{text}");
    assert!(headings[0].starts_with("one: ") && headings[1].starts_with("two: "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");

    // Every number is one of a result table.
    let (csv, _) = place.run("compare results/one results/two --measure AP --format csv");
    let columns = ["model", "source", "relative_delta_percent", "low", "p_adjusted"];
    let all = rows(&csv, &[&["experiment", "measure"][..], &columns].concat());
    assert_eq!(all.len(), 4, "{csv}");
    for row in all {
        assert_eq!(row[1], "AP");
        let table = place.read(&format!("results/{}/bias/relative_delta.csv", row[0]));
        let found = rows(&table, &[&["measure"][..], &columns].concat());
        assert!(found.contains(&row[1..].to_vec()), "{row:?}");
    }
    let (latex, _) = place.run("compare results/one results/two --format latex");
    assert!(
        latex.contains("\\caption{Source bias in nDCG@10") && latex.contains("\\addlinespace"),
        "{latex}"
    );
    let (markdown, _) = place.run("compare results/one results/two --format markdown");
    assert!(
        markdown.starts_with("| Experiment | Source | Model |") && markdown.contains("**0."),
        "{markdown}"
    );

    // Clusters stand in a table of the corpus: queries that have the same relevant contents are one.
    let clusters = rows(&place.read("results/one/corpus/query_clusters.csv"), &["query", "cluster"]);
    let distinct: BTreeSet<&String> = clusters.iter().map(|row| &row[1]).collect();
    let (tested, _) = place.run("compare results/one --test --format csv");
    let counted = rows(&tested, &["queries", "clusters"]);
    assert_eq!(counted, [[clusters.len().to_string(), distinct.len().to_string()]], "{tested}");

    // Two models of one experiment are a pair; the experiments have other queries, and are none.
    let (tested, _) = place.run("compare results/one results/two --test --format csv");
    let columns =
        ["experiment", "model", "other_experiment", "other_model", "bias", "other_bias", "difference"];
    let pairs = rows(&tested, &columns);
    assert_eq!(pairs.len(), 2, "{tested}");
    let number = |word: &String| word.parse::<f64>().unwrap();
    for pair in &pairs {
        assert!(pair[0] == pair[2] && pair[1] != pair[3], "{pair:?}");
        assert!((number(&pair[4]) - number(&pair[5]) - number(&pair[6])).abs() < 1e-9, "{pair:?}");
    }
    // The same queries under another analyser are a pair for each model.
    place.run("bias one.toml --model bm25 --model tf_idf --analyzer english --name stemmed");
    let (tested, _) = place.run("compare results/one results/stemmed --test");
    assert!(tested.contains("one less stemmed: H − L of "), "{tested}");

    for (arguments, message) in [
        ("compare results/none", "no such folder"),
        ("compare .", "holds no finished bias; run `sourcebias bias`"),
        (
            "compare results/one --measure nDCG@7",
            "was not evaluated by `nDCG@7`; choose a measure that it has: nDCG@1,",
        ),
        ("compare results/one --measure bogus", "unknown"),
    ] {
        let output = place.command(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(message), "{arguments}: {error}");
    }
}

#[test]
fn judgements_beside_the_runs_have_their_ids() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("retrieve --corpus c --name c --analyzer words --model bm25 --trec-runs");
    let fields = |text: &str, count: usize| -> Vec<Vec<String>> {
        let line = |line: &str| line.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        let lines: Vec<_> = text.lines().map(line).collect();
        assert!(lines.iter().all(|fields| fields.len() == count), "{text}");
        lines
    };
    let run = fields(&place.read("results/c/runs/bm25_k1=1.2_b=0.75.run"), 6);
    let qrels = fields(&place.read("results/c/runs/qrels.txt"), 4);
    let judged: BTreeSet<&str> = qrels.iter().map(|fields| fields[2].as_str()).collect();
    assert_eq!(judged, ["a-human", "a-gpt", "b-human", "b-gpt", "c-human", "c-gpt"].into());
    assert!(run.iter().all(|fields| judged.contains(fields[2].as_str())));
    assert!(qrels.contains(&["1", "0", "a-gpt", "2"].map(String::from).to_vec()));
    // The stage's record has it: a changed one is found.
    let (kept, _) = place.run("verify results/c");
    place.write("results/c/runs/qrels.txt", "1 0 a-human 0\n");
    let output = place.command("verify results/c").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("qrels.txt"), "{kept} {said}");
}
