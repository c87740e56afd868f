//! The answer: result tables of the stage in; one statement for each question, and the matrix of models and sources, out.
//! It is made once; the terminal, the page and `verdicts.json` show it.

mod authors;
mod cause;
mod certainty;
mod closeness;
mod counterfactual;
mod equal_match;
mod in_ranks;
mod matrix;
mod other_engines;
mod single_words;
mod size;
mod turns;
mod words;

use serde::{Deserialize, Serialize};

pub use matrix::MatrixCell;

use super::{
    BiasSettings, ConditionalRow, CorrelationRow, CounterfactualRow, DecompositionRow, MatchRow,
    MediationRow, PlaceboRow, QueryAuthorRow, RelativeDeltaRow, StratifiedRow, TieRulesRow, WhichTwinRow,
    WordEffectRow,
};
use crate::evaluate::Ties;
use crate::number::level;
use crate::statement::{Statement, Topic};
use crate::table::{Schema, Table, TableRow};

/// What an experiment found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The measure that statements on bias speak of; empty where nothing was compared.
    pub measure: String,
    /// The source that others are compared with.
    pub reference: String,
    /// The most queries that a comparison is of.
    pub queries: u64,
    /// How many clusters these queries fall into, as an audit tells it; 0 where that is not said.
    #[serde(default)]
    pub clusters: u64,
    /// By how many tests p-values are adjusted together.
    pub tests: usize,
    /// The level of tests: below it an adjusted p-value is called significant.
    pub level: f64,
    /// How large a Relative Δ, in percent, still counts as no bias.
    pub margin_percent: f64,
    /// A sentence each, by topic.
    pub statements: Vec<Statement>,
    /// Relative Δ of every model and source, in the order of the tables.
    pub matrix: Vec<MatrixCell>,
}

/// The result tables that an answer is made of; those that were not made are empty.
#[derive(Debug, Clone, Default)]
pub struct AnswerTables {
    /// `bias/relative_delta`.
    pub relative_deltas: Vec<RelativeDeltaRow>,
    /// `bias/query_authors`.
    pub query_authors: Vec<QueryAuthorRow>,
    /// `bias/decomposition`.
    pub decompositions: Vec<DecompositionRow>,
    /// `bias/word_effects`.
    pub word_effects: Vec<WordEffectRow>,
    /// `bias/counterfactual`.
    pub counterfactuals: Vec<CounterfactualRow>,
    /// `bias/correlation`.
    pub correlations: Vec<CorrelationRow>,
    /// `bias/conditional`.
    pub conditionals: Vec<ConditionalRow>,
    /// `bias/match`.
    pub matches: Vec<MatchRow>,
    /// `bias/which_twin_higher`.
    pub which_twins: Vec<WhichTwinRow>,
    /// `bias/stratified`.
    pub stratified: Vec<StratifiedRow>,
    /// `bias/mediation`.
    pub mediations: Vec<MediationRow>,
    /// `bias/tie_rules`.
    pub tie_rules: Vec<TieRulesRow>,
    /// The rule for ties by which the others were made.
    pub ties: Ties,
    /// `bias/placebo`.
    pub placebos: Vec<PlaceboRow>,
}

impl AnswerTables {
    /// Those among the tables of a [`Bias`](super::Bias).
    pub(super) fn of(tables: &[(&'static Schema, Table)]) -> AnswerTables {
        fn rows<R: TableRow>(tables: &[(&'static Schema, Table)]) -> Vec<R> {
            let table = tables.iter().find(|(schema, _)| schema.key == R::SCHEMA.key);
            table.and_then(|(_, table)| R::from_table(table).ok()).unwrap_or_default()
        }
        AnswerTables {
            relative_deltas: rows(tables),
            query_authors: rows(tables),
            decompositions: rows(tables),
            word_effects: rows(tables),
            counterfactuals: rows(tables),
            correlations: rows(tables),
            conditionals: rows(tables),
            matches: rows(tables),
            which_twins: rows(tables),
            stratified: rows(tables),
            mediations: rows(tables),
            tie_rules: rows(tables),
            ties: Ties::default(),
            placebos: rows(tables),
        }
    }
}

impl Answer {
    /// The answer on bias: on the `headline` measure (the first one where it is not among the rows), for each source who is
    /// favoured by how much and how surely, over models; because of what; and what could have faked it.
    pub fn new(tables: &AnswerTables, headline: Option<&str>, settings: &BiasSettings) -> Answer {
        let rows = &tables.relative_deltas;
        let of_headline = |row: &&RelativeDeltaRow| Some(&*row.measure) == headline;
        let measure = rows.iter().find(of_headline).or(rows.first()).map(|row| row.measure.clone());
        let measure = measure.unwrap_or_default();
        let chosen: Vec<(usize, &RelativeDeltaRow)> =
            rows.iter().enumerate().filter(|(_, row)| row.measure == measure).collect();
        let tests = chosen.iter().filter(|(_, row)| row.p_adjusted.is_some()).count();
        let mut answer = Answer {
            reference: rows.first().map(|row| row.reference.clone()).unwrap_or_default(),
            queries: chosen.iter().map(|(_, row)| row.queries).max().unwrap_or(0),
            clusters: 0,
            tests,
            level: level(settings.confidence),
            margin_percent: settings.margin_percent,
            statements: size::statements(&chosen, tests, settings),
            matrix: chosen.iter().map(|(place, row)| MatrixCell::new(*place, row)).collect(),
            measure,
        };
        answer.extend(authors::statements(&tables.query_authors, &answer.measure, settings));
        let headline = answer.measure.clone();
        let (told, in_ranks): (Vec<String>, Vec<Statement>) =
            in_ranks::statements(tables, &headline, answer.level).into_iter().unzip();
        answer.extend(in_ranks);
        answer.extend(cause::statements(tables, &headline, &told, answer.level));
        answer.extend(other_engines::statement(tables, &headline));
        answer.extend(closeness::left_to_sources(&tables.conditionals));
        let further = [
            counterfactual::statements(&tables.counterfactuals, &headline, answer.level),
            single_words::statements(&tables.word_effects, answer.level),
            closeness::followed(&tables.correlations).into_iter().collect(),
            equal_match::statements(tables, answer.level),
        ];
        answer.extend(further.into_iter().flatten().map(Statement::in_detail));
        answer.extend(certainty::tie_rules(&tables.tie_rules, &headline, tables.ties));
        answer.extend(certainty::placebo(&tables.placebos, answer.level));
        answer
    }

    /// [`Answer::new`] on a corpus of these sources: of a single one it says that there is nothing to compare.
    pub fn of_sources(
        sources: &[&str],
        tables: &AnswerTables,
        headline: Option<&str>,
        settings: &BiasSettings,
    ) -> Answer {
        let mut answer = Answer::new(tables, headline, settings);
        if let [only] = sources {
            let nothing = format!(
                "Nothing to compare: `{only}` is the only source. Add a second one in [corpus] to see which is favoured"
            );
            answer.extend([Statement::new(Topic::Bias, nothing)]);
        }
        answer
    }

    /// Adds statements, each after those of its topic.
    pub fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
        self.statements.sort_by_key(|statement| statement.topic);
    }

    /// The statements of a topic.
    pub fn about(&self, topic: Topic) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |statement| statement.topic == topic)
    }
}
