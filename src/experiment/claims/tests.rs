//! Claims on hand-made tables: every number of a test is written here.

use super::fixture::*;
use super::known::Known;
use super::*;
use crate::evaluate::Ties;
use crate::profile::short_measure_name;

/// Quantity, control and verdict of each test of a claim, in words.
fn verdicts(known: Known, number: &str) -> Vec<[String; 3]> {
    let claim = CLAIMS.iter().position(|claim| claim.number == number).unwrap();
    let found = ClaimFindings::of(vec![known]);
    let of_claim = found.of_claim(claim).flat_map(|(_, found)| &found.tests);
    of_claim
        .map(|test| {
            let why = if test.reason.is_empty() { String::new() } else { format!(": {}", test.reason) };
            [test.quantity.clone(), test.control.to_string(), format!("{}{why}", test.verdict)]
        })
        .collect()
}

/// The verdicts of one quantity, by control.
fn of(found: &[[String; 3]], quantity: &str) -> Vec<String> {
    found.iter().filter(|test| test[0] == quantity).map(|test| format!("{} {}", test[1], test[2])).collect()
}

#[test]
fn claims_have_names_and_tables_of_their_own() {
    let kept: Vec<&str> = crate::experiment::tables().map(|schema| schema.key).collect();
    let numbers = distinct(CLAIMS.iter().map(|claim| claim.number));
    assert_eq!(numbers.len(), CLAIMS.len());
    for claim in &CLAIMS {
        let controls = distinct(claim.controls.iter().map(|control| control.name));
        assert_eq!(controls.len(), claim.controls.len(), "{}", claim.number);
        assert!(!claim.tables.is_empty() && claim.tables.iter().all(|schema| kept.contains(&schema.key)));
        // What tests a claim names controls that it has.
        for test in (claim.tests)(&known(), "gpt") {
            assert!(controls.contains(&test.control), "{} {}", claim.number, test.control);
        }
    }
}

#[test]
fn claims_on_words_are_tested_under_every_control() {
    let head = "zipf_head(estimator=mle,rank_break=0,minimum_frequency=10)";
    let own_words = FindingRow { evidence: false, ..finding("specificity", [Some(1.0); 4], [Some(0.01); 4]) };
    let findings = vec![
        finding(
            head,
            [Some(-0.2), Some(-0.1), Some(0.1), Some(-0.2)],
            [Some(0.01), Some(0.2), Some(0.01), None],
        ),
        finding("yule_k", [Some(-9.0); 4], [Some(0.01); 4]),
        own_words,
    ];
    let experiment = || Known { findings: findings.clone(), ..known() };
    let expected = [
        "raw holds",
        "twins not distinguishable",
        "cut reversed",
        "budget not tested: no test under this control",
    ];
    assert_eq!(of(&verdicts(experiment(), "1a"), &short_measure_name(head)), expected);
    // Less repetition is more diversity.
    assert!(verdicts(experiment(), "3").iter().all(|test| test[0] == "yule_k" && test[2] == "holds"));
    // What is no evidence tells of no claim.
    let specificity = verdicts(experiment(), "2");
    assert!(specificity.iter().all(|test| test[2] == "not tested: no measure of this claim in the profile"));
    let tail =
        verdicts(Known { findings: vec![finding("zipf_tail", [None; 4], [None; 4])], ..known() }, "1b");
    assert_eq!(tail[0][2], "not tested: no value under this control");

    let causes = |twins: f64, cut: f64| {
        let row = finding("zipf_tail", [Some(twins), Some(twins), Some(cut), None], [Some(0.01); 4]);
        let found = ClaimFindings::of(vec![Known { findings: vec![row], ..known() }]);
        found.causes().number(ClaimCauseRow::value).unwrap()
    };
    assert_eq!(causes(0.4, 0.1), [Some(75.0)]);
    assert_eq!(causes(0.4, -0.2), [Some(150.0)]);
}

#[test]
fn without_twins_or_queries_or_a_second_source_it_is_said_so() {
    let mut alone = known();
    alone.sources[1].twins = 0;
    alone.findings =
        vec![finding("mtld", [Some(1.0), None, None, Some(1.0)], [Some(0.01), None, None, Some(0.3)])];
    let expected =
        ["raw holds", "twins not tested: no twins", "cut not tested: no twins", "budget not distinguishable"];
    assert_eq!(of(&verdicts(alone, "3"), "mtld"), expected);
    let silent = Known { without_retrieval: Some("no queries"), queries: 0, ..known() };
    assert!(verdicts(silent, "4b").iter().all(|test| test[2] == "not tested: no queries"));
    assert!(
        verdicts(known(), "4b").iter().all(|test| test[2] == "not tested: no judgements of both sources")
    );
    let mut single = known();
    single.sources.truncate(1);
    let tests = verdicts(single, "1a");
    assert!(tests.len() == 4 && tests.iter().all(|test| test[2] == "not tested: one source alone"));
}

