//! How sure the answer is: ties, tie rules, placebos, planted truth.

pub mod placebo;
pub(super) mod planted;
pub(super) mod tie_rules;
pub mod ties;
