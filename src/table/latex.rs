//! How a table is set in a paper: cells as text go in; LaTeX with booktabs rules comes out that fits the width of its pages,
//! and goes on over several where it is long.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use super::Table;
use super::escape::{escape_breaking, escape_latex, latex_number};
use super::fit::{Fit, LatexColumn, PaperPage, breakable};

/// What stands around the cells of a table in a paper, in plain words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typesetting {
    /// The caption.
    pub caption: String,
    /// What `\ref` calls it.
    pub label: String,
    /// The paragraph below the table; none where it is empty.
    pub note: String,
    /// The cells (row, column) that are best and stand in bold.
    pub best: BTreeSet<(usize, usize)>,
    /// Columns that are left out where not all have room, those of a group together, the first group first.
    pub spare: Vec<Vec<usize>>,
    /// What the caption says of some columns, in order: it is left out with the last of them.
    pub remarks: Vec<(Vec<usize>, String)>,
    /// The pages that it stands on.
    pub page: PaperPage,
}

impl Table {
    /// A LaTeX `tabular` with booktabs rules; numbers with `decimals` places, undefined ones as a dash.
    ///
    /// # Errors
    /// None today; a [`Result`](crate::error::Result) like its sisters.
    pub fn to_latex(&self, decimals: usize) -> crate::error::Result<String> {
        let columns = LatexColumn::of(self, decimals);
        let places: String = columns.iter().map(|column| if column.right { 'r' } else { 'l' }).collect();
        let headings: Vec<String> = columns.iter().map(|column| escape_latex(&column.heading)).collect();
        let mut out = format!("\\begin{{tabular}}{{{places}}}\n\\toprule\n{} \\\\\n", headings.join(" & "));
        out.push_str("\\midrule\n");
        for row in 0..self.height() {
            let cells: Vec<String> = columns.iter().map(|column| column.cell(row, false)).collect();
            let _ = writeln!(out, "{} \\\\", first_guarded(&cells.join(" & ")));
        }
        out.push_str("\\bottomrule\n\\end{tabular}\n");
        Ok(out)
    }

    /// A `table` with caption and label for a paper, no wider than its pages say ([`PaperPage`]): in one column of two, or
    /// across both as a `table*`. Where it is longer than a page it is a `longtable` in one column, several floats in two.
    ///
    /// Words that stand in the row above too are not repeated. The type shrinks to 8 points and words break their lines
    /// as far as needed; what does not fit then is left out, the spare columns first and the others from the right, and the
    /// note says what. The packages
    /// `array`, `booktabs` and, for long ones, `longtable` must be loaded.
    ///
    /// ```
    /// use sourcebias::table::{Column, Table, Typesetting};
    /// let words = |words: &[&str]| Column::Text(words.iter().map(|word| word.to_string()).collect());
    /// let table = Table::new(vec![
    ///     ("Model", words(&["bm25", "bm25", "tf_idf"])),
    ///     ("Relative delta (%)", words(&["-9.37**", "1.20", "-0.50*"])),
    /// ]);
    /// let set = Typesetting { caption: "Bias".into(), label: "tab:bias".into(), ..Typesetting::default() };
    /// let latex = table.to_paper(&set);
    /// assert!(latex.contains("\\caption{Bias}\n\\label{tab:bias}"));
    /// assert!(latex.contains("bm25 & $-$9.37$^{**}$ \\\\\n & 1.20\\phantom{$^{**}$} \\\\\n\\addlinespace\ntf\\_idf & "));
    /// ```
    pub fn to_paper(&self, setting: &Typesetting) -> String {
        let mut columns = LatexColumn::of(self, 4);
        for (_, place) in &setting.best {
            columns.iter_mut().skip(*place).take(1).for_each(|column| column.bold = true);
        }
        let note = setting.note.chars().count();
        let (fitted, kept, float) = setting.page.fit(&columns, self.height(), note, &setting.spare);
        let left_out: Vec<&str> = (0..columns.len())
            .filter(|place| !kept.contains(place))
            .map(|place| columns[place].heading.as_str())
            .collect();
        let mut note = setting.note.clone();
        if !left_out.is_empty() {
            let space = if note.is_empty() { "" } else { " " };
            let _ = write!(note, "{space}Left out for want of width: {}.", left_out.join(", "));
        }
        let columns: Vec<LatexColumn> = kept.iter().map(|place| columns[*place].clone()).collect();
        let columns = &columns[..];
        // Where the columns that are kept stand now.
        let now = |place: &usize| kept.iter().position(|kept| kept == place);
        let said = setting.remarks.iter().filter(|(of, _)| of.iter().any(|place| now(place).is_some()));
        let setting = &Typesetting {
            caption: said.fold(setting.caption.clone(), |caption, (_, remark)| caption + remark),
            best: setting.best.iter().filter_map(|(row, place)| Some((*row, now(place)?))).collect(),
            ..setting.clone()
        };
        let latex = match fitted.long() {
            true if setting.page == PaperPage::OneColumn => long(setting, columns, &fitted, &note),
            _ => floats(setting, columns, &fitted, &note, float),
        };
        // Words of a corpus may be of any script.
        match latex.chars().any(|letter| letter > LAST_LATIN) {
            true => format!(
                "% has letters that pdflatex has no fonts for: use lualatex and a font that has them\n{latex}"
            ),
            false => latex,
        }
    }
}

