//! Golden values of what texts do to judges, by numpy 2 and statsmodels 0.14 (OLS), over thirty-six pairs made by arithmetic.

use super::*;
use crate::corpus::{Source, SourceId, SourceKind};
use crate::labels::judgements::tests::judged;
use crate::labels::texts::QueryTerm;
use crate::labels::{PairText, Scale, TABLES, own_bias};

/// Six queries with three contents in two versions each.
fn example(settings: &LabelSettings) -> (Judgements, LabelTexts) {
    let lines = |grade: &dyn Fn(u32) -> u32| -> String {
        (0..36).map(|place| format!("q{} 0 d{} {}\n", place / 6, place % 6, grade(place))).collect()
    };
    let people = lines(&|place| (place * 5 + place / 4) % 4);
    let judge = lines(&|place| (place * 7 + place / 3 + place % 2) % 4);
    let files = [("j.qrels", judge.as_str()), ("people.qrels", people.as_str())];
    let text = |place: u32| {
        let bits = (place * 11 + 3) % 8;
        let terms = [2.0, 1.0, 1.5].iter().enumerate();
        PairText {
            source: SourceId(place % 2),
            content: place / 2,
            length: 10 + place * 13 % 17,
            terms: terms.map(|(at, idf)| QueryTerm { idf: *idf, frequency: bits >> at & 1 }).collect(),
            score: Some(f64::from(place * place % 23) / 4.0),
        }
    };
    let source = |name: &str, kind| Source { name: name.to_string(), kind };
    let texts = LabelTexts {
        sources: vec![source("human", SourceKind::Human), source("llm", SourceKind::Llm)],
        reference: SourceId(0),
        pairs: (0..36).map(|place| Some(text(place))).collect(),
        people_judged_contents: false,
    };
    (judged(&files, true, settings).unwrap(), texts)
}

fn settings() -> LabelSettings {
    let scale = Some(Scale { low: 0, high: 3 });
    LabelSettings { bootstrap: 199, exchanges: 999, scale, ..LabelSettings::default() }
}

fn found() -> OnTexts {
    let (judgements, texts) = example(&settings());
    OnTexts::new(&judgements, &texts, &settings()).unwrap()
}

fn assert_close(found: Option<f64>, expected: f64, what: &str) {
    assert!((found.unwrap() - expected).abs() < 1e-9, "{what}: {found:?} and not {expected}");
}

#[test]
fn every_table_is_among_those_that_are_told() {
    let made: Vec<&str> = found().tables().iter().map(|(schema, _)| schema.key).collect();
    let told = TABLES.iter().map(|schema| schema.key).filter(|key| made.contains(key));
    assert_eq!(made, told.collect::<Vec<_>>());
}

#[test]
fn correlations_within_queries_are_numpys() {
    let found = found();
    for (feature, judge, people) in [
        ("coverage", -0.083_235_214_115_792_13, 0.134_328_083_690_095_25),
        ("bm25", 0.376_829_042_986_924_05, 0.133_470_133_476_747_05),
        ("length", -0.040_231_220_534_806_74, 0.032_239_563_017_450_04),
    ] {
        let alone = |judge: &str| {
            found.words.iter().find(|row| &*row.feature == feature && &*row.judge == judge).unwrap()
        };
        assert_close(alone("j").value, judge, feature);
        assert_close(alone("people").value, people, feature);
        let less = found.less.iter().find(|row| &*row.feature == feature).unwrap();
        assert_close(less.value, judge - people, feature);
        assert_eq!((less.n, less.queries), (36, 6));
        assert!(less.low <= less.value && less.value <= less.high);
        // All 64 patterns of signs of six queries are gone through: p is a multiple of 1 ÷ 32.
        let p = less.p_value.unwrap() * 32.0;
        assert!((p - p.round()).abs() < 1e-9 && less.p_adjusted >= less.p_value);
    }
}

#[test]
fn regressions_given_the_others_grade_are_statsmodels() {
    let found = found();
    for (feature, judge, people, deviation) in [
        ("coverage", 0.148_760_330_578_511_46, 1.927_613_941_018_768_3, 0.309_652_666_164_125_6),
        ("bm25", 0.292_494_563_199_490_96, 0.096_154_350_276_561_91, 1.444_097_180_478_747),
        ("length", -0.175_412_500_671_685_4, 0.049_843_510_453_423_22, 0.464_661_885_710_956_46),
    ] {
        for (direction, expected) in [(direction::JUDGE, judge), (direction::PEOPLE, people)] {
            let row = found.given.iter().find(|row| &*row.feature == feature && &*row.direction == direction);
            let row = row.unwrap();
            assert_close(row.value, expected, feature);
            assert_close(row.per_deviation, expected * deviation, feature);
            assert!(row.low <= row.value && row.value <= row.high, "{row:?}");
        }
    }
}

#[test]
fn the_parts_of_a_shift_are_statsmodels_and_add_up() {
    let found = found();
    let expected = [
        ("leniency", -0.543_605_206_968_109_2),
        ("source", 0.365_339_439_876_538_05),
        ("coverage", 0.055_204_307_393_013_24),
        ("length", -0.165_762_264_705_388_66),
        ("grade", -0.986_046_390_027_378_2),
    ];
    for (row, (term, value)) in found.shifts.iter().zip(expected) {
        assert_eq!(&*row.term, term);
        assert_close(row.value, value, term);
        assert!(row.low <= row.value && row.value <= row.high, "{row:?}");
    }
    // The judge's mean grade less the people's.
    assert_close(found.shifts.iter().map(|row| row.part).sum(), -1.0 / 3.0, "parts");
}

