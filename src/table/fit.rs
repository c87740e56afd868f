//! How wide and how high a table is in Computer Modern, and what makes it fit a page: smaller type, less space between
//! columns, words that break their lines.

/// A column of a table in a paper.
#[derive(Debug, Clone)]
pub(super) struct LatexColumn {
    /// What stands above it.
    pub heading: String,
    /// Whether its cells are numbers and stand to the right.
    pub right: bool,
    /// Its cells, in plain words.
    pub cells: Vec<String>,
    /// The most stars of one of its numbers.
    pub stars: usize,
    /// Whether one of its cells is bold, which is wider.
    pub bold: bool,
}

/// A size of type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// What LaTeX calls it.
    pub name: &'static str,
    /// How wide it is, in parts of 10 points: small designs are wider than their height says.
    wide: f64,
    /// The height of a line, in points.
    line: f64,
}

/// How a table fits.
#[derive(Debug)]
pub(super) struct Fit {
    /// The size of its type.
    pub size: Size,
    /// `\tabcolsep`, half of what is between columns, in points.
    pub gap: usize,
    /// By column, the width in points in which its words break their lines; none where they stand in one line.
    pub wrapped: Vec<Option<f64>>,
    /// By row, how many lines it takes.
    pub lines: Vec<usize>,
    /// How many lines a page has room for, below caption and headings and above the note.
    pub room: usize,
}

impl Fit {
    /// Whether it is higher than a page.
    pub(super) fn long(&self) -> bool {
        self.lines.iter().sum::<usize>() > self.room
    }
}

/// How the pages of a paper are laid out, which says how wide and how long a table may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PaperPage {
    /// Pages of any class: a `table` where the table fits a column of two, else a `table*`, which in one column is a `table`,
    /// of at most 345 points; what is longer than a page is several floats.
    #[default]
    Any,
    /// One column of 345 points, as in a plain `article` or LNCS: a `table`; what is longer than a page is a `longtable`.
    OneColumn,
    /// Two columns of 241 points, 506 together, as in ACM's `sigconf`: a `table` in one of them, or a `table*` across both;
    /// what is longer than a page is several floats.
    TwoColumns,
}

impl PaperPage {
    /// What makes these columns fit, which of them do, and the float that they stand in: in one column of two where all
    /// stand there without small type.
    pub(super) fn fit(
        self,
        columns: &[LatexColumn],
        rows: usize,
        note: usize,
        spare: &[Vec<usize>],
    ) -> (Fit, Vec<usize>, &'static str) {
        let across = if self == PaperPage::TwoColumns { BOTH } else { WIDTH };
        let narrow = (self != PaperPage::OneColumn).then(|| fit(columns, rows, note, &[], COLUMN));
        let stands = |(fitted, kept): &(Fit, Vec<usize>)| {
            let broken = fitted.wrapped.iter().any(Option::is_some);
            let small = fitted.size.name == SCRIPT.name || broken && self == PaperPage::Any;
            kept.len() == columns.len() && !fitted.long() && !small
        };
        if let Some((fitted, kept)) = narrow.filter(stands) {
            return (fitted, kept, "table");
        }
        let (fitted, kept) = fit(columns, rows, note, spare, across);
        (fitted, kept, if self == PaperPage::OneColumn { "table" } else { "table*" })
    }
}

/// The width of the text of an `article` of 10 points on A4 or letter paper, in points, less a hair for what is measured
/// roughly.
const WIDTH: f64 = 345.0 - 4.0;
/// The same of one of ACM's two columns, and of both.
const COLUMN: f64 = 241.0 - 3.0;
const BOTH: f64 = 506.0 - 4.0;
/// How much of the height of that text a table may take, in points.
const HEIGHT: f64 = 510.0;
/// No part of a name that does not break is longer, in letters.
const LONGEST_PART: usize = 18;
/// No column of words is narrower, in points.
const NARROWEST: f64 = 36.0;

const SMALL: Size = Size { name: "small", wide: 0.925, line: 11.0 };
const FOOTNOTE: Size = Size { name: "footnotesize", wide: 0.85, line: 9.5 };
const SCRIPT: Size = Size { name: "scriptsize", wide: 0.797, line: 8.0 };

/// How much wider bold digits are.
const BOLD: f64 = 1.15;

/// The tries, from the most readable.
const TRIES: &[(Size, usize)] = &[(SMALL, 6), (SMALL, 4), (FOOTNOTE, 6), (FOOTNOTE, 4), (FOOTNOTE, 3)];

