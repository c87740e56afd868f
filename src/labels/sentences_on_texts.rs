//! The answer on what texts do to judges, in sentences.

use super::feature::HEADLINE;
use super::groups::by;
use super::on_texts::OnTexts;
use super::own_bias::figure;
use super::words::direction;
use super::{
    Judgements, LabelTexts, LeniencyByRow, OwnBiasRow, WordsDifferenceRow, WordsGivenGradeRow, WordsRow,
};
use crate::number::{counted, grouped, in_words};
use crate::statement::{Statement, Topic};
use crate::statistics::mean;
use crate::table::{Schema, TableRow};

/// What p-values are found to be below.
const LEVEL: f64 = 0.05;

/// What there is to say where no corpus is named.
pub(super) fn without_texts() -> Statement {
    let text = "Whether words sway the judges, and whether they prefer a source, can be told only from the texts: name their corpus (`corpus`, --corpus).";
    Statement::new(Topic::Note, text)
}

/// The answer, the most important first.
pub(super) fn sentences(judgements: &Judgements, texts: &LabelTexts, found: &OnTexts) -> Vec<Statement> {
    let mut answer = Vec::new();
    answer.extend(alone(found, judgements.people.is_none()));
    answer.extend(follows_words(judgements, found));
    answer.extend(given_grade(found));
    for source in texts.others() {
        answer.extend(prefers(judgements, texts, found, texts.name(source)));
    }
    if texts.people_judged_contents && !found.own.is_empty() {
        let text = "People judged contents, not versions: their own difference between twins counts as 0.";
        answer.push(Statement::new(Topic::Data, text));
    }
    answer.extend(lenient_by(found));
    answer.extend(without_text(judgements, texts));
    answer
}

/// A row that is told: its place in its table, who it is of, and its value.
struct Told<'a> {
    place: usize,
    judge: &'a str,
    value: f64,
    interval: Option<(f64, f64)>,
}

/// Says the lowest and the highest of some rows: "0.10 [0.05, 0.15] (a) to 0.30 [0.20, 0.40] (b)".
fn say_range(statement: &mut Statement, rows: &[Told<'_>], schema: &'static Schema, column: &'static str) {
    let by_value = |one: &&Told<'_>, other: &&Told<'_>| one.value.total_cmp(&other.value);
    let (Some(lowest), Some(highest)) = (rows.iter().min_by(by_value), rows.iter().max_by(by_value)) else {
        return;
    };
    let ends = if rows.len() == 1 { vec![lowest] } else { vec![lowest, highest] };
    for (position, row) in ends.into_iter().enumerate() {
        statement.say(if position == 0 { "" } else { " to " });
        statement.number(in_words(row.value, 2), schema, row.place, column);
        if let Some((low, high)) = row.interval {
            statement.say(format!(" [{}, {}]", in_words(low, 2), in_words(high, 2)));
        }
        statement.say(format!(" ({})", row.judge));
    }
}

/// "none", "1 of 3", "all 3".
fn share(count: usize, all: usize) -> String {
    match count {
        0 => "none".to_string(),
        _ if count == all && all > 1 => format!("all {all}"),
        _ => format!("{count} of {all}"),
    }
}

/// How closely labels follow the query's words, where there are no people to compare with.
fn alone(found: &OnTexts, no_people: bool) -> Option<Statement> {
    let rows = found.words.iter().enumerate().filter(|(_, row)| &*row.feature == HEADLINE);
    let rows: Vec<Told<'_>> =
        rows.filter_map(|(place, row)| told(place, &row.judge, row.value, row.low.zip(row.high))).collect();
    if rows.is_empty() || !no_people {
        return None;
    }
    let start = "Within queries, labels correlate with the query's IDF mass that a text covers by ";
    let mut statement = Statement::new(Topic::Cause, start);
    say_range(&mut statement, &rows, WordsRow::SCHEMA, WordsRow::value);
    statement.say(".");
    Some(statement)
}

fn told<'a>(
    place: usize,
    judge: &'a str,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
) -> Option<Told<'a>> {
    Some(Told { place, judge, value: value?, interval })
}

