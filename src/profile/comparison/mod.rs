//! The comparison of sources: measurements in; differences of each pair of sources under four controls, with intervals,
//! tests and effect sizes, out.

mod budget;
mod control;
mod paired;
mod pairs;
mod unpaired;

pub use control::Control;
pub use pairs::Pairs;

use super::document_level::Kind;
use super::estimate::{Estimate, IntervalKind};
use super::{Measured, Measurements, ProfileSettings, by_base};
use crate::corpus::SourceId;
use crate::statistics::{Bootstrap, holm};
use crate::table::{Column, Table};

/// Fewest documents of either source for a test by the bootstrap: of fewer, replicates are too much alike.
const FEWEST_DOCUMENTS: usize = 10;

/// One value that is compared: of documents where the measure has such, else one component of whole sources.
struct Compared {
    measure: String,
    /// The place among the measures of documents.
    documents: Option<usize>,
    /// The place among the components of whole sources, where there are no values of documents.
    component: usize,
    kind: IntervalKind,
    /// What the values of documents are.
    values: Kind,
}

/// How a p-value was found.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Test {
    SignFlip,
    Bootstrap,
}

/// What a comparison of one value found.
#[derive(Debug, Clone)]
struct Outcome {
    reference_value: Option<f64>,
    source_value: Option<f64>,
    difference: Estimate,
    test: Test,
    p_value: Option<f64>,
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
    pub(super) not_evidence: Option<&'static str>,
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

    /// How many documents of the reference and of the source have a value.
    pub(super) fn defined(&self) -> [usize; 2] {
        [self.outcome.n_reference, self.outcome.n]
    }
}

/// One row a pair of sources, measure and control.
pub(super) fn rows(measurements: &mut Measurements<'_>) -> Vec<Row> {
    let compared = compared(measurements);
    let pairs = measurements.settings.pairs.of(measurements.corpus.catalogue());
    let mut rows: Vec<Row> =
        pairs.into_iter().flat_map(|pair| of_pair(measurements, &compared, pair)).collect();
    for control in Control::ALL {
        adjust(rows.iter_mut().filter(|row| row.control == control).collect());
    }
    rows
}

/// Holm's adjustment within one control. What a control makes equal by construction is no test, and must not dilute the
/// others.
fn adjust(mut family: Vec<&mut Row>) {
    let tested = |row: &&mut Row| row.outcome.p_value.filter(|_| !row.by_construction);
    let adjusted = holm(&family.iter().map(tested).collect::<Vec<_>>());
    family.iter_mut().zip(adjusted).for_each(|(row, p)| row.p_adjusted = p.or(row.outcome.p_value));
}

/// A note where the replicates are too few for a test of whole sources ever to be below the level after Holm: with m
/// tests in the family of a control, the smallest p-value of B replicates, 2 ÷ (B + 1) with B even, comes out as m times that.
pub(super) fn too_few_replicates(rows: &[Row], settings: &ProfileSettings) -> Option<String> {
    let level = 1.0 - settings.confidence;
    let tests = |control: Control| {
        let family = rows.iter().filter(move |row| row.control == control);
        // Texts that are the same have p = 1 whatever the replicates.
        family.filter(|row| row.outcome.p_value.is_some_and(|p| p < 1.0) && !row.by_construction).count()
    };
    let most = Control::ALL.map(tests).into_iter().max()?;
    // Crossed replicates come in pairs; the small addend keeps 40 from being 39.999….
    let needed = ((2.0 * most as f64 / level + 1e-6).floor() as usize).next_multiple_of(2);
    let bootstrapped = rows.iter().any(|row| row.outcome.test == Test::Bootstrap);
    (bootstrapped && settings.bootstrap > 0 && settings.bootstrap < needed).then(|| {
        format!(
            "{} bootstrap replicates are too few for {most} tests: after Holm no p-value by the bootstrap can be below \
             {level:.2}; set `bootstrap` in [profile], or --bootstrap, to {needed} or more",
            settings.bootstrap
        )
    })
}

