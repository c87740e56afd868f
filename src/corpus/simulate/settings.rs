//! What a simulated collection is to be like. Settings as written in an experiment go in; checked ones, with what
//! `bias` and `copy` make of each source, come out.

use serde::{Deserialize, Serialize};

use crate::corpus::SourceKind;
use crate::corpus::settings::{kind_by_name, unusable_name};
use crate::error::{Error, Result};
use crate::statistics::Bootstrap;

/// The parameters of a simulated collection of twins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulationSettings {
    /// The same settings with the same seed give the same bytes. In an experiment file this is the experiment's seed.
    #[serde(skip)]
    pub seed: u64,
    /// How many contents there are; each source holds one version of each. 1 to 1,000,000.
    pub documents: usize,
    /// How many queries there are. 1 to 100,000.
    pub queries: usize,
    /// How many distinct words there are, the ranks 1 to V of the term distribution. 50 to 200,000.
    pub vocabulary: usize,
    /// The rank b at which the term distribution changes its exponent. 2 to V − 1.
    pub rank_break: usize,
    /// How many of the first ranks belong to no topic, like function words. 0 to V − 10 topics.
    pub core: usize,
    /// How many topics the other words and the contents are dealt to. 1 to 1,000, at most one per content.
    pub topics: usize,
    /// The probability that a topical word comes from the content's own topic and not from any. 0 to 0.9; taken lower
    /// where it would change how often words occur.
    pub focus: f64,
    /// How many contents are judged for each query, by grade: `[8, 5, 3]` are eight of grade 0, five of 1, three of 2.
    pub grades: Vec<usize>,
    /// The fewest and the most words of a query. 1 to 20.
    pub query_words: [usize; 2],
    /// The probability that a content of the highest grade bears a given word of the query; a lower grade has its
    /// share of it, and every relevant content bears at least one. 0 to 1.
    pub presence: f64,
    /// How often a content bears a word of the query, where it bears it, on average. 1 to 5.
    pub mean_occurrences: f64,
    /// A factor on the differences of `drop` and `repeat` from those of the reference. At 0 the sources differ in
    /// nothing but chance: every one takes all parameters of the reference. 0 to 10.
    pub bias: f64,
    /// Whether every source holds exactly the texts of the reference: the A/A corpus, whose every bias is 0.
    pub copy: bool,
    /// Where it is said, queries have two authors, the first two sources: on the contents of every query the second author
    /// has one too, in the same cluster, each of whose words is with this probability one that its version of a relevant
    /// content has more often than the reference's, and else that of the first query. 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_author: Option<f64>,
    /// The sources; the first one is the reference.
    pub sources: Vec<SourceParameters>,
}

/// How one source writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceParameters {
    /// The name of the source.
    pub name: String,
    /// People or a language model; where not said, a name that starts with "human" is people.
    pub kind: Option<SourceKind>,
    /// The exponent α₁ of the term distribution up to the rank break. 0 to 5.
    pub zipf_head: f64,
    /// The exponent α₂ of the term distribution beyond the rank break. 0 to 5.
    pub zipf_tail: f64,
    /// The mean length of a document in words (of the log-normal distribution, before rounding). 5 to 100,000.
    pub mean_length: f64,
    /// The standard deviation of the logarithm (base e) of the length. 0 to 2.
    pub length_spread: f64,
    /// The length below which no document falls, in words. 5 to `mean_length`.
    pub minimum_length: usize,
    /// The probability that an occurrence of a query-bearing word in the content is left out by this source. 0 to 1.
    pub drop: f64,
    /// The probability that an occurrence that is not left out is written twice. 0 to 1.
    pub repeat: f64,
}

impl Default for SourceParameters {
    fn default() -> Self {
        SourceParameters {
            name: String::new(),
            kind: None,
            zipf_head: 1.0,
            zipf_tail: 1.5,
            mean_length: 120.0,
            length_spread: 0.35,
            minimum_length: 20,
            drop: 0.0,
            repeat: 0.0,
        }
    }
}

