//! Shares of the first ranks: a ranking in; which part of its first places a source holds, ties averaged, out.

use crate::bias::evidence::Units;
use crate::corpus::{Catalogue, SourceId};
use crate::error::{Error, Result};
use crate::retrieve::Ranking;
use crate::statistics::Cell;

/// The cutoff of NDSR.
const NDSR_CUTOFF: usize = 5;
/// The cutoff of the plain share.
const SHARE_CUTOFF: usize = 10;

/// The normalised discounted share of a source among the first `cutoff` ranks:
/// NDSR@k = Σ_{r ≤ k, d_r of the source} 1/log₂(1 + r) ÷ Σ_{r ≤ k} 1/log₂(1 + r), in 0..=1, averaged over the orders of tied
/// documents: each place of a tie group counts with the source's share of the group. A rank that no document holds
/// goes to nobody. (arXiv 2604.06163)
pub fn ndsr(ranking: &Ranking, catalogue: &Catalogue, source: SourceId, cutoff: usize) -> f64 {
    Share { cutoff, ..Share::NDSR }.of(ranking, catalogue, source)
}

/// The share of a source among the documents in the first `cutoff` ranks, averaged over the orders of tied documents,
/// in 0..=1; over fewer documents where fewer were retrieved, and 0 where none was.
pub fn share(ranking: &Ranking, catalogue: &Catalogue, source: SourceId, cutoff: usize) -> f64 {
    Share { cutoff, ..Share::PLAIN }.of(ranking, catalogue, source)
}

/// Checks that rankings which are read to `depth` hold the first places that are shared out.
///
/// # Errors
/// [`Error::BadExperiment`] where they are cut before.
pub fn share_reaches(depth: usize) -> Result<()> {
    let (plain, cutoff) = (Share::PLAIN, Share::PLAIN.cutoff);
    if depth >= cutoff {
        return Ok(());
    }
    let reason = format!(
        "{depth} cuts rankings within the first {cutoff} places, of which {plain} is a share; give {cutoff} or more"
    );
    Err(Error::BadExperiment { place: "the depth".to_string(), reason })
}

/// Σ over ranks to `cutoff` of the weight of the rank times the chance that a document of the source holds it.
fn weighted_share(
    ranking: &Ranking,
    catalogue: &Catalogue,
    source: SourceId,
    cutoff: usize,
    weight: &dyn Fn(usize) -> f64,
) -> f64 {
    let (mut sum, mut above) = (0.0, 0);
    for group in ranking.groups() {
        if above >= cutoff {
            break;
        }
        let of_source =
            group.iter().filter(|document| catalogue.id(document.document).source == source).count();
        let weights: f64 = (above + 1..=cutoff.min(above + group.len())).map(weight).sum();
        sum += of_source as f64 / group.len() as f64 * weights;
        above += group.len();
    }
    sum
}

/// A share of the first ranks.
pub(in crate::bias) struct Share {
    name: &'static str,
    pub cutoff: usize,
    weight: fn(usize) -> f64,
    /// What the weights of a ranking are divided by.
    whole: fn(&Ranking, usize) -> f64,
}

impl Share {
    pub const NDSR: Share = Share {
        name: "NDSR",
        cutoff: NDSR_CUTOFF,
        weight: discount,
        whole: |_, cutoff| (1..=cutoff).map(discount).sum(),
    };
    pub const PLAIN: Share = Share {
        name: "share",
        cutoff: SHARE_CUTOFF,
        weight: |_| 1.0,
        whole: |ranking, cutoff| cutoff.min(ranking.documents().len()).max(1) as f64,
    };

    /// The share of a source.
    pub fn of(&self, ranking: &Ranking, catalogue: &Catalogue, source: SourceId) -> f64 {
        weighted_share(ranking, catalogue, source, self.cutoff, &self.weight)
            / (self.whole)(ranking, self.cutoff)
    }

