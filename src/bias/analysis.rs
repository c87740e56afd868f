//! The socket of the stage's analyses, and the whole stage: evidence in; a table for each analysis and the answer out.

use super::evidence::Evidence;
use super::shared::Shared;
use super::texts::Texts;
use super::{Answer, AnswerTables, RelativeDelta};
use crate::bias::cause::conditional_table;
use crate::bias::cause::correlation;
use crate::bias::cause::counterfactual;
use crate::bias::cause::decomposition;
use crate::bias::cause::explanation::TermPartRow;
use crate::bias::cause::match_table;
use crate::bias::cause::mediation;
use crate::bias::cause::pairs;
use crate::bias::cause::rank_similarity;
use crate::bias::cause::stratified;
use crate::bias::cause::twin_texts::TwinTextRow;
use crate::bias::cause::which_twin_higher;
use crate::bias::cause::word_effects;
use crate::bias::doubt::placebo::PlaceboRow;
use crate::bias::doubt::planted::PlantedRow;
use crate::bias::doubt::tie_rules;
use crate::bias::doubt::ties;
use crate::bias::size::exposure;
use crate::bias::size::query_authors_table;
use crate::bias::size::relative_delta_table;
use crate::error::{Error, Result};
use crate::table::{Schema, Table, TableRow};

/// What an analysis says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// How large a source bias is.
    HowLarge,
    /// Because of what it is there.
    BecauseOf,
    /// How sure that is.
    HowSure,
}

impl Question {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Question::HowLarge => "how large",
            Question::BecauseOf => "because of what",
            Question::HowSure => "how sure",
        }
    }
}

/// Which columns of a table name a test of the source, and which one has its value. The p-values stand in p_queries,
/// p_contents and p_value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tests {
    /// Together they name a row.
    pub names: &'static [&'static str],
    /// The column of the value that is 0 where a source means nothing.
    pub value: &'static str,
}

/// What an analysis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Its table: place, columns, and how they are printed.
    pub schema: &'static Schema,
    /// What it says something about.
    pub question: Question,
    /// Which of its rows are tests of the source, where they are.
    pub tests: Option<Tests>,
    /// Whether it looks at the texts of documents; where these are not known it is left out.
    pub needs_texts: bool,
}

/// One analysis: it makes one table of the evidence. A row of [`ANALYSES`] is all that a new one needs to be written, read,
/// listed, repeated on placebos and shown.
pub trait Analysis: Sync {
    /// What it is.
    fn about(&self) -> About;

    /// The table; without rows where there is nothing to say.
    fn table(&self, shared: &Shared<'_>) -> Table;
}

/// All analyses, in the order of their tables.
pub static ANALYSES: &[&dyn Analysis] = &[
    &relative_delta_table::RelativeDeltas,
    &exposure::Exposure,
    &query_authors_table::QueryAuthors,
    &ties::TiedPairs,
    &tie_rules::TieRules,
    &decomposition::Decomposition,
    &counterfactual::Counterfactual,
    &pairs::Pairs,
    &word_effects::WordEffects,
    &correlation::Correlation,
    &conditional_table::ConditionalEffects,
    &match_table::Match,
    &which_twin_higher::WhichTwinHigher,
    &stratified::StratifiedExchange,
    &mediation::Mediation,
    &rank_similarity::SimilarityByRank,
];

/// Source bias, and what explains it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bias {
    tables: Vec<(&'static Schema, Table)>,
    answer: Answer,
    relative_deltas: Vec<RelativeDelta>,
}

impl Bias {
    /// The tables. All are there, some without rows where there is nothing to compare.
    pub fn tables(&self) -> impl Iterator<Item = (&'static Schema, &Table)> {
        self.tables.iter().map(|(schema, table)| (*schema, table))
    }

    /// The table of that place, as in `bias/relative_delta`.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables().find(|(known, _)| known.key == key).map(|(_, table)| table)
    }

