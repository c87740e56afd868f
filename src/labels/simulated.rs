//! A simulated judge: what people graded and what texts are like in; the grades of a judge whose leniency, own bias and love of the
//! query's words are known out, to see whether an analysis finds them again.

use std::path::PathBuf;

use rand::RngExt;

use super::feature::HEADLINE;
use super::words::features;
use super::{GivenJudge, GivenLabel, Judgements, LabelTexts};
use crate::error::{Error, Result, require};
use crate::registry::{Cutoff, Entry, Family, Kind, Parameter};
use crate::statistics::stream;

/// All simulated judges.
pub const SIMULATED_JUDGES: Family<SimulatedJudge> =
    Family { name: "simulated judge", entries: ROWS, wrappers: &[], former: &[], aliases: &[], short: true };

static ROWS: &[Entry<SimulatedJudge>] = &[Entry {
    name: "simulated",
    summary: "the people's grade with effects of known size: clip(round(grade + leniency + own_bias where a language model wrote the \
              text + coverage · the share of the query's IDF mass that it covers + normal noise))",
    reference: "",
    parameters: &[
        effect("leniency", "by how many grades it is lenient"),
        effect("own_bias", "by how many grades it prefers what language models wrote"),
        effect(
            "coverage",
            "by how many grades it prefers a text with all terms of the query to one with none",
        ),
        Parameter {
            name: "noise",
            kind: Kind::Number { low: 0.0, high: 100.0 },
            default: "0.7",
            meaning: "the standard deviation of its noise, in grades; from 0.5 on, rounding changes no mean",
        },
        Parameter {
            name: "seed",
            kind: Kind::Integer { low: 0, high: 1 << 32 },
            default: "42",
            meaning: "the seed of its noise",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        Ok(Box::new(SimulatedJudge {
            leniency: given.number("leniency"),
            own_bias: given.number("own_bias"),
            coverage: given.number("coverage"),
            noise: given.number("noise"),
            seed: given.integer("seed") as u64,
        }))
    },
}];

const fn effect(name: &'static str, meaning: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Number { low: -100.0, high: 100.0 }, default: "0", meaning }
}

/// A judge of known make: grade = clip(round(people's grade + leniency + own bias · [a language model wrote the text] + effect of
/// coverage · coverage + noise)), the noise normal with the standard deviation `noise`. From a noise of half a grade on, rounding
/// changes no mean.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedJudge {
    /// By how many grades it is lenient.
    pub leniency: f64,
    /// By how many grades it prefers what language models wrote.
    pub own_bias: f64,
    /// By how many grades it prefers a text with all terms of the query to one with none.
    pub coverage: f64,
    /// The standard deviation of its noise, in grades.
    pub noise: f64,
    /// The seed of the noise.
    pub seed: u64,
}

impl SimulatedJudge {
    /// Its labels of every pair that the people have graded and whose text is known, on their scale, under a name.
    ///
    /// # Errors
    /// Where there are no people, an effect is no number, or the noise is below 0.
    pub fn judge(&self, name: &str, judgements: &Judgements, texts: &LabelTexts) -> Result<GivenJudge> {
        let effects = [self.leniency, self.own_bias, self.coverage, self.noise];
        let finite = effects.iter().all(|effect| effect.is_finite()) && self.noise >= 0.0;
        require(finite, "the simulated judge", "effects must be numbers, and the noise 0 or more")?;
        let Some(people) = &judgements.people else {
            let reason = "grades what people have graded, and there are none".to_string();
            return Err(Error::BadExperiment { place: "the simulated judge".to_string(), reason });
        };
        let features = features(texts)?;
        let coverage = features.iter().find(|feature| &*feature.name == HEADLINE);
        let label = |place: usize| {
            let grade = f64::from(judgements.scale.grade(usize::from(people.levels[place]?)));
            let text = texts.pairs[place].as_ref()?;
            let own = if texts.is_llm(text.source) { self.own_bias } else { 0.0 };
            let covered = coverage.and_then(|coverage| coverage.values[place]).unwrap_or_default();
            let felt =
                grade + self.leniency + own + self.coverage * covered + self.noise * normal(self.seed, place);
            let (low, high) = (f64::from(judgements.scale.low), f64::from(judgements.scale.high));
            let given = felt.round().clamp(low, high) as i32;
            let (query, document) = &judgements.pairs[place];
            Some(GivenLabel {
                query: judgements.queries[*query as usize].clone(),
                document: document.clone(),
                grade: Some(given),
                written: given.to_string(),
                line: 0,
                confidence: None,
                samples: Vec::new(),
                scale: None,
            })
        };
        Ok(GivenJudge {
            name: name.to_string(),
            file: PathBuf::from(name),
            labels: (0..judgements.pairs.len()).filter_map(label).collect(),
        })
    }
}

/// A standard normal deviate of each pair's own. (Box & Muller 1958)
fn normal(seed: u64, place: usize) -> f64 {
    let mut generator = stream(seed, place as u64);
    let (radius, angle): (f64, f64) = (generator.random(), generator.random());
    (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Query;
    use crate::labels::judgements::tests::judged;
    use crate::labels::texts::tests::corpus;
    use crate::labels::{LabelSettings, Scale};

    #[test]
    fn without_noise_the_grades_follow_by_hand() {
        let (corpus, analyzer) = corpus();
        let labels = "q 0 a-human 1\nq 0 a-llm 1\nq 0 b-human 0\nq 0 c-llm 5\n";
        let settings = LabelSettings { scale: Some(Scale::new(0, 5).unwrap()), ..LabelSettings::default() };
        let judgements = judged(&[("j.qrels", labels), ("people.qrels", labels)], true, &settings).unwrap();
        let queries = [Query::new("q", "apple pie")];
        let texts = LabelTexts::new(
            &judgements,
            (&corpus, &analyzer),
            (&queries, &corpus.statistics(None)),
            &|_, documents| vec![0.0; documents.len()],
        );
        let mut judge = SimulatedJudge { leniency: 1.0, own_bias: 1.0, coverage: 2.0, noise: 0.0, seed: 1 };
        let grades = |judge: &SimulatedJudge| -> Vec<i32> {
            let given = judge.judge("j", &judgements, &texts).unwrap();
            given.labels.iter().filter_map(|label| label.grade).collect()
        };
        // Both words of the query, both and a model's, neither, and the end of the scale.
        assert_eq!(grades(&judge), [4, 5, 1, 5]);
        judge.noise = 1.0;
        assert_eq!(grades(&judge), grades(&judge));
        judge.noise = -1.0;
        assert!(judge.judge("j", &judgements, &texts).is_err());
    }

    #[test]
    fn the_noise_is_standard_normal() {
        let drawn: Vec<f64> = (0..20_000).map(|place| normal(7, place)).collect();
        let (mean, variance) =
            (crate::statistics::mean(&drawn).unwrap(), crate::statistics::sample_variance(&drawn).unwrap());
        // Standard errors: 1 ÷ √20,000 = 0.007, and √2 times that.
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    }
}
