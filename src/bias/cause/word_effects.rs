//! What each word of the queries does to judged twins: models and counted texts in; for each word, how much more it gives the
//! reference's versions than the source's, with interval and test, out.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::matched::distinct;
use super::pair::{Pair, of_pool};
use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::estimate::{QueryValues, by_cluster, tested_contributions};
use crate::bias::shared::Shared;
use crate::bias::texts::Texts;
use crate::corpus::{Query, SourceId};
use crate::retrieve::RetrievalModel;
use crate::statistics::{
    Cell, Contributions, CrossedTest, Interval, mean, signless_zero, variances_over_cells,
};
use crate::table::{FileKind, Printed, Shown, Table, TableRow};
use crate::text::TermId;

/// So many words are tested, those that stand in the most pairs.
const TESTED: usize = 100;

crate::table! {
    /// what the words of the queries do to the gap between the scores of twins, word by word
    pub struct WordEffectRow("bias/word_effects", FileKind::Csv, Some(PRINTED)) {
        /// The model.
        model: String = "Model", Shown::Name;
        /// The source that is compared with.
        reference: String;
        /// The source that is compared.
        source: String = "Source", Shown::Word;
        /// The word, as it is indexed.
        word: String;
        /// The same as queries write it most often.
        form: String = "Word", Shown::Word;
        /// What it adds to the mean gap over all pairs, in units of the score; above 0 it speaks for the reference.
        effect: Option<f64> = "Effect", Shown::Decimal(4);
        /// Lower end of the interval of the effect over queries and contents, of which pairs without the word are a part.
        low: Option<f64> = "Interval", Shown::Interval(4);
        /// Upper end of that interval.
        high: Option<f64>;
        /// Its mean over the pairs in which it counts, which has no interval of its own.
        per_pair: Option<f64> = "Per pair", Shown::Decimal(3);
        /// p over other queries. Models whose scores know the sources have no p but this.
        p_queries: Option<f64>;
        /// p over labels that mean nothing.
        p_contents: Option<f64>;
        /// The larger of the two.
        p_value: Option<f64>;
        /// The same adjusted for all rows, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// Pairs in which it counts: a query has it, and at least one version.
        pairs: u64 = "Pairs", Shown::Count;
        /// Their part of all pairs of relevant twins, 0 to 1.
        share: Option<f64> = "Share of pairs", Shown::Decimal(3);
        /// Those whose version by the source lacks it.
        dropped: u64 = "Dropped", Shown::Count;
        /// Those whose version by the reference lacks it.
        added: u64 = "Added", Shown::Count;
        /// The queries that have it.
        queries: u64 = "Queries", Shown::Count;
    }
}

const PRINTED: Printed = Printed {
    name: "word_effects",
    title: "What single words do to the score gap between twins",
    note: "Of each word of the queries: what it gives the reference's version less what it gives the source's, in units of \
        the score. Effect: its sum over pairs of relevant twins, divided by the number of all pairs, so that the effects of \
        all words add up to the mean gap, but for what a model adds by length alone. Above 0 the word favours the reference. \
        Dropped and added: pairs whose version by the source, or by the reference, lacks it. The words are those that stand \
        in the most pairs. p adjusted: the crossed test over queries and contents, adjusted for all rows.",
};

pub(in crate::bias) struct WordEffects;

impl Analysis for WordEffects {
    fn about(&self) -> About {
        About { schema: WordEffectRow::SCHEMA, question: Question::BecauseOf, tests: None, needs_texts: true }
    }

    /// Part of word t in a pair: S_t(reference) − S_t(source), with S_t what the model gives a version for the word, 0 where it
    /// lacks it, collection statistics fixed. The effect is Σ of its parts ÷ the number of all pairs; its interval is that of
    /// this ratio over resampled clusters of queries, those without the word among them, widened by √(V ÷ V_q) for contents
    /// that are a sample too. Exchanging the labels of a content turns its sign; tests are those of the decomposition. Which
    /// words are tested depends on queries and pairs alone, not on who wrote what. Models that expand the query, draw their
    /// scores or take statistics of each source's own have no rows.
    fn table(&self, shared: &Shared<'_>) -> Table {
        WordEffectRow::to_table(rows(shared))
    }
}

