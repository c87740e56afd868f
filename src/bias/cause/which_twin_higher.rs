//! Which twin stands higher? Judged twins in; the log-odds that the source's version does between versions that are alike in
//! closeness to the query, length, specificity and repetition, out.

use rayon::prelude::*;

use super::conditional::{Effect, Form};
use super::matched::{MatchedPair, Matching};
use super::which_twin_fit::{Contest, ContestFit, fits};
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::tested_contributions;
use crate::bias::shared::Shared;
use crate::statistics::{Contributions, CrossedTest, Unfitted};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// the log-odds that the source's version stands higher between twins that are alike
    pub struct WhichTwinRow("bias/which_twin_higher", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The similarity of query and document.
        similarity: String = "Similarity", Shown::Name;
        /// The source that is compared with the reference.
        source: String = "Source", Shown::Word;
        /// `linear`: straight lines; `flexible`: squares, product and splines of similarity and length too.
        form: String = "Form", Shown::Word;
        /// Of the pairs, the part in which the source's version stands higher, in percent; a tie is half a pair.
        higher_percent: Option<f64> = "Higher (%)", Shown::Decimal(1);
        /// The log-odds that it stands higher before anything is taken into account.
        plain: Option<f64>;
        /// What is left of them between versions that are alike; above 0 the source's version stands higher.
        coefficient: Option<f64> = "Log-odds, alike", Shown::Decimal(3);
        /// Lower end of the interval of the coefficient over queries and contents.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// The chance that the source's version stands higher between versions that are alike, in percent.
        alike_percent: Option<f64> = "Higher, alike (%)", Shown::Decimal(1);
        /// Of the log-odds, what one standard deviation of similarity adds; of the linear form alone.
        of_similarity: Option<f64>;
        /// What one standard deviation of ln length adds.
        of_length: Option<f64>;
        /// What one standard deviation of specificity adds.
        of_specificity: Option<f64>;
        /// What one standard deviation of repetition adds.
        of_repetition: Option<f64>;
        /// How much of ln 2 a pair the match alone explains, in percent.
        explained_percent: Option<f64> = "Explained (%)", Shown::Decimal(1);
        /// p over other queries: signs of queries' scores exchanged.
        p_queries: Option<f64>;
        /// p over other contents: signs of contents' scores exchanged.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted within its form, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// `by_construction` where the match tells every outcome, `not_tested` where too few are open, else `undecided`.
        effect: String = "Effect", Shown::Word;
        /// Pairs of judged twins.
        pairs: u64 = "Pairs", Shown::Count;
        /// Those whose versions tie.
        tied: u64;
        /// Contents that they are versions of.
        contents: u64;
        /// The queries that they are relevant to.
        queries: u64;
    }
}

const PRINTED: Printed = Printed {
    name: "which_twin_higher",
    title: "Which twin stands higher, at equal match",
    note: "A conditional logistic regression over pairs of relevant twins: the log-odds that the source's version stands \
        higher, given how much the two versions differ in closeness to the query, length, specificity and repetition. Higher: \
        how often the source's version stands higher, a tie being half; log-odds, alike: what is left between versions that \
        do not differ, above 0 favouring the source; higher, alike: the same as a chance. It looks at the order alone and not \
        at the size of scores. Explained: how much of the order \
        the match alone explains. A value off 0 is not yet an effect of the source: log-odds are taken for smooth functions of the \
        differences, and where small differences tell the order as surely as large ones, the value takes up what these miss. \
        The comparison within strata assumes no such function and is the one to go by. By construction: the match tells every \
        outcome and the question has no answer; not tested: it leaves too few outcomes open.",
};

pub(in crate::bias) struct WhichTwinHigher;

impl Analysis for WhichTwinHigher {
    fn about(&self) -> About {
        use WhichTwinRow as Row;
        let names = &[Row::model, Row::similarity, Row::form, Row::source];
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names, value: Row::coefficient }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        which_twin_table(shared)
    }
}

