//! Values of documents: texts in, the value of each measure of documents on each text out.

use rayon::prelude::*;

use super::document_text::Links;
use super::measure::{DocumentMeasure, DocumentValue, LexicalMeasure, TextsValues};
use super::texts::Texts;
use crate::registry::Named;
use crate::text::AnalyzedCorpus;

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
                });
                level.measures.push(way);
                level.names.push(&named.name);
            }
        }
        level
    }

    /// For each measure, its value on each text; `None` where the text has none.
    pub(super) fn values(&self, texts: &Texts) -> Vec<Vec<Option<f64>>> {
        let of_text = |links: &mut Links, index: usize| -> Vec<Option<f64>> {
            let number = texts.documents[index];
            let source = self.corpus.catalogue().id(number).source;
            let text = links.text(number, source, texts.tokens(self.corpus, index));
            let value = |way: &Way<'_>| match way {
                Way::Alone(measure) => measure(&text),
                Way::Together(_) => None,
            };
            self.measures.iter().map(value).collect()
        };
        let rows: Vec<Vec<Option<f64>>> =
            (0..texts.len()).into_par_iter().map_init(Links::default, of_text).collect();
        let column = |(place, way): (usize, &Way<'_>)| match way {
            Way::Alone(_) => rows.iter().map(|row| row[place]).collect(),
            Way::Together(values) => values(&texts.counted(self.corpus)),
        };
        self.measures.iter().enumerate().map(column).collect()
    }

    /// For each measure, its value on the texts at `places` (from 0) of a selection whose `values` are known; `texts` are
    /// those texts. Only measures that compare texts with each other are measured again.
    pub(super) fn part(
        &self,
        values: &[Vec<Option<f64>>],
        places: &[usize],
        texts: &Texts,
    ) -> Vec<Vec<Option<f64>>> {
        let of = |(way, values): (&Way<'_>, &Vec<Option<f64>>)| match way {
            Way::Alone(_) => places.iter().map(|place| values[*place]).collect(),
            Way::Together(values) => values(&texts.counted(self.corpus)),
        };
        self.measures.iter().zip(values).map(of).collect()
    }
}
