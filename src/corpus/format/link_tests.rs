//! Links, pipes and names that are nearly right: what looks like a source is read or told.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::corpus::{CollectionSettings, TestCollection};

#[test]
fn what_looks_like_a_source_and_cannot_be_read_is_an_error() {
    let refused = |name: &str, make: &dyn Fn(&Path), word: &str| {
        let place = tempfile::tempdir().unwrap();
        let corpus = place.path().join("corpus");
        std::fs::create_dir(&corpus).unwrap();
        std::fs::write(corpus.join("human.jsonl"), "{\"_id\":\"a\",\"text\":\"red\"}\n").unwrap();
        make(&corpus.join(name));
        let message = match TestCollection::open(&CollectionSettings::of_folder(place.path())) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{name} was left out"),
        };
        assert!(message.contains(name) && message.contains(word), "{name}: {message}");
    };
    refused("gpt.jsonl", &|path| symlink("nowhere", path).unwrap(), "a link that leads nowhere");
    refused("gpt.jsonl", &|path| std::fs::create_dir(path).unwrap(), "is a folder");
    refused("gpt.JSONL", &|path| std::fs::write(path, "").unwrap(), "small letters");
    refused("gpt.jsonl.bz2", &|path| std::fs::write(path, "").unwrap(), "gzip");
    let pipe = |path: &Path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    refused("gpt.jsonl", &pipe, "neither a file nor a folder");
}

#[test]
fn each_file_is_read_once_however_many_links_lead_to_it() {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("human");
    std::fs::create_dir_all(source.join("inner")).unwrap();
    std::fs::write(source.join("inner/a.txt"), "red").unwrap();
    std::fs::write(source.join("b.txt"), "blue").unwrap();
    // Around, to itself, twice to one folder, and to one file.
    symlink("../..", source.join("inner/around")).unwrap();
    symlink(".", source.join("itself")).unwrap();
    symlink("inner", source.join("again")).unwrap();
    symlink("b.txt", source.join("c.txt")).unwrap();
    let settings =
        CollectionSettings { format: "folder".to_string(), ..CollectionSettings::of_folder(place.path()) };
    let collection = TestCollection::open(&settings).unwrap();
    let ids: Vec<String> =
        collection.corpus.documents().map(|document| document.unwrap().id.base.to_string()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
}
