//! Because of what Relative Δ is what it is: counterfactual twins in; a statement for each source, over all models, out.

use super::AnswerTables;
use super::cause::sure_length;
use super::words::{range, sentence_case, who};
use crate::bias::size::certainty::Certainty;
use crate::bias::{CounterfactualRow as Row, RelativeDeltaRow};
use crate::statement::{Statement, Topic};
use crate::table::{TableRow, distinct};

/// In what twins differ: the factor, how it is called, and how it goes on.
const FACTORS: [(&str, &str, &str); 3] = [
    ("length", "length", "favours"),
    ("tf", "repetition of query words", "favours"),
    ("coverage", "query words added or dropped", "favour"),
];

/// A difference that makes so much of a bias or more is called its cause, and one that leaves less cancels it.
const FAIR_PART: f64 = 0.25;

/// An effect with less than one model in so many is not told.
const FEW: usize = 10;

/// What one difference between twins does with some models: whom it favours, by how much.
struct Effect<'a> {
    what: &'static str,
    verb: &'static str,
    favoured: &'a str,
    models: Vec<&'a str>,
    /// Places in the table, and by how many points Relative Δ would change without it.
    points: Vec<(usize, f64)>,
}

impl Effect<'_> {
    fn greatest(&self) -> f64 {
        self.points.iter().map(|(_, points)| *points).fold(0.0, f64::max)
    }
}

/// One statement for each source of whose differences from the reference some are sure to move Relative Δ of this measure: whom
/// each favours, by how many points, with which models. Where the models that are sure of a bias agree on whom they favour
/// (`deltas`), the difference that favours it most is called its cause.
pub(super) fn statements(tables: &AnswerTables, measure: &str, level: f64) -> Vec<(String, Statement)> {
    let of_measure: Vec<(usize, &Row)> =
        tables.counterfactuals.iter().enumerate().filter(|(_, row)| row.measure == measure).collect();
    let sources = distinct(of_measure.iter().map(|(_, row)| row.source.as_str()));
    let of = |source: &&str| {
        let rows: Vec<(usize, &Row)> =
            of_measure.iter().copied().filter(|(_, row)| row.source == **source).collect();
        let longer = sure_length(&tables.matches, source, level);
        let deltas: Vec<&RelativeDeltaRow> = tables
            .relative_deltas
            .iter()
            .filter(|row| row.measure == measure && row.source == **source)
            .collect();
        let told = Told { longer, named: sources.len() > 1, level };
        Some((source.to_string(), statement(&rows, &told, &biased(&deltas))?))
    };
    sources.iter().filter_map(of).collect()
}

/// What a statement on a source goes by.
struct Told {
    /// By how much its texts are longer, where that is sure.
    longer: Option<f64>,
    /// Whether there are others, so that it is named.
    named: bool,
    level: f64,
}

/// Whom models are sure to favour, and which do, with the size of their Relative Δ in percent.
struct Biased<'a> {
    favoured: &'a str,
    models: Vec<(&'a str, f64)>,
}

impl Biased<'_> {
    /// Whether a difference is a cause of it: it favours the same side, and makes a fair part of some model's bias.
    fn is_due_to(&self, effect: &Effect<'_>) -> bool {
        let fair = |model: &str, points: f64| {
            self.models.iter().any(|(biased, size)| *biased == model && points >= FAIR_PART * size)
        };
        let mut of_models = effect.models.iter().zip(&effect.points);
        self.favoured == effect.favoured && of_models.any(|(model, (_, points))| fair(model, *points))
    }
}

/// Those whom some models are sure to favour: one, or both where models do not agree.
fn biased<'a>(deltas: &[&'a RelativeDeltaRow]) -> Vec<Biased<'a>> {
    let favoured = |row: &&'a RelativeDeltaRow| {
        let delta = row.relative_delta_percent.filter(|_| Certainty::of_name(&row.certainty).is_bias())?;
        Some((if delta > 0.0 { &*row.reference } else { &*row.source }, (&*row.model, delta.abs())))
    };
    let found: Vec<(&str, (&str, f64))> = deltas.iter().filter_map(favoured).collect();
    let of = |side: &&'a str| Biased {
        favoured: side,
        models: found.iter().filter(|(favoured, _)| favoured == side).map(|(_, model)| *model).collect(),
    };
    distinct(found.iter().map(|(favoured, _)| *favoured)).iter().map(of).collect()
}

