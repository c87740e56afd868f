//! Tables for papers and for the page: result tables go in; out come their rows with readable headers, numbers rounded
//! and intervals in brackets, as Markdown and LaTeX.

mod analysis;
mod findings;
mod keywords;
mod layout;
mod placebo;
mod planted;
mod validation;

pub(crate) use analysis::of_analyses;
pub(crate) use keywords::strongest;
pub use layout::{Cell, Layout, Origin};
pub(crate) use validation::{STATE_OF_THE_DATA, state_of_data};

use super::results::Results;
use crate::bias::Question;
use crate::error::Result;
use crate::table::{Table, escape_markdown};

/// A table as it is printed.
#[derive(Debug, Clone)]
pub struct PaperTable {
    /// Name of its files.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What a number in it means.
    pub note: String,
    /// The result tables it is made of, as paths below `results/<experiment>/`, and the columns of each.
    pub origins: Vec<(&'static str, Vec<&'static str>)>,
    /// The cells, written out.
    pub table: Table,
    /// The question of an analysis that no part of the page names, which says where it stands.
    pub question: Option<Question>,
}

/// All tables, in the order of the page.
pub static LAYOUTS: &[Layout] = &[
    Layout {
        name: "source_bias",
        title: "Relative Δ by model and measure",
        note: "H is the mean of the measure over queries when only the reference's documents count as relevant, L the \
            same for the source, both over the queries that have both. Relative Δ = (H − L) / ((H + L) / 2) · 100 %. Negative: the source's versions are \
            ranked better. Intervals and p-values are those where queries and contents are both a sample of many: of the \
            p-values over other queries (their signs exchanged) and over labels that mean nothing (the labels of each \
            content's versions exchanged), each with the statistic in crossed standard deviations, the larger. \
            p adjusted is over all headline tests, or all others. Unseen: the size of a bias that four of five such \
            collections would show. At most: the size that it would have if of every pair of versions the same source's stood \
            higher, in the places that the pairs hold. P(above): how probable it is that the reference's version of a relevant content \
            stands above. Tied twins are pairs of one content with exactly the same score: their order says \
            nothing, and measures are averaged over it unless the configuration names a tie rule.",
        key: "bias/relative_delta",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Measure", Cell::Name("measure")),
            ("Reference", Cell::Word("reference")),
            ("Source", Cell::Word("source")),
            ("Relative delta (%)", Cell::Decimal("relative_delta_percent", 2)),
            ("Interval (%)", Cell::Interval("low", "high", 2)),
            ("H", Cell::Decimal("reference_mean", 4)),
            ("L", Cell::Decimal("source_mean", 4)),
            ("H - L", Cell::Decimal("difference", 4)),
            ("Interval of H - L", Cell::Interval("difference_low", "difference_high", 4)),
            ("p (queries)", Cell::PValue("p_queries")),
            ("p (labels)", Cell::PValue("p_contents")),
            ("p", Cell::PValue("p_value")),
            ("p adjusted", Cell::PValue("p_adjusted")),
            ("Placebo below", Cell::Decimal("placebo_below", 3)),
            ("Placebo as large", Cell::Decimal("placebo_as_large", 3)),
            ("Unseen (%)", Cell::Decimal("detectable_percent", 1)),
            ("At most (%)", Cell::Decimal("attainable_percent", 1)),
            ("P(above)", Cell::Decimal("probability_above", 3)),
            ("Queries", Cell::Count("queries")),
            ("Tied twins", Cell::Count("tied_twins")),
            ("Twins", Cell::Count("twins")),
        ],
    },
    Layout {
        name: "exposure",
        title: "Who stands at the top, judgements aside",
        note: "Means over queries. NDSR@k: the part of the first k places, higher ones counting more, that the source's \
            documents hold; share@k: the same with all places alike. dNDSR@k and dshare@k: the reference's part minus \
            the source's. twin_wins, twin_losses, twin_ties: of the pairs of versions of one content, the part in which \
            the reference's stands above, below or at the same score; twin_balance: wins minus losses. These four run \
            over all ranks to the run's depth, and a version that was not retrieved counts as below: their sign may \
            oppose that of the top of the list. Differences and balance below 0: the source's versions stand higher. \
            p: the crossed test over queries and contents; p adjusted: over all differences and balances.",
        key: "bias/exposure",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Measure", Cell::Word("measure")),
            ("Reference", Cell::Word("reference")),
            ("Source", Cell::Word("source")),
            ("Value", Cell::Significant("value")),
            ("Interval", Cell::SignificantInterval("low", "high")),
            ("p (queries)", Cell::PValue("p_queries")),
            ("p (labels)", Cell::PValue("p_contents")),
            ("p", Cell::PValue("p_value")),
            ("p adjusted", Cell::PValue("p_adjusted")),
            ("Placebo below", Cell::Decimal("placebo_below", 3)),
            ("Placebo as large", Cell::Decimal("placebo_as_large", 3)),
            ("Queries", Cell::Count("queries")),
        ],
    },
    Layout {
        name: "evaluation",
        title: "Effectiveness by target",
        note: "The mean of each measure over queries. Target \"all\": every relevant document counts, whoever wrote it; \
            otherwise only that source's versions do, and the others stay in the ranking as not relevant. Each target \
            is averaged over the queries for which it is defined; H and L in the table of Relative Δ are over the \
            queries that have both. Undefined: queries for which the measure has no value.",
        key: "evaluate/summary",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Target", Cell::Word("target")),
            ("Measure", Cell::Name("measure")),
            ("Mean", Cell::Decimal("mean", 4)),
            ("Interval", Cell::Interval("low", "high", 4)),
            ("Queries", Cell::Count("queries")),
            ("Undefined", Cell::Count("undefined")),
        ],
    },
    Layout {
        name: "ties",
        title: "Equal scores",
        note: "Rankings in which documents of both sources share a score, and twins that do. A rule that orders such \
            documents by name or by place in the index favours one source by accident.",
        key: "bias/ties",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Reference", Cell::Word("reference")),
            ("Source", Cell::Word("source")),
            ("Queries", Cell::Count("queries")),
            ("Rankings with a tie across sources", Cell::Count("rankings_with_cross_source_tie")),
            ("Tied twins", Cell::Count("tied_twins")),
            ("Ranked twins", Cell::Count("ranked_twins")),
            ("Documents beyond the depth", Cell::Count("documents_beyond_depth")),
        ],
    },
    Layout {
        name: "tie_rules",
        title: "The same question under other rules",
        note: "Relative Δ of the same rankings when ties are ordered by another rule, or lengths are rounded as one-byte \
            indexes round them. The rankings and queries are the same, so every difference between rows of one model is \
            made by the rule alone; rows of a model with |byte_lengths show what rounding does.",
        key: "bias/tie_rules",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Ties", Cell::Word("ties")),
            ("Queries", Cell::Word("queries")),
            ("Measure", Cell::Name("measure")),
            ("Source", Cell::Word("source")),
            ("H", Cell::Decimal("reference_mean", 4)),
            ("L", Cell::Decimal("source_mean", 4)),
            ("Relative delta (%)", Cell::Decimal("relative_delta_percent", 2)),
            ("Interval (%)", Cell::Interval("low", "high", 2)),
        ],
    },
    Layout {
        name: "correlation",
        title: "Closeness and rank",
        note: "Correlation of a document's score with the closeness of its term distribution to the query's, within each \
            query, then averaged over queries; \"pooled\": documents of all sources together. 1: the model ranks by \
            closeness alone; 0: they have nothing to do with each other. Part of it holds by construction, since scores \
            and similarities count the same terms. The p-values are not adjusted for the number of rows. The file has the coefficients with ranks in place of scores too.",
        key: "bias/correlation",
        origins: &[],
        prepare: with_scores,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Similarity", Cell::Name("similarity")),
            ("Source", Cell::Word("source")),
            ("Coefficient", Cell::Word("coefficient")),
            ("Value", Cell::Decimal("value", 3)),
            ("Interval", Cell::Interval("low", "high", 3)),
            ("p", Cell::PValue("p_value")),
            ("n", Cell::Count("n")),
        ],
    },
    Layout {
        name: "decomposition",
        title: "What makes the gap between the scores of twins",
        note: "Mean over pairs of relevant twins of the reference's score minus the source's, within queries, split into \
            what each query term that only one of them has adds (coverage), how often they have the terms (tf), and their \
            lengths, the parts being Shapley values: they sum to the total. Above 0: the part speaks for the reference. \
            p: the crossed test over queries and contents; p adjusted: over all rows.",
        key: "bias/decomposition",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Source", Cell::Word("source")),
            ("Part", Cell::Word("part")),
            ("Value", Cell::Decimal("value", 4)),
            ("Interval", Cell::Interval("low", "high", 4)),
            ("p", Cell::PValue("p_value")),
            ("p adjusted", Cell::PValue("p_adjusted")),
            ("Placebo below", Cell::Decimal("placebo_below", 3)),
            ("Placebo as large", Cell::Decimal("placebo_as_large", 3)),
            ("Pairs", Cell::Count("pairs")),
            ("Queries", Cell::Count("queries")),
        ],
    },
    Layout {
        name: "conditional",
        title: "Source, at equal closeness and length",
        note: "A regression of the score on similarity, length and the source, all normalised within each query, in standard \
            deviations of the score. Judged twins: the differences between the versions of relevant contents; all documents: \
            everything that was ranked, most of which nobody asked for. Flexible: squares, product and splines of similarity \
            and length; linear: straight lines, which can make an effect of a curve. The coefficient is what is left of the \
            source's advantage (above 0) or disadvantage (below 0) between documents that are equally close to the query \
            and equally long: unlike Relative Δ, above 0 favours the source and not the reference. Explained: what closeness \
            and length alone explain of the variance; adds at most: what the source may add within the interval. Effect: \
            present (p adjusted below the level), absent (adds less than the margin), undecided, or by construction, where \
            the score is a function of similarity and length and the question has no answer.",
        key: "bias/conditional",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Model", Cell::Name("model")),
            ("Similarity", Cell::Name("similarity")),
            ("Source", Cell::Word("source")),
            ("Documents", Cell::Word("scope")),
            ("Form", Cell::Word("form")),
            ("Gap", Cell::Decimal("gap", 3)),
            ("Left", Cell::Decimal("coefficient", 3)),
            ("Interval", Cell::Interval("low", "high", 3)),
            ("Explained (%)", Cell::Decimal("explained_percent", 1)),
            ("Adds at most (%)", Cell::Decimal("variance_percent_high", 2)),
            ("p", Cell::PValue("p_value")),
            ("p adjusted", Cell::PValue("p_adjusted")),
            ("Placebo below", Cell::Decimal("placebo_below", 3)),
            ("Placebo as large", Cell::Decimal("placebo_as_large", 3)),
            ("Effect", Cell::Word("effect")),
            ("Pairs or documents", Cell::Count("observations")),
        ],
    },
    placebo::LAYOUT,
    placebo::WORDS,
    findings::LAYOUT,
    Layout {
        name: "profile_comparison",
        title: "How the sources differ, control by control",
        note: "The difference is source minus reference. Control raw: all documents; twins: documents with a version of the \
            same content by the other source; cut: twins, both texts of a pair cut to the tokens of the shorter one; \
            budget: whole documents of each source, drawn at random up to the tokens of the smaller source, several \
            times. Scope \"source\": of all texts together; \"document_mean\": the mean over documents. Test exchange: \
            each content's two texts change places by coin, many times, and p is the share of exchanges that make at \
            least as large a difference; bootstrap, where not every document has a version by the other source: the \
            interval turned round. p adjusted: within each control, over all measures and pairs. Hedges' g and Cliff's δ \
            are those of the values of documents, pairing left aside. Values of all texts together are those of the \
            sample, and their intervals are about samples of this size. Only terms that occur at least minimum_frequency \
            times are ranked; least squares on log–log ranks is no estimate of a power law's exponents and is shown \
            because the literature uses it.",
        key: "profile/comparison",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Measure", Cell::Name("measure")),
            ("Scope", Cell::Word("scope")),
            ("Reference", Cell::Word("reference")),
            ("Source", Cell::Word("source")),
            ("Control", Cell::Word("control")),
            ("Reference value", Cell::Significant("reference_value")),
            ("Source value", Cell::Significant("source_value")),
            ("Difference", Cell::Significant("difference")),
            ("Interval", Cell::SignificantInterval("low", "high")),
            ("Test", Cell::Word("test")),
            ("p", Cell::PValue("p_value")),
            ("p adjusted", Cell::PValue("p_adjusted")),
            ("Placebo below", Cell::Decimal("placebo_below", 3)),
            ("Placebo as large", Cell::Decimal("placebo_as_large", 3)),
            ("Hedges g", Cell::Decimal("hedges_g", 3)),
            ("Cliff delta", Cell::Decimal("cliffs_delta", 3)),
            ("n of reference", Cell::Count("n_reference")),
            ("n", Cell::Count("n")),
        ],
    },
    Layout {
        name: "profile",
        title: "Each source by itself",
        note: "Scope \"source\": one value for all texts of the source together, with an interval from halves of its \
            documents, for samples of this size; \"document_mean\" and \"document_median\": over the values of its \
            documents, with bootstrap intervals. Only terms that occur at least minimum_frequency times are ranked; \
            least squares on log–log ranks is no estimate of a power law's exponents and is shown because the literature \
            uses it.",
        key: "profile/summary",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Source", Cell::Word("source")),
            ("Measure", Cell::Name("measure")),
            ("Scope", Cell::Word("scope")),
            ("Value", Cell::Significant("value")),
            ("Interval", Cell::SignificantInterval("low", "high")),
            ("n", Cell::Count("n")),
        ],
    },
    keywords::LAYOUT,
    planted::LAYOUT,
    Layout {
        name: "fits",
        title: "Which law fits the ranks",
        note: "Laws of the frequencies by rank, each by greatest likelihood on the same ranks: those of the terms that occur at \
            least as often as the second column says. ΔAIC is the distance from the best law of the source and minimum: \
            0 is best, and weight is the part of the evidence that a law has among these. Ranks come from the sample that \
            is fitted, and tokens of one document are not independent, so that weights are nearer to 0 and 1 than they \
            should be. Other rows: what a power law of the frequencies, or a model of growth, says of its own fit.",
        key: "profile/fits",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Source", Cell::Word("source")),
            ("Minimum frequency", Cell::Count("minimum_frequency")),
            ("Model", Cell::Name("model")),
            ("Parameters", Cell::Count("parameters")),
            ("Log likelihood", Cell::Decimal("log_likelihood", 0)),
            ("AIC", Cell::Decimal("aic", 0)),
            ("BIC", Cell::Decimal("bic", 0)),
            ("Delta AIC", Cell::Decimal("delta_aic", 1)),
            ("Weight", Cell::Decimal("weight", 3)),
            ("p of the fit", Cell::PValue("p_value")),
        ],
    },
    Layout {
        name: "corpus",
        title: "The texts",
        note: "Twins: documents that have a version by the reference. Dropped segments: pieces of text in which the \
            analyser found no word, such as runs of signs.",
        key: "corpus/summary",
        origins: &[],
        prepare: as_it_is,
        columns: &[
            ("Source", Cell::Word("source")),
            ("Kind", Cell::Word("kind")),
            ("Reference", Cell::Flag("reference")),
            ("Documents", Cell::Count("documents")),
            ("Twins", Cell::Count("twins")),
            ("Tokens", Cell::Count("tokens")),
            ("Empty documents", Cell::Count("empty_documents")),
            ("Mean length", Cell::Decimal("mean_length", 1)),
            ("Dropped segments", Cell::Count("dropped_segments")),
        ],
    },
    validation::LAYOUT,
];

