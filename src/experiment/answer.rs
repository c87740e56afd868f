//! What an experiment found: the answer on bias and the result tables are read back from their files; one answer out.

use super::Pipeline;
use crate::bias::Answer;
use crate::corpus::validate::state_of_data;
use crate::error::{Error, Result};
use crate::profile;
use crate::statement::{Statement, Topic};
use crate::table::{Schema, Table, TableRow};

impl Pipeline<'_> {
    /// What the experiment found: the answer on bias, how the sources use words, the state of the data, then the notes of all
    /// stages.
    ///
    /// # Errors
    /// Where a table or the answer on bias cannot be read.
    pub fn answer(&self) -> Result<Answer> {
        let path = self.paths.verdicts();
        let mut answer: Answer = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                Error::file(
                    &path,
                    format!("is not the answer of a bias stage ({error})"),
                    "run the bias stage again",
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Answer::default(),
            Err(error) => return Err(Error::io(&path, "read", error)),
        };
        answer.extend(profile::words(&self.rows()?));
        answer.extend(state_of_data(&self.rows()?));
        answer.extend(self.notes().into_iter().map(|note| Statement::new(Topic::Note, note)));
        Ok(answer)
    }

    /// A result table, where it was written.
    pub(super) fn table(&self, schema: &Schema) -> Result<Option<Table>> {
        let path = self.paths.table(schema);
        if path.exists() { Table::read(&path, schema).map(Some) } else { Ok(None) }
    }

    /// The rows of a result table; none where it was not written.
    fn rows<R: TableRow>(&self) -> Result<Vec<R>> {
        self.table(R::SCHEMA)?.map_or(Ok(Vec::new()), |table| R::from_table(&table))
    }
}

/// An answer as the bytes of a file.
pub(super) fn as_json(answer: &Answer) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(answer).expect("an answer has no keys but words");
    bytes.push(b'\n');
    bytes
}
