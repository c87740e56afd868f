//! A placebo: the same evidence with the labels of each content's versions dealt by coin in; how often every test finds
//! something where there is nothing, and where the real value lies among the placebos, out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::analysis::{Bias, bias_of};
use super::texts::Texts;
use super::{BiasSettings, Evidence};
use crate::error::Result;
use crate::evaluate::{EvaluateSettings, evaluate};
use crate::retrieve::Run;
use crate::table::{Column, Table};

/// What the seed of the relabelings is combined with, so that they share no coin with the tests.
const RELABEL: u64 = 0x706c_6163_6562_6f00;
/// How many exchanges a test of a placebo makes at most: a share of many p-values needs no small ones.
const EXCHANGES: usize = 999;

/// One test: its table, what it is of, and the column of its value.
struct Tested {
    table: &'static str,
    names: &'static [&'static str],
    value: &'static str,
}

/// The tables whose p-values speak of the source.
const TESTED: [Tested; 4] = [
    Tested { table: "bias/relative_delta", names: &["model", "measure", "source"], value: "difference" },
    Tested { table: "bias/exposure", names: &["model", "measure", "source"], value: "value" },
    Tested { table: "bias/decomposition", names: &["model", "part", "source"], value: "value" },
    Tested {
        table: "bias/conditional",
        names: &["model", "similarity", "scope", "form", "source"],
        value: "coefficient",
    },
];

/// The values and p-values of one test: value, p of queries, of contents, crossed.
type Outcome = (f64, [Option<f64>; 3]);

/// The table `bias/placebo`: table, test, relabelings, share_queries, share_contents, share_below, share_as_large.
///
/// The labels of each content's versions are dealt anew `relabelings` times, every order being equally likely, so that a
/// source means nothing; rankings, queries and judgements stay, and all analyses are made again. `test` names the row as
/// its table does. share_queries, share_contents and share_below are how often p_queries, p_contents and p_value are below
/// 1 − confidence: they should be about that share, and for the p_value, the one that sentences use, not above it beyond
/// chance. share_as_large is how often a placebo's value is at least as far from 0 as the real one. Models whose scores
/// know the sources are left out.
pub fn placebo_table(evidence: &Evidence<'_>, real: &Bias, relabelings: usize) -> Table {
    let settings =
        BiasSettings { bootstrap: evidence.settings.bootstrap.min(EXCHANGES), ..*evidence.settings };
    let known: Vec<&Run> =
        evidence.runs.iter().filter(|run| !evidence.scores_know_sources(&run.model)).collect();
    let texts = Texts::new(evidence.corpus, evidence.analyzer, evidence.queries);
    let one = |replicate: usize| -> BTreeMap<(usize, String), Outcome> {
        let seed = evidence.settings.seed ^ RELABEL;
        let catalogue = Arc::new(evidence.corpus.catalogue().relabelled(seed, replicate as u64));
        let relabelled = |run: &&Run| Run { catalogue: catalogue.clone(), ..(*run).clone() };
        let runs: Vec<Run> = known.iter().map(relabelled).collect();
        let evaluate_settings =
            EvaluateSettings { ties: evidence.evaluation.ties, bootstrap: 0, ..EvaluateSettings::default() };
        let evaluation = evaluate(&runs, evidence.qrels, evidence.measures, &evaluate_settings);
        let corpus = evidence.corpus.with_catalogue(catalogue);
        let placebo = Evidence {
            evaluation: &evaluation,
            runs: &runs,
            corpus: &corpus,
            settings: &settings,
            ..*evidence
        };
        outcomes(&bias_of(&placebo, &texts, false))
    };
    let placebos: Vec<_> = (0..relabelings).into_par_iter().map(one).collect();
    let (mut tables, mut tests, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    let mut shares: [Vec<Option<f64>>; 4] = Default::default();
    let level = 1.0 - evidence.settings.confidence;
    for (key, (value, _)) in outcomes(real) {
        let found: Vec<Outcome> = placebos.iter().filter_map(|one| one.get(&key).copied()).collect();
        if found.is_empty() {
            continue;
        }
        let share = |holds: &dyn Fn(&Outcome) -> Option<bool>| {
            let known: Vec<bool> = found.iter().filter_map(holds).collect();
            let count = known.iter().filter(|holds| **holds).count();
            (!known.is_empty()).then(|| count as f64 / known.len() as f64)
        };
        for place in 0..3 {
            shares[place].push(share(&|(_, p)| p[place].map(|p| p < level)));
        }
        shares[3].push(share(&|(placebo, _)| Some(placebo.abs() >= value.abs())));
        tables.push(TESTED[key.0].table.to_string());
        tests.push(key.1);
        counts.push(found.len() as u64);
    }
    let [queries, contents, below, as_large] = shares;
    Table::new(vec![
        ("table", Column::Text(tables)),
        ("test", Column::Text(tests)),
        ("relabelings", Column::Count(counts)),
        ("share_queries", Column::Number(queries)),
        ("share_contents", Column::Number(contents)),
        ("share_below", Column::Number(below)),
        ("share_as_large", Column::Number(as_large)),
    ])
}

/// Every test of the tables that has a p-value, in their order.
fn outcomes(bias: &Bias) -> BTreeMap<(usize, String), Outcome> {
    let mut found = BTreeMap::new();
    for (number, tested) in TESTED.iter().enumerate() {
        let Some(table) = bias.table(tested.table) else { continue };
        let mut read = || -> Result<()> {
            let names = tested.names.iter().map(|name| table.text(name)).collect::<Result<Vec<_>>>()?;
            let values = table.number(tested.value)?;
            let p_values = ["p_queries", "p_contents", "p_value"].map(|name| table.number(name));
            let [queries, contents, crossed] = p_values;
            let (queries, contents, crossed) = (queries?, contents?, crossed?);
            for row in 0..table.height() {
                let name = names.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join(" ");
                if let (Some(value), Some(_)) = (values[row], crossed[row]) {
                    found.insert((number, name), (value, [queries[row], contents[row], crossed[row]]));
                }
            }
            Ok(())
        };
        read().expect("the columns are those that this stage gives its tables");
    }
    found
}
