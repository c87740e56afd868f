//! The program: all that it does is [`sourcebias::cli::main`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(sourcebias::cli::main(std::env::args_os()))
}
