//! Tests of rank turbulence on texts.

use rand::RngExt;

use super::*;
use crate::corpus::{Corpus, Document, DocumentId, Source, SourceKind};
use crate::profile::keyness::plain::{Differences, mixed_corpus};
use crate::profile::keyness::{Version, by_content, versions};
use crate::statistics::stream;
use crate::text::Analyzer;

fn of(human: [&'static str; 3], llm: [&'static str; 3]) -> Turbulence {
    let texts = |texts: [&'static str; 3]| ["1", "2", "3"].into_iter().zip(texts).collect::<Vec<_>>();
    let corpus = Corpus::from_texts([("human", texts(human)), ("llm", texts(llm))]).unwrap();
    let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap();
    turbulence(&corpus, &[(SourceId(0), SourceId(1))], 1.0, Exchanges { count: 400, seed: 3 })
}

#[test]
fn copies_have_none() {
    let texts = ["a b", "a c d", "b"];
    let found = of(texts, texts);
    let row = &RankTurbulenceRow::from_table(&found.divergences).unwrap()[0];
    assert_eq!((row.divergence, row.by_chance, row.p_value), (Some(0.0), Some(0.0), Some(1.0)));
    assert_eq!((row.source_terms, row.reference_terms, row.shared_terms, row.only_here), (4, 4, 4, None));
    assert_eq!(found.terms.height(), 0);
}

#[test]
fn disjoint_texts_have_one_and_exchanges_bring_them_together() {
    // Of eight patterns of signs the two that exchange all or nothing keep the vocabularies apart: p about 1/4.
    let found = of(["a b", "a", "b c"], ["x y", "x", "y z"]);
    let row = &RankTurbulenceRow::from_table(&found.divergences).unwrap()[0];
    assert!((row.divergence.unwrap() - 1.0).abs() < 1e-12);
    assert!(row.by_chance.unwrap() < 1.0);
    assert!((row.p_value.unwrap() - 0.25).abs() < 0.08, "{row:?}");
    assert!((row.only_here.unwrap() - 0.5).abs() < 1e-12 && (row.only_there.unwrap() - 0.5).abs() < 1e-12);
    let terms = TurbulentTermRow::from_table(&found.terms).unwrap();
    let named = |higher: bool| -> Vec<&str> {
        terms.iter().filter(|row| row.higher == higher).map(|row| row.term.as_str()).collect()
    };
    // x and y share rank 1.5 in the source, and tie at 3 + 2 in the reference.
    assert_eq!((named(true), named(false)), (vec!["x", "y", "z"], vec!["a", "b", "c"]));
    assert_eq!((terms[0].source_rank, terms[0].reference_rank), (Some(1.5), Some(5.0)));
    let cells = RankCellRow::from_table(&found.cells).unwrap();
    assert_eq!(cells.iter().map(|row| row.terms).sum::<u64>(), 6);
    // log₁₀ 1.5 = 0.176 and log₁₀ 5 = 0.699.
    let near = |value: Option<f64>, middle: f64| (value.unwrap().log10() - middle).abs() < 1e-12;
    assert!(
        cells
            .iter()
            .any(|row| { near(row.source_rank, 0.15) && near(row.reference_rank, 0.65) && row.terms == 2 })
    );
}

#[test]
fn counts_of_exchanged_texts_give_what_sums_with_signs_do() {
    let corpus = mixed_corpus(4);
    let versions = versions(&corpus, [SourceId(1), SourceId(0)]);
    let twins = |versions: &[Version]| versions.len() == 2;
    let texts = TextsOfBoth::of(&corpus, &versions, twins, |_, length| length);
    let exchanges = Exchanges { count: 70, seed: 9 };
    let differences = Differences::of(&corpus, SourceId(1), SourceId(0), 1);
    let paired: Vec<bool> = by_content(&corpus, &versions).map(twins).collect();
    assert!(paired.contains(&false) && paired.contains(&true));
    let column = |place: usize| -> Vec<(u32, f64)> {
        let of_twins = |(content, _): &&(u32, f64)| paired[*content as usize];
        differences.frequencies(place).iter().filter(of_twins).copied().collect()
    };
    let columns: Vec<Vec<(u32, f64)>> = (0..differences.terms.len()).map(column).collect();
    let columns: Vec<&[(u32, f64)]> = columns.iter().map(Vec::as_slice).collect();
    let both = |term: &TermId| texts.frequencies[term.index()].iter().sum::<u64>();
    let plain = |sums: Vec<f64>| {
        let of = |(term, sum): (&TermId, f64)| {
            let here = ((both(term) as f64 + sum) / 2.0) as u64;
            [here, both(term) - here]
        };
        let frequencies: Vec<[u64; 2]> = differences.terms.iter().zip(sums).map(of).collect();
        rank_turbulence(&frequencies, 0.5).unwrap().divergence
    };
    let mut expected: Vec<f64> = exchanges.rows(&columns).into_iter().map(plain).collect();
    expected.sort_by(f64::total_cmp);
    assert_eq!(texts.by_chance(0.5, exchanges), expected);
}

/// Texts of one law by two sources: of each content, so many tokens by either, where it has a text of it.
fn one_law(seed: u64, lengths: &[[Option<usize>; 2]]) -> AnalyzedCorpus {
    let mut generator = stream(seed, 0);
    let mut text = |length: usize| -> String {
        // Zipf's law over 2,980 words.
        let word = |generator: &mut rand_pcg::Pcg64| (generator.random::<f64>() * 8.0).exp() as u32;
        (0..length).map(|_| format!("w{} ", word(&mut generator))).collect()
    };
    let mut documents = Vec::new();
    for (content, lengths) in lengths.iter().enumerate() {
        for (source, length) in (0..).zip(lengths) {
            let Some(length) = length else { continue };
            let id = DocumentId { base: content.to_string().into(), source: SourceId(source) };
            documents.push(Ok(Document { id, title: String::new(), text: text(*length) }));
        }
    }
    let source = |name: &str, kind| Source { name: name.into(), kind };
    let sources = vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)];
    let analyzer = Analyzer::parse("words").unwrap();
    AnalyzedCorpus::from_documents(sources, SourceId(0), documents.into_iter(), &analyzer, false).unwrap()
}

