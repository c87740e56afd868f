//! Source bias under each judge: `labels/relative_delta` goes in; out come a row for the people and for each judge and a panel
//! for each system, with intervals and a band where the people's lies.

use super::forest::pitch;
use super::{Drawing, Figure, PERCENT, WIDTH, Width, judges};
use crate::bias::{JudgeDeltaRow as Row, short_name};
use crate::error::Result;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Dash, Key, Marker, PALE, Panel, Patch, PlotSeries, Style, filled_style,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "judge_relative_delta",
    summary: "Relative Δ of each system under people and under each judge, with intervals",
    reference: "Dai et al. 2024, Neural Retrievers are Biased Towards LLM-Generated Content, KDD, eq. 3",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(JudgeRelativeDelta { width: Width::of(arguments) })),
};

struct JudgeRelativeDelta {
    width: Width,
}

/// The judges below the people, from the one that moves the first system up most.
fn names(rows: &[Row], people: &str) -> Vec<String> {
    let first = &rows[0];
    let same = |row: &&Row| row.system == first.system && row.source == first.source && *row.judge != *people;
    let mut judges: Vec<&Row> = rows.iter().filter(same).collect();
    let place = |row: &Row| row.relative_delta_percent.unwrap_or(f64::NEG_INFINITY);
    judges.sort_by(|one, other| place(other).total_cmp(&place(one)));
    std::iter::once(people).chain(judges.iter().map(|row| &*row.judge)).map(str::to_string).collect()
}

fn panel(rows: &[Row], system: &str, sources: &[String], names: &[String], y: &Axis) -> Panel {
    let of_system = || rows.iter().filter(|row| *row.system == *system);
    let height = |row: &Row, number: usize| {
        let place = names.iter().position(|name| **name == *row.judge).unwrap_or(0);
        let middle = (sources.len() as f64 - 1.0) / 2.0;
        judges::height_of(names.len(), place) - (number as f64 - middle) * 0.8 / sources.len() as f64
    };
    let mut series = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let found = of_system().filter(|row| *row.source == **source).filter_map(|row| {
            let (value, interval) = (row.relative_delta_percent?, row.low.zip(row.high));
            let pair = format!("{source} against {}", row.reference);
            let mut mark = judges::mark(&row.judge, &[system, &pair], value, interval, PERCENT);
            if *row.judge == *names[0] {
                mark.judge = None;
            }
            mark.source = Some(source.clone());
            Some((height(row, number), value, interval, mark))
        });
        series.push(PlotSeries { style: filled_style(number), ..judges::series(found) });
    }
    let ends = of_system().flat_map(|row| [row.relative_delta_percent, row.low, row.high]).flatten();
    let x = Axis::linear("Relative Δ (%)", ends.chain([0.0]), 0.03);
    let mut patches = Vec::new();
    // With several sources the bands would hide each other.
    if let ([_], Some(people)) = (sources, of_system().find(|row| *row.judge == *names[0]))
        && let Some((low, high)) = people.low.zip(people.high)
    {
        patches.push(Patch::rectangle((low, -0.5), (high, names.len() as f64 - 0.5), PALE));
        let style = Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Dotted };
        let middle = people.relative_delta_percent.unwrap_or(low);
        let line = vec![(middle, -0.5), (middle, names.len() as f64 - 0.5)];
        series.insert(0, PlotSeries::line(line, style, 0.8));
    }
    let panel = Panel::new(vec![short_name(system)], x, y.clone(), series);
    Panel { patches, upright: Some(0.0), ..panel }
}

impl Figure for JudgeRelativeDelta {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let mut rows: Vec<Row> = results.rows()?;
        let Some(measure) = rows.first().map(|row| row.measure.clone()) else { return Ok(None) };
        rows.retain(|row| row.measure == measure);
        let all = distinct(&rows.iter().map(|row| row.system.to_string()).collect::<Vec<_>>());
        let systems = &all[..all.len().min(self.width.columns)];
        rows.retain(|row| systems.iter().any(|system| **system == *row.system));
        if rows.iter().all(|row| row.relative_delta_percent.is_none()) {
            return Ok(None);
        }
        let (people, reference) = (rows[0].judge.to_string(), rows[0].reference.to_string());
        let sources = distinct(&rows.iter().map(|row| row.source.to_string()).collect::<Vec<_>>());
        let names = names(&rows, &people);
        let y = judges::axis(self.width, &names);
        let panels = systems.iter().map(|system| panel(&rows, system, &sources, &names, &y)).collect();
        let keys = sources.iter().enumerate().map(|(number, source)| Key {
            label: format!("{source} against {reference}"),
            style: filled_style(number),
            line: false,
            marker: true,
        });
        let lines = names.len() * sources.len();
        let drawn = |row: &Row| row.low.is_some();
        let (any, of_people) =
            (rows.iter().any(drawn), rows.iter().any(|row| *row.judge == *people && drawn(row)));
        let chart = Chart {
            label: judges::label(
                &format!("Relative Delta of {measure} under people and under each judge"),
                any,
            ),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (lines as f64 * pitch(lines)).max(44.0),
            rows: vec![panels],
            keys: keys.collect(),
        };
        let band =
            if sources.len() == 1 && of_people { " The grey band is the people's interval." } else { "" };
        let remark = match all.len() > systems.len() {
            true => format!(" Of {} systems the figure shows the first {}.", all.len(), systems.len()),
            false => String::new(),
        };
        let caption = format!(
            "Relative Δ of {measure} of each system under people ({people}, at the top) and under each judge: (H − L) / ((H + L) / 2) \
             · 100 %, where H counts the documents of {reference} that the judge finds relevant, and L those of the source. Left of \
             the zero line the source's versions are ranked better.{}{band}{remark}",
            judges::bars(any)
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows) }))
    }
}
