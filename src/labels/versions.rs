//! Labels of contents and labels of versions: a label of a whole content goes to every version of it that some judge has
//! labelled, so that judges of versions and judges of contents meet on the same pairs.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::GivenJudge;
use crate::corpus::Catalogue;

/// What labels may call the documents of a corpus.
pub(super) struct Names<'a> {
    catalogue: &'a Catalogue,
    bases: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Names { catalogue, bases: catalogue.bases() }
    }

    /// The number of the document of that name; `None` where it is that of a content of several sources, or of nothing.
    pub fn version(&self, name: &str) -> Option<u32> {
        let of_content = self.catalogue.sources().len() > 1 && self.bases.contains(name);
        if of_content { None } else { self.catalogue.number_of_docno(name) }
    }
}

/// Gives every label of a whole content to the versions of it that are labelled for the same query by whomever; a version keeps a
/// label of its own. Contents without a labelled version keep theirs. Returns whether the people have labels of contents and
/// none of versions.
pub fn labels_by_version(
    judges: &mut [GivenJudge],
    people: Option<&mut GivenJudge>,
    catalogue: &Catalogue,
) -> bool {
    let names = Names::new(catalogue);
    let of_version = |name: &str| names.version(name).map(|number| catalogue.id(number).base.to_string());
    let mut versions: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for label in judges.iter().chain(people.as_deref()).flat_map(|judge| &judge.labels) {
        if let Some(base) = of_version(&label.document) {
            versions.entry((label.query.clone(), base)).or_default().insert(label.document.clone());
        }
    }
    let of_people = |wanted: &dyn Fn(&str) -> bool| {
        people.iter().flat_map(|people| &people.labels).any(|label| wanted(&label.document))
    };
    let several = catalogue.sources().len() > 1;
    let contents = several && of_people(&|name| names.bases.contains(name));
    let contents_alone = contents && !of_people(&|name| names.version(name).is_some());
    if several {
        for judge in judges.iter_mut().chain(people) {
            give_to_versions(judge, &versions);
        }
    }
    contents_alone
}

fn give_to_versions(judge: &mut GivenJudge, versions: &BTreeMap<(String, String), BTreeSet<String>>) {
    let own: BTreeSet<(String, String)> =
        judge.labels.iter().map(|label| (label.query.clone(), label.document.clone())).collect();
    let mut given = Vec::with_capacity(judge.labels.len());
    for label in std::mem::take(&mut judge.labels) {
        match versions.get(&(label.query.clone(), label.document.clone())) {
            Some(names) => {
                for document in
                    names.iter().filter(|name| !own.contains(&(label.query.clone(), (*name).clone())))
                {
                    let mut of_version = label.clone();
                    of_version.document.clone_from(document);
                    given.push(of_version);
                }
            }
            None => given.push(label),
        }
    }
    judge.labels = given;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::read::tests::written;
    use crate::labels::texts::tests::corpus;
    use crate::labels::{LabelFiles, read_people};

    type Given = Vec<(String, Option<i32>)>;

    fn given(files: &[(&str, &str)]) -> (Vec<Given>, bool) {
        let (_folder, mut paths) = written(files);
        let mut people = read_people(&paths.pop().unwrap()).unwrap();
        let mut judges = LabelFiles::read(&paths).unwrap().judges;
        let contents = labels_by_version(&mut judges, Some(&mut people), corpus().0.catalogue());
        let labels = |judge: &GivenJudge| {
            judge.labels.iter().map(|label| (label.document.clone(), label.grade)).collect::<Given>()
        };
        (judges.iter().chain([&people]).map(labels).collect(), contents)
    }

    #[test]
    fn a_label_of_a_content_goes_to_its_labelled_versions() {
        let judge = "q 0 a-human 2\nq 0 a-llm 1\nq 0 b-llm 0\nq 0 x 1\n";
        let (labels, contents) =
            given(&[("j.qrels", judge), ("people.qrels", "q 0 a 2\nq 0 b 1\nq 0 c 0\n")]);
        let of = |name: &str, grade| (name.to_string(), Some(grade));
        assert_eq!(labels[0], [of("a-human", 2), of("a-llm", 1), of("b-llm", 0), of("x", 1)]);
        // No judge has a version of c.
        assert_eq!(labels[1], [of("a-human", 2), of("a-llm", 2), of("b-llm", 1), of("c", 0)]);
        assert!(contents);
    }

    #[test]
    fn a_version_keeps_a_label_of_its_own() {
        let (labels, contents) =
            given(&[("j.qrels", "q 0 a-human 2\nq 0 a-llm 1\n"), ("people.qrels", "q 0 a 2\nq 0 a-llm 0\n")]);
        assert_eq!(labels[1], [("a-human".to_string(), Some(2)), ("a-llm".to_string(), Some(0))]);
        assert!(!contents);
    }
}
