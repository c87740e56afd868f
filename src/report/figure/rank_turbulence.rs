//! Rank turbulence: `profile/rank_cells` and the terms that add most to the divergence go in; out comes a panel per source
//! with the ranks of all terms in it and in the reference, turned so that equal ranks stand upright, and the strongest by name.

use super::{Drawing, Figure, WIDTH, Width, height, placed_sources};
use crate::error::Result;
use crate::profile::keyness::worded;
use crate::profile::turbulence::CELLS;
use crate::profile::{Control, RankCellRow as Row, RankTurbulenceRow, TurbulentTermRow};
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::report::plot::{
    Axis, BLACK, Chart, Colour, Dash, GREY, Key, Marker, PALETTE, Panel, Patch, PlotSeries, Style, Word,
    style, tint,
};
use crate::report::results::Results;
use crate::table::{Schema, TableRow, distinct};

const WORDS: Parameter = Parameter {
    name: "words",
    kind: Kind::Integer { low: 0, high: 30 },
    default: "14",
    meaning: "how many terms in either direction are named at most, those with the greatest parts of the divergence; one \
        that would run into another name is left out",
};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "rank_turbulence",
    summary: "the ranks of all terms in a source and in the reference, and the terms that set the vocabularies apart most",
    reference: "Dodds et al. 2023, Allotaxonometry and rank-turbulence divergence, EPJ Data Science 12:37",
    parameters: &[WIDTH, WORDS],
    cutoff: Cutoff::Never,
    build: |arguments| {
        Ok(Box::new(RankTurbulence { width: Width::of(arguments), words: arguments.integer(WORDS.name) }))
    },
};

/// Names stand so far apart, in points.
const LINE: f64 = 7.6;
/// Of the panel's half width, what lies outside all cells and has room for names.
const MARGIN: f64 = 0.42;
/// Terms of equal ranks in both sources.
const EVEN: Colour = Colour(0x8c, 0x8c, 0x8c);

struct RankTurbulence {
    width: Width,
    words: usize,
}

/// Where two ranks stand in the turned picture: how many powers of ten the reference's rank is behind the source's, and the
/// mean of both by ratio.
fn turned(reference: f64, source: f64) -> (f64, f64) {
    ((reference / source).log10(), (reference * source).sqrt())
}

/// A cell as a square on its corner, the darker, the more terms it has, in the colour of the source that ranks them higher.
fn patch(row: &Row, most: f64, of_source: Colour) -> Option<Patch> {
    let (reference, source) = (row.reference_rank?, row.source_rank?);
    let (across, _) = turned(reference, source);
    let half = 10_f64.powf(0.5 / CELLS);
    let corner = |here: f64, there: f64| turned(reference * there, source * here);
    let (low, high) = (half.recip(), half);
    let corners = vec![corner(low, low), corner(low, high), corner(high, high), corner(high, low)];
    let strength = 0.2 + 0.8 * (row.terms as f64).ln() / most.ln().max(1.0);
    let colour = match across {
        even if even.abs() < 0.5 / CELLS => EVEN,
        higher if higher > 0.0 => of_source,
        _ => PALETTE[0],
    };
    let colour = tint(colour, strength);
    Some(Patch { corners, colour, text: String::new(), mark: None })
}

/// The named terms of one direction: those with the greatest parts whose names keep clear of each other.
fn named<'a>(
    terms: impl Iterator<Item = &'a TurbulentTermRow>,
    axis: &Axis,
    height: f64,
    count: usize,
) -> Vec<(&'a TurbulentTermRow, (f64, f64))> {
    let mut taken: Vec<f64> = Vec::new();
    let mut found = Vec::new();
    for row in terms {
        let Some((reference, source)) = row.reference_rank.zip(row.source_rank) else { continue };
        let at = turned(reference, source);
        let Some(level) = axis.place(at.1, 0.0, height) else { continue };
        if found.len() < count && taken.iter().all(|other| (other - level).abs() >= LINE) {
            taken.push(level);
            found.push((row, at));
        }
    }
    found
}

