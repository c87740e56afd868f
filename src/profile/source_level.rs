//! Values of whole sources: texts in; the components of all measures of sources, on all of the texts, on draws of them
//! and under exchanges of two sources' texts, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::estimate::IntervalKind;
use super::measure::{Curve, Estimated, LexicalMeasure};
use super::recount::{LANES, LaneCounts, Postings};
use super::segments::{SegmentPostings, SegmentedTexts, Segments};
use super::zipf::RankedFrequencies;
use super::zipf::ranked::logarithms;
use crate::registry::Named;
use crate::text::{AnalyzedCorpus, TermCounts};

/// All measures of sources.
pub(super) struct SourceLevel<'a> {
    corpus: &'a AnalyzedCorpus,
    measures: Vec<&'a dyn LexicalMeasure>,
    /// The name of each component of each measure, its kind of interval and what it estimates.
    pub(super) components: Vec<(String, IntervalKind, Option<Estimated>)>,
    /// For each measure of the profile, the places of its components.
    pub(super) places: Vec<std::ops::Range<usize>>,
    /// The different lengths of segments that measures ask for.
    segments: Vec<u32>,
    logarithms: Arc<[f64]>,
}

impl<'a> SourceLevel<'a> {
    pub(super) fn new(corpus: &'a AnalyzedCorpus, measures: &'a [Named<dyn LexicalMeasure>]) -> Self {
        let mut components = Vec::new();
        let mut places = Vec::new();
        for measure in measures {
            let start = components.len();
            let named = |component: &super::Component| {
                (component.full_name(&measure.name), component.interval, component.estimated)
            };
            components.extend(measure.object.components().iter().map(named));
            places.push(start..components.len());
        }
        let measures: Vec<_> = measures.iter().map(|measure| &*measure.object).collect();
        let mut segments: Vec<u32> = measures.iter().filter_map(|measure| measure.segment()).collect();
        segments.sort_unstable();
        segments.dedup();
        let logarithms = logarithms(corpus.vocabulary().len());
        SourceLevel { corpus, measures, components, places, segments, logarithms }
    }

    /// The value of every component on the sum of the texts.
    pub(super) fn values(&self, texts: &TermCounts) -> Vec<Option<f64>> {
        let segments: Vec<Segments> = self.segmented(texts).iter().map(SegmentedTexts::whole).collect();
        self.of_drawn(&self.frequencies(texts), &segments)
    }

    /// The ranked frequencies of the sum of the texts.
    pub(super) fn frequencies(&self, texts: &TermCounts) -> RankedFrequencies {
        RankedFrequencies::with_logarithms(&self.counts(texts), self.logarithms.clone())
    }

    fn counts(&self, texts: &TermCounts) -> Vec<u32> {
        let mut counts = vec![0; self.corpus.vocabulary().len()];
        (0..texts.len()).for_each(|index| texts.add(index, 1, &mut counts));
        counts
    }

    /// The texts in segments of each length that a measure asks for.
    fn segmented(&self, texts: &TermCounts) -> Vec<SegmentedTexts> {
        self.segments.iter().map(|length| SegmentedTexts::new(self.corpus, texts, *length)).collect()
    }

    /// The first curve through the ranks of each kind that a measure draws.
    pub(super) fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        self.measures.iter().flat_map(|measure| measure.curves(frequencies)).collect()
    }

    /// The values of `count` draws of the texts, of which `drawn` says how often each text is in it; none for fewer than
    /// two texts.
    pub(super) fn replicates(
        &self,
        texts: &TermCounts,
        count: usize,
        drawn: impl Fn(usize) -> Vec<u8> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        if self.components.is_empty() || count == 0 || texts.len() < 2 {
            return Vec::new();
        }
        let segmented = self.segmented(texts);
        self.of_draws(&Resampled::new(texts, &segmented), count, drawn, |_, drawn| {
            let frequencies = self.ranked(drawn.counts.iter().copied(), drawn.segments.len());
            frequencies.iter().zip(&drawn.segments).map(|one| self.of_drawn(one.0, one.1)).collect()
        })
    }

    /// The difference of every component, second − first source, under `count` exchanges of the texts of both. Exchange i
    /// is of the texts that `members` has at i modulo its length, and `first` says which of them the first source gets;
    /// the second one gets the others.
    pub(super) fn exchanged(
        &self,
        texts: &TermCounts,
        members: &[Vec<u8>],
        count: usize,
        first: impl Fn(usize) -> Vec<u8> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        if self.components.is_empty() || count == 0 {
            return Vec::new();
        }
        let segmented = self.segmented(texts);
        let (resampled, draws) = (Resampled::new(texts, &segmented), members.len());
        let of_member = |draw: usize| members[draw].clone();
        let totals = self.of_draws(&resampled, draws, of_member, |_, drawn| drawn.one_by_one());
        // Term by term, so that what the lanes of a term take stands together.
        let of_terms: Vec<u32> = (0..self.corpus.vocabulary().len())
            .flat_map(|term| totals.iter().map(move |(counts, _)| counts[term]))
            .collect();
        self.of_draws(&resampled, count, first, |from, drawn| {
            let lanes = drawn.segments.len();
            let draw_of: [usize; LANES] = std::array::from_fn(|lane| (from + lane) % draws);
            let rest = of_terms
                .chunks_exact(draws)
                .zip(&drawn.counts)
                .map(|(totals, counts)| std::array::from_fn(|lane| totals[draw_of[lane]] - counts[lane]));
            let sides =
                self.ranked(drawn.counts.iter().copied(), lanes).into_iter().zip(self.ranked(rest, lanes));
            let of = |(lane, (first, rest)): (usize, (RankedFrequencies, RankedFrequencies))| {
                let segments = totals[draw_of[lane]].1.iter().zip(&drawn.segments[lane]);
                let segments: Vec<Segments> = segments.map(|(all, part)| all.without(part)).collect();
                let first = self.of_drawn(&first, &drawn.segments[lane]);
                let second = self.of_drawn(&rest, &segments);
                first.into_iter().zip(second).map(|(first, second)| Some(second? - first?)).collect()
            };
            sides.enumerate().map(of).collect()
        })
    }

    fn ranked(&self, counts: impl Iterator<Item = [u32; LANES]>, lanes: usize) -> Vec<RankedFrequencies> {
        RankedFrequencies::of_lanes(counts, lanes, &self.logarithms)
    }

    /// What `values` makes of the draws of some texts, a pass of several at a time: it gets the number of the first and what
    /// they hold.
    fn of_draws<T: Send>(
        &self,
        texts: &Resampled<'_>,
        count: usize,
        drawn: impl Fn(usize) -> Vec<u8> + Sync,
        values: impl Fn(usize, Drawn) -> Vec<T> + Sync,
    ) -> Vec<T> {
        let of_pass = |pass: usize| -> Vec<T> {
            let first = pass * LANES;
            let drawn: Vec<Vec<u8>> = (first..count.min(first + LANES)).map(&drawn).collect();
            let mut segments: Vec<Vec<Segments>> = vec![Vec::new(); drawn.len()];
            for of_length in &texts.segments {
                segments.iter_mut().zip(of_length.drawn(&drawn)).for_each(|(all, found)| all.push(found));
            }
            values(first, Drawn { counts: texts.postings.lanes(&drawn), segments })
        };
        (0..count.div_ceil(LANES)).into_par_iter().flat_map_iter(of_pass).collect()
    }

    fn of_drawn(&self, frequencies: &RankedFrequencies, segments: &[Segments]) -> Vec<Option<f64>> {
        let of_measure = |measure: &&dyn LexicalMeasure| match measure.segment() {
            Some(length) => {
                let place = self.segments.binary_search(&length).expect("every length is listed");
                measure.of_segments(&segments[place])
            }
            None => measure.of_source(frequencies),
        };
        self.measures.iter().flat_map(of_measure).collect()
    }
}

