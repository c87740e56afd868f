//! The map of sources: `profile/map` goes in; out come the places of the sources on the two axes along which they differ most in
//! words, with intervals, and beside them those of their documents where these were asked for.

use super::{Drawing, Figure, TICK_SIZE, WIDTH, Width, placed_sources, said};
use crate::error::Result;
use crate::number::in_words;
use crate::profile::{DocumentPlaceRow, MapRow as Row};
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, Word, filled_style, text_width};
use crate::report::results::Results;
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "map",
    summary: "where three sources or more lie by the words that they use, on the two axes along which they differ most",
    reference: "Jolliffe 2002, Principal Component Analysis, 2nd ed., Springer",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(SourceMap { width: Width::of(arguments) })),
};

/// The height of a panel's frame, in points.
const HEIGHT: f64 = 210.0;
/// Of the page's width, what axes and gaps take.
const BESIDE: f64 = 60.0;
/// So many documents of a source are drawn at most.
const DOCUMENTS: usize = 400;

/// The radius of a source's marker, and how much larger one is that another covers, in points.
const RADIUS: f64 = 3.0;
const WIDER: f64 = 1.7;

struct SourceMap {
    width: Width,
}

/// Two axes on which a unit is as long on either, with room around all of `points`.
fn axes(points: &[(f64, f64)], [first, second]: [&str; 2], frame: f64) -> (Axis, Axis) {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let values = || points.iter().map(of);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (across, upwards) = (ends(|point| point.0), ends(|point| point.1));
    let unit = ((across.1 - across.0) / frame).max((upwards.1 - upwards.0) / HEIGHT);
    let around = |(low, high): (f64, f64), length: f64| {
        let (middle, half) = ((low + high) / 2.0, 0.6 * unit * length);
        [middle - half, middle + half]
    };
    (Axis::linear(first, around(across, frame), 0.0), Axis::linear(second, around(upwards, HEIGHT), 0.0))
}

/// Which points a marker covers, or is covered by, in order: the groups of places so near each other, by the number of each.
fn coincident(at: &[(f64, f64)], (x, y): &(Axis, Axis), frame: f64) -> Vec<Vec<usize>> {
    let place = |point: &(f64, f64)| x.place(point.0, 0.0, frame).zip(y.place(point.1, 0.0, HEIGHT));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (number, point) in at.iter().enumerate() {
        let near = |group: &&mut Vec<usize>| {
            let both = place(point).zip(group.first().and_then(|first| place(&at[*first])));
            both.is_some_and(|(here, there)| (here.0 - there.0).hypot(here.1 - there.1) < RADIUS)
        };
        match groups.iter_mut().find(near) {
            Some(group) => group.push(number),
            None => groups.push(vec![number]),
        }
    }
    groups
}

/// The names that stand clear of each other, each beside its interval from one end to the other at a height.
fn words(names: &[(&str, [f64; 2], f64)], (x, y): &(Axis, Axis), frame: f64) -> Vec<Word> {
    let mut taken: Vec<[f64; 3]> = Vec::new();
    let mut words = Vec::new();
    for (name, ends, height) in names {
        let places = x.place(ends[0], 0.0, frame).zip(x.place(ends[1], 0.0, frame));
        let Some(((from, to), upwards)) = places.zip(y.place(*height, 0.0, HEIGHT)) else { continue };
        let long = text_width(name, TICK_SIZE) + 8.0;
        let left = to > frame * 0.6;
        let room = if left { (from - long, from) } else { (to, to + long) };
        let clear = |other: &[f64; 3]| {
            (other[2] - upwards).abs() > TICK_SIZE + 1.0 || room.0 > other[1] || room.1 < other[0]
        };
        if taken.iter().all(clear) {
            taken.push([room.0, room.1, upwards]);
            let at = (ends[usize::from(!left)], *height);
            words.push(Word { at, text: (*name).to_string(), left });
        }
    }
    words
}

