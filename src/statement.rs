//! Base: statements, which are sentences whose numbers know the file, line and column that they come from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::table::Schema;

/// What a statement is about, in the order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Whether a source is favoured, and by how much.
    Bias,
    /// Because of what.
    Cause,
    /// How sure that is.
    Certainty,
    /// How the sources use words.
    Words,
    /// The state of the data.
    Data,
    /// What a stage noted.
    Note,
}

impl Topic {
    /// All topics, in their order.
    pub const ALL: [Topic; 6] =
        [Topic::Bias, Topic::Cause, Topic::Certainty, Topic::Words, Topic::Data, Topic::Note];

    /// The heading of statements of this topic.
    pub fn heading(self) -> &'static str {
        match self {
            Topic::Bias => "Who is favoured",
            Topic::Cause => "Why",
            Topic::Certainty => "How sure",
            Topic::Words => "Words",
            Topic::Data => "Data",
            Topic::Note => "Notes",
        }
    }
}

/// A number as it is printed, and where it stands in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The number as printed, rounded.
    pub text: String,
    /// Its file below the results' folder, as in `bias/relative_delta.csv`.
    pub file: String,
    /// Its line in that file, from 1; the first line has the columns' names.
    pub line: usize,
    /// Its column.
    pub column: String,
}

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// Words, with the blanks around them.
    Words(String),
    /// A number.
    Number(Number),
}

/// A sentence of an answer. As JSON it has its `text` whole, and in `parts`.
///
/// ```
/// use sourcebias::statement::{Statement, Topic};
/// let statement = Statement::new(Topic::Note, "two queries have no judgements");
/// assert_eq!(statement.to_string(), "two queries have no judgements");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct Statement {
    /// What it is about.
    pub topic: Topic,
    /// Its words and numbers, in order.
    pub parts: Vec<Part>,
    /// Whether it is told to those alone who ask further: an answer is its other statements.
    pub detail: bool,
}

/// A statement as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    topic: Topic,
    #[serde(default)]
    detail: bool,
    text: String,
    parts: Vec<Part>,
}

impl From<Statement> for Written {
    fn from(statement: Statement) -> Self {
        let text = statement.to_string();
        Written { topic: statement.topic, detail: statement.detail, text, parts: statement.parts }
    }
}

impl From<Written> for Statement {
    fn from(written: Written) -> Self {
        Statement { topic: written.topic, parts: written.parts, detail: written.detail }
    }
}

impl Statement {
    /// A statement of words alone, to which parts may be added.
    pub fn new(topic: Topic, words: impl Into<String>) -> Statement {
        let mut statement = Statement { topic, parts: Vec::new(), detail: false };
        statement.say(words);
        statement
    }

    /// The statement as one for those who ask further.
    pub fn in_detail(self) -> Statement {
        Statement { detail: true, ..self }
    }

    /// Adds words.
    pub fn say(&mut self, words: impl Into<String>) {
        let words = words.into();
        match self.parts.last_mut() {
            _ if words.is_empty() => {}
            Some(Part::Words(before)) => before.push_str(&words),
            _ => self.parts.push(Part::Words(words)),
        }
    }

    /// Adds a number that stands in the `row` of a table, from 0, in `column`.
    pub fn number(&mut self, text: impl Into<String>, schema: &Schema, row: usize, column: &str) {
        let number =
            Number { text: text.into(), file: schema.path(), line: row + 2, column: column.to_string() };
        self.parts.push(Part::Number(number));
    }

    /// The numbers in it, in order.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.parts.iter().filter_map(|part| match part {
            Part::Number(number) => Some(number),
            Part::Words(_) => None,
        })
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Words(words) => out.write_str(words),
            Part::Number(number) => out.write_str(&number.text),
        })
    }
}

/// Several things in a sentence: `a`, `a and b`, `a, b and c`.
///
/// ```
/// use sourcebias::statement::list;
/// assert_eq!(list(&["a".to_string(), "b".to_string(), "c".to_string()]), "a, b and c");
/// ```
pub fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A text after `first`, and after as many blanks on further lines, in lines of at most `width` letters where its words allow
/// it. No line ends between a number and its percent sign.
///
/// ```
/// use sourcebias::statement::wrapped;
/// assert_eq!(wrapped("- ", "less than 5 % of all", 13), "- less than\n  5 % of all\n");
/// ```
pub fn wrapped(first: &str, text: &str, width: usize) -> String {
    let indent = first.chars().count();
    // No line ends between a number and its sign.
    let text = text.replace(" %", "\u{a0}%");
    let (mut out, mut line, mut letters) = (String::new(), first.to_string(), indent);
    for (place, word) in text.split(' ').enumerate() {
        let size = word.chars().count();
        if place > 0 && letters + 1 + size > width {
            out.push_str(line.trim_end());
            out.push('\n');
            (line, letters) = (" ".repeat(indent), indent);
        } else if place > 0 {
            line.push(' ');
            letters += 1;
        }
        line.push_str(word);
        letters += size;
    }
    (out + line.trim_end() + "\n").replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_read_back_as_it_was_written() {
        let mut statement = Statement::new(Topic::Bias, "bm25 ");
        statement.say("favours a by ");
        let number =
            Number { text: "9.5".into(), file: "bias/x.csv".into(), line: 2, column: "delta".into() };
        statement.parts.push(Part::Number(number));
        statement.say(" %");
        assert_eq!((statement.parts.len(), &*statement.to_string()), (3, "bm25 favours a by 9.5 %"));
        let json = serde_json::to_string(&statement).unwrap();
        assert!(json.contains(r#""topic":"bias","detail":false,"text":"bm25 favours a by 9.5 %""#), "{json}");
        assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), statement);
        let further = statement.clone().in_detail();
        let json = serde_json::to_string(&further).unwrap();
        assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), further);
        assert_eq!(statement.numbers().count(), 1);
    }
}
