//! The simulated collection has what was planted: the same for the same seed, the term distribution of each source,
//! queries that can be answered, and files that read back.

use std::collections::HashMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::*;
use crate::corpus::{CollectionSettings, Qrels};

fn small() -> SimulationSettings {
    SimulationSettings { documents: 300, queries: 30, topics: 10, ..Default::default() }
}

fn texts_of(simulation: &Simulation, source: u32) -> Vec<&str> {
    let of_source = simulation.documents().iter().filter(|document| document.id.source == SourceId(source));
    of_source.map(|document| document.text.as_str()).collect()
}

/// Lowercase words of all texts, with their counts.
fn counts(texts: &[&str]) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for word in texts.iter().flat_map(|text| text.split([' ', '.'])).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
    }
    counts
}

#[test]
fn a_seed_makes_one_collection() {
    let [first, again, other] =
        [42, 42, 43].map(|seed| simulate(&SimulationSettings { seed, ..small() }).unwrap());
    assert_eq!(first.documents(), again.documents());
    assert_eq!(first.collection.queries, again.collection.queries);
    assert_eq!(first.collection.qrels, again.collection.qrels);
    assert_eq!(first.planted, again.planted);
    assert_ne!(first.documents(), other.documents());
}

#[test]
fn one_more_source_changes_nothing_in_the_contents() {
    let mut settings = small();
    let two = simulate(&settings).unwrap();
    settings.sources.push(SourceParameters { name: "third".to_string(), ..Default::default() });
    let three = simulate(&settings).unwrap();
    assert_eq!(two.collection.qrels, three.collection.qrels);
    assert_eq!(three.documents().len(), 900);
    assert_eq!(three.collection.corpus.sources[2].name, "third");
}

#[test]
fn copies_are_the_same_texts_and_no_bias_is_other_texts_of_the_same_kind() {
    let copied = simulate(&SimulationSettings { copy: true, ..small() }).unwrap();
    assert_eq!(texts_of(&copied, 0), texts_of(&copied, 1));
    let unbiased = simulate(&SimulationSettings { bias: 0.0, ..small() }).unwrap();
    assert_ne!(texts_of(&unbiased, 0), texts_of(&unbiased, 1));
    for simulation in [copied, unbiased] {
        let of = |source: &str, quantity: &str| {
            let mut rows = simulation.planted.iter().filter(|row| row.source.as_deref() == Some(source));
            rows.find(|row| row.quantity == quantity).map(|row| row.planted)
        };
        for quantity in ["zipf_head", "zipf_tail", "rank_break", "drop", "repeat", "mean_length"] {
            assert_eq!(of("human", quantity), of("llm", quantity));
        }
        assert_eq!(of("llm", "relative_delta"), Some(Some(0.0)));
    }
}

/// The counts of words over some seeds against N p(r): the statistic must not be larger than a χ² of as many degrees.
#[test]
fn words_occur_as_often_as_planted() {
    for source in 0..2 {
        let mut observed = vec![0u64; SimulationSettings::default().vocabulary];
        let mut total = 0u64;
        for seed in 0..4 {
            let settings = SimulationSettings { seed, ..Default::default() };
            let simulation = simulate(&settings).unwrap();
            let counts = counts(&texts_of(&simulation, source));
            let words = words::invent(settings.vocabulary, &mut Random::new(seed, WORDS));
            for (rank, word) in words.iter().enumerate() {
                observed[rank] += counts.get(word).copied().unwrap_or(0);
            }
            total += counts.values().sum::<u64>();
        }
        assert_eq!(observed.iter().sum::<u64>(), total);
        let settings = SimulationSettings::default();
        let law =
            double_power_law(&settings.sources[source as usize], settings.rank_break, settings.vocabulary);
        let (mut statistic, mut largest, mut sums) = (0.0, 0.0f64, (0.0, 0.0));
        for (count, probability) in observed.iter().zip(&law) {
            let expected = probability * total as f64;
            statistic += (*count as f64 - expected).powi(2) / expected;
            sums = (sums.0 + *count as f64, sums.1 + expected);
            largest = largest.max((sums.0 - sums.1).abs());
        }
        let p_value = ChiSquared::new(law.len() as f64 - 1.0).unwrap().sf(statistic);
        assert!(p_value > 0.001, "source {source}: χ² {statistic}, p {p_value}");
        // Kolmogorov and Smirnov's D · √N is above 1.95 with probability 0.001 (for continuous laws; here below).
        let distance = largest / (total as f64).sqrt();
        assert!(distance < 1.95, "source {source}: D√N {distance}");
    }
}

