//! The map of sources: an analysed corpus in; how far the sources are apart in the words that they use, where each lies along
//! the two axes on which they differ most, and where each document does if that is asked for, out.

mod tables;
#[cfg(test)]
mod tests;
mod vectors;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use tables::{DocumentPlaceRow, MapRow, map_in_words};

use crate::corpus::SourceId;
use crate::error::{Result, require};
use crate::statistics::{Bootstrap, Interval, PrincipalAxis, principal_axes, signless_zero};
use crate::table::{Table, TableRow};
use crate::text::AnalyzedCorpus;
use vectors::{Text, Vectors, complete};

/// What the map is drawn of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MapSettings {
    /// How many of the most common words count; 0 leaves the map out.
    pub words: usize,
    /// Whether each document gets its place too.
    pub documents: bool,
}

impl Default for MapSettings {
    fn default() -> Self {
        MapSettings { words: 1_000, documents: false }
    }
}

impl MapSettings {
    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        require(self.words <= 100_000, "[profile.map]", "`words` must be at most 100000")
    }
}

/// Where sources lie by the words that they use, as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct WordMap {
    /// One row a source ([`MapRow`]).
    pub sources: Table,
    /// One row a document ([`DocumentPlaceRow`]); `None` where they were not asked for.
    pub documents: Option<Table>,
}

/// A source with fewer documents has no place, and with fewer contents of all sources all documents count.
const LEAST: usize = 10;
/// More sources make no map that can be read.
const MOST_SOURCES: usize = 100;

/// Where each source of a corpus lies by the words that it uses.
///
/// A document d is the vector of y(d, t) = √(f(d, t) ÷ |d|), with f the frequency of term t in it, |d| its tokens, and t the
/// most common terms of all sources together (ties by term). The point of a source is the mean of its documents, and the axes
/// are those of a principal component analysis of these points ([`principal_axes()`]).
///
/// **Twins.** Where at least ten contents have a version by every source, only these count. A document is then taken as
/// the difference from the mean of its content's versions, z(d, t) = y(d, t) − (1 ÷ S) Σ y(v, t) over the S versions v, so
/// that what the texts are about plays no part. Elsewhere all documents count as they are, and sources that write of other
/// things lie apart because of that.
///
/// **Distance** is the Euclidean one between points, in all terms: from 0 for copies to √2 for texts that share no term. Any
/// two samples differ: `by_chance` is the root of the mean squared distance where labels are exchanged within contents, in
/// closed form √(Σ |y(d) − y(d′)|²) ÷ C over the C pairs of versions; where all documents count, where labels are dealt
/// anew to the documents of both sources, √(s² (1 ÷ n + 1 ÷ n′)) with s² the sum of the variances of all terms.
///
/// **Intervals** of places draw contents with replacement (where all documents count, those of the source alone) and leave the
/// axes as they are: they say how sure a place on this map is, not how sure the map.
///
/// Sources of fewer than ten documents are left out. No row where fewer than two sources are left, or more than a hundred.
/// Neither names nor order of sources or documents change a place. Copies lie on one point.
///
/// ```
/// # use sourcebias::corpus::Corpus;
/// # use sourcebias::profile::map::{MapSettings, map};
/// # use sourcebias::statistics::Bootstrap;
/// # use sourcebias::text::{AnalyzedCorpus, Analyzer};
/// let bases = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
/// let texts = |text: &'static str| bases.map(|base| (base, text)).to_vec();
/// let corpus = Corpus::from_texts([("human", texts("a")), ("one", texts("b")), ("two", texts("b"))])?;
/// let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words")?, false)?;
/// let found = map(&corpus, &MapSettings::default(), &Bootstrap::default()).sources;
/// // Texts of other words altogether are √2 apart, copies are not apart.
/// let distances = found.number("distance")?;
/// assert!(distances[0].is_none() && (distances[1].unwrap() - f64::sqrt(2.0)).abs() < 1e-12);
/// assert_eq!(found.text("nearest")?, ["one", "two", "one"]);
/// assert_eq!(found.number("nearest_distance")?[1..], [Some(0.0), Some(0.0)]);
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn map(corpus: &AnalyzedCorpus, settings: &MapSettings, bootstrap: &Bootstrap) -> WordMap {
    let catalogue = corpus.catalogue();
    let written = |source: SourceId| {
        corpus.documents_of(source).into_iter().filter(|number| corpus.length(*number) > 0).count()
    };
    let sources: Vec<SourceId> = (0..catalogue.sources().len() as u32)
        .map(SourceId)
        .filter(|source| written(*source) >= LEAST)
        .collect();
    if settings.words == 0 || sources.len() < 2 || sources.len() > MOST_SOURCES {
        return nowhere(settings);
    }
    let texts = Text::all(corpus, &sources);
    let of_twins = complete(&texts, sources.len());
    let twins = of_twins.len() >= LEAST * sources.len();
    let texts = if twins { of_twins } else { texts };
    let vectors = Vectors::new(corpus, &sources, settings.words);
    let places = Places::new(corpus, (sources, twins), texts, &vectors);
    WordMap {
        sources: MapRow::to_table(places.rows(&vectors, bootstrap)),
        documents: settings.documents.then(|| DocumentPlaceRow::to_table(places.documents())),
    }
}

