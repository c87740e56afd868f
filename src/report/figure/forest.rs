//! One row a model and source: `bias/relative_delta` goes in; out come the Relative Δ of the headline measure with its
//! interval in rows below each other, as many as there are models, filled where the test found something.

use super::{
    Drawing, Figure, OF_HEADLINE, PERCENT, WIDTH, Width, about_margin, headline_rows, margin_key, other,
    placed_sources, said, significance_keys,
};
use crate::bias::RelativeDeltaRow as Row;
use crate::bias::{short_name, short_names};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, filled_style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "forest",
    summary: "Relative Δ of the headline measure, a row for each model and source, with intervals and a zero line",
    reference: "Lewis & Clarke 2001, Forest plots: trying to see the wood and the trees, BMJ",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Forest { width: Width::of(arguments) })),
};

/// The height of a page, and of a row where there is room and where there is little, in points.
const PAGE: f64 = 640.0;
const ROW: f64 = 10.5;
const LEAST_ROW: f64 = 7.5;

struct Forest {
    width: Width,
}

/// The height of a row where there are `rows` of them.
pub(super) fn pitch(rows: usize) -> f64 {
    (PAGE / rows.max(1) as f64).clamp(LEAST_ROW, ROW)
}

impl Figure for Forest {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let found = headline_rows(results, self.needs(), Row::measure)?;
        let Some((headline, table)) = found else { return Ok(None) };
        let (models, sources) = (table.text(Row::model)?, table.text(Row::source)?);
        let values = table.number(Row::relative_delta_percent)?;
        let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
        let adjusted = table.number(Row::p_adjusted)?;
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        let model_names = distinct(&models);
        let source_names = placed_sources(results, &distinct(&sources));
        // The first model stands at the top, and in its band the first source.
        let place = |model: usize, source: usize| {
            let middle = (source_names.len() as f64 - 1.0) / 2.0;
            let band = 0.82 / source_names.len() as f64;
            (model_names.len() - 1 - model) as f64 - (source as f64 - middle) * band
        };
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let mut series = Vec::new();
        for (number, (colour, source)) in source_names.iter().enumerate() {
            for found in [false, true] {
                let style = filled_style(*colour);
                let style = if found { style } else { style.open() };
                let mut drawn = PlotSeries::markers(Vec::new(), style, 2.4);
                for row in (0..table.height()).filter(|row| sources[*row] == *source) {
                    if adjusted[row].is_some_and(|p| p < results.level()) != found {
                        continue;
                    }
                    let model = model_names.iter().position(|name| *name == models[row]).unwrap_or(0);
                    let y = place(model, number);
                    drawn.points.extend(values[row].map(|value| (value, y)));
                    let interval = low[row].zip(high[row]);
                    drawn.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
                    let (label, pair) = (short_name(&models[row]), format!("{source} against {reference}"));
                    drawn.marks.extend(values[row].map(|value| Mark {
                        source: Some(source.clone()),
                        words: said(&[&label, &pair], value, interval, PERCENT),
                        ..Mark::of_model(&label)
                    }));
                }
                series.push(drawn);
            }
        }
        let shown = values.iter().chain(&low).chain(&high).flatten().copied().chain([0.0]);
        let x = Axis::linear(&format!("Relative Δ of {headline} (%)"), shown, 0.03);
        let labels: Vec<String> = short_names(&model_names).into_iter().rev().collect();
        let y = Axis { grid: true, minor: Vec::new(), ..Axis::places("", &self.width.beside(&labels, 0.4)) };
        let other = other(&source_names);
        let title = vec![format!("left of 0: {other} favoured, right of 0: {reference} favoured")];
        let panel = Panel { upright: Some(0.0), margin: results.margin(), ..Panel::new(title, x, y, series) };
        let keys = source_names.iter().map(|(colour, source)| Key {
            label: format!("{source} against {reference}"),
            style: filled_style(*colour),
            line: false,
            marker: true,
        });
        let rows = model_names.len() * source_names.len();
        let chart = Chart {
            label: format!("Relative Delta of {headline} by model and source, with intervals"),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (rows as f64 * pitch(rows) + model_names.len() as f64).max(36.0),
            rows: vec![vec![panel]],
            keys: keys
                .chain(significance_keys(results.level()))
                .chain(results.margin().map(margin_key))
                .collect(),
        };
        let caption = format!(
            "Relative Δ of {headline}, a row for each model and source: (H − L) / ((H + L) / 2) · 100 %, where H is the mean \
             with the reference's documents as the relevant ones and L the same with the source's. To the left of the zero \
             line the source's versions are ranked better. Bars are intervals over queries and contents, each for its own \
             row; a marker is filled where p, adjusted for all tests, is below the level of the tests.{}",
            about_margin(results.margin())
        );
        Ok(Some(Drawing { chart, caption, data: table.select(&OF_HEADLINE)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_grow_closer_where_there_are_many_and_never_touch() {
        assert_eq!(pitch(1), ROW);
        assert_eq!(pitch(60), ROW);
        assert_eq!(pitch(80), 8.0);
        assert_eq!(pitch(500), LEAST_ROW);
    }
}
