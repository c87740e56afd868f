//! `explain`: a query's pairs, and one content word by word.

use serde_json::Value;

use super::Place;

/// Two contents by two sources, three queries of which one is not judged.
fn collection() -> Place {
    let place = Place::fresh();
    let text = |base: &str, text: &str| format!("{{\"_id\": \"{base}\", \"text\": \"{text}\"}}\n");
    place.write(
        "c/corpus/human.jsonl",
        [text("a", "Ripe pears, pears and plums."), text("b", "Green apples of the garden.")].concat(),
    );
    place.write(
        "c/corpus/llm.jsonl",
        [text("a", "A ripe pear."), text("b", "Apples from the garden, <b>green</b>.")].concat(),
    );
    let query = |id: &str, words: &str| format!("{{\"_id\": \"{id}\", \"text\": \"{words}\"}}\n");
    place.write(
        "c/queries.jsonl",
        [query("q1", "pears and plums"), query("q2", "green apples"), query("q3", "ripe")].concat(),
    );
    place.write("c/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t2\n");
    place.write("x.toml", "name = 'x'\n[corpus]\npath = 'c'\n[retrieve]\nmodels = ['bm25', 'dirichlet']\n");
    place
}

#[test]
fn a_query_is_explained_pair_by_pair_and_word_by_word() {
    let place = collection();
    let (out, _) = place.run("explain x.toml --query q1 --format csv");
    let rows: Vec<&str> = out.lines().collect();
    assert_eq!(rows.len(), 3, "{out}");
    assert!(rows[0].starts_with("model,query,content,reference,source,grade,contribution,"), "{out}");
    assert!(rows[1].contains(",q1,a,human,llm,1.0,"), "{out}");
    // The index is made where it is not there; nothing later is.
    assert!(place.path().join("results/x/index").exists() && !place.path().join("results/x/runs").exists());

    let (out, _) = place.run("explain x.toml --query q1 --content a --format json");
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["query"]["text"], "pears and plums");
    let number = |value: &Value| value.as_f64().unwrap();
    for pair in found["pairs"].as_array().unwrap() {
        let parts = ["coverage", "tf", "length"].map(|part| number(&pair[part]));
        assert!((parts.iter().sum::<f64>() - number(&pair["gap"])).abs() < 1e-9);
        for side in ["reference", "source"] {
            let of = |term: &&Value| term["source"] == pair[side] && term["model"] == pair["model"];
            let terms = found["terms"].as_array().unwrap().iter().filter(of);
            let sum: f64 = terms.map(|term| number(&term["score"])).sum();
            assert!((sum - number(&pair[format!("{side}_score")])).abs() < 1e-9);
        }
        assert_eq!(pair["dropped"], "plum");
    }
    let texts = &found["texts"][0];
    assert_eq!(texts["dropped"][0]["word"], "plums");
    assert_eq!(texts["reference_text"]["text"], "Ripe pears, pears and plums.");

    let (out, _) = place.run("explain x.toml --query q1 --content a");
    assert!(
        out.contains("llm lacks: plum.") && out.contains("human: Ripe [pears], [pears] and [plums]."),
        "{out}"
    );
    let (out, _) = place.run("explain x.toml --query q1");
    assert!(out.contains("2 of 2 pairs (by what they contribute to nDCG@10)"), "{out}");
    let (out, _) = place.run("explain x.toml --query q3");
    assert!(out.contains("no content is judged for this query"), "{out}");
}

#[test]
fn words_are_searched_and_explained_without_a_file_of_queries() {
    let place = collection();
    place.run("index c/corpus/human.jsonl c/corpus/llm.jsonl --to i");
    let search = |arguments: &[&str]| {
        let output = place.command("search i").args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (_, out, _) = search(&["green apples", "--format", "csv"]);
    let rows: Vec<&str> = out.lines().collect();
    assert!(rows.len() == 3 && rows[0] == "model,rank,document,score,length", "{out}");
    // The same as for a file of queries.
    place.write("q.jsonl", "{\"_id\": \"query\", \"text\": \"green apples\"}\n");
    let run = place.run("search i --queries q.jsonl").0;
    let first = run.lines().next().unwrap().split_whitespace().nth(2).unwrap().to_string();
    assert!(rows[1].contains(&format!(",{first},")), "{out}{run}");

    let (_, out, _) = search(&["green apples", "--explain", "--format", "csv"]);
    let parts = out.lines().skip(1).filter(|row| row.contains(&first)).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        (cells[cells.len() - 7].parse::<f64>().unwrap(), cells[cells.len() - 5].parse::<f64>().unwrap())
    });
    let parts: Vec<(f64, f64)> = parts.collect();
    assert!((parts.iter().map(|(_, part)| part).sum::<f64>() - parts[0].0).abs() < 1e-9, "{out}");
    assert_eq!(parts.len(), 2, "{out}");
    assert_eq!(search(&["nothing"]).1, "no document has a word of this query\n");
    let (code, _, error) = search(&["green", "--queries", "q.jsonl"]);
    assert!(code == Some(2) && error.contains("cannot be used with"), "{error}");
    let (code, _, error) = search(&[]);
    assert!(code == Some(2) && error.contains("WORDS"), "{error}");
    assert_eq!(search(&["--queries", "q.jsonl", "--explain"]).0, Some(2));
}

#[test]
fn what_is_not_there_is_named_by_its_flag() {
    let place = collection();
    for (flags, said) in [
        ("--query q9", "--query: no query has the id `q9`; did you mean `q1`?"),
        ("--query q1 --content z", "--content: no document has the id `z`"),
        ("--query q1 --source gpt", "--source: no other source is called `gpt`; there is llm"),
    ] {
        let output = place.command(&format!("explain x.toml {flags}")).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && err.contains(said), "{err}");
    }
}
