//! How the sources use words, at a glance: `profile/comparison` goes in; out come the differences of each measure under the
//! four controls, in percent of the reference's value, filled where the test found something.

use super::{Drawing, Figure, TICK_SIZE, WIDTH, Width, placed_sources, said, significance_keys};
use crate::error::Result;
use crate::number::in_words;
use crate::profile::ComparisonRow as Row;
use crate::profile::{Control, short_measure_name};
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Key, Mark, Panel, PlotSeries, Style, Word, other_style, text_width,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "findings",
    summary: "differences of the lexical measures under the four controls, in percent of the reference",
    reference: "Cleveland & McGill 1984, Graphical Perception, JASA",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Findings { width: Width::of(arguments) })),
};

/// The height of a page, and of a measure's four rows, in points.
const PAGE: f64 = 620.0;
const PLACE: f64 = 21.0;
const LEAST_PLACE: f64 = 11.0;
/// How far from zero the axis may reach, in percent: as little as holds most of the differences.
const REACHES: [f64; 4] = [10.0, 20.0, 50.0, 100.0];
/// What part of the differences is most of them.
const MOST: f64 = 0.85;
/// What stands around the frames of a page and between them, in points.
const BESIDE: f64 = 30.0;
const GAP: f64 = 13.0;
/// Around a word at the edge, in points, and the most of a panel's width that such words take.
const WORD_ROOM: f64 = 9.0;
/// The height of a line of such words, in points: two of them stand beside each other where a measure has room for both.
const LINE: f64 = 8.0;
const MOST_ROOM: f64 = 0.35;

struct Findings {
    width: Width,
}

/// What the legend calls a control.
fn label(control: &str) -> String {
    match control {
        "raw" => "all documents".to_string(),
        "twins" => "same contents".to_string(),
        "cut" => "same contents, cut to equal length".to_string(),
        "budget" => "equal amounts of text".to_string(),
        other => other.to_string(),
    }
}

/// A difference in percent of the reference's value; none where that is 0.
fn percent(difference: Option<f64>, reference: Option<f64>) -> Option<f64> {
    let percent = 100.0 * difference? / reference?.abs();
    percent.is_finite().then_some(percent)
}

/// The shortest reach that holds most of the differences; what is beyond stands at the edge.
fn reach(differences: &[f64]) -> f64 {
    let holds = |reach: &f64| {
        let inside = differences.iter().filter(|value| value.abs() <= *reach).count();
        inside as f64 >= MOST * differences.len() as f64
    };
    REACHES.into_iter().find(holds).unwrap_or(REACHES[REACHES.len() - 1])
}

/// A measure under a control, in percent.
struct Point {
    measure: usize,
    control: usize,
    value: f64,
    interval: Option<(f64, f64)>,
    found: bool,
}

/// The points of one source.
fn points(table: &Table, measures: &[String], controls: &[String], level: f64) -> Result<Vec<Point>> {
    let (names, of) = (table.text(Row::measure)?, table.text(Row::control)?);
    let reference = table.number(Row::reference_value)?;
    let (differences, adjusted) = (table.number(Row::difference)?, table.number(Row::p_adjusted)?);
    let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
    let point = |row: usize| {
        Some(Point {
            measure: measures.iter().position(|name| *name == names[row])?,
            control: controls.iter().position(|name| *name == of[row])?,
            value: percent(differences[row], reference[row])?,
            interval: percent(low[row], reference[row]).zip(percent(high[row], reference[row])),
            found: adjusted[row].is_some_and(|p| p < level),
        })
    };
    Ok((0..table.height()).filter_map(point).collect())
}

