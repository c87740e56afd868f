//! Values of documents: texts in, the value of each measure of documents on each text out.

use rayon::prelude::*;

use super::document_text::Links;
use super::measure::{DocumentMeasure, DocumentValue, LexicalMeasure, TextsValues};
use super::texts::Texts;
use super::values::Values;
use crate::registry::Named;
use crate::text::AnalyzedCorpus;

/// So many texts are measured by one thread at a time.
const AT_ONCE: usize = 256;

/// All measures of documents.
pub(super) struct DocumentLevel<'a> {
    corpus: &'a AnalyzedCorpus,
    measures: Vec<Way<'a>>,
    /// Their names.
    pub(super) names: Vec<&'a str>,
    /// What each of them is.
    pub(super) kinds: Vec<Kind>,
    /// For each measure of the profile, its place among them.
    pub(super) places: Vec<Option<usize>>,
}

/// What the values of a measure of documents are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Of whole documents alone, and not of cut ones.
    pub(super) whole: bool,
    /// The length that texts are cut to.
    pub(super) length: bool,
    /// Each has the other documents in it, so that they do not vary as independent ones do.
    pub(super) dependent: bool,
    /// The pool that they are looked up in makes differences by itself ([`LexicalNeeds::not_evidence`](super::LexicalNeeds::not_evidence)), and why.
    pub(super) not_evidence: Option<&'static str>,
    /// The same of sources without twins.
    pub(super) not_evidence_without_twins: Option<&'static str>,
    /// Texts of any length can be compared by them.
    pub(super) any_length: bool,
    /// The texts that words are looked up in.
    pub(super) looked_up_in: Option<&'static str>,
}

/// How a measure finds the value of a document.
enum Way<'a> {
    /// From the document alone.
    Alone(DocumentValue<'a>),
    /// From all texts at once.
    Together(TextsValues<'a>),
}

impl<'a> DocumentLevel<'a> {
    pub(super) fn new(corpus: &'a AnalyzedCorpus, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let (names, kinds, places) = (Vec::new(), Vec::new(), Vec::new());
        let mut level = DocumentLevel { corpus, measures: Vec::new(), names, kinds, places };
        for named in measures {
            let way = named.object.of_documents().map(|measure| match measure {
                DocumentMeasure::OfText(value) => Way::Alone(value),
                DocumentMeasure::InCorpus(value) => Way::Alone(value(corpus)),
                DocumentMeasure::OfTexts(values) => Way::Together(values),
            });
            level.places.push(way.as_ref().map(|_| level.measures.len()));
            if let Some(way) = way {
                let needs = named.object.needs();
                level.kinds.push(Kind {
                    whole: needs.text_statistics,
                    length: needs.length,
                    dependent: matches!(way, Way::Together(_)),
                    not_evidence: needs.not_evidence,
                    not_evidence_without_twins: needs.not_evidence_without_twins,
                    any_length: needs.any_length,
                    looked_up_in: needs.looked_up_in,
                });
                level.measures.push(way);
                level.names.push(&named.name);
            }
        }
        level
    }

    /// For each measure, its value on each text; `None` where the text has none.
    pub(super) fn values(&self, texts: &Texts) -> Vec<Values> {
        let of_some = |links: &mut Links, part: usize| -> Vec<Values> {
            let mut found: Vec<Values> =
                self.measures.iter().map(|_| Values::with_capacity(AT_ONCE)).collect();
            for index in part * AT_ONCE..texts.len().min((part + 1) * AT_ONCE) {
                let number = texts.documents[index];
                let source = self.corpus.catalogue().id(number).source;
                let text = links.text(number, source, texts.tokens(self.corpus, index));
                for (way, found) in self.measures.iter().zip(&mut found) {
                    if let Way::Alone(measure) = way {
                        found.push(measure(&text));
                    }
                }
            }
            found
        };
        let parts = (0..texts.len().div_ceil(AT_ONCE)).into_par_iter();
        let parts: Vec<Vec<Values>> = parts.map_init(Links::default, of_some).collect();
        let empty = |way: &Way<'_>| match way {
            Way::Alone(_) => Values::with_capacity(texts.len()),
            Way::Together(values) => values(&texts.counted(self.corpus)).into_iter().collect(),
        };
        let mut columns: Vec<Values> = self.measures.iter().map(empty).collect();
        for part in parts {
            for (column, values) in columns.iter_mut().zip(part) {
                values.iter().for_each(|value| column.push(value));
            }
        }
        columns
    }

    /// For each measure, its value on the texts at `places` (from 0) of a selection whose `values` are known; `texts` are
    /// those texts. Only measures that compare texts with each other are measured again.
    pub(super) fn part(&self, values: &[Values], places: &[usize], texts: &Texts) -> Vec<Values> {
        let of = |(way, values): (&Way<'_>, &Values)| match way {
            Way::Alone(_) => places.iter().map(|place| values.get(*place)).collect(),
            Way::Together(values) => values(&texts.counted(self.corpus)).into_iter().collect(),
        };
        self.measures.iter().zip(values).map(of).collect()
    }
}
