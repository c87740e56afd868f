//! Closeness outside the query: the other terms of a document, held against those of the other contents that are judged
//! relevant to the query. A score by the query's own terms cannot be part of it.

use rustc_hash::FxHashMap;

use super::pair::Pair;
use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::text::TermId;

/// The name of this similarity.
pub const OUTSIDE_QUERY: &str = "outside_query";

/// Weights of terms, sorted by term.
type Weights = Vec<(TermId, f64)>;

/// A content that is judged relevant to the query: the weights of each of its versions, and their sum.
struct Content {
    versions: Vec<(u32, Weights)>,
    sum: Weights,
}

/// The terms outside one query of all contents that are judged relevant to it.
pub(in crate::bias) struct Outside {
    contents: Vec<Content>,
    /// The place of each content, by the numbers of its documents.
    places: FxHashMap<u32, usize>,
    /// The sum over contents, and the sum of its squares.
    whole: (Weights, f64),
}

impl Outside {
    /// The weight of a term in a document is its share of the document's tokens outside the query, times ln(N ÷ df).
    pub fn new(shared: &Shared<'_>, texts: &Texts<'_>, query: &str) -> Outside {
        let catalogue = shared.catalogue();
        let terms = texts.query(query);
        let content = |base: &str| {
            let versions: Vec<(u32, Weights)> = catalogue
                .versions(base)
                .map(|document| (document, weights(texts, document, terms)))
                .collect();
            let sum = sum(versions.iter().map(|(_, weights)| weights));
            (!sum.is_empty()).then_some(Content { versions, sum })
        };
        let relevant = shared.evidence().qrels.of(query).filter(|(_, grade)| *grade > 0);
        let contents: Vec<Content> = relevant.filter_map(|(base, _)| content(base)).collect();
        let place = |(place, content): (usize, &Content)| -> Vec<(u32, usize)> {
            content.versions.iter().map(|(document, _)| (*document, place)).collect()
        };
        let places = contents.iter().enumerate().flat_map(place).collect();
        let whole = sum(contents.iter().map(|content| &content.sum));
        let squares = dot(&whole, &whole);
        Outside { contents, places, whole: (whole, squares) }
    }

    /// The similarity of both versions of a pair: the cosine of the weights of a version and of their sum over the *other*
    /// relevant contents, of all sources alike. So that no text matches itself or its twin, its own content is left out.
    /// `None` where no other content is judged relevant, or a version has no term outside the query.
    ///
    /// That sum is a relevance model of the judged documents (Lavrenko & Croft 2001, Relevance-based language models), without
    /// the query's own terms: what else a text on the topic says.
    pub fn of(&self, pair: &Pair) -> Option<[f64; 2]> {
        let content = &self.contents[*self.places.get(&pair.documents[0])?];
        if self.contents.len() < 2 {
            return None;
        }
        let (whole, squares) = &self.whole;
        let own = dot(&content.sum, &content.sum);
        let others = squares - 2.0 * dot(&content.sum, whole) + own;
        let similarity = |document: u32| {
            let (_, weights) = content.versions.iter().find(|(version, _)| *version == document)?;
            let size = dot(weights, weights) * others;
            // What is left of a difference of equal sums is rounding.
            let some = others > 1e-12 * squares && size > 0.0;
            some.then(|| (dot(weights, whole) - dot(weights, &content.sum)) / size.sqrt())
        };
        Some([similarity(pair.documents[0])?, similarity(pair.documents[1])?])
    }
}

fn weights(texts: &Texts<'_>, document: u32, query: &[(TermId, u32)]) -> Weights {
    let outside = || {
        let counts = texts.counts(document).iter();
        counts.filter(|(term, _)| query.binary_search_by_key(term, |(known, _)| *known).is_err())
    };
    let tokens: f64 = outside().map(|(_, frequency)| f64::from(*frequency)).sum();
    let rarity = texts.rarity();
    let weight =
        |(term, frequency): &(TermId, u32)| (*term, f64::from(*frequency) / tokens * rarity[term.index()]);
    outside().map(weight).collect()
}