/// What a word does in one pair.
struct Part {
    term: TermId,
    /// The place of its query among those of the evidence; the cell has the cluster of queries.
    query: u32,
    cell: Cell,
    /// Whether the source's version lacks it, and the reference's.
    lacking: [bool; 2],
}

/// One row before it is tested.
struct Word<'a> {
    model: &'a str,
    source: SourceId,
    term: TermId,
    parts: Vec<Part>,
    /// All pairs of the source, those without the word as well.
    all: &'a AllPairs,
}

/// All pairs of one source.
struct AllPairs {
    /// Of the value 0.
    cells: Vec<Cell>,
    /// The clusters of queries, and the number of pairs in each.
    clusters: Vec<u32>,
    counts: Vec<f64>,
}

fn place(cell: &Cell) -> (u32, u32) {
    (cell.query, cell.content)
}

impl AllPairs {
    fn new(pairs: &[Vec<Vec<Pair>>], source: usize) -> Self {
        let mut cells: Vec<Cell> =
            pairs.iter().flat_map(|of_query| &of_query[source]).map(|pair| pair.cell).collect();
        cells.sort_by_key(place);
        let ones: QueryValues = cells.iter().map(|cell| (cell.query, 1.0)).collect();
        let (clusters, counts) = by_cluster(&ones).into_iter().unzip();
        AllPairs { cells, clusters, counts }
    }

    /// The sum of some parts in each cluster.
    fn sums(&self, parts: &[Part]) -> Vec<f64> {
        let mut sums = vec![0.0; self.clusters.len()];
        for part in parts {
            let place = self.clusters.binary_search(&part.cell.query).expect("a part is of some pair");
            sums[place] += part.cell.value;
        }
        sums
    }

    /// How much wider the interval of an effect becomes where units are few and contents are a sample too; `None` where they are too
    /// few.
    fn widening(&self, parts: &[Part], confidence: f64) -> Option<f64> {
        // Pairs of one cluster and content are one cell, so that it does not matter which of them a part is added to.
        let mut cells = self.cells.clone();
        for part in parts {
            let at = cells.partition_point(|cell| place(cell) < place(&part.cell));
            cells[at].value += part.cell.value;
        }
        variances_over_cells(&cells).widening(confidence)
    }
}

fn rows(shared: &Shared<'_>) -> Vec<WordEffectRow> {
    let Some(texts) = shared.texts() else { return Vec::new() };
    let (evidence, catalogue) = (shared.evidence(), shared.catalogue());
    let judged = shared.judged_pairs();
    let sources: Vec<SourceId> = catalogue.others().collect();
    let all_pairs: Vec<AllPairs> =
        (0..sources.len()).map(|number| AllPairs::new(&judged.pairs, number)).collect();
    let mut words: Vec<Word<'_>> = Vec::new();
    let models = evidence.models.iter().filter(|model| {
        let object = &*model.object;
        texts.scores_twins(object) && object.draw("").is_none()
    });
    for model in models {
        for (number, (source, all)) in sources.iter().zip(&all_pairs).enumerate() {
            let of_query = |(place, (query, pairs)): (usize, (&Query, &Vec<Vec<Pair>>))| -> Vec<Part> {
                parts(&*model.object, (shared, texts), (place, query), &pairs[number])
            };
            let parts: Vec<Vec<Part>> =
                evidence.queries.par_iter().zip(&judged.pairs).enumerate().map(of_query).collect();
            let found = most_common(parts.into_iter().flatten());
            words.extend(found.into_iter().map(|(term, parts)| Word {
                model: &model.name,
                source: *source,
                term,
                parts,
                all,
            }));
        }
    }
    let settings = evidence.settings;
    let contributions: Vec<Contributions> = words.par_iter().map(Word::contributions).collect();
    let known: Vec<bool> = words.iter().map(|word| evidence.scores_know_sources(word.model)).collect();
    let borrowed: Vec<&Contributions> = contributions.iter().collect();
    let tests = tested_contributions(&borrowed, &vec![0; words.len()], &known, settings);
    let sums = words.iter().map(|word| word.all.sums(&word.parts)).collect();
    let counts = words.iter().map(|word| word.all.counts.clone()).collect();
    let replicates = shared.draws().first_ratio_replicates(sums, counts, settings.bootstrap);
    let of = |((word, replicates), test): ((&Word<'_>, Vec<f64>), CrossedTest)| {
        let interval = word.interval(replicates, settings.confidence);
        word.row(interval, test, (shared, texts))
    };
    words.iter().zip(replicates).zip(tests).collect::<Vec<_>>().into_par_iter().map(of).collect()
}

/// The parts of all words of a query in these pairs, those aside that neither version has.
fn parts(
    model: &dyn RetrievalModel,
    (shared, texts): (&Shared<'_>, &Texts<'_>),
    (number, query): (usize, &Query),
    pairs: &[Pair],
) -> Vec<Part> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let (scorer, terms, needs) =
        (of_pool(model, shared, texts, &query.id), texts.query(&query.id), model.needs());
    let mut found = Vec::new();
    for pair in pairs {
        let documents = pair.documents.map(|document| texts.statistics(document, needs));
        for (place, (term, _)) in terms.iter().enumerate() {
            let lacking = [0, 1].map(|side: usize| pair.frequencies[side][place].all == 0);
            let score = |side: usize| scorer.part(place, pair.frequencies[side][place], documents[side]);
            if lacking != [true, true] {
                let cell = Cell { value: score(1) - score(0), ..pair.cell };
                found.push(Part { term: *term, query: number as u32, cell, lacking });
            }
        }
    }
    found
}

