//! A damaged index: each of its files changed in every way that a disk or a hand may change it.

use std::path::Path;

use super::Place;
use super::robust::{queries, texts};

/// Every file of an index cut, emptied, flipped at some bytes, taken away or exchanged: an answer is the right one.
#[test]
fn a_damaged_index_is_refused_or_gives_the_same_answers() {
    let place = Place::fresh();
    // Two indexes of equal totals, so that sums alone cannot tell their files apart.
    place.write("a.jsonl", texts("d", 200, 10));
    let mut lines: Vec<String> = texts("d", 200, 10).lines().map(str::to_string).collect();
    lines.rotate_left(77);
    let renamed = lines.iter().map(|line| line.replace("\"_id\":\"d", "\"_id\":\"e") + "\n");
    place.write("b/a.jsonl", renamed.collect::<String>());
    queries(&place, &[("1", "w1 w2"), ("2", "w3 w4 w5 w6"), ("3", "w7")]);
    place.run("index a.jsonl --to x --analyzer words");
    place.run("index b/a.jsonl --to y --analyzer words");
    let (good, _) = place.run("search x --queries q.jsonl");
    let kind = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("sourcebias") || name.starts_with(['.', 'm']) {
            return name;
        }
        name.rsplit('.').next().unwrap().to_string()
    };
    let files = |folder: &str| -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(place.path().join(folder)).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let (ours, theirs) = (files("x"), files("y"));
    assert_eq!(ours.len(), 10);
    for path in &ours {
        let whole = std::fs::read(path).unwrap();
        let twin = theirs.iter().find(|other| kind(other) == kind(path)).unwrap();
        let flipped = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 7);
            Some(bytes)
        };
        let mut damages = vec![None, Some(Vec::new()), Some(whole[..whole.len() - 1].to_vec())];
        damages.push(Some(std::fs::read(twin).unwrap()));
        damages.extend((0..whole.len()).step_by(whole.len() / 6 + 1).map(flipped));
        for damage in damages {
            match &damage {
                Some(bytes) => std::fs::write(path, bytes).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
            // What answers at all answers as before: tantivy's own list of files, blanks in the description.
            let output = place.command("search x --queries q.jsonl").output().unwrap();
            let message = String::from_utf8(output.stderr).unwrap();
            let may_answer = kind(path).ends_with(".json") || damage.as_ref() == Some(&whole);
            if may_answer && output.status.success() {
                assert_eq!(String::from_utf8(output.stdout).unwrap(), good);
                continue;
            }
            assert_eq!(output.status.code(), Some(3), "{}: {message}", path.display());
            assert!(message.starts_with("error: x"), "{message}");
            assert!(message.contains("build it again") || message.contains("build one"), "{message}");
        }
        std::fs::write(path, &whole).unwrap();
    }
    assert_eq!(place.run("search x --queries q.jsonl").0, good);
}
