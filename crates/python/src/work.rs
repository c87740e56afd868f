//! Work of the library on a thread of its own, without the lock of the interpreter; Python's signals, its progress and its logging
//! are served meanwhile from the thread that called.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use sourcebias::Error;
use sourcebias::experiment::{Progress, Stage};

use super::error::{failed, raised as raised_as};
use super::function::Raised;

/// How often signals are looked for.
pub const TICK: Duration = Duration::from_millis(50);
/// What the main thread of a program mostly has.
pub const STACK: usize = 8 << 20;

/// How work is done.
#[derive(Default)]
pub struct Manner {
    /// Threads; 0 takes one per core.
    pub threads: usize,
    /// Called with the stage's name, its steps that are done, and how many there are (0 where that is not known).
    pub progress: Option<Py<PyAny>>,
}

/// How far the work is, and whether it is to stop.
#[derive(Default)]
pub struct Steps {
    stop: AtomicBool,
    done: AtomicU64,
    expected: AtomicU64,
    stage: Mutex<&'static str>,
    /// Where the work is done on the thread that called: what its functions of Python raise, and signals too.
    here: Option<Raised>,
}

/// What unwinds work that is to stop.
pub struct Stopped;

impl Steps {
    fn check(&self) {
        if let Some(raised) = &self.here {
            raised.attached(|_| Ok(()));
        }
        if self.stop.load(Ordering::Relaxed) {
            // Not a panic: nothing is printed of it.
            resume_unwind(Box::new(Stopped));
        }
    }

    fn stage(&self) -> &'static str {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Steps {
    fn begin(&self, stage: Stage) {
        self.check();
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage.name();
        self.done.store(0, Ordering::Relaxed);
        self.expected.store(0, Ordering::Relaxed);
    }

    fn expect(&self, steps: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.expected.store(steps, Ordering::Relaxed);
    }

