//! The texts of labelled pairs: judgements, an analysed corpus and its queries in; of every pair who wrote its text, which
//! terms of the query it has, and how long it is, out. The score of a retrieval model comes as plain numbers.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Judgements;
use super::versions::Names;
use crate::corpus::{Query, Source, SourceId, SourceKind};
use crate::text::{AnalyzedCorpus, Analyzer, CollectionCounts, TermId};

/// A term of the query of a labelled pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueryTerm {
    /// idf = ln(1 + (N − df + ½) ÷ (df + ½)), of N documents of which df have the term; above 0.
    pub idf: f64,
    /// How often the text has it.
    pub frequency: u32,
}

/// The text of a labelled pair.
#[derive(Debug, Clone, PartialEq)]
pub struct PairText {
    /// Who wrote it.
    pub source: SourceId,
    /// The number of its content: its twins have the same.
    pub content: u32,
    /// How many terms it has, as it is analysed.
    pub length: u32,
    /// The distinct terms of the query that some text of the corpus has.
    pub terms: Vec<QueryTerm>,
    /// Its score for the query; `None` where none of the query's terms is known.
    pub score: Option<f64>,
}

/// What scores documents for a query, from its distinct known terms with their frequencies: a score for each document.
pub type ScoreTexts<'a> = &'a dyn Fn(&[(TermId, u32)], &[u32]) -> Vec<f64>;

/// The texts of all labelled pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelTexts {
    /// The sources of the corpus.
    pub sources: Vec<Source>,
    /// The source that others are compared with.
    pub reference: SourceId,
    /// Of every pair of the judgements its text; `None` where the corpus has no document of that name.
    pub pairs: Vec<Option<PairText>>,
    /// Whether the people judged contents, and none of their versions apart.
    pub people_judged_contents: bool,
}

impl LabelTexts {
    /// Finds the texts of the pairs of `judgements`. `score` gives what a retrieval model makes of them.
    pub fn new(
        judgements: &Judgements,
        (corpus, analyzer): (&AnalyzedCorpus, &Analyzer),
        (queries, collection): (&[Query], &CollectionCounts),
        score: ScoreTexts<'_>,
    ) -> LabelTexts {
        let catalogue = corpus.catalogue();
        let (contents, names) = (catalogue.contents(), Names::new(catalogue));
        let texts: BTreeMap<&str, &str> =
            queries.iter().map(|query| (query.id.as_str(), query.text.as_str())).collect();
        let mut pairs = vec![None; judgements.pairs.len()];
        let by_query = judgements.pairs.chunk_by(|one, other| one.0 == other.0);
        let mut first = 0;
        for of_query in by_query {
            let found = of_query
                .iter()
                .enumerate()
                .filter_map(|(at, (_, name))| Some((first + at, names.version(name)?)));
            let (places, documents): (Vec<usize>, Vec<u32>) = found.unzip();
            let text = texts.get(judgements.queries[of_query[0].0 as usize].as_str());
            let terms = text.map_or_else(Vec::new, |text| known_terms(text, corpus, analyzer));
            let scores = match terms.is_empty() {
                true => vec![None; documents.len()],
                false => score(&terms, &documents).into_iter().map(Some).collect(),
            };
            for ((place, document), score) in places.into_iter().zip(documents).zip(scores) {
                let counts: FxHashMap<TermId, u32> = corpus.counts(document).into_iter().collect();
                let term = |(term, _): &(TermId, u32)| QueryTerm {
                    idf: idf(collection, *term),
                    frequency: counts.get(term).copied().unwrap_or_default(),
                };
                pairs[place] = Some(PairText {
                    source: catalogue.id(document).source,
                    content: contents[document as usize],
                    length: corpus.length(document),
                    terms: terms.iter().map(term).collect(),
                    score,
                });
            }
            first += of_query.len();
        }
        LabelTexts {
            sources: catalogue.sources().to_vec(),
            reference: catalogue.reference(),
            pairs,
            people_judged_contents: false,
        }
    }

    /// The name of a source.
    pub fn name(&self, source: SourceId) -> &str {
        &self.sources[source.index()].name
    }

