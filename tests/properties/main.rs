//! What must hold of every input: bounds, symmetry, order, threads, the sum of parts.

mod audit;
mod bias;
mod formats;
#[cfg(feature = "fetch")]
mod fuzz;
mod lexical;
mod keyness;
mod models;
mod names;
mod profile;
mod readers;
mod search;
mod stream;
mod text;