/// Where models are sure of either side: which difference outweighs the others with which of them, if it favours their side with
/// each.
fn outweighing(effects: &[Effect<'_>], biased: &[Biased<'_>], models: usize) -> Option<String> {
    if biased.len() < 2 {
        return None;
    }
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for side in biased {
        for (model, _) in &side.models {
            let points = |effect: &Effect<'_>| {
                let place = effect.models.iter().position(|known| known == model)?;
                Some(effect.points[place].1)
            };
            let valued = effects.iter().filter_map(|effect| Some((effect, points(effect)?)));
            let (largest, _) = valued.max_by(|one, other| one.1.total_cmp(&other.1))?;
            if largest.favoured != side.favoured {
                return None;
            }
            match found.iter_mut().find(|(what, _)| *what == largest.what) {
                Some((_, with)) => with.push(model),
                None => found.push((largest.what, vec![model])),
            }
        }
    }
    if found.len() < 2 {
        return None;
    }
    let verb =
        |what: &str| effects.iter().find(|effect| effect.what == what).map_or("", |effect| effect.verb);
    let decides = if verb(found[0].0) == "favour" { "decide" } else { "decides" };
    let part = |(place, (what, with)): (usize, &(&str, Vec<&str>))| {
        let verb = if place == 0 { format!(" {decides}") } else { String::new() };
        format!("{what}{verb} with {}", who(with, models))
    };
    Some(found.iter().enumerate().map(part).collect::<Vec<_>>().join(", "))
}

/// How length is called that favours the reference, and that favours the source, whose texts are longer by so much.
fn of_length(longer: Option<f64>) -> [(&'static str, &'static str); 2] {
    const OPEN: (&str, &str) = ("length", "favours");
    const SHORTER: (&str, &str) = ("shorter texts", "favour");
    const LONGER: (&str, &str) = ("longer texts", "favour");
    match longer {
        Some(longer) if longer > 0.0 => [SHORTER, LONGER],
        Some(longer) if longer < 0.0 => [LONGER, SHORTER],
        _ => [OPEN, OPEN],
    }
}

