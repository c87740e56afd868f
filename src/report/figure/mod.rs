//! Figures: the result tables of one experiment go in; out come a chart, its caption and the plotted data.

mod counterfactual_change;
pub(super) mod experiments;
mod findings;
mod forest;
mod grid;
mod judge_agreement;
mod judge_leniency;
mod judge_order;
mod judge_relative_delta;
mod judges;
mod keyness;
mod keyword_places;
mod map;
mod ndcg_by_source;
mod per_query;
mod query_authors;
mod query_words;
mod rank_frequency;
mod rank_similarity;
mod rank_turbulence;
mod relative_delta;
mod reliability;
mod score_gap;
mod source_or_match;
mod separability;
mod twin_scores;
mod vocabulary_growth;
mod width;

use super::plot::{BAND, Chart, Dash, GREY, Key, Marker, Style};
use super::results::{Results, distinct};
use crate::bias::{RelativeDeltaRow, short_name};
use crate::error::Result;
use crate::number::in_words;
use crate::registry::{Entry, Family, Specification};
use crate::table::{Schema, Table};
pub(super) use width::WIDTH;
use width::{TICK_SIZE, Width};

/// One figure of an experiment.
pub trait Figure: Send + Sync {
    /// The result table that it shows.
    fn needs(&self) -> &'static Schema;

    /// The figure; `None` where the results have nothing to show in it.
    ///
    /// # Errors
    /// Where the table lacks a column.
    fn draw(&self, results: &Results) -> Result<Option<Drawing>>;
}

/// A drawn figure.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// What is drawn.
    pub chart: Chart,
    /// What it shows, in a sentence or two for the page.
    pub caption: String,
    /// The plotted values.
    pub data: Table,
}

impl Drawing {
    /// The figure as SVG.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_svg(&self) -> Result<String> {
        self.chart.scene().to_svg()
    }

    /// The figure as PDF, its letters as text.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_pdf(&self) -> Result<Vec<u8>> {
        self.chart.scene().to_pdf()
    }

    /// The figure as PNG, 300 dots per inch.
    ///
    /// # Errors
    /// Where the backend refuses to draw.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        self.chart.scene().to_png()
    }
}

/// All figures.
pub const FIGURES: Family<dyn Figure> =
    Family { name: "figure", entries: ROWS, wrappers: &[], former: &[], aliases: &[], short: false };

static ROWS: &[Entry<dyn Figure>] = &[
    relative_delta::ENTRY,
    forest::ENTRY,
    grid::ENTRY,
    ndcg_by_source::ENTRY,
    per_query::ENTRY,
    query_authors::ENTRY,
    score_gap::ENTRY,
    source_or_match::ENTRY,
    counterfactual_change::ENTRY,
    twin_scores::ENTRY,
    query_words::ENTRY,
    rank_similarity::ENTRY,
    rank_frequency::ENTRY,
    keyness::ENTRY,
    keyword_places::ENTRY,
    rank_turbulence::ENTRY,
    separability::ENTRY,
    map::ENTRY,
    vocabulary_growth::ENTRY,
    findings::ENTRY,
    judge_agreement::ENTRY,
    judge_leniency::ENTRY,
    reliability::ENTRY,
    judge_order::ENTRY,
    judge_relative_delta::ENTRY,
];

/// Measures that differ in their cut-off alone beside each other, by rising cut-off; the others where they are.
fn by_cutoff(measures: Vec<String>) -> Vec<String> {
    let parts = |name: &String| {
        let parts =
            name.split_once('@').and_then(|(base, rank)| Some((base.to_string(), rank.parse::<u64>().ok()?)));
        parts.unwrap_or_else(|| (name.clone(), 0))
    };
    let bases = distinct(&measures.iter().map(|name| parts(name).0).collect::<Vec<_>>());
    let mut ordered = measures;
    ordered.sort_by_key(|name| {
        let (base, rank) = parts(name);
        (bases.iter().position(|other| *other == base), rank)
    });
    ordered
}

