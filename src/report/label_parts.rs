//! The parts of the page of labels.

use super::parts::{Outline, Part};
use crate::statement::Topic;

/// The page of labels.
pub(super) static LABELS: Outline = Outline {
    parts: PARTS,
    main: &["judge_agreement", "reliability"],
    optional: &[],
    lead: &[Topic::Certainty, Topic::Cause, Topic::Bias, Topic::Words],
    question: "Whose labels can be trusted? How far judges agree with people and with each other, whether they are lenient, whether \
        they are sure when they are wrong, and what they make of a ranking of systems.",
    note: "Brackets hold intervals: how far the value may lie from the printed one, since other queries of the same kind could have \
        been drawn. Point at an underlined number to see the file, line and column where it stands; it leads to its table. A \
        dash stands for a value that is not defined.",
    rest: "more",
    experiment: false,
};

const PARTS: &[Part] = &[
    Part {
        id: "agreement",
        title: "Agreement",
        lead: "How far does each judge agree with people, beyond what chance gives? Labels by chance alone agree often where most \
            pairs have one grade; these measures allow for that, in different ways.",
        blocks: &["judges", "judge_agreement", "agreement"],
        always: false,
    },
    Part {
        id: "leniency",
        title: "How lenient",
        lead: "A judge that grades higher than people finds more relevant, and may still agree in which of two documents is better.",
        blocks: &["judge_leniency", "leniency"],
        always: false,
    },
    Part {
        id: "calibration",
        title: "How sure, and how often right",
        lead: "Is a judge or a model sure when it is wrong? A confidence that ranks right above wrong (AUROC) may still be too high \
            throughout (calibration error).",
        blocks: &["reliability", "calibration"],
        always: false,
    },
    Part {
        id: "order",
        title: "The order of systems",
        lead: "Labels serve to compare systems: would the same system win under each judge?",
        blocks: &["judge_order", "orders", "systems"],
        always: false,
    },
    Part {
        id: "bias",
        title: "Source bias under each judge",
        lead: "Does a ranking favour one source among versions of the same content? What counts as relevant decides, and a judge \
            that prefers a source itself moves the answer. A negative Relative Δ means that the source's versions are favoured.",
        blocks: &["judge_relative_delta", "judged_bias"],
        always: false,
    },
    Part { id: "more", title: "Further tables", lead: "", blocks: &[], always: false },
];
