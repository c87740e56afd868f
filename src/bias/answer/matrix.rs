//! The matrix of models and sources, and the whole answer as text of a given width.

use serde::{Deserialize, Serialize};

use super::Answer;
use super::words::percent;
use crate::bias::size::certainty::Certainty;
use crate::bias::{RelativeDeltaRow as Row, short_name};
use crate::number::{UNDEFINED, level_in_words};
use crate::statement::{Topic, wrapped};
use crate::table::{TableRow, distinct};

/// More models than this are not all printed on a terminal.
const MOST_MODELS: usize = 14;

/// Relative Δ of one model and source, with what may be said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixCell {
    /// The model's name in full.
    pub model: String,
    /// The source that is compared with the reference.
    pub source: String,
    /// Relative Δ in percent: above 0 the reference is favoured, below 0 the source.
    pub relative_delta_percent: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of that interval.
    pub high: Option<f64>,
    /// p after the adjustment.
    pub p_adjusted: Option<f64>,
    /// What may be said.
    pub certainty: Certainty,
    /// Its file below the results' folder.
    pub file: String,
    /// Its line in that file, from 1; the first line has the columns' names.
    pub line: usize,
}

impl MatrixCell {
    pub(super) fn new(place: usize, row: &Row) -> MatrixCell {
        MatrixCell {
            model: row.model.clone(),
            source: row.source.clone(),
            relative_delta_percent: row.relative_delta_percent,
            low: row.low,
            high: row.high,
            p_adjusted: row.p_adjusted,
            certainty: Certainty::of_name(&row.certainty),
            file: Row::SCHEMA.path(),
            line: place + 2,
        }
    }

    /// A sign for who is favoured and how surely: a full triangle where that is significant, an empty one where it is before
    /// the adjustment alone; upwards for the reference.
    pub fn mark(&self) -> &'static str {
        let up = self.relative_delta_percent.is_some_and(|delta| delta > 0.0);
        match (self.certainty, up) {
            (Certainty::Present | Certainty::PresentWithinMargin, true) => "▲",
            (Certainty::Present | Certainty::PresentWithinMargin, false) => "▼",
            (Certainty::Leaning, true) => "△",
            (Certainty::Leaning, false) => "▽",
            (Certainty::AbsentBeyondMargin, _) => "=",
            (Certainty::Undecided, _) => "·",
            (Certainty::NotTested | Certainty::Unpaired, _) => "?",
            (Certainty::Undefined, _) => UNDEFINED,
        }
    }

    /// Relative Δ with one decimal; a dash where it is undefined.
    pub fn value(&self) -> String {
        self.relative_delta_percent.map_or(UNDEFINED.to_string(), percent)
    }

    /// Its interval in brackets; empty where there is none.
    pub fn interval(&self) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) => format!("[{}, {}]", percent(low), percent(high)),
            _ => String::new(),
        }
    }
}

impl Answer {
    /// How many queries it is of, and in how many clusters where those are known and fewer: `1 query`,
    /// `30 queries in 4 clusters`. Empty without queries.
    ///
    /// ```
    /// use sourcebias::bias::Answer;
    /// let answer = Answer { queries: 30, clusters: 1, ..Answer::default() };
    /// assert_eq!(answer.units_in_words(), "30 queries in 1 cluster");
    /// ```
    pub fn units_in_words(&self) -> String {
        let queries = match self.queries {
            0 => return String::new(),
            1 => "1 query".to_string(),
            many => format!("{many} queries"),
        };
        match self.clusters {
            1 if self.queries > 1 => format!("{queries} in 1 cluster"),
            clusters if 0 < clusters && clusters < self.queries => {
                format!("{queries} in {clusters} clusters")
            }
            _ => queries,
        }
    }

    /// The models of the matrix, in its order.
    pub fn models(&self) -> Vec<&str> {
        distinct(self.matrix.iter().map(|cell| cell.model.as_str()))
    }

    /// The sources of the matrix, in its order.
    pub fn sources(&self) -> Vec<&str> {
        distinct(self.matrix.iter().map(|cell| cell.source.as_str()))
    }

    /// The cell of a model and source.
    pub fn cell(&self, model: &str, source: &str) -> Option<&MatrixCell> {
        self.matrix.iter().find(|cell| cell.model == model && cell.source == source)
    }

