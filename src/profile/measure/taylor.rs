//! Taylor's law: how much more unevenly than by chance a source's frequent words are spread over its text.

use super::{Component, LexicalMeasure};
use crate::error::Result;
use crate::profile::estimate::IntervalKind;
use crate::profile::{RankedFrequencies, Segments};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "taylor",
    summary: "exponent of the standard deviation of a term's count per segment over its mean; 0.5 by chance, 1 for bursts",
    reference: "Taylor (1961), Aggregation, variance and the mean; Gerlach & Altmann (2014), Scaling laws and fluctuations \
                in the statistics of word frequencies; Tanaka-Ishii & Kobayashi (2018), Taylor's law for linguistic sequences \
                and random walk models",
    parameters: &[
        Parameter {
            name: "segment",
            kind: Kind::Integer { low: 2, high: 10_000 },
            default: "50",
            meaning: "tokens in a segment; documents are cut into such, what is left over does not count",
        },
        Parameter {
            name: "minimum_frequency",
            kind: Kind::Integer { low: 2, high: 1_000_000 },
            default: "10",
            meaning: "terms that occur less often in all segments are left out",
        },
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(Taylor {
        segment: arguments.integer("segment") as u32,
        minimum_frequency: arguments.integer("minimum_frequency") as u32,
    }))
}

/// α of σ ∝ μ^α, with μ and σ the mean and the standard deviation of a term's count in segments of equal length: the slope of
/// ln σ over ln μ by least squares, each term that occurs often enough counting once. `None` for fewer than ten segments,
/// fewer than three such terms, or where all are as frequent.
///
/// Where tokens are drawn independently, counts are binomial and α is 0.5, a little less as very frequent terms can vary
/// less; where the words of a text come in bursts or follow its topic, α is greater, up to 1. Segments are whole stretches
/// within documents, since documents of a collection stand in no order: over windows of several documents in an order by
/// chance means and variances both grow with the number of documents, and the slope stays. Short segments hold few words
/// twice, so that α is nearer to 0.5 than in books, which are cut into thousands of tokens.
#[derive(Debug)]
pub struct Taylor {
    segment: u32,
    minimum_frequency: u32,
}

/// The fewest segments, and the fewest terms.
const LEAST_SEGMENTS: u64 = 10;
const LEAST_TERMS: usize = 3;

impl LexicalMeasure for Taylor {
    fn components(&self) -> &'static [Component] {
        const ALL: &[Component] = &[Component::new("", IntervalKind::Halves)];
        ALL
    }

    fn of_source(&self, _: &RankedFrequencies) -> Vec<Option<f64>> {
        vec![None]
    }

    fn segment(&self) -> Option<u32> {
        Some(self.segment)
    }

    fn of_segments(&self, segments: &Segments) -> Vec<Option<f64>> {
        vec![self.exponent(segments)]
    }
}

