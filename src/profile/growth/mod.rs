//! Vocabulary growth: the frequency spectrum of a source in; its types at smaller sizes, Heaps' law, and the types of
//! larger samples by a model of rare words out.

pub mod heaps;
pub mod lnre;
pub mod minimum;
pub mod spectrum;

pub use heaps::Heaps;
pub use lnre::Lnre;
pub use spectrum::FrequencySpectrum;
