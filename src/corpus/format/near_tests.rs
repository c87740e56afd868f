//! Files that are nearly right: an open quote, a name twice, the wrong delimiter, types and cells that others write.

use std::path::Path;

use polars::prelude::{NamedFrom, Series};

use super::foreign_tests::{folder, format, lines, logged, open, parquet, refused, start};
use crate::corpus::{CollectionSettings, TestCollection};

const OPEN_QUOTE: &str =
    "a quote is opened and not closed, or a quote in its text is not doubled (text follows a quote on";

#[test]
fn an_open_quote_takes_no_rows_with_it() {
    let table =
        b"_id,text,by\r\nd1,a,human\r\nd2,\"open quote,human\r\nd3,c,human\r\nd4,\"d, \"\"d\"\"\",gpt\r\n\
        d5,\"fine\",human\r\n";
    let place = folder(&[("all.csv", table)]);
    let told = format!("all.csv:3: {OPEN_QUOTE} line 5); correct the line, or set `skip_bad_lines`");
    let found = lines("table(source=by)", place.path());
    let rest = ["human 2 d1||a", &told, "human 4 d3||c", "human 6 d5||fine"];
    start(&found, &[&told, "gpt 5 d4||d, \"d\"", rest[0], rest[1], rest[2], rest[3]]);
    let settings = CollectionSettings {
        format: "table(source=by)".to_string(),
        skip_bad_lines: true,
        ..CollectionSettings::of_folder(place.path())
    };
    let corpus = TestCollection::open(&settings).unwrap().corpus;
    assert_eq!((corpus.documents().count(), corpus.skipped()[0].lines), (4, 1));
    // The one row there is: what is wrong with it, and not that there is no corpus.
    let one = folder(&[("all.csv", b"_id,text,by\nd1,\"open,human\n")]);
    let message = refused("table(source=by)", one.path());
    assert!(
        message.starts_with("all.csv:2: a quote is opened and not closed before the file ends"),
        "{message}"
    );
    // A row over several lines, with a column too few, says where it ends.
    let long = folder(&[("all.csv", b"_id,text,by\nd1,\"open\nd2,x\"\nd3,y,human\n")]);
    let wide =
        "all.csv:2: 2 columns where the first line has 3 (the row ends on line 3: is a quote not closed?)";
    start(&lines("table", long.path()), &[wide, "all 4 d3||y"]);
}

#[test]
fn a_header_is_read_without_doubt_or_not_at_all() {
    let twice = folder(&[("a.csv", b"text,_id,text,x,x\na,b,c,d,e\n")]);
    assert_eq!(
        refused("table", twice.path()),
        "a.csv: columns 1 and 3 are both named `text`; give one of them another name"
    );
    // Which of two columns is not read does not matter.
    assert_eq!(lines("table(text=_id,id=)", folder(&[("a.csv", b"_id,x,x\na,b,c\n")]).path()).len(), 1);
    let advice = |name: &str, header: &[u8], spec: &str| refused(spec, folder(&[(name, header)]).path());
    let message = advice("a.csv", b"_id;text\na;b\n", "table");
    assert_eq!(
        message,
        "a.csv: has one column, whose name holds ';'; there is no column `text`; set `delimiter=semicolon`"
    );
    assert!(advice("a.csv", b"_id\ttext\n", "table").ends_with("set `delimiter=tab`"));
    assert!(advice("a.csv", b"_id|text\n", "table").ends_with("set `delimiter=pipe`"));
    let message = advice("a.tsv", b"_id,text\n", "table");
    assert!(message.ends_with("give it a name that ends in .csv, and set `delimiter=comma`"), "{message}");
    let message = advice("a.csv", b"id;source_id;model\n\"\"\n", "raid");
    assert!(message.ends_with("its columns stand between ';': write it with commas"), "{message}");
    // A header that cannot be read is no line that may be left out.
    let message = advice("a.csv", b"_id,t\xe9xt\n", "table");
    assert!(
        message.starts_with("a.csv: line 1, which names the columns: the text is not UTF-8"),
        "{message}"
    );
    let message = advice("a.csv", b"_id,\"text\na,b\n", "table");
    assert!(message.starts_with("a.csv: line 1, which names the columns: a quote is opened"), "{message}");
}

/// Written with pyarrow 26.0.1: `_id`, `text` and `by`, each `pa.array(…).dictionary_encode()`, without statistics.
const CATEGORIES: &[u8] = include_bytes!("test_data/categories.parquet");

#[test]
fn parquet_categories_and_bytes_are_texts() {
    let place = folder(&[("all.parquet", CATEGORIES)]);
    let null = "all.parquet:4: row 4: column `text` is null";
    start(
        &lines("parquet(source=by)", place.path()),
        &["gpt 2 b||two", "gpt 3 c||one é", "human 1 a||one é", null],
    );
    let bytes = Series::new("text".into(), [&b"caf\xc3\xa9"[..], b"caf\xe9"]);
    let place = folder(&[("a.parquet", &parquet(vec![bytes, Series::new("_id".into(), ["a", "b"])]))]);
    let bad = "a.parquet:2: row 2: column `text` holds bytes that are not UTF-8 (byte 4); correct";
    start(&lines("parquet", place.path()), &["a 1 a||café", bad]);
    let flags = folder(&[("a.parquet", &parquet(vec![Series::new("text".into(), [true])]))]);
    assert_eq!(
        refused("parquet", flags.path()),
        "a.parquet: column `text` is of type Boolean, and must be of strings; convert the column, or name another one"
    );
}

