//! What is to say of queries: their texts, an analyser and a run of them in; sentences on what it makes of them out.

use super::Run;
use crate::corpus::Query;
use crate::number::counted;
use crate::text::{Analyzer, Reading};

/// What a reader should know of these queries, of which this is a run by any model: that some of them have no term of the
/// index, and so find nothing, or that the analyser leaves out more than 1 % of their text ([`Reading::warning`]).
pub fn query_notes(queries: &[Query], analyzer: &Analyzer, run: &Run) -> Vec<String> {
    let finds =
        |query: &Query| run.rankings.get(&query.id).is_some_and(|found| !found.documents().is_empty());
    let unknown: Vec<&Query> = queries.iter().filter(|query| !finds(query)).collect();
    let mut notes = Vec::new();
    if let Some(first) = unknown.first() {
        let (find, whose) = if unknown.len() == 1 { ("finds", "its") } else { ("find", "their") };
        let which = if unknown.len() == 1 { "" } else { "such as " };
        notes.push(format!(
            "{} of {}, {which}{}, {find} nothing: none of {whose} terms is in the index",
            unknown.len(),
            counted(queries.len() as u64, "query", "queries"),
            first.id
        ));
    }
    let mut reading = Reading::default();
    for query in queries {
        let mut tokens = 0;
        let lost = analyzer.analyze_counting(&query.text, &mut |_: &str| tokens += 1);
        reading.add(tokens, lost);
    }
    notes.extend(reading.warning().map(|warning| format!("queries: {warning}")));
    notes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::index::Index;
    use crate::retrieve::{MODELS, search};
    use crate::text::AnalyzedCorpus;

    fn notes(spec: &str, texts: &[&str]) -> Vec<String> {
        let analyzer = Analyzer::parse(spec).unwrap();
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let id = DocumentId { base: Arc::from("a"), source: SourceId(0) };
        let document = Document { id, title: String::new(), text: "a red house".to_string() };
        let documents = [Ok(document)].into_iter();
        let corpus = AnalyzedCorpus::from_documents(vec![source], SourceId(0), documents, &analyzer, false);
        let index = Index::build_in_memory(&corpus.unwrap(), &analyzer).unwrap();
        let query = |(number, text): (usize, &&str)| Query::new(format!("q{number}"), *text);
        let queries: Vec<Query> = texts.iter().enumerate().map(query).collect();
        let models = [MODELS.parse("bm25").unwrap()];
        let runs = search(&index, &queries, &analyzer, &models, 10, &|| ()).unwrap();
        query_notes(&queries, &analyzer, &runs[0])
    }

    #[test]
    fn queries_that_find_nothing_are_counted() {
        assert_eq!(notes("english", &["houses of the poor"]), Vec::<String>::new());
        let told = notes("english", &["red", "to be or not to be", "", "blue"]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("3 of 4 queries, such as q1, find nothing"), "{told:?}");
    }

    #[test]
    fn what_the_analyser_drops_of_queries_is_told() {
        let told = notes("ascii|lowercase", &["red дом", "a house"]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("queries: the analyser drops 1 of 4 pieces"), "{told:?}");
    }
}
