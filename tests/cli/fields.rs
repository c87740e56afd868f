//! Models that weigh titles: kept apart where they are asked for, refused with advice where they are not there.

use std::collections::BTreeMap;

use super::{Place, rows};

/// Lines of texts with titles; every fourth has none.
fn lines(words: [&str; 2]) -> String {
    let line = |number: usize| {
        let title = match number % 4 {
            0 => String::new(),
            _ => format!("{} of number {number}", words[number % 2]),
        };
        let text =
            format!("{} here and {} there {}", words[0], words[1].repeat(number % 3), "x ".repeat(number));
        format!("{{\"_id\": \"d{number:02}\", \"title\": \"{title}\", \"text\": \"{text}\"}}\n")
    };
    (0..20).map(line).collect()
}

/// A collection in `c` of two sources with these texts, and an experiment of it.
fn collection(human: &str, llm: &str) -> Place {
    let place = Place::fresh();
    place.write("c/corpus/human.jsonl", human);
    place.write("c/corpus/llm.jsonl", llm);
    place.write(
        "c/queries.jsonl",
        "{\"_id\": \"1\", \"text\": \"pears\"}\n{\"_id\": \"2\", \"text\": \"plums here\"}\n",
    );
    let judged = |number| format!("1\td{number:02}\t1\n2\td{:02}\t2\n", number + 1);
    let judged: String = (0..18).step_by(3).map(judged).collect();
    place.write("c/qrels/test.tsv", format!("query-id\tcorpus-id\tscore\n{judged}"));
    place.write(
        "x.toml",
        "name = 'x'\n[corpus]\npath = 'c'\ntitle = true\nunpaired = false\n[profile]\nbootstrap = 0\n[evaluate]\nbootstrap = 99\n[bias]\n\
         bootstrap = 99\n[retrieve]\nmodels = ['bm25f', 'bm25f(title_weight=9,title_b=0)|byte_lengths', 'bm25']\n",
    );
    place
}

#[test]
fn an_index_of_files_keeps_titles_apart_with_fields_and_says_so_without() {
    let place = Place::fresh();
    place.write("a.jsonl", lines(["pears", "plums"]));
    place.run("index a.jsonl --to apart --fields --analyzer words");
    place.run("index a.jsonl --to joined --title --analyzer words");
    let search = "search apart pears --model bm25f --format csv --limit 5";
    let (out, _) = place.run(&format!("{search} --explain"));
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in rows(&out, &["document", "document_score", "score"]) {
        let number = |cell: &str| cell.parse::<f64>().unwrap();
        let sum = sums.entry(row[0].clone()).or_insert((0.0, number(&row[1])));
        sum.0 += number(&row[2]);
    }
    assert!(sums.len() >= 5 && sums.values().all(|(sum, score)| (sum - score).abs() < 1e-9), "{out}");
    // Titles that weigh nothing make another order than titles that weigh much.
    let order = |model: &str| place.run(&format!("search apart pears --format csv --model {model}")).0;
    let documents = |model: &str| {
        rows(&order(model), &["document"]).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    assert!(documents("bm25f(title_weight=0)") != documents("bm25f(title_weight=50,title_b=0)"));
    // The words of one field are the same in both indexes.
    let bm25 = |folder: &str| place.run(&format!("search {folder} pears --model bm25 --format csv")).0;
    assert_eq!(bm25("apart"), bm25("joined"));
    let output = place.command("search joined pears --model bm25f").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.starts_with("error: joined") && message.contains("--fields"), "{message}");
}

#[test]
fn copies_differ_by_exactly_nothing_and_threads_change_no_byte() {
    let texts = lines(["pears", "plums"]);
    let place = collection(&texts, &texts);
    place.run("bias x.toml --threads 1 --out one");
    place.run("bias x.toml --threads 2 --out two");
    let mut told = 0;
    for (table, columns) in [
        ("relative_delta", &["model", "relative_delta_percent", "low", "high"][..]),
        ("decomposition", &["model", "value", "low", "high"]),
        ("counterfactual", &["model", "change", "low", "high"]),
        ("word_effects", &["model", "effect", "low", "high"]),
    ] {
        let one = place.read(&format!("one/results/x/bias/{table}.csv"));
        assert_eq!(one, place.read(&format!("two/results/x/bias/{table}.csv")));
        let of_model = rows(&one, columns).into_iter().filter(|row| row[0].starts_with("bm25f"));
        for row in of_model {
            assert!(row[1..].iter().all(|cell| cell.is_empty() || cell == "0.0"), "{table} {row:?}");
            told += usize::from(row[1] == "0.0");
        }
    }
    assert!(told > 40, "{told}");
    let folder = |out: &str| {
        let found = std::fs::read_dir(place.path().join(out).join("results/x/runs")).unwrap();
        found.map(|entry| entry.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!((folder("one").len(), folder("one")), (4, folder("two")));
    for file in folder("one") {
        let read =
            |out: &str| std::fs::read(place.path().join(out).join("results/x/runs").join(&file)).unwrap();
        assert_eq!(read("one"), read("two"), "{file:?}");
    }
}

#[test]
fn a_pair_is_explained_with_what_titles_give() {
    let place = collection(&lines(["pears", "plums"]), &lines(["plums", "pears"]));
    let (out, _) = place.run("explain x.toml --query 2 --content d01 --format json");
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let pairs = found["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        let parts = ["coverage", "tf", "length"].map(|part| number(&pair[part]));
        assert!((parts.iter().sum::<f64>() - number(&pair["gap"])).abs() < 1e-9);
        for side in ["reference", "source"] {
            let of =
                |term: &&serde_json::Value| term["source"] == pair[side] && term["model"] == pair["model"];
            let terms = found["terms"].as_array().unwrap().iter().filter(of);
            let sum: f64 = terms.map(|term| number(&term["score"])).sum();
            assert!((sum - number(&pair[format!("{side}_score")])).abs() < 1e-9);
        }
    }
    for flag in ["--fields", "--title"] {
        let output = place.command(&format!("index x.toml {flag}")).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && message.contains("is for files of texts"), "{message}");
    }
    // Without titles the model is refused before anything is written.
    place.write("y.toml", place.read("x.toml").replace("title = true", "").replace("'x'", "'y'"));
    let output = place.command("run y.toml").output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("`title = true` under [corpus]"), "{message}");
    assert!(!place.path().join("results/y").exists());
}
