//! What the profile is told: what is measured, how estimates get their intervals and tests, what makes a keyword.

use serde::{Deserialize, Serialize};

use super::{KeynessSettings, MapSettings, Pairs, SeparabilitySettings};
use crate::error::{Result, require};
use crate::statistics::{Adjustment, Bootstrap};

/// How the use of words is measured: the section `[profile]` of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileSettings {
    /// The lexical measures of an experiment, which parses them; [`profile`](super::profile()) takes them parsed.
    pub measures: Vec<String>,
    /// Replicates of intervals, and exchanges of labels; 0 for no intervals and no tests. `None`, in a file `"auto"`: what
    /// [`ProfileSettings::replicates`] says of the corpus.
    #[serde(with = "auto")]
    pub bootstrap: Option<usize>,
    /// The seed of all draws. In an experiment file this is the experiment's seed.
    #[serde(skip)]
    pub seed: u64,
    /// Confidence of the intervals, in 0..1.
    pub confidence: f64,
    /// Which sources are compared with which: `"reference"` or `"all"`.
    pub pairs: Pairs,
    /// How p-values are adjusted for the tests of one control: `"max_t"`, `"holm"` or `"benjamini_hochberg"`.
    pub adjustment: Adjustment,
    /// How often equal token budgets are drawn, which share the replicates; 0 leaves that control out.
    pub budget_draws: usize,
    /// How often an experiment deals the labels of twins anew, to show what every test finds where there is nothing; 0 for
    /// never.
    pub placebo: usize,
    /// What makes a keyword.
    pub keyness: KeynessSettings,
    /// The α of the rank-turbulence divergence, 0.01 to 1: the smaller, the more rare terms count.
    pub turbulence_alpha: f64,
    /// How a classifier tells the sources apart by their words.
    pub separability: SeparabilitySettings,
    /// The map of sources by the words that they use.
    pub map: MapSettings,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        let Bootstrap { seed, confidence, .. } = Bootstrap::default();
        let measures = [
            "tokens",
            "types",
            "ttr",
            "mattr(window=50)",
            "mtld",
            "hdd",
            "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)",
            "zipf(estimator=mle)",
            "specificity",
            "specificity(versions=counted)",
        ];
        ProfileSettings {
            measures: measures.map(str::to_string).to_vec(),
            bootstrap: None,
            seed,
            confidence,
            pairs: Pairs::default(),
            adjustment: Adjustment::default(),
            budget_draws: 10,
            placebo: 0,
            keyness: KeynessSettings::default(),
            turbulence_alpha: 1.0 / 3.0,
            separability: SeparabilitySettings::default(),
            map: MapSettings::default(),
        }
    }
}

/// Replicates where no number is given.
pub(crate) const USUAL_REPLICATES: usize = 999;
/// The same of a corpus of more than so many tokens, up to this confidence.
const OF_MANY_TOKENS: usize = 199;
const MANY_TOKENS: u64 = 20_000_000;
const FEWER_DO: f64 = 0.95;

/// A number, or `"auto"` for none.
mod auto {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged, expecting = "a whole number, or \"auto\"")]
    enum Told {
        Number(usize),
        Word(Word),
    }

    #[derive(Serialize, Deserialize)]
    enum Word {
        #[serde(rename = "auto")]
        Auto,
    }

    pub(super) fn serialize<S: Serializer>(number: &Option<usize>, to: S) -> Result<S::Ok, S::Error> {
        number.map_or(Told::Word(Word::Auto), Told::Number).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
        Ok(match Told::deserialize(from)? {
            Told::Number(number) => Some(number),
            Told::Word(Word::Auto) => None,
        })
    }
}

/// The most relabelings of a placebo.
pub(crate) const MOST_RELABELINGS: usize = 100_000;

impl ProfileSettings {
    /// The replicates of intervals and exchanges of labels on a corpus of so many tokens, all sources together: those that are
    /// given, and without a number 999 of up to 20,000,000 tokens and 199 of more.
    ///
    /// There 999 take minutes, and intervals are narrow. An end of a 95 % interval of 199 replicates has a Monte Carlo
    /// error of about a tenth of half its width, of 999 about a twentieth; the smallest p-value is 0.005 in place of
    /// 0.001. So 999 are kept where 199 would not do: for a confidence above 0.95, and where p-values are adjusted by
    /// Holm's or Benjamini and Hochberg's procedure, which multiply them by the number of tests.
    ///
    /// ```
    /// # use sourcebias::profile::ProfileSettings;
    /// let settings = ProfileSettings::default();
    /// assert_eq!((settings.replicates(20_000_000), settings.replicates(20_000_001)), (999, 199));
    /// assert_eq!(ProfileSettings { bootstrap: Some(499), ..settings }.replicates(20_000_001), 499);
    /// ```
    pub fn replicates(&self, tokens: u64) -> usize {
        let fewer_do = self.adjustment == Adjustment::MaxT && self.confidence <= FEWER_DO;
        match self.bootstrap {
            Some(given) => given,
            None if tokens > MANY_TOKENS && fewer_do => OF_MANY_TOKENS,
            None => USUAL_REPLICATES,
        }
    }

