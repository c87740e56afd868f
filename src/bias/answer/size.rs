//! Who is favoured, by how much and how surely: rows of Relative Δ of one measure in; a statement for each source out.

use super::words::{MOST_NAMED, percent, range, sentence_case, who};
use crate::bias::size::certainty::Certainty;
use crate::bias::{BiasSettings, RelativeDeltaRow as Row, short_name};
use crate::number::p_in_words;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// A row and its place in its table.
type Placed<'a> = (usize, &'a Row);

/// One statement for each source, in the order of the rows: its models fall into groups of one certainty and direction,
/// and each group has a clause, the surest first.
pub(super) fn statements(rows: &[Placed<'_>], tests: usize, settings: &BiasSettings) -> Vec<Statement> {
    let sources = distinct(rows.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| -> Vec<Placed<'_>> {
        rows.iter().copied().filter(|(_, row)| row.source == **source).collect()
    };
    sources.iter().map(|source| statement(&of(source), tests, settings)).collect()
}

/// The group of a row: how sure it is, and whether the reference is favoured where that is said.
fn group(row: &Row) -> (Certainty, bool) {
    let certainty = Certainty::of_name(&row.certainty);
    let directed =
        matches!(certainty, Certainty::Present | Certainty::PresentWithinMargin | Certainty::Leaning);
    (certainty, directed && row.relative_delta_percent.is_some_and(|delta| delta > 0.0))
}

fn statement(rows: &[Placed<'_>], tests: usize, settings: &BiasSettings) -> Statement {
    let mut statement = Statement::new(Topic::Bias, "");
    let groups = Certainty::ALL.into_iter().flat_map(|certainty| [(certainty, true), (certainty, false)]);
    let mut begun = false;
    for which in groups {
        let members: Vec<Placed<'_>> = rows.iter().copied().filter(|(_, row)| group(row) == which).collect();
        if members.is_empty() {
            continue;
        }
        if begun {
            statement.say("; ");
        }
        clause(&mut statement, &members, which, (rows.len(), !begun), (tests, settings));
        begun = true;
    }
    statement
}

/// What the models of one group do.
fn clause(
    out: &mut Statement,
    rows: &[Placed<'_>],
    (certainty, reference_favoured): (Certainty, bool),
    (total, first): (usize, bool),
    (tests, settings): (usize, &BiasSettings),
) {
    let Row { reference, source, .. } = rows[0].1;
    let models: Vec<&str> = rows.iter().map(|(_, row)| row.model.as_str()).collect();
    let many = models.len() > 1;
    let subject = who(&models, total);
    // A name keeps its letters.
    let subject = if first && subject.contains(" model") { sentence_case(&subject) } else { subject };
    let (favoured, other) = if reference_favoured { (reference, source) } else { (source, reference) };
    let verb = |one: &str, several: &str| if many { several.to_string() } else { one.to_string() };
    let margin = settings.margin_percent;
    match certainty {
        Certainty::Present | Certainty::PresentWithinMargin => {
            out.say(format!("{subject} {} {favoured} over {other}", verb("favours", "favour")));
            if certainty == Certainty::PresentWithinMargin {
                out.say(format!(", by less than {margin} %"));
            }
        }
        Certainty::AbsentBeyondMargin => out.say(format!(
            "{subject} {} {reference} and {source} alike to within {margin} %",
            verb("treats", "treat")
        )),
        Certainty::Leaning => out.say(format!(
            "{subject} {} towards {favoured} over {other}, but not significantly after adjustment for {tests} tests",
            verb("leans", "lean")
        )),
        Certainty::Undecided if models.len() == total && total == 1 => {
            out.say(format!("{subject}: no bias detected between {reference} and {source}"));
        }
        Certainty::Undecided if models.len() == total => out.say(format!(
            "No bias detected between {reference} and {source} with {} {total} models",
            if total == 2 { "either of" } else { "any of" },
        )),
        Certainty::Undecided => {
            out.say(format!("with {subject} no bias is detected"));
        }
        Certainty::NotTested => out.say(format!(
            "{subject} {} not tested between {reference} and {source}, because {} on the source labels",
            verb("is", "are"),
            verb("its scores depend", "their scores depend")
        )),
        Certainty::Undefined => {
            out.say(format!("{subject}: no bias to measure, because {}", reason(rows[0].1)));
            return;
        }
    }
    figures(out, rows, tests, settings);
    unseen(out, rows, certainty);
}

/// Why there is no Relative Δ.
fn reason(row: &Row) -> String {
    match (&row.absent[..], row.queries) {
        ("", 0) => {
            format!("no query has relevant documents by both {} and {}", row.reference, row.source)
        }
        ("", _) => format!("{} is 0 for both {} and {}", row.measure, row.reference, row.source),
        (absent, _) => format!("no document by {absent} appears in any ranking"),
    }
}

/// In brackets, Relative Δ with interval and p of one model, or the range over several.
fn figures(out: &mut Statement, rows: &[Placed<'_>], tests: usize, settings: &BiasSettings) {
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
    if let Some((place, p)) = greatest {
        let written = p_in_words(p, settings.bootstrap);
        let adjusted = if tests > 1 { "adjusted p" } else { "p" };
        let column =
            if rows.iter().any(|(_, row)| row.p_adjusted.is_some()) { Row::p_adjusted } else { Row::p_value };
        match rows.len() {
            1 => out.say(format!(", {adjusted} ")),
            // Of several only the bound is said, where it says something.
            _ if p < 1.0 - settings.confidence => out.say(format!(", {adjusted} at most ")),
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

/// What could have gone unseen where nothing was found.
fn unseen(out: &mut Statement, rows: &[Placed<'_>], certainty: Certainty) {
    if !matches!(certainty, Certainty::Undecided | Certainty::Leaning) {
        return;
    }
    let least: Vec<(usize, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, row.detectable_percent?))).collect();
    if least.is_empty() {
        out.say("; too few queries or contents to detect a bias of any size");
        return;
    }
    if certainty == Certainty::Undecided {
        out.say("; a bias smaller than ");
        range(out, &least, 0, (Row::SCHEMA, Row::detectable_percent));
        out.say(" % could have gone unseen");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(model: &str, delta: Option<f64>, certainty: Certainty, p: Option<f64>) -> Row {
        let low = delta.map(|delta| delta - 10.0);
        Row {
            model: model.to_string(),
            measure: "nDCG@10".to_string(),
            reference: "human".to_string(),
            source: "llama".to_string(),
            relative_delta_percent: delta,
            low,
            high: delta.map(|delta| delta + 10.0),
            low_queries: low,
            high_queries: low,
            low_contents: low,
            high_contents: low,
            reference_mean: None,
            source_mean: None,
            difference: None,
            difference_low: None,
            difference_high: None,
            p_queries: p,
            p_contents: p,
            p_value: p,
            p_adjusted: p,
            placebo_below: None,
            placebo_as_large: None,
            certainty: certainty.name().to_string(),
            absent: String::new(),
            detectable_percent: delta.map(|delta| 13.6 + delta.abs() / 10.0),
            attainable_percent: None,
            probability_above: None,
            probability_above_low: None,
            probability_above_high: None,
            queries: 3,
            tied_twins: 0,
            twins: 0,
        }
    }

    fn said(rows: &[Row]) -> String {
        let placed: Vec<Placed<'_>> = rows.iter().enumerate().collect();
        let tests = rows.iter().filter(|row| row.p_adjusted.is_some()).count();
        let found = statements(&placed, tests, &BiasSettings::default());
        assert_eq!(found.len(), 1);
        found[0].to_string()
    }

    #[test]
    fn one_model_is_said_with_its_interval() {
        let one = |delta, certainty, p| said(&[row("bm25(k1=1.2,b=0.75)", Some(delta), certainty, p)]);
        assert_eq!(
            one(-12.34, Certainty::Present, Some(0.004)),
            "bm25 favours llama over human (Relative Δ −12.3 % [−22.3, −2.3], p = 0.004)"
        );
        assert_eq!(
            one(3.0, Certainty::PresentWithinMargin, Some(0.0001)),
            "bm25 favours human over llama, by less than 5 % (Relative Δ 3.0 % [−7.0, 13.0], p ≤ 0.0001)"
        );
        assert_eq!(
            one(0.04, Certainty::AbsentBeyondMargin, Some(0.8)),
            "bm25 treats human and llama alike to within 5 % (Relative Δ 0.0 % [−10.0, 10.0], p = 0.80)"
        );
        assert_eq!(
            one(6.0, Certainty::Undecided, Some(0.4)),
            "bm25: no bias detected between human and llama (Relative Δ 6.0 % [−4.0, 16.0], p = 0.40); a bias smaller than 14 % \
             could have gone unseen"
        );
        assert_eq!(
            one(6.0, Certainty::NotTested, None),
            "bm25 is not tested between human and llama, because its scores depend on the source labels (Relative Δ 6.0 % [−4.0, 16.0])"
        );
        let few =
            Row { detectable_percent: None, ..row("bm25", Some(52.0), Certainty::Undecided, Some(0.25)) };
        assert!(
            said(&[few]).ends_with("p = 0.25); too few queries or contents to detect a bias of any size")
        );
    }

    #[test]
    fn without_a_value_the_reason_is_said() {
        let undefined = row("bm25", None, Certainty::Undefined, None);
        assert_eq!(
            said(std::slice::from_ref(&undefined)),
            "bm25: no bias to measure, because nDCG@10 is 0 for both human and llama"
        );
        assert_eq!(
            said(&[Row { queries: 0, ..undefined.clone() }]),
            "bm25: no bias to measure, because no query has relevant documents by both human and llama"
        );
        assert_eq!(
            said(&[Row { absent: "llama".to_string(), ..undefined }]),
            "bm25: no bias to measure, because no document by llama appears in any ranking"
        );
    }

    #[test]
    fn models_that_do_the_same_share_a_clause() {
        let none = |model: &str, delta| row(model, Some(delta), Certainty::Undecided, Some(0.6));
        assert_eq!(
            said(&[none("bm25", -5.7), none("tf_idf", 6.9)]),
            "No bias detected between human and llama with either of 2 models (Relative Δ −5.7 to 6.9 %); a bias smaller than 14 % \
             could have gone unseen"
        );
        let leaning = row("tf_idf", Some(-10.5), Certainty::Leaning, Some(0.12));
        assert_eq!(
            said(&[none("bm25", -5.7), leaning, none("dirichlet", 6.9)]),
            "tf_idf leans towards llama over human, but not significantly after adjustment for 3 tests (Relative Δ −10.5 % [−20.5, \
             −0.5], adjusted p = 0.12); with bm25 and dirichlet no bias is detected (Relative Δ −5.7 to 6.9 %); a bias \
             smaller than 14 % could have gone unseen"
        );
        let grid: Vec<Row> = (0..8_u32)
            .map(|number| {
                let delta = 17.5 - 5.0 * f64::from(number);
                let certainty = if delta.abs() > 8.0 { Certainty::Present } else { Certainty::Undecided };
                row(&format!("bm25(b={})", f64::from(number) / 8.0), Some(delta), certainty, Some(0.02))
            })
            .collect();
        let text = said(&grid);
        assert!(
            text.starts_with("bm25(b=0) and bm25(b=0.125) favour human over llama (Relative Δ 12.5 to 17.5 %, adjusted p at most 0.020); "),
            "{text}"
        );
        assert!(text.contains("with 4 of 8 models no bias is detected (Relative Δ from −7.5 % with bm25(b=0.625) to 7.5 % with"), "{text}");
    }

    #[test]
    fn every_number_knows_its_line() {
        let rows = [
            row("bm25", Some(1.0), Certainty::Present, Some(0.01)),
            row("tf_idf", Some(9.0), Certainty::Present, Some(0.02)),
        ];
        let placed: Vec<Placed<'_>> = rows.iter().enumerate().collect();
        let found = &statements(&placed, 2, &BiasSettings::default())[0];
        let numbers: Vec<(&str, usize, &str)> =
            found.numbers().map(|number| (&*number.text, number.line, &*number.column)).collect();
        assert_eq!(
            numbers,
            [
                ("1.0", 2, "relative_delta_percent"),
                ("9.0", 3, "relative_delta_percent"),
                ("0.020", 3, "p_adjusted")
            ]
        );
    }
}
