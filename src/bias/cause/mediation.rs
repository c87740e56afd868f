//! By which way does a source reach its scores? Judged twins in; their score gap as the sum of what runs through closeness to
//! the query, what runs through length, and what is left to the source, out.

use rayon::prelude::*;

use super::matched::{MatchedPair, Matching};
use super::mediation_fit::{Gap, PATHS, PathTests, Paths, SUMS, sums};
use crate::bias::BiasSettings;
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::tested_contributions;
use crate::bias::shared::Shared;
use crate::statistics::{Contributions, CrossedTest, Interval, KeptDraws, Variances, signless_zero};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// The names of the paths: the whole effect, then the parts that sum to it.
pub const PATH_NAMES: [&str; PATHS] = ["total", "similarity", "length", "direct"];

crate::table! {
    /// the score gap between twins by the way it comes about: through closeness, through length, direct
    pub struct MediationRow("bias/mediation", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The similarity of query and document.
        similarity: String = "Similarity", Shown::Name;
        /// The source that is compared with the reference.
        source: String = "Source", Shown::Word;
        /// `total`, through `similarity`, through `length`, or `direct`.
        path: String = "Path", Shown::Word;
        /// The effect of the source by this way, in units of the typical gap; above 0 the source is scored higher.
        value: Option<f64> = "Effect", Shown::Decimal(3);
        /// Lower end of its interval over queries and contents.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// 100 · effect ÷ total effect.
        share_percent: Option<f64>;
        /// The typical gap: the root of the mean square of the differences of scores, in units of the score.
        typical_gap: Option<f64>;
        /// The correlation of the errors of mediator and score at which the effect through it is 0.
        rho: Option<f64> = "ρ at 0", Shown::Decimal(2);
        /// p over other queries.
        p_queries: Option<f64>;
        /// p over other contents.
        p_contents: Option<f64>;
        /// The larger of the two; through a mediator, the larger of "the source moves it" and "it moves the score".
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all models and similarities, and for both steps of a mediator, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// Pairs of judged twins.
        pairs: u64 = "Pairs", Shown::Count;
        /// Contents that they are versions of.
        contents: u64;
        /// The queries that they are relevant to.
        queries: u64;
    }
}

const PRINTED: Printed = Printed {
    name: "mediation",
    title: "By which way a source reaches its scores",
    note: "The mean difference of scores between relevant twins, source less reference, in units of the typical gap, as the \
        sum of three ways: the source's texts are closer to the query or less so, and closeness moves the score \
        (similarity); they are longer or shorter (length); and what is left (direct). Above 0 the source gains. Mediators act \
        along straight lines here: a direct effect that the conditional analysis with curves does not find is a curve. ρ at \
        0: so strongly would something hidden have to move closeness (or length) and score together for the effect through \
        it to be 0; near 0 little would do. No direct effect is told where the score is a function of closeness and length. \
        p: the crossed test over queries and contents; p adjusted: over all models and similarities.",
};

/// More replicates than these would change no digit that is printed.
const REPLICATES: usize = 1_999;

pub(in crate::bias) struct Mediation;

impl Analysis for Mediation {
    fn about(&self) -> About {
        use MediationRow as Row;
        let names = &[Row::model, Row::similarity, Row::path, Row::source];
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names, value: Row::value }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        mediation_table(shared)
    }
}

/// What is found of one model, similarity and source.
struct Found {
    typical_gap: Option<f64>,
    paths: Option<Paths>,
    variances: [Variances; PATHS],
    by_query: Vec<[f64; SUMS]>,
    tests: Option<PathTests>,
}

/// The table `bias/mediation`.
///
/// Over the twins judged relevant of which both have a token and at least one has a query term, [`Paths`] of the differences of
/// score, similarity and ln length, each over the root of its mean square. Intervals are percentiles over resampled clusters of
/// queries, widened by √(V ÷ V_q) for contents that are a sample too, V being the variance of the effect's influences. The
/// direct effect is `None` where similarity and length leave nothing of the score.
///
/// Families are the paths, over all models, similarities and sources. The effect through a mediator is 0 where either of its
/// two steps is, so that p is the larger of theirs. Both steps of all these paths are one family: an effect is found falsely
/// only with a step that is, and the chance of any such step is below the level. In families of their own, one of first steps
/// and one of second, each would have that chance, and both together twice the level.
fn mediation_table(shared: &Shared<'_>) -> Table {
    let settings = shared.evidence().settings;
    let matchings = shared.matchings();
    let found: Vec<Found> = matchings.par_iter().map(|one| found(&gaps(one))).collect();
    let intervals = intervals(&found, shared.draws());
    let tests = tests(matchings, &found, settings);
    let rows = matchings.iter().zip(&found).zip(intervals.iter().zip(&tests));
    let rows = rows.flat_map(|((one, found), (intervals, tests))| {
        (0..PATHS).map(move |path| row(one, found, path, intervals[path], tests[path]))
    });
    MediationRow::to_table(rows.collect())
}

