//! `audit`: the runs of any engine, with a map of documents to sources; gates, baselines and annotations.

use std::fs;

use super::{Place, rows};

/// A run of three queries over the twins a, b, c, in which the version by gpt always stands above; or below.
fn run(gpt_first: bool, tag: &str) -> String {
    let mut lines = String::new();
    for query in 1..=3 {
        for (content, score) in [("a", 9), ("b", 7), ("c", 5)] {
            let pair = if gpt_first { ["G", "H"] } else { ["H", "G"] };
            for (place, version) in pair.iter().enumerate() {
                lines.push_str(&format!("{query} Q0 {content}{version} 1 {} {tag}\n", score - place as i32));
            }
        }
    }
    lines
}

const MAP: &str =
    "docid\tsource\tcontent\naH\thuman\ta\naG\tgpt\ta\nbH\thuman\tb\nbG\tgpt\tb\ncH\thuman\tc\ncG\tgpt\tc\n";
const QRELS: &str = "1 0 a 2\n1 0 b 1\n2 0 b 1\n3 0 c 1\n";

fn small(place: &Place) {
    place.write("new.run", run(true, "new"));
    place.write("old.run", run(false, "old"));
    place.write("map.tsv", MAP);
    place.write("qrels", QRELS);
}

/// What a failing call prints, and its exit code.
fn failed(place: &Place, arguments: &[&str]) -> (String, String, i32) {
    let output = place.command("").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

#[test]
fn the_audit_of_our_own_run_is_what_run_says() {
    let place = Place::fresh();
    place.simulated("one", "");
    place.run("bias one.toml --model bm25 --model tf_idf --name one");
    let mut map = String::from("document,source,content\n");
    for source in ["human", "llm"] {
        let texts = place.read(&format!("results/one/corpus/simulated/corpus/{source}.jsonl"));
        for line in texts.lines() {
            let base = line.split('"').nth(3).unwrap();
            map.push_str(&format!("{base}-{source},{source},{base}\n"));
        }
    }
    place.write("map.csv", map);
    let measures = "nDCG@1 nDCG@3 nDCG@5 nDCG@10 AP P@10 R@100 RR@10";
    let files = fs::read_dir(place.path().join("results/one/runs")).unwrap();
    let mut runs: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    runs.retain(|name| name.ends_with(".parquet"));
    runs.sort();
    let runs = format!("--run results/one/runs/{}", runs.join(" results/one/runs/"));
    let shared = format!("{runs} --sources map.csv --measure {measures} --bootstrap 199 --seed 7");
    let expected = place.read("results/one/bias/relative_delta.csv");
    // Judgements on contents, then on all of their versions.
    for (folder, qrels) in
        [("a", "results/one/corpus/simulated/qrels/test.tsv"), ("b", "results/one/runs/qrels.txt")]
    {
        place.run(&format!("audit {shared} --qrels {qrels} --to {folder}"));
        assert_eq!(place.read(&format!("{folder}/bias/relative_delta.csv")), expected);
    }
    // The balance of twins is that of `bias/exposure`.
    let columns = ["model", "source", "low", "high", "p_value", "queries"];
    let ours = rows(&place.read("a/audit/twins.csv"), &[&columns[..], &["balance"]].concat());
    let exposure = place.read("results/one/bias/exposure.csv");
    let theirs: Vec<Vec<String>> = rows(&exposure, &[&columns[..], &["value", "measure"]].concat())
        .into_iter()
        .filter(|row| row[7] == "twin_balance")
        .map(|row| row[..7].to_vec())
        .collect();
    assert_eq!(ours, theirs);
}

#[test]
fn the_answer_comes_first_and_the_verdict_is_kept() {
    let place = Place::fresh();
    small(&place);
    let arguments = "audit --run new.run --sources map.tsv --qrels qrels --baseline old.run --to out";
    let (text, _) = place.run(arguments);
    assert!(text.starts_with("Who is favoured (nDCG@10, 3 queries)\n"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "new: no departure from the base rates detected; human holds 50.0 % of the first 10 places",
        "gpt's does in 100.0 % of the pairs, human's in 0.0 % (balance −100.0 points",
        "new against old: no change detected in H − L of gpt in nDCG@10",
        "Base rates are shares of the map's 6 documents, taken for the whole index",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let verdict: serde_json::Value = serde_json::from_str(&place.read("out/verdict.json")).unwrap();
    assert_eq!((verdict["schema"].as_u64(), verdict["passed"].as_bool()), (Some(1), Some(true)));
    let roles: Vec<&str> =
        verdict["inputs"].as_array().unwrap().iter().map(|input| input["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["run", "baseline", "sources", "qrels"]);
    assert_eq!(verdict["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(verdict["tables"]["audit/twins"][0]["balance"].as_f64(), Some(-1.0));
    // The same without a folder, and once more over it.
    let (json, _) = place.run(&format!("{arguments} --format json"));
    assert_eq!(json, place.read("out/verdict.json"));
    // A folder of anybody's files stays as it is.
    place.write("mine/notes.txt", "x");
    let (_, error, code) =
        failed(&place, &["audit", "--run", "new.run", "--sources", "map.tsv", "--to", "mine"]);
    assert!(
        code == 3 && error.contains("mine: holds files, and no sums of an earlier `verdict.json`"),
        "{error}"
    );
    let (csv, _) = place.run("audit --run new.run --sources map.tsv --format csv");
    assert!(csv.starts_with("figure,model,measure,reference,source,value,"), "{csv}");
    assert!(csv.contains("\ntwin_balance,new,\"\",human,gpt,-1.0,"), "{csv}");
}

#[test]
fn queries_of_one_cluster_are_one_draw_and_files_may_be_compressed() {
    let place = Place::fresh();
    small(&place);
    let query =
        |id: u32, cluster: &str| format!("{{\"_id\":\"{id}\",\"text\":\"x\",\"cluster\":\"{cluster}\"}}\n");
    let twins = |arguments: &str| {
        let (csv, _) = place.run(&format!("audit --format csv {arguments}"));
        let found = rows(&csv, &["figure", "value", "low", "p_value", "queries"]);
        found.into_iter().find(|row| row[0] == "twin_balance").unwrap()[1..].to_vec()
    };
    place.write("apart.jsonl", query(1, "a") + &query(2, "b") + &query(3, "c"));
    place.write("together.jsonl", query(1, "a") + &query(2, "a") + &query(3, "a"));
    let plain = twins("--run new.run --sources map.tsv");
    // Three queries are too few for an interval.
    assert_eq!(plain, ["-1.0", "", "0.25", "3"]);
    assert_eq!(twins("--run new.run --sources map.tsv --queries apart.jsonl"), plain);
    // One draw has no interval, and either sign is as far from 0.
    let together = twins("--run new.run --sources map.tsv --queries together.jsonl");
    assert_eq!(together, ["-1.0", "", "1.0", "3"]);
    place.write("new.run.zst", zstd::encode_all(run(true, "new").as_bytes(), 3).unwrap());
    place.write("map.tsv.zst", zstd::encode_all(MAP.as_bytes(), 3).unwrap());
    assert_eq!(twins("--run new.run.zst --sources map.tsv.zst"), plain);
    // Two runs of one tag are told apart by their files.
    place.write("again.run", run(false, "new"));
    let (csv, _) = place.run("audit --run new.run again.run --sources map.tsv --format csv");
    assert!(csv.contains("twin_balance,again,") && csv.contains("twin_balance,new,"), "{csv}");
}

#[test]
fn gates_decide_the_exit_code() {
    let place = Place::fresh();
    small(&place);
    let audit = |more: &[&str]| {
        let shared = ["audit", "--run", "new.run", "--sources", "map.tsv", "--qrels", "qrels"];
        failed(&place, &[&shared[..], more].concat())
    };
    let (out, error, code) = audit(&["--fail-if", "abs(relative_delta) > 5 and p_adjusted <= 1"]);
    assert_eq!((error.as_str(), code), ("error: 1 of 1 gates not passed\n", 4), "{out}");
    assert!(
        out.contains("\nGates\n  - Not passed: fail if abs(relative_delta) > 5 and p_adjusted <= 1: 1 of 1"),
        "{out}"
    );
    let (out, _, code) = audit(&["--fail-if", "abs(relative_delta) > 5 and p_adjusted < 0.05"]);
    assert!(code == 0 && out.contains("- Passed: fail if abs(relative_delta) > 5"), "{out}");
    let (out, error, code) = audit(&["--equivalent-within", "5", "--fail-if", "balance > 2"]);
    assert!(code == 4 && error.contains("1 of 2 gates not passed"), "{out}{error}");
    let (_, error, code) = audit(&["--fail-if", "relative_dleta > 5"]);
    assert!(
        code == 2 && error.contains("unknown column `relative_dleta`; did you mean `relative_delta`?"),
        "{error}"
    );
    assert!(error.contains("the columns are: ") && error.contains(" p_adjusted, "), "{error}");
    let (_, error, code) = audit(&["--fail-if", "p_adjusted <"]);
    assert!(code == 2 && error.contains("it ends where a value is wanted"), "{error}");
    // Without judgements there is no row that could pass.
    let (out, _, code) = failed(
        &place,
        &["audit", "--run", "new.run", "--sources", "map.tsv", "--fail-if", "abs(relative_delta) > 5"],
    );
    assert!(code == 4 && out.contains("there is no row to look at"), "{out}");
    let (_, error, code) =
        failed(&place, &["audit", "--run", "new.run", "--sources", "map.tsv", "--equivalent-within", "5"]);
    assert!(code == 2 && error.contains("wants judgements"), "{error}");
}

#[test]
fn annotations_hold_names_that_would_be_commands() {
    let place = Place::fresh();
    place.write("x.run", run(true, "100%0A::error::x"));
    place.write("map.csv", MAP.replace('\t', ",").replace("gpt", "g%0D::warning::"));
    place.write("qrels", QRELS);
    let arguments =
        ["audit", "--run", "x.run", "--sources", "map.csv", "--qrels", "qrels", "--format", "github"];
    let (out, _, code) = failed(&place, &[&arguments[..], &["--fail-if", "balance < 0"]].concat());
    assert_eq!(code, 4);
    assert!(out.lines().count() > 3);
    for line in out.lines() {
        let command = line.split("::").nth(1).unwrap();
        assert!(line.starts_with("::") && command.ends_with(" title=sourcebias audit"), "{line}");
        assert!(!line.contains("%0A::error") && !line.contains("%0D"), "{line}");
    }
    assert!(
        out.starts_with("::error title=sourcebias audit::Not passed: fail if balance < 0: 1 of 1 row\n"),
        "{out}"
    );
    assert!(out.contains("100%250A::error::x"), "{out}");
}

#[test]
fn documents_without_a_source_and_base_rates_are_told() {
    let place = Place::fresh();
    small(&place);
    place.write("x.run", "1 Q0 aH 1 3 t\n1 Q0 zz 2 2 t\n2 Q0 aG 1 1 t\n");
    let (out, _) = place.run("audit --run x.run --sources map.tsv --format json");
    assert!(out.contains("1 of 3 ranked documents are not in the map and count as source `other`"), "{out}");
    assert!(
        out.contains("\"base_rates\": \"ranked\"")
            && out.contains("shares of the 3 documents that are ranked"),
        "{out}"
    );
    let rates = "--base-rate human=0.5 gpt=0.4 other=0.1";
    let (out, _) = place.run(&format!("audit --run x.run --sources map.tsv --format json {rates}"));
    assert!(out.contains("\"base_rates\": \"given\""), "{out}");
    place.write("rates.csv", "source,share\nhuman,500\ngpt,400\nother,100\n");
    let (file, _) = place.run("audit --run x.run --sources map.tsv --format csv --base-rate rates.csv");
    let (named, _) = place.run(&format!("audit --run x.run --sources map.tsv --format csv {rates}"));
    assert_eq!(file.lines().count(), named.lines().count());
    for (arguments, message) in [
        ("--sources map.tsv --base-rate human=0.5", "`gpt` has no base rate"),
        ("--sources map.tsv --base-rate human=x gpt=1", "`x` of `human` is no number"),
        ("--sources map.tsv --reference llama", "no source is called `llama`"),
        ("--sources map.tsv --measure nonsense", "unknown evaluation measure `nonsense`"),
        ("--sources map.tsv --depth 0", "--depth"),
        (
            "--sources map.tsv --depth 9",
            "the depth: 9 cuts rankings within the first 10 places, of which share@10",
        ),
        (
            "--sources map.tsv --qrels qrels --measure AP nDCG@20 --depth 15",
            "within the first 20 places, which nDCG@20 looks at; give 20 or more",
        ),
    ] {
        let all: Vec<&str> = ["audit", "--run", "new.run"].into_iter().chain(arguments.split(' ')).collect();
        let (_, error, code) = failed(&place, &all);
        assert!(code == 2 && error.contains(message), "{message}: {error}");
    }
    for (map, message) in [
        ("aH,human\naH,gpt\n", "bad.csv:2: document `aH` stands on line 1 already"),
        ("aH,human\nbH\n", "bad.csv:2: 1 column where the first line has 2"),
    ] {
        place.write("bad.csv", map);
        let (_, error, code) = failed(&place, &["audit", "--run", "new.run", "--sources", "bad.csv"]);
        assert!(code == 3 && error.contains(message), "{error}");
    }
    let (_, error, code) = failed(&place, &["audit", "--run", "none.run", "--sources", "map.tsv"]);
    assert!(code == 3 && error.contains("no such file"), "{error}");
}

#[test]
fn what_was_not_tested_is_not_passed() {
    let place = Place::fresh();
    small(&place);
    // So many queries that not every pattern of signs is gone through.
    let run: String = (1..=30)
        .flat_map(|query| ["aH", "bG", "cH", "aG"].map(|document| (query, document)))
        .zip(0..)
        .map(|((query, document), place)| format!("{query} Q0 {document} 1 {} t\n", -(place * place % 7)))
        .collect();
    place.write("many.run", run);
    let audit = |more: &[&str]| {
        failed(
            &place,
            &[&["audit", "--run", "many.run", "--sources", "map.tsv", "--fail-if"][..], more].concat(),
        )
    };
    let (out, _, code) = audit(&["p_adjusted < 0.05", "--bootstrap", "0"]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        code == 4 && words.contains("all 5 rows are undefined; p_adjusted is undefined in every row"),
        "{out}"
    );
    assert!(words.contains("t: no test of a departure from the base rates; "), "{out}");
    place.write("none", "1 0 a -1\n2 0 b -1\n");
    let (out, _, code) = audit(&["abs(relative_delta) > 5", "--qrels", "none"]);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 4 && words.contains("its 1 row is undefined; relative_delta"), "{out}");
    let (out, _, code) = audit(&["abs(relative_delta) > 5", "--qrels", "none", "--format", "github"]);
    assert!(code == 4 && out.starts_with("::error title=sourcebias audit::Not passed: "), "{out}");
}

#[test]
fn clusters_contents_and_names_are_told_where_they_matter() {
    let place = Place::fresh();
    small(&place);
    place.write("one", "1 0 a 1\n2 0 a 1\n3 0 a 1\n");
    let (out, _) = place.run("audit --run new.run --sources map.tsv --qrels one --measure nDCG@10 bpref");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.starts_with("Who is favoured (nDCG@10, 3 queries in 1 cluster) "), "{out}");
    assert!(words.contains("no Relative Δ by bpref: "), "{out}");
    // Exposure and twins use no judgements, and have the three queries that they have without.
    let figures = |arguments: &str| {
        let (csv, _) = place.run(&format!("audit --run new.run --sources map.tsv --format csv {arguments}"));
        let mut found = rows(&csv, &["figure", "measure", "source", "low", "high", "p_value", "p_adjusted"]);
        found.retain(|row| row[0] != "relative_delta");
        found
    };
    assert_eq!(figures("--qrels one"), figures(""));
    // A map without contents: which source has more relevant documents is no bias.
    place.write("flat.tsv", "aH\thuman\naG\tgpt\nbH\thuman\nbG\tgpt\ncH\thuman\ncG\tgpt\n");
    place.write("flat", "1 0 aH 1\n1 0 bH 1\n1 0 aG 1\n2 0 bH 1\n2 0 bG 1\n3 0 cH 1\n3 0 cG 1\n");
    let (out, _) = place.run("audit --run new.run --sources flat.tsv --qrels flat --to flat-audit");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("No bias can be measured between human and gpt with new: "), "{out}");
    assert!(!words.contains("favours"), "{out}");
    let columns = ["certainty", "low", "high", "p_queries", "p_contents", "p_value", "p_adjusted"];
    let found = rows(&place.read("flat-audit/bias/relative_delta.csv"), &columns);
    assert_eq!(found, [["unpaired", "", "", "", "", "", ""]]);
    // An older version of an engine has its tag.
    place.write("before.run", run(false, "new"));
    let (out, _) = place.run("audit --run new.run --baseline before.run --sources map.tsv --qrels qrels");
    assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains("new against before: "), "{out}");
    fs::create_dir(place.path().join("old")).unwrap();
    place.write("old/new.run", run(false, "new"));
    let (out, _) = place.run("audit --run new.run --baseline old/new.run --sources map.tsv --qrels qrels");
    assert!(
        out.split_whitespace().collect::<Vec<_>>().join(" ").contains("new against new before: "),
        "{out}"
    );
}
