//! What a counterfactual changes: how a version is edited towards its twin, and how a model is changed as a whole.

use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, Pool, SourceId};
use crate::registry::Named;
use crate::retrieve::model::{CollectionStatistics, DocumentStatistics, Needs, TermFrequency};
use crate::retrieve::{MODELS, RetrievalModel, Scorer};
use crate::text::TermId;

use super::super::pair::scorer;
use super::{ALL, EQUAL_LENGTHS};

/// One way to edit a version towards its twin.
pub(super) struct Edit {
    /// As in the table.
    pub name: &'static str,
    /// Of which query terms the version gets its twin's frequency, by which of the two versions have them: a sum of
    /// [`presence`].
    pub takes: u8,
    /// Whether the figures of the document, its length above all, become the twin's.
    pub length: bool,
    /// Whether it is the same edit where the two versions exchange their labels. One that is not moves the same source up
    /// whatever the texts are, and is not tested.
    pub even: bool,
}

/// Terms that neither version has, that the reference's alone, the source's alone, or both have.
const NEITHER: u8 = 1;
const DROPPED: u8 = 2;
const ADDED: u8 = 4;
const BOTH: u8 = 8;

/// Which of these a term is, by how often the source's version and the reference's have it.
pub(super) fn presence(source: TermFrequency, reference: TermFrequency) -> u8 {
    match (source.all > 0, reference.all > 0) {
        (false, false) => NEITHER,
        (false, true) => DROPPED,
        (true, false) => ADDED,
        (true, true) => BOTH,
    }
}

/// All edits, each alone but for the last, after which a version has its twin's score.
pub(super) static EDITS: &[Edit] = &[
    Edit { name: "coverage", takes: DROPPED | ADDED, length: false, even: true },
    Edit { name: "dropped_terms", takes: DROPPED, length: false, even: false },
    Edit { name: "added_terms", takes: ADDED, length: false, even: false },
    Edit { name: "tf", takes: BOTH, length: false, even: true },
    Edit { name: "length", takes: 0, length: true, even: true },
    Edit { name: ALL, takes: NEITHER | DROPPED | ADDED | BOTH, length: true, even: true },
];

/// How a model is changed.
pub(super) enum Change {
    /// Lengths as a one-byte index stores them, or exact ones where the model reads the former.
    Lengths(Named<dyn RetrievalModel>),
    /// Every document counts as one of mean length.
    EqualLengths,
    /// Statistics of term and collection over the documents of one source.
    StatisticsOf(SourceId),
}

/// The changes that make sense for a model, with their names in the table; of collection statistics only where `pools`.
pub(super) fn changes(
    model: &Named<dyn RetrievalModel>,
    (catalogue, source): (&Catalogue, SourceId),
    pools: bool,
) -> Vec<(&'static str, Change)> {
    let needs = model.object.needs();
    let mut found = Vec::new();
    if needs.length {
        const BYTES: &str = "|byte_lengths";
        let (name, changed) = match needs.byte_lengths {
            true => ("exact_lengths", model.name.replacen(BYTES, "", 1)),
            false => ("byte_lengths", format!("{}{BYTES}", model.name)),
        };
        // A model that is no row of the registry has no name to change.
        let changed = MODELS.parse(&changed).ok();
        let changed = changed.filter(|one| one.object.needs().byte_lengths != needs.byte_lengths);
        found.extend(changed.map(|changed| (name, Change::Lengths(changed))));
        found.push((EQUAL_LENGTHS, Change::EqualLengths));
    }
    if pools && needs.pool == Pool::All {
        found.push(("reference_statistics", Change::StatisticsOf(catalogue.reference())));
        found.push(("source_statistics", Change::StatisticsOf(source)));
    }
    found
}

/// The scores of one query by a model, changed or not.
pub(super) struct Scoring {
    scorer: Scorer,
    needs: Needs,
    /// The collection of whose mean length all documents count as being.
    equal: Option<CollectionStatistics>,
}

impl Scoring {
    /// By the model as it is, or with one change. `terms` are in the order in which the search adds them.
    pub fn new(
        model: &dyn RetrievalModel,
        change: Option<&Change>,
        (texts, reference): (&Texts<'_>, SourceId),
        query: (&str, &[(TermId, u32)]),
    ) -> Self {
        let own = (model.needs().pool == Pool::Reference).then_some(reference);
        let (model, pool, equal) = match change {
            None => (model, own, None),
            Some(Change::Lengths(changed)) => (&*changed.object, own, None),
            Some(Change::EqualLengths) => (model, own, Some(texts.collection(None, 0.0))),
            Some(Change::StatisticsOf(source)) => (model, Some(*source), None),
        };
        Scoring { scorer: scorer(model, texts, query, pool), needs: model.needs(), equal }
    }

    /// What the model knows of a document of which so much is known.
    pub fn seen(&self, exact: DocumentStatistics) -> DocumentStatistics {
        let own = self.needs.seen(exact);
        self.equal.map_or(own, |collection| collection.mean_document(self.needs, own))
    }

    /// What a term gives a document that has it so often.
    pub fn part(&self, term: usize, frequency: TermFrequency, document: DocumentStatistics) -> f64 {
        self.scorer.part(term, frequency, document)
    }

    /// What the figures of a document give alone.
    pub fn document(&self, document: DocumentStatistics) -> f64 {
        self.scorer.document(document)
    }

    /// Whether scores are drawn, so that no sum bounds them.
    pub fn draws(&self) -> bool {
        self.scorer.draws()
    }

    /// The score of a document of content `base` from what its terms, in their order, and its figures give; to the last bit
    /// that of [`Scoring::score`].
    pub fn whole(&self, base: &str, document: DocumentStatistics, of_terms: f64, of_document: f64) -> f64 {
        self.scorer.drawn(|| base, document.length, of_terms + of_document)
    }

    /// The score of a document of content `base` that has the terms so often; `None` where it has none of them.
    pub fn score(
        &self,
        base: &str,
        frequencies: &[TermFrequency],
        document: DocumentStatistics,
    ) -> Option<f64> {
        let found = frequencies.iter().any(|frequency| frequency.all > 0);
        found.then(|| self.scorer.score(base, |place| frequencies[place], document))
    }
}
