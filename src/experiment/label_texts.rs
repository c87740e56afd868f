//! The texts of labelled pairs: a test collection in; its texts analysed, matched with the names of labels, and scored, out. It
//! joins labels with a retrieval model, which the stage does not know.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::corpus::{SourceMap, TestCollection};
use crate::error::Result;
use crate::labels::{
    GivenJudge, GivenLabel, Judgements, LabelSettings, LabelTexts, SimulatedJudge, labels_by_version,
};
use crate::retrieve::MODELS;
use crate::retrieve::model::{CollectionStatistics, DocumentStatistics, TermScorer, TermStatistics};
use crate::text::{AnalyzedCorpus, Analyzer, CollectionCounts, DocumentReader, TermId};

/// Where the texts of labelled pairs are.
pub struct LabelCorpus {
    /// As it was named, for the record.
    pub name: String,
    /// The texts, and the queries that the labels name.
    pub collection: TestCollection,
    /// How they become terms, as [`Analyzer::parse`] reads it.
    pub analyzer: String,
    /// Whether titles stand before the texts.
    pub titles: bool,
}

/// What a record keeps of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelCorpusRecord {
    /// As it was named.
    pub name: String,
    /// How its texts became terms.
    pub analyzer: String,
}

impl From<&LabelCorpus> for LabelCorpusRecord {
    fn from(corpus: &LabelCorpus) -> Self {
        LabelCorpusRecord { name: corpus.name.clone(), analyzer: corpus.analyzer.clone() }
    }
}

/// The same, read.
pub(super) struct ReadTexts<'a> {
    collection: &'a TestCollection,
    corpus: AnalyzedCorpus,
    analyzer: Analyzer,
}

impl LabelCorpus {
    pub(super) fn read(&self) -> Result<ReadTexts<'_>> {
        let analyzer = Analyzer::parse(&self.analyzer)?;
        let corpus = DocumentReader::new(&analyzer).with_titles(self.titles).read(&self.collection.corpus)?;
        Ok(ReadTexts { collection: &self.collection, corpus, analyzer })
    }
}

impl ReadTexts<'_> {
    /// Labels on a scale, those of contents given to their versions, with the texts of their pairs.
    ///
    /// # Errors
    /// As [`Judgements::new`].
    pub fn with_labels(
        &self,
        mut judges: Vec<GivenJudge>,
        mut people: Option<GivenJudge>,
        settings: &LabelSettings,
    ) -> Result<(Judgements, LabelTexts)> {
        let contents = labels_by_version(&mut judges, people.as_mut(), self.corpus.catalogue());
        let judgements = Judgements::new(judges, people, settings)?;
        let texts = LabelTexts { people_judged_contents: contents, ..self.of_pairs(&judgements)? };
        Ok((judgements, texts))
    }

    /// Who wrote which document of the corpus, and the source that others are compared with; `None` where it has one source.
    pub fn source_map(&self) -> Result<Option<(SourceMap, String)>> {
        let catalogue = self.corpus.catalogue();
        if catalogue.sources().len() < 2 {
            return Ok(None);
        }
        catalogue.check_names()?;
        let of = |number: u32| {
            let id = catalogue.id(number);
            let source = catalogue.source_name(id.source).to_string();
            (catalogue.docno(number), source, Some(id.base.to_string()))
        };
        let map = SourceMap::from_documents((0..catalogue.len() as u32).map(of))?;
        Ok(Some((map, catalogue.source_name(catalogue.reference()).to_string())))
    }

    /// The corpus's own judgements, of each version that is there.
    fn people(&self) -> Result<GivenJudge> {
        let catalogue = self.corpus.catalogue();
        let qrels = self.collection.checked_judgements(catalogue)?;
        let mut labels = Vec::new();
        for query in qrels.queries() {
            for (base, grades) in qrels.contents(query) {
                let graded = |version: u32| Some((version, grades.of(version)?));
                labels.extend(catalogue.versions(base).filter_map(graded).map(|(version, grade)| {
                    GivenLabel {
                        query: query.to_string(),
                        document: catalogue.docno(version),
                        grade: Some(grade),
                        written: grade.to_string(),
                        line: 0,
                        confidence: None,
                        samples: Vec::new(),
                        scale: None,
                    }
                }));
            }
        }
        Ok(GivenJudge { name: "people".to_string(), file: "judgements".into(), labels })
    }

    /// The texts of the pairs of judgements.
    fn of_pairs(&self, judgements: &Judgements) -> Result<LabelTexts> {
        let model = MODELS.parse("bm25")?;
        let counts = self.corpus.statistics(None);
        let score = |terms: &[(TermId, u32)], documents: &[u32]| -> Vec<f64> {
            let scorers = scorers(terms, &counts, |term, collection| model.object.term(term, collection));
            documents.iter().map(|document| self.score(&scorers, *document)).collect()
        };
        let (queries, corpus) = (&self.collection.queries, (&self.corpus, &self.analyzer));
        Ok(LabelTexts::new(judgements, corpus, (queries, &counts), &score))
    }

    fn score(&self, scorers: &[(TermId, TermScorer)], document: u32) -> f64 {
        let counts: FxHashMap<TermId, u32> = self.corpus.counts(document).into_iter().collect();
        let text = DocumentStatistics::of_length(self.corpus.length(document));
        let parts = scorers.iter().filter_map(|(term, scorer)| Some(scorer(*counts.get(term)?, text)));
        parts.sum()
    }
}

