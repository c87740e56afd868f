//! The collections that the program knows: one row each, read from `corpora/<name>/` when it is built.

/// A collection's descriptor, as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub name: &'static str,
    pub descriptor: &'static str,
}

/// A file that stands beside a descriptor and belongs to the collection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub corpus: &'static str,
    pub file: &'static str,
    pub content: &'static str,
}

macro_rules! corpus_file {
    ($corpus:literal, $file:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/", $corpus, "/", $file))
    };
}

macro_rules! collections {
    ($($name:literal)+) => {
        &[$(Known { name: $name, descriptor: corpus_file!($name, "corpus.toml") }),+]
    };
}

macro_rules! parts {
    ($($corpus:literal: $($file:literal)+;)+) => {
        &[$($(Part { corpus: $corpus, file: $file, content: corpus_file!($corpus, $file) }),+),+]
    };
}

/// All collections.
static KNOWN: &[Known] = collections! {
    "sotu"
    "nq-utd" "nfcorpus" "msmarco" "dl19" "dl20" "trec-covid" "nq" "hotpotqa" "fiqa" "webis-touche2020" "cqadupstack"
    "dbpedia-entity" "scidocs" "fever" "climate-fever" "scifact"
    "marco"
    "msmarco-passage"
    "beir-msmarco" "beir-trec-covid" "beir-nfcorpus" "beir-nq" "beir-hotpotqa" "beir-fiqa" "beir-arguana"
    "beir-webis-touche2020" "beir-cqadupstack" "beir-quora" "beir-dbpedia-entity" "beir-scidocs" "beir-fever"
    "beir-climate-fever" "beir-scifact"
};

/// The files that collections are put together from.
pub(super) static PARTS: &[Part] = parts! {
    "sotu":
        "passages.jsonl" "written/llm-rewrite.jsonl" "written/llm-summary.jsonl" "written/queries.jsonl"
        "written/qrels/test.tsv" "written/qrels/from-human.tsv" "written/qrels/from-rewrite.tsv";
};

/// The row of that name.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// All names, in the order of the rows.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of `corpora/` with a descriptor but without a row would never be found.
    #[test]
    fn every_descriptor_has_a_row() {
        let corpora = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
        let entries = std::fs::read_dir(corpora).unwrap().map(|entry| entry.unwrap().path());
        let mut folders: Vec<String> = entries
            .filter(|path| path.join("corpus.toml").exists())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        let mut rows: Vec<String> = names().map(str::to_string).collect();
        folders.sort();
        rows.sort();
        assert_eq!(folders, rows);
    }
}
