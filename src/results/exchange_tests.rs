//! Stages that are put in place: over nothing, over themselves, over what is not theirs, and after they were cut off.

use super::*;
use crate::results::FileState;

struct Place {
    folder: tempfile::TempDir,
    paths: ResultPaths,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = ResultPaths::new(folder.path(), "x");
        Place { folder, paths }
    }

    /// Makes the stage `bias` with these tables and puts it in place.
    fn stage(&self, key: &str, tables: &[(&str, &str)], adopt: bool) -> Result<()> {
        let making = self.paths.making();
        let made: Vec<PathBuf> =
            tables.iter().map(|(table, _)| making.results().join(format!("{table}.csv"))).collect();
        for (path, (_, text)) in made.iter().zip(tables) {
            write(path, text.as_bytes()).unwrap();
        }
        self.paths.exchange("bias", key, &made, (1.0, vec![]), adopt)
    }

    fn csv(&self, table: &str) -> PathBuf {
        self.paths.results().join(format!("{table}.csv"))
    }

    fn text(&self, table: &str) -> Option<String> {
        std::fs::read_to_string(self.csv(table)).ok()
    }
}

#[test]
fn a_stage_is_finished_only_with_its_key_and_the_bytes_of_its_files() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a"), ("bias/b", "b")], false).unwrap();
    assert!(place.paths.finished("bias", "1").is_some() && place.paths.finished("bias", "2").is_none());
    // As many bytes, and others.
    std::fs::write(place.csv("bias/a"), "z").unwrap();
    assert!(place.paths.finished("bias", "1").is_none() && place.paths.recorded("bias", "1").is_some());
    let states: Vec<FileState> = place.paths.verify().unwrap().into_iter().map(|(.., state)| state).collect();
    assert_eq!(states, [FileState::Changed, FileState::Whole]);
    // A stage without files is none that is finished.
    place.stage("3", &[], false).unwrap();
    assert!(place.paths.finished("bias", "3").is_none());
}

#[test]
fn what_a_stage_does_not_write_any_more_goes_and_what_others_put_there_stays() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a"), ("bias/b", "b")], false).unwrap();
    std::fs::write(place.csv("bias/mine"), "mine").unwrap();
    place.stage("2", &[("bias/a", "2")], false).unwrap();
    assert_eq!(place.text("bias/a").unwrap(), "2");
    assert_eq!((place.text("bias/b"), place.text("bias/mine").unwrap()), (None, "mine".to_string()));
    assert!(!place.paths.results().join(MAKING).exists());
}

#[test]
fn a_file_that_no_record_names_stops_the_stage_before_anything_moves() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    write(&place.csv("bias/b"), b"theirs").unwrap();
    let error = place.stage("2", &[("bias/a", "2"), ("bias/b", "2")], false).unwrap_err().to_string();
    assert!(error.contains("bias/b.csv") && error.contains("no record says"), "{error}");
    assert_eq!((place.text("bias/a").unwrap(), place.text("bias/b").unwrap()), ("a".into(), "theirs".into()));
    assert!(place.paths.finished("bias", "1").is_some(), "the earlier stage still stands");
    // Adopted, it is set aside; what has the same bytes is no matter.
    place.stage("2", &[("bias/a", "2"), ("bias/b", "2")], true).unwrap();
    assert_eq!(place.text("bias/b").unwrap(), "2");
    let aside = place.paths.results().join("bias/b.csv.yours");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "theirs");
    write(&place.csv("bias/c"), b"same").unwrap();
    place.stage("3", &[("bias/c", "same")], false).unwrap();
}

#[test]
fn what_was_changed_since_is_set_aside_each_time_under_a_name_of_its_own() {
    let place = Place::new();
    for (number, aside) in [(1, "yours"), (2, "yours-2")] {
        place.stage("1", &[("bias/a", "a")], false).unwrap();
        let edited = format!("edited {number}");
        std::fs::write(place.csv("bias/a"), &edited).unwrap();
        place.stage("2", &[("bias/a", "2")], false).unwrap();
        let aside = place.paths.results().join(format!("bias/a.csv.{aside}"));
        assert_eq!(std::fs::read_to_string(aside).unwrap(), edited);
    }
    // One that has no successor is left.
    std::fs::write(place.csv("bias/a"), "mine").unwrap();
    place.stage("3", &[("bias/b", "b")], false).unwrap();
    assert_eq!(place.text("bias/a").unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_is_not_followed() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    let elsewhere = place.folder.path().join("elsewhere");
    std::fs::write(&elsewhere, "a").unwrap();
    let path = place.csv("bias/a");
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    place.stage("2", &[("bias/a", "2")], false).unwrap();
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "a");
    assert!(path.symlink_metadata().unwrap().is_file());
}

#[test]
fn an_exchange_that_was_cut_off_is_known_again() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a"), ("bias/b", "b")], false).unwrap();
    // As after the record went and one file of two was moved.
    let owned = place.paths.owned("bias");
    let sum = |text: &str| crate::digest::sha256(text.as_bytes()).unwrap();
    let files = [("results/bias/a.csv", "2"), ("results/bias/c.csv", "2")];
    let files = files.map(|(file, text)| (file.to_string(), sum(text)));
    place.paths.journal("bias", &BTreeMap::from(files), &owned).unwrap();
    remove(&place.paths.record("bias")).unwrap();
    std::fs::write(place.csv("bias/a"), "2").unwrap();
    assert!(place.paths.finished("bias", "1").is_none());
    place.paths.check_claim().unwrap();
    place.stage("2", &[("bias/a", "3"), ("bias/c", "3")], false).unwrap();
    assert_eq!((place.text("bias/a").unwrap(), place.text("bias/b")), ("3".to_string(), None));
    assert_eq!(
        std::fs::read_dir(place.paths.results().join("bias")).unwrap().count(),
        2,
        "nothing set aside"
    );
}

