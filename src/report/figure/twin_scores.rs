//! Twin scores: `bias/pairs` goes in; out comes a panel per model and source with a point for each query and pair of relevant
//! twins, the score of the reference's version across, that of the source's version upwards.

use std::collections::BTreeSet;

use super::{Drawing, Figure, WIDTH, Width, height, placed_sources, some_models};
use crate::bias::{PairRow as Row, short_names};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, BLACK, Chart, Dash, GREY, Key, Marker, Panel, PlotSeries, Style, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "twin_scores",
    summary: "the score of the reference's version and of the source's for each query and pair of relevant twins",
    reference: "Dai et al. 2024, Neural Retrievers are Biased Towards LLM-Generated Content, KDD",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(TwinScores { width: Width::of(arguments) })),
};

/// As many models are shown, and as many panels in all.
const MODELS: usize = 4;
const PANELS: usize = 6;
/// Of the points that fall into one cell of a grid of so many by so many, the first is drawn.
const GRID: f64 = 75.0;

struct TwinScores {
    width: Width,
}

/// The pairs of a panel: where they stand, in per cent of the range of the model's scores, with their rows.
struct Points {
    /// The model's lowest and highest score.
    range: (f64, f64),
    /// (row, reference's score, source's score), as they are.
    scores: Vec<(usize, f64, f64)>,
}

impl Points {
    /// A score in per cent of the range.
    fn share(&self, score: f64) -> f64 {
        let (low, high) = self.range;
        if high > low { 100.0 * (score - low) / (high - low) } else { 50.0 }
    }

    /// The points that are drawn: one of each cell.
    fn drawn(&self) -> Vec<(usize, (f64, f64), std::cmp::Ordering)> {
        let mut taken = BTreeSet::new();
        let cell = |share: f64| (share / 100.0 * GRID).floor() as i64;
        let point = |(row, reference, source): &(usize, f64, f64)| {
            let at = (self.share(*reference), self.share(*source));
            let side = source.total_cmp(reference);
            taken.insert((cell(at.0), cell(at.1), side)).then_some((*row, at, side))
        };
        self.scores.iter().filter_map(point).collect()
    }

    /// How many pairs there are, and in how many the source's version scores higher, or as high.
    fn counts(&self) -> [usize; 3] {
        let count = |kept: fn(&f64, &f64) -> bool| {
            self.scores.iter().filter(|(_, reference, source)| kept(source, reference)).count()
        };
        [
            self.scores.len(),
            count(|source, reference| source > reference),
            count(|source, reference| source == reference),
        ]
    }
}

