//! What one query ranks, as counterfactuals see it whatever the model: its documents in; how often each has each term, and in
//! which terms it differs from its twin, out, found once for all models.

use super::factor::presence;
use crate::bias::ranked_texts::RankedTexts;
use crate::bias::texts::Texts;
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::model::{DocumentStatistics, TermFrequency};
use crate::text::TermId;

/// The documents that a query ranks by any model, and the other versions of their contents.
pub(super) struct Asked<'a> {
    ranked: &'a RankedTexts,
    pub query: &'a str,
    /// The distinct terms of the query, as the search adds them.
    pub terms: Vec<(TermId, u32)>,
    documents: Vec<AskedDocument<'a>>,
    /// How often each of them has each term, one after the other.
    frequencies: Vec<TermFrequency>,
    /// Of each of them and each term, which of it and its twin have the term; 0 where there is no twin.
    presences: Vec<u8>,
}

/// A document, whoever ranks it.
pub(super) struct AskedDocument<'a> {
    pub number: u32,
    pub base: &'a str,
    pub source: SourceId,
    pub of_reference: bool,
    /// The place of its twin.
    pub twin: Option<u32>,
    /// What any model may know of it.
    pub exact: DocumentStatistics,
    /// Of which terms it has another frequency than its twin, by which of the two have them: a sum of [`presence`].
    pub differs: u8,
}

/// The distinct terms of a query as the search adds them: by rising document frequency, then by their bytes.
fn terms_as_searched(texts: &Texts<'_>, query: &str) -> Vec<(TermId, u32)> {
    let mut terms = texts.query(query).to_vec();
    terms.sort_by_key(|(term, _)| (texts.term_frequencies(*term, None).0, *term));
    terms
}

impl<'a> Asked<'a> {
    /// Of a query and what it ranks; `twins` has the twin of each document of the catalogue.
    pub fn new(
        query: &'a str,
        ranked: &'a RankedTexts,
        twins: &[Option<u32>],
        (catalogue, texts): (&'a Catalogue, &Texts<'_>),
    ) -> Self {
        let (terms, known) = (terms_as_searched(texts, query), texts.query(query));
        let place = |(term, _): &(TermId, u32)| known.iter().position(|(known, _)| known == term);
        let order: Vec<usize> = terms.iter().map(|term| place(term).expect("a term of the query")).collect();
        let (of_query, reference) = (texts.of_query(query), catalogue.reference());
        // One thing at a time: what is looked up of many documents comes from memory side by side.
        let document = |number: u32| {
            let id = catalogue.id(number);
            AskedDocument {
                number,
                base: &id.base,
                source: id.source,
                of_reference: id.source == reference,
                twin: None,
                exact: texts.exact_statistics(number),
                differs: 0,
            }
        };
        let mut documents: Vec<AskedDocument<'_>> = ranked.documents().map(document).collect();
        for one in &mut documents {
            let twin = twins[one.number as usize].and_then(|twin| ranked.place(twin));
            one.twin = twin.map(|twin| twin as u32);
        }
        let mut frequencies = Vec::with_capacity(ranked.len() * terms.len());
        let mut all = Vec::with_capacity(terms.len());
        for (place, one) in documents.iter().enumerate() {
            let found = of_query.frequencies_at(ranked, place);
            all.clear();
            all.extend(order.iter().map(|place| found[*place]));
            frequencies.extend(texts.by_field(&terms, one.number, &all));
        }
        let presences = Vec::with_capacity(frequencies.len());
        let mut asked = Asked { ranked, query, terms, documents, frequencies, presences };
        (0..asked.len()).for_each(|place| asked.compare(place));
        asked
    }

    /// Looks at the terms that a document and its twin have.
    fn compare(&mut self, place: usize) {
        let (one, terms) = (&self.documents[place], self.terms.len());
        let mut differs = 0;
        match one.twin {
            None => self.presences.extend(std::iter::repeat_n(0, terms)),
            Some(twin) => {
                let of = |place: usize| &self.frequencies[place * terms..][..terms];
                for (own, other) in of(place).iter().zip(of(twin as usize)) {
                    let presence =
                        if one.of_reference { presence(*other, *own) } else { presence(*own, *other) };
                    differs |= if other == own { 0 } else { presence };
                    self.presences.push(presence);
                }
            }
        }
        self.documents[place].differs = differs;
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// The place of a document that is ranked, or a version of one that is.
    pub fn place(&self, document: u32) -> usize {
        self.ranked.place(document).expect("ranked, or a version of what is")
    }

    /// The document of a place.
    pub fn document(&self, place: usize) -> &AskedDocument<'a> {
        &self.documents[place]
    }

    /// How often it has each term.
    pub fn frequencies(&self, place: usize) -> &[TermFrequency] {
        &self.frequencies[place * self.terms.len()..][..self.terms.len()]
    }

    /// Which of it and its twin have each term.
    pub fn presences(&self, place: usize) -> &[u8] {
        &self.presences[place * self.terms.len()..][..self.terms.len()]
    }
}
