//! Exposure: how much of what a reader sees each source gets, and whose copy of the same content stands higher. Runs go
//! in, without judgements; means over the queries with results come out.

use rayon::prelude::*;

use super::share::Share;
use super::twins::{TwinPlaces, Twins};
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::estimate::{Crossed, Estimate, QueryValues, estimates};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::shared::Shared;
use crate::corpus::SourceId;
use crate::retrieve::{Ranking, Run};
use crate::statistics::{Cell, KeptDraws};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// One row of the table: a measure, between the reference and a source or of one source alone.
struct Row<'a> {
    run: &'a Run,
    measure: String,
    source: SourceId,
    values: QueryValues,
    /// What queries and contents contribute, where 0 means "no bias" and a test makes sense.
    crossed: Option<Crossed>,
}

/// The table `bias/exposure`.
///
/// `NDSR@5` and `share@10` have a row per source, the reference included, and no test; `dNDSR@5` and `dshare@10` are
/// reference − source. `twin_wins`, `twin_losses` and `twin_ties` are the mean shares, among the twin pairs of which at
/// least one copy is ranked, where the reference's copy stands above, below or ties; a copy that is not ranked stands
/// below. `twin_balance` is wins − losses. Below 0 means that the other source is preferred.
///
/// Differences are sums over contents of what the content's documents contribute, so that exchanging the labels of a
/// content turns the sign of its part, exactly. p_queries, p_contents, p_value: [`crate::statistics::CrossedTest`]; p_adjusted
/// is over all tested rows of the table.
pub(in crate::bias) fn exposure_table(evidence: &Evidence<'_>, units: &Units, draws: &KeptDraws) -> Table {
    let rows: Vec<Row<'_>> = evidence.runs.iter().flat_map(|run| of_run(run, units)).collect();
    table(evidence, &rows, draws)
}

crate::table! {
    /// which source stands at the top, and which of two twins stands higher
    pub struct ExposureRow("bias/exposure", FileKind::Csv, Some(PRINTED)) {
        /// The model, or the name of a run that came as a file.
        model: String = "Model", Shown::Name;
        /// What is measured: a part of the first places, or how twins stand.
        measure: String = "Measure", Shown::Word;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// Its mean over queries.
        value: Option<f64> = "Value", Shown::Significant;
        /// Lower end of the interval of the mean.
        low: Option<f64> = "Interval", Shown::SignificantInterval;
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries; of differences and balances alone, like the three that follow.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over labels that mean nothing.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The larger of the two.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all differences and balances, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Of the placebos, the part with p below the level.
        placebo_below(optional): Option<f64> = "Placebo below", Shown::Decimal(3);
        /// Of the placebos, the part with a value at least as far from 0.
        placebo_as_large(optional): Option<f64> = "Placebo as large", Shown::Decimal(3);
        /// The queries that the mean is over.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "exposure",
    title: "Who ranks at the top, regardless of judgements",
    note: "Means over queries. NDSR@k: the share of the first k places, higher ones counting more, held by the source's \
        documents; share@k: the same with all places alike. dNDSR@k and dshare@k: the reference's share minus the \
        source's. twin_wins, twin_losses, twin_ties: of the pairs of versions of one content, the share in which the \
        reference's ranks above, below or at the same score; twin_balance: wins minus losses. These four run over all \
        ranks to the run's depth, and a version that was not retrieved counts as below: their sign may oppose that of \
        the top of the list. Differences and balance below 0: the source's versions stand higher. p: the crossed test \
        over queries and contents; p adjusted: over all differences and balances.",
};

pub(in crate::bias) struct Exposure;

impl Analysis for Exposure {
    fn about(&self) -> About {
        use ExposureRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::HowLarge,
            tests: Some(Tests { names: &[Row::model, Row::measure, Row::source], value: Row::value }),
            needs_texts: false,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        exposure_table(shared.evidence(), shared.units(), shared.draws())
    }
}

fn of_run<'a>(run: &'a Run, units: &Units) -> Vec<Row<'a>> {
    let catalogue = &*run.catalogue;
    let reference = catalogue.reference();
    let rankings: Vec<(u32, &Ranking)> = run
        .rankings
        .iter()
        .filter(|(_, ranking)| !ranking.documents().is_empty())
        .map(|(query, ranking)| (units.query(query), ranking))
        .collect();
    let alone = |measure: String, source: SourceId, values: QueryValues| Row {
        run,
        measure,
        source,
        values,
        crossed: None,
    };
    let mut rows = Vec::new();
    for share in [&Share::NDSR, &Share::PLAIN] {
        let of = |source: SourceId| -> QueryValues {
            let value = |(query, ranking): &(u32, &Ranking)| (*query, share.of(ranking, catalogue, source));
            rankings.par_iter().map(value).collect()
        };
        let of_reference = of(reference);
        let of_others: Vec<(SourceId, QueryValues)> =
            catalogue.others().map(|source| (source, of(source))).collect();
        for (source, values) in &of_others {
            let pairs = of_reference.iter().zip(values);
            let values: QueryValues =
                pairs.map(|((query, left), (_, right))| (*query, left - right)).collect();
            let cells = |(query, ranking): &(u32, &Ranking)| {
                share.cells(ranking, catalogue, [reference, *source], (*query, units))
            };
            let cells = rankings.par_iter().flat_map_iter(cells).collect();
            let crossed = Some(Crossed::over_queries(values.clone(), cells));
            rows.push(Row { run, measure: format!("d{share}"), source: *source, values, crossed });
        }
        for (source, values) in std::iter::once((reference, of_reference)).chain(of_others) {
            rows.push(alone(share.to_string(), source, values));
        }
    }
    for source in catalogue.others() {
        let twins = Twins::new(catalogue, reference, source);
        let found: Vec<(u32, Outcome, Vec<Cell>)> = rankings
            .par_iter()
            .filter_map(|(query, ranking)| outcome(*query, ranking, &twins, units))
            .collect();
        for (measure, of) in TWIN_MEASURES {
            let values = found.iter().map(|(query, outcome, _)| (*query, of(outcome))).collect();
            rows.push(alone(measure.to_string(), source, values));
        }
        let balance: fn(&Outcome) -> f64 =
            |outcome| outcome.share(outcome.wins as f64 - outcome.losses as f64);
        let values: QueryValues =
            found.iter().map(|(query, outcome, _)| (*query, balance(outcome))).collect();
        let cells = found.into_iter().flat_map(|(_, _, cells)| cells).collect();
        let crossed = Some(Crossed::over_queries(values.clone(), cells));
        rows.push(Row { run, measure: "twin_balance".to_string(), source, values, crossed });
    }
    rows
}

