//! What each counterfactual gives one query: its ranking in; the measures of either source, before and after, and what each
//! content contributes to the change, out.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::asked::Asked;
use super::factor::{Change, EDITS, Scoring};
use super::known::{Known, Scores};
use crate::bias::shared::Shared;
use crate::bias::size::share::Share;
use crate::bias::texts::Texts;
use crate::corpus::SourceId;
use crate::evaluate::{JudgedContents, Measure, Ties};
use crate::registry::Named;
use crate::retrieve::{Ranking, RetrievalModel, ScoredDocument};
use crate::statistics::Cell;

/// How many measures there are: the headline measure, and NDSR.
pub(super) const MEASURES: usize = 2;

/// The values of the reference and of the source.
pub(super) type Sides = [f64; 2];

/// One model and pair of sources, by which any query is looked at.
pub(super) struct Worlds<'a> {
    pub shared: &'a Shared<'a>,
    pub texts: &'a Texts<'a>,
    pub model: &'a dyn RetrievalModel,
    pub changes: Vec<(&'static str, Change)>,
    /// The reference and the source.
    pub sources: [SourceId; 2],
    /// The headline measure, where there is one.
    pub measure: &'a [Named<dyn Measure>],
}

/// One query, under every edit and then under every change of the model.
pub(super) struct OfQuery {
    /// The number of the query's cluster.
    pub query: u32,
    /// By measure.
    pub before: [Sides; MEASURES],
    pub factors: Vec<OfFactor>,
}

/// One query under one factor.
pub(super) struct OfFactor {
    /// By measure: with the source's versions edited, and with the reference's instead; one alone where the model is changed.
    pub after: [Vec<Sides>; MEASURES],
    /// By measure, what each content contributes to the change.
    pub cells: [Vec<Cell>; MEASURES],
    /// How many of the source's ranked versions get another score.
    pub changed: u64,
}

/// What one ranking is worth.
struct Outcome {
    values: [Sides; MEASURES],
    cells: [Vec<Cell>; MEASURES],
}

impl Worlds<'_> {
    /// Looks at one query.
    pub fn of_query(&self, ranking: &Ranking, asked: &Asked<'_>, judged: &JudgedContents<'_>) -> OfQuery {
        let (query, terms) = (asked.query, &asked.terms);
        let known = Known::new(ranking, asked);
        let number = self.shared.units().query(query);
        // Many edits leave the first documents as they are.
        let mut seen: Vec<(Ranking, Rc<Outcome>)> = Vec::new();
        let mut outcome = |ranking: Ranking| -> Rc<Outcome> {
            let same =
                seen.iter().find(|(seen, _)| stand_alike(seen, &ranking)).map(|(_, same)| same.clone());
            same.unwrap_or_else(|| {
                let new = Rc::new(self.outcome(&ranking, judged, number));
                seen.push((ranking, new.clone()));
                new
            })
        };
        let depth = self.depth();
        let ranked = |scores: &Scores| known.ranking(scores, depth);
        let before = outcome(ranked(&known.scores()));
        let scoring = |change: Option<&Change>| {
            Scoring::new(self.model, change, (self.texts, self.sources[0]), (query, terms))
        };
        let own = scoring(None);
        let parts = known.parts(&own);
        let others = [false, true].map(|of_reference| known.first_of_others(of_reference, depth));
        let edits = EDITS.iter().filter(|edit| edit.even || self.shared.is_whole()).map(|edit| {
            let edited = known.edited(edit, &own, &parts, others[1].needed());
            let sides = [false, true].map(|of_reference| {
                let others = &others[usize::from(of_reference)];
                outcome(known.with_edited(&edited, of_reference, others, depth))
            });
            OfFactor::new(&before, &sides, known.changed(&edited, self.sources[1]))
        });
        let mut factors: Vec<OfFactor> = edits.collect();
        for (_, change) in &self.changes {
            let scores = known.rescored(&scoring(Some(change)));
            factors.push(OfFactor::new(
                &before,
                &[outcome(ranked(&scores))],
                known.changed(&scores, self.sources[1]),
            ));
        }
        OfQuery { query: number, before: before.values, factors }
    }

    /// To which rank the measures look.
    fn depth(&self) -> usize {
        let of_measure = |measure: &Named<dyn Measure>| measure.object.cutoff().unwrap_or(usize::MAX);
        self.measure.iter().map(of_measure).max().unwrap_or(0).max(Share::NDSR.cutoff)
    }

    fn outcome(&self, ranking: &Ranking, judged: &JudgedContents<'_>, query: u32) -> Outcome {
        let (catalogue, units) = (self.shared.catalogue(), self.shared.units());
        let ties: Ties = self.shared.evidence().evaluation.settings.ties;
        let exchanged = judged.exchange(ranking, catalogue, ties);
        let of_headline = exchanged.values.first().map_or([None; 2], |values| *values);
        let cell = |one: &crate::evaluate::ExchangedContent| {
            let value = *one.contributions.first()?;
            let matters = one.grade > 0 || value != 0.0;
            matters.then(|| Cell { query, content: units.content(one.document), value })
        };
        let share = |source| Share::NDSR.of(ranking, catalogue, source);
        Outcome {
            values: [of_headline.map(|value| value.unwrap_or(0.0)), self.sources.map(share)],
            cells: [
                exchanged.contents.iter().filter_map(cell).collect(),
                Share::NDSR.cells(ranking, catalogue, self.sources, (query, units)),
            ],
        }
    }
}

impl OfFactor {
    fn new(before: &Outcome, after: &[Rc<Outcome>], changed: u64) -> Self {
        let values = |measure: usize| after.iter().map(|one| one.values[measure]).collect();
        let cells = |measure: usize| {
            let after: Vec<&[Cell]> = after.iter().map(|one| &one.cells[measure][..]).collect();
            changes(&before.cells[measure], &after)
        };
        OfFactor { after: [values(0), values(1)], cells: [cells(0), cells(1)], changed }
    }
}

/// Whether the same documents stand in the same order, and tie with the same others.
fn stand_alike(one: &Ranking, other: &Ranking) -> bool {
    let same = |(one, other): (&[ScoredDocument], &[ScoredDocument])| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.document == other.document)
    };
    one.documents().len() == other.documents().len() && one.groups().zip(other.groups()).all(same)
}

/// For each content its mean contribution after a change less that before.
fn changes(before: &[Cell], after: &[&[Cell]]) -> Vec<Cell> {
    let mut contents: BTreeMap<u32, (f64, [f64; 2], Cell)> = BTreeMap::new();
    for cell in before {
        contents.entry(cell.content).or_insert((0.0, [0.0; 2], *cell)).0 += cell.value;
    }
    for (place, cells) in after.iter().enumerate() {
        for cell in *cells {
            contents.entry(cell.content).or_insert((0.0, [0.0; 2], *cell)).1[place] += cell.value;
        }
    }
    let value = |before: f64, found: [f64; 2]| mean_change(before, &found[..after.len()]);
    contents.into_values().map(|(before, found, cell)| Cell { value: value(before, found), ..cell }).collect()
}

/// The mean change from one value to one or two others. Negating all of them, and exchanging the two, negates it exactly.
pub(super) fn mean_change(before: f64, after: &[f64]) -> f64 {
    match after {
        [one, other] => ((one - before) + (other - before)) / 2.0,
        [one] => one - before,
        _ => 0.0,
    }
}
