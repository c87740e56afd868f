//! One line of JSON Lines → the fields that are needed. Strict in `_id`, `text` and `title`, lenient in all else:
//! other fields may hold anything, Python's bare `NaN` and `Infinity` included.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The fields of a line, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// `_id`: not empty, without white space.
    pub id: String,
    /// `title`; empty where there is none.
    pub title: String,
    /// `text`; may be empty.
    pub text: String,
}

impl Fields {
    /// Reads one line; the error is the reason why it cannot be used.
    pub(super) fn parse(line: &str) -> Result<Fields, String> {
        let lenient;
        let object = match serde_json::from_str::<Object>(line) {
            Ok(object) => object,
            Err(error) => {
                lenient = without_bare_words(line).ok_or_else(|| not_json(&error))?;
                serde_json::from_str::<Object>(&lenient).map_err(|error| not_json(&error))?
            }
        };
        let id = required("_id", object.id)?;
        if id.is_empty() {
            return Err("field `_id` is empty".to_string());
        }
        if id.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err(format!("field `_id` holds white space ({id:?}), which run files cannot carry"));
        }
        let title = object.title.map_or(Ok(String::new()), |value| value.text("title"))?;
        Ok(Fields { id, title, text: required("text", object.text)? })
    }
}

fn required(name: &str, value: Option<Value<'_>>) -> Result<String, String> {
    value.ok_or_else(|| format!("no field `{name}`"))?.text(name)
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

/// The fields of interest, of whatever type.
#[derive(Default)]
struct Object<'a> {
    id: Option<Value<'a>>,
    title: Option<Value<'a>>,
    text: Option<Value<'a>>,
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    #[serde(rename = "_id")]
    Id,
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
    Other(&'static str),
}

impl Value<'_> {
    fn text(self, name: &str) -> Result<String, String> {
        match self {
            Value::Text(text) => Ok(text.into_owned()),
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
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Value::Other("a number"))
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
    fn what_is_wrong_is_said() {
        for (line, word) in [
            ("{\"_id\":\"a\"", "EOF"),
            ("[\"a\",\"b\"]", "expected an object"),
            (r#"{"text":"x"}"#, "no field `_id`"),
            (r#"{"_id":"a"}"#, "no field `text`"),
            (r#"{"_id":"a","text":NaN}"#, "no field `text`"),
            (r#"{"_id":7,"text":"x"}"#, "`_id` is a number"),
            (r#"{"_id":"","text":"x"}"#, "`_id` is empty"),
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
