//! Twins: runs whose map knows versions of one content in; which version stands higher, in what share of the pairs, out.

use rayon::prelude::*;

use crate::bias::analysis::{About, Analysis, Question, Tests};
use crate::bias::evidence::Units;
use crate::bias::figure::{Figure, Found, OfQuery, found};
use crate::bias::shared::Shared;
use crate::bias::size::exposure::{Outcome, outcome};
use crate::bias::size::twins::Twins;
use crate::retrieve::Run;
use crate::statistics::mean;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

/// The name of the figure.
pub(super) const BALANCE: &str = "twin_balance";

crate::table! {
    /// which of two versions of one content stands higher
    pub struct TwinsRow("audit/twins", FileKind::Csv, Some(PRINTED)) {
        /// The run, by the tag of its file.
        model: String = "Run", Shown::Name;
        /// The source that is compared with.
        reference: String = "Reference", Shown::Reference;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The mean share of the pairs in which the reference's version stands higher; one that is not ranked stands below.
        reference_higher: Option<f64> = "Reference higher", Shown::Decimal(3);
        /// The mean share of the pairs in which the source's version does.
        source_higher: Option<f64> = "Source higher", Shown::Decimal(3);
        /// The mean share of the pairs at one score.
        tied: Option<f64> = "Tied", Shown::Decimal(3);
        /// The former less the latter of the first two; below 0 the source's versions stand higher.
        balance: Option<f64> = "Balance", Shown::Decimal(3);
        /// Lower end of the interval of the balance, queries and contents both being a sample.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// Upper end of that interval.
        high: Option<f64>;
        /// p over other queries: the signs of the balance by query exchanged.
        p_queries: Option<f64> = "p (queries)", Shown::PValue;
        /// p over labels that mean nothing: those of each content's versions exchanged.
        p_contents: Option<f64> = "p (labels)", Shown::PValue;
        /// The larger of the two, each with the statistic in crossed standard deviations.
        p_value: Option<f64> = "p", Shown::PValue;
        /// The same adjusted for all rows of the table by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// The queries with a pair of which a version is ranked.
        queries: u64 = "Queries", Shown::Count;
        /// Such pairs, over all queries.
        pairs: u64 = "Pairs", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "audit_twins",
    title: "Which version of one content stands higher",
    note: "Of the pairs of versions of which at least one is ranked, the share in which the reference's or the source's \
        stands higher, or both have one score, averaged over queries; a version that was not retrieved stands below. \
        Balance: the first less the second. p: the crossed test over queries and contents; p adjusted: over all rows.",
};

/// Which twin stands higher.
pub(in crate::bias) struct HigherTwins;

impl Analysis for HigherTwins {
    fn about(&self) -> About {
        use TwinsRow as Row;
        About {
            schema: Row::SCHEMA,
            question: Question::HowLarge,
            tests: Some(Tests { names: &[Row::model, Row::source], value: Row::balance }),
            needs_texts: false,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        let (evidence, catalogue) = (shared.evidence(), shared.catalogue());
        let units = &Units::unjudged(evidence, catalogue);
        let (figures, shares): (Vec<Figure>, Vec<Shares>) = figures(evidence.runs, units).into_iter().unzip();
        let found = found(&figures, units, evidence.settings, shared.draws());
        let row = |((figure, shares), Found { estimate, .. }): ((&Figure, &Shares), Found)| TwinsRow {
            model: figure.model.clone(),
            reference: catalogue.source_name(catalogue.reference()).to_string(),
            source: catalogue.source_name(figure.source).to_string(),
            reference_higher: shares.reference,
            source_higher: shares.source,
            tied: shares.tied,
            balance: estimate.value,
            low: estimate.low(),
            high: estimate.high(),
            p_queries: estimate.test.queries,
            p_contents: estimate.test.contents,
            p_value: estimate.test.crossed,
            p_adjusted: estimate.test.adjusted,
            queries: estimate.queries,
            pairs: shares.pairs,
        };
        TwinsRow::to_table(figures.iter().zip(&shares).zip(found).map(row).collect())
    }
}

/// The mean shares of the outcomes.
pub(super) struct Shares {
    reference: Option<f64>,
    source: Option<f64>,
    tied: Option<f64>,
    pairs: u64,
}

/// The balance of every run and source that has twins of the reference's documents, with the shares it is made of.
pub(super) fn figures(runs: &[Run], units: &Units) -> Vec<(Figure, Shares)> {
    let mut figures = Vec::new();
    for run in runs {
        let catalogue = &*run.catalogue;
        for source in catalogue.others() {
            let twins = Twins::new(catalogue, catalogue.reference(), source);
            if twins.is_empty() {
                continue;
            }
            let rankings: Vec<_> = run.rankings.iter().collect();
            let of_query = |(query, ranking): &(&String, &_)| {
                let (_, outcome, cells) = outcome(units.query(query), ranking, &twins, units)?;
                let value = outcome.share(outcome.wins as f64 - outcome.losses as f64);
                Some((OfQuery { query: (*query).clone(), value, sides: None, cells }, outcome))
            };
            let (queries, outcomes): (Vec<OfQuery>, Vec<Outcome>) =
                rankings.par_iter().filter_map(of_query).unzip();
            let share = |of: fn(&Outcome) -> usize| {
                mean(&outcomes.iter().map(|one| one.share(of(one) as f64)).collect::<Vec<_>>())
            };
            let shares = Shares {
                reference: share(|one| one.wins),
                source: share(|one| one.losses),
                tied: share(|one| one.ties),
                pairs: outcomes.iter().map(|one| (one.wins + one.losses + one.ties) as u64).sum(),
            };
            let (model, measure) = (run.model.clone(), BALANCE.to_string());
            figures.push((Figure { model, measure, source, queries }, shares));
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::BiasSettings;
    use crate::bias::evidence::Evidence;
    use crate::bias::fixture::{catalogue, run};
    use crate::evaluate::{EvaluateSettings, evaluate};

    #[test]
    fn two_rankings_by_hand() {
        // First: the LLM's a above people's, b ties, people's c alone. Second: people's a alone.
        let settings = BiasSettings { bootstrap: 200, ..BiasSettings::default() };
        let runs = [run(&[&[(4, 9.0), (0, 8.0), (1, 7.0), (5, 7.0), (2, 1.0)], &[(0, 1.0)], &[(8, 1.0)]])];
        let evaluation = evaluate(&[], &crate::corpus::Qrels::default(), &[], &EvaluateSettings::default());
        let catalogue = catalogue();
        let evidence = Evidence::without_texts(&evaluation, &runs, &catalogue, &settings);
        let rows = TwinsRow::from_table(&HigherTwins.table(&Shared::new(&evidence, None))).unwrap();
        let [row] = &rows[..] else { panic!("{rows:?}") };
        let third = 1.0 / 3.0;
        assert_eq!((row.reference_higher, row.source_higher), (Some((third + 1.0) / 2.0), Some(third / 2.0)));
        assert_eq!((row.tied, row.balance, row.queries, row.pairs), (Some(third / 2.0), Some(0.5), 2, 4));
        // The values 0 and 1: two patterns of signs of one that differs from 0.
        assert_eq!(row.p_queries, Some(1.0));
    }
}
