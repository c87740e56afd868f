//! Fetching from a server on this machine that behaves, and from one that does not.

mod server;
mod stubborn;

use std::io::{Cursor, Read, Write};
use std::time::Duration;

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use server::{Server, serve};

/// A zip archive with a small corpus in `set/`, of texts that do not shrink much.
fn archive() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{:x}", state >> 20)
    };
    for source in ["human", "llm"] {
        writer.start_file(format!("set/corpus/{source}.jsonl"), SimpleFileOptions::default()).unwrap();
        for number in 0..2000 {
            writeln!(writer, "{{\"_id\":\"d{number}\",\"text\":\"{} {}\"}}", noise(), noise()).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn zip_of_one(name: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(format!("set/{name}"), SimpleFileOptions::default()).unwrap();
    writer.write_all(b"theirs").unwrap();
    writer.finish().unwrap().into_inner()
}

fn md5_of(bytes: &[u8]) -> String {
    let place = TempDir::new().unwrap();
    std::fs::write(place.path().join("x"), bytes).unwrap();
    Checksums::of_file(&place.path().join("x")).unwrap().md5
}

/// A collection whose archive has this MD5, at this address.
fn collection(place: &TempDir, address: &str, md5: &str, more: &str) -> Collection {
    let path = place.path().join("set.toml");
    let text = format!(
        "name = 'set'\ntitle = 'a set'\nlicence = 'free'\nreference = 'nobody'\nsources = ['human', 'llm']\n\
         documents_per_source = 2000\n{more}\n[archive]\naddress = '{address}'\naddress_confirmed = true\n\
         md5 = '{md5}'\nfolder = 'set'\nunpacked_bytes_at_most = 1000000\n"
    );
    std::fs::write(&path, text).unwrap();
    Collection::find(path.to_str().unwrap()).unwrap()
}

fn quick(place: &TempDir) -> FetchSettings {
    FetchSettings {
        to: place.path().join("corpora/set"),
        download: DownloadSettings {
            tries: 3,
            pause: Duration::from_millis(1),
            silence: Duration::from_millis(400),
            redirects: 3,
        },
        ..FetchSettings::default()
    }
}

fn run(collection: &Collection, settings: &FetchSettings) -> Result<Fetched> {
    fetch(collection, settings, &|_| false, &NoProgress)
}

/// Fetches the archive of this server; what came of it, and where.
fn fetched(server: &Server, md5: &str) -> (Result<Fetched>, TempDir) {
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), md5, "");
    (run(&collection, &quick(&place)), place)
}

/// The names of all that stands in the folder of the collection, hidden things left out.
fn visible(place: &TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(place.path().join("corpora/set")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn a_collection_is_fetched_once() {
    let archive = archive();
    let md5 = md5_of(&archive);
    let content = archive.clone();
    let server =
        Server::answering(move |_, asked, stream| serve(stream, asked, &content, "\"1\"", usize::MAX));
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "");
    let settings = quick(&place);
    let first = run(&collection, &settings).unwrap();
    assert_eq!(first.files.len(), 2);
    assert!(!first.was_there);
    let opened = crate::corpus::CollectionSettings::of_folder(&settings.to);
    let documents = crate::corpus::TestCollection::open(&opened).unwrap().corpus.documents().count();
    assert_eq!(documents, 4000);
    let second = run(&collection, &settings).unwrap();
    assert!(second.was_there);
    assert_eq!((second.files, server.asked().len()), (first.files.clone(), 1));
    // A file that is gone is fetched again; one that somebody changed is not overwritten unasked.
    std::fs::remove_file(settings.to.join("corpus/llm.jsonl")).unwrap();
    assert!(!run(&collection, &settings).unwrap().was_there);
    std::fs::write(settings.to.join("corpus/llm.jsonl"), "mine").unwrap();
    let message = run(&collection, &settings).unwrap_err().to_string();
    assert!(message.contains("was changed since it was fetched"), "{message}");
    assert_eq!(std::fs::read(settings.to.join("corpus/llm.jsonl")).unwrap(), b"mine");
    let forced = run(&collection, &FetchSettings { force: true, ..settings.clone() }).unwrap();
    assert_eq!((forced.files, server.asked().len()), (first.files, 3));
    // Nothing is left of the work.
    let mut all: Vec<_> = std::fs::read_dir(&settings.to).unwrap().map(|e| e.unwrap().file_name()).collect();
    all.sort();
    assert_eq!(all, [".fetched.json", ".lock", "corpus"]);
}

#[test]
fn files_of_others_are_left_alone() {
    let archive = archive();
    let place = TempDir::new().unwrap();
    std::fs::write(place.path().join("set.zip"), &archive).unwrap();
    let collection = collection(&place, "http://127.0.0.1:9/x.zip", &md5_of(&archive), "");
    let settings = FetchSettings { from: Some(place.path().join("set.zip")), ..quick(&place) };
    std::fs::create_dir_all(settings.to.join("corpus")).unwrap();
    std::fs::write(settings.to.join("corpus/human.jsonl"), "mine").unwrap();
    let message = run(&collection, &settings).unwrap_err().to_string();
    assert!(message.contains("was not fetched") && message.contains("--force"), "{message}");
    assert_eq!(std::fs::read(settings.to.join("corpus/human.jsonl")).unwrap(), b"mine");
    // Nor is any other file that the archive would replace, or a folder where a file belongs.
    let notes = zip_of_one("notes.txt");
    std::fs::write(place.path().join("notes.zip"), &notes).unwrap();
    let other = self::collection(&place, "http://127.0.0.1:9/x.zip", &md5_of(&notes), "");
    let from = FetchSettings {
        from: Some(place.path().join("notes.zip")),
        to: place.path().join("notes"),
        ..settings.clone()
    };
    std::fs::create_dir_all(&from.to).unwrap();
    std::fs::write(from.to.join("notes.txt"), "mine").unwrap();
    assert!(
        run(&other, &from).unwrap_err().to_string().contains("notes.txt: stands there and was not fetched")
    );
    assert_eq!(std::fs::read(from.to.join("notes.txt")).unwrap(), b"mine");
    std::fs::remove_file(from.to.join("notes.txt")).unwrap();
    std::fs::create_dir(from.to.join("notes.txt")).unwrap();
    assert!(run(&other, &from).unwrap_err().to_string().contains("is a folder, where a file"));
    std::fs::remove_dir(from.to.join("notes.txt")).unwrap();
    run(&other, &from).unwrap();
    assert!(!from.to.join(".sourcebias-unpacking").exists());
    assert!(!run(&collection, &FetchSettings { force: true, ..settings }).unwrap().was_there);
}

#[test]
fn an_interrupted_fetch_is_taken_up_again() {
    let archive = archive();
    let place = TempDir::new().unwrap();
    std::fs::write(place.path().join("set.zip"), &archive).unwrap();
    let collection = collection(&place, "http://127.0.0.1:9/x.zip", &md5_of(&archive), "");
    let settings = FetchSettings { from: Some(place.path().join("set.zip")), ..quick(&place) };
    run(&collection, &settings).unwrap();
    // As a kill leaves it between the first file and the last: the record names the files and has no key.
    let record = settings.to.join(".fetched.json");
    let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&record).unwrap()).unwrap();
    value["key"] = "".into();
    std::fs::write(&record, value.to_string()).unwrap();
    std::fs::remove_file(settings.to.join("corpus/llm.jsonl")).unwrap();
    let opened = crate::corpus::CollectionSettings::of_folder(&settings.to);
    let message = crate::corpus::TestCollection::open(&opened).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("a fetch was interrupted here"), "{message}");
    std::fs::create_dir_all(settings.to.join(".sourcebias-unpacking/corpus")).unwrap();
    std::fs::write(settings.to.join(".sourcebias-unpacking/corpus/old"), "half").unwrap();
    assert!(!run(&collection, &settings).unwrap().was_there);
    assert!(run(&collection, &settings).unwrap().was_there);
    assert!(!settings.to.join(".sourcebias-unpacking").exists());
}

