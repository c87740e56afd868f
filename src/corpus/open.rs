//! Opening a test collection: settings go in; the corpus (still to be streamed), the queries and the judgements, read
//! and checked against each other, come out.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::collection::{Files, Origin};
use super::format::{DUPLICATE_ADVICE, FORMATS};
use super::settings::CollectionSettings;
use super::skipped::Skipped;
use super::{Catalogue, Corpus, Document, Qrels, Query, Source, SourceId, TestCollection};
use crate::error::{Error, Result};

/// What to do about judgements that do not fit.
const JUDGEMENT_ADVICE: &str = "check that `split` and the folder belong together, or pass --skip-bad-lines to leave such \
                                judgements out";

impl TestCollection {
    /// Opens a collection: finds its files, reads queries and judgements, leaves the documents to be streamed.
    ///
    /// Queries and judgements are empty where the folder has none of them. Judgements of documents are checked with
    /// [`TestCollection::checked_judgements`] once the documents are known.
    ///
    /// # Errors
    /// Where a file is missing, empty or damaged, a line cannot be used, an id or a judgement is given twice, or a
    /// judgement names an unknown query.
    pub fn open(settings: &CollectionSettings) -> Result<TestCollection> {
        let format = FORMATS.parse(&settings.format)?.object;
        let (sources, reference, named) = settings.resolve(&*format)?;
        let files = Files {
            documents: named.into_iter().map(|(_, file)| file).collect(),
            queries: format.queries_file(&settings.path, &settings.split)?,
            qrels: format.qrels_file(&settings.path, &settings.split)?,
            format,
            skip_bad_lines: settings.skip_bad_lines,
            skipped: Skipped::default(),
        };
        let queries = files.queries.as_deref().map_or(Ok(Vec::new()), |path| queries_of(&files, path))?;
        if let (Some(qrels), None) = (&files.qrels, &files.queries) {
            let advice = format!("put the queries judged in {} there", qrels.display());
            return Err(Error::MissingFile { path: settings.path.join(files.format.queries_name()), advice });
        }
        let qrels =
            files.qrels.as_deref().map_or(Ok(Qrels::default()), |path| read_qrels(&files, path, &queries))?;
        let corpus = Corpus { sources, reference, origin: Origin::Files(files) };
        Ok(TestCollection { corpus, queries, qrels })
    }

    /// A collection in memory; the order of `documents` is the corpus order.
    ///
    /// # Errors
    /// As [`Corpus::from_documents`].
    pub fn from_documents(
        sources: Vec<Source>,
        reference: SourceId,
        documents: Vec<Document>,
        queries: Vec<Query>,
        qrels: Qrels,
    ) -> Result<TestCollection> {
        let corpus = Corpus::from_documents(sources, reference, documents)?;
        Ok(TestCollection { corpus, queries, qrels })
    }

    /// The judgements, of which each document exists in at least one source. With `skip_bad_lines` those of unknown
    /// documents are left out and counted; a judgement of grade 0 or below is refused like any other.
    ///
    /// # Errors
    /// [`Error::BadLine`] for the first judgement of an unknown document; [`Error::Failed`] where the judgements are
    /// in memory.
    pub fn checked_judgements(&self, catalogue: &Catalogue) -> Result<Qrels> {
        let known: FxHashSet<&str> = catalogue.ids().iter().map(|id| &*id.base).collect();
        let mut kept = self.qrels.clone();
        let (count, first) = kept.retain(|_, base| known.contains(base));
        let Some(first) = first else { return Ok(kept) };
        let reason = format!(
            "query {:?} has a judgement of document {:?}, which no source holds",
            first.query, first.base
        );
        match (&self.corpus.origin, self.qrels.file()) {
            (Origin::Files(files), Some(path)) => {
                let error = Error::line(path, first.line, reason, JUDGEMENT_ADVICE);
                if !files.skip_bad_lines {
                    return Err(error);
                }
                files.skipped.lines(path, first.line, count, &error);
                Ok(kept)
            }
            _ => Err(Error::Failed(reason)),
        }
    }

