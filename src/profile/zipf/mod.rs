//! Zipf's law: frequencies in falling order in; out come the laws that fit them, of ranks (one power, Zipf and
//! Mandelbrot's, two powers, two lines) and of the frequencies themselves, and a check of the bias of ranking.

mod break_search;
pub mod discrete_power_law;
pub mod double_power_law;
pub mod goodness_of_fit;
pub mod halves;
pub mod information;
pub mod log_log;
pub mod power_sums;
pub mod ranked;
pub mod zipf_mandelbrot;

pub use discrete_power_law::DiscretePowerLaw;
pub use double_power_law::DoublePowerLaw;
pub use goodness_of_fit::goodness_of_fit;
pub use halves::Halves;
pub use information::Information;
pub use log_log::LogLogLines;
pub use ranked::RankedFrequencies;
pub use zipf_mandelbrot::ZipfMandelbrot;
