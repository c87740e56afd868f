//! Zipf's law with two regimes: frequencies in falling order in, the exponents of head and tail and the break between
//! them out, by least squares on log–log ranks or by maximum likelihood.

pub mod double_power_law;
pub mod log_log;
pub mod power_sums;
pub mod ranked;

pub use double_power_law::DoublePowerLaw;
pub use log_log::LogLogLines;
pub use ranked::RankedFrequencies;
