//! Functions of Python as a retrieval model, an evaluation measure and a lexical measure. They are slow, since the interpreter is
//! asked for every value, and are called from the thread that called the package.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use sourcebias::corpus::Grade;
use sourcebias::evaluate::{JudgedRanking, OfOrder, OrderedGrades};
use sourcebias::profile::{
    Component, DocumentMeasure, IntervalKind, LEXICAL_MEASURES, LexicalMeasure, RankedFrequencies,
};
use sourcebias::registry::Named;
use sourcebias::retrieve::MODELS;
use sourcebias::retrieve::model::{CollectionStatistics, DocumentScorer, Needs, TermScorer, TermStatistics};
use sourcebias::text::TermId;
use sourcebias::{Error, MEASURES, Measure, RetrievalModel};

use super::function::{Function, Wanted};

/// What a model may know of one query term.
#[pyclass(frozen, get_all, name = "TermStatistics", module = "sourcebias")]
pub struct Term {
    /// In how many documents it occurs, at least 1.
    df: u64,
    /// How often it occurs in all documents, at least df.
    cf: u64,
    /// How often it occurs in the query, above 0.
    qtf: f64,
    /// How many characters it has as it is indexed.
    characters: u32,
}

#[pymethods]
impl Term {
    fn __repr__(&self) -> String {
        let Term { df, cf, qtf, characters } = self;
        format!("TermStatistics(df={df}, cf={cf}, qtf={qtf}, characters={characters})")
    }
}

/// What a model may know of the collection and the query.
#[pyclass(frozen, get_all, name = "CollectionStatistics", module = "sourcebias")]
pub struct Collection {
    /// How many documents there are.
    documents: u64,
    /// How many tokens they have in all.
    tokens: u64,
    /// The mean length of documents, in tokens.
    mean_length: f64,
    /// How many tokens of the query occur in the collection.
    query_length: f64,
}

#[pymethods]
impl Collection {
    fn __repr__(&self) -> String {
        let Collection { documents, tokens, mean_length, query_length } = self;
        format!(
            "CollectionStatistics(documents={documents}, tokens={tokens}, mean_length={mean_length}, query_length={query_length})"
        )
    }
}

impl Collection {
    fn of(py: Python<'_>, collection: &CollectionStatistics) -> PyResult<Py<Collection>> {
        let CollectionStatistics { documents, tokens, query_length, .. } = *collection;
        Py::new(py, Collection { documents, tokens, mean_length: collection.mean_length(), query_length })
    }
}

/// `function(tf, length, term, collection)`, summed over the terms of the query that a document has; and
/// `function.document(length, collection)`, where there is one, for each such document.
struct OwnModel {
    term: Arc<Function>,
    document: Option<Arc<Function>>,
}

impl RetrievalModel for OwnModel {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let function = self.term.clone();
        let TermStatistics { document_frequency: df, collection_frequency: cf, .. } = *term;
        let (qtf, characters) = (term.query_frequency, term.characters);
        let (term, collection) = function.raised.attached(|py| {
            Ok((Py::new(py, Term { df, cf, qtf, characters })?, Collection::of(py, collection)?))
        });
        Box::new(move |tf, document| {
            let length = document.length;
            let of = || format!("tf {tf}, length {length} and a term of df {df}");
            let score = function.raised.attached(|py| {
                function.number(py, (tf, length, term.bind(py), collection.bind(py)), false, &of)
            });
            score.expect("no None is let through")
        })
    }

    fn document(&self, collection: &CollectionStatistics) -> Option<DocumentScorer> {
        let function = self.document.clone()?;
        let collection = function.raised.attached(|py| Collection::of(py, collection));
        Some(Box::new(move |document| {
            let length = document.length;
            let of = || format!("a document of length {length}");
            let score =
                function.raised.attached(|py| function.number(py, (length, collection.bind(py)), false, &of));
            score.expect("no None is let through")
        }))
    }

    fn needs(&self) -> Needs {
        Needs::length()
    }
}

/// The models that are wanted.
pub fn models(wanted: &Wanted) -> Result<Vec<Named<dyn RetrievalModel>>, Error> {
    wanted.parsed(&MODELS, |function| {
        Ok(Box::new(OwnModel { term: function.clone(), document: method(function, "document") }))
    })
}

type Ordered = OfOrder<Box<dyn Fn(&OrderedGrades, &[Grade]) -> Option<f64> + Send + Sync>>;

/// `function(grades, ideal)`, averaged over the orders of tied documents.
#[derive(Clone)]
struct OwnMeasure(Arc<Ordered>);

impl Measure for OwnMeasure {
    fn value(&self, ranking: &JudgedRanking) -> Option<f64> {
        self.0.value(ranking)
    }

    fn cutoff(&self) -> Option<usize> {
        self.0.cutoff()
    }

    fn sees_not_relevant(&self) -> bool {
        self.0.sees_not_relevant()
    }
}

/// Evaluation measures, and those of them that are functions.
pub struct Measures {
    pub all: Vec<Named<dyn Measure>>,
    own: Vec<(String, OwnMeasure)>,
}

