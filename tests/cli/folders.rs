//! `profile FOLDER …`: folders of plain texts, each a source, without an experiment.

use super::{Place, rows};

/// Two folders of six twins each, which differ in two words.
fn place() -> Place {
    let place = Place::fresh();
    for number in 0..6 {
        let same = format!("text {number} is about the sea, the ships and the harbour of town {number}");
        place.write(&format!("human/{number}.txt"), format!("We look at it: {same}. We look again."));
        place
            .write(&format!("My Model/{number}.txt"), format!("Let us delve: {same}. We delve much deeper."));
    }
    place
}

const QUICK: &str = "--analyzer words --bootstrap 99 --measures tokens,ttr";

#[test]
fn two_folders_are_profiled_and_compared_by_one_command() {
    let place = place();
    let mut command = place.command("profile human");
    command.arg("My Model").args(QUICK.split_whitespace());
    let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let headings = ["Each source on its own", "How the sources differ", "Keywords"];
    let at: Vec<Option<usize>> = headings.iter().map(|heading| out.find(heading)).collect();
    assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{out}");
    assert!(out.contains("\nttr: higher for My_Model"), "{out}");
    let keyword =
        |word: &str| out.lines().skip_while(|line| *line != "Keywords").any(|line| line.contains(word));
    assert!(keyword("delve") && keyword("look") && !keyword("harbour"), "{out}");
    assert!(!place.path().join("results").exists());
}

#[test]
fn tables_fit_the_width_and_no_word_is_stacked() {
    let place = place();
    std::fs::rename(place.path().join("My Model"), place.path().join("model")).unwrap();
    let shown = |arguments: &str, width: Option<usize>| {
        let mut command = place.command(arguments);
        command.envs(width.map(|width| ("COLUMNS", width.to_string())));
        let output = command.output().unwrap();
        assert!(output.status.success(), "`{arguments}`");
        String::from_utf8(output.stdout).unwrap()
    };
    let tables =
        ["summary", "comparison", "findings", "keyness", "fits", "growth", "rank-frequency", "terms"];
    let of_table =
        |table: &str| format!("profile human model --analyzer words --bootstrap 99 --table {table}");
    let mut commands: Vec<String> = tables.iter().map(|table| of_table(table)).collect();
    commands.push("profile human model --analyzer words --bootstrap 99".to_string());
    commands.push("profile human model --analyzer words --bootstrap 99 --ngrams 2".to_string());
    commands.push("kwic human the --with model --collocates".to_string());
    commands.push("kwic human the --with model".to_string());
    for command in &commands {
        for width in [80, 100, 120] {
            let out = shown(command, Some(width));
            let long = out.lines().find(|line| line.chars().count() > width);
            assert!(long.is_none() && !out.is_empty(), "`{command}` at {width}: {long:?}");
            let lines: Vec<&str> = out.lines().map(str::trim).collect();
            let letter = |line: &&str| line.chars().count() == 1;
            assert!(
                !lines.windows(3).any(|lines| lines.iter().all(letter)),
                "`{command}` at {width}:\n{out}"
            );
        }
    }
    // What is left out is named, and shown where it is asked for and to programs.
    let (narrow, all) = (shown(&of_table("keyness"), Some(80)), shown(&of_table("keyness"), None));
    assert!(narrow.contains("more columns: ") && narrow.ends_with("(--wide)\n"), "{narrow}");
    assert!(!narrow.contains("reference_normalised_dispersion"));
    assert!(all.lines().next().unwrap().ends_with("reference_normalised_dispersion"), "{all}");
    assert_eq!(shown(&(of_table("keyness") + " --wide"), Some(80)), all);
    // Findings are sentences.
    let findings = shown(&of_table("findings"), None);
    assert!(findings.starts_with("tokens: ") && findings.contains("\nttr: "), "{findings}");
    assert!(shown(&(of_table("findings") + " --wide"), None).contains(" cut_p "));
}

