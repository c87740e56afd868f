//! Over which documents statistics are counted.

use crate::registry::{Former, Kind, Now};

/// The documents over which statistics such as document frequencies are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pool {
    /// All documents.
    #[default]
    All,
    /// Those of the reference source.
    Reference,
    /// Those of the source of the document in question.
    Own,
}

impl Pool {
    /// The words of a parameter that takes a pool.
    pub const KIND: Kind = Kind::Choice(&["reference", "all", "own"]);

    /// What `human` and `mixed` are called now, for a parameter of this name.
    pub(crate) const fn former(parameter: &'static str) -> [Former; 2] {
        [
            Former { parameter, value: "human", now: Now::Value("reference"), except: &[] },
            Former { parameter, value: "mixed", now: Now::Value("all"), except: &[] },
        ]
    }

    /// The pool of a word of [`Pool::KIND`].
    pub(crate) fn of_word(word: &str) -> Pool {
        match word {
            "reference" => Pool::Reference,
            "own" => Pool::Own,
            _ => Pool::All,
        }
    }
}
