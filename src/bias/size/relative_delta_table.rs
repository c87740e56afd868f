//! The analysis of Relative Δ: its rows in; the table `bias/relative_delta` out.

use crate::bias::RelativeDelta;
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::shared::Shared;
use crate::statistics::Interval;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// Relative Δ of each measure: how much better the reference's versions do
    pub struct RelativeDeltaRow("bias/relative_delta", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The measure.
        measure: String = "Measure", Shown::Name;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// (H − L) ÷ ((H + L) ÷ 2), in percent; undefined where H + L = 0.
        relative_delta_percent: Option<f64> = "Relative delta (%)", Shown::Decimal(2);
        /// Lower end of its interval where queries and contents are both a sample.
        low: Option<f64> = "Interval (%)", Shown::Interval(2);
        /// Upper end of that interval.
        high: Option<f64>;
        /// Lower end of its interval with these texts and other queries.
        low_queries: Option<f64>;
        /// Upper end of that interval.
        high_queries: Option<f64>;
        /// Lower end of its interval with these queries and other texts.
        low_contents: Option<f64>;
        /// Upper end of that interval.
        high_contents: Option<f64>;
        /// H: the mean with the reference's documents as the relevant ones, over the queries that have both.
        reference_mean: Option<f64> = "H", Shown::Decimal(4);
        /// L: the mean with the source's documents as the relevant ones, over the same queries.
        source_mean: Option<f64> = "L", Shown::Decimal(4);
        /// H − L.
        difference: Option<f64> = "H - L", Shown::Decimal(4);
        /// Lower end of the interval of H − L over queries and contents.
        difference_low: Option<f64> = "Interval of H - L", Shown::Interval(4);
        /// Upper end of that interval.
        difference_high: Option<f64>;
        /// p over other queries: their signs exchanged.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over labels that mean nothing: those of each content's versions exchanged.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The larger of the two, each with the statistic in crossed standard deviations.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all headline tests, or all others, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// What may be said: `present`, `present_within_margin`, `absent_beyond_margin`, `leaning` (before the adjustment
        /// alone), `undecided`, `not_tested`, `unpaired` or `undefined`.
        certainty: String;
        /// The source of which no document is in any ranking; empty where both have some.
        absent: String;
        /// The size of a bias, in percent, that four of five such collections would show.
        detectable_percent: Option<f64> = "Unseen (%)", Shown::Decimal(1);
        /// The size, in percent, that it would have if of every pair the same source's version stood higher.
        attainable_percent: Option<f64> = "At most (%)", Shown::Decimal(1);
        /// How probable it is that the reference's version of a relevant content stands above the source's.
        probability_above: Option<f64> = "P(above)", Shown::Decimal(3);
        /// Lower end of the interval of that probability.
        probability_above_low: Option<f64>;
        /// Upper end of that interval.
        probability_above_high: Option<f64>;
        /// The queries that both means are over.
        queries: u64 = "Queries", Shown::Count;
        /// Pairs of versions with exactly the same score within reach of the measure.
        tied_twins: u64 = "Tied twins", Shown::Count;
        /// Pairs of versions with at least one within reach of the measure.
        twins: u64 = "Twins", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "source_bias",
    title: "Relative Δ by model and measure",
    note: "H is the mean of the measure over queries when only the reference's documents count as relevant, L the same \
        for the source, both over the queries that have both. Relative Δ = (H − L) / ((H + L) / 2) · 100 %. Negative: \
        the source's versions are ranked better. Intervals and p-values are those where queries and contents are both a \
        sample of many: of the p-values over other queries (their signs exchanged) and over labels that mean nothing \
        (the labels of each content's versions exchanged), each with the statistic in crossed standard deviations, the \
        larger. p adjusted is over all headline tests, or all others. Unseen: the size of a bias that four of five such \
        collections would show. At most: the size that the bias would have if in every pair of versions the same \
        source's ranked higher, in the places that the pairs hold. P(above): the probability that the reference's \
        version of a relevant content ranks above. Tied twins are pairs of one content with exactly the same score: \
        their order says nothing, and measures are averaged over it unless the configuration names a tie rule.",
};

pub(in crate::bias) struct RelativeDeltas;

impl Analysis for RelativeDeltas {
    fn about(&self) -> About {
        use RelativeDeltaRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::HowLarge,
            tests: Some(Tests { names: &[Row::model, Row::measure, Row::source], value: Row::difference }),
            needs_texts: false,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        relative_delta_table(shared.relative_deltas())
    }
}

/// The table `bias/relative_delta`.
pub fn relative_delta_table(rows: &[RelativeDelta]) -> Table {
    RelativeDeltaRow::to_table(rows.iter().map(row).collect())
}

fn row(of: &RelativeDelta) -> RelativeDeltaRow {
    let low = |interval: Option<Interval>| interval.map(|interval| interval.low);
    let high = |interval: Option<Interval>| interval.map(|interval| interval.high);
    RelativeDeltaRow {
        model: of.model.clone(),
        measure: of.measure.clone(),
        reference: of.reference.clone(),
        source: of.source.clone(),
        relative_delta_percent: of.relative_delta_percent,
        low: low(of.interval),
        high: high(of.interval),
        low_queries: low(of.over_queries),
        high_queries: high(of.over_queries),
        low_contents: low(of.over_contents),
        high_contents: high(of.over_contents),
        reference_mean: of.reference_mean,
        source_mean: of.source_mean,
        difference: of.difference.value,
        difference_low: of.difference.low(),
        difference_high: of.difference.high(),
        p_queries: of.difference.test.queries,
        p_contents: of.difference.test.contents,
        p_value: of.difference.test.crossed,
        p_adjusted: of.difference.test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        certainty: of.certainty.name().to_string(),
        absent: of.absent.clone().unwrap_or_default(),
        detectable_percent: of.detectable_percent,
        attainable_percent: of.attainable_percent,
        probability_above: of.superiority.probability,
        probability_above_low: low(of.superiority.interval),
        probability_above_high: high(of.superiority.interval),
        queries: of.difference.queries,
        tied_twins: of.tied_twins,
        twins: of.twins,
    }
}
