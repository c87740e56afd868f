//! How large a source bias is: Relative Δ, exposure, and the comparison of twins.

mod author_exchange;
pub mod certainty;
pub(super) mod delta_interval;
pub(super) mod compared;
pub mod exposure;
mod query_authors;
pub(super) mod query_authors_table;
pub mod relative_delta;
pub(super) mod relative_delta_by_query;
pub(super) mod relative_delta_table;
pub mod share;
pub mod superiority;
pub mod twins;
