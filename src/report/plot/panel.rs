//! One panel: its axes, series and remarks go in; out come shapes inside and around its frame, in which labels keep clear
//! of each other.

use super::axis::Axis;
use super::ink::{BAND, BLACK, Colour, Dash, GREY, LIGHT, Marker, WHITE};
use super::series::{Mark, Note, Patch, PlotSeries, Word};
use super::ticks::{TICK_SIZE, draw_ticks, tick_lines};
use super::{Anchor, Lettering, Scene, fitted, shrunk};

pub(super) const LABEL_SIZE: f64 = 7.8;
const TITLE_SIZE: f64 = 8.0;
const NOTE_SIZE: f64 = 7.0;
/// Letters on a dark colour, and on a light one: a dark page leaves them as they are.
const ON_DARK: Colour = Colour(0xfe, 0xfe, 0xfe);
const ON_COLOUR: Colour = Colour(0x01, 0x01, 0x01);
/// Space between a word and its place, and between it and the frame.
const WORD_GAP: f64 = 2.5;
/// Length of the arrowhead of an interval that goes on.
const ARROW: f64 = 3.6;
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
    /// How far from that line, or from the level one, a pale band reaches: what lies in it counts as none.
    pub margin: Option<f64>,
    /// Where on the axis below what is drawn ends, where that is not the frame: beyond is room for words.
    pub reach: Option<(f64, f64)>,
    /// Remarks in the corners.
    pub notes: Vec<Note>,
    /// What all in it is of.
    pub mark: Option<Mark>,
}

impl Panel {
    /// A panel of `series` without anything else in it.
    pub fn new(title: Vec<String>, x: Axis, y: Axis, series: Vec<PlotSeries>) -> Self {
        let (patches, notes) = (Vec::new(), Vec::new());
        Panel {
            title,
            x,
            y,
            patches,
            series,
            level: None,
            upright: None,
            margin: None,
            reach: None,
            notes,
            mark: None,
        }
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
    draw_band(scene, panel, frame);
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
        draw_axis_name(scene, panel, (frame.left, frame.right), frame.bottom);
    }
}

/// The name of the axis below, in the middle between two places; it may reach into the gaps beside the panel, and no farther.
pub(super) fn draw_axis_name(scene: &mut Scene, panel: &Panel, (left, right): (f64, f64), bottom: f64) {
    let lines = tick_lines(std::slice::from_ref(panel), right - left);
    let at = ((left + right) / 2.0, bottom + 3.0 + lines * 8.5 + LABEL_SIZE + 1.0);
    let room = right - left + COLUMN_GAP - 4.0;
    let size = shrunk(&panel.x.label, LABEL_SIZE, room);
    scene.text(at, &fitted(&panel.x.label, size, room), Lettering::new(size, Anchor::Middle));
}

