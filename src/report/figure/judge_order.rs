//! The order of systems under each judge: `labels/systems` and `labels/order` go in; out comes a field of places, a row for each
//! judge under the people's and a column for each system, coloured by how far a judge moves it.

use super::{Drawing, Figure, WIDTH, Width, judges};
use crate::bias::short_name;
use crate::error::Result;
use crate::labels::{OrderRow, SystemRow as Row};
use crate::number::in_words;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Dash, Key, Mark, Marker, PALETTE, Panel, Patch, Style, diverging};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "judge_order",
    summary: "the place of each system under each judge, coloured by how far it is from its place under people",
    reference: "Voorhees 2000, Variations in relevance judgments and the measurement of retrieval effectiveness",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(JudgeOrder { width: Width::of(arguments) })),
};

/// The height of a row where there is room and where there is little, and of a page, in points.
const ROW: f64 = 13.0;
const LEAST_ROW: f64 = 8.0;
const PAGE: f64 = 600.0;

struct JudgeOrder {
    width: Width,
}

/// A judge with the place of each system.
struct Line {
    judge: String,
    places: Vec<Option<f64>>,
}

/// Places under each judge in the order of the systems; the people's first, then those whose orders are most like theirs.
fn lines(
    rows: &[Row],
    people: &str,
    systems: &[String],
    likeness: &dyn Fn(&str) -> Option<f64>,
) -> Vec<Line> {
    let judges = distinct(&rows.iter().map(|row| row.judge.to_string()).collect::<Vec<_>>());
    let place = |judge: &str, system: &String| {
        rows.iter().find(|row| *row.judge == *judge && *row.system == **system)?.place
    };
    let line =
        |judge: String| Line { places: systems.iter().map(|system| place(&judge, system)).collect(), judge };
    let mut lines: Vec<Line> = judges.into_iter().map(line).collect();
    let rank = |line: &Line| {
        if line.judge == people { f64::INFINITY } else { likeness(&line.judge).unwrap_or(f64::NEG_INFINITY) }
    };
    lines.sort_by(|one, other| rank(other).total_cmp(&rank(one)));
    lines
}

/// A place as short as it can be: 3, or 2.5 where systems share it.
fn written(place: f64) -> String {
    in_words(place, usize::from(place.fract() != 0.0))
}

impl Figure for JudgeOrder {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let mut rows: Vec<Row> = results.rows()?;
        let Some(measure) = rows.first().map(|row| row.measure.clone()) else { return Ok(None) };
        rows.retain(|row| row.measure == measure);
        let orders: Vec<OrderRow> = results.rows()?;
        let people = match orders.first() {
            Some(order) => order.other.to_string(),
            None => return Ok(None),
        };
        let mut of_people: Vec<&Row> = rows.iter().filter(|row| *row.judge == *people).collect();
        of_people.sort_by(|one, other| {
            let place = |row: &Row| row.place.unwrap_or(f64::INFINITY);
            place(one).total_cmp(&place(other)).then_with(|| one.system.cmp(&other.system))
        });
        let systems: Vec<String> = of_people.iter().map(|row| row.system.to_string()).collect();
        let likeness = |judge: &str| {
            orders.iter().find(|order| *order.judge == *judge && order.measure == measure)?.value
        };
        let lines = lines(&rows, &people, &systems, &likeness);
        if systems.len() < 2
            || lines.len() < 2
            || lines.iter().flat_map(|line| &line.places).all(Option::is_none)
        {
            return Ok(None);
        }
        let first = &lines[0].places;
        let farthest = (systems.len() as f64 - 1.0).max(1.0);
        let mut patches = Vec::new();
        for (row, line) in lines.iter().enumerate() {
            let y = judges::height_of(lines.len(), row);
            for (column, place) in line.places.iter().enumerate() {
                let Some(place) = place else { continue };
                let moved = first[column].map_or(0.0, |people| people - place);
                // Half of the farthest is far already.
                let colour = diverging(2.0 * moved / farthest);
                let x = column as f64;
                let mut patch = Patch::rectangle((x - 0.48, y - 0.46), (x + 0.48, y + 0.46), colour);
                patch.text = written(*place);
                patch.mark = Some(Mark {
                    judge: (row > 0).then(|| line.judge.clone()),
                    words: format!("{}, {}: place {}", line.judge, systems[column], written(*place)),
                    ..Mark::default()
                });
                patches.push(patch);
            }
        }
        let label = |line: &Line| match likeness(&line.judge) {
            Some(value) => format!("{} {}", line.judge, in_words(value, 2)),
            None => line.judge.clone(),
        };
        let names: Vec<String> = lines.iter().map(label).collect();
        let y = Axis { grid: false, ..judges::axis(self.width, &names) };
        let short: Vec<String> = systems.iter().map(|system| short_name(system)).collect();
        let x = Axis { minor: Vec::new(), ..Axis::places("", &short) };
        let title = vec![format!("place by {measure}; {people} at the top")];
        let panel = Panel { patches, ..Panel::new(title, x, y, Vec::new()) };
        let key = |label: &str, colour| Key {
            label: label.to_string(),
            style: Style { colour, marker: Marker::Square, dash: Dash::Solid },
            line: false,
            marker: true,
        };
        let chart = Chart {
            label: format!("The place of each system by {measure} under people and under each judge"),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (lines.len() as f64 * (PAGE / lines.len() as f64).clamp(LEAST_ROW, ROW)).max(44.0),
            rows: vec![vec![panel]],
            keys: vec![
                key("higher than under people", PALETTE[0]),
                key("lower than under people", PALETTE[1]),
            ],
        };
        let likeness = orders.first().map_or("", |order| &*order.likeness);
        let caption = format!(
            "The place of each system by {measure} under people ({people}, at the top, in whose order the systems stand) and under \
             each judge, those whose orders are most like it first. Blue: the judge puts the system higher than people do; orange: \
             lower. Beside each judge the likeness of its order to the people's ({likeness})."
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows) }))
    }
}
