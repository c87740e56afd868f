//! `kwic`: words in context, and beside each other, of a corpus in every way in which it can be named.

use super::{Place, rows};

fn place() -> Place {
    let place = Place::fresh();
    place.small_corpus();
    place
}

#[test]
fn counts_come_first_then_lines_in_columns() {
    let (out, err) = place().run("kwic c red");
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    assert_eq!(err, "");
    // 7, 8 and 4 words of people; 6, 8 and 5 of the model.
    let cells: Vec<Vec<&str>> = lines[..3].iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(cells[0], ["source", "occurrences", "per_million", "documents", "of_documents", "words"]);
    assert_eq!(cells[1], ["human", "2", "105263.1579", "2", "3", "19"]);
    assert_eq!(cells[2], ["gpt", "2", "105263.1579", "2", "3", "19"]);
    assert_eq!(lines[3], "");
    let columns = |left: &str, right: &str| format!("{left}|{right}");
    let shown: Vec<String> = lines[4..]
        .iter()
        .map(|line| {
            let (before, behind) = line.split_once("  red").unwrap();
            columns(before.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), behind.trim())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "human a|apples and green pears grow here",
            "human b the|house stands on the green hill",
            "gpt b …a hill stands a house painted|",
            "gpt a apples,|ones, grow beside pears"
        ]
    );
    let at = lines[4..].iter().map(|line| line.split_once("  red").unwrap().0.chars().count());
    let at: Vec<usize> = at.collect();
    let fits = |line: &&str| line.chars().count() <= 80;
    assert!(at.iter().all(|column| *column == at[0]) && lines.iter().all(fits), "{out}");
}

#[test]
fn tables_for_programs_have_every_column() {
    let place = place();
    let (out, _) = place.run("kwic c a hill --format csv --context 2");
    assert_eq!(out, "source,document,position,left,matched,right\ngpt,b,1,on,a hill,stands a\n");
    let (out, _) = place.run("kwic c water --format json --sort document");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["counts"][1]["documents"], 1);
    assert_eq!(json["lines"][1]["left"], "blue");
    let (out, _) = place.run("kwic c apples --sort left --format csv --limit 1");
    assert_eq!(rows(&out, &["source", "left"]), [["human", "red"], ["gpt", ""]]);
}

#[test]
fn what_is_not_shown_is_said() {
    let (out, _) = place().run("kwic c the --limit 1");
    assert!(out.ends_with("\n1 more in human; --limit 0 shows all\n"), "{out}");
    assert!(!place().run("kwic c the --limit 0").0.contains("more"));
}

#[test]
fn forms_of_a_word_and_regular_expressions() {
    let place = place();
    let matched = |arguments: &str| {
        let (out, _) = place.run(&format!("kwic c {arguments} --format csv --sort document"));
        rows(&out, &["matched"]).concat()
    };
    assert_eq!(matched("apple"), [""; 0]);
    assert_eq!(matched("apple --stem"), ["apples", "apples"]);
    assert_eq!(matched("PAINT --analyzer snowball(english)"), ["painted"]);
    assert_eq!(matched("gr\\w+n --regex"), ["green", "green"]);
}

#[test]
fn that_nothing_was_found_is_said_and_is_no_failure() {
    let (out, err) = place().run("kwic c apple");
    assert!(out.lines().count() == 3 && out.contains("gpt"), "{out}");
    assert!(
        err.starts_with(
            "no `apple` in human, gpt; whole words are matched: an analyser that stems (`stem`, --stem)"
        ),
        "{err}"
    );
    let (out, err) = place().run("kwic c apple --collocates --format csv");
    assert!(out.starts_with("source,") && out.lines().count() == 1, "{out}");
    assert!(err.contains("no `apple`"), "{err}");
}

#[test]
fn collocates_stand_side_by_side() {
    let (out, _) = place().run("kwic c red --collocates --window 1 --at-least 1 --format csv");
    let columns = ["reference", "source", "collocate", "reference_together", "source_together"];
    let found = rows(&out, &columns);
    assert!(found.contains(&["human", "gpt", "apples", "1", "1"].map(String::from).to_vec()), "{out}");
    assert!(found.contains(&["human", "gpt", "house", "1", "0"].map(String::from).to_vec()), "{out}");
    let (out, _) = place().run("kwic c red --collocates --window 1 --at-least 1 --reference gpt");
    assert!(out.contains("human beside gpt") && out.contains("log Dice, reference"), "{out}");
    let (_, err) = place().run("kwic c red --collocates");
    assert!(err.contains("no word stands 3 times or more within 5 words of `red`; ask for less"), "{err}");
}

#[test]
fn a_corpus_is_named_in_many_ways() {
    let place = place();
    place.simulated("demo", "");
    place.write("experiment.toml", "name = \"x\"\n[corpus]\npath = \"c\"\n[text]\nanalyzer = \"words\"\n");
    place.write("texts/people/a.txt", "red apples");
    place.write("texts/models/a.txt", "apples, red");
    let counted = |arguments: &str| {
        let (out, _) = place.run(&format!("kwic {arguments} --format json"));
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        let counts = json["counts"].as_array().unwrap().iter();
        counts
            .map(|row| format!("{} {}", row["source"].as_str().unwrap(), row["occurrences"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(counted("experiment.toml red"), ["human 2", "gpt 2"]);
    assert_eq!(counted("c/corpus red"), ["human 2", "gpt 2"]);
    assert_eq!(counted("c/corpus/gpt.jsonl red"), ["gpt 2"]);
    assert_eq!(counted("c/corpus/gpt.jsonl red --with c/corpus/human.jsonl"), ["gpt 2", "human 2"]);
    assert_eq!(counted("texts red"), ["models 1", "people 1"]);
    assert_eq!(counted("texts/people red"), ["people 1"]);
    assert_eq!(counted("texts/people red --with texts/models"), ["people 1", "models 1"]);
    assert_eq!(counted("texts red --from folder"), ["models 1", "people 1"]);
    assert_eq!(counted("demo.toml . --regex --limit 1").len(), 2);
}

#[test]
fn what_cannot_be_done_is_said() {
    let place = place();
    place.write("empty/readme.md", "nothing");
    place.write("text.txt", "red");
    for (arguments, code, said) in [
        ("c gr(een --regex", 2, "regular expression `gr(een`: unclosed group; put a backslash"),
        ("c the --stem", 2, "leaves it out as a stop word; give `words`"),
        ("c ?! ", 2, "holds no word"),
        ("nowhere red", 3, "nowhere: no such file; give an experiment"),
        ("sotu red", 3, "sourcebias fetch sotu"),
        ("empty red", 3, "holds no corpus; it may hold corpus/<source>.jsonl"),
        ("c red --reference llm", 2, "is no source; sources are: gpt, human"),
        ("c", 2, "required"),
        ("c red --stem --regex", 2, "cannot be used with"),
    ] {
        let output = place.command(&format!("kwic {arguments}")).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {message}");
        assert!(message.contains(said), "{arguments}: {message}");
    }
}
