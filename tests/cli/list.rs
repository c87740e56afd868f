//! `list`: one line an entry, and all that is known of one.

use super::{Place, rows};

const FAMILIES: [&str; 17] = [
    "corpora",
    "formats",
    "analyzers",
    "lexical",
    "models",
    "measures",
    "agreement",
    "calibration",
    "confidences",
    "orders",
    "features",
    "judges",
    "similarities",
    "analyses",
    "figures",
    "checks",
    "tables",
];

/// The words of a text, so that it is found however its lines are cut.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_entry_has_one_line_of_a_terminal() {
    let place = Place::fresh();
    let (all, _) = place.run("list");
    for family in FAMILIES {
        let (listed, _) = place.run(&format!("list {family}"));
        let (csv, _) = place.run(&format!("list {family} --format csv"));
        let names = rows(&csv, &["name"]);
        assert_eq!(listed.lines().count(), names.len(), "{family}");
        for (line, name) in listed.lines().zip(names) {
            assert!(line.chars().count() <= 80 && line.starts_with(&name[0]), "{line}");
        }
        assert!(all.contains(&listed), "{family}");
        assert!(all.contains(&format!("{family} (`list {family} NAME` tells all about one)")), "{all}");
    }
}

#[test]
fn one_entry_is_told_in_full() {
    let place = Place::fresh();
    for family in FAMILIES {
        let (csv, _) = place.run(&format!("list {family} --format csv"));
        let column = if family == "corpora" { "title" } else { "summary" };
        for row in rows(&csv, &["name", column, "reference"]).iter().step_by(9) {
            let (told, _) = place.run(&format!("list {family} {}", row[0]));
            assert!(told.starts_with(&row[0]), "{told}");
            for text in &row[1..] {
                // Cells come without the quotes that are doubled in them.
                let said = words(&told).replace('"', "");
                assert!(said.contains(&words(text).replace('"', "")), "{text} is not in {told}");
            }
            let longest = told.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(longest <= 80 || told.lines().any(|line| !line.trim().contains(' ')), "{told}");
        }
    }
    let (bm25, _) = place.run("list models bm25");
    let expected = [
        "bm25 (retrieval model)",
        "BM25 with Lucene's never-negative idf",
        "",
        "Parameters",
        "  k1  how slowly repetition of a term saturates; a number from 0 to 1000; 1.2 if",
        "      not given",
        "  b   how much the document's length counts; a number from 0 to 1; 0.75 if not",
        "      given",
        "",
        "Other names",
        "  BM25Similarity",
        "",
        "Reference",
        "  Robertson & Zaragoza (2009), The Probabilistic Relevance Framework, eq. 3.15;",
        "  idf as in Lucene's BM25Similarity",
    ];
    assert_eq!(bm25.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn an_entry_is_found_by_its_other_names_and_as_it_is_written() {
    let place = Place::fresh();
    for (asked, name) in [
        ("measures mrr@10", "RR[@k] (evaluation measure)"),
        ("measures P_10", "P@k (evaluation measure)"),
        ("models QLD(mu=1000)", "dirichlet (retrieval model)"),
        ("models RM3", "|rm3 (retrieval model wrapper)"),
        ("analyzers stop(lucene)", "stop(…) (analyzer step)"),
        ("corpora nfcorpus", "cocktail/nfcorpus (collection)"),
        ("tables relative_delta", "bias/relative_delta.csv (result table)"),
        ("analyses bias/relative_delta", "bias/relative_delta (analysis of bias)"),
    ] {
        let (told, _) = place.run(&format!("list {asked}"));
        assert!(told.starts_with(name), "{asked}: {told}");
    }
    let (csv, _) = place.run("list models bm25 --format csv");
    assert!(csv.lines().count() == 2 && csv.contains("\nretrieval model,bm25,"), "{csv}");
    for (asked, message) in [
        ("models bm52", "unknown retrieval model `bm52`; did you mean `bm25`?"),
        ("measures mapp", "unknown evaluation measure `mapp`; did you mean `MAP`?"),
        ("measures p__10", "did you mean `P_10`?"),
        ("corpora nfcorpu", "did you mean `nfcorpus`?"),
        ("checks nothing_like_it", "unknown check `nothing_like_it`; known: "),
    ] {
        let output = place.command(&format!("list {asked}")).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn all_measures_of_labels_are_listed_together() {
    let place = Place::fresh();
    let (all, _) = place.run("list labels");
    let families = ["agreement", "calibration", "confidences", "orders", "features"];
    let names = |family: &str| rows(&place.run(&format!("list {family} --format csv")).0, &["name"]);
    let each: Vec<_> = families.into_iter().flat_map(names).collect();
    assert!(each.len() > 20 && names("labels") == each && all.lines().count() == each.len());
    assert!(place.run("list labels kendall").0.starts_with("kendall (measure of orders)"));
}

#[test]
fn tables_of_labels_and_audits_are_listed_too() {
    let place = Place::fresh();
    let (tables, _) = place.run("list tables");
    for name in
        ["labels/agreement.csv", "labels/relative_delta.csv", "audit/exposure.csv", "bias/relative_delta.csv"]
    {
        assert!(tables.lines().any(|line| line.starts_with(name)), "{name}");
    }
    // `relative_delta` is the name of two.
    let (told, _) = place.run("list tables relative_delta");
    assert!(
        told.contains("bias/relative_delta.csv (result table)") && told.contains("labels/relative_delta.csv")
    );
}
