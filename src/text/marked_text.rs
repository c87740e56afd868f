//! Two versions of a text side by side: a text, the terms of a query and those of the other version in; where the words of the
//! query stand, and the words whose terms the other version lacks, out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::Analyzer;
use crate::corpus::Document;

/// A text with marks. Ranges are in bytes, by rising start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedText {
    /// The text, with its title on a line before it where titles are read.
    pub text: String,
    /// Where words of the query stand.
    pub query_words: Vec<Range<usize>>,
    /// Where words stand of which the other version has no form.
    pub only_here: Vec<Range<usize>>,
}

/// A word that one version has and the other has in no form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoneWord {
    /// Its most frequent form; the first by the alphabet where several are.
    pub word: String,
    /// How often any form of it occurs.
    pub count: usize,
}

/// A text with the term of each of its words.
struct Placed {
    text: String,
    words: Vec<(Range<usize>, String)>,
}

/// Marks two versions of a content for a query, each against the other; lists the words that are in one of them alone, the most
/// frequent first, then by the alphabet. Stop words are not looked at.
///
/// ```
/// use sourcebias::Analyzer;
/// use sourcebias::corpus::{Document, DocumentId, SourceId};
/// use sourcebias::text::mark_versions;
/// let document = |source, text: &str| Document {
///     id: DocumentId { base: "a".into(), source: SourceId(source) },
///     title: String::new(),
///     text: text.into(),
/// };
/// let versions = [document(0, "Ripe pears were picked."), document(1, "A pear was eaten.")];
/// let analyzer = Analyzer::parse("english")?;
/// let [(human, dropped), (_, added)] = mark_versions([&versions[0], &versions[1]], "pear", &analyzer, false);
/// assert_eq!(human.query_words, [5..10]);
/// let words = |list: Vec<sourcebias::text::LoneWord>| list.into_iter().map(|one| one.word).collect::<Vec<_>>();
/// assert_eq!((words(dropped), words(added)), (vec!["picked".into(), "ripe".into(), "were".into()], vec!["eaten".to_string()]));
/// # Ok::<(), sourcebias::Error>(())
/// ```
pub fn mark_versions(
    versions: [&Document; 2],
    query: &str,
    analyzer: &Analyzer,
    titles: bool,
) -> [(MarkedText, Vec<LoneWord>); 2] {
    let mut asked = BTreeSet::new();
    analyzer.place_words(query, &mut |_, term| asked.extend(term.map(str::to_string)));
    let placed = versions.map(|version| place(version, analyzer, titles));
    let terms = placed
        .each_ref()
        .map(|placed| placed.words.iter().map(|(_, term)| term.as_str()).collect::<BTreeSet<&str>>());
    [0, 1].map(|side: usize| {
        let (placed, other) = (&placed[side], &terms[1 - side]);
        let those = |of: &dyn Fn(&str) -> bool| -> Vec<Range<usize>> {
            placed.words.iter().filter(|(_, term)| of(term)).map(|(place, _)| place.clone()).collect()
        };
        let marked = MarkedText {
            text: placed.text.clone(),
            query_words: those(&|term| asked.contains(term)),
            only_here: those(&|term| !other.contains(term)),
        };
        (marked, lone_words(placed, other))
    })
}

fn place(document: &Document, analyzer: &Analyzer, titles: bool) -> Placed {
    let text = match titles && !document.title.is_empty() {
        true => format!("{}\n{}", document.title, document.text),
        false => document.text.clone(),
    };
    let mut words = Vec::new();
    analyzer.place_words(&text, &mut |place, term| words.extend(term.map(|term| (place, term.to_string()))));
    Placed { text, words }
}

