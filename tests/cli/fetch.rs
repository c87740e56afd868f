//! `fetch` as a user runs it: archives at hand, packages of a registry's client, licences, and what is refused.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use super::Place;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tgz_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

const HEAD: &str = "name = 'small'\ntitle = 'a small one'\nlicence = 'free'\nreference = 'nobody'\n\
                    sources = ['human', 'llm']\ndocuments_per_source = 2\nqueries = 1\n";

/// A collection in `d/` that is put together from a package, `small.tgz` for npm and `small.whl` for pip.
fn assembly(place: &Place) {
    let speech = "One two three\nfour.\n\nFive six\n  seven.\n";
    let tgz = tgz_of(&[("package/data/a.txt", speech), ("package/package.json", "{}")]);
    let wheel = zip_of(&[("small/texts/A.txt", speech)]);
    place.write("small.tgz", &tgz);
    place.write("small.whl", &wheel);
    let pointer = |id: &str, text: &str, first: usize, words: usize, paragraph: usize| {
        serde_json::json!({"_id": id, "year": 1800, "sha256": sha256(text.as_bytes()), "at": {
            "npm": {"file": "a.txt", "first_word": first, "words": words},
            "pip": {"file": "A.txt", "paragraph": paragraph},
        }})
    };
    let pointers = [pointer("x", "One two three four.", 1, 4, 1), pointer("y", "Five six seven.", 5, 3, 2)];
    place.write("d/pointers.jsonl", pointers.map(|line| line.to_string()).join("\n"));
    place.write("d/llm.jsonl", "{\"_id\":\"x\",\"text\":\"1 2 3 4\"}\n{\"_id\":\"y\",\"text\":\"5 6 7\"}\n");
    place.write("d/queries.jsonl", "{\"_id\":\"q\",\"text\":\"six\"}\n");
    place.write("d/test.tsv", "query-id\tcorpus-id\tscore\nq\ty\t1\n");
    let carrier = |client: &str, folder: &str, archive: &[u8]| {
        format!(
            "[[assembly.carriers]]\nclient = '{client}'\npackage = 'small'\nversion = '1.0.0'\nsha256 = '{}'\n\
             folder = '{folder}'\nunpacked_bytes_at_most = 10000\n",
            sha256(archive)
        )
    };
    place.write(
        "d/corpus.toml",
        format!(
            "{HEAD}[assembly]\npointers = 'pointers.jsonl'\nsource = 'human'\nwritten = {{ llm = 'llm.jsonl' }}\n\
             queries = 'queries.jsonl'\njudgements = {{ test = 'test.tsv' }}\n{}{}",
            carrier("npm", "package/data", &tgz),
            carrier("pip", "small/texts", &wheel)
        ),
    );
}

