//! A table in aligned columns: whole, a row a line; or fitted to a width, where headings and words break their lines and the
//! least important columns are left out and named below. Widths are columns of the terminal: wide characters have two.

use sourcebias::table::{Shown, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between columns.
const GAP: usize = 2;
/// What stands before a row.
const MARGIN: usize = 1;
/// Words break their lines to no less than this for the sake of a column that could be left out.
const EASY: usize = 24;
/// The longest part of a word that does not break.
const LONGEST_PART: usize = 16;

/// How much of a table is shown, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Left out first, from the right.
    Other,
    /// The last p-value, which is the adjusted one where there is one.
    PValue,
    /// The first value with an interval, and that interval.
    Main,
    /// Words before the first number: they say what a row is of.
    Key,
}

/// One column.
struct Column {
    name: String,
    cells: Vec<String>,
    right: bool,
    weight: Weight,
    /// As wide as it is where only its heading breaks.
    natural: usize,
    /// The narrowest that is legible: numbers are whole, words break where they are joined.
    least: usize,
}

/// All columns, a row a line.
pub fn whole(table: &Table) -> String {
    let columns = of(table, &[], str::to_string);
    let widths: Vec<usize> = columns.iter().map(|column| column.natural.max(widest(&column.name))).collect();
    set(&columns.iter().collect::<Vec<_>>(), &widths)
}

/// The columns that fit lines of `width`, and below them the names of the others, with what shows them in `hint`. `forms` says
/// how columns are written, where that is known; `plain` what a terminal would not obey.
pub fn fitted(table: &Table, forms: &[Shown], width: usize, hint: &str, plain: fn(&str) -> String) -> String {
    let columns = of(table, forms, plain);
    let kept = kept(&columns, width.saturating_sub(MARGIN));
    let shown: Vec<&Column> = kept.iter().map(|place| &columns[*place]).collect();
    let lines = set(&shown, &widths(&shown, width.saturating_sub(MARGIN)));
    let left_out: Vec<&str> = (0..columns.len())
        .filter(|place| !kept.contains(place))
        .map(|place| columns[place].name.as_str())
        .collect();
    if left_out.is_empty() {
        return lines;
    }
    let more = format!("more columns: {} ({hint})", left_out.join(", "));
    format!("{lines}\n\n{}", sourcebias::statement::wrapped("", &more, width).trim_end())
}

fn of(table: &Table, forms: &[Shown], plain: fn(&str) -> String) -> Vec<Column> {
    let (names, cells, numeric) = (table.names(), table.cells(4, "–"), table.numeric());
    let form = |place: usize| forms.get(place).copied();
    let interval =
        |place: usize| matches!(form(place), Some(Shown::Interval(_) | Shown::SignificantInterval));
    let main = (1..names.len()).find(|place| interval(*place));
    let p_value = (0..names.len()).rfind(|place| form(*place) == Some(Shown::PValue));
    let first_number = numeric.iter().position(|right| *right).unwrap_or(names.len());
    let weight = |place: usize| match place {
        _ if place < first_number || place == 0 => Weight::Key,
        _ if main.is_some_and(|main| place == main || place + 1 == main) => Weight::Main,
        _ if Some(place) == p_value => Weight::PValue,
        _ => Weight::Other,
    };
    let column = |(place, name): (usize, String)| {
        let cells: Vec<String> = cells.iter().map(|row| plain(&row[place])).collect();
        let (name, right) = (plain(&name), numeric[place]);
        let of_cells = |width: fn(&str) -> usize| cells.iter().map(|cell| width(cell)).max().unwrap_or(0);
        let natural = of_cells(widest).max(longest_part(&name));
        let least = if right { natural } else { of_cells(longest_part).max(longest_part(&name)) };
        Column { name, cells, right, weight: weight(place), natural, least }
    };
    names.into_iter().enumerate().map(column).collect()
}

