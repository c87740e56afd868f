//! What each stage reads, calls and writes: the library's stages joined by result tables.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::output::Output;
use super::simulated::write_planted;
use super::{Pipeline, Stage};
use crate::bias::{self, Evidence, PairRow, PlantedRow, TermPartRow, TwinTextRow};
use crate::corpus::simulate;
use crate::corpus::validate::{InputRow, QueryAuthorSummaryRow, SourceSummaryRow, Validation, ValidationRow};
use crate::corpus::{Qrels, QueryClusterRow, TestCollection, query_clusters};
use crate::error::{Error, Result};
use crate::evaluate::{self, Evaluation, EvaluationRow, QueryValueRow};
use crate::index::Index;
use crate::profile;
use crate::retrieve::{self, Run};
use crate::table::TableRow;
use crate::text::{AnalyzedCorpus, DocumentReader, TextSummaryRow};

impl Pipeline<'_> {
    /// Every file of the collection, so that a changed one is seen; none for a simulated one.
    pub(super) fn collection_files(&self) -> Result<Vec<PathBuf>> {
        match self.experiment.corpus {
            Some(_) => self.collection()?.input_files(),
            None => Ok(Vec::new()),
        }
    }

    /// `last` is the stage that all this is done for.
    pub(super) fn work(&self, stage: Stage, last: Stage, output: &mut Output) -> Result<()> {
        match stage {
            Stage::Corpus => self.corpus_stage(last, output),
            Stage::Text => self.text_stage(output),
            Stage::Profile => self.profile_stage(output),
            Stage::Index => self.index_stage(output),
            Stage::Retrieve => self.retrieve_stage(last, output),
            Stage::Evaluate => self.evaluate_stage(output),
            Stage::Bias => self.bias_stage(output),
            #[cfg(feature = "report")]
            Stage::Report => self.report_stage(output),
            #[cfg(not(feature = "report"))]
            Stage::Report => unreachable!("left out before"),
        }
    }

    pub(super) fn collection(&self) -> Result<&TestCollection> {
        Self::once(&self.collection, || match (&self.experiment.simulate, &self.experiment.corpus) {
            (Some(settings), _) => self.simulated(settings),
            (None, corpus) => {
                TestCollection::open(corpus.as_ref().expect("checked: a corpus or a simulation"))
            }
        })
    }

    pub(super) fn analyzed(&self) -> Result<&AnalyzedCorpus> {
        Self::once(&self.analyzed, || {
            let corpus = &self.collection()?.corpus;
            self.progress.expect(self.documents()?);
            let documents = corpus.documents().inspect(|_| self.progress.step());
            self.reader().read_documents((corpus.sources.clone(), corpus.reference), documents)
        })
    }

    /// How many documents the corpus stage counted.
    fn documents(&self) -> Result<u64> {
        Ok(self.rows::<SourceSummaryRow>()?.iter().map(|row| row.documents).sum())
    }

    /// What reads the documents, with all that the lexical measures ask for.
    fn reader(&self) -> DocumentReader<'_> {
        DocumentReader::new(&self.analyzer)
            .with_titles(self.with_titles())
            .with_title_lengths(self.keeps_titles_apart())
            .with_text_statistics(profile::need_text_statistics(&self.lexical_measures))
    }

    /// Whether a title is read before its text.
    pub(super) fn with_titles(&self) -> bool {
        self.experiment.corpus.as_ref().is_some_and(|corpus| corpus.title)
    }

    pub(super) fn index(&self) -> Result<&Index> {
        Self::once(&self.index, || Index::open(&self.paths.index()))
    }

    /// The judgements, checked against the documents.
    pub(super) fn qrels(&self) -> Result<&Qrels> {
        Self::once(&self.qrels, || self.collection()?.checked_judgements(self.index()?.catalogue()))
    }

    fn evaluation(&self) -> Result<&Evaluation> {
        self.evaluation_by(&|| ())
    }

    fn evaluation_by(&self, step: &(dyn Fn() + Sync)) -> Result<&Evaluation> {
        Self::once(&self.evaluation, || {
            let qrels = self.qrels()?;
            // Without judgements there is nothing to measure, but rankings can still be compared.
            let measures = if qrels.is_empty() { &[] } else { &self.measures[..] };
            Ok(evaluate::evaluate_by(self.runs()?, qrels, measures, &self.experiment.evaluate, step))
        })
    }

    /// Reads every document for the checks, and in the same pass for its terms where a later stage wants these.
    fn read_documents(&self, collection: &TestCollection, analyze: bool) -> Result<Validation> {
        let corpus = &collection.corpus;
        let mut validation = Validation::new(collection, self.with_titles());
        let mut documents = corpus.documents().inspect(|document| {
            if let Ok(document) = document {
                validation.add(document);
                self.progress.step();
            }
        });
        if !analyze {
            documents.try_for_each(|document| document.map(drop))?;
            return Ok(validation);
        }
        let sources = (corpus.sources.clone(), corpus.reference);
        match self.reader().read_documents(sources, documents) {
            Ok(analyzed) => Self::once(&self.analyzed, || Ok(analyzed)).map(|_| validation),
            // What is wrong with a file is found again; what is wrong with the terms alone, the text stage says.
            Err(_) => self.read_documents(collection, false),
        }
    }

    fn corpus_stage(&self, last: Stage, output: &mut Output) -> Result<()> {
        let analyze = last != Stage::Corpus && self.is_due(Stage::Text, last);
        let folder = output.paths.simulated();
        let simulation = match &self.experiment.simulate {
            Some(settings) => Some(simulate::simulate_to(settings, &folder)?),
            None => None,
        };
        let collection = match &simulation {
            Some(simulation) => &simulation.collection,
            None => self.collection()?,
        };
        let sources = &collection.corpus.sources;
        let (catalogue, texts) = self.read_documents(collection, analyze)?.end();
        catalogue.check_names()?;
        let (twins, corpus) = (texts.twins(), &collection.corpus);
        if let Some(error) = twins.refusal(corpus) {
            return Err(error);
        }
        let qrels = collection.checked_judgements(&catalogue)?;
        let qrels = Self::once(&self.qrels, || Ok(qrels))?;
        output.notes.extend(collection.corpus.skipped().iter().map(ToString::to_string));
        output.notes.extend(twins.warnings(corpus));
        let validated = texts.against(&catalogue, collection, qrels);
        output.notes.extend(validated.notes());
        if last == Stage::Evaluate || last.needs(Stage::Evaluate) {
            self.check_given_runs(&Arc::new(catalogue))?;
        }
        output.table(SourceSummaryRow::SCHEMA, validated.sources())?;
        output.table(QueryAuthorSummaryRow::SCHEMA, validated.authors())?;
        // Rows without a finding say that a check was made; of thousands of sources they would say nothing else.
        let checks = validated.checks(sources.len() <= 1000);
        output.table(ValidationRow::SCHEMA, &checks)?;
        let clusters = query_clusters(&collection.queries, qrels);
        let authors: BTreeMap<&str, &str> = (collection.queries.iter())
            .filter_map(|query| Some((query.id.as_str(), query.author.as_deref()?)))
            .collect();
        let cluster = |(query, number): (String, u32)| {
            let author = authors.get(query.as_str()).map(|author| author.to_string()).unwrap_or_default();
            QueryClusterRow { query, cluster: number.into(), author }
        };
        let clusters = QueryClusterRow::to_table(clusters.into_iter().map(cluster).collect());
        output.table(QueryClusterRow::SCHEMA, &clusters)?;
        let input =
            |(file, sha256): (&String, &String)| InputRow { file: file.clone(), sha256: sha256.clone() };
        output.table(InputRow::SCHEMA, &InputRow::to_table(self.inputs.iter().map(input).collect()))?;
        if let Some(simulation) = &simulation {
            output
                .files
                .extend(sources.iter().map(|source| folder.join(format!("corpus/{}.jsonl", source.name))));
            output.files.extend([folder.join("queries.jsonl"), folder.join("qrels/test.tsv")]);
            write_planted(simulation, output)?;
        }
        if let Some(simulation) = simulation {
            Self::once(&self.simulation, || Ok(simulation.without_texts()))?;
        }
        Ok(())
    }

    fn text_stage(&self, output: &mut Output) -> Result<()> {
        let analyzed = self.analyzed()?;
        output.notes.extend(analyzed.warnings());
        output.table(TextSummaryRow::SCHEMA, &analyzed.summary())
    }

    fn profile_stage(&self, output: &mut Output) -> Result<()> {
        let (corpus, measures, settings) =
            (self.analyzed()?, &self.lexical_measures, &self.experiment.profile);
        let (step, relabelings) = (|| self.progress.step(), settings.placebo as u64);
        self.progress.expect(profile::steps(corpus, settings) + relabelings);
        let mut profile = profile::profile_with_steps(corpus, measures, settings, &step)?;
        if relabelings > 0 {
            let placebo = profile::placebo_with_steps(corpus, measures, settings, relabelings, &step)?;
            profile = profile.with_placebo(placebo);
        }
        let profile = profile.with_texts(&self.collection()?.corpus, &self.analyzer, self.with_titles())?;
        output.notes.extend(profile.notes().iter().cloned());
        profile.tables().into_iter().try_for_each(|(schema, table)| output.table(schema, table))
    }

    fn index_stage(&self, output: &mut Output) -> Result<()> {
        let folder = output.paths.index();
        // It is opened again from its place, when it is first asked for.
        let corpus = self.analyzed()?;
        self.progress.expect(corpus.catalogue().len() as u64);
        Index::build_by(&folder, corpus, &self.analyzer, &|| self.progress.step())?;
        let listed = std::fs::read_dir(&folder).map_err(|error| Error::io(&folder, "read", error))?;
        for entry in listed {
            let path = entry.map_err(|error| Error::io(&folder, "read", error))?.path();
            output.files.push(path);
        }
        output.files.sort();
        Ok(())
    }

    fn evaluate_stage(&self, output: &mut Output) -> Result<()> {
        let collection = self.collection()?;
        if collection.queries.is_empty() {
            return Ok(());
        }
        if collection.qrels.is_empty() {
            output
                .notes
                .push("no judgements: rankings are compared by exposure and closeness alone".to_string());
            return Ok(());
        }
        let (runs, files) = (self.runs()?, &self.experiment.retrieve.runs);
        for (run, path) in runs[self.models.len()..].iter().zip(files) {
            let covered = retrieve::check_coverage(path, run, self.qrels()?)?;
            output.notes.extend(covered.note().map(|note| format!("{}: {note}", path.display())));
        }
        output.notes.extend(runs.iter().flat_map(Run::absent_notes));
        output.notes.extend(runs.iter().filter_map(Run::all_tied_note));
        if let Err(cut) = evaluate::reaches(self.experiment.retrieve.depth, &self.measures) {
            output.notes.push(cut.to_string());
        }
        let judged = self.qrels()?.queries().count() * runs.len();
        self.progress.expect(judged as u64);
        let evaluation = self.evaluation_by(&|| self.progress.step())?;
        let clusters = query_clusters(&collection.queries, self.qrels()?);
        output.table(EvaluationRow::SCHEMA, &evaluation.summary_table(&clusters))?;
        output.table(QueryValueRow::SCHEMA, &evaluation.queries_table())
    }

    /// All that source bias is told from.
    pub(super) fn evidence(&self) -> Result<Evidence<'_>> {
        let collection = self.collection()?;
        let judged = !self.qrels()?.is_empty();
        Ok(Evidence {
            evaluation: self.evaluation()?,
            runs: self.runs()?,
            catalogue: self.analyzed()?.catalogue(),
            texts: Some((self.analyzed()?, &self.analyzer)),
            queries: &collection.queries,
            qrels: self.qrels()?,
            measures: if judged { &self.measures } else { &[] },
            models: &self.models,
            tie_rule_measures: &self.tie_rule_measures,
            similarities: &self.similarities,
            settings: &self.experiment.bias,
        })
    }

    fn bias_stage(&self, output: &mut Output) -> Result<()> {
        let collection = self.collection()?;
        if collection.queries.is_empty() {
            if let [only] = &collection.corpus.sources[..] {
                output.notes.push(format!("nothing to compare: `{}` is the only source", only.name));
            }
            return Ok(());
        }
        let evidence = self.evidence()?;
        if collection.corpus.sources.len() > 1 {
            output.notes.extend(bias::without_relative_delta(evidence.measures));
        }
        let relabelings = self.experiment.bias.placebo;
        let step = || self.progress.step();
        self.progress.expect(bias::steps(relabelings));
        let bias = bias::bias_with_steps(&evidence, relabelings, &step)?;
        bias.tables().try_for_each(|(schema, table)| output.table(schema, table))?;
        let pairs = bias.table(PairRow::SCHEMA.key).map(PairRow::from_table).transpose()?;
        let (texts, terms) = self.moved_pairs(&pairs.unwrap_or_default())?;
        output.table(TwinTextRow::SCHEMA, &TwinTextRow::to_table(texts))?;
        output.table(TermPartRow::SCHEMA, &TermPartRow::to_table(terms))?;
        if let (Some(simulation), Some(settings)) = (self.simulation()?, &self.experiment.simulate) {
            let (replicates, depth) =
                (self.experiment.bias.planted_replicates, self.experiment.retrieve.depth);
            self.progress.expect(replicates as u64);
            let planted = bias::planted_table(&evidence, simulation, settings, replicates, depth, &step)?;
            output.table(PlantedRow::SCHEMA, &planted)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::{Experiment, Pipeline, Redo, Silent, Stage};

    #[test]
    fn documents_are_read_once_for_checks_and_terms() {
        let folder = tempfile::tempdir().unwrap();
        let run = |stage: Stage| {
            let settings = format!("name = 'x'\n[corpus]\npath = {:?}", folder.path());
            let experiment = Experiment::parse(&settings, "x.toml").unwrap();
            let pipeline =
                Pipeline::new(experiment, &folder.path().join("out"), Redo::default(), &Silent).unwrap();
            let result = pipeline.run_stage(stage, Stage::Text).map_err(|error| error.to_string());
            (result, pipeline.analyzed.get().is_some())
        };
        std::fs::create_dir(folder.path().join("corpus")).unwrap();
        let text = folder.path().join("corpus/human.jsonl");
        std::fs::write(&text, "{\"_id\": \"a\", \"text\": \"Ripe pears.\"}\n").unwrap();
        // The text stage finds the terms there, and does not open the file.
        assert_eq!(run(Stage::Corpus), (Ok(()), true));
        // A finished stage reads nothing.
        assert_eq!(run(Stage::Corpus), (Ok(()), false));
        // Without a term, the checks are made all the same, and the text stage says what is wrong.
        std::fs::write(&text, "{\"_id\": \"a\", \"text\": \"...\"}\n").unwrap();
        assert_eq!(run(Stage::Corpus), (Ok(()), false));
        assert!(run(Stage::Text).0.unwrap_err().contains("gives a term"));
    }
}
