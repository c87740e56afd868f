//! Check values on real collections, which stand in `../shared/data` or are passed over aloud.

mod audit;
mod authors;
mod bias;
mod folder;
mod keyness;
mod knowledge;
mod labels;
mod lucene;
mod placebo;
mod power;
mod profile;
mod retrieval;

use folder::folder;
