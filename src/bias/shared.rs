//! What analyses share: the evidence in; what several of them need, computed once and when it is asked for, out.

use std::sync::{Arc, OnceLock};

use super::RelativeDelta;
use super::evidence::{Evidence, Units};
use super::texts::Texts;
use crate::bias::cause::matched::{Matched, Matching, matchings};
use crate::bias::cause::observed::{Observed, observe};
use crate::bias::cause::pair::JudgedPairs;
use crate::bias::size::relative_delta;
use crate::corpus::Catalogue;
use crate::statistics::KeptDraws;

/// The evidence, and what is computed of it once.
pub struct Shared<'a> {
    evidence: Evidence<'a>,
    texts: Option<&'a Texts<'a>>,
    units: Units,
    draws: Arc<KeptDraws>,
    whole: bool,
    relative_deltas: OnceLock<Vec<RelativeDelta>>,
    observed: OnceLock<Observed>,
    judged_pairs: OnceLock<JudgedPairs>,
    matched: OnceLock<Matched>,
    matchings: OnceLock<Vec<Matching>>,
}

impl<'a> Shared<'a> {
    /// For all analyses. A corpus of one source has no runs to compare.
    pub(super) fn new(evidence: &Evidence<'a>, texts: Option<&'a Texts<'a>>) -> Self {
        let catalogue = evidence.catalogue;
        let units = Units::new(evidence, catalogue);
        let runs = if catalogue.sources().len() > 1 { evidence.runs } else { &[] };
        Shared {
            evidence: Evidence { runs, ..*evidence },
            texts,
            units,
            draws: Arc::new(evidence.settings.draws()),
            whole: true,
            relative_deltas: OnceLock::new(),
            observed: OnceLock::new(),
            judged_pairs: OnceLock::new(),
            matched: OnceLock::new(),
            matchings: OnceLock::new(),
        }
    }

    /// For those analyses alone that test the source, by draws that others share: what others need of the observations is
    /// left out.
    pub(super) fn of_tests(
        evidence: &Evidence<'a>,
        texts: Option<&'a Texts<'a>>,
        draws: Arc<KeptDraws>,
    ) -> Self {
        Shared { whole: false, draws, ..Shared::new(evidence, texts) }
    }

    /// Whether all of a table is asked for, and not its tests alone.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Everything that source bias is told from; without runs where there is one source alone.
    pub fn evidence(&self) -> &Evidence<'a> {
        &self.evidence
    }

    /// The documents and sources.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.evidence.catalogue
    }

    /// The terms of all queries, and of all documents that are ranked or judged relevant; `None` where no texts are known.
    pub fn texts(&self) -> Option<&'a Texts<'a>> {
        self.texts
    }

    /// The units of tests.
    pub(super) fn units(&self) -> &Units {
        &self.units
    }

    /// The draws of queries.
    pub(super) fn draws(&self) -> &KeptDraws {
        &self.draws
    }

    /// The rows of `bias/relative_delta`.
    pub fn relative_deltas(&self) -> &[RelativeDelta] {
        self.relative_deltas.get_or_init(|| relative_delta::of(&self.evidence, &self.units, &self.draws))
    }

    /// What similarities explain; nothing where no texts are known.
    pub(super) fn observed(&self) -> &Observed {
        let observed = |texts| observe(&self.evidence, texts, &self.units, self.whole);
        self.observed.get_or_init(|| self.texts.map(observed).unwrap_or_default())
    }

    /// The pairs of twins that are judged relevant, with their scores.
    pub(super) fn judged_pairs(&self) -> &JudgedPairs {
        self.judged_pairs.get_or_init(|| JudgedPairs::new(self))
    }

    /// What the versions of these pairs are, beside their scores.
    pub(super) fn matched(&self) -> &Matched {
        self.matched.get_or_init(|| Matched::new(self))
    }

    /// The same with the scores and ranks of each model, by model, similarity and source.
    pub(super) fn matchings(&self) -> &[Matching] {
        self.matchings.get_or_init(|| matchings(self))
    }
}
