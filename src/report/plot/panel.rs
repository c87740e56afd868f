//! One panel: its axes, series and remarks go in; out come shapes inside and around its frame, in which labels keep clear
//! of each other.

use super::axis::{Axis, Scale};
use super::ink::{BLACK, Colour, Dash, GREY, LIGHT, Marker, WHITE};
use super::series::{Mark, Note, Patch, PlotSeries, Word};
use super::{Anchor, Lettering, Scene, fitted, shrunk, text_width};

const TICK_SIZE: f64 = 7.0;
pub(super) const LABEL_SIZE: f64 = 7.8;
const TITLE_SIZE: f64 = 8.0;
const NOTE_SIZE: f64 = 7.0;
/// Letters on a dark colour, and on a light one: a dark page leaves them as they are.
const ON_DARK: Colour = Colour(0xfe, 0xfe, 0xfe);
const ON_COLOUR: Colour = Colour(0x00, 0x00, 0x00);
/// Space between a word and its place, and between it and the frame.
const WORD_GAP: f64 = 2.5;
/// Space between panels of a row.
pub(super) const COLUMN_GAP: f64 = 13.0;
/// Space at the edges of the page.
pub(super) const EDGE: f64 = 5.0;

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its title, then a second line in grey where there is one.
    pub title: Vec<String>,
    /// The axis below.
    pub x: Axis,
    /// The axis at the left.
    pub y: Axis,
    /// Filled polygons, below all series.
    pub patches: Vec<Patch>,
    /// What is drawn, first below last.
    pub series: Vec<PlotSeries>,
    /// A horizontal line at this value.
    pub level: Option<f64>,
    /// An upright line at this value.
    pub upright: Option<f64>,
    /// Remarks in the corners.
    pub notes: Vec<Note>,
    /// What all in it is of.
    pub mark: Option<Mark>,
}

impl Panel {
    /// A panel of `series` without anything else in it.
    pub fn new(title: Vec<String>, x: Axis, y: Axis, series: Vec<PlotSeries>) -> Self {
        let (patches, notes) = (Vec::new(), Vec::new());
        Panel { title, x, y, patches, series, level: None, upright: None, notes, mark: None }
    }
}

/// A rectangle on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// What stands at the left of a panel: the labels of its ticks, and the name of its upright axis, with the place of that across the
/// page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub(super) ticks: bool,
    pub(super) name_at: Option<f64>,
}

pub(super) fn draw_panel(scene: &mut Scene, panel: &Panel, frame: Frame, side: Side, lowest: bool) {
    let across = |value: f64| panel.x.place(value, frame.left, frame.right);
    let upright = |value: f64| panel.y.place(value, frame.bottom, frame.top);
    let ticks = panel.x.ticks.iter().map(|(value, _)| value);
    let lines: Vec<_> = if panel.x.grid { ticks.collect() } else { panel.x.minor.iter().collect() };
    for value in lines {
        if let Some(x) = across(*value) {
            scene.line(&[(x, frame.top), (x, frame.bottom)], 0.4, LIGHT, Dash::Solid);
        }
    }
    for (value, _) in panel.y.ticks.iter().filter(|_| panel.y.grid) {
        if let Some(y) = upright(*value) {
            scene.line(&[(frame.left, y), (frame.right, y)], 0.4, LIGHT, Dash::Solid);
        }
    }
    let mark = panel.mark.as_ref();
    scene.marked(mark, |scene| {
        for patch in &panel.patches {
            scene.marked(patch.mark.as_ref(), |scene| draw_patch(scene, panel, patch, frame));
        }
    });
    if let Some(y) = panel.level.and_then(upright) {
        scene.line(&[(frame.left, y), (frame.right, y)], 0.9, BLACK, Dash::Solid);
    }
    if let Some(x) = panel.upright.and_then(across) {
        scene.line(&[(x, frame.top), (x, frame.bottom)], 0.9, BLACK, Dash::Solid);
    }
    for note in &panel.notes {
        let baseline = if note.top { frame.top + 9.0 } else { frame.bottom - 4.5 };
        let marker = if note.top { Marker::Triangle } else { Marker::Wedge };
        scene.marker((frame.left + 7.0, baseline - 2.3), marker, 2.0, GREY);
        let text = fitted(&note.text, NOTE_SIZE, frame.right - frame.left - 16.0);
        scene.text(
            (frame.left + 12.0, baseline),
            &text,
            Lettering::new(NOTE_SIZE, Anchor::Start).colour(GREY),
        );
    }
    scene.marked(mark, |scene| {
        for series in &panel.series {
            draw_series(scene, panel, series, frame);
        }
    });
    let corners = [
        (frame.left, frame.top),
        (frame.right, frame.top),
        (frame.right, frame.bottom),
        (frame.left, frame.bottom),
        (frame.left, frame.top),
    ];
    scene.line(&corners, 0.6, GREY, Dash::Solid);
    draw_ticks(scene, panel, frame, side.ticks);
    for (line, title) in panel.title.iter().rev().enumerate() {
        let last = line + 1 == panel.title.len();
        let (size, colour) = if last { (TITLE_SIZE, BLACK) } else { (NOTE_SIZE, GREY) };
        let at = ((frame.left + frame.right) / 2.0, frame.top - 4.0 - 10.0 * line as f64);
        let room = frame.right - frame.left + COLUMN_GAP - 4.0;
        let size = shrunk(title, size, room);
        let text = fitted(title, size, room);
        scene.text(at, &text, Lettering::new(size, Anchor::Middle).colour(colour));
    }
    if let Some(left) = side.name_at {
        let at = (left, (frame.top + frame.bottom) / 2.0);
        let room = frame.bottom - frame.top + 20.0;
        let size = shrunk(&panel.y.label, LABEL_SIZE, room);
        let text = fitted(&panel.y.label, size, room);
        scene.text(at, &text, Lettering::new(size, Anchor::Middle).upwards());
    }
    if lowest {
        let lines = tick_lines(std::slice::from_ref(panel), frame.right - frame.left);
        let at = ((frame.left + frame.right) / 2.0, frame.bottom + 3.0 + lines * 8.5 + LABEL_SIZE + 1.0);
        let text = fitted(&panel.x.label, LABEL_SIZE, frame.right - frame.left + 20.0);
        scene.text(at, &text, Lettering::new(LABEL_SIZE, Anchor::Middle));
    }
}

