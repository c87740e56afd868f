//! What the report is told: the section `[report]` of an experiment.

use serde::{Deserialize, Serialize};

/// What is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportSettings {
    /// The figures, as `report::FIGURES` parses them; none named means all.
    pub figures: Vec<String>,
}
