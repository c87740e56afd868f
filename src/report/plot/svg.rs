//! A scene as SVG: shapes by the backend, letters as outlines for the file and the page, or as text for the PDF.

use plotters::backend::{DrawingBackend, SVGBackend};

use super::letters::{Letters, escaped, rounded, svg_text};
use super::{Scene, Shape, UNITS_PER_INCH, pdf, refused};
use crate::error::Result;

impl Scene {
    /// The page as SVG: no ids, no links, no scripts; sizes in inches.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_svg(&self) -> Result<String> {
        self.svg(Letters::Outlines)
    }

    /// The page as PDF, its letters as text in the embedded font, so that it can be searched and copied. It has no date.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_pdf(&self) -> Result<Vec<u8>> {
        pdf::of_svg(&self.svg(Letters::Text)?)
    }

    fn svg(&self, letters: Letters) -> Result<String> {
        let (width, height) = self.units();
        let mut drawn = String::new();
        let mut backend = SVGBackend::with_string(&mut drawn, (width, height));
        self.paint(&mut backend, false)?;
        backend.present().map_err(refused)?;
        drop(backend);
        let start = drawn.find('\n').map_or(0, |end| end + 1);
        let end = drawn.rfind("</svg>").unwrap_or(drawn.len());
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}in\" height=\"{}in\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{}\">\n",
            rounded(f64::from(width) / UNITS_PER_INCH, 4),
            rounded(f64::from(height) / UNITS_PER_INCH, 4),
            escaped(&self.label),
        );
        out.push_str(&drawn[start..end].replace("opacity=\"1\" ", ""));
        for shape in &self.shapes {
            if let Shape::Text { at, text, lettering } = shape {
                out.push_str(&svg_text(*at, text, *lettering, letters));
            }
        }
        out.push_str("</svg>\n");
        Ok(out)
    }
}