fn draw_ticks(scene: &mut Scene, panel: &Panel, frame: Frame, labels: bool) {
    let stagger = tick_lines(std::slice::from_ref(panel), frame.right - frame.left) > 1.0;
    for value in panel.x.minor.iter().filter(|_| panel.x.grid) {
        if let Some(x) = panel.x.place(*value, frame.left, frame.right) {
            scene.line(&[(x, frame.bottom), (x, frame.bottom - 1.8)], 0.4, GREY, Dash::Solid);
        }
    }
    for value in &panel.y.minor {
        if let Some(y) = panel.y.place(*value, frame.bottom, frame.top) {
            scene.line(&[(frame.left, y), (frame.left + 1.8, y)], 0.4, GREY, Dash::Solid);
        }
    }
    let mut free_from = [f64::NEG_INFINITY; 2];
    let slot = (frame.right - frame.left) / panel.x.ticks.len().max(1) as f64;
    let labelled = labelled(&panel.x, frame.right - frame.left);
    for (number, (value, label)) in panel.x.ticks.iter().enumerate() {
        let Some(x) = panel.x.place(*value, frame.left, frame.right) else { continue };
        let line = if stagger { number % 2 } else { 0 };
        let long = if stagger { 5.0 } else { 2.5 };
        scene.line(&[(x, frame.bottom), (x, frame.bottom - 2.5)], 0.6, GREY, Dash::Solid);
        let text = if panel.x.grid {
            label.clone()
        } else {
            fitted(label, TICK_SIZE, slot * (1.0 + f64::from(stagger)) - 2.0)
        };
        let half = label_width(&text) / 2.0;
        if x - half < free_from[line] || !labelled(number) {
            continue;
        }
        free_from[line] = x + half + 2.0;
        if line == 1 {
            scene.line(&[(x, frame.bottom), (x, frame.bottom + long)], 0.4, GREY, Dash::Solid);
        }
        draw_label(scene, (x - half, frame.bottom + 9.0 + 8.5 * line as f64), &text);
    }
    for (value, label) in &panel.y.ticks {
        let Some(y) = panel.y.place(*value, frame.bottom, frame.top) else { continue };
        scene.line(&[(frame.left, y), (frame.left + 2.5, y)], 0.6, GREY, Dash::Solid);
        if labels {
            draw_label(scene, (frame.left - 4.0 - label_width(label), y + 2.5), label);
        }
    }
}

