//! Base: how numbers are written for readers, in tables, figures and sentences.

// Some forms are the report's alone.
#![cfg_attr(not(feature = "report"), allow(dead_code))]

/// The sign of numbers below zero in sentences and figures, which is longer than a hyphen.
pub(crate) const MINUS: &str = "\u{2212}";
/// What stands where a value is undefined.
pub(crate) const UNDEFINED: &str = "\u{2013}";

/// `value` with `decimals` places and `minus` before it below zero; what rounds to zero has no sign.
fn with_sign(value: f64, decimals: usize, minus: &str) -> String {
    let size = format!("{:.decimals$}", value.abs());
    let zero = !size.chars().any(|letter| ('1'..='9').contains(&letter));
    if value < 0.0 && !zero { format!("{minus}{size}") } else { size }
}

/// With `decimals` places and a hyphen as the sign, for files; what rounds to zero has none.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    with_sign(value, decimals, "-")
}

/// With `decimals` places and a true minus, for sentences; what rounds to zero has none.
pub(crate) fn in_words(value: f64, decimals: usize) -> String {
    with_sign(value, decimals, MINUS)
}

/// The same with thousands apart: `617,610`.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let (sign, size) = text.split_at(text.len() - text.trim_start_matches('-').len());
    let (whole, part) = size.find('.').map_or((size, ""), |point| size.split_at(point));
    let mut out = sign.to_string();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}

/// A count with its noun: "1 query", "1,200 queries".
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count as f64, 0), if count == 1 { one } else { many })
}

/// What is no more than the rounding of a sum.
const NOTHING: f64 = 1e-12;

/// What `written` makes of a number; one that it rounds to zero, with four significant digits and an exponent, as in `3.200e-7`.
fn or_with_exponent(value: f64, written: String) -> String {
    let zero = !written.chars().any(|letter| ('1'..='9').contains(&letter));
    if zero && value.abs() >= NOTHING { format!("{value:.3e}") } else { written }
}

/// With `decimals` places and no sign on zero; a number that these round to zero has an exponent, as in `3.200e-7`.
pub(crate) fn never_zero(value: f64, decimals: usize) -> String {
    or_with_exponent(value, fixed(value, decimals))
}

/// How many decimals give four significant digits, at most six.
fn decimals_of(value: f64) -> usize {
    if value == 0.0 { 0 } else { (3 - value.abs().log10().floor() as i32).clamp(0, 6) as usize }
}

/// With four significant digits, at most six decimals, thousands apart; whole numbers without decimals, and with an exponent what
/// six decimals round to zero.
pub(crate) fn significant(value: f64) -> String {
    or_with_exponent(value, grouped(value, if value.fract() == 0.0 { 0 } else { decimals_of(value) }))
}

/// With four significant digits, at most eight decimals, and zeros where they end a number; with an exponent what eight decimals
/// round to zero.
pub(crate) fn four_digits(value: f64) -> String {
    let size = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    or_with_exponent(value, fixed(value, (3.0 - size).clamp(0.0, 8.0) as usize))
}

/// A p-value with `decimals` places; one that would be rounded to zero as `< 0.0001`, since none is zero.
pub(crate) fn p_value(value: f64, decimals: usize) -> String {
    let least = 10_f64.powi(-(decimals as i32));
    if value < least { format!("< {least:.decimals$}") } else { format!("{value:.decimals$}") }
}

/// A p-value in a sentence: `= 0.03`; `≤ 0.0001` at the floor of so many exchanges, which could not have shown less.
pub(crate) fn p_in_words(p: f64, exchanges: usize) -> String {
    // One significant digit; what rounds up to the next power of ten is written with its digits.
    let one_digit = || format!("{p:.digits$}", digits = (-(p / 0.95).log10().floor()).max(1.0) as usize);
    match p {
        p if exchanges > 0 && p <= 1.000_001 / (exchanges + 1) as f64 && p < 0.1 => {
            format!("≤ {}", one_digit())
        }
        p if p < 0.001 => format!("= {}", one_digit()),
        p if p < 0.1 => format!("= {p:.3}"),
        p => format!("= {p:.2}"),
    }
}

/// An interval in brackets, its ends as `format` writes them; a dash where an end is undefined.
pub(crate) fn interval(low: Option<f64>, high: Option<f64>, format: &dyn Fn(f64) -> String) -> String {
    low.zip(high).map_or(UNDEFINED.to_string(), |(low, high)| format!("[{}, {}]", format(low), format(high)))
}

