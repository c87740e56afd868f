//! One line of JSON Lines → the fields that are needed. Strict in `_id` (`id` where there is none), `text` and `title`, lenient in all else:
//! other fields may hold anything, Python's bare `NaN` and `Infinity` included.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::check_id;

/// The fields of a line, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// `_id`, or `id` where there is no `_id`: not empty, without white space.
    pub id: String,
    /// `title`; empty where there is none.
    pub title: String,
    /// `text`; may be empty.
    pub text: String,
}

impl Fields {
    /// Reads one line; the error is the reason why it cannot be used.
    pub(super) fn parse(line: &str) -> Result<Fields, String> {
        let mut lenient = None;
        let mut object = Object::parse(line, &mut lenient)?;
        let id = object.id()?.ok_or_else(|| missing("_id", line))?.into_owned();
        let title = optional("title", object.title)?.into_owned();
        let text = object.text.ok_or_else(|| missing("text", line))?.text("text")?.into_owned();
        Ok(Fields { id, title, text })
    }
}

/// The texts of a line, borrowed from it where nothing in them is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts<'a> {
    /// `_id`, or `id` where there is no `_id`, where there is one: not empty, without white space.
    pub id: Option<Cow<'a, str>>,
    /// `title`; empty where there is none.
    pub title: Cow<'a, str>,
    /// `text`; may be empty.
    pub text: Cow<'a, str>,
}

impl<'a> Texts<'a> {
    /// Reads one line, `_id` being optional; the error is the reason why it cannot be used. `lenient` holds the line
    /// where it had to be mended.
    pub(super) fn parse(line: &'a str, lenient: &'a mut Option<String>) -> Result<Texts<'a>, String> {
        let mut object = Object::parse(line, lenient)?;
        let id = object.id()?;
        let text = object.text.ok_or_else(|| missing("text", line))?.text("text")?;
        Ok(Texts { id, title: optional("title", object.title)?, text })
    }
}

fn optional<'a>(name: &str, value: Option<Value<'a>>) -> Result<Cow<'a, str>, String> {
    value.map_or(Ok(Cow::Borrowed("")), |value| value.text(name))
}

/// What is said of a line without a field, with the fields that it has.
fn missing(name: &str, line: &str) -> String {
    const MOST: usize = 12;
    let fields: serde_json::Map<String, serde_json::Value> = lenient(line).unwrap_or_default();
    let more = if fields.len() > MOST { ", …" } else { "" };
    let names: Vec<&str> = fields.keys().map(String::as_str).take(MOST).collect();
    let or = if name == "_id" { " or `id`" } else { "" };
    format!("no field `{name}`{or}; the fields are: {}{more}", names.join(", "))
}

/// The reason in serde's words, with the column alone: the line is told by the file's position.
fn not_json(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match words.strip_suffix(&place) {
        Some(words) => format!("not a JSON object with its fields: {words} at column {}", error.column()),
        None => format!("not a JSON object with its fields: {words}"),
    }
}

/// The line with the bare words that Python writes for numbers without a value replaced by `null`, outside strings;
/// `None` where there is none of them.
fn without_bare_words(line: &str) -> Option<String> {
    let bytes = line.as_bytes();
    let mut out = String::with_capacity(line.len() + 8);
    let (mut copied, mut position, mut in_string) = (0, 0, false);
    while position < bytes.len() {
        match bytes[position] {
            b'\\' if in_string => position += 1,
            b'"' => in_string = !in_string,
            b'N' | b'I' | b'-' if !in_string => {
                let rest = &bytes[position..];
                let word =
                    [&b"NaN"[..], b"Infinity", b"-Infinity"].into_iter().find(|word| rest.starts_with(word));
                let part_of_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
                if let Some(word) = word
                    && !part_of_word(rest.get(word.len()))
                    && (position == 0 || !part_of_word(bytes.get(position - 1)))
                {
                    out.push_str(&line[copied..position]);
                    out.push_str("null");
                    copied = position + word.len();
                    position = copied;
                    continue;
                }
            }
            _ => {}
        }
        position += 1;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&line[copied..]);
    Some(out)
}

