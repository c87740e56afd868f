//! Texts as numbers of terms: texts in, the numbers of their terms out. What the steps of a chain make of a word depends on
//! the word alone, so that it is found out once for each form of a word; after that a word costs one look-up.

use super::analyzer::{AnalysisLoss, Analyzer};
use super::intern::{Batch, Interner};
use super::step::Term;
use super::step::ngrams::Cutter;

/// So many words are looked up together: they and their slots fit into the processor's first caches.
const BATCH_WORDS: usize = 512;

/// What a form stands for where it gives no term.
const STOPPED: u32 = u32::MAX;

/// Reads texts by one analyser, for one thread. Where the chain has no use for capitals, forms are words in lower case.
pub(crate) struct TermReader<'a> {
    analyzer: &'a Analyzer,
    folds_case: bool,
    batch: Batch,
    cutter: Option<Cutter>,
    /// Where n-grams are made: for each form how many they are, and then the numbers of their terms.
    pieces: Vec<u32>,
    term: Term,
    terms: Terms,
}

/// Terms by number of first sight, with the forms that give them.
///
/// Forms and terms share one table, since most terms are forms too. It takes about 100 bytes for each word that was seen as one
/// or the other, with its letters, and forgets none: memory grows with the vocabulary of forms, and not with the text.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    words: Interner<Role>,
    /// For each term, by number, its number among all words.
    terms: Vec<u32>,
}

/// What a word is: a form, a term, or both.
#[derive(Debug, Clone, Copy, Default)]
struct Role {
    /// As a form: the number of its term, plus 1; where n-grams are made, where they stand, plus 1; or [`STOPPED`]. 0 where it was
    /// not seen as one.
    gives: u32,
    /// As a term: its number, plus 1; 0 where it is none.
    term: u32,
}

impl<'a> TermReader<'a> {
    pub(crate) fn new(analyzer: &'a Analyzer) -> Self {
        TermReader {
            analyzer,
            folds_case: analyzer.folds_case(),
            batch: Batch::default(),
            cutter: analyzer.cutter(),
            pieces: Vec::new(),
            term: Term::default(),
            terms: Terms::default(),
        }
    }

    /// Adds the numbers of a document's terms to `tokens`, those of its title first where `titled` is set; says what was not
    /// passed on, as [`Analyzer::analyze_document`] does.
    pub(crate) fn read(
        &mut self,
        title: &str,
        text: &str,
        titled: bool,
        tokens: &mut Vec<u32>,
    ) -> AnalysisLoss {
        let (analyzer, folds_case) = (self.analyzer, self.folds_case);
        let mut lost = AnalysisLoss::default();
        for text in [title, text].into_iter().skip(usize::from(!titled)) {
            lost.dropped += analyzer.segment(text, |word| {
                if folds_case {
                    self.batch.push_folded(word)
                } else {
                    self.batch.push(word)
                }
                if self.batch.len() == BATCH_WORDS {
                    self.look_up(tokens, &mut lost);
                }
            });
        }
        self.look_up(tokens, &mut lost);
        lost
    }

    /// As [`TermReader::read`] of a text with its title; says too how many of the terms are the title's.
    pub(crate) fn read_fields(
        &mut self,
        title: &str,
        text: &str,
        tokens: &mut Vec<u32>,
    ) -> (AnalysisLoss, u32) {
        let before = tokens.len();
        let of_title = self.read("", title, false, tokens);
        let title_length = (tokens.len() - before) as u32;
        let mut lost = self.read("", text, false, tokens);
        lost.merge(of_title);
        (lost, title_length)
    }

    /// The terms that were seen.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The terms that were seen, without what reads them.
    pub(crate) fn into_terms(self) -> Terms {
        self.terms
    }

    /// Looks up the words of the batch and empties it.
    fn look_up(&mut self, tokens: &mut Vec<u32>, lost: &mut AnalysisLoss) {
        let TermReader { analyzer, batch, cutter, pieces, term, terms, .. } = self;
        let Terms { words, terms } = terms;
        words.intern_each(batch, |words, place| {
            let (word, role) = words.at(place);
            let gives = match role.gives {
                0 => find_out(analyzer, word, words, terms, term, cutter, pieces),
                known => known,
            };
            if gives == STOPPED {
                lost.stopped += 1;
            } else if cutter.is_none() {
                tokens.push(gives - 1);
            } else {
                let (count, pieces) = pieces[gives as usize - 1..].split_first().expect("a count");
                tokens.extend_from_slice(&pieces[..*count as usize]);
                lost.further += u64::from(*count) - 1;
            }
        });
        batch.clear();
    }
}