/// How the twin pairs of one ranking came out.
pub(in crate::bias) struct Outcome {
    pub wins: usize,
    pub losses: usize,
    pub ties: usize,
}

impl Outcome {
    pub fn share(&self, count: f64) -> f64 {
        count / (self.wins + self.losses + self.ties) as f64
    }
}

type TwinMeasure = (&'static str, fn(&Outcome) -> f64);

const TWIN_MEASURES: &[TwinMeasure] = &[
    ("twin_wins", |outcome| outcome.share(outcome.wins as f64)),
    ("twin_losses", |outcome| outcome.share(outcome.losses as f64)),
    ("twin_ties", |outcome| outcome.share(outcome.ties as f64)),
];

/// The outcome of a ranking with at least one ranked twin, and what each content contributes to its balance.
pub(in crate::bias) fn outcome(
    query: u32,
    ranking: &Ranking,
    twins: &Twins,
    units: &Units,
) -> Option<(u32, Outcome, Vec<Cell>)> {
    let places = twins.documents(ranking);
    let wins = places.iter().filter(|(_, place)| place.reference_wins()).count();
    let ties = places.iter().filter(|(_, place)| place.tied()).count();
    let pairs = places.len() as f64;
    let cell = |(document, place): &(u32, TwinPlaces)| {
        let sign = f64::from(place.reference_wins()) - f64::from(place.source_wins());
        Cell { query, content: units.content(*document), value: sign / pairs }
    };
    let cells = places.iter().map(cell).collect();
    (!places.is_empty()).then(|| (query, Outcome { wins, losses: places.len() - wins - ties, ties }, cells))
}

fn table(evidence: &Evidence<'_>, rows: &[Row<'_>], draws: &KeptDraws) -> Table {
    let settings = evidence.settings;
    let columns: Vec<QueryValues> = rows.iter().map(|row| row.values.clone()).collect();
    let mut found = estimates(&columns, draws);
    let tested: Vec<(usize, &Crossed)> =
        rows.iter().enumerate().filter_map(|(place, row)| Some((place, row.crossed.as_ref()?))).collect();
    let figures: Vec<&Crossed> = tested.iter().map(|(_, crossed)| *crossed).collect();
    let known: Vec<bool> =
        tested.iter().map(|(place, _)| evidence.scores_know_sources(&rows[*place].run.model)).collect();
    let tests = crate::bias::estimate::tested(&figures, &vec![0; figures.len()], &known, settings);
    for ((place, crossed), test) in tested.into_iter().zip(tests) {
        let estimate = &mut found[place];
        estimate.test = test;
        estimate.interval = crossed.widened(estimate.interval, estimate.value, settings.confidence);
    }
    let name = |row: &Row<'_>, source: SourceId| row.run.catalogue.source_name(source).to_string();
    let exposure = |(row, estimate): (&Row<'_>, &Estimate)| ExposureRow {
        model: row.run.model.clone(),
        measure: row.measure.clone(),
        reference: name(row, row.run.catalogue.reference()),
        source: name(row, row.source),
        value: estimate.value,
        low: estimate.low(),
        high: estimate.high(),
        p_queries: estimate.test.queries,
        p_contents: estimate.test.contents,
        p_value: estimate.test.crossed,
        p_adjusted: estimate.test.adjusted,
        placebo_below: None,
        placebo_as_large: None,
        queries: estimate.queries,
    };
    ExposureRow::to_table(rows.iter().zip(&found).map(exposure).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::BiasSettings;
    use crate::bias::fixture::{Case, run};
    use crate::corpus::Qrels;

    #[test]
    fn twins_of_one_ranking() {
        let settings = BiasSettings { bootstrap: 100, ..BiasSettings::default() };
        let runs = vec![run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0), (2, 1.0)], &[]])];
        let case = Case::new(runs, Qrels::default(), Vec::new(), settings);
        let evidence = case.evidence();
        let table =
            exposure_table(&evidence, &Units::new(&evidence, evidence.catalogue), &evidence.settings.draws());
        let (measures, values) = (table.text("measure").unwrap(), table.number("value").unwrap());
        let of = |name: &str| values[measures.iter().position(|measure| measure == name).unwrap()].unwrap();
        // Of the pairs a, b, c the human copy stands below, ties, and stands alone.
        for name in ["twin_wins", "twin_losses", "twin_ties"] {
            assert_eq!(of(name), 1.0 / 3.0, "{name}");
        }
        assert_eq!(of("twin_balance"), 0.0);
        assert_eq!(of("dshare@10"), 0.6 - 0.4);
    }
}
