//! Rank-turbulence divergence: how often two texts have each term in; how far their vocabularies are apart, and each term's
//! part in it, out.

use rustc_hash::FxHashMap;

/// The divergence of two vocabularies, with what each term adds.
#[derive(Debug, Clone, PartialEq)]
pub struct RankTurbulence {
    /// 0 where all ranks are equal, 1 where no term is shared.
    pub divergence: f64,
    /// What each term adds to it, 0 or more.
    pub parts: Vec<f64>,
    /// The rank of each term in either, 1 for the most frequent one, those that tie at their mean.
    pub ranks: Vec<[f64; 2]>,
}

/// The rank-turbulence divergence of two vocabularies: for each term of either, how often the first and the second have
/// it. `None` where one of them has no term; a term that neither has takes part in nothing.
///
/// D = (1 ÷ N) Σ |r₁^−α − r₂^−α|^(1 ÷ (α + 1)) over the terms of either, with r₁ and r₂ a term's ranks by falling frequency.
/// Terms that tie share the mean of their ranks. The n terms that one vocabulary lacks tie behind its N₁ own: each has the
/// rank N₁ + (n + 1) ÷ 2. N is the sum that two vocabularies without a shared term would have: Σ over the terms of the
/// first |r₁^−α − (N₂ + (N₁ + 1) ÷ 2)^−α|^(1 ÷ (α + 1)), and the same of the second. The factor (α + 1) ÷ α of the paper
/// stands in both and is left out.
///
/// Symmetric; 0 for copies; 1 where no term is shared. N is no bound in theory: where one vocabulary has several times as
/// many terms as the other, all of them few, D can lie a little above 1; for 0 < α ≤ 1 and vocabularies of like sizes it
/// does not. The paper writes N₂ + N₁ ÷ 2 into N, half a rank less than the mean of the tied ranks, with which small disjoint
/// vocabularies would be above 1. A smaller α gives rare terms more weight.
///
/// (Dodds et al. 2023, "Allotaxonometry and rank-turbulence divergence", EPJ Data Science 12:37, §2)
///
/// ```
/// use sourcebias::profile::rank_turbulence;
/// let divergence = |frequencies: &[[u64; 2]]| rank_turbulence(frequencies, 1.0 / 3.0).map(|found| found.divergence);
/// assert_eq!(divergence(&[[3, 3], [1, 1]]), Some(0.0));
/// assert_eq!(divergence(&[[3, 0], [0, 1]]), Some(1.0));
/// assert_eq!(divergence(&[[3, 0]]), None);
/// ```
pub fn rank_turbulence(frequencies: &[[u64; 2]], alpha: f64) -> Option<RankTurbulence> {
    let sides = [Ranks::new(frequencies, 0, alpha), Ranks::new(frequencies, 1, alpha)];
    let types = [0, 1].map(|side: usize| sides[side].types);
    if types.contains(&0) {
        return None;
    }
    let power = 1.0 / (alpha + 1.0);
    let whole = sides[0].alone(types[1], power) + sides[1].alone(types[0], power);
    let (mut parts, mut ranks) =
        (Vec::with_capacity(frequencies.len()), Vec::with_capacity(frequencies.len()));
    // Most terms are rare, and those of the same two frequencies have the same part.
    let mut known = vec![None; (RARE * RARE) as usize];
    for term in frequencies {
        let [first, second] = [0, 1].map(|side: usize| sides[side].of(term[side]));
        let part = || {
            let part = if *term == [0, 0] { 0.0 } else { (first.power - second.power).abs().powf(power) };
            if whole > 0.0 { part / whole } else { 0.0 }
        };
        parts.push(match *term {
            [here, there] if here < RARE && there < RARE => {
                *known[(here * RARE + there) as usize].get_or_insert_with(part)
            }
            _ => part(),
        });
        ranks.push([first.rank, second.rank]);
    }
    Some(RankTurbulence { divergence: parts.iter().sum(), parts, ranks })
}

/// What is known of frequencies below this stands in tables.
const RARE: u64 = 64;

/// A rank, and what it counts as: r^−α.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    rank: f64,
    power: f64,
}

/// The ranks on one side. All terms of a frequency tie, so they are kept by frequency.
struct Ranks {
    alpha: f64,
    /// Terms that this side has.
    types: u64,
    /// By falling frequency, with the number of terms.
    places: Vec<(u64, u64, Place)>,
    /// The same by frequency.
    rare: [Place; RARE as usize],
    frequent: FxHashMap<u64, Place>,
}