/// The tries with words that break their lines.
const BREAKING: &[(Size, usize)] = &[(FOOTNOTE, 3), (SCRIPT, 3), (SCRIPT, 2)];

/// What makes `columns` fit `width` points above a note of so many letters, and which of them do; groups of the others are
/// left out in the order of `spare`, each as a whole, then single ones from the right.
fn fit(
    columns: &[LatexColumn],
    rows: usize,
    note: usize,
    spare: &[Vec<usize>],
    width: f64,
) -> (Fit, Vec<usize>) {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let mut spare = spare.iter();
    loop {
        let shown: Vec<LatexColumn> = kept.iter().map(|place| columns[*place].clone()).collect();
        // One column alone always stands.
        let alone = (kept.len() == 1).then(|| (FOOTNOTE, 3, vec![Some(width)]));
        if let Some((size, gap, wrapped)) = fitting(&shown, width).or(alone) {
            let lines: Vec<usize> = (0..rows).map(|row| lines(&shown, &wrapped, size, row)).collect();
            // The caption, the headings and the note, about 95 letters a line of a plain page.
            let letters = 90.0 * width / WIDTH;
            let around = 60.0 + ((note as f64 / letters).floor() + 1.0) * FOOTNOTE.line;
            let room = ((HEIGHT - around) / (size.line * 1.05)).max(1.0) as usize;
            return (Fit { size, gap, wrapped, lines, room }, kept);
        }
        match spare.next() {
            // The first column always stands.
            Some(group) => kept.retain(|place| *place == 0 || !group.contains(place)),
            None => kept.truncate(kept.len() - 1),
        }
    }
}

/// The first of the tries in which these columns fit `width` points; none where they fit in none.
fn fitting(columns: &[LatexColumn], width: f64) -> Option<(Size, usize, Vec<Option<f64>>)> {
    let count = columns.len();
    let tried = TRIES.iter().find_map(|(size, gap)| {
        let widths = columns.iter().map(|column| column.width(*size)).sum::<f64>();
        (widths + gaps(count, *gap) <= width).then_some((*size, *gap, vec![None; count]))
    });
    let at = |(size, gap): &(Size, usize)| {
        Some((*size, *gap, wrapped(columns, *size, width - gaps(count, *gap))?))
    };
    tried.or_else(|| BREAKING.iter().find_map(at))
}

/// The parts of a name between which its lines may break: after the signs of a specification and those that join words in a
/// name; a longer part that has none of them breaks anywhere.
pub(super) fn breakable(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let letters: Vec<char> = text.chars().collect();
    for (place, letter) in letters.iter().enumerate() {
        let next = letters.get(place + 1);
        let ends = " (,_=|/@-".contains(*letter)
            // A point within a number joins its digits, and a hyphen before one may be a minus.
            || *letter == '.' && next.is_some_and(|next| next.is_alphabetic());
        let minus = *letter == '-' && (place == 0 || "(,= [".contains(letters[place - 1]));
        if let Some(last) = parts.last_mut() {
            last.push(*letter);
            let long =
                last.chars().count() >= LONGEST_PART && next.is_some_and(|next| next.is_alphanumeric());
            if (ends && !minus || long) && next.is_some() {
                parts.push(String::new());
            }
        }
    }
    parts
}

/// The space between so many columns.
fn gaps(count: usize, gap: usize) -> f64 {
    2.0 * gap as f64 * (count - 1) as f64
}

/// The widths of columns of words that must break their lines for all to fit in `width`: the widest gives first; none where
/// that does not help.
fn wrapped(columns: &[LatexColumn], size: Size, width: f64) -> Option<Vec<Option<f64>>> {
    let natural: Vec<f64> = columns.iter().map(|column| column.width(size)).collect();
    let least: Vec<f64> = columns
        .iter()
        .zip(&natural)
        .map(
            |(column, natural)| {
                if column.right { *natural } else { column.longest_part(size).max(NARROWEST).min(*natural) }
            },
        )
        .collect();
    if least.iter().sum::<f64>() > width {
        return None;
    }
    // The level to which wide columns are cut, by halving: the sum rises with it.
    let at =
        |level: f64| natural.iter().zip(&least).map(move |(natural, least)| natural.min(level).max(*least));
    let (mut low, mut high) = (0.0, width);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if at(middle).sum::<f64>() <= width { low = middle } else { high = middle }
    }
    let cut = |(width, natural): (f64, &f64)| (width < natural - 0.5).then(|| width.floor());
    Some(at(low).zip(&natural).map(cut).collect())
}

