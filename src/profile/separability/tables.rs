//! The result tables of separability, and the sentence on them.

use std::sync::Arc;

use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{FileKind, Printed, Shown, TableRow};

crate::table! {
    /// how well a linear classifier tells a source from the reference by words alone
    pub struct SeparabilityRow("profile/separability", FileKind::Csv, Some(PRINTED)) {
        /// The source that is compared with.
        reference: Arc<str> = "Reference", Shown::Reference;
        /// The source that is compared.
        source: Arc<str> = "Source", Shown::Word;
        /// Which words the classifier sees: `all`, `without_function_words`, `function_words`.
        words: String = "Words", Shown::Word;
        /// The lengths of the texts: `whole`, or `equal`.
        lengths: String = "Lengths", Shown::Word;
        /// How many different words it sees.
        features: u64 = "Words seen", Shown::Count;
        /// Texts of the source.
        texts: u64 = "Texts", Shown::Count;
        /// Texts of the reference.
        reference_texts: u64 = "Texts, reference", Shown::Count;
        /// The area under the ROC curve: 0.5 where words tell nothing, 1 where they tell all.
        auc: Option<f64> = "AUC", Shown::Decimal(3);
        /// The lower end of its interval.
        low: Option<f64> = "Interval", Shown::Interval(3);
        /// The upper end.
        high: Option<f64>;
        /// Its mean where labels are exchanged by coin within contents.
        by_chance: Option<f64> = "By chance", Shown::Decimal(3);
        /// p: how often such labels give as large an area.
        p_value: Option<f64>;
        /// The same adjusted for all rows, by step-down maxT.
        p_adjusted: Option<f64> = "p adjusted", Shown::PValue;
        /// The part of the texts that are taken for one of the side that wrote them.
        accuracy: Option<f64> = "Accuracy", Shown::Decimal(3);
        /// The part of the contents whose version by the source looks more like the source than its twin does.
        twins: Option<f64> = "Twins told apart", Shown::Decimal(3);
    }
}

const PRINTED: Printed = Printed {
    name: "separability_auc",
    title: "How well words alone tell the sources apart",
    note: "A multinomial naive Bayes classifier scores each text by the words of other texts: ten folds, with all versions \
        of a content in the same one. AUC: the probability that a text of the source scores higher than a text of the \
        reference, 0.5 where words tell nothing. Its interval is by drawing contents with replacement. By chance: the mean \
        of the AUC where labels are exchanged at random within contents; p adjusted: the probability that such labels give \
        as large an AUC, adjusted for all rows. Equal lengths: of each content both versions are cut to the shorter one. \
        Where the analyser drops stop words, function words are those that it leaves. Twins told apart: the share of \
        contents in which the source's version scores higher than the reference's. Another classifier may separate the \
        texts better: an AUC is a lower bound.",
};

crate::table! {
    /// the words by which a classifier tells a source from the reference
    pub struct SeparatingWordRow("profile/separability_words", FileKind::Csv, Some(PRINTED_WORDS)) {
        /// The source that is compared with.
        reference: Arc<str> = "Reference", Shown::Reference;
        /// The source that is compared.
        source: Arc<str> = "Source", Shown::Word;
        /// The term, as the analyser gives it.
        term: String = "Word", Shown::Word;
        /// The form of it that is the most frequent one in the texts of both.
        form(optional): String;
        /// Whether it is a function word.
        function_word: bool = "Function word", Shown::Flag;
        /// ln of how many times as likely the source is to use it; below 0 for a word of the reference.
        weight: Option<f64> = "Weight", Shown::Decimal(3);
        /// Its part of the gap between the mean scores of both sources; the parts of all words add up to 1.
        part: Option<f64> = "Part", Shown::Decimal(4);
        /// Occurrences in the source.
        source_frequency: u64 = "Occurrences, source", Shown::Count;
        /// Occurrences in the reference.
        reference_frequency: u64 = "Occurrences, reference", Shown::Count;
    }
}

