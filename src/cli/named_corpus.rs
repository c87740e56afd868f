//! A corpus as a command line names it: an experiment, a folder or file of any format, a fetched collection, or several
//! folders or files, each a source.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sourcebias::corpus::format::FORMATS;
use sourcebias::corpus::{CollectionSettings, Corpus, SourceFiles, TestCollection, simulate};
use sourcebias::experiment::Experiment;
use sourcebias::{Error, Result};

use super::arguments::source_files;

/// What may be named, for messages.
const ADVICE: &str = "give an experiment (.toml), a folder or file of texts (`list formats`), or the name of a fetched \
                      collection (`list corpora`)";

/// The corpus that is named, and how it is read.
pub struct NamedCorpus<'a> {
    /// One path or name, or several folders or files, each a source.
    pub paths: Vec<&'a Path>,
    /// The format, where it is said.
    pub format: Option<&'a str>,
    /// The reference, where it is said.
    pub reference: Option<&'a str>,
    pub title: bool,
    pub skip_bad_lines: bool,
}

impl NamedCorpus<'_> {
    /// Opens its documents; and the analyser of the experiment that is named, or the default one.
    pub fn open(&self) -> Result<(Corpus, String)> {
        let experiment = self.experiment()?.seeded();
        let analyzer = experiment.text.analyzer.clone();
        let corpus = match (experiment.simulate, experiment.corpus) {
            (Some(settings), _) => simulate::simulate(&settings)?.collection.corpus,
            (None, Some(settings)) => Corpus::open(&settings)?,
            (None, None) => {
                let place = self.paths[0].display().to_string();
                return Err(Error::BadExperiment { place, reason: "names no corpus".to_string() });
            }
        };
        Ok((corpus, analyzer))
    }

    /// Opens documents, queries and judgements; and the analyser, and whether titles are read.
    pub fn collection(&self) -> Result<(TestCollection, String, bool)> {
        let experiment = self.experiment()?.seeded();
        let analyzer = experiment.text.analyzer.clone();
        match (experiment.simulate, experiment.corpus) {
            (Some(settings), _) => Ok((simulate::simulate(&settings)?.collection, analyzer, false)),
            (None, Some(settings)) => Ok((TestCollection::open(&settings)?, analyzer, settings.title)),
            (None, None) => {
                let place = self.paths[0].display().to_string();
                Err(Error::BadExperiment { place, reason: "names no corpus".to_string() })
            }
        }
    }

    fn experiment(&self) -> Result<Experiment> {
        let mut experiment = match &self.paths[..] {
            [only] if only.extension().is_some_and(|ending| ending == "toml") => Experiment::read(only)?,
            paths => {
                let mut experiment = Experiment::of_corpus("texts", Path::new("."));
                experiment.corpus = Some(match paths {
                    [only] => self.one(only)?,
                    several => of_several(several)?,
                });
                experiment
            }
        };
        if let Some(corpus) = &mut experiment.corpus {
            corpus.title |= self.title;
            corpus.skip_bad_lines |= self.skip_bad_lines;
            if let Some(format) = self.format {
                corpus.format = format.to_string();
            }
            if let Some(reference) = self.reference {
                corpus.reference = Some(reference.to_string());
            }
        }
        Ok(experiment)
    }

    /// The settings of one folder, file or collection.
    fn one(&self, path: &Path) -> Result<CollectionSettings> {
        if !path.exists() {
            return fetched(path);
        }
        if self.format.is_some() {
            return Ok(CollectionSettings::of_folder(path));
        }
        if path.is_file() {
            return of_several(&[path]);
        }
        let of_format = |format: &str| CollectionSettings {
            format: format.to_string(),
            ..CollectionSettings::of_folder(path)
        };
        let fits = |format: &str| Ok::<bool, Error>(FORMATS.parse(format)?.object.sources(path).is_ok());
        for format in ["beir", "jsonl"] {
            if fits(format)? {
                return Ok(of_format(format));
            }
        }
        match has_texts(path)? {
            true => of_several(&[path]),
            false if fits("folder")? => Ok(of_format("folder")),
            false => Err(Error::file(
                path,
                "holds no corpus",
                "it may hold corpus/<source>.jsonl, <source>.jsonl, <source>/<name>.txt or <name>.txt; other formats \
                 are named with --from (`list formats`)",
            )),
        }
    }
}

