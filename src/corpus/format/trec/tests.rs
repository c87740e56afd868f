//! TREC's files: what is read of them, and what is said of damaged ones.

use std::path::PathBuf;

use super::super::{CorpusFormat, FORMATS, Text};
use super::topics::{Field, query};

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

fn format() -> Box<dyn CorpusFormat> {
    FORMATS.parse("trec").unwrap().object
}

/// Lines and documents, or the messages, of one file.
fn read(content: &[u8]) -> Vec<Result<(u64, Text), String>> {
    let folder = folder(&[("x.sgml", content)]);
    let told = |error: crate::Error| error.to_string().replace(&format!("{}/", folder.path().display()), "");
    let records = format().documents(&folder.path().join("x.sgml"), "human").unwrap();
    records.map(|record| record.map(|record| (record.line, record.content)).map_err(told)).collect()
}

fn one(content: &str) -> (String, String, String) {
    let (_, text) = read(content.as_bytes()).remove(0).unwrap();
    (text.base, text.title, text.text)
}

fn owned(parts: [&str; 3]) -> (String, String, String) {
    (parts[0].to_string(), parts[1].to_string(), parts[2].to_string())
}

#[test]
fn number_title_and_all_texts_are_read() {
    let news = "<DOC>\n<DOCNO> FT-1 </DOCNO>\n<DATE>x</DATE>\n<HEADLINE>\nFT 1 /  Red\napples\n</HEADLINE>\n<TEXT>\n<P>one\n</P><F P=104>two</F>\
                \n</TEXT>\n<TEXT>R&amp;D &lt;b&gt; &hyph; &zzz;</TEXT>\n<PUB>y</PUB></DOC>\n";
    let (base, title, text) = one(news);
    assert_eq!((base.as_str(), title.as_str()), ("FT-1", "FT 1 / Red apples"));
    assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["one", "two", "R&D", "<b>", "-", "&zzz;"]);
    let lower =
        "<doc id=\"7\">\n<docno>a</docno><h3> <ti>  Tea </ti></h3><text>x < y <!-- no --> z</text></doc>";
    assert_eq!(one(lower), owned(["a", "Tea", "x < y   z"]));
    let bare = "<DOC><DOCNO>b</DOCNO><TITLE>T</TITLE><BODY>all\nthat</BODY> is left</DOC>";
    assert_eq!(one(bare), owned(["b", "T", "all\nthat  is left"]));
    let empty = "<DOC><DOCNO>c</DOCNO><TITLE> </TITLE><HEAD>H</HEAD><TEXT></TEXT></DOC>";
    assert_eq!(one(empty), owned(["c", "H", ""]));
}

#[test]
fn documents_may_share_a_line_and_records_have_the_line_of_their_tag() {
    let found = read(b"preface\n\n<DOC><DOCNO>a</DOCNO></DOC> <DOC>\r\n<DOCNO>b</DOCNO>\r\n</DOC>\n<DOC\n>\n<DOCNO>c</DOCNO>\n</DOC>");
    let places: Vec<_> =
        found.into_iter().map(|read| read.unwrap()).map(|(line, text)| (line, text.base)).collect();
    assert_eq!(places, [(3, "a".to_string()), (3, "b".to_string()), (6, "c".to_string())]);
}

#[test]
fn latin_1_is_decoded_document_by_document() {
    let found = read(b"<DOC><DOCNO>a</DOCNO><TEXT>caf\xe9 \x93x\x94</TEXT></DOC>\n<DOC><DOCNO>b</DOCNO><TEXT>caf\xc3\xa9</TEXT></DOC>");
    let texts: Vec<_> = found.into_iter().map(|read| read.unwrap().1.text).collect();
    assert_eq!(texts, ["café “x”", "café"]);
}

#[test]
fn what_is_damaged_is_told_with_the_line_of_the_document_and_the_rest_is_read() {
    let found = read(
        b"<DOC><DOCNO>a</DOCNO></DOC>\n<DOC>\n<TEXT>x</TEXT>\n</DOC>\n<DOC>\n<DOCNO>b</DOCNO>\n<DOC>\n<DOCNO>c</DOCNO>\n</DOC>\n</DOC>\n\
          <DOC><DOCNO>d e</DOCNO></DOC>\n<DOC><DOCNO>f</DOCNO>\n",
    );
    let told: Vec<String> = found
        .into_iter()
        .map(|read| read.map_or_else(|message| message, |(line, text)| format!("{line} {}", text.base)))
        .collect();
    let starts = [
        "1 a",
        "x.sgml:2: a <DOC> without <DOCNO>; correct",
        "x.sgml:5: this <DOC> has no </DOC> before the <DOC> of line 7; ",
        "7 c",
        "x.sgml:10: a </DOC> without <DOC>",
        "x.sgml:11: <DOCNO> holds white space",
        "x.sgml:12: this <DOC> has no </DOC> before the file ends; correct the line, or set `skip_bad_lines` (--skip-bad-lines)",
    ];
    assert_eq!(told.len(), starts.len(), "{told:?}");
    for (told, start) in told.iter().zip(starts) {
        assert!(told.starts_with(start), "{start}\n{told}");
    }
    assert!(read(b"no document")[0].as_ref().unwrap_err().starts_with("x.sgml: holds no <DOC>"));
}

