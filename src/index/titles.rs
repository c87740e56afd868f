//! What tells titles from texts in an index: for each document the terms of its title. Documents in; a table out, kept as a file
//! of the index with tantivy's checksum, where it is asked for. What is not the title's is the text's, so that nothing else is
//! needed to know how often either of them has a term.

use std::io::Write;
use std::path::Path;

use tantivy::directory::{Directory, TerminatingWrite};

use super::postings::Index;
use crate::error::{Error, Result};

/// The file's name.
pub(super) const FILE: &str = "sourcebias.titles";

/// The terms of the title of every document, by document number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titles {
    /// Where the terms of each document begin; those of document i end where those of i + 1 begin.
    starts: Vec<usize>,
    /// The number of each token's term, sorted within a document.
    terms: Vec<u32>,
}

impl Default for Titles {
    fn default() -> Self {
        Titles { starts: vec![0], terms: Vec::new() }
    }
}

impl Titles {
    /// The length of the title of document `number` in tokens, 0 where it has none.
    ///
    /// # Panics
    /// Where there is no such document.
    pub fn length(&self, number: u32) -> u32 {
        (self.starts[number as usize + 1] - self.starts[number as usize]) as u32
    }

    /// How often the title of document `number` has the term of that number.
    ///
    /// # Panics
    /// Where there is no such document.
    pub fn frequency(&self, number: u32, term: u32) -> u32 {
        let title = &self.terms[self.starts[number as usize]..self.starts[number as usize + 1]];
        let start = title.partition_point(|one| *one < term);
        title[start..].partition_point(|one| *one == term) as u32
    }

    /// The number of tokens of all titles.
    pub fn tokens(&self) -> u64 {
        self.terms.len() as u64
    }

    /// Adds the title of the next document.
    pub(super) fn push(&mut self, terms: impl Iterator<Item = u32>) {
        self.terms.extend(terms);
        self.starts.push(self.terms.len());
    }

    /// The same titles by other numbers of the terms, `places` having the new one of each.
    pub(super) fn renumbered(mut self, places: &[u32]) -> Titles {
        self.terms.iter_mut().for_each(|term| *term = places[*term as usize]);
        for range in self.starts.windows(2) {
            self.terms[range[0]..range[1]].sort_unstable();
        }
        self
    }

    /// Whether they can be those of documents of these lengths, over so many terms.
    pub(super) fn are_of(&self, lengths: &[u32], terms: usize) -> bool {
        let fits = |(range, length): (&[usize], &u32)| range[1] - range[0] <= *length as usize;
        self.starts.len() == lengths.len() + 1
            && self.starts.windows(2).zip(lengths).all(fits)
            && self.terms.iter().all(|term| (*term as usize) < terms)
    }

    /// Writes them into `directory`: the number of documents (8 bytes), the length of each one's title (4), then the number of
    /// each token's term (4), sorted within a document; all little-endian.
    pub(super) fn write(&self, directory: &dyn Directory) -> tantivy::Result<()> {
        let mut out = directory.open_write(Path::new(FILE))?;
        out.write_all(&(self.starts.len() as u64 - 1).to_le_bytes())?;
        for range in self.starts.windows(2) {
            out.write_all(&((range[1] - range[0]) as u32).to_le_bytes())?;
        }
        for term in &self.terms {
            out.write_all(&term.to_le_bytes())?;
        }
        out.terminate()?;
        Ok(())
    }

