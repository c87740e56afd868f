//! Runs of engines that know nothing of sources: run files and a map from documents to sources in; runs over one catalogue
//! out, with the documents that the map lacks as a source of their own, and judgements on the contents of the map.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::run_file::{DocumentNames, read_rankings};
use super::{GivenRun, Ranking, Run};
use crate::corpus::{Catalogue, Grade, OTHER, Qrels, SourceMap};
use crate::error::{Error, Result};

/// Runs, and the documents that they and a map speak of.
#[derive(Debug, Clone)]
pub struct MappedRuns {
    /// The runs, in the order of their files; each has the tag of its first line, or its model, as its name.
    pub runs: Vec<Run>,
    /// All documents of the map, and after them those that only runs have.
    pub catalogue: Arc<Catalogue>,
    map: SourceMap,
    others: FxHashMap<String, u32>,
}

/// What the documents of judgements were taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JudgedNames {
    /// Judgements that name a content, or a document that is its own.
    pub contents: usize,
    /// Judgements that name a document.
    pub documents: usize,
    /// Of these, judgements that hold for the document alone, and not for the content that it is a version of.
    pub versions: usize,
    /// Judgements of what neither the map nor a run has; they are left out.
    pub unknown: usize,
}

impl JudgedNames {
    /// What a reader must know of it, in sentences.
    pub fn notes(&self) -> Vec<String> {
        let whole = self.documents - self.versions;
        let mut notes = Vec::new();
        if whole > 0 {
            notes.push(match whole {
                1 => "1 judgement names a document and holds for all versions of its content".to_string(),
                _ => format!("{whole} judgements name documents and hold for all versions of their contents"),
            });
        }
        if self.versions > 0 {
            notes.push(match self.versions {
                1 => "1 judgement is of a version whose content is judged more than once, and holds for it alone".to_string(),
                many => format!(
                    "{many} judgements are of versions whose content is judged more than once, and hold for these alone"
                ),
            });
        }
        if self.unknown > 0 {
            notes.push(match self.unknown {
                1 => "1 judgement is of a document that neither the map nor a run has, and is left out"
                    .to_string(),
                many => format!(
                    "{many} judgements are of documents that neither the map nor a run has, and are left out"
                ),
            });
        }
        notes
    }
}

impl MappedRuns {
    /// Reads runs, TREC or Parquet, over the documents of `map`, each to `depth` documents a query; documents that tie with the last one
    /// are kept. `reference` is the source that others are compared with; `human` where none is named.
    ///
    /// # Errors
    /// Those of [`read_run`](super::read_run), but for unknown documents, and of [`SourceMap::catalogue`].
    pub fn read(
        files: &[PathBuf],
        map: SourceMap,
        reference: Option<&str>,
        depth: usize,
    ) -> Result<MappedRuns> {
        let mut others: FxHashMap<String, u32> = FxHashMap::default();
        let mut read = Vec::new();
        for file in files {
            let mut names = MapAndOthers { map: &map, others: &mut others };
            read.push(read_rankings(file, &mut names, None, depth)?);
        }
        MappedRuns::of(read, map, reference, others)
    }

