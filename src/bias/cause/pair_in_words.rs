//! An explained pair for readers: its row and its terms in; a sentence, and both versions side by side, out.

use std::collections::BTreeSet;

use super::explanation::TermPartRow;
use super::pairs::PairRow;
use crate::number;
use crate::table::{Column, Table};

/// What a term gives the reference's version and the source's, where it gives something.
type BothVersions<'a> = (&'a str, [Option<&'a TermPartRow>; 2]);

/// The terms of a pair that one version has at least, with what they give the reference's version (H) and the source's (L), the
/// greatest differences first: term, df, idf, then for each version tf, score and, of that, the part of its length; last
/// H − L. What a document gets without any term has none.
pub fn side_by_side(terms: &[TermPartRow], pair: &PairRow) -> Table {
    let of = |source: &str, term: &str| {
        let is_it = |row: &&TermPartRow| row.model == pair.model && row.source == source && row.term == term;
        terms.iter().find(is_it).filter(|row| row.tf != Some(0.0))
    };
    let names: BTreeSet<&str> =
        terms.iter().filter(|row| row.model == pair.model).map(|row| row.term.as_str()).collect();
    let both = |name: &'_ str| [of(&pair.reference, name), of(&pair.source, name)];
    let mut rows: Vec<BothVersions<'_>> = names.into_iter().map(|name| (name, both(name))).collect();
    rows.retain(|(_, sides)| sides.iter().any(Option::is_some));
    let score = |row: &BothVersions<'_>, side: usize| row.1[side].and_then(|row| row.score).unwrap_or(0.0);
    let gap = |row: &BothVersions<'_>| score(row, 0) - score(row, 1);
    rows.sort_by(|left, right| gap(right).abs().total_cmp(&gap(left).abs()));
    let numbers =
        |of: &dyn Fn(&BothVersions<'_>) -> Option<f64>| Column::Number(rows.iter().map(of).collect());
    let counts = |of: &dyn Fn(&TermPartRow) -> Option<f64>, sides: &[usize]| {
        let first = |row: &BothVersions<'_>| sides.iter().find_map(|side| row.1[*side]).and_then(of);
        Column::Count(rows.iter().map(|row| first(row).unwrap_or(0.0) as u64).collect())
    };
    let idf = |row: &BothVersions<'_>| row.1[0].or(row.1[1])?.idf;
    Table::new(vec![
        ("term", Column::Text(rows.iter().map(|row| row.0.to_string()).collect())),
        ("df", counts(&|row| row.df, &[0, 1])),
        ("idf", numbers(&idf)),
        ("H tf", counts(&|row| row.tf, &[0])),
        ("H score", numbers(&|row| Some(score(row, 0)))),
        ("H length", numbers(&|row| row.1[0]?.length_part)),
        ("L tf", counts(&|row| row.tf, &[1])),
        ("L score", numbers(&|row| Some(score(row, 1)))),
        ("L length", numbers(&|row| row.1[1]?.length_part)),
        ("H \u{2212} L", numbers(&|row| Some(gap(row)))),
    ])
}

impl PairRow {
    /// What the row says, in a sentence or two.
    pub fn sentence(&self) -> String {
        let place = |source: &str, score: Option<f64>, rank: Option<f64>| {
            let rank =
                rank.map_or("not ranked".to_string(), |rank| format!("rank {}", number::significant(rank)));
            match score {
                Some(score) => format!("{source} {} ({rank})", number::in_words(score, 3)),
                None => format!("{source} ({rank})"),
            }
        };
        let mut said = format!(
            "{}: {}, {}.",
            crate::bias::short_name(&self.model),
            place(&self.reference, self.reference_score, self.reference_rank),
            place(&self.source, self.source_score, self.source_rank)
        );
        if let (Some(gap), Some(coverage), Some(tf), Some(length)) =
            (self.gap, self.coverage, self.tf, self.length)
        {
            let signed = |value: f64| number::in_words(value, 3);
            said += &format!(
                " The gap of {} is {} from query words that only one version has, {} from how often both have the others, \
                 and {} from length ({} and {} tokens).",
                signed(gap),
                signed(coverage),
                signed(tf),
                signed(length),
                self.reference_length,
                self.source_length
            );
        }
        for (verb, terms) in [("lacks", &self.dropped), ("adds", &self.added)] {
            if !terms.is_empty() {
                said += &format!(" {} {verb}: {}.", self.source, terms.replace(' ', ", "));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::cause::pairs::tests::row;

    fn part(source: &str, term: &str, tf: f64, score: f64) -> TermPartRow {
        TermPartRow {
            model: "bm25".into(),
            query: "q".into(),
            content: "c".into(),
            source: source.into(),
            term: term.into(),
            query_frequency: Some(1.0),
            df: Some(3.0),
            idf: Some(2.0),
            tf: Some(tf),
            score: Some(score),
            length_part: Some(-0.5),
            length: 9,
        }
    }

    #[test]
    fn a_pair_in_words_and_side_by_side_by_hand() {
        let pair = PairRow {
            contribution: Some(0.25),
            reference_score: Some(3.0),
            source_score: Some(1.0),
            reference_rank: Some(1.5),
            gap: Some(2.0),
            coverage: Some(2.5),
            tf: Some(0.0),
            length: Some(-0.5),
            dropped: "pear tree".into(),
            ..row("bm25", "q", "c")
        };
        assert_eq!(
            pair.sentence(),
            "bm25: human 3.000 (rank 1.500), llm 1.000 (not ranked). The gap of 2.000 is 2.500 from query words that only \
             one version has, 0.000 from how often both have the others, and \u{2212}0.500 from length (9 and 4 tokens). llm \
             lacks: pear, tree."
        );
        let terms = [
            part("human", "pear", 2.0, 1.0),
            part("human", "tree", 1.0, 2.0),
            part("human", "none", 0.0, 0.0),
            part("llm", "pear", 1.0, 1.0),
            part("llm", "none", 0.0, 0.0),
        ];
        let table = side_by_side(&terms, &pair);
        assert_eq!(table.text("term").unwrap(), ["tree", "pear"]);
        assert_eq!((table.count("H tf").unwrap(), table.count("L tf").unwrap()), (vec![1, 2], vec![0, 1]));
        assert_eq!(table.number("H \u{2212} L").unwrap(), [Some(2.0), Some(0.0)]);
        assert_eq!(table.number("L length").unwrap(), [None, Some(-0.5)]);
    }
}
