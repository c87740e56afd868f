//! Conditions on the columns of a row: `abs(relative_delta) > 5 and p_adjusted < 0.05` in; true, false or undefined for each
//! row out. A value that a row does not have makes what rests on it undefined, and nothing else.

mod words;

/// How deep parentheses, signs and negations may stand in each other.
const DEEPEST: usize = 64;
/// How many words and signs there may be.
const LONGEST: usize = 2_000;

/// What a column, or a part of an expression, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Truth,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a word",
            Kind::Truth => "a condition",
        }
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(Option<f64>),
    Text(String),
    Truth(Option<bool>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Unequal,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Text(String),
    Column(String),
    Negative(Box<Node>),
    Size(Box<Node>),
    Compare(Box<Node>, Comparison, Box<Node>),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
}

/// A condition.
///
/// Numbers, columns, words in quotes; `abs(…)`, `-`; `<`, `<=`, `>`, `>=`, `=` (or `==`) and `!=`; `not`, `and`, `or`, which
/// bind in this order; parentheses.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    root: Node,
}

impl Expression {
    /// Reads a condition; the error says what is wrong and where.
    pub(super) fn parse(text: &str) -> Result<Expression, String> {
        let tokens = tokens(text)?;
        if tokens.len() > LONGEST {
            return Err(format!("it has more than {LONGEST} words and signs"));
        }
        let mut parser = Parser { tokens, at: 0, depth: 0 };
        let root = parser.any_of()?;
        match parser.peek() {
            None => Ok(Expression { root }),
            Some((token, place)) => Err(format!("{} at letter {place} is one too many", token.words())),
        }
    }

    /// The columns that it names, each once, in their order.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.root.columns(&mut found);
        found
    }

    /// Checks that it is a condition on columns of these kinds, all of which are known.
    pub(super) fn check(&self, kind: &dyn Fn(&str) -> Kind) -> Result<(), String> {
        match self.root.kind(kind)? {
            Kind::Truth => Ok(()),
            other => Err(format!(
                "it is {} and no condition; compare it, as in `p_adjusted < 0.05`",
                other.words()
            )),
        }
    }

    /// Whether it holds in a row; `None` where that hangs on a value that the row does not have.
    pub(super) fn holds(&self, row: &dyn Fn(&str) -> Value) -> Option<bool> {
        match self.root.value(row) {
            Value::Truth(truth) => truth,
            Value::Number(_) | Value::Text(_) => None,
        }
    }
}

