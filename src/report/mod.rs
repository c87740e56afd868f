//! Stage 8: result tables in; figures, tables and the page out.

mod answer;
mod html;
mod keyword_lines;
mod label_parts;
mod overview;
mod parts;
mod request;
mod results;
mod style;
mod twins;

pub mod figure;
pub mod plot;
pub mod table;

pub use figure::FIGURES;
pub use overview::{ExperimentRow, Overview, OverviewExperiment, overview};
pub use parts::Outline;
pub use request::{FORMATS, FigureFormat, FigureRequest};
pub use results::Results;
pub use style::{FigureStyle, STYLES, USUAL_STYLE};

use crate::error::Result;
use crate::table::Schema;
use figure::Drawing;

/// What the report writes, as (file name, bytes), in a fixed order: the page, then figures (`.svg`, `.png`, `.pdf`, their
/// data as `.csv`, and the caption as `.txt`), then tables (`.md`, `.tex`).
#[derive(Debug, Clone, Default)]
pub struct ReportFiles {
    /// The files, none of them with a folder in its name.
    pub files: Vec<(String, Vec<u8>)>,
}

impl ReportFiles {
    /// The bytes of the file `name`.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(file, _)| file == name).map(|(_, bytes)| bytes.as_slice())
    }
}

/// What the page of an experiment says and does whatever was found.
pub(crate) fn fixed_words() -> Vec<String> {
    html::FIXED.iter().map(ToString::to_string).chain([format!("{:?}", parts::EXPERIMENT)]).collect()
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
pub fn report(results: &Results) -> Result<ReportFiles> {
    report_figures(results, &[])
}

/// As [`report`], with only the figures of these specifications, such as `relative_delta(width=column)`; none named means
/// all. A figure whose parameters are not the defaults has them in its file names: `relative_delta-width-column.svg`.
///
/// # Errors
/// As [`report`]; also where a specification names no figure.
pub fn report_figures(results: &Results, specs: &[String]) -> Result<ReportFiles> {
    report_as(results, &FigureRequest::usual(specs)?)
}

/// As [`report`], with the figures of a request, in its style and formats.
///
/// # Errors
/// As [`report`].
pub fn report_as(results: &Results, request: &FigureRequest) -> Result<ReportFiles> {
    report_with_steps(results, request, &|_| (), &|| ())
}

/// [`report_as`], calling `expect` with the number of figures that there is something to draw for, and `step` after each of
/// them is written in all its forms.
///
/// # Errors
/// As [`report`].
pub fn report_with_steps(
    results: &Results,
    request: &FigureRequest,
    expect: &dyn Fn(u64),
    step: &dyn Fn(),
) -> Result<ReportFiles> {
    let mut figures = Vec::new();
    for named in &request.figures {
        let Some(drawing) = named.object.draw(results)? else { continue };
        let name = named.name.split('(').next().unwrap_or_default().to_string();
        figures.push(DrawnFigure {
            name,
            file: request.stem(&named.name),
            needs: named.object.needs(),
            drawing,
        });
    }
    expect(figures.len() as u64);
    let tables = table::paper_tables(results)?;
    let page = html::page(results, &figures, &tables)?;
    let mut files = vec![("report.html".to_string(), page.into_bytes())];
    for DrawnFigure { file, drawing, .. } in &figures {
        for format in &request.formats {
            files.push((format!("{file}.{}", format.name), (format.write)(drawing)?));
        }
        files.push((format!("{file}.csv"), drawing.data.to_csv()?.into_bytes()));
        files.push((format!("{file}.txt"), format!("{}\n", drawing.caption).into_bytes()));
        step();
    }
    for table in &tables {
        files.push((format!("{}.md", table.name), table.to_markdown()?.into_bytes()));
        files.push((format!("{}.tex", table.name), table.to_latex(request.style).into_bytes()));
    }
    Ok(ReportFiles { files })
}

/// A drawn figure with its name, the stem of its files and the result table it shows.
struct DrawnFigure {
    name: String,
    file: String,
    needs: &'static Schema,
    drawing: Drawing,
}
