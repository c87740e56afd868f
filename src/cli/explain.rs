//! `explain`: one query of an experiment; which pairs it ranks, or what each word gives the versions of one content.

use clap::Args;
use serde_json::{Value, json};
use sourcebias::bias::{PairRow, TermPartRow, side_by_side};
use sourcebias::experiment::{ExplainedQuery, Stage, VersionTexts};
use sourcebias::statement::wrapped;
use sourcebias::table::{Table, TableRow};
use sourcebias::text::LoneWord;
use sourcebias::{Error, Result};

use super::arguments::ExperimentArguments;
use super::output::{Format, plain, print, print_fitted, print_line, print_result, width};

/// Explain one query of an experiment: which pairs of twins it ranks, and what each word gives each version.
///
/// Without --content: the query's pairs, those first that contribute most to the headline measure. With it: what each term
/// of the query gives the score of each version, what of it is the version's length, the parts of their gap (Shapley
/// values), and both texts: words of the query stand in [brackets], words that the other version lacks between *asterisks*.
/// H is the reference's version, L that of the other source.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  sourcebias explain experiments/sotu.toml --query q003\n  sourcebias explain experiments/sotu.toml --query q003 --content 1985-reagan-036 --source llm-summary\n  sourcebias explain experiments/demo.toml --query q001 --model bm25 --format json"
)]
pub struct Explain {
    #[command(flatten)]
    experiment: ExperimentArguments,
    /// The id of the query
    #[arg(long, value_name = "ID")]
    query: String,
    /// The id of a content, which its versions share
    #[arg(long, value_name = "ID")]
    content: Option<String>,
    /// The source whose versions are set against the reference's [default: every other one]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Pairs that are printed; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How it is printed; csv has the pairs, or with --content the terms; json has all
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Prints all columns on a terminal too
    #[arg(long)]
    wide: bool,
}

impl Explain {
    pub fn run(self, quiet: bool) -> Result<()> {
        self.experiment.run_to(Stage::Index, quiet, |pipeline| {
            let explained = pipeline
                .explain(&self.query, self.content.as_deref(), self.source.as_deref())
                .map_err(with_flag)?;
            self.print(explained)
        })
    }

    fn print(&self, mut explained: ExplainedQuery) -> Result<()> {
        let all = explained.pairs.len();
        if self.limit > 0 && self.content.is_none() {
            explained.pairs.truncate(self.limit);
        }
        if matches!(self.format, Format::Json) {
            return print_line(&format!("{:#}", as_json(&explained)?));
        }
        if self.content.is_some() && !matches!(self.format, Format::Text) {
            return print(&TermPartRow::to_table(explained.terms), self.format);
        }
        let pairs = PairRow::to_table(explained.pairs.clone());
        if !matches!(self.format, Format::Text) {
            return print_result(PairRow::SCHEMA, &pairs, self.format, self.wide);
        }
        let paragraph = |text: &str| print_line(wrapped("", text, width()).trim_end());
        paragraph(&format!("query {}: {}", explained.query.id, explained.query.text))?;
        print_line("")?;
        match &self.content {
            Some(content) => {
                paragraph(&format!("content {content}"))?;
                explained.pairs.iter().try_for_each(|pair| print_pair(pair, &explained.terms, self.wide))?;
                explained.texts.iter().try_for_each(print_texts)
            }
            None if explained.pairs.is_empty() => paragraph("no pair of twins has a word of this query"),
            None => {
                print_result(PairRow::SCHEMA, &pairs, self.format, self.wide)?;
                let first = &explained.pairs[0];
                print_line("")?;
                let judged = explained.pairs.iter().any(|pair| pair.contribution.is_some());
                let by = match (&explained.measure, judged) {
                    (Some(measure), true) => format!("by what they contribute to {measure}"),
                    _ => "no content is judged for this query: those of which a version is ranked, by score gap".to_string(),
                };
                paragraph(&format!(
                    "{} of {all} pairs ({by}). H: {}; --content {} explains the first pair.",
                    explained.pairs.len(),
                    first.reference,
                    first.content
                ))
            }
        }
    }
}

/// The names of this command's flags in what the library says.
fn with_flag(error: Error) -> Error {
    match error {
        Error::BadExperiment { place, reason } if ["query", "content", "source"].contains(&&*place) => {
            Error::BadExperiment { place: format!("--{place}"), reason }
        }
        other => other,
    }
}

fn print_pair(pair: &PairRow, terms: &[TermPartRow], wide: bool) -> Result<()> {
    print_line("")?;
    print_line(wrapped("", &pair.sentence(), width()).trim_end())?;
    print_line("")?;
    print_fitted(&side_by_side(terms, pair), wide)
}

fn print_texts(texts: &VersionTexts) -> Result<()> {
    let words = |words: &[LoneWord]| {
        let word = |one: &LoneWord| match one.count {
            1 => one.word.clone(),
            count => format!("{} ({count})", one.word),
        };
        let shown: Vec<String> = words.iter().take(30).map(word).collect();
        match words.len().saturating_sub(30) {
            0 if shown.is_empty() => "none".to_string(),
            0 => shown.join(", "),
            more => format!("{}, and {more} more", shown.join(", ")),
        }
    };
    let says = [
        format!("{} drops: {}", texts.source, words(&texts.dropped)),
        format!("{} adds: {}", texts.source, words(&texts.added)),
        format!("{}: {}", texts.reference, texts.reference_text.in_brackets()),
        format!("{}: {}", texts.source, texts.source_text.in_brackets()),
    ];
    says.iter().try_for_each(|said| {
        print_line("")?;
        print_line(wrapped("", &plain(said), width()).trim_end())
    })
}

fn as_json(explained: &ExplainedQuery) -> Result<Value> {
    let rows = |table: &Table| -> Result<Value> {
        serde_json::from_str(&table.to_json()?)
            .map_err(|error| Error::Failed(format!("cannot read the table again: {error}")))
    };
    Ok(json!({
        "query": { "id": explained.query.id, "text": explained.query.text },
        "measure": explained.measure,
        "pairs": rows(&PairRow::to_table(explained.pairs.clone()))?,
        "terms": rows(&TermPartRow::to_table(explained.terms.clone()))?,
        "texts": explained.texts,
    }))
}
