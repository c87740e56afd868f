//! Values of whole sources: texts in; the components of all measures of sources, on all of the texts, on draws of them
//! and under exchanges of two sources' texts, out.

use std::sync::Arc;

use rayon::prelude::*;

use super::estimate::IntervalKind;
use super::measure::{Curve, Estimated, LexicalMeasure};
use super::recount::{DrawBits, LANES, Lanes, Postings, each_term};
use super::segments::{SegmentPostings, SegmentedTexts, Segments};
use super::texts::Texts;
use super::zipf::RankedFrequencies;
use super::zipf::ranked::{Spectra, logarithms};
use crate::registry::Named;
use crate::text::AnalyzedCorpus;

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

/// Which components are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    /// Those of measures without values of documents: elsewhere it is these that sources are compared by. The others are left
    /// out.
    Compared,
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
    pub(super) fn values(&self, texts: &Texts) -> Vec<Option<f64>> {
        let segments: Vec<Segments> = self.segmented(texts).iter().map(SegmentedTexts::whole).collect();
        self.of_drawn(Wanted::All, &self.frequencies(texts), &segments)
    }

    /// The ranked frequencies of the sum of the texts.
    pub(super) fn frequencies(&self, texts: &Texts) -> RankedFrequencies {
        RankedFrequencies::with_logarithms(&texts.sums(self.corpus), self.logarithms.clone())
    }

    /// The texts, ready for draws of them; without counts where no measure asks for any.
    pub(super) fn resampled(&self, texts: &Texts) -> Resampled {
        let postings = match self.components.is_empty() {
            true => Postings::default(),
            false => Postings::of_texts(self.corpus, texts),
        };
        let segments = self.segmented(texts).iter().map(SegmentPostings::new).collect();
        Resampled { texts: texts.len(), postings, segments }
    }

    /// The texts in segments of each length that a measure asks for.
    fn segmented(&self, texts: &Texts) -> Vec<SegmentedTexts> {
        self.segments.iter().map(|length| SegmentedTexts::new(self.corpus, texts, *length)).collect()
    }

    /// The first curve through the ranks of each kind that a measure draws.
    pub(super) fn curves(&self, frequencies: &RankedFrequencies) -> Vec<Curve> {
        self.measures.iter().flat_map(|measure| measure.curves(frequencies)).collect()
    }

    /// The values of `count` draws of the texts, of which `drawn` says which texts are in it; none for fewer than two texts.
    pub(super) fn replicates(
        &self,
        wanted: Wanted,
        texts: &Drawable,
        count: usize,
        drawn: impl Fn(usize) -> Vec<bool> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        if !self.any(wanted) || count == 0 || texts.len() < 2 {
            return Vec::new();
        }
        let drawn = |number: usize| texts.among_all(drawn(number));
        let add = |spectra: &mut Spectra<LANES>, _, counts: &Lanes| spectra.add(counts);
        self.of_draws(
            &[texts.of()],
            count,
            drawn,
            |_, _| Spectra::new(),
            add,
            |spectra, segments| {
                let frequencies = spectra.ranked(segments.len(), &self.logarithms);
                let of = |(frequencies, segments): (RankedFrequencies, &Vec<Segments>)| {
                    self.of_drawn(wanted, &frequencies, segments)
                };
                frequencies.zip(&segments).map(of).collect()
            },
        )
    }

    /// The difference of every component, second − first source, under `count` exchanges of the texts of both, which stand one
    /// after the other. Exchange i is of the texts that `members` has at i modulo its length, and `first` says which of them
    /// the first source gets; the second one gets the others.
    pub(super) fn exchanged(
        &self,
        texts: [&Resampled; 2],
        members: &[Vec<bool>],
        count: usize,
        first: impl Fn(usize) -> Vec<bool> + Sync,
    ) -> Vec<Vec<Option<f64>>> {
        if !self.any(Wanted::Compared) || count == 0 {
            return Vec::new();
        }
        let draws = members.len();
        let of_member = |draw: usize| members[draw].clone();
        let terms = self.corpus.vocabulary().len();
        let room = |_, lanes: usize| (0..lanes).map(|_| Vec::with_capacity(terms)).collect::<Vec<_>>();
        let push = |of_lanes: &mut Vec<Vec<u32>>, _, counts: &Lanes| {
            of_lanes.iter_mut().zip(counts).for_each(|(of_lane, count)| of_lane.push(*count));
        };
        let one_by_one = |counts: Vec<Vec<u32>>, segments: Vec<Vec<Segments>>| -> Vec<_> {
            counts.into_iter().zip(segments).collect()
        };
        let totals = self.of_draws(&texts, draws, of_member, room, push, one_by_one);
        // Term by term, so that what the lanes of a term take stands together.
        let of_terms: Vec<u32> = (0..self.corpus.vocabulary().len())
            .flat_map(|term| totals.iter().map(move |(counts, _)| counts[term]))
            .collect();
        let start = |from: usize, _| -> ([usize; LANES], [Spectra<LANES>; 2]) {
            (std::array::from_fn(|lane| (from + lane) % draws), [Spectra::new(), Spectra::new()])
        };
        let add =
            |(draw_of, [first, rest]): &mut ([usize; LANES], [Spectra<LANES>; 2]), term, counts: &Lanes| {
                let totals = &of_terms[term * draws..][..draws];
                first.add(counts);
                rest.add(&std::array::from_fn(|lane| totals[draw_of[lane]] - counts[lane]));
            };
        self.of_draws(&texts, count, first, start, add, |(draw_of, sides), drawn| {
            let [first, rest] = sides.map(|side| side.ranked(drawn.len(), &self.logarithms));
            let of = |(lane, (first, rest)): (usize, (RankedFrequencies, RankedFrequencies))| {
                let segments = totals[draw_of[lane]].1.iter().zip(&drawn[lane]);
                let segments: Vec<Segments> = segments.map(|(all, part)| all.without(part)).collect();
                let first = self.of_drawn(Wanted::Compared, &first, &drawn[lane]);
                let second = self.of_drawn(Wanted::Compared, &rest, &segments);
                first.into_iter().zip(second).map(|(first, second)| Some(second? - first?)).collect()
            };
            first.zip(rest).enumerate().map(of).collect()
        })
    }

    /// What `values` makes of the draws of some texts, a pass of several at a time: of what `start` made, told the number of the
    /// first and how many they are, when `add` was told the frequency of every term in each of them; and of their segments, for
    /// each draw those of each length that a measure asks for.
    fn of_draws<S, T: Send>(
        &self,
        texts: &[&Resampled],
        count: usize,
        drawn: impl Fn(usize) -> Vec<bool> + Sync,
        start: impl Fn(usize, usize) -> S + Sync,
        add: impl Fn(&mut S, usize, &Lanes) + Sync,
        values: impl Fn(S, Vec<Vec<Segments>>) -> Vec<T> + Sync,
    ) -> Vec<T> {
        let postings: Vec<(&Postings, usize)> =
            texts.iter().map(|texts| (&texts.postings, texts.texts)).collect();
        let of_pass = |pass: usize| -> Vec<T> {
            let first = pass * LANES;
            let numbers = first..count.min(first + LANES);
            let (mut bits, lanes) = (DrawBits::default(), numbers.len());
            let mut kept: Vec<Vec<bool>> = Vec::new();
            for (lane, number) in numbers.enumerate() {
                let drawn = drawn(number);
                bits.add(lane, &drawn);
                if !self.segments.is_empty() {
                    kept.push(drawn);
                }
            }
            let segments = segments_of_draws(texts, &kept, lanes);
            let mut found = start(first, segments.len());
            each_term(&postings, &bits, self.corpus.vocabulary().len(), |term, counts| {
                add(&mut found, term, counts);
            });
            values(found, segments)
        };
        (0..count.div_ceil(LANES)).into_par_iter().map(of_pass).flatten_iter().collect()
    }

    fn wants(&self, wanted: Wanted, measure: usize) -> bool {
        wanted == Wanted::All || self.measures[measure].of_documents().is_none()
    }

    /// Whether any component is wanted.
    fn any(&self, wanted: Wanted) -> bool {
        (0..self.measures.len())
            .any(|measure| self.wants(wanted, measure) && !self.places[measure].is_empty())
    }

    /// What is not wanted is left undefined.
    fn of_drawn(
        &self,
        wanted: Wanted,
        frequencies: &RankedFrequencies,
        segments: &[Segments],
    ) -> Vec<Option<f64>> {
        let of_measure = |(number, measure): (usize, &&dyn LexicalMeasure)| match measure.segment() {
            _ if !self.wants(wanted, number) => vec![None; self.places[number].len()],
            Some(length) => {
                let place = self.segments.binary_search(&length).expect("every length is listed");
                measure.of_segments(&segments[place])
            }
            None => measure.of_source(frequencies),
        };
        self.measures.iter().enumerate().flat_map(of_measure).collect()
    }
}

