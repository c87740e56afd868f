//! Axes: a range of numbers goes in; out come tidy ticks and the place of each value between the two ends.

use crate::number::{MINUS, grouped};

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By difference.
    Linear,
    /// By ratio.
    Log,
}

/// An axis with its ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it shows, with the unit.
    pub label: String,
    /// Its scale.
    pub scale: Scale,
    /// The value at its beginning.
    pub low: f64,
    /// The value at its end.
    pub high: f64,
    /// Labelled places; `10^-3` is set with a raised exponent.
    pub ticks: Vec<(f64, String)>,
    /// Unlabelled places.
    pub minor: Vec<f64>,
    /// Whether a line crosses the panel at each tick.
    pub grid: bool,
}

/// The smallest and the largest of `values`; none where there is no finite one.
fn range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |range: Option<(f64, f64)>, value| {
        Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    })
}

impl Axis {
    /// A linear axis over `values`, widened by `margin` of their range at both ends.
    pub fn linear(label: &str, values: impl IntoIterator<Item = f64>, margin: f64) -> Self {
        let (low, high) = range(values).unwrap_or((0.0, 1.0));
        let spread = if high > low { high - low } else { low.abs().max(1.0) * 0.2 };
        let (low, high) = (low - spread * margin.max(0.02), high + spread * margin.max(0.02));
        let step = tidy_step((high - low) / 6.5);
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let first = (low / step).ceil() as i64;
        let last = (high / step).floor() as i64;
        let ticks = (first..=last)
            .map(|number| {
                let value = number as f64 * step;
                (value, number_label(value, decimals))
            })
            .collect();
        Axis {
            label: label.to_string(),
            scale: Scale::Linear,
            low,
            high,
            ticks,
            minor: Vec::new(),
            grid: true,
        }
    }

    /// A logarithmic axis over the positive ones of `values`, with a tick at each power of ten (fewer where there are
    /// many, and at 2 and 5 too where there are few).
    pub fn log(label: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = range(values.into_iter().filter(|value| *value > 0.0)).unwrap_or((1.0, 10.0));
        let widened = (high / low).max(1.5).powf(0.04);
        let (low, high) = (low / widened, high * widened);
        let (first, last) = (low.log10().ceil() as i32, high.log10().floor() as i32);
        let every = ((last - first + 1) as f64 / 6.0).ceil().max(1.0) as i32;
        // One way of writing for all ticks of an axis.
        let plain = last - first < 2 || (first >= -2 && last <= 4);
        let power_label = |exponent: i32| if plain { plain_power(exponent) } else { raised_power(exponent) };
        let inside = |value: &f64| *value >= low && *value <= high;
        let mut ticks = Vec::new();
        let mut minor = Vec::new();
        for exponent in first - 1..=last {
            let power = 10_f64.powi(exponent);
            if inside(&power) && exponent.rem_euclid(every) == 0 {
                ticks.push((power, power_label(exponent)));
            } else if inside(&power) {
                minor.push(power);
            }
            for digit in 2..10 {
                let value = f64::from(digit) * power;
                if !inside(&value) {
                    continue;
                }
                if last - first < 2 && (digit == 2 || digit == 5) {
                    ticks.push((value, number_label(value, (-exponent).max(0) as usize)));
                } else if every == 1 {
                    minor.push(value);
                }
            }
        }
        Axis { label: label.to_string(), scale: Scale::Log, low, high, ticks, minor, grid: true }
    }

    /// An axis of named places at 0, 1, 2, … with its minor ticks half-way between them.
    pub fn places(label: &str, names: &[String]) -> Self {
        let ticks = names.iter().enumerate().map(|(place, name)| (place as f64, name.clone())).collect();
        let high = names.len().max(1) as f64 - 0.5;
        let minor = (1..names.len()).map(|place| place as f64 - 0.5).collect();
        Axis { label: label.to_string(), scale: Scale::Linear, low: -0.5, high, ticks, minor, grid: false }
    }

    /// Where `value` lies between `from` and `to`; none where a logarithmic axis cannot show it.
    pub fn place(&self, value: f64, from: f64, to: f64) -> Option<f64> {
        let share = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log if value > 0.0 => (value / self.low).ln() / (self.high / self.low).ln(),
            Scale::Log => return None,
        };
        let place = from + share * (to - from);
        place.is_finite().then_some(place)
    }
}

/// 1, 2 or 5 times a power of ten, the first at or above `rough`.
fn tidy_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let digit = rough / power;
    let tidy = [1.0, 2.0, 5.0, 10.0].into_iter().find(|tidy| digit <= tidy + 1e-9).unwrap_or(10.0);
    // A literal power of ten is exact where `powf` may be one unit off.
    tidy * 10_f64.powi(power.log10().round() as i32)
}

/// `value` with `decimals` places, a true minus and thousands apart.
fn number_label(value: f64, decimals: usize) -> String {
    grouped(value, decimals).replace('-', MINUS)
}

fn plain_power(exponent: i32) -> String {
    number_label(10_f64.powi(exponent), (-exponent).max(0) as usize)
}

fn raised_power(exponent: i32) -> String {
    let sign = if exponent < 0 { MINUS } else { "" };
    format!("10^{sign}{}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_tidy() {
        assert_eq!(labels(&Axis::linear("", [0.0, 1.0], 0.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(
            labels(&Axis::linear("", [0.0, 0.3], 0.0)),
            ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]
        );
        assert_eq!(labels(&Axis::linear("", [-21.0, 9.0], 0.0)), ["−20", "−15", "−10", "−5", "0", "5"]);
        assert_eq!(labels(&Axis::linear("", [0.0, 4100.0], 0.0)), ["0", "1,000", "2,000", "3,000", "4,000"]);
    }

    #[test]
    fn log_ticks_are_powers_of_ten() {
        assert_eq!(labels(&Axis::log("", [1.0, 30_000.0])), ["1", "10", "100", "1,000", "10,000"]);
        assert_eq!(labels(&Axis::log("", [2e-6, 0.06])), ["10^−5", "10^−4", "10^−3", "10^−2"]);
        assert_eq!(labels(&Axis::log("", [1.0, 10.0])), ["1", "2", "5", "10"]);
    }

    #[test]
    fn values_find_their_places_and_nothing_breaks_on_none() {
        let axis = Axis::log("", [1.0, 100.0]);
        assert!(axis.place(0.0, 0.0, 1.0).is_none());
        assert!((axis.place(10.0, 0.0, 1.0).unwrap() - 0.5).abs() < 1e-9);
        for axis in
            [Axis::linear("", [], 0.1), Axis::linear("", [3.0], 0.1), Axis::log("", []), Axis::log("", [5.0])]
        {
            assert!(axis.high > axis.low && axis.ticks.iter().all(|(tick, _)| tick.is_finite()), "{axis:?}");
        }
    }
}
