//! RAID's table: one row a text, by people or by a model under one way of decoding and one attack. The human text and
//! what models wrote after it share `source_id`, and so are twins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::delimited::{Rows, for_each_row, listed, records};
use super::layout::{self, Layout, NamedSources, source_name};
use super::{CorpusFormat, Judgement, Record, Records, Text, beir, check_id, qrels};
use crate::corpus::Query;
use crate::error::{Error, Result};
use crate::registry::{Arguments, Cutoff, Entry, Kind, Parameter};

/// The row of this format.
pub(super) const ENTRY: Entry<dyn CorpusFormat> = Entry {
    name: "raid",
    summary: "RAID's CSV file, or a folder of them, with `source_id`, `model`, `attack`, `generation` and others; the \
              sources are the models; queries.jsonl and qrels/<split>.tsv where there are any; plain, .gz or .zst",
    reference: "Dugan et al. (2024), RAID: A Shared Benchmark for Robust Evaluation of Machine-Generated Text Detectors",
    parameters: &[
        Parameter {
            name: "attack",
            kind: Kind::Text,
            default: "none",
            meaning: "rows of this attack; `none` is the texts as written",
        },
        Parameter {
            name: "decoding",
            kind: Kind::Choice(&["greedy", "sampling", "any"]),
            default: "greedy",
            meaning: "rows of models that were decoded so; a blank cell counts as greedy",
        },
        Parameter {
            name: "repetition_penalty",
            kind: Kind::Choice(&["no", "yes", "any"]),
            default: "no",
            meaning: "rows of models with or without this penalty; a blank cell counts as no",
        },
        Parameter {
            name: "domain",
            kind: Kind::Text,
            default: "",
            meaning: "rows of this domain; blank: of all",
        },
    ],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Raid { wanted: Wanted::of(arguments) })),
};

const LAYOUT: Layout = Layout {
    endings: &[".csv"],
    others: &["queries.", "qrels"],
    advice: "give RAID's CSV file, as in train_none.csv, or a folder that holds it, and for retrieval queries.jsonl and \
             qrels/<split>.tsv beside it",
};

/// Who wrote the texts of people.
const HUMAN: &str = "human";

/// Which rows are read.
#[derive(Debug, Clone)]
struct Wanted {
    attack: String,
    decoding: String,
    repetition_penalty: String,
    domain: String,
}

impl Wanted {
    fn of(arguments: &Arguments) -> Wanted {
        let text = |name: &str| arguments.text(name).to_string();
        Wanted {
            attack: text("attack"),
            decoding: text("decoding"),
            repetition_penalty: text("repetition_penalty"),
            domain: text("domain"),
        }
    }
}

/// Where the columns are.
#[derive(Debug, Clone, Copy)]
struct Columns {
    id: usize,
    source_id: usize,
    model: usize,
    decoding: usize,
    repetition_penalty: usize,
    attack: usize,
    generation: usize,
    domain: Option<usize>,
    title: Option<usize>,
}

impl Columns {
    fn of(rows: &Rows, wanted: &Wanted) -> Result<Columns> {
        let at = |name: &str| {
            rows.find(name)?.ok_or_else(|| {
                let advice = match rows.other_delimiter() {
                    Some((_, sign)) => format!("its columns stand between {sign:?}: write it with commas"),
                    None => format!("the columns are: {}; {}", listed(&rows.header), LAYOUT.advice),
                };
                Error::file(rows.file(), format!("has no column `{name}`"), advice)
            })
        };
        Ok(Columns {
            id: at("id")?,
            source_id: at("source_id")?,
            model: at("model")?,
            decoding: at("decoding")?,
            repetition_penalty: at("repetition_penalty")?,
            attack: at("attack")?,
            generation: at("generation")?,
            domain: if wanted.domain.is_empty() { rows.find("domain")? } else { Some(at("domain")?) },
            title: rows.find("title")?,
        })
    }

    /// The model of the row, where the row is one of those wanted. The rows of people know no decoding; a row of a model
    /// that does not tell is taken for one of the usual kind, greedy and without penalty.
    fn model<'a>(&self, rows: &'a Rows, wanted: &Wanted) -> Result<Option<&'a str>> {
        let model = rows.cell(self.model)?.trim();
        let is = |column: usize, value: &str| Ok(rows.cell(column)?.trim() == value);
        let of_model = |column: usize, value: &str, usual: &str| {
            let untold = value == usual && is(column, "")?;
            Ok(untold || value == "any" || model == HUMAN || is(column, value)?)
        };
        let of_domain = match self.domain {
            Some(column) if !wanted.domain.is_empty() => is(column, &wanted.domain)?,
            _ => true,
        };
        let kept = of_domain
            && is(self.attack, &wanted.attack)?
            && of_model(self.decoding, &wanted.decoding, "greedy")?
            && of_model(self.repetition_penalty, &wanted.repetition_penalty, "no")?;
        Ok(kept.then_some(model))
    }

    /// The document of the row, where `source` wrote it.
    fn text(&self, rows: &Rows, wanted: &Wanted, source: &str) -> Option<Result<Record<Text>>> {
        let model = match self.model(rows, wanted) {
            Ok(model) => source_name(model?),
            Err(error) => return Some(Err(error)),
        };
        if model.is_empty() {
            return Some(rows.record(Err("column `model` is blank".to_string())));
        }
        (model == source).then(|| {
            let (id, source_id) = (rows.cell(self.id)?.trim(), rows.cell(self.source_id)?.trim());
            let (place, base) = match source_id.is_empty() && model == HUMAN {
                true => ("column `id`", id),
                false => ("column `source_id`", source_id),
            };
            if let Err(reason) = check_id(place, base) {
                return rows.record(Err(reason));
            }
            let title = self.title.map_or(Ok(""), |column| rows.cell(column))?.to_string();
            let text = rows.cell(self.generation)?.to_string();
            rows.record(Ok(Text { base: base.to_string(), title, text }))
        })
    }
}

