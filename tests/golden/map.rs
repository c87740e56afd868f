//! The map of sources and its principal components against scikit-learn's, in `tests/golden/map.json`.

use sourcebias::corpus::Corpus;
use sourcebias::profile::map::{MapSettings, map};
use sourcebias::profile::{DocumentPlaceRow, MapRow};
use sourcebias::statistics::{Bootstrap, principal_axes};
use sourcebias::table::TableRow;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

fn list<T: serde::de::DeserializeOwned>(golden: &serde_json::Value, key: &str) -> T {
    serde_json::from_value(golden[key].clone()).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} {expected}");
}

#[test]
fn principal_components_equal_scikit_learn_s() {
    let golden = super::golden("map.json");
    let matrix: Vec<Vec<f64>> = list(&golden, "matrix");
    let (places, directions): (Vec<Vec<f64>>, Vec<Vec<f64>>) =
        (list(&golden, "matrix_places"), list(&golden, "matrix_directions"));
    let shares: Vec<f64> = list(&golden, "matrix_shares");
    let axes = principal_axes(&matrix, 9);
    assert_eq!(axes.len(), 5);
    for (number, axis) in axes.iter().enumerate() {
        near(axis.share, shares[number]);
        axis.direction.iter().zip(&directions[number]).for_each(|(found, expected)| near(*found, *expected));
        axis.places.iter().zip(&places).for_each(|(found, expected)| near(*found, expected[number]));
    }
}

#[test]
fn places_of_sources_and_documents_equal_scikit_learn_s() {
    let golden = super::golden("map.json");
    let (sources, texts): (Vec<String>, Vec<Vec<String>>) =
        (list(&golden, "sources"), list(&golden, "texts"));
    let named = |texts: &Vec<String>| -> Vec<(String, String)> {
        texts.iter().enumerate().map(|(number, text)| (format!("d{number:02}"), text.clone())).collect()
    };
    let corpus = Corpus::from_texts(sources.iter().map(String::as_str).zip(texts.iter().map(named))).unwrap();
    let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap();
    let settings = MapSettings { words: list(&golden, "words"), documents: true };
    let found = map(&corpus, &settings, &Bootstrap::default());
    let rows = MapRow::from_table(&found.sources).unwrap();
    let (places, shares): (Vec<[f64; 2]>, [f64; 2]) = (list(&golden, "places"), list(&golden, "shares"));
    let (distances, chances): (Vec<Vec<f64>>, Vec<f64>) =
        (list(&golden, "distances"), list(&golden, "by_chance"));
    for (number, row) in rows.iter().enumerate() {
        near(row.x.unwrap(), places[number][0]);
        near(row.y.unwrap(), places[number][1]);
        near(row.x_share.unwrap(), shares[0]);
        near(row.y_share.unwrap(), shares[1]);
        if number > 0 {
            near(row.distance.unwrap(), distances[number][0]);
            near(row.by_chance.unwrap(), chances[number - 1]);
        }
        let others = (0..sources.len()).filter(|other| *other != number);
        let nearest = others.min_by(|a, b| distances[number][*a].total_cmp(&distances[number][*b])).unwrap();
        assert_eq!(row.nearest, sources[nearest]);
        near(row.nearest_distance.unwrap(), distances[number][nearest]);
    }
    let documents: Vec<Vec<[f64; 2]>> = list(&golden, "documents");
    let rows = DocumentPlaceRow::from_table(&found.documents.unwrap()).unwrap();
    assert_eq!(rows.len(), documents.iter().map(Vec::len).sum::<usize>());
    for row in rows {
        let source = sources.iter().position(|source| **source == *row.source).unwrap();
        let content: usize = row.content[1..].parse().unwrap();
        near(row.x.unwrap(), documents[source][content][0]);
        near(row.y.unwrap(), documents[source][content][1]);
    }
}
