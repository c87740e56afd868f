//! The claim that rank follows closeness: correlations, and the gap between twins that goes through closeness, in; a test for
//! each model and similarity out.

use super::equal_match::best_similarity;
use super::known::Known;
use super::tested::{ClaimVerdict, Measured, Tested};
use super::{Cause, ClaimControl, number, untested};
use crate::bias::cause::correlation::COEFFICIENTS;
use crate::bias::cause::mediation::PATH_NAMES;
use crate::bias::{CorrelationRow, OUTSIDE_QUERY, POOLED, short_name};
use crate::table::distinct;

/// Of the claim that rank follows closeness.
pub(super) const CONTROLS: &[ClaimControl] = &[
    ClaimControl {
        name: "pooled",
        heading: "Raw",
        phrase: "raw",
        meaning: "mean over queries of Spearman's correlation of score and closeness, over the documents of all sources",
    },
    ClaimControl {
        name: "reference",
        heading: "Reference alone",
        phrase: "within the reference",
        meaning: "the same over the reference's documents alone",
    },
    ClaimControl {
        name: "source",
        heading: "Source alone",
        phrase: "within the source",
        meaning: "the same over the documents of the source that is compared",
    },
    ClaimControl {
        name: "given_length",
        heading: "Twins, given length",
        phrase: "between twins, given length",
        meaning: "what of the gap between the scores of judged twins goes through closeness while length is held (positive: the \
            source gains); it holds where this is told apart from 0 and the closer versions gain, and says nothing where \
            neither source is closer",
    },
    ClaimControl {
        name: "outside_query",
        heading: "Outside the query",
        phrase: "outside the query's words",
        meaning: "the same for closeness to the topic by words that are not in the query, which no score is made of",
    },
];

/// Rank follows closeness.
pub(super) fn closeness(known: &Known, source: &str) -> Vec<Tested> {
    let is_spearman = |row: &&CorrelationRow| row.coefficient == COEFFICIENTS[0];
    let rows: Vec<&CorrelationRow> = known.correlations.iter().filter(is_spearman).collect();
    let no_table = "no table of correlations";
    if let Some(tests) = untested(known, CONTROLS, rows.is_empty(), no_table) {
        return tests;
    }
    let mut out = Vec::new();
    for (model, similarity) in distinct(rows.iter().map(|row| (row.model.as_str(), row.similarity.as_str())))
    {
        let quantity = in_short(model, similarity);
        let of = |whose: &str| {
            let is_it = |row: &&&CorrelationRow| {
                (row.model.as_str(), row.similarity.as_str(), row.source.as_str())
                    == (model, similarity, whose)
            };
            rows.iter().find(is_it).map(|row| number(row.value, row.low, row.high, row.p_value, known.level))
        };
        for (control, whose) in
            [("pooled", POOLED), ("reference", known.reference.as_str()), ("source", source)]
        {
            out.push(match of(whose) {
                Some(number) => {
                    let verdict = number.directed(1);
                    Tested::new(&quantity, control, number, verdict, "the correlation is undefined")
                }
                None => Tested::missing(&quantity, control, "no such correlation"),
            });
        }
        out.push(between_twins(known, source, (model, similarity), "given_length"));
    }
    for model in distinct(rows.iter().map(|row| row.model.as_str())) {
        out.push(between_twins(known, source, (model, OUTSIDE_QUERY), "outside_query"));
    }
    out
}

/// A model and a similarity as one quantity.
fn in_short(model: &str, similarity: &str) -> String {
    format!("{}, {}", short_name(model), short_name(similarity))
}

/// Whether closeness moves the scores of twins while length is held. The effect through closeness is "how much closer the
/// source is" × "what closeness adds to the score"; its p is the larger of those of both, so that where it is told apart from
/// 0 each is, and the second has the sign of the product's quotient by the first.
fn between_twins(
    known: &Known,
    source: &str,
    (model, similarity): (&str, &str),
    control: &'static str,
) -> Tested {
    let quantity = &in_short(model, similarity);
    let row = known.mediations.iter().find(|row| {
        (row.model.as_str(), row.similarity.as_str(), row.source.as_str()) == (model, similarity, source)
            && row.path == PATH_NAMES[1]
    });
    let closer = known
        .matches
        .iter()
        .find(|row| row.source == source && row.quantity == similarity)
        .and_then(|row| row.value);
    let (Some(row), Some(closer)) = (row, closer) else {
        let reason = if known.twins(source) == 0 { "no twins" } else { "no table of mediation" };
        return Tested::missing(quantity, control, reason);
    };
    let number = number(row.value, row.low, row.high, row.p_adjusted, known.level);
    let verdict = match (row.p_adjusted, number.directed(if closer < 0.0 { -1 } else { 1 })) {
        (None, _) => ClaimVerdict::NotTested,
        (Some(_), verdict) => verdict,
    };
    Tested::new(quantity, control, number, verdict, "too few pairs of judged twins")
}

/// What closeness and length explain of the scores of judged twins, by the similarity that explains most.
pub(super) fn explained(known: &Known, source: &str) -> Vec<Cause> {
    let models = distinct(known.conditionals.iter().map(|row| row.model.as_str()));
    let cause = |model: &&str| {
        let row = best_similarity(known, source, model)?;
        let quantity = in_short(&row.model, &row.similarity);
        let number = Measured { value: row.explained_percent, ..Measured::default() };
        Some(Cause::new(&quantity, "explained", number))
    };
    models.iter().filter_map(cause).collect()
}