/// Which columns are shown: the least important are left out, from the right, until the others have room.
fn kept(columns: &[Column], width: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let total = |kept: &[usize], floor: usize| {
        let width = |column: &Column| column.natural.min(column.least.max(floor));
        kept.iter().map(|place| width(&columns[*place]) + GAP).sum::<usize>().saturating_sub(GAP)
    };
    for weight in [Weight::Other, Weight::PValue, Weight::Main, Weight::Key] {
        // What says most breaks its words rather than that it goes.
        let floor = if weight == Weight::Other { EASY } else { 0 };
        while total(&kept, floor) > width {
            let last = kept.iter().rposition(|place| *place > 0 && columns[*place].weight == weight);
            match last {
                Some(last) => kept.remove(last),
                None => break,
            };
        }
    }
    kept
}

/// The width of each column: as wide as it is, or, where that is too much, the widest ones cut to one level.
fn widths(columns: &[&Column], width: usize) -> Vec<usize> {
    let room = width.saturating_sub(GAP * columns.len().saturating_sub(1));
    let at = |level: usize| -> Vec<usize> {
        columns.iter().map(|column| column.natural.min(column.least.max(level))).collect()
    };
    let mut levels = (0..=room).rev().map(at);
    // One column alone always stands, and breaks where it must.
    let least = || columns.iter().map(|column| column.least.min(width.max(1))).collect();
    let mut widths = levels.find(|widths| widths.iter().sum::<usize>() <= room).unwrap_or_else(least);
    // Headings stand in one line where there is room.
    let mut spare = room.saturating_sub(widths.iter().sum());
    for (column, width) in columns.iter().zip(&mut widths) {
        let more = widest(&column.name).saturating_sub(*width);
        if more <= spare {
            *width += more;
            spare -= more;
        }
    }
    widths
}

/// The lines of headings and rows, each without blanks at its end.
fn set(columns: &[&Column], widths: &[usize]) -> String {
    let mut out = String::new();
    let headings: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    block(&mut out, columns, &headings, widths, true);
    for row in 0..columns.first().map_or(0, |column| column.cells.len()) {
        let cells: Vec<&str> = columns.iter().map(|column| column.cells[row].as_str()).collect();
        block(&mut out, columns, &cells, widths, false);
    }
    out.trim_end().to_string()
}