impl Node {
    fn columns<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Node::Number(_) | Node::Text(_) => {}
            Node::Column(name) => {
                if !found.contains(&name.as_str()) {
                    found.push(name);
                }
            }
            Node::Negative(one) | Node::Size(one) | Node::Not(one) => one.columns(found),
            Node::Compare(left, _, right) | Node::And(left, right) | Node::Or(left, right) => {
                left.columns(found);
                right.columns(found);
            }
        }
    }

    fn kind(&self, columns: &dyn Fn(&str) -> Kind) -> Result<Kind, String> {
        let wanted = |node: &Node, wanted: Kind, by: &str| match node.kind(columns)? {
            found if found == wanted => Ok(wanted),
            found => Err(format!("{by} wants {}, and has {}", wanted.words(), found.words())),
        };
        match self {
            Node::Number(_) => Ok(Kind::Number),
            Node::Text(_) => Ok(Kind::Text),
            Node::Column(name) => Ok(columns(name)),
            Node::Negative(one) => wanted(one, Kind::Number, "`-`"),
            Node::Size(one) => wanted(one, Kind::Number, "`abs`"),
            Node::Not(one) => wanted(one, Kind::Truth, "`not`"),
            Node::And(left, right) => {
                wanted(left, Kind::Truth, "`and`").and_then(|_| wanted(right, Kind::Truth, "`and`"))
            }
            Node::Or(left, right) => {
                wanted(left, Kind::Truth, "`or`").and_then(|_| wanted(right, Kind::Truth, "`or`"))
            }
            Node::Compare(left, comparison, right) => match (left.kind(columns)?, right.kind(columns)?) {
                (Kind::Number, Kind::Number) => Ok(Kind::Truth),
                (Kind::Text, Kind::Text) if matches!(comparison, Comparison::Equal | Comparison::Unequal) => {
                    Ok(Kind::Truth)
                }
                (Kind::Text, Kind::Text) => Err("words are compared by `=` and `!=` alone".to_string()),
                (left, right) => Err(format!("{} is compared with {}", left.words(), right.words())),
            },
        }
    }

    fn value(&self, row: &dyn Fn(&str) -> Value) -> Value {
        let number = |node: &Node| match node.value(row) {
            Value::Number(number) => number,
            Value::Text(_) | Value::Truth(_) => None,
        };
        let truth = |node: &Node| match node.value(row) {
            Value::Truth(truth) => truth,
            Value::Text(_) | Value::Number(_) => None,
        };
        match self {
            Node::Number(number) => Value::Number(Some(*number)),
            Node::Text(text) => Value::Text(text.clone()),
            Node::Column(name) => row(name),
            Node::Negative(one) => Value::Number(number(one).map(|number| -number)),
            Node::Size(one) => Value::Number(number(one).map(f64::abs)),
            Node::Not(one) => Value::Truth(truth(one).map(|truth| !truth)),
            // What one side decides does not hang on the other.
            Node::And(left, right) => Value::Truth(match (truth(left), truth(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (left, right) => left.and(right),
            }),
            Node::Or(left, right) => Value::Truth(match (truth(left), truth(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (left, right) => left.and(right),
            }),
            Node::Compare(left, comparison, right) => {
                Value::Truth(match (left.value(row), right.value(row)) {
                    (Value::Number(left), Value::Number(right)) => {
                        left.zip(right).map(|(left, right)| comparison.holds(left.partial_cmp(&right)))
                    }
                    (Value::Text(left), Value::Text(right)) => Some(comparison.holds(Some(left.cmp(&right)))),
                    _ => None,
                })
            }
        }
    }
}

impl Comparison {
    fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        use std::cmp::Ordering;
        match self {
            Comparison::Less => order == Some(Ordering::Less),
            Comparison::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Comparison::Greater => order == Some(Ordering::Greater),
            Comparison::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Comparison::Equal => order == Some(Ordering::Equal),
            Comparison::Unequal => order != Some(Ordering::Equal),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Word(String),
    Compare(Comparison),
    Minus,
    Open,
    Close,
}

impl Token {
    fn words(&self) -> String {
        match self {
            Token::Number(number) => format!("`{number}`"),
            Token::Text(text) => format!("'{text}'"),
            Token::Word(word) => format!("`{word}`"),
            Token::Compare(_) => "a comparison".to_string(),
            Token::Minus => "`-`".to_string(),
            Token::Open => "`(`".to_string(),
            Token::Close => "`)`".to_string(),
        }
    }
}

/// The tokens of a text, each with the place of its first letter, from 1.
fn tokens(text: &str) -> Result<Vec<(Token, usize)>, String> {
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let run = |start: usize, of: &dyn Fn(char) -> bool| -> String {
        letters[start..].iter().copied().take_while(|letter| of(*letter)).collect()
    };
    while at < letters.len() {
        let (letter, place, next) = (letters[at], at + 1, letters.get(at + 1).copied());
        let (token, length) = match (letter, next) {
            (letter, _) if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            ('<', Some('=')) => (Token::Compare(Comparison::AtMost), 2),
            ('>', Some('=')) => (Token::Compare(Comparison::AtLeast), 2),
            ('!', Some('=')) => (Token::Compare(Comparison::Unequal), 2),
            ('=', Some('=')) => (Token::Compare(Comparison::Equal), 2),
            ('&', Some('&')) => (Token::Word("and".to_string()), 2),
            ('|', Some('|')) => (Token::Word("or".to_string()), 2),
            ('<', _) => (Token::Compare(Comparison::Less), 1),
            ('>', _) => (Token::Compare(Comparison::Greater), 1),
            ('=', _) => (Token::Compare(Comparison::Equal), 1),
            ('!', _) => (Token::Word("not".to_string()), 1),
            ('-' | '\u{2212}', _) => (Token::Minus, 1),
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            ('\'' | '"', _) => {
                let word = run(at + 1, &|other| other != letter);
                let length = word.chars().count() + 2;
                if at + length > letters.len() {
                    return Err(format!("the quote at letter {place} is not closed"));
                }
                (Token::Text(word), length)
            }
            (letter, _) if letter.is_ascii_digit() || letter == '.' => {
                let mut digits = run(at, &|letter| letter.is_ascii_digit() || letter == '.');
                let end = at + digits.len();
                if matches!(letters.get(end), Some('e' | 'E')) {
                    let sign = usize::from(matches!(letters.get(end + 1), Some('+' | '-')));
                    let power = run(end + 1 + sign, &|letter| letter.is_ascii_digit());
                    digits.extend(&letters[end..end + 1 + sign]);
                    digits.push_str(&power);
                }
                let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
                let number = number.ok_or_else(|| format!("`{digits}` at letter {place} is no number"))?;
                (Token::Number(number), digits.len())
            }
            (letter, _) if letter.is_alphabetic() || letter == '_' => {
                let word = run(at, &|letter| letter.is_alphanumeric() || letter == '_');
                let length = word.chars().count();
                (Token::Word(word), length)
            }
            _ => return Err(format!("{letter:?} at letter {place} has no meaning here")),
        };
        found.push((token, place));
        at += length;
    }
    Ok(found)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&(Token, usize)> {
        self.tokens.get(self.at)
    }

    /// Passes over a word such as `and`, in any case.
    fn word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Some((Token::Word(word), _)) if word.eq_ignore_ascii_case(wanted));
        self.at += usize::from(found);
        found
    }

    fn deeper(&mut self, part: fn(&mut Self) -> Result<Node, String>) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("parts stand in each other more than {DEEPEST} deep"));
        }
        let node = part(self);
        self.depth -= 1;
        node
    }

    fn any_of(&mut self) -> Result<Node, String> {
        let mut node = self.all_of()?;
        while self.word("or") {
            node = Node::Or(Box::new(node), Box::new(self.all_of()?));
        }
        Ok(node)
    }

    fn all_of(&mut self) -> Result<Node, String> {
        let mut node = self.negation()?;
        while self.word("and") {
            node = Node::And(Box::new(node), Box::new(self.negation()?));
        }
        Ok(node)
    }

    fn negation(&mut self) -> Result<Node, String> {
        if self.word("not") {
            return Ok(Node::Not(Box::new(self.deeper(Self::negation)?)));
        }
        let left = self.operand()?;
        let Some((Token::Compare(comparison), _)) = self.peek() else { return Ok(left) };
        let comparison = *comparison;
        self.at += 1;
        Ok(Node::Compare(Box::new(left), comparison, Box::new(self.operand()?)))
    }

    fn operand(&mut self) -> Result<Node, String> {
        let Some((token, place)) = self.peek().cloned() else {
            return Err("it ends where a value is wanted".to_string());
        };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Node::Number(number)),
            Token::Text(text) => Ok(Node::Text(text)),
            Token::Minus => Ok(Node::Negative(Box::new(self.deeper(Self::operand)?))),
            Token::Open => {
                let inner = self.deeper(Self::any_of)?;
                self.close(place)?;
                Ok(inner)
            }
            Token::Word(word) if word.eq_ignore_ascii_case("abs") => {
                let Some((Token::Open, open)) = self.peek().cloned() else {
                    return Err(format!("`abs` at letter {place} wants its value in parentheses"));
                };
                self.at += 1;
                let inner = self.deeper(Self::any_of)?;
                self.close(open)?;
                Ok(Node::Size(Box::new(inner)))
            }
            Token::Word(word) if ["and", "or", "not"].iter().any(|one| word.eq_ignore_ascii_case(one)) => {
                Err(format!("`{word}` at letter {place} stands where a value is wanted"))
            }
            Token::Word(word) => Ok(Node::Column(word)),
            Token::Compare(_) | Token::Close => {
                Err(format!("{} at letter {place} stands where a value is wanted", token.words()))
            }
        }
    }

    fn close(&mut self, open: usize) -> Result<(), String> {
        match self.peek() {
            Some((Token::Close, _)) => {
                self.at += 1;
                Ok(())
            }
            _ => Err(format!("the parenthesis at letter {open} is not closed")),
        }
    }
}

#[cfg(test)]
#[path = "expression_tests.rs"]
mod tests;
