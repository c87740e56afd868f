//! `list`: the rows of the registries, one line each, and all that is known of one.

use clap::{Args, ValueEnum};
use sourcebias::Result;
#[cfg(feature = "fetch")]
use sourcebias::corpus::fetch;
use sourcebias::corpus::validate::CHECKS;
use sourcebias::table::ColumnSchema;
use sourcebias::text::{PRESETS, SNOWBALL_VERSION, STEPS};

use super::listed::{Listed, Section, in_lines, named, table};
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
    Agreement,
    Calibration,
    Confidences,
    Orders,
    Features,
    Judges,
    /// All measures of labels: agreement, calibration, confidences, orders and features
    Labels,
    Similarities,
    Analyses,
    #[cfg(feature = "report")]
    Figures,
    Checks,
    Tables,
}

/// Lists what can be named in an experiment: one line each, or all about one
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias list models\n  sourcebias list models bm25\n  sourcebias list measures --format csv"
)]
pub struct List {
    /// One family only
    #[arg(value_enum)]
    family: Option<Which>,
    /// One entry of the family, told in full: parameters, ranges, defaults, reference, other names
    name: Option<String>,
    /// How the table is printed; as text it is one line an entry
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Prints the collections as the page corpora/README.md, or with `tables` these as docs/tables.md
    #[arg(long, conflicts_with_all = ["format", "name"])]
    page: bool,
}

impl List {
    pub fn run(self) -> Result<()> {
        if self.page && self.family == Some(Which::Tables) {
            return print_line(sourcebias::experiment::tables_page().trim_end());
        }
        #[cfg(feature = "fetch")]
        {
            if self.page {
                return print_line(fetch::page()?.trim_end());
            }
            if self.family == Some(Which::Corpora) && self.name.is_none() && !self.is_text() {
                return print(&fetch::table(), self.format);
            }
        }
        let Some(family) = self.family else { return self.print_all() };
        let mut listed = family.listed();
        if let Some(name) = &self.name {
            listed = named(listed, name, family.singular())?;
        }
        match (self.is_text(), &self.name) {
            (true, Some(_)) => {
                let told: Vec<String> = listed.iter().map(Listed::in_full).collect();
                print_line(told.join("\n").trim_end())
            }
            (true, None) => print_line(in_lines(&listed).trim_end()),
            (false, _) => print(&table(&listed), self.format),
        }
    }

    fn is_text(&self) -> bool {
        matches!(self.format, Format::Text)
    }

    /// Every family, with a heading where people read it.
    fn print_all(&self) -> Result<()> {
        // What `labels` gathers stands under its own headings.
        let families = Which::value_variants().iter().filter(|family| **family != Which::Labels);
        if !self.is_text() {
            let all: Vec<Listed> = families.flat_map(|family| family.listed()).collect();
            return print(&table(&all), self.format);
        }
        let block = |family: &Which| {
            let word = family.to_possible_value().expect("no family is hidden").get_name().to_string();
            format!("{word} (`list {word} NAME` tells all about one)\n\n{}", in_lines(&family.listed()))
        };
        print_line(families.map(block).collect::<Vec<_>>().join("\n").trim_end())
    }
}

/// The families of measures of labels.
const OF_LABELS: [Which; 5] =
    [Which::Agreement, Which::Calibration, Which::Confidences, Which::Orders, Which::Features];

impl Which {
    fn singular(self) -> &'static str {
        match self {
            #[cfg(feature = "fetch")]
            Which::Corpora => "collection",
            Which::Formats => sourcebias::corpus::format::FORMATS.name,
            Which::Analyzers => "analyzer or step",
            Which::Lexical => sourcebias::profile::LEXICAL_MEASURES.name,
            Which::Models => sourcebias::retrieve::MODELS.name,
            Which::Measures => sourcebias::evaluate::MEASURES.name,
            Which::Agreement => sourcebias::labels::AGREEMENT.name,
            Which::Calibration => sourcebias::labels::CALIBRATION.name,
            Which::Confidences => sourcebias::labels::CONFIDENCES.name,
            Which::Orders => sourcebias::labels::ORDERS.name,
            Which::Features => sourcebias::labels::FEATURES.name,
            Which::Judges => sourcebias::labels::SIMULATED_JUDGES.name,
            Which::Labels => "measure of labels",
            Which::Similarities => sourcebias::bias::SIMILARITIES.name,
            Which::Analyses => "analysis of bias",
            #[cfg(feature = "report")]
            Which::Figures => sourcebias::report::FIGURES.name,
            Which::Checks => "check",
            Which::Tables => "result table",
        }
    }

    fn listed(self) -> Vec<Listed> {
        match self {
            #[cfg(feature = "fetch")]
            Which::Corpora => corpora(),
            Which::Formats => Listed::of(&sourcebias::corpus::format::FORMATS),
            Which::Analyzers => analyzers(),
            Which::Lexical => Listed::of(&sourcebias::profile::LEXICAL_MEASURES),
            Which::Models => Listed::of(&sourcebias::retrieve::MODELS),
            Which::Measures => Listed::of(&sourcebias::evaluate::MEASURES),
            Which::Agreement => Listed::of(&sourcebias::labels::AGREEMENT),
            Which::Calibration => Listed::of(&sourcebias::labels::CALIBRATION),
            Which::Confidences => Listed::of(&sourcebias::labels::CONFIDENCES),
            Which::Orders => Listed::of(&sourcebias::labels::ORDERS),
            Which::Features => Listed::of(&sourcebias::labels::FEATURES),
            Which::Judges => Listed::of(&sourcebias::labels::SIMULATED_JUDGES),
            Which::Labels => OF_LABELS.into_iter().flat_map(Which::listed).collect(),
            Which::Similarities => Listed::of(&sourcebias::bias::SIMILARITIES),
            Which::Analyses => analyses(),
            #[cfg(feature = "report")]
            Which::Figures => Listed::of(&sourcebias::report::FIGURES),
            Which::Checks => checks(),
            Which::Tables => tables(),
        }
    }
}

