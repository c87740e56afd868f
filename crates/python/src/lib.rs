//! The Python package `sourcebias`: Python's values in, calls of the library, and what it found out. No number is computed here.
//! `python/sourcebias` is the face; this module is `sourcebias._native`.

mod at_hand;
mod error;
mod experiment;
mod files;
mod function;
mod index;
mod own;
mod program;
mod settings;
mod shown;
mod table;
mod texts;
mod work;

use pyo3::prelude::*;

/// What the package calls.
#[pymodule(name = "_native")]
mod native {
    #[pymodule_export]
    use super::at_hand::{bias, evaluate};
    #[pymodule_export]
    use super::experiment::{answer, compare, run, tables};
    #[pymodule_export]
    use super::files::{audit, labels};
    #[pymodule_export]
    use super::index::Index;
    #[pymodule_export]
    #[pymodule_export]
    use super::own::{Collection, Term};
    #[pymodule_export]
    use super::program::{end, main};
    #[pymodule_export]
    use super::table::Table;
    #[pymodule_export]
    use super::texts::{features, profile, summary};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::work::quiet_expected_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
