//! Letters: a text and its size go in; out come its width in the embedded font, and the SVG that keeps that width in
//! whatever font a viewer has.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::{BLACK, Colour, UNITS_PER_POINT, units};

/// The name under which the embedded font is registered.
const FONT: &str = "sourcebias";
/// Fonts that a viewer of the SVG may use; `textLength` keeps the width of the embedded one.
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

pub(super) fn svg_text(at: (f64, f64), text: &str, lettering: Lettering) -> String {
    let (x, y) = units(at);
    let anchor = match lettering.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turned =
        if lettering.upwards { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
    // Only letters of the embedded font have a known width; others keep the viewer's.
    let known = text.chars().all(|letter| matches!(letter as u32, 0x20..=0x17F | 0x370..=0x3FF | 0x400..=0x45F | 0x2013 | 0x2014 | 0x2026 | 0x2212));
    let length = match known {
        true => {
            let length = (text_width(text, lettering.size) * UNITS_PER_POINT).round();
            format!(" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"")
        }
        false => String::new(),
    };
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{length}{turned}>{}</text>\n",
        rounded(lettering.size * UNITS_PER_POINT, 1),
        lettering.colour.hex(),
        escaped(text),
    )
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
    const MEASURED: f64 = 1000.0;
    let measured = font(MEASURED * FONT_HEIGHT_OVER_EM).layout_box(text);
    // The font is compiled in; were it unreadable, half an em a letter still lays out a page.
    measured.map_or(text.chars().count() as f64 * 0.5 * size, |(_, (right, _))| {
        f64::from(right) / MEASURED * size
    })
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

/// Without the control characters that XML refuses.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
