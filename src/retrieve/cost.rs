//! What a search will take: its sizes in, a sentence out where that is much.

/// Beyond so many bytes of rankings it is said beforehand.
const MUCH: u64 = 2 << 30;
/// A place of a ranking in memory, and about what it takes in a run file.
const IN_MEMORY: u64 = 16;
const IN_FILE: u64 = 60;

/// What the rankings of so many models will take at most, where that is much.
pub fn cost_note(models: usize, queries: usize, documents: usize, depth: usize) -> Option<String> {
    let places = [models, queries, documents.min(depth)]
        .into_iter()
        .fold(1_u64, |product, factor| product.saturating_mul(factor as u64));
    let gigabytes = |bytes: u64| places.saturating_mul(bytes) as f64 / 1e9;
    (places.saturating_mul(IN_MEMORY) > MUCH).then(|| {
        format!(
            "{models} model{} up to {} documents for each of {}: up to {:.0} GB of memory, and about {:.0} GB \
             of run files; fewer models, a smaller depth or fewer queries take less",
            if models == 1 { " ranks" } else { "s rank" },
            documents.min(depth),
            crate::number::counted(queries as u64, "query", "queries"),
            gigabytes(IN_MEMORY),
            gigabytes(IN_FILE),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_grid_is_told_and_a_usual_one_is_not() {
        assert_eq!(cost_note(40, 1000, 4_000_000, 1000), None);
        let note = cost_note(10_000, 320, 7_000, 1000).unwrap();
        assert!(
            note.starts_with("10000 models rank up to 1000 documents for each of 320 queries: up to 51 GB"),
            "{note}"
        );
        assert!(cost_note(usize::MAX, usize::MAX, 10, 10).is_some());
    }
}
