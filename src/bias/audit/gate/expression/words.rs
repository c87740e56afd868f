//! Words that a condition wants a column to be, as in `source = 'ai'`: those that no row has make it true of nothing.

use super::{Comparison, Expression, Node};

impl Expression {
    /// Each column that is to be equal to a word, with the word.
    pub(in crate::bias::audit::gate) fn wanted_words(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        wanted(&self.root, &mut found);
        found
    }
}

fn wanted<'a>(node: &'a Node, found: &mut Vec<(&'a str, &'a str)>) {
    match node {
        Node::Number(_) | Node::Text(_) | Node::Column(_) => {}
        Node::Negative(one) | Node::Size(one) | Node::Not(one) => wanted(one, found),
        Node::And(left, right) | Node::Or(left, right) => {
            wanted(left, found);
            wanted(right, found);
        }
        Node::Compare(left, Comparison::Equal, right) => match (&**left, &**right) {
            (Node::Column(column), Node::Text(word)) | (Node::Text(word), Node::Column(column)) => {
                found.push((column, word));
            }
            _ => {}
        },
        Node::Compare(..) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words = |text: &str| {
            let parsed = Expression::parse(text).unwrap();
            parsed.wanted_words().iter().map(|(column, word)| format!("{column} {word}")).collect::<Vec<_>>()
        };
        assert_eq!(
            words("not ('nDCG@10' = measure or source = 'ai') and p_value < 0.05 and model != 'x'"),
            ["measure nDCG@10", "source ai"]
        );
        assert!(words("abs(excess) > 0.02").is_empty());
    }
}
