//! A model over two of its parameters: `bias/relative_delta` goes in; out comes a heat map per model and source with the
//! Relative Δ of the headline measure in each cell.

use super::{
    Drawing, Figure, OF_HEADLINE, PERCENT, WIDTH, Width, decimals, headline_rows, kind, other,
    placed_sources, said,
};
use crate::bias::{RelativeDeltaRow as Row, short_name};
use crate::error::Result;
use crate::number::{UNDEFINED, in_words};
use crate::registry::{Cutoff, Entry, Specification};
use crate::report::plot::{Axis, Chart, Dash, GREY, Key, Mark, Marker, PALE, Panel, Patch, Style, diverging};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "grid",
    summary: "Relative Δ of the headline measure over two parameters of a model, as a heat map; where a grid was run",
    reference: "Wilkinson & Friendly 2009, The History of the Cluster Heat Map",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Grid { width: Width::of(arguments) })),
};

/// A parameter: the part of the name that it stands in, its name, and its value.
type Set = (usize, String, String);

/// The height of a row of cells, in points.
const ROW: f64 = 17.0;

struct Grid {
    width: Width,
}

/// The models of one kind that differ in two parameters alone.
#[derive(Debug, PartialEq)]
struct Plane {
    /// The kind, as in `bm25|rm3`, with what is equal in all its models.
    title: String,
    /// The two parameters, with their values in order.
    parameters: [(String, Vec<String>); 2],
    /// The models, with the places of their two values.
    models: Vec<(String, [usize; 2])>,
}

/// Each parameter of a model, as (part, parameter, value).
fn parameters(name: &str) -> Vec<Set> {
    let Ok(specification) = name.parse::<Specification>() else { return Vec::new() };
    let parts = specification.parts.into_iter().enumerate();
    parts
        .flat_map(|(part, of)| of.parameters.into_iter().map(move |(name, value)| (part, name, value)))
        .collect()
}

/// The different values, rising where all are numbers.
fn in_order(values: &[String]) -> Vec<String> {
    let mut values = distinct(values);
    let number = |value: &String| value.parse::<f64>().ok();
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|left, right| number(left).unwrap_or(0.0).total_cmp(&number(right).unwrap_or(0.0)));
    }
    values
}

/// The planes among `models`: of each kind with at least two values in each of two parameters, the first two such
/// parameters. Of models that differ in a third, those with its first value.
fn planes(models: &[String]) -> Vec<Plane> {
    let kinds = distinct(&models.iter().filter_map(|model| kind(model)).collect::<Vec<_>>());
    kinds.into_iter().filter_map(|name| plane(models, name)).collect()
}

fn plane(models: &[String], name: String) -> Option<Plane> {
    let of_kind: Vec<(&String, Vec<Set>)> = models
        .iter()
        .filter(|model| kind(model).as_deref() == Some(&*name))
        .map(|model| (model, parameters(model)))
        .collect();
    let first = of_kind.first()?.1.clone();
    // Canonical names of one kind have the same parameters in the same order.
    let alike: Vec<_> = of_kind.into_iter().filter(|(_, all)| all.len() == first.len()).collect();
    let values =
        |place: usize| in_order(&alike.iter().map(|(_, all)| all[place].2.clone()).collect::<Vec<_>>());
    let mut varied = (0..first.len()).filter(|place| values(*place).len() > 1);
    let axes = [varied.next()?, varied.next()?];
    let fixed: Vec<usize> = varied.collect();
    let kept = alike.iter().filter(|(_, all)| fixed.iter().all(|place| all[*place].2 == first[*place].2));
    let kept: Vec<_> = kept.collect();
    let parameters = axes.map(|place| {
        let shown = kept.iter().map(|(_, all)| all[place].2.clone()).collect::<Vec<_>>();
        (first[place].1.clone(), in_order(&shown))
    });
    if parameters.iter().any(|(_, values)| values.len() < 2) {
        return None;
    }
    let place = |axis: usize, value: &String| parameters[axis].1.iter().position(|one| one == value);
    let models = kept
        .iter()
        .filter_map(|(model, all)| {
            Some(((*model).clone(), [place(0, &all[axes[0]].2)?, place(1, &all[axes[1]].2)?]))
        })
        .collect();
    let equal: Vec<String> =
        fixed.iter().map(|place| format!("{}={}", first[*place].1, first[*place].2)).collect();
    let title = if equal.is_empty() { name } else { format!("{name}, {}", equal.join(", ")) };
    Some(Plane { title, parameters, models })
}

/// What stands in a cell: the value with one decimal, and a star where it was found.
fn written(value: f64, found: bool) -> String {
    in_words(value, 1) + if found { "*" } else { "" }
}

