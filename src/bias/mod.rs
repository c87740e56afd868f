//! Stage 7: values and runs in, source bias and its explanation out.

pub mod analysis;
pub mod answer;
pub mod audit;
pub mod by_judge;
pub mod cause;
pub mod doubt;
pub mod estimate;
pub mod evidence;
mod figure;
pub mod names;
mod ranked_texts;
mod rising;
pub mod settings;
pub mod shared;
pub mod size;
pub mod texts;

#[cfg(test)]
mod fixture;

pub use analysis::{ANALYSES, About, Analysis, Bias, Question, Tests, bias, bias_by, schemas};
pub use answer::{Answer, AnswerTables, MatrixCell};
pub use by_judge::{JudgeDeltaRow, JudgedRuns};
pub use cause::conditional::{Effect, Form, Scope};
pub use cause::conditional_table::ConditionalRow;
pub use cause::correlation::{CorrelationRow, POOLED};
pub use cause::counterfactual::CounterfactualRow;
pub use cause::decomposition::DecompositionRow;
pub use cause::explanation::{ExplainRequest, ExplainedPairs, TermPartRow};
pub use cause::match_table::MatchRow;
pub use cause::mediation::MediationRow;
pub use cause::outside_query::OUTSIDE_QUERY;
pub use cause::pair_in_words::side_by_side;
pub use cause::pairs::PairRow;
pub use cause::rank_similarity::RankSimilarityRow;
pub use cause::similarity::{SIMILARITIES, Similarity};
pub use cause::stratified::StratifiedRow;
pub use cause::twin_texts::{TwinTextRow, moved_most};
pub use cause::which_twin_higher::WhichTwinRow;
pub use cause::word_effects::WordEffectRow;
pub use doubt::placebo::{PlaceboRow, bias_with_placebo, bias_with_steps, steps};
#[cfg(feature = "report")]
pub(crate) use doubt::planted::measure_of_planted;
pub use doubt::planted::{PlantedRow, planted_table};
pub use doubt::tie_rules::TieRulesRow;
pub use doubt::ties::TiesRow;
pub use estimate::Estimate;
pub use evidence::{Evidence, without_relative_delta};
pub use names::{short_name, short_names};
pub use settings::BiasSettings;
pub use shared::Shared;
pub use size::certainty::Certainty;
pub use size::exposure::ExposureRow;
pub use size::query_authors_table::QueryAuthorRow;
pub use size::relative_delta::{RelativeDelta, relative_delta_percent, relative_deltas};
pub use size::relative_delta_table::{RelativeDeltaRow, relative_delta_table};
pub use size::share::{ndsr, share, share_reaches};
pub use size::superiority::Superiority;
