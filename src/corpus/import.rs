//! Any corpus format in; the native layout out: `corpus/<source>.jsonl`, `queries.jsonl`, `qrels/<split>.tsv`. Documents
//! are written as they are read, and the folder is there whole or not at all.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::collection::Origin;
use super::native::{write_qrels, write_queries};
use super::place::{check_place, placed, would_replace};
use super::settings::ReferenceNeed;
use super::{
    Catalogue, CollectionSettings, ContentGrades, DocumentId, Query, SkippedLines, SourceId, TestCollection,
};
use crate::error::{Error, Result};
use crate::table::{Column, Table};
use crate::write::write_with;

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The sources, in the order in which they were read.
    pub sources: Vec<ImportedSource>,
    /// Queries written.
    pub queries: u64,
    /// Judgements written, of all splits.
    pub judgements: u64,
    /// The lines that were left out.
    pub skipped: Vec<SkippedLines>,
}

/// What was imported of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedSource {
    /// Its name.
    pub name: String,
    /// Documents written.
    pub documents: u64,
    /// Those of which the text is blank.
    pub empty_texts: u64,
    /// Queries with a judgement of one of its documents.
    pub queries: u64,
    /// Judgements of its documents, of all splits.
    pub judgements: u64,
    /// Lines left out of its files, which may be the files of other sources too.
    pub skipped_lines: u64,
}

impl Imported {
    /// A row for each source, and one for `all sources`.
    pub fn table(&self) -> Table {
        let all = ImportedSource {
            name: "all sources".to_string(),
            documents: self.sources.iter().map(|source| source.documents).sum(),
            empty_texts: self.sources.iter().map(|source| source.empty_texts).sum(),
            queries: self.queries,
            judgements: self.judgements,
            skipped_lines: self.skipped.iter().map(|skipped| skipped.lines).sum(),
        };
        let rows: Vec<&ImportedSource> = self.sources.iter().chain([&all]).collect();
        let count = |of: fn(&ImportedSource) -> u64| Column::Count(rows.iter().map(|row| of(row)).collect());
        Table::new(vec![
            ("source", Column::Text(rows.iter().map(|row| row.name.clone()).collect())),
            ("documents", count(|row| row.documents)),
            ("empty_texts", count(|row| row.empty_texts)),
            ("queries", count(|row| row.queries)),
            ("judgements", count(|row| row.judgements)),
            ("skipped_lines", count(|row| row.skipped_lines)),
        ])
    }
}

/// Reads the collection that `from` describes and writes it to the folder `to` in the native layout, with the judgements
/// of each of `splits` (`from.split` is not used) and the queries of all of them.
///
/// The collection is written beside `to` first and put there when all of it could be read; with `replace` it takes the
/// place of a corpus that is there, and other files of the folder stay.
///
/// # Errors
/// Those of reading a collection; where `to` holds a corpus and `replace` is not set; where two splits have queries of one
/// id and different texts; and where the disk refuses.
///
/// ```
/// use sourcebias::corpus::{CollectionSettings, import};
/// let place = tempfile::tempdir().unwrap();
/// let (from, to) = (place.path().join("texts.csv"), place.path().join("c"));
/// std::fs::write(&from, "docno,body,by\n1,\"red, green\",human\n1,blue,gpt\n2,white,human\n").unwrap();
/// let settings = CollectionSettings {
///     format: "table(id=docno,text=body,source=by)".to_string(),
///     ..CollectionSettings::of_folder(&from)
/// };
/// let imported = import(&settings, &[], &to, false)?;
/// assert_eq!(imported.sources.iter().map(|source| source.documents).collect::<Vec<_>>(), [2, 1]);
/// let human = std::fs::read_to_string(to.join("corpus/human.jsonl")).unwrap();
/// assert!(human.starts_with("{\"_id\":\"1\",\"title\":\"\",\"text\":\"red, green\"}\n"), "{human}");
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn import(from: &CollectionSettings, splits: &[String], to: &Path, replace: bool) -> Result<Imported> {
    check_place(to, replace)?;
    if would_replace(to, &from.path) {
        return Err(Error::BadExperiment {
            place: to.display().to_string(),
            reason: format!(
                "is, or stands in, or would replace {}, which is imported: name another folder",
                from.path.display()
            ),
        });
    }
    // They become names of files.
    if let Some(split) = splits.iter().find(|split| !is_plain(split)) {
        let reason = "is no name of judgements: use letters, digits, `-`, `_` and `.`".to_string();
        return Err(Error::BadExperiment { place: format!("split {split:?}"), reason });
    }
    let first = splits.first().unwrap_or(&from.split);
    let collection = opened(from, first)?;
    placed(to, replace, |folder| written(from, splits, collection, folder))
}

/// Whether a name is that of a file and leads nowhere else.
fn is_plain(name: &str) -> bool {
    let kept = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(kept)
}

fn opened(from: &CollectionSettings, split: &str) -> Result<TestCollection> {
    let settings = CollectionSettings { split: split.to_string(), ..from.clone() };
    // Nothing is compared here.
    TestCollection::open_past(&settings, ReferenceNeed::Any, Err)
}

