//! Judgements in columns: `query-id corpus-id score` as BEIR writes them, or `qid iteration docid grade` as TREC does.
//! Tabs or spaces, header or none, and a header may name the columns in any order; one judgement comes out for each line.

use std::path::Path;

use super::columns::{Role, known_names, plain};
use super::lines::Lines;
use super::{Judgement, Records};
use crate::corpus::Grade;
use crate::error::Result;
use crate::number::counted;

/// What the columns may be called.
const ROLES: [Role; 3] = [
    Role {
        holds: "query",
        names: &[
            "query_id", "queryid", "qid", "query", "topic", "topic_id", "topicid", "topicno", "q_id",
            "number",
        ],
        sure: 10,
        needed: false,
    },
    Role {
        holds: "document",
        names: &[
            "corpus_id",
            "document_id",
            "documentid",
            "document",
            "doc_id",
            "docid",
            "doc_no",
            "docno",
            "doc",
            "passage_id",
            "pid",
            "did",
            "id",
        ],
        sure: 13,
        needed: false,
    },
    Role {
        holds: "grade",
        names: &[
            "score",
            "grade",
            "relevance",
            "rel",
            "label",
            "judgment",
            "judgement",
            "qrel",
            "rating",
            "gain",
        ],
        sure: 10,
        needed: false,
    },
];

/// Where the fields of a line stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QrelsColumns {
    width: usize,
    places: [usize; 3],
}

impl QrelsColumns {
    /// Those of lines of so many fields without a header: query, document and grade, with TREC's iteration behind the query.
    fn of_width(width: usize) -> std::result::Result<QrelsColumns, String> {
        match width {
            3 | 4 => Ok(QrelsColumns { width, places: [0, width - 2, width - 1] }),
            _ => {
                let found = counted(width as u64, "column", "columns");
                Err(format!("{found}; judgements have 3 (query, document, grade) or 4 (TREC)"))
            }
        }
    }
}

/// What a line of judgements holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum QrelsLine<'a> {
    /// The names of the columns.
    Header,
    /// Query, document and grade, as they are written.
    Judgement([&'a str; 3]),
}

/// The judgements of one file.
///
/// # Errors
/// Where the file cannot be opened.
pub(super) fn judgements(path: &Path, advice: &str) -> Result<Records<Judgement>> {
    let mut columns = None;
    Ok(Lines::open(path, advice)?.records(move |_, line| judgement(line, &mut columns)))
}

/// The judgement of one line, `None` for the header; `columns` are those of the first line.
fn judgement(
    line: &str,
    columns: &mut Option<QrelsColumns>,
) -> std::result::Result<Option<Judgement>, String> {
    let QrelsLine::Judgement([query, base, grade]) = fields(line, columns)? else { return Ok(None) };
    let grade = parse_grade(grade)?;
    Ok(Some(Judgement { query: query.to_string(), base: base.to_string(), grade }))
}

/// Query, document and grade of a line as they are written; `columns` are those of the first line. That is a header where it
/// names query, document and grade, in any order, or some of them in their usual places and no number in that of the grade.
///
/// # Errors
/// Where the line has another number of columns, or a first line names columns in other places without naming all; the error is
/// the reason.
pub(crate) fn fields<'a>(
    line: &'a str,
    columns: &mut Option<QrelsColumns>,
) -> std::result::Result<QrelsLine<'a>, String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let expected = match *columns {
        Some(known) => known,
        None => {
            // The next line may still tell how many columns there are.
            let usual = QrelsColumns::of_width(fields.len())?;
            if let Some(named) = named(&fields, usual)? {
                *columns = Some(named);
                return Ok(QrelsLine::Header);
            }
            *columns.insert(usual)
        }
    };
    if fields.len() != expected.width {
        let found = counted(fields.len() as u64, "column", "columns");
        return Err(format!("{found} where the first line has {}", expected.width));
    }
    Ok(QrelsLine::Judgement(expected.places.map(|place| fields[place])))
}

