//! What each term of a query can give at most in each window of documents: postings, blocks or columns in; bounds by term and
//! window out.
//!
//! Windows of documents rather than blocks of postings, so that the bounds of several terms are of the same documents. (Dimopoulos,
//! Nepomnyachiy & Suel 2013, Optimizing Top-k Document Retrieval Strategies for Block-Max Indexes)

use super::frequency_columns::RANGE;
use super::max_score::{SLACK, WINDOW};

/// At a depth of at most so many documents windows are narrow: most of them can be passed over.
pub(super) const SHALLOW: usize = 32;
/// The documents of a narrow window.
const NARROW: usize = 2048;
// A bound of a narrow window is looked up by ranges, and raised for all narrow windows of a window.
const _: () = assert!(
    NARROW.is_multiple_of(super::frequency_columns::RANGE) && super::max_score::WINDOW.is_multiple_of(NARROW)
);
/// Windows get wider where all terms together would have more bounds than so many.
const MOST_BOUNDS: usize = 1 << 20;

/// What stands for the bound of a window in which no document has a term.
pub(super) const NOWHERE: f64 = f64::NEG_INFINITY;

/// The bounds of the terms of one query.
pub(super) struct WindowBounds {
    width: usize,
    windows: usize,
    /// By term, then by window; [`NOWHERE`] where no document has the term.
    most: Vec<f64>,
    /// Of all terms together, by window.
    total: Vec<f64>,
    /// Of the term that gives most, by window.
    largest: Vec<f64>,
}

impl WindowBounds {
    pub fn new() -> Self {
        WindowBounds { width: WINDOW, windows: 0, most: Vec::new(), total: Vec::new(), largest: Vec::new() }
    }

    /// Begins a query of so many terms, in so many documents, at a depth.
    pub fn begin(&mut self, terms: usize, documents: usize, depth: usize) {
        self.width = if depth <= SHALLOW { NARROW } else { WINDOW };
        while self.width < WINDOW && terms.saturating_mul(documents.div_ceil(self.width)) > MOST_BOUNDS {
            self.width *= 2;
        }
        self.windows = documents.div_ceil(self.width);
        self.most.clear();
        self.most.resize(terms * self.windows, NOWHERE);
    }

    /// How many documents a window has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The bound of the term at `place` in a window.
    #[inline]
    pub fn at(&self, place: usize, window: usize) -> f64 {
        self.most[place * self.windows + window].max(0.0)
    }

    /// What all terms can give together in each window; [`NOWHERE`] where no document has one.
    pub fn total(&self) -> &[f64] {
        &self.total
    }

    /// The bounds of the term at `place`, to be raised.
    pub fn raise(&mut self, place: usize) -> Raised<'_> {
        let start = place * self.windows;
        Raised { width: self.width, most: &mut self.most[start..start + self.windows] }
    }

    /// Sums the terms' bounds; the last terms first, as they are summed within a window.
    pub fn sum(&mut self) {
        for sums in [&mut self.total, &mut self.largest] {
            sums.clear();
            sums.resize(self.windows, 0.0);
        }
        self.largest.fill(NOWHERE);
        for of_term in self.most.chunks(self.windows.max(1)).rev() {
            for ((total, largest), most) in self.total.iter_mut().zip(&mut self.largest).zip(of_term) {
                *total += most.max(0.0);
                *largest = largest.max(*most);
            }
        }
        for (total, largest) in self.total.iter_mut().zip(&self.largest) {
            *total = if *largest == NOWHERE { NOWHERE } else { *total * (1.0 + SLACK) };
        }
    }
}

/// The bounds of one term.
pub(super) struct Raised<'a> {
    width: usize,
    most: &'a mut [f64],
}

impl Raised<'_> {
    /// A document may give so much.
    #[inline]
    pub fn document(&mut self, document: u32, score: f64) {
        let most = &mut self.most[document as usize / self.width];
        *most = most.max(score * (1.0 + SLACK));
    }

    /// Any document from `first` to `last` may give so much.
    pub fn documents(&mut self, first: u32, last: u32, score: f64) {
        for most in &mut self.most[first as usize / self.width..=last as usize / self.width] {
            *most = most.max(score * (1.0 + SLACK));
        }
    }

    /// Any document of a range may give so much.
    #[inline]
    pub fn range(&mut self, range: usize, score: f64) {
        let most = &mut self.most[range * RANGE / self.width];
        *most = most.max(score * (1.0 + SLACK));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five windows at most, of which no document of the last has a term.
    #[test]
    fn bounds_are_of_every_window_that_a_document_may_be_in() {
        let mut bounds = WindowBounds::new();
        let documents = 4 * NARROW + 1;
        bounds.begin(2, documents, 10);
        assert_eq!(bounds.width(), NARROW);
        let mut first = bounds.raise(0);
        first.document(3, 1.0);
        first.document(4, 0.5);
        first.range(NARROW / RANGE, 2.0);
        bounds.raise(1).documents(NARROW as u32, 3 * NARROW as u32, 4.0);
        bounds.sum();
        let at = |place: usize| [0, 1, 2, 3, 4].map(|window| bounds.at(place, window));
        let near = |bounds: &[f64], plain: [f64; 5]| {
            bounds.iter().zip(plain).all(|(bound, plain)| {
                *bound == plain || (*bound > plain && *bound <= plain * (1.0 + 3.0 * SLACK))
            })
        };
        assert!(near(&at(0), [1.0, 2.0, 0.0, 0.0, 0.0]), "{:?}", at(0));
        assert!(near(&at(1), [0.0, 4.0, 4.0, 4.0, 0.0]), "{:?}", at(1));
        assert!(near(bounds.total(), [1.0, 6.0, 4.0, 4.0, NOWHERE]), "{:?}", bounds.total());
        bounds.begin(1, documents, SHALLOW + 1);
        assert_eq!(bounds.width(), WINDOW);
        bounds.begin(MOST_BOUNDS / 4, documents, 1);
        assert_eq!(bounds.width(), WINDOW);
        bounds.sum();
        assert_eq!(bounds.total(), [NOWHERE; 3]);
    }
}
