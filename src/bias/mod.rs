//! Stage 7: values and runs in, source bias and its explanation out.

pub mod analysis;
mod closeness;
pub mod conditional;
mod conditional_fit;
mod conditional_table;
pub mod correlation;
pub mod decomposition;
pub mod estimate;
pub mod evidence;
pub mod exposure;
pub mod names;
pub mod observation;
mod observed;
pub mod placebo;
mod planted;
pub mod rank_similarity;
pub mod relative_delta;
mod relative_delta_table;
pub mod settings;
pub mod shared;
pub mod similarity;
pub mod superiority;
pub mod texts;
mod tie_rules;
pub mod ties;
pub mod twins;
pub mod verdict;

#[cfg(test)]
mod fixture;

pub use analysis::{ANALYSES, About, Analysis, Bias, Question, Tests, bias, bias_by, schemas};
pub use closeness::closeness;
pub use conditional::{Effect, Form, Scope};
pub use conditional_table::ConditionalRow;
pub use correlation::{CorrelationRow, POOLED};
pub use decomposition::DecompositionRow;
pub use estimate::Estimate;
pub use evidence::Evidence;
pub use exposure::{ExposureRow, ndsr, share};
pub use names::{short_name, short_names};
pub use placebo::{PlaceboRow, bias_with_placebo};
#[cfg(feature = "report")]
pub(crate) use planted::measure_of_planted;
pub use planted::{PlantedRow, planted_table};
pub use rank_similarity::RankSimilarityRow;
pub use relative_delta::{RelativeDelta, relative_delta_percent, relative_deltas};
pub use relative_delta_table::{RelativeDeltaRow, relative_delta_table};
pub use settings::BiasSettings;
pub use shared::Shared;
pub use similarity::{SIMILARITIES, Similarity};
pub use superiority::Superiority;
pub use tie_rules::TieRulesRow;
pub use ties::TiesRow;
pub use verdict::verdicts;
