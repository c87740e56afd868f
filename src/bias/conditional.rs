//! Does the source still matter, given similarity and length? Observations of each query in; the regression of score on
//! source, similarity and length over all queries out.

use super::observation::Observation;
use crate::corpus::SourceId;
use crate::statistics::{ClusterRegression, Moments, holm, mean};
use crate::table::{Column, Table};

/// The regression's terms after the constant: `source` is the shift from the reference to the other source (positive:
/// the other is scored higher than similarity and length explain), `similarity` and `length` the change of the
/// score, in standard deviations, for one standard deviation of similarity and of ln length.
pub const TERMS: [&str; 3] = ["source", "similarity", "length"];

/// The sums of one query that the regression needs: score, similarity number `similarity` and ln length of the documents of
/// `reference` and `source`, each z-normalised within the query.
///
/// The two sources are summed apart and then contrasted, so that equal sources give a coefficient of exactly 0 and
/// exchanged ones the exact negative. `None` where the query has no documents of either, or one of the three is
/// constant.
pub(super) fn moments(
    observations: &[Observation],
    similarity: usize,
    reference: SourceId,
    source: SourceId,
) -> Option<Moments> {
    let (mut sources, mut scores, mut similarities, mut lengths) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in observations.iter().filter(|one| one.source == reference || one.source == source) {
        let Some(value) = one.similarities[similarity].filter(|_| one.length > 0) else { continue };
        sources.push(one.source);
        scores.push(one.score);
        similarities.push(value);
        lengths.push(f64::from(one.length).ln());
    }
    let (scores, similarities, lengths) =
        (normalised(&scores)?, normalised(&similarities)?, normalised(&lengths)?);
    let of = |wanted: SourceId| {
        let mut moments = Moments::new(3);
        for place in (0..sources.len()).filter(|place| sources[*place] == wanted) {
            moments.add(&[1.0, similarities[place], lengths[place]], scores[place]);
        }
        moments
    };
    Some(Moments::contrast(&of(reference), &of(source)))
}

/// (x − mean) ÷ standard deviation, n below the squares; `None` where all values are equal or there are none.
fn normalised(values: &[f64]) -> Option<Vec<f64>> {
    let middle = mean(values)?;
    if values.iter().all(|value| *value == values[0]) {
        return None;
    }
    let squares: f64 = values.iter().map(|value| (value - middle) * (value - middle)).sum();
    let deviation = (squares / values.len() as f64).sqrt();
    (deviation > 0.0).then(|| values.iter().map(|value| (value - middle) / deviation).collect())
}

/// The regression of one model, similarity and source.
pub(super) struct Conditional {
    pub model: String,
    pub similarity: String,
    pub source: String,
    /// `None` where no query could be used, or a term is a combination of others.
    pub regression: Option<ClusterRegression>,
}

/// Whether the score is the similarity up to a line: then what is left is rounding, and no test of it means anything.
pub(super) fn says_nothing(regression: &ClusterRegression) -> bool {
    // Scores are z-normalised, so errors are in standard deviations of the score.
    let (similarity, _) = regression.coefficients[2];
    similarity.standard_error < 1e-9
}

