//! Two straight lines through log–log ranks by least squares: frequencies by rank in, slopes and intercepts out.

use crate::statistics::line::TiedPoints;
use crate::statistics::{Line, signless_zero};

/// ln f = a₁ − α₁ ln r over ranks 1..b, and ln f = a₂ − α₂ ln r over b+1..R, each line by ordinary least squares.
///
/// A common picture and no estimate of a power law (Clauset, Shalizi & Newman 2009, "Power-law distributions in empirical
/// data", SIAM Review 51(4), appendix A): most ranks stand at the end, and their frequencies are not independent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogLogLines {
    /// α₁: minus the slope over ranks 1..b.
    pub head: f64,
    /// a₁: ln of the frequency that the first line gives rank 1.
    pub head_intercept: f64,
    /// α₂: minus the slope over ranks b+1..R.
    pub tail: f64,
    /// a₂: ln of the frequency that the second line gives rank 1.
    pub tail_intercept: f64,
    /// b, the last rank of the first line.
    pub rank_break: u32,
}

/// Ratio of the ends of one bin of ranks, where the break is searched.
const BIN_RATIO: f64 = 1.15;
/// Fewest bins on either side of the break.
const FEWEST_BINS: usize = 4;
/// Up to this rank a searched break stands at the bound of the search: bins of one rank each.
const LOWEST: u32 = 6;

impl LogLogLines {
    /// The lines with the break at `rank_break`; `None` where a side has fewer than two ranks.
    ///
    /// `frequencies` stand in falling order, `logarithms[r]` is ln r.
    pub fn fit_at(frequencies: &[u32], rank_break: u32, logarithms: &[f64]) -> Option<LogLogLines> {
        let split = rank_break as usize;
        if split < 2 || split + 2 > frequencies.len() {
            return None;
        }
        let head = Line::through_tied(tied(&frequencies[..split], 1, logarithms))?;
        let tail = Line::through_tied(tied(&frequencies[split..], split + 1, logarithms))?;
        Some(LogLogLines {
            head: signless_zero(-head.slope),
            head_intercept: head.intercept,
            tail: signless_zero(-tail.slope),
            tail_intercept: tail.intercept,
            rank_break,
        })
    }

    /// The lines with the break that leaves the least squared residuals on log-binned ranks, which weigh every
    /// stretch of ln r alike (on raw ranks the break falls onto the plateau of the rarest terms); `None` where there are
    /// fewer than eight bins.
    pub fn fit(frequencies: &[u32], logarithms: &[f64]) -> Option<LogLogLines> {
        let (bins, heights) = (bins(frequencies.len()), heights(frequencies, logarithms));
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let x: Vec<f64> = bins.iter().map(|(first, last)| mean(&logarithms[*first..=*last])).collect();
        let y: Vec<f64> = bins.iter().map(|(first, last)| mean(&heights[first - 1..*last])).collect();
        let residuals = |split: usize| {
            let of = |x: &[f64], y: &[f64]| Some(Line::through(x, y)?.squared_residuals(x, y));
            Some((of(&x[..split], &y[..split])? + of(&x[split..], &y[split..])?, bins[split - 1].1))
        };
        let splits = FEWEST_BINS..bins.len().saturating_sub(FEWEST_BINS) + 1;
        let best = splits.filter_map(residuals).min_by(|left, right| left.0.total_cmp(&right.0))?;
        Self::fit_at(frequencies, best.1 as u32, logarithms)
    }

    /// Whether a break that was searched on so many ranks stands at a bound of its search: up to rank 6, or the last that is
    /// tried.
    pub fn is_at_bound(&self, ranks: usize) -> bool {
        let bins = bins(ranks);
        let last = bins.len().checked_sub(FEWEST_BINS + 1).map_or(0, |bin| bins[bin].1);
        self.rank_break <= LOWEST || self.rank_break as usize >= last
    }

    /// The frequency that the lines give `rank`.
    pub fn frequency(&self, rank: u32) -> f64 {
        let logarithm = f64::from(rank).ln();
        if rank <= self.rank_break {
            (self.head_intercept - self.head * logarithm).exp()
        } else {
            (self.tail_intercept - self.tail * logarithm).exp()
        }
    }
}

/// ln f of each rank.
fn heights(frequencies: &[u32], logarithms: &[f64]) -> Vec<f64> {
    frequencies.iter().map(|frequency| height(*frequency, logarithms)).collect()
}

/// ln f, read from the table of ln r as far as that goes.
fn height(frequency: u32, logarithms: &[f64]) -> f64 {
    match logarithms.get(frequency as usize) {
        Some(logarithm) => *logarithm,
        None => f64::from(frequency).ln(),
    }
}