    /// Whether a language model wrote what a source has.
    pub fn is_llm(&self, source: SourceId) -> bool {
        self.sources[source.index()].kind == SourceKind::Llm
    }

    /// Every source but the reference.
    pub fn others(&self) -> impl Iterator<Item = SourceId> + '_ {
        (0..self.sources.len() as u32).map(SourceId).filter(|source| *source != self.reference)
    }

    /// How many pairs have no text.
    pub fn without_text(&self) -> u64 {
        self.pairs.iter().filter(|pair| pair.is_none()).count() as u64
    }
}

/// The distinct terms of a query that some text of the corpus has, with their frequencies, sorted.
fn known_terms(text: &str, corpus: &AnalyzedCorpus, analyzer: &Analyzer) -> Vec<(TermId, u32)> {
    let mut found: BTreeMap<TermId, u32> = BTreeMap::new();
    analyzer.analyze(text, &mut |term| {
        if let Some(term) = corpus.vocabulary().id(term) {
            *found.entry(term).or_default() += 1;
        }
    });
    found.into_iter().collect()
}

fn idf(collection: &CollectionCounts, term: TermId) -> f64 {
    let frequency = f64::from(collection.document_frequency[term.index()]);
    ((collection.documents as f64 - frequency + 0.5) / (frequency + 0.5)).ln_1p()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::labels::LabelSettings;
    use crate::labels::judgements::tests::judged;

    /// A corpus of two sources and three contents.
    pub fn corpus() -> (AnalyzedCorpus, Analyzer) {
        let corpus = Corpus::from_texts([
            ("human", vec![("a", "red apple pie"), ("b", "green pear"), ("c", "old red stone wall")]),
            ("llm", vec![("a", "apple pie"), ("b", "green pear tree"), ("c", "old wall")]),
        ]);
        let analyzer = Analyzer::parse("words").unwrap();
        (AnalyzedCorpus::read(&corpus.unwrap(), &analyzer, false).unwrap(), analyzer)
    }

    #[test]
    fn of_every_pair_who_wrote_it_and_which_terms_it_has() {
        let (corpus, analyzer) = corpus();
        let files = &[
            ("j.qrels", "q 0 a-human 1\nq 0 a-llm 0\nr 0 c-llm 1\nq 0 x-llm 1\n"),
            ("people.qrels", "q 0 a-human 1\nq 0 a-llm 0\nr 0 c-llm 1\nq 0 x-llm 1\n"),
        ];
        let judgements = judged(files, true, &LabelSettings::default()).unwrap();
        let collection = corpus.statistics(None);
        // No text has "unheard".
        let queries = [Query::new("q", "red apple unheard apple"), Query::new("r", "unheard")];
        let score = |terms: &[(TermId, u32)], documents: &[u32]| -> Vec<f64> {
            documents.iter().map(|document| f64::from(terms[0].1 + *document)).collect()
        };
        let found = LabelTexts::new(&judgements, (&corpus, &analyzer), (&queries, &collection), &score);
        let pairs: Vec<_> = found.pairs.iter().flatten().collect();
        assert_eq!((pairs.len(), found.without_text()), (3, 1));
        let who = |at: usize| (found.name(pairs[at].source), pairs[at].content, pairs[at].length);
        assert_eq!([who(0), who(1), who(2)], [("human", 0, 3), ("llm", 0, 2), ("llm", 2, 2)]);
        // Two of six texts have either word: ln(1 + 4.5 ÷ 2.5).
        let idf = 2.8_f64.ln();
        let terms =
            |at: usize| pairs[at].terms.iter().map(|term| (term.idf, term.frequency)).collect::<Vec<_>>();
        assert!(terms(0).iter().chain(&terms(1)).all(|(found, _)| (found - idf).abs() < 1e-12));
        assert_eq!(terms(0).iter().map(|term| term.1).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(terms(1).iter().map(|term| term.1).collect::<Vec<_>>(), [1, 0]);
        assert_eq!((pairs[0].score, pairs[1].score), (Some(2.0), Some(5.0)));
        assert_eq!((pairs[2].terms.len(), pairs[2].score), (0, None));
        assert!(found.is_llm(SourceId(1)) && !found.is_llm(SourceId(0)));
    }
}
