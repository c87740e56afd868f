//! Seeded collections of twins with a known truth: settings go in; documents, queries and judgements in memory come
//! out, with the planted quantities that an analysis of them should find again.

mod law;
mod plan;
mod random;
mod second_author;
mod settings;
#[cfg(test)]
mod tests;
mod version;
mod words;
mod write;

use std::sync::Arc;

pub use settings::{SimulationSettings, SourceParameters};
pub use write::{read, simulate_to, write, write_to};

use super::collection::Origin;
use super::{Corpus, Document, DocumentId, Pairing, Qrels, Query, Source, SourceId, TestCollection};
use crate::error::Result;
use law::{double_power_law, length, mean_length};
use plan::{Topics, plan};
use random::Random;
use second_author::SecondAuthor;
use version::{prose, write_versions};

/// A simulated collection and what was planted in it.
pub struct Simulation {
    /// Documents, queries and judgements, in memory.
    pub collection: TestCollection,
    /// The planted quantities, in the order of the sources.
    pub planted: Vec<Planted>,
}

impl Simulation {
    /// The same without its documents, queries and judgements: what was planted, and by whom.
    pub fn without_texts(self) -> Simulation {
        let corpus = Corpus { origin: Origin::Memory(Vec::new()), ..self.collection.corpus };
        let collection = TestCollection { corpus, queries: Vec::new(), qrels: Qrels::default() };
        Simulation { collection, planted: self.planted }
    }

    /// The documents in corpus order; none where they are in files ([`simulate_to`]), of which
    /// [`Corpus::documents`](crate::corpus::Corpus::documents) of the collection reads them.
    pub fn documents(&self) -> &[Document] {
        match &self.collection.corpus.origin {
            Origin::Memory(documents) => documents,
            Origin::Files(_) => &[],
        }
    }
}

/// A quantity whose true value is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Planted {
    /// What it is: `zipf_head`, `zipf_tail`, `rank_break`, `drop`, `repeat`, `mean_length`, `query_bearing_share`,
    /// `second_author` or `relative_delta`.
    pub quantity: String,
    /// The source it belongs to; for `relative_delta` the one that is compared with the reference.
    pub source: Option<String>,
    /// The true value; `None` where it follows from the others and is not known in closed form.
    pub planted: Option<f64>,
    /// What to know about it.
    pub note: String,
}

/// The planted quantity that a measure's Relative Δ is.
pub const RELATIVE_DELTA: &str = "relative_delta";

/// Streams of draws; those of sources follow.
const WORDS: u64 = 0;
const CONTENTS: u64 = 1;
const QUERIES: u64 = 2;
const SECOND_AUTHOR: u64 = 3;
const SOURCES: u64 = 16;

/// Makes a collection. The same settings give the same collection on every machine.
///
/// Every content has a topic and, for the queries that ask for it, query-bearing words; each source writes its own
/// version of it, from its own term distribution, in its own length, dropping and repeating query-bearing words as
/// its parameters say.
///
/// # Errors
/// [`Error::BadExperiment`](crate::error::Error::BadExperiment) where a setting is out of its range or words are too
/// rare for the queries asked for.
///
/// ```
/// use sourcebias::corpus::simulate::{SimulationSettings, simulate};
/// let settings = SimulationSettings { documents: 200, queries: 5, topics: 5, ..Default::default() };
/// let simulation = simulate(&settings).unwrap();
/// assert_eq!(simulation.documents().len(), 2 * 200);
/// assert_eq!(simulation.collection.queries.len(), 5);
/// ```
pub fn simulate(settings: &SimulationSettings) -> Result<Simulation> {
    let mut documents = Vec::new();
    let made = made(settings, &mut |_, texts| {
        documents.reserve_exact(settings.documents);
        documents.extend(texts);
        Ok(())
    })?;
    let mut collection =
        TestCollection::from_documents(made.sources, SourceId(0), documents, made.queries, made.qrels)?;
    // Whatever their words: they were made for one content.
    collection.corpus.pairing = Pairing::Trusted;
    Ok(Simulation { collection, planted: made.planted })
}

/// What is made beside the texts.
struct Made {
    sources: Vec<Source>,
    /// The ids of the contents, sorted.
    bases: Vec<Arc<str>>,
    queries: Vec<Query>,
    qrels: Qrels,
    planted: Vec<Planted>,
}

