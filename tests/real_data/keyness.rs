//! Keywords where a source means nothing: the labels of real twins exchanged by coin. Passed over aloud where the
//! collections are not beside the package.
//!
//! `cargo test --release --test real_data keywords -- --ignored --nocapture` prints the table of shares.

use std::sync::Arc;
use std::time::Instant;

use sourcebias::corpus::{CollectionSettings, SourceId, TestCollection};
use sourcebias::profile::keyness::{Keyness, KeynessSettings, keyness};
use sourcebias::statistics::{Bootstrap, benjamini_hochberg};
use sourcebias::table::Table;
use sourcebias::text::{AnalyzedCorpus, Analyzer};

/// How often labels are dealt anew.
const RELABELINGS: u64 = 200;

fn analyzed(name: &str) -> Option<AnalyzedCorpus> {
    let settings = CollectionSettings { path: super::folder(name)?, ..CollectionSettings::default() };
    let collection = TestCollection::open(&settings).unwrap();
    let analyzer = Analyzer::parse("english").unwrap();
    Some(AnalyzedCorpus::read(&collection.corpus, &analyzer, false).unwrap())
}

/// The keywords of every source against the reference, without intervals over documents; each seed has other exchanges.
fn words(corpus: &AnalyzedCorpus, seed: u64) -> Keyness {
    let catalogue = corpus.catalogue();
    let reference = catalogue.reference();
    let pairs: Vec<(SourceId, SourceId)> = catalogue.others().map(|source| (reference, source)).collect();
    let bootstrap = Bootstrap { replicates: 0, seed, confidence: 0.95 };
    keyness(corpus, &pairs, &KeynessSettings::default(), &bootstrap)
}

/// Keywords by falling size of G², with it.
type Words = Vec<(String, f64)>;

fn chosen(terms: &Table, source: &str, keep: impl Fn(usize) -> bool) -> Words {
    let (sources, names) = (terms.text("source").unwrap(), terms.text("term").unwrap());
    let sizes = terms.number("log_likelihood").unwrap();
    let kept = (0..terms.height()).filter(|row| sources[*row] == source && keep(*row));
    let mut words: Words = kept.map(|row| (names[row].clone(), sizes[row].unwrap())).collect();
    words.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
    words
}

/// By exchange of labels, as the product tells them: a family for each source.
fn by_contents(terms: &Table, source: &str) -> Words {
    let keyword = terms.text("keyword").unwrap();
    chosen(terms, source, |row| keyword[row] == "true")
}

/// By G² with tokens as independent draws and Benjamini and Hochberg's adjustment over all terms of all sources, with the
/// same rules of documents and dispersion.
fn by_tokens(terms: &Table, source: &str) -> Words {
    let settings = KeynessSettings::default();
    let number = |column: &str| terms.number(column).unwrap();
    let (sizes, adjusted) = (number("log_likelihood"), benjamini_hochberg(&number("p_tokens")));
    let documents = [number("source_documents"), number("reference_documents")];
    let dispersion = [number("source_dispersion"), number("reference_dispersion")];
    chosen(terms, source, |row| {
        let user = usize::from(sizes[row] < Some(0.0));
        adjusted[row].unwrap() < settings.level
            && documents[user][row].unwrap() >= settings.minimum_documents as f64
            && dispersion[user][row].unwrap() <= settings.maximum_dispersion
    })
}

/// The strongest of some words, for people to read.
fn first(words: &[(String, f64)]) -> String {
    let ten: Vec<String> = words.iter().take(10).map(|(word, size)| format!("{word} {size:+.0}")).collect();
    ten.join(", ")
}

fn share(count: u32) -> f64 {
    f64::from(count) / RELABELINGS as f64
}

#[test]
#[ignore = "minutes; in release"]
fn keywords_are_as_rare_as_the_level_where_labels_are_dealt_by_coin() {
    let mut missed = Vec::new();
    println!(
        "collection | source | terms | tested | keywords before | after | placebos with any before | after"
    );
    for name in ["nq-utd", "nfcorpus", "marco"] {
        let Some(corpus) = analyzed(name) else { continue };
        let catalogue = corpus.catalogue();
        let sources: Vec<&str> = catalogue.others().map(|source| catalogue.source_name(source)).collect();
        let mut found = vec![[0_u32; 2]; sources.len()];
        let mut any = [0_u32; 2];
        for relabeling in 0..RELABELINGS {
            let placebo = corpus.with_catalogue(Arc::new(catalogue.relabelled(2024, relabeling)));
            let words = words(&placebo, relabeling);
            let mut any_here = [false; 2];
            for (source, counts) in sources.iter().zip(&mut found) {
                let has = [by_tokens(words.terms(), source), by_contents(words.terms(), source)];
                for (rule, words) in has.iter().enumerate() {
                    counts[rule] += u32::from(!words.is_empty());
                    any_here[rule] |= !words.is_empty();
                }
            }
            any.iter_mut().zip(any_here).for_each(|(any, here)| *any += u32::from(here));
        }
        let start = Instant::now();
        let real = words(&corpus, 42);
        let seconds = start.elapsed().as_secs_f64();
        for (source, found) in sources.iter().zip(found) {
            let of_source = real.terms().only("source", source).unwrap();
            let tested = of_source.number("p_adjusted").unwrap().iter().flatten().count();
            let (before, after) = (by_tokens(real.terms(), source), by_contents(real.terms(), source));
            let [by_tokens, by_contents] = found.map(share);
            println!(
                "{name} | {source} | {} | {tested} | {} | {} | {:.1} % | {:.1} %",
                of_source.height(),
                before.len(),
                after.len(),
                100.0 * by_tokens,
                100.0 * by_contents
            );
            println!("  before: {}\n  after: {}", first(&before), first(&after));
            // What is promised is the level of each source; of two sources, chances add up.
            let bound = 0.05 + 3.0 * (0.05 * 0.95 / RELABELINGS as f64).sqrt();
            if by_contents > bound {
                missed.push(format!("{name} {source}: {by_contents} above {bound}"));
            }
        }
        let [before, after] = any.map(|count| 100.0 * share(count));
        println!(
            "  any source: {before:.1} % before, {after:.1} % after; {seconds:.2} s for all words of {name}"
        );
    }
    assert!(missed.is_empty(), "{missed:?}");
}
