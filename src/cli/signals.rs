//! What happens when the process is asked to end (Ctrl-C, `kill`): what is unfinished goes, finished stages stay, and the
//! exit code is 128 and the signal's number, as a shell has it. A second signal ends it at once.

/// Listens from now on; where that fails, signals end the process as they would without.
#[cfg(unix)]
pub fn listen() {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Once};

    use signal_hook::consts::{SIGINT, SIGTERM};
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = Arc::new(AtomicBool::new(false));
        // Before the listener, so that the signal that sets it is not the one that it ends by.
        for signal in [SIGINT, SIGTERM] {
            drop(signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, told.clone()));
        }
        // Here and not in the thread, which may begin later than the work that a signal would leave unfinished.
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
        let wait = move || {
            let Some(signal) = signals.forever().next() else { return };
            told.store(true, Ordering::SeqCst);
            end(signal);
        };
        drop(std::thread::Builder::new().name("signals".to_string()).spawn(wait));
    });
}

/// Without Unix a signal ends the process as it does any.
#[cfg(not(unix))]
pub fn listen() {}

/// Ends the process because of a signal of this number, once what is unfinished is removed.
pub fn end(signal: i32) -> ! {
    give_up();
    super::say("interrupted; what was unfinished is removed, and finished stages stay");
    std::process::exit(128 + signal)
}

/// Gives up all that is at work: what is unfinished is removed, and what is drawn goes off the terminal. Nothing is begun any more:
/// the process is to end then.
pub fn give_up() {
    sourcebias::interrupt::clean_up();
    super::progress::clear();
}
