//! Source or match? Tables over judged twins in; for each source a statement on closeness outside the query, on the ways to its
//! scores, and on what is left of order and rank at equal match, out.

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
            alike(&tables.which_twins, source),
            within_strata(&tables.stratified, source, level),
        ]
    };
    sources.iter().flat_map(of).flatten().collect()
}

/// Whose versions are closer to the topic by their other words.
fn outside(rows: &[MatchRow], source: &str, level: f64) -> Option<Statement> {
    let is = |row: &MatchRow| row.source == source && row.quantity == OUTSIDE_QUERY;
    let place = rows.iter().position(is)?;
    let row = &rows[place];
    let (value, p) = (row.value?, row.p_adjusted?);
    let reference = &row.reference;
    if p >= level {
        let words = format!(
            "By the words outside the query, no difference detected between {source} and {reference} in closeness to the topic"
        );
        return Some(Statement::new(Topic::Cause, words));
    }
    let side = if value > 0.0 { "closer to" } else { "further from" };
    let words = format!(
        "By the words outside the query, relevant texts of {source} are {side} the topic than those of {reference}, by "
    );
    let mut statement = Statement::new(Topic::Cause, words);
    statement.number(in_words(value.abs(), 2), MatchRow::SCHEMA, place, MatchRow::value);
    statement.say(" standard deviations");
    Some(statement)
}

/// By which way the first model's gap comes about.
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
    let signed = |value: f64| format!("{}{}", if value > 0.0 { "+" } else { "" }, in_words(value, 2));
    let mut statement = Statement::new(Topic::Cause, format!("{} scores {source} ", short_name(model)));
    let number = |statement: &mut Statement, place: usize, text: String| {
        statement.number(text, MediationRow::SCHEMA, place, MediationRow::value);
    };
    number(&mut statement, total.0, in_words(total.2.abs(), 2));
    let side = if total.2 < 0.0 { "lower" } else { "higher" };
    statement.say(format!(" typical gaps {side} than its relevant twins: "));
    number(&mut statement, parts[0].0, signed(parts[0].2));
    statement.say(format!(" through closeness ({}), ", short_name(similarity)));
    number(&mut statement, parts[1].0, signed(parts[1].2));
    statement.say(" through length and ");
    number(&mut statement, parts[2].0, signed(parts[2].2));
    statement.say(" by neither");
    let names = ["closeness", "length", "neither"];
    let open: Vec<String> = parts
        .iter()
        .zip(names)
        .filter(|((_, row, value), _)| *value != 0.0 && row.p_adjusted.is_none_or(|p| p >= level))
        .map(|(_, name)| name.to_string())
        .collect();
    match open.len() {
        0 => {}
        3 => statement.say("; none of it is significant"),
        1 => statement.say(format!("; the part of {} is not significant", open[0])),
        _ => statement.say(format!("; the parts of {} are not significant", list(&open))),
    }
    if let Some(rho) = parts[0].1.rho.filter(|_| !open.contains(&names[0].to_string())) {
        statement.say("; hidden confounding of ρ = ");
        statement.number(in_words(rho, 2), MediationRow::SCHEMA, parts[0].0, MediationRow::rho);
        statement.say(" would undo what runs through closeness");
    }
    Some(statement)
}

/// How often the source's version stands higher between versions that are alike, by the similarity that explains the order of
/// each model best.
fn alike(rows: &[WhichTwinRow], source: &str) -> Option<Statement> {
    let asked: Vec<(usize, &WhichTwinRow)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.source == source && row.form == Form::Flexible.name())
        .collect();
    let models = distinct(asked.iter().map(|(_, row)| row.model.as_str()));
    let best = |model: &&str| {
        let effects = [Effect::Present, Effect::Absent, Effect::Undecided];
        let effect = |row: &WhichTwinRow| effects.into_iter().find(|effect| row.effect == effect.name());
        let tried = asked.iter().filter(|(_, row)| row.model == **model);
        let tried = tried.filter_map(|(place, row)| Some((effect(row)?, *place, *row)));
        let explained = |row: &WhichTwinRow| row.explained_percent.unwrap_or(0.0);
        tried.reduce(|one, other| if explained(other.2) > explained(one.2) { other } else { one })
    };
    let found: Vec<(Effect, usize, &WhichTwinRow)> = models.iter().filter_map(best).collect();
    let start = "Between relevant twins alike in closeness, length, specificity and repetition, ";
    let mut parts = Parts::new(start, models.len());
    for (effect, higher) in [
        (Effect::Present, Some(true)),
        (Effect::Present, Some(false)),
        (Effect::Absent, None),
        (Effect::Undecided, None),
    ] {
        let is_of = |row: &WhichTwinRow| {
            higher.is_none_or(|higher| row.coefficient.is_some_and(|value| (value > 0.0) == higher))
        };
        let group: Vec<_> = found.iter().filter(|(of, _, row)| *of == effect && is_of(row)).collect();
        let names: Vec<&str> = group.iter().map(|(.., row)| row.model.as_str()).collect();
        let values: Vec<(usize, f64)> =
            group.iter().filter_map(|(_, place, row)| Some((*place, row.alike_percent?))).collect();
        let Some(subject) = parts.begin(&names) else { continue };
        match effect {
            Effect::Present => parts.statement.say(format!("{source} stands higher with {subject} in ")),
            Effect::Absent => {
                parts.statement.say(format!("both stand equally high with {subject}, {source} higher in "))
            }
            _ => {
                parts.statement.say(format!("which stands higher stays open with {subject}"));
                continue;
            }
        }
        range(&mut parts.statement, &values, 1, (WhichTwinRow::SCHEMA, WhichTwinRow::alike_percent));
        parts.statement.say(" % of pairs");
    }
    parts.done()
}

/// What the source changes of the order within strata, by the first similarity that is tested.
fn within_strata(rows: &[StratifiedRow], source: &str, level: f64) -> Option<Statement> {
    let asked: Vec<(usize, &StratifiedRow)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.source == source && row.outcome == OUTCOMES[0] && row.p_adjusted.is_some())
        .collect();
    let models = distinct(asked.iter().map(|(_, row)| row.model.as_str()));
    let first = |model: &&str| asked.iter().copied().find(|(_, row)| row.model == **model);
    let found: Vec<(usize, &StratifiedRow)> = models.iter().filter_map(first).collect();
    let similarity = short_name(&found.first()?.1.similarity);
    let start = format!("Within strata of equal match ({similarity}, length), ");
    let mut parts = Parts::new(&start, models.len());
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
            parts.statement.say(format!("no difference detected with {subject}"));
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
