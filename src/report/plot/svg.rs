//! A scene as SVG: shapes by the backend, letters as outlines for the file and the page, or as text for the PDF.

use plotters::backend::{DrawingBackend, SVGBackend};

use super::letters::{Letters, escaped, printable, rounded, svg_text};
use super::{Mark, Scene, Shape, UNITS_PER_INCH, paint, paint_page, pdf, refused};
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
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}in\" height=\"{}in\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{}\">\n",
            rounded(f64::from(width) / UNITS_PER_INCH, 4),
            rounded(f64::from(height) / UNITS_PER_INCH, 4),
            escaped(&self.label),
        );
        out.push_str(&drawn((width, height), |backend| paint_page(backend))?);
        write(&mut out, &self.shapes, (width, height), letters)?;
        out.push_str("</svg>\n");
        Ok(out)
    }
}

/// Writes shapes, those with a mark as groups of their own, and above them the letters of the others.
fn write(out: &mut String, shapes: &[Shape], size: (u32, u32), letters: Letters) -> Result<()> {
    let grouped = |shape: &Shape| matches!(shape, Shape::Group { .. });
    for run in shapes.chunk_by(|left, right| !grouped(left) && !grouped(right)) {
        match run {
            [Shape::Group { mark, shapes }] => {
                out.push_str(&opened(mark));
                write(out, shapes, size, letters)?;
                out.push_str("</g>\n");
            }
            plain => out.push_str(&drawn(size, |backend| {
                plain.iter().try_for_each(|shape| paint(backend, shape, false))
            })?),
        }
    }
    for shape in shapes {
        if let Shape::Text { at, text, lettering } = shape {
            out.push_str(&svg_text(*at, text, *lettering, letters));
        }
    }
    Ok(())
}

/// The elements that the backend writes for what `paint` paints.
fn drawn(size: (u32, u32), paint: impl FnOnce(&mut SVGBackend<'_>) -> Result<()>) -> Result<String> {
    let mut whole = String::new();
    let mut backend = SVGBackend::with_string(&mut whole, size);
    paint(&mut backend)?;
    backend.present().map_err(refused)?;
    drop(backend);
    let start = whole.find('\n').map_or(0, |end| end + 1);
    let end = whole.rfind("</svg>").unwrap_or(whole.len());
    Ok(whole[start..end].replace("opacity=\"1\" ", ""))
}

/// The beginning of a group with its mark: what the page's filters ask for as attributes, what it is as its title, which
/// browsers show to who points at it.
fn opened(mark: &Mark) -> String {
    let mut out = "<g".to_string();
    if !mark.words.is_empty() {
        out.push_str(" class=\"mark\"");
    }
    for (name, value) in [
        ("model", &mark.model),
        ("source", &mark.source),
        ("experiment", &mark.experiment),
        ("judge", &mark.judge),
    ] {
        if let Some(value) = value {
            out.push_str(&format!(" data-{name}=\"{}\"", escaped(&printable(value))));
        }
    }
    out.push_str(">\n");
    if !mark.words.is_empty() {
        out.push_str(&format!("<title>{}</title>\n", escaped(&printable(&mark.words))));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::{Anchor, BLACK, Lettering};

    #[test]
    fn a_mark_is_a_group_that_says_what_it_is() {
        let mut scene = Scene::new(10.0, 10.0, "x");
        let words = "a < b: 1.0 [0.5, 2.0]".to_string();
        let mark = Mark { source: Some("a & \"b\"".to_string()), words, ..Mark::of_model("bm25") };
        scene.disc((1.0, 1.0), 1.0, BLACK);
        scene.marked(Some(&mark), |scene| {
            scene.text((5.0, 5.0), "t", Lettering::new(7.0, Anchor::Start));
            scene.disc((2.0, 2.0), 1.0, BLACK);
        });
        scene.marked(Some(&mark), |_| ());
        let svg = scene.to_svg().unwrap();
        let group = svg
            .split_once("<g class=\"mark\" data-model=\"bm25\" data-source=\"a &amp; &quot;b&quot;\">\n")
            .unwrap()
            .1;
        let (group, after) = group.split_once("</g>").unwrap();
        assert!(group.starts_with("<title>a &lt; b: 1.0 [0.5, 2.0]</title>\n<circle"), "{group}");
        assert!(group.contains("aria-label=\"t\"") && !after.contains("<g"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
        assert_eq!(svg.matches("<rect").count(), 1);
    }
}