/// Written with pyarrow 26.0.1: beside `_id` and `text` a struct, a list, a date and a map.
const NESTED: &[u8] = include_bytes!("test_data/nested.parquet");

#[test]
fn parquet_columns_of_any_type_may_stand_beside_the_texts() {
    let place = folder(&[("human.parquet", NESTED)]);
    start(&lines("parquet", place.path()), &["human 1 1||red apples"]);
    let message = refused("parquet(text=meta)", place.path());
    assert!(message.contains("column `meta` is of type Struct, and must be of strings"), "{message}");
}

const RAID: &str = "generation,id,source_id,model,decoding,repetition_penalty,attack,domain\n";

#[test]
fn raid_rows_that_do_not_tell_are_of_the_usual_kind() {
    let rows = format!(
        "{RAID}h,u1,u1,human,,,none,news\nb,v1,u1,gpt4,greedy,,none,news\nc,v2,u1,chat,,,none,news\nd,v3,u1,gpt4,sampling,no,none,news\n"
    );
    let place = folder(&[("train.csv", rows.as_bytes())]);
    let of = |spec: &str| -> Vec<String> {
        lines(spec, place.path())
            .iter()
            .filter_map(|line| line.split('|').next_back().map(String::from))
            .collect()
    };
    assert_eq!(of("raid"), ["c", "b", "h"]);
    assert_eq!(of("raid(decoding=sampling)"), ["d", "h"]);
    assert_eq!(of("raid(repetition_penalty=yes)"), ["h"]);
    assert_eq!(of("raid(decoding=any,attack=none)"), ["c", "b", "d", "h"]);
    let log = logged(|| _ = format("raid").sources(place.path()).unwrap());
    assert!(log.contains("INFO") && log.contains("train.csv: 1 rows of other attacks, decodings"), "{log}");
    let message = |spec: &str| refused(spec, place.path());
    assert_eq!(
        message("raid(attack=nosuch)"),
        ": holds no row of attack `nosuch`; set `attack` to one of: none"
    );
    assert_eq!(
        message("raid(domain=nosuch)"),
        ": holds no row of domain `nosuch`; set `domain` to one of: news"
    );
    let models = folder(&[("train.csv", format!("{RAID}b,v,u,gpt4,greedy,no,none,news\n").as_bytes())]);
    let together = refused("raid(decoding=sampling,domain=news)", models.path());
    let words =
        "no row of attack `none`, domain `news`, decoding `sampling` and repetition_penalty `no` together";
    assert!(
        together.contains(words) && together.contains("decodings (greedy) and penalties (no)"),
        "{together}"
    );
    let quote = folder(&[("train.csv", format!("{RAID}\"b\"c,v,u,gpt4,greedy,no,none,news\n").as_bytes())]);
    assert!(refused("raid", quote.path()).starts_with(&format!("train.csv:2: {OPEN_QUOTE} this line)")));
}

#[test]
fn hc3_answers_may_be_empty_and_not_null() {
    let line = "{\"question\":\"q\",\"human_answers\":[\"\"],\"chatgpt_answers\":[\"c\"]}\n\
        {\"question\":\"q\",\"human_answers\":[null],\"chatgpt_answers\":[\"c\"]}\n\
        {\"question\":\"q\",\"human_answers\":null,\"chatgpt_answers\":[\"c\"]}\n";
    let place = folder(&[("a.jsonl", line.as_bytes())]);
    let null = |line: u64| {
        format!("a.jsonl:{line}: not a JSON object with its fields: invalid type: null, expected a")
    };
    let (two, three) = (null(2), null(3));
    start(&lines("hc3", place.path()), &["chatgpt 1 a-1||c", &two, &three, "human 1 a-1||", &two, &three]);
}

#[test]
fn one_file_of_json_lines_is_one_source() {
    let place = folder(&[("gpt.v2.jsonl", b"{\"_id\":\"a\",\"text\":\"x\"}\n"), ("other.jsonl", b"{}\n")]);
    assert_eq!(lines("jsonl", &place.path().join("gpt.v2.jsonl")), ["gpt.v2 1 a||x"]);
    let collection = open("jsonl", &place.path().join("gpt.v2.jsonl"), "test").unwrap();
    assert_eq!(collection.corpus.documents().count(), 1);
}

#[test]
fn what_is_not_there_can_be_fetched() {
    for spec in ["beir", "jsonl", "table", "parquet", "msmarco", "trec", "hc3", "raid", "folder"] {
        let message = refused(spec, Path::new("no/such/place"));
        assert!(
            message.contains("get it with `sourcebias fetch NAME` (`sourcebias list corpora`)"),
            "{message}"
        );
    }
}