/// The result table itself.
pub(super) fn as_it_is(results: &Results, key: &str) -> Result<Option<Table>> {
    Ok(results.table(key).cloned())
}

/// The rows of correlations with scores: those with ranks say the same with another sign.
fn with_scores(results: &Results, key: &str) -> Result<Option<Table>> {
    let Some(table) = results.table(key) else { return Ok(None) };
    let coefficients = table.text("coefficient")?;
    let kept = table.filter(|row| !coefficients[row].ends_with("_rank"));
    Ok(Some(kept).filter(|kept| kept.height() > 0))
}

/// The table `name` of these results; none where its result table is missing or empty.
///
/// # Errors
/// Where the result table lacks a column.
pub fn paper_table(results: &Results, name: &str) -> Result<Option<PaperTable>> {
    LAYOUTS.iter().find(|layout| layout.name == name).map_or(Ok(None), |layout| layout.apply(results))
}

impl PaperTable {
    /// As a Markdown table under its heading and its note.
    ///
    /// # Errors
    /// As [`Table::to_markdown`].
    pub fn to_markdown(&self) -> Result<String> {
        let (title, note) = (escape_markdown(self.title), escape_markdown(&self.note));
        Ok(format!("### {title}\n\n{note}\n\n{}", self.table.to_markdown(4)?))
    }

    /// As a LaTeX `tabular`, its heading and note in comments above.
    ///
    /// # Errors
    /// As [`Table::to_latex`].
    pub fn to_latex(&self) -> Result<String> {
        let note = self.note.replace(['\n', '\r'], " ");
        Ok(format!("% {}\n% {note}\n{}", self.title, self.table.to_latex(4)?))
    }
}
