//! Whether texts of one id are versions of one content: what the settings say.

use std::sync::Arc;

/// Whether texts of several sources with the same id are versions of one content (twins).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pairing {
    /// They are, and words must bear it out: where they do not, sources are not compared.
    #[default]
    Checked,
    /// They are, whatever their words.
    Trusted,
    /// They are not: each text is a content of its own.
    Unpaired,
}

impl Pairing {
    /// What the setting `unpaired` says, where it says anything.
    pub fn of(unpaired: Option<bool>) -> Self {
        match unpaired {
            None => Pairing::Checked,
            Some(false) => Pairing::Trusted,
            Some(true) => Pairing::Unpaired,
        }
    }

    /// The id of the content of a text that `source` has under `id`.
    pub(super) fn base(self, source: &str, id: &str) -> Arc<str> {
        match self {
            Pairing::Unpaired => Arc::from(format!("{source}/{id}")),
            Pairing::Checked | Pairing::Trusted => Arc::from(id),
        }
    }
}
