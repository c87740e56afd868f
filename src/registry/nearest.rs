//! A name that nobody knows in; the known one that it was most likely meant to be out.

/// Names longer than this are no slips of the finger.
const LONGEST: usize = 64;

/// The known name that differs least from `name`, whatever the case; of several the first. `None` where all differ in more
/// than a third of the letters, or in all.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let letters = folded(name);
    let most = (letters.len() / 3).max(1);
    let near = known.into_iter().map(|known| (distance(&letters, &folded(known)), known));
    let near = near.filter(|(distance, _)| *distance <= most && *distance < letters.len());
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// "; did you mean `x`?", or nothing.
pub(crate) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

fn folded(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// How many letters must be put in, left out, changed or exchanged with their neighbour, no letter twice (Damerau 1964).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut rows = [vec![0; to.len() + 1], (0..=to.len()).collect::<Vec<usize>>(), vec![0; to.len() + 1]];
    for i in 1..=from.len() {
        let [before, last, row] = &mut rows;
        row[0] = i;
        for j in 1..=to.len() {
            let changed = usize::from(from[i - 1] != to[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        rows.rotate_left(1);
    }
    rows[1][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_by_hand() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("bm25", "bm25", 0),
            ("bm52", "bm25", 1),
            ("kitten", "sitting", 3),
            ("dirichle", "dirichlet", 1),
            ("ca", "abc", 3),
            ("é", "e", 1),
        ] {
            assert_eq!(distance(&folded(from), &folded(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn the_nearest_is_named_where_it_is_near() {
        let known = ["bm25", "bm25l", "dirichlet", "P"];
        for (name, expected) in [
            ("bm52", Some("bm25")),
            ("BM25l1", Some("bm25l")),
            ("dirichlit", Some("dirichlet")),
            ("drchlt", None),
            ("Q", None),
            ("", None),
            ("something else", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(nearest(&"bm25".repeat(1000), known), None);
        assert_eq!(hint("bm2", known), "; did you mean `bm25`?");
    }
}
