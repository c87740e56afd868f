//! A specification with ranges such as `bm25(k1=0.6..2/0.2,b=0..1/0.25)` in; one specification for each of their
//! combinations out, with values exact in decimal.

use super::specification::{Specification, SpecificationPart};

/// How many specifications a list may stand for.
pub(super) const MOST: usize = 10_000;

/// The specifications that `parts` stand for, the first range slowest; or what is wrong with a range. `is_text` says
/// whether a parameter (name of the part, name of the parameter) is free text, in which two dots are no range.
pub(super) fn expanded(
    parts: &[SpecificationPart],
    is_text: impl Fn(&str, &str) -> bool,
) -> Result<Vec<String>, String> {
    let is_range =
        |part: &SpecificationPart, key: &str, value: &str| value.contains("..") && !is_text(&part.name, key);
    let mut ranges = Vec::new();
    for part in parts {
        for (key, value) in part.parameters.iter().filter(|(key, value)| is_range(part, key, value)) {
            ranges.push(Range::parse(value).map_err(|reason| format!("`{key}={value}`: {reason}"))?);
        }
    }
    let total = ranges.iter().try_fold(1_u128, |total, range| total.checked_mul(range.count));
    let total = total.filter(|total| *total <= MOST as u128).ok_or_else(too_many)?;
    Ok((0..total).map(|number| combination(parts, &is_range, &ranges, number)).collect())
}

/// What is said of more than [`MOST`] specifications.
pub(super) fn too_many() -> String {
    format!("stands for more than {MOST} specifications; take longer steps or fewer ranges")
}

/// The combination with this number, counted like digits of which the first range is the highest.
fn combination(
    parts: &[SpecificationPart],
    is_range: &impl Fn(&SpecificationPart, &str, &str) -> bool,
    ranges: &[Range],
    mut number: u128,
) -> String {
    let mut steps = vec![0; ranges.len()];
    for (step, range) in steps.iter_mut().zip(ranges).rev() {
        *step = number % range.count;
        number /= range.count;
    }
    let mut values = ranges.iter().zip(steps).map(|(range, step)| range.value(step));
    let mut parts = parts.to_vec();
    for part in &mut parts {
        let whole = part.clone();
        for (key, value) in &mut part.parameters {
            if is_range(&whole, key, value) {
                *value = values.next().expect("a value for each range");
            }
        }
    }
    Specification { parts }.to_string()
}

/// The numbers low, low + step, … up to high, as whole multiples of 10^−scale.
struct Range {
    low: i128,
    step: i128,
    count: u128,
    scale: usize,
}

impl Range {
    /// Reads `low..high/step`.
    fn parse(text: &str) -> Result<Range, String> {
        let ends = text.split_once("..").and_then(|(low, rest)| Some((low, rest.split_once('/')?)));
        let numbers =
            ends.and_then(|(low, (high, step))| Some([decimal(low)?, decimal(high)?, decimal(step)?]));
        let Some(numbers) = numbers else {
            return Err("a range is low..high/step in plain decimals, as in 0..1/0.25".to_string());
        };
        let scale = numbers.iter().map(|(_, places)| *places).max().unwrap_or(0);
        let [low, high, step] = numbers.map(|(digits, places)| digits * 10_i128.pow((scale - places) as u32));
        if step <= 0 {
            return Err("the step behind `/` must be above 0".to_string());
        }
        if high < low {
            return Err("the range ends below its start; write the lower end first".to_string());
        }
        Ok(Range { low, step, count: ((high - low) / step) as u128 + 1, scale })
    }

    /// The number after so many steps, without zeros at its end.
    fn value(&self, steps: u128) -> String {
        let number = self.low + self.step * steps as i128;
        let digits = format!("{:0width$}", number.unsigned_abs(), width = self.scale + 1);
        let (whole, places) = digits.split_at(digits.len() - self.scale);
        let places = places.trim_end_matches('0');
        let (sign, point) = (if number < 0 { "-" } else { "" }, if places.is_empty() { "" } else { "." });
        format!("{sign}{whole}{point}{places}")
    }
}

/// A plain decimal of at most 18 digits as a whole number and how many of its digits are decimal places.
fn decimal(text: &str) -> Option<(i128, usize)> {
    let text = text.trim();
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{places}");
    let unsigned = digits.strip_prefix('-').unwrap_or(&digits);
    let plain = unsigned.len() <= 18 && !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit());
    if plain { Some((digits.parse().ok()?, places.len())) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::specification::parsed;
    use super::*;

    fn grid(spec: &str) -> Vec<String> {
        expanded(&parsed(spec).unwrap().parts, |_, _| false).unwrap()
    }

    #[test]
    fn values_are_exact_in_decimal_and_include_the_end() {
        let expected =
            ["0.6", "0.8", "1", "1.2", "1.4", "1.6", "1.8", "2"].map(|k1| format!("bm25(k1={k1})"));
        assert_eq!(grid("bm25(k1=0.6..2.0/0.2)"), expected);
        assert_eq!(grid("m(x=0..1/0.3)"), ["m(x=0)", "m(x=0.3)", "m(x=0.6)", "m(x=0.9)"]);
        assert_eq!(grid("m(x=-0.1..0.1/0.10)"), ["m(x=-0.1)", "m(x=0)", "m(x=0.1)"]);
        assert_eq!(grid("m(n=7..7/3)@10"), ["m(n=7)@10"]);
        assert_eq!(grid("m(x=.05..0.1/.05)"), ["m(x=0.05)", "m(x=0.1)"]);
    }

    #[test]
    fn the_first_range_is_slowest_and_ranges_may_stand_in_wrappers() {
        assert_eq!(
            grid("m(a=1..2/1,c=x)|w(b=0..1/1)"),
            ["m(a=1,c=x)|w(b=0)", "m(a=1,c=x)|w(b=1)", "m(a=2,c=x)|w(b=0)", "m(a=2,c=x)|w(b=1)"]
        );
        assert_eq!(grid("m(k1=0.6..2.0/0.2,b=0..1/0.25)").len(), 40);
        assert_eq!(grid(" m( a=1 ) "), ["m(a=1)"]);
    }

    #[test]
    fn what_is_wrong_with_a_range_is_said() {
        for (spec, word) in [
            ("m(x=0..1/0)", "above 0"),
            ("m(x=0..1/-1)", "above 0"),
            ("m(x=1..0/0.1)", "lower end first"),
            ("m(x=0..1)", "low..high/step"),
            ("m(x=0..1/1e-3)", "plain decimals"),
            ("m(x=..1/0.1)", "low..high/step"),
            ("m(x=0..1/0.00000000000000000000000001)", "plain decimals"),
            ("m(x=0..1/0.0001)", "more than 10000"),
            (
                "m(x=0..999999999999999999/1,y=0..999999999999999999/1,z=0..999999999999999999/1)",
                "more than 10000",
            ),
        ] {
            let message = expanded(&parsed(spec).unwrap().parts, |_, _| false).unwrap_err();
            assert!(message.contains(word), "{spec}: {message}");
        }
        assert_eq!(grid("m(x=0..0.9999/0.0001)").len(), 10_000);
    }
}
