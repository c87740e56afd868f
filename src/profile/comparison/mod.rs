//! The comparison of sources: measurements in; differences of each pair of sources under four controls, with intervals,
//! tests and effect sizes, out.

mod budget;
mod control;
mod exchanged;
mod family;
mod matched;
mod paired;
mod pairs;
mod table;
mod unpaired;

pub use control::Control;
pub use pairs::Pairs;

pub use table::ComparisonRow;

pub(super) use family::too_few_replicates;
pub(super) use table::table;

use super::document_level::Kind;
use super::estimate::{Estimate, IntervalKind};
use super::measure::Estimated;
use super::{Measurements, by_base};
use crate::corpus::SourceId;

/// Fewest documents of either source for a test by the bootstrap: of fewer, replicates are too much alike.
pub(super) const FEWEST_DOCUMENTS: usize = 10;

/// One value that is compared: of documents where the measure has such, else one component of whole sources.
struct ComparedValue {
    measure: String,
    /// The place among the measures of documents.
    documents: Option<usize>,
    /// The place among the components of whole sources, where there are no values of documents.
    component: usize,
    kind: IntervalKind,
    /// What it estimates, where other measures estimate it too.
    estimated: Option<Estimated>,
    /// What the values of documents are.
    values: Kind,
}

/// How a p-value was found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Test {
    #[default]
    Exchange,
    Bootstrap,
}

/// What a comparison of one value found.
#[derive(Debug, Clone, Default)]
struct Outcome {
    reference_value: Option<f64>,
    source_value: Option<f64>,
    difference: Estimate,
    test: Test,
    p_value: Option<f64>,
    /// The difference in each exchange, or of each replicate from the observed one.
    under_hypothesis: Vec<Option<f64>>,
    hedges_g: Option<f64>,
    cliffs_delta: Option<f64>,
    n_reference: usize,
    n: usize,
}

/// One row of the table.
pub(super) struct Row {
    pub(super) measure: String,
    pub(super) reference: String,
    pub(super) source: String,
    pub(super) control: Control,
    /// Whether there are values of whole documents alone, and none of cut ones.
    pub(super) whole: bool,
    /// Whether the control makes the value equal whatever the texts say.
    pub(super) by_construction: bool,
    /// Why the difference is no evidence of anything in the texts, where it is none.
    pub(super) not_evidence: Option<String>,
    /// Whether texts of any length can be compared by it, as all texts together can.
    pub(super) any_length: bool,
    /// The texts that words are looked up in, where they are.
    pub(super) looked_up_in: Option<String>,
    /// What it estimates, where other measures estimate it too.
    pub(super) estimated: Option<Estimated>,
    /// How many documents of the reference and of the source there are in all.
    pub(super) documents: [usize; 2],
    scope: &'static str,
    outcome: Outcome,
    pub(super) p_adjusted: Option<f64>,
}

impl Row {
    pub(super) fn difference(&self) -> Estimate {
        self.outcome.difference
    }

    /// What is compared.
    pub(super) fn scope_in_words(&self) -> &'static str {
        if self.scope == "source" { "all texts together" } else { "mean over documents" }
    }

    pub(super) fn p_value(&self) -> Option<f64> {
        self.outcome.p_value
    }

    /// How many documents of the reference and of the source have a value.
    pub(super) fn defined(&self) -> [usize; 2] {
        [self.outcome.n_reference, self.outcome.n]
    }
}

/// One row a pair of sources, measure and control; `step` is called for each control of each pair.
pub(super) fn rows(measurements: &mut Measurements<'_>, step: &dyn Fn()) -> Vec<Row> {
    let compared = compared(measurements);
    let pairs = measurements.settings.pairs.of(measurements.corpus.catalogue());
    let mut rows: Vec<Row> =
        pairs.into_iter().flat_map(|pair| of_pair(measurements, &compared, pair, step)).collect();
    for control in Control::ALL {
        let family = rows.iter_mut().filter(|row| row.control == control).collect();
        family::adjust(family, measurements.settings.adjustment, measurements.draws.count);
    }
    rows
}

fn compared(measurements: &Measurements<'_>) -> Vec<ComparedValue> {
    let (of_source, of_documents) = (&measurements.source_level, &measurements.document_level);
    let measures = of_source.places.iter().zip(&of_documents.places);
    let of_measure = |(components, documents): (&std::ops::Range<usize>, &Option<usize>)| match documents {
        Some(place) => vec![ComparedValue {
            measure: of_documents.names[*place].to_string(),
            documents: Some(*place),
            component: components.start,
            kind: IntervalKind::Percentile,
            estimated: None,
            values: of_documents.kinds[*place],
        }],
        None => {
            let of = |component: usize| {
                let (name, kind, estimated) = &of_source.components[component];
                ComparedValue {
                    measure: name.clone(),
                    documents: None,
                    component,
                    kind: *kind,
                    estimated: *estimated,
                    values: Kind::default(),
                }
            };
            components.clone().map(of).collect()
        }
    };
    measures.flat_map(of_measure).collect()
}

