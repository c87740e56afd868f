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

pub use axis::{Axis, Scale};
pub use chart::{Chart, Key};
pub use ink::{
    BLACK, Colour, Dash, GREY, LIGHT, Marker, PALE, PALETTE, Style, WHITE, diverging, filled_style, style,
};
pub use letters::{Anchor, Lettering, fitted, shrunk, text_width};
pub use panel::Panel;
pub use series::{Mark, Note, Patch, PlotSeries, Word};

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
        let mut dots = vec![255_u8; columns * height as usize * 3];
        {
            let mut backend = BitMapBackend::with_buffer(&mut dots, (width, height));
            paint_page(&mut backend)?;
            self.shapes.iter().try_for_each(|shape| paint(&mut backend, shape, true))?;
            backend.present().map_err(refused)?;
        }
        let halved = halved(&dots, columns);
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

/// The picture at half its width and height: of four dots the mean of each of three channels. Both are even.
fn halved(dots: &[u8], columns: usize) -> Vec<u8> {
    let mut halved = Vec::with_capacity(dots.len() / 4);
    for rows in dots.chunks_exact(2 * columns * 3) {
        let (upper, lower) = rows.split_at(columns * 3);
        for (upper, lower) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            let mean = |channel: usize| {
                let (above, below) =
                    ([upper[channel], upper[channel + 3]], [lower[channel], lower[channel + 3]]);
                let sum: u32 = above.into_iter().chain(below).map(u32::from).sum();
                ((sum + 2) / 4) as u8
            };
            halved.extend([mean(0), mean(1), mean(2)]);
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
        backend.draw_line(pair[0], pair[1], &ink(colour, width)).map_err(refused)?;
        if position > 0 && width > 3 {
            backend.draw_circle(pair[0], width / 2, &ink(colour, 1), true).map_err(refused)?;
        }
    }
    Ok(())
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
    fn a_dot_is_the_mean_of_four() {
        let (columns, rows) = (6, 4);
        let dots: Vec<u8> = (0..columns * rows * 3).map(|place| (place * place * 37 % 256) as u8).collect();
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
