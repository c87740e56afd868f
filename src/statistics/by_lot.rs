//! Crossed tests whose labels are dealt by lot: the excess of sources, what queries contribute to it, and dealings of the labels in;
//! p-values, and intervals that agree with them, out.

use super::contributions::Contributions;
use super::crossed::{CrossedSettings, CrossedTest, by_p_values};
use super::max_t::MaxT;
use super::multiplicity::Adjustment;
use super::sign_flip::{EXACT, share_of_patterns};
use super::{Exchanges, Interval, Lots, signless_zero};

/// The excess of one source in one column of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// The excess, T.
    pub value: f64,
    /// What queries and contents contribute to it; their sum is T.
    pub contributions: Contributions,
    /// The least and the most that an excess can be.
    pub bounds: [f64; 2],
}

/// What is known of an excess.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExcessFound {
    /// The tests of its being 0.
    pub test: CrossedTest,
    /// The interval; 0 lies outside where the crossed p is below 1 − confidence, and inside elsewhere. `None` without
    /// exchanges, and for fewer than two units of queries.
    pub interval: Option<Interval>,
}

/// Two values that differ by less are equal but for rounding; weights sum to 1.
const ROUNDING: f64 = 1e-12;

impl CrossedSettings {
    /// The tests of excesses, one for every column and source of `lots`, in that order; all of them are one family.
    ///
    /// As [`CrossedSettings::test`], but that the side of contents is held against labels dealt anew ([`Lots`]), with V_c the
    /// mean of T*². p = (1 + #) ÷ (B + 1) never falls below about one over the number of labellings.
    ///
    /// The interval has every excess θ that differs from T by no more than c·√(1 + r·θ ÷ T), with c the least size of T at which
    /// p falls below α = 1 − `confidence`, and 1 + r the variance of T from the contents of each set of sources over that under
    /// dealt labels (at least 1): under the hypothesis 0 the latter holds, at T the former, and beyond either it stays. (The
    /// form of Wilson's interval for a share: Wilson 1927)
    pub fn test_excess(&self, figures: &[Excess], lots: &Lots, confidence: f64) -> Vec<ExcessFound> {
        if self.exchanges.count == 0 {
            return vec![ExcessFound::default(); figures.len()];
        }
        let dealt = lots.rows(&Exchanges { seed: self.exchanges.seed ^ LABELS, ..self.exchanges });
        let sums: Vec<&[(u32, f64)]> = figures.iter().map(|one| &one.contributions.queries[..]).collect();
        let asked = self.exchanges.rows(&sums);
        let count = self.exchanges.count as f64;
        // 1 − 0.95 is a little more than 0.05.
        let level = 1.0 - confidence - ROUNDING;
        let variance = |place: usize| dealt.iter().map(|row| row[place] * row[place]).sum::<f64>() / count;
        let deviations: Vec<[f64; 3]> = (0..figures.len())
            .map(|place| {
                let mut variances = figures[place].contributions.variances;
                variances.contents = variance(place);
                [variances.queries, variances.contents, variances.crossed()].map(f64::sqrt)
            })
            .collect();
        let side = |rows: &[Vec<f64>], which: usize| -> Vec<Side> {
            let of = |place: usize| {
                let deviation = [deviations[place][which], deviations[place][2]];
                Side::new(rows, place, figures[place].value.abs(), deviation, level)
            };
            (0..figures.len()).map(of).collect()
        };
        let (mut queries, contents) = (side(&asked, 0), side(&dealt, 1));
        for (side, figure) in queries.iter_mut().zip(figures) {
            side.go_through_all(&figure.contributions.queries);
        }
        let known = |place: usize| !figures[place].contributions.queries.is_empty();
        let larger = |of: fn(&Side) -> f64| -> Vec<Option<f64>> {
            let of = |place: usize| known(place).then(|| of(&queries[place]).max(of(&contents[place])));
            (0..figures.len()).map(of).collect()
        };
        let crossed = larger(|side| side.crossed);
        let adjusted = match self.adjustment {
            Adjustment::MaxT => {
                let family = |rows: &[Vec<f64>], which: usize, sides: &[Side]| {
                    let t = |place: usize| known(place).then_some(sides[place].observed);
                    let mut family = MaxT::new(&(0..figures.len()).map(t).collect::<Vec<_>>());
                    let standard = |row: &[f64], place: usize| match deviations[place][which] {
                        deviation if deviation > 0.0 => row[place].abs() / deviation,
                        _ => 0.0,
                    };
                    rows.iter().for_each(|row| family.add(|place| standard(row, place)));
                    family.p_values(figures.len())
                };
                let (asked, dealt) = (family(&asked, 0, &queries), family(&dealt, 1, &contents));
                let all = asked.iter().zip(dealt).zip(&crossed);
                all.map(|((one, other), p)| Some(one.as_ref()?.max(other?).max((*p)?))).collect()
            }
            other => {
                let contributions: Vec<&Contributions> =
                    figures.iter().map(|one| &one.contributions).collect();
                by_p_values(&contributions, &vec![0; figures.len()], &crossed, other)
            }
        };
        let own = lots.own_variances();
        let of = |place: usize| {
            let test = CrossedTest {
                queries: known(place).then_some(queries[place].plain),
                contents: known(place).then_some(contents[place].plain),
                crossed: crossed[place],
                adjusted: adjusted[place],
            };
            let dealt = deviations[place][1];
            let ratio = if dealt > 0.0 { (own[place] / (dealt * dealt)).max(1.0) } else { 1.0 };
            let Excess { value, contributions, bounds } = &figures[place];
            let reach = queries[place].reach.max(contents[place].reach);
            let below = test.crossed.is_some_and(|p| p < level);
            let enough = contributions.queries.len() > 1;
            let interval = enough.then(|| interval(*value, (reach, below), ratio, *bounds));
            ExcessFound { test, interval }
        };
        (0..figures.len()).map(of).collect()
    }
}

