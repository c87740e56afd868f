//! Where the models of a grid disagree on whom they favour: rows of Relative Δ of one source in; one statement on all of them
//! out.

use super::words::percent;
use crate::bias::size::certainty::Certainty;
use crate::bias::{BiasSettings, RelativeDeltaRow as Row};
use crate::number::{level, level_in_words};
use crate::registry::{Parameter, Specification, SpecificationPart};
use crate::retrieve::MODELS;
use crate::statement::{Statement, Topic};
use crate::table::distinct;

/// A statement on a source of which some models favour the reference and others the source, both significantly, where
/// that goes with a parameter of a grid: with which, and how many are sure. `None` elsewhere.
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
    let Turn { name, meaning, ends } = parameter(&valued)?;
    let Row { reference, source, .. } = sides[0][0].1;
    let level = level_in_words(level(settings.confidence));
    let meaning = if meaning.is_empty() { String::new() } else { format!(" ({meaning})") };
    let opening = format!("Whether {reference} or {source} is favoured depends on {name}{meaning}: ");
    let mut out = Statement::new(Topic::Bias, opening);
    for (place, (value, mean)) in ends.into_iter().enumerate() {
        let favoured = if mean > 0.0 { reference } else { source };
        let [before, unit, after] =
            if place == 0 { ["", "Relative Δ ", " on average"] } else { [", ", "", ""] };
        out.say(format!("{before}{favoured} at {name}={value} ({unit}{} %{after})", percent(mean)));
    }
    let [for_reference, for_source] = sides.map(|side| side.len());
    out.say(format!(
        "; p < {level} with {} of {} models ({for_reference} for {reference}, {for_source} for {source}), after adjustment for \
         {tests} tests",
        for_reference + for_source,
        rows.len()
    ));
    Some(out)
}

/// A value of a parameter, and the mean Relative Δ of the models that have it.
type End = (String, f64);

/// The parameter that the sign of Relative Δ goes with: its name, what it means, and its least and greatest value.
struct Turn {
    name: String,
    meaning: &'static str,
    ends: [End; 2],
}

/// The parameter of a grid over whose values the mean Relative Δ goes furthest, where it goes through 0: its name, its least and
/// its greatest value, each with the mean. `None` where models differ in more than numbers, and where two parameters go together.
fn parameter(rows: &[(usize, &Row, f64)]) -> Option<Turn> {
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
        let (least, greatest) = (*values.first()?, *values.last()?);
        let ends = [mean(least), mean(greatest)];
        // Each end has a model that is sure of its side.
        let sure = |end: u64, mean: f64| {
            let mut of_end = valued.iter().zip(rows).filter(|((value, _), _)| value.to_bits() == end);
            of_end.any(|((_, delta), (_, row, _))| {
                Certainty::of_name(&row.certainty).is_bias() && delta * mean > 0.0
            })
        };
        let both = sure(least, ends[0].1) && sure(greatest, ends[1].1);
        (both && ends[0].1 * ends[1].1 < 0.0).then_some((name, ends))
    };
    let distance = |(_, ends): &(String, [End; 2])| (ends[0].1 - ends[1].1).abs();
    let mut turning: Vec<(String, [End; 2])> = names.filter_map(of).collect();
    turning.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    // Parameters that go together cannot be told apart.
    let alone = match &turning[..] {
        [first, second, ..] => distance(first) > distance(second),
        _ => true,
    };
    let (name, ends) = turning.into_iter().next().filter(|_| alone)?;
    let known = |part: &SpecificationPart| MODELS.parameters_of(&part.name);
    let of_name = |one: &&Parameter| one.name == name;
    let meaning = first.parts.iter().filter_map(known).flatten().find(of_name).map_or("", |one| one.meaning);
    Some(Turn { name, meaning, ends })
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
            "Whether human or llama is favoured depends on b (how much the document's length counts): human at b=0 (Relative Δ 8.0 % \
             on average), llama at b=1 (\u{2212}7.0 %); p < 0.05 with 2 of 5 models (1 for human, 1 for llama), after \
             adjustment for 5 tests"
        );
        // An end without a model that is sure of its side says nothing.
        let open = [cell("1", "0", 0.02), cell("1", "0.4", 9.0), cell("1", "1", -9.0)];
        assert_eq!(said(&open), None);
        // Models of different kinds have no parameter in common.
        let kinds = [cell("1", "0", 9.0), row("tf_idf", Some(-9.0), Certainty::Present, Some(0.01))];
        assert_eq!(said(&kinds), None);
        // k1 and b go together.
        let together = [cell("1", "0", 9.0), cell("2", "1", -9.0)];
        assert_eq!(said(&together), None);
        assert_eq!(said(&rows[..2]), None);
        assert_eq!(said(&[cell("1", "0", 9.0), cell("1", "1", -3.0)]), None);
    }
}
