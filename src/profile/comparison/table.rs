//! The table `profile/comparison`: compared values in, a row each out.

use super::{Row, Test};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// differences between sources under four controls, with intervals and tests
    pub struct ComparisonRow("profile/comparison", FileKind::Csv, Some(PRINTED)) {
        /// The measure, or one value of several that it has.
        measure: String = "Text measure", Shown::Name;
        /// `document_mean`: means over documents are compared; `source`: values of all texts together.
        scope: String = "Scope", Shown::Word;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// `raw`, `twins`, `cut` or `budget`.
        control: String = "Control", Shown::Word;
        /// The value of the reference.
        reference_value: Option<f64> = "Reference value", Shown::Significant;
        /// The value of the source.
        source_value: Option<f64> = "Source value", Shown::Significant;
        /// Source minus reference.
        difference: Option<f64> = "Difference", Shown::Significant;
        /// Lower end of the interval of the difference.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// How p was found: `exchange`, `bootstrap` or `exchange_and_interval`; empty where there is none.
        test: String = "Test", Shown::Word;
        /// p of no difference, found by the test.
        p_value: Option<f64> = "p", Shown::PValue;
        /// Where the test is `exchange_and_interval`: p of "labels mean nothing for this value", by exchanges alone.
        p_exchange(optional): Option<f64> = "p of labels", Shown::PValue;
        /// The same adjusted within the control, over all measures and pairs.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a difference at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// Hedges' g of the values of documents.
        hedges_g: Option<f64> = "Hedges g", Shown::Decimal(3);
        /// Cliff's δ of the values of documents, −1 to 1.
        cliffs_delta: Option<f64> = "Cliff delta", Shown::Decimal(3);
        /// Documents of the reference behind the value.
        n_reference: u64 = "n of reference", Shown::Count;
        /// Documents of the source behind the value.
        n: u64 = "n", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "profile_comparison",
    title: "How the sources differ, control by control",
    note: "The difference is source minus reference. Control raw: all documents; twins: documents with a version of the \
        same content by the other source; cut: twins, both texts of a pair cut to the tokens of the shorter one, and of \
        sources without twins texts matched by the order of their lengths; budget: \
        whole documents of each source, drawn at random up to the tokens of the smaller source, several times. Scope \
        \"source\": of all texts together; \"document_mean\": the mean over documents. Test exchange: the two texts of \
        each content are exchanged at random, many times, and p is the share of exchanges that give at least as large a \
        difference; bootstrap, where not every document has a version by the other source: the interval inverted into a \
        test; exchange_and_interval, of values of all texts together: the greater p of both, since exchanges tell whether \
        labels mean anything for a value (p of labels), and may find what makes the sources differ otherwise. p adjusted: within each control, over all measures and pairs. Hedges' g and Cliff's δ are computed on the \
        values of documents, ignoring the pairing. Values of all texts together are those of the sample, and their \
        intervals are about samples of this size. Only terms that occur at least minimum_frequency times are ranked; \
        least squares on log–log ranks is no estimate of a power law's exponents and is shown because the literature \
        uses it.",
};

/// The rows as a table.
pub(in super::super) fn table(rows: &[Row]) -> Table {
    ComparisonRow::to_table(rows.iter().map(row).collect())
}

fn row(of: &Row) -> ComparisonRow {
    let interval = of.difference().interval;
    let test = match (of.outcome.p_value, of.outcome.test) {
        (None, _) => "",
        (_, Test::Exchange) => "exchange",
        (_, Test::Bootstrap) => "bootstrap",
        (_, Test::ExchangeAndInterval) => "exchange_and_interval",
    };
    ComparisonRow {
        measure: of.measure.clone(),
        scope: of.scope.to_string(),
        reference: of.reference.clone(),
        source: of.source.clone(),
        control: of.control.name().to_string(),
        reference_value: of.outcome.reference_value,
        source_value: of.outcome.source_value,
        difference: of.difference().value,
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
        test: test.to_string(),
        p_value: of.outcome.p_value,
        p_exchange: of.outcome.p_exchange,
        p_adjusted: of.p_adjusted,
        placebo_below: None,
        placebo_as_large: None,
        hedges_g: of.outcome.hedges_g,
        cliffs_delta: of.outcome.cliffs_delta,
        n_reference: of.outcome.n_reference as u64,
        n: of.outcome.n as u64,
    }
}
