//! The program: all that it does is [`sourcebias::cli::main`].

use std::process::ExitCode;

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(sourcebias::cli::main(std::env::args_os()))
}
