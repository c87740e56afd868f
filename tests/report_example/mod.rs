//! Made-up result tables, in the columns that the stages write: smooth invented numbers, no corpus behind them.

mod authors;
pub mod judges;
mod twins;
mod words;

use std::collections::BTreeMap;

use sourcebias::BiasSettings;
use sourcebias::bias::{Answer, AnswerTables};
use sourcebias::experiment::tables;
use sourcebias::report::Results;
use sourcebias::table::{Column, ColumnKind, Table};

/// Model, measure, source, and the ten numbers of a row.
type Row = (String, String, String, [f64; 10]);

pub const HUMAN: &str = "human";

/// A column of words.
fn text<T: ToString>(values: &[T]) -> Column {
    Column::Text(values.iter().map(|value| value.to_string()).collect())
}

fn number(values: &[f64]) -> Column {
    Column::Number(values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect())
}

/// A number between −1 and 1 that looks random and never changes.
fn wobble(seed: usize) -> f64 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed >> 11) as f64 / (1_u64 << 53) as f64) * 2.0 - 1.0
}

fn relative_delta(models: &[&str], measures: &[&str], sources: &[&str]) -> Table {
    let mut rows: Vec<Row> = Vec::new();
    for (s, source) in sources.iter().enumerate() {
        for (m, model) in models.iter().enumerate() {
            for (k, measure) in measures.iter().enumerate() {
                let seed = 100 * s + 10 * m + k;
                let human = 0.31 + 0.02 * k as f64 + 0.02 * wobble(seed);
                let relative = -9.0 + 6.0 * s as f64 + 4.0 * wobble(seed + 7) + 2.0 * m as f64;
                let llm = human * (200.0 - relative) / (200.0 + relative);
                let half = 9.0 - k as f64;
                let p = (0.002 + 0.02 * (wobble(seed + 3) + 1.0)).max(0.0001);
                let row = [human, llm, human - llm, human - llm - 0.03, human - llm + 0.03];
                let rest = [relative, relative - half, relative + half * 0.9, p, (p * 4.0).min(1.0)];
                let all: Vec<f64> = row.into_iter().chain(rest).collect();
                rows.push((
                    model.to_string(),
                    measure.to_string(),
                    source.to_string(),
                    all.try_into().unwrap(),
                ));
            }
        }
    }
    let names = [
        "reference_mean",
        "source_mean",
        "difference",
        "difference_low",
        "difference_high",
        "relative_delta_percent",
        "low",
        "high",
        "p_value",
        "p_adjusted",
    ];
    let words = |pick: fn(&Row) -> &String| text(&rows.iter().map(pick).collect::<Vec<_>>());
    let mut columns = vec![
        ("model", words(|row| &row.0)),
        ("measure", words(|row| &row.1)),
        ("reference", text(&vec![HUMAN; rows.len()])),
        ("source", words(|row| &row.2)),
    ];
    for (place, name) in names.into_iter().enumerate() {
        columns.push((name, number(&rows.iter().map(|row| row.3[place]).collect::<Vec<_>>())));
    }
    for (name, value) in [
        ("p_queries", 0.004),
        ("p_contents", 0.012),
        ("detectable_percent", 12.3),
        ("attainable_percent", 45.2),
        ("probability_above", 0.48),
    ] {
        columns.push((name, number(&vec![value; rows.len()])));
    }
    let certainty = |row: &Row| if row.3[9] < 0.05 { "present" } else { "undecided" };
    columns.push(("certainty", text(&rows.iter().map(certainty).collect::<Vec<_>>())));
    columns.push(("queries", Column::Count(vec![323; rows.len()])));
    columns.push(("tied_twins", Column::Count(vec![12; rows.len()])));
    columns.push(("twins", Column::Count(vec![3633; rows.len()])));
    Table::new(columns)
}

