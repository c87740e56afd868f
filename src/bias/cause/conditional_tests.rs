//! The regressions of the conditional analysis: worked by hand, against linfa, on copies, and on simulated truths.

use linfa::Dataset;
use linfa::traits::{Fit as _, Predict};
use linfa_linear::LinearRegression;
use ndarray::{Array1, Array2};
use rand::RngExt;

use super::*;
use crate::bias::cause::conditional_rows::NormalisedDocument;
use crate::bias::{Form, Scope};
use crate::statistics::stream;

fn fit(documents: &[NormalisedDocument], scope: Scope, form: Form, settings: &BiasSettings) -> Fit {
    let place = Form::ALL.iter().position(|one| *one == form).unwrap();
    fits(&Documents::of(documents), scope, settings).into_iter().nth(place).unwrap()
}

/// About normal, of variance 1.
fn normal(generator: &mut rand_pcg::Pcg64) -> f64 {
    (0..12).map(|_| generator.random::<f64>()).sum::<f64>() - 6.0
}

/// Documents of both sources, 40 queries of ten contents each, whose similarity and length differ between the sources; the
/// score is a curve of them, with a shift of its own for the source.
fn documents(seed: u64, shift: f64) -> Vec<NormalisedDocument> {
    let mut generator = stream(seed, 2);
    let mut documents = Vec::new();
    for query in 0..40 {
        for content in 0..10 {
            let common = normal(&mut generator);
            for of_source in [false, true] {
                let sign = if of_source { 1.0 } else { -1.0 };
                let similarity = common + 0.3 * sign + 0.5 * normal(&mut generator);
                let length = 0.5 * common - 0.4 * sign + 0.5 * normal(&mut generator);
                let noise = 0.2 * normal(&mut generator);
                let score =
                    similarity + 0.2 * similarity * similarity - 0.3 * length + 0.5 * shift * sign + noise;
                // Contents of a hundred are shared by queries.
                let content = (query * 10 + content) * 37 % 100;
                let relevant = content % 3 == 0;
                documents.push(NormalisedDocument {
                    query,
                    cluster: query,
                    content,
                    of_source,
                    relevant,
                    score,
                    similarity,
                    length,
                });
            }
        }
    }
    documents
}

fn exchanged(documents: &[NormalisedDocument]) -> Vec<NormalisedDocument> {
    documents.iter().map(|one| NormalisedDocument { of_source: !one.of_source, ..*one }).collect()
}

#[test]
fn one_pair_a_query_by_hand() {
    // Differences of scores 1, 2, 3 and of similarities 0, 1, 2, no lengths: the score rises by 1 a similarity, from 1.
    let placed = |query: u32, of_source: bool, score: f64, similarity: f64| NormalisedDocument {
        query,
        cluster: query,
        content: query,
        of_source,
        relevant: true,
        score,
        similarity,
        length: 0.0,
    };
    let pair = |query: u32, noise: f64| {
        let up = f64::from(query);
        [placed(query, false, 0.0, 0.0), placed(query, true, 1.0 + up + noise, up)]
    };
    let rows: Vec<NormalisedDocument> = [pair(0, 0.1), pair(1, -0.2), pair(2, 0.1)].concat();
    let found = fit(&rows, Scope::JudgedTwins, Form::Linear, &BiasSettings::default());
    let fitted = found.fitted().unwrap();
    // The noise 0.1, −0.2, 0.1 has no line in it.
    assert!((fitted.coefficient - 1.0).abs() < 1e-12, "{}", fitted.coefficient);
    assert!((fitted.gap - 2.0).abs() < 1e-12, "the mean of 1.1, 1.8, 3.1");
    assert!((fitted.contributions.sum() - 1.0).abs() < 1e-12);
    assert_eq!((found.rows, found.contents, found.queries), (3, 3, 3));
    // Without source, 1.8 + 6.2 = 8.0 ÷ 5 of the similarity explains 8²/5 of 1.1² + 1.8² + 3.1².
    let explained = 100.0 * (64.0 / 5.0) / (1.21 + 3.24 + 9.61);
    assert!((found.explained_percent().unwrap() - explained).abs() < 1e-9);
}

#[test]
fn queries_of_one_cluster_have_pairs_of_their_own() {
    // Forty queries in twenty clusters, the two of a cluster after each other, with one and the same content relevant to both.
    let of_query = |one: &NormalisedDocument| NormalisedDocument {
        cluster: one.query / 2,
        content: one.query / 2,
        relevant: true,
        ..*one
    };
    let documents: Vec<NormalisedDocument> = documents(7, 0.3)
        .chunks(20)
        .flat_map(|of| of[..2].iter().map(of_query).collect::<Vec<_>>())
        .collect();
    for (scope, rows) in [(Scope::JudgedTwins, 40), (Scope::AllDocuments, 80)] {
        let found = fit(&documents, scope, Form::Linear, &BiasSettings::default());
        assert_eq!((found.rows, found.contents, found.queries), (rows, 20, 40), "{scope:?}");
    }
}