/// Whether the judges follow the query's words more closely than the people do.
fn follows_words(judgements: &Judgements, found: &OnTexts) -> Option<Statement> {
    let people = judgements.people.as_ref()?;
    let headline = || found.less.iter().enumerate().filter(|(_, row)| &*row.feature == HEADLINE);
    let rows: Vec<Told<'_>> = headline()
        .filter_map(|(place, row)| told(place, &row.judge, row.value, row.low.zip(row.high)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut statement = Statement::new(
        Topic::Cause,
        "Within queries, labels correlate with the query's IDF mass that a text covers",
    );
    let of_people = found.words.iter().enumerate();
    let mut of_people = of_people.filter(|(_, row)| *row.judge == *people.name && &*row.feature == HEADLINE);
    if let Some((place, value)) = of_people.next().and_then(|(place, row)| Some((place, row.value?))) {
        statement.say(": r = ");
        statement.number(in_words(value, 2), WordsRow::SCHEMA, place, WordsRow::value);
        statement.say(" (people)");
    }
    statement.say("; judge less people: ");
    say_range(&mut statement, &rows, WordsDifferenceRow::SCHEMA, WordsDifferenceRow::value);
    let count = |of: fn(f64) -> bool| {
        headline()
            .filter(|(_, row)| row.value.is_some_and(of) && row.p_adjusted.is_some_and(|p| p < LEVEL))
            .count()
    };
    if headline().any(|(_, row)| row.p_adjusted.is_some()) {
        let (more, fewer) = (count(|value| value > 0.0), count(|value| value < 0.0));
        statement.say(format!(
            ". More than people: {}; less: {} (p < 0.05, adjusted)",
            share(more, rows.len()),
            share(fewer, rows.len())
        ));
    }
    statement.say(". Noisier labels correlate less.");
    Some(statement)
}

/// What coverage adds given the other's grade, one way and the other.
fn given_grade(found: &OnTexts) -> Option<Statement> {
    let of = |wanted: &str| -> Vec<Told<'_>> {
        let rows = found.given.iter().enumerate();
        rows.filter(|(_, row)| &*row.feature == HEADLINE && &*row.direction == wanted)
            .filter_map(|(place, row)| told(place, &row.judge, row.value, row.low.zip(row.high)))
            .collect()
    };
    let (judges, people) = (of(direction::JUDGE), of(direction::PEOPLE));
    if judges.is_empty() {
        return None;
    }
    let start = "From no word of the query to all, at equal grade by people, a judge's label changes by ";
    let mut statement = Statement::new(Topic::Cause, start);
    say_range(&mut statement, &judges, WordsGivenGradeRow::SCHEMA, WordsGivenGradeRow::value);
    if !people.is_empty() {
        statement.say(" grades; at equal grade by the judge, people's by ");
        say_range(&mut statement, &people, WordsGivenGradeRow::SCHEMA, WordsGivenGradeRow::value);
    } else {
        statement.say(" grades");
    }
    let both = judges.iter().filter(|judge| {
        let above = |told: &Told<'_>| told.interval.is_some_and(|(low, _)| low > 0.0);
        above(judge) && people.iter().any(|people| people.judge == judge.judge && above(people))
    });
    let both = both.count();
    if both > 0 {
        statement.say(format!(
            ". Both lie above 0 for {}: there words may stand for relevance that the other's noise hides",
            share(both, judges.len())
        ));
    }
    statement.say(".");
    Some(statement)
}

/// Whether judges prefer a source.
fn prefers(judgements: &Judgements, texts: &LabelTexts, found: &OnTexts, source: &str) -> Option<Statement> {
    let kind = if judgements.people.is_some() { figure::LESS_PEOPLE } else { figure::OWN };
    let at_equal =
        if judgements.people.is_some() { figure::LESS_PEOPLE_GIVEN_WORDS } else { figure::OWN_GIVEN_WORDS };
    let of = |figure: &'static str| {
        let rows = found.own.iter().enumerate();
        rows.filter(move |(_, row)| &*row.figure == figure && &*row.source == source)
    };
    let range = |figure: &'static str| -> Vec<Told<'_>> {
        of(figure)
            .filter_map(|(place, row)| told(place, &row.judge, row.value, row.low.zip(row.high)))
            .collect()
    };
    let rows = range(kind);
    if rows.is_empty() {
        return None;
    }
    let twins = of(kind).map(|(_, row)| row.n).max().unwrap_or_default();
    let start = format!(
        "{}, {source} less {}: judges' labels{} differ by ",
        counted(twins, "twin", "twins"),
        texts.name(texts.reference),
        if judgements.people.is_some() { ", less people's," } else { "" }
    );
    let mut statement = Statement::new(Topic::Bias, start);
    say_range(&mut statement, &rows, OwnBiasRow::SCHEMA, OwnBiasRow::value);
    statement.say(" grades");
    if of(kind).any(|(_, row)| row.p_adjusted.is_some()) {
        let count = |wanted: fn(f64) -> bool| {
            of(kind)
                .filter(|(_, row)| row.value.is_some_and(wanted) && row.p_adjusted.is_some_and(|p| p < LEVEL))
                .count()
        };
        statement.say(format!(
            ". Judges who prefer {source}: {}; {}: {} (p < 0.05, adjusted)",
            share(count(|value| value > 0.0), rows.len()),
            texts.name(texts.reference),
            share(count(|value| value < 0.0), rows.len())
        ));
    }
    let rows = range(at_equal);
    if !rows.is_empty() {
        statement.say(". At equal coverage and length: ");
        say_range(&mut statement, &rows, OwnBiasRow::SCHEMA, OwnBiasRow::value);
    }
    statement.say(".");
    Some(statement)
}

/// The mean shift over judges by source and by length.
fn lenient_by(found: &OnTexts) -> Option<Statement> {
    let tell = |by: &str| {
        let rows = || found.by.leniency.iter().filter(|row| &*row.by == by);
        let mut groups: Vec<&str> = Vec::new();
        rows().for_each(|row| {
            if !groups.contains(&&*row.group) {
                groups.push(&row.group);
            }
        });
        let of = |group: &&str| {
            let values: Vec<f64> = rows()
                .filter(|row| &&*row.group == group)
                .filter_map(|row: &LeniencyByRow| row.value)
                .collect();
            Some(format!("{} ({group})", in_words(mean(&values)?, 2)))
        };
        let told: Vec<String> = groups.iter().filter_map(of).collect();
        (told.len() > 1).then(|| told.join(", "))
    };
    let (source, length) = (tell(by::SOURCE), tell(by::LENGTH));
    let parts: Vec<String> = [
        source.map(|told| format!("by source {told}")),
        length.map(|told| format!("by length in terms {told}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| {
        Statement::new(Topic::Certainty, format!("Leniency, on average over judges: {}.", parts.join("; ")))
    })
}

/// How many pairs have no text.
fn without_text(judgements: &Judgements, texts: &LabelTexts) -> Option<Statement> {
    let without = texts.without_text();
    let place = texts.pairs.iter().position(Option::is_none)?;
    let all = judgements.pairs.len() as f64;
    let name = &judgements.pairs[place].1;
    let text = format!(
        "Labelled pairs that name no version in the corpus, as `{name}`, and are left out of the findings on words: {} of {}.",
        grouped(without as f64, 0),
        grouped(all, 0)
    );
    Some(Statement::new(Topic::Data, text))
}
