//! The ticks of a panel and their labels: its axes and its frame go in; out come marks along the frame and words beside it,
//! as many as have room.

use super::axis::{Axis, Scale};
use super::ink::{Dash, GREY};
use super::panel::{Frame, Panel};
use super::{Anchor, Lettering, Scene, fitted, text_width};

pub(super) const TICK_SIZE: f64 = 7.0;

pub(super) fn draw_ticks(scene: &mut Scene, panel: &Panel, frame: Frame, labels: bool) {
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
        let half = label_width(&panel.x, &text) / 2.0;
        if x - half < free_from[line] || !labelled(number) {
            continue;
        }
        free_from[line] = x + half + 2.0;
        if line == 1 {
            scene.line(&[(x, frame.bottom), (x, frame.bottom + long)], 0.4, GREY, Dash::Solid);
        }
        draw_label(scene, (x - half, frame.bottom + 9.0 + 8.5 * line as f64), (&panel.x, &text));
    }
    for (value, label) in &panel.y.ticks {
        let Some(y) = panel.y.place(*value, frame.bottom, frame.top) else { continue };
        scene.line(&[(frame.left, y), (frame.left + 2.5, y)], 0.6, GREY, Dash::Solid);
        if labels {
            draw_label(scene, (frame.left - 4.0 - label_width(&panel.y, label), y + 2.5), (&panel.y, label));
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
            let (middle, half) =
                (axis.place(*value, 0.0, width).unwrap_or(0.0), label_width(axis, label) / 2.0);
            (middle - half, middle + half)
        });
        let ends: Vec<(f64, f64)> = ends.collect();
        ends.windows(2).all(|pair| pair[0].1 + 2.0 <= pair[1].0)
    };
    let linear = axis.grid && axis.scale == Scale::Linear;
    let every = (1..=axis.ticks.len()).find(|every| apart(*every)).filter(|_| linear).unwrap_or(1);
    move |tick| tick % every == start % every
}

/// What of a tick's label stands on the line, and what is raised: the exponents of a logarithmic axis. A name may have the
/// same sign, and is set as it is.
fn raised<'a>(axis: &Axis, label: &'a str) -> (&'a str, &'a str) {
    label.split_once('^').filter(|_| axis.scale == Scale::Log).unwrap_or((label, ""))
}

/// The width of a tick's label; an exponent is smaller.
pub(super) fn label_width(axis: &Axis, label: &str) -> f64 {
    let (base, exponent) = raised(axis, label);
    text_width(base, TICK_SIZE) + text_width(exponent, TICK_SIZE * 0.75)
}

fn draw_label(scene: &mut Scene, (x, y): (f64, f64), (axis, label): (&Axis, &str)) {
    let lettering = Lettering::new(TICK_SIZE, Anchor::Start);
    let (base, exponent) = raised(axis, label);
    scene.text((x, y), base, lettering);
    let raised = Lettering::new(TICK_SIZE * 0.75, Anchor::Start);
    scene.text((x + text_width(base, TICK_SIZE), y - 2.6), exponent, raised);
}

/// One line of tick labels, or two where named places would run into each other.
pub(super) fn tick_lines(row: &[Panel], panel_width: f64) -> f64 {
    let crowded = |panel: &Panel| {
        let slot = panel_width / panel.x.ticks.len().max(1) as f64;
        !panel.x.grid && panel.x.ticks.iter().any(|(_, label)| label_width(&panel.x, label) > slot - 3.0)
    };
    if row.iter().any(crowded) { 2.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exponents_of_a_logarithmic_axis_are_raised() {
        let powers = Axis::log("", [1e-8, 1.0]);
        let names = Axis::places("", &["c^2".to_string()]);
        assert_eq!(raised(&powers, "10^−5"), ("10", "−5"));
        assert_eq!(raised(&names, "c^2"), ("c^2", ""));
        assert_eq!(label_width(&names, "c^2"), text_width("c^2", TICK_SIZE));
    }

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
}
