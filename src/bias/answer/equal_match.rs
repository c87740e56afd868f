//! Source or match? Tables over judged twins in; for each source a statement on closeness outside the query and on the ways to its
//! scores, where they are found to differ, and on what is left of order and rank at equal match, out.

use super::AnswerTables;
use super::words::{list, range, sentence_case, who};
use crate::bias::cause::mediation::{PATH_NAMES, shown_similarity};
use crate::bias::cause::outside_query::OUTSIDE_QUERY;
use crate::bias::cause::stratified::OUTCOMES;
use crate::bias::{Effect, Form, MatchRow, MediationRow, StratifiedRow, WhichTwinRow, short_name};
use crate::number::in_words;
use crate::statement::{Part, Statement, Topic};
use crate::table::{TableRow, distinct};

/// The statements of all sources.
pub(super) fn statements(tables: &AnswerTables, level: f64) -> Vec<Statement> {
    let sources = distinct(tables.matches.iter().map(|row| row.source.as_str()));
    let of = |source: &&str| {
        [
            outside(&tables.matches, source, level),
            ways(&tables.mediations, source, level),
            within_strata(&tables.stratified, &tables.which_twins, source, level),
        ]
    };
    sources.iter().flat_map(of).flatten().collect()
}

/// Whose versions are closer to the topic by their other words, where that is sure.
fn outside(rows: &[MatchRow], source: &str, level: f64) -> Option<Statement> {
    let is = |row: &MatchRow| row.source == source && row.quantity == OUTSIDE_QUERY;
    let place = rows.iter().position(is)?;
    let row = &rows[place];
    let value = row.value.filter(|_| row.p_adjusted.is_some_and(|p| p < level))?;
    let reference = &row.reference;
    let side = if value > 0.0 { "closer to" } else { "further from" };
    let words = format!(
        "By the words outside the query, relevant texts of {source} are {side} the topic than those of {reference}, by "
    );
    let mut statement = Statement::new(Topic::Cause, words);
    statement.number(in_words(value.abs(), 2), MatchRow::SCHEMA, place, MatchRow::value);
    statement.say(" standard deviations");
    Some(statement)
}

/// By which way the first model's gap comes about, where one of them is sure.
fn ways(rows: &[MediationRow], source: &str, level: f64) -> Option<Statement> {
    let model = &rows.iter().find(|row| row.source == source && row.value.is_some())?.model;
    let similarity = shown_similarity(rows, model, source)?;
    let of = |path: &str| {
        let is = |row: &MediationRow| {
            row.model == *model && row.source == source && row.similarity == similarity && row.path == path
        };
        let place = rows.iter().position(is)?;
        Some((place, &rows[place], rows[place].value?))
    };
    let [total, closeness, length, direct] = PATH_NAMES.map(of);
    let (total, parts) = (total?, [closeness?, length?, direct?]);
    if parts.iter().all(|(_, row, _)| row.p_adjusted.is_none_or(|p| p >= level)) {
        return None;
    }
    let signed = |value: f64| format!("{}{}", if value > 0.0 { "+" } else { "" }, in_words(value, 2));
    let mut statement = Statement::new(Topic::Cause, format!("{} scores {source} ", short_name(model)));
    let number = |statement: &mut Statement, place: usize, text: String| {
        statement.number(text, MediationRow::SCHEMA, place, MediationRow::value);
    };
    number(&mut statement, total.0, in_words(total.2.abs(), 2));
    let side = if total.2 < 0.0 { "lower" } else { "higher" };
    statement.say(format!(" typical gaps {side} than its relevant twins, in a linear model: "));
    number(&mut statement, parts[0].0, signed(parts[0].2));
    statement.say(format!(" through closeness ({}), ", short_name(similarity)));
    number(&mut statement, parts[1].0, signed(parts[1].2));
    statement.say(" through length and ");
    number(&mut statement, parts[2].0, signed(parts[2].2));
    statement.say(" by neither");
    let names = ["through closeness", "through length", "by neither"];
    let open: Vec<String> = parts
        .iter()
        .zip(names)
        .filter(|((_, row, value), _)| *value != 0.0 && row.p_adjusted.is_none_or(|p| p >= level))
        .map(|(_, name)| name.to_string())
        .collect();
    match open.len() {
        0 => {}
        1 => statement.say(format!("; the part {} is not significant", open[0])),
        _ => statement.say(format!("; the parts {} are not significant", list(&open))),
    }
    if let Some(rho) = parts[0].1.rho.filter(|_| !open.contains(&names[0].to_string())) {
        statement.say("; hidden confounding of ρ = ");
        statement.number(in_words(rho, 2), MediationRow::SCHEMA, parts[0].0, MediationRow::rho);
        statement.say(" would undo what runs through closeness");
    }
    Some(statement)
}

