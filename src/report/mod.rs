//! Stage 8: result tables in; figures, tables and the page out.

mod html;
mod names;
mod results;

pub mod figure;
pub mod plot;
pub mod table;

pub use figure::FIGURES;
pub use names::short_names;
pub use results::Results;

use crate::error::Result;

/// What the report writes, as (file name, bytes), in a fixed order: the page, then figures (`.svg`, `.png`, `.csv`),
/// then tables (`.md`, `.tex`).
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The files, none of them with a folder in its name.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Rendered {
    /// The bytes of the file `name`.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(file, _)| file == name).map(|(_, bytes)| bytes.as_slice())
    }
}

/// Draws every figure and prints every table that the results have something for, and the page of them all. The same
/// results give the same bytes.
///
/// # Errors
/// Where a result table lacks a column, or something cannot be drawn.
///
/// ```
/// use sourcebias::report::{Results, report};
/// let rendered = report(&Results::new("empty", Default::default())).unwrap();
/// let page = String::from_utf8(rendered.file("report.html").unwrap().to_vec()).unwrap();
/// assert!(page.contains("<h1>empty</h1>"));
/// ```
pub fn report(results: &Results) -> Result<Rendered> {
    let mut figures = Vec::new();
    for entry in FIGURES.entries {
        let figure = FIGURES.parse(entry.name)?;
        figures.extend(figure.object.draw(results)?.map(|drawing| (entry.name.to_string(), drawing)));
    }
    let mut tables = Vec::new();
    for layout in table::LAYOUTS {
        tables.extend(layout.apply(results)?);
    }
    let page = html::page(results, &figures, &tables)?;
    let mut files = vec![("report.html".to_string(), page.into_bytes())];
    for (name, drawing) in &figures {
        files.push((format!("{name}.svg"), drawing.to_svg()?.into_bytes()));
        files.push((format!("{name}.png"), drawing.to_png()?));
        files.push((format!("{name}.csv"), drawing.data.to_csv()?.into_bytes()));
    }
    for table in &tables {
        files.push((format!("{}.md", table.name), table.to_markdown()?.into_bytes()));
        files.push((format!("{}.tex", table.name), table.to_latex()?.into_bytes()));
    }
    Ok(Rendered { files })
}
