//! The readers of other people's files, on any bytes: each reads them whole, or refuses them with the name of the file.

use std::path::Path;

use md5::{Digest, Md5};
use sourcebias::Error;
use sourcebias::corpus::fetch::{Collection, FetchSettings, NoProgress, fetch};
use sourcebias::corpus::format::FORMATS;
use sourcebias::corpus::format::blocks::{Block, TextBlocks};
use sourcebias::corpus::{CollectionSettings, SourceFiles, TestCollection, read_queries};
use sourcebias::evaluate::MEASURES;
use sourcebias::experiment::Experiment;
use sourcebias::profile::LEXICAL_MEASURES;
use sourcebias::retrieve::MODELS;
use sourcebias::text::Analyzer;

/// A target: whether the bytes were read, by any reader; it panics where something is wrong.
pub type Target = fn(&[u8]) -> bool;

/// All targets by name, which is that of their folder of seeds.
pub const TARGETS: [(&str, Target); 8] = [
    ("lines", lines),
    ("rows", rows),
    ("trec", trec),
    ("parquet", parquet),
    ("archive", archive),
    ("specification", specification),
    ("experiment", experiment),
    ("descriptor", descriptor),
];

/// What `read` makes of a file of that name with these bytes, in a fresh folder.
fn with_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a fresh folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file in it");
    read(&path)
}

/// Whether it was read; an error is short enough to be read and names the file.
fn read<T>(outcome: Result<T, Error>, name: &str) -> bool {
    let Err(error) = outcome else { return true };
    let message = error.to_string();
    assert!(message.contains(name) && message.len() < 5_000, "{message}");
    false
}

/// Reads every document of a file by a format, of a source that has the name of a line's source or of the file.
fn documents(path: &Path, format: &str) -> Result<usize, Error> {
    let collection = TestCollection::open(&CollectionSettings {
        format: format.to_string(),
        sources: SourceFiles::Ordered(vec![("human".to_string(), path.to_path_buf())]),
        ..CollectionSettings::default()
    })?;
    let mut read = 0;
    for document in collection.corpus.documents() {
        document?;
        read += 1;
    }
    Ok(read)
}

/// JSON lines: documents by two readers, which agree, and queries.
pub fn lines(bytes: &[u8]) -> bool {
    with_file("x.jsonl", bytes, |path| {
        let by_blocks = || -> Result<usize, Error> {
            let (file, mut block, mut read) = (TextBlocks::open(path)?, Block::default(), 0);
            while file.next(&mut block)? {
                block.read(|_| read += 1, Err)?;
            }
            Ok(read)
        };
        let (lines, blocks) = (documents(path, "jsonl"), by_blocks());
        match (&lines, &blocks) {
            (Ok(lines), Ok(blocks)) => assert_eq!(lines, blocks),
            (Ok(_), Err(error)) => panic!("blocks alone refuse: {error}"),
            // Blocks do not see an id that stands twice.
            (Err(_), _) => {}
        }
        let others = [read(documents(path, "beir"), "x.jsonl"), read(read_queries(path), "x.jsonl")];
        read(lines, "x.jsonl") || others.contains(&true)
    })
}

/// Quoted rows of a table.
pub fn rows(bytes: &[u8]) -> bool {
    let by_name = ["x.csv", "x.tsv"].map(|name| {
        with_file(name, bytes, |path| {
            let formats = ["table(id=id,text=text)", "raid"];
            formats.map(|format| read(documents(path, format), name)).contains(&true)
        })
    });
    by_name.contains(&true)
}

/// TREC markup.
pub fn trec(bytes: &[u8]) -> bool {
    with_file("x.trec", bytes, |path| read(documents(path, "trec"), "x.trec"))
}

/// Parquet, whose reader is not ours.
pub fn parquet(bytes: &[u8]) -> bool {
    with_file("x.parquet", bytes, |path| read(documents(path, "parquet(id=id,text=text)"), "x.parquet"))
}

/// An archive, zip or gzipped tar, whose checksum is right: nothing is written outside the folder of the collection.
pub fn archive(bytes: &[u8]) -> bool {
    with_file("x.archive", bytes, |path| {
        let place = path.parent().expect("the fresh folder");
        let sum: String = Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let text = format!(
            "name = 'set'\ntitle = 'a set'\nlicence = 'free'\nreference = 'nobody'\nsources = ['human']\n\
             documents_per_source = 2\n[archive]\naddress = 'http://127.0.0.1:9/x'\naddress_confirmed = true\n\
             md5 = '{sum}'\nfolder = 'set'\nunpacked_bytes_at_most = 1000000\n"
        );
        let of_own = place.join("set.toml");
        std::fs::write(&of_own, text).expect("a descriptor");
        let collection = Collection::find(&of_own.display().to_string()).expect("a right descriptor");
        let to = place.join("corpora/set");
        let settings =
            FetchSettings { to: to.clone(), from: Some(path.to_path_buf()), ..FetchSettings::default() };
        let fetched = fetch(&collection, &settings, &|_| false, &NoProgress);
        for (file, _) in fetched.iter().flat_map(|fetched| &fetched.files) {
            let found = to.join(file).symlink_metadata().expect("the file that is told");
            assert!(found.is_file());
        }
        let mut names: Vec<_> = std::fs::read_dir(place)
            .expect("the fresh folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        names.retain(|name| name != "corpora");
        assert_eq!(names, ["set.toml", "x.archive"]);
        fetched.is_ok()
    })
}

/// Specifications of all families: what is taken is written so that it is taken again, as the same.
pub fn specification(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let again = |parse: &dyn Fn(&str) -> Option<String>| {
        let name = parse(text);
        assert!(name.as_ref().is_none_or(|name| parse(name).as_ref() == Some(name)), "{name:?}");
        name.is_some()
    };
    let taken = [
        again(&|text| Some(MODELS.parse(text).ok()?.name)),
        again(&|text| Some(LEXICAL_MEASURES.parse(text).ok()?.name)),
        again(&|text| Some(MEASURES.parse(text).ok()?.name)),
        again(&|text| Some(FORMATS.parse(text).ok()?.name)),
        again(&|text| Some(Analyzer::parse(text).ok()?.spec())),
    ];
    taken.contains(&true) || MODELS.parse_all(&[text.to_string()]).is_ok()
}

/// An experiment file.
pub fn experiment(bytes: &[u8]) -> bool {
    with_file("x.toml", bytes, |path| read(Experiment::read(path), "x.toml"))
}

/// A descriptor of one's own.
pub fn descriptor(bytes: &[u8]) -> bool {
    with_file("x.toml", bytes, |path| {
        let collection = Collection::find(&path.display().to_string());
        if let Ok(collection) = &collection {
            let name = &collection.descriptor().name;
            assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with(['.', '-']), "{name:?}");
        }
        read(collection, "x.toml")
    })
}
