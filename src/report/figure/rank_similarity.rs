//! Closeness along the ranking: `bias/rank_similarity` goes in; out comes a panel per similarity and model with the mean
//! similarity of each source's documents in bins of ranks.

use super::{Drawing, Figure, WIDTH, Width, height, layered, said, some_models};
use crate::bias::short_names;
use crate::bias::{POOLED, RankSimilarityRow as Row};
use crate::error::Result;
use crate::number::grouped;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{Axis, Chart, Key, Mark, Panel, PlotSeries, style};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "rank_similarity",
    summary: "mean similarity of query and document by rank, per source, with intervals",
    reference: "Huang et al. 2025, How Do LLM-Generated Texts Impact Term-Based Retrieval Models?, arXiv 2508.17715",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(RankSimilarity { width: Width::of(arguments) })),
};

struct RankSimilarity {
    width: Width,
}

/// The name of the axis of a similarity: a divergence is shown with its sign turned, so that higher is closer.
fn closeness(similarity: &str) -> String {
    match similarity {
        "kl" => "mean closeness (−KL)".to_string(),
        "jensen_shannon" => "mean closeness (−JS)".to_string(),
        other => format!("mean closeness ({other})"),
    }
}

impl Figure for RankSimilarity {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let sources = table.text(Row::source)?;
        let several = sources.iter().any(|source| source != POOLED);
        let (shown, remark) = some_models(distinct(&table.text(Row::model)?));
        let models = table.text(Row::model)?;
        let table = table.filter(|row| shown.contains(&models[row]) && (!several || sources[row] != POOLED));
        let (models, similarities) = (table.text(Row::model)?, table.text(Row::similarity)?);
        let sources = table.text(Row::source)?;
        let (from, to) = (table.number(Row::rank_low)?, table.number(Row::rank_high)?);
        let (means, low, high) =
            (table.number(Row::mean)?, table.number(Row::low)?, table.number(Row::high)?);
        if means.iter().all(Option::is_none) {
            return Ok(None);
        }
        // A bin stands at its geometric middle: bins are equally wide on a logarithmic axis.
        let middle = |row: usize| from[row].zip(to[row]).map(|(from, to)| (from * to).sqrt());
        let mut source_names = results.sources();
        source_names.retain(|name| sources.contains(name));
        source_names.extend(distinct(&sources).into_iter().filter(|name| !results.sources().contains(name)));
        let (model_names, similarity_names) = (distinct(&models), distinct(&similarities));
        let (model_labels, similarity_labels) = (short_names(&model_names), short_names(&similarity_names));
        let x = Axis::log("rank", (0..table.height()).filter_map(middle));
        let mut rows = Vec::new();
        for (similarity, similarity_label) in similarity_names.iter().zip(&similarity_labels) {
            let of_similarity: Vec<usize> =
                (0..table.height()).filter(|row| similarities[*row] == *similarity).collect();
            let shown = of_similarity.iter().flat_map(|row| [means[*row], low[*row], high[*row]]).flatten();
            let y = Axis::linear(&closeness(similarity_label), shown, 0.06);
            let mut panels = Vec::new();
            for (model, model_label) in model_names.iter().zip(&model_labels) {
                let mut series = Vec::new();
                for (number, source) in source_names.iter().enumerate() {
                    let (mut points, mut intervals, mut marks) = (Vec::new(), Vec::new(), Vec::new());
                    let mine = |row: &usize| models[*row] == *model && sources[*row] == *source;
                    for row in of_similarity.iter().copied().filter(mine) {
                        // A hair to the side, so that intervals of the sources do not cover each other.
                        let shift = 1.0 + 0.05 * (number as f64 - (source_names.len() as f64 - 1.0) / 2.0);
                        let Some(x) = middle(row).map(|middle| middle * shift) else { continue };
                        points.extend(means[row].map(|mean| (x, mean)));
                        let interval = low[row].zip(high[row]);
                        intervals.extend(interval.map(|(low, high)| (x, low, high)));
                        let rank = |end: Option<f64>| grouped(end.unwrap_or_default(), 0);
                        let ranks = format!("ranks {} to {}", rank(from[row]), rank(to[row]));
                        let names = [model_label.as_str(), source, &ranks];
                        marks.extend(means[row].map(|mean| Mark {
                            source: Some(source.clone()),
                            words: said(&names, mean, interval, (4, "")),
                            ..Mark::default()
                        }));
                    }
                    let drawn = PlotSeries::markers(points, style(number), 1.7).with_intervals(intervals);
                    let mut drawn = drawn.with_marks(marks);
                    drawn.line = Some(layered(number));
                    series.push(drawn);
                }
                let panel = Panel::new(vec![model_label.clone()], x.clone(), y.clone(), series);
                panels.push(Panel { mark: Some(Mark::of_model(model_label)), ..panel });
            }
            // A row a similarity where all models fit beside each other.
            let columns = if self.width.columns > 1 && panels.len() == 4 { 4 } else { 2 };
            rows.extend(self.width.at_least(columns).rows(panels));
        }
        let keys = source_names.iter().enumerate();
        let keys = keys
            .map(|(n, name)| Key { label: name.clone(), style: style(n), line: true, marker: true })
            .collect();
        let chart = Chart {
            label: "Mean similarity of query and document by rank, per source and model".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height(100.0, rows.len()),
            rows,
            keys,
        };
        let caption = "How close the term distribution of a document is to the query's, by its rank; higher is closer. \
            If closeness is what a model ranks by, every line falls with the rank, and at one rank the sources are \
            equally close. Bars are bootstrap intervals over queries. Few queries reach the last ranks, and those few \
            are not typical: a bend in the lines there is not a finding."
            .to_string()
            + &remark;
        let columns = [
            Row::model,
            Row::similarity,
            Row::source,
            Row::rank_low,
            Row::rank_high,
            Row::mean,
            Row::low,
            Row::high,
            Row::n,
        ];
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