/// The row of a control over simulated corpora.
fn rows_of(control: Control, runs: u64, lengths: &[[Option<usize>; 2]]) -> Vec<RankTurbulenceRow> {
    let of = |seed: u64| {
        let corpus = one_law(seed, lengths);
        let exchanges = Exchanges { count: 99, seed };
        let found = turbulence(&corpus, &[(SourceId(0), SourceId(1))], 1.0 / 3.0, exchanges);
        let rows = RankTurbulenceRow::from_table(&found.divergences).unwrap();
        rows.into_iter().find(|row| row.control == control.name()).unwrap()
    };
    (0..runs).map(of).collect()
}

fn below(rows: &[RankTurbulenceRow], level: f64) -> usize {
    rows.iter().filter(|row| row.p_value.unwrap() <= level).count()
}

#[test]
fn sources_of_one_law_differ_by_chance_alone_whichever_texts_each_has() {
    let alone: Vec<[Option<usize>; 2]> =
        (0..44).map(|content| if content < 40 { [Some(30), None] } else { [None, Some(30)] }).collect();
    let some: Vec<[Option<usize>; 2]> =
        (0..30).map(|content| [Some(30), (content < 10).then_some(30)]).collect();
    for lengths in [alone, some] {
        let rows = rows_of(Control::Raw, 60, &lengths);
        // Of 60 at 0.05, 8 and more have a probability of 0.01; at a half, 17 and fewer or 43 and more of 0.001.
        assert!(below(&rows, 0.05) < 8, "{rows:?}");
        assert!((18..43).contains(&below(&rows, 0.5)), "{rows:?}");
    }
}

#[test]
fn a_difference_of_length_alone_goes_with_the_cut() {
    let twins: Vec<[Option<usize>; 2]> = (0..200).map(|_| [Some(60), Some(30)]).collect();
    let raw = rows_of(Control::Raw, 5, &twins);
    assert!(below(&raw, 0.01) >= 4, "{raw:?}");
    let cut = rows_of(Control::Cut, 40, &twins);
    assert!(below(&cut, 0.05) < 7 && (10..31).contains(&below(&cut, 0.5)), "{cut:?}");
    let corpus = one_law(1, &[[Some(5), None], [None, Some(5)]]);
    let found = turbulence(&corpus, &[(SourceId(0), SourceId(1))], 1.0, Exchanges { count: 9, seed: 1 });
    assert_eq!(found.divergences.height(), 1, "nothing is cut where there are no twins");
}
