//! Judgements in columns: `query-id corpus-id score` as BEIR writes them, or `qid iteration docid grade` as TREC does.
//! Tabs or spaces, header or none; one judgement comes out for each line.

use std::path::Path;

use super::lines::Lines;
use super::{Judgement, Records};
use crate::corpus::Grade;
use crate::error::Result;

/// The judgements of one file. A header is recognised on the first line, by a last column that is not a number.
///
/// # Errors
/// Where the file cannot be opened.
pub(super) fn judgements(path: &Path, advice: &str) -> Result<Records<Judgement>> {
    let mut columns = None;
    Ok(Lines::open(path, advice)?.records(move |_, line| judgement(line, &mut columns)))
}

/// The judgement of one line, `None` for the header; `columns` is the number of columns of the first line.
fn judgement(line: &str, columns: &mut Option<usize>) -> std::result::Result<Option<Judgement>, String> {
    let first = columns.is_none();
    let [query, base, grade] = fields(line, columns)?;
    match parse_grade(grade) {
        Ok(grade) => Ok(Some(Judgement { query: query.to_string(), base: base.to_string(), grade })),
        Err(_) if first && grade.parse::<f64>().is_err() => Ok(None),
        Err(reason) => Err(reason),
    }
}

/// Query, document and grade of a line as they are written; `columns` is the number of columns of the first line.
///
/// # Errors
/// Where the line has another number of columns; the error is the reason.
pub(crate) fn fields<'a>(
    line: &'a str,
    columns: &mut Option<usize>,
) -> std::result::Result<[&'a str; 3], String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let expected = *columns.get_or_insert(fields.len());
    match fields[..] {
        [query, base, grade] if expected == 3 => Ok([query, base, grade]),
        [query, _iteration, base, grade] if expected == 4 => Ok([query, base, grade]),
        _ if expected == 3 || expected == 4 => {
            Err(format!("{} columns where the first line has {expected}", fields.len()))
        }
        _ => {
            // The next line may still tell how many columns there are.
            *columns = None;
            Err(format!("{} columns; judgements have 3 (query, document, grade) or 4 (TREC)", fields.len()))
        }
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
    }
}
