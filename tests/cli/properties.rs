//! What must hold of every run: same bytes for any number of threads, exact zeros where the truth is 0, exact signs.

use std::collections::BTreeMap;

use super::{Place, rows};

/// Every result and figure file with its bytes, but for what holds times or is tantivy's own.
pub fn files(place: &Place, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![place.path().join("results").join(name), place.path().join("figures").join(name)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_string_lossy().to_string();
            if path.is_dir() {
                if file != "index" && file != "stages" {
                    open.push(path);
                }
            } else if file != "manifest.json" {
                let relative = path.strip_prefix(place.path()).unwrap().to_string_lossy().to_string();
                found.insert(relative, std::fs::read(&path).unwrap());
            }
        }
    }
    assert!(found.len() > 30, "{:?}", found.keys());
    found
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let one = Place::fresh();
    one.simulated("small", "");
    one.run("run small.toml --threads 1");
    let three = Place::fresh();
    three.simulated("small", "");
    three.run("run small.toml --threads 3");
    let (one, three) = (files(&one, "small"), files(&three, "small"));
    assert_eq!(one.keys().collect::<Vec<_>>(), three.keys().collect::<Vec<_>>());
    for (file, bytes) in &one {
        assert!(bytes == &three[file], "{file} differs with the number of threads");
    }
}

fn number(cell: &str) -> Option<f64> {
    (!cell.is_empty()).then(|| cell.parse().unwrap())
}

#[test]
fn on_an_a_a_corpus_every_bias_figure_is_exactly_0() {
    let place = Place::fresh();
    place.simulated("same", "copy = true");
    let models =
        "--model bm25 --model bm25|byte_lengths --model tf_idf --model dirichlet --model dirichlet(mu=50)";
    let (out, _) = place.run(&format!("run same.toml --name same {models}"));
    let columns = [
        "difference",
        "difference_low",
        "difference_high",
        "relative_delta_percent",
        "p_value",
        "p_adjusted",
    ];
    let deltas = rows(&place.read("results/same/bias/relative_delta.csv"), &columns);
    assert_eq!(deltas.len(), 5 * 8);
    for row in deltas {
        let values: Vec<_> = row.iter().map(|cell| number(cell)).collect();
        assert_eq!(values, [Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(1.0), Some(1.0)]);
    }
    let exposure =
        rows(&place.read("results/same/bias/exposure.csv"), &["measure", "value", "low", "high", "p_value"]);
    let mut signed = 0;
    for row in &exposure {
        if row[0].starts_with('d') || row[0] == "twin_balance" {
            let values: Vec<_> = row[1..].iter().map(|cell| number(cell)).collect();
            assert_eq!(values, [Some(0.0), Some(0.0), Some(0.0), Some(1.0)], "{row:?}");
            signed += 1;
        }
    }
    assert!(signed >= 15, "{signed}");
    let parts = rows(&place.read("results/same/bias/decomposition.csv"), &["value", "low", "high"]);
    assert_eq!(parts.len(), 5 * 4);
    assert!(parts.iter().flatten().all(|cell| number(cell) == Some(0.0)), "{parts:?}");
    let mut coefficients = 0;
    for row in rows(&place.read("results/same/bias/conditional.csv"), &["coefficient", "p_value"]) {
        // Undefined where the model is the similarity: dirichlet and the divergence to its own documents.
        assert!(number(&row[0]).is_none_or(|value| value == 0.0), "{row:?}");
        assert!(number(&row[1]).is_none_or(|value| value == 1.0), "{row:?}");
        coefficients += usize::from(number(&row[0]).is_some());
    }
    assert!(coefficients >= 10, "{coefficients}");
    for row in rows(&place.read("results/same/profile/comparison.csv"), &["measure", "difference", "p_value"])
    {
        // No p-value where a text is counted in its own pool.
        assert_eq!(number(&row[1]), Some(0.0), "{row:?}");
        assert!(number(&row[2]).is_none_or(|value| value == 1.0), "{row:?}");
    }
    // The rules that break ties by id or place are what fakes a bias here.
    let rules = rows(&place.read("results/same/bias/tie_rules.csv"), &["ties", "relative_delta_percent"]);
    let largest = |rule: &str| {
        rules
            .iter()
            .filter(|row| row[0] == rule)
            .filter_map(|row| number(&row[1]))
            .map(f64::abs)
            .fold(0.0, f64::max)
    };
    assert_eq!(largest("average"), 0.0);
    assert!(largest("trec_eval") > 20.0 && largest("index_order") > 20.0, "{rules:?}");
    assert!(!out.contains("favours"), "{out}");
}

#[test]
fn swapping_the_sources_texts_flips_every_sign_exactly() {
    let place = Place::fresh();
    place.simulated("small", "");
    place.run("simulate small.toml --to one");
    for (from, to) in [("human", "llm"), ("llm", "human")] {
        place.write(&format!("two/corpus/{to}.jsonl"), place.read(&format!("one/corpus/{from}.jsonl")));
    }
    for file in ["queries.jsonl", "qrels/test.tsv"] {
        place.write(&format!("two/{file}"), place.read(&format!("one/{file}")));
    }
    place.run("run --corpus one --paired --name one --analyzer words");
    place.run("run --corpus two --paired --name two --analyzer words");
    let columns = [
        "difference",
        "difference_low",
        "difference_high",
        "relative_delta_percent",
        "low",
        "high",
        "p_value",
    ];
    let table = |name: &str| rows(&place.read(&format!("results/{name}/bias/relative_delta.csv")), &columns);
    let flipped = |row: &[String]| -> Vec<Option<f64>> {
        let value = |column: usize| number(&row[column]);
        let negative = |column: usize| value(column).map(|number| 0.0 - number);
        vec![negative(0), negative(2), negative(1), negative(3), negative(5), negative(4), value(6)]
    };
    let (one, two) = (table("one"), table("two"));
    assert!(one.iter().any(|row| number(&row[0]).unwrap() != 0.0));
    for (one, two) in one.iter().zip(&two) {
        let two: Vec<_> = two.iter().map(|cell| number(cell)).collect();
        assert_eq!(flipped(one), two);
    }
    let columns = ["value", "low", "high"];
    let table = |name: &str| rows(&place.read(&format!("results/{name}/bias/decomposition.csv")), &columns);
    for (one, two) in table("one").iter().zip(&table("two")) {
        let flipped = [number(&one[0]), number(&one[2]), number(&one[1])].map(|cell| cell.map(|n| 0.0 - n));
        assert_eq!(flipped.to_vec(), two.iter().map(|cell| number(cell)).collect::<Vec<_>>(), "{one:?}");
    }
    let columns = ["measure", "value", "low", "high", "p_value"];
    let table = |name: &str| rows(&place.read(&format!("results/{name}/bias/exposure.csv")), &columns);
    for (one, two) in table("one").iter().zip(&table("two")) {
        if one[0].starts_with('d') || one[0] == "twin_balance" {
            let flipped =
                [number(&one[1]), number(&one[3]), number(&one[2])].map(|cell| cell.map(|n| 0.0 - n));
            assert_eq!(
                flipped.to_vec(),
                two[1..4].iter().map(|cell| number(cell)).collect::<Vec<_>>(),
                "{one:?}"
            );
            assert_eq!(one[4], two[4]);
        }
    }
}
