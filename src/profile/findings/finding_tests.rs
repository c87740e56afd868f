//! Every case of the controls, by hand.

use super::*;

/// A difference with this sign told apart; one that is not told apart is 0.1 with an interval that holds 0 and
/// leaves ±1 out.
fn seen(told: i8) -> ControlResult {
    let difference = if told == 0 { 0.1 } else { f64::from(told) };
    let interval = if told == 0 { (-0.2, 0.4) } else { (difference - 0.5, difference + 0.5) };
    ControlResult {
        difference: Some(difference),
        interval: Some(interval),
        told: Some(told),
        told_alone: true,
        equal: false,
    }
}

fn of(raw: i8, twins: i8, cut: i8, budget: i8) -> (Finding, i8) {
    finding(seen(raw), Some(seen(twins)), Some(seen(cut)), Some(seen(budget)))
}

#[test]
fn every_case_with_twins() {
    for (raw, twins, cut, expected) in [
        (1, 1, 1, (Finding::Holds, 1)),
        (1, 1, 0, (Finding::Vanishes(AtEqualLength), 1)),
        (1, 1, -1, (Finding::Reverses(AtEqualLength), 1)),
        (1, 0, 1, (Finding::Unclear(OnTwins), 1)),
        (1, 0, 0, (Finding::Vanishes(OnTwins), 1)),
        (1, 0, -1, (Finding::Reverses(AtEqualLength), 1)),
        (1, -1, 1, (Finding::Mixed, 1)),
        (1, -1, 0, (Finding::Reverses(OnTwins), 1)),
        (1, -1, -1, (Finding::Reverses(OnTwins), 1)),
        (0, 1, 1, (Finding::HoldsOnly(OnTwins), 1)),
        (0, 1, 0, (Finding::Vanishes(AtEqualLength), 1)),
        (0, 1, -1, (Finding::Reverses(AtEqualLength), 1)),
        (0, 0, 1, (Finding::Appears(AtEqualLength), 1)),
        (0, 0, 0, (Finding::NotDistinguishable, 0)),
    ] {
        assert_eq!(of(raw, twins, cut, 0), expected, "{raw} {twins} {cut}");
        // The other 13 of the 27 cases, since those with a sign come twice.
        let (found, sign) = expected;
        assert_eq!(of(-raw, -twins, -cut, 0), (found, -sign), "{raw} {twins} {cut} mirrored");
    }
}

#[test]
fn every_case_without_twins() {
    for (raw, budget, expected) in [
        (1, 1, (Finding::HoldsOnly(AtEqualBudget), 1)),
        (1, 0, (Finding::Vanishes(AtEqualBudget), 1)),
        (1, -1, (Finding::Reverses(AtEqualBudget), 1)),
        (0, 1, (Finding::Appears(AtEqualBudget), 1)),
        (0, 0, (Finding::NotDistinguishable, 0)),
    ] {
        assert_eq!(without_twins(seen(raw), None, Some(seen(budget)), true), expected);
        let (found, sign) = expected;
        assert_eq!(without_twins(seen(-raw), None, Some(seen(-budget)), true), (found, -sign));
    }
    assert_eq!(without_twins(seen(1), None, None, true), (Finding::NotTested, 0));
    let untested = ControlResult { told: None, ..seen(0) };
    assert_eq!(without_twins(untested, Some(seen(1)), Some(seen(1)), true), (Finding::NotTested, 0));
}

#[test]
fn without_twins_a_measure_of_length_holds_at_equal_lengths_or_not_at_all() {
    for (raw, cut, budget, expected) in [
        (1, 1, 1, (Finding::HoldsOnly(AtEqualLength), 1)),
        (1, 1, 0, (Finding::HoldsOnly(AtEqualLength), 1)),
        (1, 1, -1, (Finding::Mixed, 1)),
        // What equal amounts of text leave as it is may be the length of texts.
        (1, 0, 1, (Finding::Vanishes(AtEqualLength), 1)),
        (1, -1, 1, (Finding::Reverses(AtEqualLength), 1)),
        (0, 1, 0, (Finding::Appears(AtEqualLength), 1)),
        (0, 0, 1, (Finding::NotDistinguishable, 0)),
    ] {
        let (found, sign) = expected;
        for (turn, any_length) in [(1, true), (1, false), (-1, true), (-1, false)] {
            let [raw, cut, budget] = [raw, cut, budget].map(|told| seen(turn * told));
            let found_here = without_twins(raw, Some(cut), Some(budget), any_length);
            assert_eq!(found_here, (found, turn * sign), "{raw:?} {cut:?}");
        }
    }
    let equal = ControlResult { difference: Some(0.0), interval: Some((0.0, 0.0)), equal: true, ..seen(0) };
    assert_eq!(without_twins(seen(-1), Some(equal), Some(seen(-1)), false), (Finding::Equalised, -1));
    // Cut texts have no value.
    let none = Some(ControlResult::default());
    assert_eq!(without_twins(seen(1), none, Some(seen(1)), false), (Finding::LengthNotControlled, 1));
    assert_eq!(without_twins(seen(0), none, Some(seen(1)), false), (Finding::NotDistinguishable, 0));
    assert_eq!(without_twins(seen(1), none, Some(seen(1)), true), (Finding::HoldsOnly(AtEqualBudget), 1));
}

