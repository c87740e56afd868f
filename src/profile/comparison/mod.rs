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
use super::estimate::{Estimate, IntervalKind, p_value_of_exchanges};
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
    ExchangeAndInterval,
}

/// What a comparison of one value found.
#[derive(Debug, Clone, Default)]
struct Outcome {
    reference_value: Option<f64>,
    source_value: Option<f64>,
    difference: Estimate,
    test: Test,
    p_value: Option<f64>,
    /// The p-value of exchanges alone, where the interval is turned into a test beside them.
    p_exchange: Option<f64>,
    /// The difference in each exchange, or of each replicate from the observed one.
    under_hypothesis: Vec<Option<f64>>,
    /// The difference of each replicate from the observed one, where both tests are made.
    of_replicates: Vec<Option<f64>>,
    hedges_g: Option<f64>,
    cliffs_delta: Option<f64>,
    n_reference: usize,
    n: usize,
}

impl Outcome {
    /// An outcome with the test by exchanges of labels, `exchanged` being the difference in each of them.
    ///
    /// A mean over documents is tested by them alone. A value of whole sources that has an interval must pass the test that
    /// it has by its interval, too: p is the greater of both. Exchanges deal both sources' texts to either side, and a law
    /// that is fitted to such mixtures may vary less, or more, than one that is fitted to each source. So they answer whether
    /// labels mean anything for the value, exactly; but where sources differ otherwise, in their words or in how these gather
    /// in documents, they may find a difference that is 0. Halves keep each source apart, and do not mind; but where sources
    /// are alike, they hold their level only as nearly as intervals cover. Whoever passes both errs by neither.
    /// (Chung & Romano 2013, Exact and asymptotically robust permutation tests)
    fn with_exchanges(self, one: &ComparedValue, exchanged: Vec<Option<f64>>) -> Outcome {
        let p_exchange = p_value_of_exchanges(self.difference.value, &exchanged);
        let outcome = Outcome { under_hypothesis: exchanged, ..self };
        if one.documents.is_some() || one.kind == IntervalKind::Withheld {
            return Outcome { test: Test::Exchange, p_value: p_exchange, ..outcome };
        }
        Outcome {
            test: Test::ExchangeAndInterval,
            p_value: self.p_value.zip(p_exchange).map(|(interval, exchange)| interval.max(exchange)),
            p_exchange,
            of_replicates: self.under_hypothesis,
            ..outcome
        }
    }
}

/// The difference of each replicate from the observed one.
fn centred(places: &[Option<f64>], value: Option<f64>) -> Vec<Option<f64>> {
    places.iter().map(|place| Some((*place)? - value?)).collect()
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

    /// Whether exchanges of labels seldom give as much, and the interval holds 0 all the same: other differences between the
    /// sources may be what exchanges see.
    pub(super) fn labels_alone(&self, level: f64) -> bool {
        let exchange = self.outcome.p_exchange.is_some_and(|p| p < level);
        exchange && self.outcome.p_value.is_some_and(|p| p >= level)
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
        (outcome.p_value, outcome.p_exchange) = (None, None);
        outcome.under_hypothesis.clear();
        outcome.of_replicates.clear();
    }
    if one.values.dependent {
        outcome.difference.interval = None;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::estimate::p_value_of_places;

    /// One value with the difference 3, its replicates at these places, and these differences in exchanges.
    fn outcome(documents: bool, kind: IntervalKind, places: [f64; 4], exchanged: [f64; 4]) -> Outcome {
        let one = ComparedValue {
            measure: String::new(),
            documents: documents.then_some(0),
            component: 0,
            kind,
            estimated: None,
            values: Kind::default(),
        };
        let places = places.map(Some);
        Outcome {
            difference: Estimate { value: Some(3.0), interval: None },
            p_value: p_value_of_places(&places),
            under_hypothesis: centred(&places, Some(3.0)),
            ..Outcome::default()
        }
        .with_exchanges(&one, exchanged.map(Some).to_vec())
    }

    #[test]
    fn a_value_of_whole_sources_must_pass_both_tests() {
        let (above, around) = ([1.0, 2.0, 4.0, 5.0], [-1.0, 2.0, 4.0, 7.0]);
        let (seldom, often) = ([1.0, -1.0, 2.0, -2.0], [3.0, -4.0, 5.0, 1.0]);
        // Of four: none or three reach 3, (1 + 0)/5 and (1 + 3)/5; none or one at or below 0, 2 (1 + 0)/5 and 2 (1 + 1)/5.
        for (places, exchanged, p, p_exchange) in
            [(above, seldom, 0.4, 0.2), (around, seldom, 0.8, 0.2), (above, often, 0.8, 0.8)]
        {
            let found = outcome(false, IntervalKind::Halves, places, exchanged);
            assert_eq!((found.p_value, found.p_exchange), (Some(p), Some(p_exchange)));
            assert_eq!((found.test, found.of_replicates.len()), (Test::ExchangeAndInterval, 4));
            assert_eq!(found.under_hypothesis, exchanged.map(Some));
        }
        // Means over documents, and what has no interval, are tested by exchanges alone.
        for (documents, kind) in [(true, IntervalKind::Percentile), (false, IntervalKind::Withheld)] {
            let found = outcome(documents, kind, around, seldom);
            assert_eq!((found.p_value, found.p_exchange), (Some(0.2), None));
            assert_eq!((found.test, found.of_replicates.len()), (Test::Exchange, 0));
        }
    }
}
