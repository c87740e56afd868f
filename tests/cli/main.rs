//! The program as a user runs it: a fresh folder per test, real files, exit codes and messages.

mod audit;
mod bad_input;
mod compare;
mod damaged_index;
mod explain;
mod external_runs;
mod fetch;
mod fields;
mod findings;
mod folders;
mod import;
mod interrupted;
mod judged_versions;
mod kept;
mod kwic;
mod labels;
mod list;
mod overview;
mod parquet_runs;
mod profile_files;
mod properties;
mod robust;
mod shell;
mod stages;
mod twins;
mod validate;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program, in a fresh folder.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn fresh() -> Self {
        Place { folder: TempDir::new().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, file: &str) -> String {
        let path = self.path().join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("sourcebias").unwrap();
        command.current_dir(self.path()).args(arguments.split_whitespace());
        command.env_remove("RUST_LOG").env_remove("COLUMNS");
        command
    }

    /// Runs and expects success; what it printed on stdout and stderr.
    pub fn run(&self, arguments: &str) -> (String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "`{arguments}` failed:\n{out}\n{err}");
        (out, err)
    }

    /// A small corpus in `corpus/`: three contents by two sources, two queries, judgements.
    pub fn small_corpus(&self) {
        self.write(
            "c/corpus/human.jsonl",
            "{\"_id\":\"a\",\"text\":\"red apples and green pears grow here\"}\n\
             {\"_id\":\"b\",\"text\":\"the red house stands on the green hill\"}\n\
             {\"_id\":\"c\",\"text\":\"nothing but blue water\"}\n",
        );
        self.write(
            "c/corpus/gpt.jsonl",
            "{\"_id\":\"a\",\"text\":\"apples, red ones, grow beside pears\"}\n\
             {\"_id\":\"b\",\"text\":\"on a hill stands a house painted red\"}\n\
             {\"_id\":\"c\",\"text\":\"blue water and nothing else\"}\n",
        );
        self.write(
            "c/queries.jsonl",
            "{\"_id\":\"1\",\"text\":\"red apples\"}\n{\"_id\":\"2\",\"text\":\"blue water\"}\n",
        );
        self.write("c/qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t1\n2\tc\t1\n");
    }

    /// A small simulated experiment, with `more` in its [simulate] section.
    pub fn simulated(&self, name: &str, more: &str) {
        self.write(
            &format!("{name}.toml"),
            format!(
                "name = \"{name}\"\nseed = 7\n[simulate]\ndocuments = 120\nqueries = 20\nvocabulary = 600\n\
                 rank_break = 40\ntopics = 6\n{more}\n[text]\nanalyzer = \"words\"\n[profile]\nbootstrap = 99\n\
                 [evaluate]\nbootstrap = 199\n[bias]\nbootstrap = 199\nplanted_replicates = 2\n"
            ),
        );
    }
}

/// A CSV file as rows of cells, without its header; and the positions of the columns named.
pub fn rows(text: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let lines: Vec<Vec<String>> = text.lines().map(cells).collect();
    let at: Vec<usize> = columns
        .iter()
        .map(|column| {
            lines[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no {column}"))
        })
        .collect();
    lines[1..].iter().map(|line| at.iter().map(|position| line[*position].clone()).collect()).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

#[test]
fn cells_are_cut_at_commas_outside_quotes() {
    assert_eq!(cells("\"bm25(k1=1,b=0)\",1,,x"), ["bm25(k1=1,b=0)", "1", "", "x"]);
}
