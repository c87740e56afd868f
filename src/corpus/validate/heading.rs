//! The first letters of a text in; whether they are a heading that may be part of the text, out.

/// Words that stand alone before a colon, above a text.
const WORDS: &[&str] = &[
    "answer",
    "correct answer",
    "short answer",
    "question",
    "title",
    "headline",
    "subject",
    "topic",
    "summary",
    "abstract",
    "overview",
    "description",
    "content",
];

/// Whether a text begins with such a word and a colon; `head` is its beginning, folded.
pub(super) fn has_heading(head: &str) -> bool {
    let after = WORDS.iter().find_map(|word| head.strip_prefix(word)?.trim_start().strip_prefix(':'));
    after.is_some()
}
