//! The collections that the program knows: `corpora/*.toml`, which are part of it, in; a descriptor for each block, out.

use std::sync::LazyLock;

use serde::Deserialize;
use toml::{Table, Value};

use super::Descriptor;

/// A collection, and what former versions called it.
#[derive(Debug)]
pub(super) struct Known {
    pub descriptor: Descriptor,
    pub former: Option<String>,
}

/// Pairs of name and content of files in `corpora/`.
macro_rules! corpora {
    ($($file:literal)+) => {
        &[$(($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/", $file)))),+]
    };
}

/// The files of blocks.
static FILES: &[(&str, &str)] = corpora!("sotu.toml" "cocktail.toml" "msmarco.toml" "beir.toml");

/// The files that collections are put together from: those of a collection stand in the folder of its name.
static PARTS: &[(&str, &str)] = corpora!(
    "sotu/passages.jsonl" "sotu/written/llm-rewrite.jsonl" "sotu/written/llm-summary.jsonl" "sotu/written/queries.jsonl"
    "sotu/written/qrels/test.tsv" "sotu/written/qrels/from-human.tsv" "sotu/written/qrels/from-rewrite.tsv"
    "sotu/written/labels/model.jsonl"
);

/// All collections, in the order of files and blocks.
pub(super) static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let blocks = |(file, text): &(&str, &str)| blocks(text).unwrap_or_else(|why| panic!("{file}: {why}"));
    FILES.iter().flat_map(blocks).collect()
});

/// The collection of that name, of today or of former versions.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.descriptor.name == name || known.former.as_deref() == Some(name))
}

/// All names of today, in that order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.descriptor.name.as_str())
}

/// The content of a file that the collection `name` is put together from.
pub(super) fn part(name: &str, file: &str) -> Option<&'static str> {
    let path = format!("{name}/{file}");
    PARTS.iter().find(|(part, _)| *part == path).map(|(_, content)| *content)
}

/// A file of blocks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What holds where a block says nothing else.
    #[serde(default)]
    shared: Table,
    /// The blocks: descriptors, each with the collection's former name where it had one.
    collection: Vec<Table>,
}

/// The collections of a file.
fn blocks(text: &str) -> Result<Vec<Known>, String> {
    let File { shared, collection } = toml::from_str(text).map_err(|error| error.to_string())?;
    let read = |mut block: Table| {
        let former = block.remove("former").and_then(|name| name.as_str().map(str::to_string));
        let name = block.get("name").map(Value::to_string).unwrap_or_default();
        fill(&mut block, &shared);
        let mut descriptor: Descriptor =
            Value::Table(block).try_into().map_err(|error| format!("{name}: {error}"))?;
        descriptor.check().map_err(|error| format!("{name}: {error}"))?;
        Ok(Known { descriptor, former })
    };
    collection.into_iter().map(read).collect()
}

/// Adds to a table what it does not say itself.
fn fill(own: &mut Table, shared: &Table) {
    for (key, value) in shared {
        match (own.get_mut(key), value) {
            (Some(Value::Table(own)), Value::Table(shared)) => fill(own, shared),
            (Some(_), _) => {}
            (None, value) => drop(own.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    /// What all collections were called while each had a folder of its own.
    const FORMER: [&str; 34] = [
        "sotu",
        "nq-utd",
        "nfcorpus",
        "msmarco",
        "dl19",
        "dl20",
        "trec-covid",
        "nq",
        "hotpotqa",
        "fiqa",
        "webis-touche2020",
        "cqadupstack",
        "dbpedia-entity",
        "scidocs",
        "fever",
        "climate-fever",
        "scifact",
        "marco",
        "msmarco-passage",
        "beir-msmarco",
        "beir-trec-covid",
        "beir-nfcorpus",
        "beir-nq",
        "beir-hotpotqa",
        "beir-fiqa",
        "beir-arguana",
        "beir-webis-touche2020",
        "beir-cqadupstack",
        "beir-quora",
        "beir-dbpedia-entity",
        "beir-scidocs",
        "beir-fever",
        "beir-climate-fever",
        "beir-scifact",
    ];

    /// A file of blocks that the program does not read would never be found.
    #[test]
    fn every_file_is_part_of_the_program() {
        let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
        let entries = std::fs::read_dir(corpora).unwrap().map(|entry| entry.unwrap().file_name());
        let mut there: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        there.retain(|name| name.ends_with(".toml"));
        let mut read: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
        there.sort();
        read.sort();
        assert_eq!(there, read);
    }

    #[test]
    fn a_name_begins_with_its_file_and_means_one_collection() {
        for (file, text) in FILES {
            let stem = file.trim_end_matches(".toml");
            for Known { descriptor, .. } in blocks(text).unwrap() {
                let name = &descriptor.name;
                assert!(name == stem || name.starts_with(&format!("{stem}/")), "{file}: {name}");
            }
        }
        let former = KNOWN.iter().filter_map(|known| known.former.as_deref());
        let all: Vec<&str> = names().chain(former).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn former_names_are_known() {
        for name in FORMER {
            let now = match name.strip_prefix("beir-") {
                Some(rest) => format!("beir/{rest}"),
                None if name == "sotu" => name.to_string(),
                None if name == "marco" => "msmarco/rewrites".to_string(),
                None if name == "msmarco-passage" => "msmarco/passage".to_string(),
                None => format!("cocktail/{name}"),
            };
            assert_eq!(known(name).map(|known| known.descriptor.name.as_str()), Some(now.as_str()), "{name}");
            assert!(known(&now).is_some());
        }
        assert!(known("cocktail").is_none() && known("nfcorps").is_none());
    }

    #[test]
    fn a_block_says_what_it_does_not_share() {
        let text = "[shared]\nlicence = 'l'\nreference = 'r'\nsources = ['human']\narchive.address_confirmed = true\n\
                    [[collection]]\nname = 'a/x'\ntitle = 't'\ndocuments_per_source = 1\nlicence = 'own'\n\
                    archive.address = 'https://x'\narchive.unpacked_bytes_at_most = 9\n";
        let found = blocks(text).unwrap();
        let Known { descriptor, former } = &found[0];
        assert_eq!((descriptor.licence.as_str(), descriptor.reference.as_str(), former), ("own", "r", &None));
        let archive = descriptor.archive.as_ref().unwrap();
        assert!(archive.address_confirmed && archive.address == "https://x");
        for (from, to, word) in [
            ("'own'", "'own'\nlicense = ''", "license"),
            ("a/x", "a//x", "becomes a folder"),
            ("a/x", "../x", "folder"),
        ] {
            assert!(blocks(&text.replace(from, to)).unwrap_err().contains(word), "{to}");
        }
    }
}
