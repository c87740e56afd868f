//! The documents that a counterfactual ranks anew: the ranking of one query and who is whose twin in; rankings with edited
//! versions, or by a changed model, out.

use super::factor::{Edit, Scoring, presence};
use crate::bias::ranked_texts::RankedTexts;
use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::model::{DocumentStatistics, TermFrequency};
use crate::retrieve::{Ranking, ScoredDocument};
use crate::text::TermId;

/// The documents of a ranking, and behind them those of their twins that are not in it.
pub(super) struct Known<'a> {
    documents: Vec<KnownDocument<'a>>,
    /// How often each of them has each term, one after the other.
    frequencies: Vec<TermFrequency>,
    /// Of each of them and each term, which of it and its twin have the term; 0 where there is no twin.
    presences: Vec<u8>,
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

/// What the scores of edited versions are added up of: any edit gives a version the frequencies of a term, and the figures of a
/// text, that it or its twin has.
pub(super) struct Parts {
    /// What the model knows of each document, and what these figures alone give.
    statistics: Vec<DocumentStatistics>,
    of_documents: Vec<f64>,
    /// What each term gives a document with its own figures: with its own frequency, and with its twin's. Nothing is said where
    /// there is no twin.
    own: Vec<f64>,
    twins: Vec<f64>,
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
        let of_query = texts.of_query(query);
        let alone;
        let ranked_texts = match of_query.ranked() {
            Some(ranked) => ranked,
            None => {
                let numbers = ranking.documents().iter().map(|one| one.document);
                alone = RankedTexts::new(numbers, |document| twins[document as usize].as_slice());
                &alone
            }
        };
        let reference = catalogue.reference();
        let mut documents: Vec<KnownDocument<'a>> = Vec::with_capacity(2 * ranking.documents().len());
        let place_of = |number: u32| ranked_texts.place(number).expect("ranked, or a version of what is");
        let document = |number: u32, score: Option<f64>| {
            let (id, exact) = (catalogue.id(number), texts.exact_statistics(number));
            let (source, of_reference) = (id.source, id.source == reference);
            KnownDocument {
                number,
                base: &id.base,
                source,
                of_reference,
                score,
                twin: None,
                exact,
                differs: 0,
            }
        };
        documents.extend(ranking.documents().iter().map(|one| document(one.document, Some(one.score))));
        // The places of the documents among all that the query ranks, and where each of those stands here.
        let mut places: Vec<usize> = documents.iter().map(|one| place_of(one.number)).collect();
        let mut at: Vec<Option<usize>> = vec![None; ranked_texts.len()];
        places.iter().enumerate().for_each(|(here, place)| at[*place] = Some(here));
        for place in 0..documents.len() {
            let Some(number) = twins[documents[place].number as usize] else { continue };
            let among_all = place_of(number);
            let twin = at[among_all].unwrap_or_else(|| {
                documents.push(document(number, None));
                places.push(among_all);
                documents.len() - 1
            });
            (documents[place].twin, documents[twin].twin) = (Some(twin), Some(place));
        }
        let known = texts.query(query);
        let place = |(term, _): &(TermId, u32)| known.iter().position(|(known, _)| known == term);
        let order: Vec<usize> = terms.iter().map(|term| place(term).expect("a term of the query")).collect();
        let mut frequencies = Vec::with_capacity(documents.len() * terms.len());
        let mut all = Vec::with_capacity(terms.len());
        for (document, place) in documents.iter().zip(places) {
            let found = of_query.frequencies_at(ranked_texts, place);
            all.clear();
            all.extend(order.iter().map(|place| found[*place]));
            frequencies.extend(texts.by_field(terms, document.number, &all));
        }
        let presences = Vec::with_capacity(frequencies.len());
        let mut known = Known { documents, frequencies, presences, terms: terms.len(), edge: None };
        for place in 0..known.documents.len() {
            known.compare(place);
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

    /// Looks at the terms that a document and its twin have.
    fn compare(&mut self, place: usize) {
        let one = &self.documents[place];
        let mut differs = 0;
        for term in 0..self.terms {
            let own = self.frequencies[place * self.terms + term];
            let other = one.twin.map(|twin| self.frequencies[twin * self.terms + term]);
            let presence = other.map_or(0, |other| match one.of_reference {
                true => presence(other, own),
                false => presence(own, other),
            });
            differs |= if other.is_some_and(|other| other != own) { presence } else { 0 };
            self.presences.push(presence);
        }
        self.documents[place].differs = differs;
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

    /// What the scores of edited versions are added up of.
    pub fn parts(&self, scoring: &Scoring) -> Parts {
        let statistics: Vec<DocumentStatistics> =
            self.documents.iter().map(|one| scoring.seen(one.exact)).collect();
        let of_documents = statistics.iter().map(|one| scoring.document(*one)).collect();
        let mut own = Vec::with_capacity(self.frequencies.len());
        let mut twins = Vec::with_capacity(self.frequencies.len());
        for (place, (one, statistics)) in self.documents.iter().zip(&statistics).enumerate() {
            let Some(twin) = one.twin else {
                own.extend(std::iter::repeat_n(0.0, self.terms));
                twins.extend(std::iter::repeat_n(0.0, self.terms));
                continue;
            };
            let pairs = self.frequencies(place).iter().zip(self.frequencies(twin));
            for (term, (frequency, of_twin)) in pairs.enumerate() {
                let part = scoring.part(term, *frequency, *statistics);
                own.push(part);
                let same = frequency == of_twin;
                twins.push(if same { part } else { scoring.part(term, *of_twin, *statistics) });
            }
        }
        Parts { statistics, of_documents, own, twins }
    }

    /// The scores with every version that has a twin edited towards it, whoever wrote it. An edit that changes nothing of a
    /// version leaves its score; a version that falls below what a cut ranking shows is not ranked.
    pub fn edited(&self, edit: &Edit, scoring: &Scoring, parts: &Parts) -> Scores {
        let of = |(place, one): (usize, &KnownDocument<'_>)| {
            let Some(twin) = one.twin else { return one.score };
            // The document whose figures the version has then.
            let like = if edit.length { twin } else { place };
            let statistics = parts.statistics[like];
            if edit.takes & one.differs == 0 && statistics == parts.statistics[place] {
                return one.score;
            }
            let row = |place: usize| place * self.terms..(place + 1) * self.terms;
            let (kept, taken) = match edit.length {
                true => (&parts.twins[row(twin)], &parts.own[row(twin)]),
                false => (&parts.own[row(place)], &parts.twins[row(place)]),
            };
            let presences = &self.presences[row(place)];
            let takes = |term: usize| edit.takes & presences[term] != 0;
            let (own, others) = (self.frequencies(place), self.frequencies(twin));
            if !(0..self.terms).any(|term| if takes(term) { others[term].all } else { own[term].all } > 0) {
                return None;
            }
            let of_term = |term: usize| if takes(term) { taken[term] } else { kept[term] };
            let of_terms: f64 = (0..self.terms).map(of_term).sum();
            let score = scoring.whole(one.base, statistics, of_terms, parts.of_documents[like]);
            Some(score).filter(|score| self.edge.is_none_or(|(_, least)| *score >= least))
        };
        self.documents.iter().enumerate().map(of).collect()
    }

    /// How many ranked versions of a source have another score.
    pub fn changed(&self, edited: &Scores, source: SourceId) -> u64 {
        let pairs = self.documents.iter().zip(edited);
        pairs
            .filter(|(one, edited)| one.source == source && one.score.is_some() && one.score != **edited)
            .count() as u64
    }

    /// The first `depth` documents by these scores, with all that tie with the last, in single precision too.
    pub fn ranking(&self, scores: &Scores, depth: usize) -> Ranking {
        self.first(Vec::new(), self.documents.iter().zip(scores), depth)
    }

    /// The same with the versions of one of the two sources as they are edited, the others as they were.
    pub fn with_edited(&self, edited: &Scores, of_reference: bool, depth: usize) -> Ranking {
        let depth = self.seen_depth(depth);
        let edited = self.documents.iter().zip(edited).filter(|(one, _)| one.of_reference == of_reference);
        self.first(self.first_of_others(of_reference, depth), edited, depth)
    }

    /// To which depth a ranking is known, of so many documents that matter.
    fn seen_depth(&self, depth: usize) -> usize {
        depth.min(self.edge.map_or(usize::MAX, |(depth, _)| depth))
    }

    /// The first `depth` documents of the other sources in the order of the ranking, with all that tie with the last.
    fn first_of_others(&self, of_reference: bool, depth: usize) -> Vec<ScoredDocument> {
        let mut first: Vec<ScoredDocument> = Vec::new();
        for one in self.documents.iter().filter(|one| one.of_reference != of_reference) {
            let Some(score) = one.score else { break };
            let last = depth.checked_sub(1).and_then(|last| first.get(last));
            if last.is_some_and(|last| (score as f32) < last.score as f32) {
                break;
            }
            first.push(ScoredDocument { document: one.number, score });
        }
        first
    }

    /// The first `depth` of the documents that are `first` of some, in falling order of score, and of others with their scores.
    fn first<'k>(
        &'k self,
        mut first: Vec<ScoredDocument>,
        others: impl Iterator<Item = (&'k KnownDocument<'a>, &'k Option<f64>)>,
        depth: usize,
    ) -> Ranking {
        let depth = self.seen_depth(depth);
        // Most documents are below what the first of them show to be needed.
        let last = depth.checked_sub(1).and_then(|last| first.get(last));
        let mut least = last.map_or(f32::NEG_INFINITY, |last| last.score as f32);
        let mut enough = depth.saturating_mul(4).max(16).max(2 * first.len());
        for (one, score) in others {
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

#[cfg(test)]
impl Known<'_> {
    /// [`Known::edited`] by its definition, every score anew.
    pub fn edited_one_by_one(&self, edit: &Edit, scoring: &Scoring) -> Scores {
        let of = |(place, one): (usize, &KnownDocument<'_>)| {
            let Some(twin) = one.twin else { return one.score };
            let statistics = |place: usize| scoring.seen(self.documents[place].exact);
            let edited = statistics(if edit.length { twin } else { place });
            let pairs = self.frequencies(place).iter().zip(self.frequencies(twin));
            let taken = |(own, other): (&TermFrequency, &TermFrequency)| {
                let (source, reference) = if one.of_reference { (other, own) } else { (own, other) };
                if edit.takes & presence(*source, *reference) != 0 { *other } else { *own }
            };
            let frequencies: Vec<TermFrequency> = pairs.map(taken).collect();
            if frequencies == self.frequencies(place) && edited == statistics(place) {
                return one.score;
            }
            let score = scoring.score(one.base, &frequencies, edited);
            score.filter(|score| self.edge.is_none_or(|(_, least)| *score >= least))
        };
        self.documents.iter().enumerate().map(of).collect()
    }

    /// The scores of [`Known::with_edited`].
    pub fn with_edited_among_all(&self, edited: &Scores, of_reference: bool) -> Scores {
        let of = |(one, edited): (&KnownDocument<'_>, &Option<f64>)| {
            if one.of_reference == of_reference { *edited } else { one.score }
        };
        self.documents.iter().zip(edited).map(of).collect()
    }
}
