//! What chat models say to the person who asked, and what is no part of a text: refusals, preambles, closing remarks.
//! Phrases stand at the beginning or the end of a text, or are such as nobody else writes.

use memchr::memmem;

use super::super::look::Look;
use super::{Check, Find, Severity};

pub(super) const REFUSALS: Check = Check {
    name: "refusals",
    severity: Severity::Warning,
    summary: "texts in which a chat model declines or speaks of itself (\"I'm sorry, but I can't …\"), of the documents",
    advice: "ask again, or take the content from all sources: such a text is no version of its content",
    find: Find::Text(is_refusal),
};

pub(super) const PREAMBLES: Check = Check {
    name: "preambles",
    severity: Severity::Warning,
    summary: "texts that begin with an announcement (\"Sure, here is …\", \"Rewritten text:\", \"Paragraph:\"), of the documents",
    advice: "cut the announcement off; its words are those of the source, not of the content",
    find: Find::Text(is_preamble),
};

pub(super) const CHAT_REMARKS: Check = Check {
    name: "chat_remarks",
    severity: Severity::Warning,
    summary: "texts that end with a remark to the one who asked (\"Let me know if …\"), of the documents",
    advice: "cut the remark off; its words are those of the source, not of the content",
    find: Find::Text(is_remark),
};

/// Beginnings after which only a model goes on.
const APOLOGIES: &[&str] = &[
    "i'm sorry, but ",
    "i'm sorry but ",
    "i am sorry, but ",
    "i am sorry but ",
    "i'm sorry, ",
    "i apologize, but ",
    "i apologise, but ",
    "my apologies, but ",
    "sorry, but ",
    "sorry, ",
    "unfortunately, ",
];

/// What a model says that it cannot do.
const INABILITIES: &[&str] = &[
    "i cannot ",
    "i can't ",
    "i can not ",
    "i'm unable to ",
    "i am unable to ",
    "i'm not able to ",
    "i am not able to ",
    "i won't be able to ",
    "i will not be able to ",
    "i must decline to ",
    "i must respectfully decline to ",
    "i respectfully decline to ",
    "i'm not comfortable ",
    "i am not comfortable ",
];

/// What comes then.
const SERVICES: &[&str] = &[
    "fulfill",
    "fulfil",
    "assist",
    "do that",
    "help with",
    "help you",
    "comply",
    "generat",
    "provid",
    "rewrit",
    "rephras",
    "paraphras",
    "creat",
    "produc",
    "complet",
    "process",
    "answer",
    "access",
    "respond",
    "satisfy",
    "accommodat",
    "engag",
    "writ",
    "summari",
    "translat",
];

/// What a model says of what it was given.
const MISSING_INPUTS: &[&str] = &[
    "please provide the text",
    "please provide the passage",
    "it seems you have not provided",
    "it seems you haven't provided",
    "there is no text",
    "there was no text",
    "you haven't provided",
    "you have not provided",
    "you didn't provide",
    "you did not provide",
    "it seems that you",
    "it seems like you",
    "it looks like you",
    "the text you provided",
    "the text you have provided",
    "the passage you provided",
    "the provided text",
];

/// What a model says of itself, wherever it stands.
const SELVES: &[&str] = &[
    "as an ai language model",
    "as an ai assistant",
    "as a large language model, i",
    "as a language model, i",
    "i'm just an ai",
    "i am just an ai",
    "i'm an ai language model",
    "i am an ai language model",
    "as an ai, i",
];

fn is_refusal(look: &Look<'_>) -> bool {
    let declines = |words: &str| {
        let rest = INABILITIES.iter().find_map(|inability| words.strip_prefix(inability));
        rest.is_some_and(|rest| SERVICES.iter().any(|service| rest.starts_with(service)))
    };
    let head = look.head;
    let after_apology = APOLOGIES.iter().find_map(|apology| head.strip_prefix(apology));
    let excuse = |words: &str| declines(words) || MISSING_INPUTS.iter().any(|input| words.starts_with(input));
    excuse(head)
        || SELVES.iter().any(|phrase| head.starts_with(phrase))
        || after_apology.is_some_and(excuse)
        || speaks_of_itself(look.text)
}

/// Whether a model speaks of itself anywhere; the upper-case word is sought first, since it is rare.
fn speaks_of_itself(text: &str) -> bool {
    let around = |at: usize| {
        let (start, end) = (text[..at].floor_char_boundary(at.saturating_sub(12)), (at + 24).min(text.len()));
        text[start..text.floor_char_boundary(end)].replace('\u{2019}', "'").to_lowercase()
    };
    let mut places = memmem::find_iter(text.as_bytes(), b" AI")
        .chain(memmem::find_iter(text.as_bytes(), b"language model"));
    places.any(|at| {
        let around = around(at);
        SELVES.iter().any(|phrase| around.contains(phrase))
    })
}

/// Words of assent before an announcement.
const ASSENTS: &[&str] = &["sure", "certainly", "of course", "absolutely", "okay", "ok", "alright"];

/// How an announcement goes on after assent.
const OFFERS: &[&str] = &[
    "here is ",
    "here's ",
    "here are ",
    "here you go",
    "below is ",
    "i can ",
    "i'd be ",
    "i would be ",
    "i'll ",
    "i will ",
    "let me ",
    "i have ",
    "i've ",
    "happy to ",
    "i'm happy to ",
    "i am happy to ",
    "this is ",
];

