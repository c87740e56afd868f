//! Scales: the grades that a judge may give, and what becomes of a grade that is not among them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::corpus::Grade;
use crate::error::{Error, Result};

/// A scale has at most so many grades, since tables of counts grow with their square.
pub const MOST_LEVELS: usize = 64;

/// The whole grades from `low` to `high`, as in `0-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The lowest grade.
    pub low: Grade,
    /// The highest grade.
    pub high: Grade,
}

impl Scale {
    /// The scale between two grades.
    ///
    /// # Errors
    /// Where it would have fewer than two grades or more than [`MOST_LEVELS`].
    ///
    /// ```
    /// use sourcebias::labels::Scale;
    /// let scale = Scale::new(0, 3)?;
    /// assert_eq!((scale.levels(), scale.level(5), scale.clipped(5)), (4, None, 3));
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    pub fn new(low: Grade, high: Grade) -> Result<Scale> {
        let levels = i64::from(high) - i64::from(low) + 1;
        if (2..=MOST_LEVELS as i64).contains(&levels) {
            return Ok(Scale { low, high });
        }
        let grades = if levels == 1 { "grade" } else { "grades" };
        let reason =
            format!("{low}-{high} has {levels} {grades}; a scale has from 2 to {MOST_LEVELS}, as in 0-3");
        Err(Error::BadExperiment { place: "the scale".to_string(), reason })
    }

    /// How many grades it has.
    pub fn levels(self) -> usize {
        (i64::from(self.high) - i64::from(self.low) + 1) as usize
    }

    /// The place of a grade on the scale, from 0; `None` where it is off the scale.
    pub fn level(self, grade: Grade) -> Option<usize> {
        (self.low..=self.high).contains(&grade).then(|| (i64::from(grade) - i64::from(self.low)) as usize)
    }

    /// The grade at a place.
    pub fn grade(self, level: usize) -> Grade {
        self.low + level as Grade
    }

    /// The grade, or the end of the scale that is next to it.
    pub fn clipped(self, grade: Grade) -> Grade {
        grade.clamp(self.low, self.high)
    }

    /// The lowest grade of the upper half: 2 of 0-3, 1 of 0-1.
    pub fn middle(self) -> Grade {
        self.low + (self.high - self.low) / 2 + 1
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.low, self.high)
    }
}

impl FromStr for Scale {
    type Err = Error;

    /// Reads `0-3`.
    fn from_str(text: &str) -> Result<Scale> {
        let wrong = || Error::BadExperiment {
            place: "the scale".to_string(),
            reason: format!("`{text}` is no scale; write its lowest and highest grade, as in 0-3"),
        };
        // A lowest grade below 0 begins with the same sign.
        let cut = text.char_indices().skip(1).find(|(_, letter)| *letter == '-').ok_or_else(wrong)?.0;
        let (low, high) = (text[..cut].trim(), text[cut + 1..].trim());
        Scale::new(low.parse().map_err(|_| wrong())?, high.parse().map_err(|_| wrong())?)
    }
}

/// What becomes of a grade that is off the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffScale {
    /// It is an error, with its file and line; so is a grade that is no whole number.
    #[default]
    Error,
    /// The nearest grade of the scale takes its place; a grade that is no whole number is left out.
    Clip,
    /// It is left out.
    Drop,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_read_and_written() {
        for (text, low, high) in [("0-3", 0, 3), ("-1-2", -1, 2), (" 1 - 5 ", 1, 5)] {
            let scale: Scale = text.trim().parse().unwrap();
            assert_eq!((scale.low, scale.high), (low, high));
            assert_eq!(scale.to_string().parse::<Scale>().unwrap(), scale);
        }
        for text in ["", "3", "0-", "a-b", "3-0", "0-0", "0-100"] {
            assert!(text.parse::<Scale>().unwrap_err().to_string().contains("as in 0-3"), "{text}");
        }
    }

    #[test]
    fn the_upper_half_begins_above_the_middle() {
        for (low, high, middle) in [(0, 3, 2), (0, 1, 1), (0, 2, 2), (1, 5, 4), (-1, 2, 1)] {
            assert_eq!(Scale::new(low, high).unwrap().middle(), middle);
        }
    }
}