/// What the seed is combined with for labels.
const LABELS: u64 = 0x6c61_6265_6c73_2121;

/// One figure on the side of queries or of labels.
struct Side {
    /// T ÷ √V.
    observed: f64,
    /// T, and T in crossed standard deviations times that of this side.
    least: [f64; 2],
    plain: f64,
    crossed: f64,
    /// The size of T up to which p is at least α.
    reach: f64,
}

impl Side {
    fn new(rows: &[Vec<f64>], place: usize, size: f64, [deviation, crossed]: [f64; 2], level: f64) -> Side {
        let factor = if crossed > 0.0 { deviation / crossed } else { 1.0 };
        let least = [size - ROUNDING, size * factor - ROUNDING];
        let mut sizes: Vec<f64> = rows.iter().map(|row| row[place].abs()).collect();
        let share = |least: f64| {
            (1 + sizes.iter().filter(|one| **one >= least).count()) as f64 / (1 + sizes.len()) as f64
        };
        let [plain, in_crossed] = least.map(share);
        // p < α is that fewer than α·(B + 1) − 1 reach it.
        let allowed = (level * (sizes.len() + 1) as f64 - 1.0 - 1e-9).ceil();
        let reach = if allowed >= 1.0 {
            let (_, reach, _) =
                sizes.select_nth_unstable_by(allowed as usize - 1, |one, other| other.total_cmp(one));
            *reach
        } else {
            f64::INFINITY
        };
        let reach = if reach <= ROUNDING { 0.0 } else { reach / factor.max(f64::MIN_POSITIVE) };
        Side {
            observed: if crossed > 0.0 { size / crossed } else { 0.0 },
            least,
            plain,
            crossed: in_crossed,
            reach,
        }
    }

    /// Every pattern of signs in place of those that were drawn, where there are few.
    fn go_through_all(&mut self, sums: &[(u32, f64)]) {
        let values: Vec<f64> = sums.iter().map(|(_, value)| *value).filter(|value| *value != 0.0).collect();
        if values.len() <= EXACT {
            [self.plain, self.crossed] = self.least.map(|least| share_of_patterns(&values, least));
        }
    }
}

