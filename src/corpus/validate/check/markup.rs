//! What is left of a page: HTML tags and entities.

use memchr::memchr2_iter;

use super::super::look::Look;
use super::{Check, Find, Severity};

pub(super) const HTML_REMAINS: Check = Check {
    name: "html_remains",
    severity: Severity::Warning,
    summary: "texts with an HTML tag or entity (<p>, &amp;), of the documents",
    advice: "take the tags out and replace the entities: analysers make words of them",
    find: Find::Text(|look| look.has_markup && has_html(look)),
};

/// Elements that texts come from; others may be a formula or a placeholder.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "li",
    "link",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
];

/// Entities by name, beside those by number.
const ENTITIES: &[&str] = &[
    "amp", "apos", "bull", "cent", "copy", "deg", "eacute", "euro", "gt", "hellip", "laquo", "ldquo",
    "lsquo", "lt", "mdash", "middot", "nbsp", "ndash", "pound", "quot", "raquo", "rdquo", "reg", "rsquo",
    "sect", "times", "trade", "uuml",
];

fn has_html(look: &Look<'_>) -> bool {
    let bytes = look.text.as_bytes();
    memchr2_iter(b'<', b'&', bytes).any(|at| match bytes[at] {
        b'<' => is_tag(&bytes[at + 1..]),
        _ => is_entity(&bytes[at + 1..]),
    })
}

/// Whether a tag goes on so after its `<`.
fn is_tag(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let name = word(rest);
    let end = &rest[name.len()..];
    // A tag ends at once, or has attributes.
    let closes = end.starts_with(b">") || end.starts_with(b"/>") || end.starts_with(b" />");
    let has_attribute = || {
        let attribute = end.strip_prefix(b" ").map(word).filter(|attribute| !attribute.is_empty());
        attribute.is_some_and(|attribute| end[1 + attribute.len()..].starts_with(b"="))
    };
    is_one_of(name, ELEMENTS) && (closes || has_attribute())
}

/// Whether an entity goes on so after its `&`.
fn is_entity(rest: &[u8]) -> bool {
    if let Some(number) = rest.strip_prefix(b"#") {
        let digits = number.strip_prefix(b"x").unwrap_or(number);
        let length = digits.iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
        return length > 0 && digits.get(length) == Some(&b';');
    }
    let name = word(rest);
    rest.get(name.len()) == Some(&b';') && is_one_of(name, ENTITIES)
}

/// The letters and digits that bytes start with; no name has more than ten.
fn word(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().take(11).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    &bytes[..length]
}

fn is_one_of(name: &[u8], known: &[&str]) -> bool {
    known.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
