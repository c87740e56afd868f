//! What happens when the process is asked to end (Ctrl-C, `kill`): what is unfinished goes, finished stages stay, and the
//! exit code is 128 and the signal's number, as a shell has it. A second signal ends it at once.

/// Listens until it is dropped; then signals do what they did before, as in a process of Python that goes on.
#[cfg(unix)]
pub struct Listening {
    shutdowns: Vec<signal_hook::SigId>,
    listener: Option<signal_hook::iterator::Handle>,
}

#[cfg(unix)]
impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            listener.close();
        }
        for shutdown in self.shutdowns.drain(..) {
            signal_hook::low_level::unregister(shutdown);
        }
    }
}

/// Starts to listen; where that fails, signals end the process as they would without.
#[cfg(unix)]
pub fn listen() -> Listening {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::{SIGINT, SIGTERM};
    let told = Arc::new(AtomicBool::new(false));
    // Before the listener, so that the signal that sets it is not the one that it ends by.
    let shutdown =
        |signal| signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, told.clone()).ok();
    let shutdowns = [SIGINT, SIGTERM].into_iter().filter_map(shutdown).collect();
    // Here and not in the thread, which may begin later than the work that a signal would leave unfinished.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
        return Listening { shutdowns, listener: None };
    };
    let listener = Some(signals.handle());
    let wait = move || {
        let Some(signal) = signals.forever().next() else { return };
        told.store(true, Ordering::SeqCst);
        sourcebias::interrupt::clean_up();
        super::progress::clear();
        super::say("interrupted; what was unfinished is removed, and finished stages stay");
        std::process::exit(128 + signal);
    };
    drop(std::thread::Builder::new().name("signals".to_string()).spawn(wait));
    Listening { shutdowns, listener }
}

#[cfg(not(unix))]
pub struct Listening;

#[cfg(not(unix))]
pub fn listen() -> Listening {
    Listening
}
