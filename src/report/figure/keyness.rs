//! Keywords: `profile/keyness` goes in; out comes a panel per source with the log ratios of its strongest keywords, what
//! it adds at the right of zero and what it drops at the left, with intervals.

use super::{Drawing, Figure, WIDTH, Width, placed_sources, said};
use crate::error::Result;
use crate::profile::KeynessRow as Row;
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::report::plot::{
    Axis, Chart, Colour, Dash, GREY, Key, Mark, Marker, PALETTE, Panel, PlotSeries, Style, Word, style,
};
use crate::report::results::Results;
use crate::report::table::strongest;
use crate::table::{Schema, Table, TableRow, distinct};

const WORDS: Parameter = Parameter {
    name: "words",
    kind: Kind::Integer { low: 1, high: 30 },
    default: "15",
    meaning: "how many keywords in either direction, those of the greatest G²; fewer where panels would not fit a page",
};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "keyness",
    summary: "log ratios of the strongest keywords, added and dropped, per source, with intervals",
    reference: "Hardie 2014, Log Ratio: an informal introduction",
    parameters: &[WIDTH, WORDS],
    cutoff: Cutoff::Never,
    build: |arguments| {
        Ok(Box::new(Keyness { width: Width::of(arguments), words: arguments.integer(WORDS.name) }))
    },
};

/// The height of one word's row, in points.
const ROW: f64 = 8.8;
/// The height of a page, and what a panel needs around its frame, in points.
const PAGE: f64 = 640.0;
const AROUND: f64 = 32.0;

struct Keyness {
    width: Width,
    words: usize,
}

/// Kinds of keywords: those of these categories, what the legend calls them, and the marker where both sources have the word
/// and where the other source has none.
const KINDS: [(&[&str], &str, [Marker; 2]); 2] = [
    (&["more", "only_here"], "the source uses it more", [Marker::Square, Marker::Frame]),
    (&["fewer", "only_there"], "the reference uses it more", [Marker::Disc, Marker::Ring]),
];

/// Looks that can be told apart in grey: filled where both sources have the word, open where one has; in the colour of the
/// source that uses it more.
fn looks(kind: usize, alone: bool, of_source: Colour) -> Style {
    let colour = if kind == 0 { of_source } else { PALETTE[0] };
    Style { colour, marker: KINDS[kind].2[usize::from(alone)], dash: Dash::Solid }
}

/// One panel's rows, from the greatest log ratio to the least.
fn falling(table: &Table) -> Result<Vec<usize>> {
    let ratios = table.number(Row::log_ratio)?;
    let mut rows: Vec<usize> = (0..table.height()).filter(|row| ratios[*row].is_some()).collect();
    rows.sort_by(|left, right| ratios[*right].unwrap_or(0.0).total_cmp(&ratios[*left].unwrap_or(0.0)));
    Ok(rows)
}

/// The series of a panel of `places` rows, its first row at the top.
fn series(table: &Table, rows: &[usize], places: usize, of_source: Colour) -> Result<Vec<PlotSeries>> {
    let words: Vec<String> = Row::from_table(table)?.iter().map(Row::word).collect();
    let categories = table.text(Row::category)?;
    let ratios = table.number(Row::log_ratio)?;
    let (low, high) = (table.number(Row::bootstrap_low)?, table.number(Row::bootstrap_high)?);
    let mut drawn = Vec::new();
    for (kind, (names, ..)) in KINDS.iter().enumerate() {
        for alone in [false, true] {
            let mut series = PlotSeries::markers(Vec::new(), looks(kind, alone, of_source), 2.3);
            for (place, row) in rows.iter().enumerate() {
                let y = (places - 1 - place) as f64;
                let asked = names.contains(&categories[*row].as_str());
                let Some(ratio) =
                    ratios[*row].filter(|_| asked && categories[*row].starts_with("only") == alone)
                else {
                    continue;
                };
                series.points.push((ratio, y));
                let interval = low[*row].zip(high[*row]);
                series.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
                let said = said(&[&words[*row], "log ratio"], ratio, interval, (2, ""));
                series.marks.push(Mark { words: said, ..Mark::default() });
                series.words.push(Word { at: (0.0, y), text: words[*row].clone(), left: kind == 0 });
            }
            drawn.push(series);
        }
    }
    Ok(drawn)
}

impl Keyness {
    /// How many words in either direction leave all panels on one page.
    fn fitting(&self, panels: usize) -> usize {
        let rows = panels.div_ceil(self.width.columns).max(1);
        let room = (PAGE / rows as f64 - AROUND) / ROW / 2.0;
        self.words.min(room.floor().max(3.0) as usize)
    }
}

