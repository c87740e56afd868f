//! Effectiveness by target: `evaluate/summary` goes in; out comes a panel per model with the mean nDCG of each source's
//! documents and its interval.

use super::{Drawing, Figure, WIDTH, Width, beside, by_cutoff, height, radius, said, some_models};
use crate::bias::short_names;
use crate::error::Result;
use crate::evaluate::EvaluationRow as Row;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "ndcg_by_source",
    summary: "mean nDCG@k with each source's documents as targets, by model, with intervals",
    reference: "Järvelin & Kekäläinen 2002, Cumulated gain-based evaluation of IR techniques, TOIS",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(NdcgBySource { width: Width::of(arguments) })),
};

struct NdcgBySource {
    width: Width,
}

/// The name of a measure without its cutoff.
fn family(measure: &str) -> &str {
    measure.rsplit_once('@').map_or(measure, |(name, _)| name)
}

impl Figure for NdcgBySource {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        // Without any nDCG the figure shows the measures that there are.
        let measures = table.text(Row::measure)?;
        let any = measures.iter().any(|measure| family(measure) == "nDCG");
        let targets = table.text(Row::target)?;
        let several = targets.iter().any(|target| target != "all");
        let models = table.text(Row::model)?;
        let (shown, remark) = some_models(distinct(&models));
        let keep = |row: usize| {
            let of_kind = !any || family(&measures[row]) == "nDCG";
            of_kind && (!several || targets[row] != "all") && shown.contains(&models[row])
        };
        let table = table.filter(keep);
        let (models, targets, measures) =
            (table.text(Row::model)?, table.text(Row::target)?, table.text(Row::measure)?);
        let (means, low, high) =
            (table.number(Row::mean)?, table.number(Row::low)?, table.number(Row::high)?);
        if means.iter().all(Option::is_none) {
            return Ok(None);
        }
        let model_names = distinct(&models);
        let measure_names = by_cutoff(results.headline_first(distinct(&measures)));
        let mut target_names = results.sources();
        target_names.retain(|name| targets.contains(name));
        target_names.extend(distinct(&targets).into_iter().filter(|name| !results.sources().contains(name)));
        let (titles, measure_labels) = (short_names(&model_names), short_names(&measure_names));
        let shown = means.iter().chain(&low).chain(&high).flatten().copied();
        let name = if any { "nDCG@k" } else { "measure" };
        let y = Axis::linear(&format!("mean {name} over queries"), shown, 0.06);
        let mut panels = Vec::new();
        for (model, title) in model_names.iter().zip(titles) {
            let mut series = Vec::new();
            for (number, target) in target_names.iter().enumerate() {
                let (mut points, mut intervals, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                for row in
                    (0..table.height()).filter(|row| models[*row] == *model && targets[*row] == *target)
                {
                    let place = measure_names.iter().position(|name| *name == measures[row]).unwrap_or(0);
                    let x = beside(place, number, target_names.len());
                    points.extend(means[row].map(|value| (x, value)));
                    let interval = low[row].zip(high[row]);
                    intervals.extend(interval.map(|(low, high)| (x, low, high)));
                    let names = [title.as_str(), target, &measure_labels[place]];
                    marks.extend(means[row].map(|value| Mark {
                        source: Some(target.clone()),
                        words: said(&names, value, interval, (4, "")),
                        ..Mark::default()
                    }));
                }
                let size = radius(target_names.len());
                let drawn = PlotSeries::markers(points, style(number), size).with_intervals(intervals);
                series.push(drawn.with_marks(marks));
            }
            let mark = Some(Mark::of_model(&title));
            let x = Axis::places("", &measure_labels);
            panels.push(Panel { mark, ..Panel::new(vec![title], x, y.clone(), series) });
        }
        let keys = target_names.iter().enumerate().map(|(number, target)| Key {
            label: format!("{target} documents as targets"),
            style: style(number),
            line: false,
            marker: true,
        });
        let rows = self.width.rows(panels);
        let chart = Chart {
            label: "Mean nDCG by source of the targets and model, with intervals".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height(130.0, rows.len()),
            rows,
            keys: keys.collect(),
        };
        let compared = match target_names.len() {
            1 => "",
            _ => {
                " when only one source's versions count as relevant; the other sources' versions stay in the ranking. The source \
                 whose points lie higher is ranked better. Each target is averaged over the queries for which it is defined; H \
                 and L in the table of Relative Δ are over the queries that have both"
            }
        };
        let caption = format!(
            "How well each model finds the relevant documents{compared}. Bars are bootstrap intervals over queries.{remark}"
        );
        let data = table.select(&[Row::model, Row::target, Row::measure, Row::mean, Row::low, Row::high])?;
        Ok(Some(Drawing { chart, caption, data }))
    }
}
