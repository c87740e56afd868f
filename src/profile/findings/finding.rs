//! What the controls say together: whether a difference was told apart under each of them in, one finding out.

use std::fmt;

/// What is equal between two sources where a difference changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The contents: only documents with a twin.
    OnTwins,
    /// Contents and lengths: twins cut to the shorter one.
    AtEqualLength,
    /// The number of tokens: equal budgets of whole documents.
    AtEqualBudget,
    /// On whole texts, of which twins are the only control.
    OnWholeTexts,
}

/// What raw, twins, cut and budget say together of one measure and two sources.
///
/// A difference is *told apart* where its adjusted p-value is below the level. Not being told apart is no proof of
/// equality: a difference *vanishes* only where the interval under the control holds 0 and leaves the difference
/// without it out; where the interval holds both, or neither, it is *unclear*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Told apart with the same sign over all documents, on twins, and on twins of equal length.
    Holds,
    /// On twins: told apart with the same sign on twins, whole and of equal length, but not over all documents. At equal
    /// budgets or lengths: told apart with the same sign over all documents and at these, where there are no twins. On whole
    /// texts: told apart with the same sign over all documents and on twins, where cut texts have no value.
    HoldsOnly(Where),
    /// Told apart, and with the other sign under the control.
    Reverses(Where),
    /// Told apart, and gone under the control.
    Vanishes(Where),
    /// Told apart, and under the control too uncertain to say.
    Unclear(Where),
    /// Told apart under the control alone.
    Appears(Where),
    /// Told apart on whole texts; cutting makes it 0, as it makes the lengths themselves.
    Equalised,
    /// Told apart over all documents, of a measure that depends on the length of texts, where nothing makes lengths equal.
    LengthNotControlled,
    /// Told apart under no control.
    NotDistinguishable,
    /// Controls contradict each other in another way.
    Mixed,
    /// A control has no value or no test.
    NotTested,
}

use Where::{AtEqualBudget, AtEqualLength, OnTwins, OnWholeTexts};

impl Finding {
    /// Every finding there is.
    pub const ALL: [Finding; 21] = [
        Finding::Holds,
        Finding::HoldsOnly(OnTwins),
        Finding::HoldsOnly(AtEqualLength),
        Finding::HoldsOnly(AtEqualBudget),
        Finding::HoldsOnly(OnWholeTexts),
        Finding::Reverses(AtEqualLength),
        Finding::Reverses(AtEqualBudget),
        Finding::Reverses(OnTwins),
        Finding::Vanishes(AtEqualLength),
        Finding::Vanishes(AtEqualBudget),
        Finding::Vanishes(OnTwins),
        Finding::Unclear(AtEqualLength),
        Finding::Unclear(AtEqualBudget),
        Finding::Unclear(OnTwins),
        Finding::Appears(AtEqualLength),
        Finding::Appears(AtEqualBudget),
        Finding::Equalised,
        Finding::LengthNotControlled,
        Finding::NotDistinguishable,
        Finding::Mixed,
        Finding::NotTested,
    ];

    /// The keyword in tables: the phrase with `_` for spaces.
    ///
    /// ```
    /// use sourcebias::profile::{Finding, Where};
    /// let finding = Finding::Vanishes(Where::AtEqualLength);
    /// assert_eq!(finding.to_string(), "vanishes when lengths are equal");
    /// assert_eq!(finding.keyword(), "vanishes_when_lengths_are_equal");
    /// assert_eq!(Finding::of_keyword("vanishes_when_lengths_are_equal"), Some(finding));
    /// ```
    pub fn keyword(self) -> String {
        self.to_string().replace(' ', "_")
    }

    /// The finding of a keyword.
    pub fn of_keyword(keyword: &str) -> Option<Finding> {
        Finding::ALL.into_iter().find(|finding| finding.keyword() == keyword)
    }
}

impl fmt::Display for Where {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            OnTwins => "on twins",
            OnWholeTexts => "on whole texts",
            AtEqualLength => "when lengths are equal",
            AtEqualBudget => "when amounts of text are equal",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Holds => formatter.write_str("holds"),
            Finding::HoldsOnly(place) => write!(formatter, "holds {place}"),
            Finding::Reverses(place) => write!(formatter, "reverses {place}"),
            Finding::Vanishes(place) => write!(formatter, "vanishes {place}"),
            Finding::Unclear(place) => write!(formatter, "unclear {place}"),
            Finding::Appears(place) => write!(formatter, "appears only {place}"),
            Finding::Equalised => formatter.write_str("equal by construction when lengths are equal"),
            Finding::LengthNotControlled => formatter.write_str("length not controlled"),
            Finding::NotDistinguishable => formatter.write_str("not distinguishable"),
            Finding::Mixed => formatter.write_str("controls disagree"),
            Finding::NotTested => formatter.write_str("not tested"),
        }
    }
}

/// One difference under one control.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct ControlResult {
    /// source − reference.
    pub(super) difference: Option<f64>,
    /// Its interval.
    pub(super) interval: Option<(f64, f64)>,
    /// The sign where it is told apart from 0, else 0; `None` where there is no test.
    pub(super) told: Option<i8>,
    /// Whether it is told apart also where this control alone says so.
    pub(super) told_alone: bool,
    /// Whether it is 0 by construction, or the texts are the same.
    pub(super) equal: bool,
}

