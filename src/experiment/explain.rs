//! One query of an experiment explained: its id in; the pairs of twins that it ranks, the parts of their scores, and both texts
//! with marks, out. The index is all that is read of the results; texts are read for one content alone.

use serde::Serialize;

use super::Pipeline;
use crate::bias::evidence::headline;
use crate::bias::{ExplainRequest, PairRow, TermPartRow, TwinTextRow, moved_most};
use crate::corpus::{Document, DocumentId, Query};
use crate::error::{Error, Result};
use crate::registry::nearest;
use crate::text::{LoneWord, MarkedText, mark_versions};

/// A query of an experiment, explained.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedQuery {
    /// The query.
    pub query: Query,
    /// The measure of which contributions are told.
    pub measure: Option<String>,
    /// The pairs of twins, those first that contribute most to the measure.
    pub pairs: Vec<PairRow>,
    /// What each term gives each version; of one content alone.
    pub terms: Vec<TermPartRow>,
    /// The texts of one content: for each other source its version against that of the reference.
    pub texts: Vec<VersionTexts>,
}

/// Two versions of a content, side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionTexts {
    /// The source that is compared with.
    pub reference: String,
    /// The source that is compared.
    pub source: String,
    /// The reference's version.
    pub reference_text: MarkedText,
    /// The source's version.
    pub source_text: MarkedText,
    /// The words that the source's version drops, the most frequent first.
    pub dropped: Vec<LoneWord>,
    /// The words that it adds.
    pub added: Vec<LoneWord>,
}

impl Pipeline<'_> {
    /// Explains a query under the experiment's models, from the index that the experiment made; with a `content`, that content
    /// alone, its terms and its texts. Without a `source`, all others are set against the reference.
    ///
    /// # Errors
    /// Where the index is not there ([`Pipeline::run_to`] makes it), or no query, content or source has that name.
    pub fn explain(
        &self,
        query: &str,
        content: Option<&str>,
        source: Option<&str>,
    ) -> Result<ExplainedQuery> {
        let collection = self.collection()?;
        let Some(query) = collection.queries.iter().find(|known| known.id == query) else {
            return Err(unknown_query(query, &collection.queries));
        };
        let found = self.request()?.explain(query, &self.models, content, source)?;
        let texts = match content {
            Some(content) => self.version_texts(query, content, source)?,
            None => Vec::new(),
        };
        Ok(ExplainedQuery {
            query: query.clone(),
            measure: headline(&self.measures).map(str::to_string),
            pairs: found.pairs,
            terms: found.terms,
            texts,
        })
    }

    fn request(&self) -> Result<ExplainRequest<'_>> {
        let measure = headline(&self.measures);
        Ok(ExplainRequest {
            index: self.index()?,
            analyzer: &self.analyzer,
            qrels: self.qrels()?,
            measure: self.measures.iter().find(|known| Some(known.name.as_str()) == measure),
            ties: self.experiment.evaluate.ties,
            depth: self.experiment.retrieve.depth,
        })
    }

    /// The texts of the pairs that contribute most, and their terms under the models that they contribute most to; of runs of
    /// other engines no terms.
    pub(super) fn moved_pairs(&self, pairs: &[PairRow]) -> Result<(Vec<TwinTextRow>, Vec<TermPartRow>)> {
        let (collection, catalogue) = (self.collection()?, self.index()?.catalogue());
        let moved = moved_most(pairs);
        let id = |pair: &PairRow, source: &str| {
            let source = catalogue.source_named(source).expect("a pair is of known sources");
            DocumentId { base: pair.content.as_str().into(), source }
        };
        let both = |pair: &&PairRow| [id(pair, &pair.reference), id(pair, &pair.source)];
        let documents = collection.corpus.find(&moved.iter().flat_map(both).collect::<Vec<_>>())?;
        let (mut texts, mut terms) = (Vec::new(), Vec::new());
        for (pair, versions) in moved.into_iter().zip(documents.chunks(2)) {
            let query = collection.queries.iter().find(|query| query.id == pair.query);
            let (Some(query), [Some(reference), Some(source)]) = (query, versions) else { continue };
            let marked = mark_versions([reference, source], &query.text, &self.analyzer, self.with_titles());
            for (version, (marked, lone)) in [&pair.reference, &pair.source].into_iter().zip(&marked) {
                texts.push(TwinTextRow::new(pair, query, version, (marked, lone)));
            }
            if let Some(place) = self.models.iter().position(|model| model.name == pair.model) {
                let model = &self.models[place];
                terms.extend(self.request()?.terms_of(query, model, &pair.content, source.id.source)?);
            }
        }
        Ok((texts, terms))
    }

    /// The versions of a content, each against that of the reference.
    fn version_texts(&self, query: &Query, content: &str, source: Option<&str>) -> Result<Vec<VersionTexts>> {
        let catalogue = self.index()?.catalogue();
        let wanted = |name: &str| source.is_none_or(|source| source == name);
        let reference = catalogue.reference();
        let others: Vec<_> = catalogue
            .others()
            .filter(|other| {
                catalogue.number(content, *other).is_some() && wanted(catalogue.source_name(*other))
            })
            .collect();
        let id = |source| DocumentId { base: content.into(), source };
        let ids: Vec<DocumentId> = std::iter::once(reference).chain(others).map(id).collect();
        let documents = self.collection()?.corpus.find(&ids)?;
        let [Some(human), versions @ ..] = &documents[..] else { return Ok(Vec::new()) };
        let told = |version: &Document| {
            let [(reference_text, dropped), (source_text, added)] =
                mark_versions([human, version], &query.text, &self.analyzer, self.with_titles());
            VersionTexts {
                reference: catalogue.source_name(reference).to_string(),
                source: catalogue.source_name(version.id.source).to_string(),
                reference_text,
                source_text,
                dropped,
                added,
            }
        };
        Ok(versions.iter().flatten().map(told).collect())
    }
}

fn unknown_query(query: &str, known: &[Query]) -> Error {
    let ids: Vec<&str> = known.iter().map(|query| query.id.as_str()).collect();
    let reason = match (&ids[..], nearest(query, ids.iter().copied())) {
        ([], _) => "the collection has no queries".to_string(),
        (_, Some(near)) => format!("no query has the id `{query}`; did you mean `{near}`?"),
        ([first, ..], None) => {
            format!("no query has the id `{query}`; there are {}, the first is `{first}`", ids.len())
        }
    };
    Error::BadExperiment { place: "query".to_string(), reason }
}
