//! Seeded collections with a known truth.
