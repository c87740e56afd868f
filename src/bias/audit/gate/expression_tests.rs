//! Conditions by hand.

use super::*;

fn holds(text: &str) -> Result<Option<bool>, String> {
    let expression = Expression::parse(text)?;
    let kind = |name: &str| match name {
        "model" => Kind::Text,
        "within" => Kind::Truth,
        _ => Kind::Number,
    };
    expression.check(&kind)?;
    let row = |name: &str| match name {
        "model" => Value::Text("bm25".to_string()),
        "within" => Value::Truth(Some(true)),
        "delta" => Value::Number(Some(-6.5)),
        "p" => Value::Number(Some(0.04)),
        _ => Value::Number(None),
    };
    Ok(expression.holds(&row))
}

#[test]
fn conditions_hold_or_not() {
    for (text, truth) in [
        ("abs(delta) > 5 and p < 0.05", true),
        ("abs ( delta )>5&&p<.05", true),
        ("ABS(delta) > 5 AND NOT p >= 5e-2", true),
        ("delta > 5", false),
        ("delta < -5", true),
        ("-delta >= 6.5 and delta <= -6.5", true),
        ("delta = -6.5 and delta == -6.5 and delta != 1", true),
        // `and` binds closer than `or`, `not` closer than both.
        ("p < 0.05 or p > 1 and delta > 0", true),
        ("(p < 0.05 or p > 1) and delta > 0", false),
        ("not p > 1 and not delta > 0", true),
        ("not (p > 1 or delta > 0)", true),
        ("not not p < 0.05", true),
        ("model = 'bm25' and model != \"x\"", true),
        ("within", true),
        ("!within || p > 1", false),
        ("1e3 > 999", true),
    ] {
        assert_eq!(holds(text), Ok(Some(truth)), "{text}");
    }
}

#[test]
fn what_is_undefined_decides_nothing_and_spoils_nothing() {
    for (text, truth) in [
        ("none > 1", None),
        ("abs(-none) = none", None),
        ("not none > 1", None),
        ("none > 1 and p < 0.05", None),
        ("none > 1 and p > 0.05", Some(false)),
        ("p > 0.05 and none > 1", Some(false)),
        ("none > 1 or p < 0.05", Some(true)),
        ("none > 1 or p > 0.05", None),
    ] {
        assert_eq!(holds(text), Ok(truth), "{text}");
    }
}

#[test]
fn what_is_no_condition_is_told_with_its_place() {
    for (text, message) in [
        ("", "it ends where a value is wanted"),
        ("p <", "it ends where a value is wanted"),
        ("p < 0.05 p", "`p` at letter 10 is one too many"),
        ("p < 1 < 2", "a comparison at letter 7 is one too many"),
        ("(p < 1", "the parenthesis at letter 1 is not closed"),
        ("p < 1)", "`)` at letter 6 is one too many"),
        ("abs p < 1", "`abs` at letter 1 wants its value in parentheses"),
        ("p + 1 > 2", "'+' at letter 3 has no meaning here"),
        ("p < 1.2.3", "`1.2.3` at letter 5 is no number"),
        ("p < 1e", "`1e` at letter 5 is no number"),
        ("p < 1e999", "`1e999` at letter 5 is no number"),
        ("model = 'bm25", "the quote at letter 9 is not closed"),
        ("and p < 1", "`and` at letter 1 stands where a value is wanted"),
        ("p", "it is a number and no condition; compare it"),
        ("'x'", "it is a word and no condition"),
        ("p and p < 1", "`and` wants a condition, and has a number"),
        ("p < 1 or 2", "`or` wants a condition, and has a number"),
        ("not p", "`not` wants a condition, and has a number"),
        ("-model < 1", "`-` wants a number, and has a word"),
        ("abs(p < 1) < 1", "`abs` wants a number, and has a condition"),
        ("model < 'b'", "words are compared by `=` and `!=` alone"),
        ("model = 1", "a word is compared with a number"),
        (&"(".repeat(1_000), "parts stand in each other more than 64 deep"),
        (&"not ".repeat(1_000), "parts stand in each other more than 64 deep"),
        (&"-".repeat(1_000), "parts stand in each other more than 64 deep"),
        (&"p ".repeat(3_000), "it has more than 2000 words and signs"),
    ] {
        let error = holds(text).unwrap_err();
        assert!(error.starts_with(message), "{}: {error}", &text[..text.len().min(30)]);
    }
    let long = vec!["p < 1"; 200].join(" and ");
    assert_eq!(holds(&long), Ok(Some(true)));
    assert_eq!(Expression::parse("b < a and b > 1").unwrap().columns(), ["b", "a"]);
}