    /// What the marks of the matrix mean: those that are in it.
    pub fn legend(&self) -> Vec<(&'static str, String)> {
        let reference = &self.reference;
        let level = format!("p < {}", level_in_words(self.level));
        let adjusted = if self.tests > 1 {
            format!("{level} after adjustment for {} tests", self.tests)
        } else {
            level.clone()
        };
        let margin = self.margin_percent;
        let known = [
            ("▲", format!("{reference} is favoured, {adjusted}")),
            ("▼", format!("the source is favoured, {adjusted}")),
            ("△", format!("leans to {reference}: {level} only before adjustment")),
            ("▽", format!("leans to the source: {level} only before adjustment")),
            ("=", format!("alike to within {margin} %")),
            ("·", "no bias detected".to_string()),
            ("?", "not tested".to_string()),
            (UNDEFINED, "undefined".to_string()),
        ];
        let used = |mark: &str| self.matrix.iter().any(|cell| cell.mark() == mark);
        known.into_iter().filter(|(mark, _)| used(mark)).collect()
    }

    /// The answer as text, without what is told in detail: under a heading for each topic its statements, and the matrix under
    /// those on bias, in lines of at most `width` letters where names allow it. No number and no word is split.
    ///
    /// ```
    /// use sourcebias::bias::Answer;
    /// assert_eq!(Answer::default().to_text(80), "");
    /// ```
    pub fn to_text(&self, width: usize) -> String {
        let mut parts = Vec::new();
        for topic in Topic::ALL {
            let statements = self.items(topic, false, width);
            let matrix = if topic == Topic::Bias { self.matrix_text(width) } else { String::new() };
            if statements.is_empty() && matrix.is_empty() {
                continue;
            }
            let heading = match topic {
                Topic::Bias if !self.measure.is_empty() => {
                    format!("{} ({}, {})", topic.heading(), short_name(&self.measure), self.units_in_words())
                }
                _ => topic.heading().to_string(),
            };
            parts.push(format!("{heading}\n{statements}{matrix}"));
        }
        parts.join("\n").trim_end().to_string()
    }

    /// What is told in detail, as text: under a heading for each topic its further statements.
    pub fn details_to_text(&self, width: usize) -> String {
        let of = |topic: Topic| {
            let statements = self.items(topic, true, width);
            (!statements.is_empty()).then(|| format!("{} (in detail)\n{statements}", topic.heading()))
        };
        let parts: Vec<String> = Topic::ALL.into_iter().filter_map(of).collect();
        parts.join("\n").trim_end().to_string()
    }

    /// The statements of a topic as items of a list: those of the answer, or those `in_detail`.
    fn items(&self, topic: Topic, in_detail: bool, width: usize) -> String {
        let wanted = self.about(topic).filter(|statement| statement.detail == in_detail);
        wanted.map(|statement| item(&statement.to_string(), width)).collect()
    }

