//! The flags of a corpus: which one, in which format, and what its ids mean.

use std::path::PathBuf;

use clap::Args;
use sourcebias::Result;
use sourcebias::experiment::Experiment;

use super::named_corpus::format_of;

/// Which corpus, and what overrides the file's [corpus].
#[derive(Args)]
pub struct CorpusArguments {
    /// The folder of the corpus; overrides `path` in [corpus], and [simulate]
    #[arg(id = "corpus", long = "corpus", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Overrides the format of the corpus, as in `hc3` or 'table(text=body,source=model)' (`list formats`)
    #[arg(long, value_name = "SPEC")]
    from: Option<String>,
    /// Overrides which judgements are read, as in `dev`
    #[arg(long, value_name = "NAME")]
    split: Option<String>,
    /// The source that others are compared with; overrides `reference` in [corpus]
    #[arg(long, value_name = "NAME")]
    pub reference: Option<String>,
    /// Takes each text for a content of its own, though texts of several sources have the same `_id` or file name; as
    /// `unpaired = true` in [corpus]
    #[arg(long, conflicts_with = "paired")]
    unpaired: bool,
    /// Takes texts with the same `_id` or file name for versions of one content though they share no more words than others, as
    /// translations do; as `unpaired = false` in [corpus]
    #[arg(long)]
    paired: bool,
}

impl CorpusArguments {
    /// Lays the flags over an experiment; a folder stands in for a simulated corpus too.
    pub fn adjust(&self, experiment: &mut Experiment) {
        if let Some(folder) = &self.folder {
            experiment.simulate = None;
            experiment.corpus.get_or_insert_default().path.clone_from(folder);
        }
        let Some(corpus) = &mut experiment.corpus else { return };
        if let Some(format) = &self.from {
            corpus.format.clone_from(format);
        }
        if let Some(split) = &self.split {
            corpus.split.clone_from(split);
        }
        if self.reference.is_some() {
            corpus.reference.clone_from(&self.reference);
        }
        corpus.unpaired = self.unpaired().or(corpus.unpaired);
    }

    /// Whether texts of one id are versions of one content, where that was said.
    pub fn unpaired(&self) -> Option<bool> {
        (self.unpaired || self.paired).then_some(self.unpaired)
    }

    /// The format, where it was said.
    pub fn format(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// Whether it was said which judgements are read.
    pub fn has_split(&self) -> bool {
        self.split.is_some()
    }

    /// Where a folder alone names the corpus, and no format, the format that fits what lies there.
    pub fn find_format(&self, experiment: &mut Experiment) -> Result<()> {
        let (Some(folder), None, Some(corpus)) = (&self.folder, &self.from, &mut experiment.corpus) else {
            return Ok(());
        };
        if let Some(format) = format_of(folder)? {
            tracing::info!("{}: read in format `{format}` (--from)", folder.display());
            corpus.format = format.to_string();
        }
        Ok(())
    }
}
