//! What the queries ask for: contents, topics and how often each word may be asked for go in; queries, their
//! judgements and the query-bearing occurrences of each content, which all its versions share, come out.

use super::random::Random;
use super::settings::{SimulationSettings, wrong};
use crate::corpus::{Grade, Qrels, Query};
use crate::error::Result;

/// The share of the expected occurrences of a word that may be query-bearing; doubling all of them still fits.
const CAPACITY_SHARE: f64 = 0.5;
/// The share of a content's words that may be query-bearing, doubling included.
const CONTENT_SHARE: f64 = 0.4;
/// The most occurrences of one word that one query puts into one content.
const MOST_OCCURRENCES: usize = 6;

/// Which topic each word and each content belongs to.
pub(super) struct Topics {
    /// The words of each topic by position in the term distribution (rank − 1), ascending.
    pub words: Vec<Vec<usize>>,
    /// The topic of each content.
    pub of_content: Vec<usize>,
    /// The contents of each topic, ascending.
    pub contents: Vec<Vec<usize>>,
}

impl Topics {
    /// Deals the words beyond the core back and forth, so that topics weigh nearly the same, and the contents evenly.
    pub(super) fn deal(settings: &SimulationSettings, random: &mut Random) -> Topics {
        let count = settings.topics;
        let mut words = vec![Vec::new(); count];
        for (position, word) in (settings.core..settings.vocabulary).enumerate() {
            let (row, column) = (position / count, position % count);
            words[if row % 2 == 0 { column } else { count - 1 - column }].push(word);
        }
        let mut of_content: Vec<usize> = (0..settings.documents).map(|content| content % count).collect();
        random.shuffle(&mut of_content);
        let mut contents = vec![Vec::new(); count];
        for (content, topic) in of_content.iter().enumerate() {
            contents[*topic].push(content);
        }
        Topics { words, of_content, contents }
    }
}

/// Queries, judgements and the query-bearing occurrences of each content.
pub(super) struct Plan {
    pub queries: Vec<Query>,
    pub qrels: Qrels,
    /// For each content the words it bears for some query, by position in the term distribution, with repetitions.
    pub planted: Vec<Vec<usize>>,
}

/// Makes the queries. `expected` is the smallest number of occurrences of each word that any source expects in all its
/// documents, `lengths` the length of the shortest version of each content.
///
/// # Errors
/// Where a topic has too few words that are frequent enough to be asked for.
pub(super) fn plan(
    settings: &SimulationSettings,
    topics: &Topics,
    words: &[String],
    ids: &[String],
    expected: &[f64],
    lengths: &[usize],
    random: &mut Random,
) -> Result<Plan> {
    let mut capacity: Vec<usize> = expected.iter().map(|count| (CAPACITY_SHARE * count) as usize).collect();
    let mut room: Vec<usize> =
        lengths.iter().map(|length| (CONTENT_SHARE / 2.0 * *length as f64) as usize).collect();
    let top = settings.grades.len() - 1;
    let presence = |grade: usize| settings.presence * grade as f64 / top as f64;
    let bearing: f64 = (1..=top).map(|grade| settings.grades[grade] as f64 * presence(grade)).sum();
    // What one query needs of one of its words, and half as much again.
    let need = ((1.5 * bearing * settings.mean_occurrences).ceil() as usize).max(1);
    let [fewest, most] = settings.query_words;
    let mut made =
        Plan { queries: Vec::new(), qrels: Qrels::default(), planted: vec![Vec::new(); settings.documents] };
    let width = settings.queries.to_string().len();
    for number in 0..settings.queries {
        let topic = number % settings.topics;
        let mut terms: Vec<usize> =
            topics.words[topic].iter().copied().filter(|word| capacity[*word] >= need).collect();
        if terms.len() < fewest {
            return Err(wrong(format!(
                "query {} finds {} words of its topic frequent enough to be asked for, and needs {fewest}: raise \
                 `documents` or `mean_length`, or lower `queries`, `topics`, `grades` or `mean_occurrences`",
                number + 1,
                terms.len()
            )));
        }
        random.shuffle(&mut terms);
        terms.truncate(fewest + random.below(most - fewest + 1));
        let id = format!("q{:0width$}", number + 1);
        let mut judged = candidates(settings, topics, topic, random).into_iter();
        for grade in (0..=top).rev() {
            for content in judged.by_ref().take(settings.grades[grade]) {
                made.qrels.insert(&id, &ids[content], grade as Grade);
                if grade == 0 {
                    continue;
                }
                let mut borne: Vec<usize> =
                    terms.iter().copied().filter(|_| random.chance(presence(grade))).collect();
                if borne.is_empty() {
                    borne.push(terms[random.below(terms.len())]);
                }
                for word in borne {
                    let count =
                        occurrences(settings.mean_occurrences, random).min(capacity[word]).min(room[content]);
                    capacity[word] -= count;
                    room[content] -= count;
                    made.planted[content].extend(std::iter::repeat_n(word, count));
                }
            }
        }
        let text = terms.iter().map(|word| words[*word].as_str()).collect::<Vec<_>>().join(" ");
        made.queries.push(Query::new(id, text));
    }
    Ok(made)
}

/// Contents to be judged, in random order: those of the topic, and of others where these are too few.
fn candidates(
    settings: &SimulationSettings,
    topics: &Topics,
    topic: usize,
    random: &mut Random,
) -> Vec<usize> {
    let mut candidates = topics.contents[topic].clone();
    random.shuffle(&mut candidates);
    if candidates.len() < settings.grades.iter().sum() {
        let of_others = |content: &usize| topics.of_content[*content] != topic;
        let mut others: Vec<usize> = (0..settings.documents).filter(of_others).collect();
        random.shuffle(&mut others);
        candidates.extend(others);
    }
    candidates
}

/// 1 or more: each further one with probability 1 − 1/mean, [`MOST_OCCURRENCES`] at most.
fn occurrences(mean: f64, random: &mut Random) -> usize {
    let mut count = 1;
    while count < MOST_OCCURRENCES && random.chance(1.0 - 1.0 / mean) {
        count += 1;
    }
    count
}
