//! Exposure against the base rate: runs and the share that each source has in the index in; how much more of the first places
//! each source holds than that out.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::base_rates::{BaseRateOrigin, BaseRates};
use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::evidence::{Evidence, Units};
use crate::bias::figure::{Figure, OfQuery};
use crate::bias::shared::Shared;
use crate::bias::size::share::{Share, by_content};
use crate::corpus::SourceId;
use crate::retrieve::{Ranking, Run};
use crate::statistics::{Cell, Contributions, Excess, ExcessFound, Lots, Weighted, mean, signless_zero};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// which part of the first places each source holds, against its share of the index
    pub struct BaseRateRow("audit/exposure", FileKind::Csv, Some(PRINTED)) {
        /// The run, by the tag of its file.
        model: String = "Run", Shown::Name;
        /// Which places: `share@10`, all alike, or `NDSR@5`, higher ones counting more.
        measure: String = "Measure", Shown::Word;
        /// The source.
        source: String = "Source", Shown::Word;
        /// The part of the places that the source's documents hold, averaged over queries with results.
        exposure: Option<f64> = "Exposure", Shown::Decimal(3);
        /// The share of the index that the source has.
        base_rate: Option<f64> = "Base rate", Shown::Decimal(3);
        /// Exposure less base rate.
        excess: Option<f64> = "Excess", Shown::Decimal(3);
        /// Lower end of the interval of the excess, queries and contents both being a sample: 0 lies outside where p is below 5 %.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries: the signs of the excess by query exchanged.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over labels that mean nothing: those of the index dealt anew, as many of each source.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The larger of the two, each with the statistic in crossed standard deviations.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all rows of the table by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// The queries that the means are over.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "audit_exposure",
    title: "Exposure against the base rate",
    note: "share@k: the part of the first k places, as far as a document holds them, that the source's documents hold; \
        NDSR@k: the same with higher places counting more. Excess: that less the source's share of the index. Above 0: \
        the source is shown more often than it is there. p: over other queries, and over labels that are dealt anew to the \
        documents of the index, whichever is larger; a source of few documents has few labellings, and needs a large excess. p \
        adjusted: over all rows.",
};

/// Exposure against these base rates.
pub(in crate::bias) struct ExposureToBase<'a>(pub &'a BaseRates);

impl Analysis for ExposureToBase<'_> {
    fn about(&self) -> About {
        use BaseRateRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::HowLarge,
            tests: Some(Tests { names: &[Row::model, Row::measure, Row::source], value: Row::excess }),
            needs_texts: false,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        let evidence = shared.evidence();
        let units = &Units::unjudged(evidence, evidence.catalogue);
        let figures = figures(evidence.runs, units, self.0);
        let values: Vec<Option<f64>> = figures.iter().map(|(figure, _)| figure.mean()).collect();
        let found = found(evidence, &figures, (units, self.0));
        let row = |((place, excess), found): ((usize, Option<f64>), ExcessFound)| {
            let (figure, exposure) = &figures[place];
            let interval = found.interval.filter(|_| excess.is_some());
            BaseRateRow {
                model: figure.model.clone(),
                measure: figure.measure.clone(),
                source: shared.catalogue().source_name(figure.source).to_string(),
                exposure: *exposure,
                base_rate: Some(self.0.share(figure.source)),
                excess,
                low: interval.map(|interval| interval.low),
                high: interval.map(|interval| interval.high),
                p_queries: found.test.queries,
                p_contents: found.test.contents,
                p_value: found.test.crossed,
                p_adjusted: found.test.adjusted,
                queries: figure.queries.len() as u64,
            }
        };
        BaseRateRow::to_table(values.into_iter().enumerate().zip(found).map(row).collect())
    }
}

/// The tests and intervals of figures that stand by run, share and source: labels are dealt anew over the contents of the index,
/// the counts of every source kept, or drawn by the rates that were given.
fn found(
    evidence: &Evidence<'_>,
    figures: &[(Figure, Option<f64>)],
    (units, rates): (&Units, &BaseRates),
) -> Vec<ExcessFound> {
    let (catalogue, settings) = (evidence.catalogue, evidence.settings);
    let (sources, columns) = (catalogue.sources().len(), evidence.runs.len() * SHARES.len());
    let mut weights: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (place, run) in evidence.runs.iter().enumerate() {
        for (at, share) in SHARES.iter().enumerate() {
            let rankings = with_results(run);
            for (_, ranking) in &rankings {
                let whole = share.held(ranking) * rankings.len() as f64;
                for (document, weight) in share.places(ranking) {
                    let of_document = weights.entry(document).or_insert_with(|| vec![0.0; columns]);
                    of_document[place * SHARES.len() + at] += weight / whole;
                }
            }
        }
    }
    let source_of = |document: u32| catalogue.id(document).source.index() as u32;
    let of_index = |document: &u32| rates.is_of_index(*document) || weights.contains_key(document);
    let documents = (0..catalogue.len() as u32).filter(of_index);
    let documents = documents.map(|document| (units.content(document), source_of(document))).collect();
    let given: Option<Vec<f64>> = (rates.origin() == BaseRateOrigin::Given)
        .then(|| (0..sources as u32).map(|source| rates.share(SourceId(source))).collect());
    let weighted = weights.into_iter().map(|(document, weights)| Weighted {
        content: units.content(document),
        source: source_of(document),
        weights,
    });
    let lots = Lots::new(documents, weighted.collect(), (sources, columns), given.as_deref());
    let excess = |(figure, _): &(Figure, Option<f64>)| {
        let scale = |value: f64| value / figure.queries.len() as f64;
        let cells = figure.queries.iter().flat_map(|one| &one.cells);
        let cells = cells.map(|cell| Cell { value: scale(cell.value), ..*cell });
        Excess {
            value: figure.mean().unwrap_or(0.0),
            contributions: Contributions::new(cells.collect()),
            bounds: [-rates.share(figure.source), rates.complement(figure.source)],
        }
    };
    let excesses: Vec<Excess> = figures.iter().map(excess).collect();
    settings.crossed().test_excess(&excesses, &lots, settings.confidence)
}