/// Reads a line of any shape; where only Python's bare words are in the way, without them.
pub(crate) fn lenient<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, String> {
    serde_json::from_str(line).or_else(|error| {
        let mended = without_bare_words(line).ok_or_else(|| not_json(&error))?;
        serde_json::from_str(&mended).map_err(|error| not_json(&error))
    })
}

/// What the line of a query names in `cluster` and in `author`: a string, or a number as it is written shortest (3 and 3.0
/// are one). `None` where there is none, and for a blank string or anything else, which is ignored like any other field.
pub(super) fn cluster_and_author(line: &str) -> (Option<String>, Option<String>) {
    #[derive(Default, serde::Deserialize)]
    struct Named {
        cluster: Option<serde_json::Value>,
        author: Option<serde_json::Value>,
    }
    let Named { cluster, author } = lenient(line).unwrap_or_default();
    (cluster.and_then(name), author.and_then(name))
}

/// The name that a value is, where it is one.
fn name(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(name) if !name.trim().is_empty() => Some(name),
        serde_json::Value::Number(number) => match (number.is_f64(), number.as_f64()) {
            (true, Some(value)) => Some(value.to_string()),
            _ => Some(number.to_string()),
        },
        _ => None,
    }
}

/// The fields of interest, of whatever type.
#[derive(Default)]
struct Object<'a> {
    id: Option<Value<'a>>,
    /// `id`, which serves where there is no `_id`.
    plain_id: Option<Value<'a>>,
    title: Option<Value<'a>>,
    text: Option<Value<'a>>,
}

