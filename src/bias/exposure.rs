//! Exposure: how much of what a reader sees each source gets, and whose copy of the same content stands higher. Runs go
//! in, without judgements; means over the queries with results come out.

use rayon::prelude::*;

use super::estimate::estimates;
use super::twins::Twins;
use super::{BiasSettings, Estimate};
use crate::corpus::{Catalogue, SourceId};
use crate::retrieve::{Ranking, Run};
use crate::statistics::holm;
use crate::table::{Column, Table};

/// The cutoff of NDSR.
const NDSR_CUTOFF: usize = 5;
/// The cutoff of the plain share.
const SHARE_CUTOFF: usize = 10;

/// The normalised discounted share of a source among the first `cutoff` ranks:
/// NDSR@k = Σ_{r ≤ k, d_r of the source} 1/log₂(1 + r) ÷ Σ_{r ≤ k} 1/log₂(1 + r), in 0..=1, averaged over the orders of tied
/// documents: each place of a tie group counts with the source's share of the group. A rank that no document holds
/// goes to nobody. (arXiv 2604.06163)
pub fn ndsr(ranking: &Ranking, catalogue: &Catalogue, source: SourceId, cutoff: usize) -> f64 {
    let discount = |rank: usize| 1.0 / ((rank + 1) as f64).log2();
    let all: f64 = (1..=cutoff).map(discount).sum();
    weighted_share(ranking, catalogue, source, cutoff, &discount) / all
}