const PRINTED_WORDS: Printed = Printed {
    name: "separating_words",
    title: "The words that tell the sources apart",
    note: "The words that add most to the difference between the mean scores of the two sources, at most ten in either \
        direction, by a classifier that has seen all texts. Weight: the natural logarithm of how many times as likely a \
        token is to be this word in the source as in the reference, below 0 for words of the reference. Part: the word's \
        share of the difference between the mean scores; the shares of all words add up to 1.",
};

impl SeparatingWordRow {
    /// The word for readers: its most frequent form, with the term in brackets where that is another.
    pub fn word(&self) -> String {
        crate::profile::keyness::worded(&self.form, &self.term)
    }
}

/// Whether the classifier is surely wrong more often than labels that are dealt by coin make it.
///
/// A held-out text of words that its own side has little of is misjudged a little, whoever wrote it, so that of one law many
/// areas are below 0.5, and intervals, which know nothing of other texts to learn from, lie below it too often: the exchanges
/// must say so too, of which fewer than half of `level` give as little.
fn is_below_chance(row: &SeparabilityRow, level: f64) -> bool {
    row.high.is_some_and(|high| high < 0.5) && row.p_value.is_none_or(|p| p > 1.0 - level / 2.0)
}

/// What an area below chance usually means. Of 300 texts against copies of themselves with a tenth of the words dropped, the area
/// at equal lengths is 0.49 where both versions share an id and 0.02 where they do not; of first and second halves of
/// 150 texts 0.52 and 0.3.
const BELOW_CHANCE: &str = ". Below chance usually means that versions of the same contents stand under different ids: the \
    classifier has learned a text's other version as the other source's. Give versions of one content one id";

/// One statement for each pair of sources: how well words alone tell them apart, and what is left of that without function
/// words and at equal lengths. Below `level` an adjusted p-value is called significant.
pub fn separability_in_words(rows: &[SeparabilityRow], level: f64) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (place, row) in
        rows.iter().enumerate().filter(|(_, row)| row.words == "all" && row.lengths == "whole")
    {
        let Some(area) = row.auc else { continue };
        let mut statement =
            Statement::new(Topic::Words, format!("{} against {}: ", row.source, row.reference));
        let significant = row.p_adjusted.is_none_or(|p| p < level);
        let mut below = is_below_chance(row, level);
        statement.say(match (significant, below) {
            (_, true) => "by words alone a classifier does worse than chance, with an AUC of ",
            (true, _) => "by words alone a classifier tells their texts apart, with an AUC of ",
            (false, _) => "by words alone a classifier does not tell their texts apart better than chance, with an AUC of ",
        });
        let schema = SeparabilityRow::SCHEMA;
        statement.number(in_words(area, 2), schema, place, SeparabilityRow::auc);
        if let Some((low, high)) = row.low.zip(row.high) {
            statement.say(" [");
            statement.number(in_words(low, 2), schema, place, SeparabilityRow::low);
            statement.say(", ");
            statement.number(in_words(high, 2), schema, place, SeparabilityRow::high);
            statement.say("]");
        }
        statement.say(if significant || below { " where 0.5 is chance" } else { "" });
        let others = [
            ("without_function_words", "whole", " without function words"),
            ("function_words", "whole", " by function words alone"),
            ("all", "equal", " at equal lengths"),
        ];
        let mut before = "; ";
        for (words, lengths, said) in others {
            let same = |other: &SeparabilityRow| {
                (&other.reference, &other.source) == (&row.reference, &row.source)
                    && (&*other.words, &*other.lengths) == (words, lengths)
            };
            let found = rows.iter().position(same).and_then(|place| Some((place, rows[place].auc?)));
            if let Some((place, area)) = found {
                statement.say(std::mem::replace(&mut before, ", "));
                statement.number(in_words(area, 2), schema, place, SeparabilityRow::auc);
                statement.say(said);
                below |= is_below_chance(&rows[place], level);
            }
        }
        statement.say(if below { BELOW_CHANCE } else { "" });
        statements.push(statement);
    }
    statements
}
