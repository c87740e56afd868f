//! Stage 8: result tables in; figures, tables and the page out.
