//! Texts at hand in; profiles and features out.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sourcebias::cli::ask;
use sourcebias::corpus::Document;
use sourcebias::experiment::Progress;
use sourcebias::profile::stream::{SourceFile, StreamSettings, not_streaming, stream, streamed_summary};
use sourcebias::profile::{
    DocumentValueRow, FindingRow, LEXICAL_MEASURES, ProfilePart, ProfileSettings, ProfileSummaryRow,
    need_text_statistics, profile_parts, words,
};
use sourcebias::table::{Schema, TableRow};
use sourcebias::text::DocumentReader;
use sourcebias::{Analyzer, Corpus, Error};

use super::at_hand::{pairs, word};
use super::function::Wanted;
use super::own::lexical_measures;
use super::table::Table;
use super::work::{Manner, work_by};

/// Texts by source: id and text.
pub struct Texts(Vec<(String, Vec<(String, String)>)>);

impl Texts {
    /// Documents with these as their titles, by source and id, in the order of the sources; where there is none it is empty.
    pub fn titled<'a>(
        &'a self,
        documents: impl Iterator<Item = Result<Document, Error>> + 'a,
    ) -> impl Iterator<Item = Result<Document, Error>> + 'a {
        let of_source = |(_, titles): &'a (String, Vec<(String, String)>)| {
            titles.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect()
        };
        let titles: Vec<HashMap<&str, &str>> = self.0.iter().map(of_source).collect();
        documents.map(move |document| {
            let document = document?;
            let of_source = titles.get(document.id.source.index());
            let title = of_source.and_then(|titles| titles.get(&*document.id.base)).copied();
            Ok(Document { title: title.unwrap_or_default().to_string(), ..document })
        })
    }

    pub fn corpus(&self) -> Result<Corpus, Error> {
        Corpus::from_texts(self.0.iter().map(|(source, texts)| {
            (source.as_str(), texts.iter().map(|(id, text)| (id.as_str(), text.as_str())))
        }))
    }
}

/// The texts of a dict of sources, each a dict of texts by id.
pub fn corpus(sources: &Bound<'_, PyDict>) -> PyResult<Texts> {
    let of = |(source, texts): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let texts =
            texts.cast::<PyDict>().map_err(|_| PyTypeError::new_err("the texts of a source are a dict"))?;
        Ok((word(&source, "sources: a name")?, pairs(texts, "texts: an id or a text")?))
    };
    sources.iter().map(of).collect::<PyResult<_>>().map(Texts)
}

/// The profile of texts, by the measures of the arguments and by functions: what sets the sources apart in sentences, the tables, and
/// what a reader of them must know. Where tables are named, it is those, and what of the rest comes with them is left out.
#[pyfunction]
pub fn profile(
    py: Python<'_>,
    sources: &Bound<'_, PyDict>,
    functions: &Bound<'_, PyAny>,
    wanted_tables: Option<Vec<String>>,
    arguments: Vec<OsString>,
    threads: usize,
) -> PyResult<(Vec<String>, Vec<Table>, Vec<String>)> {
    let (texts, wanted) = (corpus(sources)?, Wanted::of(functions)?);
    work_by(py, &Manner { threads, progress: None }, wanted.functions(), |steps| {
        let own = lexical_measures(&wanted)?;
        let parts = match &wanted_tables {
            None => ProfilePart::ALL.to_vec(),
            Some(names) => names.iter().map(|name| ProfilePart::named(name)).collect::<Result<_, _>>()?,
        };
        let found = ask::profile(&texts.corpus()?, own, &parts, arguments, &|| steps.step())?;
        let said = words(&FindingRow::from_table(found.findings())?);
        let named = |schema: &Schema| {
            wanted_tables.as_ref().is_none_or(|names| names.iter().any(|name| name == schema.name()))
        };
        let tables = found.tables().into_iter().filter(|(schema, _)| named(schema));
        let tables = tables.map(|(schema, table)| Table::new(schema, table.clone()));
        Ok((said.iter().map(ToString::to_string).collect(), tables.collect(), found.notes().to_vec()))
    })
}

