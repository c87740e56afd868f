//! Which sources are compared with which: the catalogue of a corpus in, pairs of a source to compare with and a source
//! that is compared out.

use serde::{Deserialize, Serialize};

use crate::corpus::{Catalogue, SourceId};

/// Which sources are compared with which.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairs {
    /// Each source with the reference.
    #[default]
    Reference,
    /// Each source with the reference and with every source before it in the corpus.
    All,
}

impl Pairs {
    /// The pairs (compared with, compared), those with the reference first.
    pub(in crate::profile) fn of(self, catalogue: &Catalogue) -> Vec<(SourceId, SourceId)> {
        let reference = catalogue.reference();
        let others: Vec<SourceId> = catalogue.others().collect();
        let mut pairs: Vec<_> = others.iter().map(|source| (reference, *source)).collect();
        if self == Pairs::All {
            let before = |place: usize| others[..place].iter().map(move |earlier| (*earlier, place));
            let among = (0..others.len()).flat_map(before);
            pairs.extend(among.map(|(earlier, place)| (earlier, others[place])));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Source, SourceKind};

    #[test]
    fn all_pairs_of_three_sources_are_three() {
        let source = |name: &str| Source { name: name.to_string(), kind: SourceKind::Llm };
        let catalogue = Catalogue::new(["a", "b", "c"].map(source).to_vec(), SourceId(1), Vec::new());
        let pairs = |pairs: Pairs| {
            pairs.of(&catalogue).iter().map(|(left, right)| (left.0, right.0)).collect::<Vec<_>>()
        };
        assert_eq!(pairs(Pairs::Reference), [(1, 0), (1, 2)]);
        assert_eq!(pairs(Pairs::All), [(1, 0), (1, 2), (0, 2)]);
    }
}
