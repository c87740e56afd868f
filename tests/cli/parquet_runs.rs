//! Runs in Parquet files: those of an experiment, with TREC files beside them where these are asked for, and those of other tools.

use sourcebias::retrieve::RunRow;
use sourcebias::table::{Column, Table, TableRow};

use super::{Place, rows};

/// The rows of a run that an experiment wrote.
fn run(place: &Place, file: &str) -> Vec<RunRow> {
    RunRow::from_table(&Table::read(&place.path().join(file), RunRow::SCHEMA).unwrap()).unwrap()
}

/// The name of its document in judgements and TREC files.
fn document(row: &RunRow) -> String {
    format!("{}-{}", row.base, row.source)
}

fn put(place: &Place, file: &str, columns: Vec<(&str, Column)>) {
    place.write(file, Table::new(columns).to_parquet().unwrap());
}

#[test]
fn trec_files_stand_beside_where_they_are_asked_for() {
    let place = Place::fresh();
    place.simulated("x", "");
    let (out, err) = place.run("retrieve x.toml --model bm25 --model dirichlet --name x");
    assert!(!out.contains(".run") && err.contains("--trec-runs"), "{out} {err}");
    place.run("run x.toml --model bm25 --model dirichlet --name x");
    let before = place.read("results/x/bias/relative_delta.csv");
    let (out, err) = place.run("retrieve x.toml --model bm25 --model dirichlet --trec-runs --name x -v");
    assert_eq!((out.matches(".run\n").count(), out.matches(".parquet\n").count()), (2, 2));
    assert!(!err.contains("writes the runs"), "{err}");
    for (file, model) in
        [("bm25_k1=1.2_b=0.75", "bm25(k1=1.2,b=0.75)"), ("dirichlet_mu=1000", "dirichlet(mu=1000)")]
    {
        let written = place.read(&format!("results/x/runs/{file}.run"));
        let found = run(&place, &format!("results/x/runs/{file}.parquet"));
        let line = |row: &RunRow| {
            format!("{} Q0 {} {} {} {model}\n", row.query, document(row), row.rank, row.score.unwrap())
        };
        assert_eq!(found.iter().map(line).collect::<String>(), written);
        let search = format!(
            "search results/x/index --queries results/x/corpus/simulated/queries.jsonl --model {model}"
        );
        assert_eq!(place.run(&search).0, written);
        for pair in found.windows(2).filter(|pair| pair[0].query == pair[1].query) {
            let tied = pair[0].score == pair[1].score;
            assert_eq!((pair[1].rank, pair[1].tie_group == pair[0].tie_group), (pair[0].rank + 1, tied));
        }
    }
    // What comes after is none of their business, and a setting of the file is the same as the flag.
    let toml = place.read("x.toml") + "[retrieve]\nmodels = ['bm25', 'dirichlet']\ntrec_runs = true\n";
    place.write("y.toml", toml);
    let (_, err) = place.run("run y.toml -v");
    assert!(err.matches("finished before").count() >= 6, "{err}");
    assert_eq!(place.read("results/x/bias/relative_delta.csv"), before);
    // Without them they go.
    place.run("retrieve x.toml --model bm25 --model dirichlet --name x");
    assert!(!place.path().join("results/x/runs/dirichlet_mu=1000.run").exists());
    assert!(place.run("verify results/x").0.starts_with("whole: "));
}

