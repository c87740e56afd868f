//! The documents that a counterfactual ranks anew: the ranking of one query and who is whose twin in; rankings with edited
//! versions, or by a changed model, out.

use super::asked::{Asked, AskedDocument};
use super::factor::{Edit, Scoring};
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::model::DocumentStatistics;
use crate::retrieve::{Ranking, ScoredDocument};

#[cfg(test)]
use {super::factor::presence, crate::retrieve::model::TermFrequency};

/// The documents of a ranking, and behind them those of their twins that are not in it.
pub(super) struct Known<'a> {
    asked: &'a Asked<'a>,
    documents: Vec<KnownDocument>,
    /// Of a ranking that was cut: its depth, and the least score that it shows. What stands below is not known.
    edge: Option<(usize, f64)>,
}

struct KnownDocument {
    /// Its place among all that the query ranks.
    place: u32,
    /// The place of its twin among the documents that are known.
    twin: Option<u32>,
    of_reference: bool,
    /// [`AskedDocument::differs`].
    differs: u8,
    /// Where it is ranked.
    score: Option<f64>,
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
    /// What no edit lifts the reference's version of a content above.
    most: Vec<f64>,
}

/// The documents that are not edited: the first of them, and what an edited one must score to stand beside these.
pub(super) struct Others {
    first: Vec<ScoredDocument>,
    needed: f32,
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

/// A score for each known document; `None` for one that is not ranked.
pub(super) type Scores = Vec<Option<f64>>;

impl<'a> Known<'a> {
    /// The ranking of a query by one model.
    pub fn new(ranking: &Ranking, asked: &'a Asked<'a>) -> Self {
        let mut documents: Vec<KnownDocument> = Vec::with_capacity(2 * ranking.documents().len());
        // Where each of all that the query ranks stands here.
        let mut at: Vec<Option<u32>> = vec![None; asked.len()];
        let known = |place: u32, score: Option<f64>| {
            let AskedDocument { of_reference, differs, .. } = *asked.document(place as usize);
            KnownDocument { place, twin: None, of_reference, differs, score }
        };
        for (number, one) in (0..).zip(ranking.documents()) {
            let place = asked.place(one.document);
            at[place] = Some(number);
            documents.push(known(place as u32, Some(one.score)));
        }
        for number in 0..documents.len() {
            let Some(place) = asked.document(documents[number].place as usize).twin else { continue };
            let twin = at[place as usize].unwrap_or_else(|| {
                documents.push(known(place, None));
                documents.len() as u32 - 1
            });
            (documents[number].twin, documents[twin as usize].twin) = (Some(twin), Some(number as u32));
        }
        let mut known = Known { asked, documents, edge: None };
        // A ranking that was not cut has every document with a term of the query.
        let left = |one: &KnownDocument| {
            one.score.is_none()
                && asked.frequencies(one.place as usize).iter().any(|frequency| frequency.all > 0)
        };
        let cut = ranking.left_out() > 0 || known.documents.iter().any(left);
        let last = ranking.documents().last().filter(|_| cut);
        known.edge = last.map(|last| (ranking.documents().len() - ranking.beyond_depth(), last.score));
        known
    }

    /// What is known of a document whatever the model.
    fn of(&self, one: &KnownDocument) -> &AskedDocument<'a> {
        self.asked.document(one.place as usize)
    }

    /// The scores of the ranking.
    pub fn scores(&self) -> Scores {
        self.documents.iter().map(|one| one.score).collect()
    }

    /// The scores of all documents by a changed model.
    pub fn rescored(&self, scoring: &Scoring) -> Scores {
        let of = |one: &KnownDocument| {
            let document = self.of(one);
            scoring.score(
                document.base,
                self.asked.frequencies(one.place as usize),
                scoring.seen(document.exact),
            )
        };
        self.documents.iter().map(of).collect()
    }