/// Which ticks of an axis of this width have room for a label: on a linear axis every one, every second, … from zero on.
fn labelled(axis: &Axis, width: f64) -> impl Fn(usize) -> bool {
    let start = axis.ticks.iter().position(|(value, _)| *value == 0.0).unwrap_or(0);
    let kept = |every: usize| (start % every..axis.ticks.len()).step_by(every);
    let apart = |every: usize| {
        let ends = kept(every).map(|tick| {
            let (value, label) = &axis.ticks[tick];
            let (middle, half) = (axis.place(*value, 0.0, width).unwrap_or(0.0), label_width(label) / 2.0);
            (middle - half, middle + half)
        });
        let ends: Vec<(f64, f64)> = ends.collect();
        ends.windows(2).all(|pair| pair[0].1 + 2.0 <= pair[1].0)
    };
    let linear = axis.grid && axis.scale == Scale::Linear;
    let every = (1..=axis.ticks.len()).find(|every| apart(*every)).filter(|_| linear).unwrap_or(1);
    move |tick| tick % every == start % every
}

/// The width of a tick's label; what follows `^` is raised and smaller.
pub(super) fn label_width(label: &str) -> f64 {
    match label.split_once('^') {
        Some((base, exponent)) => text_width(base, TICK_SIZE) + text_width(exponent, TICK_SIZE * 0.75),
        None => text_width(label, TICK_SIZE),
    }
}

fn draw_label(scene: &mut Scene, (x, y): (f64, f64), label: &str) {
    let lettering = Lettering::new(TICK_SIZE, Anchor::Start);
    let (base, exponent) = label.split_once('^').unwrap_or((label, ""));
    scene.text((x, y), base, lettering);
    let raised = Lettering::new(TICK_SIZE * 0.75, Anchor::Start);
    scene.text((x + text_width(base, TICK_SIZE), y - 2.6), exponent, raised);
}

/// One line of tick labels, or two where named places would run into each other.
pub(super) fn tick_lines(row: &[Panel], panel_width: f64) -> f64 {
    let crowded = |panel: &Panel| {
        let slot = panel_width / panel.x.ticks.len().max(1) as f64;
        !panel.x.grid && panel.x.ticks.iter().any(|(_, label)| label_width(label) > slot - 3.0)
    };
    if row.iter().any(crowded) { 2.0 } else { 1.0 }
}

fn draw_series(scene: &mut Scene, panel: &Panel, series: &PlotSeries, frame: Frame) {
    let style = series.style;
    let place = |x: f64, y: f64| {
        Some((panel.x.place(x, frame.left, frame.right)?, panel.y.place(y, frame.bottom, frame.top)?))
    };
    let points: Vec<(f64, f64)> = series.points.iter().filter_map(|(x, y)| place(*x, *y)).collect();
    if let Some(width) = series.line {
        for part in clipped(&points, frame) {
            scene.line(&part, width, style.colour, style.dash);
        }
    }
    let upright = |scene: &mut Scene, (x, low, high): (f64, f64, f64)| {
        if let (Some((x, low)), Some((_, high))) = (place(x, low), place(x, high)) {
            draw_interval(scene, x, low.min(frame.bottom), high.max(frame.top), style.colour);
        }
    };
    let level = |scene: &mut Scene, (y, low, high): (f64, f64, f64)| {
        if let (Some((low, y)), Some((high, _))) = (place(low, y), place(high, y)) {
            draw_level_interval(scene, y, low.max(frame.left), high.min(frame.right), style.colour);
        }
    };
    // An interval of a point with a mark is drawn with it.
    let marked = |is: &dyn Fn(&(f64, f64)) -> bool| !series.marks.is_empty() && series.points.iter().any(is);
    for one in series.intervals.iter().filter(|one| !marked(&|point| point.0 == one.0)) {
        upright(scene, *one);
    }
    for one in series.level_intervals.iter().filter(|one| !marked(&|point| point.1 == one.0)) {
        level(scene, *one);
    }
    for word in &series.words {
        if let Some(at) = place(word.at.0, word.at.1) {
            draw_word(scene, word, at, frame);
        }
    }
    let inside = |(x, y): (f64, f64)| {
        x >= frame.left - 0.1 && x <= frame.right + 0.1 && y >= frame.top - 0.1 && y <= frame.bottom + 0.1
    };
    for (number, point) in series.points.iter().enumerate() {
        let mark = series.marks.get(number);
        scene.marked(mark, |scene| {
            if mark.is_some() {
                series.intervals.iter().filter(|one| one.0 == point.0).for_each(|one| upright(scene, *one));
                series
                    .level_intervals
                    .iter()
                    .filter(|one| one.0 == point.1)
                    .for_each(|one| level(scene, *one));
            }
            let at = place(point.0, point.1).filter(|at| inside(*at));
            match (series.marker, at) {
                (Some(radius), Some(at)) if radius < 1.5 => scene.disc(at, radius, style.colour),
                (Some(radius), Some(at)) => scene.marker(at, style.marker, radius, style.colour),
                _ => {}
            }
        });
    }
}