/// The last letter of Latin Extended-A.
const LAST_LATIN: char = '\u{17f}';

/// Which rows begin a group, and which leading cells say what the row above says.
struct Groups {
    /// By row, how many of the first cells are not repeated.
    same: Vec<usize>,
    /// By row, how many rows its group has.
    size: Vec<usize>,
    /// Whether groups have space between them: some are of several rows, and there are several.
    spaced: bool,
}

impl Groups {
    fn of(columns: &[LatexColumn], height: usize) -> Self {
        // The last column is never blank: a row must say something.
        let words = columns.iter().take_while(|column| !column.right).count().min(columns.len() - 1);
        let same = |row: usize| match row {
            0 => 0,
            _ => columns[..words]
                .iter()
                .take_while(|column| column.cells[row] == column.cells[row - 1])
                .count(),
        };
        let same: Vec<usize> = (0..height).map(same).collect();
        let (one, several) =
            (same.iter().any(|count| *count > 0), same.iter().filter(|count| **count == 0).count());
        let begins: Vec<usize> = (0..height).filter(|row| same[*row] == 0).chain([height]).collect();
        let size = begins.windows(2).flat_map(|pair| vec![pair[1] - pair[0]; pair[1] - pair[0]]).collect();
        Groups { spaced: one && several > 1, same, size }
    }
}

/// The most rows of a group that is kept on one page.
const LARGEST_HELD: usize = 12;

/// The rows of the body, each with its end; `held` keeps small groups on one page.
fn rows(columns: &[LatexColumn], fitted: &Fit, held: bool, best: &BTreeSet<(usize, usize)>) -> String {
    let groups = Groups::of(columns, columns[0].cells.len());
    let mut out = String::new();
    let height = groups.same.len();
    for row in 0..height {
        if groups.spaced && row > 0 && groups.same[row] == 0 {
            out.push_str("\\addlinespace\n");
        }
        let cell = |(place, column): (usize, &LatexColumn)| match place < groups.same[row] {
            true => String::new(),
            false => match fitted.wrapped[place] {
                Some(_) => column.breaking(row),
                None => column.cell(row, best.contains(&(row, place))),
            },
        };
        let cells: Vec<String> = columns.iter().enumerate().map(cell).collect();
        // A small group stays on one page; a star after the end of a row forbids the break.
        let inside = row + 1 < height && groups.same[row + 1] > 0;
        let held = held && groups.spaced && inside && groups.size[row] <= LARGEST_HELD;
        let end = if held { "\\\\*" } else { "\\\\" };
        let _ = writeln!(out, "{} {end}", first_guarded(&cells.join(" & ")));
    }
    out
}

/// What follows the end of a row must not look like its argument or its star.
fn first_guarded(row: &str) -> String {
    match row.chars().next() {
        Some(first @ ('[' | '*')) => format!("{{{first}}}{}", &row[1..]),
        _ => row.to_string(),
    }
}

/// The letters that say how columns stand.
fn places(columns: &[LatexColumn], fitted: &Fit) -> String {
    let place = |(column, wrapped): (&LatexColumn, &Option<f64>)| match wrapped {
        Some(width) => format!(">{{\\raggedright\\arraybackslash}}p{{{width:.0}pt}}"),
        None if column.right => "r".to_string(),
        None => "l".to_string(),
    };
    columns.iter().zip(&fitted.wrapped).map(place).collect()
}

/// The headings, in as many lines as the longest of them needs, and the rule below.
fn head(columns: &[LatexColumn], fitted: &Fit) -> String {
    let lines: Vec<Vec<String>> = columns.iter().map(LatexColumn::heading_lines).collect();
    let height = lines.iter().map(Vec::len).max().unwrap_or(1);
    let mut out = String::new();
    for line in 0..height {
        let cell = |(column, (lines, wrapped)): (&LatexColumn, (&Vec<String>, &Option<f64>))| {
            // Headings stand at the bottom.
            let Some(place) = (line + lines.len()).checked_sub(height) else { return String::new() };
            let word = escape_latex(&lines[place]);
            match (wrapped, column.right) {
                (None, true) if column.stars > 0 => word + &phantom(column.stars),
                _ => word,
            }
        };
        let cells: Vec<String> = columns.iter().zip(lines.iter().zip(&fitted.wrapped)).map(cell).collect();
        let _ = writeln!(out, "{} \\\\", first_guarded(&cells.join(" & ")));
    }
    out + "\\midrule\n"
}

