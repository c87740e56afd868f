//! Experiments below each other: Relative Δ of one measure in each goes in; out comes a forest plot with a row for each
//! model and source, under a heading for each experiment.

use super::{Drawing, PERCENT, TICK_SIZE, Width, forest, said, significance_keys};
use crate::bias::{short_name, short_names};
use crate::report::plot::{
    Axis, BLACK, Chart, Dash, LIGHT, Mark, Marker, Panel, Patch, PlotSeries, Style, Word, filled_style,
    fitted,
};
use crate::report::style::FigureStyle;
use crate::table::{Table, distinct};

/// Relative Δ of one model and source in one experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentRow {
    /// The experiment.
    pub experiment: String,
    /// The model, in full.
    pub model: String,
    /// The source that is compared with.
    pub reference: String,
    /// The source that is compared.
    pub source: String,
    /// Relative Δ in percent; undefined where neither source has a relevant document that was found.
    pub relative_delta_percent: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// p, adjusted within the experiment.
    pub p_adjusted: Option<f64>,
}

/// A line of the plot.
enum Line<'a> {
    /// The heading of an experiment.
    Heading(String),
    /// A row with its label and the place of its source in the experiment, from 1.
    Row(&'a ExperimentRow, String, usize),
}

/// The lines, from the top.
fn lines(rows: &[ExperimentRow]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for experiment in distinct(rows.iter().map(|row| row.experiment.as_str())) {
        let own: Vec<&ExperimentRow> = rows.iter().filter(|row| row.experiment == experiment).collect();
        let sources = distinct(own.iter().map(|row| row.source.as_str()));
        let reference = own.first().map_or("", |row| &row.reference);
        let against = match sources[..] {
            [only] => format!("{only} against {reference}"),
            _ => format!("against {reference}"),
        };
        lines.push(Line::Heading(format!("{experiment}: {against}")));
        for row in own {
            let model = short_name(&row.model);
            let label = if sources.len() > 1 { format!("{model}, {}", row.source) } else { model };
            let place = sources.iter().position(|source| *source == row.source).unwrap_or(0);
            lines.push(Line::Row(row, label, place + 1));
        }
    }
    lines
}

/// The zero line, in a part for each experiment: a heading that it crossed would be hard to read.
fn zero_lines(lines: &[Line<'_>]) -> Vec<PlotSeries> {
    let top = |line: usize| lines.len() as f64 - 0.5 - line as f64;
    let is_heading = |line: &usize| matches!(lines[*line], Line::Heading(_));
    let headings: Vec<usize> = (0..lines.len()).filter(is_heading).collect();
    let ends = headings.iter().skip(1).copied().chain([lines.len()]);
    let style = Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Solid };
    let part = |(heading, end): (&usize, usize)| {
        PlotSeries::line(vec![(0.0, top(heading + 1)), (0.0, top(end))], style, 0.9)
    };
    headings.iter().zip(ends).map(part).collect()
}