/// Everything that is compared of two sources, measure by measure, each under all controls that the sources allow.
fn of_pair(
    measurements: &mut Measurements<'_>,
    compared: &[ComparedValue],
    (reference, source): (SourceId, SourceId),
    step: &dyn Fn(),
) -> Vec<Row> {
    let catalogue = measurements.corpus.catalogue();
    let names = [reference, source].map(|source| catalogue.source_name(source).to_string());
    let twins: (Vec<u32>, Vec<u32>) = catalogue.twins(reference, source).into_iter().unzip();
    let all = [reference, source]
        .map(|source| by_base(measurements.corpus, measurements.corpus.documents_of(source)));
    let documents = [all[0].len(), all[1].len()];
    let mut found: Vec<(Control, Vec<Outcome>)> = Vec::new();
    let mut steps = 0;
    let mut done = || {
        steps += 1;
        step();
    };
    if all.iter().all(|documents| !documents.is_empty()) {
        let [left, right] = all.map(|documents| measurements.of(&documents, None));
        // Where every document has its twin, all documents and the twins are the same documents.
        let complete = documents == [twins.0.len(); 2];
        if !complete {
            let outcomes = unpaired::draw(measurements, compared, &left, &right, &measurements.draws);
            let confidence = measurements.settings.confidence;
            let outcome = |draw| unpaired::outcome(&[draw], confidence);
            found.push((Control::Raw, outcomes.into_iter().map(outcome).collect()));
        }
        done();
        if !twins.0.is_empty() {
            let sides = [&twins.0, &twins.1].map(|documents| measurements.of(documents, None));
            let outcomes = paired::outcomes(measurements, compared, Control::Twins, &sides[0], &sides[1]);
            if complete {
                found.push((Control::Raw, outcomes.clone()));
            } else {
                sides.iter().for_each(|side| side.forget_draws());
            }
            found.push((Control::Twins, outcomes));
            done();
        }
        let outcomes = budget::outcomes(measurements, compared, &left, &right, complete);
        found.extend(outcomes.map(|outcomes| (Control::Budget, outcomes)));
        // Cut texts come last: what whole ones are drawn from makes room for what they are drawn from.
        [&left, &right].iter().for_each(|side| side.forget_draws());
        if !twins.0.is_empty() {
            let length = |(left, right): (&u32, &u32)| {
                measurements.corpus.length(*left).min(measurements.corpus.length(*right))
            };
            let shorter: Vec<u32> = twins.0.iter().zip(&twins.1).map(length).collect();
            let sides =
                [&twins.0, &twins.1].map(|documents| measurements.of(documents, Some(shorter.as_slice())));
            found.push((
                Control::Cut,
                paired::outcomes(measurements, compared, Control::Cut, &sides[0], &sides[1]),
            ));
            done();
        } else {
            let documents = [&left, &right].map(|side| &side.texts.documents[..]);
            let outcomes = matched::outcomes(measurements, compared, documents);
            found.push((Control::Cut, outcomes));
            done();
        }
        found.sort_by_key(|(control, _)| *control);
    }
    // Controls that these sources do not allow are done too.
    (steps..Control::ALL.len()).for_each(|_| step());
    let named = |words: &str| words.replace("{reference}", catalogue.source_name(catalogue.reference()));
    let row = |(place, one): (usize, &ComparedValue)| {
        let without_twins = one.values.not_evidence_without_twins.filter(|_| twins.0.is_empty());
        let not_evidence = one.values.not_evidence.or(without_twins);
        let row = |(control, outcomes): &(Control, Vec<Outcome>)| Row {
            measure: one.measure.clone(),
            reference: names[0].clone(),
            source: names[1].clone(),
            control: *control,
            whole: one.values.whole,
            by_construction: one.values.length && *control == Control::Cut,
            not_evidence: not_evidence.map(named),
            any_length: one.documents.is_none() || one.values.any_length,
            looked_up_in: one.values.looked_up_in.map(named),
            estimated: one.estimated,
            documents,
            scope: if one.documents.is_some() { "document_mean" } else { "source" },
            outcome: trusted(&outcomes[place], one, not_evidence.is_none()),
            p_adjusted: None,
        };
        // Of sources without twins documents alone are cut.
        let has = |(control, _): &&(Control, Vec<Outcome>)| {
            *control != Control::Cut || one.documents.is_some() || !twins.0.is_empty()
        };
        found.iter().filter(has).map(row).collect::<Vec<_>>()
    };
    compared.iter().enumerate().flat_map(row).collect()
}

/// The outcome without what its documents do not bear: a test by the bootstrap asks for some documents in either source,
/// and values that have each other's documents in them vary more than independent ones.
fn trusted(outcome: &Outcome, one: &ComparedValue, evidence: bool) -> Outcome {
    let mut outcome = outcome.clone();
    let few = outcome.n_reference.min(outcome.n) < FEWEST_DOCUMENTS && outcome.test == Test::Bootstrap;
    if few || one.values.dependent || !evidence {
        outcome.p_value = None;
        outcome.under_hypothesis.clear();
    }
    if one.values.dependent {
        outcome.difference.interval = None;
    }
    outcome
}
