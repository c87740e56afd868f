//! Real collections whose labels mean nothing: how often the comparison finds a difference all the same; and how often the
//! intervals of whole sources hold the value that samples of their size have. Both print tables, and take long.

use rayon::prelude::*;

use sourcebias::corpus::{CollectionSettings, Document, Source, SourceId, TestCollection};
use sourcebias::profile::{LEXICAL_MEASURES, ProfileSettings, placebo, profile};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

const RELABELINGS: u64 = 200;

const MEASURES: [&str; 15] = [
    "tokens",
    "types",
    "ttr",
    "mattr(window=50)",
    "mtld",
    "hdd",
    "zipf(estimator=mle)",
    "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)",
    "zipf_mandelbrot",
    "power_law",
    "lnre",
    "specificity",
    "specificity(statistic=mean)",
    "ictf",
    "clarity",
];

fn measures(specs: &[&str]) -> Vec<sourcebias::registry::Named<dyn sourcebias::profile::LexicalMeasure>> {
    LEXICAL_MEASURES.parse_all(&specs.iter().map(|spec| spec.to_string()).collect::<Vec<_>>()).unwrap()
}

/// That every p-value of a collection is below 5 % in 5 % of the relabelings, or in less.
fn holds(name: &str, specs: &[&str]) {
    let Some(folder) = super::folder(name) else { return };
    let collection = TestCollection::open(&CollectionSettings::of_folder(folder)).unwrap();
    let analyzer = Analyzer::parse("english").unwrap();
    let corpus = AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap();
    let settings = ProfileSettings { bootstrap: Some(199), ..ProfileSettings::default() };
    let table = placebo(&corpus, &measures(specs), &settings, RELABELINGS).unwrap();
    eprintln!("{name}\n{}", table.to_csv().unwrap());
    // Three standard errors of a share of 5 %.
    let most = 0.05 + 3.0 * (0.05 * 0.95 / RELABELINGS as f64).sqrt();
    let words = ["measure", "source", "control"].map(|column| table.text(column).unwrap());
    for (row, share) in table.number("share_below").unwrap().into_iter().enumerate() {
        let of_row = words.each_ref().map(|column| column[row].as_str()).join(" ");
        assert!(share.is_none_or(|share| share <= most), "{name} {of_row}: {share:?}");
    }
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn tests_hold_their_level_on_relabelled_nq_utd() {
    holds("nq-utd", &MEASURES);
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn tests_hold_their_level_on_relabelled_nfcorpus() {
    holds("nfcorpus", &MEASURES);
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn tests_hold_their_level_on_relabelled_marco() {
    holds("marco", &MEASURES);
}

const OF_SOURCES: [&str; 14] = [
    "types",
    "ttr",
    "hapax",
    "dis_legomena",
    "yule_k",
    "entropy",
    "zipf(estimator=mle)",
    "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)",
    "zipf_halves",
    "zipf_mandelbrot",
    "power_law",
    "power_law(minimum=10)",
    "heaps",
    "lnre",
];

/// The summary of a quarter of the texts, drawn without replacement.
fn quarter(
    texts: &[Document],
    sources: &[Source],
    analyzer: &Analyzer,
    seed: u64,
    bootstrap: usize,
) -> Table {
    use rand::RngExt;
    let mut generator = sourcebias::statistics::stream(seed, 0);
    let mut places: Vec<usize> = (0..texts.len()).collect();
    let taken = texts.len() / 4;
    for place in 0..taken {
        places.swap(place, generator.random_range(place..texts.len()));
    }
    let drawn = places[..taken].iter().map(|place| Ok(texts[*place].clone()));
    let corpus =
        AnalyzedCorpus::from_documents(sources.to_vec(), SourceId(0), drawn, analyzer, false).unwrap();
    let settings = ProfileSettings { bootstrap: Some(bootstrap), seed, ..ProfileSettings::default() };
    let table = profile(&corpus, &measures(&OF_SOURCES), &settings).unwrap().summary().clone();
    table.only("scope", "source").unwrap()
}

#[test]
#[ignore = "takes minutes; prints a table, which the documentation of the measures tells"]
fn intervals_of_whole_sources_hold_the_value_of_their_size() {
    let Some(folder) = super::folder("nfcorpus") else { return };
    let collection = TestCollection::open(&CollectionSettings::of_folder(folder)).unwrap();
    let analyzer = Analyzer::parse("english").unwrap();
    let reference = collection.corpus.reference;
    let texts: Vec<Document> = collection.corpus.documents().map(Result::unwrap).collect();
    let texts: Vec<Document> = texts.into_iter().filter(|text| text.id.source == reference).collect();
    let texts: Vec<Document> = texts
        .into_iter()
        .map(|mut text| {
            text.id.source = SourceId(0);
            text
        })
        .collect();
    let sources = [collection.corpus.sources[reference.index()].clone()];
    // The value of this size is the mean over these; of the first of them the intervals are looked at.
    let (values, intervals) = (400, 100);
    let of = |seed: u64| quarter(&texts, &sources, &analyzer, seed, if seed < intervals { 199 } else { 0 });
    let tables: Vec<Table> = (0..values).into_par_iter().map(of).collect();
    let names = tables[0].text("measure").unwrap();
    let column = |name: &str| tables.iter().map(|table| table.number(name).unwrap()).collect::<Vec<_>>();
    let (value, low, high) = (column("value"), column("low"), column("high"));
    let mut short = Vec::new();
    for (row, name) in names.iter().enumerate() {
        let defined: Vec<f64> = value.iter().filter_map(|values| values[row]).collect();
        let mean = defined.iter().sum::<f64>() / defined.len() as f64;
        let known = |table: &usize| low[*table][row].zip(high[*table][row]);
        let all: Vec<(f64, f64)> = (0..intervals as usize).filter_map(|table| known(&table)).collect();
        let inside = all.iter().filter(|(low, high)| *low <= mean && mean <= *high).count();
        eprintln!("{name}: {mean:.5} over {} values, held by {inside} of {}", defined.len(), all.len());
        // Of 100 intervals at 95 %, three standard errors are 6.5.
        if 100 * inside < 88 * all.len() {
            short.push(name);
        }
    }
    assert!(short.is_empty(), "{short:?}");
}
