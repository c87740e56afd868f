//! Charts: rows of panels and one legend go in; out comes a [`Scene`] as high as it needs, the legend above the data.

use super::ink::Style;
use super::panel::{COLUMN_GAP, EDGE, Frame, LABEL_SIZE, Panel, draw_panel, label_width, tick_lines};
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

/// Rows of panels under one legend. Panels of a row share the upright axis and the width of the page.
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
            .flat_map(|panel| panel.y.ticks.iter().map(|(_, label)| label_width(label)))
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
            // A row of fewer panels has wider ones, and no hole at its end.
            let columns = row.len().max(1) as f64;
            let panel_width = (room - COLUMN_GAP * (columns - 1.0)) / columns;
            let frame = |column: usize| {
                let left = left + column as f64 * (panel_width + COLUMN_GAP);
                Frame { left, top, right: left + panel_width, bottom: top + self.panel_height }
            };
            frames.push((0..row.len()).map(frame).collect::<Vec<_>>());
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
            for (column, (panel, frame)) in row.iter().zip(frames).enumerate() {
                draw_panel(&mut scene, panel, *frame, column == 0, self.lowest(number));
            }
        }
        if self.scale == 1.0 { scene } else { scene.enlarged(self.scale) }
    }

    /// Whether no row stands below this one.
    fn lowest(&self, row: usize) -> bool {
        row + 1 == self.rows.len()
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
