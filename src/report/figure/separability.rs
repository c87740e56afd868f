//! Separability: `profile/separability` goes in; out come the areas under the curve of each source, one row for each set of
//! words and kind of lengths, with intervals and the line of chance.

use super::forest::pitch;
use super::{Drawing, Figure, WIDTH, Width, placed_sources, said, significance_keys};
use crate::error::Result;
use crate::profile::SeparabilityRow as Row;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, filled_style};
use crate::report::results::Results;
use crate::table::{Schema, TableRow, distinct};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "separability",
    summary: "how well words alone tell each source from the reference: areas under the curve, with intervals",
    reference: "Hanley & McNeil 1982, The meaning and use of the area under a receiver operating characteristic curve, \
                Radiology 143",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Separability { width: Width::of(arguments) })),
};

struct Separability {
    width: Width,
}

/// What a row of the figure is called.
fn label(words: &str, lengths: &str) -> String {
    let words = match words {
        "without_function_words" => "without function words",
        "function_words" => "function words alone",
        _ => "all words",
    };
    if lengths == "equal" { format!("{words}, equal lengths") } else { words.to_string() }
}

impl Figure for Separability {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let rows = Row::from_table(table)?;
        if rows.iter().all(|row| row.auc.is_none()) {
            return Ok(None);
        }
        let of_row = |row: &Row| label(&row.words, &row.lengths);
        let row_labels: Vec<String> = rows.iter().map(of_row).collect();
        let labels: Vec<String> = distinct(&row_labels).into_iter().cloned().collect();
        let pairs = distinct(rows.iter().map(|row| (&*row.reference, &*row.source)));
        let named: Vec<String> =
            distinct(pairs.iter().map(|(_, source)| *source)).into_iter().map(String::from).collect();
        let places = placed_sources(results, &named);
        // The first row stands at the top, and in its band the first pair.
        let place = |of: &str, number: usize| {
            let row = labels.iter().position(|label| label == of).unwrap_or(0);
            let middle = (pairs.len() as f64 - 1.0) / 2.0;
            (labels.len() - 1 - row) as f64 - (number as f64 - middle) * 0.82 / pairs.len() as f64
        };
        let (mut series, mut keys) = (Vec::new(), Vec::new());
        for (number, (reference, source)) in pairs.iter().enumerate() {
            let colour = places.iter().find(|(_, name)| name == source).map_or(number, |(colour, _)| *colour);
            let style = filled_style(colour);
            let title = format!("{source} against {reference}");
            for significant in [false, true] {
                let looks = if significant { style } else { style.open() };
                let mut drawn = PlotSeries::markers(Vec::new(), looks, 2.4);
                let of_pair =
                    rows.iter().filter(|row| (&*row.reference, &*row.source) == (*reference, *source));
                for row in
                    of_pair.filter(|row| row.p_adjusted.is_some_and(|p| p < results.level()) == significant)
                {
                    let Some(area) = row.auc else { continue };
                    let (name, interval) = (of_row(row), row.low.zip(row.high));
                    let y = place(&name, number);
                    drawn.points.push((area, y));
                    drawn.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
                    let words = said(&[&title, &name], area, interval, (3, ""));
                    drawn.marks.push(Mark { source: Some((*source).to_string()), words, ..Mark::default() });
                }
                series.push(drawn);
            }
            keys.push(Key { label: title, style, line: false, marker: true });
        }
        let ends = rows.iter().flat_map(|row| [row.auc, row.low, row.high]).flatten();
        let x = Axis::linear("AUC (0.5: words tell nothing; 1: they tell all)", ends.chain([0.5, 1.0]), 0.03);
        let names: Vec<String> = labels.iter().rev().cloned().collect();
        let y = Axis { grid: true, minor: Vec::new(), ..Axis::places("", &self.width.beside(&names, 0.4)) };
        let panel = Panel { upright: Some(0.5), ..Panel::new(Vec::new(), x, y, series) };
        let count = labels.len() * pairs.len();
        let chart = Chart {
            label: "How well words alone tell each source from the reference, with intervals".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (count as f64 * pitch(count) + labels.len() as f64).max(44.0),
            rows: vec![vec![panel]],
            keys: keys.into_iter().chain(significance_keys(results.level())).collect(),
        };
        let caption = "How well a linear classifier (multinomial naive Bayes), which never sees a text's own content, tells \
            the texts of a source from those of the reference by their most common words. AUC: the probability that a \
            text of the source looks more like the source than a text of the reference does, 0.5 (the line) where words \
            tell nothing. Equal lengths: both versions of a content are cut to the shorter one. Bars are intervals by \
            drawing contents with replacement; a marker is filled where p, by exchanging labels within contents and \
            adjusted for all rows, is below the level of the tests."
            .to_string();
        let columns = [
            Row::reference,
            Row::source,
            Row::words,
            Row::lengths,
            Row::auc,
            Row::low,
            Row::high,
            Row::by_chance,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