/// Texts that are drawn again and again.
#[derive(Debug, Default)]
pub(super) struct Resampled {
    /// How many they are.
    texts: usize,
    postings: Postings,
    segments: Vec<SegmentPostings>,
}

/// All of these texts, or some of them.
#[derive(Debug, Clone)]
pub(super) struct Drawable {
    of: Arc<Resampled>,
    places: Option<Vec<usize>>,
}

impl Drawable {
    pub(super) fn all(of: Resampled) -> Self {
        Drawable { of: Arc::new(of), places: None }
    }

    /// Those at `places` of texts that are all there.
    pub(super) fn part(&self, places: &[usize]) -> Self {
        Drawable { of: Arc::clone(&self.of), places: Some(places.to_vec()) }
    }

    /// The texts that they are of.
    pub(super) fn of(&self) -> &Resampled {
        &self.of
    }

    fn len(&self) -> usize {
        self.places.as_ref().map_or(self.of.texts, Vec::len)
    }

    /// Which of all texts are drawn, where `drawn` says it of these.
    fn among_all(&self, drawn: Vec<bool>) -> Vec<bool> {
        let Some(places) = &self.places else { return drawn };
        let mut all = vec![false; self.of.texts];
        places.iter().zip(drawn).for_each(|(place, drawn)| all[*place] = drawn);
        all
    }
}

