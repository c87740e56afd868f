//! What a stage makes: tables and other files in, written where stages are made; their list, and what the stage has to say, out.

use std::path::{Path, PathBuf};

use crate::digest::sha256_of_file;
use crate::error::{Error, Result};
use crate::interrupt::go_on;
use crate::results::{ResultPaths, StageRecord};
use crate::table::{FileKind, Schema, Table};
use crate::write::write;

/// What a stage wrote and has to say.
pub(super) struct Output {
    /// Where the stage makes its files.
    pub paths: ResultPaths,
    pub files: Vec<PathBuf>,
    pub notes: Vec<String>,
}

impl Output {
    /// Writes one file of the stage.
    pub fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<()> {
        write(&path, bytes)?;
        self.files.push(path);
        Ok(())
    }

    /// Writes a result table of the stage.
    pub fn table(&mut self, schema: &Schema, table: &Table) -> Result<()> {
        let bytes = match schema.file {
            FileKind::Csv => table.to_csv()?.into_bytes(),
            FileKind::Parquet => table.to_parquet()?,
        };
        self.write(self.paths.table(schema), &bytes)
    }

    /// Copies the files of a finished stage that are `wanted`, with all that it said, from where they were put; false, and nothing is
    /// kept, where one changed meanwhile.
    pub fn take_over(
        &mut self,
        from: &ResultPaths,
        record: StageRecord,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<bool> {
        for (file, sum) in record.files.iter().filter(|(file, _)| wanted(file)) {
            let (from, to) = (from.absolute(file), self.paths.absolute(file));
            let folder = to.parent().unwrap_or(Path::new("."));
            go_on();
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, "create the folder", error))?;
            std::fs::copy(&from, &to).map_err(|error| Error::io(&from, "copy", error))?;
            if sha256_of_file(&to).map_err(|error| Error::io(&to, "read", error))? != *sum {
                self.files.clear();
                return Ok(false);
            }
            self.files.push(to);
        }
        self.notes = record.notes;
        Ok(true)
    }
}
