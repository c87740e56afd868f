//! What every test finds where there is nothing: relabelled evidence goes in, a row a test with its part of false alarms
//! comes out.

use super::layout::{Cell, Layout};

pub(super) const LAYOUT: Layout = Layout {
    name: "placebo",
    title: "What every test finds where there is nothing",
    note: "The labels of each content's versions were dealt by coin, and all analyses made again: a source means nothing \
        there, and p below the level is a false alarm. Each test's part of false alarms should be about the level, 5 % by \
        default; with N relabelings it strays from that by some 2·√(0.05·0.95/N). p over queries alone is shown to say \
        why it is not used. At least as large: the part of placebos whose value is as far from 0 as the real one.",
    key: "bias/placebo",
    origins: &[],
    prepare: super::as_it_is,
    columns: &[
        ("Table", Cell::Word("table")),
        ("Test", Cell::Word("test")),
        ("Relabelings", Cell::Count("relabelings")),
        ("p (queries) below", Cell::Decimal("share_queries", 3)),
        ("p (labels) below", Cell::Decimal("share_contents", 3)),
        ("p below", Cell::Decimal("share_below", 3)),
        ("At least as large", Cell::Decimal("share_as_large", 3)),
    ],
};

pub(super) const WORDS: Layout = Layout {
    name: "profile_placebo",
    title: "What the comparison of words finds where there is nothing",
    note: "The same for the comparisons of how sources use words: the part of relabelings in which p is below the level, \
        and the part in which it still is after the adjustment for all tests of a control. At least as large: the part of \
        placebos whose difference is as far from 0 as the real one.",
    key: "profile/placebo",
    origins: &[],
    prepare: super::as_it_is,
    columns: &[
        ("Measure", Cell::Name("measure")),
        ("Source", Cell::Word("source")),
        ("Control", Cell::Word("control")),
        ("Relabelings", Cell::Count("relabelings")),
        ("p below", Cell::Decimal("share_below", 3)),
        ("p adjusted below", Cell::Decimal("share_adjusted_below", 3)),
        ("Difference", Cell::Significant("real_difference")),
        ("At least as large", Cell::Decimal("share_as_large", 3)),
    ],
};
