//! The eight stages by name, in order of flow, and which of them each one needs.

/// A stage of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Files → documents, queries, judgements.
    Corpus,
    /// Text → terms → counts.
    Text,
    /// Counts → how each source uses words.
    Profile,
    /// Documents → inverted index.
    Index,
    /// Index and queries → runs.
    Retrieve,
    /// Runs and judgements → values.
    Evaluate,
    /// Values and runs → source bias, and why.
    Bias,
    /// Results → figures, tables, page; with the feature `report`.
    Report,
}

impl Stage {
    /// All stages, in order of flow.
    pub const ALL: [Stage; 8] = [
        Stage::Corpus,
        Stage::Text,
        Stage::Profile,
        Stage::Index,
        Stage::Retrieve,
        Stage::Evaluate,
        Stage::Bias,
        Stage::Report,
    ];

    /// The name, as the folder and the subcommand are called.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Corpus => "corpus",
            Stage::Text => "text",
            Stage::Profile => "profile",
            Stage::Index => "index",
            Stage::Retrieve => "retrieve",
            Stage::Evaluate => "evaluate",
            Stage::Bias => "bias",
            Stage::Report => "report",
        }
    }

    /// The folder of its files below `results/<name>/`.
    pub fn folder(self) -> &'static str {
        match self {
            Stage::Retrieve => "runs",
            other => other.name(),
        }
    }

    /// Whether this build can do the stage: [`Stage::Report`] wants the feature `report`, the others are always there.
    pub fn is_built(self) -> bool {
        self != Stage::Report || cfg!(feature = "report")
    }

    /// Whether this stage needs `other` to be finished before: all earlier ones, but only the report needs the profile.
    pub fn needs(self, other: Stage) -> bool {
        other < self && (other != Stage::Profile || self == Stage::Report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retrieval_does_not_wait_for_the_profile() {
        assert!(!Stage::Bias.needs(Stage::Profile));
        assert!(Stage::Report.needs(Stage::Profile));
        assert!(Stage::Bias.needs(Stage::Index));
        assert!(!Stage::Index.needs(Stage::Retrieve));
    }
}