impl Figure for RankTurbulence {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let rows: Vec<Row> = results.rows()?;
        let terms: Vec<TurbulentTermRow> = results.rows()?;
        let mut values: Vec<RankTurbulenceRow> = results.rows()?;
        values.retain(|row| row.control == Control::Raw.name());
        let pairs = distinct(rows.iter().map(|row| (&row.reference, &row.source)));
        if pairs.is_empty() {
            return Ok(None);
        }
        let most = rows.iter().map(|row| row.terms).max().unwrap_or(1) as f64;
        let places = || rows.iter().filter_map(|row| Some(turned(row.reference_rank?, row.source_rank?)));
        let farthest = places().map(|(across, _)| across.abs()).fold(0.5, f64::max) / (1.0 - MARGIN);
        let x =
            Axis::linear("log₁₀ (rank in the reference ÷ rank in the source)", [-farthest, farthest], 0.0);
        // The most frequent terms stand at the top.
        let upwards = Axis::log("mean rank (geometric)", places().map(|(_, rank)| rank));
        let y = Axis { low: upwards.high, high: upwards.low, ..upwards };
        let lines = pairs.len().div_ceil(self.width.columns.min(2));
        let height = height(300.0, lines).max(120.0);
        let dot = Style { colour: BLACK, marker: Marker::Disc, dash: Dash::Solid };
        let compared: Vec<String> = pairs.iter().map(|(_, source)| source.to_string()).collect();
        let placed = placed_sources(results, &compared);
        let mut panels = Vec::new();
        for (reference, source) in &pairs {
            let cells = rows.iter().filter(|row| row.reference == **reference && row.source == **source);
            let place =
                placed.iter().find(|(_, name)| name.as_str() == &***source).map_or(1, |(place, _)| *place);
            let patches = cells.filter_map(|row| patch(row, most, style(place).colour)).collect();
            let mut series = Vec::new();
            for higher in [true, false] {
                let of_side = terms.iter().filter(|row| {
                    row.reference == **reference && row.source == **source && row.higher == higher
                });
                let found = named(of_side, &y, height, self.words);
                let mut dots = PlotSeries::markers(found.iter().map(|(_, at)| *at).collect(), dot, 1.2);
                let word = |(row, at): &(&TurbulentTermRow, (f64, f64))| Word {
                    at: *at,
                    text: worded(&row.form, &row.term),
                    left: !higher,
                };
                dots.words = found.iter().map(word).collect();
                series.push(dots);
            }
            let value = values.iter().find(|row| row.reference == **reference && row.source == **source);
            let mut title = vec![format!("{source} against {reference}")];
            if let Some(divergence) = value.and_then(|row| row.divergence) {
                let chance = value.and_then(|row| row.by_chance);
                let chance = chance.map_or(String::new(), |chance| format!(", {chance:.3} by chance"));
                title.push(format!("divergence {divergence:.3}{chance}"));
            }
            let panel = Panel::new(title, x.clone(), y.clone(), series);
            panels.push(Panel { upright: Some(0.0), patches, ..panel });
        }
        let key = |label: &str, colour: Colour| Key {
            label: label.to_string(),
            style: Style { colour, marker: Marker::Square, dash: Dash::Solid },
            line: false,
            marker: true,
        };
        let keys = vec![
            key("the reference ranks the term higher", PALETTE[0]),
            key("as high", EVEN),
            key(
                "the source ranks the term higher",
                match &placed[..] {
                    [(place, _)] => style(*place).colour,
                    _ => GREY,
                },
            ),
        ];
        let chart = Chart {
            label: "Ranks of all terms in each source and in the reference".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: height,
            rows: self.width.paired(panels),
            keys,
        };
        let alphas: Vec<String> =
            values.iter().filter_map(|row| row.alpha).map(|alpha| format!("{alpha:.2}")).collect();
        let alpha = distinct(&alphas).first().map_or(String::new(), |alpha| format!(" (α = {alpha})"));
        let caption = format!(
            "The ranks of all terms, the most frequent ones at the top: on the line a term has the same rank in the source \
             and in the reference, to its right the source ranks it higher, to its left lower. Cells are the darker, the \
             more terms they hold; the bands at the lower edges are terms that one of the two lacks. Named are terms that \
             add most to the rank-turbulence divergence{alpha}, which is 0 for copies and 1 for vocabularies without a \
             shared term; by chance is its mean where labels are exchanged at random within contents."
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(rows.clone()) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_square_on_its_corner() {
        let row = Row {
            reference: "human".into(),
            source: "llm".into(),
            reference_rank: Some(100.0),
            source_rank: Some(10.0),
            terms: 3,
        };
        let patch = patch(&row, 3.0, PALETTE[2]).unwrap();
        let expected = [
            (1.0, 10_f64.powf(1.45)),
            (1.1, 10_f64.powf(1.5)),
            (1.0, 10_f64.powf(1.55)),
            (0.9, 10_f64.powf(1.5)),
        ];
        for (corner, expected) in patch.corners.iter().zip(expected) {
            assert!(
                (corner.0 - expected.0).abs() < 1e-9 && (corner.1 - expected.1).abs() < 1e-9,
                "{corner:?}"
            );
        }
        // The source ranks it higher: its colour, at full strength.
        assert_eq!(patch.colour, PALETTE[2]);
    }

    #[test]
    fn names_keep_clear_of_each_other() {
        let row = |term: &str, rank: f64| TurbulentTermRow {
            reference: "human".into(),
            source: "llm".into(),
            term: term.to_string(),
            form: String::new(),
            higher: true,
            source_rank: Some(rank),
            reference_rank: Some(rank),
            source_frequency: 1,
            reference_frequency: 1,
            part: Some(0.1),
        };
        let rows = [row("a", 10.0), row("b", 10.5), row("c", 100.0), row("d", 1000.0)];
        let axis = Axis::log("", [1.0, 1000.0]);
        let names = |count: usize| -> Vec<&str> {
            named(rows.iter(), &axis, 200.0, count).into_iter().map(|(row, _)| row.term.as_str()).collect()
        };
        assert_eq!((names(9), names(1)), (vec!["a", "c", "d"], vec!["a"]));
    }
}