#[test]
fn figures_are_known_by_their_sums_alone() {
    let place = Place::new();
    let draw = |text: &str, names: &[&str]| {
        let making = place.paths.making();
        let mut made: Vec<PathBuf> = names.iter().map(|name| making.figure(name)).collect();
        made.iter().for_each(|path| write(path, text.as_bytes()).unwrap());
        let (path, sums) = making.sums(&made).unwrap();
        write(&path, sums.as_bytes()).unwrap();
        made.push(path);
        place.paths.exchange("report", text, &made, (1.0, vec![]), false)
    };
    draw("1", &["a.svg", "b.svg"]).unwrap();
    let sums = std::fs::read_to_string(place.paths.figure(SUMS)).unwrap();
    assert!(sums.lines().map(|line| &line[64..]).eq(["  a.svg", "  b.svg"]), "{sums}");
    // A fresh clone has the figures and no results.
    std::fs::remove_dir_all(place.paths.results()).unwrap();
    place.paths.check_claim().unwrap();
    draw("2", &["a.svg"]).unwrap();
    assert!(!place.paths.figure("b.svg").exists());
    assert_eq!(std::fs::read_to_string(place.paths.figure("a.svg")).unwrap(), "2");
}

#[test]
fn a_folder_of_others_is_refused() {
    let place = Place::new();
    place.paths.check_claim().unwrap();
    write(&place.paths.figure("paper.tex"), b"theirs").unwrap();
    let error = place.paths.check_claim().unwrap_err().to_string();
    assert!(error.contains("paper.tex") && error.contains("another output folder"), "{error}");
    std::fs::remove_file(place.paths.figure("paper.tex")).unwrap();
    write(&place.csv("bias/a"), b"theirs").unwrap();
    assert!(place.paths.check_claim().is_err());
}

#[test]
fn an_input_below_the_results_is_refused() {
    let place = Place::new();
    let [below, beside] =
        ["results/x/runs/lucene.run", "other.run"].map(|name| place.folder.path().join(name));
    write(&below, b"").unwrap();
    write(&beside, b"").unwrap();
    place.paths.check_inputs([&beside]).unwrap();
    let error = place.paths.check_inputs([&beside, &below]).unwrap_err().to_string();
    assert!(error.contains("lucene.run") && error.contains("is an input"), "{error}");
}

#[test]
fn records_lead_nowhere_else() {
    for name in ["results/../../etc/passwd", "/etc/passwd", "results//etc/passwd/..", "elsewhere/x"] {
        assert!(!is_inside(name), "{name}");
    }
    assert!(is_inside("results/bias/a.csv") && is_inside("figures/a.svg"));
    let sum = "0".repeat(64);
    let text = format!("{sum}  a.svg\n{sum}  ../b.svg\nshort  c.svg\n");
    assert_eq!(sums_of(&text), [("a.svg".to_string(), sum)]);
}

#[test]
fn a_record_that_leads_elsewhere_is_none() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    let record = place.paths.record("bias");
    let text = std::fs::read_to_string(&record).unwrap();
    for elsewhere in ["/etc/passwd", "results/../../x.txt"] {
        std::fs::write(&record, text.replace("results/bias/a.csv", elsewhere)).unwrap();
        assert!(place.paths.any_record("bias").is_none(), "{elsewhere}");
        let found = place.paths.verify().unwrap();
        assert_eq!(found, [("bias".to_string(), "results/stages/bias.json".to_string(), FileState::Changed)]);
    }
}

#[test]
fn what_is_wrong_with_records_is_told() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    write(&place.paths.manifest(), b"{\"stages\": {\"bias\": {}, \"text\": {}}}").unwrap();
    place.paths.journal("corpus", &BTreeMap::new(), &Owned::new()).unwrap();
    let found = place.paths.verify().unwrap();
    let states: Vec<(&str, FileState)> =
        found.iter().map(|(stage, _, state)| (stage.as_str(), *state)).collect();
    let expected = [("corpus", FileState::CutOff), ("text", FileState::Missing), ("bias", FileState::Whole)];
    assert_eq!(states, expected);
}

#[test]
fn what_hinders_is_met_before_the_record_goes() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    write(&place.paths.results().join("other"), b"theirs").unwrap();
    assert!(place.stage("2", &[("bias/a", "2"), ("other/b", "2")], false).is_err());
    assert!(place.paths.finished("bias", "1").is_some());
    // A record of others is set aside, a folder in its place stops the stage.
    std::fs::write(place.paths.record("bias"), "{\"mine\": 1}").unwrap();
    assert!(place.stage("2", &[("bias/b", "2")], false).is_ok());
    assert!(place.paths.results().join("stages/bias.json.yours").exists());
    std::fs::remove_file(place.paths.record("bias")).unwrap();
    write(&place.paths.record("bias").join("mine"), b"mine").unwrap();
    assert!(place.stage("3", &[("bias/b", "3")], true).is_err());
    assert_eq!(std::fs::read(place.paths.record("bias").join("mine")).unwrap(), b"mine");
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_a_link_is_not_written_to() {
    let place = Place::new();
    place.stage("1", &[("bias/a", "a")], false).unwrap();
    let precious = place.folder.path().join("precious");
    std::fs::write(&precious, "mine").unwrap();
    std::os::unix::fs::symlink(&precious, place.paths.journal_file("bias")).unwrap();
    assert!(place.stage("2", &[("bias/a", "2")], true).is_err());
    assert_eq!(std::fs::read(&precious).unwrap(), b"mine");
}