/// What the source changes of the order within strata, by the similarity that explains the order of each model best: what a
/// worse one leaves and a better one explains is no effect of the source. A model whose order the best one tells wholly is left
/// out.
fn within_strata(
    rows: &[StratifiedRow],
    explained: &[WhichTwinRow],
    source: &str,
    level: f64,
) -> Option<Statement> {
    let asked: Vec<(usize, &StratifiedRow)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.source == source && row.outcome == OUTCOMES[0])
        .collect();
    let models = distinct(asked.iter().map(|(_, row)| row.model.as_str()));
    let share = |row: &StratifiedRow| {
        let is = |one: &&WhichTwinRow| {
            one.form == Form::Flexible.name()
                && (&one.model, &one.similarity, &one.source) == (&row.model, &row.similarity, &row.source)
        };
        let told = |one: &WhichTwinRow| one.effect == Effect::ByConstruction.name();
        let share = |one: &WhichTwinRow| if told(one) { 100.0 } else { one.explained_percent.unwrap_or(0.0) };
        explained.iter().find(is).map_or(0.0, share)
    };
    let best = |model: &&str| {
        let of_model = asked.iter().copied().filter(|(_, row)| row.model == **model);
        of_model
            .reduce(|one, other| if share(other.1) > share(one.1) { other } else { one })
            .filter(|(_, row)| row.p_adjusted.is_some())
    };
    let found: Vec<(usize, &StratifiedRow)> = models.iter().filter_map(best).collect();
    let start = "Within strata of equal closeness and length, ";
    let mut parts = Parts::new(start, models.len());
    let sure = |row: &StratifiedRow| row.p_adjusted.is_some_and(|p| p < level);
    for (of_group, words) in [(Some(true), "more"), (Some(false), "less"), (None, "")] {
        let is = |row: &StratifiedRow| match of_group {
            Some(higher) => sure(row) && row.value.is_some_and(|value| (value > 0.0) == higher),
            None => !sure(row),
        };
        let group: Vec<_> = found.iter().filter(|(_, row)| is(row)).collect();
        let names: Vec<&str> = group.iter().map(|(_, row)| row.model.as_str()).collect();
        let Some(subject) = parts.begin(&names) else { continue };
        if of_group.is_none() {
            parts.statement.say(format!("no difference detected for {source} with {subject}"));
            continue;
        }
        parts
            .statement
            .say(format!("{source} stands higher {words} often than its twins with {subject} (by "));
        let values: Vec<(usize, f64)> =
            group.iter().filter_map(|(place, row)| Some((*place, 100.0 * row.value?.abs()))).collect();
        range(&mut parts.statement, &values, 1, (StratifiedRow::SCHEMA, StratifiedRow::value));
        parts.statement.say(" % of pairs, net)");
    }
    parts.done()
}

/// A statement of parts on groups of models.
struct Parts {
    statement: Statement,
    models: usize,
    begun: bool,
}

impl Parts {
    fn new(start: &str, models: usize) -> Parts {
        Parts { statement: Statement::new(Topic::Cause, start), models, begun: false }
    }

    /// Begins a part on these models and says who they are; `None` where there are none.
    fn begin(&mut self, names: &[&str]) -> Option<String> {
        if names.is_empty() {
            return None;
        }
        self.statement.say(if self.begun { "; " } else { "" });
        self.begun = true;
        Some(who(names, self.models))
    }

    /// The statement, where a part was begun.
    fn done(mut self) -> Option<Statement> {
        if let Some(Part::Words(first)) = self.statement.parts.first_mut() {
            *first = sentence_case(first);
        }
        self.begun.then_some(self.statement)
    }
}

#[cfg(test)]
#[path = "equal_match_tests.rs"]
mod tests;
