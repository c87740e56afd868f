//! Reliability diagrams: `labels/reliability` goes in; out comes a panel for each confidence, with how often it is right in each
//! bin against how sure it is, and how many there are.

use super::{Drawing, Figure, WIDTH, Width};
use crate::error::Result;
use crate::labels::ReliabilityRow as Row;
use crate::number::{grouped, in_words};
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, Chart, Dash, GREY, Key, Mark, Marker, PALE, Panel, Patch, PlotSeries, Style, style,
};
use crate::report::results::Results;
use crate::table::{Schema, TableRow, distinct};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "reliability",
    summary: "reliability diagrams: how often a confidence is right, against how sure it is",
    reference: "Guo et al. 2017, On calibration of modern neural networks, ICML",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Reliability { width: Width::of(arguments) })),
};

/// More panels than these do not fit a page.
const MOST_PANELS: usize = 15;
/// How high the bar of a bin would be that holds all confidences.
const BARS: f64 = 0.5;

struct Reliability {
    width: Width,
}

fn panel(rows: &[&Row]) -> Panel {
    let all: u64 = rows.iter().map(|row| row.n).sum();
    let of = &*rows[0].of;
    let mut title = vec![rows[0].confidence.to_string()];
    title.push(format!("{of}, n = {}", grouped(all as f64, 0)));
    let bar = |row: &&&Row| {
        let (low, high) = row.bin_low.zip(row.bin_high)?;
        let share = row.n as f64 / all.max(1) as f64;
        (row.n > 0).then(|| Patch::rectangle((low, 0.0), (high, BARS * share), PALE))
    };
    let grey = Style { colour: GREY, marker: Marker::Disc, dash: Dash::Dashed };
    let even = PlotSeries::line(vec![(0.0, 0.0), (1.0, 1.0)], grey, 0.8);
    let filled: Vec<(&Row, (f64, f64))> =
        rows.iter().filter_map(|row| Some((*row, (row.mean_confidence?, row.accuracy?)))).collect();
    let points: Vec<(f64, f64)> = filled.iter().map(|(_, point)| *point).collect();
    let mark = |(row, (sure, right)): &(&Row, (f64, f64))| Mark {
        judge: Some(of.to_string()),
        words: format!(
            "{}, {of}, from {} to {}: sure {}, right {}, n = {}",
            row.confidence,
            in_words(row.bin_low.unwrap_or_default(), 2),
            in_words(row.bin_high.unwrap_or_default(), 2),
            in_words(*sure, 3),
            in_words(*right, 3),
            grouped(row.n as f64, 0)
        ),
        ..Mark::default()
    };
    let blue = style(0);
    let line = PlotSeries::line(points.clone(), blue, 1.2);
    let marks = PlotSeries::markers(points, blue, 2.3).with_marks(filled.iter().map(mark).collect());
    let axis = |label: &str| Axis::linear(label, [0.0, 1.0], 0.02);
    let panel = Panel::new(title, axis("confidence"), axis("share that is right"), vec![even, line, marks]);
    Panel { patches: rows.iter().filter_map(|row| bar(&row)).collect(), ..panel }
}

impl Figure for Reliability {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let mut rows: Vec<Row> = results.rows()?;
        let columns: Vec<(String, String)> =
            distinct(rows.iter().filter(|row| row.n > 0).map(|row| (&row.of, &row.confidence)))
                .into_iter()
                .map(|(of, confidence)| (of.to_string(), confidence.to_string()))
                .collect();
        let is = |row: &Row, (of, confidence): &(String, String)| {
            *row.of == **of && *row.confidence == **confidence
        };
        let shown = &columns[..columns.len().min(MOST_PANELS)];
        rows.retain(|row| shown.iter().any(|column| is(row, column)));
        if rows.is_empty() {
            return Ok(None);
        }
        let of_column = |column: &(String, String)| {
            let found: Vec<&Row> = rows.iter().filter(|row| is(row, column)).collect();
            panel(&found)
        };
        let panels: Vec<Panel> = shown.iter().map(of_column).collect();
        let remark = match columns.len() > shown.len() {
            true => format!(" Of {} confidences the figure shows the first {}.", columns.len(), shown.len()),
            false => String::new(),
        };
        let [few, some] = [panels.len() == 1, panels.len() < 4];
        let key = |label: &str, style: Style, marker: bool| Key {
            label: label.to_string(),
            style,
            line: !marker,
            marker,
        };
        let grey = Style { colour: GREY, marker: Marker::Square, dash: Dash::Dashed };
        let chart = Chart {
            label: "Reliability diagrams: how often confidences are right".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: if few {
                240.0
            } else if some {
                130.0
            } else {
                105.0
            },
            rows: self.width.rows(panels),
            keys: vec![
                key("each bin", style(0), true),
                key("as sure as right", grey, false),
                key("how many confidences are in the bin", Style { colour: PALE, ..grey }, true),
            ],
        };
        let caption = format!(
            "How often a confidence is right, against how sure it is, in equal bins. On the dashed line it is as sure as it is \
             right; below it, it is too sure. Grey bars: how many confidences fall into the bin, a bar of half the height being \
             all of them.{remark}"
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows) }))
    }
}