/// The series of one source: each control's points open, then filled, and words for what is beyond the edge, where a measure is
/// so many points high.
fn series(
    points: &[Point],
    labels: &[String],
    controls: &[String],
    reach: f64,
    height: f64,
) -> Vec<PlotSeries> {
    let measures = labels.len();
    let inside = |value: f64| value.clamp(-reach, reach);
    let place = |point: &Point| {
        let count = controls.len() as f64;
        (measures - 1 - point.measure) as f64 - (point.control as f64 - (count - 1.0) / 2.0) * 0.8 / count
    };
    let mark = |point: &Point| Mark {
        words: said(
            &[&labels[point.measure], &label(&controls[point.control])],
            point.value,
            point.interval,
            (2, " %"),
        ),
        ..Mark::default()
    };
    let mut all = Vec::new();
    for control in 0..controls.len() {
        for found in [false, true] {
            let of = || points.iter().filter(|point| (point.control, point.found) == (control, found));
            let at = of().map(|point| (inside(point.value), place(point))).collect();
            let mut series = PlotSeries::markers(at, look(control, found), 2.0);
            let interval = |point: &Point| {
                let (low, high) = point.interval?;
                Some((place(point), low, high))
            };
            series.level_intervals = of().filter_map(interval).collect();
            series.marks = of().map(&mark).collect();
            all.push(series);
        }
    }
    for (measure, above) in (0..measures).flat_map(|measure| [(measure, false), (measure, true)]) {
        let beyond: Vec<&Point> = points
            .iter()
            .filter(|point| {
                point.measure == measure && point.value.abs() > reach && (point.value > 0.0) == above
            })
            .collect();
        let Some(lines) = beyond_words(&beyond) else { continue };
        let lines = if height < 2.0 * LINE { vec![lines.join(" ")] } else { lines };
        let y = beyond.iter().map(|point| place(point)).sum::<f64>() / beyond.len() as f64;
        let middle = (lines.len() as f64 - 1.0) / 2.0;
        let word = |(line, text): (usize, String)| {
            let y = y + (middle - line as f64) * LINE / height;
            Word { at: (if above { reach } else { -reach }, y), text, left: !above }
        };
        let words: Vec<Word> = lines.into_iter().enumerate().map(word).collect();
        all.extend(
            all.first()
                .cloned()
                .map(|first| PlotSeries { words, ..PlotSeries::markers(Vec::new(), first.style, 0.0) }),
        );
    }
    all
}

/// What is said at the edge of points beyond it, in lines: of one its value with its interval, of several between which values they
/// lie.
fn beyond_words(points: &[&Point]) -> Option<Vec<String>> {
    let word = |value: f64| in_words(value, 0);
    if let [only] = points {
        let ends = only.interval.map(|(low, high)| format!("[{}, {}]", word(low), word(high)));
        return Some(std::iter::once(format!("{} %", word(only.value))).chain(ends).collect());
    }
    let values = || points.iter().map(|point| point.value);
    let least = word(values().reduce(f64::min)?);
    let most = word(values().reduce(f64::max)?);
    let most_of_all = format!("{most} %");
    Some(if least == most { vec![most_of_all] } else { vec![format!("{least} to"), most_of_all] })
}

/// The axis of a panel that is so wide in points, with room at either edge for the words that stand there.
fn with_room(axis: Axis, words: &[&Word], width: f64) -> Axis {
    let widest = |left: bool| {
        let of_side = words.iter().filter(|word| word.left == left);
        of_side.map(|word| text_width(&word.text, TICK_SIZE) + WORD_ROOM).fold(0.0, f64::max)
    };
    let most = width * MOST_ROOM;
    let (left, right) = (widest(true).min(most), widest(false).min(most));
    let unit = (axis.high - axis.low) / (width - left - right).max(1.0);
    Axis { low: axis.low - left * unit, high: axis.high + right * unit, ..axis }
}

/// Each control has a colour of its own, which no source has.
fn look(control: usize, found: bool) -> Style {
    let style = match control {
        0 => Style { colour: BLACK, ..other_style(0) },
        control => Style { colour: other_style(control - 1).colour, ..other_style(control) },
    };
    if found { style } else { style.open() }
}

