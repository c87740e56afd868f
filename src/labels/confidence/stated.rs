//! Recorded confidence: what the answer's line says.

use super::ConfidenceMeasure;
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry, Kind, Named, Parameter};

/// The confidence of that name that the answer's line gives. `None` where it gives none.
struct Stated {
    name: String,
}

const NAME: Parameter = Parameter {
    name: "name",
    kind: Kind::Text,
    default: "confidence",
    meaning: "the name of the recorded confidence",
};

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "stated",
    summary: "a confidence that the answer's line gives, such as P(True) or a self-report",
    reference: "",
    parameters: &[NAME],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Stated { name: arguments.text(NAME.name).to_string() })),
};

/// The recorded confidence of a name, which may hold what no specification can.
pub(super) fn named(name: &str) -> Named<dyn ConfidenceMeasure> {
    Named::new(format!("{}({}={name})", ROW.name, NAME.name), Box::new(Stated { name: name.to_string() }))
}

impl ConfidenceMeasure for Stated {
    fn value(&self, answer: &Answer) -> Option<f64> {
        answer.stated.get(&self.name).copied()
    }
}
