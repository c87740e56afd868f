//! What stands in a panel: points with their intervals, words, remarks and filled polygons, in the values of its axes.

use super::ink::{Colour, Style};

/// What a part of a drawing is of: for who points at it, and for the page, whose filters dim what is of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The model, where it is of one, under the short name that tables have.
    pub model: Option<String>,
    /// The source, where it is of one.
    pub source: Option<String>,
    /// The experiment, where several are drawn.
    pub experiment: Option<String>,
    /// The judge, where it is of one.
    pub judge: Option<String>,
    /// Name, value and interval in words; empty where there is nothing to say.
    pub words: String,
}

impl Mark {
    /// A part of a drawing that is of a model as a whole.
    pub fn of_model(model: &str) -> Mark {
        Mark { model: Some(model.to_string()), ..Mark::default() }
    }
}

/// Data points of one kind, with their intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotSeries {
    /// The points, in the axes' values.
    pub points: Vec<(f64, f64)>,
    /// Upright intervals: where, from, to.
    pub intervals: Vec<(f64, f64, f64)>,
    /// Level intervals: at which height, from, to.
    pub level_intervals: Vec<(f64, f64, f64)>,
    /// Words inside the panel.
    pub words: Vec<Word>,
    /// What the points are, one for each, or none at all. A point's mark holds its interval too: the upright one at its
    /// place or the level one at its height.
    pub marks: Vec<Mark>,
    /// Colour, marker, dash.
    pub style: Style,
    /// Width of the line through the points, where one is drawn.
    pub line: Option<f64>,
    /// Radius of the markers, where they are drawn.
    pub marker: Option<f64>,
}

impl PlotSeries {
    /// A line without markers.
    pub fn line(points: Vec<(f64, f64)>, style: Style, width: f64) -> Self {
        PlotSeries { line: Some(width), ..PlotSeries::plain(points, style) }
    }

    /// Markers without a line.
    pub fn markers(points: Vec<(f64, f64)>, style: Style, radius: f64) -> Self {
        PlotSeries { marker: Some(radius), ..PlotSeries::plain(points, style) }
    }

    /// The same with upright intervals.
    pub fn with_intervals(self, intervals: Vec<(f64, f64, f64)>) -> Self {
        PlotSeries { intervals, ..self }
    }

    /// The same with what each point is.
    pub fn with_marks(self, marks: Vec<Mark>) -> Self {
        PlotSeries { marks, ..self }
    }

    fn plain(points: Vec<(f64, f64)>, style: Style) -> Self {
        let (intervals, level_intervals, words, marks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        PlotSeries { points, intervals, level_intervals, words, marks, style, line: None, marker: None }
    }
}

/// A word beside a place in a panel, cut to the room between that place and the frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The place, in the axes' values.
    pub at: (f64, f64),
    /// The word.
    pub text: String,
    /// Whether it stands to the left of the place.
    pub left: bool,
}

/// A remark in the upper or lower left corner of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// Whether it stands at the top.
    pub top: bool,
}

/// A filled polygon inside a panel: a bar, a step, a cell of a heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// Its corners, in the axes' values.
    pub corners: Vec<(f64, f64)>,
    /// Its colour.
    pub colour: Colour,
    /// What is written in its middle, as small as it must be.
    pub text: String,
    /// What it is.
    pub mark: Option<Mark>,
}

impl Patch {
    /// The rectangle between two opposite corners.
    pub fn rectangle(from: (f64, f64), to: (f64, f64), colour: Colour) -> Self {
        let corners = vec![from, (to.0, from.1), to, (from.0, to.1)];
        Patch { corners, colour, text: String::new(), mark: None }
    }
}
