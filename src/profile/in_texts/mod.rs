//! Terms in the texts: a profile and the corpus it was made of in; the same with the form in which the texts have each named
//! term most often, and lines of text around the strongest keywords, out. The corpus is read once more, block by block.

mod lines;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

pub use lines::KeywordLineRow;

use super::concordance::{Occurrence, PlacedText, by_parts};
use super::keyness::{Example, KeynessRow};
use super::turbulence::TurbulentTermRow;
use super::{Profile, SeparatingWordRow};
use crate::corpus::{Corpus, Document, SourceId};
use crate::error::Result;
use crate::in_order::held;
use crate::table::TableRow;
use crate::text::{Analyzer, KnownForms};

impl Profile {
    /// The same with what only the texts tell, which must be those that the profile was made of: the form of each keyword
    /// and of each term of the rank-turbulence divergence and of separability, and up to five lines of text around each of the strongest
    /// keywords, by either source ([`KeywordLineRow`]).
    ///
    /// The form is the stretch of text that gave the term, in lower case, that is the most frequent one over both sources;
    /// of equally frequent ones the first by the alphabet. Where the analyser makes n-grams of letters, a term is no word:
    /// there are no forms then, and no lines.
    ///
    /// # Errors
    /// Those of reading the corpus.
    pub fn with_texts(mut self, corpus: &Corpus, analyzer: &Analyzer, title: bool) -> Result<Profile> {
        if !analyzer.keeps_words() {
            return Ok(self);
        }
        let mut keywords = KeynessRow::from_table(&self.keyness.top)?;
        let mut turbulent = TurbulentTermRow::from_table(&self.turbulence.terms)?;
        let mut separating = SeparatingWordRow::from_table(&self.separability.words)?;
        let mut wanted: BTreeSet<&str> = keywords.iter().map(|row| row.term.as_str()).collect();
        wanted.extend(turbulent.iter().map(|row| row.term.as_str()));
        wanted.extend(separating.iter().map(|row| row.term.as_str()));
        if wanted.is_empty() {
            self.lines = Some(KeywordLineRow::to_table(Vec::new()));
            return Ok(self);
        }
        let wanted = Wanted::new(wanted, &self.keyness.examples);
        let mut found = Found::default();
        // What threads know of forms is kept from part to part.
        let idle: Mutex<Vec<KnownForms<'_>>> = Mutex::default();
        by_parts(
            corpus,
            |documents| {
                let known = held(&idle).pop();
                let mut forms = known.unwrap_or_else(|| KnownForms::new(analyzer));
                let mut part = Found::default();
                documents.iter().for_each(|document| part.look_into(document, &wanted, &mut forms, title));
                held(&idle).push(forms);
                part
            },
            |part| found.merge(part),
        )?;
        let number = |name: &str| corpus.sources.iter().position(|source| source.name == name);
        let form = |reference: &str, source: &str, term: &str| -> String {
            let sources = number(reference).zip(number(source));
            let form = sources.zip(wanted.numbers.get(term)).and_then(|((reference, source), term)| {
                found.form(term, [reference, source].map(|number| SourceId(number as u32)))
            });
            form.unwrap_or_default()
        };
        let of_keywords: Vec<String> =
            keywords.iter().map(|row| form(&row.reference, &row.source, &row.term)).collect();
        let of_terms: Vec<String> =
            turbulent.iter().map(|row| form(&row.reference, &row.source, &row.term)).collect();
        let of_words: Vec<String> =
            separating.iter().map(|row| form(&row.reference, &row.source, &row.term)).collect();
        keywords.iter_mut().zip(of_keywords).for_each(|(row, form)| row.form = form);
        turbulent.iter_mut().zip(of_terms).for_each(|(row, form)| row.form = form);
        separating.iter_mut().zip(of_words).for_each(|(row, form)| row.form = form);
        // By keyword as they are kept, then by source; of an example in corpus order.
        found.lines.sort_by_key(|(example, _)| *example);
        let lines = found.lines.into_iter().map(|(example, line)| {
            let of = &self.keyness.examples[example];
            let texts_of = Arc::from(corpus.sources[of.texts_of.index()].name.as_str());
            line.row(of, texts_of)
        });
        self.lines = Some(KeywordLineRow::to_table(lines.collect()));
        self.keyness.top = KeynessRow::to_table(keywords);
        self.turbulence.terms = TurbulentTermRow::to_table(turbulent);
        self.separability.words = SeparatingWordRow::to_table(separating);
        Ok(self)
    }
}

