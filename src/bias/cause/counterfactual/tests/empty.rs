//! Versions without a token: they have no twin to be made like, and no pair to be told of.

use super::*;
use crate::bias::DecompositionRow;
use crate::bias::analysis::Analysis;
use crate::bias::cause::decomposition::Decomposition;
use crate::bias::cause::word_effects::WordEffects;

#[test]
fn an_empty_version_makes_no_figure_undefined() {
    let specs: Vec<&str> = MODELS.entries.iter().map(|entry| entry.name).collect();
    // Judged relevant to the queries 0 and 3, to 2, and to 1: the llm's without a token, and the human's once.
    let mut texts: Vec<[String; 2]> =
        random_texts(6).into_iter().filter(|texts| texts.iter().all(|text| text.len() > 1)).collect();
    for (base, side) in [(0, 1), (1, 1), (2, 0)] {
        let other = &texts[base][1 - side];
        texts[base] = [format!("{other} a c d f"), format!("{other} a c d f")];
        texts[base][side] = ".".to_string();
    }
    let case = Case::new(&texts, &specs, 1_000);
    let analyses: [&dyn Analysis; 3] = [&Counterfactual, &Decomposition, &WordEffects];
    let bias = case.with(|evidence| bias_by(evidence, &analyses).unwrap());
    for (schema, table) in bias.tables() {
        for column in schema.columns {
            let values = table.number(column.name).unwrap_or_default();
            assert!(values.into_iter().flatten().all(f64::is_finite), "{} {}", schema.key, column.name);
        }
    }
    let parts = DecompositionRow::from_table(bias.table("bias/decomposition").unwrap()).unwrap();
    assert!(parts.len() > 4 * 20);
    for row in &parts {
        assert!(row.value.is_some() && row.p_value > Some(0.0), "{row:?}");
        assert_eq!((row.empty, row.pairs > 20), (4, true), "{row:?}");
    }
    for row in rows(&bias) {
        assert!(row.change.is_some() && row.p_value != Some(0.0), "{row:?}");
    }
}
