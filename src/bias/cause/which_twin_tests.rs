//! The conditional logistic regression of twins: exchanged and copied versions, what tells everything, and simulated truths.

use rand::RngExt;

use super::*;
use crate::statistics::stream;

/// About normal, of variance 1.
fn normal(generator: &mut rand_pcg::Pcg64) -> f64 {
    (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0
}

/// Pairs of 40 queries with ten contents each, of a hundred contents that queries share. The source's versions are closer and
/// shorter; the higher one is told by a curve of closeness and length, by what a version has of its own in all queries, and by
/// noise, with a shift for the source.
pub(in crate::bias) fn contests(seed: u64, shift: f64) -> Vec<Contest> {
    let mut generator = stream(seed, 3);
    let own: Vec<[f64; 2]> = (0..100).map(|_| [(); 2].map(|()| 0.4 * normal(&mut generator))).collect();
    let mut contests = Vec::new();
    for query in 0..40_u32 {
        for content in 0..10 {
            let content = (query * 10 + content) * 37 % 100;
            let common = normal(&mut generator);
            let sides = [1.0, -1.0].map(|sign| {
                let similarity = common + 0.3 * sign + 0.5 * normal(&mut generator);
                let length = 0.5 * common - 0.4 * sign + 0.5 * normal(&mut generator);
                let specificity = 0.2 * sign + normal(&mut generator);
                let repetition = 0.7 * length + 0.5 * normal(&mut generator);
                let noise = 0.5 * logistic(&mut generator);
                let curve = similarity + 0.2 * similarity * similarity - 0.3 * length;
                (curve + 0.5 * shift * sign + noise, [similarity, length, specificity, repetition])
            });
            let score = |side: usize| sides[side].0 + own[content as usize][side];
            contests.push(Contest {
                cell: Cell { query, content, value: 0.0 },
                values: std::array::from_fn(|place| [0, 1].map(|side: usize| sides[side].1[place])),
                outcome: (score(0) - score(1)).signum(),
            });
        }
    }
    contests
}

fn logistic(generator: &mut rand_pcg::Pcg64) -> f64 {
    let share = generator.random::<f64>().clamp(1e-9, 1.0 - 1e-9);
    (share / (1.0 - share)).ln()
}

fn flexible(contests: &[Contest], settings: &BiasSettings) -> ContestFit {
    let place = Form::ALL.iter().position(|form| *form == Form::Flexible).unwrap();
    fits(contests, settings).into_iter().nth(place).unwrap()
}

#[test]
fn exchanging_the_sources_turns_every_sign_and_copies_give_nothing() {
    let settings = BiasSettings::default();
    let there = contests(3, 0.4);
    let turned = |one: &Contest| Contest {
        values: one.values.map(|[own, other]| [other, own]),
        outcome: -one.outcome,
        ..*one
    };
    let back: Vec<Contest> = there.iter().map(turned).collect();
    for (there, back) in fits(&there, &settings).iter().zip(fits(&back, &settings)) {
        let (one, other) = (there.fitted.as_ref().unwrap(), back.fitted.as_ref().unwrap());
        assert_eq!(one.coefficient, -other.coefficient);
        assert_eq!(one.interval, other.interval.negated());
        assert_eq!((there.plain, one.others), (back.plain.map(|plain| -plain), other.others));
        assert_eq!(one.contributions.sum(), -other.contributions.sum());
        assert_eq!(one.contributions.variances(), other.contributions.variances());
    }
    let copy =
        |one: &Contest| Contest { values: one.values.map(|[own, _]| [own, own]), outcome: 0.0, ..*one };
    for fit in fits(&there.iter().map(copy).collect::<Vec<_>>(), &settings) {
        let fitted = fit.fitted.unwrap();
        assert_eq!((fitted.coefficient, fit.plain), (0.0, Some(0.0)));
        assert_eq!(fitted.interval, Interval { low: 0.0, high: 0.0 });
        assert_eq!(fitted.contributions.variances().crossed(), 0.0);
    }
}

#[test]
fn what_closeness_tells_wholly_has_no_answer_and_few_pairs_have_none() {
    let told: Vec<Contest> = contests(4, 0.0)
        .iter()
        .map(|one| Contest { outcome: (one.values[0][0] - one.values[0][1]).signum(), ..*one })
        .collect();
    for fit in fits(&told, &BiasSettings::default()) {
        assert_eq!((fit.fitted, fit.unfitted), (None, Some(Unfitted::Separated)));
    }
    for fit in fits(&told[..20], &BiasSettings::default()) {
        assert_eq!((fit.fitted, fit.unfitted), (None, None));
    }
}

/// In how many of `seeds` collections p is below 5 %, and the interval holds `truth`.
fn counted(shift: f64, truth: f64, seeds: u64) -> [usize; 2] {
    let settings = BiasSettings { bootstrap: 199, ..BiasSettings::default() };
    let mut counts = [0; 2];
    for seed in 0..seeds {
        // Of few collections nearly every outcome is told.
        let Some(fitted) = flexible(&contests(seed, shift), &settings).fitted else { continue };
        let test = settings.crossed().test(std::slice::from_ref(&fitted.contributions), &[0])[0];
        counts[0] += usize::from(test.crossed.unwrap() < 0.0501);
        counts[1] += usize::from(fitted.interval.low <= truth && truth <= fitted.interval.high);
    }
    counts
}

#[test]
fn without_a_direct_effect_none_is_found_and_one_that_was_planted_is() {
    // 60 seeds at 5 %: 3, with a standard error of 1.7.
    let [found, covered] = counted(0.0, 0.0, 60);
    assert!(found <= 8, "{found} of 60 without an effect");
    assert!(covered >= 52, "the interval holds nothing {covered} times of 60");
    let [found, _] = counted(1.0, 0.0, 30);
    assert!(found >= 25, "{found} of 30 with a shift of one");
}

#[test]
#[ignore = "takes a minute; prints what docs and reports tell"]
fn calibration_over_500_collections() {
    let [found, covered] = counted(0.0, 0.0, 500);
    eprintln!("without an effect: p below 5 % in {found} of 500, interval holds 0 in {covered}");
    // The log-odds that the shift stands for, since the version's own part and the noise are no logistic variable: the mean
    // coefficient over other collections.
    for shift in [0.5, 1.0] {
        let settings = BiasSettings { bootstrap: 99, ..BiasSettings::default() };
        let coefficient = |seed: u64| {
            flexible(&contests(10_000 + seed, shift), &settings).fitted.map(|fitted| fitted.coefficient)
        };
        let coefficients: Vec<f64> = (0..500).filter_map(coefficient).collect();
        let truth = coefficients.iter().sum::<f64>() / coefficients.len() as f64;
        let [found, covered] = counted(shift, truth, 500);
        eprintln!(
            "shift {shift} ({truth:.3}): p below 5 % in {found} of 500, interval holds it in {covered}"
        );
    }
}