impl Default for SimulationSettings {
    /// Two sources of 600 texts: the model's head is flatter and its tail steeper than the human one's, its texts are
    /// shorter, and it leaves out some of the words that queries ask for.
    ///
    /// Ranks are taken from observed frequencies, which bends the curve where words are rare: exponents come out too
    /// low where many words are never seen, too high where the rarest are seen several times. Between these, with the
    /// rarest words expected 1 to 1.6 times in a source, the error is below 0.65 standard errors; these sizes are there.
    fn default() -> Self {
        let human = SourceParameters { name: "human".to_string(), ..SourceParameters::default() };
        let model = SourceParameters {
            name: "llm".to_string(),
            zipf_head: 0.95,
            zipf_tail: 1.55,
            mean_length: 110.0,
            length_spread: 0.3,
            drop: 0.2,
            repeat: 0.05,
            ..SourceParameters::default()
        };
        SimulationSettings {
            seed: Bootstrap::default().seed,
            documents: 600,
            queries: 100,
            vocabulary: 1400,
            rank_break: 40,
            core: 30,
            topics: 20,
            focus: 0.5,
            grades: vec![8, 5, 3],
            query_words: [2, 4],
            presence: 0.9,
            mean_occurrences: 1.7,
            bias: 1.0,
            copy: false,
            second_author: None,
            sources: vec![human, model],
        }
    }
}

/// A collection has at most so many words in all its sources.
const MOST_WORDS: f64 = 1e9;

impl SourceParameters {
    /// People or a language model.
    pub fn kind(&self) -> SourceKind {
        self.kind.unwrap_or_else(|| kind_by_name(&self.name))
    }
}

impl SimulationSettings {
    /// The parameters that each source is written with, after `bias` and `copy`.
    ///
    /// # Errors
    /// [`Error::BadExperiment`] where a parameter is out of its range.
    pub fn effective_sources(&self) -> Result<Vec<SourceParameters>> {
        self.check_ranges()?;
        let reference = &self.sources[0];
        let shifted = |own: f64, reference: f64| reference + self.bias * (own - reference);
        let effective = self.sources.iter().map(|source| {
            let own = if self.copy || self.bias == 0.0 { reference } else { source };
            SourceParameters {
                name: source.name.clone(),
                kind: Some(source.kind()),
                drop: shifted(own.drop, reference.drop),
                repeat: shifted(own.repeat, reference.repeat),
                ..own.clone()
            }
        });
        let effective: Vec<SourceParameters> = effective.collect();
        for source in &effective {
            for (name, value) in [("drop", source.drop), ("repeat", source.repeat)] {
                if !(0.0..=1.0).contains(&value) {
                    let (name, bias) = (format!("{name} of source {:?}", source.name), self.bias);
                    return Err(wrong(format!(
                        "with `bias = {bias}` {name} becomes {value}; it must be from 0 to 1"
                    )));
                }
            }
        }
        Ok(effective)
    }

    /// Checks what the types do not: ranges, as written and after `bias`.
    ///
    /// # Errors
    /// Those of [`SimulationSettings::effective_sources`].
    pub fn check(&self) -> Result<()> {
        self.effective_sources().map(|_| ())
    }

    fn check_ranges(&self) -> Result<()> {
        whole("documents", self.documents, 1, 1_000_000)?;
        whole("queries", self.queries, 1, 100_000)?;
        whole("vocabulary", self.vocabulary, 50, 200_000)?;
        whole("rank_break", self.rank_break, 2, self.vocabulary - 1)?;
        whole("topics", self.topics, 1, self.documents.min(1000).min(self.vocabulary / 10))?;
        whole("core", self.core, 0, self.vocabulary - 10 * self.topics)?;
        number("focus", self.focus, 0.0, 0.9)?;
        number("presence", self.presence, 0.0, 1.0)?;
        number("mean_occurrences", self.mean_occurrences, 1.0, 5.0)?;
        number("bias", self.bias, 0.0, 10.0)?;
        whole("query_words[0]", self.query_words[0], 1, 20)?;
        whole("query_words[1]", self.query_words[1], self.query_words[0], 20)?;
        if !(2..=10).contains(&self.grades.len()) || self.grades[1..].iter().all(|count| *count == 0) {
            let reason = "`grades` must hold 2 to 10 numbers of contents, from grade 0, and one above 0 beyond grade 0";
            return Err(wrong(reason.to_string()));
        }
        whole("sum of grades", self.grades.iter().sum(), 1, self.documents)?;
        whole("number of sources", self.sources.len(), 1, 50)?;
        if let Some(strength) = self.second_author {
            number("second_author", strength, 0.0, 1.0)?;
            whole("number of sources, with `second_author`,", self.sources.len(), 2, 50)?;
        }
        let judgements = self.queries.saturating_mul(self.grades.iter().sum());
        whole("queries × sum of grades (judgements)", judgements, 1, 20_000_000)?;
        let words: f64 = self.sources.iter().map(|source| self.documents as f64 * source.mean_length).sum();
        if words > MOST_WORDS {
            let reason = format!(
                "documents × mean_length of all sources are {words:.0} words; at most {MOST_WORDS:.0} can be simulated \
                 (about 6 GB of text)"
            );
            return Err(wrong(reason));
        }
        for (position, source) in self.sources.iter().enumerate() {
            let SourceParameters { name, mean_length, .. } = source;
            if let Some(reason) = unusable_name(name) {
                return Err(wrong(format!("source name {name:?} {reason}")));
            }
            if self.sources[..position].iter().any(|earlier| earlier.name == *name) {
                return Err(wrong(format!("two sources are named {name:?}")));
            }
            let of = |parameter: &str| format!("{parameter} of source {name:?}");
            number(&of("zipf_head"), source.zipf_head, 0.0, 5.0)?;
            number(&of("zipf_tail"), source.zipf_tail, 0.0, 5.0)?;
            number(&of("mean_length"), *mean_length, 5.0, 100_000.0)?;
            number(&of("length_spread"), source.length_spread, 0.0, 2.0)?;
            whole(&of("minimum_length"), source.minimum_length, 5, *mean_length as usize)?;
            number(&of("drop"), source.drop, 0.0, 1.0)?;
            number(&of("repeat"), source.repeat, 0.0, 1.0)?;
        }
        Ok(())
    }
}

