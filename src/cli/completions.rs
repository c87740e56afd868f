//! `completions`: a completion script for a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use sourcebias::Result;

/// Prints a completion script.
#[derive(Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<()> {
        let mut command = super::Cli::command();
        clap_complete::generate(self.shell, &mut command, env!("CARGO_PKG_NAME"), &mut std::io::stdout());
        Ok(())
    }
}
