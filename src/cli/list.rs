//! `list`: the rows of the registries, with their parameters and references.

use clap::{Args, ValueEnum};
use sourcebias::Result;
#[cfg(feature = "fetch")]
use sourcebias::corpus::fetch;
use sourcebias::corpus::validate::CHECKS;
use sourcebias::registry::{Cutoff, Family, Kind, Parameter};
use sourcebias::table::{Column, ColumnSchema, Table};
use sourcebias::text::{PRESETS, SNOWBALL_VERSION, STEPS};

use super::output::{Format, print, print_line};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Which {
    #[cfg(feature = "fetch")]
    Corpora,
    Formats,
    Analyzers,
    Lexical,
    Models,
    Measures,
    Similarities,
    Analyses,
    #[cfg(feature = "report")]
    Figures,
    Checks,
    Tables,
}

/// Lists what can be named in an experiment.
#[derive(Args)]
pub struct List {
    /// One family only
    #[arg(value_enum)]
    family: Option<Which>,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Prints the collections as the page corpora/README.md, or with `tables` these as docs/tables.md
    #[arg(long, conflicts_with = "format")]
    page: bool,
}

impl List {
    pub fn run(self) -> Result<()> {
        if self.page && self.family == Some(Which::Tables) {
            return print_line(sourcebias::experiment::tables_page().trim_end());
        }
        let mut rows = Rows::default();
        let wanted = |which| self.family.is_none_or(|family| family == which);
        #[cfg(feature = "fetch")]
        {
            if self.page {
                return print_line(fetch::page()?.trim_end());
            }
            if self.family == Some(Which::Corpora) {
                return print(&fetch::table(), self.format);
            }
            if wanted(Which::Corpora) {
                rows.add_corpora();
            }
        }
        if wanted(Which::Formats) {
            rows.add(&sourcebias::corpus::format::FORMATS);
        }
        if wanted(Which::Analyzers) {
            rows.add_analyzers();
        }
        if wanted(Which::Lexical) {
            rows.add(&sourcebias::profile::LEXICAL_MEASURES);
        }
        if wanted(Which::Models) {
            rows.add(&sourcebias::retrieve::MODELS);
        }
        if wanted(Which::Measures) {
            rows.add(&sourcebias::evaluate::MEASURES);
        }
        if wanted(Which::Similarities) {
            rows.add(&sourcebias::bias::SIMILARITIES);
        }
        if wanted(Which::Analyses) {
            rows.add_analyses();
        }
        #[cfg(feature = "report")]
        if wanted(Which::Figures) {
            rows.add(&sourcebias::report::FIGURES);
        }
        if wanted(Which::Checks) {
            rows.add_checks();
        }
        if wanted(Which::Tables) {
            rows.add_tables();
        }
        print(&rows.table(), self.format)
    }
}

#[derive(Default)]
struct Rows {
    family: Vec<String>,
    name: Vec<String>,
    summary: Vec<String>,
    parameters: Vec<String>,
    reference: Vec<String>,
}

impl Rows {
    fn add<T: ?Sized + 'static>(&mut self, family: &Family<T>) {
        for entry in family.entries {
            self.family.push(family.name.to_string());
            let cutoff = match entry.cutoff {
                Cutoff::Never => "",
                Cutoff::Optional => "[@k]",
                Cutoff::Required => "@k",
            };
            self.name.push(format!("{}{cutoff}", entry.name));
            self.summary.push(entry.summary.to_string());
            self.parameters.push(entry.parameters.iter().map(described).collect::<Vec<_>>().join("; "));
            self.reference.push(entry.reference.to_string());
        }
        for wrapper in family.wrappers {
            self.family.push(format!("{} wrapper", family.name));
            self.name.push(format!("|{}", wrapper.name));
            self.summary.push(wrapper.summary.to_string());
            self.parameters.push(wrapper.parameters.iter().map(described).collect::<Vec<_>>().join("; "));
            self.reference.push(wrapper.reference.to_string());
        }
    }

    #[cfg(feature = "fetch")]
    fn add_corpora(&mut self) {
        for descriptor in fetch::Descriptor::all() {
            self.family.push("collection".to_string());
            self.name.push(descriptor.name);
            self.summary.push(descriptor.title);
            self.parameters.push(String::new());
            self.reference.push(descriptor.reference);
        }
    }

    /// The presets, then the steps that chains are written with; what stems by Snowball says which one it is.
    fn add_analyzers(&mut self) {
        let brackets = |choices: &[&str]| if choices.is_empty() { "" } else { "(…)" };
        let presets = PRESETS.iter().map(|preset| {
            let name = format!("{}{}", preset.name, brackets(preset.choices));
            let chain = preset.chain.replace('*', "…");
            let parameters = match preset.choices {
                [] => format!("stands for {chain}"),
                choices => format!("stands for {chain}: {}", choices.join(" | ")),
            };
            let stems = preset.chain.contains("snowball");
            let reference = if stems { "see the analyzer step snowball(…)" } else { "" };
            ("analyzer", name, preset.summary, parameters, reference)
        });
        let steps = STEPS.iter().map(|step| {
            let name = format!("{}{}", step.name, brackets(step.choices));
            let reference = if step.name == "snowball" { SNOWBALL_VERSION } else { "" };
            ("analyzer step", name, step.summary, step.choices.join(" | "), reference)
        });
        for (family, name, summary, parameters, reference) in presets.chain(steps) {
            self.family.push(family.to_string());
            self.name.push(name);
            self.summary.push(summary.to_string());
            self.parameters.push(parameters);
            self.reference.push(reference.to_string());
        }
    }

    /// The analyses of bias, with what each is asked.
    fn add_analyses(&mut self) {
        for analysis in sourcebias::bias::ANALYSES {
            let about = analysis.about();
            self.family.push("analysis of bias".to_string());
            self.name.push(about.schema.key.to_string());
            self.summary.push(format!("{}: {}", about.question.words(), about.schema.summary));
            self.parameters.push(String::new());
            self.reference.push(String::new());
        }
    }

    /// The result tables, with their columns in place of parameters.
    fn add_tables(&mut self) {
        for schema in sourcebias::experiment::tables() {
            self.family.push("result table".to_string());
            self.name.push(schema.path());
            self.summary.push(schema.summary.to_string());
            let described = |column: &ColumnSchema| format!("{} ({})", column.name, column.kind.word());
            self.parameters.push(schema.columns.iter().map(described).collect::<Vec<_>>().join("; "));
            self.reference.push(String::new());
        }
    }

    /// The checks of a corpus, with what to do in place of parameters.
    fn add_checks(&mut self) {
        for check in CHECKS {
            self.family.push(format!("check ({})", check.severity));
            self.name.push(check.name.to_string());
            self.summary.push(check.summary.to_string());
            self.parameters.push(check.advice.to_string());
            self.reference.push(String::new());
        }
    }

    fn table(self) -> Table {
        Table::new(vec![
            ("family", Column::Text(self.family)),
            ("name", Column::Text(self.name)),
            ("summary", Column::Text(self.summary)),
            ("parameters", Column::Text(self.parameters)),
            ("reference", Column::Text(self.reference)),
        ])
    }
}

fn described(parameter: &Parameter) -> String {
    let range = match parameter.kind {
        Kind::Number { low, high } => format!("{low} to {high}"),
        Kind::Integer { low, high } => format!("{low} to {high}"),
        Kind::Choice(words) => words.join(" | "),
        Kind::Text => "free text, or none".to_string(),
    };
    format!("{}={} ({range}): {}", parameter.name, parameter.default, parameter.meaning)
}
