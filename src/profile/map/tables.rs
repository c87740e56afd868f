//! The result tables of the map of sources, and the sentence on them.

use std::sync::Arc;

use crate::number::in_words;
use crate::statement::{Statement, Topic};
use crate::table::{FileKind, Printed, Shown, TableRow};

crate::table! {
    /// where each source lies by the words that it uses, on the two axes along which the sources differ most
    pub struct MapRow("profile/map", FileKind::Csv, Some(PRINTED)) {
        /// The source.
        source: Arc<str> = "Source", Shown::Word;
        /// Its documents that count.
        documents: u64 = "Documents", Shown::Count;
        /// Whether only contents with a version by every source count, each version as its difference from their mean.
        twins: bool = "Same contents", Shown::Flag;
        /// Its place on the first axis; 0 is the mean of all sources.
        x: Option<f64> = "First axis", Shown::Decimal(3);
        /// The lower end of its interval.
        x_low: Option<f64> = "Interval", Shown::Interval(3);
        /// The upper end.
        x_high: Option<f64>;
        /// Its place on the second axis.
        y: Option<f64> = "Second axis", Shown::Decimal(3);
        /// The lower end of its interval.
        y_low: Option<f64> = "Interval (second axis)", Shown::Interval(3);
        /// The upper end.
        y_high: Option<f64>;
        /// The first axis's part of the variance between the sources, 0 to 1.
        x_share: Option<f64> = "Share of the first axis", Shown::Decimal(2);
        /// The second axis's part of it.
        y_share: Option<f64> = "Share of the second axis", Shown::Decimal(2);
        /// The source that it is compared with; empty for that source itself.
        reference: Arc<str>;
        /// Its distance to the reference in all words, 0 to √2.
        distance: Option<f64> = "Distance to the reference", Shown::Decimal(3);
        /// The same where labels are exchanged at random.
        by_chance: Option<f64> = "By chance", Shown::Decimal(3);
        /// The source that is nearest to it.
        nearest: String = "Nearest", Shown::Word;
        /// The distance of that.
        nearest_distance: Option<f64> = "Its distance", Shown::Decimal(3);
    }
}

const PRINTED: Printed = Printed {
    name: "map_of_sources",
    title: "Where the sources lie by the words that they use",
    note: "Each text is the square roots of the relative frequencies of the most common words; a source is the mean of its \
        texts. Where enough contents have a version by every source, only these count, so that what the texts are about \
        plays no part. The axes are the principal components of the sources, and the shares their parts of the variance \
        between the sources. Intervals are by drawing contents with replacement. The distance is in all words: 0 for \
        copies; any two samples differ, so it is to be read beside the one by chance, for labels exchanged at random.",
};

crate::table! {
    /// where each document lies on the map of sources
    pub struct DocumentPlaceRow("profile/map_documents", FileKind::Parquet, None) {
        /// The source.
        source: Arc<str>;
        /// The id of the content.
        content: Arc<str>;
        /// Its place on the first axis: where its content has a version by every source, less the mean of these.
        x: Option<f64>;
        /// Its place on the second axis.
        y: Option<f64>;
    }
}

/// One statement on the map of three sources or more: whether the reference stands apart from all others, or which of them are
/// nearest to it and farthest from it. None where a source is no farther from the reference than by chance.
pub fn map_in_words(rows: &[MapRow]) -> Option<Statement> {
    let others = || rows.iter().enumerate().filter(|(_, row)| row.distance.is_some());
    let reference = others().next().map(|(_, row)| Arc::clone(&row.reference))?;
    if others().count() < 2 || others().any(|(_, row)| row.distance <= row.by_chance) {
        return None;
    }
    let distance = |place: usize| rows[place].distance.unwrap_or(0.0);
    let apart = |place: usize| rows[place].nearest_distance.unwrap_or(0.0);
    let (nearest, _) = others().min_by(|left, right| distance(left.0).total_cmp(&distance(right.0)))?;
    let (farthest, _) = others().max_by(|left, right| distance(left.0).total_cmp(&distance(right.0)))?;
    let (loosest, _) = others().max_by(|left, right| apart(left.0).total_cmp(&apart(right.0)))?;
    let mut said = Statement::new(Topic::Words, "On the map of the sources by their most common words, ");
    let number = |said: &mut Statement, value: f64, (place, column): (usize, &'static str)| {
        said.number(in_words(value, 3), MapRow::SCHEMA, place, column);
    };
    let stands_apart =
        apart(loosest) < distance(nearest) && others().all(|(_, row)| row.nearest != *reference);
    if stands_apart {
        said.say(format!("{reference} stands apart: the nearest to it, {}, is ", rows[nearest].source));
        number(&mut said, distance(nearest), (nearest, MapRow::distance));
        said.say(" away, while every other source has a nearer one (at most ");
        number(&mut said, apart(loosest), (loosest, MapRow::nearest_distance));
        said.say(" away)");
    } else {
        said.say(format!("nearest to {reference} is {} (distance ", rows[nearest].source));
        number(&mut said, distance(nearest), (nearest, MapRow::distance));
        said.say(format!("), farthest {} (", rows[farthest].source));
        number(&mut said, distance(farthest), (farthest, MapRow::distance));
        said.say(")");
    }
    Some(said)
}
