//! Characters that were lost or spoilt on the way: UTF-8 read as Windows-1252, replacement and control characters.

use encoding_rs::WINDOWS_1252;
use memchr::memmem;

use super::{Check, Find, Severity};

pub(super) const MOJIBAKE: Check = Check {
    name: "mojibake",
    severity: Severity::Warning,
    summary: "texts with UTF-8 that was read as Windows-1252 (Ã© for é), of the documents",
    advice: "convert the file back from Windows-1252 to UTF-8 once; such words match nothing",
    find: Find::Text(|look| !look.is_ascii && has_mojibake(look.text)),
};

pub(super) const REPLACEMENT_CHARACTERS: Check = Check {
    name: "replacement_characters",
    severity: Severity::Warning,
    summary: "texts with U+FFFD, which stands where a character was lost, of the documents",
    advice: "make the file again from what it was made of, with the right encoding",
    find: Find::Text(|look| {
        !look.is_ascii && memmem::find(look.text.as_bytes(), "\u{fffd}".as_bytes()).is_some()
    }),
};

pub(super) const CONTROL_CHARACTERS: Check = Check {
    name: "control_characters",
    severity: Severity::Warning,
    summary: "texts with a control character other than line ends and tabs, of the documents",
    advice: "take them out: they stand in the middle of words or for lost letters",
    find: Find::Text(|look| look.has_control),
};

/// Whether some run of characters is UTF-8 once it is written in Windows-1252 again.
fn has_mojibake(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let run = &rest[start..];
        let end = run.find(|letter: char| letter.is_ascii()).unwrap_or(run.len());
        if is_misread(&run[..end]) {
            return true;
        }
        rest = &run[end..];
    }
    false
}

/// Whether a run without ASCII holds UTF-8 that was read as Windows-1252. Few letters stand before such a mark in a text
/// that is right (a French é before a quotation mark): those of Latin and of punctuation tell at once, others by twos.
fn is_misread(run: &str) -> bool {
    // One letter makes no sequence.
    if run.chars().nth(1).is_none() {
        return false;
    }
    let (bytes, _, has_others) = WINDOWS_1252.encode(run);
    if has_others {
        // Letters that Windows-1252 does not have part the run.
        return run
            .split(|letter| !is_in_windows_1252(letter))
            .any(|part| part.len() < run.len() && is_misread(part));
    }
    let (mut at, mut sequences) = (0, 0);
    while at < bytes.len() {
        let length = match bytes[at] {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let sequence = bytes.get(at..at + length).filter(|_| length > 1);
        if sequence.is_some_and(|sequence| std::str::from_utf8(sequence).is_ok()) {
            sequences += 1;
            let tells_at_once = matches!(bytes[at], 0xC2 | 0xC3 | 0xE2) || length == 4;
            if tells_at_once || sequences > 1 {
                return true;
            }
            at += length;
        } else {
            at += 1;
        }
    }
    false
}

fn is_in_windows_1252(letter: char) -> bool {
    let mut buffer = [0; 4];
    !WINDOWS_1252.encode(letter.encode_utf8(&mut buffer)).2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` as it looks when its UTF-8 is read as Windows-1252.
    fn misread(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_misread_is_seen() {
        for text in ["café", "don’t", "“so”", "naïve — and", "10 °C", "a\u{a0}b", "😀", "привет", "日本"]
        {
            assert!(has_mojibake(&misread(text)), "{text}");
            assert!(!has_mojibake(text), "{text}");
        }
        assert!(has_mojibake("λ and donâ€™t"));
        assert!(has_mojibake("“cafÃ©λ”"));
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for text in [
            "là\u{a0}»",
            "«\u{a0}voilà\u{a0}»",
            "“fiancé’”",
            "CAFÉ»",
            "café”…",
            "Ångström ± 5 µm",
            "naïveté—",
            "“Å”",
            "São Paulo",
            "ÇA¿",
            "ÜÖÄ",
            "æøå",
            "\u{80}",
        ] {
            assert!(!has_mojibake(text), "{text}");
        }
    }
}
