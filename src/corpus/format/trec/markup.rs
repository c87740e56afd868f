//! SGML as TREC's files have it: text with tags in; elements by name and plain text out. Lenient: what is no tag is
//! text, and an element without an end tag goes up to the next tag.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::entities::push_decoded;

/// A tag or a comment.
#[derive(Debug)]
struct Tag {
    /// Its name in lower case; empty for a comment.
    name: String,
    closes: bool,
    place: Range<usize>,
}

/// An element: where it stands with its tags, and without them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub outer: Range<usize>,
    pub inner: Range<usize>,
}

/// A text and its tags.
pub(super) struct Markup<'a> {
    source: &'a str,
    tags: Vec<Tag>,
    /// For each tag the place of the next end tag of its name.
    ends: Vec<Option<usize>>,
}

impl<'a> Markup<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let (mut tags, mut from): (Vec<Tag>, usize) = (Vec::new(), 0);
        // Where the last comment could end: beyond it no search is made, so that time grows with the text alone.
        let last_end = source.rfind("-->").unwrap_or(0);
        while let Some(start) = source[from..].find('<').map(|at| from + at) {
            match tag_at(source, start, last_end) {
                Some(tag) => {
                    from = tag.place.end;
                    tags.push(tag);
                }
                None => from = start + 1,
            }
        }
        let mut ends = vec![None; tags.len()];
        let mut next_end: FxHashMap<&str, usize> = FxHashMap::default();
        for (place, tag) in tags.iter().enumerate().rev() {
            ends[place] = next_end.get(tag.name.as_str()).copied();
            if tag.closes {
                next_end.insert(&tag.name, place);
            }
        }
        Markup { source, tags, ends }
    }

    /// The elements of these names, in the order of the text; one inside another of them is part of that.
    pub(super) fn all(&self, wanted: impl Fn(&str) -> bool) -> Vec<Element> {
        let (mut found, mut next) = (Vec::new(), 0);
        while let Some((position, tag)) =
            self.tags.iter().enumerate().skip(next).find(|(_, tag)| !tag.closes && wanted(&tag.name))
        {
            let (inner_end, outer_end, passed) = match (self.ends[position], self.tags.get(position + 1)) {
                (Some(end), _) => (self.tags[end].place.start, self.tags[end].place.end, end + 1),
                (None, Some(other)) => (other.place.start, other.place.start, position + 1),
                (None, None) => (self.source.len(), self.source.len(), position + 1),
            };
            found.push(Element { outer: tag.place.start..outer_end, inner: tag.place.end..inner_end });
            next = passed;
        }
        found
    }

    /// The first of [`Markup::all`].
    pub(super) fn first(&self, wanted: impl Fn(&str) -> bool) -> Option<Element> {
        self.all(wanted).into_iter().next()
    }

    /// The tags of these names, opening and closing: name, whether it closes, place.
    pub(super) fn starts(&self, wanted: impl Fn(&str) -> bool) -> Vec<(&str, bool, Range<usize>)> {
        let known = self.tags.iter().filter(|tag| wanted(&tag.name));
        known.map(|tag| (tag.name.as_str(), tag.closes, tag.place.clone())).collect()
    }

    /// The text of a part, without the parts `left_out`: a blank for each tag, entities decoded.
    pub(super) fn text(&self, part: Range<usize>, left_out: &[Range<usize>]) -> String {
        let mut out = String::with_capacity(part.len());
        let first = self.tags.partition_point(|tag| tag.place.start < part.start);
        let mut gaps: Vec<Range<usize>> = self.tags[first..]
            .iter()
            .map(|tag| tag.place.clone())
            .take_while(|gap| gap.end <= part.end)
            .collect();
        gaps.extend(left_out.iter().cloned());
        gaps.sort_by_key(|gap| gap.start);
        let mut from = part.start;
        for gap in gaps {
            if gap.start > from {
                push_decoded(&self.source[from..gap.start], &mut out);
            }
            if gap.end > from {
                out.push(' ');
                from = gap.end;
            }
        }
        if from < part.end {
            push_decoded(&self.source[from..part.end], &mut out);
        }
        out
    }
}

/// The tag or comment that begins at `start`, where one does: `<NAME …>`, `</NAME>`, `<!…>`, `<!-- … -->`.
fn tag_at(source: &str, start: usize, last_end: usize) -> Option<Tag> {
    let rest = &source[start + 1..];
    if let Some(comment) = rest.strip_prefix('!') {
        let length = match comment.strip_prefix("--") {
            Some(_) if start >= last_end => return None,
            Some(inner) => inner.find("-->")? + "--".len() + "-->".len(),
            None => comment.find(['>', '<']).filter(|at| comment.as_bytes()[*at] == b'>')? + 1,
        };
        return Some(Tag { name: String::new(), closes: false, place: start..start + 2 + length });
    }
    let (closes, named) = rest.strip_prefix('/').map_or((false, rest), |named| (true, named));
    if !named.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let part_of_name = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
    let name = &named[..named.find(|letter| !part_of_name(letter))?];
    let attributes = &named[name.len()..];
    let end = attributes.find(['>', '<']).filter(|at| attributes.as_bytes()[*at] == b'>')?;
    if end > 0 && !attributes.starts_with(|letter: char| letter.is_whitespace() || letter == '/') {
        return None;
    }
    let length = 1 + usize::from(closes) + name.len() + end + 1;
    Some(Tag { name: name.to_lowercase(), closes, place: start..start + length })
}
