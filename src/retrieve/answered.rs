//! One query of a few words answered: an index, words and a model in; the documents that stand first, and what each word gives
//! each of them, as rows, out.

use super::{Ranking, RetrievalModel, explain, search};
use crate::corpus::Query;
use crate::error::Result;
use crate::index::Index;
use crate::registry::Named;
use crate::table::{FileKind, Shown};
use crate::text::Analyzer;

crate::table! {
    /// the documents that a model ranks first for a query
    pub struct FoundRow("search/documents", FileKind::Csv, None) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The mean of the ranks of its tie group, from 1.
        rank: Option<f64> = "Rank", Shown::Significant;
        /// The document, as run files name it.
        document: String = "Document", Shown::Word;
        /// The score.
        score: Option<f64> = "Score", Shown::Decimal(4);
        /// Its length in tokens.
        length: u64 = "Length", Shown::Count;
    }
}

crate::table! {
    /// what each term of a query gives each of the documents that a model ranks first
    pub struct FoundTermRow("search/terms", FileKind::Csv, None) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The mean of the ranks of its tie group, from 1.
        rank: Option<f64> = "Rank", Shown::Significant;
        /// The document, as run files name it.
        document: String = "Document", Shown::Word;
        /// The score of the document: the sum of what its terms give.
        document_score: Option<f64> = "Score", Shown::Decimal(4);
        /// The term; empty for what the document gives without any term.
        term: String = "Term", Shown::Word;
        /// What the term gives.
        score: Option<f64> = "Part", Shown::Decimal(4);
        /// How often the document has the term.
        tf: Option<f64> = "tf", Shown::Decimal(0);
        /// The documents of the index that have it.
        df: Option<f64> = "df", Shown::Decimal(0);
        /// How often it stands in the query, or its weight in an expanded one.
        query_frequency: Option<f64> = "qtf", Shown::Significant;
        /// The length of the document in tokens.
        length: u64 = "Length", Shown::Count;
    }
}

/// The documents that each model ranks first for `words`: `limit` of them, and those that tie with the last one.
///
/// # Errors
/// Where the index cannot be read.
pub fn found(
    index: &Index,
    words: &str,
    analyzer: &Analyzer,
    models: &[Named<dyn RetrievalModel>],
    limit: usize,
) -> Result<Vec<FoundRow>> {
    let runs = answered(index, &query(words), analyzer, models, limit)?;
    let rows = runs.iter().flat_map(|(model, ranking)| {
        ranking.ranked().map(|(rank, one)| FoundRow {
            model: model.clone(),
            rank: Some(rank),
            document: docno(index, one.document),
            score: Some(one.score),
            length: u64::from(index.lengths()[one.document as usize]),
        })
    });
    Ok(rows.collect())
}

/// What each term of `words` gives each document that [`found`] finds; of each document the terms that give it most first, and
/// none that it lacks unless that changes its score.
///
/// # Errors
/// Where the index cannot be read.
pub fn found_terms(
    index: &Index,
    words: &str,
    analyzer: &Analyzer,
    models: &[Named<dyn RetrievalModel>],
    limit: usize,
) -> Result<Vec<FoundTermRow>> {
    let query = query(words);
    let mut rows = Vec::new();
    for (model, (name, ranking)) in models.iter().zip(answered(index, &query, analyzer, models, limit)?) {
        let numbers: Vec<u32> = ranking.documents().iter().map(|one| one.document).collect();
        let explained = explain(index, &query, analyzer, model, &numbers)?;
        for ((rank, one), document) in ranking.ranked().zip(&explained.documents) {
            let told = |term: &str, score: f64| FoundTermRow {
                model: name.clone(),
                rank: Some(rank),
                document: docno(index, one.document),
                document_score: Some(one.score),
                term: term.to_string(),
                score: Some(score),
                tf: None,
                df: None,
                query_frequency: None,
                length: u64::from(document.length),
            };
            let each = explained.terms.iter().zip(&document.terms).zip(&document.frequencies);
            let given = each.filter(|((_, score), frequency)| **frequency > 0 || **score != 0.0);
            let mut terms: Vec<FoundTermRow> = given
                .map(|((term, score), frequency)| FoundTermRow {
                    tf: Some(f64::from(*frequency)),
                    df: Some(term.document_frequency as f64),
                    query_frequency: Some(term.query_frequency),
                    ..told(&term.term, *score)
                })
                .collect();
            // Equal parts in the order of the terms, by rising df.
            let part = |row: &FoundTermRow| row.score.unwrap_or(0.0);
            terms.sort_by(|left, right| part(right).total_cmp(&part(left)));
            if document.rest != 0.0 {
                terms.push(told("", document.rest));
            }
            rows.extend(terms);
        }
    }
    Ok(rows)
}

/// The name of a document, without reading those of all.
fn docno(index: &Index, document: u32) -> String {
    let mut name = String::new();
    index.catalogue().push_docno(document, &mut name);
    name
}

fn query(words: &str) -> Query {
    Query::new("query", words)
}

/// The name of each model and its ranking, which is empty where nothing is found.
fn answered(
    index: &Index,
    query: &Query,
    analyzer: &Analyzer,
    models: &[Named<dyn RetrievalModel>],
    limit: usize,
) -> Result<Vec<(String, Ranking)>> {
    let runs = search(index, std::slice::from_ref(query), analyzer, models, limit, &|| ())?;
    Ok(runs
        .into_iter()
        .map(|mut run| (run.model, run.rankings.remove(&query.id).unwrap_or_default()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::retrieve::MODELS;
    use crate::text::AnalyzedCorpus;

    #[test]
    fn parts_add_up_to_the_scores_and_ties_share_their_rank() {
        let texts = [("a", "ripe pears and apples"), ("b", "pears"), ("c", "plums"), ("d", "pears")];
        let corpus = Corpus::from_texts([("human", texts), ("gpt", texts)]).unwrap();
        let analyzer = Analyzer::parse("english").unwrap();
        let analyzed = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
        let index = Index::build_in_memory(&analyzed, &analyzer).unwrap();
        for model in ["bm25", "dirichlet", "tf_idf", "dph", "bm25|rm3"] {
            let models = [MODELS.parse(model).unwrap()];
            let documents = found(&index, "ripe pears", &analyzer, &models, 4).unwrap();
            // Two versions of `a`, and four texts that tie for the places 3 to 6.
            let ranks: Vec<f64> = documents.iter().filter_map(|row| row.rank).collect();
            assert_eq!(ranks, [1.5, 1.5, 4.5, 4.5, 4.5, 4.5], "{model}");
            assert_eq!((&*documents[0].document, documents[0].length), ("a-human", 3), "{model}");
            let terms = found_terms(&index, "ripe pears", &analyzer, &models, 4).unwrap();
            for row in &documents {
                let parts = terms.iter().filter(|term| term.document == row.document);
                let sum: f64 = parts.filter_map(|term| term.score).sum();
                assert!((sum - row.score.unwrap()).abs() < 1e-12, "{model} {}: {sum}", row.document);
            }
            let first: Vec<&str> =
                terms.iter().filter(|term| term.document == "b-gpt").map(|term| &*term.term).collect();
            assert!(first.contains(&"pear") && !first.contains(&"plum"), "{model}: {first:?}");
        }
        let models = [MODELS.parse("bm25").unwrap()];
        assert!(found(&index, "nothing here", &analyzer, &models, 4).unwrap().is_empty());
        assert!(found_terms(&index, "nothing here", &analyzer, &models, 4).unwrap().is_empty());
    }
}