    fn step(&self) {
        self.check();
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn end(&self, _: Stage, _: bool) {
        self.check();
    }
}

/// Refuses work in a process in which a program was given up ([`super::program`]).
pub fn not_given_up(py: Python<'_>) -> PyResult<()> {
    if !sourcebias::interrupt::is_interrupted() {
        return Ok(());
    }
    let told = "a signal has ended the program in this process, in which nothing can be begun any more; start another process";
    Err(failed(py, told))
}

/// Refuses to read or write tables in a process that was forked from one that has worked: polars would wait for its threads, which
/// have stayed there.
pub fn not_forked(py: Python<'_>) -> PyResult<()> {
    if !is_forked() {
        return Ok(());
    }
    let told = "this process was forked from one in which sourcebias has worked, and tables cannot be read or written in it; start it \
                anew, as by multiprocessing.get_context(\"spawn\"), or fork before the first call";
    Err(failed(py, told))
}

/// Does `job`, which tells how far it is. Ctrl-C stops it at its next step, and leaves what a failed run leaves: finished stages
/// stay. Warnings of the library go to Python's logger `sourcebias`.
pub fn work<T: Send>(
    py: Python<'_>,
    manner: &Manner,
    job: impl FnOnce(&Steps) -> Result<T, Error> + Send,
) -> PyResult<T> {
    not_given_up(py)?;
    let steps = Steps::default();
    let warnings = Warnings::default();
    let (outcome, interrupted) = py.detach(|| {
        let told = warnings.clone();
        let quiet = || tracing::subscriber::with_default(told, || job(&steps));
        let caught = || catch_unwind(AssertUnwindSafe(|| in_pool(manner.threads, quiet)));
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(1);
            let worker = move || drop(send.send(caught()));
            let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
            if let Err(error) = spawned {
                return (Ok(Err(Error::Failed(format!("cannot start a thread: {error}")))), None);
            }
            let mut interrupted = None;
            loop {
                match receive.recv_timeout(TICK) {
                    Ok(outcome) => return (outcome, interrupted),
                    Err(RecvTimeoutError::Disconnected) => {
                        return (Err(Box::new(Stopped) as Box<dyn Any + Send>), interrupted);
                    }
                    Err(RecvTimeoutError::Timeout) if interrupted.is_none() => {
                        interrupted = Python::attach(|py| serve(py, manner, &steps)).err();
                        steps.stop.store(interrupted.is_some(), Ordering::Relaxed);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    });
    warnings.log(py)?;
    match (outcome, interrupted) {
        (_, Some(interrupted)) => Err(interrupted),
        (Ok(Ok(found)), None) => Ok(found),
        (Ok(Err(error)), None) => Err(raised_as(py, &error)),
        (Err(panic), None) => Err(failed(py, &format!("an error in the program: {}", said(&*panic)))),
    }
}

/// As [`work`] where no function of Python takes part. Those are called from the thread that called the package, as any function
/// calls another: then the job is done there, and on no other thread. What they raise is raised; Ctrl-C reaches them.
pub fn work_by<T: Send>(
    py: Python<'_>,
    manner: &Manner,
    functions: Option<&Raised>,
    job: impl FnOnce(&Steps) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let Some(raised) = functions else { return work(py, manner, job) };
    not_given_up(py)?;
    let steps = Steps { here: Some(raised.clone()), ..Steps::default() };
    let warnings = Warnings::default();
    is_forked();
    let outcome = py.detach(|| {
        let told = warnings.clone();
        let quiet = || tracing::subscriber::with_default(told, || job(&steps));
        catch_unwind(AssertUnwindSafe(|| on_this_thread(quiet)))
    });
    warnings.log(py)?;
    match (raised.take(), outcome) {
        (Some(error), _) => Err(error),
        (None, Ok(Ok(found))) => Ok(found),
        (None, Ok(Err(error))) => Err(raised_as(py, &error)),
        (None, Err(panic)) => Err(failed(py, &format!("an error in the program: {}", said(&*panic)))),
    }
}

/// In a pool of one thread, the one that calls.
fn on_this_thread<T: Send>(job: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    thread_local! {
        /// A thread enters such a pool once and for all.
        static POOL: Cell<Option<&'static rayon::ThreadPool>> = const { Cell::new(None) };
    }
    let pool = match POOL.get() {
        Some(pool) => pool,
        None => {
            let made = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
            let made = made.map_err(|error| Error::Failed(format!("cannot work on this thread: {error}")))?;
            POOL.set(Some(Box::leak(Box::new(made))));
            POOL.get().expect("just set")
        }
    };
    pool.install(job)
}

/// Runs Python's signal handlers, and tells how far the work is.
fn serve(py: Python<'_>, manner: &Manner, steps: &Steps) -> PyResult<()> {
    py.check_signals()?;
    if let Some(progress) = &manner.progress {
        let (done, expected) = (&steps.done, &steps.expected);
        let counted = (steps.stage(), done.load(Ordering::Relaxed), expected.load(Ordering::Relaxed));
        progress.call1(py, counted)?;
    }
    Ok(())
}

/// Does `job` with so many threads; 0 takes one per core.
pub fn in_pool<T: Send>(threads: usize, job: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    if !is_forked() && threads == 0 {
        return job();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| Error::Failed(format!("cannot start {threads} threads: {error}")))?;
    pool.install(job)
}

/// Whether this process came of one that has worked already, whose threads it has not got: those that all work shares would be waited
/// for in vain. The first call is the first work.
fn is_forked() -> bool {
    static FIRST: OnceLock<u32> = OnceLock::new();
    let now = std::process::id();
    *FIRST.get_or_init(|| now) != now
}

/// What a panic says.
pub fn said(panic: &(dyn Any + Send)) -> &str {
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    panic.downcast_ref::<&str>().copied().or_else(owned).unwrap_or("no message")
}

/// Lets panics pass in silence that are told otherwise, as the program does.
pub fn quiet_expected_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let default = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !sourcebias::cli::passed_over() {
                default(panic);
            }
        }));
    });
}

/// Keeps the warnings that the library logs.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    fn log(&self, py: Python<'_>) -> PyResult<()> {
        let told = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if told.is_empty() {
            return Ok(());
        }
        let logger = py.import("logging")?.call_method1("getLogger", ("sourcebias",))?;
        told.into_iter().try_for_each(|text| logger.call_method1("warning", ("%s", text)).map(drop))
    }
}

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() <= tracing::Level::WARN && metadata.target().starts_with("sourcebias")
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut message = Message::default();
        event.record(&mut message);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message.0);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// The words of a warning, after the stage that gives it.
#[derive(Default)]
struct Message(String);

impl tracing::field::Visit for Message {
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        if field.name() == "stage" {
            self.0 = format!("{value}: {}", self.0);
        }
    }

    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0.push_str(&format!("{value:?}"));
        }
    }
}