fn statement(rows: &[(usize, &Row)], told: &Told, biased: &[Biased<'_>]) -> Option<Statement> {
    let (lengths, named, level) = (of_length(told.longer), told.named, told.level);
    let models = distinct(rows.iter().map(|(_, row)| row.model.as_str())).len();
    let sure = |row: &Row| row.p_adjusted.or(row.p_value).is_some_and(|p| p < level);
    let (mut effects, mut open): (Vec<Effect<'_>>, Vec<String>) = (Vec::new(), Vec::new());
    for (factor, what, verb) in FACTORS {
        let of_factor = || rows.iter().copied().filter(|(_, row)| row.factor == factor);
        let before = effects.len();
        for towards_source in [true, false] {
            let side: Vec<(usize, &Row, f64)> = of_factor()
                .filter(|(_, row)| sure(row))
                .filter_map(|(place, row)| Some((place, row, row.change?)))
                .filter(|(.., change)| (*change > 0.0) == towards_source)
                .collect();
            let Some((_, row, _)) = side.first() else { continue };
            effects.push(Effect {
                what: if factor == "length" { lengths[usize::from(towards_source)].0 } else { what },
                verb: if factor == "length" { lengths[usize::from(towards_source)].1 } else { verb },
                favoured: if towards_source { &row.source } else { &row.reference },
                models: side.iter().map(|(_, row, _)| row.model.as_str()).collect(),
                points: side.iter().map(|(place, _, change)| (*place, change.abs())).collect(),
            });
        }
        // What twins do not differ in, as length at b = 0, has no effect to speak of.
        let differs = of_factor().any(|(_, row)| row.change.is_some_and(|change| change != 0.0));
        if effects.len() == before && differs {
            open.push(what.to_string());
        }
    }
    // By all of them, before some are left to tables.
    let deciding = outweighing(&effects, biased, models);
    // Of many models a few are an exception, which tables tell.
    effects.retain(|effect| effect.models.len() * FEW >= models);
    effects.sort_by(|one, other| other.greatest().total_cmp(&one.greatest()));
    // The cause first: a stable sort keeps the order by size within each side.
    let agreed = match biased {
        [only] => Some(only),
        _ => None,
    };
    let causes = |effect: &Effect<'_>| agreed.is_some_and(|biased| biased.is_due_to(effect));
    effects.sort_by_key(|effect| !causes(effect));
    let cause = causes(effects.first()?);
    // Of which each holds with half of the models or more: one model against many is no opposition.
    let many = effects.iter().filter(|effect| 2 * effect.models.len() >= models);
    let opposed = agreed.is_none() && distinct(many.map(|effect| effect.favoured)).len() > 1;
    let kind = match deciding {
        Some(deciding) => deciding + ": ",
        None if cause => "because of ".to_string(),
        None if opposed => "opposed effects: ".to_string(),
        None => String::new(),
    };
    // Where several sources are compared, the sentence says of which it is.
    let opening = match (named, &*kind) {
        (false, kind) => sentence_case(kind),
        (true, "") => format!("{} against {}: ", rows[0].1.source, rows[0].1.reference),
        (true, kind) => format!("{} against {}, {kind}", rows[0].1.source, rows[0].1.reference),
    };
    let mut out = Statement::new(Topic::Cause, &opening);
    for (place, effect) in effects.iter().enumerate() {
        let Effect { what, verb, favoured, .. } = effect;
        let what = if opening.is_empty() && place == 0 { sentence_case(what) } else { what.to_string() };
        let which = if cause && place == 0 { ", which" } else { "" };
        out.say(format!("{}{what}{which} {verb} {favoured} by ", if place > 0 { "; " } else { "" }));
        range(&mut out, &effect.points, 1, (Row::SCHEMA, Row::change));
        let unit = if place == 0 { " points of Relative Δ" } else { "" };
        out.say(format!("{unit} with {}", who(&effect.models, models)));
    }
    let open = match &open[..] {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    };
    // Relative Δ is near 0 though one difference moves it: what is left moves it as far to the other side.
    let cancels = |(place, points): &(usize, f64)| {
        let row = rows.iter().find(|(of, _)| of == place);
        row.and_then(|(_, row)| row.before).is_some_and(|before| before.abs() < FAIR_PART * points)
    };
    let cancelled = effects.len() == 1 && effects[0].points.iter().all(cancels);
    out.say(match (cancelled, open.is_empty()) {
        (true, true) => "; all else together nearly cancels it".to_string(),
        (true, false) => format!("; all else nearly cancels it, with no significant effect of {open} alone"),
        (false, true) => String::new(),
        (false, false) => format!("; no significant effect of {open}"),
    });
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::cause::tests::of_length;
    use super::super::counterfactual::tests::row;
    use super::super::size::tests::row as delta;
    use super::*;

    fn of_model(model: &str, [coverage, tf, length]: [(f64, f64); 3]) -> Vec<Row> {
        let factors = [("coverage", coverage), ("tf", tf), ("length", length), ("all", (0.0, 1.0))];
        let row = |(factor, (change, p))| Row { model: model.to_string(), ..row(factor, change, p) };
        factors.map(row).into()
    }

    fn found(rows: &[Row], deltas: &[RelativeDeltaRow], longer: Option<f64>) -> Vec<Statement> {
        let tables = AnswerTables {
            counterfactuals: rows.to_vec(),
            relative_deltas: deltas.to_vec(),
            matches: longer.map(|value| of_length("llm", value, 0.01)).into_iter().collect(),
            ..AnswerTables::default()
        };
        statements(&tables, "nDCG@10", 0.05).into_iter().map(|(_, statement)| statement).collect()
    }

    fn said(rows: &[Row], deltas: &[RelativeDeltaRow]) -> Vec<String> {
        found(rows, deltas, None).iter().map(Statement::to_string).collect()
    }

    fn deltas(certainty: Certainty, values: [f64; 2]) -> Vec<RelativeDeltaRow> {
        let row = |(model, value)| RelativeDeltaRow {
            source: "llm".to_string(),
            ..delta(model, Some(value), certainty, Some(0.01))
        };
        ["bm25", "tf_idf"].into_iter().zip(values).map(row).collect()
    }

    #[test]
    fn what_favours_the_favoured_source_is_called_the_cause() {
        let sure = 0.001;
        let mut rows = of_model("bm25", [(-3.1, 0.4), (-25.6, sure), (21.64, sure)]);
        rows.extend(of_model("tf_idf", [(-2.6, 0.3), (-27.7, sure), (23.03, sure)]));
        assert_eq!(
            said(&rows, &deltas(Certainty::Present, [-9.0, -8.0])),
            [
                "Because of length, which favours llm by 21.6 to 23.0 points of Relative Δ with both models; repetition of query \
              words favours human by 25.6 to 27.7 with both models; no significant effect of query words added or dropped"
            ]
        );
        assert_eq!(
            said(&rows, &deltas(Certainty::Undecided, [-9.0, -8.0])),
            [
                "Opposed effects: repetition of query words favours human by 25.6 to 27.7 points of Relative Δ with both models; \
              length favours llm by 21.6 to 23.0 with both models; no significant effect of query words added or dropped"
            ]
        );
        // Where one model favours the one and another the other, nothing is the cause of both; what outweighs is told.
        let mut turned = of_model("bm25", [(-3.1, 0.4), (-25.6, sure), (31.8, sure)]);
        turned.extend(of_model("tf_idf", [(0.2, 0.9), (-35.0, sure), (13.2, sure)]));
        let told = said(&turned, &deltas(Certainty::Present, [-7.0, 9.0]));
        let start = "Length decides with bm25, repetition of query words with tf_idf: repetition of query words favours human by";
        assert!(told[0].starts_with(start), "{told:?}");
        assert!(said(&rows, &deltas(Certainty::Present, [-9.0, 8.0]))[0].starts_with("Opposed effects: rep"));
        let lines: Vec<(usize, String)> =
            found(&rows, &[], None)[0].numbers().map(|number| (number.line, number.text.clone())).collect();
        let expected = [(3, "25.6"), (7, "27.7"), (4, "21.6"), (8, "23.0")];
        assert_eq!(lines, expected.map(|(line, text)| (line, text.to_string())));
    }

    #[test]
    fn models_are_named_where_they_are_others() {
        let sure = 0.001;
        let mut rows = of_model("bm25", [(-25.9, sure), (-12.3, sure), (0.0, 1.0)]);
        rows.extend(of_model("tf_idf", [(3.0, 0.6), (-14.3, sure), (0.0, 1.0)]));
        assert_eq!(
            said(&rows, &[]),
            [
                "Query words added or dropped favour human by 25.9 points of Relative Δ with bm25; repetition of query words favours \
              human by 12.3 to 14.3 with both models"
            ]
        );
        let one = of_model("bm25", [(36.9, sure), (-0.7, 0.9), (-4.9, 0.2)]);
        assert_eq!(
            said(&one, &[]),
            [
                "Query words added or dropped favour llm by 36.9 points of Relative Δ with bm25; all else nearly \
              cancels it, with no significant effect of length or repetition of query words alone"
            ]
        );
        let less = of_model("bm25", [(16.9, sure), (-0.7, 0.9), (-4.9, 0.2)]);
        assert!(!said(&less, &[])[0].contains("cancels"));
        // What is sure and small is no cause of a large bias.
        let small = of_model("bm25", [(28.0, 0.06), (0.0, 1.0), (0.3, sure)]);
        let start = "Length favours llm by 0.3 points";
        assert!(said(&small, &deltas(Certainty::Present, [-30.0, -20.0]))[0].starts_with(start));
        // Of several sources each is named.
        let of_other = of_model("bm25", [(0.0, 1.0), (0.0, 1.0), (-4.0, sure)]);
        let mut several: Vec<Row> =
            of_other.into_iter().map(|row| Row { source: "gpt".to_string(), ..row }).collect();
        several.extend(of_model("bm25", [(0.0, 1.0), (0.0, 1.0), (9.0, sure)]));
        assert_eq!(
            said(&several, &deltas(Certainty::Present, [-9.0, -8.0])),
            [
                "gpt against human: length favours human by 4.0 points of Relative Δ with bm25",
                "llm against human, because of length, which favours llm by 9.0 points of Relative Δ with bm25"
            ]
        );
        // One factor that favours either side, by model.
        let mut rows = of_model("bm25", [(0.0, 1.0), (0.0, 1.0), (9.0, sure)]);
        rows.extend(of_model("tf_idf", [(0.0, 1.0), (0.0, 1.0), (-4.0, sure)]));
        assert_eq!(
            said(&rows, &deltas(Certainty::Present, [6.0, 5.0])),
            [
                "Because of length, which favours human by 4.0 points of Relative Δ with tf_idf; length favours llm by 9.0 with bm25"
            ]
        );
        assert!(said(&of_model("bm25", [(1.0, 0.4), (2.0, 0.5), (3.0, 0.6)]), &[]).is_empty());
        assert!(said(&[], &[]).is_empty());
    }
}
