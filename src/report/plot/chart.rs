//! Charts: rows of panels and one legend go in; out comes a [`Scene`] as high as it needs, the legend above the data.

use super::ink::Style;
use super::panel::{COLUMN_GAP, EDGE, Frame, LABEL_SIZE, Panel, Side, draw_axis_name, draw_panel};
use super::ticks::{label_width, tick_lines};
use super::{Anchor, Lettering, Scene, fitted, text_width};

/// Height of one line of the legend.
const LEGEND_LINE: f64 = 12.5;
/// The farthest from the left that the legend begins.
const LEGEND_LEFT: f64 = 42.0;
/// Width of the line shown in the legend.
const SAMPLE: f64 = 20.0;

/// One entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// What it is.
    pub label: String,
    /// How it looks.
    pub style: Style,
    /// Whether its line is shown.
    pub line: bool,
    /// Whether its marker is shown.
    pub marker: bool,
}

/// Rows of panels under one legend. Panels of a row share the width of the page, and the upright axis of the first: one that has
/// other ticks stands apart, with these at its own left.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows, for who cannot see it.
    pub label: String,
    /// Width of the page in inches.
    pub width_inches: f64,
    /// How many times as large as in print letters and lines are: 1, or more on slides.
    pub scale: f64,
    /// Height of each panel's frame in points.
    pub panel_height: f64,
    /// The panels, row by row.
    pub rows: Vec<Vec<Panel>>,
    /// The legend.
    pub keys: Vec<Key>,
}

impl Chart {
    /// The chart as shapes on a page that is as high as it needs.
    pub fn scene(&self) -> Scene {
        let width = self.width_inches * 72.0 / self.scale;
        let firsts = self.rows.iter().filter_map(|row| row.first());
        let widest = firsts
            .flat_map(|panel| panel.y.ticks.iter().map(|(_, label)| label_width(&panel.y, label)))
            .fold(0.0, f64::max);
        let left = EDGE + LABEL_SIZE + 5.0 + widest + 4.0;
        let room = width - left - EDGE - 4.0;
        // Where long names stand at the left, the legend begins before the frame.
        let legend = self.legend_places(width, left.min(LEGEND_LEFT));
        let legend_height = legend.last().map_or(0.0, |(_, y)| y + LEGEND_LINE);
        let mut frames = Vec::new();
        let mut top = EDGE + legend_height;
        for (number, row) in self.rows.iter().enumerate() {
            let titles = row.iter().map(|panel| panel.title.len()).max().unwrap_or(0) as f64;
            top += titles * 10.0 + 3.0;
            // A row of fewer panels has wider ones, and no hole at its end, but where all have one scale: a curve that is
            // drawn wider looks flatter.
            let columns = if self.one_scale() { self.longest_row() } else { row.len() }.max(1) as f64;
            let apart: f64 = row.iter().map(|panel| own_axis(row, panel)).sum();
            let panel_width = (room - apart - COLUMN_GAP * (columns - 1.0)) / columns;
            let mut next = left;
            let frame = |panel: &Panel| {
                let left = next + own_axis(row, panel);
                next = left + panel_width + COLUMN_GAP;
                Frame { left, top, right: left + panel_width, bottom: top + self.panel_height }
            };
            frames.push(row.iter().map(frame).collect::<Vec<_>>());
            top += self.panel_height + 3.0 + tick_lines(row, panel_width) * 8.5;
            if self.lowest(number) && row.iter().any(|panel| !panel.x.label.is_empty()) {
                top += LABEL_SIZE + 4.0;
            }
            top += 4.0;
        }
        let mut scene = Scene::new(width, top + EDGE - 2.0, &self.label);
        for (key, (x, y)) in self.keys.iter().zip(&legend) {
            draw_key(&mut scene, key, (*x, EDGE + y), width - EDGE);
        }
        for (number, (row, frames)) in self.rows.iter().zip(&frames).enumerate() {
            let shared = shared_name(row, frames);
            for (column, (panel, frame)) in row.iter().zip(frames).enumerate() {
                let name_at = match (column, own_axis(row, panel)) {
                    (0, _) => Some(EDGE + LABEL_SIZE - 1.0),
                    (_, room) => names_axis(row, panel).then_some(frame.left - room + LABEL_SIZE - 1.0),
                };
                let side = Side { ticks: column == 0 || own_axis(row, panel) > 0.0, name_at };
                let named = self.lowest(number) && shared.is_none();
                draw_panel(&mut scene, panel, *frame, side, named);
            }
            if let (Some(panel), Some(first), Some(last), true) =
                (shared, frames.first(), frames.last(), self.lowest(number))
            {
                draw_axis_name(&mut scene, panel, (first.left, last.right), first.bottom);
            }
        }
        if self.scale == 1.0 { scene } else { scene.enlarged(self.scale) }
    }

