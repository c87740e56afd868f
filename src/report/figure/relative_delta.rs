//! Relative Δ by measure and model: `bias/relative_delta` goes in; out comes a panel per source with intervals around
//! a zero line.

use super::{
    Drawing, Figure, PERCENT, WIDTH, Width, about_margin, beside, by_cutoff, margin_key, radius, said,
    significance_keys, some_models,
};
use crate::bias::RelativeDeltaRow as Row;
use crate::bias::short_names;
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Note, Panel, PlotSeries, other_style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "relative_delta",
    summary: "Relative Δ by measure and model, with intervals and a zero line",
    reference: "Dai et al. 2024, Neural Retrievers are Biased Towards LLM-Generated Content, KDD, eq. 3",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(RelativeDelta { width: Width::of(arguments) })),
};

const HEIGHT: f64 = 150.0;
/// Room for the notes above and below the data, in points.
const ROOM: f64 = 15.0;

struct RelativeDelta {
    width: Width,
}

impl Figure for RelativeDelta {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let (shown, remark) = some_models(distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let table = table.filter(|row| shown.contains(&models[row]));
        let (models, measures) = (table.text(Row::model)?, table.text(Row::measure)?);
        let (references, sources) = (table.text(Row::reference)?, table.text(Row::source)?);
        let values = table.number(Row::relative_delta_percent)?;
        let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
        let adjusted = table.number(Row::p_adjusted)?;
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        let model_names = distinct(&models);
        let measure_names = by_cutoff(results.headline_first(distinct(&measures)));
        let (labels, model_labels) = (short_names(&measure_names), short_names(&model_names));
        let shown = values.iter().chain(&low).chain(&high).flatten().copied().chain([0.0]);
        let y = Axis::linear("Relative Δ (%)", shown, ROOM / (HEIGHT - 2.0 * ROOM));
        let mut panels = Vec::new();
        for source in distinct(&sources) {
            let rows: Vec<usize> = (0..table.height()).filter(|row| sources[*row] == source).collect();
            let mut series = Vec::new();
            let each = model_names.iter().enumerate().flat_map(|one| [(one, false), (one, true)]);
            for ((number, model), found) in each {
                let (mut points, mut intervals, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                let label = &model_labels[number];
                let is_found = |row: usize| adjusted[row].is_some_and(|p| p < results.level());
                let of_series = |row: &usize| models[*row] == *model && is_found(*row) == found;
                for row in rows.iter().copied().filter(of_series) {
                    let place = measure_names.iter().position(|name| *name == measures[row]).unwrap_or(0);
                    let x = beside(place, number, model_names.len());
                    points.extend(values[row].map(|value| (x, value)));
                    let interval = low[row].zip(high[row]);
                    intervals.extend(interval.map(|(low, high)| (x, low, high)));
                    let pair = format!("{source} against {}", references[row]);
                    let names = [label.as_str(), &pair, &labels[place]];
                    marks.extend(values[row].map(|value| Mark {
                        source: Some(source.clone()),
                        words: said(&names, value, interval, PERCENT),
                        ..Mark::of_model(label)
                    }));
                }
                let size = radius(model_names.len());
                let style = if found { other_style(number) } else { other_style(number).open() };
                let drawn = PlotSeries::markers(points, style, size).with_intervals(intervals);
                series.push(drawn.with_marks(marks));
            }
            let reference = rows.first().map_or("", |row| &references[*row]);
            let title = vec![format!("{source} against {reference}")];
            let notes = vec![
                Note { text: format!("above 0: {reference} favoured"), top: true },
                Note { text: format!("below 0: {source} favoured"), top: false },
            ];
            let panel = Panel::new(title, Axis::places("", &labels), y.clone(), series);
            panels.push(Panel { level: Some(0.0), margin: results.margin(), notes, ..panel });
        }
        let keys = model_labels.into_iter().enumerate();
        let keys = keys.map(|(n, label)| Key { label, style: other_style(n), line: false, marker: true });
        let keys = keys.chain(significance_keys(results.level()));
        let keys = keys.chain(results.margin().map(margin_key)).collect();
        let label = "Relative Delta by measure and model, with intervals".to_string();
        let chart = Chart {
            label,
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: HEIGHT,
            rows: self.width.rows(panels),
            keys,
        };
        let caption = "Relative Δ = (H − L) / ((H + L) / 2) · 100 %, where H is the mean of the measure with the \
            reference's documents as the relevant ones and L the same with the source's. Negative: the source's \
            versions are ranked better. Bars are intervals over queries and contents, each for its own row; a marker is \
            filled where p, adjusted for all tests, is below the level of the tests."
            .to_string()
            + &about_margin(results.margin())
            + &remark;
        let columns = [
            Row::model,
            Row::measure,
            Row::reference,
            Row::source,
            Row::relative_delta_percent,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