impl Figure for SourceMap {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let rows: Vec<Row> = results.rows()?;
        let places: Vec<(&Row, (f64, f64))> =
            rows.iter().filter_map(|row| Some((row, (row.x?, row.y?)))).collect();
        if places.len() < 3 {
            return Ok(None);
        }
        let documents: Vec<DocumentPlaceRow> = results.rows()?;
        let named: Vec<String> = rows.iter().map(|row| row.source.to_string()).collect();
        let colours = placed_sources(results, &named);
        let style = |source: &str| {
            filled_style(colours.iter().find(|(_, name)| name == source).map_or(0, |(colour, _)| *colour))
        };
        let share = |axis: &str, share: Option<f64>| {
            let percent = in_words(100.0 * share.unwrap_or(0.0), 0);
            format!("{axis} axis ({percent} % of the variance between sources)")
        };
        let labels = [share("first", rows[0].x_share), share("second", rows[0].y_share)];
        let panels = if documents.is_empty() { 1.0 } else { 2.0 };
        let frame = (self.width.points() - BESIDE) / panels;
        let corners = |row: &Row| {
            let corner = |x: Option<f64>, y: Option<f64>| x.or(row.x).zip(y.or(row.y));
            [corner(row.x_low, row.y_low), corner(row.x_high, row.y_high)]
        };
        let all: Vec<(f64, f64)> = rows.iter().flat_map(corners).flatten().collect();
        let of_sources = axes(&all, [&labels[0], &labels[1]], frame);
        let mut series = Vec::new();
        let at: Vec<(f64, f64)> = places.iter().map(|(_, at)| *at).collect();
        let groups = coincident(&at, &of_sources, frame);
        for (number, (row, at)) in places.iter().enumerate() {
            // Those that are drawn later lie on it: it shows around them.
            let group = groups.iter().find(|group| group.contains(&number));
            let above = group.map_or(0, |group| group.iter().filter(|other| **other > number).count());
            let mut drawn = PlotSeries::markers(vec![*at], style(&row.source), RADIUS + WIDER * above as f64);
            drawn.intervals =
                row.y_low.zip(row.y_high).map(|(low, high)| (at.0, low, high)).into_iter().collect();
            drawn.level_intervals =
                row.x_low.zip(row.x_high).map(|(low, high)| (at.1, low, high)).into_iter().collect();
            let mut told = said(&[&row.source, "first axis"], at.0, row.x_low.zip(row.x_high), (3, ""));
            told += &format!("; {}", said(&["second axis"], at.1, row.y_low.zip(row.y_high), (3, "")));
            drawn.marks = vec![Mark { source: Some(row.source.to_string()), words: told, ..Mark::default() }];
            series.push(drawn);
        }
        let beside = |(row, at): &(&Row, (f64, f64))| [row.x_low.unwrap_or(at.0), row.x_high.unwrap_or(at.0)];
        // Sources at one place share a label.
        let named_together: Vec<String> = groups
            .iter()
            .map(|group| group.iter().map(|number| &*places[*number].0.source).collect::<Vec<_>>().join(", "))
            .collect();
        let names: Vec<(&str, [f64; 2], f64)> = groups
            .iter()
            .zip(&named_together)
            .map(|(group, names)| {
                let ends = group.iter().map(|number| beside(&places[*number]));
                let ends = ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [from, to]| {
                    [low.min(from), high.max(to)]
                });
                (names.as_str(), ends, at[group[0]].1)
            })
            .collect();
        if let Some(last) = series.last_mut() {
            last.words = words(&names, &of_sources, frame);
        }
        let title = if documents.is_empty() { Vec::new() } else { vec!["sources".to_string()] };
        let mut panels = vec![Panel::new(title, of_sources.0, of_sources.1, series)];
        if !documents.is_empty() {
            panels.push(of_documents(&documents, &named, [&labels[0], &labels[1]], frame, &style));
        }
        let key =
            |source: &String| Key { label: source.clone(), style: style(source), line: false, marker: true };
        let chart = Chart {
            label: "Places of the sources by the words that they use".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: HEIGHT,
            rows: vec![panels],
            keys: named.iter().map(key).collect(),
        };
        let same = match rows[0].twins {
            true => {
                "Only contents with a version by every source count, each version as its difference from their mean."
            }
            false => {
                "All documents count as they are, so that sources which write of other things lie apart."
            }
        };
        let caption = format!(
            "The sources by the words that they use: each text is the square roots of the relative frequencies of the most \
             common words, a source the mean of its texts, and the axes are the principal components of the sources. {same} \
             Sources that are near each other use these words alike. Bars are intervals by drawing contents with \
             replacement, with the axes as they are; sources at one place have one label, and markers around each other."
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows.clone()) }))
    }
}

/// A panel with the documents of every source, of which there may be fewer than there are.
fn of_documents(
    documents: &[DocumentPlaceRow],
    sources: &[String],
    labels: [&str; 2],
    frame: f64,
    style: &dyn Fn(&str) -> crate::report::plot::Style,
) -> Panel {
    let mut series = Vec::new();
    for source in sources {
        let of_source = documents.iter().filter(|row| *row.source == **source);
        let places: Vec<(f64, f64)> = of_source.filter_map(|row| row.x.zip(row.y)).collect();
        let every = places.len().div_ceil(DOCUMENTS).max(1);
        series.push(PlotSeries::markers(places.into_iter().step_by(every).collect(), style(source), 0.9));
    }
    let all: Vec<(f64, f64)> = series.iter().flat_map(|series| series.points.iter().copied()).collect();
    let (x, y) = axes(&all, labels, frame);
    let mut title = vec!["documents".to_string()];
    let drawn: usize = series.iter().map(|series| series.points.len()).sum();
    if drawn < documents.len() {
        title.push(format!("{drawn} of {}", documents.len()));
    }
    Panel::new(title, x, y, series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_as_long_on_either_axis() {
        let (x, y) = axes(&[(0.0, 0.0), (4.0, 1.0)], ["", ""], 300.0);
        let unit = |axis: &Axis, length: f64| (axis.high - axis.low) / length;
        assert!((unit(&x, 300.0) / unit(&y, HEIGHT) - 1.0).abs() < 1e-9);
        assert!(x.low < 0.0 && x.high > 4.0 && y.low < 0.0 && y.high > 1.0);
    }

    #[test]
    fn sources_at_one_place_are_one_group() {
        let axes = axes(&[(0.0, 0.0), (1.0, 1.0)], ["", ""], 200.0);
        let at = [(0.0, 0.0), (1.0, 1.0), (0.001, 0.0), (0.5, 0.5), (0.0, 0.0)];
        assert_eq!(coincident(&at, &axes, 200.0), [vec![0, 2, 4], vec![1], vec![3]]);
    }

    #[test]
    fn names_that_would_run_into_others_are_left_out() {
        let axes = axes(&[(0.0, 0.0), (1.0, 1.0)], ["", ""], 200.0);
        let around = |x: f64| [x - 0.001, x + 0.001];
        let names = [("human", 0.0, 0.0), ("a", 0.01, 0.01), ("b", 0.0, 0.5), ("c", 1.0, 1.0)];
        let names = names.map(|(name, x, y)| (name, around(x), y));
        let shown = words(&names, &axes, 200.0);
        let told: Vec<(&str, f64, bool)> =
            shown.iter().map(|word| (word.text.as_str(), word.at.0, word.left)).collect();
        assert_eq!(told, [("human", 0.001, false), ("b", 0.001, false), ("c", 0.999, true)]);
    }
}
