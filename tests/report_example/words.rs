//! Made-up tables of the words of each source, beside those of its keywords.

use sourcebias::bias::WordEffectRow;
use sourcebias::profile::{
    DocumentPlaceRow, KeywordLineRow, KeywordPlaceRow, MapRow, RankCellRow, RankTurbulenceRow,
    SeparabilityRow, SeparatingWordRow, TurbulentTermRow,
};
use sourcebias::table::{Table, TableRow};

use super::{HUMAN, keyword, wobble};

/// The keywords that are placed: ten in either direction.
fn placed() -> impl Iterator<Item = usize> {
    (0..10).chain(20..30)
}

pub fn keyword_places(sources: &[&str]) -> Table {
    let mut rows = Vec::new();
    for source in sources {
        for place in placed() {
            for texts_of in [*source, HUMAN] {
                let seen =
                    (0..400).filter(|stretch| wobble(stretch * 50 + place) > 0.8 - 0.05 * place as f64);
                rows.extend(seen.map(|stretch| KeywordPlaceRow {
                    reference: HUMAN.into(),
                    source: (*source).into(),
                    term: keyword(place).into(),
                    texts_of: texts_of.into(),
                    stretch: stretch as u64,
                    occurrences: 1 + (stretch % 3) as u64,
                    tokens: 1500,
                }));
            }
        }
    }
    KeywordPlaceRow::to_table(rows)
}

pub fn keyword_lines(sources: &[&str]) -> Table {
    let mut rows = Vec::new();
    for source in sources {
        for place in placed() {
            for (line, texts_of) in (0..5).flat_map(|line| [(line, *source), (line, HUMAN)]) {
                rows.push(KeywordLineRow {
                    reference: HUMAN.into(),
                    source: (*source).into(),
                    term: keyword(place).into(),
                    texts_of: texts_of.into(),
                    document: format!("d{line}").into(),
                    left: "<script>what stands before</script> &\u{202e}".to_string(),
                    hit: keyword(place),
                    right: "\u{0}what stands behind it \"quoted\"".to_string(),
                });
            }
        }
    }
    KeywordLineRow::to_table(rows)
}

pub fn rank_turbulence(sources: &[&str]) -> Table {
    let row = |(place, source): (usize, &&str)| RankTurbulenceRow {
        reference: HUMAN.into(),
        source: (*source).into(),
        control: "raw".into(),
        alpha: Some(1.0 / 3.0),
        divergence: Some(0.31 + 0.02 * place as f64),
        by_chance: Some(0.22),
        p_value: Some(0.005),
        only_here: Some(0.3),
        only_there: Some(0.25),
        source_terms: 32_203,
        reference_terms: 33_018,
        shared_terms: 21_107,
    };
    RankTurbulenceRow::to_table(sources.iter().enumerate().map(row).collect())
}

pub fn turbulent_terms(sources: &[&str]) -> Table {
    let row = |source: &str, place: usize| {
        let higher = place < 20;
        let (near, far) =
            (3.0 * 1.35_f64.powi((place % 20) as i32), 20.0 * 1.5_f64.powi((place % 20) as i32));
        TurbulentTermRow {
            reference: HUMAN.into(),
            source: source.into(),
            term: keyword(place),
            form: String::new(),
            higher,
            source_rank: Some(if higher { near } else { far }),
            reference_rank: Some(if higher { far } else { near }),
            source_frequency: 40,
            reference_frequency: 30,
            part: Some(0.01 / (1.0 + (place % 20) as f64)),
        }
    };
    let rows = sources.iter().flat_map(|source| (0..40).map(move |place| row(source, place)));
    TurbulentTermRow::to_table(rows.collect())
}

pub fn rank_cells(sources: &[&str]) -> Table {
    let middle = |cell: usize| Some(10_f64.powf((cell as f64 + 0.5) / 10.0));
    let mut rows = Vec::new();
    for source in sources {
        for (reference, here) in (0..46_usize).flat_map(|cell| (0..46_usize).map(move |here| (cell, here))) {
            let apart = reference.abs_diff(here);
            if 3 * apart <= reference.max(here) {
                rows.push(RankCellRow {
                    reference: HUMAN.into(),
                    source: (*source).into(),
                    reference_rank: middle(reference),
                    source_rank: middle(here),
                    terms: 1 + (reference * here / (1 + apart)) as u64,
                });
            }
        }
    }
    RankCellRow::to_table(rows)
}

