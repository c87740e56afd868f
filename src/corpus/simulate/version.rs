//! One source's versions of all contents: lengths, term distribution and query-bearing occurrences go in, texts come
//! out. Query-bearing occurrences take the place of drawn ones, so that every word keeps its expected number.

use super::plan::Topics;
use super::random::{CumulativeTable, Random};
use super::settings::SourceParameters;

/// The texts of one source, and how many of their words are query-bearing.
pub(super) struct Versions {
    /// For each content its words, by position in the term distribution.
    pub words: Vec<Vec<u32>>,
    /// How many of them are query-bearing.
    pub query_bearing: usize,
}

/// Writes every content once.
///
/// With N words in all, word t is to occur N p(t) times on average. P(t) of these are query-bearing and stand where
/// the plan put them; the other B(t) = N p(t) − P(t) are drawn. A drawn word is topical with probability ΣB(topical) ÷
/// ΣB; then it comes from the content's own topic z with probability f, otherwise from topic z with probability
/// (μ(z) − f ν(z)) ÷ (1 − f), where μ is the topic's share of topical B and ν the share of drawn words that stand in
/// contents of topic z. So topics shape the documents and not the counts of the whole.
pub(super) fn write_versions(
    source: &SourceParameters,
    law: &[f64],
    focus: f64,
    topics: &Topics,
    planted: &[Vec<usize>],
    lengths: &[usize],
    random: &mut Random,
) -> Versions {
    let mut words: Vec<Vec<u32>> =
        planted.iter().map(|content| rewrite(content, source.drop, source.repeat, random)).collect();
    let total: usize = lengths.iter().sum();
    let mut drawn: Vec<f64> = law.iter().map(|probability| total as f64 * probability).collect();
    for word in words.iter().flatten() {
        drawn[*word as usize] -= 1.0;
    }
    drawn.iter_mut().for_each(|count| *count = count.max(0.0));

    let topical: Vec<Option<CumulativeTable>> = topics
        .words
        .iter()
        .map(|topic| CumulativeTable::new(topic.iter().map(|word| drawn[*word])))
        .collect();
    let weight = |topic: usize| topical[topic].as_ref().map_or(0.0, CumulativeTable::total);
    let topical_sum: f64 = (0..topical.len()).map(weight).sum();
    let core_size = law.len() - topics.words.iter().map(Vec::len).sum::<usize>();
    let core = CumulativeTable::new(drawn[..core_size].iter().copied());
    let core_sum = core.as_ref().map_or(0.0, CumulativeTable::total);
    let topical_share = topical_sum / (topical_sum + core_sum);

    let mut places = vec![0.0; topical.len()];
    for (content, length) in lengths.iter().enumerate() {
        places[topics.of_content[content]] += (length - words[content].len()) as f64;
    }
    let all_places: f64 = places.iter().sum();
    let share = |topic: usize| (weight(topic) / topical_sum, places[topic] / all_places);
    // A topic with more places than words would get too many of its words.
    let focus =
        (0..topical.len()).map(share).filter(|(_, nu)| *nu > 0.0).fold(focus, |f, (mu, nu)| f.min(mu / nu));
    let elsewhere =
        CumulativeTable::new((0..topical.len()).map(share).map(|(mu, nu)| (mu - focus * nu).max(0.0)));

    let query_bearing = words.iter().map(Vec::len).sum();
    for (content, length) in lengths.iter().enumerate() {
        let own = topics.of_content[content];
        let planted = words[content].len();
        words[content].reserve_exact(length.saturating_sub(planted));
        for _ in planted..*length {
            let word = if random.chance(topical_share) {
                let topic = match &elsewhere {
                    Some(table) if !random.chance(focus) => table.draw(random),
                    _ => own,
                };
                topical[topic].as_ref().map(|table| topics.words[topic][table.draw(random)])
            } else {
                core.as_ref().map(|table| table.draw(random))
            };
            // Neither table is empty where its share is not 0; the commonest word stands in for rounding.
            words[content].push(word.unwrap_or(0) as u32);
        }
        random.shuffle(&mut words[content]);
    }
    Versions { words, query_bearing }
}

/// The query-bearing occurrences that a version keeps of those of its content; some are written twice.
fn rewrite(planted: &[usize], drop: f64, repeat: f64, random: &mut Random) -> Vec<u32> {
    let mut kept = Vec::with_capacity(planted.len());
    for word in planted {
        if !random.chance(drop) {
            kept.push(*word as u32);
            if random.chance(repeat) {
                kept.push(*word as u32);
            }
        }
    }
    kept
}

/// Words as prose: sentences of 8 to 16 words that begin with a capital and end with a full stop.
pub(super) fn prose(words: &[u32], spelling: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (sentence, later) = rest.split_at(rest.len().min(8 + random.below(9)));
        rest = later;
        for (position, word) in sentence.iter().enumerate() {
            if !text.is_empty() {
                text.push(' ');
            }
            let word = &spelling[*word as usize];
            match position {
                0 => {
                    text.push_str(&word[..1].to_ascii_uppercase());
                    text.push_str(&word[1..]);
                }
                _ => text.push_str(word),
            }
        }
        text.push('.');
    }
    // There are many of them.
    text.shrink_to_fit();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewrite_drops_and_repeats_as_often_as_it_should() {
        let mut random = Random::new(5, 0);
        let planted = vec![3; 50_000];
        let kept = rewrite(&planted, 0.2, 0.1, &mut random).len() as f64;
        // Each occurrence becomes 0 with 0.2, 2 with 0.8 · 0.1, else 1: mean 0.88, variance 0.2656.
        assert!((kept - 44_000.0).abs() < 4.0 * (50_000.0_f64 * 0.2656).sqrt(), "{kept}");
        assert_eq!(rewrite(&planted, 0.0, 0.0, &mut random), vec![3; 50_000]);
        assert!(rewrite(&planted, 1.0, 1.0, &mut random).is_empty());
    }

    #[test]
    fn prose_has_sentences() {
        let spelling = ["bado".to_string(), "kirum".to_string()];
        assert_eq!(prose(&[0, 1, 0], &spelling, &mut Random::new(0, 0)), "Bado kirum bado.");
        let text = prose(&[1; 100], &spelling, &mut Random::new(0, 0));
        assert!((7..=13).contains(&text.matches(". Kirum ").count()), "{text}");
        assert_eq!(prose(&[], &spelling, &mut Random::new(0, 0)), "");
    }
}