fn draw_patch(scene: &mut Scene, panel: &Panel, patch: &Patch, frame: Frame) {
    let place = |(x, y): &(f64, f64)| {
        Some((panel.x.place(*x, frame.left, frame.right)?, panel.y.place(*y, frame.bottom, frame.top)?))
    };
    let corners: Vec<(f64, f64)> = patch.corners.iter().filter_map(place).collect();
    scene.area(&corners, patch.colour);
    let ends = |pick: fn(&(f64, f64)) -> f64| {
        let values = corners.iter().map(pick);
        values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (top, bottom)) = (ends(|corner| corner.0), ends(|corner| corner.1));
    let size = shrunk(&patch.text, TICK_SIZE.min(0.8 * (bottom - top)), right - left - 2.0);
    let at = ((left + right) / 2.0, (top + bottom) / 2.0 + 0.34 * size);
    // A dark page turns the paper and its letters round, and not what has a colour of its own: nor the letters on that.
    let colour = match patch.colour {
        WHITE => BLACK,
        dark if dark.dark() => ON_DARK,
        _ => ON_COLOUR,
    };
    let lettering = Lettering::new(size, Anchor::Middle).colour(colour);
    scene.text(at, &fitted(&patch.text, size, right - left), lettering);
}

fn draw_interval(scene: &mut Scene, x: f64, low: f64, high: f64, colour: Colour) {
    scene.line(&[(x, low), (x, high)], 0.9, colour, Dash::Solid);
    for end in [low, high] {
        scene.line(&[(x - 1.7, end), (x + 1.7, end)], 0.9, colour, Dash::Solid);
    }
}

fn draw_level_interval(scene: &mut Scene, y: f64, low: f64, high: f64, colour: Colour) {
    scene.line(&[(low, y), (high, y)], 0.9, colour, Dash::Solid);
    for end in [low, high] {
        scene.line(&[(end, y - 1.7), (end, y + 1.7)], 0.9, colour, Dash::Solid);
    }
}

fn draw_word(scene: &mut Scene, word: &Word, (x, y): (f64, f64), frame: Frame) {
    let (room, anchor, shift) = match word.left {
        true => (x - frame.left, Anchor::End, -WORD_GAP),
        false => (frame.right - x, Anchor::Start, WORD_GAP),
    };
    let size = shrunk(&word.text, NOTE_SIZE, room - 2.0 * WORD_GAP);
    let text = fitted(&word.text, size, room - 2.0 * WORD_GAP);
    // The frame crosses no letters.
    let baseline = (y + 2.3).max(frame.top + size).min(frame.bottom - 2.5);
    scene.text((x + shift, baseline), &text, Lettering::new(size, anchor));
}

/// The parts of a line that lie inside the frame (Liang & Barsky, 1984, per segment).
fn clipped(points: &[(f64, f64)], frame: Frame) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (dx, dy) = (x1 - x0, y1 - y0);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let sides =
            [(-dx, x0 - frame.left), (dx, frame.right - x0), (-dy, y0 - frame.top), (dy, frame.bottom - y0)];
        let mut outside = false;
        for (step, room) in sides {
            if step == 0.0 {
                outside |= room < 0.0;
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        if outside || enter >= leave {
            continue;
        }
        let at = |share: f64| (x0 + share * dx, y0 + share * dy);
        match parts.last_mut() {
            Some(part) if enter == 0.0 && part.last() == Some(&pair[0]) => part.push(at(leave)),
            _ => parts.push(vec![at(enter), at(leave)]),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_a_narrow_axis_keep_one_distance() {
        let axis = Axis::linear("", [-0.2, 0.3], 0.0);
        assert_eq!(
            axis.ticks.iter().map(|tick| &*tick.1).collect::<Vec<_>>(),
            ["−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3"]
        );
        let kept = |width: f64| (0..6).filter(|tick| labelled(&axis, width)(*tick)).collect::<Vec<_>>();
        assert_eq!(kept(300.0), [0, 1, 2, 3, 4, 5]);
        assert_eq!(kept(80.0), [0, 2, 4]);
        assert_eq!(kept(10.0), [2]);
    }

    #[test]
    fn lines_end_at_the_frame() {
        let frame = Frame { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let parts = clipped(&[(-5.0, 5.0), (5.0, 5.0), (5.0, 25.0), (8.0, 25.0), (8.0, 5.0)], frame);
        assert_eq!(parts, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
    }
}