impl ControlResult {
    /// Whether the interval holds 0 and leaves `difference` out.
    fn is_gone(&self, difference: Option<f64>) -> bool {
        let Some(((low, high), difference)) = self.interval.zip(difference) else { return false };
        let holds = |value: f64| low <= value && value <= high;
        holds(0.0) && !holds(difference)
    }
}

/// The finding, and the sign of the difference that it is about: without the control for what reverses, vanishes or is
/// unclear under it.
pub(super) fn finding(
    raw: ControlResult,
    twins: Option<ControlResult>,
    cut: Option<ControlResult>,
    budget: Option<ControlResult>,
) -> (Finding, i8) {
    let at_budget = budget.and_then(|budget| budget.told);
    let told = |control: Option<ControlResult>| control.and_then(|control| control.told);
    let (Some(r), Some(t), Some(c)) = (raw.told, told(twins), told(cut)) else {
        return (Finding::NotTested, 0);
    };
    let (twins, cut) = (twins.unwrap_or_default(), cut.unwrap_or_default());
    let (found, sign) = match (r, t, c) {
        (0, 0, 0) => match at_budget {
            Some(sign) if sign != 0 && alone(budget) => (Finding::Appears(AtEqualBudget), sign),
            _ => (Finding::NotDistinguishable, 0),
        },
        (0, 0, _) if cut.told_alone => (Finding::Appears(AtEqualLength), c),
        (0, 0, _) => (Finding::NotDistinguishable, 0),
        (_, 0, 0) => (faded(raw, twins, OnTwins), r),
        (_, 0, _) if c == r => (Finding::Unclear(OnTwins), r),
        (_, 0, _) => (Finding::Reverses(AtEqualLength), r),
        _ if r == -t && c == r => (Finding::Mixed, r),
        _ if r == -t => (Finding::Reverses(OnTwins), r),
        (_, _, 0) if cut.equal => (Finding::Equalised, t),
        (_, _, 0) => (faded(twins, cut, AtEqualLength), t),
        _ if c == -t => (Finding::Reverses(AtEqualLength), t),
        (0, ..) => (Finding::HoldsOnly(OnTwins), t),
        _ => (Finding::Holds, t),
    };
    agreeing((found, sign), at_budget)
}

/// Equal amounts of text must not say the opposite of what is said to hold.
fn agreeing((found, sign): (Finding, i8), at_budget: Option<i8>) -> (Finding, i8) {
    let held = matches!(found, Finding::Holds | Finding::HoldsOnly(_) | Finding::Appears(AtEqualLength));
    if held && at_budget == Some(-sign) { (Finding::Mixed, sign) } else { (found, sign) }
}

fn alone(control: Option<ControlResult>) -> bool {
    control.is_some_and(|control| control.told_alone)
}

/// The finding of a measure of whole texts, which twins alone can control.
pub(super) fn of_whole_texts(raw: ControlResult, twins: ControlResult) -> (Finding, i8) {
    let (Some(r), Some(t)) = (raw.told, twins.told) else { return (Finding::NotTested, 0) };
    match (r, t) {
        (0, 0) => (Finding::NotDistinguishable, 0),
        (_, 0) => (faded(raw, twins, OnTwins), r),
        (0, _) => (Finding::HoldsOnly(OnWholeTexts), t),
        _ if r == t => (Finding::HoldsOnly(OnWholeTexts), t),
        _ => (Finding::Reverses(OnTwins), r),
    }
}

/// The finding where there are no twins: by texts of equal length where they have a value. Where they have none, equal amounts
/// of text are a control of measures by which texts of `any_length` can be compared, and of no other: they leave the lengths of
/// texts as they are.
pub(super) fn without_twins(
    raw: ControlResult,
    cut: Option<ControlResult>,
    budget: Option<ControlResult>,
    any_length: bool,
) -> (Finding, i8) {
    let Some(r) = raw.told else { return (Finding::NotTested, 0) };
    if let Some((cut, c)) = cut.and_then(|cut| Some((cut, cut.told?))) {
        let found = match (r, c) {
            (0, _) if c != 0 && cut.told_alone => (Finding::Appears(AtEqualLength), c),
            (0, _) => (Finding::NotDistinguishable, 0),
            (_, 0) if cut.equal => (Finding::Equalised, r),
            (_, 0) => (faded(raw, cut, AtEqualLength), r),
            _ if r == c => (Finding::HoldsOnly(AtEqualLength), r),
            _ => (Finding::Reverses(AtEqualLength), r),
        };
        return agreeing(found, budget.and_then(|budget| budget.told));
    }
    if !any_length {
        return if r == 0 { (Finding::NotDistinguishable, 0) } else { (Finding::LengthNotControlled, r) };
    }
    let budget = budget.unwrap_or_default();
    let Some(b) = budget.told else { return (Finding::NotTested, 0) };
    match (r, b) {
        (0, 0) => (Finding::NotDistinguishable, 0),
        (0, _) if budget.told_alone => (Finding::Appears(AtEqualBudget), b),
        (0, _) => (Finding::NotDistinguishable, 0),
        (_, 0) => (faded(raw, budget, AtEqualBudget), r),
        _ if r == b => (Finding::HoldsOnly(AtEqualBudget), r),
        _ => (Finding::Reverses(AtEqualBudget), r),
    }
}

/// What was told apart as `without` and is not as `under`.
fn faded(without: ControlResult, under: ControlResult, place: Where) -> Finding {
    if under.is_gone(without.difference) { Finding::Vanishes(place) } else { Finding::Unclear(place) }
}

#[cfg(test)]
#[path = "finding_tests.rs"]
mod tests;
