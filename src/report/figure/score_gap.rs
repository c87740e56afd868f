//! What the gap between the scores of twins is made of: `bias/decomposition` goes in; out comes a panel per model with a bar
//! per source, its parts stacked away from zero, and the whole as a diamond with its interval.

use super::{Drawing, Figure, WIDTH, Width, placed_sources, said, some_models};
use crate::bias::DecompositionRow as Row;
use crate::bias::cause::decomposition::PARTS;
use crate::bias::short_names;
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Colour, Dash, Key, Mark, Marker, OTHERS, Panel, Patch, PlotSeries, Style,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "score_gap",
    summary: "the gap between the scores of twins as stacked bars: coverage of query terms, their frequency, length",
    reference: "Shapley 1953, A value for n-person games",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(ScoreGap { width: Width::of(arguments) })),
};

/// Half the thickness of a bar, in places.
const HALF: f64 = 0.32;
/// The height of a bar with what is around it, in points.
const ROW: f64 = 19.0;

const WHOLE: Style = Style { colour: BLACK, marker: Marker::Diamond, dash: Dash::Solid };

struct ScoreGap {
    width: Width,
}

/// The colour of length, wherever it is one of several factors.
pub(super) const LENGTH: Colour = OTHERS[2];

/// What the legend calls a part, and its colour: dark, light and middle in grey, none of them a source's.
fn look(part: usize) -> (&'static str, Colour) {
    match part {
        0 => ("which query terms it has", OTHERS[0]),
        1 => ("how often it has them", OTHERS[1]),
        _ => ("length", LENGTH),
    }
}

/// Where each part of a bar begins and ends: those above 0 follow each other to the right, those below 0 to the left.
fn stacked(parts: &[f64]) -> Vec<(f64, f64)> {
    let (mut right, mut left) = (0.0, 0.0);
    let end = |value: &f64| {
        let side = if *value < 0.0 { &mut left } else { &mut right };
        let from = *side;
        *side += value;
        (from, *side)
    };
    parts.iter().map(end).collect()
}

fn of_source(source: &str, words: String) -> Mark {
    Mark { source: Some(source.to_string()), words, ..Mark::default() }
}

/// The panel of one model, with a bar for each source.
fn panel(table: &Table, title: String, sources: &[(usize, String)], y: &Axis) -> Result<Option<Panel>> {
    let (of, names) = (table.text(Row::source)?, table.text(Row::part)?);
    let (values, low, high) = (table.number(Row::value)?, table.number(Row::low)?, table.number(Row::high)?);
    let (mut patches, mut ends) = (Vec::new(), vec![0.0]);
    let mut whole = PlotSeries::markers(Vec::new(), WHOLE, 2.6);
    for (number, (_, source)) in sources.iter().enumerate() {
        let place = (sources.len() - 1 - number) as f64;
        let row = |part: &str| (0..table.height()).find(|row| of[*row] == *source && names[*row] == part);
        let (parts, total) = PARTS.split_at(PARTS.len() - 1);
        let parts: Option<Vec<f64>> =
            parts.iter().map(|part| row(part).and_then(|row| values[row])).collect();
        let Some(parts) = parts else { continue };
        for (part, (from, to)) in stacked(&parts).into_iter().enumerate() {
            ends.extend([from, to]);
            let (name, colour) = look(part);
            let words = said(&[&title, source, name], to - from, None, (4, ""));
            let bar = Patch::rectangle((from, place - HALF), (to, place + HALF), colour);
            patches.push(Patch { mark: Some(of_source(source, words)), ..bar });
        }
        let Some(total) = row(total[0]) else { continue };
        whole.points.extend(values[total].map(|value| (value, place)));
        let interval = low[total].zip(high[total]);
        whole.level_intervals.extend(interval.map(|(low, high)| (place, low, high)));
        let names = [title.as_str(), source, "the whole gap"];
        let mark = |value| of_source(source, said(&names, value, interval, (4, "")));
        whole.marks.extend(values[total].map(mark));
        ends.extend([values[total], low[total], high[total]].into_iter().flatten());
    }
    if patches.is_empty() {
        return Ok(None);
    }
    let x = Axis::linear("score gap, reference − source", ends, 0.06);
    let mark = Some(Mark::of_model(&title));
    let panel = Panel::new(vec![title], x, y.clone(), vec![whole]);
    Ok(Some(Panel { patches, upright: Some(0.0), mark, ..panel }))
}

impl Figure for ScoreGap {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let (shown, remark) = some_models(distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let table = table.filter(|row| shown.contains(&models[row]));
        let sources = placed_sources(results, &distinct(&table.text(Row::source)?));
        let labels: Vec<String> = sources.iter().rev().map(|(_, source)| source.clone()).collect();
        let places = Axis::places("", &self.width.beside(&labels, 0.3));
        let y = Axis { minor: Vec::new(), ..places };
        let mut panels = Vec::new();
        for (model, title) in shown.iter().zip(short_names(&shown)) {
            panels.extend(panel(&table.only(Row::model, model)?, title, &sources, &y)?);
        }
        if panels.is_empty() {
            return Ok(None);
        }
        let square = |colour| Style { colour, marker: Marker::Square, dash: Dash::Solid };
        let key = |label: &str, style| Key { label: label.to_string(), style, line: false, marker: true };
        let mut keys: Vec<Key> = (0..3).map(look).map(|(label, colour)| key(label, square(colour))).collect();
        keys.push(key("the whole gap", WHOLE));
        let chart = Chart {
            label: "The gap between the scores of twins, by what it is made of, per model and source"
                .to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: sources.len() as f64 * ROW + 6.0,
            rows: self.width.paired(panels),
            keys,
        };
        let caption = "Why relevant twins differ in score: the mean of the reference's score minus the source's, split \
            into which query terms a version has (coverage), how often it has them (tf), and its length. The parts are \
            Shapley values and add up to the whole gap, the diamond, whose bar is an interval over queries and contents. \
            To the right of zero a part favours the reference, to the left the source. Scores of different models have \
            different units: each panel has its own scale."
            .to_string()
            + &remark;
        let columns = [
            Row::model,
            Row::reference,
            Row::source,
            Row::part,
            Row::value,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_sign_follow_each_other() {
        assert_eq!(stacked(&[2.0, -1.0, 0.5]), [(0.0, 2.0), (0.0, -1.0), (2.0, 2.5)]);
        // Right end plus left end is the whole: 2.5 − 1 = 2 − 1 + 0.5.
        assert_eq!(stacked(&[-1.0, -2.0, 0.0]), [(0.0, -1.0), (-1.0, -3.0), (0.0, 0.0)]);
    }
}