/// Gives the documents of one source after the other to `each`, and keeps none of them: of many the texts take more room
/// than all else.
fn made(
    settings: &SimulationSettings,
    each: &mut dyn FnMut(&Source, &mut dyn Iterator<Item = Document>) -> Result<()>,
) -> Result<Made> {
    let sources = settings.effective_sources()?;
    let mut random = Random::new(settings.seed, CONTENTS);
    let topics = Topics::deal(settings, &mut random);
    let content_deviates: Vec<f64> = (0..settings.documents).map(|_| random.normal()).collect();
    let words = words::invent(settings.vocabulary, &mut Random::new(settings.seed, WORDS));
    let width = settings.documents.to_string().len();
    let ids: Vec<String> = (1..=settings.documents).map(|number| format!("d{number:0width$}")).collect();

    // In an A/A corpus one source is written, and all bear its texts.
    let written = if settings.copy { 1 } else { sources.len() };
    let mut streams: Vec<Random> =
        (0..written).map(|source| Random::new(settings.seed, SOURCES + source as u64)).collect();
    let laws: Vec<Vec<f64>> = sources[..written]
        .iter()
        .map(|source| double_power_law(source, settings.rank_break, settings.vocabulary))
        .collect();
    let lengths: Vec<Vec<usize>> = (sources.iter().zip(&mut streams))
        .map(|(source, random)| {
            content_deviates.iter().map(|deviate| length(source, *deviate, random)).collect()
        })
        .collect();

    let totals: Vec<f64> =
        lengths.iter().map(|lengths: &Vec<usize>| lengths.iter().sum::<usize>() as f64).collect();
    let fewest = |word: usize| {
        laws.iter().zip(&totals).map(|(law, total)| law[word] * total).fold(f64::INFINITY, f64::min)
    };
    let expected: Vec<f64> = (0..settings.vocabulary).map(fewest).collect();
    let shortest: Vec<usize> = (0..settings.documents)
        .map(|content| lengths.iter().map(|lengths| lengths[content]).min().expect("at least one source"))
        .collect();
    let mut random = Random::new(settings.seed, QUERIES);
    let mut planned = plan(settings, &topics, &words, &ids, &expected, &shortest, &mut random)?;

    let bases: Vec<Arc<str>> = ids.into_iter().map(Arc::from).collect();
    let named: Vec<Source> =
        sources.iter().map(|source| Source { name: source.name.clone(), kind: source.kind() }).collect();
    let mut shares = Vec::with_capacity(sources.len());
    // The words of the first two sources' versions, for the second author of queries.
    let mut read: Vec<Vec<Vec<u32>>> = Vec::new();
    for (source, (law, lengths)) in laws.iter().zip(&lengths).enumerate() {
        let random = &mut streams[source];
        let versions =
            write_versions(&sources[source], law, settings.focus, &topics, &planned.planted, lengths, random);
        // Copies are the same words in the same sentences.
        let bearers = if settings.copy { 0..sources.len() } else { source..source + 1 };
        for bearer in bearers {
            shares.push(versions.query_bearing as f64 / totals[source]);
            let mut random = random.clone();
            let mut texts = bases.iter().zip(&versions.words).map(|(base, version)| Document {
                id: DocumentId { base: base.clone(), source: SourceId(bearer as u32) },
                title: String::new(),
                text: prose(version, &words, &mut random),
            });
            each(&named[bearer], &mut texts)?;
        }
        if settings.second_author.is_some() && read.len() < 2 {
            read.push(versions.words);
        }
    }
    if let Some(strength) = settings.second_author {
        // In an A/A corpus there is one text, and so no word that one has more often.
        let first = read.first().map_or(&[][..], |versions| versions);
        let second = read.get(1).map_or(first, |versions| versions);
        let author = SecondAuthor {
            names: [&sources[0].name, &sources[1].name],
            strength,
            words: &words,
            core: settings.core,
            bases: &bases,
            versions: [first, second],
        };
        let mut random = Random::new(settings.seed, SECOND_AUTHOR);
        author.add(&mut planned.queries, &mut planned.qrels, &mut random);
    }
    let planted = planted(settings, &sources, &shares);
    Ok(Made { sources: named, bases, queries: planned.queries, qrels: planned.qrels, planted })
}

/// The rows of planted quantities: those of each source, then what is known of the bias between them.
fn planted(settings: &SimulationSettings, sources: &[SourceParameters], shares: &[f64]) -> Vec<Planted> {
    let row = |quantity: &str, source: &SourceParameters, planted: f64, note: &str| Planted {
        quantity: quantity.to_string(),
        source: Some(source.name.clone()),
        planted: Some(planted),
        note: note.to_string(),
    };
    let mut rows = Vec::new();
    for (source, share) in sources.iter().zip(shares) {
        rows.push(row(
            "zipf_head",
            source,
            source.zipf_head,
            "exponent of the term distribution up to the rank break",
        ));
        rows.push(row(
            "zipf_tail",
            source,
            source.zipf_tail,
            "exponent of the term distribution beyond the rank break",
        ));
        rows.push(row(
            "rank_break",
            source,
            settings.rank_break as f64,
            "rank at which the exponent changes",
        ));
        rows.push(row(
            "drop",
            source,
            source.drop,
            "probability that a query-bearing occurrence is left out",
        ));
        rows.push(row("repeat", source, source.repeat, "probability that one not left out is written twice"));
        rows.push(row("mean_length", source, mean_length(source), "expected words of a document"));
        let note = "share of query-bearing words among all words, as it came out; they replace drawn ones";
        rows.push(row("query_bearing_share", source, *share, note));
    }
    if let Some(strength) = settings.second_author {
        let note = "probability that a word of its queries is one of its own version's";
        rows.push(row("second_author", &sources[1], strength, note));
    }
    let note = match (settings.copy, settings.bias == 0.0) {
        (true, _) => "every measure and model: the texts are the same, so each figure is exactly 0",
        (false, true) => "every measure and model: the sources have the same parameters, so 0 but for chance",
        (false, false) => return rows,
    };
    rows.extend(sources[1..].iter().map(|source| row(RELATIVE_DELTA, source, 0.0, note)));
    rows
}