/// The interval of an excess; `reach` is c, and whether p is below the level, `ratio` 1 + r.
fn interval(value: f64, (reach, below): (f64, bool), ratio: f64, [least, most]: [f64; 2]) -> Interval {
    let size = value.abs();
    // What is drawn decides between patterns that were all gone through only up to chance.
    let reach = if below { reach.min(size * (1.0 - 1e-9)) } else { reach.max(size) };
    let far = size + reach * ratio.sqrt();
    let near = match below {
        true => {
            let (squared, wider) = (size * size, reach * reach * (ratio - 1.0));
            let root = reach * (reach * reach * (ratio - 1.0).powi(2) + 4.0 * squared * ratio).sqrt();
            (2.0 * squared + wider - root) / (2.0 * size)
        }
        false if size <= ROUNDING => -far,
        false => size - reach,
    };
    let ends = if value < 0.0 { [-far, -near] } else { [near, far] };
    let [low, high] = ends.map(|end| signless_zero(end.clamp(least, most)));
    Interval { low: low.min(value), high: high.max(value) }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Weighted, stream};
    use super::*;
    use crate::statistics::Adjustment;
    use rand::RngExt;

    /// The excess of the second source, `rare` of `documents` documents, whose places in 20 queries each document's own quality
    /// decides together with chance.
    fn found(documents: u32, rare: u32, lift: f64, seed: u64) -> ExcessFound {
        let mut generator = stream(9, seed);
        let mut normal = || (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0;
        let source = |document: u32| u32::from(document < rare);
        let quality: Vec<f64> = (0..documents).map(|one| normal() + lift * f64::from(source(one))).collect();
        let share = f64::from(rare) / f64::from(documents);
        let (mut weights, mut cells) = (vec![0.0; documents as usize], Vec::new());
        for query in 0..20 {
            let mut order: Vec<(f64, u32)> =
                quality.iter().zip(0..).map(|(quality, one)| (quality + normal(), one)).collect();
            order.sort_by(|one, other| other.0.total_cmp(&one.0));
            for (_, document) in &order[..5] {
                weights[*document as usize] += 0.01;
                let value = 0.01 * (f64::from(source(*document)) - share);
                cells.push(Cell { query, content: *document, value });
            }
        }
        let some = (0..documents).zip(&weights).filter(|(_, weight)| **weight > 0.0);
        let some =
            some.map(|(one, weight)| Weighted { content: one, source: source(one), weights: vec![*weight] });
        let all = (0..documents).map(|one| (one, source(one))).collect();
        let lots = Lots::new(all, some.collect(), (2, 1), None);
        let value: f64 = cells.iter().map(|cell| cell.value).sum();
        let figure = |sign: f64, bounds| Excess {
            value: sign * value,
            contributions: Contributions::new(
                cells.iter().map(|cell| Cell { value: sign * cell.value, ..*cell }).collect(),
            ),
            bounds,
        };
        let figures = [figure(-1.0, [share - 1.0, share]), figure(1.0, [-share, 1.0 - share])];
        let settings =
            CrossedSettings { exchanges: Exchanges { count: 399, seed }, adjustment: Adjustment::MaxT };
        settings.test_excess(&figures, &lots, 0.95)[1]
    }

    #[test]
    fn where_labels_mean_nothing_one_in_twenty_is_found_at_any_base_rate() {
        for rare in [1, 2, 4, 20] {
            let all: Vec<ExcessFound> = (0..200).map(|seed| found(40, rare, 0.0, seed)).collect();
            let below = all.iter().filter(|one| one.test.crossed.unwrap() < 0.05).count();
            // Three binomial standard errors above 10 of 200.
            assert!(below <= 19, "{rare}: {below}");
            for one in &all {
                let interval = one.interval.unwrap();
                let outside = interval.low > 0.0 || interval.high < 0.0;
                assert_eq!(outside, one.test.crossed.unwrap() < 0.05, "{one:?}");
                assert!(one.test.adjusted >= one.test.crossed);
            }
        }
    }

    #[test]
    fn a_source_that_is_better_is_found() {
        let found =
            |rare| (0..40).filter(|seed| found(40, rare, 2.0, *seed).test.crossed.unwrap() < 0.05).count();
        assert!(found(4) >= 30 && found(20) >= 38, "{} {}", found(4), found(20));
    }

    #[test]
    fn one_document_of_sixty_that_is_never_shown_says_nothing() {
        // The first of 60 is the worst of all.
        let found = found(60, 1, -9.0, 1);
        assert!(found.test.crossed.unwrap() > 0.3, "{found:?}");
        let interval = found.interval.unwrap();
        assert!((interval.low + 1.0 / 60.0).abs() < 1e-12 && interval.high > 0.0, "{interval:?}");
    }
}
