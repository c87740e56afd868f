//! The page over several experiments: their answers and Relative Δ of one measure in; one self-contained page and one forest
//! plot, with what it shows as a file, out.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use super::figure::experiments;
use super::request::FigureRequest;
use super::{ReportFiles, answer, html};
use crate::bias::{Answer, short_name};
use crate::error::Result;
use crate::statement::Topic;
use crate::table::Table;

pub use super::figure::experiments::ExperimentRow;

/// One experiment of several.
#[derive(Debug, Clone, Default)]
pub struct OverviewExperiment {
    /// Its name.
    pub name: String,
    /// What it found.
    pub answer: Answer,
    /// The address of its own page, relative to this one; none where it has none.
    pub page: Option<String>,
    /// The folder of its results, as it was named.
    pub folder: String,
    /// The SHA-256 of its Relative Δ.
    pub sum: String,
}

/// Everything that the page over several experiments shows.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The experiments, in order.
    pub experiments: Vec<OverviewExperiment>,
    /// The measure, in full.
    pub measure: String,
    /// Relative Δ of this measure, an experiment's rows together and in the experiments' order.
    pub rows: Vec<ExperimentRow>,
    /// The same, numbers in full.
    pub data: Table,
    /// The same as it is printed.
    pub printed: Table,
    /// What a reader must know of the rows.
    pub notes: Vec<String>,
    /// The command that makes the page again.
    pub command: String,
    /// The command that prints the table.
    pub compare: String,
}

/// The name of the figure, which follows the page's in the names of its files.
const FIGURE: &str = "forest";

/// The page `<stem>.html`, and beside it the figure as `<stem>-forest` in the formats of the request, with its data and its
/// caption. The same experiments give the same bytes.
///
/// # Errors
/// Where something cannot be drawn.
pub fn overview(overview: &Overview, request: &FigureRequest, stem: &str) -> Result<ReportFiles> {
    let level = overview.experiments.iter().map(|one| one.answer.level).fold(0.0, f64::max);
    let level = if level > 0.0 { level } else { super::results::LEVEL };
    let drawing =
        experiments::draw(&overview.rows, &overview.measure, level, request.style, overview.data.clone());
    let figure = drawing.as_ref().map(|drawing| html::shown(FIGURE, drawing)).transpose()?;
    let (headers, rows) = html::cells(&overview.printed);
    let page = html::filled(
        "overview",
        context! {
            experiments => overview.experiments.iter().map(experiment).collect::<Vec<_>>(),
            measure => short_name(&overview.measure),
            notes => &overview.notes,
            figure => figure,
            headers => headers,
            rows => rows,
            command => overview.command.as_str(),
            compare => overview.compare.as_str(),
        },
    )?;
    let mut files = vec![(format!("{stem}.html"), page.into_bytes())];
    if let Some(drawing) = &drawing {
        for format in &request.formats {
            files.push((format!("{stem}-{FIGURE}.{}", format.name), (format.write)(drawing)?));
        }
        files.push((format!("{stem}-{FIGURE}.csv"), drawing.data.to_csv()?.into_bytes()));
        files.push((format!("{stem}-{FIGURE}.txt"), format!("{}\n", drawing.caption).into_bytes()));
    }
    Ok(ReportFiles { files })
}

fn experiment(one: &OverviewExperiment) -> Value {
    // Every number of an answer on bias stands in one table here.
    let mut anchors = BTreeMap::new();
    let statements: Vec<_> = one.answer.about(Topic::Bias).filter(|one| !one.detail).collect();
    for number in statements.iter().flat_map(|statement| statement.numbers()) {
        anchors.insert(number.file.clone(), "table-compare".to_string());
    }
    let statements: Vec<Vec<Value>> =
        statements.into_iter().map(|statement| answer::statement(statement, &anchors)).collect();
    context! {
        name => one.name.as_str(),
        measure => short_name(&one.answer.measure),
        queries => one.answer.units_in_words(),
        statements => statements,
        page => one.page.as_deref(),
        folder => one.folder.as_str(),
        sum => one.sum.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::{Number, Part, Statement};
    use crate::table::Column;

    const EVIL: &str = "<script>alert('x')</script>&\"";

    fn example() -> Overview {
        let mut statement = Statement::new(Topic::Bias, format!("{EVIL} is favoured by "));
        let number = Number { text: "3.0".into(), file: "bias/x.csv".into(), line: 2, column: EVIL.into() };
        statement.parts.push(Part::Number(number));
        let answer = Answer {
            measure: "nDCG@10".into(),
            level: 0.05,
            statements: vec![statement],
            ..Answer::default()
        };
        let row = ExperimentRow {
            experiment: EVIL.to_string(),
            model: EVIL.to_string(),
            reference: "human".to_string(),
            source: EVIL.to_string(),
            relative_delta_percent: Some(-3.0),
            low: Some(-4.0),
            high: Some(-2.0),
            p_adjusted: Some(0.01),
        };
        let table = || Table::new(vec![("Experiment", Column::Text(vec![EVIL.to_string()]))]);
        Overview {
            experiments: vec![OverviewExperiment {
                name: EVIL.to_string(),
                answer,
                page: Some("a%22b/report.html".to_string()),
                folder: EVIL.to_string(),
                sum: String::new(),
            }],
            measure: "nDCG@10".to_string(),
            rows: vec![row],
            data: table(),
            printed: table(),
            notes: vec![EVIL.to_string()],
            command: EVIL.to_string(),
            compare: EVIL.to_string(),
        }
    }

    #[test]
    fn what_comes_from_results_is_escaped() {
        let request = FigureRequest::usual(&[]).unwrap();
        let files = overview(&example(), &request, "all").unwrap();
        let page = String::from_utf8(files.file("all.html").unwrap().to_vec()).unwrap();
        assert_eq!(page.matches("<script").count(), 1, "its own: {page}");
        assert!(page.contains("script-src 'sha256-") && page.contains("default-src 'none'"));
        assert!(page.contains("<a href=\"a%22b&#x2f;report.html\">&lt;script&gt;"), "{page}");
        assert!(page.contains("<a class=\"number\" href=\"#table-compare\""));
        assert_eq!(page.matches("id=\"table-compare\"").count(), 1);
        let svg = String::from_utf8(files.file("all-forest.svg").unwrap().to_vec()).unwrap();
        assert!(!svg.contains("<script") && svg.contains("data-model=\"&lt;script&gt;"), "{svg}");
        assert!(files.file("all-forest.pdf").unwrap().starts_with(b"%PDF"));
        assert_eq!(files.files, overview(&example(), &request, "all").unwrap().files);
    }

    #[test]
    fn without_a_defined_value_there_is_a_page_and_no_figure() {
        let mut example = example();
        example.rows.clear();
        let files = overview(&example, &FigureRequest::usual(&[]).unwrap(), "all").unwrap().files;
        assert_eq!(files.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["all.html"]);
        let page = String::from_utf8(files[0].1.clone()).unwrap();
        assert!(!page.contains("<svg") && !page.contains("href=\"#figures\""));
    }
}
