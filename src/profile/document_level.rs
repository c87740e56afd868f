//! Values of documents: texts in, the value of each measure of documents on each text out.

use rayon::prelude::*;

use super::document_text::Links;
use super::measure::{DocumentValue, LexicalMeasure};
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
    /// The pool that they are looked up in makes differences by itself ([`LexicalMeasure::not_evidence`]), and why.
    pub(super) not_evidence: Option<&'static str>,
}

/// How a measure finds the value of a document.
enum Way<'a> {
    /// From the document alone.
    Alone(DocumentValue<'a>),
    /// From all texts at once.
    Together(&'a dyn LexicalMeasure),
}

impl<'a> DocumentLevel<'a> {
    pub(super) fn new(corpus: &'a AnalyzedCorpus, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let (names, kinds, places) = (Vec::new(), Vec::new(), Vec::new());
        let mut level = DocumentLevel { corpus, measures: Vec::new(), names, kinds, places };
        let nothing = Texts::new(corpus, &[], &[]);
        for named in measures {
            let alone = named.object.of_documents(corpus).map(Way::Alone);
            let together = || named.object.of_texts(&nothing).map(|_| Way::Together(&*named.object));
            let way = alone.or_else(together);
            level.places.push(way.as_ref().map(|_| level.measures.len()));
            if let Some(way) = way {
                level.kinds.push(Kind {
                    whole: named.object.needs_shape(),
                    length: named.object.is_length(),
                    dependent: matches!(way, Way::Together(_)),
                    not_evidence: named.object.not_evidence(),
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
            let (number, length) = (texts.documents[index], texts.lengths[index] as usize);
            let source = self.corpus.catalogue().id(number).source;
            let text = links.text(number, source, &self.corpus.tokens(number)[..length]);
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
            Way::Together(measure) => measure.of_texts(texts).expect("as it answered for no text"),
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
            Way::Together(measure) => measure.of_texts(texts).expect("as it answered for no text"),
        };
        self.measures.iter().zip(values).map(of).collect()
    }
}
