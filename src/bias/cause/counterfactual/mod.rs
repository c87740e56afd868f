//! Counterfactual twins: rankings, models and counted texts in; how Relative Δ and NDSR change where one difference between the
//! versions of a content is undone, and the document is ranked anew among all others, out.

mod asked;
mod factor;
mod figure;
mod known;
#[cfg(test)]
mod tests;
mod world;

use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::{Crossed, QueryValues, mean_replicates, tested};
use crate::bias::relative_delta_percent;
use crate::bias::shared::Shared;
use crate::statistics::{CrossedTest, Interval, mean, signless_zero};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

use figure::{Figure, figures};
use world::{Sides, mean_change};

/// The factor that undoes every difference between twins.
pub(crate) const ALL: &str = "all";
/// The factor that makes every document count as one of mean length.
pub(crate) const EQUAL_LENGTHS: &str = "equal_lengths";
/// What twins are made alike in, one thing each, and then in all of them.
pub const TWIN_FACTORS: [&str; 4] = ["coverage", "tf", "length", ALL];

crate::table! {
    /// how the bias changes where twins are made alike in one thing, and ranked anew
    pub struct CounterfactualRow("bias/counterfactual", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The measure: Relative Δ of it, in percent, or a difference of NDSR.
        measure: String = "Measure", Shown::Name;
        /// What is changed.
        factor: String = "Factor", Shown::Word;
        /// Relative Δ in percent, or the difference of NDSR, as it is.
        before: Option<f64> = "Before", Shown::Significant;
        /// The same with the source's versions edited towards the reference's, or with the model changed.
        after: Option<f64> = "After", Shown::Significant;
        /// The same with the reference's versions edited towards the source's instead; empty where the model is changed.
        after_reversed: Option<f64> = "Reversed", Shown::Significant;
        /// The change from before to the mean of both; above 0 the factor speaks for the source as things are.
        change: Option<f64> = "Change", Shown::Significant;
        /// Lower end of the interval of the change over queries and contents.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries.
        p_queries: Option<f64>;
        /// p over labels that mean nothing.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all factors, models and sources, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a change at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// The part of the gap between the scores of twins that `bias/decomposition` gives the same factor.
        score_gap: Option<f64> = "Score gap", Shown::Significant;
        /// Of the source's ranked versions, over all queries, how many get another score.
        changed: u64 = "Changed", Shown::Count;
        /// The queries that the means are over.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "counterfactual",
    title: "What the bias would be if twins were alike in one thing",
    note: "Every version of the source that is ranked, or whose twin is, is made like its twin in one thing, scored again and \
        ranked among all documents; after: what Relative Δ (in percent) or the difference of NDSR then is. Reversed: the \
        reference's versions are edited towards the source's instead. The change is the mean of both less the value \
        before; above 0, the factor favours the source as things are. coverage: which query terms a version has \
        (dropped_terms and added_terms: those that only the reference's, or only the source's, has); tf: how often it has \
        those that both have; length; all: these three, after which twins tie. byte_lengths or exact_lengths, \
        equal_lengths (every document counts as one of mean length) and the statistics of one source's documents change \
        the model for all documents. Score gap: what the same factor gives the gap between the scores of twins; above 0 it \
        favours the reference there. Changes need not add up to that of all, since a rank is no sum of parts. p: the crossed test over queries and contents of the change in the measure; factors \
        that cannot be exchanged between the sources are not tested.",
};

pub(in crate::bias) struct Counterfactual;

impl Analysis for Counterfactual {
    fn about(&self) -> About {
        use CounterfactualRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests {
                names: &[Row::model, Row::source, Row::measure, Row::factor],
                value: Row::change,
            }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        CounterfactualRow::to_table(rows(shared))
    }
}

/// By model, source, measure and factor.
///
/// # What is edited
/// For a query and a source, every document of the source with a twin of the reference, where either of the two is ranked:
/// relevant or not, since any of them can move a relevant one. Where one of the two has no token, both are left as they are. An
/// edit gives it its twin's frequencies of some query terms, or the figures of its twin's text (length; distinct terms and norm
/// for models that ask), collection statistics staying as they are. Its score is computed anew by the scorer of the search, and
/// all documents are ranked by the scores they then have. `coverage`: the terms that one of the two lacks; `tf`: the terms that
/// both have; `length`: the figures; `all`: the three together, after which a version has its twin's score. `dropped_terms` and
/// `added_terms` are the two halves of `coverage`. Then the model is changed, for all documents: `byte_lengths`
/// (`exact_lengths` for a model that reads them so), `equal_lengths`, in which every document counts as one of the mean length
/// in whole tokens (for BM25 b = 0, with k1 off by the rounding; for a model of two fields of the mean length of each, and its
/// frequencies and lengths are always those of both), `reference_statistics` and `source_statistics`, counted over the
/// documents of one source.
///
/// # The change
/// With D the figure (Relative Δ of the headline measure, or the difference of NDSR), D_s with the source's versions edited and
/// D_r with the reference's versions edited instead, the change is ((D_s − D) + (D_r − D)) ÷ 2. One direction alone is no
/// measure of bias: a version stands high because what is edited is favourable in it, so that editing one source alone takes
/// its top documents down (or, where frequency and length go together, drives scores apart) even where labels were dealt by
/// coin. The mean of both is 0 there, and exchanging the sources turns its sign exactly, as that of `all`, which is −D where
/// every content has both versions, none of them empty, and ties are averaged. The two halves of `coverage` turn into each
/// other, as do the two statistics of one source, so that they are not tested. Changes need not add up to that of `all`: a rank
/// is no sum of parts. Cells of the crossed test are the contributions of contents in the rankings so edited, which with some
/// labels exchanged is true to first order: the places of other contents shift.
///
/// # What is not known
/// Rankings are cut at a depth. A version that falls below the last score there counts as not ranked; one whose content
/// has no version in the ranking stays out; and under a changed model no document comes in but twins of ranked ones.
/// With a depth far beyond the cutoff none of this matters. Models that expand the query, those whose statistics are
/// each source's own, and runs of other engines have no rows.
fn rows(shared: &Shared<'_>) -> Vec<CounterfactualRow> {
    let figures = figures(shared);
    let settings = shared.evidence().settings;
    let even: Vec<&Figure> = figures.iter().filter(|one| one.even || one.knows).collect();
    let crossed: Vec<&Crossed> = even.iter().map(|one| &one.crossed).collect();
    let families: Vec<usize> = even.iter().map(|one| one.place).collect();
    let known: Vec<bool> = even.iter().map(|one| one.knows).collect();
    let mut tests = tested(&crossed, &families, &known, settings).into_iter();
    let tests: Vec<CrossedTest> = figures
        .iter()
        .map(|one| if one.even || one.knows { tests.next() } else { None })
        .map(Option::unwrap_or_default)
        .collect();
    let same = |one: &Figure, other: &Figure| {
        (&one.model, one.source, one.place) == (&other.model, other.source, other.place)
    };
    let groups: Vec<&[Figure]> = figures.chunk_by(same).collect();
    let found = groups.chunks(GROUPS_AT_ONCE).flat_map(|groups| changes_of(groups, shared));
    let row = |((figure, found), test): ((&Figure, Found), CrossedTest)| row(shared, figure, found, test);
    figures.iter().zip(found).zip(tests).map(row).collect()
}

/// The values of a figure before and after, and the change.
struct Found {
    before: Option<f64>,
    after: Vec<Option<f64>>,
    change: Option<f64>,
    interval: Option<Interval>,
}

/// How many groups of figures are drawn together: more draw fewer times, fewer need less memory.
const GROUPS_AT_ONCE: usize = 8;

/// The values of groups of figures, those of one group differing in their factor alone.
fn changes_of(groups: &[&[Figure]], shared: &Shared<'_>) -> Vec<Found> {
    let columns: Vec<Vec<QueryValues>> = groups.iter().map(|group| columns_of(group)).collect();
    let all: Vec<&QueryValues> = columns.iter().flatten().collect();
    let mut replicates = mean_replicates(&all, shared.draws()).into_iter();
    let of_group = |(group, columns): (&&[Figure], &Vec<QueryValues>)| {
        let replicates: Vec<Vec<f64>> = replicates.by_ref().take(columns.len()).collect();
        changes_of_group(group, columns, &replicates, shared)
    };
    groups.iter().zip(&columns).flat_map(of_group).collect()
}

/// The values of either side by query, as they are and then in every world of every figure.
fn columns_of(group: &[Figure]) -> Vec<QueryValues> {
    let Some(first) = group.first() else { return Vec::new() };
    let of_side = |values: &[Sides], side: usize| -> QueryValues {
        first.queries.iter().zip(values).map(|(query, sides)| (*query, sides[side])).collect()
    };
    let worlds = std::iter::once(&first.before).chain(group.iter().flat_map(|figure| &figure.after));
    worlds.flat_map(|values| [of_side(values, 0), of_side(values, 1)]).collect()
}

/// The values of one group of such figures.
fn changes_of_group(
    group: &[Figure],
    columns: &[QueryValues],
    replicates: &[Vec<f64>],
    shared: &Shared<'_>,
) -> Vec<Found> {
    let settings = shared.evidence().settings;
    let Some(first) = group.first() else { return Vec::new() };
    let mean_of = |column: &QueryValues| mean(&column.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    let means: Vec<Option<f64>> = columns.iter().map(mean_of).collect();
    // The figure of a world from the means of its two columns.
    let figure = |reference: f64, source: f64| match first.place {
        0 => relative_delta_percent(reference, source),
        _ => Some(signless_zero(reference - source)),
    };
    let of_world = |world: usize| figure(means[2 * world]?, means[2 * world + 1]?);
    let drawn = |world: usize, replicate: usize| {
        figure(replicates[2 * world][replicate], replicates[2 * world + 1][replicate])
    };
    let change = |of: &dyn Fn(usize) -> Option<f64>, worlds: std::ops::Range<usize>| -> Option<f64> {
        let after: Vec<f64> = worlds.map(of).collect::<Option<_>>()?;
        Some(signless_zero(mean_change(of(0)?, &after)))
    };
    let mut next = 1;
    let mut found = Vec::new();
    for one in group {
        let worlds = next..next + one.after.len();
        next = worlds.end;
        let value = change(&of_world, worlds.clone());
        let changes: Vec<Option<f64>> = (0..replicates[0].len())
            .map(|replicate| change(&|world| drawn(world, replicate), worlds.clone()))
            .collect();
        found.push(Found {
            before: of_world(0),
            after: worlds.map(of_world).collect(),
            change: value,
            interval: one.crossed.widened(
                Interval::of_some(&changes, settings.confidence),
                value,
                settings.confidence,
            ),
        });
    }
    found
}

fn row(shared: &Shared<'_>, figure: &Figure, found: Found, test: CrossedTest) -> CounterfactualRow {
    let catalogue = shared.catalogue();
    let name = |source| catalogue.source_name(source).to_string();
    let after = |place: usize| found.after.get(place).copied().flatten();
    CounterfactualRow {
        model: figure.model.clone(),
        reference: name(catalogue.reference()),
        source: name(figure.source),
        measure: figure.measure.clone(),
        factor: figure.factor.to_string(),
        before: found.before,
        after: after(0),
        after_reversed: after(1),
        change: found.change,
        low: found.interval.map(|one| one.low),
        high: found.interval.map(|one| one.high),
        p_queries: test.queries,
        p_contents: test.contents,
        p_value: test.crossed,
        p_adjusted: test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        score_gap: figure.score_gap,
        changed: figure.changed,
        queries: figure.queries.len() as u64,
    }
}