impl<'a> Object<'a> {
    /// Reads a line; where only Python's bare words are in the way, `lenient` takes the line without them.
    fn parse(line: &'a str, lenient: &'a mut Option<String>) -> Result<Object<'a>, String> {
        serde_json::from_str(line).or_else(|error| {
            let mended = lenient.insert(without_bare_words(line).ok_or_else(|| not_json(&error))?);
            serde_json::from_str(mended).map_err(|error| not_json(&error))
        })
    }

    /// `_id`, or else `id`, where there is one, checked.
    fn id(&mut self) -> Result<Option<Cow<'a, str>>, String> {
        let (name, value) = match self.id.take() {
            Some(value) => ("_id", value),
            None => match self.plain_id.take() {
                Some(value) => ("id", value),
                None => return Ok(None),
            },
        };
        let id = value.text(name)?;
        check_id(&format!("field `{name}`"), &id)?;
        Ok(Some(id))
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    #[serde(rename = "_id")]
    Id,
    #[serde(rename = "id")]
    PlainId,
    Title,
    Text,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut object = Object::default();
                while let Some(key) = map.next_key::<Key>()? {
                    let (name, place) = match key {
                        Key::Id => ("_id", &mut object.id),
                        Key::PlainId => {
                            object.plain_id = map.next_value::<Option<Value<'de>>>()?;
                            continue;
                        }
                        Key::Title => ("title", &mut object.title),
                        Key::Text => ("text", &mut object.text),
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    let value = map.next_value::<Option<Value<'de>>>()?;
                    if place.is_some() {
                        return Err(serde::de::Error::duplicate_field(name));
                    }
                    *place = value;
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// A value that should be a string; what else it may be is kept for the message.
enum Value<'a> {
    Text(Cow<'a, str>),
    Whole(String),
    Other(&'static str),
}

impl<'a> Value<'a> {
    fn text(self, name: &str) -> Result<Cow<'a, str>, String> {
        match self {
            Value::Text(text) => Ok(text),
            // An id is a name, also where it is written as a number.
            Value::Whole(digits) if name.ends_with("id") => Ok(Cow::Owned(digits)),
            Value::Whole(_) => Err(format!("field `{name}` is a number, and must be a string")),
            Value::Other(kind) => Err(format!("field `{name}` is {kind}, and must be a string")),
        }
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Owned(text.to_string())))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Value::Other("true or false"))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Value::Whole(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Value::Whole(number.to_string()))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::Other("a list"))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Other("an object"))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_needed_fields_are_read() {
        let fields =
            Fields::parse(r#"{"_id":"d\u0031","text":"a \"b\"","metadata":{"x":[1,{"text":2}]}}"#).unwrap();
        assert_eq!((fields.id.as_str(), fields.title.as_str(), fields.text.as_str()), ("d1", "", "a \"b\""));
        assert_eq!(Fields::parse(r#"{"_id":"d","title":null,"text":""}"#).unwrap().title, "");
        assert_eq!(Fields::parse(r#"{"_id":-12,"text":""}"#).unwrap().id, "-12");
    }

    #[test]
    fn id_serves_where_there_is_no_underscore() {
        for (line, id) in [
            (r#"{"id":"a","text":"x"}"#, "a"),
            (r#"{"id":12,"text":"x"}"#, "12"),
            (r#"{"id":{"y":[1]},"_id":"b","text":"x","id":2}"#, "b"),
            (r#"{"_id":"b","text":"x","id":NaN}"#, "b"),
        ] {
            assert_eq!(Fields::parse(line).unwrap().id, id, "{line}");
            assert_eq!(Texts::parse(line, &mut None).unwrap().id.as_deref(), Some(id), "{line}");
        }
    }

    #[test]
    fn bare_words_of_python_are_null_outside_strings_only() {
        let line = r#"{"_id":"q","text":"NaN and \"-Infinity\"","m":[NaN,-Infinity, Infinity],"title":NaN}"#;
        let fields = Fields::parse(line).unwrap();
        assert_eq!((fields.text.as_str(), fields.title.as_str()), ("NaN and \"-Infinity\"", ""));
        assert_eq!(without_bare_words(r#"{"a":"NaN","b":NaNs,"c":xNaN}"#), None);
        assert_eq!(without_bare_words("NaN").as_deref(), Some("null"));
    }

    #[test]
    fn a_cluster_is_a_string_or_a_number_and_all_else_is_none() {
        for (value, name) in [
            ("\"x\"", Some("x")),
            ("\"3\"", Some("3")),
            ("3", Some("3")),
            ("3.0", Some("3")),
            ("-2.5", Some("-2.5")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("\" \"", None),
            ("null", None),
            ("NaN", None),
            ("[1]", None),
            ("{\"a\":1}", None),
            ("true", None),
            ("1e999", None),
            ("1,\"cluster\":2", None),
        ] {
            let line = format!("{{\"_id\":\"q\",\"cluster\":{value},\"text\":\"t\"}}");
            assert_eq!(cluster_and_author(&line).0.as_deref(), name, "{value}");
            assert_eq!(Fields::parse(&line).unwrap().text, "t");
        }
        assert_eq!(cluster_and_author(r#"{"_id":"q","text":"t"}"#), (None, None));
        let both = cluster_and_author(r#"{"_id":"q","author":"llm","x":NaN,"cluster":7}"#);
        assert_eq!(both, (Some("7".to_string()), Some("llm".to_string())));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, word) in [
            ("{\"_id\":\"a\"", "EOF"),
            ("[\"a\",\"b\"]", "expected an object"),
            (r#"{"text":"x"}"#, "no field `_id`"),
            (r#"{"_id":"a"}"#, "no field `text`"),
            (r#"{"_id":"a","text":NaN}"#, "no field `text`"),
            (r#"{"_id":7.5,"text":"x"}"#, "`_id` is a number"),
            (r#"{"_id":"a","text":7}"#, "`text` is a number"),
            (r#"{"_id":"","text":"x"}"#, "`_id` is empty"),
            (r#"{"id":"","text":"x"}"#, "field `id` is empty"),
            (r#"{"id":"","_id":7.5,"text":"x"}"#, "`_id` is a number"),
            (r#"{"body":"x","docid":"a"}"#, "no field `_id` or `id`; the fields are: body, docid"),
            (r#"{"_id":"a b","text":"x"}"#, "white space"),
            (r#"{"_id":"a","text":["x"]}"#, "`text` is a list"),
            (r#"{"_id":"a","text":"x","title":{"y":1}}"#, "`title` is an object"),
            (r#"{"_id":"a","text":"x","text":"y"}"#, "duplicate field `text`"),
            (r#"{"_id":"a","text":"x"} {}"#, "trailing"),
            (r#"{"_id":"a","text":"x","y":nan}"#, "column"),
        ] {
            let reason = Fields::parse(line).unwrap_err();
            assert!(reason.contains(word), "{line}: {reason}");
        }
    }
}
