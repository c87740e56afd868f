//! The table of the conditional analysis: its regressions in; rows with tests, and what they say of an effect of the
//! source, out.

use super::conditional::{Conditional, Effect};
use super::conditional_fit::{Fit, Fitted};
use crate::bias::BiasSettings;
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::tested_contributions;
use crate::bias::shared::Shared;
use crate::statistics::{Contributions, CrossedTest};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// what of the gap is left to the source given similarity and length
    pub struct ConditionalRow("bias/conditional", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// The similarity of query and document.
        similarity: String = "Similarity", Shown::Name;
        /// The source that is compared with the reference.
        source: String = "Source", Shown::Word;
        /// `judged_twins`: pairs of versions of relevant contents; `all_documents`: all that was ranked.
        scope: String = "Documents", Shown::Word;
        /// `linear`: straight lines; `flexible`: squares, product and splines too.
        form: String = "Form", Shown::Word;
        /// The gap before similarity and length are taken into account, in standard deviations of the score.
        gap: Option<f64> = "Gap", Shown::Decimal(3);
        /// What is left of it; above 0 the source is scored higher than similarity and length explain.
        coefficient: Option<f64> = "Left", Shown::Decimal(3);
        /// Lower end of the interval of the coefficient.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// 100 · coefficient ÷ gap.
        share_left_percent: Option<f64>;
        /// R² of similarity and length alone, in percent.
        explained_percent: Option<f64> = "Explained (%)", Shown::Decimal(1);
        /// What the source adds to it, in percent.
        variance_percent: Option<f64>;
        /// The most that the source adds within the interval, in percent.
        variance_percent_high: Option<f64> = "Adds at most (%)", Shown::Decimal(2);
        /// p over other queries: signs of what they give to the coefficient turned.
        p_queries: Option<f64>;
        /// p over other contents: signs of what they give to it turned, right in large samples.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted within its kind of regression, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// `present`, `absent`, `undecided`, `by_construction` or `not_tested`.
        effect: String = "Effect", Shown::Word;
        /// Pairs of judged twins, or documents.
        observations: u64 = "Pairs or documents", Shown::Count;
        /// Contents that they are versions of.
        contents: u64;
        /// The queries in whose rankings they stand.
        queries: u64;
    }
}

const PRINTED: Printed = Printed {
    name: "conditional",
    title: "Source, at equal closeness and length",
    note: "A regression of the score on similarity, length and the source, all normalised within each query, in standard \
        deviations of the score. Judged twins: the differences between the versions of relevant contents; all documents: \
        everything that was ranked, most of which nobody asked for. Flexible: squares, product and splines of similarity \
        and length; linear: straight lines, which can mistake a curve for an effect. The coefficient is what is left of \
        the source's advantage (above 0) or disadvantage (below 0) between documents that are equally close to the query \
        and equally long: unlike Relative Δ, above 0 favours the source and not the reference. Explained: what closeness \
        and length alone explain of the variance; adds at most: what the source may add within the interval. Effect: \
        present (p adjusted below the level, and not absent), absent (adds less than the margin, and shifts scores by \
        less than a fifth of their standard deviation, with the whole interval), undecided, or by construction, where \
        the score is a function of similarity and length and the question has no answer.",
};

pub(in crate::bias) struct ConditionalEffects;

impl Analysis for ConditionalEffects {
    fn about(&self) -> About {
        use ConditionalRow as Row;
        let names = &[Row::model, Row::similarity, Row::scope, Row::form, Row::source];
        About {
            schema: Row::SCHEMA,
            question: Question::BecauseOf,
            tests: Some(Tests { names, value: Row::coefficient }),
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        conditional_table(&shared.observed().conditionals, shared.evidence().settings)
    }
}

/// The table `bias/conditional`.
///
/// Scores, similarities and ln lengths are z-normalised within each query. Over `judged_twins` the difference S(source) −
/// S(reference) of each pair is regressed on a constant, the coefficient, and on the differences of the terms of the form:
/// what is common to both versions of a content drops out. Over `all_documents` the score is regressed on a constant, the
/// source (−½ and +½), whose coefficient is told, and the terms. Above 0: the source is scored higher than similarity and
/// length explain.
///
/// gap is the same without the terms, share_left_percent = 100·coefficient ÷ gap. explained_percent is R² of similarity and
/// length alone, variance_percent what the source adds to it, and variance_percent_high the most that it adds within the
/// interval, which is coefficient ± t·√V with V over queries and contents. Tests exchange the residuals of the model
/// without source within contents, and between queries (Freedman & Lane 1983), since exchanged labels would also take
/// similarity and length from a text. Families are the four kinds of regression (scope, form).
pub(in crate::bias) fn conditional_table(found: &[Conditional], settings: &BiasSettings) -> Table {
    let row = |(one, test): (&Conditional, CrossedTest)| {
        let fitted = one.fit.fitted();
        let interval = fitted.and_then(|fit| fit.interval);
        ConditionalRow {
            model: one.model.clone(),
            similarity: one.similarity.clone(),
            source: one.source.clone(),
            scope: one.scope.name().to_string(),
            form: one.form.name().to_string(),
            gap: fitted.map(|fit| fit.gap),
            coefficient: fitted.map(|fit| fit.coefficient),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            share_left_percent: fitted.and_then(Fitted::share_left_percent),
            explained_percent: one.fit.explained_percent(),
            variance_percent: fitted.map(|fit| fit.variance_percent(fit.coefficient)),
            variance_percent_high: fitted.and_then(Fitted::variance_percent_high),
            p_queries: test.queries,
            p_contents: test.contents,
            p_value: test.crossed,
            p_adjusted: test.adjusted,
            placebo_below: None,
            placebo_as_large: None,
            effect: effect(&one.fit, &test, settings).name().to_string(),
            observations: one.fit.rows as u64,
            contents: one.fit.contents as u64,
            queries: one.fit.queries as u64,
        }
    };
    ConditionalRow::to_table(found.iter().zip(tests(found, settings)).map(row).collect())
}

fn tests(found: &[Conditional], settings: &BiasSettings) -> Vec<CrossedTest> {
    let nothing = Contributions::default();
    let contributions: Vec<&Contributions> =
        found.iter().map(|one| one.fit.fitted().map_or(&nothing, |fit| &fit.contributions)).collect();
    let family = |one: &Conditional| 2 * one.scope as usize + one.form as usize;
    let families: Vec<usize> = found.iter().map(family).collect();
    let known: Vec<bool> = found.iter().map(|one| one.scores_know_sources).collect();
    tested_contributions(&contributions, &families, &known, settings)
}

/// The size of a shift, in standard deviations, below which it is small.
const SMALL_SHIFT: f64 = 0.2;

fn effect(fit: &Fit, test: &CrossedTest, settings: &BiasSettings) -> Effect {
    let Some(fitted) = fit.fitted() else {
        return if fit.by_construction { Effect::ByConstruction } else { Effect::NotTested };
    };
    let absent = fitted.variance_percent_high().is_some_and(|most| most < settings.margin_variance_percent)
        && fitted.shift_high().is_some_and(|most| most < SMALL_SHIFT);
    match test.adjusted {
        Some(p) if p < 1.0 - settings.confidence && !absent => Effect::Present,
        _ if absent => Effect::Absent,
        Some(_) => Effect::Undecided,
        None => Effect::NotTested,
    }
}
