//! The checks of single texts: those that fire, and near misses that must not.

use super::super::look::Looker;
use super::*;

/// The checks of single texts that fire on `text`.
fn fired(text: &str) -> Vec<&'static str> {
    let mut looker = Looker::default();
    let look = looker.look(text);
    let fires = |check: &&Check| matches!(check.find, Find::Text(fires) if fires(&look));
    CHECKS.iter().filter(fires).map(|check| check.name).collect()
}

#[test]
fn refusals_are_told_from_people_who_are_sorry() {
    for text in [
        "I'm sorry, but I can't help with that request.",
        "I\u{2019}m sorry, but I can\u{2019}t rewrite this passage.",
        "  \"I apologize, but I cannot fulfill your request.\"",
        "I cannot provide a rewritten version of this text.",
        "As an AI language model, I do not have opinions.",
        "Apples are red. As an AI language model, I have never eaten one.",
        "I'm sorry, but it looks like you didn't add a passage.",
        "Unfortunately, I am unable to generate text on it.",
        "**I am unable to assist** with it.",
    ] {
        assert_eq!(fired(text), ["refusals"], "{text}");
    }
    for text in [
        "I'm sorry, but I can't stand the noise any longer, she said.",
        "Sorry, but the shop is closed.",
        "I cannot recommend this house.",
        "Unfortunately, I was late.",
        "The firm sells an AI language model for lawyers.",
        "A language model predicts the next word.",
        "He said he was sorry, but I cannot help thinking of it.",
        "It is as an AIDS researcher that she is known.",
    ] {
        assert!(fired(text).is_empty(), "{text}: {:?}", fired(text));
    }
}

#[test]
fn announcements_are_told_from_sentences() {
    for text in [
        "Sure, here is a rewritten version of the passage:\n\nApples are red.",
        "Sure! Here's the text: Apples are red.",
        "Certainly! Here is a paraphrase. Apples are red.",
        "Of course! I'd be happy to help. Apples are red.",
        "Here's a rewritten version of the text: apples are red.",
        "Here is the rephrased passage:\nApples are red.",
        "Rewritten text: Apples are red.",
        "**Rewritten Text:**\nApples are red.",
        "Paraphrased version: Apples are red.",
        "Revised Paragraph: Apples are red.",
        "Rewriting: Apples are red.",
        "Paragraph: Apples are red.",
        "**Passage:**\nApples are red.",
        "Text: Apples are red.",
        "Response: Apples are red.",
        "Original Text:\nApples are red.",
        "Clearer text: Apples are red.",
    ] {
        assert_eq!(fired(text), ["preambles"], "{text}");
    }
    for text in [
        "Surely apples are red.",
        "Sure, he said, and left.",
        "Certainly, apples are red.",
        "Certainly the law was rewritten.",
        "Of course, this is a matter of taste.",
        "Here is a list of apples: red, green.",
        "Here is the house that was rewritten out of the story.",
        "Rewritten text books are sold here.",
        "The rewritten version: a history.",
        "Paragraph 4: apples are red.",
        "Passages: apples are red.",
        "Texts of note: apples, red.",
        "Original text books: a list.",
        "New passage to India: the facts.",
        "Title: Apples",
        "Answer: apples.",
    ] {
        assert!(fired(text).is_empty(), "{text}: {:?}", fired(text));
    }
}

#[test]
fn closing_remarks_stand_at_the_end() {
    for text in [
        "Apples are red.\n\nI hope this helps!",
        "Apples are red. I hope this more lively version is what you wanted.",
        "Apples are red. Let me know if you\u{2019}d like me to change it.",
        "Apples are red. Please note that I have kept the meaning.",
        "Apples are red. (Note: I rewrote the text without names.)",
    ] {
        assert_eq!(fired(text), ["chat_remarks"], "{text}");
    }
    let long = format!("I hope this helps the poor, he wrote. {}", "Apples are red. ".repeat(30));
    for text in [
        long.as_str(),
        "Please note that the shop is closed on Mondays.",
        "We hope this helped her.",
        "I hope this year will be better.",
        "They will let you know if it rains.",
        "A note: the door is shut.",
    ] {
        assert!(fired(text).is_empty(), "{text}: {:?}", fired(text));
    }
}

#[test]
fn spoilt_characters_and_markup_are_seen() {
    for (text, check) in [
        ("un cafÃ© noir", "mojibake"),
        ("it isnâ€™t", "mojibake"),
        ("a lost \u{fffd} letter", "replacement_characters"),
        ("a bell\u{7}", "control_characters"),
        ("form\u{c}feed", "control_characters"),
        ("<p>apples</p>", "html_remains"),
        ("apples<br/>pears", "html_remains"),
        ("see <a href=\"x\">here", "html_remains"),
        ("apples &amp; pears", "html_remains"),
        ("it&#39;s &#x2019;", "html_remains"),
        ("", "empty_texts"),
        (" \n\t\u{a0}", "empty_texts"),
    ] {
        assert_eq!(fired(text), [check], "{text:?}");
    }
    for text in [
        "un café noir, voilà\u{a0}»",
        "tab\tand\r\nline",
        "p < 0.05 & q > 1",
        "if a<b and c>d",
        "<unk> and <name>",
        "R&D; AT&T",
        "a <b, c>",
        "0",
    ] {
        assert!(fired(text).is_empty(), "{text:?}: {:?}", fired(text));
    }
}

#[test]
fn rows_are_named_once_and_ordered_by_severity() {
    let names: std::collections::HashSet<_> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
    assert!(CHECKS.is_sorted_by_key(|check| check.severity));
    for check in CHECKS {
        let word = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        assert!(check.name.chars().all(word), "{}", check.name);
        assert!(!check.summary.is_empty() && !check.summary.ends_with('.'), "{}", check.name);
        assert!(!check.advice.is_empty(), "{}", check.name);
    }
}