#[test]
fn dropping_and_repeating_leave_a_trace_in_the_share_of_query_bearing_words() {
    let share = |drop: f64, repeat: f64| {
        let mut settings = SimulationSettings { queries: 60, ..small() };
        settings.sources.truncate(1);
        settings.sources[0].drop = drop;
        settings.sources[0].repeat = repeat;
        let simulation = simulate(&settings).unwrap();
        let row = simulation
            .planted
            .iter()
            .find(|row| row.quantity == "query_bearing_share")
            .unwrap()
            .planted
            .unwrap();
        row * counts(&texts_of(&simulation, 0)).values().sum::<u64>() as f64
    };
    let planted = share(0.0, 0.0);
    assert!(planted > 1000.0, "{planted}");
    assert_eq!(share(0.0, 1.0), 2.0 * planted);
    let kept = share(0.3, 0.5);
    // Each becomes 0 (0.3), 1 (0.35) or 2 (0.35): mean 1.05, variance 0.6475.
    assert!((kept - 1.05 * planted).abs() < 4.0 * (0.6475 * planted).sqrt(), "{kept} of {planted}");
}

#[test]
fn relevant_contents_bear_words_of_their_query() {
    let mut settings = small();
    settings.sources.truncate(1);
    let simulation = simulate(&settings).unwrap();
    let qrels: &Qrels = &simulation.collection.qrels;
    let mut borne = [(0.0, 0.0); 3];
    for query in &simulation.collection.queries {
        assert!((2..=4).contains(&query.text.split(' ').count()));
        assert_eq!(qrels.of(&query.id).count(), 16);
        for (base, grade) in qrels.of(&query.id) {
            let document = simulation.documents().iter().find(|document| &*document.id.base == base).unwrap();
            let counts = counts(&[&document.text]);
            let found = query.text.split(' ').filter(|word| counts.contains_key(*word)).count();
            let place = &mut borne[grade as usize];
            *place = (place.0 + found as f64, place.1 + query.text.split(' ').count() as f64);
            assert!(grade == 0 || found > 0, "{} {base}", query.id);
        }
    }
    let shares = borne.map(|(found, words)| found / words);
    assert!(shares[2] > 0.85 && shares[1] > 0.5 && shares[0] < 0.6 && shares[1] < shares[2], "{shares:?}");
}

#[test]
fn what_is_written_reads_back() {
    let simulation =
        simulate(&SimulationSettings { documents: 200, queries: 10, topics: 5, ..small() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(&simulation, folder.path()).unwrap();
    let opened = TestCollection::open(&CollectionSettings::of_folder(folder.path())).unwrap();
    let documents: Vec<Document> = opened.corpus.documents().map(|document| document.unwrap()).collect();
    assert_eq!(documents, simulation.documents());
    assert_eq!(opened.corpus.sources, simulation.collection.corpus.sources);
    assert_eq!(opened.queries, simulation.collection.queries);
    assert_eq!(opened.qrels, simulation.collection.qrels);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("corpus")).unwrap().collect();
    assert_eq!(left.len(), 2);
    assert_eq!(write(&simulation, &folder.path().join("queries.jsonl")).unwrap_err().exit_code(), 1);
}

#[test]
fn queries_that_words_are_too_rare_for_are_refused() {
    let settings = SimulationSettings { documents: 20, queries: 50, topics: 2, ..Default::default() };
    let error = simulate(&settings).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("raise `documents`"), "{error}");
}

#[test]
fn a_second_author_asks_for_the_same_contents_in_other_words() {
    let plain = simulate(&small()).unwrap();
    for strength in [0.0, 1.0] {
        let two = simulate(&SimulationSettings { second_author: Some(strength), ..small() }).unwrap();
        assert_eq!(two.documents(), plain.documents());
        let (people, model) = two.collection.queries.split_at(30);
        for ((query, other), before) in people.iter().zip(model).zip(&plain.collection.queries) {
            assert_eq!((&query.id, &query.text), (&before.id, &before.text));
            assert_eq!((query.author.as_deref(), other.author.as_deref()), (Some("human"), Some("llm")));
            assert_eq!((&query.cluster, &other.id), (&other.cluster, &format!("{}-llm", query.id)));
            assert!(two.collection.qrels.of(&query.id).eq(two.collection.qrels.of(&other.id)));
            assert_eq!(query.text.split(' ').count(), other.text.split(' ').count());
            assert_eq!(query.text == other.text, strength == 0.0, "{} {}", query.text, other.text);
        }
        let row = two.planted.iter().find(|row| row.quantity == "second_author").unwrap();
        assert_eq!((row.source.as_deref(), row.planted), (Some("llm"), Some(strength)));
    }
    // Words that one of two equal texts has more often are none.
    let copied = SimulationSettings { second_author: Some(1.0), copy: true, ..small() };
    let copied = simulate(&copied).unwrap();
    let (people, model) = copied.collection.queries.split_at(30);
    assert!(people.iter().zip(model).all(|(query, other)| query.text == other.text));
}
