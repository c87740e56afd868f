//! The same question under every tie rule and choice of queries: what a rule alone makes of Relative Δ.

use crate::bias::Evidence;
use crate::bias::RelativeDelta;
use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::shared::Shared;
use crate::bias::size::relative_delta::untested;
use crate::evaluate::{EvaluateSettings, Measure, Ties, evaluate};
use crate::registry::Named;
use crate::retrieve::Run;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// Relative Δ under every rule for documents of equal score
    pub struct TieRulesRow("bias/tie_rules", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The rule that orders documents of equal score.
        ties: String = "Ties", Shown::Word;
        /// Which queries count.
        queries: String = "Queries", Shown::Word;
        /// The measure.
        measure: String = "Measure", Shown::Name;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The mean with the reference's documents as the relevant ones.
        reference_mean: Option<f64> = "H", Shown::Decimal(4);
        /// The mean with the source's documents as the relevant ones.
        source_mean: Option<f64> = "L", Shown::Decimal(4);
        /// Relative Δ, in percent; undefined where both means are 0.
        relative_delta_percent: Option<f64> = "Relative delta (%)", Shown::Decimal(2);
        /// Lower end of its interval.
        low: Option<f64> = "Interval (%)", Shown::Interval(2);
        /// Upper end of its interval.
        high: Option<f64>;
    }
}

const PRINTED: Printed = Printed {
    name: "tie_rules",
    title: "The same question under other rules",
    note: "Relative Δ of the same rankings when ties are ordered by another rule, or lengths are rounded as one-byte \
        indexes round them. The rankings and queries are the same, so every difference between rows of one model is due \
        to the rule alone; rows of a model with |byte_lengths show the effect of rounding.",
};

pub(in crate::bias) struct TieRules;

impl Analysis for TieRules {
    fn about(&self) -> About {
        About { schema: TieRulesRow::SCHEMA, question: Question::HowSure, tests: None, needs_texts: false }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        tie_rules_table(shared)
    }
}

/// What was told by the rule of the evaluation itself, in the order of the table.
fn as_evaluated(shared: &Shared<'_>) -> Vec<RelativeDelta> {
    let evidence = shared.evidence();
    let measures = evidence.tie_rule_measures;
    let kinds = evidence.runs.iter().flat_map(|run| measures.iter().map(move |measure| (run, measure)));
    let of_kind = |(run, measure): (&Run, &Named<dyn Measure>)| {
        let known = shared.relative_deltas().iter();
        known.filter(|row| row.model == run.model && row.measure == measure.name).cloned().collect::<Vec<_>>()
    };
    kinds.flat_map(of_kind).collect()
}

/// One row for each tie rule, model, measure and source. The queries are those of the evaluation.
fn tie_rules_table(shared: &Shared<'_>) -> Table {
    let mut rows = Vec::new();
    let evidence = shared.evidence();
    let settings = &evidence.evaluation.settings;
    for ties in Ties::ALL.into_iter().filter(|_| !evidence.qrels.is_empty()) {
        let measures = evidence.tie_rule_measures;
        let evaluated = |name: &str| evidence.measures.iter().any(|measure| measure.name == name);
        if ties == settings.ties && measures.iter().all(|measure| evaluated(&measure.name)) {
            let own = as_evaluated(shared).into_iter().map(|row| (ties, row));
            rows.extend(own);
            continue;
        }
        let settings = EvaluateSettings { ties, ..settings.clone() };
        let evaluation = evaluate(evidence.runs, evidence.qrels, measures, &settings);
        let evidence = Evidence { evaluation: &evaluation, measures, ..*evidence };
        rows.extend(untested(&evidence, shared.units(), shared.draws()).into_iter().map(|row| (ties, row)));
    }
    let row = |(ties, row): (Ties, RelativeDelta)| TieRulesRow {
        low: row.interval.map(|interval| interval.low),
        high: row.interval.map(|interval| interval.high),
        model: row.model,
        ties: ties.name().to_string(),
        queries: settings.queries.name().to_string(),
        measure: row.measure,
        reference: row.reference,
        source: row.source,
        reference_mean: row.reference_mean,
        source_mean: row.source_mean,
        relative_delta_percent: row.relative_delta_percent,
    };
    TieRulesRow::to_table(rows.into_iter().map(row).collect())
}