#[test]
fn the_first_folder_is_the_reference_unless_another_is_named() {
    let place = place();
    std::fs::rename(place.path().join("My Model"), place.path().join("model")).unwrap();
    let compared = |arguments: &str| {
        let (out, _) = place.run(&format!("profile {arguments} {QUICK} --table comparison --format csv"));
        rows(&out, &["reference", "source", "control"])[1].clone()
    };
    // Files of the same name are twins.
    assert_eq!(compared("model human"), ["model", "human", "twins"]);
    assert_eq!(compared("model/ ./human --reference human"), ["human", "model", "twins"]);
    let (out, _) = place.run(&format!("profile human model {QUICK} --format csv"));
    assert_eq!(rows(&out, &["source", "measure", "value"])[0], ["human", "tokens", "126.0"]);
    let (out, _) = place.run("profile human model --analyzer words --table terms --format csv");
    assert_eq!(
        rows(&out, &["source", "term", "frequency", "document_frequency"])[0],
        ["human", "the", "18", "6"]
    );
}

#[test]
fn words_that_follow_each_other_are_keywords_too() {
    let place = place();
    std::fs::rename(place.path().join("My Model"), place.path().join("model")).unwrap();
    let keywords = |arguments: &str| {
        let command = format!("profile human model {QUICK} --table keyness --format csv {arguments}");
        rows(&place.run(&command).0, &["term"]).concat()
    };
    let pairs = keywords("--ngrams 2");
    assert!(pairs.contains(&"us delve".to_string()) && pairs.contains(&"we look".to_string()), "{pairs:?}");
    assert!(keywords("--ngrams 3").contains(&"let us delve".to_string()));
    assert!(keywords("--top 1").len() == 2 && keywords("").contains(&"delve".to_string()));
    // As a setting of an experiment.
    place.write(
        "x.toml",
        "name = \"x\"\n[corpus]\nformat = \"folder\"\npath = \".\"\nsources = { human = \"human\", model = \"model\" }\n\
         [text]\nanalyzer = \"words\"\n[profile]\nbootstrap = 99\nmeasures = [\"tokens\"]\nkeyness.ngrams = 2\n",
    );
    let (out, _) = place.run("profile x.toml --table keyness --format csv");
    assert_eq!(rows(&out, &["term"]).concat(), pairs);
    let (out, _) = place.run("profile x.toml --table keyness --format csv --ngrams 1");
    assert!(rows(&out, &["term"]).concat().contains(&"delve".to_string()));
}

#[test]
fn one_folder_is_one_source() {
    let (out, _) = place().run(&format!("profile human {QUICK}"));
    assert!(out.contains("Each source on its own") && out.contains("human"), "{out}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let place = place();
    place.write("empty/readme.md", "nothing");
    place.write("other/human/0.txt", "red");
    place.write("latin/0.txt", b"caf\xe9".as_slice());
    place.write("latin/1.txt", "blue");
    place.write("a.jsonl", "{\"text\":\"red\"}\n");
    for (arguments, code, said) in [
        ("human empty", 3, "empty: holds no .txt file; give a folder with a .txt file for each document"),
        ("human other/human", 2, "two folders are named \"human\""),
        ("human latin", 3, "latin/0.txt:1: the text is not UTF-8"),
        ("human a.jsonl", 2, "a.jsonl: is a file beside folders"),
        ("a.jsonl human", 2, "a.jsonl: is a file beside folders"),
        ("human nowhere", 3, "nowhere: no such file; check the path"),
        ("human other/human/0.txt", 2, "is a file beside folders"),
        ("human latin --reference gpt", 2, "is no source; sources are: human, latin"),
        ("human --ngrams 6", 2, "`ngrams` must be 1 for single terms, or from 2 to 5"),
    ] {
        let output = place.command(&format!("profile {arguments}")).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {message}");
        assert!(message.contains(said), "{arguments}: {message}");
    }
    let (out, err) =
        place.run("profile human latin --analyzer words --skip-bad-lines --table terms --format csv");
    assert!(out.ends_with("latin,blue,1,1\n") && err.contains("1 line left out"), "{out} {err}");
}
