//! The width of a figure: what papers have room for goes in; rows of panels and names that fit come out.

use crate::registry::{Arguments, Kind, Parameter};
use crate::report::plot::{Panel, fitted, text_width};
use crate::report::style::FigureStyle;

/// The parameter that every figure takes.
pub(in crate::report) const WIDTH: Parameter = Parameter {
    name: "width",
    kind: Kind::Choice(&["text", "column", "lncs", "slides"]),
    default: "text",
    meaning: "of the page: text = 7.0 in, column = 3.33 in (both ACM), lncs = 122 mm, slides = 10 in with letters 1.8 times \
        as large; without it, that of the report's style",
};

/// A width that papers use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    pub(super) inches: f64,
    /// How many times as large as in print letters and lines are.
    pub(super) scale: f64,
    pub(super) columns: usize,
}

impl Width {
    pub(super) fn of(arguments: &Arguments) -> Self {
        Width::in_style(FigureStyle::of_width(arguments.text(WIDTH.name)))
    }

    pub(super) fn in_style(style: &FigureStyle) -> Self {
        Width { inches: style.inches, scale: style.letters / TICK_SIZE, columns: style.columns }
    }

    /// The width in points before everything is enlarged.
    pub(super) fn points(self) -> f64 {
        self.inches * 72.0 / self.scale
    }

    /// The same page with room for `columns` small panels beside each other.
    pub(super) fn at_least(self, columns: usize) -> Self {
        Width { columns: self.columns.max(columns), ..self }
    }

    /// Panels in rows of lengths that differ by one at most, no row longer than this width allows.
    pub(super) fn rows(self, panels: Vec<Panel>) -> Vec<Vec<Panel>> {
        let rows = panels.len().div_ceil(self.columns).max(1);
        let (length, longer) = (panels.len() / rows, panels.len() % rows);
        let mut panels = panels.into_iter();
        (0..rows).map(|row| panels.by_ref().take(length + usize::from(row < longer)).collect()).collect()
    }

    /// Panels two in a row, or three where that fills the last row and two do not.
    pub(super) fn paired(self, panels: Vec<Panel>) -> Vec<Vec<Panel>> {
        let thirds = !panels.len().is_multiple_of(2) && panels.len().is_multiple_of(3);
        Width { columns: self.columns.min(if thirds { 3 } else { 2 }), ..self }.rows(panels)
    }

    /// Names beside an upright axis, cut to a share of the page: behind a parameter where that tells them apart.
    pub(super) fn beside(self, names: &[String], share: f64) -> Vec<String> {
        let room = self.points() * share;
        let cut: Vec<String> = names
            .iter()
            .map(|name| behind_a_parameter(name, |text| text_width(text, TICK_SIZE) <= room))
            .map(|cut| cut.unwrap_or_default())
            .collect();
        let alone =
            |text: &String| !text.is_empty() && cut.iter().filter(|other| *other == text).count() == 1;
        let of_name = |(name, cut): (&String, &String)| match alone(cut) {
            true => cut.clone(),
            false => fitted(name, TICK_SIZE, room),
        };
        names.iter().zip(&cut).map(of_name).collect()
    }
}

/// A specification that ends behind one of its parameters, as in `zipf_head(estimator=mle,…)`, with as many of them as fit; the whole
/// of a name that fits.
fn behind_a_parameter(name: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let cut = name.rmatch_indices(',').map(|(at, _)| format!("{},…)", &name[..at]));
    std::iter::once(name.to_string()).chain(cut).find(|text| fits(text))
}

/// The size of the labels of ticks, in points.
pub(super) const TICK_SIZE: f64 = 7.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::Axis;

    #[test]
    fn long_names_end_behind_a_parameter_where_that_tells_them_apart() {
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let width = Width::in_style(FigureStyle::of_width("text"));
        let share = |text: &str| (text_width(text, TICK_SIZE) + 0.5) / width.points();
        let long = ["zipf(estimator=mle,rank_break=300,minimum_frequency=1)", "ttr", "zipf_tail(seed=1)"];
        let found = width.beside(&names(&long), share("zipf(estimator=mle,rank_brea…"));
        assert_eq!(found, names(&["zipf(estimator=mle,…)", "ttr", "zipf_tail(seed=1)"]));
        let alike = ["zipf(estimator=mle,rank_break=300)", "zipf(estimator=mle,rank_break=400)"];
        let found = width.beside(&names(&alike), share("zipf(estimator=mle,rank_break=30…"));
        assert!(found.iter().all(|name| name.starts_with("zipf(estimator=mle,rank")), "{found:?}");
    }

    #[test]
    fn no_row_of_panels_has_a_hole() {
        let panel =
            || Panel::new(Vec::new(), Axis::linear("", [], 0.0), Axis::linear("", [], 0.0), Vec::new());
        let lengths = |panels: usize, columns: usize| {
            let width = Width { inches: 7.0, scale: 1.0, columns };
            width.rows((0..panels).map(|_| panel()).collect()).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(lengths(3, 2), [2, 1]);
        assert_eq!(lengths(7, 3), [3, 2, 2]);
        assert_eq!(lengths(4, 3), [2, 2]);
        assert_eq!(lengths(1, 3), [1]);
        let width = Width { inches: 7.0, scale: 1.0, columns: 3 };
        let paired = |panels: usize| width.paired((0..panels).map(|_| panel()).collect()).len();
        assert_eq!([paired(2), paired(3), paired(4), paired(5), paired(9)], [1, 1, 2, 3, 3]);
    }
}
