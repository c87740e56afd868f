//! The languages with a Snowball stemmer: for each its name, its stemmer, and where its stop words are found.

use rust_stemmers::Algorithm;

/// One language.
pub(super) struct Language {
    /// Its English name, as a chain has it.
    pub(super) name: &'static str,
    /// Its code of ISO 639-1, by which its stop words are found.
    pub(super) code: &'static str,
    /// Its stemmer.
    pub(super) algorithm: Algorithm,
}

const fn row(name: &'static str, code: &'static str, algorithm: Algorithm) -> Language {
    Language { name, code, algorithm }
}

/// The languages, in the order of their names.
static LANGUAGES: [Language; 18] = [
    row("arabic", "ar", Algorithm::Arabic),
    row("danish", "da", Algorithm::Danish),
    row("dutch", "nl", Algorithm::Dutch),
    row("english", "en", Algorithm::English),
    row("finnish", "fi", Algorithm::Finnish),
    row("french", "fr", Algorithm::French),
    row("german", "de", Algorithm::German),
    row("greek", "el", Algorithm::Greek),
    row("hungarian", "hu", Algorithm::Hungarian),
    row("italian", "it", Algorithm::Italian),
    row("norwegian", "no", Algorithm::Norwegian),
    row("portuguese", "pt", Algorithm::Portuguese),
    row("romanian", "ro", Algorithm::Romanian),
    row("russian", "ru", Algorithm::Russian),
    row("spanish", "es", Algorithm::Spanish),
    row("swedish", "sv", Algorithm::Swedish),
    row("tamil", "ta", Algorithm::Tamil),
    row("turkish", "tr", Algorithm::Turkish),
];

/// How many languages there are.
pub(super) const COUNT: usize = LANGUAGES.len();

/// Names alone, for messages and lists.
pub static LANGUAGE_NAMES: [&str; COUNT] = {
    let mut names = [""; COUNT];
    let mut index = 0;
    while index < names.len() {
        names[index] = LANGUAGES[index].name;
        index += 1;
    }
    names
};

/// The language of a name; `None` where there is no stemmer for it.
pub(super) fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}
