//! SVG with its letters as text in; the same as PDF, with the part of the embedded font that it uses, out. No font of the
//! system is looked at, and nothing in the file tells the time: the same drawing gives the same bytes.

use std::sync::{Arc, OnceLock};

use svg2pdf::usvg::fontdb::{Database, Source};
use svg2pdf::usvg::{Options, Tree};
use svg2pdf::{ConversionOptions, PageOptions};

use super::refused;
use crate::error::Result;

/// CSS pixels per inch: as many on the way in as on the way out, so that the page keeps its inches.
const PIXELS_PER_INCH: f32 = 96.0;

/// The PDF of an SVG.
///
/// # Errors
/// Where the SVG cannot be read or the font not be cut to the letters that are used.
pub(super) fn of_svg(svg: &str) -> Result<Vec<u8>> {
    let options = Options { dpi: PIXELS_PER_INCH, fontdb: fonts(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(refused)?;
    svg2pdf::to_pdf(&tree, ConversionOptions::default(), PageOptions { dpi: PIXELS_PER_INCH })
        .map_err(refused)
}

/// The embedded font alone.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut fonts = Database::new();
        fonts.load_font_source(Source::Binary(Arc::new(epaint_default_fonts::UBUNTU_LIGHT)));
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::letters::FONT_STACK;
    use crate::report::plot::{Anchor, Lettering, Scene};

    #[test]
    fn the_font_is_known_by_the_first_name_of_the_stack() {
        let fonts = fonts();
        let names: Vec<&str> =
            fonts.faces().flat_map(|face| &face.families).map(|(name, _)| &**name).collect();
        let first = FONT_STACK.split(',').next().unwrap();
        assert!(names.contains(&first), "{names:?}");
    }

    #[test]
    fn a_page_keeps_its_inches_and_its_bytes() {
        let drawn = |text: &str| {
            let mut scene = Scene::new(144.0, 72.0, "a & b");
            scene.text((72.0, 36.0), text, Lettering::new(7.0, Anchor::Middle));
            scene.to_pdf().unwrap()
        };
        // Letters that the font lacks, and those that XML refuses, are no error.
        for text in [
            "Relative \u{394} (%) \u{2212}1",
            "a < b & \"c\"",
            "\u{540d}\u{524d}",
            "\u{fffe}\u{0}\u{ffff}x",
            "\u{5e9}\u{5dc}",
        ] {
            let pdf = drawn(text);
            assert!(pdf.starts_with(b"%PDF-1."), "{text}");
            let whole = String::from_utf8_lossy(&pdf);
            assert!(whole.contains("/MediaBox [0 0 144 72]"), "{text}");
            assert!(!whole.contains("Date"), "{text}");
            assert_eq!(pdf, drawn(text));
        }
    }
}