/// The space of so many stars.
pub(super) fn phantom(stars: usize) -> String {
    match stars {
        0 => String::new(),
        count => format!("\\phantom{{$^{{{}}}$}}", "*".repeat(count)),
    }
}

fn needs(packages: &str) -> String {
    format!("% needs \\usepackage{{{packages}}}\n")
}

/// The rows of each float: as many as have room, those of a group together where that leaves no float half empty.
fn parts(columns: &[LatexColumn], fitted: &Fit) -> Vec<Range<usize>> {
    let height = fitted.lines.len();
    let same = Groups::of(columns, height).same;
    let (mut parts, mut start, mut filled) = (Vec::new(), 0, 0);
    for row in 0..height {
        if filled + fitted.lines[row] > fitted.room && row > start {
            let begins = (start + 1..=row).rev().find(|row| same[*row] == 0);
            let end = begins.filter(|begins| 2 * (begins - start) >= row - start).unwrap_or(row);
            parts.push(start..end);
            (start, filled) = (end, fitted.lines[end..row].iter().sum());
        }
        filled += fitted.lines[row];
    }
    parts.push(start..height);
    parts
}

/// One float, or several under one number where the table is longer than a page.
fn floats(setting: &Typesetting, columns: &[LatexColumn], fitted: &Fit, note: &str, float: &str) -> String {
    let parts = parts(columns, fitted);
    let last = parts.len() - 1;
    let mut out = needs("array,booktabs");
    for (number, part) in parts.into_iter().enumerate() {
        let cut = |column: &LatexColumn| LatexColumn {
            cells: column.cells[part.clone()].to_vec(),
            ..column.clone()
        };
        let shown: Vec<LatexColumn> = columns.iter().map(cut).collect();
        let best = setting.best.iter().filter(|(row, _)| part.contains(row));
        let best = best.map(|(row, place)| (row - part.start, *place)).collect();
        let caption = match number {
            0 => format!("\\caption{{{}}}\n\\label{{{}}}", escape_breaking(&setting.caption), setting.label),
            _ => {
                format!(
                    "\\addtocounter{{table}}{{-1}}\n\\caption{{{}}}",
                    escape_breaking(&setting.continued())
                )
            }
        };
        // What stands across two columns is never at the foot of a page.
        let places = if float == "table" { "tbp" } else { "tp" };
        let _ = writeln!(out, "\\begin{{{float}}}[{places}]\n\\centering\n{caption}");
        let _ = writeln!(out, "\\{}\n\\setlength{{\\tabcolsep}}{{{}pt}}", fitted.size.name, fitted.gap);
        let _ = writeln!(out, "\\begin{{tabular}}{{@{{}}{}@{{}}}}\n\\toprule", self::places(columns, fitted));
        out.push_str(&head(columns, fitted));
        out.push_str(&rows(&shown, fitted, false, &best));
        out.push_str("\\bottomrule\n\\end{tabular}\n");
        if number == last && !note.is_empty() {
            let _ = writeln!(
                out,
                "\\par\\smallskip\n\\begin{{minipage}}{{\\linewidth}}\n\\footnotesize {}\n\\end{{minipage}}",
                escape_latex(note)
            );
        }
        let _ = writeln!(out, "\\end{{{float}}}");
    }
    out
}

impl Typesetting {
    /// The caption of a further float of the same table.
    fn continued(&self) -> String {
        let named = self.caption.split(". ").next().unwrap_or_default().trim_end_matches('.');
        format!("{named} (continued).")
    }
}

fn long(setting: &Typesetting, columns: &[LatexColumn], fitted: &Fit, note: &str) -> String {
    let rows = rows(columns, fitted, true, &setting.best);
    let mut out = needs("array,booktabs,longtable");
    let _ =
        writeln!(out, "\\begingroup\n\\{}\n\\setlength{{\\tabcolsep}}{{{}pt}}", fitted.size.name, fitted.gap);
    out.push_str("\\setlength{\\LTcapwidth}{\\linewidth}\n");
    let _ = writeln!(out, "\\begin{{longtable}}{{@{{}}{}@{{}}}}", places(columns, fitted));
    let caption = escape_breaking(&setting.caption);
    let _ = writeln!(out, "\\caption{{{caption}}}\\label{{{}}}\\\\\n\\toprule", setting.label);
    let head = head(columns, fitted);
    let _ = writeln!(out, "{head}\\endfirsthead\n\\toprule\n{head}\\endhead");
    let count = columns.len();
    let _ = writeln!(out, "\\midrule\n\\multicolumn{{{count}}}{{r@{{}}}}{{continued}} \\\\\n\\endfoot");
    let _ = writeln!(out, "\\bottomrule\n\\endlastfoot\n{rows}\\end{{longtable}}");
    if !note.is_empty() {
        let _ = writeln!(out, "\\noindent\\footnotesize {}\\par", escape_latex(note));
    }
    out + "\\endgroup\n"
}