/// The words that stand in the most pairs, with their parts; ties by term.
fn most_common(parts: impl Iterator<Item = Part>) -> Vec<(TermId, Vec<Part>)> {
    let mut by_term: BTreeMap<TermId, Vec<Part>> = BTreeMap::new();
    parts.for_each(|part| by_term.entry(part.term).or_default().push(part));
    let mut found: Vec<(TermId, Vec<Part>)> = by_term.into_iter().collect();
    // Stable: equal ones keep the order of terms.
    found.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.len()));
    found.truncate(TESTED);
    found
}

impl Word<'_> {
    fn contributions(&self) -> Contributions {
        Contributions::new(self.parts.iter().map(|part| part.cell).collect())
    }

    /// Σ of the parts ÷ the number of all pairs.
    fn effect(&self) -> f64 {
        signless_zero(self.all.sums(&self.parts).iter().sum::<f64>() / self.all.cells.len() as f64)
    }

    fn interval(&self, replicates: Vec<f64>, confidence: f64) -> Option<Interval> {
        let interval = Interval::percentile(replicates, confidence)?;
        Some(interval.spread_about(self.effect(), self.all.widening(&self.parts, confidence)?))
    }

    fn row(
        &self,
        interval: Option<Interval>,
        test: CrossedTest,
        (shared, texts): (&Shared<'_>, &Texts<'_>),
    ) -> WordEffectRow {
        let catalogue = shared.catalogue();
        let values: Vec<f64> = self.parts.iter().map(|part| part.cell.value).collect();
        let lacking = |side: usize| self.parts.iter().filter(|part| part.lacking[side]).count() as u64;
        WordEffectRow {
            model: self.model.to_string(),
            reference: catalogue.source_name(catalogue.reference()).to_string(),
            source: catalogue.source_name(self.source).to_string(),
            word: texts.term_text(self.term).to_string(),
            form: texts.form(self.term).to_string(),
            effect: Some(self.effect()),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            per_pair: mean(&values).map(signless_zero),
            p_queries: test.queries,
            p_contents: test.contents,
            p_value: test.crossed,
            p_adjusted: test.adjusted,
            pairs: self.parts.len() as u64,
            share: Some(self.parts.len() as f64 / self.all.cells.len() as f64),
            dropped: lacking(0),
            added: lacking(1),
            queries: distinct(self.parts.iter().map(|part| part.query)) as u64,
        }
    }
}

#[cfg(test)]
#[path = "word_effects_tests.rs"]
mod tests;