    /// What the scores of edited versions are added up of.
    pub fn parts(&self, scoring: &Scoring) -> Parts {
        let statistics: Vec<DocumentStatistics> =
            self.documents.iter().map(|one| scoring.seen(self.of(one).exact)).collect();
        let of_documents = statistics.iter().map(|one| scoring.document(*one)).collect();
        let terms = self.asked.terms.len();
        let mut own = Vec::with_capacity(self.documents.len() * terms);
        let mut twins = Vec::with_capacity(self.documents.len() * terms);
        for (one, statistics) in self.documents.iter().zip(&statistics) {
            let Some(twin) = self.of(one).twin else {
                own.extend(std::iter::repeat_n(0.0, terms));
                twins.extend(std::iter::repeat_n(0.0, terms));
                continue;
            };
            let frequencies = self.asked.frequencies(one.place as usize);
            let pairs = frequencies.iter().zip(self.asked.frequencies(twin as usize));
            for (term, (frequency, of_twin)) in pairs.enumerate() {
                let part = scoring.part(term, *frequency, *statistics);
                own.push(part);
                let same = frequency == of_twin;
                twins.push(if same { part } else { scoring.part(term, *of_twin, *statistics) });
            }
        }
        let mut parts = Parts { statistics, of_documents, own, twins, most: Vec::new() };
        let most = |(number, one): (usize, &KnownDocument)| match one.twin {
            Some(twin) if one.of_reference && !scoring.draws() => parts.most(number, twin as usize, terms),
            _ => f64::INFINITY,
        };
        parts.most = self.documents.iter().enumerate().map(most).collect();
        parts
    }

    /// The scores with every version that has a twin edited towards it, whoever wrote it. An edit that changes nothing of a
    /// version leaves its score; a version that falls below what a cut ranking shows is not ranked, and neither need be one of the
    /// reference's that is below `needed`.
    pub fn edited(&self, edit: &Edit, scoring: &Scoring, parts: &Parts, needed: f32) -> Scores {
        let terms = self.asked.terms.len();
        let of = |(number, one): (usize, &KnownDocument)| {
            let Some(twin) = one.twin.map(|twin| twin as usize) else { return one.score };
            // The document whose figures the version has then.
            let like = if edit.length { twin } else { number };
            let statistics = parts.statistics[like];
            if edit.takes & one.differs == 0 && (!edit.length || statistics == parts.statistics[number]) {
                return one.score;
            }
            if (parts.most[number] as f32) < needed {
                return None;
            }
            let row = |number: usize| number * terms..(number + 1) * terms;
            let (kept, taken) = match edit.length {
                true => (&parts.twins[row(twin)], &parts.own[row(twin)]),
                false => (&parts.own[row(number)], &parts.twins[row(number)]),
            };
            let place = one.place as usize;
            let presences = self.asked.presences(place);
            let takes = |term: usize| edit.takes & presences[term] != 0;
            let of_twin = self.documents[twin].place as usize;
            let (own, others) = (self.asked.frequencies(place), self.asked.frequencies(of_twin));
            if !(0..terms).any(|term| if takes(term) { others[term].all } else { own[term].all } > 0) {
                return None;
            }
            let of_term = |term: usize| if takes(term) { taken[term] } else { kept[term] };
            let of_terms: f64 = (0..terms).map(of_term).sum();
            let score = scoring.whole(self.of(one).base, statistics, of_terms, parts.of_documents[like]);
            Some(score).filter(|score| self.edge.is_none_or(|(_, least)| *score >= least))
        };
        self.documents.iter().enumerate().map(of).collect()
    }

    /// How many ranked versions of a source have another score.
    pub fn changed(&self, edited: &Scores, source: SourceId) -> u64 {
        let pairs = self.documents.iter().zip(edited);
        pairs
            .filter(|(one, edited)| {
                one.score.is_some() && one.score != **edited && self.of(one).source == source
            })
            .count() as u64
    }

    /// The first `depth` documents by these scores, with all that tie with the last, in single precision too.
    pub fn ranking(&self, scores: &Scores, depth: usize) -> Ranking {
        self.first(Vec::new(), self.documents.iter().zip(scores), depth)
    }

    /// The same with the versions of one of the two sources as they are edited, the others, whose first are known, as they were.
    pub fn with_edited(&self, edited: &Scores, of_reference: bool, others: &Others, depth: usize) -> Ranking {
        let edited = self.documents.iter().zip(edited).filter(|(one, _)| one.of_reference == of_reference);
        self.first(others.first.clone(), edited, depth)
    }