/// Writes everything to `folder`.
fn written(
    from: &CollectionSettings,
    splits: &[String],
    collection: TestCollection,
    folder: &Path,
) -> Result<Imported> {
    let (catalogue, mut sources) = documents(&collection, folder)?;
    let checked = collection.checked_judgements(&catalogue)?;
    let mut skipped = collection.corpus.skipped();
    let mut queries = Queries::default();
    queries.add(&collection.queries)?;
    let mut judged = vec![(splits.first().unwrap_or(&from.split).clone(), checked)];
    for split in splits.iter().skip(1) {
        let other = opened(from, split)?;
        queries.add(&other.queries)?;
        judged.push((split.clone(), other.checked_judgements(&catalogue)?));
        // The documents are not read again, but a file of queries may be.
        let known = |file: &SkippedLines| {
            skipped.iter().any(|known| known.file == file.file && known.fault == file.fault)
        };
        let more: Vec<_> = other.corpus.skipped().into_iter().filter(|file| !known(file)).collect();
        skipped.extend(more);
    }
    judged.retain(|(_, qrels)| !qrels.is_empty());
    if !queries.all.is_empty() {
        write_queries(&folder.join("queries.jsonl"), &queries.all)?;
    }
    for (split, qrels) in &judged {
        write_qrels(&folder.join("qrels").join(format!("{split}.tsv")), qrels, &catalogue)?;
    }
    for (number, source) in sources.iter_mut().enumerate() {
        let holds = |(base, grades): &(&str, &ContentGrades)| {
            catalogue
                .number(base, SourceId(number as u32))
                .is_some_and(|version| grades.of(version).is_some())
        };
        let mut with_judgement = rustc_hash::FxHashSet::default();
        for (query, qrels) in
            judged.iter().flat_map(|(_, qrels)| qrels.queries().map(move |query| (query, qrels)))
        {
            let of_source = qrels.contents(query).filter(holds).count() as u64;
            source.judgements += of_source;
            if of_source > 0 {
                with_judgement.insert(query);
            }
        }
        source.queries = with_judgement.len() as u64;
        source.skipped_lines = skipped_of(&collection, number, &skipped)?;
    }
    let judgements = judged.iter().map(|(_, qrels)| qrels.len() as u64).sum();
    Ok(Imported { sources, queries: queries.all.len() as u64, judgements, skipped })
}

/// Writes the documents of every source as they are read.
fn documents(collection: &TestCollection, folder: &Path) -> Result<(Catalogue, Vec<ImportedSource>)> {
    let corpus = &collection.corpus;
    let mut ids: Vec<DocumentId> = Vec::new();
    let mut sources = Vec::with_capacity(corpus.sources.len());
    let mut stream = corpus.documents().peekable();
    for (number, source) in corpus.sources.iter().enumerate() {
        let mut counted = ImportedSource { name: source.name.clone(), ..ImportedSource::default() };
        let path = folder.join("corpus").join(format!("{}.jsonl", source.name));
        write_with(&path, |out| {
            while let Some(next) = stream
                .next_if(|next| next.as_ref().map_or(true, |document| document.id.source.index() == number))
            {
                let document = next?;
                let line = JsonLine { _id: &document.id.base, title: &document.title, text: &document.text };
                serde_json::to_writer(&mut *out, &line)
                    .map_err(std::io::Error::from)
                    .and_then(|()| out.write_all(b"\n"))
                    .map_err(|error| Error::io(&path, "write", error))?;
                counted.documents += 1;
                counted.empty_texts += u64::from(document.text.trim().is_empty());
                ids.push(document.id);
            }
            Ok(())
        })?;
        sources.push(counted);
    }
    Ok((Catalogue::new(corpus.sources.clone(), corpus.reference, ids), sources))
}

/// A document as the native layout has it.
#[derive(serde::Serialize)]
struct JsonLine<'a> {
    _id: &'a str,
    title: &'a str,
    text: &'a str,
}

/// The queries of all splits, each once.
#[derive(Default)]
struct Queries {
    all: Vec<Query>,
    at: FxHashMap<String, usize>,
}

impl Queries {
    fn add(&mut self, queries: &[Query]) -> Result<()> {
        for query in queries {
            match self.at.get(&query.id) {
                Some(at) if self.all[*at].text == query.text => {}
                Some(_) => {
                    let reason =
                        format!("query {:?} has one text in one split and another in another", query.id);
                    return Err(Error::Failed(format!(
                        "{reason}; import the splits into folders of their own"
                    )));
                }
                None => {
                    self.at.insert(query.id.clone(), self.all.len());
                    self.all.push(query.clone());
                }
            }
        }
        Ok(())
    }
}

/// The lines left out of the files of one source.
fn skipped_of(collection: &TestCollection, source: usize, skipped: &[SkippedLines]) -> Result<u64> {
    let Origin::Files(files) = &collection.corpus.origin else { return Ok(0) };
    let of_source = files.format.files(&files.documents[source])?;
    Ok(skipped.iter().filter(|file| of_source.contains(&file.file)).map(|file| file.lines).sum())
}
