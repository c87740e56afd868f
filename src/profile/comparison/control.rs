//! What two sources are made equal in before they are compared: four controls, each with the name that tables give it.

use std::fmt;

/// A way to compare two sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Control {
    /// All documents of both sources, as they are.
    Raw,
    /// Only documents that the other source has a version of: the same contents.
    Twins,
    /// The same contents in equal lengths: both texts of a pair cut to the tokens of the shorter one. Of sources without twins
    /// a pair is of texts that are as long as each other among those of their source; it makes lengths equal, and no contents.
    Cut,
    /// Equal amounts of text: whole documents of each source, drawn at random up to the tokens of the smaller source.
    Budget,
}

impl Control {
    /// All controls, in the order of tables.
    pub const ALL: [Control; 4] = [Control::Raw, Control::Twins, Control::Cut, Control::Budget];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Control::Raw => "raw",
            Control::Twins => "twins",
            Control::Cut => "cut",
            Control::Budget => "budget",
        }
    }
}

impl fmt::Display for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