/// The pale band around the line that stands for none.
fn draw_band(scene: &mut Scene, panel: &Panel, frame: Frame) {
    let Some(margin) = panel.margin else { return };
    let ends = |axis: &Axis, middle: f64, from: f64, to: f64| {
        let end =
            |value: f64| axis.place(value.clamp(axis.low.min(axis.high), axis.high.max(axis.low)), from, to);
        end(middle - margin).zip(end(middle + margin))
    };
    let across = panel.upright.and_then(|at| ends(&panel.x, at, frame.left, frame.right));
    let upwards = panel.level.and_then(|at| ends(&panel.y, at, frame.bottom, frame.top));
    for ((left, right), (bottom, top)) in [
        across.map(|ends| (ends, (frame.bottom, frame.top))),
        upwards.map(|ends| ((frame.left, frame.right), ends)),
    ]
    .into_iter()
    .flatten()
    {
        scene.area(&[(left, bottom), (right, bottom), (right, top), (left, top)], BAND);
    }
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
    let reach = |end: fn((f64, f64)) -> f64, edge: f64| {
        panel.reach.and_then(|reach| panel.x.place(end(reach), frame.left, frame.right)).unwrap_or(edge)
    };
    let (left, right) = (reach(|ends| ends.0, frame.left), reach(|ends| ends.1, frame.right));
    let upright = |scene: &mut Scene, (x, low, high): (f64, f64, f64)| {
        if let (Some((x, low)), Some((_, high))) = (place(x, low), place(x, high)) {
            draw_interval(scene, [(x, low), (x, high)], Frame { left: x, right: x, ..frame }, style.colour);
        }
    };
    let level = |scene: &mut Scene, (y, low, high): (f64, f64, f64)| {
        if let (Some((low, y)), Some((high, _))) = (place(low, y), place(high, y)) {
            draw_interval(
                scene,
                [(low, y), (high, y)],
                Frame { left, right, top: y, bottom: y },
                style.colour,
            );
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

/// The part of an interval that lies inside `room`: a cap at an end that is shown, an arrowhead where the interval goes on.
fn draw_interval(scene: &mut Scene, ends: [(f64, f64); 2], room: Frame, colour: Colour) {
    let held = |(x, y): (f64, f64)| {
        (x.clamp(room.left, room.right.max(room.left)), y.clamp(room.top, room.bottom.max(room.top)))
    };
    let [from, to] = ends.map(held);
    let all_beyond = from == to && ends[0] != from && ends[1] != to;
    if all_beyond || [ends[0], ends[1]].iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return;
    }
    scene.line(&[from, to], 0.9, colour, Dash::Solid);
    let level = ends[0].1 == ends[1].1;
    for (end, shown) in ends.into_iter().zip([from, to]) {
        let (x, y) = shown;
        // Outwards, where the interval goes on.
        let (right, down) = ((end.0 - x).signum(), (end.1 - y).signum());
        match (end == shown, level) {
            (true, true) => scene.line(&[(x, y - 1.7), (x, y + 1.7)], 0.9, colour, Dash::Solid),
            (true, false) => scene.line(&[(x - 1.7, y), (x + 1.7, y)], 0.9, colour, Dash::Solid),
            (false, true) => {
                scene.area(&[(x, y), (x - right * ARROW, y - 1.5), (x - right * ARROW, y + 1.5)], colour)
            }
            (false, false) => {
                scene.area(&[(x, y), (x - 1.5, y - down * ARROW), (x + 1.5, y - down * ARROW)], colour)
            }
        }
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
    use super::super::Shape;
    use super::*;

    #[test]
    fn an_interval_that_goes_on_has_an_arrowhead_where_it_is_cut() {
        let drawn = |ends| {
            let mut scene = Scene::new(10.0, 10.0, "");
            let room = Frame { left: 2.0, top: 5.0, right: 8.0, bottom: 5.0 };
            draw_interval(&mut scene, ends, room, BLACK);
            let (mut lines, mut arrows) = (Vec::new(), Vec::new());
            for shape in scene.shapes {
                match shape {
                    Shape::Line { points, .. } => lines.push(points),
                    Shape::Area { points, .. } => arrows.push(points[0]),
                    _ => (),
                }
            }
            (lines, arrows)
        };
        let (lines, arrows) = drawn([(3.0, 5.0), (20.0, 5.0)]);
        // The bar up to the edge, a cap at its shown end, an arrowhead at the other.
        assert_eq!(lines, [vec![(3.0, 5.0), (8.0, 5.0)], vec![(3.0, 3.3), (3.0, 6.7)]]);
        assert_eq!(arrows, [(8.0, 5.0)]);
        assert_eq!(drawn([(-3.0, 5.0), (20.0, 5.0)]).1, [(2.0, 5.0), (8.0, 5.0)]);
        let (lines, arrows) = drawn([(3.0, 5.0), (8.0, 5.0)]);
        assert_eq!((lines.len(), arrows.len()), (3, 0));
        assert_eq!(drawn([(9.0, 5.0), (20.0, 5.0)]), (vec![], vec![]));
    }

    #[test]
    fn lines_end_at_the_frame() {
        let frame = Frame { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let parts = clipped(&[(-5.0, 5.0), (5.0, 5.0), (5.0, 25.0), (8.0, 25.0), (8.0, 5.0)], frame);
        assert_eq!(parts, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
    }
}
