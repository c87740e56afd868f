//! Tables for papers and for the page: result tables go in; out come their rows with readable headers, numbers rounded
//! and intervals in brackets, as Markdown and LaTeX.

mod findings;
mod headline;
mod keywords;
mod layout;
mod paper;
mod planted;
mod separating_words;
mod validation;

pub(crate) use keywords::strongest;
pub use layout::{Layout, Prepare, TableOrigin};
pub use paper::{PaperForm, label};

use super::figure::FIGURES;
use super::results::Results;
use super::style::FigureStyle;
use crate::bias::{ANALYSES, CorrelationRow, JudgeDeltaRow, PlaceboRow, Question};
use crate::error::Result;
use crate::evaluate::EvaluationRow;
use crate::labels::agreement::compared;
use crate::labels::{self, AgreementRow};
use crate::profile::{
    ComparisonRow, FitRow, KeynessRow, MapRow, ProfilePlaceboRow, ProfileSummaryRow, RankTurbulenceRow,
    SeparabilityRow, SeparatingWordRow,
};
use crate::table::{Schema, Table, TableRow, Typesetting, escape_markdown};
use crate::text::TextSummaryRow;

/// A table as it is printed.
#[derive(Debug, Clone)]
pub struct PaperTable {
    /// Name of its files.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What a number in it means.
    pub note: String,
    /// The result tables it is made of, and the columns of each.
    pub origins: Vec<(&'static Schema, Vec<&'static str>)>,
    /// The cells, written out.
    pub table: Table,
    /// The same as papers have it.
    pub paper: PaperForm,
    /// The question of the analysis whose table it is: where no part of the page names it, that says where it stands.
    pub question: Option<Question>,
}

/// All tables but those of [`ANALYSES`] that are printed as they are.
static LAYOUTS: &[Layout] = &[
    Layout::prepared(CorrelationRow::SCHEMA, with_scores),
    Layout::whole(EvaluationRow::SCHEMA),
    Layout::whole(PlaceboRow::SCHEMA),
    Layout::whole(ProfilePlaceboRow::SCHEMA),
    findings::LAYOUT,
    Layout::whole(ComparisonRow::SCHEMA),
    Layout::whole(ProfileSummaryRow::SCHEMA),
    Layout::prepared(KeynessRow::SCHEMA, keywords::shown),
    Layout::whole(RankTurbulenceRow::SCHEMA),
    Layout::whole(SeparabilityRow::SCHEMA),
    Layout::prepared(SeparatingWordRow::SCHEMA, separating_words::shown),
    Layout::whole(MapRow::SCHEMA),
    planted::LAYOUT,
    Layout::whole(FitRow::SCHEMA),
    Layout::whole(TextSummaryRow::SCHEMA),
    validation::LAYOUT,
    Layout::prepared(AgreementRow::SCHEMA, with_people),
    Layout::whole(JudgeDeltaRow::SCHEMA),
];

/// All tables. An analysis needs no row of its own: its table is printed as its schema says, but for one that a figure shows
/// and that says nothing of its print.
pub fn layouts() -> Vec<Layout> {
    let drawn: Vec<&str> = FIGURES
        .entries
        .iter()
        .filter_map(|entry| Some(FIGURES.parse(entry.name).ok()?.object.needs().key))
        .collect();
    let of_analyses = ANALYSES.iter().map(|analysis| analysis.about().schema);
    let others = of_analyses.filter(|schema| {
        let listed = LAYOUTS.iter().any(|layout| layout.schema.key == schema.key);
        !listed && (schema.printed.is_some() || !drawn.contains(&schema.key))
    });
    // Tables of labels that say how they are printed.
    let of_labels = labels::TABLES.iter().copied().filter(|schema| {
        schema.printed.is_some() && !LAYOUTS.iter().any(|layout| layout.schema.key == schema.key)
    });
    let whole = others.chain(of_labels).map(Layout::whole).chain(LAYOUTS.iter().copied());
    whole.chain([headline::LAYOUT]).collect()
}

/// Agreement with people and of all together; of two judges without people where there are no others.
fn with_people(results: &Results) -> Result<Option<Table>> {
    let mut rows: Vec<AgreementRow> = results.rows()?;
    if rows.iter().any(|row| &*row.compared == compared::WITH_PEOPLE) {
        rows.retain(|row| &*row.compared != compared::JUDGES);
    }
    Ok((!rows.is_empty()).then(|| AgreementRow::to_table(rows)))
}

/// The tables of these results that have rows.
///
/// # Errors
/// Where a result table lacks a column.
pub fn paper_tables(results: &Results) -> Result<Vec<PaperTable>> {
    let mut tables = Vec::new();
    for layout in layouts() {
        let analysis = ANALYSES.iter().find(|analysis| analysis.about().schema.key == layout.schema.key);
        // A part of a table is for papers: the page has the whole.
        let analysis = analysis.filter(|_| layout.part.is_none());
        let question = analysis.map(|analysis| analysis.about().question);
        tables.extend(layout.apply(results)?.map(|table| PaperTable { question, ..table }));
    }
    Ok(tables)
}

/// The rows of correlations with scores: those with ranks say the same with another sign.
fn with_scores(results: &Results) -> Result<Option<Table>> {
    let mut rows: Vec<CorrelationRow> = results.rows()?;
    rows.retain(|row| !row.coefficient.ends_with("_rank"));
    Ok((!rows.is_empty()).then(|| CorrelationRow::to_table(rows)))
}

impl PaperTable {
    /// As a Markdown table under its heading and its note.
    ///
    /// # Errors
    /// As [`Table::to_markdown`].
    pub fn to_markdown(&self) -> Result<String> {
        let (title, note) = (escape_markdown(self.title), escape_markdown(&self.note));
        Ok(format!("### {title}\n\n{note}\n\n{}", self.table.to_markdown(4)?))
    }

    /// As a LaTeX `table` with caption, label and note that fits a page of this style.
    pub fn to_latex(&self, style: &FigureStyle) -> String {
        self.paper.table.to_paper(&Typesetting { page: style.page, ..self.paper.setting.clone() })
    }
}
