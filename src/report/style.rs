//! The styles of figures: the name of a paper's layout in; the width of the page and the size of its letters out.

use crate::error::{Error, Result};
use crate::table::PaperPage;

/// A layout that figures are drawn for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureStyle {
    /// Its name, as in `acm`.
    pub name: &'static str,
    /// What a figure's parameter `width` calls it.
    pub width: &'static str,
    /// Width of the page in inches.
    pub inches: f64,
    /// Size of the smallest letters that are not shrunk to fit, those of ticks and remarks, in points of 1/72 inch.
    pub letters: f64,
    /// How many small panels stand beside each other.
    pub columns: usize,
    /// How the pages are laid out that tables stand on.
    pub page: PaperPage,
    /// What it is for.
    pub meaning: &'static str,
}

/// All styles.
pub static STYLES: [FigureStyle; 4] = [
    FigureStyle {
        name: "acm",
        width: "column",
        inches: 3.33,
        letters: 7.0,
        columns: 1,
        page: PaperPage::TwoColumns,
        meaning: "one column of ACM's two, 3.33 in (241 TeX points)",
    },
    FigureStyle {
        name: "acm-wide",
        width: "text",
        inches: 7.0,
        letters: 7.0,
        columns: 3,
        page: PaperPage::Any,
        meaning: "both columns of ACM, 7.0 in (506 TeX points)",
    },
    FigureStyle {
        name: "lncs",
        width: "lncs",
        inches: 122.0 / 25.4,
        letters: 8.0,
        columns: 2,
        page: PaperPage::OneColumn,
        meaning: "Springer's LNCS, 122 mm (347 TeX points), letters from 8 points",
    },
    FigureStyle {
        name: "slides",
        width: "slides",
        inches: 10.0,
        letters: 12.6,
        columns: 2,
        page: PaperPage::OneColumn,
        meaning: "slides, 10 in, letters from 12.6 points",
    },
];

/// The style where none is named.
pub const USUAL_STYLE: &str = "acm-wide";

impl FigureStyle {
    /// The style of this name.
    ///
    /// # Errors
    /// Where there is none; the message lists all.
    ///
    /// ```
    /// use sourcebias::report::FigureStyle;
    /// assert_eq!(FigureStyle::parse("acm").unwrap().inches, 3.33);
    /// assert!(FigureStyle::parse("ieee").unwrap_err().to_string().ends_with("known: acm, acm-wide, lncs, slides"));
    /// ```
    pub fn parse(name: &str) -> Result<&'static FigureStyle> {
        STYLES.iter().find(|style| style.name == name).ok_or_else(|| Error::UnknownName {
            family: "style of figures",
            name: name.to_string(),
            known: STYLES.iter().map(|style| style.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The style that the parameter `width` names; the usual one where it names none.
    pub(super) fn of_width(width: &str) -> &'static FigureStyle {
        let usual = || STYLES.iter().find(|style| style.name == USUAL_STYLE);
        STYLES.iter().find(|style| style.width == width).or_else(usual).unwrap_or(&STYLES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_templates() {
        // TeX has 72.27 points to an inch.
        for (name, points) in [("acm", 241.0), ("acm-wide", 506.0), ("lncs", 347.0)] {
            let style = FigureStyle::parse(name).unwrap();
            assert_eq!((style.inches * 72.27).round(), points, "{name}");
        }
        assert_eq!(FigureStyle::of_width("text").name, USUAL_STYLE);
        assert_eq!(FigureStyle::of_width("column").name, "acm");
    }

    #[test]
    fn printed_letters_are_read_without_a_glass() {
        let printed = STYLES.iter().filter(|style| style.name != "slides");
        assert!(printed.into_iter().all(|style| (7.0..=9.0).contains(&style.letters)));
    }
}
