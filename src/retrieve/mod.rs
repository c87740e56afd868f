//! Stage 5: an index and queries in, runs out: for each query the documents by score, tie groups whole.

mod answered;
pub mod cost;
mod coverage;
mod given;
mod left_out;
mod mapped;
pub mod expansion;
pub mod model;
pub mod query_notes;
pub mod ranking;
pub mod run;
pub mod run_columns;
mod run_file;
mod scorer;
pub mod search;
pub mod settings;
mod timings;
pub mod trec;
mod trec_qrels;

pub use answered::{FoundRow, FoundTermRow, found, found_terms};
pub use cost::cost_note;
pub use coverage::{OF_THIS_COLLECTION, RunCoverage, check_coverage, coverage};
pub use given::{GivenRun, runs_of_one_source};
pub use mapped::{JudgedNames, MappedRuns};
pub use model::{MODELS, RetrievalModel};
pub use query_notes::query_notes;
pub use ranking::{Ranking, ScoredDocument};
pub use run::{Run, RunRow, TABLES};
pub use run_columns::{save_run_table, write_run_table};
pub use run_file::read_run;
pub use scorer::Scorer;
pub use search::{ExplainedDocument, ExplainedTerm, Explanation, explain, search};
pub use settings::RetrieveSettings;
pub use timings::Timings;
pub use trec::{DocumentMap, save_run, write_run};
pub use trec_qrels::{save_qrels, write_qrels};
