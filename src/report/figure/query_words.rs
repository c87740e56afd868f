//! What single words do: `bias/word_effects` goes in; out comes a panel per source with the effects of the words of queries
//! that do most, under the first model, with intervals.

use super::{Drawing, Figure, WIDTH, Width, placed_sources, said, significance_keys};
use crate::bias::WordEffectRow as Row;
use crate::bias::short_name;
use crate::error::Result;
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::report::plot::{Axis, Chart, Mark, Panel, PlotSeries, filled_style};
use crate::report::results::Results;
use crate::table::{Schema, TableRow, distinct};

const WORDS: Parameter = Parameter {
    name: "words",
    kind: Kind::Integer { low: 1, high: 30 },
    default: "12",
    meaning: "how many words in either direction, those of the greatest effects",
};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "query_words",
    summary: "what single words of the queries add to the score gap between twins, with intervals",
    reference: "Robertson & Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond (scores as sums over \
                terms)",
    parameters: &[WIDTH, WORDS],
    cutoff: Cutoff::Never,
    build: |arguments| {
        Ok(Box::new(QueryWords { width: Width::of(arguments), words: arguments.integer(WORDS.name) }))
    },
};

/// The height of one word's row, in points.
const ROW: f64 = 8.8;

struct QueryWords {
    width: Width,
    words: usize,
}

impl QueryWords {
    /// The words of a source that do most in either direction, from the greatest effect to the least.
    fn strongest<'a>(&self, rows: &'a [Row], model: &str, source: &str) -> Vec<(&'a Row, f64)> {
        let of = rows.iter().filter(|row| row.model == model && row.source == source);
        let mut found: Vec<(&Row, f64)> = of.filter_map(|row| Some((row, row.effect?))).collect();
        found.retain(|(_, effect)| *effect != 0.0);
        // Stable: equal ones keep their order.
        found.sort_by(|left, right| right.1.total_cmp(&left.1));
        let above = found.iter().filter(|(_, effect)| *effect > 0.0).count();
        let kept = |place: usize| {
            place < above.min(self.words) || place >= above.max(found.len().saturating_sub(self.words))
        };
        let places: Vec<usize> = (0..found.len()).filter(|place| kept(*place)).collect();
        places.into_iter().map(|place| found[place]).collect()
    }
}

impl Figure for QueryWords {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let rows = Row::from_table(table)?;
        let Some(first) = rows.first() else { return Ok(None) };
        let named: Vec<String> =
            distinct(rows.iter().map(|row| row.source.as_str())).into_iter().map(String::from).collect();
        let mut shown: Vec<Row> = Vec::new();
        let mut panels = Vec::new();
        for (colour, source) in placed_sources(results, &named) {
            let words = self.strongest(&rows, &first.model, &source);
            shown.extend(words.iter().map(|(row, _)| (*row).clone()));
            if !words.is_empty() {
                panels.push((source, words, colour));
            }
        }
        let Some(places) = panels.iter().map(|(_, words, _)| words.len()).max() else { return Ok(None) };
        let ends = shown.iter().flat_map(|row| [row.effect, row.low, row.high]).flatten();
        let x = Axis::linear("effect on the mean score gap", ends.chain([0.0]).collect::<Vec<f64>>(), 0.05);
        let mut drawn = Vec::new();
        for (source, words, colour) in &panels {
            let mut series = Vec::new();
            // Places count upwards, and the first word stands on top.
            let mut labels = vec![String::new(); places];
            for (place, (row, _)) in words.iter().enumerate() {
                labels[places - 1 - place] = row.form.clone();
            }
            let upright = Axis::places("", &self.width.beside(&labels, 0.2));
            let upright = Axis { grid: true, minor: Vec::new(), ..upright };
            for significant in [false, true] {
                let style = filled_style(*colour);
                let mut of =
                    PlotSeries::markers(Vec::new(), if significant { style } else { style.open() }, 2.3);
                for (place, (row, effect)) in words.iter().enumerate() {
                    if row.p_adjusted.is_some_and(|p| p < results.level()) != significant {
                        continue;
                    }
                    let (y, interval) = ((places - 1 - place) as f64, row.low.zip(row.high));
                    of.points.push((*effect, y));
                    of.level_intervals.extend(interval.map(|(low, high)| (y, low, high)));
                    let words = said(&[&row.form, "effect"], *effect, interval, (4, ""));
                    of.marks.push(Mark { source: Some(source.clone()), words, ..Mark::default() });
                }
                series.push(of);
            }
            let title = vec![format!("{source} against {}", first.reference)];
            drawn.push(Panel { upright: Some(0.0), ..Panel::new(title, x.clone(), upright, series) });
        }
        let model = short_name(&first.model);
        let chart = Chart {
            label: "What single words of the queries add to the score gap between twins".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (places as f64 * ROW).max(60.0),
            rows: self.width.paired(drawn),
            keys: significance_keys(results.level()).to_vec(),
        };
        let caption = format!(
            "What single words of the queries do to the gap between the scores of relevant twins under {model}: what a word \
             gives the reference's versions less what it gives the source's, summed over pairs and divided by the number of \
             all pairs. Words right of the zero line favour the reference, words left of it the source. Shown are the words of \
             the greatest effects in either direction. Bars are intervals over queries and contents, each for its own row; a \
             marker is filled where p, adjusted for all words and models, is below the level of the tests."
        );
        let columns = [
            Row::model,
            Row::reference,
            Row::source,
            Row::word,
            Row::effect,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: Row::to_table(shown).select(&columns)? }))
    }
}
