//! The lengths of documents, as a search reads them again and again, in no order: as short as they can be.

use super::max_score::WINDOW;

/// The lengths of all documents.
pub(super) struct Lengths<'a> {
    all: &'a [u32],
    /// The same in half the memory, of which more is in the processor's caches; [`LONG`] for that length or more.
    short: Vec<u16>,
    /// The smallest length of a document that has a term, in each window.
    least: Vec<u32>,
}

const LONG: u16 = u16::MAX;

impl<'a> Lengths<'a> {
    pub fn new(all: &'a [u32]) -> Self {
        let least = |lengths: &[u32]| lengths.iter().copied().filter(|length| *length > 0).min().unwrap_or(1);
        Lengths {
            all,
            short: all.iter().map(|length| u16::try_from(*length).unwrap_or(LONG)).collect(),
            least: all.chunks(WINDOW).map(least).collect(),
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The length of a document.
    #[inline]
    pub fn of(&self, document: u32) -> u32 {
        self.whole(document, self.short[document as usize])
    }

    /// What [`Lengths::whole`] wants to know of a document.
    #[inline]
    pub fn short_of(&self, document: u32) -> u16 {
        self.short[document as usize]
    }

    /// Reads the lengths of some documents, of all before any is used: the processor then waits for all of them at once.
    #[inline]
    pub fn read(&self, documents: &[u32], short: &mut [u16]) {
        for (short, document) in short.iter_mut().zip(documents) {
            *short = self.short[*document as usize];
        }
    }

    /// The length of a document, of which [`Lengths::read`] has read this.
    #[inline]
    pub fn whole(&self, document: u32, short: u16) -> u32 {
        if short == LONG { self.all[document as usize] } else { u32::from(short) }
    }

    /// The smallest length of a document that has a term, in each window.
    pub fn least(&self) -> &[u32] {
        &self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_what_they_were_whether_short_or_long() {
        let all = [0, 7, 65_534, 65_535, 65_536, u32::MAX];
        let lengths = Lengths::new(&all);
        let documents = [5, 0, 3, 1, 4, 2];
        let mut short = [0; 6];
        lengths.read(&documents, &mut short);
        for (document, short) in documents.into_iter().zip(short) {
            assert_eq!(lengths.whole(document, short), all[document as usize]);
            assert_eq!(lengths.of(document), all[document as usize]);
        }
        assert_eq!((lengths.len(), lengths.least()), (6, &[7][..]));
        assert_eq!(Lengths::new(&[0, 0]).least(), [1]);
    }
}