/// The columns of Relative Δ that a figure of the headline measure has as its data.
const OF_HEADLINE: [&str; 8] = [
    RelativeDeltaRow::model,
    RelativeDeltaRow::measure,
    RelativeDeltaRow::reference,
    RelativeDeltaRow::source,
    RelativeDeltaRow::relative_delta_percent,
    RelativeDeltaRow::low,
    RelativeDeltaRow::high,
    RelativeDeltaRow::p_adjusted,
];

/// The headline measure, and the rows of a table that are of it by its column `measure`; none where there are none.
fn headline_rows(results: &Results, schema: &Schema, measure: &str) -> Result<Option<(String, Table)>> {
    let Some(table) = results.table(schema) else { return Ok(None) };
    let measures = distinct(&table.text(measure)?);
    let Some(headline) = results.headline(&measures) else { return Ok(None) };
    Ok(Some((headline.clone(), table.only(measure, headline)?)))
}

/// What a figure of several sources calls the one that is compared with the reference.
fn other(sources: &[(usize, String)]) -> &str {
    match sources {
        [(_, only)] => only,
        _ => "the source",
    }
}

/// The kind of a model: its names without parameters, as in `bm25|rm3`; none of what is no specification, as the tag of a run.
fn kind(model: &str) -> Option<String> {
    let parts = model.parse::<Specification>().ok()?.parts;
    Some(parts.into_iter().map(|part| part.name).collect::<Vec<_>>().join("|"))
}

/// As many models as one legend can name.
const MODELS_IN_A_LEGEND: usize = 8;

/// The models that a figure with a panel or a colour for each shows, and what its caption says of the others: all where
/// there are few, else the first of each kind, those that differ in parameters alone being of one kind; of a kind, the one
/// with the default parameters where it is there.
fn some_models(models: Vec<String>) -> (Vec<String>, String) {
    if models.len() <= MODELS_IN_A_LEGEND {
        return (models, String::new());
    }
    let kind = |model: &String| kind(model).unwrap_or_else(|| model.clone());
    let mut kinds = distinct(&models.iter().map(kind).collect::<Vec<_>>());
    kinds.truncate(MODELS_IN_A_LEGEND);
    let of_kind = |name: &String| {
        let usual = models.iter().find(|model| short_name(model) == *name);
        usual.or_else(|| models.iter().find(|model| kind(model) == *name)).cloned()
    };
    let shown: Vec<String> = kinds.iter().filter_map(of_kind).collect();
    let remark = format!(
        " Of {} models the figure shows {}, one of each kind; the figure `forest` has a row for every model.",
        models.len(),
        shown.len()
    );
    (shown, remark)
}

/// The sources of `named` in the corpus's order, then those that the corpus does not tell, each with its place among all of
/// them, which is what its colour goes by.
fn placed_sources(results: &Results, named: &[String]) -> Vec<(usize, String)> {
    let mut all = results.sources();
    all.extend(named.iter().filter(|source| !results.sources().contains(source)).cloned());
    distinct(&all).into_iter().enumerate().filter(|(_, source)| named.contains(source)).collect()
}

/// What is said of a mark: its names, then its value with its interval, with so many decimals and in a unit.
fn said(names: &[&str], value: f64, interval: Option<(f64, f64)>, (decimals, unit): (usize, &str)) -> String {
    let number = |value| in_words(value, decimals);
    let ends = interval.map_or(String::new(), |(low, high)| format!(" [{}, {}]", number(low), number(high)));
    format!("{}: {}{unit}{ends}", names.join(", "), number(value))
}

/// The decimals and the unit of a Relative Δ where it is said.
const PERCENT: (usize, &str) = (2, " %");

/// The width of the line `number` in points: what is drawn later is thinner, so that lines which coincide are all seen.
fn layered(number: usize) -> f64 {
    (2.0 - 0.6 * number as f64).max(0.8)
}

