//! Simulated collections of known truth: how often the printed intervals hold it, counted over 100 seeds.

mod controls;
mod laws;
mod relative_delta;
mod zipf;