    /// Reads them from `directory`; `None` where it is not what [`Titles::write`] writes.
    pub(super) fn read(directory: &dyn Directory) -> tantivy::Result<Option<Titles>> {
        let bytes = directory.open_read(Path::new(FILE))?.read_bytes()?;
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Option<Titles> {
        let (count, rest) = bytes.split_first_chunk()?;
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let (lengths, terms) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (terms, []) = terms.as_chunks::<4>() else { return None };
        let mut titles = Titles::default();
        let mut terms = terms.iter().map(|term| u32::from_le_bytes(*term));
        for length in lengths.as_chunks::<4>().0 {
            let (start, length) = (titles.terms.len(), u32::from_le_bytes(*length) as usize);
            titles.push(terms.by_ref().take(length));
            let title = &titles.terms[start..];
            if title.len() != length || !title.is_sorted() {
                return None;
            }
        }
        terms.next().is_none().then_some(titles)
    }
}

impl Index {
    /// The titles, for a model that weighs them apart.
    ///
    /// # Errors
    /// Where the index was built without keeping them, or no document has one.
    pub fn needed_titles(&self) -> Result<&Titles> {
        let missing = |reason, advice| Err(Error::file(self.place(), reason, advice));
        match self.titles() {
            None => missing(
                "does not keep titles apart from texts, and a model that weighs them (bm25f) needs that",
                "build it with its fields (`fields`, `sourcebias index … --fields`), or by an experiment that lists the model \
                 and has `title = true` under [corpus]",
            ),
            Some(titles) if titles.tokens() == 0 => missing(
                "no document has a title, and a model that weighs them (bm25f) needs some",
                "leave the model out, or give the documents a `title`",
            ),
            Some(titles) => Ok(titles),
        }
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::RamDirectory;

    use super::*;
    use crate::corpus::{Corpus, Document, DocumentId, Source, SourceId, SourceKind};
    use crate::text::{Analyzer, DocumentReader};

    fn corpus(texts: &[(&str, &str)]) -> Corpus {
        let sources = vec![Source { name: "human".into(), kind: SourceKind::Human }];
        let document = |(number, (title, text)): (usize, &(&str, &str))| Document {
            id: DocumentId { base: number.to_string().into(), source: SourceId(0) },
            title: title.to_string(),
            text: text.to_string(),
        };
        Corpus::from_documents(sources, SourceId(0), texts.iter().enumerate().map(document).collect())
            .unwrap()
    }

    fn build(texts: &[(&str, &str)]) -> Index {
        let analyzer = Analyzer::parse("words").unwrap();
        let reader = DocumentReader::new(&analyzer).with_titles(true).with_title_lengths(true);
        Index::build_in_memory(&reader.read(&corpus(texts)).unwrap(), &analyzer).unwrap()
    }

    #[test]
    fn titles_know_their_lengths_and_how_often_they_have_a_term() {
        let index = build(&[("pears and pears", "red pears"), ("", "red"), ("red", "")]);
        let titles = index.needed_titles().unwrap();
        assert_eq!([0, 1, 2].map(|document| titles.length(document)), [3, 0, 1]);
        let of = |term: &str| {
            let number = index.term(term).unwrap().unwrap().number;
            [0, 1, 2].map(|document| titles.frequency(document, number))
        };
        assert_eq!((of("pears"), of("and"), of("red")), ([2, 0, 0], [1, 0, 0], [0, 0, 1]));
        assert_eq!((titles.tokens(), titles.frequency(0, u32::MAX)), (4, 0));
    }

    #[test]
    fn an_index_without_titles_says_how_to_get_them() {
        let analyzer = Analyzer::parse("words").unwrap();
        let texts = corpus(&[("pears", "red pears")]);
        let reader = DocumentReader::new(&analyzer).with_titles(true);
        let plain = Index::build_in_memory(&reader.read(&texts).unwrap(), &analyzer).unwrap();
        let told = |index: &Index| index.needed_titles().unwrap_err().to_string();
        assert!(plain.titles().is_none() && told(&plain).contains("--fields"), "{}", told(&plain));
        let untitled = build(&[("", "red pears"), (" ", "red")]);
        assert!(told(&untitled).contains("no document has a title"), "{}", told(&untitled));
    }

    #[test]
    fn a_table_is_read_as_it_was_written_and_nothing_else_is() {
        let mut titles = Titles::default();
        for title in [&[7, 2, 7][..], &[], &[0]] {
            titles.push(title.iter().copied());
        }
        let titles = titles.renumbered(&[5, 0, 9, 0, 0, 0, 0, 1]);
        assert_eq!((titles.frequency(0, 1), titles.frequency(0, 9), titles.frequency(2, 5)), (2, 1, 1));
        let directory = RamDirectory::create();
        titles.write(&directory).unwrap();
        assert_eq!(Titles::read(&directory).unwrap().unwrap(), titles);
        let bytes = directory.open_read(Path::new(FILE)).unwrap().read_bytes().unwrap();
        for end in 0..bytes.len() {
            assert_eq!(Titles::parse(&bytes[..end]), None, "{end}");
        }
        assert_eq!(Titles::parse(&[&bytes[..], &[0; 4]].concat()), None);
        assert_eq!(Titles::parse(&u64::MAX.to_le_bytes()), None);
        assert!(titles.are_of(&[3, 9, 1], 10));
        for (lengths, terms) in [(&[3, 9][..], 10), (&[2, 9, 1], 10), (&[3, 9, 1], 9)] {
            assert!(!titles.are_of(lengths, terms), "{lengths:?} {terms}");
        }
    }

    #[test]
    fn the_file_is_there_only_where_it_is_asked_for_and_nothing_else_differs() {
        let place = tempfile::tempdir().unwrap();
        let analyzer = Analyzer::parse("words").unwrap();
        let texts = corpus(&[("pears", "red pears"), ("", "green apples")]);
        let reader = DocumentReader::new(&analyzer).with_titles(true);
        let build = |name: &str, apart: bool| {
            let read = reader.with_title_lengths(apart).read(&texts).unwrap();
            Index::build(&place.path().join(name), &read, &analyzer).unwrap()
        };
        let (plain, apart) = (build("plain", false), build("apart", true));
        assert_eq!((plain.lengths(), plain.terms()), (apart.lengths(), apart.terms()));
        let text = |name: &str| {
            std::fs::read_to_string(place.path().join(name).join(crate::index::description::FILE)).unwrap()
        };
        assert!(!text("plain").contains("titles") && text("apart").contains("\"titles\": true"));
        let file = |name: &str| place.path().join(name).join(FILE);
        assert!(!file("plain").exists());
        // A byte that changed, a file that is gone or another index's is an error, with advice.
        let told = || Index::open(&place.path().join("apart")).map(|_| ()).unwrap_err().to_string();
        let whole = std::fs::read(file("apart")).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(file("apart"), bytes).unwrap();
            assert!(told().contains("build it again"), "{at}: {}", told());
        }
        std::fs::remove_file(file("apart")).unwrap();
        assert!(told().contains("sourcebias.titles is missing"), "{}", told());
        std::fs::write(file("apart"), &whole).unwrap();
        let opened = Index::open(&place.path().join("apart")).unwrap();
        assert_eq!(opened.titles(), apart.titles());
    }
}
