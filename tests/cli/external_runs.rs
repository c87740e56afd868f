//! Runs of other engines: TREC files in, with and without a map from their names to bases and sources.

use std::io::Write;

use super::{Place, rows};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_run_of_another_engine_is_judged_like_our_own() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("retrieve --corpus c --name c --analyzer words --model bm25 --trec-runs");
    let ours = place.read("results/c/runs/bm25_k1=1.2_b=0.75.run");
    let foreign = ours.replace("bm25(k1=1.2,b=0.75)", "other").replace("-human", "_H").replace("-gpt", "_L");
    place.write("other.run", foreign);
    let map = ["a", "b", "c"].map(|base| format!("{base}_H {base} human\n{base}_L\t{base}\tgpt\n")).concat();
    place.write("map.txt", map);
    place.run("bias --corpus c --name c --analyzer words --model bm25 --run other.run --documents map.txt");
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
        ("Q1 Q0 a-human 1 2.5 t\n", "", "x.run: no query of the run is judged"),
    ] {
        place.write("x.run", run);
        place.write("map", map);
        let map = if map.is_empty() { "" } else { "--documents map" };
        let output =
            place.command(&format!("evaluate --corpus c --name c --run x.run {map}")).output().unwrap();
        let found = String::from_utf8(output.stderr).unwrap();
        assert!(found.contains(message), "{message}: {found}");
        assert_eq!(output.status.code(), Some(3), "{found}");
    }
}

const RUN: &str = "1 Q0 A 1 2.5 t\n1 Q0 B 2 1 t\n2 Q0 A 1 1 t\n";
const MAP: &str = "A a human\nB a gpt\n";

#[test]
fn compressed_runs_and_maps_read_as_the_plain_ones() {
    let place = Place::fresh();
    place.small_corpus();
    place.write("x.run", RUN);
    place.write("map", MAP);
    place.write("x.run.gz", gzip(RUN.as_bytes()));
    place.write("map.zst", zstd::encode_all(MAP.as_bytes(), 3).unwrap());
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    place.write("windows.run", windows(RUN));
    place.write("windows.map", windows(MAP));
    let evaluated = |run: &str, map: &str| {
        place.run(&format!("evaluate --corpus c --name c --run {run} --documents {map}"));
        place.read("results/c/evaluate/summary.csv")
    };
    let plain = evaluated("x.run", "map");
    assert!(plain.contains("\nt,"), "{plain}");
    assert_eq!(evaluated("x.run.gz", "map.zst"), plain);
    assert_eq!(evaluated("windows.run", "windows.map"), plain);
}

#[test]
fn damaged_and_misnamed_runs_are_told_with_what_to_do() {
    let place = Place::fresh();
    place.small_corpus();
    place.write("map", MAP);
    let whole = gzip(RUN.as_bytes());
    let files: [(&str, &[u8], &str, &str); 5] = [
        ("short.run.gz", &whole[..whole.len() - 9], "stream is truncated", "compress the file again"),
        ("plain.run.gz", RUN.as_bytes(), "the file is not compressed with gzip", "take .gz off its name"),
        ("gzip.run", &whole, "the file is compressed with gzip", "ends in .gz"),
        ("wide.run", b"\xff\xfe1\0", "the file is encoded in UTF-16", "iconv -f UTF-16"),
        (
            "latin.run",
            b"1 Q0 A 1 2.5 \xe9\n",
            "the text is not UTF-8 (byte 14 of the line)",
            "iconv -f WINDOWS-1252",
        ),
    ];
    for (name, bytes, _, _) in files {
        place.write(name, bytes);
    }
    for (name, _, reason, advice) in files {
        let output = place
            .command(&format!("evaluate --corpus c --name c --run {name} --documents map"))
            .output()
            .unwrap();
        let found = String::from_utf8(output.stderr).unwrap();
        assert!(found.contains(&format!("{name}:")), "{found}");
        assert!(found.contains(reason) && found.contains(advice) && !found.contains("--skip"), "{found}");
        assert_eq!(output.status.code(), Some(3), "{found}");
    }
}

#[test]
fn queries_that_a_run_lacks_are_told() {
    let place = Place::fresh();
    place.small_corpus();
    place.write("x.run", "1 Q0 a-human 1 2.5 other\n9 Q0 a-human 1 2.5 other\n");
    let (out, _) = place.run("run --corpus c --name c --run x.run");
    assert!(out.contains("x.run: 1 query of the run is not judged and left out; 1 judged"), "{out}");
    let output = place.command("evaluate --corpus c --name c --run c").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("give a file"));
}

#[test]
fn a_source_that_no_ranking_has_is_told_and_not_tested() {
    let place = Place::fresh();
    place.small_corpus();
    place.write("x.run", "1 Q0 a-human 1 2.5 t\n1 Q0 b-human 2 1.5 t\n2 Q0 c-human 1 1 t\n");
    let (out, _) = place.run("run --corpus c --name c --run x.run");
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        out.contains("t: no bias to measure, because no document by gpt appears in any ranking"),
        "{out}"
    );
    assert!(out.contains("so nothing can be said of gpt"), "{out}");
    let table = place.read("results/c/bias/relative_delta.csv");
    let of_run: Vec<_> = rows(&table, &["model", "relative_delta_percent", "p_value", "p_queries"])
        .into_iter()
        .filter(|row| row[0] == "t")
        .collect();
    assert!(
        !of_run.is_empty() && of_run.iter().all(|row| row[1..].iter().all(String::is_empty)),
        "{of_run:?}"
    );
}
