//! Gates over tables by hand.

use super::*;

fn exposure(model: &str, excess: Option<f64>, p: Option<f64>) -> BaseRateRow {
    BaseRateRow {
        model: model.to_string(),
        measure: "share@10".to_string(),
        source: "gpt".to_string(),
        exposure: Some(0.5),
        base_rate: Some(0.4),
        excess,
        low: None,
        high: None,
        p_queries: p,
        p_contents: p,
        p_value: p,
        p_adjusted: p,
        queries: 20,
    }
}

fn tables(rows: Vec<BaseRateRow>) -> Vec<(&'static Schema, Table)> {
    vec![
        (BaseRateRow::SCHEMA, BaseRateRow::to_table(rows)),
        (TwinsRow::SCHEMA, TwinsRow::to_table(Vec::new())),
        (ChangeRow::SCHEMA, ChangeRow::to_table(Vec::new())),
    ]
}

#[test]
fn rows_that_meet_the_condition_fail_and_undefined_ones_are_told() {
    let rows = vec![
        exposure("a", Some(0.2), Some(0.01)),
        exposure("b", Some(0.01), Some(0.01)),
        exposure("c", None, Some(0.01)),
        exposure("d", None, Some(0.5)),
    ];
    let gate = Gate::fail_if("excess > 0.1 and p_adjusted < 0.05").unwrap();
    let found = gate.outcome(&tables(rows.clone())).unwrap();
    assert_eq!((found.passed, found.rows, found.failing.len(), found.undefined.len()), (false, 4, 1, 1));
    assert_eq!(found.failing[0].text(), "a share@10 gpt: excess 0.2000, p_adjusted 0.01000");
    assert_eq!((found.failing[0].file.as_str(), found.failing[0].line), ("audit/exposure.csv", 2));
    assert_eq!(found.undefined[0].text(), "c share@10 gpt: excess –, p_adjusted 0.01000");
    assert_eq!(
        found.text(),
        "Not passed: fail if excess > 0.1 and p_adjusted < 0.05: 1 of 4 rows; 1 row is undefined"
    );
    let passed = Gate::fail_if("excess > 0.3").unwrap().outcome(&tables(rows.clone())).unwrap();
    assert!(passed.passed && passed.undefined.len() == 2);
    assert_eq!(passed.text(), "Passed: fail if excess > 0.3 (4 rows; 2 rows are undefined)");
    // A name that no row has would pass whatever the rows say.
    let typo =
        Gate::fail_if("source = 'GPT' and excess > 0.1").unwrap().outcome(&tables(rows.clone())).unwrap();
    assert!(!typo.passed && typo.text().contains("no row has the source `GPT`"), "{}", typo.text());
    assert!(typo.advice.ends_with("there is gpt"));
    // A word chooses the rows.
    let one = Gate::fail_if("model = 'b' and queries >= 20").unwrap().outcome(&tables(rows)).unwrap();
    assert_eq!(one.failing[0].name, "b share@10 gpt");
    // Nothing to look at is nothing shown.
    let nothing = Gate::fail_if("balance > 0.3").unwrap().outcome(&tables(Vec::new())).unwrap();
    assert!(!nothing.passed);
    assert_eq!(
        nothing.text(),
        "Not passed: fail if balance > 0.3: there is no row to look at; give a map that says which documents are versions of \
         one content"
    );
}

#[test]
fn what_was_judged_on_no_row_is_not_passed() {
    let gate = Gate::fail_if("p_adjusted < 0.05").unwrap();
    let untested = vec![exposure("a", Some(0.2), None), exposure("b", Some(0.01), None)];
    let found = gate.outcome(&tables(untested)).unwrap();
    assert_eq!((found.passed, found.failing.len(), found.undefined.len()), (false, 0, 2));
    assert_eq!(
        found.text(),
        "Not passed: fail if p_adjusted < 0.05: all 2 rows are undefined; p_adjusted is undefined in every row: nothing was \
         tested; give 99 replicates or more (--bootstrap), and see in the answer why there is no test"
    );
    let one = gate.outcome(&tables(vec![exposure("a", Some(0.2), None)])).unwrap();
    assert!(!one.passed && one.text().contains("its 1 row is undefined; p_adjusted"));
    // A row that is judged is enough; a condition that is decided all the same is judged.
    let some = vec![exposure("a", Some(0.2), None), exposure("b", Some(0.2), Some(0.5))];
    assert!(gate.outcome(&tables(some)).unwrap().passed);
    let decided = Gate::fail_if("excess > 0.5 and p_adjusted < 0.05").unwrap();
    assert!(decided.outcome(&tables(vec![exposure("a", Some(0.2), None)])).unwrap().passed);
}

#[test]
fn columns_that_no_table_has_are_told_with_those_there_are() {
    let told = |text: &str| {
        Gate::fail_if(text).and_then(|gate| gate.outcome(&tables(Vec::new()))).unwrap_err().to_string()
    };
    let error = told("exces > 1");
    assert!(error.starts_with("gate `exces > 1`: unknown column `exces`"), "{error}");
    assert!(
        error.contains("balance, base_rate, baseline,") && error.contains(" relative_delta_after,"),
        "{error}"
    );
    let apart = told("excess > 1 and balance > 1");
    assert!(apart.ends_with("`excess` is of exposure; `balance` is of twins"), "{apart}");
    assert!(told("1 < 2").ends_with("it names no column"));
    assert!(told("model < 'b'").contains("words are compared by"));
    assert!(told("p_adjusted").contains("no condition"));
    assert_eq!(Gate::fail_if("p <").unwrap_err().exit_code(), 2);
    assert!(Gate::equivalent_within(0.0).is_err() && Gate::equivalent_within(f64::NAN).is_err());
}

#[test]
fn a_margin_is_passed_where_every_row_is_shown_to_lie_within() {
    let row = |delta: Option<f64>, within| EquivalenceRow {
        model: "bm25".to_string(),
        measure: "nDCG@10".to_string(),
        reference: "human".to_string(),
        source: "gpt".to_string(),
        relative_delta_percent: delta,
        low: delta.map(|delta| delta - 3.0),
        high: delta.map(|delta| delta + 3.0),
        margin_percent: Some(5.0),
        within,
    };
    let outcome = |rows: Vec<EquivalenceRow>| {
        let tables = [(EquivalenceRow::SCHEMA, EquivalenceRow::to_table(rows))];
        Gate::equivalent_within(5.0).unwrap().outcome(&tables).unwrap()
    };
    assert!(outcome(vec![row(Some(1.0), true), row(Some(-1.0), true)]).passed);
    let failed = outcome(vec![row(Some(1.0), true), row(Some(4.0), false), row(None, false)]);
    assert_eq!((failed.passed, failed.failing.len(), failed.undefined.len()), (false, 1, 1));
    assert_eq!(failed.failing[0].text(), "bm25 nDCG@10 gpt: relative_delta_percent 4, low 1, high 7");
    assert!(!outcome(Vec::new()).passed);
}
