//! Which law fits: measurements of sources in; the likelihoods of the laws of ranks, and how far other laws are from
//! what they were fitted to, out.

use std::rc::Rc;

use super::measure::LexicalMeasure;
use super::zipf::information::akaike_weights;
use super::{
    DoublePowerLaw, Information, Measurements, RankedFrequencies, SourceMeasurement, ZipfMandelbrot,
};
use crate::corpus::SourceId;
use crate::registry::Named;
use crate::table::{FileKind, Printed, Shown, Table, TableRow};

crate::table! {
    /// laws of rank and frequency, by likelihood
    pub struct FitRow("profile/fits", FileKind::Csv, Some(PRINTED)) {
        /// The source.
        source: String = "Source", Shown::Word;
        /// What the law is of: `ranks`, `frequencies` of terms, or their `spectrum`.
        data: String;
        /// The least frequency of the terms that were fitted.
        minimum_frequency: u64 = "Minimum frequency", Shown::Count;
        /// The law, or the measure whose model it is.
        model: String = "Law", Shown::Name;
        /// The observations that were fitted.
        observations: u64;
        /// Its free parameters.
        parameters: u64 = "Parameters", Shown::Count;
        /// ln L, natural logarithm; undefined for a model that is not fitted by likelihood.
        log_likelihood: Option<f64> = "Log likelihood", Shown::Decimal(0);
        /// Akaike's criterion.
        aic: Option<f64> = "AIC", Shown::Decimal(0);
        /// The Bayesian criterion.
        bic: Option<f64> = "BIC", Shown::Decimal(0);
        /// The distance from the least AIC of the source and minimum.
        delta_aic: Option<f64> = "Delta AIC", Shown::Decimal(1);
        /// The Akaike weight among these laws, 0 to 1.
        weight: Option<f64> = "Weight", Shown::Decimal(3);
        /// The statistic that says how far a model is from the data, where there is one.
        test: String;
        /// Its value, 0 where model and data agree.
        statistic: Option<f64>;
        /// Its p-value under the model.
        p_value: Option<f64> = "p of the fit", Shown::PValue;
    }
}

const PRINTED: Printed = Printed {
    name: "fits",
    title: "Which law fits the ranks",
    note: "Laws of the frequencies by rank, each fitted by maximum likelihood to the same ranks: those of the terms that \
        occur at least as often as the second column says. ΔAIC is the distance from the best law of the source and \
        minimum: 0 is best, and weight is the share of the evidence that supports the law among these. Ranks come from \
        the sample that is fitted, and tokens of one document are not independent, so that weights are nearer to 0 and 1 \
        than they should be. Other rows: what a power law of the frequencies, or a model of growth, says of its own fit.",
};

/// The fit of a measure's model to a whole source.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// What the model is a law of: `frequencies` (of terms) or `spectrum` (terms of each frequency).
    pub data: &'static str,
    /// The least frequency of the terms that were fitted.
    pub minimum_frequency: u32,
    /// How many observations were fitted.
    pub observations: u64,
    /// How many parameters.
    pub parameters: u32,
    /// ln L, natural logarithm, for a model fitted by likelihood.
    pub log_likelihood: Option<f64>,
    /// How far the model is from the data.
    pub test: Option<Test>,
}

/// A statistic that says how far a model is from the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// `kolmogorov_smirnov` or `chi_squared`.
    pub name: &'static str,
    /// Its value, 0 where model and data agree.
    pub statistic: f64,
    /// Its p-value under the model, where it was found.
    pub p_value: Option<f64>,
}

/// Least frequencies of the terms whose ranks are fitted: as the Zipf measures take them by default, and all.
const MINIMA: [u32; 2] = [10, 1];

/// One row.
struct Row {
    source: String,
    model: String,
    fit: Fit,
    /// The difference from the least AIC, and the weight.
    compared: Option<(f64, f64)>,
}

