//! The answer in sentences, whose numbers know the table, line and column that they come from.

use super::agreement::compared;
use super::{
    AgreementRow, Answer, CalibrationRow, JudgeRow, Judgements, LabelSettings, LeniencyRow, OrderRow,
};
use crate::corpus::Grade;
use crate::number::{in_words, level_in_words};
use crate::statement::{Statement, Topic};
use crate::statistics::fewest_units;
use crate::table::TableRow;

/// What there is to tell of.
pub(super) struct Told<'a> {
    pub judgements: Option<&'a Judgements>,
    pub answers: &'a [Answer],
    pub headline: &'a str,
    pub judges: &'a [JudgeRow],
    pub agreement: &'a [AgreementRow],
    pub leniency: &'a [LeniencyRow],
    pub calibration: &'a [CalibrationRow],
    pub threshold: Option<Grade>,
    pub settings: &'a LabelSettings,
}

/// The answer, the most important first.
pub(super) fn sentences(told: &Told) -> Vec<Statement> {
    let mut found = Vec::new();
    if let Some(judgements) = told.judgements {
        let kind = if judgements.people.is_some() { compared::WITH_PEOPLE } else { compared::JUDGES };
        found.extend(agreement(told, judgements, kind));
        found.extend(lenient(told));
        found.extend(without_intervals(told));
        found.extend(together(told));
        found.extend(share_of_judges(told));
        found.extend(stated_by_judges(told));
        found.extend(counted(told));
    }
    found.extend(answers(told));
    found.extend(by_answers(told));
    found
}

/// "1 judge", "2 judges".
fn of(count: usize, one: &str, many: &str) -> String {
    crate::number::counted(count as u64, one, many)
}

/// How far the judges agree, from whom to whom.
fn agreement(told: &Told, judgements: &Judgements, kind: &str) -> Option<Statement> {
    let rows = || told.agreement.iter().enumerate();
    let asked = |row: &AgreementRow| &*row.compared == kind && &*row.measure == told.headline;
    let defined = || rows().filter(|(_, row)| asked(row) && row.value.is_some());
    let value = |row: &AgreementRow| row.value.unwrap_or_default();
    let (lowest, low) = defined().min_by(|one, other| value(one.1).total_cmp(&value(other.1)))?;
    let (highest, high) = defined().max_by(|one, other| value(one.1).total_cmp(&value(other.1)))?;
    let judges = of(judgements.judges.len(), "judge", "judges");
    let pairs = defined().map(|(_, row)| row.pairs).max().unwrap_or_default();
    let queries = defined().map(|(_, row)| row.queries).max().unwrap_or_default();
    let with = judgements.people.as_ref().map(|people| format!(" against people ({})", people.name));
    let start = format!(
        "{judges}{}, {} of {}: {} ",
        with.unwrap_or_default(),
        of(pairs as usize, "pair", "pairs"),
        of(queries as usize, "query", "queries"),
        symbol(told.headline, lowest == highest)
    );
    let mut statement = Statement::new(Topic::Certainty, start);
    let name = |row: &AgreementRow| match kind {
        compared::WITH_PEOPLE => row.judge.to_string(),
        _ => format!("{} and {}", row.judge, row.other),
    };
    let ends = if lowest == highest { vec![(lowest, low)] } else { vec![(lowest, low), (highest, high)] };
    for (position, (place, row)) in ends.into_iter().enumerate() {
        statement.say(if position == 0 { "" } else { " to " });
        statement.number(in_words(value(row), 2), AgreementRow::SCHEMA, place, AgreementRow::value);
        if let (Some(low), Some(high)) = (row.low, row.high) {
            statement.say(format!(" [{}, {}]", in_words(low, 2), in_words(high, 2)));
        }
        statement.say(format!(" ({})", name(row)));
    }
    statement.say(".");
    Some(statement)
}

/// The letter of a usual measure, and where its values begin if there are several.
fn symbol(measure: &str, alone: bool) -> String {
    let symbol = if measure == "kappa" { "κ" } else { measure };
    if alone { symbol.to_string() } else { format!("{symbol} from") }
}