/// A map with nothing on it.
pub(super) fn nowhere(settings: &MapSettings) -> WordMap {
    WordMap {
        sources: MapRow::to_table(Vec::new()),
        documents: settings.documents.then(|| DocumentPlaceRow::to_table(Vec::new())),
    }
}

/// Sources and documents on their axes.
struct Places<'a> {
    corpus: &'a AnalyzedCorpus,
    sources: Vec<SourceId>,
    /// Whether each content has a version by every source.
    twins: bool,
    /// By content, then by source.
    texts: Vec<Text>,
    /// The mean vector of each source.
    means: Vec<Vec<f64>>,
    axes: Vec<PrincipalAxis>,
    /// For each axis and source, where its texts lie, by content.
    along: Vec<Vec<Vec<f64>>>,
}

impl<'a> Places<'a> {
    fn new(
        corpus: &'a AnalyzedCorpus,
        (sources, twins): (Vec<SourceId>, bool),
        texts: Vec<Text>,
        vectors: &Vectors<'_>,
    ) -> Places<'a> {
        let means = vectors.means(&texts, sources.len());
        let axes = principal_axes(&means, 2);
        let directions: Vec<&[f64]> = axes.iter().map(|axis| &axis.direction[..]).collect();
        let mut along = vec![vec![Vec::new(); sources.len()]; axes.len()];
        for text in &texts {
            for (axis, place) in vectors.along(text.number, &directions).into_iter().enumerate() {
                along[axis][text.source].push(place);
            }
        }
        for of_axis in &mut along {
            if twins {
                centre_contents(of_axis);
            } else {
                centre_sources(of_axis);
            }
        }
        Places { corpus, sources, twins, texts, means, axes, along }
    }

    fn name(&self, place: usize) -> &str {
        self.corpus.catalogue().source_name(self.sources[place])
    }

    /// The distance between the points of two sources.
    fn distance(&self, one: usize, other: usize) -> f64 {
        let squares =
            self.means[one].iter().zip(&self.means[other]).map(|(one, other)| (one - other).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// The source whose point is nearest to that of the one at `place`, the first of several, and its distance.
    fn nearest(&self, place: usize) -> (usize, f64) {
        let others = (0..self.sources.len()).filter(|other| *other != place);
        let distances = others.map(|other| (other, self.distance(place, other)));
        distances.min_by(|left, right| left.1.total_cmp(&right.1)).expect("two sources at least")
    }

    fn rows(&self, vectors: &Vectors<'_>, bootstrap: &Bootstrap) -> Vec<MapRow> {
        let reference = self.corpus.catalogue().reference();
        let reference = self.sources.iter().position(|source| *source == reference);
        let columns: Vec<&Vec<f64>> = self.along.iter().flatten().collect();
        let intervals = bootstrap.mean_intervals(&columns);
        let place = |axis: usize, source: usize| -> (Option<f64>, Option<Interval>) {
            let Some(value) = self.axes.get(axis).map(|axis| axis.places[source]) else {
                return (None, None);
            };
            let interval = intervals[axis * self.sources.len() + source];
            (Some(value), interval.map(|interval| interval.spread_about(value, 1.0)))
        };
        let row = |source: usize| {
            let ((x, across), (y, upwards)) = (place(0, source), place(1, source));
            let reference = reference.filter(|reference| *reference != source);
            let (nearest, nearest_distance) = self.nearest(source);
            MapRow {
                source: Arc::from(self.name(source)),
                documents: self.texts.iter().filter(|text| text.source == source).count() as u64,
                twins: self.twins,
                x,
                x_low: across.map(|interval| interval.low),
                x_high: across.map(|interval| interval.high),
                y,
                y_low: upwards.map(|interval| interval.low),
                y_high: upwards.map(|interval| interval.high),
                x_share: self.axes.first().map(|axis| axis.share),
                y_share: self.axes.get(1).map(|axis| axis.share),
                reference: reference
                    .map_or_else(|| Arc::from(""), |reference| Arc::from(self.name(reference))),
                distance: reference.map(|reference| self.distance(source, reference)),
                by_chance: reference.map(|reference| self.by_chance(vectors, [source, reference])),
                nearest: self.name(nearest).to_string(),
                nearest_distance: Some(nearest_distance),
            }
        };
        (0..self.sources.len()).map(row).collect()
    }

    /// The root of the mean squared distance of two sources whose labels mean nothing.
    fn by_chance(&self, vectors: &Vectors<'_>, pair: [usize; 2]) -> f64 {
        let of = |side: usize| self.texts.iter().filter(move |text| text.source == pair[side]);
        if self.twins {
            let apart: f64 =
                of(0).zip(of(1)).map(|(one, other)| vectors.squared_distance(one.number, other.number)).sum();
            return apart.sqrt() / of(0).count() as f64;
        }
        let counts = [0, 1].map(|side| of(side).count() as f64);
        let squares =
            [0, 1].map(|side| of(side).map(|text| vectors.squared_length(text.number)).sum::<f64>());
        let all = counts[0] + counts[1];
        let means = self.means[pair[0]].iter().zip(&self.means[pair[1]]);
        let of_mean =
            means.map(|(one, other)| ((counts[0] * one + counts[1] * other) / all).powi(2)).sum::<f64>();
        let variance = (squares[0] + squares[1] - all * of_mean).max(0.0) / (all - 1.0);
        (variance * (1.0 / counts[0] + 1.0 / counts[1])).sqrt()
    }

    fn documents(&self) -> Vec<DocumentPlaceRow> {
        let mut rows = Vec::with_capacity(self.texts.len());
        let mut next = vec![0; self.sources.len()];
        for text in &self.texts {
            let number = next[text.source];
            next[text.source] += 1;
            let place = |axis: usize| self.along.get(axis).map(|places| places[text.source][number]);
            rows.push(DocumentPlaceRow {
                source: Arc::from(self.name(text.source)),
                content: Arc::clone(&self.corpus.catalogue().id(text.number).base),
                x: place(0),
                y: place(1),
            });
        }
        rows
    }
}

/// The mean of some values, which their order does not change.
fn unordered_mean(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.iter().sum::<f64>() / values.len() as f64
}

/// Places of the texts of each source, less the mean of those of the same content.
fn centre_contents(places: &mut [Vec<f64>]) {
    for content in 0..places.first().map_or(0, Vec::len) {
        let middle = unordered_mean(places.iter().map(|places| places[content]).collect());
        places.iter_mut().for_each(|places| places[content] = signless_zero(places[content] - middle));
    }
}

/// The same less the mean of the means of all sources.
fn centre_sources(places: &mut [Vec<f64>]) {
    let of_source = |places: &Vec<f64>| places.iter().sum::<f64>() / places.len() as f64;
    let middle = unordered_mean(places.iter().map(of_source).collect());
    places.iter_mut().flatten().for_each(|place| *place = signless_zero(*place - middle));
}