/// The settings of a collection that was fetched by that name.
fn fetched(path: &Path) -> Result<CollectionSettings> {
    #[cfg(feature = "fetch")]
    if let Some(descriptor) =
        path.to_str().and_then(|name| sourcebias::corpus::fetch::Descriptor::named(name).ok())
    {
        let folder = descriptor.folder();
        if !folder.exists() {
            let advice = format!("get the collection first: sourcebias fetch {}", path.display());
            return Err(Error::MissingFile { path: folder, advice });
        }
        return Ok(CollectionSettings { format: descriptor.format, ..CollectionSettings::of_folder(folder) });
    }
    Err(Error::MissingFile { path: path.to_path_buf(), advice: ADVICE.to_string() })
}

/// The settings of several folders of .txt files, or several files of JSON lines, each a source, the first one the
/// reference.
pub fn of_several(paths: &[&Path]) -> Result<CollectionSettings> {
    let folders = paths.iter().filter(|path| path.is_dir()).count();
    let named: Vec<(String, PathBuf)> = match folders {
        0 => source_files(paths)?.into_iter().map(|file| (file.source, file.path)).collect(),
        _ if folders == paths.len() => folders_of_texts(paths)?,
        _ => {
            let other = paths.iter().find(|path| !path.is_dir()).expect("fewer folders than paths");
            let (place, reason) = match other.exists() {
                true => {
                    (other, "is a file beside folders: give folders of .txt files, or .jsonl files, alone")
                }
                false => {
                    return Err(Error::MissingFile {
                        path: other.to_path_buf(),
                        advice: "check the path; each folder is a source".to_string(),
                    });
                }
            };
            return Err(Error::BadExperiment {
                place: place.display().to_string(),
                reason: reason.to_string(),
            });
        }
    };
    let format = if folders > 0 { "folder" } else { "jsonl" };
    Ok(CollectionSettings {
        format: format.to_string(),
        reference: named.first().map(|(source, _)| source.clone()),
        sources: SourceFiles::Ordered(named),
        ..CollectionSettings::default()
    })
}

/// Each folder with the name of its source: the folder's own, with `_` for white space.
fn folders_of_texts(paths: &[&Path]) -> Result<Vec<(String, PathBuf)>> {
    let format = FORMATS.parse("folder")?.object;
    let (mut named, mut seen) = (Vec::new(), HashSet::new());
    for path in paths {
        let whole = path.canonicalize().map_err(|error| Error::io(path, "find", error))?;
        let name = whole.file_name().unwrap_or_default().to_string_lossy();
        let name = name.replace(|letter: char| letter.is_whitespace() || letter.is_control(), "_");
        if format.files(path)?.is_empty() {
            let advice = "give a folder with a .txt file for each document, plain, .gz or .zst";
            return Err(Error::file(path, "holds no .txt file", advice));
        }
        if !seen.insert(name.clone()) {
            let reason = format!(
                "two folders are named {name:?}, and each is a source with a name of its own: rename one of them"
            );
            return Err(Error::BadExperiment { place: path.display().to_string(), reason });
        }
        named.push((name, path.to_path_buf()));
    }
    Ok(named)
}

/// Whether a .txt file stands in a folder itself, not below.
fn has_texts(folder: &Path) -> Result<bool> {
    let files = FORMATS.parse("folder")?.object.files(folder)?;
    Ok(files.iter().any(|file| file.parent() == Some(folder)))
}