/// The panel of a plane and a source; none where it has no value.
fn panel(table: &Table, plane: &Plane, title: Vec<String>, most: f64, level: f64) -> Result<Option<Panel>> {
    let models = table.text(Row::model)?;
    let (values, adjusted) = (table.number(Row::relative_delta_percent)?, table.number(Row::p_adjusted)?);
    let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
    let (sources, references) = (table.text(Row::source)?, table.text(Row::reference)?);
    let square = |x: f64, y: f64, colour| Patch::rectangle((x - 0.5, y - 0.5), (x + 0.5, y + 0.5), colour);
    let mut patches = Vec::new();
    for (model, [across, up]) in &plane.models {
        let Some(row) = models.iter().position(|name| name == model) else { continue };
        let Some(value) = values[row] else { continue };
        let (x, y) = (*across as f64, *up as f64);
        let cell = square(x, y, diverging(value / most));
        let text = written(value, adjusted[row].is_some_and(|p| p < level));
        let (label, pair) = (short_name(model), format!("{} against {}", sources[row], references[row]));
        let mark = Mark {
            source: Some(sources[row].clone()),
            words: said(&[&label, &pair], value, low[row].zip(high[row]), PERCENT),
            ..Mark::of_model(&label)
        };
        patches.push(Patch { text, mark: Some(mark), ..cell });
    }
    if patches.is_empty() {
        return Ok(None);
    }
    // White is a value, 0: what has none is grey.
    let [(_, across), (_, up)] = &plane.parameters;
    let cells = (0..across.len()).flat_map(|x| (0..up.len()).map(move |y| (x as f64, y as f64)));
    let absent = |(x, y): (f64, f64)| Patch { text: UNDEFINED.to_string(), ..square(x, y, PALE) };
    let valued = |at: &(f64, f64)| patches.iter().any(|patch| patch.corners[0] == (at.0 - 0.5, at.1 - 0.5));
    let without: Vec<Patch> = cells.filter(|at| !valued(at)).map(absent).collect();
    patches.extend(without);
    let axis =
        |(name, values): &(String, Vec<String>)| Axis { minor: Vec::new(), ..Axis::places(name, values) };
    let panel = Panel::new(title, axis(&plane.parameters[0]), axis(&plane.parameters[1]), Vec::new());
    Ok(Some(Panel { patches, ..panel }))
}

impl Figure for Grid {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let found = headline_rows(results, self.needs(), Row::measure)?;
        let Some((headline, table)) = found else { return Ok(None) };
        let planes = planes(&distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let inside =
            |model: &String| planes.iter().any(|plane| plane.models.iter().any(|(name, _)| name == model));
        let all = distinct(&models);
        let shown = all.iter().filter(|model| inside(model)).count();
        let remark = match all.len() - shown {
            0 => String::new(),
            _ => format!(" It shows {shown} of {} models; the others are in `forest`.", all.len()),
        };
        let table = table.filter(|row| inside(&models[row]));
        let values = table.number(Row::relative_delta_percent)?;
        let most =
            values.iter().flatten().map(|value| value.abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let sources = placed_sources(results, &distinct(&table.text(Row::source)?));
        let mut rows = Vec::new();
        let mut highest = 2;
        for plane in &planes {
            let mut panels = Vec::new();
            for (_, source) in &sources {
                let title = vec![format!("{}: {source} against {reference}", plane.title)];
                let of_source = table.only(Row::source, source)?;
                panels.extend(panel(&of_source, plane, title, most, results.level())?);
            }
            if !panels.is_empty() {
                highest = highest.max(plane.parameters[1].1.len());
                rows.extend(self.width.paired(panels));
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let key = |label: String, colour| {
            let style = Style { colour, marker: Marker::Square, dash: Dash::Solid };
            Key { label, style, line: false, marker: true }
        };
        let other = other(&sources);
        let star =
            Key { marker: false, ..key(format!("* p adjusted < {}", decimals(results.level())), GREY) };
        let chart = Chart {
            label: format!("Relative Delta of {headline} over two parameters of a model"),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (highest as f64 * ROW).max(40.0),
            rows,
            keys: vec![
                key(format!("below 0: {other} favoured"), diverging(-1.0)),
                key(format!("above 0: {reference} favoured"), diverging(1.0)),
                star,
            ],
        };
        let caption = format!(
            "Relative Δ of {headline} in percent, over the values of two parameters of a model. Orange, below 0: the source's \
             versions are ranked better; blue, above 0: the reference's are; the deeper, the larger, on one scale for all \
             panels. A star marks p, adjusted for all models and sources, below the level. Neighbouring cells rank the same \
             documents for the same queries, so that they agree more than separate experiments would. A grey cell has no \
             value.{remark}"
        );
        Ok(Some(Drawing { chart, caption, data: table.select(&OF_HEADLINE)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn a_plane_is_what_varies_in_two_parameters() {
        let models = names(&[
            "bm25(k1=2,b=0)",
            "bm25(k1=2,b=0.75)",
            "bm25(k1=10,b=0.75)",
            "dirichlet(mu=1000)",
            "dirichlet(mu=2000)",
            "my run",
        ]);
        let planes = planes(&models);
        assert_eq!(planes.len(), 1);
        assert_eq!(planes[0].title, "bm25");
        let expected = [("k1".to_string(), names(&["2", "10"])), ("b".to_string(), names(&["0", "0.75"]))];
        assert_eq!(planes[0].parameters, expected);
        let places: Vec<[usize; 2]> = planes[0].models.iter().map(|(_, place)| *place).collect();
        assert_eq!(places, [[0, 0], [0, 1], [1, 1]]);
    }

    #[test]
    fn a_third_parameter_is_held_at_its_first_value() {
        let all = ["5", "10"].iter().flat_map(|terms| {
            ["0", "1"].iter().flat_map(move |k1| {
                ["0", "1"]
                    .map(|b| format!("bm25(k1={k1},b={b})|rm3(documents=10,terms={terms},original=0.5)"))
            })
        });
        let planes = planes(&all.collect::<Vec<_>>());
        assert_eq!(planes[0].title, "bm25|rm3, terms=5");
        assert_eq!(planes[0].models.len(), 4);
        assert!(super::planes(&names(&["tf_idf", "bm25(k1=1,b=0)", "bm25(k1=2,b=0)"])).is_empty());
    }

    #[test]
    fn cells_say_their_value() {
        assert_eq!(written(-3.26, true), "−3.3*");
        assert_eq!(written(-0.01, false), "0.0");
        assert_eq!(written(12.0, false), "12.0");
    }
}
