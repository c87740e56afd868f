//! How large a source bias is: Relative Δ, exposure, and the comparison of twins.

pub mod certainty;
pub mod exposure;
pub mod relative_delta;
pub(super) mod relative_delta_by_query;
pub(super) mod relative_delta_table;
pub mod share;
pub mod superiority;
pub mod twins;
