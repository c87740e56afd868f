//! Agreement of judges: `labels/agreement` goes in; out come a row for each judge and a panel for each of a few measures, with
//! intervals; without people, a row for each two judges.

use super::forest::pitch;
use super::{Drawing, Figure, WIDTH, Width, judges, kind};
use crate::error::Result;
use crate::labels::AgreementRow as Row;
use crate::labels::agreement::compared;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Panel};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "judge_agreement",
    summary: "how far each judge agrees with people, a row for each judge, with intervals",
    reference: "Cohen 1960, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(JudgeAgreement { width: Width::of(arguments) })),
};

/// As many rows as a page has room for; pairs of judges are more than judges.
const MOST_ROWS: usize = 48;

struct JudgeAgreement {
    width: Width,
}

/// A row of the figure: the judge or the two judges, and its value by each measure.
struct Line {
    label: String,
    values: Vec<Option<Row>>,
}

impl Line {
    fn first(&self) -> f64 {
        self.values[0].as_ref().and_then(|row| row.value).unwrap_or(f64::NEG_INFINITY)
    }
}

/// One measure of each kind, as many as there are panels.
fn some_measures(rows: &[Row], panels: usize) -> Vec<String> {
    let measures = distinct(&rows.iter().map(|row| row.measure.to_string()).collect::<Vec<_>>());
    let kind = |measure: &String| kind(measure).unwrap_or_else(|| measure.clone());
    let kinds = distinct(&measures.iter().map(kind).collect::<Vec<_>>());
    let first = |wanted: &String| measures.iter().find(|measure| kind(measure) == *wanted).cloned();
    kinds.iter().filter_map(first).take(panels).collect()
}

/// The rows of the figure, those that agree most first.
fn lines(rows: &[Row], measures: &[String], with_people: bool) -> Vec<Line> {
    let label = |row: &Row| match with_people {
        true => row.judge.to_string(),
        false => format!("{}, {}", row.judge, row.other),
    };
    let labels = distinct(&rows.iter().map(label).collect::<Vec<_>>());
    let line = |name: String| {
        let value = |measure: &String| {
            rows.iter().find(|row| label(row) == name && *row.measure == **measure).cloned()
        };
        Line { values: measures.iter().map(value).collect(), label: name }
    };
    let mut lines: Vec<Line> = labels.into_iter().map(line).collect();
    lines.sort_by(|one, other| other.first().total_cmp(&one.first()));
    lines
}

impl Figure for JudgeAgreement {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let mut rows: Vec<Row> = results.rows()?;
        let with_people = rows.iter().any(|row| &*row.compared == compared::WITH_PEOPLE);
        let wanted = if with_people { compared::WITH_PEOPLE } else { compared::JUDGES };
        rows.retain(|row| &*row.compared == wanted);
        let measures = some_measures(&rows, self.width.columns);
        rows.retain(|row| measures.contains(&row.measure.to_string()));
        if rows.iter().all(|row| row.value.is_none()) {
            return Ok(None);
        }
        let mut lines = lines(&rows, &measures, with_people);
        let (all, mut remark) = (lines.len(), String::new());
        if all > MOST_ROWS {
            let half = MOST_ROWS / 2;
            lines.drain(half..all - half);
            remark = format!(" Of {all} rows the figure shows the first and the last {half}.");
        }
        let labels: Vec<String> = lines.iter().map(|line| line.label.clone()).collect();
        let y = judges::axis(self.width, &labels);
        let panel = |(place, measure): (usize, &String)| {
            let found = lines.iter().enumerate().filter_map(|(number, line)| {
                let row = line.values[place].as_ref()?;
                let (value, interval) = (row.value?, row.low.zip(row.high));
                let mut mark = judges::mark(&row.judge, &[measure], value, interval, (3, ""));
                if !with_people {
                    mark.words = super::said(&[&line.label, measure], value, interval, (3, ""));
                }
                Some((judges::height_of(lines.len(), number), value, interval, mark))
            });
            let series = judges::series(found);
            let of_measure = lines.iter().filter_map(|line| line.values[place].as_ref());
            let ends = of_measure.flat_map(|row| [row.value, row.low, row.high]).flatten();
            let x = Axis::linear("", ends.chain([0.0]), 0.03);
            Panel { upright: Some(0.0), ..Panel::new(vec![measure.clone()], x, y.clone(), vec![series]) }
        };
        let panels: Vec<Panel> = measures.iter().enumerate().map(panel).collect();
        let other = if with_people { &*rows[0].other } else { "each other" };
        let drawn = lines.iter().flat_map(|line| line.values.iter().flatten()).any(|row| row.low.is_some());
        let chart = Chart {
            label: judges::label(&format!("Agreement of judges with {other}"), drawn),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (lines.len() as f64 * pitch(lines.len())).max(44.0),
            rows: vec![panels],
            keys: Vec::new(),
        };
        let whom = if with_people { format!("people ({other})") } else { "each other".to_string() };
        let caption = format!(
            "How far each judge agrees with {whom}, by {}; those that agree most stand at the top. 1 is perfect agreement, 0 \
             (the line) what chance alone gives.{}{remark}",
            measures.join(", "),
            judges::bars(drawn)
        );
        let kept: Vec<Row> = lines.into_iter().flat_map(|line| line.values).flatten().collect();
        Ok(Some(Drawing { chart, caption, data: Row::to_table(kept) }))
    }
}