/// How many judges are more lenient than the people, and by how much.
fn lenient(told: &Told) -> Option<Statement> {
    let rows: Vec<&LeniencyRow> = told.leniency.iter().filter(|row| row.shift.is_some()).collect();
    let shifts: Vec<f64> = rows.iter().filter_map(|row| row.shift).collect();
    let all = shifts.len();
    let mean = shifts.iter().sum::<f64>() / all.max(1) as f64;
    let count = |wanted: &dyn Fn(&LeniencyRow) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let above = count(&|row| row.low.is_some_and(|low| low > 0.0));
    let below = count(&|row| row.high.is_some_and(|high| high < 0.0));
    let sure = count(&|row| row.low.is_some());
    let by = |who: &str| match (mean, in_words(mean.abs(), 2)) {
        (0.0, _) => format!("{who} as high as people"),
        (_, size) => {
            let size = if size == "0.00" { "less than 0.01".to_string() } else { size };
            format!("{who} {} by {size}", if mean < 0.0 { "lower" } else { "higher" })
        }
    };
    let text = match rows[..] {
        [] => return None,
        [one] => {
            let side = match (above, below) {
                (0, 0) => "holds 0",
                (0, _) => "lies below 0",
                _ => "lies above 0",
            };
            let interval = if sure == 0 { String::new() } else { format!("; the interval {side}") };
            format!("{}{interval}.", by(&format!("{} grades", one.judge)))
        }
        _ => {
            let lenient = count(&|row| row.shift.is_some_and(|shift| shift > 0.0));
            let verb = if lenient == 1 { "is" } else { "are" };
            // Without intervals there are none to count.
            let intervals = match sure {
                0 => String::new(),
                _ => format!(
                    "; the interval (each on its own, not adjusted for {sure} judges) lies above 0 for {above}, below 0 for {below}"
                ),
            };
            let on_average = by("On average the judges grade");
            format!("{lenient} of {all} {verb} more lenient than people{intervals}. {on_average}.")
        }
    };
    Some(Statement::new(Topic::Certainty, text))
}

/// That there are too few queries for intervals, where they are asked for and there is none.
fn without_intervals(told: &Told) -> Option<Statement> {
    let LabelSettings { bootstrap, confidence, .. } = told.settings;
    let queries = told.agreement.iter().map(|row| row.queries).max()?;
    let fewest = fewest_units(*confidence) as u64;
    (*bootstrap > 0 && queries < fewest).then(|| {
        let doubt = level_in_words(1.0 - confidence);
        let text = format!(
            "No intervals for {}: a two-sided sign test of so few cannot fall below {doubt}; it takes {fewest}.",
            of(queries as usize, "query", "queries")
        );
        Statement::new(Topic::Certainty, text)
    })
}

/// The reliability of all judges together, without and with the people.
fn together(told: &Told) -> Option<Statement> {
    let alpha = |kind: &str| {
        let wanted = |row: &AgreementRow| &*row.compared == kind && &*row.measure == "alpha";
        told.agreement.iter().enumerate().find(|(_, row)| wanted(row) && row.value.is_some())
    };
    let (place, row) = alpha(compared::ALL_JUDGES)?;
    let mut statement = Statement::new(Topic::Certainty, "All judges together: α (ordinal) ");
    statement.number(in_words(row.value?, 2), AgreementRow::SCHEMA, place, AgreementRow::value);
    if let Some((place, row)) = alpha(compared::ALL_WITH_PEOPLE) {
        statement.say("; with people ");
        statement.number(in_words(row.value?, 2), AgreementRow::SCHEMA, place, AgreementRow::value);
    }
    statement.say(".");
    Some(statement)
}

