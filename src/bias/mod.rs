//! Stage 7: values and runs in, source bias and its explanation out.
