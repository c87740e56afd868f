//! Specificity: how rare the terms of a document are in a pool of documents.

use super::pool::{
    Counted, Lookup, POOL, UNSEEN, UNSEEN_KIND, VERSIONS, keeps_unseen, leaves_versions_out, needs, pool,
};
use super::{DocumentMeasure, LexicalMeasure, LexicalNeeds};
use crate::corpus::Pool;
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::statistics::{mean, median};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "specificity",
    summary: "median or mean IDF over a document's tokens or types, by default of ln(N / (1 + df)), df from a pool of documents",
    reference: "arXiv 2604.06163 (definition); Spärck Jones (1972), A statistical interpretation of term specificity; \
                Robertson & Spärck Jones (1976), Relevance weighting of search terms",
    parameters: &[
        POOL,
        Parameter {
            name: UNSEEN,
            kind: UNSEEN_KIND,
            default: "kept",
            meaning: "terms that no document of the pool has: kept with df = 0 (standard: 1), or left out",
        },
        Parameter {
            name: "per",
            kind: Kind::Choice(&["token", "type"]),
            default: "token",
            meaning: "whether a term counts as often as it occurs in the document, or once",
        },
        Parameter {
            name: "statistic",
            kind: Kind::Choice(&["median", "mean"]),
            default: "median",
            meaning: "what is taken of the IDF values of a document",
        },
        Parameter {
            name: "idf",
            kind: Kind::Choice(&["smooth", "standard", "bm25", "probabilistic", "scikit_learn"]),
            default: "smooth",
            meaning: "smooth ln(N/(1+df)), standard ln(N/df), bm25 ln(1+(N-df+0.5)/(df+0.5)), probabilistic \
                      ln((N-df+0.5)/(df+0.5)), scikit_learn 1+ln((1+N)/(1+df))",
        },
        VERSIONS,
    ],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    let formula = match arguments.text("idf") {
        "smooth" => Formula::Smooth,
        "standard" => Formula::Standard,
        "bm25" => Formula::Bm25,
        "probabilistic" => Formula::Probabilistic,
        _ => Formula::ScikitLearn,
    };
    Ok(Box::new(Specificity {
        pool: pool(arguments),
        keep_unseen: keeps_unseen(arguments),
        of_types: arguments.text("per") == "type",
        of_mean: arguments.text("statistic") == "mean",
        formula,
        leave_versions_out: leaves_versions_out(arguments),
    }))
}

/// How IDF follows from N documents and the df that have the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formula {
    Smooth,
    Standard,
    Bm25,
    Probabilistic,
    ScikitLearn,
}

impl Formula {
    fn value(self, documents: f64, df: f64) -> f64 {
        let odds = (documents - df + 0.5) / (df + 0.5);
        match self {
            Formula::Smooth => (documents / (1.0 + df)).ln(),
            Formula::Standard => (documents / df.max(1.0)).ln(),
            Formula::Bm25 => odds.ln_1p(),
            Formula::Probabilistic => odds.ln(),
            Formula::ScikitLearn => 1.0 + ((1.0 + documents) / (1.0 + df)).ln(),
        }
    }
}

/// The median or mean, over the token occurrences or the types of a text, of IDF(t), natural logarithm, with N the
/// number of documents of the pool and df how many of them have t; `None` where no term is left.
///
/// * `smooth`: ln(N ÷ (1 + df)), below 0 for a term of all documents (arXiv 2604.06163, the default);
/// * `standard`: ln(N ÷ df), at least 0 (Spärck Jones 1972);
/// * `bm25`: ln(1 + (N − df + ½) ÷ (df + ½)), above 0 (Lucene's BM25);
/// * `probabilistic`: ln((N − df + ½) ÷ (df + ½)), below 0 for a term of most documents (Robertson & Spärck Jones 1976);
/// * `scikit_learn`: 1 + ln((1 + N) ÷ (1 + df)), at least 1 (scikit-learn's `smooth_idf`).
///
/// A term that the pool does not have is kept with df = 0, by `standard` with df = 1 (`smooth` gives ln N as well), or
/// left out. The pool is the whole source (or all sources) also where the text is cut, and is held fixed by resampling.
///
/// `versions=left_out`, the default, takes the pool's versions of the text's own content out of N and df, for every version
/// of that content alike. The published definition (arXiv 2604.06163) is `versions=counted`: there the documents of the
/// pool are counted in it themselves and the others are not, so that of two sources alike the one outside the pool has
/// rarer words. Of 60 simulated pairs of sources of one law, the mean IDF is higher for the source outside the pool 60
/// times (`tests/coverage/controls.rs`). It is measured and compared all the same, and its differences are no
/// evidence: they get no test. Neither do those between sources without twins where the pool is the reference's texts: whoever is
/// outside has rarer words in it as soon as it writes about other things, whichever of the two that is.
#[derive(Debug)]
pub struct Specificity {
    pool: Pool,
    keep_unseen: bool,
    of_types: bool,
    of_mean: bool,
    formula: Formula,
    leave_versions_out: bool,
}