/// How an announcement begins without assent.
const ANNOUNCEMENTS: &[&str] = &[
    "here is ",
    "here's ",
    "here are ",
    "below is ",
    "below are ",
    "this is a rewrit",
    "this is the rewrit",
    "the following is a re",
    "the following is the re",
    "i have rewritten",
    "i've rewritten",
    "i rewrote",
];

/// What is announced.
const PRODUCTS: &[&str] = &[
    "rewritten",
    "rewrite",
    "rewording",
    "reworded",
    "rephras",
    "paraphras",
    "revised",
    "revision",
    "alternative version",
    "possible version",
    "new version",
    "version of the ",
    "version of your ",
    "version of this ",
    "the document:",
    "the text:",
    "the passage:",
    "summary of the text",
    "summary of the passage",
    "based on the given",
    "based on the provided",
    "generated text",
    "generated passage",
];

/// The words of a heading before the text: what was done, to what.
const DONE: &[&str] =
    &["rewritten ", "revised ", "rephrased ", "paraphrased ", "reworded ", "reformulated ", "generated "];
const TO_WHAT: &[&str] = &[
    "text",
    "passage",
    "version",
    "document",
    "article",
    "content",
    "abstract",
    "paragraph",
    "phrasing",
    "sentence",
    "summary",
    "code",
];

/// The words of a heading that begin sentences too, so that only a colon makes them one.
const MADE: &[&str] = &[
    "refined ",
    "transformed ",
    "improved ",
    "clearer ",
    "simplified ",
    "modified ",
    "edited ",
    "polished ",
    "original ",
    "new ",
];
const OF_WHAT: &[&str] = &["text:", "passage:", "paragraph:", "version:"];

/// Headings of one word, which no reader of the text would miss.
const HEADINGS: &[&str] = &[
    "paragraph:",
    "passage:",
    "text:",
    "response:",
    "output:",
    "revise:",
    "rewritten:",
    "rewrite:",
    "rewriting:",
    "revised:",
    "rephrased:",
    "rephrasing:",
    "paraphrased:",
    "paraphrase:",
    "reworded:",
];

/// How far from the start of an announcement its product stands, and its colon.
const NEAR: usize = 100;

fn is_preamble(look: &Look<'_>) -> bool {
    let head = look.head;
    let near = &head[..head.floor_char_boundary(NEAR)];
    let announces = |words: &str| PRODUCTS.iter().any(|product| words.contains(product));
    let assent = ASSENTS.iter().find_map(|assent| head.strip_prefix(assent));
    let agrees = assent.is_some_and(|rest| {
        let rest_after = rest.trim_start_matches([',', '!', '.', ':', ' ', '-']);
        // "Certainly" and "sure" begin sentences too: only a mark and an offer make them an answer.
        rest.starts_with([',', '!', '.', ':'])
            && OFFERS.iter().any(|offer| rest_after.starts_with(offer))
            && (announces(near) || near.contains(':') || rest.starts_with('!'))
    });
    let heading = DONE.iter().find_map(|done| head.strip_prefix(done));
    let heading = heading.and_then(|rest| TO_WHAT.iter().find_map(|what| rest.strip_prefix(what)));
    let heads = heading.is_some_and(|rest| rest.starts_with([':', ' ']) && near.contains(':'))
        || HEADINGS.iter().any(|heading| head.starts_with(heading));
    let made = MADE.iter().find_map(|made| head.strip_prefix(made));
    let heads = heads || made.is_some_and(|rest| OF_WHAT.iter().any(|what| rest.starts_with(what)));
    let begins = ANNOUNCEMENTS.iter().any(|announcement| head.starts_with(announcement));
    agrees || heads || (begins && announces(near) && (near.contains(':') || !near.starts_with("here")))
}

/// Remarks at the end.
const REMARKS: &[&str] = &[
    "i hope that helps",
    "hope that helps.",
    "hope that helps!",
    "let me know if you'd like",
    "let me know if you would like",
    "let me know if you need",
    "let me know if you have any",
    "let me know if there's anything",
    "let me know if there is anything",
    "let me know if this",
    "let me know what you think of the re",
    "feel free to ask",
    "is there anything else i can",
    "is there anything else you'd like",
    "is there anything else you would like",
    "would you like me to",
    "please note that i have",
    "please note that i've",
    "please note that i rewr",
    "please note that i made",
    "please note that i can",
    "please note that this rewrit",
    "please note that the rewrit",
    "please note that this is a rewrit",
    "note: i have",
    "note: i've",
    "note: i rewr",
    "note: i made",
    "note: the rewrit",
    "note: this rewrit",
    "note: this is a rewrit",
    "note that i have rewritten",
    "note that i've rewritten",
];

/// What a model hopes of its text.
const HOPES: &[&str] =
    &["helps", "is helpful", "was helpful", "rewrit", "revised", "version", "rephras", "paraphras", "meets"];

fn is_remark(look: &Look<'_>) -> bool {
    let hope = look.tail.find("i hope this ").is_some_and(|at| {
        let near = &look.tail[at..look.tail.floor_char_boundary(at + 48)];
        HOPES.iter().any(|hope| near.contains(hope))
    });
    hope || REMARKS.iter().any(|remark| look.tail.contains(remark))
}
