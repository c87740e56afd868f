//! `fetch`: a collection by name, into the folder where experiments look for it.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sourcebias::Result;
use sourcebias::corpus::fetch::{Collection, Descriptor, FetchProgress, FetchSettings, fetch};
use sourcebias::table::{Column, Table};

use super::output::{Format, plain, print, say};
use super::progress::{aside, bar};

/// Fetch a collection by name, with checksums, into the folder where experiments look for it.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias fetch sotu\n  sourcebias fetch cocktail/nfcorpus --accept-licence\n  sourcebias fetch mine.toml --to FOLDER"
)]
pub struct Fetch {
    /// The name of a collection (`list corpora`), or your own descriptor
    #[arg(value_name = "NAME|FILE.toml")]
    collection: String,
    /// The folder to put it in [default: corpora/downloads/NAME]
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Uses this local archive (.zip, .tar.gz, .tgz, .whl) instead of downloading it
    #[arg(long, value_name = "FILE", conflicts_with = "address")]
    from: Option<PathBuf>,
    /// Downloads from another address
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Accepts the collection's licence, which is asked for once
    #[arg(long)]
    accept_licence: bool,
    /// Allows your own descriptor to fetch the package that it names with npm or pip
    #[arg(long)]
    allow_commands: bool,
    /// Fetches again and replaces what is there
    #[arg(long)]
    force: bool,
    /// How the table of files is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Fetch {
    pub fn run(self, quiet: bool) -> Result<()> {
        let collection = Collection::find(&self.collection)?;
        let name = &collection.descriptor().name;
        let bar = Bytes::new(quiet);
        let commands = collection.foreign_commands().filter(|_| self.from.is_none() && !self.allow_commands);
        let allow_commands = match commands {
            Some(commands) => aside(|| allowed(name, &commands)),
            None => self.allow_commands,
        };
        let settings = FetchSettings {
            allow_commands,
            to: self.to.unwrap_or_else(|| collection.descriptor().folder()),
            from: self.from,
            address: self.address,
            force: self.force,
            ..FetchSettings::default()
        };
        let accept = |descriptor: &Descriptor| self.accept_licence || aside(|| asked(descriptor));
        let fetched = fetch(&collection, &settings, &accept, &bar)?;
        bar.finish();
        if !quiet {
            let word = if fetched.was_there { "was there, whole" } else { "is there now" };
            say(&format!("{name} {word}: {}", settings.to.display()));
        }
        let path = |(file, _): &(PathBuf, u64)| settings.to.join(file).display().to_string();
        let table = Table::new(vec![
            ("file", Column::Text(fetched.files.iter().map(path).collect())),
            ("bytes", Column::Count(fetched.files.iter().map(|(_, bytes)| *bytes).collect())),
        ]);
        print(&table, self.format)
    }
}

/// One bar for the bytes of a fetch.
struct Bytes {
    bar: Option<ProgressBar>,
}

impl Bytes {
    /// A bar where stderr is a terminal and talk is wanted.
    fn new(quiet: bool) -> Self {
        Bytes { bar: bar(quiet) }
    }

    /// Takes the bar away.
    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl FetchProgress for Bytes {
    fn begin(&self, step: &str, bytes: Option<u64>) {
        let Some(bar) = &self.bar else { return };
        let template = match bytes {
            Some(_) => "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            None => "{prefix} {spinner} {bytes} {elapsed}",
        };
        bar.set_style(ProgressStyle::with_template(template).expect("a template of known keys"));
        bar.set_prefix(step.to_string());
        bar.reset();
        if let Some(bytes) = bytes {
            bar.set_length(bytes);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
    }

    fn at(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }
}

/// Asks a person at a terminal whether the licence is accepted.
fn asked(descriptor: &Descriptor) -> bool {
    let about = format!("{}: {}\nPublished by: {}", descriptor.name, descriptor.title, descriptor.reference);
    confirmed(&about, &format!("Its licence: {}. Do you accept it?", descriptor.licence))
}

/// Asks a person at a terminal whether the commands of a descriptor that is none of ours may be run.
fn allowed(name: &str, commands: &str) -> bool {
    confirmed(
        &format!("{name}: its descriptor is not one of ours"),
        &format!("It wants to run {commands}. Do you allow that?"),
    )
}

/// The answer of a person at a terminal; nobody else can say yes.
fn confirmed(about: &str, question: &str) -> bool {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return false;
    }
    say(about);
    let mut answer = String::new();
    let asked = write!(std::io::stderr(), "{} [y/N] ", plain(question));
    let read = asked
        .and_then(|()| std::io::stderr().flush())
        .and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
