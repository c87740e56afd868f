//! Words that statements share: models that do the same, ranges of values, and lists.

use crate::bias::short_name;
use crate::number::in_words;
use crate::statement::Statement;
pub(super) use crate::statement::list;
use crate::table::Schema;

/// So many models are named one by one.
pub(super) const MOST_NAMED: usize = 3;

/// One decimal, with a true minus sign.
pub(super) fn percent(value: f64) -> String {
    in_words(value, 1)
}

/// Those of `total` models that do the same: by name where they are few, else by number.
pub(super) fn who(models: &[&str], total: usize) -> String {
    match models.len() {
        1 => short_name(models[0]),
        2 if total == 2 => "both models".to_string(),
        number if number == total => format!("all {number} models"),
        number if number > MOST_NAMED => format!("{number} of {total} models"),
        _ => list(&models.iter().map(|model| short_name(model)).collect::<Vec<_>>()),
    }
}

/// Values of a column that stand in rows of a table: the one value, or the least and the greatest, as
/// `−5.7 to 6.9`.
pub(super) fn range(
    statement: &mut Statement,
    values: &[(usize, f64)],
    decimals: usize,
    (schema, column): (&Schema, &str),
) {
    let least = values.iter().min_by(|one, other| one.1.total_cmp(&other.1));
    let greatest = values.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    let (Some(least), Some(greatest)) = (least, greatest) else { return };
    let (low, high) = (in_words(least.1, decimals), in_words(greatest.1, decimals));
    statement.number(&low, schema, least.0, column);
    if low != high {
        statement.say(" to ");
        statement.number(&high, schema, greatest.0, column);
    }
}

/// The text with its first letter as a capital, unless it is the name of something.
pub(super) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_named_while_they_are_few() {
        assert_eq!(who(&["bm25(k1=1.2,b=0.4)"], 4), "bm25(b=0.4)");
        assert_eq!(who(&["a", "b"], 2), "both models");
        assert_eq!(who(&["a", "b", "c"], 3), "all 3 models");
        assert_eq!(who(&["a", "b", "c"], 5), "a, b and c");
        assert_eq!(who(&["a", "b", "c", "d"], 5), "4 of 5 models");
        assert_eq!((sentence_case("all 3"), sentence_case("")), ("All 3".to_string(), String::new()));
    }
}
