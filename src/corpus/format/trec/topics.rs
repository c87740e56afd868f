//! Topics: what stands between `<top>` and `</top>` in, a query out. Fields end with their end tag or with the next
//! field; labels such as `Number:` are taken off.

use super::super::check_id;
use super::markup::Markup;
use super::plain_number;
use crate::corpus::Query;

/// The fields of topics, those of early TRECs included.
const FIELDS: [&str; 10] = ["num", "title", "desc", "narr", "head", "dom", "smry", "con", "fac", "def"];

const LABELS: [&str; 4] = ["number", "topic", "description", "narrative"];

/// Which part of a topic is the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Description,
    Narrative,
    TitleDescription,
}

impl Field {
    /// The field of that name; the registry knows no other.
    pub(super) fn named(name: &str) -> Field {
        match name {
            "description" => Field::Description,
            "narrative" => Field::Narrative,
            "title_description" => Field::TitleDescription,
            _ => Field::Title,
        }
    }
}

/// The query of a topic.
pub(super) fn query(topic: &str, field: Field) -> Result<Query, String> {
    let markup = Markup::new(topic);
    let starts = markup.starts(|name| FIELDS.contains(&name));
    let of = |wanted: &str| {
        let position = starts.iter().position(|(name, closes, _)| *name == wanted && !closes)?;
        let end = starts.get(position + 1).map_or(topic.len(), |(_, _, place)| place.start);
        let words = markup.text(starts[position].2.end..end, &[]);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = unlabelled(&words).to_string();
        (!text.is_empty()).then_some(text)
    };
    let id = of("num").ok_or("a <top> without <num>")?;
    check_id("<num>", &id)?;
    let (title, description) = (of("title"), of("desc"));
    let text = match field {
        Field::Title => title.or(description).ok_or("a <top> with neither <title> nor <desc>")?,
        Field::Description => description.ok_or("a <top> without <desc>")?,
        Field::Narrative => of("narr").ok_or("a <top> without <narr>")?,
        Field::TitleDescription => {
            let parts: Vec<String> = title.into_iter().chain(description).collect();
            if parts.is_empty() {
                return Err("a <top> with neither <title> nor <desc>".to_string());
            }
            parts.join(" ")
        }
    };
    Ok(Query::new(plain_number(&id), text))
}

/// A field without the label in front of it.
fn unlabelled(words: &str) -> &str {
    let labelled = words.split_once(':').filter(|(label, _)| {
        let label = label.trim();
        LABELS.iter().any(|known| label.eq_ignore_ascii_case(known))
    });
    labelled.map_or(words, |(_, rest)| rest.trim_start())
}
