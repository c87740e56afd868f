//! Source or match? `bias/mediation` goes in; out come for each model the whole effect of the source on scores, what of it runs
//! through closeness and through length, and what is left, with intervals below each other.

use super::forest::pitch;
use super::score_gap::LENGTH;
use super::{Drawing, Figure, WIDTH, Width, placed_sources, said, significance_keys};
use crate::bias::MediationRow as Row;
use crate::bias::cause::mediation::{PATH_NAMES, shown_similarity};
use crate::bias::{short_name, short_names};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Colour, Dash, GREY, Key, Mark, Marker, OTHERS, Panel, PlotSeries, Style,
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
        1 => ("through closeness", style(OTHERS[3], Marker::Square)),
        2 => ("through length", style(LENGTH, Marker::Triangle)),
        _ => ("direct", style(GREY, Marker::Wedge)),
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
        let reference = results.sources().into_iter().next().unwrap_or_else(|| "the reference".to_string());
        let similarities = named(|row| &row.similarity);
        // By which similarity closeness is told, where it is not one for all.
        let by = |model: &str, source: &str| match &similarities[..] {
            [_] => String::new(),
            _ => shown_similarity(&rows, model, source)
                .map_or(String::new(), |by| format!(" ({})", short_name(by))),
        };
        let mut panels = Vec::new();
        for (_, source) in placed_sources(results, &sources) {
            let upwards: Vec<String> = (0..models.len())
                .rev()
                .map(|model| labels[model].clone() + &by(&models[model], &source))
                .collect();
            let places = Axis::places("", &self.width.beside(&upwards, 0.3));
            let y = Axis { grid: true, minor: Vec::new(), ..places };
            let mut ends = vec![0.0];
            let of_path =
                |(path, found): (usize, bool)| {
                    let style = look(path).1;
                    let style = if found { style } else { style.open() };
                    let mut series = PlotSeries::markers(Vec::new(), style, 2.3);
                    for (row, _) in rows.iter().zip(&shown).filter(|(row, shown)| {
                        **shown && row.source == source && row.path == PATH_NAMES[path]
                    }) {
                        if row.p_adjusted.is_some_and(|p| p < results.level()) != found {
                            continue;
                        }
                        let model = models.iter().position(|name| *name == row.model).unwrap_or(0);
                        let place = (models.len() - 1 - model) as f64 + (1.5 - path as f64) * 0.2;
                        let interval = row.low.zip(row.high);
                        series.points.extend(row.value.map(|value| (value, place)));
                        series.level_intervals.extend(interval.map(|(low, high)| (place, low, high)));
                        ends.extend([row.value, row.low, row.high].into_iter().flatten());
                        let by = if path == 1 { by(&row.model, &source) } else { String::new() };
                        let way = format!("{}{by}", look(path).0);
                        series.marks.extend(row.value.map(|value| Mark {
                            source: Some(source.clone()),
                            words: said(&[&labels[model], &source, &way], value, interval, (3, "")),
                            ..Mark::of_model(&labels[model])
                        }));
                    }
                    series
                };
            let kinds = (0..PATH_NAMES.len()).flat_map(|path| [(path, false), (path, true)]);
            let series: Vec<PlotSeries> = kinds.map(of_path).collect();
            let x = Axis::linear("effect on the score, source − reference, in typical gaps", ends, 0.05);
            let title = vec![
                format!("{source} against {reference}"),
                format!("left of 0: {reference} gains, right of 0: {source} gains"),
            ];
            panels.push(Panel { upright: Some(0.0), ..Panel::new(title, x, y, series) });
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
            keys: (0..PATH_NAMES.len())
                .map(look)
                .map(key)
                .chain(significance_keys(results.level()))
                .collect(),
        };
        let similarity = match &similarities[..] {
            [only] => format!("closeness is by {} with every model shown", short_name(only)),
            _ => "it is named in brackets beside the model, and closeness is not to be compared between models with different ones".to_string(),
        };
        let caption = format!(
            "Whether a source or its match moves the scores of relevant twins: the mean difference of scores, source less \
             reference, over the root of its mean square (a typical gap), as the sum of what runs through closeness to the \
             query, what runs through length, and what is left to the source. To the right of zero the source gains, to the left \
             the reference. Closeness and length act along straight lines here: a direct effect that the conditional analysis \
             with curves does not find is a curve. Bars are intervals over queries and contents; a marker is filled where p, \
             adjusted for all models and similarities, is below the level. The similarity of each model is the one that follows \
             its scores most closely and still leaves something to explain: {similarity}."
        );
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