/// The sum of some weights. The sum of two knows no order, so that exchanged versions give the same bits.
fn sum<'a>(all: impl Iterator<Item = &'a Weights>) -> Weights {
    let mut terms: Weights = all.flatten().copied().collect();
    terms.sort_by_key(|(term, _)| *term);
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    terms
}

/// Σ of products over the terms of the first, which should be the shorter one.
fn dot(some: &Weights, others: &Weights) -> f64 {
    let of = |(term, weight): &(TermId, f64)| {
        let at = others.binary_search_by_key(term, |(known, _)| *known).ok()?;
        Some(weight * others[at].1)
    };
    some.iter().filter_map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::{BiasSettings, Evidence};
    use crate::corpus::{Corpus, Qrels, Query};
    use crate::evaluate::{EvaluateSettings, evaluate};
    use crate::retrieve::{MODELS, Run};
    use crate::text::{AnalyzedCorpus, Analyzer};

    /// The similarities outside the query "a" of each pair of twins, by base id.
    fn similarities(human: Vec<(&str, &str)>, llm: Vec<(&str, &str)>) -> Vec<Option<[f64; 2]>> {
        let qrels = Qrels::from_grades(human.iter().map(|(base, _)| ("q", *base, 1)));
        let corpus = Corpus::from_texts([("human", human), ("llm", llm)]).unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let corpus = AnalyzedCorpus::read(&corpus, &analyzer, false).unwrap();
        let queries = [Query::new("q", "a")];
        let models = [MODELS.parse("bm25").unwrap()];
        let runs = [Run {
            model: models[0].name.clone(),
            catalogue: corpus.catalogue().clone(),
            rankings: Default::default(),
        }];
        let evaluation = evaluate(&runs, &qrels, &[], &EvaluateSettings::default());
        let settings = BiasSettings::default();
        let evidence = Evidence {
            queries: &queries,
            qrels: &qrels,
            models: &models,
            ..Evidence::new(&evaluation, &runs, (&corpus, &analyzer), &settings)
        };
        let texts = Texts::new(&evidence, (&corpus, &analyzer));
        let shared = Shared::new(&evidence, Some(&texts));
        let twins = &shared.matched().twins[0];
        twins.iter().map(|twin| *twin.similarities.last().unwrap()).collect()
    }

    #[test]
    fn three_contents_by_hand() {
        // Outside "a": b of three documents of six, c of two, d of one, e of one: ln 2, ln 3, ln 6 twice.
        let human = vec![("0", "a b c"), ("1", "a b"), ("2", "a d")];
        let llm = vec![("0", "a b"), ("1", "a c"), ("2", "e a")];
        let found = similarities(human, llm);
        let [b, c, d] = [2.0, 3.0, 6.0].map(f64::ln);
        // Content 0 against b + c + d + e of the others, 1 against 1.5·b + 0.5·c + d + e.
        let cosine = |own: [f64; 4], others: [f64; 4]| {
            let dot = |x: [f64; 4], y: [f64; 4]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            dot(own, others) / (dot(own, own) * dot(others, others)).sqrt()
        };
        let of_zero = [b, c, d, d];
        let close = |one: f64, other: f64| assert!((one - other).abs() < 1e-12, "{one} is not {other}");
        let zero = found[0].unwrap();
        close(zero[0], cosine([b, 0.0, 0.0, 0.0], of_zero));
        close(zero[1], cosine([0.5 * b, 0.5 * c, 0.0, 0.0], of_zero));
        let (one, of_one) = (found[1].unwrap(), [1.5 * b, 0.5 * c, d, d]);
        close(one[0], cosine([0.0, c, 0.0, 0.0], of_one));
        close(one[1], cosine([b, 0.0, 0.0, 0.0], of_one));
        // d and e stand in no other content.
        assert_eq!(found[2].unwrap(), [0.0, 0.0]);
    }

    #[test]
    fn without_another_content_it_is_undefined() {
        assert_eq!(similarities(vec![("0", "a b")], vec![("0", "a c")]), [None]);
        assert_eq!(
            similarities(vec![("0", "a b"), ("1", "a")], vec![("0", "a c"), ("1", "a")]),
            [None, None],
            "a text of the query alone is no topic"
        );
    }
}
