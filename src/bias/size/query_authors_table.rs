//! The table `bias/query_authors`, and the analysis that makes it.

use super::query_authors::query_authors;
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::shared::Shared;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// whom the queries of each author favour, and how far authors differ in it
    pub struct QueryAuthorRow("bias/query_authors", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The measure.
        measure: String = "Measure", Shown::Name;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// Who wrote the queries.
        author: String = "Queries by", Shown::Word;
        /// The author whose Relative Δ is taken off, where the row is a difference between authors; else empty.
        less_author: String = "Less those by", Shown::Word;
        /// Relative Δ in percent for these queries, or the difference of two in percentage points.
        relative_delta_percent: Option<f64> = "Relative Δ (%)", Shown::Decimal(2);
        /// Lower end of its interval where clusters of queries and contents are both a sample.
        low: Option<f64> = "Interval", Shown::Interval(2);
        /// Upper end of that interval.
        high: Option<f64>;
        /// H: the mean over the author's queries with the reference's documents as the relevant ones; not of differences.
        reference_mean: Option<f64> = "H", Shown::Decimal(4);
        /// L: the same with the source's.
        source_mean: Option<f64> = "L", Shown::Decimal(4);
        /// Of differences: p over authors that mean nothing, those of a cluster's queries exchanged.
        p_authors: Option<f64> = "p (authors)", Shown::PValue;
        /// p over other queries: the signs of clusters exchanged.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over source labels that mean nothing: those of each content's versions exchanged.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The largest of them, the last two with the statistic in crossed standard deviations.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all headline rows of one kind, authors or differences, or for all others of it.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// The queries that have values for both sources.
        queries: u64 = "Queries", Shown::Count;
        /// The clusters that they stand in.
        clusters: u64 = "Clusters", Shown::Count;
        /// Those of them that hold queries by another author too; of differences, by both: there they are paired.
        shared_clusters: u64 = "Shared", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "bias_by_author",
    title: "Relative Δ by who wrote the queries",
    note: "Relative Δ as elsewhere, over the queries of each author; then, in percentage points, that of the first author's \
        queries less that of the second's. Queries on one thing are a cluster: clusters are drawn as one, so that authors \
        are paired wherever a cluster holds queries by both (shared). p (authors): the authors of a cluster's queries \
        exchanged, and those of clusters that are one author's alone; exact where it means nothing who wrote a query. p \
        (queries) and p (labels): as elsewhere. p is the largest of them; p adjusted is over all headline rows of one kind, \
        authors or differences, or over all others.",
};

pub(in crate::bias) struct QueryAuthors;

impl Analysis for QueryAuthors {
    fn about(&self) -> About {
        use QueryAuthorRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::HowLarge,
            tests: Some(Tests {
                names: &[Row::model, Row::measure, Row::source, Row::author, Row::less_author],
                value: Row::relative_delta_percent,
            }),
            needs_texts: false,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        QueryAuthorRow::to_table(query_authors(shared.evidence(), shared.units(), shared.draws()))
    }
}
