//! Alone draws. Shapes on a page measured in points go into a [`Scene`]; the same scene comes out as SVG text, as PDF and as a
//! PNG of 300 dots per inch, the letters of all those of an embedded font, so that every machine writes the same bytes.

mod axis;
mod chart;
mod ink;
mod letters;
mod panel;
mod pdf;
mod series;
mod svg;
mod ticks;

pub use axis::{Axis, Scale};
pub use chart::{Chart, Key};
pub use ink::{
    BAND, BLACK, Colour, Dash, GREY, LIGHT, Marker, OTHERS, PALE, PALETTE, Style, WHITE, diverging,
    filled_style, other_style, style, tint,
};
pub use letters::{Anchor, Lettering, fitted, shrunk, text_width};
pub use panel::Panel;
pub use series::{Mark, Note, Patch, PlotSeries, Word};

use std::cell::Cell;

use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::{FontTransform, RGBColor, ShapeStyle, TextStyle};

use crate::error::{Error, Result};
use letters::{FONT_HEIGHT_OVER_EM, font, printable};

/// Drawing units per inch: both backends draw in whole units of 1/600 inch.
const UNITS_PER_INCH: f64 = 600.0;
/// Drawing units per typographic point (1/72 inch).
const UNITS_PER_POINT: f64 = UNITS_PER_INCH / 72.0;
/// The PNG is drawn at 600 dots per inch and averaged over 2 × 2 dots: smooth edges at 300.
const PNG_DOTS_PER_METRE: u32 = 11_811;

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Line { points: Vec<(f64, f64)>, width: f64, colour: Colour },
    Area { points: Vec<(f64, f64)>, colour: Colour },
    Disc { centre: (f64, f64), radius: f64, colour: Colour },
    Text { at: (f64, f64), text: String, lettering: Lettering },
    Group { mark: Mark, shapes: Vec<Shape> },
}

impl Shape {
    fn enlarge(&mut self, factor: f64) {
        let place = |(x, y): (f64, f64)| (x * factor, y * factor);
        match self {
            Shape::Line { points, width, .. } => {
                points.iter_mut().for_each(|point| *point = place(*point));
                *width *= factor;
            }
            Shape::Area { points, .. } => points.iter_mut().for_each(|point| *point = place(*point)),
            Shape::Disc { centre, radius, .. } => (*centre, *radius) = (place(*centre), *radius * factor),
            Shape::Text { at, lettering, .. } => {
                *at = place(*at);
                lettering.size *= factor;
            }
            Shape::Group { shapes, .. } => shapes.iter_mut().for_each(|shape| shape.enlarge(factor)),
        }
    }
}

/// A page of shapes, in points from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    width: f64,
    height: f64,
    label: String,
    shapes: Vec<Shape>,
}

impl Scene {
    /// An empty white page of `width` × `height` points; `label` says what it shows to who cannot see it.
    pub fn new(width: f64, height: f64, label: &str) -> Self {
        Scene { width, height, label: printable(label), shapes: Vec::new() }
    }

    /// The page with everything on it `factor` times as large, letters and lines too.
    pub fn enlarged(mut self, factor: f64) -> Scene {
        self.shapes.iter_mut().for_each(|shape| shape.enlarge(factor));
        Scene { width: self.width * factor, height: self.height * factor, ..self }
    }

    /// A line through `points`, `width` points wide; points that are not finite are left out.
    pub fn line(&mut self, points: &[(f64, f64)], width: f64, colour: Colour, dash: Dash) {
        let points: Vec<_> = points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        for points in dash.cut(&points) {
            if points.len() > 1 {
                self.shapes.push(Shape::Line { points, width, colour });
            }
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: &[(f64, f64)], colour: Colour) {
        if points.len() > 2 && points.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
            self.shapes.push(Shape::Area { points: points.to_vec(), colour });
        }
    }

