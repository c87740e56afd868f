//! The end of a text in; whether it ends as sentences do, out.

/// Whether a text breaks off: what stands last in it, after quotation marks, closing brackets, signs and numbers of
/// references such as `[12]`, is a letter, a digit, a comma, a colon or an opening bracket and no mark that ends a sentence.
/// A text without any of them does not break off.
pub(super) fn breaks_off(text: &str) -> bool {
    let mut rest = text;
    while let Some(last) = rest.chars().next_back() {
        if ends_sentence(last) {
            return false;
        }
        if last.is_alphanumeric() || goes_on(last) {
            return true;
        }
        rest = without_reference(rest).unwrap_or(&rest[..rest.len() - last.len_utf8()]);
    }
    false
}

fn ends_sentence(letter: char) -> bool {
    matches!(
        letter,
        '.' | '!'
            | '?'
            | '…'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '‽'
            | '。'
            | '．'
            | '｡'
            | '！'
            | '？'
            | '।'
            | '॥'
            | '؟'
            | '۔'
            | '։'
            | '።'
            | '។'
            | '။'
    )
}

fn goes_on(letter: char) -> bool {
    matches!(letter, ',' | ';' | ':' | '(' | '[' | '{' | '、' | '，' | '；' | '：' | '（' | '،' | '؛')
}

/// The text before a reference by number that stands last in it.
fn without_reference(text: &str) -> Option<&str> {
    let numbers = text.strip_suffix(']')?;
    let before = numbers.trim_end_matches(|letter: char| letter.is_ascii_digit() || " ,-–".contains(letter));
    if before.len() == numbers.len() { None } else { before.strip_suffix('[') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_a_mark_whatever_closes_after_it() {
        for text in [
            "Red apples.",
            "Red apples?! ",
            "\u{201c}Red apples.\u{201d}",
            "(Red apples.)",
            "**Red apples!**",
            "Red apples! 🍎🍎",
            "Red apples.[12]",
            "Red apples. [3, 7–9]",
            "「赤い林檎。」",
            "لال سیب۔",
            "```\nx = 1.\n```",
            "🍎",
            "",
        ] {
            assert!(!breaks_off(text), "{text:?}");
        }
        for text in [
            "Red apples",
            "Red apples, ",
            "Red apples:",
            "Red \u{201c}apples\u{201d}",
            "as before (",
            "see e.g. [a]",
            "Red apples 🍎",
            "42",
            "赤い林檎",
            "apples[]",
        ] {
            assert!(breaks_off(text), "{text:?}");
        }
    }
}
