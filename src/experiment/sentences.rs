//! What an experiment found, in sentences: the verdicts and the result tables are read back from their files.

use super::Pipeline;
use crate::corpus::validate::state_of_data;
use crate::error::{Error, Result};
use crate::table::{Schema, Table, TableRow};
use crate::{bias, profile};

impl Pipeline<'_> {
    /// What the experiment found, in sentences: the verdicts on bias, what closeness explains, how the sources use words,
    /// the state of the data, then the notes of all stages.
    ///
    /// # Errors
    /// Where the verdicts or a table cannot be read.
    pub fn sentences(&self) -> Result<Vec<String>> {
        let path = self.paths.verdicts();
        let mut sentences: Vec<String> = match std::fs::read_to_string(&path) {
            Ok(text) => text.lines().map(str::to_string).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io(&path, "read", error)),
        };
        sentences.extend(bias::closeness(&self.rows()?, &self.rows()?));
        sentences.extend(profile::words(&self.rows()?));
        sentences.extend(state_of_data(&self.rows()?));
        sentences.extend(self.notes());
        Ok(sentences)
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