    /// A filled disc.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        if centre.0.is_finite() && centre.1.is_finite() {
            self.shapes.push(Shape::Disc { centre, radius, colour });
        }
    }

    /// A marker with a thin white rim, so that neighbours stay apart.
    pub fn marker(&mut self, at: (f64, f64), marker: Marker, radius: f64, colour: Colour) {
        let filled = |scene: &mut Scene, radius: f64, colour: Colour| match marker.corners(at, radius) {
            Some(corners) => scene.area(&corners, colour),
            None => scene.disc(at, radius, colour),
        };
        filled(self, radius + 0.45, WHITE);
        filled(self, radius, colour);
        if marker.hollow() {
            filled(self, radius - 0.8, WHITE);
        }
    }

    /// A line of text whose baseline passes through `at`.
    pub fn text(&mut self, at: (f64, f64), text: &str, lettering: Lettering) {
        let text = printable(text);
        if !text.trim().is_empty() && at.0.is_finite() && at.1.is_finite() {
            self.shapes.push(Shape::Text { at, text, lettering });
        }
    }

    /// What `draw` draws, as one part of the drawing with this mark; as it is where there is no mark.
    pub fn marked(&mut self, mark: Option<&Mark>, draw: impl FnOnce(&mut Scene)) {
        let Some(mark) = mark else { return draw(self) };
        let before = std::mem::take(&mut self.shapes);
        draw(self);
        let shapes = std::mem::replace(&mut self.shapes, before);
        if !shapes.is_empty() {
            self.shapes.push(Shape::Group { mark: mark.clone(), shapes });
        }
    }

    /// The page as PNG, 300 dots per inch.
    ///
    /// # Errors
    /// Where the backend refuses to draw or the image cannot be packed.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let (width, height) = self.units();
        let columns = width as usize;
        // The paper of the last picture is used again: to ask for so much memory anew takes as long as to draw.
        let mut dots = PAPER.take();
        dots.clear();
        dots.resize(columns * height as usize * 3, WHITE_DOT);
        {
            let mut backend = BitMapBackend::with_buffer(&mut dots, (width, height));
            self.shapes.iter().try_for_each(|shape| paint(&mut backend, shape, true))?;
            backend.present().map_err(refused)?;
        }
        let halved = halved(&dots, columns);
        PAPER.set(dots);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width / 2, height / 2);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // Flat colours pack best as they are. The best compression takes an eighth off at many times the time.
        encoder.set_compression(png::Compression::Default);
        encoder.set_filter(png::FilterType::NoFilter);
        let unit = png::Unit::Meter;
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: PNG_DOTS_PER_METRE,
            yppu: PNG_DOTS_PER_METRE,
            unit,
        }));
        let mut writer = encoder.write_header().map_err(refused)?;
        writer.write_image_data(&halved).map_err(refused)?;
        writer.finish().map_err(refused)?;
        Ok(bytes)
    }

    /// Width and height in drawing units, both even.
    fn units(&self) -> (u32, u32) {
        let even = |points: f64| ((points * UNITS_PER_POINT / 2.0).round() as u32).max(1) * 2;
        (even(self.width), even(self.height))
    }
}