impl LexicalMeasure for Specificity {
    fn needs(&self) -> LexicalNeeds {
        needs(self.pool, self.leave_versions_out).any_length()
    }

    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::in_corpus(move |corpus| {
            let lookup = Lookup::new(corpus, self.pool, self.leave_versions_out);
            Box::new(move |text| {
                self.value(text, &lookup.values(text, |counted| self.inverse_document_frequency(counted)))
            })
        }))
    }
}

impl Specificity {
    /// IDF of a term; `None` where it is left out, and where the pool has no document.
    fn inverse_document_frequency(&self, counted: Counted) -> Option<f64> {
        let Counted { documents, document_frequency, .. } = counted;
        let counts = documents > 0 && (self.keep_unseen || document_frequency > 0);
        counts.then(|| self.formula.value(documents as f64, document_frequency as f64))
    }

    /// `values` has the IDF of each distinct term that counts.
    fn value(&self, text: &DocumentText<'_>, values: &[Option<f64>]) -> Option<f64> {
        let times = |frequency: &u32| if self.of_types { 1 } else { *frequency as usize };
        let counted = values.iter().zip(text.frequencies);
        let counted =
            counted.filter_map(|(value, frequency)| Some(std::iter::repeat_n((*value)?, times(frequency))));
        let values: Vec<f64> = counted.flatten().collect();
        if self.of_mean { mean(&values) } else { median(&values) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pool::values;
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::{CollectionCounts, TermId};

    const DEFAULT: Specificity = Specificity {
        pool: Pool::Reference,
        keep_unseen: true,
        of_types: false,
        of_mean: false,
        formula: Formula::Smooth,
        leave_versions_out: false,
    };

    fn statistics() -> CollectionCounts {
        CollectionCounts {
            documents: 4,
            tokens: 9,
            document_frequency: vec![3, 1, 0],
            collection_frequency: vec![5, 4, 0],
        }
    }

    fn of(measure: &Specificity, tokens: &[u32]) -> Option<f64> {
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        let mut links = Links::default();
        let text = links.text(0, SourceId(0), &tokens);
        let idf = |counted| measure.inverse_document_frequency(counted);
        measure.value(&text, &values(&text, &statistics(), &[], idf))
    }

    #[test]
    fn four_documents_by_hand() {
        // N = 4, df = 3, 1, 0: IDF = ln 1, ln 2, ln 4. Tokens 0 0 1 2: the median lies between ln 1 and ln 2.
        assert_eq!(of(&DEFAULT, &[0, 2, 1, 0]), Some(2.0_f64.ln() / 2.0));
        assert_eq!(of(&DEFAULT, &[2, 1, 2]), Some(4.0_f64.ln()));
        let left_out = Specificity { keep_unseen: false, ..DEFAULT };
        assert_eq!(of(&left_out, &[2, 1, 2]), Some(2.0_f64.ln()));
        assert_eq!((of(&DEFAULT, &[]), of(&left_out, &[2])), (None, None));
        // Types 0, 2, 1: the median is ln 2, the mean ln 8 / 3; tokens 0 2 1 0: the mean is ln 8 / 4.
        let types = Specificity { of_types: true, ..DEFAULT };
        assert_eq!(of(&types, &[0, 2, 1, 0]), Some(2.0_f64.ln()));
        let close =
            |found: Option<f64>, hand: f64| assert!((found.unwrap() - hand).abs() < 1e-15, "{found:?}");
        close(of(&Specificity { of_mean: true, ..types }, &[0, 2, 1, 0]), 8.0_f64.ln() / 3.0);
        close(of(&Specificity { of_mean: true, ..DEFAULT }, &[0, 2, 1, 0]), 8.0_f64.ln() / 4.0);
    }

    #[test]
    fn five_formulas_by_hand() {
        let of = |formula: Formula| [3.0, 1.0, 0.0].map(|df| formula.value(4.0, df));
        let expected = [
            (Formula::Smooth, [1.0, 2.0, 4.0], 0.0),
            (Formula::Standard, [4.0 / 3.0, 4.0, 4.0], 0.0),
            (Formula::Bm25, [1.0 + 1.5 / 3.5, 1.0 + 3.5 / 1.5, 10.0], 0.0),
            (Formula::Probabilistic, [1.5 / 3.5, 3.5 / 1.5, 9.0], 0.0),
            (Formula::ScikitLearn, [5.0 / 4.0, 5.0 / 2.0, 5.0], 1.0),
        ];
        for (formula, insides, added) in expected {
            for (found, inside) in of(formula).into_iter().zip(insides) {
                assert!((found - (f64::ln(inside) + added)).abs() < 1e-15, "{formula:?}");
            }
        }
    }

    #[test]
    fn a_pool_without_documents_gives_none() {
        let empty = Counted { documents: 0, tokens: 0, document_frequency: 0, collection_frequency: 0 };
        assert_eq!(DEFAULT.inverse_document_frequency(empty), None);
    }
}