#[test]
fn files_and_folders_are_sources() {
    let doc = b"<DOC><DOCNO>a</DOCNO></DOC>";
    let names = |folder: &tempfile::TempDir| -> Vec<(String, PathBuf)> {
        let relative = |path: PathBuf| path.strip_prefix(folder.path()).unwrap().to_path_buf();
        let found = format().sources(folder.path()).unwrap();
        found.into_iter().map(|(name, path)| (name, relative(path))).collect()
    };
    let pair = |name: &str, path: &str| (name.to_string(), PathBuf::from(path));
    let several = folder(&[
        ("corpus/gpt.trec.gz", doc),
        ("corpus/human/b/fr1", doc),
        ("corpus/human/a.sgml", doc),
        ("topics.txt", b""),
    ]);
    assert_eq!(names(&several), [pair("gpt", "corpus/gpt.trec.gz"), pair("human", "corpus/human")]);
    let files = format().files(&several.path().join("corpus/human")).unwrap();
    assert_eq!(files, ["corpus/human/a.sgml", "corpus/human/b/fr1"].map(|file| several.path().join(file)));
    let flat = folder(&[
        ("x.txt", doc),
        ("y.xml", doc),
        ("topics.txt", b""),
        ("qrels.test.txt", b""),
        ("README", b""),
    ]);
    assert_eq!(names(&flat), [pair("human", "")]);
    assert_eq!(format().files(flat.path()).unwrap(), ["x.txt", "y.xml"].map(|file| flat.path().join(file)));
    assert_eq!(format().documents(flat.path(), "human").unwrap().count(), 2);
    let message = format().sources(folder(&[("topics.txt", b"")]).path()).unwrap_err().to_string();
    assert!(message.contains("holds no corpus") && message.contains("<DOC>s"), "{message}");
}

#[test]
fn topics_are_read_with_and_without_end_tags() {
    let classic = "\n<num> Number: 301 \n<title> Topic: red apples \n\n<desc> Description: \nWhich apples\nare red?\n\n<narr> Narrative: \nAny &amp; all.\n";
    let of = |topic: &str, field| query(topic, field).map(|query| (query.id, query.text));
    let made = |text: &str| Ok(("301".to_string(), text.to_string()));
    assert_eq!(of(classic, Field::Title), made("red apples"));
    assert_eq!(of(classic, Field::Description), made("Which apples are red?"));
    assert_eq!(of(classic, Field::Narrative), made("Any & all."));
    assert_eq!(of(classic, Field::TitleDescription), made("red apples Which apples are red?"));
    assert_eq!(
        of("<num>301</num><title>a: <i>b</i></title> ignored <desc>d</desc>", Field::Title),
        made("a: b")
    );
    assert_eq!(of("<num> 301 <desc> only this", Field::Title), made("only this"));
    assert_eq!(of("<num> 301 <desc> only this", Field::TitleDescription), made("only this"));
    for (topic, field, word) in [
        ("<title>x", Field::Title, "without <num>"),
        ("<num>1 2<title>x", Field::Title, "white space"),
        ("<num>1<title>x", Field::Description, "without <desc>"),
        ("<num>1<desc>x", Field::Narrative, "without <narr>"),
        ("<num>1", Field::TitleDescription, "neither"),
    ] {
        assert!(of(topic, field).unwrap_err().contains(word), "{topic}");
    }
}

#[test]
fn topics_and_judgements_are_found_by_split() {
    let place = folder(&[
        ("topics.dev.txt", b"<top><num> Number: 1 <title> a </top>\n<top>\n<num> 2 <title> b </top>\n"),
        ("qrels.dev", b"1 0 a 1\n"),
    ]);
    let file = format().queries_file(place.path(), "dev").unwrap().unwrap();
    let queries: Vec<_> = format().queries(&file).unwrap().map(|record| record.unwrap()).collect();
    assert_eq!(
        (queries[1].line, queries[1].content.id.as_str(), queries[1].content.text.as_str()),
        (2, "2", "b")
    );
    assert_eq!(format().qrels_file(place.path(), "dev").unwrap(), Some(place.path().join("qrels.dev")));
    for missing in [format().queries_file(place.path(), "test"), format().qrels_file(place.path(), "test")] {
        let message = missing.unwrap_err().to_string();
        assert!(
            message.contains("no such file") && message.ends_with("set `split` (--split) to one of: dev"),
            "{message}"
        );
    }
    assert_eq!(format().queries_file(&place.path().join("none"), "test").unwrap(), None);
}