impl Figure for TwinScores {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let (models, sources) = (table.text(Row::model)?, table.text(Row::source)?);
        let references = distinct(&table.text(Row::reference)?);
        let scores: Vec<Option<(f64, f64)>> = table
            .number(Row::reference_score)?
            .into_iter()
            .zip(table.number(Row::source_score)?)
            .map(|(reference, source)| reference.zip(source))
            .collect();
        let scored =
            |model: &String| (0..table.height()).any(|row| models[row] == *model && scores[row].is_some());
        let all: Vec<String> = distinct(&models).into_iter().filter(scored).collect();
        let count = all.len();
        let placed = placed_sources(results, &distinct(&sources));
        let (mut shown, _) = some_models(all);
        shown.truncate(MODELS.min(PANELS / placed.len().max(1)).max(1));
        let mut found = Vec::new();
        for (model, label) in shown.iter().zip(short_names(&shown)) {
            let of_model = |row: &usize| models[*row] == *model;
            let rows: Vec<(usize, (f64, f64))> =
                (0..table.height()).filter(of_model).filter_map(|row| Some((row, scores[row]?))).collect();
            let values = || rows.iter().flat_map(|(_, (reference, source))| [*reference, *source]);
            let range = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
            for (place, source) in &placed {
                let of_source = rows.iter().filter(|(row, _)| sources[*row] == *source);
                let scores =
                    of_source.map(|(row, (reference, source))| (*row, *reference, *source)).collect();
                let points = Points { range, scores };
                if !points.scores.is_empty() {
                    let title = if placed.len() > 1 { format!("{label}: {source}") } else { label.clone() };
                    found.push((title, *place, points));
                }
            }
        }
        if found.is_empty() {
            return Ok(None);
        }
        let reference = match &references[..] {
            [only] => only.as_str(),
            _ => "the reference",
        };
        let other = super::other(&placed);
        let axis = |label: &str| Axis::linear(label, [0.0, 100.0], 0.03);
        let dots = |colour| Style { colour, marker: Marker::Disc, dash: Dash::Solid };
        let mut drawn_rows = BTreeSet::new();
        let mut panels = Vec::new();
        for (title, place, points) in &found {
            let drawn = points.drawn();
            drawn_rows.extend(drawn.iter().map(|(row, ..)| *row));
            let of_side = |side: std::cmp::Ordering, look: Style| {
                let points = drawn.iter().filter(|point| point.2 == side).map(|(_, at, _)| *at);
                PlotSeries::markers(points.collect(), look, 1.1)
            };
            let series = vec![
                PlotSeries::line(vec![(0.0, 0.0), (100.0, 100.0)], dots(BLACK), 0.8),
                of_side(std::cmp::Ordering::Equal, dots(GREY)),
                of_side(std::cmp::Ordering::Less, dots(style(0).colour)),
                of_side(std::cmp::Ordering::Greater, dots(style(*place).colour)),
            ];
            let [pairs, higher, equal] = points.counts();
            let told = format!("source higher in {higher} of {pairs} pairs, equal in {equal}");
            let x = axis(&format!("score of {reference}, % of range"));
            let y = axis(&format!("score of {other}, %"));
            panels.push(Panel::new(vec![title.clone(), told], x, y, series));
        }
        let key = |label: String, style: Style| Key { label, style, line: false, marker: true };
        let mut keys = vec![key(format!("{reference} scores higher"), dots(style(0).colour))];
        keys.extend(
            placed
                .iter()
                .map(|(place, source)| key(format!("{source} scores higher"), dots(style(*place).colour))),
        );
        if found.iter().any(|(.., points)| points.counts()[2] > 0) {
            keys.push(key("alike".to_string(), dots(GREY)));
        }
        let rows = self.width.paired(panels);
        let chart = Chart {
            label: "Scores of both versions for each query and pair of relevant twins".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height(190.0, rows.len()),
            rows,
            keys,
        };
        let mut caption = format!(
            "For each query and content that is judged relevant to it, the score of {reference}'s version and that of \
             {other}'s, in per cent of the range of the model's scores here. On the line both versions score alike; above it \
             the source's version scores higher. Where many points would cover each other, one is drawn; the counts are of \
             all pairs."
        );
        if count > shown.len() {
            caption += &format!(" Shown are {} of {count} models.", shown.len());
        }
        let columns = [
            Row::model,
            Row::query,
            Row::content,
            Row::reference,
            Row::source,
            Row::reference_score,
            Row::source_score,
        ];
        let plotted: Table = table.filter(|row| drawn_rows.contains(&row)).select(&columns)?;
        Ok(Some(Drawing { chart, caption, data: plotted }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_cover_each_other_are_drawn_once_and_counted_all() {
        let scores = vec![(0, 1.0, 2.0), (1, 1.0, 2.000_001), (2, 3.0, 3.0), (3, 5.0, 1.0)];
        let points = Points { range: (1.0, 5.0), scores };
        let drawn: Vec<(usize, (f64, f64))> = points.drawn().iter().map(|(row, at, _)| (*row, *at)).collect();
        assert_eq!(drawn, [(0, (0.0, 25.0)), (2, (50.0, 50.0)), (3, (100.0, 0.0))]);
        assert_eq!(points.counts(), [4, 2, 1]);
        let one = Points { range: (2.0, 2.0), scores: vec![(0, 2.0, 2.0)] };
        assert_eq!(one.drawn()[0].1, (50.0, 50.0));
    }
}