thread_local! {
    /// The dots of the picture that was drawn last, for the next one.
    static PAPER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Each channel of white paper.
const WHITE_DOT: u8 = 255;
/// How many dots of the halved picture are looked at together.
const DOTS: usize = 32;

/// The picture at half its width and height: of four dots the mean of each of three channels. Both are even. Most of a page is
/// white, and so is the mean of white dots.
fn halved(dots: &[u8], columns: usize) -> Vec<u8> {
    let mut halved = Vec::with_capacity(dots.len() / 4);
    for rows in dots.chunks_exact(2 * columns * 3) {
        let (upper, lower) = rows.split_at(columns * 3);
        for (upper, lower) in upper.chunks(DOTS * 6).zip(lower.chunks(DOTS * 6)) {
            let white = |dots: &[u8]| dots.iter().fold(WHITE_DOT, |all, dot| all & dot) == WHITE_DOT;
            if white(upper) && white(lower) {
                halved.resize(halved.len() + upper.len() / 2, WHITE_DOT);
                continue;
            }
            for (upper, lower) in upper.as_chunks::<6>().0.iter().zip(lower.as_chunks::<6>().0) {
                let mean = |channel: usize| {
                    let above = u16::from(upper[channel]) + u16::from(upper[channel + 3]);
                    let below = u16::from(lower[channel]) + u16::from(lower[channel + 3]);
                    ((above + below + 2) / 4) as u8
                };
                halved.extend([mean(0), mean(1), mean(2)]);
            }
        }
    }
    halved
}

/// The white page, without which a picture would be see-through.
fn paint_page<B: DrawingBackend>(backend: &mut B) -> Result<()> {
    let size = backend.get_size();
    backend.draw_rect((0, 0), (size.0 as i32, size.1 as i32), &ink(WHITE, 1), true).map_err(refused)
}

fn paint<B: DrawingBackend>(backend: &mut B, shape: &Shape, with_text: bool) -> Result<()> {
    match shape {
        Shape::Line { points, width, colour } => {
            let width = ((width * UNITS_PER_POINT).round() as u32).max(2);
            let points = points.iter().map(|point| units(*point));
            if with_text {
                paint_line(backend, &points.collect::<Vec<_>>(), width, *colour)
            } else {
                backend.draw_path(points, &ink(*colour, width)).map_err(refused)
            }
        }
        Shape::Area { points, colour } => {
            let points = points.iter().map(|point| units(*point));
            backend.fill_polygon(points, &ink(*colour, 1)).map_err(refused)
        }
        Shape::Disc { centre, radius, colour } => {
            let radius = (radius * UNITS_PER_POINT).round().max(1.0) as u32;
            backend.draw_circle(units(*centre), radius, &ink(*colour, 1), true).map_err(refused)
        }
        Shape::Text { at, text, lettering } if with_text => paint_text(backend, *at, text, *lettering),
        Shape::Text { .. } => Ok(()),
        Shape::Group { shapes, .. } => shapes.iter().try_for_each(|shape| paint(backend, shape, with_text)),
    }
}

/// A wide line as rectangles with round joints: the backend's own joints break at sharp bends.
fn paint_line<B: DrawingBackend>(
    backend: &mut B,
    points: &[(i32, i32)],
    width: u32,
    colour: Colour,
) -> Result<()> {
    for (position, pair) in points.windows(2).enumerate() {
        match band([pair[0], pair[1]], width) {
            Some([first, end]) => backend.draw_rect(first, end, &ink(colour, 1), true),
            None => backend.draw_line(pair[0], pair[1], &ink(colour, width)),
        }
        .map_err(refused)?;
        if position > 0 && width > 3 {
            backend.draw_circle(pair[0], width / 2, &ink(colour, 1), true).map_err(refused)?;
        }
    }
    Ok(())
}

/// The first dot, and the one behind the last, of the rectangle that the backend fills for a wide line that is level or
/// upright, which it goes about as for any polygon; `None` for other lines.
fn band(ends: [(i32, i32); 2], width: u32) -> Option<[(i32, i32); 2]> {
    let [from, to] = ends;
    let level = from.1 == to.1;
    if width < 2 || from == to || !level && from.0 != to.0 {
        return None;
    }
    // Along the line, and across it.
    let (ends, place) = if level { ([from.0, to.0], from.1) } else { ([from.1, to.1], from.0) };
    let half = f64::from(width) / 2.0;
    let (low, high) = ((f64::from(place) - half) as i32, (f64::from(place) + half) as i32);
    let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    if low < 1 || first < 0 {
        return None;
    }
    // The backend sweeps along the longer side, upright where both are equal, and leaves out the last line of dots of more than two.
    let along = if level { last - first > high - low } else { last - first >= high - low };
    let shorter = |is_swept: bool, other: i32| i32::from(is_swept && other > 1);
    let end = last + 1 - shorter(along, high - low);
    let edge = high + 1 - shorter(!along, last - first);
    Some(if level { [(first, low), (end, edge)] } else { [(low, first), (edge, end)] })
}

fn paint_text<B: DrawingBackend>(
    backend: &mut B,
    at: (f64, f64),
    text: &str,
    lettering: Lettering,
) -> Result<()> {
    let size = lettering.size * UNITS_PER_POINT * FONT_HEIGHT_OVER_EM;
    let turned = if lettering.upwards { FontTransform::Rotate270 } else { FontTransform::None };
    let colour = rgb(lettering.colour);
    let style = TextStyle::from(font(size).transform(turned)).color(&colour);
    let shift = text_width(text, lettering.size) * lettering.anchor.share();
    // The rasteriser sets the baseline half a size below the point it is given.
    let rise = (size / 2.0) / UNITS_PER_POINT;
    let corner = match lettering.upwards {
        true => (at.0 - rise, at.1 + shift),
        false => (at.0 - shift, at.1 - rise),
    };
    backend.draw_text(text, &style, units(corner)).map_err(refused)
}

fn units(point: (f64, f64)) -> (i32, i32) {
    ((point.0 * UNITS_PER_POINT).round() as i32, (point.1 * UNITS_PER_POINT).round() as i32)
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

fn ink(colour: Colour, width: u32) -> ShapeStyle {
    ShapeStyle { color: rgb(colour).into(), filled: true, stroke_width: width }
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Failed(format!("drawing: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_and_upright_lines_have_the_dots_that_the_backend_gives_them() {
        let dots = |paint: &dyn Fn(&mut BitMapBackend)| {
            let mut dots = vec![255_u8; 40 * 40 * 3];
            paint(&mut BitMapBackend::with_buffer(&mut dots, (40, 40)));
            dots
        };
        let colour = Colour(1, 2, 3);
        for (length, width, turn, place) in (0..34)
            .flat_map(|length| (2..12).map(move |width| (length, width)))
            .flat_map(|(length, width)| (0..4).map(move |turn| (length, width, turn)))
            .flat_map(|(length, width, turn)| [1, 7, 38].map(|place| (length, width, turn, place)))
        {
            let ends = match turn {
                0 => [(4, place), (4 + length, place)],
                1 => [(4 + length, place), (4, place)],
                2 => [(place, 4), (place, 4 + length)],
                _ => [(place, 4 + length), (place, 4)],
            };
            let plain = dots(&|backend| backend.draw_line(ends[0], ends[1], &ink(colour, width)).unwrap());
            let found = dots(&|backend| paint_line(backend, &ends, width, colour).unwrap());
            assert!(plain == found, "{ends:?} {width}");
            assert_eq!(band(ends, width).is_some(), length > 0 && place * 2 >= width as i32 + 2, "{ends:?}");
        }
        assert_eq!(band([(3, 4), (5, 6)], 4), None);
    }

    #[test]
    fn a_dot_is_the_mean_of_four() {
        // Some of the blocks that are looked at together are white but for one dot, and some in one of two rows alone.
        let (columns, rows) = (5 * 2 * DOTS + 6, 8);
        let mut dots: Vec<u8> =
            (0..columns * rows * 3).map(|place| (place * place * 37 % 256) as u8).collect();
        let line = columns * 3;
        for (row, blocks) in [(0, 0..5), (1, 1..3), (2, 0..3), (3, 0..3), (4, 0..5), (5, 0..5)] {
            dots[row * line..][blocks.start * DOTS * 6..blocks.end * DOTS * 6].fill(255);
        }
        dots[5 * line + DOTS * 6 + 7] = 254;
        dots[4 * line + 3 * DOTS * 6] = 0;
        let mut plain = Vec::new();
        for (row, column) in (0..rows / 2).flat_map(|row| (0..columns / 2).map(move |column| (row, column))) {
            for channel in 0..3 {
                let dot = |down: usize, right: usize| {
                    u32::from(dots[((2 * row + down) * columns + 2 * column + right) * 3 + channel])
                };
                plain.push(((dot(0, 0) + dot(0, 1) + dot(1, 0) + dot(1, 1) + 2) / 4) as u8);
            }
        }
        assert_eq!(halved(&dots, columns), plain);
    }
}
