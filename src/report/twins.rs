//! The pairs that moved most: `bias/twin_texts`, `bias/twin_terms` and `bias/pairs` in, what the template shows of them out.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::context;
use minijinja::value::Value;

use super::html::cells;
use super::keyword_lines::printable;
use super::results::Results;
use crate::bias::evidence::HEADLINE;
use crate::bias::{PairRow, RelativeDeltaRow, TermPartRow, TwinTextRow, short_name, side_by_side};
use crate::error::Result;
use crate::number;
use crate::table::distinct;
use crate::text::{MarkedText, TextMark};

/// What the block is called among the others of the page.
pub(super) const NAME: &str = "twins";
/// So many models say what they do to a pair.
const MODELS: usize = 6;
/// So many query words are shown with what they give.
const TERMS: usize = 12;
/// So many pairs of each source stand in the page; the others are folded, and found by their words.
const FIRST: usize = 5;
/// So many bytes of the page all pairs together may take, as they are estimated: of each its texts, and as much for the rest.
const BYTES: usize = 800_000;
const REST: usize = 2_500;

/// The block; `None` where there is no text.
pub(super) fn context(results: &Results) -> Result<Option<Value>> {
    let texts: Vec<TwinTextRow> = results.rows()?;
    let (pairs, terms): (Vec<PairRow>, Vec<TermPartRow>) = (results.rows()?, results.rows()?);
    let deltas: Vec<RelativeDeltaRow> = results.rows()?;
    let measured = |name: &str| deltas.iter().find(|row| row.measure == name);
    let headline = measured(HEADLINE).or(deltas.first());
    let measure = headline.map_or("the gap of scores", |row| row.measure.as_str());
    let named = distinct(texts.iter().map(|row| &row.source));
    let room = BYTES / named.len().max(1);
    let of_source = |source: &String| -> Value {
        let rows: Vec<&TwinTextRow> = texts.iter().filter(|row| row.source == *source).collect();
        let mut bytes = 0;
        let fits = |(place, versions): &(usize, &[&TwinTextRow])| {
            bytes += versions.iter().map(|row| row.text.len()).sum::<usize>() + REST;
            *place < FIRST || bytes <= room
        };
        // By query and content, so that no pair looks through all of the others.
        let (of_pair, of_terms) = (
            by_key(pairs.iter().filter(|row| row.source == *source), |row| [&row.query, &row.content]),
            by_key(terms.iter(), |row| [&row.query, &row.content]),
        );
        let of = |versions: &[&TwinTextRow]| {
            let key = [versions[0].query.as_str(), versions[0].content.as_str()];
            let of_pair = of_pair.get(&key).cloned().unwrap_or_default();
            pair(versions, of_pair, of_terms.get(&key).map_or(&[], Vec::as_slice))
        };
        let shown = rows.chunks(2).enumerate().take_while(fits);
        let mut shown: Vec<Value> = shown.map(|(_, versions)| of(versions)).collect();
        let more = shown.split_off(shown.len().min(FIRST));
        let reference = rows.first().map_or("", |row| row.reference.as_str());
        context! { title => format!("{source} against {reference}"), pairs => shown, more => more, all => of_pair.len() }
    };
    let sources: Vec<Value> = named.into_iter().map(of_source).collect();
    let command = format!("{} --query ID", results.command_of("explain"));
    let block =
        context! { kind => NAME, name => NAME, measure => measure, command => command, sources => &sources };
    Ok((!sources.is_empty()).then_some(block))
}

/// Rows by two of their words, in their order.
fn by_key<'a, R>(
    rows: impl Iterator<Item = &'a R>,
    key: fn(&R) -> [&String; 2],
) -> BTreeMap<[&'a str; 2], Vec<&'a R>> {
    let mut found: BTreeMap<[&str; 2], Vec<&R>> = BTreeMap::new();
    rows.for_each(|row| found.entry(key(row).map(String::as_str)).or_default().push(row));
    found
}

/// One pair, of its two texts, its row under each model, and what terms give the versions of its content.
fn pair(versions: &[&TwinTextRow], mut rows: Vec<&PairRow>, terms: &[&TermPartRow]) -> Value {
    let of = versions[0];
    // The model that the pair contributes most to is the first that speaks.
    rows.sort_by_key(|row| row.model != of.model);
    let of_pair: Vec<TermPartRow> = terms
        .iter()
        .filter(|term| term.source == of.source || term.source == of.reference)
        .map(|term| (*term).clone())
        .collect();
    let table = rows.first().map(|row| side_by_side(&of_pair, row));
    let (headers, mut written) = table.map(|table| cells(&table)).unwrap_or_default();
    written.truncate(TERMS);
    let contribution = rows.first().and_then(|row| row.contribution);
    let contribution = contribution.map_or(String::new(), |value| {
        format!("; H \u{2212} L {} under {}", number::in_words(value, 3), short_name(&of.model))
    });
    context! {
        query_text => printable(&of.query_text),
        summary => format!("query {}, content {}{contribution}", of.query, of.content),
        sentences => rows.iter().take(MODELS).map(|row| printable(&row.sentence())).collect::<Vec<_>>(),
        model => short_name(&of.model),
        headers => headers,
        rows => written,
        versions => versions.iter().map(|row| context! { name => &*row.version, runs => runs(row) }).collect::<Vec<_>>(),
    }
}

/// A text in runs, each with its mark.
fn runs(row: &TwinTextRow) -> Vec<Value> {
    let marked = MarkedText {
        text: row.text.clone(),
        query_words: places(&row.query_words),
        only_here: places(&row.only_here),
    };
    let run = |(mark, text): (TextMark, &str)| {
        let mark = match mark {
            TextMark::Plain => "",
            TextMark::OnlyHere => "lone",
            TextMark::QueryWord => "query",
        };
        context! { text => printable(text), mark => mark }
    };
    marked.runs().into_iter().map(run).collect()
}

/// Ranges as the table has them; what is none is passed over.
fn places(text: &str) -> Vec<Range<usize>> {
    let place = |one: &str| {
        let (start, end) = one.split_once('-')?;
        Some(start.parse().ok()?..end.parse().ok()?)
    };
    text.split(' ').filter_map(place).collect()
}