/// An error of these settings.
pub(super) fn wrong(reason: String) -> Error {
    Error::BadExperiment { place: "[simulate]".to_string(), reason }
}

fn whole(name: &str, value: usize, low: usize, high: usize) -> Result<()> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(wrong(format!("{name} = {value} must be a whole number from {low} to {high}")))
}

fn number(name: &str, value: f64, low: f64, high: f64) -> Result<()> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(wrong(format!("{name} = {value} must be a number from {low} to {high}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bias_sources_differ_in_their_names_alone() {
        for settings in [
            SimulationSettings { bias: 0.0, ..Default::default() },
            SimulationSettings { copy: true, ..Default::default() },
        ] {
            let sources = settings.effective_sources().unwrap();
            let bare = |source: &SourceParameters| SourceParameters {
                name: String::new(),
                kind: None,
                ..source.clone()
            };
            assert_eq!(bare(&sources[0]), bare(&sources[1]));
            assert_eq!(sources[1].kind(), SourceKind::Llm);
        }
        let settings = SimulationSettings { bias: 0.5, ..Default::default() };
        let sources = settings.effective_sources().unwrap();
        assert_eq!((sources[1].drop, sources[1].zipf_tail), (0.1, 1.55));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        for (toml, words) in [
            ("documents = 0", "documents = 0 must be a whole number from 1"),
            ("vocabulary = 100\nrank_break = 100", "rank_break = 100 must be a whole number from 2 to 99"),
            ("focus = 1.0", "focus = 1 must be a number from 0 to 0.9"),
            ("focus = nan", "focus = NaN must be a number"),
            ("topics = 601", "from 1 to 140"),
            ("bias = 9", "drop of source \"llm\" becomes"),
            ("grades = [3, 0]", "one above 0"),
            ("query_words = [4, 2]", "from 4 to 20"),
            ("[[sources]]\nname = \"all\"", "another meaning"),
            ("[[sources]]\nname = \"a\"\n[[sources]]\nname = \"a\"", "two sources"),
            ("[[sources]]\nname = \"a\"\ndrop = 1.5", "drop of source \"a\" = 1.5"),
            ("sources = []", "number of sources"),
            ("second_author = 1.5", "second_author = 1.5 must be a number from 0 to 1"),
            ("second_author = 1\n[[sources]]\nname = \"a\"", "with `second_author`, = 1 must"),
            ("documents = 1000000\nqueries = 100000\ngrades = [1000, 1]", "(judgements) = 100100000"),
            ("documents = 1000000\n[[sources]]\nname = \"a\"\nmean_length = 2000", "are 2000000000 words"),
        ] {
            let settings: SimulationSettings = toml::from_str(toml).unwrap();
            let error = settings.effective_sources().unwrap_err();
            assert!(error.to_string().contains(words) && error.exit_code() == 2, "{toml}: {error}");
        }
        assert!(toml::from_str::<SimulationSettings>("documnts = 3").is_err());
        assert!(toml::from_str::<SimulationSettings>("[[sources]]\nname = \"a\"\nalpha = 1").is_err());
    }
}
