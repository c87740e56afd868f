//! The parts of a page: which figures and tables stand in which, in what order, and what is said above them. This is the page
//! of an experiment; `label_parts.rs` has that of labels.

use super::{keyword_lines, label_parts, twins};
use crate::bias::Question;
use crate::corpus::validate::STATE_OF_THE_DATA;
use crate::statement::Topic;

/// What kind of page it is, and what stands where on it.
#[derive(Debug)]
pub struct Outline {
    pub(super) parts: &'static [Part],
    /// The figure that stands beside the answer: the first of these that was drawn.
    pub(super) main: &'static [&'static str],
    /// Figures and tables that only some have: their absence needs no word.
    pub(super) optional: &'static [&'static str],
    /// The topics whose statements lead the answer, in their order.
    pub(super) lead: &'static [Topic],
    /// What the page asks; empty where the answer's sources say it.
    pub(super) question: &'static str,
    /// What is said below the answer.
    pub(super) note: &'static str,
    /// The part for what no part names, by its id; there is none in an experiment, whose analyses say where they stand.
    pub(super) rest: &'static str,
    /// Whether the files are those of an experiment, below `results/NAME`, each stage with its command.
    pub(super) experiment: bool,
}

/// The page of an experiment.
pub static EXPERIMENT: Outline = Outline {
    parts: PARTS,
    main: MAIN,
    optional: OPTIONAL,
    lead: &[Topic::Bias],
    question: "",
    note: "Brackets hold intervals: how far the value may lie from the printed one, since other queries or documents of the same \
        kind could have been drawn (95 % unless the configuration says otherwise). Twins are two versions of one content. Point \
        at an underlined number to see the file, line and column where it stands; it leads to its table, which says what \
        command makes it. A dash stands for a value that is not defined.",
    rest: "",
    experiment: true,
};

impl Default for &'static Outline {
    fn default() -> Self {
        &EXPERIMENT
    }
}

impl Outline {
    /// The page of labels.
    pub fn of_labels() -> &'static Outline {
        &label_parts::LABELS
    }
}

/// What stands in the lead of a part for the margin below which a bias is not worth speaking of.
const MARGIN: &str = "{margin}";

impl Part {
    /// Its lead, with the margin that the settings name, in percent.
    pub(super) fn lead(&self, margin: Option<f64>) -> String {
        let named =
            margin.map_or("the margin of the configuration".to_string(), |margin| format!("±{margin} %"));
        self.lead.replace(MARGIN, &named)
    }
}

/// One part of the page: its heading, what it is about, and the figures and tables in it, by name.
#[derive(Debug)]
pub(super) struct Part {
    pub id: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub blocks: &'static [&'static str],
    /// Whether the part says so where it has nothing to show; otherwise it is left out.
    pub always: bool,
}

/// The part on the files, which sentences point to.
pub(super) const DATA: &str = "data";

/// The part on bias, which says why there is none.
pub(super) const BIAS: &str = "bias";
/// The parts that have nothing to say where bias was not measured.
pub(super) const ON_BIAS: [&str; 3] = [BIAS, "ties", "closeness"];