impl LatexColumn {
    /// The columns of a table of words and numbers.
    pub(super) fn of(table: &Table, decimals: usize) -> Vec<LatexColumn> {
        let rows = table.cells(decimals, "\u{2013}");
        let column = |(place, (name, right)): (usize, (String, bool))| {
            let cells: Vec<String> = rows.iter().map(|row| row[place].clone()).collect();
            let stars = |cell: &String| cell.len() - cell.trim_end_matches('*').len();
            let stars = if right { cells.iter().map(stars).max().unwrap_or(0) } else { 0 };
            let heading =
                name.replace(" - ", "\u{a0}\u{2212}\u{a0}").replace("delta", "Δ").replace("Delta", "Δ");
            LatexColumn { heading, right, cells, stars, bold: false }
        };
        table.names().into_iter().zip(table.numeric()).enumerate().map(column).collect()
    }

    /// A cell in one line.
    fn cell(&self, row: usize, best: bool) -> String {
        let text = &self.cells[row];
        match self.right {
            true => latex_number(text, self.stars, best),
            false if best => format!("\\textbf{{{}}}", escape_latex(text)),
            false => escape_latex(text),
        }
    }

    /// A cell whose lines may break after the signs of a name too.
    fn breaking(&self, row: usize) -> String {
        let parts = breakable(&self.cells[row]);
        let parts: Vec<String> = parts.iter().map(|part| escape_latex(part)).collect();
        parts.join("\\allowbreak{}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    /// So many rows in groups of three.
    fn table(rows: usize, words: usize) -> Table {
        let text = |of: &dyn Fn(usize) -> String| Column::Text((0..rows).map(of).collect());
        let wide = |row: usize| format!("word{row} ").repeat(words).trim_end().to_string();
        Table::new(vec![
            ("Model", text(&|row| format!("model{}", row / 3))),
            ("Source", text(&wide)),
            ("Relative delta (%)", text(&|row| format!("-{row}.50"))),
        ])
    }

    fn set(table: &Table, page: PaperPage) -> String {
        let setting = Typesetting {
            caption: "Bias (x). * p < 0.05.".to_string(),
            label: "tab:x".to_string(),
            note: "What it means.".to_string(),
            best: BTreeSet::from([(0, 2), (70, 2)]),
            page,
            ..Typesetting::default()
        };
        table.to_paper(&setting)
    }

    #[test]
    fn two_columns_have_floats_and_no_longtable() {
        let (narrow, wide, long) = (table(4, 1), table(4, 9), table(90, 9));
        for page in [PaperPage::Any, PaperPage::TwoColumns] {
            assert!(set(&narrow, page).contains("\\begin{table}[tbp]"), "{page:?}");
            // What breaks its lines in a column has one where the columns are known.
            let float = if page == PaperPage::Any { "\\begin{table*}[tp]" } else { "\\begin{table}[tbp]" };
            assert!(set(&wide, page).contains(float), "{page:?}");
            let long = set(&long, page);
            let count = |words: &str| long.matches(words).count();
            assert!(!long.contains("longtable") && count("\\begin{table*}") == count("\\end{table*}"));
            assert!(count("\\begin{table*}") > 1, "{page:?}");
            // One number, one label, one note, and every row once.
            assert_eq!(count("\\addtocounter{table}{-1}"), count("\\begin{table*}") - 1);
            assert_eq!(count("\\caption{Bias (x) (continued).}"), count("\\begin{table*}") - 1);
            assert_eq!((count("\\label{"), count("What it means."), count(".50")), (1, 1, 90));
            assert!(long.contains("\\textbf{$-$70.50}") || long.contains("\\mathbf"), "{long}");
            // Groups are whole, so each float begins with the name of its model.
            assert!(long.split("\\midrule\n").skip(1).all(|part| part.starts_with("model")), "{long}");
        }
        assert!(set(&wide, PaperPage::OneColumn).contains("\\begin{table}[tbp]"));
        assert!(set(&long, PaperPage::OneColumn).contains("\\begin{longtable}"));
    }
}