fn row(
    one: &Matching,
    found: &Found,
    path: usize,
    interval: Option<Interval>,
    test: CrossedTest,
) -> MediationRow {
    let direct = PATHS - 1;
    let told = found.paths.filter(|paths| !(paths.by_construction && path == direct));
    let value = told.map(|paths| signless_zero(paths.effects[path]));
    let total = told.map(|paths| paths.effects[0]).filter(|total| *total != 0.0);
    let interval = interval.filter(|_| told.is_some());
    let test = if told.is_some() { test } else { CrossedTest::default() };
    let mediator = path.checked_sub(1).filter(|mediator| *mediator < 2);
    let (queries, contents) = one.queries_and_contents();
    MediationRow {
        model: one.model.clone(),
        similarity: one.similarity.clone(),
        source: one.source.clone(),
        path: PATH_NAMES[path].to_string(),
        value,
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
        share_percent: value.zip(total).map(|(value, total)| signless_zero(100.0 * value / total)),
        typical_gap: found.typical_gap,
        rho: mediator.and_then(|mediator| told.and_then(|paths| paths.rho[mediator])),
        p_queries: test.queries,
        p_contents: test.contents,
        p_value: test.crossed,
        p_adjusted: test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        pairs: one.pairs.len() as u64,
        contents,
        queries,
    }
}

/// The differences of each pair, over the roots of their mean squares, and the root of the scores'.
fn gaps(one: &Matching) -> (Vec<Gap>, Option<f64>) {
    let difference = |[own, other]: [f64; 2]| own - other;
    let raw: Vec<[f64; 3]> = one
        .pairs
        .iter()
        .map(|pair| [pair.similarity, pair.twin.length, pair.scores].map(difference))
        .collect();
    let root = |place: usize| {
        let squares: f64 = raw.iter().map(|row| row[place] * row[place]).sum();
        (squares / raw.len().max(1) as f64).sqrt()
    };
    let roots = [root(0), root(1), root(2)];
    let over =
        |row: &[f64; 3], place: usize| if roots[place] > 0.0 { row[place] / roots[place] } else { 0.0 };
    let gap = |(pair, row): (&MatchedPair, &[f64; 3])| Gap {
        cell: pair.twin.cell,
        similarity: over(row, 0),
        length: over(row, 1),
        score: over(row, 2),
    };
    (one.pairs.iter().zip(&raw).map(gap).collect(), (!raw.is_empty()).then_some(roots[2]))
}

fn found((gaps, typical_gap): &(Vec<Gap>, Option<f64>)) -> Found {
    let (whole, by_query) = sums(gaps);
    let tests = PathTests::of(gaps);
    let paths = Paths::of(&whole).filter(|_| tests.is_some());
    let paths = paths.map(|paths| paths.or_by_construction(&by_query));
    let variances = paths.map(|paths| paths.variances(gaps)).unwrap_or_default();
    Found { typical_gap: *typical_gap, paths, variances, by_query, tests }
}

/// The interval of each path.
fn intervals(found: &[Found], draws: &KeptDraws) -> Vec<[Option<Interval>; PATHS]> {
    let columns: Vec<Vec<f64>> = found
        .iter()
        .flat_map(|one| (0..SUMS).map(|place| one.by_query.iter().map(|sums| sums[place]).collect()))
        .collect();
    let replicates = draws.first_mean_replicates(&columns, REPLICATES);
    let confidence = draws.bootstrap().confidence;
    let of = |(one, columns): (&Found, &[Vec<f64>])| {
        let Some(paths) = one.paths else { return [None; PATHS] };
        let of_replicate = |replicate: usize| {
            let sums: [f64; SUMS] = std::array::from_fn(|place| columns[place][replicate]);
            Paths::of(&sums).map(|paths| paths.effects)
        };
        let effects: Vec<Option<[f64; PATHS]>> = (0..columns[0].len()).map(of_replicate).collect();
        std::array::from_fn(|path| {
            let values: Vec<Option<f64>> = effects.iter().map(|effects| Some((*effects)?[path])).collect();
            let interval = Interval::of_some(&values, confidence)?;
            let widening = one.variances[path].widening(confidence)?;
            Some(interval.spread_about(signless_zero(paths.effects[path]), widening))
        })
    };
    found.iter().zip(replicates.chunks(SUMS)).map(of).collect()
}