/// The table `bias/conditional`: intervals by resampling queries, cluster-robust standard errors and their p-values;
/// p_adjusted is Holm's over the rows of the term `source`. Undefined where the score is the similarity up to a line.
pub(super) fn conditional_table(found: &[Conditional]) -> Table {
    let rows = || found.iter().flat_map(|one| (0..TERMS.len()).map(move |term| (one, term)));
    let text =
        |of: fn(&Conditional) -> &String| Column::Text(rows().map(|(one, _)| of(one).clone()).collect());
    // The constant is the first coefficient.
    let coefficient =
        |(one, term): (&Conditional, usize)| Some(one.regression.as_ref()?.coefficients[term + 1]);
    let coefficients: Vec<_> = rows().map(coefficient).collect();
    let count = |of: fn(&ClusterRegression) -> u64| {
        Column::Count(rows().map(|(one, _)| one.regression.as_ref().map_or(0, of)).collect())
    };
    let of_interval = |low: bool| {
        let ends = coefficients.iter().map(|found| {
            let interval = (*found)?.1?;
            Some(if low { interval.low } else { interval.high })
        });
        Column::Number(ends.collect())
    };
    // The question is about the source: its tests are one family.
    let asked: Vec<Option<f64>> = rows()
        .zip(&coefficients)
        .map(|((_, term), found)| found.filter(|_| TERMS[term] == "source").map(|one| one.0.p_value))
        .collect();
    Table::new(vec![
        ("model", text(|one| &one.model)),
        ("similarity", text(|one| &one.similarity)),
        ("source", text(|one| &one.source)),
        ("term", Column::Text(rows().map(|(_, term)| TERMS[term].to_string()).collect())),
        (
            "coefficient",
            Column::Number(coefficients.iter().map(|found| found.map(|one| one.0.estimate)).collect()),
        ),
        ("low", of_interval(true)),
        ("high", of_interval(false)),
        (
            "standard_error",
            Column::Number(coefficients.iter().map(|found| found.map(|one| one.0.standard_error)).collect()),
        ),
        (
            "p_value",
            Column::Number(coefficients.iter().map(|found| found.map(|one| one.0.p_value)).collect()),
        ),
        ("observations", count(|regression| regression.observations)),
        ("queries", count(|regression| regression.clusters as u64)),
        ("p_adjusted", Column::Number(holm(&asked))),
    ])
}

#[cfg(test)]
mod tests {
    use super::super::fixture::observations;
    use super::*;
    use crate::statistics::{Bootstrap, cluster_regression};

    #[test]
    fn normalised_values_by_hand() {
        // mean 2, deviation √(2/3)
        let root = f64::sqrt(1.5);
        let found = normalised(&[1.0, 2.0, 3.0]).unwrap();
        assert!(found.iter().zip([-root, 0.0, root]).all(|(a, b)| (a - b).abs() < 1e-15));
        assert_eq!((normalised(&[2.0, 2.0]), normalised(&[])), (None, None));
    }

    /// A query whose scores are `similarity` (whole numbers by place) plus `shift` for documents of the second source.
    fn query(shift: f64, turn: u32) -> Moments {
        let row = |place: u32| {
            let (source, length) = (place % 2, 10 + (place * 7 + turn) % 5);
            let similarity = f64::from((place * 3 + turn) % 8);
            (source, similarity + shift * f64::from(source), similarity, length)
        };
        let rows: Vec<_> = (0..8).map(row).collect();
        moments(&observations(&rows), 0, SourceId(0), SourceId(1)).unwrap()
    }

    #[test]
    fn a_planted_shift_is_found_and_similarity_alone_leaves_none() {
        let regression = |shift| {
            let clusters: Vec<Moments> = (0..6).map(|turn| query(shift, turn)).collect();
            cluster_regression(&clusters, &Bootstrap { replicates: 50, ..Bootstrap::default() }).unwrap()
        };
        let of = |shift, term: usize| regression(shift).coefficients[term + 1].0.estimate;
        assert!(of(0.0, 0).abs() < 1e-12 && (of(0.0, 1) - 1.0).abs() < 1e-12 && of(0.0, 2).abs() < 1e-12);
        // In standard deviations of the score.
        assert!(of(2.0, 0) > 0.5 && of(-2.0, 0) < -0.5);
        assert_eq!(regression(1.0).observations, 48);
    }

    #[test]
    fn a_query_that_cannot_tell_is_left_out() {
        let of = |rows: &[(u32, f64, f64, u32)]| moments(&observations(rows), 0, SourceId(0), SourceId(1));
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 1.0, 2.0, 6)]), None);
        assert_eq!(of(&[(0, 1.0, 1.0, 5), (1, 2.0, 2.0, 5)]), None);
        assert_eq!(of(&[]), None);
    }
}
