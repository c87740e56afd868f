//! Lines of text around the strongest keywords: `profile/keyness` and `profile/keyword_lines` in, what the template shows of
//! them out.

use minijinja::context;
use minijinja::value::Value;

use super::results::Results;
use super::table::strongest;
use crate::error::Result;
use crate::number::grouped;
use crate::profile::{KeynessRow, KeywordLineRow};
use crate::table::distinct;

/// What the block is called among the others of the page.
pub(super) const NAME: &str = "keyword_lines";
/// Keywords in either direction of each pair.
const WORDS: usize = 10;
/// Keywords in either direction of all pairs together: each takes some three kilobytes of the page.
const ALL_WORDS: usize = 100;

/// The block; `None` where there is no line.
pub(super) fn context(results: &Results) -> Result<Option<Value>> {
    let lines: Vec<KeywordLineRow> = results.rows()?;
    let keywords: Vec<KeynessRow> = results.rows()?;
    let pairs = distinct(lines.iter().map(|line| (&line.reference, &line.source)));
    let count = WORDS.min(ALL_WORDS / pairs.len().max(1)).max(1);
    let keywords = strongest(keywords, count);
    let of_pair = |pair: &(_, _)| -> Vec<Value> {
        let words = keywords.iter().filter(|word| (&word.reference, &word.source) == *pair);
        words.filter_map(|word| of_word(word, &lines)).collect()
    };
    let shown: Vec<Value> = pairs
        .iter()
        .map(|pair| (pair, of_pair(pair)))
        .filter(|(_, words)| !words.is_empty())
        .map(|((reference, source), words)| {
            context! { title => format!("{source} against {reference}"), words => words }
        })
        .collect();
    Ok((!shown.is_empty()).then(|| context! { kind => "lines", name => NAME, pairs => shown }))
}

/// A keyword with the lines of either source; `None` where it has none.
fn of_word(word: &KeynessRow, lines: &[KeywordLineRow]) -> Option<Value> {
    let of_word = |line: &&KeywordLineRow| {
        line.reference == word.reference && line.source == word.source && *line.term == *word.term
    };
    let of_word: Vec<&KeywordLineRow> = lines.iter().filter(of_word).collect();
    if of_word.is_empty() {
        return None;
    }
    let sides = [(&word.source, word.source_frequency), (&word.reference, word.reference_frequency)];
    let counts: Vec<String> =
        sides.iter().map(|(source, count)| format!("{source} {}", grouped(*count as f64, 0))).collect();
    let sides = sides.map(|(source, _)| {
        let lines = of_word.iter().filter(|line| line.texts_of == *source).map(|line| {
            let [document, left, hit, right] =
                [&*line.document, &line.left, &line.hit, &line.right].map(printable);
            context! { document => document, left => left, hit => hit, right => right }
        });
        context! { source => &**source, lines => lines.collect::<Vec<Value>>() }
    });
    Some(context! { word => word.word(), counts => counts.join(", "), sides => sides.to_vec() })
}

/// Without signs that steer what shows a text.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
