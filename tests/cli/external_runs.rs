//! Runs of other engines: TREC files in, with and without a map from their names to bases and sources.

use super::{Place, rows};

#[test]
fn a_run_of_another_engine_is_judged_like_our_own() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("retrieve --corpus c --analyzer words --model bm25");
    let ours = place.read("results/c/runs/bm25_k1=1.2_b=0.75_length=exact.run");
    let foreign = ours
        .replace("bm25(k1=1.2,b=0.75,length=exact)", "other")
        .replace("-human", "_H")
        .replace("-gpt", "_L");
    place.write("other.run", foreign);
    let map = ["a", "b", "c"].map(|base| format!("{base}_H {base} human\n{base}_L\t{base}\tgpt\n")).concat();
    place.write("map.txt", map);
    place.run("bias --corpus c --analyzer words --model bm25 --run other.run --documents map.txt");
    for table in ["evaluate/summary", "bias/relative_delta", "bias/exposure", "bias/correlation"] {
        let text = place.read(&format!("results/c/{table}.csv"));
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let all = rows(&text, &header);
        let of = |name: &str| -> Vec<Vec<String>> {
            all.iter().filter(|row| row[0].starts_with(name)).map(|row| row[1..].to_vec()).collect()
        };
        assert!(!of("other").is_empty(), "{table}");
        // Holm's family is the same for both, so all numbers are.
        assert_eq!(of("other"), of("bm25"), "{table}");
    }
}

#[test]
fn bad_runs_and_maps_are_told_with_their_line() {
    let place = Place::fresh();
    place.small_corpus();
    for (run, map, message) in [
        ("1 Q0 a-human 1 2.5 t\n1 Q0 zz 2 1 t\n", "", "x.run:2: unknown document `zz`"),
        ("1 Q0 a-human 1 nan t\n", "", "x.run:1: score `nan`"),
        ("1 Q0 a-human 1 2.5\n", "", "x.run:1: 5 fields"),
        ("1 Q0 a-human 1 2.5 t\n1 Q0 a-human 1 2.5 t\n", "", "x.run:2: document `a-human` stands twice"),
        ("1 Q0 A 1 2.5 t\n", "A a nobody\n", "map:1: unknown source `nobody`"),
        ("1 Q0 A 1 2.5 t\n", "A q human\n", "map:1: source `human` has no document `q`"),
        ("\n", "", "x.run: an empty run"),
    ] {
        place.write("x.run", run);
        place.write("map", map);
        let map = if map.is_empty() { "" } else { "--documents map" };
        let output = place.command(&format!("evaluate --corpus c --run x.run {map}")).output().unwrap();
        let found = String::from_utf8(output.stderr).unwrap();
        assert!(found.contains(message), "{message}: {found}");
        assert_eq!(output.status.code(), Some(3), "{found}");
    }
}
