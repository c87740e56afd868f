//! How the sources use words, at a glance: `profile/comparison` goes in; out come the differences of each measure under the
//! four controls, in percent of the reference's value, filled where the test found something.

use super::{Drawing, Figure, WIDTH, Width, placed_sources, significance_keys};
use crate::bias::short_names;
use crate::error::Result;
use crate::number::in_words;
use crate::profile::ComparisonRow as Row;
use crate::profile::Control;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Panel, PlotSeries, Style, Word, filled_style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "findings",
    summary: "differences of the lexical measures under the four controls, in percent of the reference",
    reference: "Cleveland & McGill 1984, Graphical Perception, JASA",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Findings { width: Width::of(arguments) })),
};

/// The height of a page, and of a measure's four rows, in points.
const PAGE: f64 = 620.0;
const PLACE: f64 = 21.0;
const LEAST_PLACE: f64 = 11.0;
/// What is farther from zero stands at the edge, with its value, in percent.
const FARTHEST: f64 = 100.0;

struct Findings {
    width: Width,
}

/// What the legend calls a control.
fn label(control: &str) -> String {
    match control {
        "raw" => "all documents".to_string(),
        "twins" => "same contents".to_string(),
        "cut" => "same contents, cut to equal length".to_string(),
        "budget" => "equal amounts of text".to_string(),
        other => other.to_string(),
    }
}

/// A difference in percent of the reference's value; none where that is 0.
fn percent(difference: Option<f64>, reference: Option<f64>) -> Option<f64> {
    let percent = 100.0 * difference? / reference?.abs();
    percent.is_finite().then_some(percent)
}

/// The series of one source: a control's rows open, then filled, with their intervals in percent.
struct Drawn {
    series: Vec<PlotSeries>,
    ends: Vec<f64>,
}

fn drawn(table: &Table, measures: &[String], controls: &[String], level: f64) -> Result<Drawn> {
    let (names, of) = (table.text(Row::measure)?, table.text(Row::control)?);
    let reference = table.number(Row::reference_value)?;
    let (differences, adjusted) = (table.number(Row::difference)?, table.number(Row::p_adjusted)?);
    let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
    let mut all = Drawn { series: Vec::new(), ends: Vec::new() };
    for (number, control) in controls.iter().enumerate() {
        for found in [false, true] {
            let style = look(number, found);
            let mut series = PlotSeries::markers(Vec::new(), style, 2.0);
            for row in (0..table.height()).filter(|row| of[*row] == *control) {
                if adjusted[row].is_some_and(|p| p < level) != found {
                    continue;
                }
                let Some(measure) = measures.iter().position(|name| *name == names[row]) else { continue };
                let Some(value) = percent(differences[row], reference[row]) else { continue };
                let middle = (controls.len() as f64 - 1.0) / 2.0;
                let band = 0.8 / controls.len() as f64;
                let y = (measures.len() - 1 - measure) as f64 - (number as f64 - middle) * band;
                let inside = |value: f64| value.clamp(-FARTHEST, FARTHEST);
                series.points.push((inside(value), y));
                all.ends.push(inside(value));
                if value.abs() > FARTHEST {
                    let text = in_words(value, 0) + " %";
                    series.words.push(Word { at: (inside(value), y), text, left: value > 0.0 });
                    continue;
                }
                let ends = percent(low[row], reference[row]).zip(percent(high[row], reference[row]));
                if let Some((low, high)) = ends.map(|(low, high)| (inside(low), inside(high))) {
                    series.level_intervals.push((y, low, high));
                    all.ends.extend([low, high]);
                }
            }
            all.series.push(series);
        }
    }
    Ok(all)
}

fn look(control: usize, found: bool) -> Style {
    let style = filled_style(control);
    if found { style } else { style.open() }
}

impl Figure for Findings {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let measures = distinct(&table.text(Row::measure)?);
        let named = distinct(&table.text(Row::control)?);
        let controls: Vec<String> = Control::ALL
            .iter()
            .map(|control| control.name().to_string())
            .filter(|name| named.contains(name))
            .collect();
        let sources = placed_sources(results, &distinct(&table.text(Row::source)?));
        let mut all = Vec::new();
        for (_, source) in &sources {
            let of_source = table.only(Row::source, source)?;
            all.push((source, drawn(&of_source, &measures, &controls, results.level())?));
        }
        let ends: Vec<f64> = all.iter().flat_map(|(_, drawn)| drawn.ends.iter().copied()).collect();
        if ends.is_empty() {
            return Ok(None);
        }
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let x = Axis::linear("difference (% of the reference's value)", ends.into_iter().chain([0.0]), 0.04);
        let labels: Vec<String> = short_names(&measures).into_iter().rev().collect();
        let upright = Axis::places("", &self.width.beside(&labels, 0.32));
        let panels = all.into_iter().map(|(source, drawn)| {
            let title = vec![format!("{source} against {reference}")];
            let panel = Panel::new(title, x.clone(), upright.clone(), drawn.series);
            Panel { upright: Some(0.0), ..panel }
        });
        let rows = Width { columns: self.width.columns.min(2), ..self.width }.rows(panels.collect());
        let keys = controls.iter().enumerate().map(|(number, control)| Key {
            label: label(control),
            style: look(number, true),
            line: false,
            marker: true,
        });
        let places = measures.len() as f64;
        let page = PAGE / rows.len() as f64 / places;
        let chart = Chart {
            label: "Differences of the lexical measures under the four controls, in percent".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (places * page.clamp(LEAST_PLACE, PLACE)).max(36.0),
            rows,
            keys: keys.chain(significance_keys(results.level())).collect(),
        };
        let caption = "How the source differs from the reference in each lexical measure, source minus reference in percent \
            of the reference's value: over all documents, on the same contents, on the same contents cut to equal length, \
            and on equal amounts of text. A difference that is there over all documents and gone when lengths are equal is \
            one of length. Bars are intervals; a marker is filled where p, adjusted for all measures and sources under a \
            control, is below the level. What is beyond 100 % stands at the edge with its value. Percentages of different \
            measures are not to be compared: some measures vary more than others."
            .to_string();
        let columns = [
            Row::measure,
            Row::scope,
            Row::reference,
            Row::source,
            Row::control,
            Row::reference_value,
            Row::difference,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_in_percent_of_the_size_of_the_reference() {
        assert_eq!(percent(Some(1.0), Some(4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(-4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(0.0)), None);
        assert_eq!(percent(Some(0.0), Some(0.0)), None);
        assert_eq!(percent(None, Some(1.0)), None);
    }
}
