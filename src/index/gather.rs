//! Parts of an index put together in their order: inverted parts in; tantivy's segment of all documents, and for each term
//! its postings, out. Postings are kept in memory up to a budget and then written to a file, so that memory grows with the
//! vocabulary alone.

use std::path::PathBuf;

use tantivy::SingleSegmentIndexWriter;
use tantivy::directory::Directory;
use tantivy::{IndexBuilder, IndexSettings, TantivyDocument};

use super::code;
use super::part::Part;
use super::schema::Fields;
use super::spill::{SpillFile, SpillFiles};
use super::titles::Titles;
use crate::error::{Error, Result};
use crate::text::intern::Interner;

/// What tantivy plans its tables for; it is given no terms.
const MEMORY_BUDGET: usize = 16 << 20;
/// Postings of so many bytes are kept in memory.
pub(super) const POSTINGS_BUDGET: usize = 192 << 20;

/// Everything of an index but its postings on disk.
pub(super) struct PartialIndex {
    documents: SingleSegmentIndexWriter<TantivyDocument>,
    fields: Fields,
    pub lengths: Vec<u32>,
    pub terms: Interner,
    pub postings: Vec<TermPostings>,
    /// The titles, where they are kept apart.
    titles: Option<Titles>,
    /// Bytes of postings in memory, and how many there may be before they go to a file of `folder`.
    bytes: usize,
    budget: usize,
    folder: Option<PathBuf>,
    runs: Vec<SpillFile>,
}

/// What is known of a term.
#[derive(Debug, Default)]
pub(super) struct TermPostings {
    /// Those that are in memory.
    pub bytes: Vec<u8>,
    /// The last document.
    last: u32,
    pub document_frequency: u32,
    pub collection_frequency: u64,
}

impl PartialIndex {
    /// Nothing yet; documents go to `directory`, postings beyond `budget` bytes to files in `folder`, or stay in memory
    /// where there is none.
    pub fn new(
        directory: Box<dyn Directory>,
        folder: Option<PathBuf>,
        budget: usize,
    ) -> tantivy::Result<Self> {
        let fields = Fields::new();
        // A thread of its own for compressing base ids would be one more than were asked for.
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let builder = IndexBuilder::new().schema(fields.schema.clone()).settings(settings);
        Ok(PartialIndex {
            documents: builder.single_segment_index_writer(directory, MEMORY_BUDGET)?,
            fields,
            lengths: Vec::new(),
            terms: Interner::default(),
            postings: Vec::new(),
            titles: None,
            bytes: 0,
            budget,
            folder,
            runs: Vec::new(),
        })
    }

    /// The same, which keeps titles apart where `titles` is set.
    pub fn with_titles(self, titles: bool) -> Self {
        PartialIndex { titles: titles.then(Titles::default), ..self }
    }

    /// Adds the next part.
    pub fn add(&mut self, part: Part, failed: &dyn Fn(tantivy::TantivyError) -> Error) -> Result<()> {
        let before = self.lengths.len() as u32;
        for one in &part.documents {
            let mut document = TantivyDocument::new();
            document.add_text(self.fields.base, &one.base);
            document.add_u64(self.fields.source, u64::from(one.source.0));
            document.add_u64(self.fields.length, u64::from(one.length));
            self.documents.add_document(document).map_err(failed)?;
            self.lengths.push(one.length);
        }
        let (postings, bytes) = (&mut self.postings, &mut self.bytes);
        let mut numbers = Vec::new();
        let (mut lists, mut start) = (part.lists.iter(), 0);
        self.terms.intern_all(&part.terms, |term, ()| {
            let list = lists.next().expect("a list for every term");
            numbers.push(term);
            if term as usize == postings.len() {
                postings.push(TermPostings::default());
            }
            let known = &mut postings[term as usize];
            let held = known.bytes.len();
            code::write(&mut known.bytes, before + list.first - known.last, list.frequency);
            known.bytes.extend_from_slice(&part.bytes[start..list.end]);
            *bytes += known.bytes.len() - held;
            known.last = before + list.last;
            known.document_frequency += list.document_frequency;
            known.collection_frequency += list.collection_frequency;
            start = list.end;
        });
        if let Some(titles) = &mut self.titles {
            let mut tokens = part.titles.iter().map(|place| numbers[*place as usize]);
            for document in &part.documents {
                titles.push(tokens.by_ref().take(document.title_length as usize));
            }
        }
        match &self.folder {
            Some(folder) if self.bytes > self.budget => {
                let path = folder.join(format!("run-{}", self.runs.len()));
                let order = sorted(&self.terms);
                self.runs.push(SpillFile::write(
                    path,
                    order.iter().map(|(_, term)| *term),
                    &mut self.postings,
                )?);
                self.bytes = 0;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// tantivy's index of the documents without any term, and what is needed to write these.
    pub fn finish(self) -> tantivy::Result<(tantivy::Index, Terms)> {
        let index = self.documents.finalize()?;
        let PartialIndex { lengths, terms, postings, titles, runs, .. } = self;
        Ok((index, Terms { lengths, terms, postings, titles, runs }))
    }
}

/// All terms with their postings.
pub(super) struct Terms {
    pub lengths: Vec<u32>,
    pub terms: Interner,
    pub postings: Vec<TermPostings>,
    /// The titles, where they are kept apart, in the numbers of `terms`.
    pub titles: Option<Titles>,
    runs: Vec<SpillFile>,
}

impl Terms {
    /// The files of postings.
    pub fn runs(&self) -> Result<SpillFiles> {
        SpillFiles::open(&self.runs)
    }
}

/// The terms in order of their bytes, with their numbers.
pub(super) fn sorted(terms: &Interner) -> Vec<(&str, u32)> {
    let mut sorted: Vec<(&str, u32)> = terms.iter().zip(0..).collect();
    sorted.sort_unstable();
    sorted
}
