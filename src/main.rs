//! The binary: reads the command line, calls the library, prints errors, gives the exit code.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

use std::process::ExitCode;

use clap::Parser;

mod cli;

fn main() -> ExitCode {
    let arguments = cli::Cli::parse();
    match arguments.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::say(&format!("error: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