pub fn separability(sources: &[&str]) -> Table {
    let kinds = [
        ("all", "whole", 0.93),
        ("without_function_words", "whole", 0.9),
        ("function_words", "whole", 0.71),
        ("all", "equal", 0.52),
    ];
    let row = |place: usize, source: &str, (words, lengths, auc): (&str, &str, f64)| SeparabilityRow {
        reference: HUMAN.into(),
        source: source.into(),
        words: words.to_string(),
        lengths: lengths.to_string(),
        features: 1000,
        texts: 3633,
        reference_texts: 3633,
        auc: Some(auc - 0.02 * place as f64),
        low: Some(auc - 0.01 - 0.02 * place as f64),
        high: Some(auc + 0.01 - 0.02 * place as f64),
        by_chance: Some(0.5),
        p_value: Some(0.005),
        p_adjusted: Some(if lengths == "equal" { 0.3 } else { 0.005 }),
        accuracy: Some(0.8),
        twins: Some(0.85),
    };
    let rows = sources.iter().enumerate();
    let rows = rows.flat_map(|(place, source)| kinds.map(|kind| row(place, source, kind)));
    SeparabilityRow::to_table(rows.collect())
}

/// Where the sources lie; of two sources there is no second axis.
pub fn map(sources: &[&str]) -> Table {
    let all: Vec<&str> = [HUMAN].into_iter().chain(sources.iter().copied()).collect();
    if all.len() < 2 {
        return MapRow::to_table(Vec::new());
    }
    let second = all.len() > 2;
    let row = |(place, source): (usize, &&str)| {
        let (x, y) = (0.1 * place as f64 - 0.12, second.then(|| 0.05 * (wobble(place) - 0.5)));
        MapRow {
            source: (*source).into(),
            documents: 3633,
            twins: true,
            x: Some(x),
            x_low: Some(x - 0.01),
            x_high: Some(x + 0.012),
            y,
            y_low: y.map(|y| y - 0.008),
            y_high: y.map(|y| y + 0.007),
            x_share: Some(if second { 0.71 } else { 1.0 }),
            y_share: second.then_some(0.2),
            reference: if place == 0 { "" } else { HUMAN }.into(),
            distance: (place > 0).then_some(0.1 * place as f64),
            by_chance: (place > 0).then_some(0.02),
            nearest: all[if place == 0 { 1 } else { place - 1 }].to_string(),
            nearest_distance: Some(0.1),
        }
    };
    MapRow::to_table(all.iter().enumerate().map(row).collect())
}

pub fn map_documents(sources: &[&str]) -> Table {
    let row = |source: &str, number: usize| DocumentPlaceRow {
        source: source.into(),
        content: format!("d{number:03}").into(),
        x: Some(wobble(number) - 0.5),
        y: (sources.len() > 1).then(|| wobble(number + 7) - 0.5),
    };
    let all = [HUMAN].into_iter().chain(sources.iter().copied());
    DocumentPlaceRow::to_table(
        all.flat_map(|source| (0..50).map(move |number| row(source, number))).collect(),
    )
}

pub fn separating_words(sources: &[&str]) -> Table {
    let row = |source: &str, place: usize| {
        let sign = if place < 20 { 1.0 } else { -1.0 };
        SeparatingWordRow {
            reference: HUMAN.into(),
            source: source.into(),
            term: keyword(place),
            form: String::new(),
            function_word: place.is_multiple_of(5),
            weight: Some(sign * (0.4 + 0.02 * (place % 20) as f64)),
            part: Some(0.05 / (1.0 + (place % 20) as f64)),
            source_frequency: 40,
            reference_frequency: 30,
        }
    };
    let rows = sources.iter().flat_map(|source| (0..40).map(move |place| row(source, place)));
    SeparatingWordRow::to_table(rows.collect())
}

pub fn word_effects(models: &[&str], sources: &[&str]) -> Table {
    let row = |model: &str, source: &str, place: usize| {
        let effect = (wobble(place) - 0.5) * 0.2;
        WordEffectRow {
            model: model.to_string(),
            reference: HUMAN.to_string(),
            source: source.to_string(),
            word: format!("{}-stem", keyword(place)),
            form: keyword(place),
            effect: Some(effect),
            low: Some(effect - 0.03),
            high: Some(effect + 0.03),
            per_pair: Some(effect * 12.0),
            p_queries: Some(0.02),
            p_contents: Some(0.01),
            p_value: Some(0.02),
            p_adjusted: Some(if effect.abs() > 0.06 { 0.03 } else { 0.4 }),
            pairs: 40,
            share: Some(1.0 / 12.0),
            dropped: 6,
            added: 3,
            queries: 5,
        }
    };
    let of_model = |model: &&str| -> Vec<WordEffectRow> {
        let rows = sources.iter().flat_map(|source| (0..40).map(move |place| row(model, source, place)));
        rows.collect()
    };
    WordEffectRow::to_table(models.iter().flat_map(of_model).collect())
}
