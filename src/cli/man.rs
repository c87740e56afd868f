//! `man`: the manual page, and in a folder one for each subcommand too.

use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use sourcebias::write::write;
use sourcebias::{Error, Result};

use super::output::{print_bytes, print_line};

/// The first line of every page, by which pages of former versions are known.
const MARK: &str = ".\\\" Written by `sourcebias man`, which replaces it.\n";

/// Prints the manual page, or writes it and one for each subcommand into a folder
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias man | man -l -\n  sourcebias man --to ~/.local/share/man/man1 && man sourcebias-run"
)]
pub struct ManPages {
    /// The folder for the pages of all subcommands too; pages of former versions are replaced, and nothing else is
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

impl ManPages {
    pub fn run(self) -> Result<()> {
        let mut command = super::Cli::command().disable_help_subcommand(true);
        command.build();
        let Some(folder) = self.to else { return print_bytes(&page(&command).1) };
        let mut pages = Vec::new();
        add_pages(&command, &mut pages);
        let pages: Vec<(PathBuf, Vec<u8>)> =
            pages.into_iter().map(|(name, text)| (folder.join(name), text)).collect();
        pages.iter().try_for_each(|(path, _)| check_place(path))?;
        for (path, text) in &pages {
            write(path, text)?;
            print_line(&path.display().to_string())?;
        }
        Ok(())
    }
}

/// The page of a command and of all below it.
fn add_pages(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) {
    pages.push(page(command));
    command.get_subcommands().for_each(|subcommand| add_pages(subcommand, pages));
}

/// The name of a command's page, and the page.
fn page(command: &Command) -> (String, Vec<u8>) {
    let man = Man::new(command.clone()).source(concat!("sourcebias ", env!("CARGO_PKG_VERSION")));
    let mut text = MARK.as_bytes().to_vec();
    man.render(&mut text).expect("memory takes all that is written");
    (man.get_filename(), text)
}

/// Checks that nothing stands at `path` but a page of ours.
fn check_place(path: &Path) -> Result<()> {
    let ours = match path.symlink_metadata() {
        Ok(found) => {
            found.is_file() && std::fs::read(path).is_ok_and(|text| text.starts_with(MARK.as_bytes()))
        }
        Err(_) => true,
    };
    match ours {
        true => Ok(()),
        false => {
            Err(Error::file(path, "stands in the place of a manual page", "name another folder, or move it"))
        }
    }
}
