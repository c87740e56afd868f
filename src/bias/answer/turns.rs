//! Where models disagree on whom they favour: rows of Relative Δ of one source in; one statement on all of them out.

use super::words::{percent, range, who};
use crate::bias::size::certainty::Certainty;
use crate::bias::{BiasSettings, RelativeDeltaRow as Row};
use crate::number::level_in_words;
use crate::registry::Specification;
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// A statement on a source of which some models favour the reference and others the source, both significantly: which
/// models favour whom, or the parameter of a grid that it goes with. `None` where no models contradict each other.
pub(super) fn statement(rows: &[(usize, &Row)], tests: usize, settings: &BiasSettings) -> Option<Statement> {
    let present = |row: &Row| Certainty::of_name(&row.certainty).is_bias();
    let valued: Vec<(usize, &Row, f64)> =
        rows.iter().filter_map(|(place, row)| Some((*place, *row, row.relative_delta_percent?))).collect();
    let side = |above: bool| -> Vec<&(usize, &Row, f64)> {
        valued.iter().filter(|(_, row, value)| present(row) && (*value > 0.0) == above).collect()
    };
    let sides = [side(true), side(false)];
    if sides.iter().any(Vec::is_empty) {
        return None;
    }
    let Row { reference, source, .. } = sides[0][0].1;
    let level = level_in_words(1.0 - settings.confidence);
    let opening = format!("Whether {reference} or {source} is favoured depends on ");
    let mut out = Statement::new(Topic::Bias, opening);
    if let Some((name, ends)) = parameter(&valued) {
        for (place, (value, mean)) in ends.into_iter().enumerate() {
            let favoured = if mean > 0.0 { reference } else { source };
            let (before, after) =
                if place == 0 { (format!("{name}: "), " on average") } else { (", ".to_string(), "") };
            let unit = if place == 0 { "Relative Δ " } else { "" };
            out.say(format!("{before}{favoured} at {name} = {value} ({unit}{} %{after})", percent(mean)));
        }
        let sure = sides[0].len() + sides[1].len();
        out.say(format!(
            "; p < {level} with {sure} of {} models, after adjustment for {tests} tests",
            rows.len()
        ));
        return Some(out);
    }
    out.say("the model: ");
    for (place, (models, favoured)) in sides.iter().zip([reference, source]).enumerate() {
        let names: Vec<&str> = models.iter().map(|(_, row, _)| row.model.as_str()).collect();
        let (before, unit) = if place == 0 { ("", "Relative Δ ") } else { (", ", "") };
        out.say(format!("{before}{favoured} with {} ({unit}", who(&names, rows.len())));
        let values: Vec<(usize, f64)> = models.iter().map(|(place, _, value)| (*place, *value)).collect();
        range(&mut out, &values, 1, (Row::SCHEMA, Row::relative_delta_percent));
        out.say(" %)");
    }
    out.say(format!("; p < {level} after adjustment for {tests} tests"));
    Some(out)
}

/// A value of a parameter, and the mean Relative Δ of the models that have it.
type End = (String, f64);

/// The parameter of a grid over whose values the mean Relative Δ goes furthest, where it goes through 0: its name, its least and
/// its greatest value, each with the mean. `None` where models differ in more than numbers, and where two parameters go together.
fn parameter(rows: &[(usize, &Row, f64)]) -> Option<(String, [End; 2])> {
    let parsed = |(_, row, value): &(usize, &Row, f64)| Some((row.model.parse().ok()?, *value));
    let models: Vec<(Specification, f64)> = rows.iter().map(parsed).collect::<Option<_>>()?;
    let kind = |model: &Specification| {
        let parts = model.parts.iter();
        parts.map(|part| part.name.clone()).collect::<Vec<_>>()
    };
    let first = &models.first()?.0;
    if models.iter().any(|(model, _)| kind(model) != kind(first)) {
        return None;
    }
    let names = first.parts.iter().flat_map(|part| part.parameters.iter().map(|(name, _)| name.clone()));
    let of = |name: String| {
        let value = |model: &Specification| -> Option<f64> {
            let mut all = model.parts.iter().flat_map(|part| &part.parameters);
            all.find(|(known, _)| *known == name)?.1.parse().ok()
        };
        let valued: Vec<(f64, f64)> =
            models.iter().map(|(model, delta)| Some((value(model)?, *delta))).collect::<Option<_>>()?;
        let mut values = distinct(valued.iter().map(|(value, _)| value.to_bits()));
        values.sort_by(|one, other| f64::from_bits(*one).total_cmp(&f64::from_bits(*other)));
        let mean = |wanted: u64| {
            let found: Vec<f64> = valued
                .iter()
                .filter(|(value, _)| value.to_bits() == wanted)
                .map(|(_, delta)| *delta)
                .collect();
            (f64::from_bits(wanted).to_string(), found.iter().sum::<f64>() / found.len() as f64)
        };
        let ends = [mean(*values.first()?), mean(*values.last()?)];
        (ends[0].1 * ends[1].1 < 0.0).then_some((name, ends))
    };
    let distance = |(_, ends): &(String, [End; 2])| (ends[0].1 - ends[1].1).abs();
    let mut turning: Vec<(String, [End; 2])> = names.filter_map(of).collect();
    turning.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    // Parameters that go together cannot be told apart.
    let alone = match &turning[..] {
        [first, second, ..] => distance(first) > distance(second),
        _ => true,
    };
    turning.into_iter().next().filter(|_| alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::answer::size::tests::row;

    fn said(rows: &[Row]) -> Option<String> {
        let placed: Vec<(usize, &Row)> = rows.iter().enumerate().collect();
        Some(statement(&placed, rows.len(), &BiasSettings::default())?.to_string())
    }

    #[test]
    fn a_grid_that_turns_names_the_parameter() {
        let cell = |k1: &str, b: &str, delta: f64| {
            let certainty = if delta.abs() > 8.0 { Certainty::Present } else { Certainty::Undecided };
            row(&format!("bm25(k1={k1},b={b})"), Some(delta), certainty, Some(0.02))
        };
        let rows = [
            cell("1", "0", 6.0),
            cell("1", "1", -5.0),
            cell("2", "0", 10.0),
            cell("2", "1", -9.0),
            cell("2", "0.5", 1.0),
        ];
        assert_eq!(
            said(&rows).unwrap(),
            "Whether human or llama is favoured depends on b: human at b = 0 (Relative Δ 8.0 % on average), llama at b = 1 \
             (\u{2212}7.0 %); p < 0.05 with 2 of 5 models, after adjustment for 5 tests"
        );
        // Models of different kinds have no parameter in common.
        let kinds = [cell("1", "0", 9.0), row("tf_idf", Some(-9.0), Certainty::Present, Some(0.01))];
        assert_eq!(
            said(&kinds).unwrap(),
            "Whether human or llama is favoured depends on the model: human with bm25(k1=1,b=0) (Relative Δ 9.0 %), llama with \
             tf_idf (\u{2212}9.0 %); p < 0.05 after adjustment for 2 tests"
        );
        // k1 and b go together.
        let together = [cell("1", "0", 9.0), cell("2", "1", -9.0)];
        assert!(said(&together).unwrap().contains("depends on the model: "));
        assert_eq!(said(&rows[..2]), None);
        assert_eq!(said(&[cell("1", "0", 9.0), cell("1", "1", -3.0)]), None);
    }
}
