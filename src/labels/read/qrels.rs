//! A file of TREC judgements, or of three columns: the labels of one judge, who has the name of the file.

use std::path::Path;

use super::given::Gathered;
use super::{ADVICE, GivenJudge, GivenLabel, stem};
use crate::corpus::format::lines::for_each_line;
use crate::corpus::format::qrels::{QrelsLine, fields, parse_grade};
use crate::error::{Error, Result};

/// The labels of one file. A first line that names the columns is a header; any other has a label, which may be no number.
pub(super) fn read(file: &Path) -> Result<GivenJudge> {
    let (mut gathered, mut columns) = (Gathered::default(), None);
    for_each_line(file, ADVICE, |line, text| {
        let read = fields(text, &mut columns)
            .map_err(|reason| Error::line(file, line, reason, "correct the line"))?;
        let QrelsLine::Judgement([query, document, written]) = read else { return Ok(()) };
        let grade = parse_grade(written).ok();
        let label = GivenLabel {
            query: query.to_string(),
            document: document.to_string(),
            grade,
            written: written.to_string(),
            line,
            confidence: None,
            samples: Vec::new(),
            scale: None,
        };
        gathered.add(file, label)
    })?;
    let labels = gathered.into_labels();
    match labels.is_empty() {
        true => Err(Error::file(file, "holds no label", ADVICE)),
        false => Ok(GivenJudge { name: stem(file), file: file.to_path_buf(), labels }),
    }
}