#[test]
fn equal_budgets_agree_or_the_controls_disagree() {
    assert_eq!(of(1, 1, 1, 1), (Finding::Holds, 1));
    assert_eq!(of(1, 1, 1, -1), (Finding::Mixed, 1));
    assert_eq!(of(0, 1, 1, -1), (Finding::Mixed, 1));
    assert_eq!(of(0, 0, -1, 1), (Finding::Mixed, -1));
    assert_eq!(of(0, 0, 0, -1), (Finding::Appears(AtEqualBudget), -1));
    // What changes under a closer control is said of that one.
    assert_eq!(of(1, 1, -1, -1), (Finding::Reverses(AtEqualLength), 1));
    let unknown = ControlResult { told: None, ..seen(0) };
    assert_eq!(finding(seen(1), Some(seen(1)), Some(seen(1)), Some(unknown)), (Finding::Holds, 1));
    assert_eq!(finding(seen(1), Some(seen(1)), Some(seen(1)), None), (Finding::Holds, 1));
}

#[test]
fn a_wide_interval_is_no_proof_that_a_difference_is_gone() {
    let with = |interval| ControlResult { interval, ..seen(0) };
    for (interval, expected) in [
        (Some((-0.2, 0.4)), Finding::Vanishes(AtEqualLength)),
        // It holds 1 too, the difference on whole texts.
        (Some((-0.2, 1.4)), Finding::Unclear(AtEqualLength)),
        // Not told apart after the adjustment, and yet without 0.
        (Some((0.05, 0.4)), Finding::Unclear(AtEqualLength)),
        (None, Finding::Unclear(AtEqualLength)),
    ] {
        assert_eq!(finding(seen(1), Some(seen(1)), Some(with(interval)), None), (expected, 1));
    }
}

#[test]
fn what_cutting_makes_equal_and_what_has_no_test_is_said_so() {
    let equal = ControlResult {
        difference: Some(0.0),
        interval: Some((0.0, 0.0)),
        told: Some(0),
        equal: true,
        ..ControlResult::default()
    };
    assert_eq!(finding(seen(-1), Some(seen(-1)), Some(equal), None), (Finding::Equalised, -1));
    assert_eq!(finding(equal, Some(equal), Some(equal), Some(equal)), (Finding::NotDistinguishable, 0));
    let untested = ControlResult { told: None, ..seen(0) };
    assert_eq!(finding(seen(1), Some(seen(1)), Some(untested), None), (Finding::NotTested, 0));
    assert_eq!(finding(untested, Some(seen(1)), Some(seen(1)), None), (Finding::NotTested, 0));
}

#[test]
fn one_control_alone_must_be_sure() {
    let unsure = |told| ControlResult { told_alone: false, ..seen(told) };
    let found = finding(seen(0), Some(seen(0)), Some(unsure(1)), Some(unsure(1)));
    assert_eq!(found, (Finding::NotDistinguishable, 0));
    assert_eq!(without_twins(seen(0), None, Some(unsure(1)), true), (Finding::NotDistinguishable, 0));
}

#[test]
fn whole_texts_are_judged_by_twins() {
    for (raw, twins, expected) in [
        (1, 1, (Finding::HoldsOnly(OnWholeTexts), 1)),
        (0, 1, (Finding::HoldsOnly(OnWholeTexts), 1)),
        (1, 0, (Finding::Vanishes(OnTwins), 1)),
        (1, -1, (Finding::Reverses(OnTwins), 1)),
        (0, 0, (Finding::NotDistinguishable, 0)),
    ] {
        assert_eq!(of_whole_texts(seen(raw), seen(twins)), expected);
    }
    assert_eq!(of_whole_texts(seen(1), ControlResult { told: None, ..seen(0) }), (Finding::NotTested, 0));
}

#[test]
fn keywords_are_read_back() {
    for finding in Finding::ALL {
        assert_eq!(Finding::of_keyword(&finding.keyword()), Some(finding));
    }
    assert_eq!(Finding::Vanishes(AtEqualLength).keyword(), "vanishes_when_lengths_are_equal");
    assert_eq!(Finding::of_keyword("no"), None);
}
