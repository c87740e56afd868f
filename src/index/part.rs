//! One part of an index: the terms of some consecutive documents in; for each distinct term its postings, encoded, out.
//! Parts are made side by side and gathered in their order.

use super::code;
use crate::corpus::SourceId;
use crate::text::intern::Batch;

/// What is kept of one document beside its terms.
#[derive(Debug)]
pub(super) struct PartDocument {
    pub base: Box<str>,
    pub source: SourceId,
    /// The number of its tokens.
    pub length: u32,
    /// How many of them, the first ones, are its title's; 0 where titles are not kept apart.
    pub title_length: u32,
}

/// Some consecutive documents, inverted.
#[derive(Default)]
pub(super) struct Part {
    pub documents: Vec<PartDocument>,
    /// The distinct terms, one for each list.
    pub terms: Batch,
    pub lists: Vec<List>,
    /// The postings of all lists but the first of each, one list after the other.
    pub bytes: Vec<u8>,
    /// The tokens of the titles, one document after the other, as places among the lists.
    pub titles: Vec<u32>,
}

/// The postings of one term; documents are counted from the first of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List {
    pub first: u32,
    /// The frequency in the first document.
    pub frequency: u32,
    pub last: u32,
    pub document_frequency: u32,
    pub collection_frequency: u64,
    /// Where its bytes end.
    pub end: usize,
}

impl Part {
    /// Inverts `documents`, whose terms stand in `tokens` one document after the other as numbers below `count`; `text`
    /// gives the term of a number.
    pub fn new<'t>(
        documents: Vec<PartDocument>,
        tokens: &[u32],
        count: usize,
        text: impl Fn(u32) -> &'t str,
    ) -> Part {
        // Occurrences by term, in order of the documents.
        let mut starts = vec![0u32; count + 1];
        for token in tokens {
            starts[*token as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut occurrences = vec![0u32; tokens.len()];
        let mut rest = tokens;
        for (number, document) in documents.iter().enumerate() {
            let (own, others) = rest.split_at(document.length as usize);
            for token in own {
                let place = &mut next[*token as usize];
                occurrences[*place as usize] = number as u32;
                *place += 1;
            }
            rest = others;
        }
        let mut part = Part { documents, ..Part::default() };
        let titled = part.documents.iter().any(|document| document.title_length > 0);
        let mut places = vec![0; if titled { count } else { 0 }];
        for (term, range) in starts.windows(2).enumerate().filter(|(_, range)| range[0] < range[1]) {
            if titled {
                places[term] = part.lists.len() as u32;
            }
            part.terms.push(text(term as u32));
            part.add(&occurrences[range[0] as usize..range[1] as usize]);
        }
        if titled {
            part.add_titles(tokens, &places);
        }
        part
    }

    /// Adds the titles, which are the beginnings of the documents, given the place of each term among the lists.
    fn add_titles(&mut self, tokens: &[u32], places: &[u32]) {
        let mut start = 0;
        for document in &self.documents {
            let title = &tokens[start..start + document.title_length as usize];
            self.titles.extend(title.iter().map(|token| places[*token as usize]));
            start += document.length as usize;
        }
    }

    /// Adds the list of the next term, given the document of each of its occurrences.
    fn add(&mut self, occurrences: &[u32]) {
        let mut postings = occurrences.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32));
        let (first, frequency) = postings.next().expect("a term that occurs");
        let (mut last, mut document_frequency) = (first, 1);
        for (document, frequency) in postings {
            code::write(&mut self.bytes, document - last, frequency);
            last = document;
            document_frequency += 1;
        }
        self.lists.push(List {
            first,
            frequency,
            last,
            document_frequency,
            collection_frequency: occurrences.len() as u64,
            end: self.bytes.len(),
        });
    }
}