/// For each source the laws of ranks on the same ranks, then the fits of its measures.
pub(super) fn fits(
    measurements: &Measurements<'_>,
    measures: &[Named<dyn LexicalMeasure>],
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> Table {
    let mut rows = Vec::new();
    for (source, measured) in of_sources {
        let source = measurements.corpus.catalogue().source_name(*source);
        let frequencies = measurements.source_level.frequencies(&measured.texts);
        for minimum in MINIMA {
            rows.extend(of_ranks(source, &frequencies, minimum));
        }
        for measure in measures {
            let fit = measure.object.fit(&frequencies, measurements.settings.seed);
            rows.extend(fit.map(|fit| Row {
                source: source.to_string(),
                model: measure.name.clone(),
                fit,
                compared: None,
            }));
        }
    }
    table(&rows)
}

/// The three laws of ranks, as far as they have a maximum.
fn of_ranks(source: &str, frequencies: &RankedFrequencies, minimum: u32) -> Vec<Row> {
    let ranked = frequencies.at_least(minimum);
    let observations = ranked.iter().map(|frequency| u64::from(*frequency)).sum();
    let single = ZipfMandelbrot::fit_at(ranked, 0.0).map(|law| law.log_likelihood);
    let shifted = ZipfMandelbrot::fit(ranked).map(|law| law.log_likelihood);
    let double = DoublePowerLaw::fit(ranked, frequencies.logarithms()).map(|law| law.log_likelihood);
    let laws = [("power_law", 1, single), ("zipf_mandelbrot", 2, shifted), ("double_power_law", 3, double)];
    let found: Vec<(&str, Information)> = laws
        .into_iter()
        .filter_map(|(model, parameters, log_likelihood)| {
            Some((model, Information { log_likelihood: log_likelihood?, parameters, observations }))
        })
        .collect();
    let weights = akaike_weights(&found.iter().map(|(_, information)| *information).collect::<Vec<_>>());
    let row = |((model, information), compared): ((&str, Information), (f64, f64))| Row {
        source: source.to_string(),
        model: model.to_string(),
        fit: Fit {
            data: "ranks",
            minimum_frequency: minimum,
            observations,
            parameters: information.parameters,
            log_likelihood: Some(information.log_likelihood),
            test: None,
        },
        compared: Some(compared),
    };
    found.into_iter().zip(weights).map(row).collect()
}

fn table(rows: &[Row]) -> Table {
    let information = |row: &Row| {
        Some(Information {
            log_likelihood: row.fit.log_likelihood?,
            parameters: row.fit.parameters,
            observations: row.fit.observations,
        })
    };
    let row = |row: &Row| FitRow {
        source: row.source.clone(),
        data: row.fit.data.to_string(),
        minimum_frequency: u64::from(row.fit.minimum_frequency),
        model: row.model.clone(),
        observations: row.fit.observations,
        parameters: u64::from(row.fit.parameters),
        log_likelihood: row.fit.log_likelihood,
        aic: information(row).map(|model| model.aic()),
        bic: information(row).map(|model| model.bic()),
        delta_aic: row.compared.map(|(difference, _)| difference),
        weight: row.compared.map(|(_, weight)| weight),
        test: row.fit.test.map_or("", |test| test.name).to_string(),
        statistic: row.fit.test.map(|test| test.statistic),
        p_value: row.fit.test.and_then(|test| test.p_value),
    };
    FitRow::to_table(rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_of_the_same_ranks_are_compared() {
        // Two regimes with a sharp break: the double law has all the weight.
        let frequency = |rank: u32| {
            let rank = f64::from(rank);
            3e6 * if rank <= 40.0 { rank.powf(-0.7) } else { 40.0_f64.powf(0.9) * rank.powf(-1.6) }
        };
        let frequencies: Vec<u32> = (1..=900).map(|rank| frequency(rank) as u32).collect();
        let rows = of_ranks("a", &RankedFrequencies::new(&frequencies), 10);
        let models: Vec<&str> = rows.iter().map(|row| row.model.as_str()).collect();
        assert_eq!(models, ["power_law", "zipf_mandelbrot", "double_power_law"]);
        assert_eq!(rows[2].compared, Some((0.0, 1.0)));
        let likelihood = |place: usize| rows[place].fit.log_likelihood.unwrap();
        assert!(likelihood(0) < likelihood(1) && likelihood(1) < likelihood(2));
        assert_eq!(rows[0].compared.unwrap().0, 2.0 * (likelihood(2) - likelihood(0)) - 4.0);
        assert!(of_ranks("a", &RankedFrequencies::new(&[5; 12]), 1).is_empty());
        assert_eq!(table(&[]).height(), 0);
    }
}