    /// The documents whose tie group touches the first ranks, each with the weight of the places that it holds, averaged
    /// over the orders of tied documents.
    pub fn places(&self, ranking: &Ranking) -> Vec<(u32, f64)> {
        let (mut places, mut above) = (Vec::new(), 0);
        for group in ranking.groups() {
            if above >= self.cutoff {
                break;
            }
            let weights: f64 = (above + 1..=self.cutoff.min(above + group.len())).map(self.weight).sum();
            let each = weights / group.len() as f64;
            places.extend(group.iter().map(|document| (document.document, each)));
            above += group.len();
        }
        places
    }

    /// The weights of the first ranks that a document holds.
    pub fn held(&self, ranking: &Ranking) -> f64 {
        (1..=self.cutoff.min(ranking.documents().len())).map(self.weight).sum()
    }

    /// What each document within the cutoff contributes to the difference of the two sources.
    pub fn cells(
        &self,
        ranking: &Ranking,
        catalogue: &Catalogue,
        [reference, source]: [SourceId; 2],
        (query, units): (u32, &Units),
    ) -> Vec<Cell> {
        let whole = (self.whole)(ranking, self.cutoff);
        let cell = |(document, weight): (u32, f64)| {
            let sign = match catalogue.id(document).source {
                one if one == reference => 1.0,
                one if one == source => -1.0,
                _ => return None,
            };
            Some(Cell { query, content: units.content(document), value: sign * (weight / whole) })
        };
        by_content(self.places(ranking).into_iter().filter_map(cell).collect())
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}@{}", self.name, self.cutoff)
    }
}

/// The cells of one query with a content's documents in one: a sum of two knows no order, whatever other queries add.
pub(in crate::bias) fn by_content(mut cells: Vec<Cell>) -> Vec<Cell> {
    cells.sort_by_key(|cell| cell.content);
    let sum = |cells: &[Cell]| Cell { value: cells.iter().map(|cell| cell.value).sum(), ..cells[0] };
    cells.chunk_by(|left, right| left.content == right.content).map(sum).collect()
}

fn discount(rank: usize) -> f64 {
    1.0 / ((rank + 1) as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::{catalogue, ranking};

    #[test]
    fn ndsr_of_two_documents() {
        // The published check: k = 2, [human, llm] → 0.2263.
        let ranking = ranking(&[(0, 2.0), (4, 1.0)]);
        let of = |source| ndsr(&ranking, &catalogue(), SourceId(source), 2);
        assert!((of(0) - of(1) - 0.2263).abs() < 5e-5);
        assert!((of(0) + of(1) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn tied_documents_share_their_places() {
        // rank 1 llm, ranks 2–4 tie with two human ones and one llm, so the second place is ⅔ human
        let ranking = ranking(&[(4, 2.0), (0, 1.0), (1, 1.0), (5, 1.0)]);
        let log = 3.0_f64.log2();
        let expected = 2.0 / 3.0 / log / (1.0 + 1.0 / log);
        assert!((ndsr(&ranking, &catalogue(), SourceId(0), 2) - expected).abs() < 1e-15);
        assert!((share(&ranking, &catalogue(), SourceId(0), 2) - 1.0 / 3.0).abs() < 1e-15);
        assert_eq!(share(&ranking, &catalogue(), SourceId(0), 10), 0.5);
    }

    #[test]
    fn the_places_of_a_ranking_hold_all_of_its_weight() {
        // Rank 1, then three documents on the ranks 2 to 4, of which one place is left within the cutoff of 2.
        let ranking = ranking(&[(4, 2.0), (0, 1.0), (1, 1.0), (5, 1.0)]);
        let share = Share { cutoff: 2, ..Share::PLAIN };
        assert_eq!(share.places(&ranking), [(4, 1.0), (0, 1.0 / 3.0), (1, 1.0 / 3.0), (5, 1.0 / 3.0)]);
        assert_eq!(share.held(&ranking), 2.0);
        assert_eq!(Share::PLAIN.held(&ranking), 4.0);
    }
}
