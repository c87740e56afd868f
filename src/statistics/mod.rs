//! Base: numbers in; intervals, p-values, coefficients out. Everything random is seeded and does not depend on the
//! number of threads; nothing here knows a source.

pub mod auc;
pub mod bootstrap;
mod by_lot;
pub mod cliff;
pub mod contributions;
pub mod crossed;
pub mod enough;
pub mod exchange;
pub mod hedges;
pub mod interval;
pub mod kendall;
pub mod kept_draws;
pub mod line;
mod lots;
pub mod max_t;
pub mod mean;
pub mod moments;
pub mod multiplicity;
mod paired;
pub mod paired_logistic;
pub mod pearson;
pub mod principal_axes;
mod ranks;
mod ratio;
pub mod sign_flip;
mod signed_sums;
pub mod spearman;
pub mod spline;
pub mod stream;

pub use auc::{OrderedPairs, area_under_curve};
pub use bootstrap::Bootstrap;
pub use by_lot::{Excess, ExcessFound};
pub use cliff::cliffs_delta;
pub use contributions::{
    Cell, Contributions, Variances, variances_of_difference, variances_over_cells, variances_over_queries,
};
pub use crossed::{CrossedSettings, CrossedTest};
pub use enough::{enough_units, expansion, fewest_units};
pub use exchange::Exchanges;
pub use hedges::hedges_g;
pub use interval::Interval;
pub use kendall::kendall;
pub use kept_draws::KeptDraws;
pub use line::Line;
pub use lots::{Lots, Weighted};
pub use max_t::MaxT;
pub use mean::{mean, median, sample_variance, signless_zero};
pub use moments::Moments;
pub use multiplicity::{Adjustment, benjamini_hochberg, holm};
pub use paired_logistic::{PairedLogistic, PairedOutcomes, Unfitted};
pub use pearson::{Centred, pearson};
pub use principal_axes::{PrincipalAxis, principal_axes};
pub use sign_flip::SignFlip;
pub use spearman::spearman;
pub use spline::{knots, restricted_cubic};
pub use stream::stream;
