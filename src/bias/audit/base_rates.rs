//! Base rates: documents by source, or what was said of them, in; which share of the index each source has out.

use crate::corpus::{Catalogue, SourceId};
use crate::error::{Error, Result};

/// How base rates are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseRateOrigin {
    /// They are the shares of all documents that a map lists, which is taken for the whole index.
    Listed {
        /// How many documents.
        documents: u64,
    },
    /// They were given.
    Given,
    /// They are the shares of the documents that some run has: an engine that favours a source moves such an estimate
    /// towards what it shows.
    Ranked {
        /// How many documents.
        documents: u64,
    },
}

/// Which share of the index each source has.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseRates {
    weights: Vec<f64>,
    /// Which documents were counted, by number; none where rates were given.
    counted: Vec<bool>,
    origin: BaseRateOrigin,
}

/// How far the sum of shares may be from 1.
const ROUNDING: f64 = 1e-3;

impl BaseRates {
    /// The shares of the documents of a catalogue for which `counts` holds, by number.
    ///
    /// ```
    /// use sourcebias::bias::audit::{BaseRateOrigin, BaseRates};
    /// use sourcebias::corpus::SourceMap;
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let file = folder.path().join("map.csv");
    /// # std::fs::write(&file, "a,human\nb,human\nc,gpt\nd,human\n").unwrap();
    /// let catalogue = SourceMap::read(&file)?.catalogue(None, Vec::new())?;
    /// let rates = BaseRates::counted(&catalogue, |_| true, |documents| BaseRateOrigin::Listed { documents });
    /// assert_eq!(rates.share(catalogue.reference()), 0.75);
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    pub fn counted(
        catalogue: &Catalogue,
        counts: impl Fn(u32) -> bool,
        origin: impl Fn(u64) -> BaseRateOrigin,
    ) -> BaseRates {
        let mut weights = vec![0.0; catalogue.sources().len()];
        let counted: Vec<bool> = (0..catalogue.len() as u32).map(counts).collect();
        for (_, id) in counted.iter().zip(catalogue.ids()).filter(|(counts, _)| **counts) {
            weights[id.source.index()] += 1.0;
        }
        // Whole numbers, far below 2⁵³.
        let documents = weights.iter().sum::<f64>() as u64;
        BaseRates { weights, counted, origin: origin(documents) }
    }

    /// Shares that sum to 1, or numbers of documents, for every source of a catalogue; `place` is where they were given.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] where a source is missing, unknown or named twice, or the numbers are no shares and no counts.
    pub fn given(catalogue: &Catalogue, named: &[(String, f64)], place: &str) -> Result<BaseRates> {
        let wrong = |reason: String| Error::BadExperiment { place: place.to_string(), reason };
        let known = || {
            let names = catalogue.sources().iter().map(|source| source.name.as_str()).take(20);
            names.collect::<Vec<_>>().join(", ")
        };
        let mut weights = vec![None; catalogue.sources().len()];
        for (name, weight) in named {
            let source = catalogue
                .source_named(name)
                .ok_or_else(|| wrong(format!("`{name}` is no source; the sources are: {}", known())))?;
            if !(weight.is_finite() && *weight >= 0.0) {
                return Err(wrong(format!("the base rate of `{name}` is {weight}, and must be 0 or more")));
            }
            if weights[source.index()].replace(*weight).is_some() {
                return Err(wrong(format!("`{name}` has two base rates")));
            }
        }
        let missing = weights.iter().position(Option::is_none).map(|place| &catalogue.sources()[place].name);
        if let Some(name) = missing {
            return Err(wrong(format!("`{name}` has no base rate; give one for each of: {}", known())));
        }
        let weights: Vec<f64> = weights.into_iter().flatten().collect();
        let sum: f64 = weights.iter().sum();
        // One document by each is a count too.
        let counts = weights.iter().all(|weight| weight.fract() == 0.0);
        let shares = !counts && weights.iter().all(|weight| *weight <= 1.0);
        if sum <= 0.0 || shares && (sum - 1.0).abs() > ROUNDING {
            return Err(wrong(format!(
                "base rates sum to {sum}; give shares that sum to 1, or numbers of documents"
            )));
        }
        Ok(BaseRates { weights, counted: Vec::new(), origin: BaseRateOrigin::Given })
    }

    /// Whether the documents whose labels mean nothing by hypothesis are those with this number too: those that were counted, or
    /// all of the map where rates were given.
    pub(super) fn is_of_index(&self, document: u32) -> bool {
        self.counted.get(document as usize).copied().unwrap_or(self.counted.is_empty())
    }

    /// How they are known.
    pub fn origin(&self) -> BaseRateOrigin {
        self.origin
    }

    /// The share of a source, b = w ÷ Σw, in 0..=1.
    pub fn share(&self, source: SourceId) -> f64 {
        self.weights[source.index()] / self.whole()
    }

    /// The share of all others, 1 − b, summed of their weights: of two sources, each has what the other lacks, exactly.
    pub fn complement(&self, source: SourceId) -> f64 {
        let others = self.weights.iter().enumerate().filter(|(place, _)| *place != source.index());
        others.map(|(_, weight)| weight).sum::<f64>() / self.whole()
    }

    fn whole(&self) -> f64 {
        self.weights.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::catalogue;

    #[test]
    fn shares_are_counted_or_given() {
        let catalogue = catalogue();
        let counted = BaseRates::counted(
            &catalogue,
            |number| number != 8,
            |documents| BaseRateOrigin::Ranked { documents },
        );
        assert_eq!(
            (counted.share(SourceId(0)), counted.origin()),
            (0.5, BaseRateOrigin::Ranked { documents: 8 })
        );
        let given = |named: &[(&str, f64)]| {
            let named: Vec<(String, f64)> =
                named.iter().map(|(name, rate)| (name.to_string(), *rate)).collect();
            BaseRates::given(&catalogue, &named, "x").map_err(|error| error.to_string())
        };
        let shares = given(&[("llm", 0.3), ("human", 0.7)]).unwrap();
        assert!((shares.share(SourceId(1)) - 0.3).abs() < 1e-15);
        assert_eq!(shares.complement(SourceId(1)), shares.share(SourceId(0)));
        assert_eq!(given(&[("llm", 30.0), ("human", 10.0)]).unwrap().share(SourceId(0)), 0.25);
        assert_eq!(given(&[("llm", 1.0), ("human", 1.0)]).unwrap().share(SourceId(0)), 0.5);
        for (named, message) in [
            (&[("llm", 0.3)][..], "x: `human` has no base rate; give one for each of: human, llm"),
            (&[("gpt", 0.3)], "x: `gpt` is no source; the sources are: human, llm"),
            (&[("llm", 0.3), ("llm", 0.3)], "x: `llm` has two base rates"),
            (&[("llm", 0.3), ("human", 0.3)], "x: base rates sum to 0.6; give shares"),
            (&[("llm", 0.0), ("human", 0.0)], "x: base rates sum to 0; give shares"),
            (&[("llm", -1.0)], "x: the base rate of `llm` is -1, and must be 0 or more"),
        ] {
            let error = given(named).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
