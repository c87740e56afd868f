//! One query explained from the index alone: a query, models and judgements in; the pairs of twins that it ranks, and what each
//! term gives each version, out. No text is read again.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{PairScores, split};
use super::pairs::{PairFacts, PairRow, contributions, lacking, standings};
use crate::corpus::{Catalogue, ContentGrades, Qrels, Query, SourceId};
use crate::error::{Error, Result};
use crate::evaluate::{Measure, Ties};
use crate::index::Index;
use crate::registry::Named;
use crate::retrieve::model::TermFrequency;
use crate::retrieve::{Explanation, RetrievalModel, Run, explain, search};
use crate::table::{FileKind, Shown};
use crate::text::Analyzer;

crate::table! {
    /// what each term of a query gives each version of a content, for the pairs that contribute most
    pub struct TermPartRow("bias/twin_terms", FileKind::Csv, None) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The query.
        query: String;
        /// The content.
        content: String = "Content", Shown::Word;
        /// The source whose version it is.
        source: String = "Source", Shown::Word;
        /// The term; empty for what the document gives without any term.
        term: String = "Term", Shown::Word;
        /// How often it stands in the query, or its weight in an expanded one.
        query_frequency: Option<f64> = "qtf", Shown::Significant;
        /// The documents of the index that have the term.
        df: Option<f64> = "df", Shown::Decimal(0);
        /// ln(N ÷ df), of N documents.
        idf: Option<f64> = "idf", Shown::Decimal(3);
        /// How often the version has the term.
        tf: Option<f64> = "tf", Shown::Decimal(0);
        /// What the term gives to the version's score.
        score: Option<f64> = "Score", Shown::Decimal(4);
        /// Of this, what its length gives: the score less that of a document of mean length that has the term as often.
        length_part: Option<f64> = "Length part", Shown::Decimal(4);
        /// The version's tokens.
        length: u64 = "Tokens", Shown::Count;
    }
}

/// What is needed to explain a query.
#[derive(Clone, Copy)]
pub struct ExplainRequest<'a> {
    /// The documents.
    pub index: &'a Index,
    /// What cut the documents into terms.
    pub analyzer: &'a Analyzer,
    /// The judgements; none where pairs are those that are ranked.
    pub qrels: &'a Qrels,
    /// The measure of which each pair's contribution is told.
    pub measure: Option<&'a Named<dyn Measure>>,
    /// How the measure takes ties.
    pub ties: Ties,
    /// To which rank documents are looked at.
    pub depth: usize,
}

/// A query explained.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedPairs {
    /// The pairs, those first that contribute most to the measure, then those of the greatest gap.
    pub pairs: Vec<PairRow>,
    /// What each term gives each version, for the pairs of one content.
    pub terms: Vec<TermPartRow>,
}