/// How many lines a row takes.
fn lines(columns: &[LatexColumn], wrapped: &[Option<f64>], size: Size, row: usize) -> usize {
    let of = |(column, width): (&LatexColumn, &Option<f64>)| match width {
        // Lines are not filled to their ends.
        Some(width) => (text_width(&column.cells[row]) * size.wide * 1.15 / width).ceil().max(1.0) as usize,
        None => 1,
    };
    columns.iter().zip(wrapped).map(of).max().unwrap_or(1)
}

impl LatexColumn {
    /// The heading in lines that are as wide as the cells, or as its longest word.
    pub(super) fn heading_lines(&self) -> Vec<String> {
        let words: Vec<&str> = self.heading.split(' ').collect();
        let longest = words.iter().map(|word| text_width(word)).fold(self.cells_width(), f64::max);
        let mut lines: Vec<String> = Vec::new();
        for word in words {
            match lines.last_mut() {
                Some(line) if text_width(line) + text_width(" ") + text_width(word) <= longest => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_string()),
            }
        }
        lines
    }

    /// The widest cell, in points at 10 points.
    fn cells_width(&self) -> f64 {
        let width = |cell: &String| match self.right {
            true => text_width(cell.trim_end_matches('*')),
            false => text_width(cell),
        };
        self.cells.iter().map(width).fold(0.0, f64::max) * if self.bold { BOLD } else { 1.0 }
            + self.stars as f64 * 4.5
    }

    /// Its width in one line a cell.
    fn width(&self, size: Size) -> f64 {
        let stars = if self.right { self.stars as f64 * 4.5 } else { 0.0 };
        let heading = self.heading_lines().iter().map(|line| text_width(line) + stars).fold(0.0, f64::max);
        heading.max(self.cells_width()) * size.wide
    }

    /// Its longest part that does not break.
    fn longest_part(&self, size: Size) -> f64 {
        let parts = |text: &str| breakable(text).iter().map(|part| text_width(part)).fold(0.0, f64::max);
        let heading = self.heading.split(' ').map(text_width).fold(0.0, f64::max);
        self.cells.iter().map(|cell| parts(cell)).fold(heading, f64::max) * size.wide + 2.0
    }
}

/// The width of `text` in Computer Modern Roman of 10 points, in points; without kerning, so rather more than less.
fn text_width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> f64 {
    let ascii = (letter as usize).checked_sub(32).and_then(|place| ASCII.get(place));
    let thousandths = match letter {
        '-' | '<' | '>' => 778,
        '_' => 360,
        '\u{a0}' => 333,
        '–' | '{' | '}' | '\\' => 500,
        _ => *ascii.unwrap_or(&800),
    };
    f64::from(thousandths) / 100.0
}