#[test]
fn files_are_known_by_what_they_hold() {
    let doc = b"<DOC><DOCNO>a</DOCNO></DOC>";
    let packed = super::super::tests::gzip(b"preface\n<DOC>\n<DOCNO>b</DOCNO></DOC>");
    let place = folder(&[("x.0z", &packed), ("x.1", doc), ("ReadMe.now", b"x"), ("LICENSE.txt", b"x")]);
    let bases = |path: &std::path::Path| -> Vec<String> {
        format().documents(path, "human").unwrap().map(|record| record.unwrap().content.base).collect()
    };
    format().sources(place.path()).unwrap();
    assert_eq!(bases(place.path()), ["b", "a"]);
    let named = folder(&[("corpus/gpt.0z", &packed), ("corpus/human/y.2", doc), ("corpus/none/z.2", b"z")]);
    let sources: Vec<_> = format().sources(named.path()).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(sources, ["gpt", "human"]);
    for (start, words) in [
        (&b"\x1f\x9dx"[..], "is compressed with compress; unpack it with `uncompress`"),
        (b"BZh9", "is compressed with bzip2; unpack it with `bunzip2`"),
        (b"PK\x03\x04", "is a zip archive; unpack it"),
        (b"\xfd7zXZ\0", "is compressed with xz; unpack it with `unxz`"),
    ] {
        let place = folder(&[("a.sgml", doc), ("b.Z", start)]);
        let message = format().sources(place.path()).unwrap_err().to_string();
        assert!(message.contains(&format!("b.Z: the file {words}")), "{message}");
        let place = folder(&[("a.sgml", start)]);
        let message =
            format().documents(place.path(), "human").unwrap().next().unwrap().unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn files_without_documents_are_told() {
    let doc = b"<DOC><DOCNO>a</DOCNO></DOC>";
    let place = folder(&[("a.sgml", doc), ("b.md", b"x"), ("c.dtd", b"<!ELEMENT DOC>"), ("readme", b"")]);
    let log = super::super::foreign_tests::logged(|| _ = format().sources(place.path()).unwrap());
    assert!(
        log.contains("WARN") && log.contains(": 2 files are passed over, in which no <DOC> is seen"),
        "{log}"
    );
    assert!(log.trim_end().ends_with("b.md"), "{log}");
    assert_eq!(format().files(place.path()).unwrap(), [place.path().join("a.sgml")]);
}

#[test]
fn numbers_of_queries_have_no_zeros_before_them() {
    let place = folder(&[
        ("topics.txt", b"<top>\n<num> Number: 051\n<title> a\n</top>\n<top><num>0q1<title>b</top><top><num>00<title>c</top>"),
        ("qrels.txt", b"51 0 a 1\n051 0 b 1\n0q1 0 a 1\n0 0 a 1\n"),
    ]);
    let ids: Vec<_> = format()
        .queries(&place.path().join("topics.txt"))
        .unwrap()
        .map(|one| one.unwrap().content.id)
        .collect();
    assert_eq!(ids, ["51", "0q1", "0"]);
    let judged: Vec<_> = format()
        .judgements(&place.path().join("qrels.txt"))
        .unwrap()
        .map(|one| one.unwrap().content.query)
        .collect();
    assert_eq!(judged, ["51", "51", "0q1", "0"]);
}

#[test]
fn markup_that_never_ends_takes_no_longer_than_its_length() {
    // Two megabytes of each: what looks at the rest for every tag does not come to an end here.
    for (begin, piece) in [
        ("<DOC><DOCNO>a</DOCNO><TEXT>red ", "<p>"),
        ("<DOC><DOCNO>a</DOCNO><TEXT>red ", "<!--"),
        ("<DOC><DOCNO>a</DOCNO><TEXT>red ", "<text>"),
        ("<DOC><DOCNO>a</DOCNO><TEXT>red ", "<title>"),
    ] {
        let document = format!("{begin}{}</TEXT></DOC>", piece.repeat(2_000_000 / piece.len()));
        let found = read(document.as_bytes());
        assert_eq!(found.len(), 1, "{piece}");
        assert!(found[0].is_ok(), "{piece}");
    }
    let openings = read("<DOC ".repeat(400_000).as_bytes());
    assert!(openings.len() == 400_000 && openings.iter().all(Result::is_err));
}