/// The ranks from `first` on, of which most share their frequency with others, by frequency.
fn tied<'a>(
    mut frequencies: &'a [u32],
    mut first: usize,
    logarithms: &'a [f64],
) -> impl Iterator<Item = TiedPoints> + 'a {
    std::iter::from_fn(move || {
        let frequency = *frequencies.first()?;
        let count = alike(frequencies);
        let ranks = &logarithms[first..first + count];
        (frequencies, first) = (&frequencies[count..], first + count);
        let middle = sum(ranks, |rank| rank) / count as f64;
        let scatter = sum(ranks, |rank| (rank - middle) * (rank - middle));
        Some(TiedPoints { count: count as f64, middle, scatter, y: height(frequency, logarithms) })
    })
}

/// How many of some frequencies in falling order, of which there is one, are as the first.
fn alike(frequencies: &[u32]) -> usize {
    let mut reach = 1;
    while reach < frequencies.len() && frequencies[reach] == frequencies[0] {
        reach *= 2;
    }
    let (from, to) = (reach / 2, reach.min(frequencies.len()));
    from + frequencies[from..to].partition_point(|frequency| *frequency == frequencies[0])
}

/// Σ of a function of numbers, in eight sums side by side that do not wait for each other.
fn sum(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += of(*value));
    }
    let rest: f64 = rest.iter().map(|value| of(*value)).sum();
    sums.iter().sum::<f64>() + rest
}

/// The first and last ranks of bins of about the same width in ln r, over ranks 1 to `ranks`.
fn bins(ranks: usize) -> Vec<(usize, usize)> {
    let mut bins = Vec::new();
    let mut first = 1;
    while first <= ranks {
        let last = ((first as f64 * BIN_RATIO) as usize).max(first).min(ranks);
        bins.push((first, last));
        first = last + 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::super::ranked::logarithms;
    use super::*;

    #[test]
    fn four_ranks_by_hand() {
        // Frequencies 8, 4 fall by ln 2 over ln 2: α₁ = 1. From 3 to 4 they fall by ln 2 over ln(4/3).
        let lines = LogLogLines::fit_at(&[8, 4, 2, 1], 2, &logarithms(4)).unwrap();
        assert!((lines.head - 1.0).abs() < 1e-12);
        assert!((lines.tail - 2.0_f64.ln() / (4.0_f64 / 3.0).ln()).abs() < 1e-12);
        for (rank, frequency) in [(1, 8.0), (2, 4.0), (3, 2.0), (4, 1.0)] {
            assert!((lines.frequency(rank) - frequency).abs() < 1e-9);
        }
        assert_eq!(LogLogLines::fit_at(&[8, 4, 2, 1], 3, &logarithms(4)), None);
    }

    #[test]
    fn ties_are_taken_together() {
        // Runs of 1 to 60 ranks, and one that ends with the ranks.
        let frequencies: Vec<u32> = (1..=60).rev().flat_map(|run| vec![run * 3; 61 - run as usize]).collect();
        let (logarithms, split) = (logarithms(frequencies.len()), 47);
        let found = LogLogLines::fit_at(&frequencies, split as u32, &logarithms).unwrap();
        let (ranks, heights) = (&logarithms[1..], heights(&frequencies, &logarithms));
        let head = Line::through(&ranks[..split], &heights[..split]).unwrap();
        let tail = Line::through(&ranks[split..], &heights[split..]).unwrap();
        for (found, plain) in [
            (-found.head, head.slope),
            (found.head_intercept, head.intercept),
            (-found.tail, tail.slope),
            (found.tail_intercept, tail.intercept),
        ] {
            assert!((found / plain - 1.0).abs() < 1e-13, "{found} {plain}");
        }
        for count in 1..40 {
            let mut frequencies = vec![5; count];
            assert_eq!(alike(&frequencies), count);
            frequencies.extend([4, 4, 1]);
            assert_eq!(alike(&frequencies), count);
        }
    }

    #[test]
    fn the_searched_break_is_near_the_true_one() {
        let frequency = |rank: u32| {
            let rank = f64::from(rank);
            let law = if rank <= 100.0 { rank.powf(-0.8) } else { 100.0_f64.powf(0.8) * rank.powf(-1.6) };
            (1e7 * law).round() as u32
        };
        let frequencies: Vec<u32> = (1..=3000).map(frequency).collect();
        let lines = LogLogLines::fit(&frequencies, &logarithms(3000)).unwrap();
        assert!((80..=125).contains(&lines.rank_break) && !lines.is_at_bound(3000), "{lines:?}");
        // Bins end at 1 to 6, 8, 10, 12, …; of 12 ranks the bins are 9, and the last break tried is after the fifth.
        assert_eq!(bins(12)[5..], [(6, 6), (7, 8), (9, 10), (11, 12)]);
        assert!(LogLogLines { rank_break: 6, ..lines }.is_at_bound(3000));
        assert!(!LogLogLines { rank_break: 7, ..lines }.is_at_bound(3000));
        assert!(LogLogLines { rank_break: 8, ..lines }.is_at_bound(16));
        assert!((lines.tail - 1.6).abs() < 0.01, "{lines:?}");
        assert_eq!(LogLogLines::fit(&[5, 4, 3, 2, 1], &logarithms(5)), None);
    }
}