fn lone_words(placed: &Placed, other: &BTreeSet<&str>) -> Vec<LoneWord> {
    let mut forms: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for (place, term) in placed.words.iter().filter(|(_, term)| !other.contains(term.as_str())) {
        let form = placed.text[place.clone()].to_lowercase();
        *forms.entry(term).or_default().entry(form).or_default() += 1;
    }
    let lone = |forms: BTreeMap<String, usize>| {
        let count = forms.values().sum();
        let most = forms.into_iter().min_by_key(|(form, count)| (Reverse(*count), form.clone()));
        most.map(|(word, _)| LoneWord { word, count })
    };
    let mut found: Vec<LoneWord> = forms.into_values().filter_map(lone).collect();
    found.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.word.cmp(&right.word)));
    found
}

/// How a run of a [`MarkedText`] is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextMark {
    /// Not at all.
    Plain,
    /// As a word that the other version has in no form.
    OnlyHere,
    /// As a word of the query.
    QueryWord,
}

impl MarkedText {
    /// The text in runs, each with its mark; none is empty. A word of the query is marked as that alone. Where bigrams of one
    /// run overlap, a mark begins where the one before ends.
    pub fn runs<'a>(&'a self) -> Vec<(TextMark, &'a str)> {
        let lone = self.only_here.iter().filter(|place| !self.query_words.contains(place));
        let mut marks: Vec<(&Range<usize>, TextMark)> =
            lone.map(|place| (place, TextMark::OnlyHere)).collect();
        marks.extend(self.query_words.iter().map(|place| (place, TextMark::QueryWord)));
        marks.sort_by_key(|(place, _)| place.start);
        let (mut runs, mut end) = (Vec::new(), 0);
        for (place, mark) in marks {
            let (start, stop) = (place.start.max(end), place.end.max(end));
            runs.push((TextMark::Plain, self.text.get(end..start)));
            runs.push((mark, self.text.get(start..stop)));
            end = stop;
        }
        runs.push((TextMark::Plain, self.text.get(end..)));
        let there =
            |(mark, text): (TextMark, Option<&'a str>)| Some((mark, text.filter(|text| !text.is_empty())?));
        runs.into_iter().filter_map(there).collect()
    }

    /// The text in one line, the words of the query in square brackets and words of this version alone between asterisks, as
    /// in `*Ripe* [pears]`.
    pub fn in_brackets(&self) -> String {
        let bracketed = |(mark, text): (TextMark, &str)| match mark {
            TextMark::Plain => text.to_string(),
            TextMark::OnlyHere => format!("*{text}*"),
            TextMark::QueryWord => format!("[{text}]"),
        };
        let out: String = self.runs().into_iter().map(bracketed).collect();
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{DocumentId, SourceId};

    fn document(title: &str, text: &str) -> Document {
        let id = DocumentId { base: "a".into(), source: SourceId(0) };
        Document { id, title: title.into(), text: text.into() }
    }

    #[test]
    fn marks_and_lone_words_by_hand() {
        let versions = [
            document("On trade", "Tariffs, tariffs! A tariff hurts TRADE."),
            document("", "Trading hurts; the trade hurt."),
        ];
        let analyzer = Analyzer::parse("english").unwrap();
        let [(one, dropped), (other, added)] =
            mark_versions([&versions[0], &versions[1]], "tariff trade", &analyzer, true);
        assert_eq!(one.in_brackets(), "On [trade] [Tariffs], [tariffs]! A [tariff] hurts [TRADE].");
        assert_eq!(other.in_brackets(), "[Trading] hurts; the [trade] hurt.");
        assert_eq!(dropped, [LoneWord { word: "tariffs".into(), count: 3 }]);
        assert!(added.is_empty());
        assert_eq!(&one.text[one.only_here[0].clone()], "Tariffs");
    }

    #[test]
    fn copies_have_no_word_alone_and_bigrams_do_not_overlap() {
        let one = document("", "東京都の東京");
        let analyzer = Analyzer::parse("cjk").unwrap();
        let [(left, dropped), (right, _)] = mark_versions([&one, &one], "東京都", &analyzer, false);
        assert!(dropped.is_empty() && left == right && left.only_here.is_empty());
        assert_eq!(left.in_brackets(), "[東京][都]の[東京]");
    }
}