/// The tests of each path. A path through a mediator has the larger p-values of its two steps.
fn tests(matchings: &[Matching], found: &[Found], settings: &BiasSettings) -> Vec<[CrossedTest; PATHS]> {
    const STEPS: usize = 6;
    let nothing = Contributions::default();
    let steps = |one: &'_ Found| -> [Contributions; STEPS] {
        let Some(tests) = one.tests.as_ref().filter(|_| one.paths.is_some()) else {
            return std::array::from_fn(|_| nothing.clone());
        };
        let PathTests { total, moved: [a, b], moves: [c, d], direct } = tests.clone();
        [total, a, b, c, d, direct]
    };
    let contributions: Vec<Contributions> = found.iter().flat_map(steps).collect();
    // By path, both steps of one together.
    const PATH_OF: [usize; STEPS] = [0, 1, 2, 1, 2, 3];
    let families: Vec<usize> = (0..contributions.len()).map(|place| PATH_OF[place % STEPS]).collect();
    let known: Vec<bool> = matchings.iter().flat_map(|one| [one.scores_know_sources; STEPS]).collect();
    let borrowed: Vec<&Contributions> = contributions.iter().collect();
    let tests = tested_contributions(&borrowed, &families, &known, settings);
    let of = |steps: &[CrossedTest]| {
        let both = |one: usize, other: usize| larger(&steps[one], &steps[other]);
        [steps[0], both(1, 3), both(2, 4), steps[5]]
    };
    tests.chunks(STEPS).map(of).collect()
}

/// The larger p-value of two tests of each kind; `None` where one of the two has none.
fn larger(one: &CrossedTest, other: &CrossedTest) -> CrossedTest {
    let larger = |one: Option<f64>, other: Option<f64>| Some(one?.max(other?));
    CrossedTest {
        queries: larger(one.queries, other.queries),
        contents: larger(one.contents, other.contents),
        crossed: larger(one.crossed, other.crossed),
        adjusted: larger(one.adjusted, other.adjusted),
    }
}

/// The similarity by which the paths of a model and source are shown: of those that leave a direct effect to tell, the one
/// that moves the score most closely, the largest |ρ|.
pub(crate) fn shown_similarity<'a>(rows: &'a [MediationRow], model: &str, source: &str) -> Option<&'a str> {
    let of = |path: &'static str| {
        let is = move |row: &&MediationRow| row.model == model && row.source == source && row.path == path;
        rows.iter().filter(is)
    };
    let told = |similarity: &str| {
        of(PATH_NAMES[PATHS - 1]).any(|row| row.similarity == similarity && row.value.is_some())
    };
    let strength = |row: &MediationRow| row.rho.map_or(-1.0, f64::abs);
    let closest = of(PATH_NAMES[1])
        .filter(|row| told(&row.similarity))
        .reduce(|one, other| if strength(other) > strength(one) { other } else { one });
    closest.map(|row| row.similarity.as_str())
}

/// The intervals of the paths of some pairs.
#[cfg(test)]
pub(super) fn intervals_of(gaps: &[Gap], settings: &BiasSettings) -> [Option<Interval>; PATHS] {
    intervals(&[found(&(gaps.to_vec(), None))], &settings.draws())[0]
}

/// The tests of the paths of some collections, as rows of one table.
#[cfg(test)]
pub(super) fn tests_of(collections: &[Vec<Gap>], settings: &BiasSettings) -> Vec<[CrossedTest; PATHS]> {
    let matching = |_: &Vec<Gap>| Matching {
        model: String::new(),
        similarity: String::new(),
        source: String::new(),
        scores_know_sources: false,
        pairs: Vec::new(),
    };
    let found: Vec<Found> = collections.iter().map(|gaps| found(&(gaps.clone(), None))).collect();
    tests(&collections.iter().map(matching).collect::<Vec<_>>(), &found, settings)
}
