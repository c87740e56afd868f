//! The verdict: an audit, its gates and inputs in; one record out, which `verdict.json` is.

use serde::Serialize;
use serde_json::Value;

use super::{Audit, BaseRateOrigin, Gate, GateOutcome};
use crate::bias::{Answer, BiasSettings};
use crate::error::{Error, Result};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditInput {
    /// What it was read as: `run`, `baseline`, `sources`, `qrels`, `queries` or `base_rates`.
    pub role: String,
    /// The file, as it was named.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// An audit with its gates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The form of this record; another number where keys are renamed or taken away.
    pub schema: u32,
    /// The version of the program.
    pub version: String,
    /// Whether every gate is passed; `true` where there is none.
    pub passed: bool,
    /// The gates.
    pub gates: Vec<GateOutcome>,
    /// The files that were read.
    pub inputs: Vec<AuditInput>,
    /// The seed of resampling and tests.
    pub seed: u64,
    /// How often was resampled.
    pub bootstrap: usize,
    /// The coverage of intervals.
    pub confidence: f64,
    /// How base rates are known: `listed`, `given` or `ranked`.
    pub base_rates: &'static str,
    /// The answer in sentences.
    pub answer: Answer,
    /// The rows of every table, by the table's place.
    pub tables: serde_json::Map<String, Value>,
}

/// The form of the record.
const FORM: u32 = 1;

impl Verdict {
    /// The verdict on an audit.
    ///
    /// # Errors
    /// Those of [`Gate::outcome`].
    pub fn new(
        audit: &Audit,
        gates: &[Gate],
        inputs: Vec<AuditInput>,
        (settings, base_rates): (&BiasSettings, BaseRateOrigin),
    ) -> Result<Verdict> {
        let gates: Vec<GateOutcome> = gates.iter().map(|gate| audit.gate(gate)).collect::<Result<_>>()?;
        let mut tables = serde_json::Map::new();
        for (schema, table) in audit.tables() {
            let rows = match table.height() {
                0 => Value::Array(Vec::new()),
                _ => serde_json::from_str(&table.to_json()?)
                    .map_err(|error| Error::Failed(format!("the table {schema} is no JSON: {error}")))?,
            };
            tables.insert(schema.key.to_string(), rows);
        }
        Ok(Verdict {
            schema: FORM,
            version: env!("CARGO_PKG_VERSION").to_string(),
            passed: gates.iter().all(|gate| gate.passed),
            gates,
            inputs,
            seed: settings.seed,
            bootstrap: settings.bootstrap,
            confidence: settings.confidence,
            base_rates: match base_rates {
                BaseRateOrigin::Listed { .. } => "listed",
                BaseRateOrigin::Given => "given",
                BaseRateOrigin::Ranked { .. } => "ranked",
            },
            answer: audit.answer().clone(),
            tables,
        })
    }

    /// As the text of a file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a verdict has no keys but words") + "\n"
    }
}