impl Ranks {
    fn new(frequencies: &[[u64; 2]], side: usize, alpha: f64) -> Self {
        let (mut rare, mut frequent) = ([0; RARE as usize], FxHashMap::<u64, u64>::default());
        for term in frequencies.iter().filter(|term| **term != [0, 0]) {
            match rare.get_mut(term[side] as usize) {
                Some(terms) => *terms += 1,
                None => *frequent.entry(term[side]).or_default() += 1,
            }
        }
        // Where only the terms that neither has would be of frequency 0, these change nothing behind all others.
        let rare = (0..).zip(rare).filter(|(frequency, terms)| *frequency == 0 || *terms > 0);
        let mut tied: Vec<(u64, u64)> = frequent.into_iter().chain(rare).collect();
        tied.sort_unstable_by_key(|(frequency, _)| std::cmp::Reverse(*frequency));
        let (mut places, mut before) = (Vec::with_capacity(tied.len()), 0);
        for (frequency, count) in tied {
            let rank = before as f64 + (count as f64 + 1.0) / 2.0;
            places.push((frequency, count, Place { rank, power: rank.powf(-alpha) }));
            before += count;
        }
        let types = places.iter().filter(|place| place.0 > 0).map(|place| place.1).sum();
        let (mut rare, mut frequent) = ([Place::default(); RARE as usize], FxHashMap::default());
        for (frequency, _, place) in &places {
            if let Some(rare) = rare.get_mut(*frequency as usize) {
                *rare = *place;
            } else {
                frequent.insert(*frequency, *place);
            }
        }
        Ranks { alpha, types, places, rare, frequent }
    }

    fn of(&self, frequency: u64) -> Place {
        self.rare.get(frequency as usize).copied().unwrap_or_else(|| self.frequent[&frequency])
    }

    /// What the terms of this side would add if the other side had `others` terms and none of these.
    fn alone(&self, others: u64, power: f64) -> f64 {
        let last = (others as f64 + (self.types as f64 + 1.0) / 2.0).powf(-self.alpha);
        let own = self.places.iter().filter(|place| place.0 > 0);
        own.map(|(_, count, place)| *count as f64 * (place.power - last).abs().powf(power)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_terms_by_hand() {
        // First: a 5, b 2, c –; second: a 1, b 4, c 1. Ranks: a 1 and 2.5, b 2 and 1, c 3 and 2.5. With α = 1, the parts
        // are √|1 − 0.4|, √|0.5 − 1|, √|1/3 − 0.4|. Alone, the first would have its a and b at 3 + 1.5 in the second,
        // the second its three at 2 + 2 in the first.
        let found = rank_turbulence(&[[5, 1], [2, 4], [0, 1]], 1.0).unwrap();
        assert_eq!(found.ranks, [[1.0, 2.5], [2.0, 1.0], [3.0, 2.5]]);
        let first = (1.0 - 1.0 / 4.5_f64).sqrt() + (0.5 - 1.0 / 4.5_f64).sqrt();
        let second = (1.0 - 0.25_f64).sqrt() + 2.0 * (0.4 - 0.25_f64).sqrt();
        let expected = [0.6_f64, 0.5, 0.4 - 1.0 / 3.0].map(|part| part.sqrt() / (first + second));
        for (part, expected) in found.parts.iter().zip(expected) {
            assert!((part - expected).abs() < 1e-14, "{part} {expected}");
        }
        assert!((found.divergence - expected.iter().sum::<f64>()).abs() < 1e-14);
    }

    #[test]
    fn a_value_computed_elsewhere() {
        // Python 3.11 with the formula above, α = 1/3: term i of 40 has frequency 1000 // i on one side and
        // 1000 // ((7 * i) % 41) on the other, and the five last of each side are left out there.
        let term =
            |i: u64| [if i <= 35 { 1000 / i } else { 0 }, if i >= 6 { 1000 / ((7 * i) % 41) } else { 0 }];
        let frequencies: Vec<[u64; 2]> = (1..=40).map(term).collect();
        let found = rank_turbulence(&frequencies, 1.0 / 3.0).unwrap();
        assert!((found.divergence - GOLDEN).abs() < 1e-12, "{}", found.divergence);
    }

    const GOLDEN: f64 = 0.481_495_105_585_110_66;

    #[test]
    fn symmetric_and_within_bounds() {
        let mut state = 1_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for round in 0..400 {
            let terms = 1 + draw(60);
            let skew = [1 + draw(9), 1 + draw(9)];
            let frequencies: Vec<[u64; 2]> = (0..terms)
                .map(|_| [0, 1].map(|side: usize| (draw(12) + 1).saturating_sub(skew[side])))
                .collect();
            let turned: Vec<[u64; 2]> = frequencies.iter().map(|[one, other]| [*other, *one]).collect();
            let types = [0, 1].map(|side: usize| frequencies.iter().filter(|term| term[side] > 0).count());
            let alike = types[0] <= 2 * types[1] && types[1] <= 2 * types[0];
            for alpha in [0.01, 1.0 / 3.0, 1.0] {
                let (one, other) = (rank_turbulence(&frequencies, alpha), rank_turbulence(&turned, alpha));
                assert_eq!(
                    one.as_ref().map(|found| found.divergence.to_bits()),
                    other.map(|found| found.divergence.to_bits())
                );
                if let Some(found) = one {
                    let most = if alike { 1.0 + 1e-12 } else { 1.5 };
                    assert!((0.0..=most).contains(&found.divergence), "{round} {alpha} {}", found.divergence);
                }
            }
        }
    }

    #[test]
    fn what_neither_has_changes_nothing() {
        let (with, without) = ([[0, 0], [3, 1], [0, 0], [1, 2]], [[3, 1], [1, 2]]);
        let of = |frequencies: &[[u64; 2]]| rank_turbulence(frequencies, 0.5).unwrap().divergence;
        assert_eq!(of(&with), of(&without));
        assert!(rank_turbulence(&[], 0.5).is_none() && rank_turbulence(&[[0, 2]], 0.5).is_none());
    }
}