/// A term, the number of its example, and its lines at most.
type Lines = (u32, usize, usize);

/// What is looked for.
struct Wanted<'a> {
    /// The number of each term.
    numbers: FxHashMap<&'a str, u32>,
    /// Under its first word the terms that begin with it: the number, and the words that follow. A term of several words has
    /// a blank between them.
    by_first: FxHashMap<&'a str, Vec<(u32, Vec<&'a str>)>>,
    /// The examples of each document: the term, the number of the example, and its lines at most.
    examples: FxHashMap<(SourceId, &'a str), Vec<Lines>>,
}

impl<'a> Wanted<'a> {
    fn new(terms: BTreeSet<&'a str>, examples: &'a [Example]) -> Self {
        let numbers: FxHashMap<&str, u32> = terms.into_iter().zip(0..).collect();
        let mut by_first: FxHashMap<&str, Vec<(u32, Vec<&str>)>> = FxHashMap::default();
        for (term, number) in &numbers {
            let mut words = term.split(' ');
            let first = words.next().unwrap_or(term);
            by_first.entry(first).or_default().push((*number, words.collect()));
        }
        let mut of_documents: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (example, of) in examples.iter().enumerate() {
            let Some(number) = numbers.get(&*of.term) else { continue };
            for (base, lines) in &of.documents {
                let key = (of.texts_of, &**base);
                of_documents.entry(key).or_default().push((*number, example, *lines));
            }
        }
        Wanted { numbers, by_first, examples: of_documents }
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// How often each form of a term was seen in each source.
    forms: FxHashMap<(u32, SourceId), BTreeMap<String, u64>>,
    /// Lines, with the number of their example.
    lines: Vec<(usize, lines::Line)>,
}

impl Found {
    fn look_into(
        &mut self,
        document: &Document,
        wanted: &Wanted<'_>,
        forms: &mut KnownForms<'_>,
        title: bool,
    ) {
        let text = PlacedText::by_forms(document, forms, title);
        let source = document.id.source;
        let mut examples = wanted.examples.get(&(source, &*document.id.base)).cloned().unwrap_or_default();
        for kept in 0..text.kept.len() {
            let Some(terms) = wanted.by_first.get(text.term(kept)) else { continue };
            for (number, following) in terms {
                let last = kept + following.len();
                let follows = |(offset, word): (usize, &&str)| text.term(kept + 1 + offset) == *word;
                if last >= text.kept.len() || !following.iter().enumerate().all(follows) {
                    continue;
                }
                let (start, end) = (text.kept[kept], text.kept[last]);
                let bytes = text.places[start].start..text.places[end].end;
                let occurrence = Occurrence { words: start..end + 1, bytes };
                let written = lines::blanked(&text.text[occurrence.bytes.clone()]);
                // A term with capitals is of an analyser that tells them apart.
                let form = if written == text.term(kept) { written } else { written.to_lowercase() };
                let forms = self.forms.entry((*number, source)).or_default();
                *forms.entry(form).or_default() += 1;
                for (term, example, left) in &mut examples {
                    if term == number && *left > 0 {
                        *left -= 1;
                        let line = lines::Line::new(&text, &occurrence, &document.id.base);
                        self.lines.push((*example, line));
                    }
                }
            }
        }
    }

    /// Adds what was found behind.
    fn merge(&mut self, later: Found) {
        for (key, forms) in later.forms {
            let sums = self.forms.entry(key).or_default();
            forms.into_iter().for_each(|(form, count)| *sums.entry(form).or_default() += count);
        }
        self.lines.extend(later.lines);
    }

    /// The most frequent form of a term in these sources together, the first by the alphabet of equally frequent ones.
    fn form(&self, number: &u32, sources: [SourceId; 2]) -> Option<String> {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for forms in sources.iter().filter_map(|source| self.forms.get(&(*number, *source))) {
            forms.iter().for_each(|(form, count)| *sums.entry(form).or_default() += count);
        }
        let most = sums.values().max()?;
        sums.iter().find(|(_, count)| *count == most).map(|(form, _)| (*form).to_string())
    }
}