impl Measures {
    /// The measures that are wanted; orders of tied documents are drawn from `seed`.
    pub fn of(wanted: &Wanted, seed: u64) -> Result<Measures, Error> {
        let own = std::cell::RefCell::new(Vec::new());
        let all = wanted.parsed(&MEASURES, |function| {
            let measure = ordered(function, seed)?;
            own.borrow_mut().push((function.name.clone(), measure.clone()));
            Ok(Box::new(measure))
        })?;
        Ok(Measures { all, own: own.into_inner() })
    }

    /// Warns of values that are estimates.
    pub fn tell_what_is_drawn(&self) {
        for (name, measure) in self.own.iter().filter(|(_, measure)| measure.0.drawn() > 0) {
            let (drawn, orders) = (measure.0.drawn(), Ordered::ORDERS);
            tracing::warn!(
                "`{name}`: {drawn} values are means over {orders} orders of tied documents that are drawn, since more differ; name \
                 a `cutoff`, or a rule that breaks ties"
            );
        }
    }
}

fn ordered(function: &Arc<Function>, seed: u64) -> Result<OwnMeasure, Error> {
    // What is no whole number is none from 1 either.
    let whole = |found: Bound<'_, PyAny>| found.extract::<i64>().unwrap_or_default();
    let cutoff = function.raised.attached(|py| Ok(function.attribute(py, "cutoff")?.map(whole)));
    let function = function.clone();
    let value = move |grades: &OrderedGrades, ideal: &[Grade]| {
        let of = || format!("the grades {}", shortened(grades));
        function.raised.attached(|py| {
            let (grades, ideal) = (PyList::new(py, grades)?, PyList::new(py, ideal)?);
            function.number(py, (grades, ideal), true, &of)
        })
    };
    let measure: Ordered = OfOrder::new(Box::new(value) as Box<_>).seeded(seed);
    match cutoff.map(usize::try_from) {
        None => Ok(OwnMeasure(Arc::new(measure))),
        Some(Ok(cutoff @ 1..)) => Ok(OwnMeasure(Arc::new(measure.at(cutoff)))),
        Some(_) => {
            let reason = "must be a whole number from 1".to_string();
            Err(Error::BadExperiment { place: "the attribute `cutoff` of a measure".to_string(), reason })
        }
    }
}

/// Grades in words, the first ten of them.
fn shortened(grades: &OrderedGrades) -> String {
    let word = |grade: &Option<Grade>| grade.map_or("None".to_string(), |grade| grade.to_string());
    let first: Vec<String> = grades.iter().take(10).map(word).collect();
    let more = if grades.len() > 10 { ", …" } else { "" };
    format!("[{}{more}]", first.join(", "))
}

/// `function(terms)` of each text, and `function.source(frequencies)` of each whole source; one of them at least.
struct OwnLexicalMeasure {
    text: Option<Arc<Function>>,
    source: Option<Arc<Function>>,
}

/// The value of a whole source. Whether it grows with the source is not known, so that its halves are put around it as they are.
const OF_SOURCE: &[Component] = &[Component::new("", IntervalKind::Halves)];

impl LexicalMeasure for OwnLexicalMeasure {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        let function = self.text.as_deref()?;
        Some(DocumentMeasure::in_corpus(move |corpus| {
            let vocabulary = corpus.vocabulary();
            // A string for each distinct term, of which texts hold the same.
            let words: Vec<Py<PyString>> = function.raised.attached(|py| {
                let word = |place: u32| PyString::new(py, vocabulary.term(TermId(place))).unbind();
                Ok((0..vocabulary.len() as u32).map(word).collect())
            });
            Box::new(move |text| {
                let of = || match text.tokens {
                    [] => "a text without terms".to_string(),
                    [first, ..] => {
                        let first = vocabulary.term(*first);
                        format!("a text of {} terms that begins with `{first}`", text.tokens.len())
                    }
                };
                function.raised.attached(|py| {
                    let terms = PyList::new(py, text.tokens.iter().map(|term| words[term.index()].bind(py)))?;
                    function.number(py, (terms,), true, &of)
                })
            })
        }))
    }

    fn components(&self) -> &'static [Component] {
        if self.source.is_some() { OF_SOURCE } else { &[] }
    }

    fn of_source(&self, frequencies: &RankedFrequencies) -> Vec<Option<f64>> {
        let Some(function) = &self.source else { return Vec::new() };
        let of = || format!("a source of {} tokens and {} types", frequencies.tokens(), frequencies.types());
        let value = function.raised.attached(|py| {
            let ranked = PyList::new(py, frequencies.frequencies())?;
            function.number(py, (ranked,), true, &of)
        });
        vec![value]
    }
}

/// The lexical measures that are wanted.
pub fn lexical_measures(wanted: &Wanted) -> Result<Vec<Named<dyn LexicalMeasure>>, Error> {
    wanted.parsed(&LEXICAL_MEASURES, |function| {
        let text = function.raised.attached(|py| Ok(function.is_callable(py))).then(|| function.clone());
        Ok(Box::new(OwnLexicalMeasure { text, source: method(function, "source") }))
    })
}

/// A method of a function, where it has one of this name, or an attribute that can be called.
fn method(function: &Arc<Function>, name: &str) -> Option<Arc<Function>> {
    function.raised.attached(|py| {
        let found = function.attribute(py, name)?.filter(|found| found.is_callable());
        Ok(found.map(|found| Arc::new(function.part(name, found.unbind()))))
    })
}