/// How well the share of judges that find a pair relevant tells what people do.
fn share_of_judges(told: &Told) -> Option<Statement> {
    let mut rows = told.calibration.iter().enumerate();
    let (place, row) = rows.find(|(_, row)| &*row.of == "all judges")?;
    let threshold = told.threshold?;
    let start = format!(
        "The share of judges who grade a pair {threshold} or above, as the probability that people do: AUROC "
    );
    let mut statement = Statement::new(Topic::Certainty, start);
    statement.number(in_words(row.auroc?, 2), CalibrationRow::SCHEMA, place, CalibrationRow::auroc);
    statement.say(", expected calibration error ");
    statement.number(in_words(row.ece?, 2), CalibrationRow::SCHEMA, place, CalibrationRow::ece);
    statement.say(".");
    Some(statement)
}

/// Whether judges are sure when they are wrong.
fn stated_by_judges(told: &Told) -> Vec<Statement> {
    let of_judges = |row: &&CalibrationRow| !["answers", "all judges"].contains(&&*row.of);
    let tell = |row: &CalibrationRow| {
        let auroc = row.auroc.map_or("undefined".to_string(), |auroc| in_words(auroc, 2));
        let text = format!(
            "{} ({}): right in {} % of {}, mean confidence {} %; sure but wrong in {} %; AUROC {auroc}.",
            row.of,
            row.confidence,
            in_words(100.0 * row.accuracy?, 0),
            of(row.n as usize, "label", "labels"),
            in_words(100.0 * row.mean_confidence?, 0),
            in_words(100.0 * row.sure_wrong?, 0),
        );
        Some(Statement::new(Topic::Certainty, text))
    };
    told.calibration.iter().filter(of_judges).filter_map(tell).collect()
}

/// What is missing, unreadable or off the scale, and whose.
fn counted(told: &Told) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut tell = |count: fn(&JudgeRow) -> u64, what: &dyn Fn(u64) -> String| {
        let whose: Vec<&JudgeRow> = told.judges.iter().filter(|row| count(row) > 0).collect();
        let all: u64 = whose.iter().map(|row| count(row)).sum();
        if all == 0 {
            return;
        }
        let mut names: Vec<String> =
            whose.iter().take(5).map(|row| format!("{} ({})", row.judge, count(row))).collect();
        if whose.len() > names.len() {
            names.push(format!("and {} more", whose.len() - names.len()));
        }
        found.push(Statement::new(Topic::Data, format!("{}: {}.", what(all), names.join(", "))));
    };
    let scale = told.judgements.map(|judgements| judgements.scale.to_string()).unwrap_or_default();
    let labels = |count: u64| of(count as usize, "label", "labels");
    tell(|row| row.clipped, &|count| {
        format!("{} off the scale {scale} taken as the nearest grade", labels(count))
    });
    tell(|row| row.off_scale - row.clipped, &|count| {
        format!("{} off the scale {scale} left out", labels(count))
    });
    tell(|row| row.unparsable, &|count| format!("{} without a whole number left out", labels(count)));
    tell(|row| row.missing, &|count| format!("{} missing", labels(count)));
    found
}

/// Which confidence in answers tells right from wrong best, and which is best calibrated.
fn answers(told: &Told) -> Option<Statement> {
    let rows = || {
        told.calibration.iter().enumerate().filter(|(_, row)| &*row.of == "answers" && row.answers.is_empty())
    };
    let right = told.answers.iter().filter(|answer| answer.correct).count();
    let share = 100.0 * right as f64 / told.answers.len().max(1) as f64;
    let start = format!("{}, {} % right", of(told.answers.len(), "answer", "answers"), in_words(share, 0));
    let mut statement = Statement::new(Topic::Certainty, start);
    let by = |of: fn(&CalibrationRow) -> Option<f64>| {
        rows().filter_map(move |(place, row)| Some((of(row)?, place, row)))
    };
    // What is no better than chance tells nothing.
    let telling = by(|row| row.auroc.filter(|auroc| *auroc > 0.5));
    if let Some((auroc, place, row)) = telling.max_by(|one, other| one.0.total_cmp(&other.0)) {
        statement.say(format!("; {} tells right from wrong best (AUROC ", row.confidence));
        statement.number(in_words(auroc, 2), CalibrationRow::SCHEMA, place, CalibrationRow::auroc);
        statement.say(")");
    }
    if let Some((ece, place, row)) = by(|row| row.ece).min_by(|one, other| one.0.total_cmp(&other.0)) {
        statement.say(format!("; {} is calibrated best (ECE ", row.confidence));
        statement.number(in_words(ece, 2), CalibrationRow::SCHEMA, place, CalibrationRow::ece);
        statement.say(")");
    }
    statement.say(".");
    (!told.answers.is_empty()).then_some(statement)
}