/// linfa's coefficients of the columns at `places` of a design, and Σ of the squared residuals that they leave.
fn by_linfa(design: &Design<'_>, places: &[usize]) -> (Vec<f64>, f64) {
    let (rows, responses): (Vec<[f64; COLUMNS]>, Vec<f64>) = design.rows().unzip();
    let records = Array2::from_shape_fn((rows.len(), places.len()), |(row, place)| rows[row][places[place]]);
    let data = Dataset::new(records, Array1::from(responses));
    let fitted = LinearRegression::new().with_intercept(false).fit(&data).unwrap();
    let residuals = &data.targets - &fitted.predict(&data.records);
    (fitted.params().to_vec(), residuals.dot(&residuals))
}

#[test]
fn coefficients_are_those_of_linfa() {
    let documents = documents(1, 0.4);
    for (scope, form) in Scope::ALL.into_iter().flat_map(|scope| Form::ALL.map(|form| (scope, form))) {
        let found = fit(&documents, scope, form, &BiasSettings::default());
        let all = Documents::of(&documents);
        let (fitted, design) = (found.fitted().unwrap(), Design::new(&all, scope));
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-11, "{scope:?} {form:?}: {found} is not {expected}");
        };
        let asked = design.asked;
        let last = asked + if form == Form::Linear { LINEAR_TERMS } else { TERMS };
        let (all, whole): (Vec<usize>, Vec<usize>) = ((0..=last).collect(), (0..=asked).collect());
        let others: Vec<usize> = all.iter().copied().filter(|place| *place != asked).collect();
        let ((coefficients, left), (_, without)) = (by_linfa(&design, &all), by_linfa(&design, &others));
        close(fitted.coefficient, coefficients[asked]);
        close(fitted.gap, by_linfa(&design, &whole).0[asked]);
        close(fitted.contributions.sum(), fitted.coefficient);
        // Shares of the sum of squared responses, by the residuals of linfa's models without the source and with it.
        let total: f64 = design.rows().map(|(_, response)| response * response).sum();
        close(found.explained_percent().unwrap() / 100.0, 1.0 - without / total);
        close(fitted.variance_percent(fitted.coefficient) / 100.0, (without - left) / total);
    }
}

#[test]
fn exchanging_the_sources_turns_every_sign_and_copies_give_nothing() {
    let settings = BiasSettings::default();
    for (scope, form) in Scope::ALL.into_iter().flat_map(|scope| Form::ALL.map(|form| (scope, form))) {
        let there = fit(&documents(3, 0.2), scope, form, &settings);
        let back = fit(&exchanged(&documents(3, 0.2)), scope, form, &settings);
        let (there, back) = (there.fitted().unwrap(), back.fitted().unwrap());
        assert_eq!((there.coefficient, there.gap), (-back.coefficient, -back.gap), "{scope:?} {form:?}");
        assert_eq!(there.interval.map(Interval::negated), back.interval);
        let copies: Vec<NormalisedDocument> = documents(3, 0.2)
            .chunks(2)
            .flat_map(|pair| [pair[0], NormalisedDocument { of_source: true, ..pair[0] }])
            .collect();
        let copied = fit(&copies, scope, form, &settings);
        let fitted = copied.fitted().unwrap();
        assert_eq!((fitted.coefficient, fitted.gap), (0.0, 0.0), "{scope:?} {form:?}");
        assert_eq!(fitted.contributions.variances().crossed(), 0.0);
    }
}

#[test]
fn a_score_that_is_its_similarity_is_explained_by_construction() {
    let rows: Vec<NormalisedDocument> = documents(4, 0.0)
        .iter()
        .map(|one| NormalisedDocument { score: 3.0 * one.similarity, ..*one })
        .collect();
    for scope in Scope::ALL {
        let found = fit(&rows, scope, Form::Linear, &BiasSettings::default());
        assert!(found.by_construction && found.fitted().is_none());
    }
}

#[test]
fn without_a_direct_effect_none_is_found_and_one_that_was_planted_is() {
    // The sources differ in similarity and in length, and the score is no straight line of them. 200 seeds at 5 %: 10, with a
    // standard error of 3.1.
    let settings = BiasSettings { bootstrap: 199, ..BiasSettings::default() };
    let found = |shift: f64, form: Form| {
        let significant = |seed: &u64| {
            let fit = fit(&documents(*seed, shift), Scope::JudgedTwins, form, &settings);
            let contributions = fit.fitted().unwrap().contributions.clone();
            let test = settings.crossed().test(&[contributions], &[0])[0];
            test.crossed.unwrap() < 0.0501
        };
        (0..200).filter(significant).count()
    };
    let none = found(0.0, Form::Flexible);
    assert!((1..=20).contains(&none), "{none} of 200 without an effect");
    let planted = found(0.2, Form::Flexible);
    assert!(planted > 150, "{planted} of 200 with a shift of one deviation of the noise");
    let covered = (0..200).filter(|seed| {
        let fit = fit(&documents(*seed, 0.2), Scope::JudgedTwins, Form::Flexible, &settings);
        let interval = fit.fitted().unwrap().interval.unwrap();
        interval.low <= 0.2 && 0.2 <= interval.high
    });
    let covered = covered.count();
    assert!((178..=199).contains(&covered), "the interval holds the planted shift {covered} times of 200");
}
