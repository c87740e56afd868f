//! Figures: the result tables of one experiment go in; out come a chart, its caption and the plotted data.

mod keyness;
mod ndcg_by_source;
mod rank_frequency;
mod rank_similarity;
mod relative_delta;
mod vocabulary_growth;

use super::plot::{Chart, Panel};
use super::results::Results;
use crate::error::Result;
use crate::registry::{Arguments, Entry, Family, Kind, Parameter};
use crate::table::{Schema, Table};

/// One figure of an experiment.
pub trait Figure: Send + Sync {
    /// The result table that it shows.
    fn needs(&self) -> &'static Schema;

    /// The figure; `None` where the results have nothing to show in it.
    ///
    /// # Errors
    /// Where the table lacks a column.
    fn draw(&self, results: &Results) -> Result<Option<Drawing>>;
}

/// A drawn figure.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// What is drawn.
    pub chart: Chart,
    /// What it shows, in a sentence or two for the page.
    pub caption: String,
    /// The plotted values.
    pub data: Table,
}

impl Drawing {
    /// The figure as SVG.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_svg(&self) -> Result<String> {
        self.chart.scene().to_svg()
    }

    /// The figure as PNG, 300 dots per inch.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        self.chart.scene().to_png()
    }
}

/// All figures.
pub const FIGURES: Family<dyn Figure> =
    Family { name: "figure", entries: ROWS, wrappers: &[], former: &[], aliases: &[], short: false };

static ROWS: &[Entry<dyn Figure>] = &[
    relative_delta::ENTRY,
    ndcg_by_source::ENTRY,
    rank_similarity::ENTRY,
    rank_frequency::ENTRY,
    keyness::ENTRY,
    vocabulary_growth::ENTRY,
];

/// The parameter that every figure takes.
const WIDTH: Parameter = Parameter {
    name: "width",
    kind: Kind::Choice(&["text", "column", "lncs"]),
    default: "text",
    meaning: "of the page: text = 7.0 in, column = 3.33 in (both ACM), lncs = 4.8 in",
};

/// A width that papers use.
#[derive(Debug, Clone, Copy)]
struct Width {
    inches: f64,
    columns: usize,
}

impl Width {
    fn of(arguments: &Arguments) -> Self {
        match arguments.text(WIDTH.name) {
            "column" => Width { inches: 3.33, columns: 1 },
            "lncs" => Width { inches: 4.8, columns: 2 },
            _ => Width { inches: 7.0, columns: 3 },
        }
    }

    /// The same page with room for `columns` small panels beside each other.
    fn at_least(self, columns: usize) -> Self {
        Width { columns: self.columns.max(columns), ..self }
    }

    /// Panels in rows of nearly equal length, no row longer than this width allows.
    fn rows(self, panels: Vec<Panel>) -> Vec<Vec<Panel>> {
        let rows = panels.len().div_ceil(self.columns).max(1);
        let length = panels.len().div_ceil(rows).max(1);
        panels.chunks(length).map(<[Panel]>::to_vec).collect()
    }
}

/// The height of a panel's frame in points: `wanted`, or less where so many rows would not fit a page.
fn height(wanted: f64, rows: usize) -> f64 {
    wanted.min((600.0 / rows.max(1) as f64 - 30.0).max(58.0))
}

/// Where the series `number` of `count` stands beside the place `place`.
fn beside(place: usize, number: usize, count: usize) -> f64 {
    let step = (0.7 / count.max(1) as f64).min(0.22);
    place as f64 + (number as f64 - (count as f64 - 1.0) / 2.0) * step
}

/// The radius of markers, `count` of which share a place.
fn radius(count: usize) -> f64 {
    if count > 4 { 1.9 } else { 2.3 }
}
