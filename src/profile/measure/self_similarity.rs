//! Self-similarity: how much the words of a document are those of the other documents of its source.

use rayon::prelude::*;

use super::{DocumentMeasure, LexicalMeasure};
use crate::error::Result;
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};
use crate::text::{TermCounts, TermId};

pub(super) const ENTRY: Entry<dyn LexicalMeasure> = Entry {
    name: "self_similarity",
    summary: "mean cosine of a document with every other document of its source; high is uniform",
    reference: "Salton & McGill (1983), Introduction to Modern Information Retrieval (cosine); Salton, Wong & Yang \
                (1975), A vector space model for automatic indexing (density by the centroid)",
    parameters: &[Parameter {
        name: "weight",
        kind: Kind::Choice(&["tf", "log_tf"]),
        default: "tf",
        meaning: "of a term in a document: its frequency, or 1 + ln of it",
    }],
    cutoff: Cutoff::Never,
    build,
};

fn build(arguments: &Arguments) -> Result<Box<dyn LexicalMeasure>> {
    Ok(Box::new(SelfSimilarity { logarithm: arguments.text("weight") == "log_tf" }))
}

/// û · (S − û) ÷ (n − 1), with û the document's vector of term weights scaled to length 1 and S the sum of those of the
/// n documents with a term: the mean of all its cosines with others, exactly, without taking pairs. In 0 (no term
/// shared with any) to 1 (all have the same proportions). `None` for an empty text and where fewer than two have a
/// term.
///
/// Every value has all other documents of the selection in it. Their mean varies about twice as much as the mean of
/// independent values would (a U-statistic of order 2; Hoeffding 1948), so that it has no interval and no test here.
#[derive(Debug)]
pub struct SelfSimilarity {
    logarithm: bool,
}

impl LexicalMeasure for SelfSimilarity {
    fn of_documents(&self) -> Option<DocumentMeasure<'_>> {
        Some(DocumentMeasure::of_texts(|texts| self.values(texts)))
    }
}

impl SelfSimilarity {
    fn values(&self, texts: &TermCounts) -> Vec<Option<f64>> {
        let of = |index: usize| self.unit_vector(texts.counts(index));
        let mut total = vec![0.0; texts.vocabulary()];
        let mut filled = 0_usize;
        for index in 0..texts.len() {
            of(index).for_each(|(term, weight)| total[term.index()] += weight);
            filled += usize::from(!texts.counts(index).is_empty());
        }
        let others = (filled.max(1) - 1) as f64;
        let value = |index: usize| {
            if texts.counts(index).is_empty() || filled < 2 {
                return None;
            }
            let with_others: f64 =
                of(index).map(|(term, weight)| weight * (total[term.index()] - weight)).sum();
            // Rounding may take equal documents past 1, and a term of one document alone below 0.
            Some((with_others / others).clamp(0.0, 1.0))
        };
        (0..texts.len()).into_par_iter().map(value).collect()
    }

    /// The terms with their weights, scaled so that the squares sum to 1.
    fn unit_vector<'a>(&'a self, counts: &'a [(TermId, u32)]) -> impl Iterator<Item = (TermId, f64)> + 'a {
        let weight = |frequency: u32| match self.logarithm {
            true => 1.0 + f64::from(frequency).ln(),
            false => f64::from(frequency),
        };
        let squares: f64 = counts.iter().map(|(_, frequency)| weight(*frequency) * weight(*frequency)).sum();
        let length = squares.sqrt();
        counts.iter().map(move |(term, frequency)| (*term, weight(*frequency) / length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{AnalyzedCorpus, Analyzer};

    fn values(logarithm: bool, texts: &[&str]) -> Vec<Option<f64>> {
        let document = |(number, text): (usize, &&str)| {
            let id = DocumentId { base: format!("{number:03}").into(), source: SourceId(0) };
            Ok(Document { id, title: String::new(), text: text.to_string() })
        };
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let documents = texts.iter().enumerate().map(document);
        let analyzer = Analyzer::parse("words").unwrap();
        let corpus =
            AnalyzedCorpus::from_documents(sources, SourceId(0), documents, &analyzer, false).unwrap();
        let numbers: Vec<u32> = (0..corpus.len() as u32).collect();
        SelfSimilarity { logarithm }.values(&TermCounts::whole(&corpus, &numbers))
    }

    #[test]
    fn three_documents_by_hand() {
        // a b | a | c: cosines 1/√2, 0, 0.
        let found = values(false, &["a b", "a", "", "c"]);
        let half = 0.5 / 2_f64.sqrt();
        assert!((found[0].unwrap() - half).abs() < 1e-15 && (found[1].unwrap() - half).abs() < 1e-15);
        assert_eq!((found[2], found[3]), (None, Some(0.0)));
        // a a a b against a: 3/√10, and (1 + ln 3) / √((1 + ln 3)² + 1).
        let found = values(true, &["a a a b", "a"])[0].unwrap();
        let weight = 1.0 + 3_f64.ln();
        assert!((found - weight / (weight * weight + 1.0).sqrt()).abs() < 1e-15, "{found}");
        assert!((values(false, &["a a a b", "a"])[1].unwrap() - 3.0 / 10_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn it_is_the_mean_of_all_cosines_and_never_above_one() {
        let texts: Vec<String> = (0..20_u32)
            .map(|number| {
                (0..30_u32).map(|place| format!("w{} ", (number * 7 + place * place) % 17)).collect()
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let cosine = |left: &str, right: &str| {
            let counts = |text: &str| -> Vec<f64> {
                (0..17)
                    .map(|word| text.split(' ').filter(|w| *w == format!("w{word}")).count() as f64)
                    .collect()
            };
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let (left, right) = (counts(left), counts(right));
            dot(&left, &right) / (dot(&left, &left) * dot(&right, &right)).sqrt()
        };
        for (index, found) in values(false, &texts).into_iter().enumerate() {
            let others = (0..20).filter(|other| *other != index);
            let plain = others.map(|other| cosine(texts[index], texts[other])).sum::<f64>() / 19.0;
            assert!((found.unwrap() - plain).abs() < 1e-14);
        }
        assert!(values(false, &["x y z"; 7]).iter().all(|found| found.unwrap() <= 1.0));
        assert_eq!((values(false, &["a"]), values(false, &["a", ""])), (vec![None], vec![None, None]));
    }
}
