//! Random bytes and near misses: no reader panics, and what is well formed is read.

use proptest::prelude::*;

use super::lines::Lines;
use super::tests::gzip;
use super::{FORMATS, json::Fields, qrels};

proptest! {
    /// No byte sequence makes a reader panic, and after a bad line the others are still read.
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), ending in 0..3usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(["x.jsonl", "x.jsonl.gz", "x.jsonl.zst"][ending]);
        std::fs::write(&path, &bytes).unwrap();
        let format = FORMATS.parse("beir").unwrap().object;
        for count in [format.documents(&path, "x").unwrap().count(), format.judgements(&path).unwrap().count()] {
            prop_assert!(count <= bytes.len() + 1);
        }
        std::fs::write(&path, gzip(&bytes)).unwrap();
        Lines::open(&path, "").unwrap().records(|_, line| Ok(Some(line.len()))).for_each(drop);
    }

    /// Nor does any text, near to JSON or not.
    #[test]
    fn no_text_makes_a_parser_panic(text in "[\\[\\]{}\":,\\\\NaInfity_dtex0-9é -]{0,60}", id in "\\PC{0,5}", body in "\\PC{0,40}") {
        let _ = Fields::parse(&text);
        let line = serde_json::json!({"_id": format!("x{}", id.replace(char::is_whitespace, "")), "text": body, "z": 1});
        let with_nan = line.to_string().replace("\"z\":1", "\"z\":[NaN,-Infinity]");
        prop_assert_eq!(Fields::parse(&with_nan).unwrap().text, body);
    }

    /// Judgements that are written can be read, in both layouts.
    #[test]
    fn judgements_read_back(grades in proptest::collection::vec(-2..5i32, 1..20), four in any::<bool>(), header in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.tsv");
        let mut text = String::new();
        if header {
            text.push_str(if four { "qid iter docid grade\n" } else { "query-id\tcorpus-id\tscore\n" });
        }
        for (number, grade) in grades.iter().enumerate() {
            let line = if four { format!("q 0 d{number} {grade}\n") } else { format!("q\td{number}\t{grade}\n") };
            text.push_str(&line);
        }
        std::fs::write(&path, text).unwrap();
        let read: Vec<i32> = qrels::judgements(&path, "").unwrap().map(|record| record.unwrap().content.grade).collect();
        prop_assert_eq!(read, grades);
    }
}