/// Text without terms.
fn plain(heading: &'static str, text: impl Into<String>) -> Section {
    (heading, vec![(String::new(), text.into())])
}

/// The collections; what the page of collections says is told of each.
#[cfg(feature = "fetch")]
fn corpora() -> Vec<Listed> {
    let page = fetch::table();
    let (names, rows) = (page.names(), page.cells(0, ""));
    let of = |(descriptor, row): (fetch::Descriptor, &Vec<String>)| {
        let told = |(name, cell): (&String, &String)| (name.replace('_', " "), cell.clone());
        let known = ["name", "title", "reference"];
        let facts =
            names.iter().zip(row).filter(|(name, cell)| !known.contains(&name.as_str()) && !cell.is_empty());
        Listed {
            family: "collection".to_string(),
            aliases: descriptor.name.rsplit_once('/').map(|(_, last)| last.to_string()).into_iter().collect(),
            name: descriptor.name,
            summary: descriptor.title,
            reference: descriptor.reference,
            sections: vec![("Facts", facts.map(told).collect())],
            ..Listed::default()
        }
    };
    fetch::Descriptor::all().zip(&rows).map(of).collect()
}

/// The presets, then the steps that chains are written with; what stems by Snowball says which one it is.
fn analyzers() -> Vec<Listed> {
    let brackets = |choices: &[&str]| if choices.is_empty() { "" } else { "(…)" };
    let words = |choices: &[&str]| match choices {
        [] => Vec::new(),
        _ => vec![plain("In the brackets", choices.join(" | "))],
    };
    let presets = PRESETS.iter().map(|preset| {
        let chain = preset.chain.replace('*', "…");
        let parameters = match preset.choices {
            [] => format!("stands for {chain}"),
            choices => format!("stands for {chain}: {}", choices.join(" | ")),
        };
        let stems = preset.chain.contains("snowball");
        Listed {
            family: "analyzer".to_string(),
            name: format!("{}{}", preset.name, brackets(preset.choices)),
            summary: preset.summary.to_string(),
            parameters,
            reference: if stems { "see the analyzer step snowball(…)" } else { "" }.to_string(),
            sections: [vec![plain("Stands for", chain)], words(preset.choices)].concat(),
            ..Listed::default()
        }
    });
    let steps = STEPS.iter().map(|step| Listed {
        family: "analyzer step".to_string(),
        name: format!("{}{}", step.name, brackets(step.choices)),
        summary: step.summary.to_string(),
        parameters: step.choices.join(" | "),
        reference: if step.name == "snowball" { SNOWBALL_VERSION } else { "" }.to_string(),
        sections: words(step.choices),
        ..Listed::default()
    });
    presets.chain(steps).collect()
}

/// The analyses of bias, with what each is asked.
fn analyses() -> Vec<Listed> {
    let of = |analysis: &&dyn sourcebias::bias::Analysis| {
        let about = analysis.about();
        Listed {
            family: "analysis of bias".to_string(),
            name: about.schema.key.to_string(),
            aliases: vec![about.schema.name().to_string()],
            summary: format!("{}: {}", about.question.words(), about.schema.summary),
            sections: vec![plain("File", about.schema.path()), columns(about.schema)],
            ..Listed::default()
        }
    };
    sourcebias::bias::ANALYSES.iter().map(of).collect()
}

/// The result tables, with their columns in place of parameters.
fn tables() -> Vec<Listed> {
    let of = |schema: &'static sourcebias::table::Schema| {
        let described = |column: &ColumnSchema| format!("{} ({})", column.name, column.kind.word());
        Listed {
            family: "result table".to_string(),
            name: schema.path(),
            aliases: vec![schema.key.to_string(), schema.name().to_string()],
            summary: schema.summary.to_string(),
            parameters: schema.columns.iter().map(described).collect::<Vec<_>>().join("; "),
            sections: vec![columns(schema)],
            ..Listed::default()
        }
    };
    sourcebias::experiment::all_tables().map(of).collect()
}

fn columns(schema: &sourcebias::table::Schema) -> Section {
    let of = |column: &ColumnSchema| {
        let optional = if column.optional { " Only in files where some row has a value." } else { "" };
        (column.name.to_string(), format!("{}: {}{optional}", column.kind.word(), column.meaning))
    };
    ("Columns", schema.columns.iter().map(of).collect())
}

/// The checks of a corpus, with what to do in place of parameters.
fn checks() -> Vec<Listed> {
    let of = |check: &sourcebias::corpus::validate::Check| Listed {
        family: format!("check ({})", check.severity),
        name: check.name.to_string(),
        summary: check.summary.to_string(),
        parameters: check.advice.to_string(),
        sections: vec![plain("What to do", check.advice)],
        ..Listed::default()
    };
    CHECKS.iter().map(of).collect()
}
