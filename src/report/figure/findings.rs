//! How the sources use words, at a glance: `profile/comparison` goes in; out come the differences of each measure under the
//! four controls, in percent of the reference's value, filled where the test found something.

use super::{Drawing, Figure, WIDTH, Width, placed_sources, said, significance_keys};
use crate::bias::short_names;
use crate::error::Result;
use crate::number::in_words;
use crate::profile::ComparisonRow as Row;
use crate::profile::Control;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, Style, Word, filled_style};
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
/// How far from zero the axis may reach, in percent: as little as holds most of the differences.
const REACHES: [f64; 4] = [10.0, 20.0, 50.0, 100.0];
/// What part of the differences is most of them.
const MOST: f64 = 0.85;

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

/// The shortest reach that holds most of the differences; what is beyond stands at the edge.
fn reach(differences: &[f64]) -> f64 {
    let holds = |reach: &f64| {
        let inside = differences.iter().filter(|value| value.abs() <= *reach).count();
        inside as f64 >= MOST * differences.len() as f64
    };
    REACHES.into_iter().find(holds).unwrap_or(REACHES[REACHES.len() - 1])
}

/// A measure under a control, in percent.
struct Point {
    measure: usize,
    control: usize,
    value: f64,
    interval: Option<(f64, f64)>,
    found: bool,
}

/// The points of one source.
fn points(table: &Table, measures: &[String], controls: &[String], level: f64) -> Result<Vec<Point>> {
    let (names, of) = (table.text(Row::measure)?, table.text(Row::control)?);
    let reference = table.number(Row::reference_value)?;
    let (differences, adjusted) = (table.number(Row::difference)?, table.number(Row::p_adjusted)?);
    let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
    let point = |row: usize| {
        Some(Point {
            measure: measures.iter().position(|name| *name == names[row])?,
            control: controls.iter().position(|name| *name == of[row])?,
            value: percent(differences[row], reference[row])?,
            interval: percent(low[row], reference[row]).zip(percent(high[row], reference[row])),
            found: adjusted[row].is_some_and(|p| p < level),
        })
    };
    Ok((0..table.height()).filter_map(point).collect())
}

/// The series of one source: each control's points open, then filled, and words for what is beyond the edge.
fn series(points: &[Point], labels: &[String], controls: &[String], reach: f64) -> Vec<PlotSeries> {
    let measures = labels.len();
    let inside = |value: f64| value.clamp(-reach, reach);
    let place = |point: &Point| {
        let count = controls.len() as f64;
        (measures - 1 - point.measure) as f64 - (point.control as f64 - (count - 1.0) / 2.0) * 0.8 / count
    };
    let mark = |point: &Point| Mark {
        words: said(
            &[&labels[point.measure], &label(&controls[point.control])],
            point.value,
            point.interval,
            (2, " %"),
        ),
        ..Mark::default()
    };
    let mut all = Vec::new();
    for control in 0..controls.len() {
        for found in [false, true] {
            let of = || points.iter().filter(|point| (point.control, point.found) == (control, found));
            let at = of().map(|point| (inside(point.value), place(point))).collect();
            let mut series = PlotSeries::markers(at, look(control, found), 2.0);
            let interval = |point: &Point| {
                let (low, high) = point.interval.filter(|_| point.value.abs() <= reach)?;
                Some((place(point), inside(low), inside(high)))
            };
            series.level_intervals = of().filter_map(interval).collect();
            series.marks = of().map(&mark).collect();
            all.push(series);
        }
    }
    for (measure, above) in (0..measures).flat_map(|measure| [(measure, false), (measure, true)]) {
        let beyond: Vec<&Point> = points
            .iter()
            .filter(|point| {
                point.measure == measure && point.value.abs() > reach && (point.value > 0.0) == above
            })
            .collect();
        let values = || beyond.iter().map(|point| point.value);
        let (least, most) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let text = match beyond.len() {
            0 => continue,
            1 => format!("{} %", in_words(least, 0)),
            _ => format!("{} to {} %", in_words(least, 0), in_words(most, 0)),
        };
        let y = beyond.iter().map(|point| place(point)).sum::<f64>() / beyond.len() as f64;
        let at = (if above { reach * 0.98 } else { -reach * 0.98 }, y);
        all.extend(all.first().cloned().map(|first| PlotSeries {
            words: vec![Word { at, text, left: above }],
            ..PlotSeries::markers(Vec::new(), first.style, 0.0)
        }));
    }
    all
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
            all.push((source, points(&of_source, &measures, &controls, results.level())?));
        }
        let values: Vec<f64> =
            all.iter().flat_map(|(_, points)| points.iter().map(|point| point.value)).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let reach = reach(&values);
        let ends = all.iter().flat_map(|(_, points)| points).flat_map(|point| {
            let (low, high) = point.interval.unwrap_or((point.value, point.value));
            [point.value, low, high].map(|value| value.clamp(-reach, reach))
        });
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let x = Axis::linear("difference (% of the reference's value)", ends.chain([0.0]), 0.04);
        let measure_labels = short_names(&measures);
        let labels: Vec<String> = measure_labels.iter().rev().cloned().collect();
        let share = if self.width.columns > 1 { 0.28 } else { 0.37 };
        let upright = Axis::places("", &self.width.beside(&labels, share));
        let panels = all.iter().map(|(source, points)| {
            let title = vec![format!("{source} against {reference}")];
            let panel = Panel::new(
                title,
                x.clone(),
                upright.clone(),
                series(points, &measure_labels, &controls, reach),
            );
            Panel { upright: Some(0.0), ..panel }
        });
        let rows = self.width.paired(panels.collect());
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
            control, is below the level. What is beyond the edge stands there with its value, and intervals end there. Percentages of different \
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
    fn the_axis_reaches_as_far_as_most_differences() {
        assert_eq!(reach(&[1.0, -2.0, 9.0]), 10.0);
        // Six of seven are 86 %.
        assert_eq!(reach(&[1.0, 2.0, 3.0, 4.0, 5.0, -19.0, 300.0]), 20.0);
        assert_eq!(reach(&[500.0]), 100.0);
    }

    #[test]
    fn what_is_beyond_the_edge_says_how_far() {
        let point =
            |control, value| Point { measure: 0, control, value, interval: Some((0.0, value)), found: true };
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let (measures, controls) = (names(&["ttr"]), names(&["raw", "twins", "budget"]));
        let drawn = series(&[point(0, 288.4), point(1, 262.0), point(2, 5.0)], &measures, &controls, 50.0);
        assert_eq!(drawn[1].marks[0].words, "ttr, all documents: 288.40 % [0.00, 288.40]");
        let words: Vec<&str> = drawn.iter().flat_map(|one| &one.words).map(|word| &*word.text).collect();
        assert_eq!(words, ["262 to 288 %"]);
        assert_eq!(drawn[1].points[0].0, 50.0);
        assert!(drawn[1].level_intervals.is_empty() && drawn[5].level_intervals == [(-0.8 / 3.0, 0.0, 5.0)]);
    }

    #[test]
    fn differences_are_in_percent_of_the_size_of_the_reference() {
        assert_eq!(percent(Some(1.0), Some(4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(-4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(0.0)), None);
        assert_eq!(percent(Some(0.0), Some(0.0)), None);
        assert_eq!(percent(None, Some(1.0)), None);
    }
}