/// Texts that are drawn again and again.
struct Resampled<'a> {
    postings: Postings,
    segments: Vec<SegmentPostings<'a>>,
}

impl<'a> Resampled<'a> {
    fn new(texts: &TermCounts, segmented: &'a [SegmentedTexts]) -> Self {
        let segments = segmented.iter().map(SegmentPostings::new).collect();
        Resampled { postings: Postings::new(texts), segments }
    }
}

/// What some draws of texts hold.
struct Drawn {
    /// For each term its frequency in every draw.
    counts: LaneCounts,
    /// For each draw the segments of each length that a measure asks for.
    segments: Vec<Vec<Segments>>,
}

impl Drawn {
    /// For each draw the frequency of every term, and its segments.
    fn one_by_one(self) -> Vec<(Vec<u32>, Vec<Segments>)> {
        let of = |(lane, segments)| (self.counts.iter().map(|counts| counts[lane]).collect(), segments);
        self.segments.into_iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::LEXICAL_MEASURES;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{AnalyzedCorpus, Analyzer};

    #[test]
    fn draws_are_those_of_counting_each_alone() {
        // One text has a word more often than a posting can say.
        let documents = (0..30_usize).map(|number| {
            let word = |place: usize| match number {
                7 => "w0 ".repeat(20),
                _ => format!("w{} ", (number * place * 7 + place * place) % 41),
            };
            let id = DocumentId { base: std::sync::Arc::from(format!("{number:02}")), source: SourceId(0) };
            Ok(Document { id, title: String::new(), text: (0..25 + number).map(word).collect() })
        });
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let words = Analyzer::parse("words").unwrap();
        let corpus = AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &words, false).unwrap();
        let numbers: Vec<u32> = (0..30).collect();
        let texts = TermCounts::whole(&corpus, &numbers);
        let specs = ["types", "ttr", "zipf(minimum_frequency=1)"].map(String::from);
        let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
        let level = SourceLevel::new(&corpus, &measures);
        let count = 2 * LANES + 5;
        let drawn =
            |number: usize| -> Vec<u8> { (0..30).map(|text| (number * text % 7 % 3) as u8).collect() };
        let plain = |weights: &[u8]| {
            let mut counts = vec![0; texts.vocabulary()];
            weights
                .iter()
                .enumerate()
                .for_each(|(text, times)| texts.add(text, u32::from(*times), &mut counts));
            level.of_drawn(&RankedFrequencies::new(&counts), &[])
        };
        let found = level.replicates(&texts, count, drawn);
        assert_eq!(found, (0..count).map(|number| plain(&drawn(number))).collect::<Vec<_>>());
        // Two draws of texts, which exchanges deal to two sources.
        let members: Vec<Vec<u8>> =
            [2, 3].map(|step| (0..30).map(|text| u8::from(text % step == 0)).collect()).to_vec();
        let first = |exchange: usize| -> Vec<u8> {
            let dealt = members[exchange % 2].iter().enumerate();
            dealt.map(|(text, member)| member * u8::from(exchange >> (text % 5) & 1 == 1)).collect()
        };
        let differences = level.exchanged(&texts, &members, count, first);
        for (exchange, found) in differences.iter().enumerate() {
            let first = first(exchange);
            let rest: Vec<u8> =
                members[exchange % 2].iter().zip(&first).map(|(all, first)| all - first).collect();
            let sides = plain(&first).into_iter().zip(plain(&rest));
            assert_eq!(*found, sides.map(|(first, second)| Some(second? - first?)).collect::<Vec<_>>());
        }
        assert_eq!(differences.len(), count);
    }
}