/// A sign that a marker is filled where p is below the level, for the legend.
fn significance_keys(level: f64) -> [Key; 2] {
    let grey = Style { colour: GREY, marker: Marker::Disc, dash: Dash::Solid };
    let key = |label: String, style: Style| Key { label, style, line: false, marker: true };
    let level = decimals(level);
    [
        key(format!("p adjusted < {level}"), grey),
        key("not significant, or not tested".to_string(), grey.open()),
    ]
}

/// The band of what counts as no bias, for the legend.
fn margin_key(margin: f64) -> Key {
    let style = Style { colour: BAND, marker: Marker::Square, dash: Dash::Solid };
    Key { label: format!("within ±{margin} %"), style, line: false, marker: true }
}

/// What an interval of Relative Δ shows and what it does not, for a caption.
fn about_margin(margin: Option<f64>) -> String {
    let zero = " An interval that contains zero does not show a bias";
    match margin {
        Some(margin) => format!(
            "{zero}, nor does it show that there is none: only an interval within the pale band, ±{margin} %, shows that any bias \
             is too small to matter."
        ),
        None => format!("{zero}, and does not show that there is none."),
    }
}

/// A level such as 0.05 or 0.001 as short as it can be.
fn decimals(level: f64) -> String {
    let text = format!("{level:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The height of a panel's frame in points: `wanted`, or less where so many rows would not fit a page.
fn height(wanted: f64, rows: usize) -> f64 {
    wanted.min((600.0 / rows.max(1) as f64 - 30.0).max(58.0))
}

/// Where the series `number` of `count` stands beside the place `place`.
fn beside(place: usize, number: usize, count: usize) -> f64 {
    let step = (0.7 / count.max(1) as f64).min(0.22);
    place as f64 + (number as f64 - (count as f64 - 1.0) / 2.0) * step
}

/// The radius of markers, `count` of which share a place.
fn radius(count: usize) -> f64 {
    if count > 4 { 1.9 } else { 2.3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_names_value_and_interval() {
        let names = ["bm25", "llm against human"];
        assert_eq!(
            said(&names, -3.256, Some((-5.0, -0.001)), PERCENT),
            "bm25, llm against human: −3.26 % [−5.00, 0.00]"
        );
        assert_eq!(said(&names[..1], 0.5, None, (3, "")), "bm25: 0.500");
    }

    #[test]
    fn cutoffs_rise_from_left_to_right() {
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        assert_eq!(
            by_cutoff(names(&["nDCG@10", "AP", "nDCG@1", "P(k=3)", "nDCG@3"])),
            names(&["nDCG@1", "nDCG@3", "nDCG@10", "AP", "P(k=3)"])
        );
    }

    #[test]
    fn an_interval_with_zero_is_no_proof_of_absence() {
        assert!(
            about_margin(Some(5.0)).contains("does not show a bias")
                && about_margin(Some(5.0)).contains("±5 %")
        );
        assert!(about_margin(None).ends_with("does not show that there is none."));
        assert_eq!(margin_key(2.5).label, "within ±2.5 %");
    }

    #[test]
    fn of_many_models_one_of_each_kind_is_shown() {
        let mut models: Vec<String> = ["0.4", "1.2", "2"]
            .iter()
            .flat_map(|k1| ["0", "0.5", "0.75"].map(|b| format!("bm25(k1={k1},b={b})")))
            .collect();
        models.push("my run".to_string());
        models.push("bm25(k1=1,b=0)|byte_lengths".to_string());
        let (shown, remark) = some_models(models.clone());
        assert_eq!(shown, ["bm25(k1=1.2,b=0.75)", "my run", "bm25(k1=1,b=0)|byte_lengths"]);
        assert!(remark.contains("Of 11 models the figure shows 3"), "{remark}");
        models.truncate(8);
        assert_eq!(some_models(models.clone()), (models, String::new()));
    }
}
