//! The explanation of a query against what the whole corpus tells of it.

use super::*;
use crate::bias::{BiasSettings, Evidence, bias};
use crate::corpus::Document;
use crate::corpus::simulate::{SimulationSettings, simulate};
use crate::evaluate::{EvaluateSettings, MEASURES, evaluate};
use crate::retrieve::MODELS;
use crate::table::TableRow;
use crate::text::DocumentReader;

#[test]
fn the_index_alone_tells_of_a_pair_what_the_whole_corpus_does() {
    let settings = SimulationSettings { documents: 400, queries: 6, ..SimulationSettings::default() };
    let simulated = simulate(&settings).unwrap().collection;
    let analyzer = Analyzer::parse("words").unwrap();
    // The first words of some texts are their titles.
    let titled = |document: crate::error::Result<Document>| {
        let document = document?;
        let end = document.text.match_indices(' ').nth(document.text.len() % 5).map_or(0, |found| found.0);
        let (title, text) = document.text.split_at(end);
        Ok(Document { title: title.to_string(), text: text.to_string(), ..document })
    };
    let sources = (simulated.corpus.sources.clone(), simulated.corpus.reference);
    let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
    let corpus = reader.read_documents(sources, simulated.corpus.documents().map(titled)).unwrap();
    let index = Index::build_in_memory(&corpus, &analyzer).unwrap();
    let models: Vec<_> = ["bm25", "dirichlet", "lnc_ltc", "bm25|idf_pool(of=own)", "bm25|rm3", "bm25f"]
        .map(|name| MODELS.parse(name).unwrap())
        .into();
    let measures = [MEASURES.parse("nDCG@10").unwrap()];
    let queries = &simulated.queries;
    let runs = search(&index, queries, &analyzer, &models, 50, &|| ()).unwrap();
    let evaluation = evaluate(&runs, &simulated.qrels, &measures, &EvaluateSettings::default());
    let settings = BiasSettings { bootstrap: 0, ..BiasSettings::default() };
    let evidence = Evidence {
        queries,
        qrels: &simulated.qrels,
        measures: &measures,
        models: &models,
        ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
    };
    let told = bias(&evidence).unwrap();
    let rows = PairRow::from_table(told.table("bias/pairs").unwrap()).unwrap();
    assert!(rows.len() > 20);
    let request = ExplainRequest {
        index: &index,
        analyzer: &analyzer,
        qrels: &simulated.qrels,
        measure: Some(&measures[0]),
        ties: EvaluateSettings::default().ties,
        depth: 50,
    };
    let near = |left: Option<f64>, right: Option<f64>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= 1e-9,
        (left, right) => left == right,
    };
    let mut found = 0;
    for row in &rows {
        let query = queries.iter().find(|query| query.id == row.query).unwrap();
        let model = models
            .iter()
            .filter(|model| model.name == row.model)
            .map(|model| MODELS.parse(&model.name).unwrap());
        let explained = request.explain(query, &model.collect::<Vec<_>>(), Some(&row.content), None).unwrap();
        let [pair] = &explained.pairs[..] else { panic!() };
        assert_eq!((&pair.dropped, &pair.added), (&row.dropped, &row.added));
        assert_eq!((pair.source_length, pair.grade), (row.source_length, row.grade));
        assert_eq!((pair.source_rank, pair.reference_rank), (row.source_rank, row.reference_rank));
        let values = |row: &PairRow| {
            [
                row.contribution,
                row.gap,
                row.coverage,
                row.tf,
                row.length,
                row.reference_score,
                row.source_score,
            ]
        };
        // A model without one function for twins has the scores of ranked documents alone in the table.
        let both = values(pair).into_iter().zip(values(row)).skip(if row.gap.is_some() { 0 } else { 5 });
        assert!(both.clone().all(|(left, right)| right.is_none() || near(left, right)), "{pair:?} {row:?}");
        if let (Some(gap), Some(coverage), Some(tf), Some(length)) =
            (pair.gap, pair.coverage, pair.tf, pair.length)
        {
            assert!((coverage + tf + length - gap).abs() < 1e-9);
            found += 1;
        }
        // What the terms give adds up to the scores.
        for (source, score) in [(&pair.source, pair.source_score), (&pair.reference, pair.reference_score)] {
            let parts = explained.terms.iter().filter(|part| part.source == *source);
            let sum: f64 = parts.filter_map(|part| part.score).sum();
            assert!(score.is_none_or(|score| (sum - score).abs() < 1e-9), "{source}: {sum} {score:?}");
        }
    }
    assert!(found > 20);
    // Without a content, the same pairs, the one of the greatest contribution first.
    let first = &queries[0];
    let all = request.explain(first, &models[..1], None, None).unwrap();
    let same = rows.iter().filter(|row| row.query == first.id && row.model == models[0].name).count();
    assert_eq!((all.pairs.len(), all.terms.len()), (same, 0));
    let sizes: Vec<f64> = all.pairs.iter().map(|pair| pair.contribution.unwrap().abs()).collect();
    assert!(sizes.is_sorted_by(|left, right| left >= right));
    let failed = |content: &str, source: Option<&str>| {
        request.explain(first, &models[..1], Some(content), source).unwrap_err().to_string()
    };
    assert!(failed("nothing", None).contains("no document has the id `nothing`"));
    assert!(failed(&rows[0].content, Some("gpt")).contains("no other source is called `gpt`"));
}