/// A client of that name in `bin/`, which does what the script says.
#[cfg(unix)]
fn client(place: &Place, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    place.write(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
    let path = place.path().join("bin").join(name);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs with `bin/` alone on the path; exit code, stdout and stderr.
fn with_clients(place: &Place, arguments: &str) -> (i32, String, String) {
    std::fs::create_dir_all(place.path().join("bin")).unwrap();
    let output = place.command(arguments).env("PATH", place.path().join("bin")).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[test]
fn a_collection_is_put_together_from_a_package() {
    let place = Place::fresh();
    assembly(&place);
    let package = |name: &str| format!("/bin/cp {}/{name} .", place.path().display());
    client(&place, "npm", &package("small.tgz"));
    let (code, out, err) = with_clients(&place, "fetch d/corpus.toml --allow-commands --format csv");
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("corpora/downloads/small/corpus/human.jsonl,") && err.contains("is there now"),
        "{out}{err}"
    );
    let human = place.read("corpora/downloads/small/corpus/human.jsonl");
    let texts: Vec<serde_json::Value> =
        human.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&texts[0]["text"], &texts[1]["text"]),
        (&"One two three four.".into(), &"Five six seven.".into())
    );
    assert_eq!(place.read("corpora/downloads/small/corpus/llm.jsonl"), place.read("d/llm.jsonl"));
    // A second run finds it there, without a client.
    std::fs::remove_file(place.path().join("bin/npm")).unwrap();
    let (code, again, err) = with_clients(&place, "fetch d/corpus.toml --allow-commands --format csv");
    assert_eq!((code, again), (0, out), "{err}");
    assert!(err.contains("was there, whole"));
    // The experiment finds it where it is.
    place.run("run --corpus corpora/downloads/small --model bm25");
    // The other client gives the same bytes, where the first one fails; and an archive at hand does, too.
    client(&place, "npm", "echo no network >&2; exit 1");
    client(&place, "pip", &package("small.whl"));
    for more in ["", " --from small.tgz", " --from small.whl"] {
        let to = format!("other{}", more.len());
        let (code, _, err) =
            with_clients(&place, &format!("fetch d/corpus.toml --allow-commands --to {to}{more}"));
        assert_eq!(code, 0, "{err}");
        assert_eq!(place.read(&format!("{to}/corpus/human.jsonl")), human);
        std::fs::remove_dir_all(place.path().join(to)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_a_package_must_not_be_is_told() {
    let place = Place::fresh();
    assembly(&place);
    let failed = |word: &str, arguments: &str| {
        let (code, _, err) = with_clients(&place, arguments);
        assert!(code != 0 && err.contains(word), "{arguments}: {err}");
        assert!(!place.path().join("corpora/downloads/small/corpus").exists());
        code
    };
    assert_eq!(
        failed("npm: is not installed; pip: is not installed", "fetch d/corpus.toml --allow-commands"),
        1
    );
    client(&place, "npm", "echo npm ERR! no network >&2; exit 1");
    failed("failed: npm ERR! no network", "fetch d/corpus.toml --allow-commands");
    client(&place, "npm", "echo other > small.tgz");
    failed("npm: gave another archive", "fetch d/corpus.toml --allow-commands");
    // The descriptor is somebody else's: its commands are told, and not run, until that is allowed.
    client(&place, "npm", "echo ran > ran; exit 1");
    failed("none of ours, and fetching it would run `npm pack", "fetch d/corpus.toml");
    client(&place, "npm", "exit 0");
    failed("left no archive", "fetch d/corpus.toml --allow-commands");
    place.write("other.tgz", "other");
    assert_eq!(
        failed(
            "none of the packages that carry the texts",
            "fetch d/corpus.toml --allow-commands --from other.tgz"
        ),
        3
    );
    // A text that was changed in the package that the descriptor names, and a pointer past its end.
    let pointers = place.read("d/pointers.jsonl");
    for (from, to, word) in [
        ("\"paragraph\":2", "\"paragraph\":1", "text of `y` in A.txt is not the one"),
        ("\"paragraph\":2", "\"paragraph\":3", "A.txt ends before `y`"),
        ("A.txt", "B.txt", "B.txt cannot be read"),
    ] {
        place.write("d/pointers.jsonl", pointers.replace(from, to));
        assert_eq!(failed(word, "fetch d/corpus.toml --allow-commands --from small.whl"), 3);
    }
    place.write("d/pointers.jsonl", &pointers);
    place.write("d/llm.jsonl", "{\"_id\":\"z\",\"text\":\"?\"}\n");
    failed("`z` of source llm is no text of human", "fetch d/corpus.toml --allow-commands --from small.whl");
}

#[test]
fn a_licence_is_accepted_once() {
    let place = Place::fresh();
    let archive = zip_of(&[("corpus/human.jsonl", "{\"_id\":\"a\",\"text\":\"b\"}\n")]);
    place.write("small.zip", &archive);
    let sum = sha256(&archive);
    place.write(
        "small.toml",
        format!(
            "consent = true\n{HEAD}[archive]\naddress = 'http://127.0.0.1:9/small.zip'\nsha256 = '{sum}'\n\
             unpacked_bytes_at_most = 1000\n"
        ),
    );
    let code = |arguments: &str| {
        let output = place.command(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (refused, message) = code("fetch small.toml --from small.zip");
    assert!(refused == 2 && message.contains("accept it once (`accept`, --accept-licence)"), "{message}");
    assert!(!place.path().join("corpora/downloads/small/corpus").exists());
    place.run("fetch small.toml --from small.zip --accept-licence");
    place.run("fetch small.toml --from small.zip --force");
    assert_eq!(place.read("corpora/downloads/.licences-accepted"), "small\tfree\n");
    let (code, message) = code("fetch small.toml --from nothing.zip --force");
    assert!(code == 3 && message.contains("nothing.zip: no such file"), "{message}");
}

/// What a former version fetched into `corpora/NAME` is used there, and nothing is fetched beside it.
#[test]
fn what_stands_in_the_former_place_stays_in_use() {
    let place = Place::fresh();
    let archive = zip_of(&[("corpus/human.jsonl", "{\"_id\":\"a\",\"text\":\"b\"}\n")]);
    place.write("small.zip", &archive);
    let sum = sha256(&archive);
    let more = format!(
        "[archive]\naddress = 'http://127.0.0.1:9/x'\nsha256 = '{sum}'\nunpacked_bytes_at_most = 999\n"
    );
    place.write("small.toml", format!("{HEAD}{more}"));
    place.run("fetch small.toml --from small.zip --to corpora/small");
    let (_, said) = place.run("fetch small.toml");
    assert!(said.contains("small was there, whole: corpora/small\n"), "{said}");
    place.run("fetch small.toml --from small.zip --force");
    assert!(!place.path().join("corpora/downloads").exists());
    // Once it stands in the new place, that is the one.
    place.run("fetch small.toml --from small.zip --to corpora/downloads/small");
    let (_, said) = place.run("fetch small.toml");
    assert!(said.contains("small was there, whole: corpora/downloads/small\n"), "{said}");
}

/// Experiments of any age find collections in either place; what is in neither is looked for where the file says.
#[test]
fn experiments_find_collections_in_either_place() {
    let corpus = |place: &Place, folder: &str| {
        place.small_corpus();
        std::fs::create_dir_all(place.path().join(folder).parent().unwrap()).unwrap();
        std::fs::rename(place.path().join("c"), place.path().join(folder)).unwrap();
    };
    let experiment = |place: &Place, path: &str| {
        place.write("x.toml", format!("name = 'x'\n[corpus]\npath = '{path}'\n"));
        let output = place.command("corpus x.toml").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (there, asked) in [
        ("corpora/nq-utd", "corpora/downloads/cocktail/nq-utd"),
        ("corpora/downloads/msmarco/rewrites", "corpora/marco"),
        ("corpora/beir-cqadupstack/android", "corpora/downloads/beir/cqadupstack/android"),
    ] {
        let place = Place::fresh();
        let (code, message) = experiment(&place, asked);
        assert!(code == Some(3) && message.contains(&format!("{asked}: no such file")), "{message}");
        corpus(&place, there);
        if there.ends_with("android") {
            place.write("corpora/beir-cqadupstack/.fetched.json", "{}");
        }
        let (code, message) = experiment(&place, asked);
        let note = format!("{asked}: nothing is there; {there} is read instead");
        assert!(code == Some(0) && message.matches(&note).count() == 1, "{message}");
        assert!(place.read("results/x/experiment.toml").contains(&format!("path = \"{there}\"")));
        let (code, message) = experiment(&place, there);
        assert!(code == Some(0) && !message.contains("is read instead"), "{message}");
    }
}

#[test]
fn collections_are_listed_and_unknown_ones_are_told() {
    let place = Place::fresh();
    let (list, _) = place.run("list corpora --format csv");
    assert!(list.starts_with("name,title,sources,") && list.contains("\ncocktail/nfcorpus,"), "{list}");
    let columns = ["licence", "how to get it", "checksum", "reference", "note"];
    assert!(columns.iter().all(|column| list.lines().next().unwrap().contains(column)), "{list}");
    let output = place.command("fetch nfcorps").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("known: sotu, cocktail/nq-utd, cocktail/nfcorpus")
    );
    for name in ["marco", "msmarco/rewrites"] {
        let output = place.command(&format!("fetch {name}")).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(
            message.contains("lay passages and rewrites out in corpora/downloads/msmarco/rewrites"),
            "{message}"
        );
        let note = "`marco` is written `msmarco/rewrites` now; the former spelling still works";
        assert_eq!(message.matches(note).count(), usize::from(name == "marco"), "{message}");
    }
    let output = place.command("fetch nothing.toml").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}
