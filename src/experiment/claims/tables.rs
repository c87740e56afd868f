//! The findings as tidy tables, and as one JSON object, for programs.

use super::known::Known;
use super::tested::Tested;
use super::{CLAIMS, ClaimFindings, Found};
use crate::corpus::validate::SourceSummaryRow;
use crate::error::Result;
use crate::table::{FileKind, Table, TableRow};

crate::table! {
    /// each test of each claim
    pub struct ClaimTestRow("findings/tests", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The number of the claim.
        claim: String;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared; empty where there is none.
        source: String;
        /// What was measured: a text measure, or a model; empty where nothing was.
        quantity: String;
        /// The control, the first of the claim being none.
        control: String;
        /// The number that the claim is tested by.
        value: Option<f64>;
        /// Lower end of its interval.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The p-value that counts; empty where the interval decides.
        p_value: Option<f64>;
        /// `holds`, `reversed`, `favours reference`, `favours source`, `not distinguishable` or `not tested`.
        verdict: String;
        /// Why nothing was tested; empty where it was.
        reason: String;
    }
}

crate::table! {
    /// what all controls say together of each quantity
    pub struct ClaimAnswerRow("findings/answers", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The number of the claim.
        claim: String;
        /// The source that is compared.
        source: String;
        /// What was measured.
        quantity: String;
        /// One verdict, `appears only …`, or each verdict with its controls.
        answer: String;
    }
}

crate::table! {
    /// what the differences come from
    pub struct ClaimCauseRow("findings/causes", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The number of the claim.
        claim: String;
        /// The source that is compared.
        source: String;
        /// What was measured.
        quantity: String;
        /// The part.
        part: String;
        /// Its value.
        value: Option<f64>;
        /// Lower end of its interval.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// Its adjusted p-value; empty for shares.
        p_value: Option<f64>;
    }
}

crate::table! {
    /// the collections behind the tests, and their sources
    pub struct ClaimCollectionRow("findings/collections", FileKind::Csv, None) {
        /// The experiment.
        experiment: String;
        /// The source.
        source: String;
        /// Whether the others are compared with it.
        reference: bool;
        /// Documents.
        documents: u64;
        /// Characters of their texts.
        characters: u64;
        /// Documents that are versions of the reference's contents.
        twins: u64;
        /// Queries of the collection.
        queries: u64;
        /// Those of them that Relative Δ is over.
        evaluated: u64;
        /// Whether it is simulated.
        simulated: bool;
        /// The seed of the experiment.
        seed: u64;
        /// The version of the program that wrote the results.
        version: String;
        /// The first digits of a SHA-256 of the data: over the sums of the files, wherever they stand; of a simulated
        /// collection, of its settings.
        data: String;
    }
}

impl ClaimFindings {
    /// Every test, a row each, numbers in full.
    pub fn tests(&self) -> Table {
        let row = |(known, found, test): (&Known, &Found, &Tested)| ClaimTestRow {
            experiment: known.name.clone(),
            claim: CLAIMS[found.claim].number.to_string(),
            reference: known.reference.clone(),
            source: found.source.clone(),
            quantity: test.quantity.clone(),
            control: test.control.to_string(),
            value: test.number.value,
            low: test.number.interval.map(|(low, _)| low),
            high: test.number.interval.map(|(_, high)| high),
            p_value: test.number.p,
            verdict: test.verdict.name().to_string(),
            reason: test.reason.clone(),
        };
        let all = self.found.iter().flat_map(|found| {
            let known = &self.experiments[found.experiment];
            found.tests.iter().map(move |test| (known, found, test))
        });
        ClaimTestRow::to_table(all.map(row).collect())
    }

    /// What the controls say together of each quantity.
    pub fn answers(&self) -> Table {
        let mut rows = Vec::new();
        for found in &self.found {
            for (quantity, answer) in found.answers() {
                rows.push(ClaimAnswerRow {
                    experiment: self.experiments[found.experiment].name.clone(),
                    claim: CLAIMS[found.claim].number.to_string(),
                    source: found.source.clone(),
                    quantity: quantity.to_string(),
                    answer,
                });
            }
        }
        ClaimAnswerRow::to_table(rows)
    }

    /// What the differences come from.
    pub fn causes(&self) -> Table {
        let mut rows = Vec::new();
        for found in &self.found {
            rows.extend(found.causes.iter().map(|cause| ClaimCauseRow {
                experiment: self.experiments[found.experiment].name.clone(),
                claim: CLAIMS[found.claim].number.to_string(),
                source: found.source.clone(),
                quantity: cause.quantity.clone(),
                part: cause.part.to_string(),
                value: cause.number.value,
                low: cause.number.interval.map(|(low, _)| low),
                high: cause.number.interval.map(|(_, high)| high),
                p_value: cause.number.p,
            }));
        }
        ClaimCauseRow::to_table(rows)
    }

    /// The collections behind the tests.
    pub fn collections(&self) -> Table {
        let of = |known: &Known| -> Vec<ClaimCollectionRow> {
            let row = |source: &SourceSummaryRow| ClaimCollectionRow {
                experiment: known.name.clone(),
                source: source.source.clone(),
                reference: source.reference,
                documents: source.documents,
                characters: source.characters,
                twins: source.twins,
                queries: known.queries as u64,
                evaluated: known.evaluated,
                simulated: known.simulated,
                seed: known.seed,
                version: known.version.clone(),
                data: known.data.clone(),
            };
            known.sources.iter().map(row).collect()
        };
        ClaimCollectionRow::to_table(self.experiments.iter().flat_map(of).collect())
    }

    /// All tables as one JSON object: `tests`, `answers`, `causes` and `collections`, each an array of objects.
    ///
    /// # Errors
    /// Where a table cannot be written as JSON.
    pub fn json(&self) -> Result<String> {
        let tables = [
            ("tests", self.tests()),
            ("answers", self.answers()),
            ("causes", self.causes()),
            ("collections", self.collections()),
        ];
        let part = |(name, table): &(&str, Table)| Ok(format!("\"{name}\": {}", table.to_json()?.trim_end()));
        let parts: Vec<String> = tables.iter().map(part).collect::<Result<_>>()?;
        Ok(format!("{{\n{}\n}}", parts.join(",\n")))
    }
}