/// The share of a source among the documents in the first `cutoff` ranks, averaged over the orders of tied documents,
/// in 0..=1; over fewer documents where fewer were retrieved, and 0 where none was.
pub fn share(ranking: &Ranking, catalogue: &Catalogue, source: SourceId, cutoff: usize) -> f64 {
    let ranked = cutoff.min(ranking.documents().len()).max(1);
    weighted_share(ranking, catalogue, source, cutoff, &|_| 1.0) / ranked as f64
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

/// One row of the table: a measure, between the reference and a source or of one source alone.
struct Row {
    model: String,
    measure: String,
    reference: String,
    source: String,
    /// Whether 0 means "no bias", so that a test makes sense.
    signed: bool,
}

/// The table `bias/exposure`.
///
/// `NDSR@5` and `share@10` have a row per source, the reference included, and no test; `dNDSR@5` and `dshare@10` are
/// reference − source. `twin_wins`, `twin_losses` and `twin_ties` are the mean shares, among the twin pairs of which at
/// least one copy is ranked, where the reference's copy stands above, below or ties; a copy that is not ranked stands
/// below. `twin_balance` is wins − losses. Below 0 means that the other source is preferred.
pub fn exposure_table(runs: &[Run], settings: &BiasSettings) -> Table {
    let (mut rows, mut columns): (Vec<Row>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
    for run in runs {
        let catalogue = &*run.catalogue;
        let rankings: Vec<&Ranking> =
            run.rankings.values().filter(|ranking| !ranking.documents().is_empty()).collect();
        let reference = catalogue.reference();
        let mut add = |measure: String, source: SourceId, signed: bool, values: Vec<f64>| {
            let (reference, source) = (catalogue.source_name(reference), catalogue.source_name(source));
            let (reference, source) = (reference.to_string(), source.to_string());
            rows.push(Row { model: run.model.clone(), measure, reference, source, signed });
            columns.push(values);
        };
        type Share = fn(&Ranking, &Catalogue, SourceId, usize) -> f64;
        let shares: [(&str, Share, usize); 2] = [("NDSR", ndsr, NDSR_CUTOFF), ("share", share, SHARE_CUTOFF)];
        for (name, function, cutoff) in shares {
            let of = |source: SourceId| -> Vec<f64> {
                rankings.par_iter().map(|ranking| function(ranking, catalogue, source, cutoff)).collect()
            };
            let of_reference = of(reference);
            let of_others: Vec<(SourceId, Vec<f64>)> =
                catalogue.others().map(|source| (source, of(source))).collect();
            for (source, values) in &of_others {
                let differences = of_reference.iter().zip(values).map(|(left, right)| left - right).collect();
                add(format!("d{name}@{cutoff}"), *source, true, differences);
            }
            for (source, values) in std::iter::once((reference, of_reference)).chain(of_others) {
                add(format!("{name}@{cutoff}"), source, false, values);
            }
        }
        for source in catalogue.others() {
            let outcomes = twin_outcomes(&rankings, &Twins::new(catalogue, reference, source));
            for (measure, signed, of) in TWIN_MEASURES {
                add(measure.to_string(), source, *signed, outcomes.iter().map(of).collect());
            }
        }
    }
    table(&rows, &estimates(&columns, settings))
}

/// How the twin pairs of one ranking came out.
struct Outcome {
    wins: usize,
    losses: usize,
    ties: usize,
}

impl Outcome {
    fn share(&self, count: f64) -> f64 {
        count / (self.wins + self.losses + self.ties) as f64
    }
}

type TwinMeasure = (&'static str, bool, fn(&Outcome) -> f64);

const TWIN_MEASURES: &[TwinMeasure] = &[
    ("twin_wins", false, |outcome| outcome.share(outcome.wins as f64)),
    ("twin_losses", false, |outcome| outcome.share(outcome.losses as f64)),
    ("twin_ties", false, |outcome| outcome.share(outcome.ties as f64)),
    ("twin_balance", true, |outcome| outcome.share(outcome.wins as f64 - outcome.losses as f64)),
];

/// The outcomes of all rankings with at least one ranked twin.
fn twin_outcomes(rankings: &[&Ranking], twins: &Twins) -> Vec<Outcome> {
    let outcome = |ranking: &&Ranking| {
        let places = twins.places(ranking);
        let wins = places.iter().filter(|place| place.reference_wins()).count();
        let ties = places.iter().filter(|place| place.tied()).count();
        (!places.is_empty()).then(|| Outcome { wins, losses: places.len() - wins - ties, ties })
    };
    rankings.par_iter().filter_map(outcome).collect()
}

fn table(rows: &[Row], found: &[Estimate]) -> Table {
    let text = |of: fn(&Row) -> &String| Column::Text(rows.iter().map(|row| of(row).clone()).collect());
    let number = |of: fn(&Estimate) -> Option<f64>| Column::Number(found.iter().map(of).collect());
    let p_values: Vec<Option<f64>> =
        rows.iter().zip(found).map(|(row, estimate)| estimate.p_value.filter(|_| row.signed)).collect();
    let adjusted = holm(&p_values);
    Table::new(vec![
        ("model", text(|row| &row.model)),
        ("measure", text(|row| &row.measure)),
        ("reference", text(|row| &row.reference)),
        ("source", text(|row| &row.source)),
        ("value", number(|estimate| estimate.value)),
        ("low", number(Estimate::low)),
        ("high", number(Estimate::high)),
        ("p_value", Column::Number(p_values)),
        ("queries", Column::Count(found.iter().map(|estimate| estimate.queries).collect())),
        ("p_adjusted", Column::Number(adjusted)),
    ])
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{catalogue, ranking, run};
    use super::*;

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
    fn twins_of_one_ranking() {
        let settings = BiasSettings { bootstrap: 100, ..BiasSettings::default() };
        let runs = [run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0), (2, 1.0)], &[]])];
        let table = exposure_table(&runs, &settings);
        let (measures, values) = (table.text("measure").unwrap(), table.number("value").unwrap());
        let of = |name: &str| values[measures.iter().position(|measure| measure == name).unwrap()].unwrap();
        // Of the pairs a, b, c the human copy stands below, ties, and stands alone.
        for name in ["twin_wins", "twin_losses", "twin_ties"] {
            assert_eq!(of(name), 1.0 / 3.0, "{name}");
        }
        assert_eq!(of("twin_balance"), 0.0);
        assert_eq!(of("dshare@10"), 0.6 - 0.4);
    }
}