/// What a word gives as a form, which is kept beside it from now on.
#[cold]
fn find_out(
    analyzer: &Analyzer,
    word: u32,
    words: &mut Interner<Role>,
    terms: &mut Vec<u32>,
    term: &mut Term,
    cutter: &mut Option<Cutter>,
    pieces: &mut Vec<u32>,
) -> u32 {
    let form = words.term(word).to_string();
    let gives = match (analyzer.passes(&form, term), cutter) {
        (false, _) => STOPPED,
        (true, None) => number(&term.text, words, terms) + 1,
        (true, Some(cutter)) => {
            let start = pieces.len();
            pieces.push(0);
            let count = cutter.cut(&term.text, &mut |piece: &str| pieces.push(number(piece, words, terms)));
            pieces[start] = count as u32;
            let start = u32::try_from(start + 1).ok().filter(|start| *start < STOPPED);
            start.expect("fewer than 2^32 n-grams of all forms")
        }
    };
    words.kept_of(&form).gives = gives;
    gives
}

/// The number of a term, a new one where it was not seen as a term before.
fn number(term: &str, words: &mut Interner<Role>, terms: &mut Vec<u32>) -> u32 {
    let (word, role) = words.entry(term);
    if role.term == 0 {
        terms.push(word);
        role.term = terms.len() as u32;
    }
    role.term - 1
}

impl Terms {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The term of that number.
    pub(crate) fn term(&self, number: u32) -> &str {
        self.words.term(self.terms[number as usize])
    }

    /// The terms in order of their numbers, from `first` on.
    pub(crate) fn from(&self, first: usize) -> impl Iterator<Item = &str> {
        self.terms[first..].iter().map(|word| self.words.term(*word))
    }

    /// The number of `term`, a new one where it was not seen before.
    pub(crate) fn number(&mut self, term: &str) -> u32 {
        number(term, &mut self.words, &mut self.terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Chains that fold capitals, that do not, that stop words, that cut n-grams.
    const CHAINS: [&str; 12] = [
        "words",
        "english",
        "cjk",
        "unicode",
        "ascii|lowercase|porter",
        "standard|possessive",
        "unicode|stop(german)|lowercase",
        "language(french)",
        "snowball(german)",
        "english|ngrams(3)",
        "cjk|ngrams(2)",
        "unicode|ngrams(8)",
    ];

    /// Terms and losses of texts with titles, as the chain gives them one by one.
    fn plain(analyzer: &Analyzer, texts: &[String]) -> Vec<(Vec<String>, AnalysisLoss)> {
        let analyze = |text: &String| {
            let mut terms = Vec::new();
            let lost = analyzer.analyze_document("The doctor’s", text, true, &mut |term: &str| {
                terms.push(term.to_string());
            });
            (terms, lost)
        };
        texts.iter().map(analyze).collect()
    }

    fn holds(texts: &[String]) {
        for spec in CHAINS {
            let analyzer = Analyzer::parse(spec).unwrap();
            let mut reader = TermReader::new(&analyzer);
            let mut tokens = Vec::new();
            let mut read = |text: &String| {
                tokens.clear();
                let lost = reader.read("The doctor’s", text, true, &mut tokens);
                (tokens.iter().map(|token| reader.terms().term(*token).to_string()).collect(), lost)
            };
            let found: Vec<(Vec<String>, AnalysisLoss)> = texts.iter().map(&mut read).collect();
            assert_eq!(found, plain(&analyzer, texts), "{spec}");
            // No term was seen before the first text, and none has two numbers.
            let mut terms: Vec<String> = reader.terms().from(0).map(String::from).collect();
            assert_eq!(terms.first(), found[0].0.first(), "{spec}");
            terms.sort_unstable();
            terms.dedup();
            assert_eq!(terms.len(), reader.terms().len(), "{spec}");
        }
    }

    #[test]
    fn forms_give_what_the_chain_gives() {
        let long = "Überlange'Wörter".repeat(20);
        holds(&[
            "The patients' SOURCES weren't the DOCTOR'S, naïve NAÏVE ½ x² 東京都 L'homme source sourc _ __ A.".to_string(),
            format!("{long} {} Ünd die DIE İX the sources {long}", "A".repeat(600)),
            "word Word wORD ".repeat(BATCH_WORDS),
        ]);
    }

    proptest! {
        #[test]
        fn any_texts_give_what_the_chain_gives(
            texts in prop::collection::vec("[aAsSdDtTeEhHéÉßİ'’ ._,1½東京が]{0,60}|(The|the|THE|dog's|DOG’S|l'homme|running|Und| |, ){0,40}|\\\\PC{0,30}", 1..5),
        ) {
            holds(&texts);
        }
    }
}