#[test]
fn a_licence_is_asked_for_before_anything_is_fetched() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server =
        Server::answering(move |_, asked, stream| serve(stream, asked, &content, "\"1\"", usize::MAX));
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "consent = true");
    let settings = quick(&place);
    let message = run(&collection, &settings).unwrap_err().to_string();
    assert!(message.contains("--accept-licence"), "{message}");
    assert_eq!(server.asked().len(), 0);
    fetch(&collection, &settings, &|_| true, &NoProgress).unwrap();
    run(&collection, &FetchSettings { force: true, ..settings }).unwrap();
}

/// Two fetches of one collection at a time: the second waits, and finds it there.
#[test]
fn two_fetches_do_not_meet() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |_, asked, stream| {
        std::thread::sleep(Duration::from_millis(100));
        serve(stream, asked, &content, "\"1\"", usize::MAX);
    });
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "");
    let settings = quick(&place);
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let started: Vec<_> =
            (0..2).map(|_| scope.spawn(|| run(&collection, &settings).unwrap().was_there)).collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|was_there| **was_there).count(), 1);
    assert_eq!(server.asked().len(), 1);
}

/// The key of a collection that was fetched by its former name, so that it is not fetched again.
/// `printf 'nfcorpus Some("695327760647984c5014d64b2fee8de0") None  ' | sha256sum` of coreutils 9.
#[test]
fn the_key_of_a_collection_outlasts_its_name() {
    let key = Collection::find("cocktail/nfcorpus").unwrap().key(None).unwrap();
    assert_eq!(key, "4f2b90fb6500b6dc38d38aab2e0ee968fb994f37be6aabb5de78902ff6d3514a");
}

/// The archives as they were published, where they stand, through a server that hangs up every megabyte.
#[test]
fn the_published_archives_are_fetched() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    for name in ["nq-utd", "nfcorpus"] {
        let path = data.join("archives").join(format!("{name}.zip"));
        let Ok(content) = std::fs::read(&path) else {
            eprintln!("skipped: no {}", path.display());
            continue;
        };
        let server =
            Server::answering(move |_, asked, stream| serve(stream, asked, &content, "\"1\"", 1 << 20));
        let place = TempDir::new().unwrap();
        let settings = FetchSettings { address: Some(format!("{}/a.zip", server.address)), ..quick(&place) };
        let files =
            fetch(&Collection::find(&format!("cocktail/{name}")).unwrap(), &settings, &|_| true, &NoProgress)
                .unwrap()
                .files;
        assert!(files.len() >= 4);
        for (file, bytes) in files {
            let mut there = Vec::new();
            std::fs::File::open(settings.to.join(&file)).unwrap().read_to_end(&mut there).unwrap();
            assert_eq!(there.len() as u64, bytes);
            if let Ok(known) = std::fs::read(data.join(name).join(&file)) {
                assert!(there == known, "{name}/{}", file.display());
            }
        }
    }
}
