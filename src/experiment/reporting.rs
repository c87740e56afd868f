//! The last stage: the result tables are read back from their files, so that the report shows what they say, and are
//! drawn and printed.

use std::collections::BTreeMap;
use std::path::Path;

use super::answer::{VERDICTS, as_json, table};
use super::output::Output;
use super::overview::quoted;
use super::tables::tables;
use super::{Pipeline, ReportSettings};
use crate::bias::{PairRow, TwinTextRow};
use crate::error::Result;
use crate::profile::{DocumentPlaceRow, KeywordLineRow};
use crate::report::{self, FigureRequest, Results};
use crate::table::{FileKind, Schema, TableRow};

/// The tables that have texts of the corpus in them.
const TEXTS: [&str; 2] = [KeywordLineRow::SCHEMA.key, TwinTextRow::SCHEMA.key];

/// The large tables that are shown beside others.
const BESIDE: [&str; 2] = [PairRow::SCHEMA.key, DocumentPlaceRow::SCHEMA.key];

impl Pipeline<'_> {
    pub(super) fn report_stage(&self, output: &mut Output) -> Result<()> {
        let mut found = BTreeMap::new();
        let request = self.figures()?;
        let drawn =
            |schema: &Schema| request.figures.iter().any(|figure| figure.object.needs().key == schema.key);
        // Large tables are read where a figure shows them.
        let shown =
            |schema: &&Schema| schema.file == FileKind::Csv || drawn(schema) || BESIDE.contains(&schema.key);
        let withheld = |schema: &Schema| !self.experiment.report.texts && TEXTS.contains(&schema.key);
        for schema in tables().filter(|schema| shown(schema) && !withheld(schema)) {
            if let Some(table) = table(&self.paths, schema)? {
                found.insert(schema.key, table);
            }
        }
        let results = Results {
            experiment: self.experiment.name.clone(),
            tables: found,
            configuration: self.experiment.to_toml(),
            facts: self.facts()?,
            command: self.command(),
            answer: self.answer()?,
            ..Results::default()
        };
        output.write(output.paths.figure(VERDICTS), &as_json(&results.answer))?;
        let (expect, step) = (|steps| self.progress.expect(steps), || self.progress.step());
        for (name, bytes) in report::report_with_steps(&results, &request, &expect, &step)?.files {
            output.write(output.paths.figure(&name), &bytes)?;
        }
        let (path, sums) = output.paths.sums(&output.files)?;
        output.write(path, sums.as_bytes())
    }

    /// What makes these results again where this run was started.
    fn command(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        let from_here = |path: &Path| {
            let path = path.strip_prefix(&here).unwrap_or(path);
            path.strip_prefix(".").unwrap_or(path).display().to_string()
        };
        let mut command = format!("sourcebias run {}", quoted(&from_here(&self.paths.experiment())));
        let out = self.paths.results().parent().and_then(Path::parent).map(from_here).unwrap_or_default();
        if !out.is_empty() {
            command.push_str(&format!(" --out {}", quoted(&out)));
        }
        command
    }

    /// The figures that are drawn, and how.
    pub(super) fn figures(&self) -> Result<FigureRequest> {
        let ReportSettings { figures, style, formats, .. } = &self.experiment.report;
        FigureRequest::parse(figures, style, formats)
    }

    fn facts(&self) -> Result<Vec<(String, String)>> {
        let fact = |what: &str, value: String| (what.to_string(), value);
        let mut facts = vec![
            fact("Program", format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))),
            fact("Seed", self.experiment.seed.to_string()),
            fact("Analyser", self.analyzer.spec()),
        ];
        for (file, hash) in &self.inputs {
            let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy();
            facts.push(fact("Input", format!("{name} (SHA-256 {hash})")));
        }
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use crate::digest::sha256;
    use crate::experiment::answer::VERDICTS;
    use crate::experiment::{Experiment, Pipeline, Redo, Silent, Stage};

    #[test]
    fn a_page_with_other_sentences_than_the_programs_is_drawn_again() {
        let folder = tempfile::tempdir().unwrap();
        let settings = "name = 'x'\n[simulate]\ndocuments = 120\nqueries = 6\ntopics = 6\n[profile]\nbootstrap = 0\nmeasures = ['tokens']\n\
                        [retrieve]\nmodels = ['bm25']\n[bias]\nplanted_replicates = 0\nplacebo = 0\n\
                        [report]\nfigures = ['relative_delta']\nformats = ['svg']";
        let run = || {
            let experiment = Experiment::parse(settings, "x.toml").unwrap();
            let pipeline = Pipeline::new(experiment, folder.path(), Redo::default(), &Silent).unwrap();
            pipeline.run_to(Stage::Report).unwrap();
            let changed =
                std::fs::metadata(pipeline.paths().figure("report.html")).unwrap().modified().unwrap();
            (changed, pipeline.paths().clone())
        };
        let (first, paths) = run();
        assert_eq!(run().0, first, "nothing changed");
        // As an earlier build wrote it, which said the same in other words.
        let file = paths.figure(VERDICTS);
        let told = std::fs::read_to_string(&file).unwrap();
        let other = told.replace("human", "people");
        assert!(other != told);
        std::fs::write(&file, &other).unwrap();
        let record = paths.results().join("stages/report.json");
        let [was, is] = [&told, &other].map(|text| sha256(text.as_bytes()).unwrap());
        let text = std::fs::read_to_string(&record).unwrap();
        assert!(text.contains(&was));
        std::fs::write(&record, text.replace(&was, &is)).unwrap();
        let (second, _) = run();
        assert!(second > first);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), told);
        assert!(!folder.path().join("figures/x/verdicts.json.yours").exists(), "it was the program's");
    }
}