    /// Changes the table of that schema, where there is one.
    pub(super) fn change(&mut self, schema: &Schema, change: impl Fn(&Table) -> Table) {
        let place = self.tables.iter_mut().find(|(known, _)| known.key == schema.key);
        place.into_iter().for_each(|(_, table)| *table = change(table));
    }

    /// Adds a table, of which the answer may have something to say.
    pub(super) fn add(&mut self, schema: &'static Schema, table: Table, evidence: &Evidence<'_>) {
        self.tables.push((schema, table));
        self.answer = answer(&self.tables, evidence);
    }

    /// The answer in sentences, and the matrix of models and sources.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The rows of `bias/relative_delta`.
    pub fn relative_deltas(&self) -> &[RelativeDelta] {
        &self.relative_deltas
    }
}

/// Tells source bias from the evidence, and how far similarity of query and document explains it.
///
/// A corpus of one source gives tables without rows and an answer that says so. Where no texts are known, the tables of
/// analyses that need them are not made.
///
/// # Errors
/// Where a run speaks of another corpus than the evidence's.
pub fn bias(evidence: &Evidence<'_>) -> Result<Bias> {
    bias_by(evidence, ANALYSES)
}

/// [`bias`] by these analyses alone, which may be one's own.
///
/// # Errors
/// As [`bias`].
pub fn bias_by(evidence: &Evidence<'_>, analyses: &[&dyn Analysis]) -> Result<Bias> {
    Ok(bias_of(evidence, texts(evidence)?.as_ref(), analyses, &|| ()))
}

/// The counted texts of the evidence, where there are some and its runs speak of them.
pub(super) fn texts<'a>(evidence: &Evidence<'a>) -> Result<Option<Texts<'a>>> {
    let ids = evidence.catalogue.ids();
    if let Some(run) = evidence.runs.iter().find(|run| run.catalogue.ids() != ids) {
        let reason =
            format!("the run `{}` speaks of other documents than the corpus; search it again", run.model);
        return Err(Error::Failed(reason));
    }
    Ok(evidence.texts.map(|texts| Texts::new(evidence, texts)))
}

/// [`bias_by`], the texts being counted; `step` is called after each analysis.
pub(super) fn bias_of(
    evidence: &Evidence<'_>,
    texts: Option<&Texts<'_>>,
    analyses: &[&dyn Analysis],
    step: &dyn Fn(),
) -> Bias {
    let shared = Shared::new(evidence, texts);
    let tables = tables(&shared, analyses, step);
    let deltas = shared.relative_deltas().to_vec();
    let answer = answer(&tables, evidence);
    Bias { tables, answer, relative_deltas: deltas }
}

/// What these tables of the evidence say.
fn answer(tables: &[(&'static Schema, Table)], evidence: &Evidence<'_>) -> Answer {
    let sources: Vec<&str> = evidence.catalogue.sources().iter().map(|source| source.name.as_str()).collect();
    let tables = AnswerTables { ties: evidence.evaluation.settings.ties, ..AnswerTables::of(tables) };
    Answer::of_sources(&sources, &tables, evidence.headline(), evidence.settings)
}

/// The tables of some analyses, of those that need texts only where there are some; `step` is called after each.
pub(super) fn tables(
    shared: &Shared<'_>,
    analyses: &[&dyn Analysis],
    step: &dyn Fn(),
) -> Vec<(&'static Schema, Table)> {
    let possible = |analysis: &&&dyn Analysis| shared.texts().is_some() || !analysis.about().needs_texts;
    let table = |analysis: &&dyn Analysis| (analysis.about().schema, analysis.table(shared));
    analyses.iter().filter(possible).map(table).inspect(|_| step()).collect()
}

/// All tables of the stage: those of [`ANALYSES`], those of placebos and of planted truth, and the texts and terms of some pairs.
pub fn schemas() -> impl Iterator<Item = &'static Schema> {
    let others = [PlaceboRow::SCHEMA, PlantedRow::SCHEMA, TwinTextRow::SCHEMA, TermPartRow::SCHEMA];
    ANALYSES.iter().map(|analysis| analysis.about().schema).chain(others)
}
