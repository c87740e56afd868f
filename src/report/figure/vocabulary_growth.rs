//! Vocabulary growth: `profile/growth` goes in; out come the types of each source by tokens, interpolated up to the
//! source's size and expected beyond it.

use super::{Drawing, Figure, WIDTH, Width, layered};
use crate::error::Result;
use crate::profile::GrowthRow as Row;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Dash, GREY, Key, Marker, Panel, PlotSeries, Style, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "vocabulary_growth",
    summary: "types by tokens per source, log–log: interpolated, and expected beyond the source",
    reference: "Baayen 2001, Word Frequency Distributions, eq. 2.41; Evert 2004, A Simple LNRE Model for Random Character \
        Sequences",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(VocabularyGrowth { width: Width::of(arguments) })),
};

const HEIGHT: f64 = 210.0;

struct VocabularyGrowth {
    width: Width,
}

/// One source: the interpolated points, and the expected ones from its size on.
struct Growth {
    source: String,
    within: Vec<(f64, f64)>,
    beyond: Vec<(f64, f64)>,
}

impl Growth {
    fn of(source: &str, table: &Table) -> Result<Growth> {
        let (tokens, types) = (table.number(Row::tokens)?, table.number(Row::types)?);
        let expected = table.number(Row::types_lnre)?;
        let (mut within, mut beyond) = (Vec::new(), Vec::new());
        for ((tokens, types), expected) in tokens.into_iter().zip(types).zip(expected) {
            let Some(tokens) = tokens else { continue };
            match types.filter(|types| *types > 0.0) {
                Some(types) => within.push((tokens, types)),
                None => beyond.extend(expected.map(|expected| (tokens, expected))),
            }
        }
        // The two lines meet where the source ends.
        if !beyond.is_empty() {
            beyond.splice(0..0, within.last().copied());
        }
        Ok(Growth { source: source.to_string(), within, beyond })
    }

    /// A few points of each line, at other places on each of `count` lines: what runs under another line stays visible.
    fn waymarks(&self, number: usize, count: usize) -> Vec<(f64, f64)> {
        let every = (self.within.len() / 5).max(1);
        let first = every * (number + 1) / (count + 1);
        self.within.iter().copied().skip(first).step_by(every).collect()
    }
}

impl Figure for VocabularyGrowth {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let mut sources = results.sources();
        let named = distinct(&table.text(Row::source)?);
        sources.retain(|source| named.contains(source));
        sources.extend(named.into_iter().filter(|source| !results.sources().contains(source)));
        let mut growths = Vec::new();
        for source in &sources {
            growths.push(Growth::of(source, &table.only(Row::source, source)?)?);
        }
        let all = || growths.iter().flat_map(|growth| growth.within.iter().chain(&growth.beyond));
        if all().next().is_none() {
            return Ok(None);
        }
        let (mut series, mut keys) = (Vec::new(), Vec::new());
        for (number, growth) in growths.iter().enumerate() {
            let look = style(number);
            let lined = |dash: Dash| Style { dash, ..look };
            let width = layered(number);
            series.push(PlotSeries::line(growth.within.clone(), lined(Dash::Solid), width));
            series.push(PlotSeries::line(growth.beyond.clone(), lined(Dash::Dashed), width));
            series.push(PlotSeries::markers(growth.waymarks(number, growths.len()), look, 1.9));
            series.push(PlotSeries::markers(growth.within.last().copied().into_iter().collect(), look, 3.0));
            let style = lined(Dash::Solid);
            keys.push(Key { label: growth.source.clone(), style, line: true, marker: true });
        }
        if growths.iter().any(|growth| !growth.beyond.is_empty()) {
            let style = Style { colour: GREY, marker: Marker::Disc, dash: Dash::Dashed };
            let label = "expected beyond the source".to_string();
            keys.push(Key { label, style, line: true, marker: false });
        }
        let x = Axis::log("tokens", all().map(|point| point.0));
        let y = Axis::log("types", all().map(|point| point.1));
        let panel = Panel::new(Vec::new(), x, y, series);
        let chart = Chart {
            label: "Types by tokens, per source, interpolated and expected beyond".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: HEIGHT,
            rows: vec![vec![panel]],
            keys,
        };
        let caption = "The expected number of different terms in samples of each size. Solid lines draw from the source \
            itself, by binomial interpolation, up to its whole size at the large marker; small markers tell lines apart that \
            coincide; dashed ones are expected beyond it \
            under a finite Zipf–Mandelbrot model, which treats tokens as independent: texts of new topics would bring \
            more new terms. Compare sources at equal tokens, not at their ends."
            .to_string();
        let columns = [Row::source, Row::tokens, Row::types, Row::types_lnre];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