impl ExplainRequest<'_> {
    /// Explains how `models` rank the twins of the reference and `source`, or all other sources where there is none.
    ///
    /// With a `content`, its pairs alone and their terms. Else the pairs that are judged relevant; where nothing is judged,
    /// those of which a version is ranked. Pairs without any term of the query are left out.
    ///
    /// # Errors
    /// Where the index cannot be read, or where no source, or no other source's version of the content, has this name.
    pub fn explain(
        &self,
        query: &Query,
        models: &[Named<dyn RetrievalModel>],
        content: Option<&str>,
        source: Option<&str>,
    ) -> Result<ExplainedPairs> {
        let catalogue = &**self.index.catalogue();
        let sources = match source {
            None => catalogue.others().collect(),
            Some(name) => vec![other_source(catalogue, name)?],
        };
        let runs =
            search(self.index, std::slice::from_ref(query), self.analyzer, models, self.depth, &|| ())?;
        let mut found = ExplainedPairs { pairs: Vec::new(), terms: Vec::new() };
        for (model, run) in models.iter().zip(&runs) {
            let contents = match content {
                Some(content) => vec![content.to_string()],
                None => self.contents(query, run),
            };
            self.of_model(query, (model, run), &contents, &sources, &mut found, content.is_some())?;
        }
        if let Some(content) = content.filter(|_| found.pairs.is_empty()) {
            return Err(unpaired(catalogue, content, &sources));
        }
        let size = |value: Option<f64>| -value.map_or(0.0, f64::abs);
        let key = |row: &PairRow| (size(row.contribution), size(row.gap));
        found.pairs.sort_by(|left, right| {
            let (left, right) = (key(left), key(right));
            left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1))
        });
        Ok(found)
    }

    /// What each term gives the two versions of a pair under one model, the reference's first; nothing is searched.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn terms_of(
        &self,
        query: &Query,
        model: &Named<dyn RetrievalModel>,
        content: &str,
        source: SourceId,
    ) -> Result<Vec<TermPartRow>> {
        let catalogue = self.index.catalogue();
        let sources = [catalogue.reference(), source];
        let documents: Vec<u32> =
            sources.iter().filter_map(|source| catalogue.number(content, *source)).collect();
        let explained = explain(self.index, query, self.analyzer, model, &documents)?;
        let rows = |place| self.term_rows(&explained, (&query.id, content), place);
        Ok((0..documents.len()).flat_map(rows).collect())
    }

    /// The contents that are judged relevant, or of which a version is ranked.
    fn contents(&self, query: &Query, run: &Run) -> Vec<String> {
        let judged = self.qrels.of(&query.id).filter(|(_, grade)| *grade > 0);
        let judged: Vec<String> = judged.map(|(base, _)| base.to_string()).collect();
        if !judged.is_empty() {
            return judged;
        }
        let ranked = run.rankings.values().flat_map(|ranking| ranking.documents());
        let bases: BTreeSet<String> =
            ranked.map(|one| self.index.catalogue().id(one.document).base.to_string()).collect();
        bases.into_iter().collect()
    }

    fn of_model(
        &self,
        query: &Query,
        (model, run): (&Named<dyn RetrievalModel>, &Run),
        contents: &[String],
        sources: &[SourceId],
        found: &mut ExplainedPairs,
        with_terms: bool,
    ) -> Result<()> {
        let catalogue = &**self.index.catalogue();
        let Some(ranking) = run.rankings.get(&query.id) else { return Ok(()) };
        let standings = standings(ranking);
        for source in sources {
            let number = |content: &str, source: SourceId| catalogue.number(content, source);
            let pairs: Vec<(&str, [u32; 2])> = contents
                .iter()
                .filter_map(|content| {
                    Some((
                        content.as_str(),
                        [number(content, *source)?, number(content, catalogue.reference())?],
                    ))
                })
                .collect();
            let grades: BTreeMap<&str, &ContentGrades> = self.qrels.contents(&query.id).collect();
            let documents: Vec<u32> = pairs.iter().flat_map(|(_, documents)| *documents).collect();
            let explained = explain(self.index, query, self.analyzer, model, &documents)?;
            let asked: Vec<Option<&str>> =
                explained.terms.iter().map(|term| term.asked.then_some(term.term.as_str())).collect();
            let judgements = (self.qrels, &*query.id);
            let contributions =
                contributions(ranking, catalogue, judgements, *source, self.ties, self.measure);
            for (number, (content, documents)) in pairs.into_iter().enumerate() {
                let places = [2 * number, 2 * number + 1];
                let [left, right] = places.map(|place| frequencies(&explained, place));
                if !with_terms && left.iter().chain(&right).all(|frequency| frequency.all == 0) {
                    continue;
                }
                let facts = PairFacts {
                    content,
                    sources: [*source, catalogue.reference()],
                    grade: grades.get(content).and_then(|grades| grades.alike(documents)),
                    contribution: contributions.get(content).copied(),
                    scores: scores(&explained, content, places),
                    standings: documents.map(|document| standings.get(&document).copied()),
                    lengths: places.map(|place| explained.documents[place].length),
                    lacking: lacking(&asked, [&left, &right]),
                };
                found.pairs.push(facts.row(&model.name, &query.id, catalogue));
                if with_terms {
                    let told =
                        |place: usize| self.term_rows(&explained, (&query.id, content), place).into_iter();
                    let first = sources.first() == Some(source);
                    // The reference's version is the same in all pairs of a content.
                    found.terms.extend(if first { told(places[1]) } else { Vec::new().into_iter() });
                    found.terms.extend(told(places[0]));
                }
            }
        }
        Ok(())
    }

    /// What each term gives the document at `place`, and what it gets without any.
    fn term_rows(
        &self,
        explained: &Explanation,
        (query, content): (&str, &str),
        place: usize,
    ) -> Vec<TermPartRow> {
        let (catalogue, document) = (self.index.catalogue(), &explained.documents[place]);
        let documents = self.index.description().documents as f64;
        let row = |term: &str, score: f64| TermPartRow {
            model: explained.model.clone(),
            query: query.to_string(),
            content: content.to_string(),
            source: catalogue.source_name(catalogue.id(document.document).source).to_string(),
            term: term.to_string(),
            query_frequency: None,
            df: None,
            idf: None,
            tf: None,
            score: Some(score).filter(|score| score.is_finite()),
            length_part: None,
            length: u64::from(document.length),
        };
        let of_term = |(number, term): (usize, &crate::retrieve::ExplainedTerm)| TermPartRow {
            query_frequency: Some(term.query_frequency),
            df: Some(term.document_frequency as f64),
            idf: Some((documents / term.document_frequency.max(1) as f64).ln()),
            tf: Some(f64::from(document.frequencies[number])),
            length_part: Some(document.terms[number] - document.at_mean_length[number])
                .filter(|part| part.is_finite()),
            ..row(&term.term, document.terms[number])
        };
        let mut rows: Vec<TermPartRow> = explained.terms.iter().enumerate().map(of_term).collect();
        if document.rest != 0.0 && document.rest.is_finite() {
            rows.push(row("", document.rest));
        }
        rows
    }
}