/// For each of so many draws of the texts, its segments of each length that a measure asks for.
fn segments_of_draws(texts: &[&Resampled], drawn: &[Vec<bool>], lanes: usize) -> Vec<Vec<Segments>> {
    let (mut found, mut start): (Vec<Vec<Segments>>, usize) = (vec![Vec::new(); lanes], 0);
    for texts in texts {
        let of_these: Vec<&[bool]> = drawn.iter().map(|draw| &draw[start..start + texts.texts]).collect();
        for (place, of_length) in texts.segments.iter().enumerate() {
            for (all, segments) in found.iter_mut().zip(of_length.drawn(&of_these)) {
                match all.get_mut(place) {
                    Some(others) => *others = others.and(&segments),
                    None => all.push(segments),
                }
            }
        }
        start += texts.texts;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::LEXICAL_MEASURES;
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{AnalyzedCorpus, Analyzer, TermCounts};

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
        let (counted, texts) = (TermCounts::whole(&corpus, &numbers), Texts::whole(&corpus, &numbers));
        let specs = ["types", "ttr", "zipf(minimum_frequency=1)"].map(String::from);
        let measures = LEXICAL_MEASURES.parse_all(&specs).unwrap();
        let level = SourceLevel::new(&corpus, &measures);
        let count = 2 * LANES + 5;
        let drawn = |number: usize| -> Vec<bool> {
            (0..30).map(|text| !(number * text % 7).is_multiple_of(3)).collect()
        };
        let plain = |wanted: Wanted, weights: &[bool]| {
            let mut counts = vec![0; counted.vocabulary()];
            weights
                .iter()
                .enumerate()
                .for_each(|(text, times)| counted.add(text, u32::from(*times), &mut counts));
            let values = level.of_drawn(Wanted::All, &RankedFrequencies::new(&counts), &[]);
            let compared = level.of_drawn(wanted, &RankedFrequencies::new(&counts), &[]);
            // `types` and `ttr` have values of documents.
            assert_eq!((compared[0].is_some(), &compared[2..]), (wanted == Wanted::All, &values[2..]));
            compared
        };
        let whole = Drawable::all(level.resampled(&texts));
        let found = level.replicates(Wanted::All, &whole, count, drawn);
        assert_eq!(found, (0..count).map(|number| plain(Wanted::All, &drawn(number))).collect::<Vec<_>>());
        // Some of the texts, as texts of their own and among all.
        let places = [1, 4, 7, 8, 20, 29];
        let of_places = |number: usize| -> Vec<bool> { drawn(number)[..places.len()].to_vec() };
        let alone = Drawable::all(level.resampled(&texts.part(&places)));
        let found = level.replicates(Wanted::All, &alone, count, of_places);
        assert_eq!(found, level.replicates(Wanted::All, &whole.part(&places), count, of_places));
        // Two draws of texts, which exchanges deal to two sources.
        let members: Vec<Vec<bool>> =
            [2, 3].map(|step| (0..30).map(|text| text % step == 0).collect()).to_vec();
        let first = |exchange: usize| -> Vec<bool> {
            let dealt = members[exchange % 2].iter().enumerate();
            dealt.map(|(text, member)| *member && exchange >> (text % 5) & 1 == 1).collect()
        };
        let halves = [&numbers[..11], &numbers[11..]];
        let [left, right] = halves.map(|numbers| level.resampled(&Texts::whole(&corpus, numbers)));
        let differences = level.exchanged([&left, &right], &members, count, first);
        for (exchange, found) in differences.iter().enumerate() {
            let first = first(exchange);
            let rest: Vec<bool> =
                members[exchange % 2].iter().zip(&first).map(|(all, first)| *all && !first).collect();
            let of_side = |weights: &[bool]| plain(Wanted::Compared, weights);
            let sides = of_side(&first).into_iter().zip(of_side(&rest));
            assert_eq!(*found, sides.map(|(first, second)| Some(second? - first?)).collect::<Vec<_>>());
        }
        assert_eq!(differences.len(), count);
    }
}
