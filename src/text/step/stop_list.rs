//! The stop words of a language: a term that is in the list goes no further. The lists are those of NLTK's corpus
//! `stopwords`, by the crate stop-words.
//!
//! NLTK took most of them from Snowball, by way of PostgreSQL: those of Danish, Dutch, Italian, Norwegian and Swedish are
//! word for word Lucene's, and those of Finnish, French, German, Hungarian, Portuguese, Russian and Spanish but for a
//! few words; the English one is augmented. Those of Arabic, Greek, Romanian, Tamil and Turkish come from elsewhere.
//! `tests/golden` counts the differences. Entries of two words (in Arabic) are left out, as no term is ever two words.

use rustc_hash::FxHashSet;

use super::language::language;
use super::{Step, Term};

/// Stops the words of a language; expects lower case.
pub struct StopList {
    language: &'static str,
    /// Folded words.
    words: FxHashSet<Box<str>>,
    /// Bytes of the longest word.
    longest: usize,
}

impl StopList {
    /// The list of a language with a Snowball stemmer; `None` for any other.
    ///
    /// ```
    /// use sourcebias::text::step::stop_list::StopList;
    /// let german = StopList::of("german").unwrap();
    /// assert!(german.contains("nicht") && !german.contains("haus"));
    /// assert!(StopList::of("klingon").is_none());
    /// ```
    pub fn of(name: &str) -> Option<StopList> {
        let words: FxHashSet<Box<str>> =
            StopList::words(name)?.into_iter().map(|word| word.chars().map(fold).collect()).collect();
        let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
        Some(StopList { language: language(name)?.name, words, longest })
    }

    /// The words of a language as NLTK has them, sorted and distinct; `None` for a language without a Snowball stemmer.
    pub fn words(name: &str) -> Option<Vec<&'static str>> {
        let list = stop_words::lookup(language(name)?.code)?;
        let mut words: Vec<&str> = list.iter().copied().filter(|word| !word.contains(' ')).collect();
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// Whether a word, in lower case, is in the list, however its apostrophes and the like are written.
    pub fn contains(&self, word: &str) -> bool {
        self.look_up(word, &mut String::new())
    }

    fn look_up(&self, word: &str, folded: &mut String) -> bool {
        // No letter loses more than two of three bytes when it is folded.
        if word.len() > 3 * self.longest {
            return false;
        }
        if word.is_ascii() {
            return self.words.contains(word);
        }
        folded.clear();
        folded.extend(word.chars().map(fold));
        self.words.contains(folded.as_str())
    }
}

impl std::fmt::Debug for StopList {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "StopList({})", self.language)
    }
}

impl Step for StopList {
    fn apply(&self, term: &mut Term) -> bool {
        !self.look_up(&term.text, &mut term.spare)
    }
}

/// Letters that texts and lists write in several ways, as one.
fn fold(letter: char) -> char {
    match letter {
        '\u{2019}' | '\u{2BC}' | '\u{FF07}' => '\'',
        // The Greek list has modern words without accents and with one sigma, as Lucene's GreekLowerCaseFilter makes.
        'ς' => 'σ',
        'ά' | '\u{1F71}' => 'α',
        'έ' | '\u{1F73}' => 'ε',
        'ή' | '\u{1F75}' => 'η',
        'ί' | 'ϊ' | 'ΐ' | '\u{1F77}' => 'ι',
        'ό' | '\u{1F79}' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' | '\u{1F7B}' => 'υ',
        'ώ' | '\u{1F7D}' => 'ω',
        // The Hungarian list came through Latin-1, which has no double acute.
        'õ' => 'ő',
        'û' => 'ű',
        // The Romanian list has the cedillas of Latin-2 for commas below.
        'ș' => 'ş',
        'ț' => 'ţ',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::super::language::LANGUAGE_NAMES;
    use super::*;

    /// A frequent word of each language that is a stop word, in lower case, and a noun that is none.
    const WORDS: [(&str, &str, &str); 18] = [
        ("arabic", "من", "كتاب"),
        ("danish", "og", "hus"),
        ("dutch", "het", "huis"),
        ("english", "the", "house"),
        ("finnish", "ja", "talo"),
        ("french", "les", "maison"),
        ("german", "der", "haus"),
        ("greek", "της", "σπίτι"),
        ("hungarian", "ők", "ház"),
        ("italian", "il", "casa"),
        ("norwegian", "og", "hus"),
        ("portuguese", "os", "casa"),
        ("romanian", "și", "casă"),
        ("russian", "не", "дом"),
        ("spanish", "los", "casa"),
        ("swedish", "och", "hus"),
        ("tamil", "ஒரு", "வீடு"),
        ("turkish", "bu", "ev"),
    ];

    #[test]
    fn every_language_has_a_list_in_lower_case_that_stops_articles_and_no_nouns() {
        assert_eq!(WORDS.map(|(name, ..)| name), LANGUAGE_NAMES);
        for (name, stop, noun) in WORDS {
            let words = StopList::words(name).unwrap();
            assert!(words.len() > 50 && words.is_sorted_by(|a, b| a < b), "{name}");
            let list = StopList::of(name).unwrap();
            for word in &words {
                assert!(list.contains(word) && *word == word.to_lowercase(), "{name}: {word}");
                assert!(!word.is_empty() && !word.contains(char::is_whitespace), "{name}: {word}");
            }
            let stops = |word: &str| {
                let mut term = Term { text: word.to_string(), ..Term::default() };
                let goes_on = list.apply(&mut term);
                assert_eq!(term.text, word);
                !goes_on
            };
            assert!(stops(stop) && !stops(noun), "{name}");
            assert!(!stops("") && !stops(&noun.repeat(99)), "{name}");
        }
    }

    #[test]
    fn what_is_written_in_several_ways_is_one_word() {
        for (name, words) in [
            ("english", &["don't", "don’t", "don＇t", "donʼt"][..]),
            ("greek", &["από", "απο", "είναι", "αὐτὸς", "τοὺς"]),
            ("hungarian", &["ő", "õ", "előtt", "elõtt"]),
            ("romanian", &["și", "şi", "aș", "aş"]),
            ("french", &["fût", "été"]),
        ] {
            let list = StopList::of(name).unwrap();
            for word in words {
                assert!(list.contains(word), "{name}: {word}");
            }
        }
    }

    #[test]
    fn a_fold_is_stable_and_its_letters_are_no_shorter_than_a_third() {
        for letter in '\0'..=char::MAX {
            assert_eq!(fold(fold(letter)), fold(letter));
            assert!(letter.len_utf8() <= 3 * fold(letter).len_utf8());
        }
    }
}
