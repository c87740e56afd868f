//! Which files hold the queries, and who wrote those of each: settings go in; files with their authors, found and checked,
//! come out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::format::CorpusFormat;
use super::settings::unusable_name;
use crate::error::{Error, Result};

/// The files of queries, relative to the folder of the collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a file, as in \"queries.jsonl\", or authors, as in { human = \"queries.jsonl\" }; of an author \
                               a file or { file = …, split = … }"
)]
pub enum QueryFiles {
    /// One file; who wrote a query its line may say.
    One(PathBuf),
    /// The queries of each author, by the author's name; none means: as found in the folder.
    ByAuthor(BTreeMap<String, QueriesOfAuthor>),
}

/// The queries of one author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum QueriesOfAuthor {
    /// All queries of a file, judged in the collection's split.
    File(PathBuf),
    /// The queries of a file that the judgements of a split of their own name.
    OfSplit(QueriesOfSplit),
}

/// Queries that a split of their own judges; authors may share the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueriesOfSplit {
    /// The file of queries.
    pub file: PathBuf,
    /// The split whose judgements are of these queries.
    pub split: String,
}

impl Default for QueryFiles {
    fn default() -> Self {
        QueryFiles::ByAuthor(BTreeMap::new())
    }
}

/// One file of queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryFile {
    pub path: PathBuf,
    /// Who wrote them; `None` where no setting says so.
    pub author: Option<String>,
    /// The split of their judgements where they have one of their own; only those that it judges are meant.
    pub split: Option<String>,
}

impl QueryFiles {
    /// Whether nothing is said, and the queries are those found in the folder.
    pub fn is_unsaid(&self) -> bool {
        *self == QueryFiles::default()
    }

    /// The files, sorted by author; where nothing is said, the one that the format finds for `split`, if any.
    ///
    /// # Errors
    /// Where a file is missing or an author's name cannot be one.
    pub(super) fn found(
        &self,
        format: &dyn CorpusFormat,
        folder: &Path,
        split: &str,
    ) -> Result<Vec<QueryFile>> {
        let named = |file: &Path, author: Option<&str>, split: Option<&str>| {
            let path = folder.join(file);
            if path.is_file() {
                let [author, split] = [author, split].map(|name| name.map(str::to_string));
                return Ok(QueryFile { path, author, split });
            }
            let whose = author.map_or(String::new(), |author| format!(" of author {author:?}"));
            Err(Error::MissingFile { path, advice: format!("correct the file{whose} in `queries`") })
        };
        match self {
            QueryFiles::One(file) => Ok(vec![named(file, None, None)?]),
            QueryFiles::ByAuthor(authors) if authors.is_empty() => {
                let found = format.queries_file(folder, split)?;
                Ok(found.into_iter().map(|path| QueryFile { path, author: None, split: None }).collect())
            }
            QueryFiles::ByAuthor(authors) => {
                let of_author = |(author, queries): (&String, &QueriesOfAuthor)| {
                    if let Some(reason) = unusable_name(author) {
                        let reason = format!("`queries` names an author {author:?}, which {reason}");
                        return Err(Error::BadExperiment { place: "[corpus]".to_string(), reason });
                    }
                    match queries {
                        QueriesOfAuthor::File(file) => named(file, Some(author), None),
                        QueriesOfAuthor::OfSplit(QueriesOfSplit { file, split }) => {
                            named(file, Some(author), Some(split))
                        }
                    }
                };
                authors.iter().map(of_author).collect()
            }
        }
    }
}

#[cfg(test)]
#[path = "query_files_tests.rs"]
mod tests;
