//! Letters: a text and its size go in; out come its width in the embedded font, and its outlines, so that every viewer
//! shows the same shapes whatever fonts it has.

use std::fmt::Write as _;
use std::sync::OnceLock;

use ab_glyph::{Font as _, FontRef, OutlineCurve, Point};
use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::{BLACK, Colour, UNITS_PER_POINT, units};

/// The name under which the embedded font is registered.
const FONT: &str = "sourcebias";
/// Fonts for a text with letters that the embedded font lacks.
pub(super) const FONT_STACK: &str = "Ubuntu, 'Helvetica Neue', Helvetica, Arial, sans-serif";
/// Ascent minus descent of the embedded font over its em: what the rasteriser takes as the size.
pub(super) const FONT_HEIGHT_OVER_EM: f64 = 1.121;

/// Where the given point of a text lies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Start,
    /// At its middle.
    Middle,
    /// At its right end.
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// Size of the em, in points.
    pub size: f64,
    /// Colour.
    pub colour: Colour,
    /// Where the point lies.
    pub anchor: Anchor,
    /// Whether the text reads upwards.
    pub upwards: bool,
}

impl Lettering {
    /// Black text of `size` points with its point at `anchor`.
    pub fn new(size: f64, anchor: Anchor) -> Self {
        Lettering { size, colour: BLACK, anchor, upwards: false }
    }

    /// The same in another colour.
    pub fn colour(self, colour: Colour) -> Self {
        Lettering { colour, ..self }
    }

    /// The same, reading upwards.
    pub fn upwards(self) -> Self {
        Lettering { upwards: true, ..self }
    }
}

/// How letters stand in SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// As outlines, so that every viewer shows the same shapes.
    Outlines,
    /// As text, for a program that has the embedded font.
    Text,
}

/// A text as a path of the embedded font's outlines, labelled with its words; as text where the font lacks a letter, or
/// where that is asked for.
pub(super) fn svg_text(at: (f64, f64), text: &str, lettering: Lettering, letters: Letters) -> String {
    let colour = lettering.colour.hex();
    let Some((outlines, per_em)) = outlines(text).filter(|_| letters == Letters::Outlines) else {
        let (x, y) = units(at);
        let anchor = match lettering.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turned =
            if lettering.upwards { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        let size = rounded(lettering.size * UNITS_PER_POINT, 1);
        return format!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{FONT_STACK}\" font-size=\"{size}\" text-anchor=\"{anchor}\" \
             fill=\"{colour}\"{turned}>{}</text>\n",
            escaped(text),
        );
    };
    let shift = text_width(text, lettering.size) * lettering.anchor.share();
    let start = if lettering.upwards { (at.0, at.1 + shift) } else { (at.0 - shift, at.1) };
    let (x, y) = units(start);
    let turned = if lettering.upwards { "rotate(-90)" } else { "" };
    let scale = rounded(lettering.size * UNITS_PER_POINT / per_em, 5);
    let label = escaped(text);
    format!(
        "<path role=\"img\" aria-label=\"{label}\" fill=\"{colour}\" transform=\"translate({x} {y}){turned}scale({scale})\" \
         d=\"{outlines}\"/>\n"
    )
}

/// The embedded font; none where it cannot be read, which its being compiled in rules out.
fn embedded() -> Option<&'static FontRef<'static>> {
    static EMBEDDED: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    EMBEDDED.get_or_init(|| FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT).ok()).as_ref()
}

/// The outlines of a text as the data of an SVG path, in whole font units from the start of its baseline, with the font
/// units of an em; none where the font lacks a letter.
fn outlines(text: &str) -> Option<(String, f64)> {
    let font = embedded()?;
    let per_em = f64::from(font.units_per_em()?);
    let mut path = Path::default();
    let mut across = 0.0;
    let mut before = None;
    for letter in text.chars() {
        let glyph = font.glyph_id(letter);
        if glyph.0 == 0 {
            return None;
        }
        across += before.map_or(0.0, |before| font.kern_unscaled(before, glyph));
        before = Some(glyph);
        for curve in font.outline(glyph).map(|outline| outline.curves).unwrap_or_default() {
            path.curve(&curve, across);
        }
        across += font.h_advance_unscaled(glyph);
    }
    Some((path.data, per_em))
}

/// The data of an SVG path, written in steps from point to point.
#[derive(Default)]
struct Path {
    data: String,
    pen: Option<(i32, i32)>,
    /// Where the last move led from: steps are relative to it.
    here: (i32, i32),
    command: char,
}