/// What the rows of all files hold, those that are not wanted among them.
#[derive(Debug, Default)]
struct Seen {
    wanted: u64,
    /// Rows that are not wanted, by file.
    others: BTreeMap<PathBuf, u64>,
    attacks: Values,
    domains: Values,
    decodings: Values,
    penalties: Values,
}

impl Seen {
    fn add(&mut self, rows: &Rows, at: &Columns, is_wanted: bool) {
        match (is_wanted, self.others.get_mut(&**rows.file())) {
            (true, _) => self.wanted += 1,
            (false, Some(count)) => *count += 1,
            (false, None) => _ = self.others.insert(rows.file().to_path_buf(), 1),
        }
        for (values, column) in [
            (&mut self.attacks, Some(at.attack)),
            (&mut self.domains, at.domain),
            (&mut self.decodings, Some(at.decoding)),
            (&mut self.penalties, Some(at.repetition_penalty)),
        ] {
            if let Some(Ok(value)) = column.map(|column| rows.cell(column)) {
                values.add(value);
            }
        }
    }

    /// Tells how many rows of each file are not read.
    fn tell(&self) {
        for (file, count) in &self.others {
            let kinds = "other attacks, decodings, penalties or domains";
            tracing::info!("{}: {count} rows of {kinds} are not read", file.display());
        }
    }

    /// What is said where there are rows, and none of them is wanted.
    fn nothing(&self, path: &Path, wanted: &Wanted) -> Error {
        let Wanted { attack, decoding, repetition_penalty, domain } = wanted;
        if !self.attacks.0.contains(attack) {
            let advice = format!("set `attack` to one of: {}", self.attacks.listed());
            return Error::file(path, format!("holds no row of attack `{attack}`"), advice);
        }
        if !domain.is_empty() && !self.domains.0.contains(domain) {
            let advice = format!("set `domain` to one of: {}", self.domains.listed());
            return Error::file(path, format!("holds no row of domain `{domain}`"), advice);
        }
        let of_domain = if domain.is_empty() { String::new() } else { format!(", domain `{domain}`") };
        let reason = format!(
            "holds no row of attack `{attack}`{of_domain}, decoding `{decoding}` and repetition_penalty \
             `{repetition_penalty}` together"
        );
        let advice = format!(
            "choose among its attacks ({}), domains ({}), decodings ({}) and penalties ({})",
            self.attacks.listed(),
            self.domains.listed(),
            self.decodings.listed(),
            self.penalties.listed()
        );
        Error::file(path, reason, advice)
    }
}

/// The values of a column that are not blank: the first of them, which is enough for a message.
#[derive(Debug, Default)]
struct Values(BTreeSet<String>);

impl Values {
    fn add(&mut self, value: &str) {
        let value = value.trim();
        if !value.is_empty() && self.0.len() < 1000 && !self.0.contains(value) {
            self.0.insert(value.to_string());
        }
    }

    fn listed(&self) -> String {
        listed(&self.0.iter().cloned().collect::<Vec<_>>())
    }
}

struct Raid {
    wanted: Wanted,
}

impl CorpusFormat for Raid {
    fn sources(&self, path: &Path) -> Result<Vec<(String, PathBuf)>> {
        super::table::sources(&LAYOUT, path, "model", |files: &[PathBuf], named: &mut NamedSources| {
            let open = |file: &Path| Rows::open(file, b',', LAYOUT.advice);
            let mut columns: Option<(PathBuf, Columns)> = None;
            let mut seen = Seen::default();
            let bad = for_each_row(files, open, |rows| {
                let at = match &columns {
                    Some((file, at)) if **file == **rows.file() => *at,
                    _ => columns.insert((rows.file().to_path_buf(), Columns::of(rows, &self.wanted)?)).1,
                };
                // The stream of documents tells a cell that is not UTF-8.
                let Ok(model) = at.model(rows, &self.wanted) else { return Ok(()) };
                seen.add(rows, &at, model.is_some());
                model.map_or(Ok(()), |model| named.add(rows.file(), "model", model))
            })?;
            seen.tell();
            match seen.wanted == 0 && !seen.others.is_empty() {
                true => Err(seen.nothing(path, &self.wanted)),
                false => Ok(bad),
            }
        })
    }

    fn files(&self, path: &Path) -> Result<Vec<PathBuf>> {
        LAYOUT.files(path)
    }

    fn queries_file(&self, folder: &Path, _: &str) -> Result<Option<PathBuf>> {
        Ok(beir::queries_file(folder))
    }

    fn qrels_file(&self, folder: &Path, split: &str) -> Result<Option<PathBuf>> {
        beir::qrels_file(folder, split)
    }

    fn documents(&self, path: &Path, source: &str) -> Result<Records<Text>> {
        let (wanted, source) = (self.wanted.clone(), source.to_string());
        let open = move |file: &Path| {
            let rows = Rows::open(file, b',', LAYOUT.advice)?;
            let columns = Columns::of(&rows, &wanted)?;
            let (wanted, source) = (wanted.clone(), source.clone());
            Ok(records(rows, move |rows| columns.text(rows, &wanted, &source)))
        };
        Ok(layout::chained(LAYOUT.files(path)?, open))
    }

    fn queries(&self, path: &Path) -> Result<Records<Query>> {
        beir::queries(path)
    }

    fn judgements(&self, path: &Path) -> Result<Records<Judgement>> {
        qrels::judgements(path, LAYOUT.advice)
    }
}