    /// To which depth a ranking is known, of so many documents that matter.
    fn seen_depth(&self, depth: usize) -> usize {
        depth.min(self.edge.map_or(usize::MAX, |(depth, _)| depth))
    }

    /// The first `depth` documents of the other sources in the order of the ranking, with all that tie with the last.
    pub fn first_of_others(&self, of_reference: bool, depth: usize) -> Others {
        let depth = self.seen_depth(depth);
        let mut first: Vec<ScoredDocument> = Vec::new();
        for one in self.documents.iter().filter(|one| one.of_reference != of_reference) {
            let Some(score) = one.score else { break };
            let last = depth.checked_sub(1).and_then(|last| first.get(last));
            if last.is_some_and(|last| (score as f32) < last.score as f32) {
                break;
            }
            first.push(ScoredDocument { document: self.of(one).number, score });
        }
        let last = depth.checked_sub(1).and_then(|last| first.get(last));
        Others { needed: last.map_or(f32::NEG_INFINITY, |last| last.score as f32), first }
    }

    /// The first `depth` of the documents that are `first` of some, in falling order of score, and of others with their scores.
    fn first<'k>(
        &self,
        mut first: Vec<ScoredDocument>,
        others: impl Iterator<Item = (&'k KnownDocument, &'k Option<f64>)>,
        depth: usize,
    ) -> Ranking {
        let depth = self.seen_depth(depth);
        // Most documents are below what the first of them show to be needed.
        let last = depth.checked_sub(1).and_then(|last| first.get(last));
        let mut least = last.map_or(f32::NEG_INFINITY, |last| last.score as f32);
        let mut enough = depth.saturating_mul(4).max(16).max(2 * first.len());
        for (one, score) in others {
            let Some(score) = score.filter(|score| *score as f32 >= least) else { continue };
            first.push(ScoredDocument { document: self.of(one).number, score });
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

impl Others {
    /// What an edited document must score, in single precision, to stand beside the first.
    pub fn needed(&self) -> f32 {
        self.needed
    }
}

impl Parts {
    /// At least what any edit of a document towards its twin scores: sums of the largest parts in the same order, which rounding
    /// leaves as large.
    fn most(&self, number: usize, twin: usize, terms: usize) -> f64 {
        let row = |of: &[f64], number: usize, term: usize| of[number * terms + term];
        let largest = |term: usize| {
            let [own, other] =
                [number, twin].map(|number| row(&self.own, number, term).max(row(&self.twins, number, term)));
            own.max(other)
        };
        let of_terms: f64 = (0..terms).map(largest).sum();
        of_terms + self.of_documents[number].max(self.of_documents[twin])
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
        let of = |one: &KnownDocument| {
            let Some(twin) = one.twin.map(|twin| &self.documents[twin as usize]) else { return one.score };
            let [own, other] = [one, twin].map(|one| self.asked.frequencies(one.place as usize));
            let statistics = |one: &KnownDocument| scoring.seen(self.of(one).exact);
            let edited = statistics(if edit.length { twin } else { one });
            let taken = |(own, other): (&TermFrequency, &TermFrequency)| {
                let (source, reference) = if one.of_reference { (other, own) } else { (own, other) };
                if edit.takes & presence(*source, *reference) != 0 { *other } else { *own }
            };
            let frequencies: Vec<TermFrequency> = own.iter().zip(other).map(taken).collect();
            if frequencies == own && edited == statistics(one) {
                return one.score;
            }
            let score = scoring.score(self.of(one).base, &frequencies, edited);
            score.filter(|score| self.edge.is_none_or(|(_, least)| *score >= least))
        };
        self.documents.iter().map(of).collect()
    }

    /// The scores of [`Known::with_edited`].
    pub fn with_edited_among_all(&self, edited: &Scores, of_reference: bool) -> Scores {
        let of = |(one, edited): (&KnownDocument, &Option<f64>)| {
            if one.of_reference == of_reference { *edited } else { one.score }
        };
        self.documents.iter().zip(edited).map(of).collect()
    }
}
