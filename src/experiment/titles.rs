//! Models that weigh titles: an experiment's models and its corpus in; whether titles are kept apart, or what is missing, out.

use super::Pipeline;
use crate::error::{Error, Result};
use crate::registry::Named;
use crate::retrieve::RetrievalModel;

impl Pipeline<'_> {
    /// Whether the index keeps titles apart from texts: where a model weighs them.
    pub(super) fn keeps_titles_apart(&self) -> bool {
        self.weighs_titles().is_some()
    }

    /// Checks that titles are read where a model weighs them.
    pub(super) fn check_titles(&self) -> Result<()> {
        let Some(model) = self.weighs_titles().filter(|_| !self.with_titles()) else { return Ok(()) };
        let advice = match self.experiment.simulate {
            Some(_) => "simulated texts have none; leave the model out",
            None => "set `title = true` under [corpus], or leave the model out",
        };
        let reason = format!("`{}` weighs titles, which are not read: {advice}", model.name);
        let place = format!("experiment `{}`, [retrieve]", self.experiment.name);
        Err(Error::BadExperiment { place, reason })
    }

    fn weighs_titles(&self) -> Option<&Named<dyn RetrievalModel>> {
        self.models.iter().find(|model| model.object.needs().fields)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::experiment::{Experiment, Pipeline, Redo, Silent, Stage};
    use crate::results::ResultPaths;
    use crate::retrieve::RunRow;
    use crate::table::{Table, TableRow};

    /// Runs two contents with twins to the runs; the titles of all are `title`.
    fn run(folder: &Path, out: &str, model: &str, title: &str, titles: bool) -> Result<ResultPaths, String> {
        let write = |file: &str, text: String| {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if !path.exists() {
                std::fs::write(path, text).unwrap();
            }
        };
        for (source, word) in [("human", "red"), ("llm", "blue")] {
            let line = |id| {
                format!("{{\"_id\": \"{id}\", \"title\": \"{title}\", \"text\": \"a {word} pear {id}\"}}\n")
            };
            write(&format!("of-{title}/corpus/{source}.jsonl"), ["x", "y"].map(line).concat());
        }
        write(
            &format!("of-{title}/queries.jsonl"),
            "{\"_id\": \"q\", \"text\": \"red fruit\"}\n".to_string(),
        );
        write(&format!("of-{title}/qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\tx\t1\n".to_string());
        let settings = format!(
            "name = 'x'\n[corpus]\npath = {:?}\ntitle = {titles}\n[retrieve]\nmodels = ['{model}']",
            folder.join(format!("of-{title}"))
        );
        let experiment = Experiment::parse(&settings, "x.toml").unwrap();
        let pipeline = Pipeline::new(experiment, &folder.join(out), Redo::default(), &Silent);
        let pipeline = pipeline.map_err(|error| error.to_string())?;
        pipeline.run_to(Stage::Retrieve).map_err(|error| error.to_string())?;
        Ok(ResultPaths::new(&folder.join(out), "x"))
    }

    #[test]
    fn titles_are_kept_apart_where_a_model_weighs_them_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let (fruit, key) =
            (folder.path(), |paths: &ResultPaths| paths.any_record(Stage::Index.name()).unwrap().key);
        let plain = run(fruit, "plain", "bm25", "fruit", true).unwrap();
        let apart = run(fruit, "apart", "bm25f", "fruit", true).unwrap();
        let there = |paths: &ResultPaths| paths.index().join("sourcebias.titles").exists();
        assert_eq!((there(&plain), there(&apart)), (false, true));
        assert!(key(&plain) != key(&apart));
        // A word that titles alone have finds all four, and the texts with the other word stand first.
        let model = "bm25f(k1=1.2,title_weight=2,title_b=0.75,body_b=0.75)";
        let found = Table::read(&apart.run(model, "parquet"), RunRow::SCHEMA).unwrap();
        let found = RunRow::from_table(&found).unwrap();
        let sources: Vec<&str> = found.iter().map(|row| &*row.source).collect();
        assert_eq!(sources.len(), 4);
        assert_eq!(sources[..2], ["human"; 2]);
    }

    #[test]
    fn what_has_no_titles_is_refused_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let told = |out, title, titles| run(folder.path(), out, "bm25f", title, titles).err().unwrap();
        let unread = told("unread", "fruit", false);
        assert!(
            unread.contains("[retrieve]") && unread.contains("`title = true` under [corpus]"),
            "{unread}"
        );
        assert!(!folder.path().join("unread").exists());
        let untitled = told("untitled", "", true);
        assert!(untitled.contains("no document has a title") && untitled.contains("leave the model out"));
        let settings = "name = 'x'\n[simulate]\n[retrieve]\nmodels = ['bm25f']";
        let experiment = Experiment::parse(settings, "x.toml").unwrap();
        let refused = Pipeline::new(experiment, folder.path(), Redo::default(), &Silent).err().unwrap();
        assert!(refused.to_string().contains("simulated texts have none"), "{refused}");
    }
}
