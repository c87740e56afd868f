//! What an experiment found: result tables are read back from their files; one answer out. Sentences are in no file of the
//! stages, so that none is older than the program that tells it.

use super::Pipeline;
use crate::bias::evidence::headline;
use crate::bias::{Answer, AnswerTables, RelativeDeltaRow};
use crate::corpus::validate::{SourceSummaryRow, state_of_data};
use crate::error::Result;
use crate::profile;
use crate::statement::{Statement, Topic};
use crate::table::{Schema, Table, TableRow};

impl Pipeline<'_> {
    /// What the experiment found, in the words of this program: the answer on bias, how the sources use words, the state of the data, then the notes of all
    /// stages.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn answer(&self) -> Result<Answer> {
        let mut answer = self.answer_on_bias()?;
        answer.extend(profile::words(&self.rows()?));
        answer.extend(state_of_data(&self.rows()?));
        answer.extend(self.notes().into_iter().map(|note| Statement::new(Topic::Note, note)));
        Ok(answer)
    }

    /// The answer on bias; empty where the stage had no queries.
    fn answer_on_bias(&self) -> Result<Answer> {
        let Some(relative_deltas) = self.table(RelativeDeltaRow::SCHEMA)? else {
            return Ok(Answer::default());
        };
        let tables = AnswerTables {
            relative_deltas: RelativeDeltaRow::from_table(&relative_deltas)?,
            decompositions: self.rows()?,
            correlations: self.rows()?,
            conditionals: self.rows()?,
            tie_rules: self.rows()?,
            placebos: self.rows()?,
        };
        let sources: Vec<SourceSummaryRow> = self.rows()?;
        let sources: Vec<&str> = sources.iter().map(|row| row.source.as_str()).collect();
        Ok(Answer::of_sources(&sources, &tables, headline(&self.measures), &self.experiment.bias))
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
