//! Base: resampling tests and intervals, multiplicity, ranks and regression; all seeded, none knows a source.