fn evaluation(models: &[&str], measures: &[&str], sources: &[&str]) -> Table {
    let mut words: [Vec<String>; 3] = Default::default();
    let (mut mean, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for (m, model) in models.iter().enumerate() {
        for (t, target) in ["all", HUMAN].iter().chain(sources).enumerate() {
            for (k, measure) in measures.iter().enumerate() {
                for (list, word) in words.iter_mut().zip([model, target, measure]) {
                    list.push(word.to_string());
                }
                let value = 0.34 - 0.02 * t as f64 + 0.025 * k as f64 - 0.015 * m as f64
                    + 0.01 * wobble(31 * m + 7 * t + k);
                mean.push(value);
                low.push(value - 0.031);
                high.push(value + 0.029);
            }
        }
    }
    let n = mean.len();
    Table::new(vec![
        ("model", text(&words[0])),
        ("target", text(&words[1])),
        ("measure", text(&words[2])),
        ("mean", number(&mean)),
        ("low", number(&low)),
        ("high", number(&high)),
        ("queries", Column::Count(vec![323; n])),
        ("clusters", Column::Count(vec![40; n])),
        ("undefined", Column::Count(vec![0; n])),
    ])
}

/// The values of 120 queries: many equal with every target, some far apart.
fn queries(models: &[&str], measures: &[&str], sources: &[&str]) -> Table {
    let mut words: [Vec<String>; 4] = Default::default();
    let mut values = Vec::new();
    for (m, model) in models.iter().enumerate() {
        for (t, target) in ["all", HUMAN].iter().chain(sources).enumerate() {
            for measure in measures {
                for query in 0..120 {
                    for (list, word) in words.iter_mut().zip([model, target, measure]) {
                        list.push(word.to_string());
                    }
                    words[3].push(format!("q{query}"));
                    let apart = if query % 3 == 0 { 0.0 } else { 0.3 * wobble(query + 500 * t + 31 * m) };
                    values.push(0.5 + apart);
                }
            }
        }
    }
    Table::new(vec![
        ("model", text(&words[0])),
        ("target", text(&words[1])),
        ("measure", text(&words[2])),
        ("query", text(&words[3])),
        ("value", number(&values)),
    ])
}

fn rank_similarity(models: &[&str], similarities: &[&str], sources: &[&str]) -> Table {
    let bins = [
        (1, 1),
        (2, 2),
        (3, 4),
        (5, 8),
        (9, 16),
        (17, 32),
        (33, 64),
        (65, 128),
        (129, 256),
        (257, 512),
        (513, 1000),
    ];
    let mut words: [Vec<String>; 3] = Default::default();
    let mut numbers: [Vec<f64>; 5] = Default::default();
    for (m, model) in models.iter().enumerate() {
        for (k, similarity) in similarities.iter().enumerate() {
            for (s, source) in std::iter::once(&HUMAN).chain(sources).enumerate() {
                for (b, (from, to)) in bins.iter().enumerate() {
                    for (list, word) in words.iter_mut().zip([model, similarity, source]) {
                        list.push(word.to_string());
                    }
                    let start = [-3.2, -0.42, 0.51][k % 3];
                    let scale = [0.31, 0.021, 0.042][k % 3];
                    let mean = start
                        - scale
                            * (b as f64 + 0.2 * m as f64 - 0.3 * s as f64
                                + 0.4 * wobble(97 * m + 13 * k + 5 * s + b));
                    let half = scale * 0.5;
                    for (list, value) in numbers.iter_mut().zip([
                        f64::from(*from),
                        f64::from(*to),
                        mean,
                        mean - half,
                        mean + half,
                    ]) {
                        list.push(value);
                    }
                }
            }
        }
    }
    let count = |values: &[f64]| Column::Count(values.iter().map(|value| *value as u64).collect());
    let n = numbers[0].len();
    Table::new(vec![
        ("model", text(&words[0])),
        ("similarity", text(&words[1])),
        ("source", text(&words[2])),
        ("rank_low", count(&numbers[0])),
        ("rank_high", count(&numbers[1])),
        ("mean", number(&numbers[2])),
        ("low", number(&numbers[3])),
        ("high", number(&numbers[4])),
        ("n", Column::Count(vec![323; n])),
    ])
}

fn rank_frequency(sources: &[&str]) -> Table {
    let (mut names, mut ranks, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    let mut values: [Vec<f64>; 5] = Default::default();
    for (s, source) in std::iter::once(&HUMAN).chain(sources).enumerate() {
        let (head, tail, turn) = (0.95 - 0.03 * s as f64, 1.58 + 0.05 * s as f64, 900.0_f64);
        let mut last = 0;
        for step in 0..400 {
            let rank = 10_f64.powf(step as f64 / 399.0 * 4.3).round();
            if rank as u64 == last {
                continue;
            }
            last = rank as u64;
            let law = |head: f64, tail: f64| {
                let share = 0.055;
                if rank <= turn {
                    share * rank.powf(-head)
                } else {
                    share * turn.powf(tail - head) * rank.powf(-tail)
                }
            };
            let frequency =
                (law(head, tail) * 600_000.0 * (1.0 + 0.06 * wobble(step + 17 * s))).round().max(1.0);
            names.push(source.to_string());
            ranks.push(rank as u64);
            counts.push(frequency as u64);
            let shifted = 0.12 * (rank + 2.7).powf(-1.05);
            let line = law(head + 0.04, tail - 0.1);
            // Two lines that do not meet.
            let lines = if rank <= turn { [line, f64::NAN] } else { [f64::NAN, 1.3 * line] };
            let fits = [frequency / 600_000.0, lines[0], lines[1], law(head, tail), shifted];
            for (list, value) in values.iter_mut().zip(fits) {
                list.push(value);
            }
        }
    }
    Table::new(vec![
        ("source", text(&names)),
        ("rank", Column::Count(ranks)),
        ("frequency", Column::Count(counts)),
        ("relative_frequency", number(&values[0])),
        ("fit_least_squares_head", number(&values[1])),
        ("fit_least_squares_tail", number(&values[2])),
        ("fit_double_power_law", number(&values[3])),
        ("fit_zipf_mandelbrot", number(&values[4])),
    ])
}

fn growth(sources: &[&str]) -> Table {
    let (mut names, mut tokens) = (Vec::new(), Vec::new());
    let (mut types, mut expected) = (Vec::new(), Vec::new());
    for (s, source) in std::iter::once(&HUMAN).chain(sources).enumerate() {
        let whole = 617_610.0 - 120_000.0 * s as f64;
        for step in -30..=10 {
            let size = whole * 10_f64.powf(f64::from(step) / 10.0);
            names.push(source.to_string());
            tokens.push(size as u64);
            let grown = (43.0 - 2.0 * s as f64) * size.powf(0.5);
            types.push((step <= 0).then_some(grown));
            expected.push(Some(grown * 0.99));
        }
    }
    Table::new(vec![
        ("source", text(&names)),
        ("tokens", Column::Count(tokens)),
        ("types", Column::Number(types)),
        ("types_lnre", Column::Number(expected)),
    ])
}

fn fits(sources: &[&str]) -> Table {
    let everyone: Vec<&str> = std::iter::once("human").chain(sources.iter().copied()).collect();
    let rows: Vec<(&str, &str)> = everyone
        .iter()
        .flat_map(|source| ["zipf_mandelbrot", "double_power_law"].map(|model| (*source, model)))
        .collect();
    let of = |value: &dyn Fn(bool) -> f64| {
        Column::Number(rows.iter().map(|row| Some(value(row.1 == "double_power_law"))).collect())
    };
    Table::new(vec![
        ("source", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("data", text(&vec!["ranks"; rows.len()])),
        ("model", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("minimum_frequency", Column::Count(vec![10; rows.len()])),
        (
            "parameters",
            Column::Count(rows.iter().map(|row| 2 + u64::from(row.1 == "double_power_law")).collect()),
        ),
        ("log_likelihood", of(&|best| if best { -4_147_992.5 } else { -4_151_118.0 })),
        ("aic", of(&|best| if best { 8_295_991.0 } else { 8_302_240.0 })),
        ("bic", of(&|best| if best { 8_296_024.8 } else { 8_302_262.5 })),
        ("delta_aic", of(&|best| if best { 0.0 } else { 6249.0 })),
        ("weight", of(&|best| f64::from(u8::from(best)))),
        ("p_value", Column::Number(vec![None; rows.len()])),
    ])
}

fn decomposition(models: &[&str], sources: &[&str]) -> Table {
    let parts = [("coverage", 0.12), ("tf", 0.06), ("length", -0.1175), ("total", 0.0625)];
    let rows: Vec<(&str, &str, (&str, f64))> = models
        .iter()
        .flat_map(|model| sources.iter().flat_map(move |source| parts.map(|part| (*model, *source, part))))
        .collect();
    let value = |shift: f64| Column::Number(rows.iter().map(|row| Some(row.2.1 + shift)).collect());
    Table::new(vec![
        ("model", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("reference", text(&vec!["human"; rows.len()])),
        ("source", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("part", text(&rows.iter().map(|row| row.2.0).collect::<Vec<_>>())),
        ("value", value(0.0)),
        ("low", value(-0.02)),
        ("high", value(0.02)),
        ("p_value", number(&vec![0.0002; rows.len()])),
        ("p_adjusted", number(&vec![0.0005; rows.len()])),
        ("pairs", Column::Count(vec![4000; rows.len()])),
        ("queries", Column::Count(vec![267; rows.len()])),
    ])
}

fn counterfactual(models: &[&str], sources: &[&str]) -> Table {
    let factors = [
        ("coverage", -3.1),
        ("tf", -25.6),
        ("length", 31.8),
        ("all", 7.4),
        ("byte_lengths", 1.8),
        ("equal_lengths", 30.4),
    ];
    type Named<'a> = (&'a str, &'a str, (&'a str, f64), &'a str);
    let measures = [("nDCG@10", 1.0), ("dNDSR@5", 0.01)];
    let mut rows: Vec<(Named<'_>, f64)> = Vec::new();
    for model in models {
        for source in sources {
            for (measure, scale) in measures {
                rows.extend(factors.map(|factor| ((*model, *source, factor, measure), scale)));
            }
        }
    }
    let words =
        |pick: fn(&Named<'_>) -> String| text(&rows.iter().map(|row| pick(&row.0)).collect::<Vec<_>>());
    let value =
        |shift: f64| Column::Number(rows.iter().map(|row| Some((row.0.2.1 + shift) * row.1)).collect());
    Table::new(vec![
        ("model", words(|row| row.0.to_string())),
        ("reference", text(&vec!["human"; rows.len()])),
        ("source", words(|row| row.1.to_string())),
        ("measure", words(|row| row.3.to_string())),
        ("factor", words(|row| row.2.0.to_string())),
        ("before", Column::Number(rows.iter().map(|row| Some(-7.4 * row.1)).collect())),
        ("after", value(-7.4)),
        ("change", value(0.0)),
        ("low", value(-6.0)),
        ("high", value(6.0)),
        ("p_value", number(&vec![0.0002; rows.len()])),
        ("p_adjusted", number(&vec![0.0005; rows.len()])),
        ("changed", Column::Count(vec![4000; rows.len()])),
        ("queries", Column::Count(vec![267; rows.len()])),
    ])
}

/// Checks of the files: one that found nothing, a warning of each source, a note.
fn validation(sources: &[&str]) -> Table {
    let all: Vec<&str> = std::iter::once(HUMAN).chain(sources.iter().copied()).collect();
    let rows: Vec<(&str, &str, &str, f64, &str)> = std::iter::once(("unknown_queries", "error", "", 0.0, ""))
        .chain(all.iter().map(|source| ("empty_texts", "warning", *source, 2.0, "d17")))
        .chain(all.iter().map(|source| ("scripts", "note", *source, 1_200.0, "Latin")))
        .collect();
    Table::new(vec![
        ("check", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("severity", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("source", text(&rows.iter().map(|row| row.2).collect::<Vec<_>>())),
        ("count", number(&rows.iter().map(|row| row.3).collect::<Vec<_>>())),
        ("of", number(&vec![1_200.0; rows.len()])),
        ("example", text(&rows.iter().map(|row| row.4).collect::<Vec<_>>())),
    ])
}

fn corpus(sources: &[&str]) -> Table {
    let names: Vec<&str> = std::iter::once(HUMAN).chain(sources.iter().copied()).collect();
    let n = names.len();
    Table::new(vec![
        ("source", text(&names)),
        (
            "kind",
            Column::Text((0..n).map(|place| if place == 0 { "human" } else { "llm" }.to_string()).collect()),
        ),
        ("reference", Column::Flag((0..n).map(|place| place == 0).collect())),
        ("documents", Column::Count(vec![3633; n])),
        ("twins", Column::Count(vec![3633; n])),
        ("tokens", Column::Count((0..n as u64).map(|place| 617_610 - 120_000 * place).collect())),
        ("empty_documents", Column::Count(vec![0; n])),
        ("mean_length", number(&(0..n).map(|place| 170.0 - 33.0 * place as f64).collect::<Vec<_>>())),
        ("dropped_segments", Column::Count(vec![4; n])),
    ])
}

fn comparison(sources: &[&str]) -> Table {
    let measures = [
        "type_token_ratio",
        "mattr(window=50)",
        "zipf_head(estimator=mle)",
        "zipf_tail(estimator=mle)",
        "specificity(pool=reference)",
    ];
    let mut rows = Vec::new();
    for source in sources {
        for measure in measures {
            for control in ["raw", "twins", "cut", "budget"] {
                rows.push((measure, *source, control));
            }
        }
    }
    let seeds: Vec<f64> = (0..rows.len()).map(wobble).collect();
    let column =
        |pick: &dyn Fn(f64) -> f64| number(&seeds.iter().map(|seed| pick(*seed)).collect::<Vec<_>>());
    Table::new(vec![
        ("measure", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("reference", text(&vec![HUMAN; rows.len()])),
        ("source", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("control", text(&rows.iter().map(|row| row.2).collect::<Vec<_>>())),
        ("reference_value", column(&|seed| 1.2 + seed * 0.3)),
        ("source_value", column(&|seed| 1.2 + seed * 0.3 + 0.03 * seed)),
        ("difference", column(&|seed| 0.03 * seed)),
        ("low", column(&|seed| 0.03 * seed - 0.011)),
        ("high", column(&|seed| 0.03 * seed + 0.012)),
        ("p_value", column(&|seed| (1.0 - seed.abs()) * 0.4)),
        ("p_adjusted", column(&|seed| ((1.0 - seed.abs()) * 2.0).min(1.0))),
        ("test", text(&vec!["bootstrap"; rows.len()])),
        ("hedges_g", column(&|seed| 0.3 * seed)),
        ("cliffs_delta", Column::Number(vec![None; rows.len()])),
        ("scope", text(&vec!["source"; rows.len()])),
        ("n_reference", Column::Count(vec![3633; rows.len()])),
        ("n", Column::Count(vec![3633; rows.len()])),
    ])
}

fn findings(sources: &[&str]) -> Table {
    let comparison = comparison(sources);
    let column = |name: &str, place: usize| {
        let values = comparison.number(name).unwrap();
        Column::Number(values.into_iter().skip(place).step_by(4).collect())
    };
    let words = |name: &str| {
        let words = comparison.text(name).unwrap();
        text(&words.into_iter().step_by(4).collect::<Vec<_>>())
    };
    let n = comparison.height() / 4;
    let kinds = ["holds", "vanishes_when_lengths_are_equal", "not_distinguishable"];
    let kinds: Vec<&str> = (0..n).map(|row| kinds[row % 3]).collect();
    let mut columns =
        vec![("measure", words("measure")), ("reference", words("reference")), ("source", words("source"))];
    let controls = [("raw", "raw_p"), ("twins", "twins_p"), ("cut", "cut_p"), ("budget", "budget_p")];
    for (place, (name, p_name)) in controls.into_iter().enumerate() {
        columns.extend([(name, column("difference", place)), (p_name, column("p_adjusted", place))]);
    }
    columns.push(("level", number(&vec![0.05; n])));
    columns.push((
        "direction",
        text(
            &kinds.iter().map(|kind| if kind.starts_with("not") { "" } else { "higher" }).collect::<Vec<_>>(),
        ),
    ));
    columns.push(("evidence", Column::Flag(vec![true; n])));
    columns.push(("finding", text(&kinds)));
    columns.push(("sentence", text(&kinds)));
    Table::new(columns)
}

fn profile_summary(sources: &[&str]) -> Table {
    let measures =
        ["tokens", "types", "type_token_ratio", "zipf_head(estimator=mle)", "zipf_tail(estimator=mle)"];
    let mut rows = Vec::new();
    for (s, source) in std::iter::once(&HUMAN).chain(sources).enumerate() {
        for (m, measure) in measures.iter().enumerate() {
            let value = [617_610.0, 32_203.0, 0.052, 0.93, 1.58][m] * (1.0 - 0.03 * s as f64);
            rows.push((*source, *measure, value));
        }
    }
    let column = |share: f64| number(&rows.iter().map(|row| row.2 * share).collect::<Vec<_>>());
    Table::new(vec![
        ("source", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("measure", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("scope", text(&vec!["source"; rows.len()])),
        ("value", column(1.0)),
        ("low", column(0.99)),
        ("high", column(1.01)),
        ("n", Column::Count(vec![3633; rows.len()])),
    ])
}

/// One of the keywords, which every source has.
fn keyword(place: usize) -> String {
    match place {
        4 => "a word that is too long for any panel of a narrow column".to_string(),
        25 => "<&\"言葉".to_string(),
        _ => format!("word{place}"),
    }
}

/// Per source 20 words that it adds and 20 that it drops, the last of each in one source alone.
fn keyness(sources: &[&str]) -> Table {
    let rows: Vec<(&str, usize)> =
        sources.iter().flat_map(|source| (0..40).map(move |place| (*source, place))).collect();
    let sign = |place: usize| if place < 20 { 1.0 } else { -1.0 };
    let column =
        |pick: &dyn Fn(usize) -> f64| number(&rows.iter().map(|row| pick(row.1)).collect::<Vec<_>>());
    let ratio = |place: usize| sign(place) * (3.0 + 2.5 * wobble(place));
    let term = |(_, place): &(&str, usize)| keyword(*place);
    let form = |(_, place): &(&str, usize)| if *place == 2 { "words".to_string() } else { keyword(*place) };
    let category = |(_, place): &(&str, usize)| match place % 20 {
        9 if *place < 20 => "only_here",
        9 => "only_there",
        _ if *place < 20 => "more",
        _ => "fewer",
    };
    let size = |place: usize| sign(place) * (900.0 - 20.0 * (place % 20) as f64);
    Table::new(vec![
        ("reference", text(&vec![HUMAN; rows.len()])),
        ("source", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("term", text(&rows.iter().map(term).collect::<Vec<_>>())),
        ("form", text(&rows.iter().map(form).collect::<Vec<_>>())),
        ("category", text(&rows.iter().map(category).collect::<Vec<_>>())),
        ("keyword", Column::Flag(vec![true; rows.len()])),
        ("source_documents", Column::Count(vec![210; rows.len()])),
        ("reference_documents", Column::Count(vec![95; rows.len()])),
        ("source_per_million", column(&|place| 400.0 + 9.0 * place as f64)),
        ("reference_per_million", column(&|place| 90.0 + 7.0 * place as f64)),
        ("log_likelihood", column(&size)),
        ("p_adjusted", column(&|_| 0.000_003)),
        ("log_ratio", column(&ratio)),
        ("source_dispersion", column(&|place| 0.8 + 0.004 * place as f64)),
        ("reference_dispersion", column(&|place| 0.9 + 0.002 * place as f64)),
        ("bootstrap_low", column(&|place| ratio(place) - 0.4)),
        ("bootstrap_high", column(&|place| ratio(place) + 0.5)),
    ])
}

/// For each model and source 400 pairs, in some of which both versions score alike.
fn pairs(models: &[&str], sources: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (m, model) in models.iter().enumerate() {
        for (s, source) in sources.iter().enumerate() {
            rows.extend((0..400).map(|pair| (*model, *source, 1000 * m + 400 * s + pair)));
        }
    }
    let column =
        |pick: &dyn Fn(usize) -> f64| number(&rows.iter().map(|row| pick(row.2)).collect::<Vec<_>>());
    let human = |seed: usize| 9.0 + 6.0 * wobble(seed);
    let llm = |seed: usize| {
        if seed.is_multiple_of(40) { human(seed) } else { human(seed) + 2.0 * wobble(seed + 7) }
    };
    Table::new(vec![
        ("model", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("query", text(&rows.iter().map(|row| format!("q{}", row.2 / 5)).collect::<Vec<_>>())),
        ("content", text(&rows.iter().map(|row| format!("d{}", row.2)).collect::<Vec<_>>())),
        ("reference", text(&vec![HUMAN; rows.len()])),
        ("source", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("reference_score", column(&human)),
        ("source_score", column(&llm)),
    ])
}

fn ties(models: &[&str], sources: &[&str]) -> Table {
    let rows: Vec<_> =
        models.iter().flat_map(|model| sources.iter().map(move |source| (*model, *source))).collect();
    let n = rows.len();
    Table::new(vec![
        ("model", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("reference", text(&vec![HUMAN; n])),
        ("source", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("queries", Column::Count(vec![323; n])),
        (
            "rankings_with_cross_source_tie",
            Column::Count((0..n as u64).map(|place| 163 / (place + 1)).collect()),
        ),
        ("tied_twins", Column::Count((0..n as u64).map(|place| 141 / (place + 1)).collect())),
        ("ranked_twins", Column::Count(vec![51_004; n])),
        ("documents_beyond_depth", Column::Count(vec![0; n])),
    ])
}

fn exposure(models: &[&str], sources: &[&str]) -> Table {
    let measures = ["dNDSR@5", "share@10", "twin_wins", "twin_losses", "twin_ties", "twin_balance"];
    let values = [-0.031, 0.52, 0.4381, 0.5321, 0.0298, -0.094];
    let mut rows = Vec::new();
    for model in models {
        for source in sources {
            rows.extend(
                measures.iter().zip(values).map(|(measure, value)| (*model, *source, *measure, value)),
            );
        }
    }
    let n = rows.len();
    let signed = |row: &(&str, &str, &str, f64)| matches!(row.2, "dNDSR@5" | "twin_balance");
    let bound = |side: f64| number(&rows.iter().map(|row| row.3 + side).collect::<Vec<_>>());
    Table::new(vec![
        ("model", text(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
        ("measure", text(&rows.iter().map(|row| row.2).collect::<Vec<_>>())),
        ("reference", text(&vec![HUMAN; n])),
        ("source", text(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("value", number(&rows.iter().map(|row| row.3).collect::<Vec<_>>())),
        ("low", bound(-0.02)),
        ("high", bound(0.02)),
        ("p_queries", Column::Number(rows.iter().map(|row| signed(row).then_some(0.0004)).collect())),
        ("p_contents", Column::Number(rows.iter().map(|row| signed(row).then_some(0.0123)).collect())),
        ("p_value", Column::Number(rows.iter().map(|row| signed(row).then_some(0.0123)).collect())),
        ("queries", Column::Count(vec![323; n])),
        ("p_adjusted", Column::Number(rows.iter().map(|row| signed(row).then_some(0.0246)).collect())),
    ])
}

fn correlation(models: &[&str], similarities: &[&str], sources: &[&str]) -> Table {
    let mut words: [Vec<String>; 4] = Default::default();
    for model in models {
        for similarity in similarities {
            for source in ["pooled", HUMAN].iter().chain(sources) {
                for coefficient in ["spearman_score", "spearman_rank", "kendall_score", "pearson_score"] {
                    for (list, word) in words.iter_mut().zip([model, similarity, source, &coefficient]) {
                        list.push(word.to_string());
                    }
                }
            }
        }
    }
    let n = words[0].len();
    let value: Vec<f64> = (0..n).map(|place| 0.85 + 0.12 * wobble(place)).collect();
    let near = |side: f64| number(&value.iter().map(|value| value + side).collect::<Vec<_>>());
    Table::new(vec![
        ("model", text(&words[0])),
        ("similarity", text(&words[1])),
        ("source", text(&words[2])),
        ("coefficient", text(&words[3])),
        ("value", near(0.0)),
        ("low", near(-0.01)),
        ("high", near(0.01)),
        ("p_value", number(&vec![0.0001; n])),
        ("n", Column::Count(vec![323; n])),
    ])
}

fn conditional(models: &[&str], similarities: &[&str], sources: &[&str]) -> Table {
    let mut words: [Vec<String>; 5] = Default::default();
    for model in models {
        for similarity in similarities {
            for source in sources {
                for scope in ["judged_twins", "all_documents"] {
                    for form in ["flexible", "linear"] {
                        for (list, word) in words.iter_mut().zip([model, similarity, source, &scope, &form]) {
                            list.push(word.to_string());
                        }
                    }
                }
            }
        }
    }
    let n = words[0].len();
    let value: Vec<f64> = (0..n).map(|place| 0.3 * wobble(place)).collect();
    let near = |side: f64| number(&value.iter().map(|value| value + side).collect::<Vec<_>>());
    Table::new(vec![
        ("model", text(&words[0])),
        ("similarity", text(&words[1])),
        ("source", text(&words[2])),
        ("scope", text(&words[3])),
        ("form", text(&words[4])),
        ("gap", near(-0.1)),
        ("coefficient", near(0.0)),
        ("low", near(-0.04)),
        ("high", near(0.04)),
        ("explained_percent", number(&vec![81.5; n])),
        ("variance_percent_high", number(&vec![0.42; n])),
        ("p_value", number(&vec![0.000_04; n])),
        ("p_adjusted", number(&vec![0.0002; n])),
        ("effect", text(&vec!["undecided"; n])),
        ("observations", Column::Count(vec![102_008; n])),
    ])
}

fn planted(sources: &[&str]) -> Table {
    let mut rows = Vec::new();
    for source in std::iter::once(&HUMAN).chain(sources) {
        rows.push(("zipf_head".to_string(), source.to_string(), 0.92));
        rows.push(("zipf_tail".to_string(), source.to_string(), 1.57));
        rows.push(("drop".to_string(), source.to_string(), 0.1));
    }
    for source in sources {
        rows.push(("relative_delta nDCG@10".to_string(), source.to_string(), -8.0));
    }
    Table::new(vec![
        ("quantity", text(&rows.iter().map(|row| &row.0).collect::<Vec<_>>())),
        ("source", text(&rows.iter().map(|row| &row.1).collect::<Vec<_>>())),
        ("planted", number(&rows.iter().map(|row| row.2).collect::<Vec<_>>())),
        ("low", Column::Number(vec![None; rows.len()])),
        ("high", Column::Number(vec![None; rows.len()])),
        ("note", text(&vec!["as the simulation was told"; rows.len()])),
        ("model", text(&vec![""; rows.len()])),
    ])
}

/// The table with all columns of its schema, empty where none was made up.
fn whole(key: &str, table: &Table) -> Table {
    let schema = tables().find(|schema| schema.key == key).unwrap();
    let missing = schema.columns.iter().filter(|column| !column.optional && !table.has(column.name));
    let rows = table.height();
    let empty = missing.map(|column| {
        let values = match column.kind {
            ColumnKind::Text => Column::Text(vec![String::new(); rows]),
            ColumnKind::Number => Column::Number(vec![None; rows]),
            ColumnKind::Count => Column::Count(vec![0; rows]),
            ColumnKind::Flag => Column::Flag(vec![false; rows]),
        };
        (column.name, values)
    });
    table.with(empty.collect()).in_order_of(schema)
}

/// Made-up results of an experiment with these models, measures and sources beside the human one.
pub fn results(name: &str, models: &[&str], measures: &[&str], sources: &[&str]) -> Results {
    let similarities = ["kl_dirichlet(mu=1000)", "jensen_shannon", "cosine(weight=tf_idf)"];
    let similarities = &similarities[..if models.len() > 3 { 2 } else { 3 }];
    let tables = [
        ("text/summary", corpus(sources)),
        ("corpus/validation", validation(sources)),
        ("profile/summary", profile_summary(sources)),
        ("profile/comparison", comparison(sources)),
        ("profile/findings", findings(sources)),
        ("profile/rank_frequency", rank_frequency(sources)),
        ("profile/keyness", keyness(sources)),
        ("profile/keyword_places", words::keyword_places(sources)),
        ("profile/keyword_lines", words::keyword_lines(sources)),
        ("profile/rank_turbulence", words::rank_turbulence(sources)),
        ("profile/turbulent_terms", words::turbulent_terms(sources)),
        ("profile/rank_cells", words::rank_cells(sources)),
        ("profile/separability", words::separability(sources)),
        ("profile/separability_words", words::separating_words(sources)),
        ("profile/map", words::map(sources)),
        ("profile/map_documents", words::map_documents(sources)),
        ("profile/fits", fits(sources)),
        ("profile/growth", growth(sources)),
        ("evaluate/summary", evaluation(models, measures, sources)),
        ("evaluate/queries", queries(models, measures, sources)),
        ("bias/pairs", pairs(models, sources)),
        ("bias/relative_delta", relative_delta(models, measures, sources)),
        ("bias/exposure", exposure(models, sources)),
        ("bias/query_authors", authors::query_authors(models, measures, sources)),
        ("bias/ties", ties(models, sources)),
        ("bias/correlation", correlation(models, similarities, sources)),
        ("bias/conditional", conditional(models, similarities, sources)),
        ("bias/decomposition", decomposition(models, sources)),
        ("bias/word_effects", words::word_effects(models, sources)),
        ("bias/counterfactual", counterfactual(models, sources)),
        ("bias/mediation", twins::mediation(models, similarities, sources)),
        ("bias/rank_similarity", rank_similarity(models, similarities, sources)),
        ("bias/planted", planted(sources)),
    ];
    let tables: BTreeMap<&str, Table> =
        tables.into_iter().map(|(key, table)| (key, whole(key, &table))).collect();
    let mut results = Results::new(name, tables);
    results.configuration = format!("name = \"{name}\"\nseed = 42\n\n[retrieve]\nmodels = {models:?}\n");
    results.facts = vec![
        ("sourcebias".to_string(), "0.1.0".to_string()),
        ("seed".to_string(), "42".to_string()),
        ("corpus".to_string(), "simulated".to_string()),
    ];
    results.command = format!("sourcebias run experiments/{name}.toml");
    let tables = AnswerTables { relative_deltas: results.rows().unwrap(), ..AnswerTables::default() };
    results.answer = Answer::new(&tables, Some("nDCG@10"), &BiasSettings::default());
    results
}

/// Two sources, three models, five measures.
pub fn two_sources() -> Results {
    let models = ["bm25(k1=1.2,b=0.75)", "dirichlet(mu=1000)", "tf_idf"];
    results("demo", &models, &["nDCG@1", "nDCG@3", "nDCG@5", "nDCG@10", "AP"], &["llama-2-7b-chat"])
}

/// Three sources.
pub fn three_sources() -> Results {
    let models = ["bm25(k1=1.2,b=0.75)", "bm25(k1=1.2,b=0.75)|byte_lengths", "dirichlet(mu=1000)"];
    results(
        "marco",
        &models,
        &["nDCG@1", "nDCG@3", "nDCG@5", "nDCG@10", "AP"],
        &["gpt-3.5-turbo", "llama-2-70b-chat"],
    )
}

/// Six models and eight measures.
pub fn crowded() -> Results {
    let models = [
        "bm25(k1=1.2,b=0.75)",
        "bm25(k1=0.9,b=0.4)",
        "bm25(k1=1.2,b=0.75)|byte_lengths",
        "dirichlet(mu=1000)",
        "dirichlet(mu=2500)",
        "tf_idf",
    ];
    let measures = ["nDCG@1", "nDCG@3", "nDCG@5", "nDCG@10", "AP", "RR@10", "R@100", "RBP(p=0.8)"];
    results("crowded", &models, &measures, &["llama-2-7b-chat-tmp0.2"])
}

/// A grid of 4 × 4 values of two parameters, and four models of other kinds, against two sources.
pub fn grid() -> Results {
    let mut models: Vec<String> = Vec::new();
    for k1 in ["0.4", "0.8", "1.2", "2"] {
        models.extend(["0", "0.3", "0.75", "1"].map(|b| format!("bm25(k1={k1},b={b})")));
    }
    models.extend(["dirichlet(mu=1000)", "tf_idf", "coordination", "my run"].map(String::from));
    let models: Vec<&str> = models.iter().map(String::as_str).collect();
    results("grid", &models, &["nDCG@1", "nDCG@10", "AP"], &["gpt-3.5-turbo", "llama-2-70b-chat"])
}
