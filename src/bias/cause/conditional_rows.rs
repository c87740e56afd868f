//! The rows of the conditional analysis: ranked documents with score, length and similarity in; what regressions need of them
//! whatever the similarity, out, found once for all similarities.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;

use crate::statistics::{knots, restricted_cubic};

/// A document in the ranking of a query, its figures z-normalised within the query: less the mean and over the standard
/// deviation of the documents of both sources.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct NormalisedDocument {
    /// The number of the query; its documents stand side by side.
    pub query: u32,
    /// The number of the query's cluster, the unit that tests and intervals take for independent.
    pub cluster: u32,
    /// The number of its content.
    pub content: u32,
    /// Whether the source wrote it, and not the reference.
    pub of_source: bool,
    /// Whether its content is judged relevant.
    pub relevant: bool,
    pub score: f64,
    pub similarity: f64,
    /// Of ln length.
    pub length: f64,
}

/// The same but for the similarity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::bias) struct Placed {
    pub query: u32,
    pub cluster: u32,
    pub content: u32,
    pub of_source: bool,
    pub relevant: bool,
    pub score: f64,
    pub length: f64,
}

impl Placed {
    /// The unit of tests that it belongs to: its cluster and its content.
    fn unit(&self) -> [u32; 2] {
        [self.cluster, self.content]
    }

    fn with(self, similarity: f64) -> NormalisedDocument {
        let Placed { query, cluster, content, of_source, relevant, score, length } = self;
        NormalisedDocument { query, cluster, content, of_source, relevant, score, similarity, length }
    }
}

/// Documents without their similarity, and what is found of them when it is first asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Rows {
    placed: Vec<Placed>,
    of_all: OnceLock<OfAll>,
    of_twins: OnceLock<OfTwins>,
}

/// What a regression over all documents needs of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfAll {
    pub units: Units,
    /// The spline of the length of each document.
    pub curves: Vec<f64>,
}

/// What a regression over the differences between judged twins needs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OfTwins {
    /// A unit for each relevant content and query of which both versions are ranked.
    pub units: Units,
    /// The places of the two versions, the source's first.
    pub twins: Vec<[u32; 2]>,
    /// The places of all documents that are judged relevant.
    pub relevant: Vec<u32>,
    /// The knots of the spline of the length of these.
    pub knots: Option<[f64; 3]>,
}

/// Of some rows the units of tests, and how many there are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Units {
    /// The cluster of queries and the content of each row.
    pub of_rows: Vec<[u32; 2]>,
    /// Whether rows stand by cluster and then by content.
    pub in_order: bool,
    pub queries: usize,
    pub clusters: usize,
    pub contents: usize,
    /// The largest number of a content.
    pub last: u32,
}

impl Units {
    fn new(of_rows: Vec<[u32; 2]>, queries: usize) -> Self {
        let [clusters, contents] =
            [0, 1].map(|place: usize| distinct(of_rows.iter().map(|unit| unit[place])));
        let last = of_rows.iter().map(|unit| unit[1]).max().unwrap_or(0);
        Units { in_order: of_rows.is_sorted(), queries, clusters, contents, last, of_rows }
    }
}

impl Rows {
    /// Documents, those of one query side by side, and of these the versions of one content.
    pub fn new(placed: Vec<Placed>) -> Self {
        Rows { placed, ..Rows::default() }
    }

    pub fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// Of all of them, found once.
    pub(super) fn of_all(&self) -> &OfAll {
        self.of_all.get_or_init(|| {
            let queries = self.placed.chunk_by(|left, right| left.query == right.query).count();
            let knots = knots(self.placed.iter().map(|one| one.length).collect());
            OfAll {
                units: Units::new(self.placed.iter().map(Placed::unit).collect(), queries),
                curves: self.placed.iter().map(|one| spline(one.length, knots)).collect(),
            }
        })
    }

