//! What happens when the process is asked to end (Ctrl-C, `kill`): what is unfinished goes, finished stages stay, and the
//! exit code is 128 and the signal's number, as a shell has it.

/// Starts to listen; a process that cannot is ended by the signal itself.
#[cfg(unix)]
pub fn listen() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let wait = move || {
        let Some(signal) = signals.forever().next() else { return };
        sourcebias::interrupt::clean_up();
        super::progress::clear();
        super::say("interrupted; what was unfinished is removed, and finished stages stay");
        std::process::exit(128 + signal);
    };
    drop(std::thread::Builder::new().name("signals".to_string()).spawn(wait));
}

#[cfg(not(unix))]
pub fn listen() {}
