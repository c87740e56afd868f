//! Source or match? `bias/mediation` goes in; out come for each model the whole effect of the source on scores, what of it runs
//! through closeness and through length, and what is left, with intervals below each other.

use super::forest::pitch;
use super::{Drawing, Figure, WIDTH, Width, placed_sources, said};
use crate::bias::MediationRow as Row;
use crate::bias::cause::mediation::{PATH_NAMES, shown_similarity};
use crate::bias::short_names;
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Colour, Dash, Key, Mark, Marker, PALETTE, Panel, PlotSeries, Style,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "source_or_match",
    summary: "the score gap between twins by the way it comes about: in all, through closeness, through length, direct",
    reference: "Imai, Keele & Yamamoto 2010, Identification, inference and sensitivity analysis for causal mediation effects",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(SourceOrMatch { width: Width::of(arguments) })),
};

struct SourceOrMatch {
    width: Width,
}

/// What the legend calls a path, and how it is drawn.
fn look(path: usize) -> (&'static str, Style) {
    let style = |colour: Colour, marker: Marker| Style { colour, marker, dash: Dash::Solid };
    match path {
        0 => ("in all", style(BLACK, Marker::Diamond)),
        1 => ("through closeness", style(PALETTE[0], Marker::Square)),
        2 => ("through length", style(PALETTE[1], Marker::Triangle)),
        _ => ("direct", style(PALETTE[4], Marker::Disc)),
    }
}

impl Figure for SourceOrMatch {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let rows: Vec<Row> = results.rows()?;
        let shown: Vec<bool> = rows
            .iter()
            .map(|row| shown_similarity(&rows, &row.model, &row.source) == Some(row.similarity.as_str()))
            .collect();
        let named = |of: fn(&Row) -> &String| {
            let some = rows.iter().zip(&shown).filter(|(_, shown)| **shown);
            distinct(&some.map(|(row, _)| of(row).clone()).collect::<Vec<_>>())
        };
        let (models, sources) = (named(|row| &row.model), named(|row| &row.source));
        if models.is_empty() {
            return Ok(None);
        }
        let labels = short_names(&models);
        let upwards: Vec<String> = labels.iter().rev().cloned().collect();
        let y = Axis { grid: true, minor: Vec::new(), ..Axis::places("", &self.width.beside(&upwards, 0.3)) };
        let mut panels = Vec::new();
        for (_, source) in placed_sources(results, &sources) {
            let mut ends = vec![0.0];
            let of_path =
                |path: usize| {
                    let mut series = PlotSeries::markers(Vec::new(), look(path).1, 2.3);
                    for (row, _) in rows.iter().zip(&shown).filter(|(row, shown)| {
                        **shown && row.source == source && row.path == PATH_NAMES[path]
                    }) {
                        let model = models.iter().position(|name| *name == row.model).unwrap_or(0);
                        let place = (models.len() - 1 - model) as f64 + (1.5 - path as f64) * 0.2;
                        let interval = row.low.zip(row.high);
                        series.points.extend(row.value.map(|value| (value, place)));
                        series.level_intervals.extend(interval.map(|(low, high)| (place, low, high)));
                        ends.extend([row.value, row.low, row.high].into_iter().flatten());
                        series.marks.extend(row.value.map(|value| Mark {
                            source: Some(source.clone()),
                            words: said(&[&labels[model], &source, look(path).0], value, interval, (3, "")),
                            ..Mark::of_model(&labels[model])
                        }));
                    }
                    series
                };
            let series: Vec<PlotSeries> = (0..PATH_NAMES.len()).map(of_path).collect();
            let x = Axis::linear("effect of the source on the score, in typical gaps", ends, 0.05);
            let title = vec![format!("{source}: below 0 it loses, above 0 it gains")];
            panels.push(Panel { upright: Some(0.0), ..Panel::new(title, x, y.clone(), series) });
        }
        let key = |(label, style): (&str, Style)| Key {
            label: label.to_string(),
            style,
            line: false,
            marker: true,
        };
        let lines = models.len() * PATH_NAMES.len();
        let chart = Chart {
            label: "The effect of the source on scores of twins, by the way it comes about, per model"
                .to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (lines as f64 * pitch(lines) + 6.0).max(48.0),
            rows: self.width.paired(panels),
            keys: (0..PATH_NAMES.len()).map(look).map(key).collect(),
        };
        let caption = "Whether a source or its match moves the scores of relevant twins: the mean difference of scores, source \
            less reference, over the root of its mean square (a typical gap), as the sum of what runs through closeness to the \
            query, what runs through length, and what is left to the source. Bars are intervals over queries and contents. Of \
            each model the similarity is shown that moves its scores most closely and still leaves something to tell."
            .to_string();
        let columns = [
            Row::model,
            Row::similarity,
            Row::source,
            Row::path,
            Row::value,
            Row::low,
            Row::high,
            Row::rho,
            Row::p_adjusted,
        ];
        let data = table.filter(|row| shown.get(row).copied().unwrap_or(false)).select(&columns)?;
        Ok(Some(Drawing { chart, caption, data }))
    }
}