    /// Whether no row stands below this one.
    fn lowest(&self, row: usize) -> bool {
        row + 1 == self.rows.len()
    }

    fn longest_row(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(1)
    }

    /// Whether all panels have the same axis of numbers below them.
    fn one_scale(&self) -> bool {
        let mut panels = self.rows.iter().flatten();
        let first = panels.next();
        first.is_some_and(|first| first.x.grid && panels.all(|panel| panel.x == first.x))
    }

    /// The left ends of the legend's entries, in lines of the page's width.
    fn legend_places(&self, width: f64, left: f64) -> Vec<(f64, f64)> {
        let (mut x, mut y) = (left, 0.0);
        let mut places = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            let wide = key.sample() + 4.0 + text_width(&key.label, LABEL_SIZE);
            if x + wide > width - EDGE && x > left {
                (x, y) = (left, y + LEGEND_LINE);
            }
            places.push((x, y));
            x += wide + 12.0;
        }
        places
    }
}

/// The first of the panels of a row whose axes below have one name that has no room below each: it stands once for all.
fn shared_name<'a>(row: &'a [Panel], frames: &[Frame]) -> Option<&'a Panel> {
    let (first, frame) = (row.first()?, frames.first()?);
    let alike = row.len() > 1 && row.iter().all(|panel| panel.x.label == first.x.label);
    let room = frame.right - frame.left + COLUMN_GAP - 4.0;
    (alike && text_width(&first.x.label, LABEL_SIZE) > room).then_some(first)
}

/// The room at the left of a panel's frame for an upright axis with other ticks than that of the row's first panel has; 0 where they
/// share it.
fn own_axis(row: &[Panel], panel: &Panel) -> f64 {
    if row.first().is_none_or(|first| first.y.ticks == panel.y.ticks && !names_axis(row, panel)) {
        return 0.0;
    }
    let widest = panel.y.ticks.iter().map(|(_, label)| label_width(&panel.y, label)).fold(0.0, f64::max);
    widest + 4.0 + if names_axis(row, panel) { LABEL_SIZE + 5.0 } else { 0.0 }
}

/// Whether the name of a panel's upright axis is another than that of the row's first panel.
fn names_axis(row: &[Panel], panel: &Panel) -> bool {
    row.first().is_some_and(|first| first.y.label != panel.y.label)
}

impl Key {
    /// The width of what is shown before the label.
    fn sample(&self) -> f64 {
        if self.line { SAMPLE } else { 6.0 }
    }
}