/// The axis of log ratios, as far to the left as to the right, so that a word always finds room across the zero line; its
/// ticks are whole numbers, which are powers of two.
fn ratios(farthest: f64) -> Axis {
    let axis = Axis::linear("log ratio (1: twice as frequent)", [-farthest, farthest], 0.03);
    let every = [1, 2, 5, 10].into_iter().find(|every| farthest / f64::from(*every) <= 5.0).unwrap_or(20);
    let last = (axis.high / f64::from(every)).floor() as i32;
    let tick = |step: i32| {
        let value = step * every;
        let sign = if value < 0 { "\u{2212}" } else { "" };
        (f64::from(value), format!("{sign}{}", value.abs()))
    };
    Axis { ticks: (-last..=last).map(tick).collect(), ..axis }
}

impl Figure for Keyness {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let (references, sources) = (table.text(Row::reference)?, table.text(Row::source)?);
        let pairs = distinct(references.iter().zip(&sources));
        let table = Row::to_table(strongest(Row::from_table(table)?, self.fitting(pairs.len())));
        let (references, sources) = (table.text(Row::reference)?, table.text(Row::source)?);
        let placed = placed_sources(results, &sources);
        let mut panels = Vec::new();
        for (reference, source) in pairs {
            let of_pair = table.filter(|row| references[row] == *reference && sources[row] == *source);
            let rows = falling(&of_pair)?;
            if !rows.is_empty() {
                let place = placed.iter().find(|(_, name)| name == source).map_or(1, |(place, _)| *place);
                panels.push((format!("{source} against {reference}"), of_pair, rows, style(place).colour));
            }
        }
        let Some(places) = panels.iter().map(|(_, _, rows, _)| rows.len()).max() else { return Ok(None) };
        let mut farthest: f64 = 0.0;
        for column in [Row::log_ratio, Row::bootstrap_low, Row::bootstrap_high] {
            farthest = table.number(column)?.into_iter().flatten().map(f64::abs).fold(farthest, f64::max);
        }
        // As far to the left as to the right, so that a word always finds room across the zero line.
        let x = ratios(farthest.max(1.0));
        let upright = Axis::places("", &vec![String::new(); places]);
        let y = Axis { ticks: Vec::new(), minor: Vec::new(), ..upright };
        let mut drawn = Vec::new();
        for (title, of_pair, rows, colour) in &panels {
            let series = series(of_pair, rows, places, *colour)?;
            let panel = Panel::new(vec![title.clone()], x.clone(), y.clone(), series);
            drawn.push(Panel { upright: Some(0.0), ..panel });
        }
        let categories = table.text(Row::category)?;
        // Each panel has the colour of its source, which its title names.
        let of_source = match &panels[..] {
            [(.., colour)] => *colour,
            _ => GREY,
        };
        let mut keys = Vec::new();
        for (kind, (names, label, _)) in KINDS.iter().enumerate() {
            for alone in [false, true] {
                let shown = |category: &String| {
                    names.contains(&category.as_str()) && category.starts_with("only") == alone
                };
                if categories.iter().any(shown) {
                    let other = if kind == 0 { "reference" } else { "source" };
                    let label =
                        if alone { format!("the {other} never uses it") } else { (*label).to_string() };
                    keys.push(Key { label, style: looks(kind, alone, of_source), line: false, marker: true });
                }
            }
        }
        let chart = Chart {
            label: "Log ratios of the strongest keywords of each source, with intervals".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (places as f64 * ROW).max(60.0),
            rows: self.width.rows(drawn),
            keys,
        };
        let caption = "The words that each source adds (right of zero) and drops (left) against the reference: those of \
            the greatest G² in either direction among the keywords, by falling log ratio, which is 1 where the source \
            uses the word twice as often and −1 where half as often. Bars are intervals by a bootstrap over documents, \
            twins drawn together. A word is shown in its most frequent form, with the analyser's term in brackets where it \
            is another: a stem stands for all its forms. Where a source \
            never uses a word, its frequency counts as 0.5: the size of the ratio says little, and it has no interval."
            .to_string();
        let columns = [
            Row::reference,
            Row::source,
            Row::term,
            Row::form,
            Row::category,
            Row::log_likelihood,
            Row::log_ratio,
            Row::bootstrap_low,
            Row::bootstrap_high,
        ];
        let columns: Vec<&str> = columns.into_iter().filter(|name| table.has(name)).collect();
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_has_the_colour_of_the_source_that_uses_it_more() {
        let green = style(2).colour;
        assert_eq!([looks(0, false, green).colour, looks(1, false, green).colour], [green, PALETTE[0]]);
        assert_eq!(looks(0, false, green).open(), looks(0, true, green));
        assert_eq!(looks(1, false, green).open(), looks(1, true, green));
    }
}
