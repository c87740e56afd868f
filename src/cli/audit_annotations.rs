//! The verdict of an audit as annotations of a workflow on GitHub: one command a line, in which no name can begin another.

use sourcebias::bias::audit::{GateRow, Verdict};
use sourcebias::statement::Topic;

/// The title of all of them.
const TITLE: &str = "sourcebias audit";

/// An error for every row that a gate failed on, a warning for every row that it could not judge, and what was found as notices.
pub fn annotations(verdict: &Verdict) -> String {
    let mut lines = Vec::new();
    for gate in verdict.gates.iter().filter(|gate| !gate.passed) {
        lines.push(command("error", &gate.text()));
        lines.extend(gate.failing.iter().map(|row: &GateRow| command("error", &row.text())));
    }
    for gate in &verdict.gates {
        lines.extend(
            gate.undefined.iter().map(|row| command("warning", &format!("undefined: {}", row.text()))),
        );
    }
    lines.extend(verdict.gates.iter().filter(|gate| gate.passed).map(|gate| command("notice", &gate.text())));
    let told = [Topic::Bias, Topic::Certainty].into_iter().flat_map(|topic| verdict.answer.about(topic));
    lines.extend(told.map(|statement| command("notice", &statement.to_string())));
    lines.join("\n")
}

fn command(kind: &str, message: &str) -> String {
    format!("::{kind} title={}::{}", property(TITLE), data(message))
}

/// A message, in which a line's end would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, in which a colon or a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_ends_its_command() {
        let hostile = "100 % of\r\n::stop-commands::x, a";
        assert_eq!(
            command("error", hostile),
            "::error title=sourcebias audit::100 %25 of%0D%0A::stop-commands::x, a"
        );
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
