//! `completions`: a completion script for a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use sourcebias::Result;

use super::output::print_bytes;

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
        // To memory first: writing to a full disk is an error to tell, and not one to panic at.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
        print_bytes(&script)
    }
}
