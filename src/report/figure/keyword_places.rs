//! Dispersion: `profile/keyword_places` goes in; out comes a panel per source with a strip for each of its strongest keywords
//! in its own texts and one in the reference's, laid end to end, with a tick wherever the keyword stands.

use super::{Drawing, Figure, WIDTH, Width, placed_sources};
use crate::error::Result;
use crate::profile::keyness::STRETCHES;
use crate::profile::{KeynessRow, KeywordPlaceRow as Row};
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::report::plot::{
    Axis, Chart, Dash, GREY, Key, Marker, PALETTE, Panel, Patch, Style, fitted, style,
};
use crate::report::results::Results;
use crate::report::table::strongest;
use crate::table::{Schema, TableRow, distinct};

const WORDS: Parameter = Parameter {
    name: "words",
    kind: Kind::Integer { low: 1, high: 10 },
    default: "6",
    meaning: "how many keywords in either direction, those of the greatest G²; fewer where panels would not fit a page",
};

pub(super) const ENTRY: Entry<dyn Figure> = Entry {
    name: "keyword_places",
    summary: "where the strongest keywords stand in the texts of each source, laid end to end (dispersion plot)",
    reference: "Gries 2020, Analyzing Dispersion, in: A Practical Handbook of Corpus Linguistics",
    parameters: &[WIDTH, WORDS],
    cutoff: Cutoff::Never,
    build: |arguments| {
        Ok(Box::new(KeywordPlaces { width: Width::of(arguments), words: arguments.integer(WORDS.name) }))
    },
};

/// The height of one keyword's two strips, in points.
const ROW: f64 = 13.0;
/// The height of a page, and what a panel needs around its frame, in points.
const PAGE: f64 = 640.0;
const AROUND: f64 = 30.0;
/// The part of its strip that the highest tick fills, and the lowest one.
const HIGHEST: f64 = 0.37;
const LOWEST: f64 = 0.12;

struct KeywordPlaces {
    width: Width,
    words: usize,
}

/// One strip: ticks that begin at `base`, as high as the share of the stretch's tokens is beside the greatest one. Stretches
/// that follow each other are one shape.
fn strip(rows: &[&Row], base: f64, greatest: f64, look: Style) -> Vec<Patch> {
    let share = |row: &Row| row.occurrences as f64 / row.tokens.max(1) as f64;
    let x = |stretch: u64| 100.0 * stretch as f64 / STRETCHES as f64;
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| row.stretch);
    let runs = sorted.chunk_by(|left, right| left.stretch + 1 == right.stretch);
    let shape = |run: &[&Row]| {
        let mut corners = vec![(x(run[0].stretch), base)];
        for row in run {
            let top = base + LOWEST + (HIGHEST - LOWEST) * share(row) / greatest;
            corners.extend([(x(row.stretch), top), (x(row.stretch + 1), top)]);
        }
        corners.push((x(run[run.len() - 1].stretch + 1), base));
        Patch { corners, colour: look.colour, text: String::new(), mark: None }
    };
    runs.map(shape).collect()
}

impl KeywordPlaces {
    /// How many words in either direction leave all panels on one page.
    fn fitting(&self, panels: usize) -> usize {
        let room = (PAGE / panels.max(1) as f64 - AROUND) / ROW / 2.0;
        self.words.min(room.floor().max(2.0) as usize)
    }
}