    /// The queries that have a judgement, in the order of their file.
    pub fn judged_queries(&self) -> Vec<&Query> {
        self.queries.iter().filter(|query| self.qrels.of(&query.id).next().is_some()).collect()
    }

    /// Every file that was or will be read; none for a collection in memory.
    ///
    /// # Errors
    /// Where a folder of files cannot be listed.
    pub fn input_files(&self) -> Result<Vec<std::path::PathBuf>> {
        self.corpus.input_files()
    }
}

/// The queries of a file of JSON lines with `_id` and `text`; no line is passed over.
///
/// # Errors
/// Where the file is missing or empty, a line cannot be used, or an `_id` is given twice.
pub fn read_queries(path: &Path) -> Result<Vec<Query>> {
    let files = Files {
        format: FORMATS.parse("beir")?.object,
        documents: Vec::new(),
        queries: None,
        qrels: None,
        skip_bad_lines: false,
        skipped: Skipped::default(),
    };
    queries_of(&files, path).map_err(|error| match error {
        Error::BadLine { path, line, reason, .. } => {
            Error::BadLine { path, line, reason, advice: "correct the line".to_string() }
        }
        Error::MissingFile { path, .. } => {
            let advice = "give a file of queries: JSON lines with `_id` and `text`".to_string();
            Error::MissingFile { path, advice }
        }
        other => other,
    })
}

fn queries_of(files: &Files, path: &Path) -> Result<Vec<Query>> {
    let mut queries = Vec::new();
    let mut lines: FxHashMap<String, u64> = FxHashMap::default();
    for record in files.format.queries(path)? {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                files.pass_over(error)?;
                continue;
            }
        };
        match lines.get(&record.content.id) {
            Some(earlier) => {
                let reason =
                    format!("`_id` {:?} was given to the query of line {earlier} already", record.content.id);
                files.pass_over(Error::line(&record.file, record.line, reason, DUPLICATE_ADVICE))?;
            }
            None => {
                lines.insert(record.content.id.clone(), record.line);
                queries.push(record.content);
            }
        }
    }
    if queries.is_empty() {
        return Err(Error::file(
            path,
            "holds no query",
            "give a file with at least one query, or take it away",
        ));
    }
    Ok(queries)
}

fn read_qrels(files: &Files, path: &Path, queries: &[Query]) -> Result<Qrels> {
    let mut qrels = Qrels::of_file(path);
    for record in files.format.judgements(path)? {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                files.pass_over(error)?;
                continue;
            }
        };
        let (line, judgement) = (record.line, record.content);
        let earlier = qrels.insert_new(&judgement.query, &judgement.base, judgement.grade, line);
        if let Some((grade, earlier)) = earlier.filter(|(grade, _)| *grade != judgement.grade) {
            let reason = format!(
                "query {:?} gives document {:?} grade {}, and grade {grade} in line {earlier}",
                judgement.query, judgement.base, judgement.grade
            );
            files.pass_over(Error::line(&record.file, line, reason, DUPLICATE_ADVICE))?;
        }
    }
    if qrels.is_empty() {
        return Err(Error::file(path, "holds no judgement", "give a file with at least one judgement"));
    }
    let known: std::collections::HashSet<&str> = queries.iter().map(|query| query.id.as_str()).collect();
    let (count, first) = qrels.retain(|query, _| known.contains(query));
    if let Some(first) = first {
        let reason = format!("a judgement of query {:?}, which the queries do not hold", first.query);
        let error = Error::line(path, first.line, reason, JUDGEMENT_ADVICE);
        if !files.skip_bad_lines {
            return Err(error);
        }
        files.skipped.lines(path, first.line, count, &error);
    }
    Ok(qrels)
}