#[test]
fn own_bias_and_what_words_leave_of_it_are_statsmodels() {
    let found = found();
    for (figure, value) in [
        (figure::OWN, 1.0 / 3.0),
        (figure::OWN_GIVEN_WORDS, 0.441_349_536_681_66),
        (figure::LESS_PEOPLE, 2.0 / 9.0),
        (figure::LESS_PEOPLE_GIVEN_WORDS, -0.888_389_487_074_906_4),
    ] {
        let row = found.own.iter().find(|row| &*row.judge == "j" && &*row.figure == figure).unwrap();
        assert_close(row.value, value, figure);
        assert_eq!((row.n, row.queries), (18, 6));
        assert!(row.low <= row.value && row.value <= row.high, "{row:?}");
        assert!(
            row.p_value >= row.p_queries && row.p_value >= row.p_contents && row.p_adjusted >= row.p_value
        );
    }
    let own = found.own.iter().find(|row| &*row.figure == figure::OWN).unwrap();
    assert_close(own.higher, 1.0 / 3.0, "higher");
    assert_eq!(own.lower, Some(0.0));
}

#[test]
fn exchanging_the_sources_turns_every_sign_exactly() {
    let (judgements, texts) = example(&settings());
    let mut exchanged = texts.clone();
    exchanged.pairs.iter_mut().flatten().for_each(|text| text.source = SourceId(1 - text.source.0));
    let there = own_bias(&judgements, &texts, &settings()).unwrap();
    let back = own_bias(&judgements, &exchanged, &settings()).unwrap();
    for (one, other) in there.iter().zip(&back) {
        let turned = |value: Option<f64>| value.map(|value| signless(-value));
        assert_eq!(
            (turned(one.value), turned(one.low), turned(one.high)),
            (other.value, other.high, other.low)
        );
        assert_eq!((one.p_value, one.p_adjusted, one.higher), (other.p_value, other.p_adjusted, other.lower));
    }
}

fn signless(value: f64) -> f64 {
    crate::statistics::signless_zero(value)
}

#[test]
fn versions_graded_alike_have_no_bias() {
    let settings = settings();
    let (mut judgements, texts) = example(&settings);
    for judge in judgements.judges.iter_mut().chain(&mut judgements.people) {
        (0..36).step_by(2).for_each(|place| judge.levels[place + 1] = judge.levels[place]);
    }
    let found = OnTexts::new(&judgements, &texts, &settings).unwrap();
    for row in found.own.iter().filter(|row| [figure::OWN, figure::LESS_PEOPLE].contains(&&*row.figure)) {
        assert_eq!((row.value, row.low, row.high, row.p_value), (Some(0.0), Some(0.0), Some(0.0), Some(1.0)));
        assert_eq!((row.higher, row.equal, row.lower), (Some(0.0), Some(1.0), Some(0.0)));
    }
}

#[test]
fn threads_do_not_matter() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(found)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn a_judge_who_is_the_people_follows_words_as_they_do() {
    let settings = settings();
    let (mut judgements, texts) = example(&settings);
    judgements.judges[0].levels = judgements.people.as_ref().unwrap().levels.clone();
    let found = OnTexts::new(&judgements, &texts, &settings).unwrap();
    assert!(found.less.iter().all(|row| row.value == Some(0.0) && row.p_value == Some(1.0)));
    assert!(found.given.iter().all(|row| row.value.is_some_and(|value| value.abs() < 1e-12)));
    assert!(found.by.leniency.iter().all(|row| row.value == Some(0.0)));
}

#[test]
fn the_answer_says_who_follows_words_and_whom_judges_prefer() {
    let told: Vec<String> = found().answer.iter().map(ToString::to_string).collect();
    let beginnings = [
        "Within queries, labels correlate with the query's IDF mass that a text covers: r = 0.13 (people); judge less people: −0.22 \
         [−1.04, 0.64] (j). More than people: none; less: none (p < 0.05, adjusted). Noisier labels correlate less.",
        "From no word of the query to all, at equal grade by people, a judge's label changes by 0.15 [",
        "18 twins, llm less human: judges' labels, less people's, differ by 0.22 [−0.69, 1.13] (j) grades. Judges who prefer llm: none; \
         human: none (p < 0.05, adjusted). At equal coverage and length: −0.89 [−1.34, −0.10] (j).",
        "Leniency, on average over judges: by source −0.44 (human), −0.22 (llm); by length in terms −0.56 (10-13), 0.30 (14-18), \
         −0.38 (19-22), −0.78 (23-26).",
    ];
    assert_eq!(told.len(), beginnings.len());
    let wrong: Vec<_> =
        told.iter().zip(beginnings).filter(|(told, start)| !told.starts_with(start)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(told[1].contains("] (j) grades; at equal grade by the judge, people's by 1.93 ["), "{}", told[1]);
}

#[test]
fn without_people_judges_are_told_alone() {
    let settings = settings();
    let (mut judgements, texts) = example(&settings);
    judgements.people = None;
    let found = OnTexts::new(&judgements, &texts, &settings).unwrap();
    assert!(found.less.is_empty() && found.given.is_empty() && found.shifts.is_empty());
    assert_eq!((found.words.len(), found.own.len(), found.summary.len()), (3, 2, 1));
    assert!(found.by.leniency.is_empty() && !found.by.grades.is_empty());
    let told: Vec<String> = found.answer.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("Within queries, labels correlate with"), "{told:?}");
    assert!(told[1].starts_with("18 twins, llm less human: judges' labels differ by 0.33 ["), "{told:?}");
}