    /// Of the twins that are judged relevant, found once.
    pub(super) fn of_twins(&self) -> &OfTwins {
        self.of_twins.get_or_init(|| {
            let same =
                |left: &Placed, right: &Placed| (left.query, left.content) == (right.query, right.content);
            let (mut relevant, mut twins) = (Vec::new(), Vec::new());
            let mut behind = 0;
            for versions in self.placed.chunk_by(same) {
                let start = behind as u32;
                behind += versions.len();
                relevant.extend((start..).zip(versions).filter(|(_, one)| one.relevant).map(|one| one.0));
                let of = |of_source: bool| {
                    let place = versions.iter().position(|one| one.of_source == of_source)?;
                    Some((start + place as u32, &versions[place]))
                };
                let reference = of(false).filter(|(_, reference)| reference.relevant);
                twins
                    .extend(reference.zip(of(true)).map(|((reference, _), (source, _))| [source, reference]));
            }
            let of_reference = |[_, reference]: &[u32; 2]| &self.placed[*reference as usize];
            let same_query =
                |left: &[u32; 2], right: &[u32; 2]| of_reference(left).query == of_reference(right).query;
            let units = twins.iter().map(|twins| of_reference(twins).unit()).collect();
            let lengths = relevant.iter().map(|place| self.placed[*place as usize].length);
            OfTwins {
                units: Units::new(units, twins.chunk_by(same_query).count()),
                knots: knots(lengths.collect()),
                twins,
                relevant,
            }
        })
    }
}

/// The part of a curve that a straight line cannot follow; without knots there is none: a column of zeros, which no regression
/// uses.
pub(super) fn spline(value: f64, knots: Option<[f64; 3]>) -> f64 {
    knots.map_or(0.0, |knots| restricted_cubic(value, knots))
}

/// How many distinct numbers there are; fastest where equal ones stand side by side, or none is large.
fn distinct(numbers: impl Iterator<Item = u32> + Clone) -> usize {
    let largest = numbers.clone().max().map_or(0, |largest| largest as usize + 1);
    let mut last = None;
    let changes = numbers.filter(|number| last.replace(*number) != Some(*number));
    if largest <= MOST_MARKED {
        let mut seen = vec![false; largest];
        return changes.filter(|number| !std::mem::replace(&mut seen[*number as usize], true)).count();
    }
    changes.collect::<FxHashSet<u32>>().len()
}

/// Numbers below it are marked in a list.
const MOST_MARKED: usize = 1 << 24;

/// Documents with one similarity. What else is known of them is kept once for all similarities that every document has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::bias) struct Documents {
    rows: Arc<Rows>,
    similarities: Vec<f64>,
}

impl Documents {
    /// Of as many similarities as rows.
    pub fn new(rows: Arc<Rows>, similarities: Vec<f64>) -> Self {
        Documents { rows, similarities }
    }

    pub fn len(&self) -> usize {
        self.similarities.len()
    }

    /// All that is known but the similarity.
    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The similarity of each document.
    pub fn similarities(&self) -> &[f64] {
        &self.similarities
    }

    /// The document of a place.
    pub fn get(&self, place: usize) -> NormalisedDocument {
        self.rows.placed[place].with(self.similarities[place])
    }

    /// Those of several queries, by similarity: of each query its documents by similarity.
    pub fn joined(queries: &[&[Documents]], similarities: usize) -> Vec<Documents> {
        let mut joined: Vec<Documents> = Vec::with_capacity(similarities);
        let count = |one: usize| queries.iter().map(|query| query[one].len()).sum::<usize>();
        for one in 0..similarities {
            let alike = |query: &&[Documents], other: usize| {
                let [one, other] = [one, other].map(|similarity| &query[similarity].rows);
                Arc::ptr_eq(one, other) || (one.placed.is_empty() && other.placed.is_empty())
            };
            let like = (0..one).find(|other| queries.iter().all(|query| alike(query, *other)));
            let rows = like.map(|other| joined[other].rows.clone()).unwrap_or_else(|| {
                let mut rows = Vec::with_capacity(count(one));
                queries.iter().for_each(|query| rows.extend_from_slice(&query[one].rows.placed));
                Arc::new(Rows::new(rows))
            });
            let mut values = Vec::with_capacity(count(one));
            queries.iter().for_each(|query| values.extend_from_slice(&query[one].similarities));
            joined.push(Documents { rows, similarities: values });
        }
        joined
    }
}

#[cfg(test)]
impl Documents {
    /// Of documents that are written out.
    pub fn of(documents: &[NormalisedDocument]) -> Documents {
        let row = |one: &NormalisedDocument| {
            let NormalisedDocument { query, cluster, content, of_source, relevant, score, length, .. } = *one;
            Placed { query, cluster, content, of_source, relevant, score, length }
        };
        Documents {
            rows: Arc::new(Rows::new(documents.iter().map(row).collect())),
            similarities: documents.iter().map(|one| one.similarity).collect(),
        }
    }
}
