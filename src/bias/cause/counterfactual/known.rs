//! The documents that a counterfactual ranks anew: the ranking of one query and who is whose twin in; rankings with edited
//! versions, or by a changed model, out.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::factor::{Edit, Scoring, presence};
use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::model::{DocumentStatistics, TermFrequency};
use crate::retrieve::{Ranking, ScoredDocument};
use crate::text::TermId;

/// The documents of a ranking, and their twins.
pub(super) struct Known<'a> {
    documents: Vec<KnownDocument<'a>>,
    /// How often each of them has each term, one after the other.
    frequencies: Vec<TermFrequency>,
    terms: usize,
    /// Of a ranking that was cut: its depth, and the least score that it shows. What stands below is not known.
    edge: Option<(usize, f64)>,
}

struct KnownDocument<'a> {
    number: u32,
    base: &'a str,
    source: SourceId,
    of_reference: bool,
    /// Where it is ranked.
    score: Option<f64>,
    /// The place of its twin among the documents that are known.
    twin: Option<usize>,
    /// What any model may know of it.
    exact: DocumentStatistics,
    /// Of which terms it has another frequency than its twin, by which of the two have them: a sum of [`presence`].
    differs: u8,
}

impl KnownDocument<'_> {
    /// Which of both versions have a term, of which this one has so much and its twin so much.
    fn presence(&self, own: TermFrequency, other: TermFrequency) -> u8 {
        if self.of_reference { presence(other, own) } else { presence(own, other) }
    }
}

/// The document of the same content by the other of two sources, for each document of either.
pub(super) fn twins(catalogue: &Catalogue, reference: SourceId, source: SourceId) -> Vec<Option<u32>> {
    let mut twin = vec![None; catalogue.len()];
    for (one, other) in catalogue.twins(reference, source) {
        twin[one as usize] = Some(other);
        twin[other as usize] = Some(one);
    }
    twin
}

/// The distinct terms of a query as the search adds them: by rising document frequency, then by their bytes.
pub(super) fn terms_as_searched(texts: &Texts<'_>, query: &str) -> Vec<(TermId, u32)> {
    let mut terms = texts.query(query).to_vec();
    terms.sort_by_key(|(term, _)| (texts.term_frequencies(*term, None).0, *term));
    terms
}

/// A score for each known document; `None` for one that is not ranked.
pub(super) type Scores = Vec<Option<f64>>;

impl<'a> Known<'a> {
    pub fn new(
        ranking: &Ranking,
        twins: &[Option<u32>],
        catalogue: &'a Catalogue,
        texts: &Texts<'_>,
        (query, terms): (&str, &[(TermId, u32)]),
    ) -> Self {
        let ranked = ranking.documents();
        let mut scored: Vec<(u32, Option<f64>)> = Vec::with_capacity(2 * ranked.len());
        scored.extend(ranked.iter().map(|one| (one.document, Some(one.score))));
        let mut places = FxHashMap::with_capacity_and_hasher(2 * ranked.len(), FxBuildHasher);
        places.extend(scored.iter().enumerate().map(|(place, (document, _))| (*document, place)));
        for one in ranked {
            if let Some(twin) = twins[one.document as usize] {
                places.entry(twin).or_insert_with(|| {
                    scored.push((twin, None));
                    scored.len() - 1
                });
            }
        }
        let reference = catalogue.reference();
        let mut frequencies = Vec::with_capacity(scored.len() * terms.len());
        let known = texts.query(query);
        let place = |(term, _): &(TermId, u32)| known.iter().position(|(known, _)| known == term);
        let order: Vec<usize> = terms.iter().map(|term| place(term).expect("a term of the query")).collect();
        let (of_query, mut all) = (texts.of_query(query), Vec::with_capacity(terms.len()));
        for (document, _) in &scored {
            let found = of_query.frequencies(*document);
            all.clear();
            all.extend(order.iter().map(|place| found[*place]));
            frequencies.extend(texts.by_field(terms, *document, &all));
        }
        let document = |(number, score): &(u32, Option<f64>)| {
            let id = catalogue.id(*number);
            let twin = twins[*number as usize].map(|twin| places[&twin]);
            let (source, of_reference) = (id.source, id.source == reference);
            let exact = texts.exact_statistics(*number);
            let (number, base, score) = (*number, &*id.base, *score);
            KnownDocument { number, base, source, of_reference, score, twin, exact, differs: 0 }
        };
        let documents = scored.iter().map(document).collect();
        let mut known = Known { documents, frequencies, terms: terms.len(), edge: None };
        for place in 0..known.documents.len() {
            known.documents[place].differs = known.differs(place);
        }
        // A ranking that was not cut has every document with a term of the query.
        let left = |(place, one): (usize, &KnownDocument<'_>)| {
            one.score.is_none() && known.frequencies(place).iter().any(|frequency| frequency.all > 0)
        };
        let cut = ranking.left_out() > 0 || known.documents.iter().enumerate().any(left);
        let last = ranking.documents().last().filter(|_| cut);
        known.edge = last.map(|last| (ranking.documents().len() - ranking.beyond_depth(), last.score));
        known
    }

