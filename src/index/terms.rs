//! Terms on their way into tantivy: the terms of a document joined by line ends in, one token each out, so that tantivy
//! cuts nothing by rules of its own.

use memchr::memchr;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which tantivy's schema knows the tokenizer.
pub(super) const NAME: &str = "lines";

/// What ends a term: no term has it, since words are cut at line ends.
pub(super) const END: char = '\n';

/// The terms of one document, each ended by [`END`].
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct JoinedTerms {
    /// The terms.
    pub(super) text: String,
    /// How many there are.
    pub(super) length: u32,
}

impl JoinedTerms {
    /// No terms yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        JoinedTerms { text: String::with_capacity(bytes), length: 0 }
    }

    /// Adds the next term.
    pub fn push(&mut self, term: &str) {
        debug_assert!(!term.contains(END), "a term has no line end");
        self.text.push_str(term);
        self.text.push(END);
        self.length += 1;
    }
}

/// Gives each line as a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    token: Token,
}

impl Tokenizer for Lines {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        self.token.position = usize::MAX;
        LineStream { rest: text, token: &mut self.token }
    }
}

/// The lines that are left of a text.
pub(super) struct LineStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(end) = memchr(b'\n', self.rest.as_bytes()) else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.token.position = self.token.position.wrapping_add(1);
        self.rest = &self.rest[end + 1..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_out_as_they_went_in() {
        let mut joined = JoinedTerms::default();
        for term in ["red", "ä b", "東京", "red"] {
            joined.push(term);
        }
        assert_eq!(joined.length, 4);
        let mut lines = Lines::default();
        for text in [joined.text.as_str(), ""] {
            let (mut stream, mut found) = (lines.token_stream(text), Vec::new());
            while stream.advance() {
                found.push((stream.token().position, stream.token().text.clone()));
            }
            let expected: Vec<_> =
                text.lines().enumerate().map(|(place, term)| (place, term.to_string())).collect();
            assert_eq!(found, expected);
        }
    }
}
