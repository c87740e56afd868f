//! Elided articles and pronouns: `l'homme` in, `homme` out. UAX #29 keeps words on both sides of an apostrophe together, so
//! that a French or Italian noun would be another term after `l'` and `d'` than alone.

use super::stop_list::StopList;
use super::{ChainPart, Step, StepEntry, Term};

pub(super) const ENTRY: StepEntry = StepEntry {
    name: "elision",
    summary: "cuts off what stands before the first apostrophe where it is a stop word (l', d', qu', dell')",
    choices: &["french", "italian"],
    make: |name| {
        let list = StopList::of(name).expect("each of the choices has a list");
        ChainPart::Step(std::sync::Arc::new(Elision(list)))
    },
};

/// Cuts off an elided word; expects lower case.
///
/// As Lucene's ElisionFilter, but elided words are those of the stop list, in which French `c d j l m n qu s t` and Italian
/// `agl all c dagl dall degl dell dov l negl nell sugl sull un` stand. Lucene has `jusqu lorsqu puisqu quoiqu` and
/// `coll gl m pell s t v` besides.
#[derive(Debug)]
pub struct Elision(StopList);

impl Step for Elision {
    fn apply(&self, term: &mut Term) -> bool {
        if let Some((elided, rest)) = term.text.split_once(['\'', '\u{2019}', '\u{2BC}', '\u{FF07}'])
            && !rest.is_empty()
            && self.0.contains(elided)
        {
            let start = term.text.len() - rest.len();
            term.text.drain(..start);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_elided_stop_word_goes() {
        for (language, cases) in [
            (
                "french",
                &[
                    ("l'homme", "homme"),
                    ("d’une", "une"),
                    ("qu'il", "il"),
                    ("aujourd'hui", "aujourd'hui"),
                    ("d'aujourd'hui", "aujourd'hui"),
                    ("homme", "homme"),
                    ("l'", "l'"),
                    ("'l", "'l"),
                ][..],
            ),
            ("italian", &[("dell'arte", "arte"), ("un'altra", "altra"), ("po'co", "po'co")]),
        ] {
            let ChainPart::Step(step) = (ENTRY.make)(language) else { panic!("a step") };
            for (word, left) in cases {
                let mut term = Term { text: word.to_string(), ..Term::default() };
                assert!(step.apply(&mut term));
                assert_eq!(term.text, *left);
            }
        }
    }
}
