//! Coordination level: how many different query terms a document has, the baseline that knows neither tf nor length.

use super::{CollectionStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "coordination",
    summary: "number of different query terms that the document has",
    reference: "Spärck Jones (1972), A Statistical Interpretation of Term Specificity and Its Application in Retrieval: simple matching by the number of shared terms",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Coordination)),
};

/// Coordination level: 1 for each different query term that occurs in the document, however often in either.
///
/// In 1..=number of different query terms; many documents tie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordination;

impl RetrievalModel for Coordination {
    fn term(&self, _: &TermStatistics, _: &CollectionStatistics) -> TermScorer {
        Box::new(|_, _| 1.0)
    }

    fn needs(&self) -> Needs {
        Needs::frequency().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::*;

    #[test]
    fn a_term_counts_once() {
        let repeated = TermStatistics { query_frequency: 3.0, ..TERM };
        assert_eq!(score_of("coordination", &repeated, 7, 40), 1.0);
    }
}
