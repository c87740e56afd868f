//! The program within a process of Python: on a thread of its own, while the thread that called serves Python's signals.

use std::any::Any;
use std::ffi::OsString;
use std::panic::catch_unwind;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};

use pyo3::prelude::*;
use sourcebias::{Error, cli};

use super::error::{failed, raised};
use super::work::{STACK, TICK, in_pool, not_forked, not_given_up, said};

/// The program: does what a command line asks for, of which the first word is the program's name; returns the exit status. What a
/// handler of a signal raises gives up the work and arrives as it is.
#[pyfunction]
pub fn main(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    not_given_up(py)?;
    not_forked(py)?;
    let ended = py.detach(|| {
        let (send, receive) = sync_channel(1);
        let work = move || {
            let caught = catch_unwind(|| in_pool(0, || Ok(cli::call(arguments))));
            // Where a handler has raised nobody listens.
            let _ = send.send(caught);
        };
        let spawned = std::thread::Builder::new().stack_size(STACK).spawn(work);
        if let Err(error) = spawned {
            return Ok(Ok(Err(Error::Failed(format!("cannot start a thread: {error}")))));
        }
        loop {
            match receive.recv_timeout(TICK) {
                Ok(ended) => return Ok(ended),
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err(Box::new("it ended unheard") as Box<dyn Any + Send>));
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let Err(error) = Python::attach(|py| py.check_signals()) {
                        cli::give_up();
                        return Err(error);
                    }
                }
            }
        }
    })?;
    match ended {
        Ok(Ok(status)) => Ok(status),
        Ok(Err(error)) => Err(raised(py, &error)),
        Err(panic) => Err(failed(py, &format!("an error in the program: {}", said(&*panic)))),
    }
}

/// Ends the process because of a signal of this number, as the program does.
#[pyfunction]
pub fn end(py: Python<'_>, signal: i32) {
    py.detach(|| cli::end(signal))
}