    /// What a reader must know where a corpus of so many tokens has fewer replicates than others.
    pub(super) fn fewer_replicates(&self, tokens: u64) -> Option<String> {
        let replicates = self.replicates(tokens);
        (self.bootstrap.is_none() && replicates < USUAL_REPLICATES).then(|| {
            format!(
                "intervals and tests are of {replicates} replicates, since these are more than {} million tokens; for the \
                 last digit set `bootstrap = {USUAL_REPLICATES}` in [profile] (--bootstrap {USUAL_REPLICATES}, in Python \
                 bootstrap={USUAL_REPLICATES})",
                MANY_TOKENS / 1_000_000
            )
        })
    }

    /// How means are resampled, by so many replicates.
    pub(super) fn resampling(&self, replicates: usize) -> Bootstrap {
        Bootstrap { replicates, seed: self.seed, confidence: self.confidence }
    }

    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        let section = "[profile]";
        self.resampling(self.bootstrap.unwrap_or(USUAL_REPLICATES)).check(section)?;
        require(self.budget_draws <= 1_000, section, "`budget_draws` must be at most 1000")?;
        require(self.placebo <= MOST_RELABELINGS, section, "`placebo` must be at most 100000")?;
        let some = (0.01..=1.0).contains(&self.turbulence_alpha);
        require(some, section, "`turbulence_alpha` must lie from 0.01 to 1, as in 0.333")?;
        self.separability.check()?;
        self.map.check()?;
        self.keyness.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_tokens_have_fewer_replicates_where_these_do() {
        let many = 1_000_000_000;
        let usual = ProfileSettings::default();
        assert_eq!((usual.replicates(10), usual.replicates(many)), (999, 199));
        assert!(usual.fewer_replicates(10).is_none());
        assert!(usual.fewer_replicates(many).unwrap().contains("--bootstrap 999"));
        let given = ProfileSettings { bootstrap: Some(199), ..usual.clone() };
        assert_eq!((given.replicates(10), given.fewer_replicates(many)), (199, None));
        // After Holm's adjustment of a dozen tests 12 ÷ 200 is above 0.05; beyond 95 % the ends are among the last few.
        let holm = ProfileSettings { adjustment: Adjustment::Holm, ..usual.clone() };
        let surer = ProfileSettings { confidence: 0.99, ..usual };
        for settings in [holm, surer] {
            assert_eq!((settings.replicates(many), settings.fewer_replicates(many)), (999, None));
        }
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        ProfileSettings::default().check().unwrap();
        for (toml, words) in [
            ("bootstrap = 98", "[profile]: `bootstrap` must be 0, or from 99"),
            ("confidence = nan", "[profile]: `confidence` must lie between 0 and 1"),
            ("budget_draws = 1001", "[profile]: `budget_draws` must be at most 1000"),
            ("placebo = 100001", "[profile]: `placebo` must be at most 100000"),
            ("turbulence_alpha = 0.0", "[profile]: `turbulence_alpha` must lie from 0.01 to 1"),
            ("separability.words = 100001", "[profile.separability]: `words` must be at most 100000"),
            ("map.words = 100001", "[profile.map]: `words` must be at most 100000"),
            ("keyness.ngrams = 6", "[profile.keyness]: `ngrams` must be 1 for single terms, or from 2 to 5"),
            ("keyness.level = 1.0", "[profile.keyness]: `level` must lie between 0 and 1"),
            ("keyness.maximum_dispersion = nan", "`maximum_dispersion` must lie from 0 to 1"),
            // 1 / 20 is not below 0.05.
            ("keyness.exchanges = 19", "`exchanges` must be 0, or above 1 / level - 1"),
            ("keyness.exchanges = 1000001", "at most 1000000"),
        ] {
            let settings: ProfileSettings = toml::from_str(toml).unwrap();
            let error = settings.check().unwrap_err().to_string();
            assert!(error.contains(words), "{toml}: {error}");
        }
        for (toml, bootstrap) in [("", None), ("bootstrap = 'auto'", None), ("bootstrap = 999", Some(999))] {
            let settings: ProfileSettings = toml::from_str(toml).unwrap();
            assert_eq!(settings.bootstrap, bootstrap);
            let again: ProfileSettings = toml::from_str(&toml::to_string(&settings).unwrap()).unwrap();
            assert_eq!(again.bootstrap, bootstrap);
        }
        let error = toml::from_str::<ProfileSettings>("bootstrap = 'many'").unwrap_err().to_string();
        assert!(error.contains("a whole number, or \"auto\""), "{error}");
        for unknown in
            ["bootstraps = 99", "keyness.tops = 3", "separability.word = 3", "map.word = 3", "seed = 7"]
        {
            let error = toml::from_str::<ProfileSettings>(unknown).unwrap_err().to_string();
            assert!(error.contains("unknown field"), "{unknown}: {error}");
        }
    }
}