    /// As [`MappedRuns::read`] for runs at hand.
    ///
    /// ```
    /// use sourcebias::corpus::SourceMap;
    /// use sourcebias::retrieve::{GivenRun, MappedRuns};
    /// let of = |document: &str, source: &str| (document.to_string(), source.to_string(), None);
    /// let map = SourceMap::from_documents([of("d1", "human"), of("d2", "gpt")])?;
    /// let run = GivenRun::new("dense", [("q", "d2", 3.0), ("q", "d9", 2.0)])?;
    /// let mapped = MappedRuns::of_given(&[run], map, None, 1000)?;
    /// assert_eq!((mapped.runs[0].rankings["q"].documents().len(), mapped.unmapped()), (2, 1));
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`SourceMap::catalogue`].
    pub fn of_given(
        runs: &[GivenRun],
        map: SourceMap,
        reference: Option<&str>,
        depth: usize,
    ) -> Result<MappedRuns> {
        let mut others: FxHashMap<String, u32> = FxHashMap::default();
        let mut read = Vec::new();
        for run in runs {
            let number = |document: &str| {
                map.number(document).unwrap_or_else(|| {
                    let next = (map.len() + others.len()) as u32;
                    *others.entry(document.to_string()).or_insert(next)
                })
            };
            read.push((run.name().to_string(), run.rankings(number, depth)));
        }
        MappedRuns::of(read, map, reference, others)
    }

    fn of(
        read: Vec<(String, BTreeMap<String, Ranking>)>,
        map: SourceMap,
        reference: Option<&str>,
        others: FxHashMap<String, u32>,
    ) -> Result<MappedRuns> {
        let mut names: Vec<(&String, &u32)> = others.iter().collect();
        names.sort_by_key(|(_, number)| **number);
        let mapped =
            |ranking: &Ranking| ranking.documents().iter().any(|one| (one.document as usize) < map.len());
        let none = !read.iter().any(|(_, rankings)| rankings.values().any(mapped));
        if let Some((other, _)) = names.first().filter(|_| none) {
            let reason = format!("has none of the documents of the runs, such as `{other}`");
            return Err(Error::file(map.file(), reason, "give a map of the names as they stand in the runs"));
        }
        let names = names.into_iter().map(|(name, _)| name.clone()).collect();
        let catalogue = Arc::new(map.catalogue(reference, names)?);
        let run = |(model, rankings)| Run { model, catalogue: Arc::clone(&catalogue), rankings };
        Ok(MappedRuns { runs: read.into_iter().map(run).collect(), catalogue, map, others })
    }

    /// The map.
    pub fn map(&self) -> &SourceMap {
        &self.map
    }

    /// How many documents of the runs the map does not have.
    pub fn unmapped(&self) -> usize {
        self.others.len()
    }

    /// Which documents some run has, by number.
    pub fn ranked(&self) -> Vec<bool> {
        let mut ranked = vec![false; self.catalogue.len()];
        let rankings = self.runs.iter().flat_map(|run| run.rankings.values());
        rankings.flat_map(|ranking| ranking.documents()).for_each(|one| ranked[one.document as usize] = true);
        ranked
    }

    /// What a reader must know of the runs and the map, in sentences: of columns of the map that are not read, of ranked documents that the map lacks, of a map that has no
    /// others, of sources that no run has and, where something is judged, of a map that names no contents.
    pub fn notes(&self, qrels: &Qrels) -> Vec<String> {
        let ranked = self.ranked().into_iter().filter(|ranked| *ranked).count();
        let mut notes: Vec<String> = self.map.note().into_iter().collect();
        match self.unmapped() {
            0 if ranked == self.catalogue.len() => notes.push(
                "every document of the map is ranked for some query: if the map was made of the runs, its shares are not those of \
                 the index"
                    .to_string(),
            ),
            0 => {}
            unmapped => notes.push(format!(
                "{unmapped} of {ranked} ranked documents are not in the map and count as source `{OTHER}`"
            )),
        }
        notes.extend(self.runs.iter().flat_map(Run::absent_notes));
        notes.extend(self.runs.iter().filter_map(Run::all_tied_note));
        if !self.map.has_contents() && !qrels.is_empty() {
            notes.push(
                "the map names no contents, so that Relative Δ compares different documents: it also differs from 0 where one \
                 source has more, or better, relevant documents"
                    .to_string(),
            );
        }
        notes
    }

    /// The judgements by content and version, and what their documents were taken for. A judged name is that of a content;
    /// where there is none of it, it is that of a document. A judgement of a document holds for all versions of its content
    /// as long as no other version is judged, for that query, and for this version alone otherwise.
    ///
    /// # Errors
    /// Where no judgement is of a known content or document.
    pub fn judgements(&self, read: &Qrels) -> Result<(Qrels, JudgedNames)> {
        let bases = self.catalogue.bases();
        let number = |name: &str| self.map.number(name).or_else(|| self.others.get(name).copied());
        let (mut qrels, mut names) = (Qrels::default(), JudgedNames::default());
        let mut unknown = None;
        for query in read.queries() {
            let mut versions: BTreeMap<&str, Vec<(u32, Grade)>> = BTreeMap::new();
            for (name, grade) in read.of(query) {
                if bases.contains(name) {
                    names.contents += 1;
                    qrels.insert(query, name, grade);
                } else if let Some(document) = number(name) {
                    names.documents += 1;
                    versions.entry(&self.catalogue.id(document).base).or_default().push((document, grade));
                } else {
                    names.unknown += 1;
                    unknown.get_or_insert(name);
                }
            }
            for (base, judged) in versions {
                match judged[..] {
                    [(_, grade)] if qrels.grade(query, base).is_none() => {
                        qrels.insert(query, base, grade);
                    }
                    _ => judged.into_iter().for_each(|(document, grade)| {
                        names.versions += 1;
                        qrels.insert_version(query, base, document, grade);
                    }),
                }
            }
        }
        match unknown {
            Some(name) if qrels.is_empty() => {
                let first = self.map.sources().first().map_or("", |source| source.as_str());
                let such_as = self.catalogue.ids().first().map_or("", |id| &*id.base);
                let reason = format!(
                    "no judgement is of a document or content of the map, which has such as `{such_as}` by `{first}`; the \
                     judgements have such as `{name}`"
                );
                let file = read.file().unwrap_or(self.map.file());
                Err(Error::file(file, reason, "give judgements of these documents, or map them"))
            }
            _ => Ok((qrels, names)),
        }
    }
}

