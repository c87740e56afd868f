//! Versions under ids of their own, as `a_gpt` of `a`: sources that share no id with the reference and would share many if
//! what all their ids begin or end with were cut off.

use rustc_hash::FxHashSet;

use super::{Check, Find, Finding, Severity};
use crate::corpus::validate::survey::Survey;
use crate::corpus::{Pairing, SourceId};

pub(super) const RENAMED_TWINS: Check = Check {
    name: "renamed_twins",
    severity: Severity::Warning,
    summary: "texts of a source that shares no id with the reference whose ids are those of the reference but for a common \
              beginning or end, of its texts",
    advice: "give versions of one content the same id, or have formats `beir` and `jsonl` cut it off: `strip`, as in \
             'beir(strip=_gpt)'",
    find: Find::Data(renamed_twins),
};

/// What stands in an example between the id of a version and that of its content.
pub(in crate::corpus::validate) const OF: &str = ", of ";

/// What all ids of a source begin with, and what they end with.
struct Common<'a> {
    beginning: &'a str,
    end: &'a str,
}

impl<'a> Common<'a> {
    fn of(ids: &[&'a str]) -> Option<Common<'a>> {
        let (first, rest) = ids.split_first()?;
        let (mut beginning, mut end) = (*first, *first);
        for id in rest {
            let same = beginning.char_indices().zip(id.chars()).find(|((_, one), other)| one != other);
            let length = same.map_or(beginning.len().min(id.len()), |((at, _), _)| at);
            beginning = &beginning[..length];
            let pairs = end.char_indices().rev().zip(id.chars().rev());
            let same = pairs.take_while(|((_, one), other)| one == other).last();
            end = same.map_or("", |((at, _), _)| &end[at..]);
        }
        Some(Common { beginning, end })
    }
}

/// An id without what it begins or ends with; `None` where nothing would be left.
fn cut<'a>(id: &'a str, (beginning, end): (&str, &str)) -> Option<&'a str> {
    id.strip_prefix(beginning)?.strip_suffix(end).filter(|rest| !rest.is_empty())
}

fn renamed_twins(survey: &Survey<'_>) -> Vec<Finding> {
    let reference = survey.catalogue.reference();
    let mut tallies = survey.tallies();
    let mut shares = vec![false; tallies.len()];
    survey.for_each_twin(|version, _| shares[survey.source_of(version).index()] = true);
    let lone = |source: &SourceId| *source != reference && !shares[source.index()];
    // Texts that are contents of their own are named after their sources.
    if survey.pairing == Pairing::Unpaired || !survey.sources().any(|source| lone(&source)) {
        return survey.findings_of_others(tallies);
    }
    let ids = |wanted: SourceId| -> Vec<&str> {
        let of = survey.catalogue.ids().iter().filter(|id| id.source == wanted);
        of.map(|id| &*id.base).collect()
    };
    let originals = ids(reference);
    let Some(common) = Common::of(&originals) else { return survey.findings_of_others(tallies) };
    // An end of the reference's own counts where it is called so: numbers in a row agree by accident.
    let own = |affix: &str, source: SourceId| {
        let name = survey.catalogue.source_name(source).to_lowercase();
        let bare = affix.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        bare.len() > 1 && name.contains(&bare)
    };
    let plain: FxHashSet<&str> = originals.iter().copied().collect();
    let stems = |affix: (&str, &str)| -> FxHashSet<&str> {
        originals.iter().filter_map(|id| cut(id, affix)).collect()
    };
    let (of_end, of_beginning) = (
        own(common.end, reference).then(|| stems(("", common.end))),
        own(common.beginning, reference).then(|| stems((common.beginning, ""))),
    );
    for source in survey.sources().filter(lone) {
        let tally = &mut tallies[source.index()];
        let texts = ids(source);
        tally.of = texts.len() as u64;
        let Some(common) = Common::of(&texts).filter(|_| texts.len() > 1) else { continue };
        // All ids may end alike before what was added too, as in `7_0_gpt`.
        let ends = common.end.char_indices().filter(|(at, letter)| *at == 0 || !letter.is_alphanumeric());
        let ends = ends.map(|(at, _)| ("", &common.end[at..]));
        let beginnings = common.beginning.char_indices().map(|(at, letter)| (at + letter.len_utf8(), letter));
        let whole = common.beginning.len();
        let beginnings = beginnings.filter(|(to, letter)| *to == whole || !letter.is_alphanumeric());
        let beginnings = beginnings.map(|(to, _)| (&common.beginning[..to], ""));
        let mut tried: Vec<((&str, &str), &FxHashSet<&str>)> = Vec::new();
        for (affix, of_reference) in
            ends.map(|affix| (affix, &of_end)).chain(beginnings.map(|affix| (affix, &of_beginning)))
        {
            tried.push((affix, &plain));
            let is_own = own(affix.0, source) || own(affix.1, source);
            tried.extend(of_reference.as_ref().filter(|_| is_own).map(|stems| (affix, stems)));
        }
        let mut best: Option<((&str, &str), Vec<&str>)> = None;
        for (affix, known) in tried {
            let meets = |id: &&str| cut(id, affix).is_some_and(|stem| known.contains(stem));
            let found: Vec<&str> = texts.iter().copied().filter(meets).collect();
            if best.as_ref().is_none_or(|(_, most)| found.len() > most.len()) {
                best = Some((affix, found));
            }
        }
        if let Some((affix, found)) = best.filter(|(_, found)| 2 * found.len() >= texts.len()) {
            tally.count = found.len() as u64;
            let stem = |id: &&str| format!("{id}{OF}{}", cut(id, affix).unwrap_or_default());
            tally.example = found.iter().min().map(stem);
        }
    }
    survey.findings_of_others(tallies)
}
