//! What the bias would be if twins were alike in one thing: `bias/counterfactual` goes in; out comes a panel per model with a
//! bar per factor and source for the change of the headline measure's Relative Δ, with its interval.

use super::{Drawing, Figure, WIDTH, Width, headline_rows, placed_sources, said, some_models};
use crate::bias::CounterfactualRow as Row;
use crate::bias::cause::counterfactual::{EQUAL_LENGTHS, TWIN_FACTORS};
use crate::bias::short_names;
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Dash, Key, Mark, Marker, Panel, Patch, PlotSeries, Style, style,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "counterfactual_change",
    summary: "how Relative Δ would change if twins were alike in query terms, frequency or length, as bars with intervals",
    reference: "no source: each version edited towards its twin and ranked anew",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(CounterfactualChange { width: Width::of(arguments) })),
};

/// The height of the bar of one source, and of what is between factors, in points.
const BAR: f64 = 9.0;
const BETWEEN: f64 = 6.0;

struct CounterfactualChange {
    width: Width,
}

/// The factors that are drawn, from the top, and what they are called.
const FACTORS: [(&str, &str); 5] = [
    (TWIN_FACTORS[0], "query terms"),
    (TWIN_FACTORS[1], "frequency"),
    (TWIN_FACTORS[2], "length"),
    (TWIN_FACTORS[3], "all three"),
    (EQUAL_LENGTHS, "no length norm"),
];

/// The panel of one model.
fn panel(
    table: &Table,
    title: String,
    sources: &[(usize, String)],
    (y, name, unit): (&Axis, &str, &str),
) -> Result<Option<Panel>> {
    let (of, factors) = (table.text(Row::source)?, table.text(Row::factor)?);
    let (values, low, high) = (table.number(Row::change)?, table.number(Row::low)?, table.number(Row::high)?);
    let (mut patches, mut ends) = (Vec::new(), vec![0.0]);
    let whole = Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Solid };
    let mut tops = PlotSeries::markers(Vec::new(), whole, 1.6);
    let thick = 0.72 / sources.len().max(1) as f64;
    for (number, (factor, words)) in FACTORS.iter().enumerate() {
        for (place, (colour, source)) in sources.iter().enumerate() {
            let row = (0..table.height()).find(|row| of[*row] == *source && factors[*row] == *factor);
            let Some((row, value)) = row.and_then(|row| Some((row, values[row]?))) else { continue };
            let middle = (FACTORS.len() - 1 - number) as f64 + 0.36 - thick * (place as f64 + 0.5);
            let interval = low[row].zip(high[row]);
            let mark = Mark {
                source: Some(source.clone()),
                words: said(&[&title, source, words], value, interval, (2, unit)),
                ..Mark::default()
            };
            let corners = ((0.0, middle - thick / 2.0), (value, middle + thick / 2.0));
            let bar = Patch::rectangle(corners.0, corners.1, style(*colour).colour);
            patches.push(Patch { mark: Some(mark.clone()), ..bar });
            tops.points.push((value, middle));
            tops.marks.push(mark);
            tops.level_intervals.extend(interval.map(|(low, high)| (middle, low, high)));
            ends.push(value);
            ends.extend(interval.into_iter().flat_map(|(low, high)| [low, high]));
        }
    }
    if patches.is_empty() {
        return Ok(None);
    }
    let x = Axis::linear(name, ends, 0.06);
    let mark = Some(Mark::of_model(&title));
    let panel = Panel::new(vec![title], x, y.clone(), vec![tops]);
    Ok(Some(Panel { patches, upright: Some(0.0), mark, ..panel }))
}

impl Figure for CounterfactualChange {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some((measure, table)) = headline_rows(results, self.needs(), Row::measure)? else {
            return Ok(None);
        };
        let (shown, remark) = some_models(distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let factors = table.text(Row::factor)?;
        let drawn = |row: usize| {
            shown.contains(&models[row]) && FACTORS.iter().any(|(factor, _)| *factor == factors[row])
        };
        let table = table.filter(drawn);
        let sources = placed_sources(results, &distinct(&table.text(Row::source)?));
        let labels: Vec<String> = FACTORS.iter().rev().map(|(_, words)| (*words).to_string()).collect();
        let places = Axis::places("", &self.width.beside(&labels, 0.3));
        let y = Axis { minor: Vec::new(), ..places };
        // Without judgements the difference of NDSR is all there is.
        let of_shares = measure.starts_with('d');
        let unit = if of_shares { "" } else { " points" };
        let reference = table.text(Row::reference)?.first().cloned().unwrap_or_default();
        let in_unit =
            if of_shares { format!("change of {measure}") } else { "change (percentage points)".to_string() };
        let name = format!("{in_unit}; right of 0: {reference} gains");
        let mut panels = Vec::new();
        for (model, title) in shown.iter().zip(short_names(&shown)) {
            panels.extend(panel(&table.only(Row::model, model)?, title, &sources, (&y, &name, unit))?);
        }
        if panels.is_empty() {
            return Ok(None);
        }
        let square = |place| Style { colour: style(place).colour, marker: Marker::Square, dash: Dash::Solid };
        let key = |(place, source): &(usize, String)| Key {
            label: source.clone(),
            style: square(*place),
            line: false,
            marker: true,
        };
        let chart = Chart {
            label: "How the bias would change if twins were alike in one thing, per model and factor"
                .to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: FACTORS.len() as f64 * (sources.len() as f64 * BAR + BETWEEN),
            rows: self.width.paired(panels),
            keys: sources.iter().map(key).collect(),
        };
        let figure =
            if of_shares { measure } else { format!("Relative Δ of {measure}, in percentage points,") };
        let caption = format!(
            "What the ranking owes to each difference between twins: the change of {figure} when every version is made like \
             its twin in one thing, scored again and ranked among all documents; the mean of editing either side. To the \
             right of zero the reference gains by it: as things are, the difference favours the source. All three undo \
             the bias as a whole. No length norm: every document counts as equally long. Bars are intervals over queries \
             and contents.{remark}"
        );
        let columns = [
            Row::model,
            Row::reference,
            Row::source,
            Row::measure,
            Row::factor,
            Row::before,
            Row::change,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