fn compared(measurements: &Measurements<'_>) -> Vec<Compared> {
    let (of_source, of_documents) = (&measurements.source_level, &measurements.document_level);
    let measures = of_source.places.iter().zip(&of_documents.places);
    let of_measure = |(components, documents): (&std::ops::Range<usize>, &Option<usize>)| match documents {
        Some(place) => vec![Compared {
            measure: of_documents.names[*place].to_string(),
            documents: Some(*place),
            component: components.start,
            kind: IntervalKind::Percentile,
            values: of_documents.kinds[*place],
        }],
        None => {
            let of = |component: usize| {
                let (name, kind) = &of_source.components[component];
                Compared {
                    measure: name.clone(),
                    documents: None,
                    component,
                    kind: *kind,
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
    compared: &[Compared],
    (reference, source): (SourceId, SourceId),
) -> Vec<Row> {
    let catalogue = measurements.corpus.catalogue();
    let names = [reference, source].map(|source| catalogue.source_name(source).to_string());
    let twins: (Vec<u32>, Vec<u32>) = catalogue.twins(reference, source).into_iter().unzip();
    let all = [reference, source]
        .map(|source| by_base(measurements.corpus, measurements.corpus.documents_of(source)));
    let documents = [all[0].len(), all[1].len()];
    let bootstrap = measurements.bootstrap();
    let mut found: Vec<(Control, Vec<Outcome>)> = Vec::new();
    if all.iter().all(|documents| !documents.is_empty()) {
        let [left, right] = all.map(|documents| measurements.of(&documents, None));
        let draw = unpaired::draw(compared, &left, &right, &bootstrap);
        let draws: Vec<_> = draw.into_iter().map(|draw| vec![draw]).collect();
        found.push((Control::Raw, over_draws(compared, &draws, bootstrap.confidence)));
        if !twins.0.is_empty() {
            let length = |(left, right): (&u32, &u32)| {
                measurements.corpus.length(*left).min(measurements.corpus.length(*right))
            };
            let shorter: Vec<u32> = twins.0.iter().zip(&twins.1).map(length).collect();
            for (control, lengths) in [(Control::Twins, None), (Control::Cut, Some(shorter.as_slice()))] {
                let (left, right) = (measurements.of(&twins.0, lengths), measurements.of(&twins.1, lengths));
                found.push((control, paired::outcomes(compared, control, &left, &right, &bootstrap)));
            }
        }
        let draws = budgets(measurements, compared, &left, &right);
        if draws.iter().any(|draws| !draws.is_empty()) {
            found.push((Control::Budget, over_draws(compared, &draws, bootstrap.confidence)));
        }
    }
    let row = |(place, one): (usize, &Compared)| {
        let row = |(control, outcomes): &(Control, Vec<Outcome>)| Row {
            measure: one.measure.clone(),
            reference: names[0].clone(),
            source: names[1].clone(),
            control: *control,
            whole: one.values.whole,
            by_construction: one.values.length && *control == Control::Cut,
            not_evidence: one.values.not_evidence,
            documents,
            scope: if one.documents.is_some() { "document_mean" } else { "source" },
            outcome: trusted(&outcomes[place], one),
            p_adjusted: None,
        };
        found.iter().map(row).collect::<Vec<_>>()
    };
    compared.iter().enumerate().flat_map(row).collect()
}

/// The outcome without what its documents do not bear: a test by the bootstrap asks for some documents in either source,
/// and values that have each other's documents in them vary more than independent ones.
fn trusted(outcome: &Outcome, one: &Compared) -> Outcome {
    let mut outcome = outcome.clone();
    let few = outcome.n_reference.min(outcome.n) < FEWEST_DOCUMENTS && outcome.test == Test::Bootstrap;
    if few || one.values.dependent || one.values.not_evidence.is_some() {
        outcome.p_value = None;
    }
    if one.values.dependent {
        outcome.difference.interval = None;
    }
    outcome
}

fn over_draws(compared: &[Compared], draws: &[Vec<unpaired::Draw>], confidence: f64) -> Vec<Outcome> {
    let outcome =
        |(one, draws): (&Compared, &Vec<unpaired::Draw>)| unpaired::outcome(one.kind, draws, confidence);
    compared.iter().zip(draws).map(outcome).collect()
}

/// For each value that is compared, its draws of equal token budgets; the replicates are shared among the draws.
fn budgets(
    measurements: &Measurements<'_>,
    compared: &[Compared],
    left: &Measured,
    right: &Measured,
) -> Vec<Vec<unpaired::Draw>> {
    let total = |side: &Measured| side.texts.lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
    let budget = total(left).min(total(right));
    let count = if budget == 0 { 0 } else { measurements.settings.budget_draws };
    let mut draws = vec![Vec::with_capacity(count); compared.len()];
    let seed = measurements.settings.seed;
    for draw in 0..count {
        // An even number, since crossed replicates leave the middle one of an odd number out.
        let replicates = measurements.settings.bootstrap.div_ceil(count).next_multiple_of(2);
        let seed_of_draw = budget::bootstrap_seed(seed, draw);
        let bootstrap = Bootstrap { replicates, seed: seed_of_draw, ..measurements.bootstrap() };
        let side = |side: &Measured| {
            measurements.part(side, &budget::drawn(&side.texts.lengths, budget, seed, draw), &bootstrap)
        };
        let found = unpaired::draw(compared, &side(left), &side(right), &bootstrap);
        draws.iter_mut().zip(found).for_each(|(draws, found)| draws.push(found));
    }
    draws
}

/// The rows as a table.
pub(super) fn table(rows: &[Row]) -> Table {
    let number = |value: &dyn Fn(&Row) -> Option<f64>| Column::Number(rows.iter().map(value).collect());
    let text =
        |value: &dyn Fn(&Row) -> &str| Column::Text(rows.iter().map(|row| value(row).to_string()).collect());
    let count =
        |value: &dyn Fn(&Row) -> usize| Column::Count(rows.iter().map(|row| value(row) as u64).collect());
    let test = |row: &Row| match (row.outcome.p_value, row.outcome.test) {
        (None, _) => "",
        (_, Test::SignFlip) => "sign_flip",
        (_, Test::Bootstrap) => "bootstrap",
    };
    Table::new(vec![
        ("measure", text(&|row| &row.measure)),
        ("reference", text(&|row| &row.reference)),
        ("source", text(&|row| &row.source)),
        ("control", text(&|row| row.control.name())),
        ("reference_value", number(&|row| row.outcome.reference_value)),
        ("source_value", number(&|row| row.outcome.source_value)),
        ("difference", number(&|row| row.difference().value)),
        ("low", number(&|row| row.difference().interval.map(|interval| interval.low))),
        ("high", number(&|row| row.difference().interval.map(|interval| interval.high))),
        ("p_value", number(&|row| row.outcome.p_value)),
        ("p_adjusted", number(&|row| row.p_adjusted)),
        ("test", text(&|row| test(row))),
        ("hedges_g", number(&|row| row.outcome.hedges_g)),
        ("cliffs_delta", number(&|row| row.outcome.cliffs_delta)),
        ("scope", text(&|row| row.scope)),
        ("n_reference", count(&|row| row.outcome.n_reference)),
        ("n", count(&|row| row.outcome.n)),
    ])
}