/// Labels on a scale, with the texts of their pairs.
///
/// # Errors
/// What reading the texts gives, and laying a scale on the labels ([`Judgements::new`]).
pub fn labels_with_texts(
    corpus: &LabelCorpus,
    judges: Vec<GivenJudge>,
    people: Option<GivenJudge>,
    settings: &LabelSettings,
) -> Result<(Judgements, LabelTexts)> {
    corpus.read()?.with_labels(judges, people, settings)
}

/// The labels of simulated judges, who see the grades of the corpus's own judgements: of each version of every judged content.
///
/// # Errors
/// What reading the texts gives; where no content is judged; where a judge's effects are out of range.
pub fn simulated_labels(
    corpus: &LabelCorpus,
    judges: &[(String, SimulatedJudge)],
    settings: &LabelSettings,
) -> Result<Vec<GivenJudge>> {
    let read = corpus.read()?;
    let people = read.people()?;
    let seen = GivenJudge { name: String::new(), ..people.clone() };
    let (judgements, texts) = read.with_labels(vec![seen], Some(people), settings)?;
    judges.iter().map(|(name, judge)| judge.judge(name, &judgements, &texts)).collect()
}

/// The scorer of each term of a query.
fn scorers(
    terms: &[(TermId, u32)],
    counts: &CollectionCounts,
    scorer: impl Fn(&TermStatistics<'_>, &CollectionStatistics) -> TermScorer,
) -> Vec<(TermId, TermScorer)> {
    let length = terms.iter().map(|(_, frequency)| f64::from(*frequency)).sum();
    let collection = CollectionStatistics::new(counts.documents, counts.tokens, length);
    let of = |(term, frequency): &(TermId, u32)| {
        let place = term.index();
        let statistics = TermStatistics::new(
            u64::from(counts.document_frequency[place]),
            counts.collection_frequency[place],
        );
        (*term, scorer(&statistics.in_query(f64::from(*frequency)), &collection))
    };
    terms.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::simulate::{SimulationSettings, simulate};
    use crate::index::Index;
    use crate::labels::SIMULATED_JUDGES;
    use crate::retrieve::search;

    #[test]
    fn scores_are_those_of_the_search() {
        let settings =
            SimulationSettings { documents: 200, queries: 10, topics: 5, ..SimulationSettings::default() };
        let collection = simulate(&settings).unwrap().collection;
        let corpus =
            LabelCorpus { name: String::new(), collection, analyzer: "words".to_string(), titles: false };
        let read = corpus.read().unwrap();
        let people = read.people().unwrap();
        let judge = GivenJudge { name: "j".to_string(), ..people.clone() };
        let (judgements, texts) =
            read.with_labels(vec![judge], Some(people), &LabelSettings::default()).unwrap();
        assert_eq!((texts.without_text(), texts.people_judged_contents), (0, false));
        let index = Index::build_in_memory(&read.corpus, &read.analyzer).unwrap();
        let models = [MODELS.parse("bm25").unwrap()];
        let runs = search(&index, &corpus.collection.queries, &read.analyzer, &models, 1000, &|| ()).unwrap();
        let catalogue = read.corpus.catalogue();
        let mut compared = 0;
        for (text, (query, document)) in texts.pairs.iter().zip(&judgements.pairs) {
            let number = catalogue.number_of_docno(document).unwrap();
            let ranking = &runs[0].rankings[&judgements.queries[*query as usize]];
            let ranked = ranking.documents().iter().find(|one| one.document == number);
            let (found, score) = (ranked.map_or(0.0, |one| one.score), text.as_ref().unwrap().score.unwrap());
            assert!((found - score).abs() < 1e-9, "{document}: {found} {score}");
            compared += usize::from(found > 0.0);
        }
        assert!(compared > 100, "{compared}");
    }

    #[test]
    fn a_simulated_judge_grades_every_version() {
        let settings =
            SimulationSettings { documents: 200, queries: 10, topics: 5, ..SimulationSettings::default() };
        let collection = simulate(&settings).unwrap().collection;
        let corpus =
            LabelCorpus { name: String::new(), collection, analyzer: "words".to_string(), titles: false };
        let judge = *SIMULATED_JUDGES.parse("simulated(noise=0)").unwrap().object;
        let settings = LabelSettings::default();
        let found = simulated_labels(&corpus, &[("plain".to_string(), judge)], &settings).unwrap().remove(0);
        let people = corpus.read().unwrap().people().unwrap();
        let labels = |judge: &GivenJudge| -> std::collections::BTreeSet<(String, String, Option<i32>)> {
            let label = |label: &GivenLabel| (label.query.clone(), label.document.clone(), label.grade);
            judge.labels.iter().map(label).collect()
        };
        // One who adds nothing grades as the people.
        assert_eq!(labels(&found), labels(&people));
        assert!(found.labels.iter().any(|label| label.document.ends_with("-llm")));
    }
}
