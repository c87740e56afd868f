//! What all queries of a search share: an index and models in; the documents' statistics that these models need out.

use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use crate::corpus::Pool;
use crate::error::Result;
use crate::index::{DistinctTerms, Index, Titles};
use crate::retrieve::RetrievalModel;
use crate::retrieve::model::Occurrences;

/// An index, and what models of this search know of its documents.
pub(super) struct Context<'a> {
    pub index: &'a Index,
    /// The distinct terms of every document, where a model needs them; else empty.
    pub distinct: Vec<DistinctTerms>,
    /// The terms of titles, where a model looks at these apart.
    pub titles: Option<&'a Titles>,
    /// How the documents of each term have it, by term number, where a model needs that; filled as queries ask.
    pub occurrences: Option<Mutex<FxHashMap<u32, Arc<TermOccurrences>>>>,
    /// The sources, where a model counts over some of the documents.
    pub sources: Option<Sources>,
}

/// Which source each document is of, and what each source has.
pub(super) struct Sources {
    /// The source of each document.
    pub of: Vec<u32>,
    /// The numbers of documents and tokens of each source.
    pub sizes: Vec<(u64, u64)>,
    /// The number of tokens of the titles of each source; 0 where no model looks at titles apart.
    pub title_tokens: Vec<u64>,
    /// The place of the reference among the sources.
    pub reference: usize,
}

impl<'a> Context<'a> {
    pub fn new<'m>(
        index: &'a Index,
        models: impl Iterator<Item = &'m dyn RetrievalModel> + Clone,
    ) -> Result<Self> {
        let distinct = match models.clone().any(|model| model.needs().distinct_terms) {
            true => index.distinct_terms()?,
            false => Vec::new(),
        };
        let titles = match models.clone().any(|model| model.needs().fields) {
            true => Some(index.needed_titles()?),
            false => None,
        };
        let pooled = models.clone().any(|model| model.needs().pool != Pool::All);
        Ok(Context {
            index,
            distinct,
            titles,
            occurrences: models.clone().any(|model| model.needs().occurrences).then(Mutex::default),
            sources: pooled.then(|| Sources::new(index, titles)),
        })
    }
}

/// How all documents have a term, then those of each source where a model counts over some.
pub(super) type TermOccurrences = Vec<Vec<Occurrences>>;

impl Sources {
    fn new(index: &Index, titles: Option<&Titles>) -> Self {
        let catalogue = index.catalogue();
        let of: Vec<u32> = catalogue.ids().iter().map(|id| id.source.0).collect();
        let mut sizes = vec![(0, 0); catalogue.sources().len()];
        for (source, length) in of.iter().zip(index.lengths()) {
            let (documents, tokens) = &mut sizes[*source as usize];
            *documents += 1;
            *tokens += u64::from(*length);
        }
        let mut title_tokens = vec![0; sizes.len()];
        if let Some(titles) = titles {
            for (document, source) in (0..).zip(&of) {
                title_tokens[*source as usize] += u64::from(titles.length(document));
            }
        }
        Sources { of, sizes, title_tokens, reference: catalogue.reference().index() }
    }
}