impl Figure for Findings {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let measures = distinct(&table.text(Row::measure)?);
        let named = distinct(&table.text(Row::control)?);
        let controls: Vec<String> = Control::ALL
            .iter()
            .map(|control| control.name().to_string())
            .filter(|name| named.contains(name))
            .collect();
        let sources = placed_sources(results, &distinct(&table.text(Row::source)?));
        let mut all = Vec::new();
        for (_, source) in &sources {
            let of_source = table.only(Row::source, source)?;
            all.push((source, points(&of_source, &measures, &controls, results.level())?));
        }
        let values: Vec<f64> =
            all.iter().flat_map(|(_, points)| points.iter().map(|point| point.value)).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let reach = reach(&values);
        let ends = all.iter().flat_map(|(_, points)| points).flat_map(|point| {
            let (low, high) = point.interval.unwrap_or((point.value, point.value));
            [point.value, low, high].map(|value| value.clamp(-reach, reach))
        });
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let x = Axis::linear("difference (% of the reference's value)", ends.chain([0.0]), 0.04);
        let measure_labels: Vec<String> = measures.iter().map(|name| short_measure_name(name)).collect();
        let labels: Vec<String> = measure_labels.iter().rev().cloned().collect();
        let share = if self.width.columns > 1 { 0.28 } else { 0.37 };
        let upright = Axis::places("", &self.width.beside(&labels, share));
        // About the width of a panel's frame.
        let beside = labels.iter().map(|label| text_width(label, TICK_SIZE)).fold(0.0, f64::max);
        let columns = match all.len() {
            count if count % 2 == 1 && count % 3 == 0 => 3,
            count => count.min(2),
        };
        let columns = columns.clamp(1, self.width.columns);
        let all_frames = self.width.points() - beside.min(self.width.points() * share) - BESIDE;
        let frame = (all_frames / columns as f64 - GAP).max(40.0);
        let places = measures.len() as f64;
        let page = PAGE / all.len().div_ceil(columns) as f64 / places;
        let height = page.clamp(LEAST_PLACE, PLACE);
        let of_source = |points: &[Point]| series(points, &measure_labels, &controls, reach, height);
        let drawn: Vec<_> = all.iter().map(|(source, points)| (source, of_source(points))).collect();
        let words: Vec<&Word> =
            drawn.iter().flat_map(|(_, series)| series).flat_map(|one| &one.words).collect();
        let x = with_room(x, &words, frame);
        let panels = drawn.iter().map(|(source, series)| {
            let title = vec![format!("{source} against {reference}")];
            let panel = Panel::new(title, x.clone(), upright.clone(), series.clone());
            Panel { upright: Some(0.0), reach: Some((-reach, reach)), ..panel }
        });
        let rows = self.width.paired(panels.collect());
        let keys = controls.iter().enumerate().map(|(number, control)| Key {
            label: label(control),
            style: look(number, true),
            line: false,
            marker: true,
        });
        let chart = Chart {
            label: "Differences of the lexical measures under the four controls, in percent".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (places * height).max(36.0),
            rows,
            keys: keys.chain(significance_keys(results.level())).collect(),
        };
        let caption = "How the source differs from the reference in each lexical measure, source minus reference in percent \
            of the reference's value: over all documents, on the same contents, on the same contents cut to equal length, \
            and on equal amounts of text. A difference that is there over all documents and gone when lengths are equal is \
            one of length. Bars are intervals; a marker is filled where p, adjusted for all measures and sources under a \
            control, is below the level. A value beyond the edge is printed at the edge, with its interval where it is the only one \
            there; an arrowhead marks a bar that goes on beyond it. The test exchanges the texts of either source; what is \
            a value of all texts together (`zipf`, `heaps` and their kin) must also have a bar that leaves 0 out, since exchanges \
            may find what else sets the sources apart. Percentages of different measures are not to be compared: some measures vary more than others."
            .to_string();
        let columns = [
            Row::measure,
            Row::scope,
            Row::reference,
            Row::source,
            Row::control,
            Row::reference_value,
            Row::difference,
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
    fn the_axis_reaches_as_far_as_most_differences() {
        assert_eq!(reach(&[1.0, -2.0, 9.0]), 10.0);
        // Six of seven are 86 %.
        assert_eq!(reach(&[1.0, 2.0, 3.0, 4.0, 5.0, -19.0, 300.0]), 20.0);
        assert_eq!(reach(&[500.0]), 100.0);
    }

    #[test]
    fn what_is_beyond_the_edge_says_how_far_and_keeps_its_bar() {
        let point = |control, value: f64, low: f64| Point {
            measure: 0,
            control,
            value,
            interval: Some((low, 2.0 * value - low)),
            found: true,
        };
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let (measures, controls) = (names(&["ttr"]), names(&["raw", "twins", "budget"]));
        let drawn = |points: &[Point]| series(points, &measures, &controls, 50.0, 12.0);
        let words = |drawn: &[PlotSeries]| -> Vec<String> {
            drawn.iter().flat_map(|one| &one.words).map(|word| word.text.clone()).collect()
        };
        let one = drawn(&[point(0, 288.0, -142.0), point(2, 5.0, 0.0)]);
        assert_eq!(one[1].marks[0].words, "ttr, all documents: 288.00 % [−142.00, 718.00]");
        assert_eq!(words(&one), ["288 % [−142, 718]"]);
        assert_eq!(one[1].points[0].0, 50.0);
        // The panel draws what of it lies inside.
        assert_eq!(one[1].level_intervals, [(0.8 / 3.0, -142.0, 718.0)]);
        assert_eq!(one[5].level_intervals, [(-0.8 / 3.0, 0.0, 10.0)]);
        assert_eq!(words(&drawn(&[point(0, 288.4, 0.0), point(1, 262.0, 0.0)])), ["262 to 288 %"]);
        assert_eq!(words(&drawn(&[point(0, 62.4, 0.0), point(1, 61.6, 0.0)])), ["62 %"]);
        // In two lines, one above the other about the middle of the points, where there is room.
        let high = series(&[point(1, 288.0, -142.0)], &measures, &controls, 50.0, 20.0);
        assert_eq!(words(&high), ["288 %", "[−142, 718]"]);
        let of_words: Vec<&Word> = high.iter().flat_map(|one| &one.words).collect();
        assert_eq!(of_words.iter().map(|word| word.at).collect::<Vec<_>>(), [(50.0, 0.2), (50.0, -0.2)]);
    }

    #[test]
    fn words_at_the_edge_have_room_beyond_all_bars() {
        let axis = || Axis::linear("", [-50.0, 50.0], 0.0);
        let word = Word { at: (50.0, 0.0), text: "288 % [−142, 521]".to_string(), left: false };
        let wider = with_room(axis(), &[&word], 200.0);
        assert_eq!((wider.low, &wider.ticks), (axis().low, &axis().ticks));
        let room = (wider.high - 50.0) / (wider.high - wider.low) * 200.0;
        assert!(room >= text_width(&word.text, TICK_SIZE), "{room}");
        assert_eq!(with_room(axis(), &[], 200.0), axis());
    }

    #[test]
    fn no_control_has_the_colour_of_a_source() {
        use crate::report::plot::PALETTE;
        let looks: Vec<Style> = (0..4).map(|control| look(control, true)).collect();
        assert!(looks.iter().all(|look| !PALETTE.contains(&look.colour)));
        assert!((1..4).all(|one| looks[..one].iter().all(|other| other.colour != looks[one].colour)));
    }

    #[test]
    fn differences_are_in_percent_of_the_size_of_the_reference() {
        assert_eq!(percent(Some(1.0), Some(4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(-4.0)), Some(25.0));
        assert_eq!(percent(Some(1.0), Some(0.0)), None);
        assert_eq!(percent(Some(0.0), Some(0.0)), None);
        assert_eq!(percent(None, Some(1.0)), None);
    }
}