impl Figure for KeywordPlaces {
    fn needs(&self) -> &'static Schema {
        Row::SCHEMA
    }

    fn draw(&self, results: &Results) -> Result<Option<Drawing>> {
        let rows: Vec<Row> = results.rows()?;
        let pairs = distinct(rows.iter().map(|row| (&row.reference, &row.source)));
        let keywords = strongest(results.rows::<KeynessRow>()?, self.fitting(pairs.len()));
        let named: Vec<String> = pairs.iter().map(|(_, source)| source.to_string()).collect();
        let placed = placed_sources(results, &named);
        let look = |colour| Style { colour, marker: Marker::Square, dash: Dash::Solid };
        let of_reference = look(PALETTE[0]);
        let of_source = |source: &str| {
            look(style(placed.iter().find(|(_, name)| name == source).map_or(1, |(place, _)| *place)).colour)
        };
        let (mut panels, mut shown) = (Vec::new(), Vec::new());
        let mut names = Vec::new();
        for (reference, source) in &pairs {
            let of_pair: Vec<&Row> =
                rows.iter().filter(|row| row.reference == **reference && row.source == **source).collect();
            let words: Vec<&KeynessRow> = keywords
                .iter()
                .filter(|row| row.reference == **reference && row.source == **source)
                .collect();
            let places = words.len();
            let looks = [of_source(source), of_reference];
            let mut patches = Vec::new();
            for (place, word) in words.iter().enumerate() {
                let of_word: Vec<&Row> =
                    of_pair.iter().copied().filter(|row| *row.term == *word.term).collect();
                let share = |row: &&Row| row.occurrences as f64 / row.tokens.max(1) as f64;
                let greatest = of_word.iter().map(share).fold(0.0, f64::max);
                let middle = (places - 1 - place) as f64;
                for (side, texts_of) in [source, reference].into_iter().enumerate() {
                    let of_side: Vec<&Row> =
                        of_word.iter().copied().filter(|row| row.texts_of == **texts_of).collect();
                    // The source stands above the reference.
                    let base = middle + if side == 0 { 0.04 } else { -0.4 };
                    patches.extend(strip(&of_side, base, greatest, looks[side]));
                }
                shown.extend(of_word.into_iter().cloned());
            }
            if words.is_empty() {
                continue;
            }
            let of_words: Vec<String> = words.iter().rev().map(|word| word.word()).collect();
            names.push(places);
            let y = Axis::places("", &self.width.beside(&of_words, 0.2));
            let x = Axis::linear("part of the texts in corpus order, in per cent", [0.0, 100.0], 0.02);
            let title = fitted(&format!("{source} against {reference}"), 8.0, self.width.points() * 0.7);
            panels.push(vec![Panel { patches, ..Panel::new(vec![title], x, y, Vec::new()) }]);
        }
        let Some(most) = names.into_iter().max() else { return Ok(None) };
        let other = match &pairs[..] {
            [(_, source)] => source.to_string(),
            _ => "the source".to_string(),
        };
        // Each panel has the colour of its source, which its title names.
        let of_any = match &pairs[..] {
            [(_, source)] => of_source(source),
            _ => look(GREY),
        };
        let references = distinct(pairs.iter().map(|pair| pair.0));
        let reference = match &references[..] {
            [only] => only.to_string(),
            _ => "the reference".to_string(),
        };
        let key = |label: String, style: Style| Key { label, style, line: false, marker: true };
        let keys = vec![
            key(format!("in the texts of {other}"), of_any),
            key(format!("in the texts of {reference}, below"), of_reference),
        ];
        let chart = Chart {
            label: "Where the strongest keywords stand in the texts of each source".to_string(),
            width_inches: self.width.inches,
            scale: self.width.scale,
            panel_height: (most as f64 * ROW).max(60.0),
            rows: panels,
            keys,
        };
        let caption = format!(
            "Where the strongest keywords stand: those that the source uses more, then those that it uses less, by falling \
             G². The texts of a source are laid end to end in corpus order and cut into {STRETCHES} stretches of equally \
             many tokens. Each stretch that has the keyword has a tick, the higher, the more often; one scale serves both \
             strips of a keyword. A keyword that a few texts account for stands in a few places; one that marks a style \
             stands everywhere."
        );
        Ok(Some(Drawing { chart, caption, data: Row::to_table(shown) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_shape() {
        let row = |stretch: u64, occurrences: u64| Row {
            reference: "human".into(),
            source: "llm".into(),
            term: "delve".into(),
            texts_of: "llm".into(),
            stretch,
            occurrences,
            tokens: 10,
        };
        let rows = [row(0, 1), row(1, 2), row(200, 2)];
        let shapes = strip(&rows.iter().collect::<Vec<_>>(), 1.0, 0.2, style(0));
        assert_eq!(shapes.len(), 2);
        let half = 1.0 + LOWEST + (HIGHEST - LOWEST) / 2.0;
        let top = 1.0 + LOWEST + (HIGHEST - LOWEST);
        assert_eq!(
            shapes[0].corners,
            [(0.0, 1.0), (0.0, half), (0.25, half), (0.25, top), (0.5, top), (0.5, 1.0)]
        );
        assert_eq!(shapes[1].corners[0], (50.0, 1.0));
        assert!(strip(&[], 0.0, 1.0, style(0)).is_empty());
    }
}
