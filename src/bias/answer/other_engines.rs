//! Runs of other engines: rows of Relative Δ and counterfactual twins in; of which runs no cause can be told, in a statement, out.

use super::AnswerTables;
use super::words::{MOST_NAMED, list};
use crate::bias::short_name;
use crate::retrieve::MODELS;
use crate::statement::{Statement, Topic};
use crate::table::distinct;

/// Of which models no cause is told, because they are runs of other engines, which cannot be ranked again; nothing where all
/// are ranked here, or nothing is compared.
pub(super) fn statement(tables: &AnswerTables, measure: &str) -> Option<Statement> {
    let of_measure = tables
        .relative_deltas
        .iter()
        .filter(|row| row.measure == measure && row.relative_delta_percent.is_some());
    let models: Vec<&str> = distinct(of_measure.map(|row| row.model.as_str()));
    let engines: Vec<&str> = models.iter().copied().filter(|model| MODELS.parse(model).is_err()).collect();
    let ranked = tables.counterfactuals.iter().filter(|row| row.measure == measure);
    let shown: Vec<&str> = distinct(ranked.map(|row| row.model.as_str()));
    let named = |models: &[&str]| match models.len() {
        many if many > MOST_NAMED => format!("{many} models"),
        _ => list(&models.iter().map(|model| short_name(model)).collect::<Vec<_>>()),
    };
    let (subject, be, bias) = match engines.len() {
        0 => return None,
        1 => (named(&engines), "is a run of another engine", "its bias"),
        _ => (named(&engines), "are runs of other engines", "their bias"),
    };
    let told = match shown.is_empty() {
        true => format!("No cause of {bias} is told: {subject} {be}, which cannot be ranked again"),
        false => format!(
            "What is told of causes is of {} alone: {subject} {be}, which cannot be ranked again, so {bias} may have others",
            named(&shown)
        ),
    };
    Some(Statement::new(Topic::Cause, told))
}

#[cfg(test)]
mod tests {
    use super::super::counterfactual::tests::row;
    use super::super::size::tests::row as delta;
    use super::*;
    use crate::bias::CounterfactualRow;
    use crate::bias::size::certainty::Certainty;

    #[test]
    fn runs_of_other_engines_are_said_to_have_no_cause_told() {
        let with = |models: &[&str], counterfactuals: Vec<CounterfactualRow>| {
            let of_model = |model: &&str| delta(model, Some(54.6), Certainty::Present, Some(0.01));
            let relative_deltas = models.iter().map(of_model).collect();
            let tables = AnswerTables { relative_deltas, counterfactuals, ..AnswerTables::default() };
            statement(&tables, "nDCG@10").map(|statement| statement.to_string())
        };
        let bm25 = || vec![row("length", 9.0, 0.001)];
        assert_eq!(
            with(&["bm25(k1=1.2,b=0.75)", "engineB"], bm25()).unwrap(),
            "What is told of causes is of bm25 alone: engineB is a run of another engine, which cannot be ranked again, so its bias \
             may have others"
        );
        assert_eq!(
            with(&["engineA", "engineB"], Vec::new()).unwrap(),
            "No cause of their bias is told: engineA and engineB are runs of other engines, which cannot be ranked again"
        );
        assert_eq!(with(&["bm25(k1=1.2,b=0.75)"], bm25()), None);
        assert_eq!(with(&[], Vec::new()), None);
    }
}