/// The columns that a first line names; `None` where it is no header.
fn named(fields: &[&str], usual: QrelsColumns) -> std::result::Result<Option<QrelsColumns>, String> {
    let names: Vec<String> = fields.iter().map(|field| plain(field)).collect();
    let place = |role: &Role| role.names.iter().find_map(|known| names.iter().position(|name| name == known));
    let found = ROLES.each_ref().map(place);
    if let [Some(query), Some(document), Some(grade)] = found {
        return Ok(Some(QrelsColumns { places: [query, document, grade], ..usual }));
    }
    let is_number = fields[usual.places[2]].parse::<f64>().is_ok();
    if is_number || found == [None; 3] {
        return Ok(None);
    }
    let moved = (0..3).find(|role| found[*role].is_some_and(|place| place != usual.places[*role]));
    match moved {
        None => Ok(Some(usual)),
        Some(role) => Err(format!(
            "the line names a column of the {} where that does not stand in judgements without names; name all three, the names \
             that are known: {}",
            ROLES[role].holds,
            known_names(&ROLES)
        )),
    }
}

/// A whole number, also where it is written as `1.0`, that a grade can be: the least one of 32 bits is none.
pub(crate) fn parse_grade(text: &str) -> std::result::Result<Grade, String> {
    match text.parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && value.abs() <= f64::from(Grade::MAX) => Ok(value as Grade),
        Ok(value) if value.fract() == 0.0 => Err(format!(
            "the grade `{text}` is out of range ({} to {}); scale the grades to 0, 1, 2, …",
            -Grade::MAX,
            Grade::MAX
        )),
        Ok(_) => Err(format!("the grade `{text}` is not a whole number; scale the grades to 0, 1, 2, …")),
        Err(_) => Err(format!("the grade `{text}` is not a whole number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_and_four_columns_header_or_none() {
        let read = |lines: &[&str]| {
            let mut columns = None;
            lines.iter().map(|line| judgement(line, &mut columns)).collect::<Vec<_>>()
        };
        let q1 = Some(Judgement { query: "q1".into(), base: "d1".into(), grade: 2 });
        assert_eq!(read(&["query-id\tcorpus-id\tscore", "q1\td1\t2"]), [Ok(None), Ok(q1.clone())]);
        assert_eq!(read(&["q1 0  d1 2.0"]), [Ok(q1.clone())]);
        assert_eq!(read(&["qid iter docid grade", "q1 Q0 d1 +2"]), [Ok(None), Ok(q1)]);
        assert!(read(&["q1 d1 1", "q1 d2 high"])[1].as_ref().unwrap_err().contains("`high`"));
        assert!(read(&["q1 d1 0.5"])[0].as_ref().unwrap_err().contains("scale"));
        assert!(read(&["q1 d1 1", "q1 0 d2 1"])[1].as_ref().unwrap_err().contains("first line has 3"));
        assert!(read(&["q1 d1"])[0].as_ref().unwrap_err().contains("2 columns"));
        for grade in ["99999999999", "-2147483648"] {
            let error = read(&[&format!("q1 d1 {grade}")])[0].clone().unwrap_err();
            assert!(error.contains(&format!("`{grade}` is out of range (-2147483647 to")), "{error}");
        }
        assert!(read(&["q1 d1 NaN"])[0].as_ref().unwrap_err().contains("not a whole number"));
        assert!(read(&["q1"])[0].as_ref().unwrap_err().starts_with("1 column; judgements have 3"));
    }

    #[test]
    fn a_header_names_the_columns_in_any_order_and_a_bad_grade_is_none() {
        let read = |lines: &[&str]| {
            let mut columns = None;
            lines.iter().map(|line| judgement(line, &mut columns)).collect::<Vec<_>>()
        };
        let q1 = Some(Judgement { query: "q1".into(), base: "d1".into(), grade: 2 });
        for (header, line) in [
            ("corpus-id query-id score", "d1 q1 2"),
            ("qid label docno", "q1 2 d1"),
            ("topic Q0 docno rel", "q1 0 d1 2"),
            ("qid iter doc value", "q1 0 d1 2"),
            ("#query document grade", "q1 d1 2"),
        ] {
            assert_eq!(read(&[header, line]), [Ok(None), Ok(q1.clone())], "{header}");
        }
        // A first line like all others, but for its grade.
        assert!(read(&["q1 0 d1 high"])[0].as_ref().unwrap_err().contains("`high` is not a whole number"));
        let error = read(&["docno qid value"])[0].clone().unwrap_err();
        assert!(
            error.contains("names a column of the query where")
                && error.contains("the document (corpus_id, "),
            "{error}"
        );
    }
}