fn draw_key(scene: &mut Scene, key: &Key, (x, y): (f64, f64), end: f64) {
    let middle = y + LEGEND_LINE / 2.0;
    let sample = key.sample();
    if key.line {
        scene.line(&[(x, middle), (x + sample, middle)], 1.2, key.style.colour, key.style.dash);
    }
    if key.marker {
        scene.marker((x + sample / 2.0, middle), key.style.marker, 2.4, key.style.colour);
    }
    let label = fitted(&key.label, LABEL_SIZE, end - x - sample - 4.0);
    scene.text((x + sample + 4.0, middle + 2.7), &label, Lettering::new(LABEL_SIZE, Anchor::Start));
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, PlotSeries, Shape, Word, style};
    use super::*;

    /// The texts of a row of panels with these names and places at their upright axes, with where they begin.
    fn texts(panels: &[(&str, &[&str])], series: &PlotSeries) -> Vec<(String, (f64, f64))> {
        let panel = |(name, places): &(&str, &[&str])| {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            let x = Axis::linear("", [0.0, 1.0], 0.0);
            Panel::new(vec!["title".to_string()], x, Axis::places(name, &places), vec![series.clone()])
        };
        let rows = vec![panels.iter().map(panel).collect()];
        let chart = Chart {
            label: String::new(),
            width_inches: 7.0,
            scale: 1.0,
            panel_height: 60.0,
            rows,
            keys: Vec::new(),
        };
        let text = |shape: &Shape| match shape {
            Shape::Text { at, text, .. } => Some((text.clone(), *at)),
            _ => None,
        };
        chart.scene().shapes.iter().filter_map(text).collect()
    }

    #[test]
    fn a_panel_with_other_places_than_the_first_shows_its_own() {
        let nothing = PlotSeries::markers(Vec::new(), style(0), 1.0);
        let of = |panels: &[(&str, &[&str])], word: &str| -> Vec<f64> {
            let found = texts(panels, &nothing).into_iter().filter(|(text, _)| text == word);
            found.map(|(_, (x, _))| x).collect()
        };
        let (fruit, trees): (&[&str], &[&str]) = (&["pear", "plum"], &["pear", "an oak"]);
        assert_eq!(of(&[("name", fruit), ("name", fruit)], "pear").len(), 1);
        let apart = [("name", fruit), ("name", trees), ("other", fruit)];
        assert_eq!(
            (of(&apart, "pear").len(), of(&apart, "an oak").len(), of(&apart, "name").len()),
            (3, 1, 1)
        );
        // The labels stand between the frames: tick labels of the axis below tell where these are.
        let (zeros, ones, oaks, others) =
            (of(&apart, "0.0"), of(&apart, "1.0"), of(&apart, "an oak"), of(&apart, "other"));
        assert!(ones[0] < oaks[0] && oaks[0] < zeros[1], "{ones:?} {oaks:?} {zeros:?}");
        assert!(ones[1] < others[0] && others[0] < of(&apart, "pear")[2] && of(&apart, "pear")[2] < zeros[2]);
    }

    #[test]
    fn a_name_that_is_wider_than_its_panel_stands_once_for_the_row() {
        let chart = |name: &str, rows: &[usize]| {
            let panel = || {
                Panel::new(Vec::new(), Axis::linear(name, [0.0, 1.0], 0.0), Axis::places("", &[]), Vec::new())
            };
            let rows = rows.iter().map(|count| (0..*count).map(|_| panel()).collect()).collect();
            let (label, keys) = (String::new(), Vec::new());
            let chart = Chart { label, width_inches: 3.0, scale: 1.0, panel_height: 60.0, rows, keys };
            chart.scene().shapes
        };
        let texts = |name: &str| {
            let all = chart(name, &[3]);
            all.iter().filter(|shape| matches!(shape, Shape::Text { text, .. } if text == name)).count()
        };
        assert_eq!((texts("share"), texts("difference (% of the reference's value)")), (3, 1));
        // The frames of rows of 3 and 2 panels on one scale are of one width.
        let widths: Vec<i64> = chart("share", &[3, 2])
            .iter()
            .filter_map(|shape| match shape {
                Shape::Line { points, .. } if points.len() == 5 => Some((points[1].0 - points[0].0) as i64),
                _ => None,
            })
            .collect();
        assert_eq!(widths.len(), 5);
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
    }

    #[test]
    fn words_keep_clear_of_the_frame() {
        let word = |y: f64| Word { at: (0.5, y), text: "edge".to_string(), left: false };
        let series = PlotSeries {
            words: vec![word(-0.5), word(1.5)],
            ..PlotSeries::markers(Vec::new(), style(0), 1.0)
        };
        let found = texts(&[("", &["pear", "plum"])], &series);
        let edges: Vec<f64> = found.iter().filter(|(text, _)| text == "edge").map(|(_, (_, y))| *y).collect();
        assert_eq!(edges.len(), 2);
        // The frame is 60 points high.
        assert!(edges[0] - edges[1] <= 60.0 - 2.5 - 7.0 + 1e-9, "{edges:?}");
    }
}
