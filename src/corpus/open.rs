//! Opening a test collection: settings go in; the corpus (still to be streamed), the queries and the judgements, read
//! and checked against each other, come out.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::collection::{Files, Origin};
use super::fetched::is_half_fetched;
use super::format::{DUPLICATE_ADVICE, FORMATS};
use super::place::is_half_replaced;
use super::query::like;
use super::query_files::QueryFile;
use super::settings::{CollectionSettings, ReferenceNeed};
use super::skipped::{Fault, Skipped};
use super::{Catalogue, Corpus, Document, Pairing, Qrels, Query, Source, SourceId, TestCollection};
use crate::error::{Error, Result};

/// What to do about judgements that do not fit.
const JUDGEMENT_ADVICE: &str = "check that `split` (--split) and the folder belong together, or set `skip_bad_lines` \
                                (--skip-bad-lines) to leave such judgements out";

impl Corpus {
    /// Opens the documents of a collection alone: its queries and judgements may be damaged. Where neither the settings nor a
    /// name tell which source is the reference, the first one is.
    ///
    /// # Errors
    /// Where the format is not known or no source is found.
    pub fn open(settings: &CollectionSettings) -> Result<Corpus> {
        let passed = TestCollection::open_past(settings, ReferenceNeed::Any, |_| Ok(()))?;
        Ok(passed.corpus)
    }
}

impl TestCollection {
    /// Opens a collection: finds its files, reads queries and judgements, leaves the documents to be streamed.
    ///
    /// Queries and judgements are empty where the folder has none of them. Judgements of documents are checked with
    /// [`TestCollection::checked_judgements`] once the documents are known.
    ///
    /// # Errors
    /// Where no source is called `human` and the settings name no reference, a file is missing, empty or damaged, a line cannot be used, an id or a judgement is given twice, or a
    /// judgement names an unknown query.
    pub fn open(settings: &CollectionSettings) -> Result<TestCollection> {
        TestCollection::open_past(settings, ReferenceNeed::Needed, Err)
    }

