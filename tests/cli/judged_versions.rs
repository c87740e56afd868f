//! Judgements that name versions: the same results where all versions are judged alike, each version with its own grade where
//! not, and twins that are judged apart left out of comparisons of twins.

use super::Place;

/// The demo's simulated collection, small, and an experiment over it.
fn collection() -> Place {
    let place = Place::fresh();
    place.simulated("s", "");
    place.run("simulate s.toml --to c");
    place.write(
        "x.toml",
        "name = 'x'\n[corpus]\npath = 'c'\nunpaired = false\n[retrieve]\nmodels = ['bm25', 'tf_idf']\n[bias]\nbootstrap = 99\n",
    );
    place
}

/// The judgements with a line for each version of each content, graded by `grade` from the line's number.
fn by_version(place: &Place, sources: &[&str], grade: impl Fn(usize, &str, &str) -> String) {
    let read = place.read("c/qrels/test.tsv");
    let lines = read.lines().skip(1).enumerate().flat_map(|(number, line)| {
        let fields: Vec<&str> = line.split('\t').collect();
        let (query, base, old) = (fields[0], fields[1], fields[2]);
        let line = |source: &&str| format!("{query}\t{base}-{source}\t{}\n", grade(number, source, old));
        sources.iter().map(line).collect::<Vec<_>>()
    });
    let lines: String = lines.collect();
    place.write("c/qrels/test.tsv", format!("query-id\tcorpus-id\tscore\n{lines}"));
}

fn sources(place: &Place) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(place.path().join("c/corpus"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_string())
        .collect();
    found.sort();
    found
}

#[test]
fn versions_judged_alike_are_a_content_judged_once() {
    let place = collection();
    place.run("bias x.toml");
    let tables = ["relative_delta", "decomposition", "conditional", "exposure", "pairs"];
    let read = |place: &Place| -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(place.path().join("results/x/bias")).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        assert!(tables.iter().all(|table| files.iter().any(|file| file.file_stem().unwrap() == *table)));
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    };
    let before = read(&place);
    let sources = sources(&place);
    let names: Vec<&str> = sources.iter().map(String::as_str).collect();
    by_version(&place, &names, |_, _, grade| grade.to_string());
    place.run("bias x.toml");
    assert!(read(&place) == before);
    let written = place.read("results/x/runs/qrels.txt");
    assert!(written.lines().all(|line| line.split(' ').count() == 4), "{written}");
}

#[test]
fn each_version_counts_with_its_own_grade() {
    let place = collection();
    let sources = sources(&place);
    let names: Vec<&str> = sources.iter().map(String::as_str).collect();
    // Every other content is relevant in the reference's version alone.
    let grade = |number: usize, source: &str, grade: &str| match number.is_multiple_of(2) && source != "human"
    {
        true => "0".to_string(),
        false => grade.to_string(),
    };
    let before = place.read("c/qrels/test.tsv");
    let relevant = before.lines().skip(1).filter(|line| !line.ends_with("\t0")).count();
    by_version(&place, &names, grade);
    let (out, _) = place.run("corpus validate x.toml");
    assert!(out.contains("versions_judged_apart") || out.contains("have different grades"), "{out}");
    place.run("bias x.toml");
    let pairs = place.run("explain x.toml --query q01 --format csv").0;
    assert!(!pairs.is_empty());
    let judged: Vec<String> = place.read("results/x/runs/qrels.txt").lines().map(str::to_string).collect();
    let positive = |source: &str| {
        let of = |line: &&String| line.contains(&format!("-{source} ")) && !line.ends_with(" 0");
        judged.iter().filter(of).count()
    };
    assert_eq!(positive("human"), relevant);
    assert!(names.iter().filter(|name| **name != "human").all(|name| positive(name) < relevant));
    // A name that is neither a content nor a version is refused with its line.
    place.write("c/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq01\tnone-human\t1\n");
    let failed = place.command("run x.toml").assert().code(3);
    let error = String::from_utf8_lossy(&failed.get_output().stderr).into_owned();
    assert!(error.contains("test.tsv:2") && error.contains("none-human"), "{error}");
}
