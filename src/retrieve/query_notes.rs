//! What is to say of queries: their texts, an analyser and an index in; sentences on what it makes of them out.

use crate::corpus::Query;
use crate::error::Result;
use crate::index::Index;
use crate::text::{Analyzer, Reading};

/// What a reader should know of these queries: that some of them have no term of the index, and so find nothing, or that the
/// analyser leaves out more than 1 % of their text ([`Reading::warning`]).
///
/// # Errors
/// Where the index cannot be read.
pub fn query_notes(index: &Index, queries: &[Query], analyzer: &Analyzer) -> Result<Vec<String>> {
    let (mut reading, mut unknown) = (Reading::default(), Vec::new());
    for query in queries {
        let mut terms = Vec::new();
        let lost = analyzer.analyze_counting(&query.text, &mut |term: &str| terms.push(term.to_string()));
        reading.add(terms.len(), lost);
        let mut known = false;
        for term in terms {
            known = known || index.term(&term)?.is_some();
        }
        if !known {
            unknown.push(&query.id);
        }
    }
    let mut notes = Vec::new();
    if let Some(first) = unknown.first() {
        notes.push(format!(
            "{} of {} queries find nothing, such as `{first}`: the analyser leaves no term of them that the index has",
            unknown.len(),
            queries.len()
        ));
    }
    notes.extend(reading.warning().map(|warning| format!("queries: {warning}")));
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::AnalyzedCorpus;

    fn notes(spec: &str, texts: &[&str]) -> Vec<String> {
        let analyzer = Analyzer::parse(spec).unwrap();
        let source = Source { name: "human".to_string(), kind: SourceKind::Human };
        let id = DocumentId { base: Arc::from("a"), source: SourceId(0) };
        let document = Document { id, title: String::new(), text: "a red house".to_string() };
        let documents = [Ok(document)].into_iter();
        let corpus = AnalyzedCorpus::from_documents(vec![source], SourceId(0), documents, &analyzer, false);
        let index = Index::build_in_memory(&corpus.unwrap(), &analyzer).unwrap();
        let query =
            |(number, text): (usize, &&str)| Query { id: format!("q{number}"), text: text.to_string() };
        let queries: Vec<Query> = texts.iter().enumerate().map(query).collect();
        query_notes(&index, &queries, &analyzer).unwrap()
    }

    #[test]
    fn queries_that_find_nothing_are_counted() {
        assert_eq!(notes("english", &["houses of the poor"]), Vec::<String>::new());
        let told = notes("english", &["red", "to be or not to be", "", "blue"]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("3 of 4 queries find nothing, such as `q1`"), "{told:?}");
    }

    #[test]
    fn what_the_analyser_drops_of_queries_is_told() {
        let told = notes("ascii|lowercase", &["red дом", "a house"]);
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("queries: the analyser drops 1 of 4 pieces"), "{told:?}");
    }
}
