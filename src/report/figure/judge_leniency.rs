//! Leniency of judges: `labels/leniency` and `labels/grades` go in; out come by how much each judge grades higher than the
//! people, with intervals, and beside that how often it gives each grade.

use super::forest::pitch;
use super::{Drawing, Figure, WIDTH, Width, decimals, judges};
use crate::error::Result;
use crate::labels::{GradeRow, LeniencyRow as Row};
use crate::number::in_words;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Dash, Key, Mark, Marker, Panel, Patch, Style, diverging};
use crate::report::results::Results;
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "judge_leniency",
    summary: "by how much each judge grades higher than people, with intervals, and how often it gives each grade",
    reference: "Thomas et al. 2024, Large language models can accurately predict searcher preferences, SIGIR",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(JudgeLeniency { width: Width::of(arguments) })),
};

/// More grades than these could not be told apart.
const MOST_GRADES: usize = 8;

struct JudgeLeniency {
    width: Width,
}

/// The grades of a judge, from the lowest, with their shares.
fn shares(rows: &[GradeRow], judge: &str) -> Vec<(f64, f64)> {
    let of_judge = rows.iter().filter(|row| &*row.judge == judge);
    let mut found: Vec<(f64, f64)> = of_judge.filter_map(|row| row.grade.zip(row.share)).collect();
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    found
}

/// The colour of the grade at a place among so many: the higher, the darker.
fn shade(place: usize, grades: usize) -> crate::report::plot::Colour {
    // Not quite the palette's blue, which a dark page makes lighter.
    diverging(0.12 + 0.86 * place as f64 / (grades.max(2) - 1) as f64)
}

/// The shares of the grades of each judge, laid end to end.
fn bars(grades: &[GradeRow], names: &[String]) -> (Vec<Patch>, Vec<f64>) {
    let mut levels: Vec<f64> = grades.iter().filter_map(|row| row.grade).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let mut patches = Vec::new();
    for (row, judge) in names.iter().enumerate() {
        let (y, mut from) = (judges::height_of(names.len(), row), 0.0);
        for (grade, share) in shares(grades, judge) {
            let place = levels.iter().position(|level| *level == grade).unwrap_or(0);
            let to = (from + share).min(1.0);
            let mut patch = Patch::rectangle((from, y - 0.4), (to, y + 0.4), shade(place, levels.len()));
            patch.mark = Some(Mark {
                judge: Some(judge.clone()),
                words: format!("{judge}, grade {}: {} %", decimals(grade), in_words(100.0 * share, 1)),
                ..Mark::default()
            });
            patches.push(patch);
            from = to;
        }
    }
    (patches, levels)
}

impl Figure for JudgeLeniency {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let mut rows: Vec<Row> = results.rows()?;
        if rows.iter().all(|row| row.shift.is_none()) {
            return Ok(None);
        }
        let order = |row: &Row| row.shift.unwrap_or(f64::NEG_INFINITY);
        rows.sort_by(|one, other| order(other).total_cmp(&order(one)));
        let people = rows[0].other.to_string();
        // The people stand among the judges where their shift is: at 0.
        let mut names: Vec<String> = rows.iter().map(|row| row.judge.to_string()).collect();
        let place = rows.iter().filter(|row| order(row) > 0.0).count();
        names.insert(place, people.clone());
        let row_of = |judge: &str| names.iter().position(|name| name == judge).unwrap_or(0);
        let height = |judge: &str| judges::height_of(names.len(), row_of(judge));
        let found = rows.iter().filter_map(|row| {
            let (value, interval) = (row.shift?, row.low.zip(row.high));
            let mark = judges::mark(&row.judge, &["leniency"], value, interval, (3, " grades"));
            Some((height(&row.judge), value, interval, mark))
        });
        let series = judges::series(found);
        let ends = rows.iter().flat_map(|row| [row.shift, row.low, row.high]).flatten();
        let x = Axis::linear("mean grade less the people's", ends.chain([0.0]), 0.03);
        let y = judges::axis(self.width, &names);
        let title = vec!["left: stricter than people, right: more lenient".to_string()];
        let mut panels = vec![Panel { upright: Some(0.0), ..Panel::new(title, x, y.clone(), vec![series]) }];
        let grades: Vec<GradeRow> = results.rows()?;
        let (patches, levels) = bars(&grades, &names);
        let mut keys = Vec::new();
        if self.width.columns > 1 && (1..=MOST_GRADES).contains(&levels.len()) {
            let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
            let x = Axis {
                ticks: ticks.map(|share| (share, in_words(100.0 * share, 0))).to_vec(),
                low: 0.0,
                high: 1.0,
                ..Axis::linear("share of pairs (%)", ticks, 0.0)
            };
            let panel = Panel::new(vec!["how often each grade is given".to_string()], x, y, Vec::new());
            panels.push(Panel { patches, ..panel });
            keys.extend(levels.iter().enumerate().map(|(place, grade)| Key {
                label: format!("grade {}", decimals(*grade)),
                style: Style {
                    colour: shade(place, levels.len()),
                    marker: Marker::Square,
                    dash: Dash::Solid,
                },
                line: false,
                marker: true,
            }));
        }
        let beside = match panels.len() {
            1 => "",
            _ => " At the right the share of each grade among the pairs that a judge has graded.",
        };
        let drawn = rows.iter().any(|row| row.low.is_some());
        let chart = Chart {
            label: judges::label("By how much each judge grades higher than people", drawn),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (names.len() as f64 * pitch(names.len())).max(44.0),
            rows: vec![panels],
            keys,
        };
        let caption = format!(
            "By how much the mean grade of each judge is above that of people ({people}), over pairs that both have graded; the \
             most lenient stand at the top, and people where the shift is 0.{}{beside}",
            judges::bars(drawn)
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows) }))
    }
}
