//! What is said of tables over judged twins.

use super::*;

fn mediation(path: &str, value: f64, p: f64) -> MediationRow {
    MediationRow {
        model: "bm25(k1=1.2,b=0.75)".to_string(),
        similarity: "cosine".to_string(),
        source: "llm".to_string(),
        path: path.to_string(),
        value: Some(value),
        low: None,
        high: None,
        share_percent: None,
        typical_gap: None,
        rho: (path == "similarity").then_some(0.74),
        p_queries: None,
        p_contents: None,
        p_value: Some(p),
        p_adjusted: Some(p),
        placebo_below: None,
        placebo_as_large: None,
        pairs: 9,
        contents: 9,
        queries: 9,
    }
}

#[test]
fn the_ways_of_a_gap_are_said_with_their_signs() {
    let said = |p: [f64; 3]| {
        let rows = [
            mediation("total", -0.12, 0.01),
            mediation("similarity", -0.31, p[0]),
            mediation("length", 0.2, p[1]),
            mediation("direct", -0.01, p[2]),
        ];
        ways(&rows, "llm", 0.05).map(|found| found.to_string()).unwrap_or_default()
    };
    let start = "bm25 scores llm 0.12 typical gaps lower than its relevant twins, in a linear model: \u{2212}0.31 through closeness (cosine), +0.20 \
        through length and \u{2212}0.01 by neither";
    assert_eq!(
        said([0.01, 0.01, 0.5]),
        format!(
            "{start}; the part by neither is not significant; hidden confounding of ρ = 0.74 would undo what runs through closeness"
        )
    );
    assert_eq!(said([0.5; 3]), "");
    assert_eq!(ways(&[], "llm", 0.05), None);
}

fn which(model: &str, similarity: &str, effect: &str, [alike, explained]: [f64; 2]) -> WhichTwinRow {
    WhichTwinRow {
        model: model.to_string(),
        similarity: similarity.to_string(),
        source: "llm".to_string(),
        form: "flexible".to_string(),
        higher_percent: None,
        plain: None,
        coefficient: Some(alike - 50.0),
        low: None,
        high: None,
        alike_percent: Some(alike),
        of_similarity: None,
        of_length: None,
        of_specificity: None,
        of_repetition: None,
        explained_percent: Some(explained),
        p_queries: None,
        p_contents: None,
        p_value: None,
        p_adjusted: None,
        placebo_below: None,
        placebo_as_large: None,
        effect: effect.to_string(),
        pairs: 9,
        tied: 0,
        contents: 9,
        queries: 9,
    }
}

#[test]
fn strata_and_other_words_are_said_where_they_are_significant() {
    let row = |model: &str, value: f64, p: f64| StratifiedRow {
        model: model.to_string(),
        similarity: "kl".to_string(),
        source: "llm".to_string(),
        outcome: "higher".to_string(),
        plain: None,
        value: Some(value),
        low: None,
        high: None,
        p_queries: None,
        p_contents: None,
        p_value: Some(p),
        p_adjusted: Some(p),
        placebo_below: None,
        placebo_as_large: None,
        comparable: None,
        strata: 9,
        pairs: 9,
        contents: 9,
        queries: 9,
    };
    let cosine = StratifiedRow { similarity: "cosine".to_string(), ..row("c", 0.4, 0.2) };
    let told = row("d", 0.0, 0.001);
    let rows = [
        row("a", 0.12, 0.01),
        row("b", -0.3, 0.001),
        row("c", 0.4, 0.01),
        cosine,
        StratifiedRow { p_adjusted: None, ..told },
    ];
    // Of c the cosine explains more, and nothing is left of d.
    let explained = [
        which("c", "kl", "undecided", [50.0, 20.0]),
        which("c", "cosine", "undecided", [50.0, 30.0]),
        which("d", "kl", "by_construction", [50.0, 0.0]),
    ];
    assert_eq!(
        within_strata(&rows, &explained, "llm", 0.05).unwrap().to_string(),
        "Within strata of equal closeness and length, llm stands higher more often than its twins with a (by 12.0 % of pairs, net); \
         llm stands higher less often than its twins with b (by 30.0 % of pairs, net); no difference detected for llm with c"
    );
    let row = |p: f64| MatchRow {
        reference: "human".to_string(),
        source: "llm".to_string(),
        quantity: OUTSIDE_QUERY.to_string(),
        value: Some(0.234),
        low: None,
        high: None,
        p_queries: None,
        p_contents: None,
        p_value: Some(p),
        p_adjusted: Some(p),
        placebo_below: None,
        placebo_as_large: None,
        pairs: 9,
    };
    assert_eq!(
        outside(&[row(0.01)], "llm", 0.05).unwrap().to_string(),
        "By the words outside the query, relevant texts of llm are closer to the topic than those of human, by 0.23 standard deviations"
    );
    assert_eq!(outside(&[row(0.5)], "llm", 0.05), None);
}
