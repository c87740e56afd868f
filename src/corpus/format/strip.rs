//! What is cut off ids: the ends or beginnings by which versions of one content are told apart in some collections.

use crate::registry::{Arguments, Kind, Parameter};

/// Beginnings and ends of ids that are cut off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Strip(Vec<String>);

impl Strip {
    pub(super) const PARAMETER: Parameter = Parameter {
        name: "strip",
        kind: Kind::Text,
        default: "",
        meaning: "what is cut off the ids of documents that end or else begin with it, as `_gpt` of `a_gpt`, so that they are \
                  twins of `a`; several stand between blanks",
    };

    pub(super) fn of(arguments: &Arguments) -> Strip {
        Strip(arguments.text(Strip::PARAMETER.name).split_whitespace().map(str::to_string).collect())
    }

    /// The id without the first of them that it ends or begins with; the error is the reason why it cannot be used.
    pub(super) fn from(&self, id: String) -> Result<String, String> {
        let cut =
            |affix: &String| id.strip_suffix(affix.as_str()).or_else(|| id.strip_prefix(affix.as_str()));
        match self.0.iter().find_map(cut) {
            Some("") => Err(format!("nothing is left of the id {id:?} where `strip` is cut off")),
            Some(rest) => Ok(rest.to_string()),
            None => Ok(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_end_or_beginning_is_cut_off_once() {
        let strip = Strip(vec!["_gpt4".into(), "_gpt".into(), "h-".into()]);
        for (id, rest) in [
            ("a_gpt4", "a"),
            ("a_gpt", "a"),
            ("h-a", "a"),
            ("a", "a"),
            ("h-a_gpt", "h-a"),
            ("ä_gpt_gpt", "ä_gpt"),
        ] {
            assert_eq!(strip.from(id.to_string()).as_deref(), Ok(rest), "{id}");
        }
        assert!(strip.from("_gpt".to_string()).is_err());
        assert_eq!(Strip::default().from("_gpt".to_string()).as_deref(), Ok("_gpt"));
    }
}