#[test]
fn a_run_with_the_columns_of_other_tools_is_judged_like_our_own() {
    let place = Place::fresh();
    place.small_corpus();
    let shared = "--corpus c --name c --analyzer words --model bm25 --trec-runs";
    place.run(&format!("retrieve {shared}"));
    let found = run(&place, "results/c/runs/bm25_k1=1.2_b=0.75.parquet");
    let query = Column::Shared(found.iter().map(|row| row.query.clone()).collect());
    let document = Column::Text(found.iter().map(document).collect());
    let score = Column::Number(found.iter().map(|row| row.score).collect());
    let named = |names: [&'static str; 2]| {
        vec![(names[0], query.clone()), (names[1], document.clone()), ("score", score.clone())]
    };
    put(&place, "ranx.parquet", named(["q_id", "doc_id"]));
    put(&place, "irm.parquet", named(["query_id", "doc_id"]));
    // The column `query` of PyTerrier holds the words; ids may be numbers.
    let ids = Column::Count(found.iter().map(|row| row.query.parse().unwrap()).collect());
    put(
        &place,
        "terrier.parquet",
        vec![
            ("qid", ids),
            ("query", Column::Text(vec!["red apples".to_string(); found.len()])),
            ("docno", document.clone()),
            ("score", score.clone()),
            ("rank", Column::Count((0..found.len() as u64).collect())),
        ],
    );
    // In any order of rows, and called after the file, which notes no model.
    let own: Vec<RunRow> = found.iter().rev().cloned().collect();
    place.write("own.parquet", RunRow::to_table(own).to_parquet().unwrap());
    let runs = "--run ranx.parquet --run irm.parquet --run terrier.parquet --run own.parquet";
    place.run(&format!("bias {shared} {runs}"));
    for table in ["evaluate/summary", "bias/exposure", "bias/correlation"] {
        let text = place.read(&format!("results/c/{table}.csv"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let all = rows(&text, &header);
        let of = |name: &str| -> Vec<Vec<String>> {
            all.iter().filter(|row| row[0].starts_with(name)).map(|row| row[1..].to_vec()).collect()
        };
        for name in ["ranx", "irm", "terrier", "own"] {
            assert!(!of(name).is_empty(), "{table}: {name}");
            assert_eq!(of(name), of("bm25"), "{table}: {name}");
        }
    }
    // Audits and labels read the same.
    place.write(
        "map.csv",
        ["a", "b", "c"].map(|base| format!("{base}-human,human,{base}\n{base}-gpt,gpt,{base}\n")).concat(),
    );
    let trec = "results/c/runs/bm25_k1=1.2_b=0.75.run";
    let parquet = "results/c/runs/bm25_k1=1.2_b=0.75.parquet";
    place.write("people.qrels", place.read("results/c/runs/qrels.txt"));
    place.write("judge.qrels", place.read("results/c/runs/qrels.txt"));
    let audit = "audit --sources map.csv --qrels people.qrels --bootstrap 199 --format csv --run";
    assert_eq!(place.run(&format!("{audit} {parquet}")).0, place.run(&format!("{audit} {trec}")).0);
    let baseline = |file: &str| place.run(&format!("{audit} {trec} --baseline {file}")).0;
    assert_eq!(baseline(parquet), baseline(trec));
    let labels = |file: &str| {
        place
            .run(&format!(
                "labels judge.qrels --against people.qrels --sources map.csv --bootstrap 99 --run {file}"
            ))
            .0
    };
    assert_eq!(labels(parquet), labels(trec));
}

#[test]
fn a_parquet_file_that_is_no_run_is_told() {
    let place = Place::fresh();
    place.small_corpus();
    let words = |words: &[&str]| Column::Text(words.iter().map(ToString::to_string).collect());
    let (two, names) = (words(&["1", "1"]), words(&["a-human", "b-human"]));
    let numbers = || Column::Number(vec![Some(2.0), Some(1.0)]);
    let refused = |file: &str, parts: &[&str]| {
        let output = place.command(&format!("evaluate --corpus c --name c --run {file}")).output().unwrap();
        let found = String::from_utf8(output.stderr).unwrap();
        for part in parts {
            assert!(found.contains(part), "{part}: {found}");
        }
        assert_eq!(output.status.code(), Some(3), "{found}");
    };
    put(&place, "missing.parquet", vec![("q_id", two.clone()), ("doc", names.clone()), ("score", numbers())]);
    refused(
        "missing.parquet",
        &["missing.parquet: is no run", "no column `doc_id`, as ranx", "`doc`", "`docno`"],
    );
    put(&place, "none.parquet", vec![("x", numbers())]);
    refused(
        "none.parquet",
        &["no column `query_id`, `doc_id`, `score`", "but `x`", "`query`, `base`, `source` (sourcebias)"],
    );
    put(
        &place,
        "words.parquet",
        vec![("qid", two.clone()), ("docno", names.clone()), ("score", words(&["2", "1"]))],
    );
    refused("words.parquet", &["words.parquet: column `score` is of type", "must be of numbers"]);
    put(
        &place,
        "flags.parquet",
        vec![("qid", Column::Flag(vec![true, false])), ("docno", names.clone()), ("score", numbers())],
    );
    refused("flags.parquet", &["column `qid` is of type Boolean", "strings or whole numbers"]);
    put(
        &place,
        "null.parquet",
        vec![
            ("qid", two.clone()),
            ("docno", names.clone()),
            ("score", Column::Number(vec![Some(1.0), None])),
        ],
    );
    refused("null.parquet", &["null.parquet:2: row 2: column `score` is null"]);
    put(
        &place,
        "unknown.parquet",
        vec![("qid", two.clone()), ("docno", words(&["a-human", "zz"])), ("score", numbers())],
    );
    refused("unknown.parquet", &["unknown.parquet:2: row 2: unknown document `zz`", "--documents"]);
    put(
        &place,
        "twice.parquet",
        vec![("qid", two.clone()), ("docno", words(&["a-human", "a-human"])), ("score", numbers())],
    );
    refused("twice.parquet", &["row 2: document `a-human` stands twice for query `1`"]);
    put(
        &place,
        "empty.parquet",
        vec![("qid", words(&[])), ("docno", words(&[])), ("score", Column::Number(vec![]))],
    );
    refused("empty.parquet", &["empty.parquet: an empty run"]);
    place.write("text.parquet", "1 Q0 a-human 1 2 t\n");
    refused("text.parquet", &["text.parquet: is not a Parquet file, or damaged"]);
    refused("gone.parquet", &["gone.parquet: no such file"]);
}