#[test]
fn a_bias_is_told_by_ties_samples_families_and_authors() {
    let rules = vec![
        tie_rule("bm25", Ties::TrecEval, -29.0, 10.0),
        tie_rule("bm25", Ties::Average, -3.0, 6.0),
        tie_rule("dph", Ties::TrecEval, 1.0, 2.0),
        tie_rule("dph", Ties::Average, 12.0, 3.0),
    ];
    let deltas = vec![
        delta("bm25", -3.0, 7.0, Some(0.4), Some(0.6)),
        delta("dph", 12.0, 5.0, Some(0.01), Some(0.07)),
        delta("own", 30.0, 5.0, None, None),
    ];
    let author = QueryAuthorRow {
        model: "bm25".to_string(),
        measure: "nDCG@10".to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        author: "llm".to_string(),
        less_author: String::new(),
        relative_delta_percent: Some(-20.0),
        low: Some(-30.0),
        high: Some(-10.0),
        reference_mean: None,
        source_mean: None,
        p_authors: None,
        p_queries: None,
        p_contents: None,
        p_value: None,
        p_adjusted: Some(0.01),
        placebo_below: None,
        placebo_as_large: None,
        queries: 10,
        clusters: 10,
        shared_clusters: 0,
    };
    let difference = QueryAuthorRow { less_author: "human".to_string(), ..author.clone() };
    let experiment = |ties| Known {
        ties,
        tie_rules: rules.clone(),
        relative_deltas: deltas.clone(),
        query_authors: vec![author.clone(), difference.clone()],
        ..known()
    };
    let found = verdicts(experiment(Ties::Average), "4b");
    let unsure = "not distinguishable";
    let by_author = found.iter().filter(|test| test[1] == "author").collect::<Vec<_>>();
    assert_eq!(
        of(&found, "bm25"),
        [
            "trec_eval favours source".to_string(),
            format!("average {unsure}"),
            format!("contents {unsure}"),
            format!("adjusted {unsure}")
        ]
    );
    assert_eq!(
        of(&found, "dph"),
        [
            "trec_eval holds",
            "average favours reference",
            "contents favours reference",
            "adjusted not distinguishable"
        ]
    );
    assert!(of(&found, "own")[2].ends_with("not tested: no test: the scores know the sources"));
    assert_eq!(by_author, [&["bm25, queries by llm", "author", "favours source"].map(String::from)]);
    // Where the experiment breaks ties by ids, its own tests are not those of averaged ties.
    let published = verdicts(experiment(Ties::TrecEval), "4b");
    assert!(of(&published, "dph")[3].contains("ties are not averaged"));
}

#[test]
fn closeness_is_tested_within_sources_outside_the_query_and_given_length() {
    let correlations = vec![
        correlation("kl", "pooled", 0.9),
        correlation("kl", "human", 0.8),
        correlation("kl", "gpt", 0.05),
    ];
    let outside =
        MediationRow { similarity: "outside_query".to_string(), ..mediation("similarity", 0.1, Some(0.3)) };
    let topic = MatchRow { quantity: "outside_query".to_string(), ..closer(0.2) };
    let experiment = |closer_by: f64, through: f64, p: Option<f64>| Known {
        correlations: correlations.clone(),
        matches: vec![closer(closer_by), topic.clone()],
        mediations: vec![mediation("similarity", through, p), outside.clone()],
        ..known()
    };
    let found = verdicts(experiment(-0.3, -0.2, Some(0.01)), "4a");
    let expected = [
        "pooled holds",
        "reference holds",
        "source not distinguishable",
        // The source is less close, and loses by it: the closer versions gain.
        "given_length holds",
    ];
    assert_eq!(of(&found, "bm25, kl"), expected);
    assert_eq!(of(&found, "bm25, outside_query"), ["outside_query not distinguishable"]);
    let given_length = |found: &[[String; 3]]| of(found, "bm25, kl")[3].clone();
    assert_eq!(given_length(&verdicts(experiment(0.3, -0.2, Some(0.01)), "4a")), "given_length reversed");
    assert!(given_length(&verdicts(experiment(0.3, 0.2, None), "4a")).contains("too few pairs"));
}