/// The shares of the first places that are told.
const SHARES: [&Share; 2] = [&Share::PLAIN, &Share::NDSR];

/// The rankings of a run that have a document.
fn with_results(run: &Run) -> Vec<(&String, &Ranking)> {
    run.rankings.iter().filter(|(_, ranking)| !ranking.documents().is_empty()).collect()
}

/// The excess of every run, share and source, each with the mean exposure, which is `None` without queries.
pub(super) fn figures(runs: &[Run], units: &Units, rates: &BaseRates) -> Vec<(Figure, Option<f64>)> {
    let mut figures = Vec::new();
    for run in runs {
        for share in SHARES {
            for source in (0..run.catalogue.sources().len() as u32).map(SourceId) {
                figures.push(figure(run, share, source, (units, rates)));
            }
        }
    }
    figures
}

fn figure(
    run: &Run,
    share: &Share,
    source: SourceId,
    (units, rates): (&Units, &BaseRates),
) -> (Figure, Option<f64>) {
    let (base, complement) = (rates.share(source), rates.complement(source));
    let rankings = with_results(run);
    let of_query = |(query, ranking): &(&String, &Ranking)| {
        let (number, held) = (units.query(query), share.held(ranking));
        let mut exposure = 0.0;
        let cell = |(document, weight): (u32, f64)| {
            let (part, ours) = (weight / held, run.catalogue.id(document).source == source);
            exposure += if ours { part } else { 0.0 };
            let value = if ours { part * complement } else { -(part * base) };
            Cell { query: number, content: units.content(document), value }
        };
        // The excess is the sum of what contents contribute, so that versions of one content at one score add exactly 0 to it.
        let cells = by_content(share.places(ranking).into_iter().map(cell).collect());
        let value = signless_zero(cells.iter().map(|cell| cell.value).sum::<f64>());
        (OfQuery { query: (*query).clone(), value, sides: None, cells }, exposure)
    };
    let (queries, exposures): (Vec<OfQuery>, Vec<f64>) = rankings.par_iter().map(of_query).unzip();
    let measure = share.to_string();
    (Figure { model: run.model.clone(), measure, source, queries }, mean(&exposures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::BiasSettings;
    use crate::bias::audit::BaseRateOrigin;
    use crate::bias::evidence::Evidence;
    use crate::bias::fixture::{catalogue, run};
    use crate::evaluate::{EvaluateSettings, evaluate};

    fn rows(run: Run, rates: &BaseRates) -> Vec<BaseRateRow> {
        let settings = BiasSettings { bootstrap: 200, ..BiasSettings::default() };
        let evaluation = evaluate(&[], &crate::corpus::Qrels::default(), &[], &EvaluateSettings::default());
        let (runs, catalogue) = ([run], catalogue());
        let evidence = Evidence::without_texts(&evaluation, &runs, &catalogue, &settings);
        BaseRateRow::from_table(&ExposureToBase(rates).table(&Shared::new(&evidence, None))).unwrap()
    }

    #[test]
    fn one_ranking_by_hand() {
        // Human, LLM, then a tie of one each; the index has five documents by people of nine.
        let rates =
            BaseRates::counted(&catalogue(), |_| true, |documents| BaseRateOrigin::Listed { documents });
        let found = rows(run(&[&[(0, 3.0), (5, 2.0), (1, 1.0), (6, 1.0)], &[]]), &rates);
        let of = |measure: &str, source: &str| {
            found.iter().find(|row| row.measure == measure && row.source == source).unwrap()
        };
        let human = of("share@10", "human");
        assert_eq!((human.exposure, human.base_rate, human.queries), (Some(0.5), Some(5.0 / 9.0), 1));
        assert!((human.excess.unwrap() - (0.5 - 5.0 / 9.0)).abs() < 1e-15);
        assert_eq!(of("share@10", "llm").excess, human.excess.map(|excess| -excess));
        // Ranks 3 and 4 are shared evenly: (1 + ½(1/log₂4 + 1/log₂5)) over the four ranks that are held.
        let discount = |rank: f64| 1.0 / (rank + 1.0_f64).log2();
        let held: f64 = [1.0, 2.0, 3.0, 4.0].map(discount).iter().sum();
        let expected = (1.0 + (discount(3.0) + discount(4.0)) / 2.0) / held;
        assert!((of("NDSR@5", "human").exposure.unwrap() - expected).abs() < 1e-15);
    }

    #[test]
    fn copies_at_one_score_have_no_excess_at_all() {
        let tied: Vec<(u32, f64)> = [(0, 0.3), (4, 0.3), (1, 0.2), (5, 0.2), (2, 0.1), (6, 0.1)].to_vec();
        let rates = BaseRates::counted(
            &catalogue(),
            |number| number != 8,
            |documents| BaseRateOrigin::Listed { documents },
        );
        for row in rows(run(&[&tied, &tied[2..]]), &rates) {
            assert_eq!((row.excess, row.low, row.high), (Some(0.0), Some(0.0), Some(0.0)), "{row:?}");
            assert_eq!(row.p_value, Some(1.0));
        }
    }
}
