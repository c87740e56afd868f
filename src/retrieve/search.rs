//! Search: one pass over each query's postings for all models.
