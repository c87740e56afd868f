//! Who is favoured, by how much and how surely: rows of Relative Δ of one measure in; statements on each source out.

use super::turns;
use super::words::{MOST_NAMED, percent, range, sentence_case, who};
use crate::bias::size::certainty::Certainty;
use crate::bias::{BiasSettings, RelativeDeltaRow as Row, short_name};
use crate::number::{in_words, level, level_in_words, p_in_words};
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// A row and its place in its table.
type Placed<'a> = (usize, &'a Row);

/// The statements on each source, in the order of the rows: its models fall into groups of one certainty, and each group has
/// a statement, the surest first. Where groups contradict each other, a statement on all of them says so, and they are details.
pub(super) fn statements(rows: &[Placed<'_>], tests: usize, settings: &BiasSettings) -> Vec<Statement> {
    let sources = distinct(rows.iter().map(|(_, row)| row.source.as_str()));
    let of_source = |source: &&str| {
        let rows: Vec<Placed<'_>> = rows.iter().copied().filter(|(_, row)| row.source == **source).collect();
        let of = |certainty: Certainty| {
            let is = |(_, row): &Placed<'_>| Certainty::of_name(&row.certainty) == certainty;
            let group: Vec<Placed<'_>> = rows.iter().copied().filter(is).collect();
            (!group.is_empty()).then(|| statement(certainty, &group, (rows.len(), tests), settings))
        };
        let groups = Certainty::ALL.into_iter().filter_map(of);
        match turns::statement(&rows, tests, settings) {
            Some(turns) => std::iter::once(turns).chain(groups.map(Statement::in_detail)).collect(),
            None => groups.collect::<Vec<_>>(),
        }
    };
    sources.iter().flat_map(of_source).collect()
}

/// What the models of one group do, of `total` models.
fn statement(
    certainty: Certainty,
    rows: &[Placed<'_>],
    (total, tests): (usize, usize),
    settings: &BiasSettings,
) -> Statement {
    let Row { reference, source, .. } = rows[0].1;
    let mut out = Statement::new(Topic::Bias, "");
    let subject =
        |rows: &[Placed<'_>]| who(&rows.iter().map(|(_, row)| row.model.as_str()).collect::<Vec<_>>(), total);
    let verb = |rows: &[Placed<'_>], one: &'static str, several: &'static str| {
        if rows.len() > 1 { several } else { one }
    };
    // Those that favour the reference, then those that favour the source, with who is favoured over whom.
    let favours = |row: &Row| row.relative_delta_percent.is_some_and(|delta| delta > 0.0);
    let (reference_first, source_first): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
        rows.iter().copied().partition(|(_, row)| favours(row));
    let directions = [(reference_first, reference, source), (source_first, source, reference)];
    let directed = directions.iter().filter(|(group, ..)| !group.is_empty());
    let margin = settings.margin_percent;
    match certainty {
        Certainty::Present | Certainty::PresentWithinMargin => {
            for (place, (group, favoured, other)) in directed.enumerate() {
                let subject = subject(group);
                out.say(if place > 0 { "; ".to_string() + &subject } else { begin(&subject) });
                out.say(format!(" {} {favoured} over {other}", verb(group, "favours", "favour")));
                if certainty == Certainty::PresentWithinMargin {
                    out.say(format!(", by less than {margin} %"));
                }
                figures(&mut out, group, Some(tests), settings);
            }
        }
        Certainty::Leaning => {
            for (place, (group, favoured, other)) in directed.enumerate() {
                let subject = subject(group);
                out.say(if place > 0 { ", and ".to_string() + &subject } else { begin(&subject) });
                out.say(format!(" {} towards {favoured} over {other}", verb(group, "leans", "lean")));
                figures(&mut out, group, None, settings);
            }
            out.say(format!(", but not significantly after adjustment for {tests} tests"));
        }
        Certainty::AbsentBeyondMargin => {
            let alike = verb(rows, "treats", "treat");
            out.say(format!(
                "{} {alike} {reference} and {source} alike to within {margin} %",
                begin(&subject(rows))
            ));
            figures(&mut out, rows, Some(tests), settings);
        }
        Certainty::Undecided => {
            let with = match rows.len() {
                1 => subject(rows),
                2 if total == 2 => "either of 2 models".to_string(),
                number if number == total => format!("any of {number} models"),
                _ => subject(rows),
            };
            out.say(format!("No bias detected between {reference} and {source} with {with}"));
            figures(&mut out, rows, Some(tests), settings);
            if let [(_, row)] = rows {
                out.say(stricter(row, settings));
            }
            unseen(&mut out, rows);
        }
        Certainty::NotTested => {
            out.say(format!(
                "Not tested between {reference} and {source}: {}, whose scores depend on the source labels",
                subject(rows)
            ));
            figures(&mut out, rows, None, settings);
        }
        Certainty::Unpaired => {
            out.say(format!(
                "No bias can be measured between {reference} and {source} with {}: most relevant contents have a version by one \
                 of them alone, so that the figure also counts which source has more relevant documents",
                subject(rows)
            ));
            figures(&mut out, rows, None, settings);
            out.say("; say which documents are versions of one content (in a map, its third column)");
        }
        Certainty::Undefined => {
            let reason = reason(rows[0].1);
            out.say(format!("{}: no bias to measure, because {reason}", begin(&subject(rows))));
        }
    }
    out
}

/// The subject of a sentence at its beginning: a name keeps its letters.
fn begin(subject: &str) -> String {
    if subject.ends_with(" models") { sentence_case(subject) } else { subject.to_string() }
}

/// Why there is no Relative Δ.
fn reason(row: &Row) -> String {
    match (&row.absent[..], row.queries) {
        ("", 0) => {
            format!(
                "no query has relevant documents by both {} and {}; versions of one content must share an id: `sourcebias corpus \
                 validate` shows which do",
                row.reference, row.source
            )
        }
        ("", _) => format!("{} is 0 for both {} and {}", row.measure, row.reference, row.source),
        (absent, _) => format!("no document by {absent} appears in any ranking"),
    }
}

/// In brackets, Relative Δ with interval and p of one model, or the range over several; no p without a number of tests.
fn figures(out: &mut Statement, rows: &[Placed<'_>], tests: Option<usize>, settings: &BiasSettings) {
    let deltas: Vec<(usize, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, row.relative_delta_percent?))).collect();
    out.say(" (Relative Δ ");
    let one = |out: &mut Statement, (place, delta): (usize, f64)| {
        out.number(percent(delta), Row::SCHEMA, place, Row::relative_delta_percent);
        out.say(" %");
    };
    let by_size = |left: &&(usize, f64), right: &&(usize, f64)| left.1.total_cmp(&right.1);
    match (deltas.iter().min_by(by_size), deltas.iter().max_by(by_size)) {
        (Some(low), Some(high)) if rows.len() > MOST_NAMED => {
            let model = |(place, _): &(usize, f64)| {
                let row = rows.iter().find(|(other, _)| other == place);
                row.map_or(String::new(), |(_, row)| short_name(&row.model))
            };
            out.say("from ");
            one(out, *low);
            out.say(format!(" with {} to ", model(low)));
            one(out, *high);
            out.say(format!(" with {}", model(high)));
        }
        _ => {
            range(out, &deltas, 1, (Row::SCHEMA, Row::relative_delta_percent));
            out.say(" %");
        }
    }
    if let [(place, row)] = rows
        && let (Some(low), Some(high)) = (row.low, row.high)
    {
        out.say(" [");
        out.number(percent(low), Row::SCHEMA, *place, Row::low);
        out.say(", ");
        out.number(percent(high), Row::SCHEMA, *place, Row::high);
        out.say("]");
    }
    let p_of = |row: &Row| row.p_adjusted.or(row.p_value);
    let greatest = rows
        .iter()
        .filter_map(|(place, row)| Some((*place, p_of(row)?)))
        .max_by(|one, other| one.1.total_cmp(&other.1));
    if let (Some((place, p)), Some(tests)) = (greatest, tests) {
        let written = p_in_words(p, settings.bootstrap);
        let adjusted = if tests > 1 { "adjusted p" } else { "p" };
        let column =
            if rows.iter().any(|(_, row)| row.p_adjusted.is_some()) { Row::p_adjusted } else { Row::p_value };
        match rows.len() {
            1 => out.say(format!(", {adjusted} ")),
            // Of several only the bound is said, where it says something.
            _ if p < level(settings.confidence) => out.say(format!(", {adjusted} at most ")),
            _ => {
                out.say(")");
                return;
            }
        }
        let written =
            if rows.len() > 1 { written.trim_start_matches(['=', '≤', ' ']).to_string() } else { written };
        out.number(written, Row::SCHEMA, place, column);
    }
    out.say(")");
}

/// Why no bias is detected although the interval leaves 0 out.
fn stricter(row: &Row, settings: &BiasSettings) -> String {
    let level = 1.0 - settings.confidence;
    let out = row.low.zip(row.high).is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    if !out {
        return String::new();
    }
    let reached = |p: Option<f64>| p.is_some_and(|p| p < level);
    let test = match (reached(row.p_queries), reached(row.p_contents)) {
        (true, false) => "the test over contents, the stricter of two,",
        (false, true) => "the test over queries, the stricter of two,",
        _ => "the test, over queries and contents together,",
    };
    format!("; the interval leaves 0 out, but {test} does not reach {}", level_in_words(level))
}

/// What could have gone unseen where nothing was found.
fn unseen(out: &mut Statement, rows: &[Placed<'_>]) {
    let least: Vec<(usize, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, row.detectable_percent?))).collect();
    // Of a model that has none no bias of any size could be detected.
    if least.len() < rows.len() {
        out.say("; too few queries or contents to detect a bias of any size");
        return;
    }
    // The largest: up to it some model could have missed a bias.
    let Some((place, most)) = least.into_iter().max_by(|one, other| one.1.total_cmp(&other.1)) else {
        return;
    };
    out.say("; a bias below ");
    out.number(in_words(most, 0), Row::SCHEMA, place, Row::detectable_percent);
    out.say(" % could have gone unseen");
}

#[cfg(test)]
#[path = "size_tests.rs"]
pub(super) mod tests;