/// The stars of a p-value: two below 0.01, one below 0.05.
pub(crate) fn stars(p: Option<f64>) -> &'static str {
    match p {
        Some(p) if p < 0.01 => "**",
        Some(p) if p < 0.05 => "*",
        _ => "",
    }
}

/// A difference with four significant digits, at most six decimals, and a star where its p-value is below the level;
/// empty where it is undefined.
pub(crate) fn starred(difference: Option<f64>, p: Option<f64>, level: Option<f64>) -> String {
    let Some(value) = difference else { return String::new() };
    let star = if p.zip(level).is_some_and(|(p, level)| p < level) { "*" } else { "" };
    format!("{}{star}", fixed(value, decimals_of(value)))
}

/// The level of tests whose intervals are of this confidence: 1 − confidence, by twelve decimals, so that 1 − 0.95 is 0.05.
pub(crate) fn level(confidence: f64) -> f64 {
    ((1.0 - confidence) * 1e12).round() / 1e12
}

/// A level of tests with as many digits as it needs, two at least.
pub(crate) fn level_in_words(level: f64) -> String {
    // What was read from a file may be 1 − 0.95 as it is computed, which is a little more than 0.05.
    let text = ((level * 1e9).round() / 1e9).to_string();
    if text.len() < 4 { format!("{level:.2}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_the_number_that_people_write() {
        let levels = [0.95, 0.9, 0.99, 0.999].map(level);
        assert_eq!(levels, [0.05, 0.1, 0.01, 0.001]);
    }

    #[test]
    fn numbers_are_rounded_for_readers() {
        assert_eq!(grouped(617_610.0, 0), "617,610");
        assert_eq!(grouped(-1_234_567.891, 2), "-1,234,567.89");
        assert_eq!(grouped(-9.3661, 2), "-9.37");
        assert_eq!(grouped(-0.0001, 2), "0.00");
        assert_eq!(in_words(-0.26, 1), "\u{2212}0.3");
        assert_eq!(in_words(-0.04, 1), "0.0");
        assert_eq!(significant(32_203.4), "32,203");
        assert_eq!(significant(0.052_341), "0.05234");
        assert_eq!(significant(-1.578_44), "-1.578");
        assert_eq!(significant(141.0), "141");
        assert_eq!(significant(0.000_000_4), "4.000e-7");
        assert_eq!(
            (starred(Some(-0.5), Some(0.01), Some(0.05)), starred(None, None, None)),
            ("-0.5000*".into(), "".into())
        );
        assert_eq!(starred(Some(-0.000_000_1), None, None), "0.000000");
    }

    #[test]
    fn what_is_not_zero_is_not_written_as_zero() {
        assert_eq!([0.0, -0.0, 3e-17, -5.6e-17].map(|value| never_zero(value, 4)), ["0.0000"; 4]);
        assert_eq!(
            [3.2e-7, -0.000_04, 0.000_06, -1.5].map(|value| never_zero(value, 4)),
            ["3.200e-7", "-4.000e-5", "0.0001", "-1.5000"]
        );
        assert_eq!(
            [four_digits(1.234_6e-9), four_digits(1.5e-7), four_digits(0.0)],
            ["1.235e-9", "0.00000015", "0.000"]
        );
        assert_eq!([significant(-1e-17), significant(0.0)], ["0.000000", "0"]);
    }

    #[test]
    fn a_count_of_one_has_a_noun_of_one() {
        assert_eq!(
            [0, 1, 1200].map(|count| counted(count, "query", "queries")),
            ["0 queries", "1 query", "1,200 queries"]
        );
    }

    #[test]
    fn a_level_has_the_digits_that_it_needs() {
        let words = [1.0 - 0.95, 1.0 - 0.999, 0.1, 0.0125].map(level_in_words);
        assert_eq!(words, ["0.05", "0.001", "0.10", "0.0125"]);
    }

    #[test]
    fn no_p_value_is_zero() {
        assert_eq!([0.0, 0.000_02, 0.0001].map(|p| p_value(p, 4)), ["< 0.0001", "< 0.0001", "0.0001"]);
        let words = [(0.001, 999), (0.0004, 9_999), (0.03, 999), (0.5, 999)].map(|(p, n)| p_in_words(p, n));
        assert_eq!(words, ["≤ 0.001", "= 0.0004", "= 0.030", "= 0.50"]);
    }
}
