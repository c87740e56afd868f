//! The targets of `fuzz/` on their seeds, and on changes of them, with the stable toolchain: that they run and hold. A
//! longer search is `cargo fuzz`, as `fuzz/README.md` says.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::cell::Cell;
use std::path::Path;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::readers::{changed_bytes, changes};
use targets::TARGETS;

/// Changes of each seed.
const CHANGES: u32 = 150;

#[test]
fn targets_hold_on_their_seeds_and_near_them() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
        let mut seeds: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        seeds.sort();
        let counts = [const { Cell::new(0) }; 2];
        let count = |is_read: bool| counts[usize::from(is_read)].update(|count| count + 1);
        for seed in seeds {
            let bytes = std::fs::read(&seed).unwrap();
            count(target(&bytes));
            let config = Config { failure_persistence: None, ..Config::with_cases(CHANGES) };
            let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            let held = TestRunner::new_with_rng(config, random).run(&changes(), |changes| {
                count(target(&changed_bytes(bytes.clone(), &changes)));
                Ok(())
            });
            held.unwrap_or_else(|error| panic!("{}: {error}", seed.display()));
        }
        // A target that takes all or nothing looks at nothing.
        let [refused, read] = counts.map(Cell::into_inner);
        assert!(read > 10 && refused > 10, "{name}: {read} read, {refused} refused");
    }
}
