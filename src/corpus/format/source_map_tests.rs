//! Tests of reading maps from documents to sources.

use super::*;

fn read(name: &str, text: &str) -> std::result::Result<Vec<(String, String, Option<String>)>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let place = format!("{}/", folder.path().display());
    let read = mappings(&path).and_then(|read| read.records.map(strictly).collect::<Result<Vec<_>>>());
    let records = read.map_err(|error| error.to_string().replace(&place, ""))?;
    Ok(records
        .into_iter()
        .map(|one| one.content)
        .map(|one| (one.document, one.source, one.content))
        .collect())
}

#[test]
fn every_layout_with_and_without_a_header_is_the_same_map() {
    let row = |document: &str, source: &str, content: Option<&str>| {
        (document.to_string(), source.to_string(), content.map(str::to_string))
    };
    let expected = [row("d1", "human", Some("c")), row("d2", "gpt 4", Some("c"))];
    for (name, text) in [
        ("m.csv", "d1,human,c\nd2,gpt 4,c\n"),
        ("m.csv", "\u{feff}document,source,content\r\nd1,human,c\r\nd2,\"gpt 4\",c\r\n"),
        ("m.csv", "Content ID,year,Doc-ID,Source\nc,1999,d1,human\nc,2024,d2, gpt 4 \n"),
        ("m.tsv", "d1\thuman\tc\nd2\tgpt 4\tc\n"),
        ("map", "docno\tsource\tbase\nd1\thuman\tc\nd2\tgpt 4\tc\n"),
        ("map.txt", "d1,human,c\nd2,gpt 4,c"),
        (
            "m.jsonl",
            "{\"_id\":\"d1\",\"source\":\"human\",\"content\":\"c\",\"x\":NaN}\n\n{\"document\":\"d2\",\"source\":\"gpt 4\",\"base\":\"c\"}\n",
        ),
    ] {
        assert_eq!(read(name, text).as_deref(), Ok(&expected[..]), "{name} {text}");
    }
    let two = [row("1", "human", None), row("2", "gpt", None)];
    for (name, text) in [
        ("map", "1 human\n2  gpt\n"),
        ("map", "doc source\n1 human\n2 gpt\n"),
        ("m.csv", "1,human,\n2,gpt, \n"),
        ("m.jsonl", "{\"id\":1,\"source\":\"human\"}\n{\"id\":2,\"source\":\"gpt\",\"content\":null}\n"),
    ] {
        assert_eq!(read(name, text).as_deref(), Ok(&two[..]), "{name} {text}");
    }
}

#[test]
fn bad_lines_have_their_place_reason_and_advice() {
    for (name, text, message) in [
        ("m.csv", "a,human\nb\n", "m.csv:2: 1 column where the first line has 2; write `document`"),
        ("m.csv", "document,source\na,human\nb, \n", "m.csv:3: document `b` has no source"),
        ("m.csv", "a,human\nb c,gpt\n", "m.csv:2: the document holds white space"),
        ("m.csv", "a,human\n,gpt\n", "m.csv:2: the document is empty"),
        ("m.tsv", "a\n", "m.tsv:1: 1 column, and no header that names `document` and `source`"),
        ("m.tsv", "a\tb\tc\td\n", "m.tsv:1: 4 columns, and no header"),
        ("map", "a human\nb\n", "map:2: 1 field where the first line has 2"),
        (
            "m.jsonl",
            "{\"source\":\"human\"}\n",
            "m.jsonl:1: no field for the document (document, document_id, ",
        ),
        ("m.jsonl", "{\"_id\":\"a\",\"source\":[]}\n", "m.jsonl:1: field `source` must be a string"),
        ("m.jsonl", "x\n", "m.jsonl:1: not a JSON object"),
        ("m.csv", "", "m.csv: is empty"),
    ] {
        let error = read(name, text).unwrap_err();
        assert!(error.starts_with(message), "{error}");
        assert!(!error.contains("--skip"), "{error}");
    }
    assert!(mappings(Path::new("none")).is_err());
}

#[test]
fn the_names_of_the_field_are_read_and_what_they_were_taken_for_is_told() {
    let both = |name: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        (read(name, text).unwrap(), mappings(&path).unwrap().note.unwrap_or_default())
    };
    for (name, header, content, note) in [
        (
            "m.tsv",
            "doc_id\tmodel\tbase",
            true,
            "`doc_id` as the document, `model` as the source and `base` as the content",
        ),
        (
            "m.tsv",
            "id\tgenerator\toriginal",
            true,
            "`id` as the document, `generator` as the source and `original` as the content",
        ),
        (
            "m.tsv",
            "docno\tlabel\tqid",
            false,
            "`docno` as the document and `label` as the source; `qid` is not read",
        ),
        (
            "m.tsv",
            "_id\tsystem\tpair",
            true,
            "`_id` as the document, `system` as the source and `pair` as the content",
        ),
        (
            "m.tsv",
            "docno\tOrigin\tyear",
            false,
            "`docno` as the document and `Origin` as the source; `year` is not read",
        ),
        (
            "map",
            "\n#docid author twin",
            true,
            "`#docid` as the document, `author` as the source and `twin` as the content",
        ),
    ] {
        let text = format!("{header}\nd1\thuman\tc\nd2\tgpt\tc\n");
        let (found, told) = both(name, &text);
        let expected = |document: &str, source: &str| {
            (document.to_string(), source.to_string(), content.then(|| "c".to_string()))
        };
        assert_eq!(found, [expected("d1", "human"), expected("d2", "gpt")], "{header}");
        assert_eq!(told, format!("of its columns it reads {note}"));
    }
    // Our own names leave no doubt, and neither does a file without a header.
    for text in ["document\tsource\tcontent\nd\thuman\tc\n", "docid\tsource\nd\thuman\n", "d\thuman\n"] {
        assert_eq!(both("m.tsv", text).1, "");
    }
    let (_, told) = both("m.jsonl", "{\"docno\":\"d\",\"Model\":\"human\",\"text\":\"t\"}\n");
    assert_eq!(
        told,
        "of the fields of its first line it reads `docno` as the document and `Model` as the source; `text` is not read"
    );
}

#[test]
fn a_header_with_an_unknown_name_is_no_document() {
    for (name, text, reason) in [
        (
            "m.tsv",
            "doc_id\tkind\tbase\nd\thuman\tc\n",
            "m.tsv:1: the line names 3 columns (`doc_id`, `kind`, `base`), and none of them is known to hold the source; the names that are known: the document (document, ",
        ),
        (
            "m.csv",
            "name,model\nd,human\n",
            "m.csv:1: the line names 2 columns (`name`, `model`), and none of them is known to hold the document; ",
        ),
        (
            "map",
            "\nkey source\nd human\n",
            "map:2: the line names 2 columns (`key`, `source`), and none of them is known to hold the document; ",
        ),
        // Two columns that no map has.
        ("m.tsv", "query_id\ttext\n", "m.tsv:1: the line names 2 columns (`query_id`, `text`), and none"),
        ("m.csv", "id,source,source\nd,a,b\n", "m.csv:1: columns 2 and 3 are both named `source`; "),
    ] {
        let error = read(name, text).unwrap_err();
        assert!(error.starts_with(reason), "{error}");
        assert!(
            error.contains("the source (source, ") && error.contains("pair_id); where the line is"),
            "{error}"
        );
    }
}
