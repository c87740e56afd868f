//! What the shell is told: completion scripts, in the shells that are installed, and manual pages.

use std::process::{Command, Output};

use super::Place;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a script of a shell prints; `None`, and a word on stderr, where there is no such shell.
fn shell(place: &Place, name: &str, script: &str) -> Option<String> {
    let Ok(Output { status, stdout, stderr }) =
        Command::new(name).args(["-c", script]).current_dir(place.path()).output()
    else {
        eprintln!("passed over: no {name}");
        return None;
    };
    assert!(status.success() && stderr.is_empty(), "{name}: {}", text(&stderr));
    Some(text(&stdout))
}

/// What is offered after the last word of a command line.
const OFFERED: [(&str, &[&str], &str); 8] = [
    ("run --model bm25", &["bm25", "bm25_atire", "bm25l"], "dph"),
    ("search --model dp", &["dph"], "bm25"),
    ("evaluate --measure nDCG", &["nDCG", "nDCG@10"], "AP"),
    ("compare --measure P", &["P@10"], "nDCG"),
    ("profile --measures zipf", &["zipf", "zipf_mandelbrot"], "mattr"),
    ("kwic --analyzer e", &["english"], "words"),
    ("corpus validate --from b", &["beir"], "trec"),
    ("fetch cocktail/nq", &["cocktail/nq", "cocktail/nq-utd"], "sotu"),
];

#[test]
fn bash_completes_names() {
    let place = Place::fresh();
    place.write("script", place.run("completions bash").0);
    for (line, offered, other) in OFFERED {
        let words: Vec<&str> = line.split(' ').collect();
        let [.., before, word] = words[..] else { unreachable!("two words at least") };
        let script = format!(
            "source ./script; COMP_WORDS=(sourcebias {line}); COMP_CWORD={}; _sourcebias sourcebias {word} {before}; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len()
        );
        let Some(found) = shell(&place, "bash", &script) else { return };
        let found: Vec<&str> = found.lines().collect();
        assert!(offered.iter().all(|one| found.contains(one)), "{line}: {found:?}");
        assert!(!found.contains(&other), "{line}: {found:?}");
    }
}

#[test]
fn fish_completes_names() {
    let place = Place::fresh();
    place.write("script", place.run("completions fish").0);
    for (line, offered, other) in OFFERED {
        let script = format!("source ./script; complete -C 'sourcebias {line}'");
        let Some(found) = shell(&place, "fish", &script) else { return };
        let found: Vec<&str> = found.lines().filter_map(|line| line.split('\t').next()).collect();
        assert!(offered.iter().all(|one| found.contains(one)), "{line}: {found:?}");
        assert!(!found.contains(&other), "{line}: {found:?}");
    }
}

#[test]
fn zsh_reads_its_script() {
    let place = Place::fresh();
    let (script, _) = place.run("completions zsh");
    place.write("_sourcebias", &script);
    for name in ["bm25_atire", "nDCG@10", "zipf_mandelbrot", "english", "cocktail/nq-utd"] {
        assert!(
            script.contains(&format!("\n{name}\\:")) || script.contains(&format!("({name}\\:")),
            "{name}"
        );
    }
    let script = "fpath=($PWD $fpath); autoload -U compinit; compinit -u -d dump; autoload +X _sourcebias; echo ${_comps[sourcebias]}";
    if let Some(found) = shell(&place, "zsh", script) {
        assert_eq!(found, "_sourcebias\n");
    }
}

#[test]
fn the_program_takes_more_than_it_offers() {
    let place = Place::fresh();
    place.small_corpus();
    place.run("evaluate --corpus c --model bm25(b=0.4) --measure nDCG(gain=exponential)@3");
    for shell in ["elvish", "powershell"] {
        assert!(place.run(&format!("completions {shell}")).0.contains("bm25"));
    }
}

#[test]
fn every_subcommand_has_its_page() {
    let place = Place::fresh();
    let (page, _) = place.run("man");
    let (help, _) = place.run("--help");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 18, "{commands:?}");
    let (written, _) = place.run("man --to pages");
    for name in &commands {
        assert!(page.contains(&format!("sourcebias\\-{name}(1)")), "{name}");
        assert!(written.lines().any(|file| file == format!("pages/sourcebias-{name}.1")), "{written}");
    }
    assert!(
        written.contains("pages/sourcebias.1\n") && written.contains("pages/sourcebias-corpus-validate.1\n")
    );
    assert_eq!(place.read("pages/sourcebias.1"), page);
    assert!(place.read("pages/sourcebias-run.1").contains("experiments/demo.toml"));
    // Ours are replaced, and nothing else.
    let again = place.run("man --to pages").0;
    assert_eq!(again, written);
    place.write("pages/sourcebias-run.1", "mine");
    place.write("pages/sourcebias.1", page.clone() + "former");
    let refused = place.command("man --to pages").output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("stands in the place of a manual page"));
    assert_eq!(place.read("pages/sourcebias-run.1"), "mine");
    assert!(
        place.read("pages/sourcebias.1").ends_with("former"),
        "nothing is written before all is looked at"
    );
}
