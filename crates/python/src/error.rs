//! Errors of the library in; `sourcebias.Error`, with file, line and advice, out.

use std::path::PathBuf;

use pyo3::prelude::*;
use sourcebias::Error;

/// The place of an error and what to do about it.
#[derive(Default)]
struct Told {
    file: Option<PathBuf>,
    line: Option<u64>,
    advice: Option<String>,
}

impl Told {
    fn of(error: &Error) -> Told {
        match error {
            Error::Io { path, .. } => Told { file: Some(path.clone()), ..Told::default() },
            Error::MissingFile { path, advice } | Error::BadFile { path, advice, .. } => {
                Told { file: Some(path.clone()), line: None, advice: Some(advice.clone()) }
            }
            Error::BadLine { path, line, advice, .. } => {
                Told { file: Some(path.clone()), line: Some(*line), advice: Some(advice.clone()) }
            }
            // A file, perhaps with its line; or a flag or section.
            Error::BadExperiment { place, .. } => match place.rsplit_once(':') {
                Some((file, line)) if line.parse::<u64>().is_ok() => {
                    Told { file: Some(file.into()), line: line.parse().ok(), advice: None }
                }
                _ if place.ends_with(".toml") => Told { file: Some(place.into()), ..Told::default() },
                _ => Told::default(),
            },
            _ => Told::default(),
        }
    }
}

/// The Python error of an error.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let Told { file, line, advice } = Told::of(error);
    failure(py, &error.to_string(), (file, line, advice, error.exit_code()))
}

/// A `sourcebias.Error` that says `message`.
pub fn failed(py: Python<'_>, message: &str) -> PyErr {
    failure(py, message, (None, None, None, 1))
}

type Place = (Option<PathBuf>, Option<u64>, Option<String>, u8);

fn failure(py: Python<'_>, message: &str, (file, line, advice, exit_code): Place) -> PyErr {
    let make = || {
        let class = py.import("sourcebias._error")?.getattr("Error")?;
        class.call1((message, file, line, advice, exit_code))
    };
    make().map_or_else(|error| error, PyErr::from_value)
}