#[test]
fn what_is_left_at_equal_match_is_told_by_the_best_similarity() {
    let experiment = |conditionals: Vec<ConditionalRow>| Known {
        decompositions: vec![gap("coverage", 0.3, 0.01), gap("length", -0.1, 0.2), gap("total", 0.2, 0.01)],
        conditionals,
        mediations: vec![mediation("direct", 0.3, Some(0.01)), mediation("total", 0.4, Some(0.2))],
        ..known()
    };
    let rows = vec![conditional("js", 50.0, "present", 0.4), conditional("kl", 90.0, "absent", 0.02)];
    let found = ClaimFindings::of(vec![experiment(rows.clone())]);
    let tests = verdicts(experiment(rows), "4c");
    let expected = [
        "gap favours reference",
        "regression holds",
        "strata not tested: no such table in these results",
        "direct favours source",
    ];
    assert_eq!(of(&tests, "bm25, kl"), expected);
    // The gap is turned to source − reference, like all else of the claim.
    let table = found.tests().only(ClaimTestRow::control, "gap").unwrap();
    let ends = [ClaimTestRow::value, ClaimTestRow::low, ClaimTestRow::high]
        .map(|name| table.number(name).unwrap()[0]);
    assert_eq!(ends, [Some(-0.2), Some(-0.30000000000000004), Some(-0.1)]);
    // A score that is a function of closeness leaves nothing to ask.
    let tests = verdicts(experiment(vec![conditional("kl", 99.0, "by_construction", 0.0)]), "4c");
    assert_eq!(
        of(&tests, "bm25, kl")[1],
        "regression not tested: the score is a function of closeness and length"
    );
    let bias = CLAIMS.iter().position(|claim| claim.number == "4b").unwrap();
    assert_eq!(
        found.causes_in_short(bias),
        "Coverage favours the reference in 1 and the source in 0 of 1; length favours the reference in 0 and the source in 0 of \
         1; total favours the reference in 1 and the source in 0 of 1."
    );
}

#[test]
fn the_page_counts_escapes_and_names_no_place() {
    let head = "zipf_head(estimator=mle,rank_break=0,minimum_frequency=10)";
    let row = |value: f64| finding(head, [Some(value); 4], [Some(0.01), Some(0.01), Some(0.4), Some(0.01)]);
    let mut hostile = known();
    hostile.name = "b".to_string();
    hostile.data = "0123".to_string();
    hostile.sources[1].source = "<b>|*x*".to_string();
    hostile.findings = vec![FindingRow { source: "<b>|*x*".to_string(), ..row(0.2) }];
    let found = ClaimFindings::of(vec![
        Known { findings: vec![row(-0.2)], data: "0123".to_string(), ..known() },
        hostile,
    ]);
    assert_eq!(
        found.summing_up(0),
        "Holds raw in 1 of 2, on twins in 1 of 2, at equal length in 0 of 2 and at equal budget in 1 of 2. Reversed raw in 1 of \
         2, on twins in 1 of 2 and at equal budget in 1 of 2. Not distinguishable at equal length in 2 of 2."
    );
    let page = found.page();
    assert!(page.contains("| b | &lt;b&gt;\\|\\*x\\* | ✘ ✘ ○ ✘ |"), "{page}");
    assert!(page.contains("| x | gpt | ✔ ✔ ○ ✔ |"), "{page}");
    assert!(
        page.contains("holds raw, on twins and at equal budget; not distinguishable at equal length"),
        "{page}"
    );
    assert!(page.contains("sourcebias findings results/x results/b > docs/findings.md"), "{page}");
    assert!(page.contains("| b | human (reference) | 1,200 | 90,000 | – | 10 | 0 | files |"), "{page}");
    assert!(page.contains("The data of x and b are the same"), "{page}");
    assert!(!page.contains("<b>"), "{page}");
    assert_eq!(page, found.page());
    let json: serde_json::Value = serde_json::from_str(&found.json().unwrap()).unwrap();
    assert_eq!(
        json["answers"][0]["answer"],
        "holds raw, on twins and at equal budget; not distinguishable at equal length"
    );
    assert_eq!(json["collections"].as_array().unwrap().len(), 4);
}