/// One row: headings stand at the bottom, cells at the top.
fn block(out: &mut String, columns: &[&Column], cells: &[&str], widths: &[usize], heading: bool) {
    let broken: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| broken(cell, *width)).collect();
    let height = broken.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..height {
        let mut row = " ".repeat(MARGIN);
        for ((column, lines), width) in columns.iter().zip(&broken).zip(widths) {
            let place = if heading { (line + lines.len()).checked_sub(height) } else { Some(line) };
            let text = place.and_then(|place| lines.get(place)).map_or("", String::as_str);
            let blank = " ".repeat(width.saturating_sub(text.width()));
            let (before, after) = if column.right { (blank.as_str(), "") } else { ("", blank.as_str()) };
            row.extend([before, text, after, &" ".repeat(GAP)]);
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
}

/// The widest line of a text.
fn widest(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// The widest part of a text that does not break.
fn longest_part(text: &str) -> usize {
    parts(text, true).iter().map(|part| part.trim_end().width()).max().unwrap_or(0)
}

/// The parts of a text between which its lines may break: after blanks and the signs that stand between the parts of a name;
/// where it is narrow, also after those within them, and in a longer part anywhere.
fn parts(text: &str, narrow: bool) -> Vec<String> {
    let signs = if narrow { " \n(,|/_=@-" } else { " \n(,|/" };
    let mut parts = vec![String::new()];
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let (Some(letter), Some(last)) = (letters.next(), parts.last_mut()) {
        last.push(letter);
        let Some(next) = letters.peek().copied() else { break };
        let minus = letter == '-' && !before.is_alphanumeric();
        // A mark belongs to the letter before it.
        let marked = next.width().unwrap_or(0) == 0;
        let long = narrow && last.width() >= LONGEST_PART && !marked;
        if next != ' ' && (signs.contains(letter) && !minus || long) {
            parts.push(String::new());
        }
        before = letter;
    }
    parts
}

/// A text in lines of at most `width`, or of its longest part.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        if line.width() <= width {
            lines.push(line.to_string());
            continue;
        }
        lines.push(String::new());
        let of_part =
            |part: String| if part.trim_end().width() > width { parts(&part, true) } else { vec![part] };
        for part in parts(line, false).into_iter().flat_map(of_part) {
            match lines.last_mut() {
                Some(last) if last.is_empty() || last.width() + part.trim_end().width() <= width => {
                    last.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use sourcebias::table::Column as Values;

    use super::*;

    fn words(cells: &[&str]) -> Values {
        Values::Text(cells.iter().map(ToString::to_string).collect())
    }

    fn example() -> (Table, [Shown; 6]) {
        let table = Table::new(vec![
            (
                "Text measure",
                words(&["zipf_head(estimator=least_squares,rank_break=300,minimum_frequency=1)", "ttr"]),
            ),
            ("Per million, source", words(&["12.5", "3.0"])),
            ("Difference", words(&["-1.25", "0.50"])),
            ("Interval", words(&["[-2.00, -0.50]", "[0.25, 0.75]"])),
            ("p adjusted", words(&["0.0020", "0.0500"])),
            ("Documents, reference", Values::Count(vec![12, 3_456])),
        ]);
        let forms = [
            Shown::Name,
            Shown::Decimal(1),
            Shown::Decimal(2),
            Shown::Interval(2),
            Shown::PValue,
            Shown::Count,
        ];
        (table, forms)
    }

    fn lines(width: usize) -> Vec<String> {
        let (table, forms) = example();
        fitted(&table, &forms, width, "--wide", str::to_string).lines().map(str::to_string).collect()
    }

    #[test]
    fn no_line_is_wider_and_no_word_is_stacked() {
        for width in 40..140 {
            let lines = lines(width);
            assert!(lines.iter().all(|line| line.width() <= width), "{width}: {lines:#?}");
            assert!(lines.len() < 20, "{width}: {lines:#?}");
        }
    }

    #[test]
    fn what_is_left_out_is_the_least_and_is_named() {
        // A value, its interval and the p-value need 10 + 14 + 8 and three gaps, so the name has 17 columns.
        assert_eq!(
            lines(56),
            [
                "                                                       p",
                " Text measure       Difference        Interval  adjusted",
                " zipf_head(              -1.25  [-2.00, -0.50]    0.0020",
                " estimator=least_",
                " squares,",
                " rank_break=300,",
                " minimum_",
                " frequency=1)",
                " ttr                      0.50    [0.25, 0.75]    0.0500",
                "",
                "more columns: Per million, source, Documents, reference",
                "(--wide)",
            ]
        );
        let all = lines(200);
        assert_eq!(all.len(), 3);
        assert!(all[0].contains("Documents, reference"), "{all:?}");
        assert_eq!(lines(40).last().map(String::as_str), Some("adjusted, Documents, reference (--wide)"));
    }

    #[test]
    fn a_whole_table_has_a_line_for_each_row() {
        let (table, _) = example();
        let text = whole(&table);
        assert_eq!(text.lines().count(), 3);
        assert!(
            text.contains(" zipf_head(estimator=least_squares,rank_break=300,minimum_frequency=1)  "),
            "{text}"
        );
        assert!(text.lines().all(|line| line == line.trim_end()));
    }

    #[test]
    fn wide_characters_have_two_columns() {
        let table = Table::new(vec![("a", words(&["東京都", "b"])), ("n", Values::Count(vec![1, 22]))]);
        assert_eq!(whole(&table), " a        n\n 東京都   1\n b       22");
    }

    #[test]
    fn names_break_where_their_words_are_joined() {
        assert_eq!(broken("bm25(k1=1.2,b=-0.5)", 12), ["bm25(k1=1.2,", "b=-0.5)"]);
        assert_eq!(broken("corpora/downloads/nfcorpus", 10), ["corpora/", "downloads/", "nfcorpus"]);
        assert_eq!(broken(&"a".repeat(40), 20), ["a".repeat(16), "a".repeat(16), "a".repeat(8)]);
        assert_eq!(broken("two words", 80), ["two words"]);
    }
}