/// The summary of texts without intervals, in one pass over them by way of files in a folder, which holds nothing else; none where a
/// measure asks for more than a text at a time.
#[pyfunction]
pub fn summary(
    py: Python<'_>,
    sources: &Bound<'_, PyDict>,
    measures: Option<Vec<String>>,
    analyzer: String,
    folder: PathBuf,
    threads: usize,
) -> PyResult<Option<Table>> {
    let texts = corpus(sources)?;
    work_by(py, &Manner { threads, progress: None }, None, |steps| {
        let analyzer = Analyzer::parse(&analyzer)?;
        let measures =
            LEXICAL_MEASURES.parse_all(&measures.unwrap_or(ProfileSettings::default().measures))?;
        if not_streaming(&measures).is_some() {
            return Ok(None);
        }
        if texts.0.iter().all(|(_, texts)| texts.is_empty()) {
            // As where all tables are made.
            texts.corpus()?;
        }
        let mut streamed = Vec::new();
        for (place, (source, texts)) in texts.0.iter().enumerate() {
            let file = SourceFile { source: source.clone(), path: folder.join(format!("{place}.jsonl")) };
            write_lines(&file.path, texts)?;
            streamed.push(stream(&file, &analyzer, &measures, StreamSettings::default())?);
            steps.step();
        }
        let table = streamed_summary(&streamed, &measures)?;
        Ok(Some(Table::new(ProfileSummaryRow::SCHEMA, table)))
    })
}

/// Texts as JSON lines.
fn write_lines(path: &Path, texts: &[(String, String)]) -> Result<(), Error> {
    let failed = |source| Error::Io { path: path.to_path_buf(), action: "write", source };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(failed)?);
    for (id, text) in texts {
        serde_json::to_writer(&mut file, &Line { id, text }).map_err(|error| failed(error.into()))?;
        file.write_all(b"\n").map_err(failed)?;
    }
    file.flush().map_err(failed)
}

#[derive(serde::Serialize)]
struct Line<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    text: &'a str,
}

/// The names of measures, and a row of their values for each text.
type Features = (Vec<String>, Vec<Vec<Option<f64>>>);

/// A text that any analyser makes terms of.
const SOME_WORDS: &str = "ripe pears and green apples grow in old gardens";
/// The source of the texts whose features are asked for.
const TEXTS: &str = "texts";

/// The values of lexical measures of each text.
#[pyfunction]
pub fn features(
    py: Python<'_>,
    texts: Vec<Bound<'_, PyAny>>,
    measures: &Bound<'_, PyAny>,
    analyzer: String,
) -> PyResult<Features> {
    let texts: Vec<String> = texts.iter().map(|text| word(text, "a text")).collect::<PyResult<_>>()?;
    let wanted = Wanted::of(measures)?;
    work_by(py, &Manner::default(), wanted.functions(), |steps| {
        let analyzer = Analyzer::parse(&analyzer)?;
        let measures = lexical_measures(&wanted)?;
        let of_texts = measures.iter().filter(|measure| measure.object.of_documents().is_some());
        let names: Vec<String> = of_texts.map(|measure| measure.name.clone()).collect();
        let Some(columns) = NonZeroUsize::new(names.len()) else {
            let reason = "none of them has values of single texts; name one that has, as in `tokens`";
            return Err(Error::BadExperiment { place: "measures".to_string(), reason: reason.to_string() });
        };
        if texts.is_empty() {
            return Ok((names, Vec::new()));
        }
        // Texts of a source stand by their names.
        let named =
            || texts.iter().enumerate().map(|(place, text)| (format!("{place:012}"), text.clone())).collect();
        let read = |sources: Vec<(&str, Vec<(String, String)>)>| {
            DocumentReader::new(&analyzer)
                .with_text_statistics(need_text_statistics(&measures))
                .read(&Corpus::from_texts(sources)?)
        };
        let corpus = read(vec![(TEXTS, named())]).or_else(|error| {
            // Where no text has a term there is nothing to read; beside a text that has some, each is an empty one among others.
            let beside = vec![(SOME_WORDS.to_string(), SOME_WORDS.to_string())];
            read(vec![(TEXTS, named()), ("beside", beside)]).map_err(|_| error)
        })?;
        let settings = ProfileSettings { bootstrap: Some(0), ..ProfileSettings::default() };
        let found =
            profile_parts(&corpus, &measures, &settings, &[ProfilePart::Documents], &|| steps.step())?;
        let mut rows = DocumentValueRow::from_table(found.documents())?;
        rows.retain(|row| &*row.source == TEXTS);
        let values = rows.chunks(columns.get()).map(|row| row.iter().map(|cell| cell.value).collect());
        Ok((names, values.collect()))
    })
}
