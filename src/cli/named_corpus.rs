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
        for format in ["beir", "jsonl"] {
            if fits(format, path)? {
                return Ok(of_format(format));
            }
        }
        match (has_texts(path)?, format_of(path)?) {
            (true, _) => of_several(&[path]),
            (false, Some(format)) => Ok(of_format(format)),
            (false, None) => Err(Error::file(
                path,
                "holds no corpus",
                "it may hold corpus/<source>.jsonl, <source>.jsonl, <source>/<name>.txt or <name>.txt; other formats \
                 are named with --from (`list formats`)",
            )),
        }
    }
}

/// Whether sources of that format are there.
fn fits(format: &str, path: &Path) -> Result<bool> {
    Ok(FORMATS.parse(format)?.object.sources(path).is_ok())
}

/// The format of a folder that has none of BEIR's files, by what lies there: folders of .txt files, or files of JSON lines or
/// tables that are named after sources. `None` where BEIR's layout is there, or nothing of the kind.
pub fn format_of(folder: &Path) -> Result<Option<&'static str>> {
    if !folder.is_dir() || fits("beir", folder)? {
        return Ok(None);
    }
    if has_texts(folder)? {
        return Ok(None);
    }
    // Files of two layouts side by side leave it open which are meant.
    let mut found = Vec::new();
    // Queries are no source.
    let has_queries =
        ["", ".gz", ".zst"].iter().any(|end| folder.join(format!("queries.jsonl{end}")).exists());
    for format in ["folder", "jsonl", "table", "parquet"] {
        if !(format == "jsonl" && has_queries) && fits(format, folder)? {
            found.push(format);
        }
    }
    // A folder of .txt files below is one of tables by its names alone.
    if found.starts_with(&["folder"]) {
        found.retain(|format| *format != "table");
    }
    Ok(match found[..] {
        [only] => Some(only),
        _ => None,
    })
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
        0 => {
            paths.iter().try_for_each(|path| check_texts(path))?;
            source_files(paths)?.into_iter().map(|file| (file.source, file.path)).collect()
        }
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

/// Checks that a path is there, and that its name is not that of what is read in another way.
pub fn check_texts(path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if path.is_dir() || name == "-" {
        return Ok(());
    }
    if !path.exists() {
        let advice = "check the path; a source is a .jsonl file, or a folder of .txt files".to_string();
        return Err(Error::MissingFile { path: path.to_path_buf(), advice });
    }
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
    // What begins like JSON lines is taken for them, whatever its name.
    let is_json = || first_byte(path) == Some(b'{');
    match ending {
        "txt" | "md" if !is_json() => Err(Error::file(
            path,
            "is a single text, and a source is a folder of them",
            "give the folder in which its .txt files lie",
        )),
        "csv" | "tsv" | "parquet" if !is_json() => {
            let format = if ending == "parquet" { "parquet" } else { "table" };
            let advice = format!(
                "give it as a corpus, with the columns named, as in --corpus {} --from '{format}(id=id,text=text,source=model)' \
                 (`sourcebias list formats`)",
                path.display()
            );
            Err(Error::file(
                path,
                "is a table, and a source is a file of JSON lines or a folder of .txt files",
                advice,
            ))
        }
        _ => Ok(()),
    }
}

/// The first byte of a file that is no white space; `None` where there is none, or the file is compressed or cannot be read.
fn first_byte(path: &Path) -> Option<u8> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(4096).read_to_end(&mut bytes).ok()?;
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start().first().copied()
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