    fn differs(&self, place: usize) -> u8 {
        let one = &self.documents[place];
        let Some(twin) = one.twin else { return 0 };
        let pairs = self.frequencies(place).iter().zip(self.frequencies(twin));
        let unequal = pairs.filter(|(own, other)| own != other);
        unequal.fold(0, |found, (own, other)| found | one.presence(*own, *other))
    }

    fn frequencies(&self, place: usize) -> &[TermFrequency] {
        &self.frequencies[place * self.terms..][..self.terms]
    }

    /// The scores of the ranking.
    pub fn scores(&self) -> Scores {
        self.documents.iter().map(|one| one.score).collect()
    }

    /// The scores of all documents by a changed model.
    pub fn rescored(&self, scoring: &Scoring) -> Scores {
        let of = |(place, one): (usize, &KnownDocument<'_>)| {
            scoring.score(one.base, self.frequencies(place), scoring.seen(one.exact))
        };
        self.documents.iter().enumerate().map(of).collect()
    }

    /// What the model knows of each document.
    pub fn statistics(&self, scoring: &Scoring) -> Vec<DocumentStatistics> {
        self.documents.iter().map(|one| scoring.seen(one.exact)).collect()
    }

    /// The scores with every version that has a twin edited towards it, whoever wrote it. An edit that changes nothing of a
    /// version leaves its score; a version that falls below what a cut ranking shows is not ranked.
    pub fn edited(&self, edit: &Edit, scoring: &Scoring, statistics: &[DocumentStatistics]) -> Scores {
        let mut frequencies = Vec::with_capacity(self.terms);
        let mut of = |(place, one): (usize, &KnownDocument<'_>)| {
            let Some(twin) = one.twin else { return one.score };
            let edited = statistics[if edit.length { twin } else { place }];
            if edit.takes & one.differs == 0 && edited == statistics[place] {
                return one.score;
            }
            let pairs = self.frequencies(place).iter().zip(self.frequencies(twin));
            frequencies.clear();
            frequencies.extend(pairs.map(|(own, other)| {
                if edit.takes & one.presence(*own, *other) != 0 { *other } else { *own }
            }));
            let score = scoring.score(one.base, &frequencies, edited);
            score.filter(|score| self.edge.is_none_or(|(_, least)| *score >= least))
        };
        self.documents.iter().enumerate().map(&mut of).collect()
    }

    /// The scores with the versions of one of the two sources as they are edited, the others as they were.
    pub fn with_edited(&self, edited: &Scores, of_reference: bool) -> impl Iterator<Item = Option<f64>> {
        let of = move |(one, edited): (&KnownDocument<'_>, &Option<f64>)| {
            if one.of_reference == of_reference { *edited } else { one.score }
        };
        self.documents.iter().zip(edited).map(of)
    }

    /// How many ranked versions of a source have another score.
    pub fn changed(&self, edited: &Scores, source: SourceId) -> u64 {
        let pairs = self.documents.iter().zip(edited);
        pairs
            .filter(|(one, edited)| one.source == source && one.score.is_some() && one.score != **edited)
            .count() as u64
    }

    /// The first `depth` documents by these scores, with all that tie with the last, in single precision too.
    pub fn ranking(&self, scores: impl IntoIterator<Item = Option<f64>>, depth: usize) -> Ranking {
        let depth = depth.min(self.edge.map_or(usize::MAX, |(depth, _)| depth));
        let mut first: Vec<ScoredDocument> = Vec::new();
        // Most documents are below what the first of them show to be needed.
        let (mut least, mut enough) = (f32::NEG_INFINITY, depth.saturating_mul(4).max(16));
        for (one, score) in self.documents.iter().zip(scores) {
            let Some(score) = score.filter(|score| *score as f32 >= least) else { continue };
            first.push(ScoredDocument { document: one.number, score });
            if first.len() >= enough && depth > 0 {
                least = cut(&mut first, depth);
                enough = enough.max(2 * first.len());
            }
        }
        if depth > 0 && depth < first.len() {
            cut(&mut first, depth);
        }
        Ranking::new(first, usize::MAX)
    }
}

/// Keeps the first `depth` of more documents than that, with all that tie with the last in single precision, which is
/// returned.
fn cut(scored: &mut Vec<ScoredDocument>, depth: usize) -> f32 {
    let (_, last, _) =
        scored.select_nth_unstable_by(depth - 1, |one, other| other.score.total_cmp(&one.score));
    let last = last.score as f32;
    scored.retain(|one| one.score as f32 >= last);
    last
}
