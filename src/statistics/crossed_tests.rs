//! Crossed tests: worked by hand, under turned signs, and how often they find what is not there.

use rand::RngExt;

use super::*;
use crate::statistics::{Cell, stream, variances_over_cells, variances_over_queries};

fn cell(query: u32, content: u32, value: f64) -> Cell {
    Cell { query, content, value }
}

fn settings(count: usize, adjustment: Adjustment) -> CrossedSettings {
    CrossedSettings { exchanges: Exchanges { count, seed: 9 }, adjustment }
}

/// About normal, of variance 1.
fn normal(generator: &mut rand_pcg::Pcg64) -> f64 {
    (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0
}

#[test]
fn two_queries_and_two_contents_by_hand() {
    // Query 0: contents 0 and 1 give 3 and −1; query 1: content 0 gives 1 and 1 in two cells.
    let cells = vec![cell(1, 0, 1.0), cell(0, 1, -1.0), cell(0, 0, 3.0), cell(1, 0, 1.0)];
    let found = Contributions::new(cells.clone());
    assert_eq!(
        (found.queries.as_slice(), found.contents.as_slice()),
        (&[(0, 2.0), (1, 2.0)][..], &[(0, 5.0), (1, -1.0)][..])
    );
    assert_eq!(found.variances(), Variances { queries: 8.0, contents: 26.0, cells: 14.0, units: [2, 2] });
    assert_eq!((found.variances().crossed(), found.sum()), (26.0, 4.0));
    assert_eq!(Variances { queries: 8.0, contents: 4.0, cells: 2.0, units: [2, 2] }.crossed(), 10.0);
    // About the mean of 2 a query: ½ of 2 off each cell of query 0 and, merged, 2 off that of query 1; a third query
    // without cells makes the mean 4/3, and is off by it.
    let merged = [cell(0, 0, 3.0), cell(0, 1, -1.0), cell(1, 0, 2.0)];
    let about = variances_over_queries(&merged, &[0, 1]);
    assert_eq!(about, Variances { queries: 0.0, contents: 8.0, cells: 8.0, units: [2, 2] });
    let three = variances_over_queries(&merged, &[0, 1, 7]);
    assert!((three.queries - 24.0 / 9.0).abs() < 1e-14 && three.units == [3, 2], "{three:?}");
    // About the mean of 4/3 a cell: 5/3, −7/3 and 2/3.
    let over_cells = variances_over_cells(&merged);
    let expected = [4.0 / 9.0 + 4.0 / 9.0, 49.0 / 9.0 + 49.0 / 9.0, 78.0 / 9.0];
    for (found, expected) in [over_cells.queries, over_cells.contents, over_cells.cells].iter().zip(expected)
    {
        assert!((found - expected).abs() < 1e-14, "{found} {expected}");
    }
}

#[test]
fn what_rests_on_no_number_has_no_p_value_and_takes_no_part_in_its_family() {
    for off in [f64::NAN, f64::INFINITY, f64::MAX] {
        for units in [4, 40] {
            let cells =
                |off: f64| (0..units).map(move |unit| cell(unit, unit, if unit == 1 { off } else { 1.0 }));
            let undefined = Contributions::new(cells(off).collect());
            let sound = Contributions::new(cells(0.5).collect());
            for adjustment in [Adjustment::MaxT, Adjustment::Holm] {
                let tests = settings(199, adjustment);
                let both = tests.test(&[undefined.clone(), sound.clone()], &[0, 0]);
                assert_eq!(both[0], CrossedTest::default(), "{off} {units}");
                let beside_nothing = tests.test(&[Contributions::default(), sound.clone()], &[0, 0]);
                assert_eq!(both[1], beside_nothing[1]);
            }
        }
    }
}

#[test]
fn p_values_of_few_units_are_exact() {
    // By query ±2 ±2: both of ++ and −− of the four patterns reach 4. By content ±5 ±1: all but... 5 − 1 = 4 reaches it.
    let found = Contributions::new(vec![cell(0, 0, 3.0), cell(0, 1, -1.0), cell(1, 0, 2.0)]);
    let outcome = settings(99, Adjustment::MaxT).test(&[found], &[0])[0];
    assert_eq!((outcome.queries, outcome.contents), (Some(0.5), Some(1.0)));
    assert_eq!(outcome.crossed, Some(1.0));
    // Nothing contributes: no question. All contributions are 0: no evidence at all.
    let nothing = Contributions::new(Vec::new());
    let zero = Contributions::new(vec![cell(0, 0, 0.0)]);
    let outcomes = settings(99, Adjustment::MaxT).test(&[nothing, zero], &[0, 0]);
    assert_eq!(outcomes[0], CrossedTest::default());
    assert_eq!(
        [outcomes[1].queries, outcomes[1].contents, outcomes[1].crossed, outcomes[1].adjusted],
        [Some(1.0); 4]
    );
}

#[test]
fn turning_every_sign_changes_no_p_value() {
    let mut generator = stream(5, 0);
    let cells: Vec<Cell> = (0..900)
        .map(|place| cell(place % 60, generator.random_range(0..80), normal(&mut generator) + 0.1))
        .collect();
    let turned = cells.iter().map(|one| Cell { value: -one.value, ..*one }).collect();
    for adjustment in [Adjustment::MaxT, Adjustment::Holm, Adjustment::BenjaminiHochberg] {
        let of = |cells: Vec<Cell>| settings(199, adjustment).test(&[Contributions::new(cells)], &[0]);
        assert_eq!(of(cells.clone()), of(Vec::clone(&turned)));
    }
}

#[test]
fn the_crossed_p_value_is_never_below_either_and_the_adjusted_never_below_it() {
    let figures: Vec<Contributions> = (0..6)
        .map(|seed| {
            let mut generator = stream(seed, 1);
            let draw = |place: u32| {
                cell(place % 40, place * 7 % 33, normal(&mut generator) + 0.05 * f64::from(seed as u32))
            };
            Contributions::new((0..700).map(draw).collect())
        })
        .collect();
    for one in settings(499, Adjustment::MaxT).test(&figures, &[0, 0, 0, 1, 1, 1]) {
        assert!(
            one.crossed >= one.queries && one.crossed >= one.contents && one.adjusted >= one.crossed,
            "{one:?}"
        );
    }
}

#[test]
fn equal_figures_are_one_test_of_a_family_under_holm() {
    let mut generator = stream(8, 0);
    let cells: Vec<Cell> = (0..200).map(|place| cell(place, place, normal(&mut generator) + 0.2)).collect();
    let (one, other) = (Contributions::new(cells.clone()), Contributions::new(cells[..150].to_vec()));
    let of =
        |figures: &[Contributions]| settings(999, Adjustment::Holm).test(figures, &vec![0; figures.len()]);
    let (two, three) = (of(&[one.clone(), other.clone()]), of(&[one.clone(), other, one]));
    assert_eq!((three[0], three[1], three[2]), (two[0], two[1], two[0]));
}

#[test]
fn holm_draws_more_where_the_floor_would_hide_everything() {
    let strong = Contributions::new((0..80).map(|place| cell(place, place, 1.0)).collect());
    let weak = |seed: u64| {
        let mut generator = stream(seed, 3);
        Contributions::new((0..80).map(|place| cell(place, place, normal(&mut generator))).collect())
    };
    let mut figures = vec![strong];
    figures.extend((0..49).map(weak));
    let families = vec![0; 50];
    // 50 ÷ 100 could never be below the level; 5,000 exchanges can tell.
    let adjusted = settings(99, Adjustment::Holm).test(&figures, &families)[0].adjusted.unwrap();
    assert!(adjusted <= 0.0101, "{adjusted}");
    let adjusted = settings(99, Adjustment::MaxT).test(&figures, &families)[0].adjusted.unwrap();
    assert_eq!(adjusted, 0.01, "the floor of 99 exchanges");
}

/// How many of `seeds` collections have p below 5 %: by queries, by contents, crossed. Cell = query effect + content effect
/// + noise, 60 queries of ten contents each.
fn found(seeds: u64, contents: u32, of_query: f64, of_content: f64) -> [usize; 3] {
    let mut counts = [0; 3];
    for seed in 0..seeds {
        let mut generator = stream(seed, 11);
        let effects: Vec<f64> = (0..contents).map(|_| of_content * normal(&mut generator)).collect();
        let mut cells = Vec::new();
        for query in 0..60 {
            let own = of_query * normal(&mut generator);
            for _ in 0..10 {
                let content = generator.random_range(0..contents);
                cells.push(cell(query, content, own + effects[content as usize] + normal(&mut generator)));
            }
        }
        let outcome = settings(199, Adjustment::MaxT).test(&[Contributions::new(cells)], &[0])[0];
        for (count, p) in counts.iter_mut().zip([outcome.queries, outcome.contents, outcome.crossed]) {
            *count += usize::from(p.unwrap() < 0.0501);
        }
    }
    counts
}

#[test]
fn the_level_holds_where_queries_contents_or_both_are_a_sample() {
    // 400 seeds, 5 %: 20, with a standard error of 4.4.
    let [by_query, _, crossed] = found(400, 40, 0.0, 1.0);
    assert!(by_query > 100, "queries alone see nothing of the contents: {by_query}");
    assert!((7..=34).contains(&crossed), "contents alone: {crossed}");
    let [_, by_content, crossed] = found(400, 200, 1.0, 0.0);
    assert!(by_content > 60, "contents alone see nothing of the queries: {by_content}");
    assert!((7..=34).contains(&crossed), "queries alone: {crossed}");
    let [by_query, by_content, crossed] = found(400, 60, 0.7, 0.7);
    assert!(by_query > 40 && by_content > 40, "{by_query} {by_content}");
    assert!((7..=36).contains(&crossed), "both: {crossed}");
}

#[test]
fn few_units_cannot_reach_a_small_p() {
    let cells = |count: u32| (0..count).map(|unit| Cell { query: unit, content: unit, value: 1.0 }).collect();
    // All on one side is one of 2^m choices of signs, and so is the other side.
    assert_eq!(Contributions::new(cells(3)).least_p(), 0.25);
    assert_eq!(Contributions::new(cells(6)).least_p(), 0.03125);
    let one_content = (0..9).map(|query| Cell { query, content: 0, value: 1.0 }).collect();
    assert_eq!(Contributions::new(one_content).least_p(), 1.0);
    let exchanges = Exchanges { count: 9_999, seed: 1 };
    let settings = CrossedSettings { exchanges, adjustment: Adjustment::default() };
    let tested = settings.test(&[Contributions::new(cells(6))], &[0]);
    assert!((tested[0].contents.unwrap() - 0.03125).abs() < 0.01, "{:?}", tested[0]);
}
