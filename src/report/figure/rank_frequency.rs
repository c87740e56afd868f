//! Rank and frequency: `profile/rank_frequency` goes in; out comes a log–log panel per source with the fitted regimes,
//! the reference's points behind those of the others.

use super::{Drawing, Figure, WIDTH, Width, height};
use crate::error::Result;
use crate::profile::RankFrequencyRow as Row;
use crate::registry::{Cutoff, Entry};
use crate::report::plot::{
    Axis, BLACK, Chart, Dash, GREY, Key, Marker, PALE, Panel, PlotSeries, Style, style,
};
use crate::report::results::{Results, distinct};
use crate::table::{Schema, Table, TableRow};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "rank_frequency",
    summary: "rank and relative frequency of terms per source, log–log, with the fitted regimes",
    reference: "Gerlach & Altmann 2013, Stochastic Model for the Vocabulary Growth in Natural Languages, PRX 3, 021006",
    parameters: &[WIDTH],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(RankFrequency { width: Width::of(arguments) })),
};

/// The fits: column, label, look. None has the colour of a source.
const FITS: [(&str, &str, Style, f64); 4] = [
    (
        Row::fit_double_power_law,
        "two regimes, maximum likelihood",
        Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Solid },
        1.0,
    ),
    (Row::fit_least_squares_head, "two regimes, least squares", LINES, 1.1),
    (Row::fit_least_squares_tail, "two regimes, least squares", LINES, 1.1),
    (
        Row::fit_zipf_mandelbrot,
        "Zipf and Mandelbrot",
        Style { colour: GREY, marker: Marker::Disc, dash: Dash::Dotted },
        1.4,
    ),
];
/// Two lines, which do not meet at the break.
const LINES: Style = Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Dashed };
const BEHIND: Style = Style { colour: PALE, marker: Marker::Disc, dash: Dash::Solid };

struct RankFrequency {
    width: Width,
}

/// The pairs of `column` against rank for one source, ranks ascending.
fn pairs(table: &Table, column: &str) -> Result<Vec<(f64, f64)>> {
    let pairs = table.number(Row::rank)?.into_iter().zip(table.number(column)?);
    let mut pairs: Vec<_> =
        pairs.filter_map(|(rank, value)| rank.zip(value)).filter(|(_, value)| *value > 0.0).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(pairs)
}

impl Figure for RankFrequency {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let Some(table) = results.table(self.needs()) else { return Ok(None) };
        let mut sources = results.sources();
        let named = distinct(&table.text(Row::source)?);
        sources.retain(|source| named.contains(source));
        sources.extend(named.into_iter().filter(|source| !results.sources().contains(source)));
        let mut observed = Vec::new();
        for source in &sources {
            observed.push(pairs(&table.only(Row::source, source)?, Row::relative_frequency)?);
        }
        let all = || observed.iter().flatten();
        if all().next().is_none() {
            return Ok(None);
        }
        let x = Axis::log("rank of the term", all().map(|(rank, _)| *rank));
        // Fits may run above the first ranks, and are cut where they run below the last ones.
        let rarest = all().map(|(_, share)| *share).fold(f64::INFINITY, f64::min);
        let mut fits = Vec::new();
        for (column, ..) in FITS {
            fits.extend(pairs(table, column)?);
        }
        let above = fits.iter().map(|(_, share)| *share).filter(|share| *share >= rarest);
        let y = Axis::log("share of all tokens", all().map(|(_, share)| *share).chain(above));
        let mut panels = Vec::new();
        let mut fitted = [false; FITS.len()];
        for (number, source) in sources.iter().enumerate() {
            let mut series = Vec::new();
            if number > 0 {
                series.push(PlotSeries::markers(observed[0].clone(), BEHIND, 1.0));
            }
            series.push(PlotSeries::markers(observed[number].clone(), style(number), 1.2));
            for (seen, (column, _, look, width)) in fitted.iter_mut().zip(FITS) {
                let line = pairs(&table.only(Row::source, source)?, column)?;
                *seen |= !line.is_empty();
                series.push(PlotSeries::line(line, look, width));
            }
            let title = vec![source.clone()];
            panels.push(Panel::new(title, x.clone(), y.clone(), series));
        }
        let mut keys: Vec<Key> = Vec::new();
        let key = |label: String, style: Style, line: bool| Key { label, style, line, marker: !line };
        if sources.len() > 1 {
            keys.push(key(format!("{}, behind the others", sources[0]), BEHIND, false));
        }
        let mut fits: Vec<_> = FITS
            .iter()
            .zip(fitted)
            .filter(|(_, seen)| *seen)
            .map(|((_, label, look, _), _)| (label, look))
            .collect();
        fits.dedup_by_key(|(label, _)| *label);
        keys.extend(fits.into_iter().map(|(label, look)| key(label.to_string(), *look, true)));
        let rows = self.width.rows(panels);
        let chart = Chart {
            label: "Rank and relative frequency of terms, per source, with fitted regimes".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height(150.0, rows.len()),
            rows,
            keys,
        };
        let caption = "Terms ordered from the most frequent to the rarest, and the share of all tokens that each has. A \
            flatter beginning means that the commonest words dominate less; a steeper end means that rare words become \
            rarer faster. Lines are the fits; a fit whose break lies at a bound of its search is not drawn. Only terms \
            that occur at least minimum_frequency times are ranked in a fit. Least squares on log–log ranks is no \
            estimate of a power law's exponents; it is shown because the literature uses it."
            .to_string();
        let mut columns = vec![Row::source, Row::rank, Row::frequency, Row::relative_frequency];
        columns.extend(FITS.map(|(column, ..)| column));
        Ok(Some(Drawing { chart, caption, data: table.select(&columns)? }))
    }
}