    /// The models that are printed: all, or those with the lowest and the highest mean Relative Δ.
    fn printed_models(&self) -> (Vec<&str>, usize) {
        let models = self.models();
        if models.len() <= MOST_MODELS {
            return (models, 0);
        }
        let mean = |model: &str| {
            let values: Vec<f64> = self
                .matrix
                .iter()
                .filter(|cell| cell.model == model)
                .filter_map(|cell| cell.relative_delta_percent)
                .collect();
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        let mut ordered: Vec<(f64, &str)> = models.into_iter().map(|model| (mean(model), model)).collect();
        ordered.sort_by(|one, other| other.0.total_cmp(&one.0));
        let left_out = ordered.len() - MOST_MODELS;
        let half = MOST_MODELS / 2;
        ordered.drain(half..half + left_out);
        (ordered.into_iter().map(|(_, model)| model).collect(), left_out)
    }

    fn matrix_text(&self, width: usize) -> String {
        if self.matrix.is_empty() {
            return String::new();
        }
        let (models, left_out) = self.printed_models();
        let sources = self.sources();
        let cells_of = |source: &str| -> Vec<[String; 3]> {
            models
                .iter()
                .map(|model| match self.cell(model, source) {
                    Some(cell) => [cell.mark().to_string(), cell.value(), cell.interval()],
                    None => [String::new(), String::new(), String::new()],
                })
                .collect()
        };
        let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let names: Vec<String> = models.iter().map(|model| short_name(model)).collect();
        let name_width = widest(&mut names.iter().map(|name| name.chars().count()));
        let columns: Vec<(String, Vec<String>)> = sources
            .iter()
            .map(|source| {
                let cells = cells_of(source);
                let of = |place: usize| widest(&mut cells.iter().map(|cell| cell[place].chars().count()));
                let (value, interval) = (of(1), of(2));
                let written = |[mark, delta, ends]: &[String; 3]| {
                    format!("{mark:1} {delta:>value$} {ends:<interval$}").trim_end().to_string()
                };
                (source.to_string(), cells.iter().map(written).collect())
            })
            .collect();
        let means = format!("Relative Δ in %: above 0 {} is favoured, below 0 the source.", self.reference);
        let mut out = "\n".to_string() + &wrapped("  ", &means, width);
        let mut open = &columns[..];
        while !open.is_empty() {
            let widths: Vec<usize> = open
                .iter()
                .map(|(head, cells)| widest(&mut cells.iter().chain([head]).map(|text| text.chars().count())))
                .collect();
            let mut total = 2 + name_width;
            let fits = widths.iter().take_while(|one| {
                total += 2 + **one;
                total <= width
            });
            let taken = fits.count().max(1);
            let line = |first: &str, cells: &mut dyn Iterator<Item = &str>| {
                let mut line = format!("  {first:<name_width$}");
                for (cell, width) in cells.zip(&widths) {
                    line.push_str(&format!("  {cell:<width$}"));
                }
                line.trim_end().to_string() + "\n"
            };
            let now = &open[..taken];
            out.push('\n');
            out.push_str(&line("", &mut now.iter().map(|(head, _)| head.as_str())));
            for (place, name) in names.iter().enumerate() {
                out.push_str(&line(name, &mut now.iter().map(|(_, cells)| cells[place].as_str())));
            }
            open = &open[taken..];
        }
        if left_out > 0 {
            out.push_str(&format!("  models between these: {left_out}, in {}\n", Row::SCHEMA.path()));
        }
        out.push('\n');
        for (mark, meaning) in self.legend() {
            out.push_str(&wrapped(&format!("  {mark} "), &meaning, width));
        }
        out
    }
}

/// A text as an item of a list.
fn item(text: &str, width: usize) -> String {
    wrapped("  - ", text, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Statement;

    fn answer(models: usize, sources: &[&str]) -> Answer {
        let cell = |model: usize, source: &str| MatrixCell {
            model: format!("model{model}"),
            source: source.to_string(),
            relative_delta_percent: Some(10.0 - model as f64),
            low: Some(-20.25),
            high: Some(30.0),
            p_adjusted: Some(0.01),
            certainty: if model == 0 { Certainty::Present } else { Certainty::Undecided },
            file: "bias/relative_delta.csv".to_string(),
            line: 2,
        };
        let matrix = (0..models).flat_map(|model| sources.iter().map(move |source| cell(model, source)));
        Answer {
            measure: "nDCG@10".to_string(),
            reference: "human".to_string(),
            queries: 9,
            clusters: 0,
            tests: 4,
            level: 1.0 - 0.95,
            margin_percent: 5.0,
            statements: vec![Statement::new(Topic::Bias, "word ".repeat(40).trim_end())],
            matrix: matrix.collect(),
        }
    }

    #[test]
    fn lines_are_as_wide_as_they_may_be() {
        let text = answer(3, &["gpt", "llama-2", "a-very-long-name-of-a-source"]).to_text(64);
        assert!(text.lines().all(|line| line.chars().count() <= 64), "{text}");
        assert!(text.starts_with("Who is favoured (nDCG@10, 9 queries)\n  - word word"), "{text}");
        assert!(text.contains("  model0  ▲ 10.0 [−20.2, 30.0]  ▲ 10.0 [−20.2, 30.0]\n"), "{text}");
        assert!(text.contains("▲ human is favoured, p < 0.05 after adjustment for 4 tests"), "{text}");
        assert!(!text.contains('▽'));
    }

    #[test]
    fn of_many_models_the_extremes_are_printed() {
        let text = answer(40, &["gpt"]).to_text(80);
        assert!(text.contains("models between these: 26, in bias/relative_delta.csv"), "{text}");
        assert!(text.contains("model0 ") && text.contains("model39") && !text.contains("model20"), "{text}");
    }

    #[test]
    fn a_long_word_has_a_line_of_its_own() {
        assert_eq!(item("aa bbbbbbbbbbbb cc", 8), "  - aa\n    bbbbbbbbbbbb\n    cc\n");
    }
}
