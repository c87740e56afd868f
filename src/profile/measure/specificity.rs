//! Specificity: how rare the terms of a document are in a pool of documents.

use super::pool::{POOL, Pool, UNSEEN, UNSEEN_KIND, keeps_unseen};
use super::{DocumentValue, LexicalMeasure};
use crate::error::Result;
use crate::profile::DocumentText;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::statistics::{mean, median};
use crate::text::{AnalyzedCorpus, CollectionStatistics};

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
        pool: Pool::of(arguments),
        keep_unseen: keeps_unseen(arguments),
        of_types: arguments.text("per") == "type",
        of_mean: arguments.text("statistic") == "mean",
        formula,
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
/// left out. The pool is the whole source (or all sources) also where the text is cut, and is held fixed by the
/// bootstrap. A difference between sources can change its sign with the pool.
#[derive(Debug)]
pub struct Specificity {
    pool: Pool,
    keep_unseen: bool,
    of_types: bool,
    of_mean: bool,
    formula: Formula,
}

impl LexicalMeasure for Specificity {
    fn of_documents<'a>(&'a self, corpus: &'a AnalyzedCorpus) -> Option<DocumentValue<'a>> {
        let tables = self.pool.tables(corpus, |statistics| self.inverse_document_frequency(statistics));
        Some(Box::new(move |text| self.value(text, tables.of(text.source))))
    }
}

impl Specificity {
    /// IDF of every term; `None` for one that is left out, and for all where the pool has no document.
    fn inverse_document_frequency(&self, statistics: &CollectionStatistics) -> Vec<Option<f64>> {
        let documents = statistics.documents as f64;
        let counts = |df: u32| documents > 0.0 && (self.keep_unseen || df > 0);
        let idf = |df: &u32| counts(*df).then(|| self.formula.value(documents, f64::from(*df)));
        statistics.document_frequency.iter().map(idf).collect()
    }

    fn value(&self, text: &DocumentText<'_>, table: &[Option<f64>]) -> Option<f64> {
        let tokens = text.tokens.iter().zip(text.previous);
        let counted = tokens.filter(|(_, previous)| !self.of_types || **previous == 0);
        let values: Vec<f64> = counted.filter_map(|(token, _)| table[token.index()]).collect();
        if self.of_mean { mean(&values) } else { median(&values) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::profile::Links;
    use crate::text::TermId;

    const DEFAULT: Specificity = Specificity {
        pool: Pool::Human,
        keep_unseen: true,
        of_types: false,
        of_mean: false,
        formula: Formula::Smooth,
    };

    fn statistics() -> CollectionStatistics {
        CollectionStatistics {
            documents: 4,
            tokens: 9,
            document_frequency: vec![3, 1, 0],
            collection_frequency: vec![5, 4, 0],
        }
    }

    fn of(measure: &Specificity, tokens: &[u32]) -> Option<f64> {
        let table = measure.inverse_document_frequency(&statistics());
        let tokens: Vec<TermId> = tokens.iter().map(|token| TermId(*token)).collect();
        measure.value(&Links::default().text(0, SourceId(0), &tokens), &table)
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
        assert_eq!(DEFAULT.inverse_document_frequency(&CollectionStatistics::new(2)), [None, None]);
    }
}
