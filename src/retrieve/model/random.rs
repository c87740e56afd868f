//! A random ranking of the documents that have a query term: what bias and quality look like by chance alone.

use rand::RngExt;

use super::{CollectionStatistics, Draw, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};
use crate::statistics::stream;

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "random",
    summary: "a seeded uniform score for each query and document: the null model",
    reference: "no source: the null that a ranking without a model gives",
    parameters: &[Parameter {
        name: "seed",
        kind: Kind::Integer { low: 0, high: u32::MAX as i64 },
        default: "42",
        meaning: "seed of the scores",
    }],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Random { seed: given.integer("seed") as u64 })),
};

/// A uniform score in [0, 1) for each query and document, from a seeded hash of the query's id, the document's base id, its
/// length and the frequencies of the query's terms in it.
///
/// Neither the order of documents nor a source's name or number has a part in it, so scores go with the texts when sources
/// are swapped, and identical twins tie; twins whose length and query terms differ draw independently. Documents with no
/// query term are not ranked, as by any model: what chance does not level is which documents are candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Random {
    /// Seed of the scores.
    pub seed: u64,
}

impl RetrievalModel for Random {
    /// Not a score yet: a number that differs with the term and its frequency.
    fn term(&self, term: &TermStatistics<'_>, _: &CollectionStatistics) -> TermScorer {
        let (seed, term) = (self.seed, *term);
        Box::new(move |tf, _| {
            let query_frequency = term.query_frequency.to_bits();
            let known = [term.document_frequency, term.collection_frequency, query_frequency, u64::from(tf)];
            uniform(seed, known.iter().flat_map(|number| number.to_le_bytes()))
        })
    }

    /// The length is one of the numbers that a draw is seeded by, exactly.
    fn needs(&self) -> Needs {
        Needs::frequency()
    }

    fn draw(&self, query: &str) -> Option<Draw> {
        let (seed, query) = (self.seed, query.to_string());
        Some(Box::new(move |base, length, sum| {
            // 255 occurs in no UTF-8 text, so it ends a text.
            let texts = query.bytes().chain([255]).chain(base.bytes()).chain([255]);
            uniform(seed, texts.chain(length.to_le_bytes()).chain(sum.to_bits().to_le_bytes()))
        }))
    }
}

/// A uniform number in [0, 1) from a seed and bytes, which the hash FNV-1a turns into a stream's number.
fn uniform(seed: u64, bytes: impl Iterator<Item = u8>) -> f64 {
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3_u64)
    });
    stream(seed, hash).random()
}

#[cfg(test)]
mod tests {
    use super::super::DocumentStatistics;
    use super::super::checks::*;
    use super::*;

    fn drawn(seed: u64, query: &str, base: &str, tf: u32, length: u32) -> f64 {
        let model = Random { seed };
        model.draw(query).unwrap()(
            base,
            length,
            model.term(&TERM, &COLLECTION)(tf, DocumentStatistics::of_length(length)),
        )
    }

    #[test]
    fn anything_but_order_and_source_gives_another_draw() {
        let one = drawn(1, "q", "d", 1, 10);
        assert_eq!(one, drawn(1, "q", "d", 1, 10));
        for other in [
            drawn(2, "q", "d", 1, 10),
            drawn(1, "r", "d", 1, 10),
            drawn(1, "q", "e", 1, 10),
            drawn(1, "q", "d", 2, 10),
            drawn(1, "q", "d", 1, 11),
            drawn(1, "qd", "", 1, 10),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn draws_are_uniform() {
        let draws: Vec<f64> = (0..10_000).map(|number| drawn(7, "q", &format!("d{number}"), 1, 20)).collect();
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        // Standard error of the mean 0.0029, of a tenth's share 0.003.
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.012, "{mean}");
        for tenth in 0..10 {
            let share = draws.iter().filter(|draw| (*draw * 10.0) as usize == tenth).count();
            assert!((880..1120).contains(&share), "{tenth}: {share}");
        }
    }
}