/// The parts, in their order.
const PARTS: &[Part] = &[
    Part {
        id: BIAS,
        title: "Source bias",
        lead: "Does the ranking favour one source among versions of the same content? Zero means that it does not; a \
            negative Relative Δ means that the source's versions are favoured over the reference's. A number says little \
            without its interval: one that contains zero does not show a bias, and only one that lies within {margin} shows \
            that there is none worth speaking of. Each interval is for its own row; across rows, the adjusted p-value counts.",
        blocks: &[
            "relative_delta",
            "forest",
            "grid",
            "source_bias",
            "ndcg_by_source",
            "per_query",
            "query_authors",
            "bias_by_author",
            "evaluation",
            "exposure",
        ],
        always: true,
    },
    Part {
        id: "ties",
        title: "What ties and rounding do",
        lead: "Versions of one content often get exactly the same score. Whatever rule then orders them favours a source \
            for reasons that have nothing to do with the texts. Here measures are averaged over all orders of tied \
            documents unless the configuration names another rule.",
        blocks: &["ties", "tie_rules"],
        always: true,
    },
    Part {
        id: "closeness",
        title: "Closeness of term distributions",
        lead: "Do the models simply rank by how close a document's words are to the query's? And what is left of a source's \
            advantage between documents that are equally close?",
        blocks: &[
            "score_gap",
            "counterfactual_change",
            "twin_scores",
            "query_words",
            twins::NAME,
            "rank_similarity",
            "correlation",
            "match",
            "conditional",
            "which_twin_higher",
            "stratified",
            "source_or_match",
            "mediation",
            "decomposition",
            "counterfactual",
            "word_effects",
        ],
        always: true,
    },
    Part {
        id: "placebo",
        title: "Placebo",
        lead: "Would the tests find an effect where there is none? The source labels of the versions were assigned at random.",
        blocks: &["placebo", "profile_placebo"],
        always: false,
    },
    Part {
        id: "words",
        title: "How the sources use words",
        lead: "Length drives most measures of vocabulary, so each comparison is shown four ways: over all documents, on the \
            same contents, on the same contents cut to equal length, and on equal amounts of text.",
        blocks: &[
            "map",
            "map_of_sources",
            "rank_frequency",
            "fits",
            "vocabulary_growth",
            "findings",
            "profile_findings",
            "profile_comparison",
            "profile",
        ],
        always: true,
    },
    Part {
        id: "keyness",
        title: "Words that a source adds or drops",
        lead: "Which words does a source use more than the reference, and which less? Effect size and significance are \
            different things: the log ratio says how large a difference is, the adjusted p-value how significant. A \
            keyword must be significant after adjustment for all terms tested, with labels exchanged at random within \
            contents; its G² must be significant too, which differences in text length alone do not bring about; and it \
            must occur in enough documents that no single one accounts for it.",
        blocks: &[
            "keyness",
            "keywords",
            keyword_lines::NAME,
            "keyword_places",
            "rank_turbulence",
            "turbulence",
            "separability",
            "separability_auc",
            "separating_words",
        ],
        always: true,
    },
    Part {
        id: "planted",
        title: "Planted truth",
        lead: "This collection is simulated: its true parameters are known, and the estimates can be compared with them.",
        blocks: &["planted"],
        always: false,
    },
    // Its lead is what was found.
    Part { id: DATA, title: STATE_OF_THE_DATA, lead: "", blocks: &["corpus", "validation"], always: true },
];

/// The figure that stands beside the answer: the first of these that was drawn.
const MAIN: &[&str] = &["grid", "forest", "relative_delta"];

/// The part in which analyses of this question stand that it does not name.
pub(super) fn part_of(question: Question) -> &'static str {
    match question {
        Question::HowLarge => "bias",
        Question::BecauseOf => "closeness",
        Question::HowSure => "placebo",
    }
}

/// Tables that only some experiments have: their absence needs no word.
const OPTIONAL: &[&str] = &[
    "forest",
    "grid",
    "per_query",
    "score_gap",
    "counterfactual_change",
    "counterfactual",
    "source_or_match",
    "match",
    "which_twin_higher",
    "stratified",
    "mediation",
    "word_effects",
    "twin_scores",
    "query_words",
    "findings",
    "tie_rules",
    "planted",
    "query_authors",
    "bias_by_author",
    "placebo",
    "profile_placebo",
    "keyword_places",
    "rank_turbulence",
    "turbulence",
    "separability",
    "separability_auc",
    "separating_words",
    "map",
    "map_of_sources",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_with_zero_is_not_called_inconclusive_where_it_lies_within_the_margin() {
        let lead = PARTS[0].lead(Some(2.5));
        assert!(lead.contains("does not show a bias") && lead.contains("within ±2.5 %"), "{lead}");
        let told = |margin| PARTS.iter().all(|part| !part.lead(margin).contains('{'));
        assert!(told(None) && told(Some(5.0)));
    }
}
