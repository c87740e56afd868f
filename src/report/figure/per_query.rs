//! Query by query: `evaluate/queries` goes in; out comes a panel per model and source with the difference that each query
//! sees between the two versions, from the smallest to the largest.

use std::collections::HashMap;

use super::{Drawing, Figure, WIDTH, Width, headline_rows, height, placed_sources, some_models};
use crate::bias::short_names;
use crate::error::Result;
use crate::evaluate::QueryValueRow as Row;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Colour, Dash, Key, Mark, Marker, Panel, Patch, Style, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "per_query",
    summary: "the difference of the headline measure between reference and source in each query, sorted",
    reference: "Buckley & Voorhees 2000, Evaluating evaluation measure stability, SIGIR",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(PerQuery { width: Width::of(arguments) })),
};

/// As many models as are shown.
const MODELS: usize = 4;

struct PerQuery {
    width: Width,
}

/// The differences of the queries that have a value with both targets, from the smallest to the largest.
fn differences(table: &Table, model: &str, reference: &str, source: &str) -> Result<Vec<f64>> {
    let (models, targets) = (table.text(Row::model)?, table.text(Row::target)?);
    let (queries, values) = (table.text(Row::query)?, table.number(Row::value)?);
    let of = |target: &str| -> Vec<(&String, f64)> {
        let rows = (0..table.height()).filter(|row| models[*row] == model && targets[*row] == target);
        rows.filter_map(|row| Some((&queries[row], values[row]?))).collect()
    };
    let with_source: HashMap<&String, f64> = of(source).into_iter().collect();
    let mut found: Vec<f64> = of(reference)
        .into_iter()
        .filter_map(|(query, value)| Some(value - with_source.get(query)?))
        .collect();
    found.sort_by(f64::total_cmp);
    Ok(found)
}

/// The differences of one sign as steps from the zero line, in one polygon.
fn steps(differences: &[f64], above: bool, colour: Colour) -> Option<Patch> {
    let places =
        differences.iter().enumerate().filter(|(_, value)| (**value > 0.0) == above && **value != 0.0);
    let places: Vec<(f64, f64)> = places.map(|(place, value)| (place as f64, *value)).collect();
    let (first, last) = (places.first()?.0, places.last()?.0);
    let mut corners = vec![(first, 0.0)];
    for (place, value) in places {
        // A step that goes on is one step.
        if corners.len() > 1 && corners.last().is_some_and(|corner| corner.1 == value) {
            corners.pop();
        } else {
            corners.push((place, value));
        }
        corners.push((place + 1.0, value));
    }
    corners.push((last + 1.0, 0.0));
    Some(Patch { corners, colour, text: String::new(), mark: None })
}

impl Figure for PerQuery {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        // The table may be long: what is not shown goes first.
        let found = headline_rows(results, self.needs(), Row::measure)?;
        let Some((headline, table)) = found else { return Ok(None) };
        let models = table.text(Row::model)?;
        let all = distinct(&models);
        let count = all.len();
        let (mut shown, _) = some_models(all);
        shown.truncate(MODELS);
        let targets = table.text(Row::target)?;
        let sources = placed_sources(results, &distinct(&targets));
        let sources: Vec<&(usize, String)> = sources.iter().filter(|(_, source)| *source != "all").collect();
        let named = |target: &String| sources.iter().any(|(_, source)| source == target);
        let Some(((first, reference), others)) = sources.split_first() else { return Ok(None) };
        let table = table.filter(|row| shown.contains(&models[row]) && named(&targets[row]));
        let mut found = Vec::new();
        for (model, label) in shown.iter().zip(short_names(&shown)) {
            for (place, source) in others {
                let title = if others.len() > 1 { format!("{label}: {source}") } else { label.clone() };
                let values = differences(&table, model, reference, source)?;
                if !values.is_empty() {
                    found.push((title, values, *place, label.clone()));
                }
            }
        }
        if found.is_empty() {
            return Ok(None);
        }
        let shown_values = found.iter().flat_map(|(_, values, ..)| values.iter().copied()).chain([0.0]);
        let y = Axis::linear(&format!("difference of {headline}"), shown_values, 0.04);
        let colour = |place: usize| style(place).colour;
        let panel = |(title, values, place, model): &(String, Vec<f64>, usize, String)| {
            let x = Axis::linear("queries, by their difference", [0.0, values.len() as f64], 0.02);
            let sides = [(true, colour(*first)), (false, colour(*place))];
            let patches =
                sides.into_iter().filter_map(|(above, colour)| steps(values, above, colour)).collect();
            let panel = Panel::new(vec![title.clone()], x, y.clone(), Vec::new());
            Panel { level: Some(0.0), patches, mark: Some(Mark::of_model(model)), ..panel }
        };
        let rows = self.width.paired(found.iter().map(panel).collect());
        let keys = sources.iter().map(|(place, source)| {
            let style = Style { colour: colour(*place), marker: Marker::Square, dash: Dash::Solid };
            Key { label: format!("{source} ranked better"), style, line: false, marker: true }
        });
        let chart = Chart {
            label: format!("Difference of {headline} between reference and source by query, sorted"),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height(105.0, rows.len()),
            rows,
            keys: keys.collect(),
        };
        let mut caption = format!(
            "For each query, {headline} with {reference}'s documents as the relevant ones minus the same with the source's, \
             from the smallest difference to the largest. A mean can come from many queries that lean a little or from few \
             that lean far; where no bar stands, the two versions are ranked equally well."
        );
        if count > shown.len() {
            caption += &format!(" Shown are {} of {count} models.", shown.len());
        }
        let columns = [Row::model, Row::target, Row::measure, Row::query, Row::value];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::BLACK;

    #[test]
    fn equal_differences_are_one_step() {
        let below = steps(&[-2.0, -2.0, -1.0, 0.0, 3.0], false, BLACK).unwrap();
        assert_eq!(
            below.corners,
            [(0.0, 0.0), (0.0, -2.0), (2.0, -2.0), (2.0, -1.0), (3.0, -1.0), (3.0, 0.0)]
        );
        let above = steps(&[-2.0, 0.0, 3.0], true, BLACK).unwrap();
        assert_eq!(above.corners, [(2.0, 0.0), (2.0, 3.0), (3.0, 3.0), (3.0, 0.0)]);
        assert!(steps(&[0.0, 0.0], true, BLACK).is_none() && steps(&[], false, BLACK).is_none());
    }
}
