//! Relative Δ by who wrote the queries: `bias/query_authors` goes in; out comes a panel per source with the queries of each
//! author, and the differences between authors, around a zero line.

use super::{
    Drawing, Figure, WIDTH, Width, about_margin, beside, headline_rows, margin_key, radius, said, some_models,
};
use crate::bias::QueryAuthorRow as Row;
use crate::bias::{short_name, short_names};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Note, Panel, PlotSeries, other_style};
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

/// Whether a place is of the difference between two authors.
fn is_difference(name: &str) -> bool {
    name.contains(" − ")
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
        let (model_names, names_of) = (distinct(&models), distinct(&names));
        let model_labels = short_names(&model_names);
        // Values of authors, then what they differ by, which are points and favour no source.
        let (apart, together): (Vec<String>, Vec<String>) =
            names_of.into_iter().partition(|name| is_difference(name));
        let ends = |places: &[String]| {
            let of_places = (0..table.height()).filter(|row| places.contains(&names[*row]));
            let ends = of_places.flat_map(|row| [values[row], low[row], high[row]]).flatten();
            ends.chain([0.0]).collect::<Vec<f64>>()
        };
        let margin = ROOM / (HEIGHT - 2.0 * ROOM);
        let kinds = [
            (&together, Axis::linear("Relative Δ (%)", ends(&together), margin)),
            (&apart, Axis::linear("difference of Relative Δ (points)", ends(&apart), margin)),
        ];
        let mut panels = Vec::new();
        for source in distinct(&sources) {
            let rows: Vec<usize> = (0..table.height()).filter(|row| sources[*row] == source).collect();
            let reference = rows.first().map_or("", |row| &references[*row]);
            for (places, y) in kinds.iter().filter(|(places, _)| !places.is_empty()) {
                let mut series = Vec::new();
                for (number, model) in model_names.iter().enumerate() {
                    let (mut points, mut intervals, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                    let label = &model_labels[number];
                    for row in rows.iter().copied().filter(|row| models[*row] == *model) {
                        let Some(place) = places.iter().position(|name| *name == names[row]) else {
                            continue;
                        };
                        let x = beside(place, number, model_names.len());
                        points.extend(values[row].map(|value| (x, value)));
                        let interval = low[row].zip(high[row]);
                        intervals.extend(interval.map(|(low, high)| (x, low, high)));
                        let by = format!("queries by {}", names[row]);
                        let said_of = [label.as_str(), source.as_str(), &by];
                        let unit = if is_difference(&names[row]) { " points" } else { " %" };
                        marks.extend(values[row].map(|value| Mark {
                            source: Some(source.clone()),
                            words: said(&said_of, value, interval, (2, unit)),
                            ..Mark::of_model(label)
                        }));
                    }
                    let size = radius(model_names.len());
                    let drawn =
                        PlotSeries::markers(points, other_style(number), size).with_intervals(intervals);
                    series.push(drawn.with_marks(marks));
                }
                let against = format!("{source} against {reference}");
                let of_authors = std::ptr::eq(*places, &together);
                let title = vec![if of_authors { against } else { format!("{against}, between authors") }];
                let notes = match of_authors {
                    true => vec![
                        Note { text: format!("above 0: {reference} favoured"), top: true },
                        Note { text: format!("below 0: {source} favoured"), top: false },
                    ],
                    false => vec![Note { text: "0: no difference between authors".to_string(), top: true }],
                };
                let name = if of_authors { "queries by" } else { "queries by one author − by the other" };
                let panel = Panel::new(title, Axis::places(name, places), y.clone(), series);
                let margin = results.margin().filter(|_| of_authors);
                panels.push(Panel { level: Some(0.0), margin, notes, ..panel });
            }
        }
        let keys = model_labels.into_iter().enumerate();
        let keys = keys.map(|(n, label)| Key { label, style: other_style(n), line: false, marker: true });
        let keys = keys.chain(results.margin().map(margin_key)).collect();
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
             queries and contents.{} An interval of a difference that contains zero does not show that the author of the \
             queries matters.{remark}",
            short_name(&measure),
            about_margin(results.margin())
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
