//! Lengths as a one-byte index remembers them: a model in, the same with rounded lengths out.

use super::RetrievalModel;
use super::wrapped::Wrapped;
use crate::registry::Wrapper;

pub(super) const WRAPPER: Wrapper<dyn RetrievalModel> = Wrapper {
    name: "byte_lengths",
    summary: "reads document lengths as Lucene and tantivy store them: exact to 40 tokens, rounded down above",
    reference: "Lucene, SmallFloat.intToByte4",
    parameters: &[],
    build: |model, _| Wrapped::with_byte_lengths(model),
};