    /// As [`TestCollection::open`]; where queries or judgements cannot be read, `pass` may hand the error back, which
    /// ends it, or take it, and they are empty.
    pub(super) fn open_past(
        settings: &CollectionSettings,
        need: ReferenceNeed,
        mut pass: impl FnMut(Error) -> Result<()>,
    ) -> Result<TestCollection> {
        if is_half_fetched(&settings.path) {
            let advice = "run `sourcebias fetch` again for it";
            return Err(Error::file(
                &settings.path,
                "a fetch was interrupted here: files are missing",
                advice,
            ));
        }
        if is_half_replaced(&settings.path) {
            let advice = "import it again in its place (`replace`, --force), or remove the file `.sourcebias-replacing` if all is there";
            return Err(Error::file(
                &settings.path,
                "an import was cut off while it replaced this corpus",
                advice,
            ));
        }
        let format = FORMATS.parse(&settings.format)?.object;
        let (sources, reference, named) = settings.resolve(&*format, need)?;
        let asked = settings.queries.found(&*format, &settings.path, &settings.split)?;
        // Where every author's queries have judgements of their own, no others are read.
        let shared = asked.is_empty() || asked.iter().any(|file| file.split.is_none());
        let judgements = match shared {
            true => past(format.qrels_file(&settings.path, &settings.split), &mut pass)?,
            false => None,
        };
        let mut files = Files {
            documents: named.into_iter().map(|(_, file)| file).collect(),
            queries: asked.iter().map(|file| file.path.clone()).collect(),
            qrels: judgements.iter().cloned().collect(),
            format,
            skip_bad_lines: settings.skip_bad_lines,
            skipped: Skipped::default(),
        };
        let read = past(queries_by_author(&files, settings, &asked), &mut pass)?;
        let Authored { queries, mut qrels, files: of_splits } = read;
        files.qrels.extend(of_splits);
        match (&judgements, asked.is_empty()) {
            // Queries that could not be read were told; their judgements say nothing.
            (Some(_), false) if queries.is_empty() => {}
            (Some(path), false) => {
                let shared = read_qrels(&files, path, &queries).and_then(|read| agreeing(&qrels, read));
                qrels.merge(past(shared, &mut pass)?);
            }
            (Some(path), true) => {
                let advice = format!("put the queries judged in {} there", path.display());
                let missing = settings.path.join(files.format.queries_name());
                pass(Error::MissingFile { path: missing, advice })?;
            }
            (None, _) => {}
        }
        let pairing = Pairing::of(settings.unpaired);
        let corpus = Corpus { sources, reference, pairing, origin: Origin::Files(files) };
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

    /// The judgements, of which each names a content that at least one source holds, or one version of it as run files do
    /// ([`Qrels::of_versions`]). With `skip_bad_lines` those of unknown documents are left out and counted; a judgement of grade 0 or below is refused like any other.
    ///
    /// # Errors
    /// [`Error::BadLine`] for the first judgement of an unknown document; [`Error::Failed`] where the judgements are
    /// in memory.
    pub fn checked_judgements(&self, catalogue: &Catalogue) -> Result<Qrels> {
        let known = catalogue.bases();
        let mut kept = match self.corpus.pairing {
            Pairing::Unpaired => self.qrels.of_unpaired(catalogue).of_versions(catalogue),
            Pairing::Checked | Pairing::Trusted => self.qrels.of_versions(catalogue),
        };
        let (count, first) = kept.retain(|_, base| known.contains(base));
        let Some(first) = first else { return Ok(kept) };
        let reason = format!(
            "query {:?} has a judgement of document {:?}, which no source holds",
            first.query, first.base
        );
        match (&self.corpus.origin, self.qrels.file_of(&first)) {
            (Origin::Files(files), Some(path)) => {
                let error = Error::line(path, first.line, reason, JUDGEMENT_ADVICE);
                if !files.skip_bad_lines {
                    return Err(error);
                }
                files.skipped.count(path, Fault::UnknownDocument, (first.line, count), &error);
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

/// What was read, or nothing of its kind where `pass` takes the error.
fn past<T: Default>(read: Result<T>, pass: &mut impl FnMut(Error) -> Result<()>) -> Result<T> {
    read.or_else(|error| pass(error).map(|()| T::default()))
}

/// The queries of a file of JSON lines with `_id` and `text`; no line is passed over.
///
/// # Errors
/// Where the file is missing or empty, a line cannot be used, or an `_id` is given twice.
pub fn read_queries(path: &Path) -> Result<Vec<Query>> {
    let advice = "give a file of queries: JSON lines with `_id` and `text`";
    let file = QueryFile { path: path.to_path_buf(), author: None, split: None };
    let read = queries_of(&single_file()?, &file, None, &mut QueryPlaces::default());
    read.map_err(|error| strict(error, advice))
}

/// The judgements of a file of its own, three columns (query, document, grade) or TREC's four, header or none; no line is
/// passed over. Which queries and documents there are is not asked.
///
/// # Errors
/// Where the file is missing or empty, a line cannot be used, or a pair is given two grades.
pub fn read_judgements(path: &Path) -> Result<Qrels> {
    let advice = "give a file of judgements: lines of `query document grade`, or of `query 0 document grade`";
    judgements_of(&single_file()?, path).map_err(|error| strict(error, advice))
}

/// What reading one file of queries or judgements asks for.
fn single_file() -> Result<Files> {
    Ok(Files {
        format: FORMATS.parse("beir")?.object,
        documents: Vec::new(),
        queries: Vec::new(),
        qrels: Vec::new(),
        skip_bad_lines: false,
        skipped: Skipped::default(),
    })
}

/// An error on a file all of whose lines must be right, without advice to leave some out.
fn strict(error: Error, missing: &str) -> Error {
    match error {
        Error::BadLine { path, line, reason, .. } => {
            Error::BadLine { path, line, reason, advice: "correct the line".to_string() }
        }
        Error::MissingFile { path, .. } => Error::MissingFile { path, advice: missing.to_string() },
        other => other,
    }
}

/// The queries of all authors, and the judgements of those who have their own.
#[derive(Default)]
struct Authored {
    queries: Vec<Query>,
    qrels: Qrels,
    /// The files of these judgements.
    files: Vec<PathBuf>,
}

fn queries_by_author(files: &Files, settings: &CollectionSettings, asked: &[QueryFile]) -> Result<Authored> {
    let (mut read, mut known) = (Authored::default(), QueryPlaces::default());
    for file in asked {
        let Some(split) = &file.split else {
            read.queries.extend(queries_of(files, file, None, &mut known)?);
            continue;
        };
        let missing = || {
            let advice = format!("put the judgements of the queries by {:?} there", file.author);
            Error::MissingFile { path: settings.path.join(format!("qrels/{split}.tsv")), advice }
        };
        let path = files.format.qrels_file(&settings.path, split)?.ok_or_else(missing)?;
        let judgements = judgements_of(files, &path)?;
        let queries = queries_of(files, file, Some(&judgements), &mut known)?;
        read.qrels.merge(of_known(files, &path, judgements, &queries)?);
        read.queries.extend(queries);
        read.files.push(path);
    }
    Ok(read)
}

/// Where queries were read: the files, and of each query the place of its file and its line.
#[derive(Default)]
struct QueryPlaces {
    files: Vec<PathBuf>,
    lines: FxHashMap<String, (usize, u64)>,
}

/// The queries of a file, those alone that `judged` names where it is given; `known` are those that were read before, and
/// learns of these.
fn queries_of(
    files: &Files,
    file: &QueryFile,
    judged: Option<&Qrels>,
    known: &mut QueryPlaces,
) -> Result<Vec<Query>> {
    let mut queries = Vec::new();
    let number = known.files.len();
    known.files.push(file.path.clone());
    for record in files.format.queries(&file.path)? {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                files.pass_over(Fault::Unreadable, error)?;
                continue;
            }
        };
        let mut query = record.content;
        if judged.is_some_and(|judged| judged.of(&query.id).next().is_none()) {
            continue;
        }
        if let Some((earlier, line)) = known.lines.get(&query.id) {
            let told =
                |place: String| format!("`_id` {:?} was given to the query of {place} already", query.id);
            let error = match *earlier == number {
                true => {
                    Error::line(&record.file, record.line, told(format!("line {line}")), DUPLICATE_ADVICE)
                }
                false => {
                    let reason = told(format!("line {line} of {}", known.files[*earlier].display()));
                    Error::line(&record.file, record.line, reason, authors_advice(file))
                }
            };
            files.pass_over(Fault::Duplicate, error)?;
            continue;
        }
        known.lines.insert(query.id.clone(), (number, record.line));
        query.author = file.author.clone().or(query.author);
        queries.push(query);
    }
    if queries.is_empty() {
        return Err(Error::file(
            &file.path,
            "holds no query",
            "give a file with at least one query, or take it away",
        ));
    }
    Ok(queries)
}

/// What to do where two authors have a query of one id.
fn authors_advice(file: &QueryFile) -> String {
    let author = file.author.as_deref().unwrap_or("an author");
    format!(
        "give the queries by {author} ids of their own, as in `{author}-1`, here and in the judgements; `cluster` says which \
         queries belong together"
    )
}

/// Judgements whose grades are those of `known` where both judge a pair.
fn agreeing(known: &Qrels, read: Qrels) -> Result<Qrels> {
    for query in read.queries() {
        for (base, grade) in read.of(query) {
            let Some(other) = known.grade(query, base).filter(|other| *other != grade) else { continue };
            let reason = format!(
                "query {query:?} gives document {base:?} grade {grade}, and {other} in a split of its author"
            );
            let (path, line) = (read.file().unwrap_or(Path::new("")), read.line(query, base).unwrap_or(0));
            return Err(Error::line(path, line, reason, "correct one of them"));
        }
    }
    Ok(read)
}

/// The judgements of a file.
fn judgements_of(files: &Files, path: &Path) -> Result<Qrels> {
    let mut qrels = Qrels::of_file(path);
    for record in files.format.judgements(path)? {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                files.pass_over(Fault::Unreadable, error)?;
                continue;
            }
        };
        let (line, judgement) = (record.line, record.content);
        let earlier = qrels.insert_new(&judgement.query, &judgement.base, judgement.grade, line);
        let Some((grade, earlier)) = earlier else { continue };
        let told = |end: String| {
            let start = format!("query {:?} gives document {:?}", judgement.query, judgement.base);
            Error::line(
                &record.file,
                line,
                format!("{start} grade {}{end}", judgement.grade),
                DUPLICATE_ADVICE,
            )
        };
        match grade == judgement.grade {
            true => {
                let error = told(format!(", as line {earlier} does"));
                files.skipped.count(&record.file, Fault::Repeated, (line, 1), &error);
            }
            false => {
                files.pass_over(Fault::Duplicate, told(format!(", and grade {grade} in line {earlier}")))?
            }
        }
    }
    if qrels.is_empty() {
        return Err(Error::file(path, "holds no judgement", "give a file with at least one judgement"));
    }
    Ok(qrels)
}

/// The judgements of a file, of queries that are known.
fn read_qrels(files: &Files, path: &Path, queries: &[Query]) -> Result<Qrels> {
    of_known(files, path, judgements_of(files, path)?, queries)
}

/// The judgements that were read from a file, of queries that are known.
fn of_known(files: &Files, path: &Path, mut qrels: Qrels, queries: &[Query]) -> Result<Qrels> {
    let known: std::collections::HashSet<&str> = queries.iter().map(|query| query.id.as_str()).collect();
    let (count, first) = qrels.retain(|query, _| known.contains(query));
    if let Some(first) = first {
        let (held, advice) = match like(&first.query, queries) {
            Some(other) => (
                format!("; they hold {other:?}"),
                "write the ids of queries in the same way in both files, or set `skip_bad_lines` (--skip-bad-lines) to leave \
                 such judgements out",
            ),
            None => (String::new(), JUDGEMENT_ADVICE),
        };
        let reason = format!("a judgement of query {:?}, which the queries do not hold{held}", first.query);
        let error = Error::line(path, first.line, reason, advice);
        if !files.skip_bad_lines {
            return Err(error);
        }
        files.skipped.count(path, Fault::UnknownQuery, (first.line, count), &error);
    }
    Ok(qrels)
}