/// The widths of cmr10 (its `.tfm`) from the space on, in thousandths of 10 points.
const ASCII: [u16; 95] = [
    333, 278, 500, 833, 500, 833, 778, 278, 389, 389, 500, 778, 278, 333, 278, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 278, 778, 472, 472, 778, 750, 708, 722, 764, 681, 653, 785, 750, 361,
    514, 778, 625, 917, 750, 778, 681, 778, 736, 556, 722, 750, 750, 1028, 750, 750, 611, 278, 500, 278, 500,
    278, 278, 500, 556, 444, 556, 444, 306, 500, 556, 278, 306, 528, 278, 833, 556, 500, 556, 528, 392, 394,
    389, 556, 528, 722, 528, 528, 444, 500, 278, 500, 500,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(heading: &str, cells: &[&str]) -> LatexColumn {
        let cells = cells.iter().map(|cell| cell.to_string()).collect();
        LatexColumn { heading: heading.to_string(), right: false, cells, stars: 0, bold: false }
    }

    #[test]
    fn widths_are_those_of_the_font() {
        // Digits are half an em; i and l are 0.278, m is 0.833.
        assert!((text_width("0.25") - (3.0 * 5.0 + 2.78)).abs() < 1e-9);
        assert!((text_width("mil") - (8.33 + 2.0 * 2.78)).abs() < 1e-9);
    }

    #[test]
    fn headings_break_where_cells_are_narrow() {
        let column = words("Rankings at a tie", &["1,234"]);
        assert_eq!(column.heading_lines(), ["Rankings", "at a tie"]);
        assert_eq!(words("Rankings with a tie", &["as wide as its heading"]).heading_lines().len(), 1);
    }

    #[test]
    fn what_is_wide_breaks_its_lines_and_what_does_not_fit_is_left_out() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
        let narrow = fit(&[words("a", &["b"]), words("c", &["d"])], 1, 0, &[], WIDTH);
        assert_eq!((narrow.0.size.name, narrow.0.gap, narrow.0.long()), ("small", 6, false));
        let (fitted, kept) = fit(&[words("a", &["b"]), words("c", &[long])], 1, 0, &[], WIDTH);
        assert!(kept == [0, 1] && fitted.wrapped[0].is_none() && fitted.wrapped[1].is_some());
        let number = LatexColumn {
            right: true,
            ..words("n", &["12345678901234567890123456789012345678901234567890"])
        };
        let columns = ["n", "m", "o"].map(|name| LatexColumn { heading: name.into(), ..number.clone() });
        let (fitted, kept) = fit(&columns, 1, 0, &[], WIDTH);
        assert_eq!((fitted.wrapped.len(), kept), (1, vec![0]));
    }

    #[test]
    fn what_is_spare_is_left_out_first_and_as_a_whole() {
        let number =
            |digits: usize| LatexColumn { right: true, ..words("n", &["1".repeat(digits).as_str()]) };
        let columns = [number(20), number(20), number(20), number(10), number(20)];
        assert_eq!(fit(&columns, 1, 0, &[vec![3]], WIDTH).1, [0, 1, 2, 4]);
        let wide = [number(20), number(20), number(20), number(20), number(20)];
        assert_eq!(fit(&wide, 1, 0, &[vec![1, 2]], WIDTH).1, [0, 3, 4]);
        // The first column stays whatever is spare.
        assert_eq!(fit(&wide, 1, 0, &[vec![0, 1], vec![2, 3]], WIDTH).1, [0, 2, 3, 4]);
    }

    #[test]
    fn names_break_where_their_words_are_joined() {
        assert_eq!(breakable("llama-2_7b.chat"), ["llama-", "2_", "7b.", "chat"]);
        assert_eq!(breakable("bm25(k1=1.2,b=-0.5)"), ["bm25(", "k1=", "1.2,", "b=", "-0.5)"]);
        assert_eq!(breakable(&"a".repeat(40)).iter().map(String::len).collect::<Vec<_>>(), [18, 18, 4]);
        assert_eq!(breakable(""), [""]);
        // A name of 85 letters does not take the page.
        let name = "a-very-long-name-of-a-large-language-model-70b-instruct-v2.5-temperature-0.2-top-p-0.95";
        let number = LatexColumn { right: true, ..words("n", &["-12.34"]) };
        let columns =
            [words("Source", &[name]), words("Source", &[name]), number.clone(), number.clone(), number];
        assert_eq!(fit(&columns, 1, 0, &[], WIDTH).1, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn sixty_rows_go_on_over_pages() {
        let rows = |count: usize| fit(&[words("a", &vec!["b"; count])], count, 300, &[], WIDTH).0.long();
        assert!(!rows(30) && rows(60));
    }

    #[test]
    fn a_page_says_the_float() {
        let number =
            |digits: usize| LatexColumn { right: true, ..words("n", &["1".repeat(digits).as_str()]) };
        let float = |page: PaperPage, columns: &[LatexColumn], rows: usize| page.fit(columns, rows, 0, &[]).2;
        let (short, wide) = ([number(20), number(20)], [number(20), number(20), number(20)]);
        // Two columns of 20 digits are 170 points wide in footnote size, three 255 and their gaps.
        for page in [PaperPage::Any, PaperPage::TwoColumns] {
            assert_eq!((float(page, &short, 1), float(page, &wide, 1)), ("table", "table*"));
        }
        assert_eq!(float(PaperPage::OneColumn, &wide, 1), "table");
        // Five columns of 20 digits are more than 345 points and less than 506.
        let five = [number(20), number(20), number(20), number(20), number(20)];
        let kept = |page: PaperPage| page.fit(&five, 1, 0, &[]).1.len();
        assert!(kept(PaperPage::TwoColumns) == 5 && kept(PaperPage::Any) < 5);
    }
}