/// The table `bias/which_twin_higher`.
///
/// Over the twins judged relevant of which both have a token and at least one has a query term, the conditional logistic
/// regression of [`fits`]: pairs as units, no intercept but the source. Similarity, ln length, specificity and repetition are
/// standardised over both versions of all pairs; the flexible form adds squares, product and restricted cubic splines of the
/// first two, so that a curve is not taken for an effect. Ties are half a pair either way. The null hypothesis is that the
/// order of two versions depends on what they are matched for alone, and not on the source: no exchange of labels tests that,
/// since it would exchange the match as well; the signs of queries' and of contents' efficient scores are exchanged instead.
/// Families are the two forms. Models that expand the query, and those whose statistics are each source's own, have no rows.
fn which_twin_table(shared: &Shared<'_>) -> Table {
    let settings = shared.evidence().settings;
    let found = shared.matchings();
    let of = |one: &Matching| fits(&contests(one), settings);
    let fitted: Vec<[ContestFit; 2]> = found.par_iter().map(of).collect();
    let rows: Vec<(&Matching, Form, &ContestFit)> = found
        .iter()
        .zip(&fitted)
        .flat_map(|(one, fits)| Form::ALL.into_iter().zip(fits).map(move |(form, fit)| (one, form, fit)))
        .collect();
    let nothing = Contributions::default();
    let contributions: Vec<&Contributions> = rows
        .iter()
        .map(|(.., fit)| fit.fitted.as_ref().map_or(&nothing, |fitted| &fitted.contributions))
        .collect();
    let families: Vec<usize> = rows.iter().map(|(_, form, _)| *form as usize).collect();
    let known: Vec<bool> = rows.iter().map(|(one, ..)| one.scores_know_sources).collect();
    let tests = tested_contributions(&contributions, &families, &known, settings);
    let row =
        |((one, form, fit), test): (&(&Matching, Form, &ContestFit), CrossedTest)| row(one, *form, fit, test);
    WhichTwinRow::to_table(rows.iter().zip(tests).map(row).collect())
}

/// The pairs for a regression.
fn contests(one: &Matching) -> Vec<Contest> {
    let contest = |pair: &MatchedPair| {
        let twin = &pair.twin;
        Contest {
            cell: twin.cell,
            values: [pair.similarity, twin.length, twin.specificity, twin.repetition],
            outcome: pair.order(),
        }
    };
    one.pairs.iter().map(contest).collect()
}

fn row(one: &Matching, form: Form, fit: &ContestFit, test: CrossedTest) -> WhichTwinRow {
    let fitted = fit.fitted.as_ref();
    let slope = |place: usize| fitted.and_then(|fit| fit.others).map(|others| others[place]);
    let count = |order: f64| one.pairs.iter().filter(|pair| pair.order() == order).count();
    let (higher, tied) = (count(1.0), count(0.0));
    let (queries, contents) = one.queries_and_contents();
    let pairs = one.pairs.len();
    WhichTwinRow {
        model: one.model.clone(),
        similarity: one.similarity.clone(),
        source: one.source.clone(),
        form: form.name().to_string(),
        higher_percent: (pairs > 0).then(|| 100.0 * (higher as f64 + 0.5 * tied as f64) / pairs as f64),
        plain: fit.plain,
        coefficient: fitted.map(|fit| fit.coefficient),
        low: fitted.map(|fit| fit.interval.low),
        high: fitted.map(|fit| fit.interval.high),
        alike_percent: fitted.map(|fit| 100.0 * chance(fit.coefficient)),
        of_similarity: slope(0),
        of_length: slope(1),
        of_specificity: slope(2),
        of_repetition: slope(3),
        explained_percent: fit.explained_percent,
        p_queries: test.queries,
        p_contents: test.contents,
        p_value: test.crossed,
        p_adjusted: test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        effect: effect(fit, &test).name().to_string(),
        pairs: pairs as u64,
        tied: tied as u64,
        contents,
        queries,
    }
}

/// The probability of these log-odds.
fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Whether there is anything to ask. No effect is told present or absent: where small differences tell the order as surely
/// as large ones, the log-odds are no smooth function of them, and the constant takes up what the function misses.
fn effect(fit: &ContestFit, test: &CrossedTest) -> Effect {
    match fit.unfitted {
        Some(Unfitted::Separated) => Effect::ByConstruction,
        None if fit.fitted.is_some() && test.adjusted.is_some() => Effect::Undecided,
        _ => Effect::NotTested,
    }
}