/// The figure of these rows, an experiment's together and in order; none where no value is defined. `level` is that of the
/// tests, `data` the rows as a table.
pub(in crate::report) fn draw(
    rows: &[ExperimentRow],
    measure: &str,
    level: f64,
    style: &FigureStyle,
    data: Table,
) -> Option<Drawing> {
    if rows.iter().all(|row| row.relative_delta_percent.is_none()) {
        return None;
    }
    let width = Width::in_style(style);
    let lines = lines(rows);
    let ends = rows.iter().flat_map(|row| [row.relative_delta_percent, row.low, row.high]).flatten();
    let measure = short_names(&[measure.to_string()]).concat();
    let x = Axis::linear(&format!("Relative Δ of {measure} (%)"), ends.chain([0.0]), 0.03);
    let mut series = zero_lines(&lines);
    let mut patches = Vec::new();
    let mut labels = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let y = (lines.len() - 1 - number) as f64;
        match line {
            Line::Heading(text) => {
                patches.push(Patch::rectangle((x.low, y - 0.5), (x.high, y + 0.5), LIGHT));
                let word = Word { at: (x.low, y), text: text.clone(), left: false };
                let plain = PlotSeries::markers(Vec::new(), filled_style(0), 0.0);
                series.push(PlotSeries { words: vec![word], ..plain });
                labels.push(String::new());
            }
            Line::Row(row, label, place) => {
                let look = filled_style(*place);
                let found = row.p_adjusted.is_some_and(|p| p < level);
                let look = if found { look } else { look.open() };
                let interval = row.low.zip(row.high);
                if let Some(value) = row.relative_delta_percent {
                    let model = short_name(&row.model);
                    let pair = format!("{} against {}", row.source, row.reference);
                    let mark = Mark {
                        source: Some(row.source.clone()),
                        experiment: Some(row.experiment.clone()),
                        words: said(&[&row.experiment, &model, &pair], value, interval, PERCENT),
                        ..Mark::of_model(&model)
                    };
                    let mut drawn = PlotSeries::markers(vec![(value, y)], look, 2.4).with_marks(vec![mark]);
                    drawn.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
                    series.push(drawn);
                }
                labels.push(fitted(label, TICK_SIZE, width.points() * 0.4));
            }
        }
    }
    labels.reverse();
    let mut y = Axis { grid: true, minor: Vec::new(), ..Axis::places("", &labels) };
    y.ticks.retain(|(_, label)| !label.is_empty());
    let panel = Panel::new(
        vec!["left of 0: the source favoured, right of 0: the reference".to_string()],
        x,
        y,
        series,
    );
    let panel = Panel { patches, ..panel };
    let chart = Chart {
        label: format!("Relative Delta of {measure} by experiment, model and source, with intervals"),
        width_inches: width.inches,
        scale: width.scale,
        panel_height: (lines.len() as f64 * forest::pitch(lines.len())).max(36.0),
        rows: vec![vec![panel]],
        keys: significance_keys(level).to_vec(),
    };
    let caption = format!(
        "Relative Δ of {measure} in each experiment, a row for each model and source: (H − L) / ((H + L) / 2) · 100 %, where \
         H is the mean with the reference's documents as the relevant ones and L the same with the source's. To the left of \
         the zero line the source's versions are ranked better. Bars are intervals over queries and contents, each for its \
         own row; a marker is filled where p, adjusted within its experiment, is below the level of the tests. The rows are \
         not pooled: experiments that share queries or documents are not independent."
    );
    Some(Drawing { chart, caption, data })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::style::STYLES;
    use crate::table::Column;

    fn row(experiment: &str, model: &str, source: &str, value: Option<f64>) -> ExperimentRow {
        ExperimentRow {
            experiment: experiment.to_string(),
            model: model.to_string(),
            reference: "human".to_string(),
            source: source.to_string(),
            relative_delta_percent: value,
            low: value.map(|value| value - 1.0),
            high: value.map(|value| value + 1.0),
            p_adjusted: Some(0.01),
        }
    }

    fn data() -> Table {
        Table::new(vec![("experiment", Column::Text(Vec::new()))])
    }

    #[test]
    fn every_experiment_has_a_heading_and_every_row_its_mark() {
        let rows = [
            row("one", "bm25(k1=1.2,b=0.75)", "llm", Some(-3.0)),
            row("one", "dph", "llm", None),
            row("two", "bm25(k1=1.2,b=0.75)", "a", Some(2.0)),
            row("two", "bm25(k1=1.2,b=0.75)", "b", Some(4.0)),
        ];
        let drawing = draw(&rows, "nDCG@10", 0.05, &STYLES[1], data()).unwrap();
        let panel = &drawing.chart.rows[0][0];
        let labels: Vec<&str> = panel.y.ticks.iter().rev().map(|(_, label)| &**label).collect();
        assert_eq!(labels, ["bm25", "dph", "bm25, a", "bm25, b"]);
        let headings: Vec<&str> =
            panel.series.iter().flat_map(|series| &series.words).map(|word| &*word.text).collect();
        assert_eq!(headings, ["one: llm against human", "two: against human"]);
        // Six lines from the top at 5.5: the rows of the first experiment reach from 4.5 to 2.5.
        assert_eq!(panel.series[0].points, [(0.0, 4.5), (0.0, 2.5)]);
        assert_eq!(panel.series[1].points, [(0.0, 1.5), (0.0, -0.5)]);
        let marks: Vec<&Mark> = panel.series.iter().flat_map(|series| &series.marks).collect();
        assert_eq!(marks.len(), 3);
        assert_eq!(marks[0].words, "one, bm25, llm against human: −3.00 % [−4.00, −2.00]");
        assert_eq!(marks[0].experiment.as_deref(), Some("one"));
        assert!(drawing.to_svg().unwrap().contains("data-experiment=\"two\""));
    }

    #[test]
    fn nothing_defined_is_no_figure() {
        assert!(draw(&[row("one", "dph", "llm", None)], "nDCG@10", 0.05, &STYLES[0], data()).is_none());
        assert!(draw(&[], "nDCG@10", 0.05, &STYLES[0], data()).is_none());
    }
}