/// The scores of the documents at these places, the source's first, and the parts of their gap; `None` where one of them has
/// no token: no model says what a document of no length is worth.
fn scores(explained: &Explanation, content: &str, places: [usize; 2]) -> Option<PairScores> {
    if places.iter().any(|place| explained.documents[*place].length == 0) {
        return None;
    }
    let [source, reference] = places.map(|place| frequencies(explained, place));
    // Whether one function scores both.
    explained.score_like(content, |_| 0u32, places[0])?;
    let score = |frequency: &dyn Fn(usize) -> TermFrequency, side: usize| {
        explained.score_like(content, frequency, places[side]).expect("one function scores both")
    };
    let scores = places.map(|place| explained.documents[place].score);
    Some(PairScores { scores, gap: split([&source, &reference], &score) })
}

/// How often the document at a place has each term.
fn frequencies(explained: &Explanation, place: usize) -> Vec<TermFrequency> {
    (0..explained.terms.len()).map(|term| explained.documents[place].frequency(term)).collect()
}

fn other_source(catalogue: &Catalogue, name: &str) -> Result<SourceId> {
    let known = catalogue.source_named(name).filter(|source| *source != catalogue.reference());
    known.ok_or_else(|| {
        let names: Vec<&str> = catalogue.others().map(|source| catalogue.source_name(source)).collect();
        Error::BadExperiment {
            place: "source".to_string(),
            reason: format!("no other source is called `{name}`; there is {}", names.join(", ")),
        }
    })
}

fn unpaired(catalogue: &Catalogue, content: &str, sources: &[SourceId]) -> Error {
    let name = |version| catalogue.source_name(catalogue.id(version).source);
    let found: Vec<&str> = catalogue.versions(content).map(name).collect();
    let wanted: Vec<&str> = sources.iter().map(|source| catalogue.source_name(*source)).collect();
    let reason = match &found[..] {
        [] => format!("no document has the id `{content}`"),
        found => format!(
            "`{content}` has versions of {} alone; a pair is one of {} and one of {}",
            found.join(", "),
            catalogue.source_name(catalogue.reference()),
            wanted.join(" or ")
        ),
    };
    Error::BadExperiment { place: "content".to_string(), reason }
}

#[cfg(test)]
#[path = "explanation_tests.rs"]
mod tests;
