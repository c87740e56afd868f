//! What columns are called in the field: the cells of a first line in; which of them holds what, or that the line is no header,
//! out. A header that names a column and lacks another that is needed is an error, never a line of data.

use crate::number::counted;

/// What a column may hold.
pub(super) struct Role {
    /// What it holds, for messages.
    pub holds: &'static str,
    /// What it may be called, in small letters with `_`; an earlier name wins over a later one.
    pub names: &'static [&'static str],
    /// How many of these names, from the first, leave no doubt.
    pub sure: usize,
    /// Whether no line can be read without it.
    pub needed: bool,
}

/// Which column holds what, by the roles' order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The place of each role's column; `None` where there is none.
    pub places: Vec<Option<usize>>,
    /// What was taken for what, where a name leaves doubt, and what is not read.
    pub note: Option<String>,
}

/// Columns that stand beside documents in the field and are not read: they too make a line a header.
const OTHERS: [&str; 16] = [
    "text",
    "title",
    "url",
    "qid",
    "query",
    "query_id",
    "topic",
    "topic_id",
    "score",
    "rank",
    "grade",
    "relevance",
    "split",
    "language",
    "domain",
    "year",
];

/// A name as names are compared: small, with `_` for blanks and hyphens, without the sign of a comment.
pub(super) fn plain(name: &str) -> String {
    name.trim().trim_start_matches('#').trim().to_lowercase().replace(['-', ' '], "_")
}

/// The places of the roles' columns in a line; `None` where it names none of theirs and is no header.
///
/// # Errors
/// Where it names some column and none for a role that is needed, or two columns have one name.
pub(super) fn header(cells: &[&str], roles: &[Role]) -> Result<Option<Header>, String> {
    let names: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    let known = |name: &String| {
        OTHERS.contains(&name.as_str()) || roles.iter().any(|role| role.names.contains(&name.as_str()))
    };
    if !names.iter().any(known) {
        return Ok(None);
    }
    let place = |role: &Role| role.names.iter().find_map(|known| names.iter().position(|name| name == known));
    let places: Vec<Option<usize>> = roles.iter().map(place).collect();
    for (role, place) in roles.iter().zip(&places) {
        if place.is_none() && role.needed {
            return Err(lacks(cells, role));
        }
    }
    let taken: Vec<(&Role, usize)> =
        roles.iter().zip(&places).filter_map(|(role, place)| Some((role, (*place)?))).collect();
    for (_, place) in &taken {
        if let Some(again) = names.iter().skip(place + 1).position(|name| *name == names[*place]) {
            let (first, second, name) = (place + 1, place + again + 2, cells[*place].trim());
            return Err(format!("columns {first} and {second} are both named `{name}`"));
        }
    }
    Ok(Some(Header { note: note(cells, &names, &taken), places }))
}

/// What is said of a header without a column that is needed.
pub(super) fn lacks(cells: &[&str], role: &Role) -> String {
    let listed =
        cells.iter().take(12).map(|cell| format!("`{}`", cell.trim())).collect::<Vec<_>>().join(", ");
    let columns = counted(cells.len() as u64, "column", "columns");
    format!("the line names {columns} ({listed}), and none of them is known to hold the {}", role.holds)
}

/// Whether every cell of a first line is a name that its column may have, each of its own list: no data look so.
pub(super) fn is_header(cells: &[&str], known: &[&[&str]]) -> bool {
    cells.len() == known.len()
        && cells.iter().zip(known).all(|(cell, known)| known.contains(&plain(cell).as_str()))
}

fn note(cells: &[&str], names: &[String], taken: &[(&Role, usize)]) -> Option<String> {
    let doubtful =
        |(role, place): &(&Role, usize)| !role.names[..role.sure].contains(&names[*place].as_str());
    let quoted = |place: usize| format!("`{}`", cells[place].trim());
    let left: Vec<String> =
        (0..cells.len()).filter(|place| !taken.iter().any(|(_, used)| used == place)).map(quoted).collect();
    if left.is_empty() && !taken.iter().any(doubtful) {
        return None;
    }
    let mut parts: Vec<String> =
        taken.iter().map(|(role, place)| format!("{} as the {}", quoted(*place), role.holds)).collect();
    if let Some(last) = parts.pop().filter(|_| !parts.is_empty()) {
        parts = vec![format!("{} and {last}", parts.join(", "))];
    }
    let mut note = format!("of its columns it reads {}", parts.join(", "));
    if !left.is_empty() {
        let verb = if left.len() == 1 { "is" } else { "are" };
        note += &format!("; {} {verb} not read", left.join(", "));
    }
    Some(note)
}

/// The names of the roles, for advice: "the document (`document`, `doc_id`), …".
pub(super) fn known_names(roles: &[Role]) -> String {
    let names = |role: &Role| format!("the {} ({})", role.holds, role.names.join(", "));
    roles.iter().map(names).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: &[Role] = &[
        Role { holds: "pear", names: &["pear", "fruit"], sure: 1, needed: true },
        Role { holds: "colour", names: &["colour", "color"], sure: 2, needed: true },
        Role { holds: "size", names: &["size"], sure: 1, needed: false },
    ];

    #[test]
    fn one_known_name_makes_a_header_and_what_lacks_is_an_error() {
        assert_eq!(header(&["williams", "green"], ROLES), Ok(None));
        let found = header(&["Colour", "PEAR"], ROLES).unwrap().unwrap();
        assert_eq!(found, Header { places: vec![Some(1), Some(0), None], note: None });
        for (cells, lacking) in [
            (
                &["fruit", "shade"][..],
                "names 2 columns (`fruit`, `shade`), and none of them is known to hold the colour",
            ),
            (&["x", "color"], "known to hold the pear"),
            // A column that is not read makes a header too.
            (&["x", "title"], "known to hold the pear"),
            (&["pear"], "names 1 column (`pear`)"),
        ] {
            let error = header(cells, ROLES).unwrap_err();
            assert!(error.contains(lacking), "{error}");
        }
        let error = header(&["size", "pear", "color", "Pear "], ROLES).unwrap_err();
        assert_eq!(error, "columns 2 and 4 are both named `pear`");
    }

    #[test]
    fn a_line_of_nothing_but_names_is_a_header() {
        let known: [&[&str]; 2] = [&["qid", "id"], &["query", "text"]];
        assert!(is_header(&["QID", "Query"], &known));
        assert!(!is_header(&["qid", "what is a qid"], &known) && !is_header(&["qid"], &known));
    }

    #[test]
    fn what_is_in_doubt_or_not_read_is_told() {
        let note = |cells: &[&str]| header(cells, ROLES).unwrap().unwrap().note;
        assert_eq!(note(&["pear", "color", "size"]), None);
        assert_eq!(
            note(&["fruit", "color"]).as_deref(),
            Some("of its columns it reads `fruit` as the pear and `color` as the colour")
        );
        assert_eq!(
            note(&["pear", "fruit", "color", "x y"]).as_deref(),
            Some(
                "of its columns it reads `pear` as the pear and `color` as the colour; `fruit`, `x y` are not read"
            )
        );
    }
}
