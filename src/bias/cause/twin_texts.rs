//! The pairs that moved most, to be read: rows of pairs in; which of them are shown, and their texts with marks, out.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pairs::PairRow;
use crate::corpus::Query;
use crate::table::FileKind;
use crate::text::{LoneWord, MarkedText};

/// So many pairs are kept over all sources, unless that leaves a source fewer than [`LEAST`].
const MOST: usize = 300;
const LEAST: usize = 5;
/// A text is cut behind so many characters.
const CHARACTERS: usize = 1500;
/// So many words that one version alone has are named.
const WORDS: usize = 20;

crate::table! {
    /// the texts of the pairs that contribute most to the headline measure, with marks, a row a version
    pub struct TwinTextRow("bias/twin_texts", FileKind::Csv, None) {
        /// The query.
        query: String;
        /// Its text.
        query_text: String;
        /// The content: the base id that both versions share.
        content: String;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String;
        /// The model under which the pair contributes most.
        model: String;
        /// Whose version this is: one of the two.
        version: String;
        /// Its text, at most 1,500 characters.
        text: String;
        /// Where words of the query stand in it, in bytes, as in `0-4 10-13`.
        query_words: String;
        /// Where words stand that the other version has in no form.
        only_here: String;
        /// The most frequent of these words, with spaces between.
        lone_words: String;
    }
}

/// For each source, the pairs of a query that contribute most to the headline measure under any model, with that model; where
/// nothing contributes, those of the greatest gap. Of equal ones the first by query and content. Each source has its share of
/// 300 pairs, and at least five.
pub fn moved_most(rows: &[PairRow]) -> Vec<&PairRow> {
    let size = |row: &PairRow| [row.contribution, row.gap].map(|value| value.map_or(0.0, f64::abs));
    let larger = |left: &PairRow, right: &PairRow| {
        size(left).partial_cmp(&size(right)).is_some_and(|order| order.is_gt())
    };
    let mut best: BTreeMap<(&str, &str, &str), &PairRow> = BTreeMap::new();
    for row in rows {
        let held = best.entry((&row.source, &row.query, &row.content)).or_insert(row);
        if larger(row, held) {
            *held = row;
        }
    }
    let mut by_source: BTreeMap<&str, Vec<&PairRow>> = BTreeMap::new();
    best.into_values().for_each(|row| by_source.entry(&row.source).or_default().push(row));
    let mut found = Vec::new();
    let share = (MOST / by_source.len().max(1)).max(LEAST);
    for mut of_source in by_source.into_values() {
        // Stable: equal ones stay by query and content.
        of_source
            .sort_by(|left, right| size(right).partial_cmp(&size(left)).unwrap_or(std::cmp::Ordering::Equal));
        of_source.truncate(share);
        found.extend(of_source);
    }
    found
}

impl TwinTextRow {
    /// The row of one version of a pair.
    pub fn new(
        pair: &PairRow,
        query: &Query,
        version: &str,
        (marked, lone): (&MarkedText, &[LoneWord]),
    ) -> TwinTextRow {
        let end = marked.text.char_indices().nth(CHARACTERS).map_or(marked.text.len(), |(at, _)| at);
        let places = |places: &[Range<usize>]| {
            let kept = places.iter().filter(|place| place.end <= end);
            kept.map(|place| format!("{}-{}", place.start, place.end)).collect::<Vec<_>>().join(" ")
        };
        let words: Vec<&str> = lone.iter().take(WORDS).map(|one| one.word.as_str()).collect();
        TwinTextRow {
            query: query.id.clone(),
            query_text: query.text.clone(),
            content: pair.content.clone(),
            reference: pair.reference.clone(),
            source: pair.source.clone(),
            model: pair.model.clone(),
            version: version.to_string(),
            text: match end < marked.text.len() {
                true => format!("{} \u{2026}", &marked.text[..end]),
                false => marked.text.clone(),
            },
            query_words: places(&marked.query_words),
            only_here: places(&marked.only_here),
            lone_words: words.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::cause::pairs::tests::row;

    #[test]
    fn the_largest_contribution_under_any_model_counts() {
        let with = |model: &str, query: &str, contribution: f64, gap: f64| PairRow {
            contribution: Some(contribution),
            gap: Some(gap),
            ..row(model, query, "c")
        };
        let mut rows: Vec<PairRow> =
            (0..7).map(|number| with("m", &format!("q{number}"), 0.1, 0.0)).collect();
        rows.extend([with("m", "a", -0.2, 1.0), with("n", "a", 0.3, 1.0), with("m", "b", 0.1, -2.0)]);
        let found: Vec<(&str, &str)> =
            moved_most(&rows).into_iter().map(|row| (row.query.as_str(), row.model.as_str())).collect();
        assert_eq!(found[..5], [("a", "n"), ("b", "m"), ("q0", "m"), ("q1", "m"), ("q2", "m")]);
        assert_eq!(found.len(), 9);
        let many: Vec<PairRow> = (0..400)
            .map(|number| PairRow {
                source: format!("s{}", number % 2),
                ..with("m", &format!("q{number:03}"), 0.1, 0.0)
            })
            .collect();
        assert_eq!(moved_most(&many).len(), 300);
        assert!(moved_most(&[]).is_empty());
    }

    #[test]
    fn a_long_text_is_cut_with_its_marks() {
        let text = "\u{e9}".repeat(CHARACTERS) + " tail";
        let marked =
            MarkedText { query_words: vec![0..2, text.len() - 4..text.len()], only_here: Vec::new(), text };
        let pair = row("m", "q", "c");
        let words = [LoneWord { word: "x".into(), count: 2 }, LoneWord { word: "y".into(), count: 1 }];
        let found = TwinTextRow::new(&pair, &Query::new("q", "tail"), "llm", (&marked, &words));
        assert_eq!((&*found.query_words, &*found.lone_words), ("0-2", "x y"));
        assert!(found.text.ends_with("\u{e9} \u{2026}") && found.text.chars().count() == CHARACTERS + 2);
    }
}
