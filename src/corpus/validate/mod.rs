//! Validation: documents, queries and judgements in; what is wrong with them, or what to know of them, out, as counts with
//! ids and lines. Everything is read to the end, once; of a text 24 bytes are kept, and where a query
//! stands in it; of some texts the distinct words.

mod check;
mod copies;
mod ending;
mod heading;
mod likeness;
mod look;
mod quoted;
mod read;
mod sentences;
mod survey;
#[cfg(test)]
mod tests;
mod validated;
mod words;

pub use check::{CHECKS, Check, Severity};
pub use copies::copied_sources;
pub use likeness::TwinSample;
pub use read::{validate, validate_collection};
pub use sentences::{STATE_OF_THE_DATA, state_of_data};
pub use validated::{InputRow, QueryAuthorSummaryRow, SourceSummaryRow, TABLES, Validated, ValidationRow};

use std::sync::Arc;

use super::{Catalogue, Document, DocumentId, Qrels, Source, SourceId, TestCollection};
use check::Find;
use copies::Content;
use look::{Look, Looker, Mark};
use quoted::QuotedQueries;
use survey::{Survey, Unread};

/// What is known of the documents so far; they come one at a time, in any order.
pub struct Validation {
    sources: Vec<Source>,
    reference: SourceId,
    with_titles: bool,
    ids: Vec<DocumentId>,
    marks: Vec<Mark>,
    tallies: Vec<SourceTally>,
    looker: Looker,
    quoted: QuotedQueries,
    twins: TwinSample,
}

/// Counts of one source that need no other document.
#[derive(Debug, Clone)]
struct SourceTally {
    characters: u64,
    empty: u64,
    content: Content,
    /// What each check of [`CHECKS`] that sees one text at a time found, and the smallest id of it; empty where none did.
    fired: Vec<(u64, Option<Arc<str>>)>,
}

impl Validation {
    /// No documents yet, of the sources of this collection, whose queries are looked for in them; `with_titles` says that
    /// a title is read before its text.
    pub fn new(collection: &TestCollection, with_titles: bool) -> Self {
        let tally = SourceTally { characters: 0, empty: 0, content: Content::default(), fired: Vec::new() };
        let sources = &collection.corpus.sources;
        Validation {
            sources: sources.clone(),
            reference: collection.corpus.reference,
            with_titles,
            ids: Vec::new(),
            marks: Vec::new(),
            tallies: vec![tally; sources.len()],
            looker: Looker::default(),
            quoted: QuotedQueries::new(&collection.queries, &collection.qrels),
            twins: TwinSample::new(sources, collection.corpus.reference),
        }
    }

    /// Takes a document in; its id is kept, its text is not.
    ///
    /// # Panics
    /// Where the document is of none of the sources.
    pub fn add(&mut self, document: &Document) {
        let look = self.looker.look(&document.text);
        let tally = &mut self.tallies[document.id.source.index()];
        tally.characters += u64::from(look.mark.characters);
        tally.empty += u64::from(look.mark.empty);
        fire(&look, &document.id.base, &mut tally.fired);
        let title = if self.with_titles { document.title.as_str() } else { "" };
        let mark = look.mark.under(title);
        tally.content.add(&document.id.base, &mark);
        self.marks.push(mark);
        self.quoted.look_into(document, self.with_titles);
        self.twins.add(document);
        self.ids.push(document.id.clone());
    }

    /// All documents have been taken in: their catalogue, in the order in which they came, and what is known of them.
    pub fn end(self) -> (Catalogue, ValidatedTexts) {
        let catalogue = Catalogue::new(self.sources, self.reference, self.ids);
        let Validation { marks, tallies, quoted, twins, .. } = self;
        (catalogue, ValidatedTexts { marks, tallies, quoted, twins })
    }
}

/// Counts the checks that fire on a text, with the smallest id for each.
fn fire(look: &Look<'_>, base: &Arc<str>, fired: &mut Vec<(u64, Option<Arc<str>>)>) {
    for (place, check) in CHECKS.iter().enumerate() {
        if let Find::Text(fires) = check.find
            && fires(look)
        {
            fired.resize(CHECKS.len(), (0, None));
            let (count, example) = &mut fired[place];
            *count += 1;
            if example.as_ref().is_none_or(|example| base < example) {
                *example = Some(base.clone());
            }
        }
    }
}

/// What is known of the texts of a corpus of which every document has been seen.
pub struct ValidatedTexts {
    marks: Vec<Mark>,
    tallies: Vec<SourceTally>,
    quoted: QuotedQueries,
    twins: TwinSample,
}

impl ValidatedTexts {
    /// Some texts of each source, which tell whether twins are versions of one content.
    pub fn twins(&self) -> &TwinSample {
        &self.twins
    }

    /// Holds them against each other, and against queries and judgements; `catalogue` came with them, `qrels` are the
    /// judgements of known documents, and what was left out while reading is in the collection's account.
    pub fn against(&self, catalogue: &Catalogue, collection: &TestCollection, qrels: &Qrels) -> Validated {
        self.against_all(catalogue, collection, qrels, &[])
    }

    fn against_all(
        &self,
        catalogue: &Catalogue,
        collection: &TestCollection,
        qrels: &Qrels,
        unread: &[Unread],
    ) -> Validated {
        let survey = Survey::new(catalogue, self, collection, qrels, unread);
        Validated::of(&survey, &self.tallies)
    }
}
