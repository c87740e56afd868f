//! Functions of Python, called for a number at a time: what they raise ends the work and arrives as it is; a number that is none is
//! refused.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyString;
use sourcebias::Error;
use sourcebias::registry::{Family, Named};

use super::error::failed;
use super::work::Stopped;

/// What was raised first while functions of Python were called.
#[derive(Clone, Default)]
pub struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    /// What was raised, if anything was.
    pub fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Does something with the lock of the interpreter, after Python's signal handlers. What is raised ends the work.
    pub fn attached<T>(&self, job: impl FnOnce(Python<'_>) -> PyResult<T>) -> T {
        Python::attach(|py| py.check_signals().and_then(|()| job(py))).unwrap_or_else(|error| {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            // Not a panic: nothing is printed of it.
            std::panic::resume_unwind(Box::new(Stopped))
        })
    }
}

/// A function of Python.
pub struct Function {
    /// What it is called in tables and errors.
    pub name: String,
    function: Py<PyAny>,
    pub raised: Raised,
}

impl Function {
    /// The number that it gives for these arguments; `None` where it gives None and `may_be_none`. `of` says what they are.
    pub fn number<'py, A>(
        &self,
        py: Python<'py>,
        arguments: A,
        may_be_none: bool,
        of: &dyn Fn() -> String,
    ) -> PyResult<Option<f64>>
    where
        A: pyo3::call::PyCallArgs<'py>,
    {
        let given = self.function.bind(py).call1(arguments)?;
        if may_be_none && given.is_none() {
            return Ok(None);
        }
        match given.extract::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => {
                let or_none = if may_be_none { ", or None where it is undefined" } else { "" };
                let told = given.repr()?.to_string();
                let (name, of) = (&self.name, of());
                Err(failed(py, &format!("`{name}` gives {told} for {of}: give a finite number{or_none}")))
            }
        }
    }

    /// Whether it can be called itself, and not only a method of it.
    pub fn is_callable(&self, py: Python<'_>) -> bool {
        self.function.bind(py).is_callable()
    }

    /// A method of it, as a function of its own.
    pub fn part(&self, method: &str, function: Py<PyAny>) -> Function {
        Function { name: format!("{}.{method}", self.name), function, raised: self.raised.clone() }
    }

    /// An attribute of the function, where it has one that is not None.
    pub fn attribute<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(self.function.bind(py).getattr_opt(name)?.filter(|found| !found.is_none()))
    }
}

/// What is asked for: by its name, or as a function of Python.
pub enum Asked {
    /// A specification.
    Named(String),
    /// A function.
    Function(Arc<Function>),
}

/// Models or measures, as Python has them, and what the functions among them raise.
pub struct Wanted {
    asked: Vec<Asked>,
    pub raised: Raised,
}

impl Wanted {
    /// Of words and of pairs of a name and a function.
    pub fn of(given: &Bound<'_, PyAny>) -> PyResult<Wanted> {
        let raised = Raised::default();
        let one = |one: Bound<'_, PyAny>| match one.cast::<PyString>() {
            Ok(word) => Ok(Asked::Named(word.extract()?)),
            Err(_) => {
                let (name, function) = one.extract()?;
                Ok(Asked::Function(Arc::new(Function { name, function, raised: raised.clone() })))
            }
        };
        let asked = given.try_iter()?.map(|given| one(given?)).collect::<PyResult<_>>()?;
        Ok(Wanted { asked, raised })
    }

    /// What the functions raise, where there are functions.
    pub fn functions(&self) -> Option<&Raised> {
        self.asked.iter().any(|one| matches!(one, Asked::Function(_))).then_some(&self.raised)
    }

    /// The things of a family, in their order; a function is what `made` makes of it.
    pub fn parsed<T: ?Sized>(
        &self,
        family: &Family<T>,
        made: impl Fn(&Arc<Function>) -> Result<Box<T>, Error>,
    ) -> Result<Vec<Named<T>>, Error> {
        let named = |one: &Asked| match one {
            Asked::Named(spec) => Some(spec.clone()),
            Asked::Function(_) => None,
        };
        // All at once, so that two that mean the same are found.
        family.parse_all(&self.asked.iter().filter_map(named).collect::<Vec<String>>())?;
        let mut found: Vec<Named<T>> = Vec::new();
        for one in &self.asked {
            match one {
                Asked::Named(spec) => found.extend(family.parse_all(std::slice::from_ref(spec))?),
                Asked::Function(function) => {
                    let name = function.name.as_str();
                    if family.entries.iter().any(|entry| entry.name == name) {
                        return Err(taken(family, name, "one that is built in is called so"));
                    }
                    if found.iter().any(|earlier| earlier.name == name) {
                        return Err(taken(family, name, "two functions are called so"));
                    }
                    found.push(Named::new(name, made(function)?));
                }
            }
        }
        Ok(found)
    }
}

fn taken<T: ?Sized>(family: &Family<T>, name: &str, reason: &str) -> Error {
    let reason = format!("{reason}; give the function another `__name__`");
    Error::BadSpec { family: family.name, spec: name.to_string(), reason }
}