/// Documents of a map, and behind them those that it lacks, by their first place in the runs.
struct MapAndOthers<'m> {
    map: &'m SourceMap,
    others: &'m mut FxHashMap<String, u32>,
}

impl DocumentNames for MapAndOthers<'_> {
    fn known(&self, name: &str) -> Option<u32> {
        self.map.number(name)
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        self.known(name).or_else(|| self.others.get(name).copied()).or_else(|| {
            let next = u32::try_from(self.map.len() + self.others.len()).ok()?;
            self.others.insert(name.to_string(), next);
            Some(next)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(map: &str, run: &str) -> Result<MappedRuns> {
        let folder = tempfile::tempdir().unwrap();
        let [map_file, run_file] = [("map.csv", map), ("x.run", run)].map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        });
        MappedRuns::read(&[run_file], SourceMap::read(&map_file)?, None, 10)
    }

    const MAP: &str = "a,human,a\nA,gpt,a\nb,human,b\n";

    #[test]
    fn documents_that_the_map_lacks_are_of_another_source() {
        let found = mapped(MAP, "q Q0 x 1 3 t\nq Q0 A 2 2 t\np Q0 x 1 1 t\np Q0 y 2 1 t\n").unwrap();
        assert_eq!((found.runs[0].model.as_str(), found.unmapped(), found.catalogue.len()), ("t", 2, 5));
        let of = |query: &str| -> Vec<String> {
            let documents = found.runs[0].rankings[query].documents().iter();
            let name = |document: u32| {
                let id = found.catalogue.id(document);
                format!("{} {}", id.base, found.catalogue.source_name(id.source))
            };
            documents.map(|one| name(one.document)).collect()
        };
        assert_eq!(of("q"), ["x other", "a gpt"]);
        assert_eq!(of("p"), ["x other", "y other"]);
        assert_eq!(found.ranked(), [false, true, false, true, true]);
    }

    #[test]
    fn a_map_of_other_names_is_refused_and_runs_without_order_are_told() {
        let error = mapped(MAP, "q Q0 https://x 1 3 t\nq Q0 https://y 2 2 t\n").unwrap_err().to_string();
        assert!(error.contains("such as `https://x`") && error.contains("map.csv"), "{error}");
        let notes = |run: &str| mapped(MAP, run).unwrap().notes(&Qrels::default()).join("\n");
        assert!(
            notes("q Q0 a 1 1 t\nq Q0 b 2 1 t\np Q0 b 1 7 t\n").contains("t: all documents of each query")
        );
        assert!(!notes("q Q0 a 1 1 t\nq Q0 b 2 1 t\np Q0 b 1 7 t\np Q0 a 2 1 t\n").contains("all documents"));
        assert!(!notes("q Q0 a 1 1 t\np Q0 b 1 7 t\n").contains("all documents"));
    }

    #[test]
    fn judgements_name_contents_or_documents() {
        let found = mapped(MAP, "q Q0 x 1 3 t\nq Q0 a 2 2 t\n").unwrap();
        let judged = |rows: &[(&str, &str, i32)]| found.judgements(&Qrels::from_grades(rows.iter().copied()));
        let (qrels, names) =
            judged(&[("q", "a", 2), ("p", "A", 1), ("q", "x", 1), ("q", "none", 1)]).unwrap();
        assert_eq!(qrels, Qrels::from_grades([("q", "a", 2), ("p", "a", 1), ("q", "x", 1)]));
        assert_eq!(names, JudgedNames { contents: 2, documents: 1, versions: 0, unknown: 1 });
        // Versions that are judged beside others have grades of their own.
        let (qrels, names) = judged(&[("q", "a", 1), ("q", "A", 2)]).unwrap();
        let mut expected = Qrels::from_grades([("q", "a", 1)]);
        expected.insert_version("q", "a", 1, 2);
        assert_eq!((qrels, names.documents, names.versions), (expected, 1, 1));
        let error = judged(&[("q", "none", 1)]).unwrap_err();
        assert!(error.exit_code() == 3 && error.to_string().contains("such as `none`"), "{error}");
    }
}
