//! The binary: reads the command line, calls the library, prints errors, gives the exit code.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

use std::process::ExitCode;

use clap::Parser;

mod cli;

fn main() -> ExitCode {
    cli::listen();
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // One that the library turns into an error of its own is not told twice.
        if !sourcebias::error::expects_panics() && !sourcebias::interrupt::is_interrupted() {
            default(panic);
        }
    }));
    let arguments = cli::Cli::parse();
    let outcome = arguments.run();
    // The thread that was told of the signal ends the process.
    while sourcebias::interrupt::is_interrupted() {
        std::thread::park();
    }
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::say(&format!("error: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
