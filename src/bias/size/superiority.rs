//! How probable it is that the reference's version of a relevant content stands above another source's: a companion to
//! Relative Δ that has a scale of its own, whatever the measure.

use rustc_hash::FxHashSet;

use super::twins::TwinPlaces;
use crate::bias::BiasSettings;
use crate::bias::evidence::Units;
use crate::statistics::{Cell, Interval, expansion, variances_over_cells};

/// The chance that of a pair of versions, judged relevant and at least one of them ranked, the reference's stands above.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Superiority {
    /// (wins + ½·ties) ÷ pairs, in 0..=1; ½ where both sources are treated alike, `None` without pairs. (Vargha & Delaney
    /// 2000, A critique and improvement of the CL common language effect size statistics, for pairs)
    pub probability: Option<f64>,
    /// Its interval where queries and contents are both a sample: probability ± z·√V ÷ pairs, within 0..=1, with z·√V times the
    /// [`expansion`] for the fewer of both. `None` where they are too few, and where one source wins every pair: that the other one
    /// never does is no proof that it never would.
    pub interval: Option<Interval>,
}

/// One cell for each pair of a query that is of a `relevant` content and of which a version is ranked: ½ where the
/// reference's stands above, −½ where it stands below, 0 where they tie.
pub(in crate::bias) fn cells(
    twins: &[(u32, TwinPlaces)],
    relevant: &FxHashSet<u32>,
    (query, units): (u32, &Units),
) -> Vec<Cell> {
    let content = |(document, _): &(u32, TwinPlaces)| units.content(*document);
    let relevant = |twin: &&(u32, TwinPlaces)| relevant.contains(&content(twin));
    let cell = |twin @ (_, places): &(u32, TwinPlaces)| Cell {
        query,
        content: content(twin),
        value: (f64::from(places.reference_wins()) - f64::from(places.source_wins())) / 2.0,
    };
    twins.iter().filter(relevant).map(cell).collect()
}

/// The probability over all cells.
pub(in crate::bias) fn superiority<'a>(
    cells: impl Iterator<Item = &'a Cell>,
    settings: &BiasSettings,
) -> Superiority {
    let cells: Vec<Cell> = cells.copied().collect();
    if cells.is_empty() {
        return Superiority::default();
    }
    let pairs = cells.len() as f64;
    let middle = cells.iter().map(|cell| cell.value).sum::<f64>() / pairs;
    let variances = variances_over_cells(&cells);
    let [queries, contents] = variances.units;
    let half = settings.normal_quantile() * variances.crossed().sqrt() / pairs;
    let wins_all = middle.abs() == 0.5;
    let expansion = expansion(queries.min(contents), settings.confidence).filter(|_| !wins_all);
    // About ½, so that exchanging the sources mirrors it exactly.
    let probability = |balance: f64| 0.5 + balance.clamp(-0.5, 0.5);
    let interval = |expansion: f64| {
        let half = half * expansion;
        Interval { low: probability(middle - half), high: probability(middle + half) }
    };
    Superiority { probability: Some(probability(middle)), interval: expansion.map(interval) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_pairs_by_hand() {
        // Two wins and a tie: (2 + ½) ÷ 3. About the mean of ⅓: 1/6, 1/6, −1/3, all of queries and contents of their own:
        // V = 1/36 + 1/36 + 4/36 = 1/6.
        let cells = [0.5, 0.5, 0.0].map(|value| value);
        let cells: Vec<Cell> =
            (0..).zip(cells).map(|(unit, value)| Cell { query: unit, content: unit, value }).collect();
        let found = superiority(cells.iter(), &BiasSettings::default());
        assert!((found.probability.unwrap() - 2.5 / 3.0).abs() < 1e-15 && found.interval.is_none());
        // At a confidence of ½ three are enough: t of two degrees of freedom is 0.816497.
        let settings = BiasSettings { confidence: 0.5, ..BiasSettings::default() };
        let half = 0.816_497 * 1.5_f64.sqrt() * (1.0_f64 / 6.0).sqrt() / 3.0;
        let interval = superiority(cells.iter(), &settings).interval.unwrap();
        let ends = (interval.low - (2.5 / 3.0 - half), interval.high - (2.5 / 3.0 + half));
        assert!(ends.0.abs() < 1e-6 && ends.1.abs() < 1e-6, "{interval:?}");
        // Whoever wins all may lose the next.
        let all: Vec<Cell> = cells.iter().map(|cell| Cell { value: -0.5, ..*cell }).collect();
        let all = superiority(all.iter(), &settings);
        assert_eq!((all.probability, all.interval), (Some(0.0), None));
        assert_eq!(superiority([].iter(), &BiasSettings::default()), Superiority::default());
    }
}
