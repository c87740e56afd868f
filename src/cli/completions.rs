//! `completions`: a completion script for a shell. It offers the names of models, measures, analysers, formats and
//! collections too; the program itself takes more than these, as `bm25(b=0.4)`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Args, Command, CommandFactory};
use clap_complete::Shell;
use sourcebias::Result;
#[cfg(feature = "fetch")]
use sourcebias::corpus::fetch;
use sourcebias::corpus::format::FORMATS;
use sourcebias::evaluate::MEASURES;
use sourcebias::labels::{AGREEMENT, CONFIDENCES};
use sourcebias::profile::LEXICAL_MEASURES;
use sourcebias::registry::{Cutoff, Family};
use sourcebias::retrieve::MODELS;
use sourcebias::text::PRESETS;

use super::output::print_bytes;

/// Prints a completion script, which knows the names of models, measures, analysers, formats and collections.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  source <(sourcebias completions bash)\n  sourcebias completions fish | source"
)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<()> {
        let mut command = with_values(super::Cli::command());
        // To memory first: writing to a full disk is an error to tell, and not one to panic at.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
        if self.shell == Shell::Fish {
            script.extend(collections_for_fish().into_bytes());
        }
        print_bytes(&script)
    }
}

/// A value that is offered, and what it is.
type Value = (String, String);

/// Which arguments are offered which values: the id, the name of the value, the values.
type Offered = (&'static str, &'static str, fn() -> Vec<Value>);

/// All arguments whose values have names.
const OFFERED: &[Offered] = &[
    ("models", "SPEC", || of_family(&MODELS)),
    ("measures", "SPEC", || of_family(&MEASURES)),
    ("measure", "SPEC", || of_family(&MEASURES)),
    ("agreement", "SPEC", || of_family(&AGREEMENT)),
    ("confidence", "SPEC", || of_family(&CONFIDENCES)),
    ("lexical_measures", "LIST", || of_family(&LEXICAL_MEASURES)),
    ("analyzer", "SPEC", analyzers),
    ("from", "SPEC", || of_family(&FORMATS)),
    ("collection", "NAME|FILE.toml", collections),
];

/// The command, as scripts are made of it: where an argument takes names, they are its possible values.
fn with_values(command: Command) -> Command {
    command.mut_args(offering).mut_subcommands(with_values)
}

fn offering(argument: Arg) -> Arg {
    let value_name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let is = |(id, name, _): &&Offered| argument.get_id() == *id && value_name.as_deref() == Some(*name);
    let Some((.., values)) = OFFERED.iter().find(is) else { return argument };
    // clap holds such names for as long as the program runs, and it ends with the script.
    let held = |name: String| -> &'static str { name.leak() };
    let possible = values().into_iter().map(|(name, help)| PossibleValue::new(held(name)).help(help));
    argument.value_parser(PossibleValuesParser::new(possible))
}

/// The rows of a family, with a cutoff of 10 where they may have one.
fn of_family<T: ?Sized + 'static>(family: &Family<T>) -> Vec<Value> {
    let mut values = Vec::new();
    for entry in family.entries {
        if entry.cutoff != Cutoff::Required {
            values.push((entry.name.to_string(), entry.summary.to_string()));
        }
        if entry.cutoff != Cutoff::Never {
            values.push((format!("{}@10", entry.name), entry.summary.to_string()));
        }
    }
    values
}

/// The presets that are whole without brackets, which shells take for their own.
fn analyzers() -> Vec<Value> {
    let whole = PRESETS.iter().filter(|preset| preset.choices.is_empty());
    whole.map(|preset| (preset.name.to_string(), preset.summary.to_string())).collect()
}

#[cfg(feature = "fetch")]
fn collections() -> Vec<Value> {
    fetch::Descriptor::all().map(|descriptor| (descriptor.name, descriptor.title)).collect()
}

#[cfg(not(feature = "fetch"))]
fn collections() -> Vec<Value> {
    Vec::new()
}

/// fish is told nothing of arguments without a flag by clap_complete.
fn collections_for_fish() -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let line = |(name, title): Value| {
        let (name, title) = (quoted(&name), quoted(&title));
        format!(
            "complete -c sourcebias -n \"__fish_sourcebias_using_subcommand fetch\" -a '{name}' -d '{title}'\n"
        )
    };
    collections().into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use sourcebias::text::Analyzer;

    use super::*;

    #[test]
    fn every_value_that_is_offered_is_taken_and_harmless_in_a_shell() {
        for (id, _, values) in OFFERED {
            assert!(!values().is_empty(), "{id}");
            for (name, _) in values() {
                let harmless = |letter: char| letter.is_ascii_alphanumeric() || "_-./@".contains(letter);
                assert!(name.chars().all(harmless), "{name}");
                match *id {
                    "models" => drop(MODELS.parse(&name).unwrap()),
                    "measure" | "measures" => drop(MEASURES.parse(&name).unwrap()),
                    "lexical_measures" => drop(LEXICAL_MEASURES.parse(&name).unwrap()),
                    "analyzer" => drop(Analyzer::parse(&name).unwrap()),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn every_row_has_its_arguments() {
        fn offered(command: &Command, found: &mut Vec<(String, String)>) {
            for argument in command.get_arguments() {
                let names = argument.get_value_names().unwrap_or_default();
                found.extend(names.first().map(|name| (argument.get_id().to_string(), name.to_string())));
            }
            command.get_subcommands().for_each(|subcommand| offered(subcommand, found));
        }
        let mut found = Vec::new();
        offered(&super::super::Cli::command(), &mut found);
        for (id, name, _) in OFFERED {
            let known = (id.to_string(), name.to_string());
            assert!(found.contains(&known) || !cfg!(feature = "fetch"), "{known:?}");
        }
        // Nothing of this kind is left out.
        let specs = found.iter().filter(|(_, name)| name == "SPEC");
        specs.for_each(|(id, _)| assert!(OFFERED.iter().any(|(known, ..)| known == id), "{id}"));
        with_values(super::super::Cli::command()).debug_assert();
    }
}