impl Taylor {
    fn exponent(&self, segments: &Segments) -> Option<f64> {
        if segments.count < LEAST_SEGMENTS {
            return None;
        }
        let count = segments.count as f64;
        let (mut means, mut deviations) = (Vec::new(), Vec::new());
        for (sum, squares) in segments.sums.iter().zip(&segments.squares) {
            if *sum >= self.minimum_frequency {
                let (sum, squares) = (f64::from(*sum), f64::from(*squares));
                // S² σ², a whole number.
                let variance = squares * count - sum * sum;
                if variance > 0.0 {
                    means.push((sum / count).ln());
                    deviations.push(0.5 * variance.ln() - count.ln());
                }
            }
        }
        if means.len() < LEAST_TERMS {
            return None;
        }
        let middle = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (x, y) = (middle(&means), middle(&deviations));
        let spread: f64 = means.iter().map(|mean| (mean - x) * (mean - x)).sum();
        let together: f64 = means.iter().zip(&deviations).map(|(mean, of)| (mean - x) * (of - y)).sum();
        (spread > 1e-9).then(|| together / spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, SourceId};
    use crate::profile::{LEXICAL_MEASURES, ProfileSettings, ProfileSummaryRow, profile};
    use crate::statistics::stream;
    use crate::table::TableRow;
    use crate::text::{AnalyzedCorpus, Analyzer};
    use rand::RngExt;

    #[test]
    fn three_terms_by_hand() {
        // Ten segments; a once in each of five, b twice in each of five, c four times in each of five: means 0.5, 1, 2, and
        // the standard deviation is as large as the mean.
        let segments = Segments { count: 10, sums: vec![5, 10, 20, 1], squares: vec![5, 20, 80, 1] };
        let taylor = Taylor { segment: 9, minimum_frequency: 2 };
        assert!((taylor.exponent(&segments).unwrap() - 1.0).abs() < 1e-12);
        let few = Segments { count: 9, ..segments.clone() };
        assert_eq!(taylor.exponent(&few), None);
        let rare = Taylor { segment: 9, minimum_frequency: 6 };
        assert_eq!(rare.exponent(&segments), None);
    }

    /// Texts by human and llm: words of one law, of which a text by llm has every second one alone.
    fn corpus(texts: usize, seed: u64) -> AnalyzedCorpus {
        let mut generator = stream(seed, 0);
        let mut of = |topical: bool| -> Vec<(String, String)> {
            let mut text = |number: usize| {
                // About p(r) = 1 ÷ r.
                let mut word = || 200_f64.powf(generator.random_range(0.0..1.0)) as usize;
                let mut of_text = || loop {
                    let word = word();
                    if !topical || (word + number).is_multiple_of(2) {
                        return format!("w{word}");
                    }
                };
                let words: Vec<String> = (0..110 + number % 9).map(|_| of_text()).collect();
                (format!("{number:04}"), words.join(" "))
            };
            (0..texts).map(&mut text).collect()
        };
        let corpus = Corpus::from_texts([("human", of(false)), ("llm", of(true))]).unwrap();
        AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap()
    }

    fn values(corpus: &AnalyzedCorpus) -> Vec<(f64, f64, f64)> {
        let measures = LEXICAL_MEASURES.parse_all(&["taylor".to_string()]).unwrap();
        let settings = ProfileSettings { bootstrap: Some(99), budget_draws: 0, ..ProfileSettings::default() };
        let found = profile(corpus, &measures, &settings).unwrap();
        let rows = ProfileSummaryRow::from_table(found.summary()).unwrap();
        rows.iter().map(|row| (row.value.unwrap(), row.low.unwrap(), row.high.unwrap())).collect()
    }

    #[test]
    fn independent_tokens_give_a_half_and_topics_more() {
        let found = values(&corpus(150, 1));
        let (independent, topical) = (found[0], found[1]);
        assert!((independent.0 - 0.5).abs() < 0.02, "{found:?}");
        assert!(independent.1 < 0.5 && independent.0 < independent.2, "{found:?}");
        assert!(topical.1 > independent.2 && topical.0 > 0.55, "{found:?}");
    }

    #[test]
    fn segments_stand_within_documents_and_have_no_rest() {
        let corpus =
            Corpus::from_texts([("human", vec![("1", "a a b c a"), ("2", "a b"), ("3", "c")])]).unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words").unwrap(), false).unwrap();
        let texts = crate::profile::texts::Texts::whole(&corpus, &corpus.documents_of(SourceId(0)));
        let found = crate::profile::segments::SegmentedTexts::new(&corpus, &texts, 2);
        // aa bc | ab: a 2 and 1, b 1 and 1, c 1.
        assert_eq!(found.whole(), Segments { count: 3, sums: vec![3, 2, 1], squares: vec![5, 2, 1] });
        let drawn = crate::profile::segments::SegmentPostings::new(&found)
            .drawn(&[&[true, false, true], &[true, true, false]]);
        assert_eq!(drawn[0], Segments { count: 2, sums: vec![2, 1, 1], squares: vec![4, 1, 1] });
        assert_eq!(drawn[1], Segments { count: 3, sums: vec![3, 2, 1], squares: vec![5, 2, 1] });
        assert_eq!(
            found.whole().without(&drawn[0]),
            Segments { count: 1, sums: vec![1, 1, 0], squares: vec![1, 1, 0] }
        );
    }
}
