//! The lines of a concordance as a terminal shows them: what was found in one column, its context on both sides, cut to the
//! width. Widths are columns of the terminal: wide characters have two, marks none.

use sourcebias::profile::concordance::KwicRow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::plain;

/// Between columns.
const GAP: &str = "  ";
/// The widest that the names of source and document are shown.
const WIDEST_NAME: usize = 16;

/// The lines, each at most `width` columns wide; with no width, as wide as they are.
pub fn lines(rows: &[KwicRow], width: Option<usize>) -> Vec<String> {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| [&*row.source, &*row.document, &row.left, &row.matched, &row.right].map(plain))
        .collect();
    let widest = |column: usize| cells.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let names = [0, 1].map(|column| widest(column).min(WIDEST_NAME));
    let (left, matched, right) = match width {
        None => (widest(2), widest(3), usize::MAX),
        Some(width) => {
            let room = width.saturating_sub(names.iter().sum::<usize>() + 4 * GAP.len());
            let matched = widest(3).min(room / 2);
            let left = (room - matched) / 2;
            (left, matched, room - matched - left)
        }
    };
    let line = |[source, document, before, found, behind]: &[String; 5]| {
        let parts = [
            padded(&both_ends(source, names[0]), names[0]),
            padded(&both_ends(document, names[1]), names[1]),
            aligned_right(&last_words(before, left), left),
            padded(&both_ends(found, matched), matched),
            first_words(behind, right),
        ];
        parts.join(GAP).trim_end().to_string()
    };
    cells.iter().map(line).collect()
}

/// As much of both ends as fits: ids of one corpus often begin alike.
fn both_ends(text: &str, width: usize) -> String {
    if text.width() <= width || width == 0 {
        return start(text, width).to_string();
    }
    let left = (width - 1) / 2;
    format!("{}…{}", start(text, left), end(text, width - 1 - left))
}

/// The whole words at the beginning that fit, and a mark where more follow; a word that is longer than all room is cut.
fn first_words(text: &str, width: usize) -> String {
    if text.width() <= width || width == 0 {
        return start(text, width).to_string();
    }
    let fits = start(text, width - 1);
    let word_ends = text[fits.len()..].starts_with(char::is_whitespace);
    let whole =
        if word_ends { Some(fits) } else { fits.rsplit_once(char::is_whitespace).map(|(whole, _)| whole) };
    format!("{}…", whole.map(str::trim_end).filter(|whole| !whole.is_empty()).unwrap_or(fits))
}

/// The whole words at the end that fit, and a mark where more stand before them; a word that is longer than all room is cut.
fn last_words(text: &str, width: usize) -> String {
    if text.width() <= width || width == 0 {
        return end(text, width).to_string();
    }
    let fits = end(text, width - 1);
    let word_begins = text[..text.len() - fits.len()].ends_with(char::is_whitespace);
    let whole =
        if word_begins { Some(fits) } else { fits.split_once(char::is_whitespace).map(|(_, whole)| whole) };
    format!("…{}", whole.map(str::trim_start).filter(|whole| !whole.is_empty()).unwrap_or(fits))
}

/// As much of the beginning as fits, with the marks of its last character.
fn start(text: &str, width: usize) -> &str {
    let mut taken = 0;
    let too_far = text.char_indices().find(|(_, letter)| {
        taken += letter.width().unwrap_or(0);
        taken > width
    });
    too_far.map_or(text, |(at, _)| &text[..at])
}

/// As much of the end as fits, beginning with no mark.
fn end(text: &str, width: usize) -> &str {
    let (mut taken, mut from) = (0, text.len());
    for (at, letter) in text.char_indices().rev() {
        let columns = letter.width().unwrap_or(0);
        taken += columns;
        if taken > width {
            break;
        }
        if columns > 0 {
            from = at;
        }
    }
    text[from..].trim_start()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn aligned_right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(left: &str, matched: &str, right: &str) -> KwicRow {
        KwicRow {
            source: "human".into(),
            document: "a".into(),
            position: 0,
            left: left.to_string(),
            matched: matched.to_string(),
            right: right.to_string(),
        }
    }

    #[test]
    fn what_was_found_stands_in_one_column() {
        let rows = [row("one two three", "cat", "four five six"), row("", "cats", "x")];
        // 5 + 1 + 4 · 2 for names and gaps leave 26: 4 for what was found, 11 on either side.
        assert_eq!(
            lines(&rows, Some(40)),
            ["human  a   …two three  cat   four five…", "human  a               cats  x"]
        );
        assert_eq!(
            lines(&rows, None),
            ["human  a  one two three  cat   four five six", "human  a                 cats  x"]
        );
    }

    #[test]
    fn wide_characters_have_two_columns_and_marks_none() {
        let rows = [row("東京都の黒い", "猫", "は黒い。東京"), row("un cafe\u{301} cafe\u{301}", "猫", "b")];
        let shown = lines(&rows, Some(30));
        // 16 columns: two, seven and seven; three wide characters have six of them, and the mark that there are more has one.
        assert_eq!(shown, ["human  a  …の黒い  猫  は黒い…", "human  a    …cafe\u{301}  猫  b"]);
        assert!(lines(&[row("a\u{301}b", "c", "d")], Some(16)).iter().all(|line| !line.contains(" \u{301}")));
    }

    #[test]
    fn what_is_cut_has_a_mark_and_words_are_whole() {
        assert_eq!(
            (first_words("one two three", 8), first_words("one two", 7)),
            ("one two…".into(), "one two".into())
        );
        assert_eq!(
            (first_words("one two three", 7), first_words("unbelievable", 5)),
            ("one…".into(), "unbe…".into())
        );
        assert_eq!(
            (last_words("one two three", 10), last_words("two three", 9)),
            ("…two three".into(), "two three".into())
        );
        assert_eq!(
            (last_words("one two three", 9), last_words("unbelievable", 5)),
            ("…three".into(), "…able".into())
        );
        // Half of 26 columns for what was found: six of each end and the mark.
        let found = lines(&[row("", "a phrase that is very long", "x")], Some(40));
        assert!(found[0].contains("a phra…y long"), "{found:?}");
    }

    #[test]
    fn a_long_id_keeps_both_ends() {
        assert_eq!(both_ends("1937-roosevelt-0123", 16), "1937-ro…elt-0123");
        assert_eq!(
            (both_ends("東京都東京", 6), both_ends("abc", 3)),
            ("東…京".to_string(), "abc".to_string())
        );
    }

    #[test]
    fn a_terminal_is_told_no_control_characters() {
        assert_eq!(lines(&[row("\u{1b}[31m", "cat", "\u{7}")], None), ["human  a  \\u{1b}[31m  cat  \\u{7}"]);
    }

    #[test]
    fn a_narrow_terminal_is_no_trouble() {
        for width in 0..30 {
            let shown = lines(&[row("東京 a", "catalogue", "b c")], Some(width));
            assert!(width < 14 || shown[0].width() <= width, "{width}: {shown:?}");
        }
    }
}