/// Which confidences go down while accuracy goes up with the number of right answers.
fn by_answers(told: &Told) -> Option<Statement> {
    let rows = || told.calibration.iter().filter(|row| !row.answers.is_empty());
    let count = |row: &CalibrationRow| row.answers.parse::<u64>().unwrap_or_default();
    let (fewest, most) = (rows().map(count).min()?, rows().map(count).max()?);
    let ends = |confidence: &str| {
        let end = |answers| rows().find(|row| &*row.confidence == confidence && count(row) == answers);
        Some((end(fewest)?, end(most)?))
    };
    let contrary = |row: &&CalibrationRow| {
        ends(&row.confidence).is_some_and(|(first, last)| {
            first.accuracy < last.accuracy && first.mean_confidence > last.mean_confidence
        })
    };
    let mut found: Vec<&CalibrationRow> =
        rows().filter(|row| count(row) == fewest).filter(contrary).collect();
    let fall = |row: &CalibrationRow| {
        let (first, last) = ends(&row.confidence)?;
        Some((first.mean_confidence?, last.mean_confidence?))
    };
    let depth = |row: &CalibrationRow| fall(row).map_or(0.0, |(from, to)| from - to);
    found.sort_by(|one, other| depth(other).total_cmp(&depth(one)));
    let (first, last) = ends(&found.first()?.confidence)?;
    let tell = |row: &&CalibrationRow| {
        let (from, to) = fall(row)?;
        Some(format!("{} from {} to {}", row.confidence, in_words(from, 2), in_words(to, 2)))
    };
    let mut told: Vec<String> = found.iter().take(3).filter_map(tell).collect();
    if found.len() > told.len() {
        told.push(format!("and {} more", found.len() - told.len()));
    }
    let text = format!(
        "From {fewest} right answer{} to {most}, accuracy goes up from {} to {} while confidence goes down: {}.",
        if fewest == 1 { "" } else { "s" },
        in_words(first.accuracy?, 2),
        in_words(last.accuracy?, 2),
        told.join("; ")
    );
    Some(Statement::new(Topic::Certainty, text))
}

/// How far the judges put systems in the people's order, by the first evaluation measure.
pub(super) fn sentence_on_orders(orders: &[OrderRow]) -> Option<Statement> {
    let first = orders.first()?;
    let rows = || {
        let rows = orders.iter().enumerate();
        rows.filter(|(_, row)| {
            row.measure == first.measure && row.likeness == first.likeness && row.value.is_some()
        })
    };
    let value = |row: &OrderRow| row.value.unwrap_or_default();
    let lowest = rows().min_by(|one, other| value(one.1).total_cmp(&value(other.1)))?;
    let highest = rows().max_by(|one, other| value(one.1).total_cmp(&value(other.1)))?;
    let start = format!(
        "{} ordered by {}: Kendall's τ with the order of people ",
        of(first.systems as usize, "system", "systems"),
        first.measure
    );
    let mut statement = Statement::new(Topic::Certainty, start);
    let ends = if lowest.0 == highest.0 { vec![lowest] } else { vec![lowest, highest] };
    for (position, (place, row)) in ends.into_iter().enumerate() {
        statement.say(if position == 0 { "" } else { " to " });
        statement.number(in_words(value(row), 2), OrderRow::SCHEMA, place, OrderRow::value);
        statement.say(format!(" ({})", row.judge));
    }
    statement.say(".");
    Some(statement)
}

#[cfg(test)]
#[path = "sentences_tests.rs"]
mod tests;
