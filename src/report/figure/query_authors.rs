//! Relative Δ by who wrote the queries: `bias/query_authors` goes in; out comes a panel per source with the queries of each
//! author, and the differences between authors, around a zero line.

use super::{Drawing, Figure, WIDTH, Width, beside, headline_rows, radius, said, some_models};
use crate::bias::QueryAuthorRow as Row;
use crate::bias::{short_name, short_names};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Note, Panel, PlotSeries, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "query_authors",
    summary: "Relative Δ for the queries of each author, and how far authors differ",
    reference: "",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(QueryAuthors { width: Width::of(arguments) })),
};

const HEIGHT: f64 = 150.0;
/// Room for the notes above and below the data, in points.
const ROOM: f64 = 15.0;

struct QueryAuthors {
    width: Width,
}

impl Figure for QueryAuthors {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some((measure, table)) = headline_rows(results, self.needs(), Row::measure)? else {
            return Ok(None);
        };
        let (shown, remark) = some_models(distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let table = table.filter(|row| shown.contains(&models[row]));
        let (models, sources) = (table.text(Row::model)?, table.text(Row::source)?);
        let references = table.text(Row::reference)?;
        let authors = table.text(Row::author)?.into_iter().zip(table.text(Row::less_author)?);
        let names: Vec<String> = authors
            .map(|(author, less)| if less.is_empty() { author } else { format!("{author} − {less}") })
            .collect();
        let values = table.number(Row::relative_delta_percent)?;
        let (low, high) = (table.number(Row::low)?, table.number(Row::high)?);
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        let (model_names, places) = (distinct(&models), distinct(&names));
        let model_labels = short_names(&model_names);
        let shown = values.iter().chain(&low).chain(&high).flatten().copied().chain([0.0]);
        let y = Axis::linear("Relative Δ (%)", shown, ROOM / (HEIGHT - 2.0 * ROOM));
        let mut panels = Vec::new();
        for source in distinct(&sources) {
            let rows: Vec<usize> = (0..table.height()).filter(|row| sources[*row] == source).collect();
            let mut series = Vec::new();
            for (number, model) in model_names.iter().enumerate() {
                let (mut points, mut intervals, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                let label = &model_labels[number];
                for row in rows.iter().copied().filter(|row| models[*row] == *model) {
                    let place = places.iter().position(|name| *name == names[row]).unwrap_or(0);
                    let x = beside(place, number, model_names.len());
                    points.extend(values[row].map(|value| (x, value)));
                    let interval = low[row].zip(high[row]);
                    intervals.extend(interval.map(|(low, high)| (x, low, high)));
                    let by = format!("queries by {}", names[row]);
                    let said_of = [label.as_str(), source.as_str(), &by];
                    let unit = if names[row].contains(" − ") { " points" } else { " %" };
                    marks.extend(values[row].map(|value| Mark {
                        source: Some(source.clone()),
                        words: said(&said_of, value, interval, (2, unit)),
                        ..Mark::of_model(label)
                    }));
                }
                let size = radius(model_names.len());
                let drawn = PlotSeries::markers(points, style(number), size).with_intervals(intervals);
                series.push(drawn.with_marks(marks));
            }
            let reference = rows.first().map_or("", |row| &references[*row]);
            let title = vec![format!("{source} against {reference}")];
            let notes = vec![
                Note { text: format!("above 0: {reference} favoured"), top: true },
                Note { text: format!("below 0: {source} favoured"), top: false },
            ];
            let panel = Panel::new(title, Axis::places("queries by", &places), y.clone(), series);
            panels.push(Panel { level: Some(0.0), notes, ..panel });
        }
        let keys = model_labels.into_iter().enumerate();
        let keys = keys.map(|(n, label)| Key { label, style: style(n), line: false, marker: true }).collect();
        let chart = Chart {
            label: "Relative Delta by author of the queries, and differences, with intervals".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: HEIGHT,
            rows: self.width.paired(panels),
            keys,
        };
        let caption = format!(
            "Relative Δ of {} for the queries of each author; then how far it differs between authors, in percentage points. \
             Clusters of queries on one thing are drawn as one, so that authors are paired in them. Bars are intervals over \
             queries and contents; of a difference, one that crosses the zero line is no evidence that it matters who wrote \
             the queries.{remark}",
            short_name(&measure)
        );
        let columns = [
            Row::model,
            Row::measure,
            Row::reference,
            Row::source,
            Row::author,
            Row::less_author,
            Row::relative_delta_percent,
            Row::low,
            Row::high,
            Row::p_adjusted,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