impl Path {
    fn curve(&mut self, curve: &OutlineCurve, across: f32) {
        let place = |point: &Point| ((point.x + across).round() as i32, (-point.y).round() as i32);
        let (start, command, points) = match curve {
            OutlineCurve::Line(from, to) => (place(from), 'l', vec![place(to)]),
            OutlineCurve::Quad(from, by, to) => (place(from), 'q', vec![place(by), place(to)]),
            OutlineCurve::Cubic(from, one, two, to) => {
                (place(from), 'c', vec![place(one), place(two), place(to)])
            }
        };
        if self.pen != Some(start) {
            self.step('m', &[start]);
        }
        if points.iter().any(|point| *point != start) {
            self.step(command, &points);
        }
    }

    fn step(&mut self, command: char, points: &[(i32, i32)]) {
        // After a move, numbers without a letter would mean lines.
        if self.command != command || command == 'm' {
            self.data.push(command);
            self.command = command;
        }
        for point in points {
            for step in [point.0 - self.here.0, point.1 - self.here.1] {
                let apart = step >= 0 && self.data.ends_with(|last: char| last.is_ascii_digit());
                let _ = write!(self.data, "{}{step}", if apart { " " } else { "" });
            }
        }
        let end = points.last().copied().unwrap_or(self.here);
        self.here = end;
        self.pen = Some(end);
    }
}

impl Anchor {
    /// The share of the text's width that lies before the point.
    pub(super) fn share(self) -> f64 {
        match self {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        }
    }
}

/// The width of `text` in the embedded font of `size` points, in points.
pub fn text_width(text: &str, size: f64) -> f64 {
    // The font is compiled in; were it unreadable, half an em a letter still lays out a page.
    let guessed = text.chars().count() as f64 * 0.5 * size;
    let Some((font, per_em)) = embedded().and_then(|font| Some((font, font.units_per_em()?))) else {
        return guessed;
    };
    let mut units = 0.0;
    let mut before = None;
    for letter in text.chars() {
        let glyph = font.glyph_id(letter);
        units += before.map_or(0.0, |before| font.kern_unscaled(before, glyph));
        units += font.h_advance_unscaled(glyph);
        before = Some(glyph);
    }
    f64::from(units / per_em) * size
}

/// The size at which `text` is at most `width` points wide: `size`, or as little as three quarters of it.
pub fn shrunk(text: &str, size: f64, width: f64) -> f64 {
    let wide = text_width(text, size);
    if wide <= width { size } else { size * (width / wide * 0.999).max(0.75) }
}

/// `text` cut to `width` points, with an ellipsis where something is left out.
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let cut: String = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if text_width(&cut, size) <= width {
            return cut;
        }
    }
    String::new()
}

pub(super) fn font(size: f64) -> FontDesc<'static> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    REGISTERED
        .get_or_init(|| register_font(FONT, FontStyle::Normal, epaint_default_fonts::UBUNTU_LIGHT).is_ok());
    FontDesc::new(FontFamily::Name(FONT), size, FontStyle::Normal)
}

/// A number with at most `decimals` places and no trailing zeros.
pub(super) fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// Without the characters that XML refuses.
pub(super) fn printable(text: &str) -> String {
    let refused = |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|letter| if refused(letter) { ' ' } else { letter }).collect()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_steps_from_point_to_point() {
        let point = |x: f32, y: f32| Point { x, y };
        let mut path = Path::default();
        path.curve(&OutlineCurve::Line(point(1.0, 0.0), point(1.0, 7.0)), 10.0);
        path.curve(&OutlineCurve::Line(point(1.0, 7.0), point(3.0, 7.0)), 10.0);
        path.curve(&OutlineCurve::Quad(point(3.0, 7.0), point(4.0, 7.0), point(4.0, 5.0)), 10.0);
        path.curve(&OutlineCurve::Line(point(0.0, 0.0), point(2.0, 0.0)), 20.0);
        assert_eq!(path.data, "m11 0l0-7 2 0q1 0 1 2m6 5l2 0");
    }

    #[test]
    fn known_letters_are_outlined_and_others_stay_text() {
        let lettering = Lettering::new(7.0, Anchor::Middle);
        let outlined = svg_text((10.0, 10.0), "Relative Δ (%) −1", lettering, Letters::Outlines);
        assert!(
            outlined.starts_with("<path role=\"img\" aria-label=\"Relative Δ (%) −1\"")
                && !outlined.contains("<text")
        );
        assert!(svg_text((10.0, 10.0), "名前", lettering, Letters::Outlines).starts_with("<text"));
        // As wide as its letters.
        assert!((text_width("ab", 10.0) - text_width("a", 10.0) - text_width("b", 10.0)).abs() < 0.5);
    }
}
